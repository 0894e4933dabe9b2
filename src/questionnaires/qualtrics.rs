//! Qualtrics' Advanced Format TXT: tags in double brackets on lines of their own, one language per file.
//!
//! `[[Choice:14]]` gives the choice below it the recode value 14. Qualtrics reads the text between tags as HTML; what would
//! be a tag, an entity, piped text or a format tag there is written with entities, so that people see it as worded.
//!
//! Source: Qualtrics support, "Importing & exporting surveys", section "Preparing an Advanced Format TXT file".

use super::printed::{quoted, slug};
use super::{Made, Printed, PrintedOption};
use crate::closed_question::{AnswerFormat, CategoryKind};
use std::fmt::Write as _;

/// The file in its one language.
pub(super) fn write(printed: &Printed<'_>) -> Made {
    let name = slug(&printed.question.open_question.column);
    let mut file = File(String::from("[[AdvancedFormat]]\n"));
    match printed.answer() {
        AnswerFormat::YesNo => {
            file.question("Matrix", &name, printed.stem());
            file.choices("AdvancedChoices", "Choice", printed.items().into_iter().map(coded));
            let scale = printed.scale();
            let scale = scale.iter().map(|(code, texts)| (*code, texts.first().map_or("", String::as_str)));
            file.choices("AdvancedAnswers", "Answer", scale);
            for other in printed.having(|category| category.kind == CategoryKind::Other) {
                file.question("TE:SingleLine", &format!("{name}_other"), other.label());
            }
        }
        answer => {
            let kind = if answer == AnswerFormat::Single { "MC:SingleAnswer" } else { "MC:MultipleAnswer" };
            file.question(kind, &name, printed.stem());
            file.choices("AdvancedChoices", "Choice", printed.options.iter().map(coded));
        }
    }
    Made { bytes: file.0.into_bytes(), notes: notes(printed) }
}

/// The lines so far.
struct File(String);

impl File {
    fn question(&mut self, kind: &str, name: &str, text: &str) {
        let text = shown(text);
        _ = write!(self.0, "\n[[Question:{kind}]]\n[[ID:{name}]]\n{text}\n");
    }

    fn choices<'t>(&mut self, list: &str, each: &str, choices: impl Iterator<Item = (u16, &'t str)>) {
        _ = write!(self.0, "\n[[{list}]]\n");
        for (code, label) in choices {
            _ = write!(self.0, "[[{each}:{code}]]\n{}\n", shown(label));
        }
    }
}

fn coded<'p>(option: &'p PrintedOption<'_>) -> (u16, &'p str) {
    (option.code(), option.label())
}

/// A line of text as HTML that Qualtrics shows as it is worded: no tag, entity, piped text (`${…}`) or format tag (`[[…]]`).
pub(super) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let mut last = ' ';
    while let Some(c) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        match c {
            '&' if next.is_ascii_alphabetic() || next == '#' => out.push_str("&amp;"),
            '<' if next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?') => out.push_str("&lt;"),
            '$' if next == '{' => out.push_str("&#36;"),
            '[' if next == '[' || last == '[' => out.push_str("&#91;"),
            ']' if next == ']' || last == ']' => out.push_str("&#93;"),
            _ => out.push(c),
        }
        last = c;
    }
    out
}

fn notes(printed: &Printed<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let is_list = printed.answer() != AnswerFormat::YesNo;
    let fixed = printed.having(|category| !category.shuffle);
    if printed.shuffles() {
        let which = match (is_list, fixed.is_empty()) {
            (true, false) => format!("all choices but {}", quoted(&fixed)),
            (true, true) => "the choices".to_owned(),
            (false, _) => "the statements of the matrix".to_owned(),
        };
        notes.push(format!("The text file holds no random order: in Qualtrics, randomize {which}."));
    }
    let exclusive = printed.having(|category| category.exclusive);
    if printed.answer() == AnswerFormat::Multiple && !exclusive.is_empty() {
        notes.push(format!(
            "The text file holds no exclusive choices: in Qualtrics, make {} exclusive.",
            quoted(&exclusive)
        ));
    }
    let open = printed.having(|category| category.open_text);
    if is_list && !open.is_empty() {
        notes.push(format!(
            "The text file holds no text fields: in Qualtrics, allow text entry for {}.",
            quoted(&open)
        ));
    }
    if printed.has_groups() {
        notes.push(
            "The text file holds no groups: in Qualtrics, put the choices of a net into a group.".into(),
        );
    }
    if printed.question.languages.len() > 1 {
        notes.push(
            "A text file holds one language and becomes a question of its own: import one, and enter the others as its translations."
                .into(),
        );
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_qualtrics_would_interpret_is_text() {
        assert_eq!(shown("R & D < 5 > 3, a[1], $5 {x}"), "R & D < 5 > 3, a[1], $5 {x}");
        assert_eq!(shown("[[Choice:1]]"), "&#91;&#91;Choice:1&#93;&#93;");
        assert_eq!(
            shown("<b>${e://Field/x}</b> &lt; &#91;"),
            "&lt;b>&#36;{e://Field/x}&lt;/b> &amp;lt; &amp;#91;"
        );
        assert_eq!(shown("[[[x"), "&#91;&#91;&#91;x");
    }
}
