//! The command that a file asks for, fit to be pasted into a shell.

use crate::files::StudyOptions;
use std::fmt::Write;

/// The words of `openend analyze` for a file, quoted for a POSIX shell (control and invisible characters as bash and zsh
/// read them). `reading` holds options with their values that were needed to read the file.
#[must_use]
pub fn proposed_command(path: &str, reading: &[(&str, &str)], options: &StudyOptions) -> Vec<String> {
    // A file whose name begins with a dash is no option.
    let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    let mut words = vec!["openend analyze".to_owned(), quoted(&path)];
    let mut add = |option: &str, value: &str| {
        // A value that begins with a dash has to be tied to its option.
        let tie = if value.starts_with('-') { '=' } else { ' ' };
        words.push(format!("{option}{tie}{}", quoted(value)));
    };
    for (option, value) in reading {
        add(option, value);
    }
    options.text.iter().for_each(|column| add("--text", column));
    let single = [("--id", &options.id), ("--weight", &options.weight), ("--score", &options.score)];
    for (option, column) in single {
        column.iter().for_each(|column| add(option, column));
    }
    options.by.iter().for_each(|column| add("--by", column));
    if let Some(column) = &options.language {
        add("--language", &format!("column:{column}"));
    }
    words
}

/// One word of a shell.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    if crate::error::escape(word) == word {
        return format!("'{}'", word.replace('\'', "'\\''"));
    }
    let mut out = String::from("$'");
    for c in word.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if crate::error::escape(c.encode_utf8(&mut [0; 4])).starts_with('\\') => {
                let _ = write!(out, "\\U{:08x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out + "'"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_a_shell() {
        for (word, shown) in [
            ("survey.csv", "survey.csv"),
            ("意见", "意见"),
            ("Why? (all)", "'Why? (all)'"),
            ("it's", "'it'\\''s'"),
            ("$(rm -rf ~)", "'$(rm -rf ~)'"),
            ("", "''"),
            ("a\nb'\u{1b}", "$'a\\nb\\'\\U0000001b'"),
        ] {
            assert_eq!(quoted(word), shown);
        }
    }

    #[test]
    fn options_stand_in_the_order_of_the_help() {
        let options = StudyOptions {
            text: vec!["why not?".into()],
            id: Some("-id".into()),
            by: vec!["a".into(), "b".into()],
            language: Some("lang".into()),
            ..StudyOptions::default()
        };
        let words = proposed_command("-f.csv", &[("--sheet", "2")], &options).join(" ");
        assert_eq!(
            words,
            "openend analyze ./-f.csv --sheet 2 --text 'why not?' --id=-id --by a --by b --language column:lang"
        );
    }
}
