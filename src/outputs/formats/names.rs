//! Headers → names that statistics programs take, no two alike.
//!
//! A name begins with a letter, goes on with letters, marks, digits, `.` and `_`, ends in neither sign, has 64 bytes at
//! most, is no word of SPSS's command language, and differs from the others not in case alone.
//! Source: IBM SPSS Statistics, "Variable names"; Triple-S XML 2.0, "Triple-S names", which asks for less.

use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Most bytes of a name.
const LONGEST: usize = 64;

/// Words of the command language.
const RESERVED: [&str; 13] =
    ["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"];

/// Which letters a name may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// Those of every script.
    All,
    /// A to Z.
    Latin,
}

/// One name per header.
pub(super) fn legal<'h>(headers: impl Iterator<Item = &'h str>, letters: Letters) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    // How often each stem came so far, so that a thousand like names take a thousand steps.
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut names = Vec::new();
    for (place, header) in (1usize..).zip(headers) {
        let mut stem = cleaned(header, letters);
        if stem.is_empty() {
            stem = format!("column_{place}");
        } else if RESERVED.contains(&stem.to_lowercase().as_str()) {
            stem.push_str("_column");
        }
        let mut name = shortened(&stem, LONGEST).to_owned();
        let count = seen.entry(name.to_lowercase()).or_insert(1);
        while !taken.insert(name.to_lowercase()) {
            *count += 1;
            let ending = format!("_{count}");
            name = format!("{}{ending}", shortened(&stem, LONGEST - ending.len()));
        }
        names.push(name);
    }
    names
}

/// The header with `_` for what a name may not have; "" if nothing is left.
fn cleaned(header: &str, letters: Letters) -> String {
    let mut name = String::new();
    for c in header.nfc().map(|c| if letters == Letters::All || c.is_ascii() { c } else { '_' }) {
        let fits = c.is_alphanumeric() || is_combining_mark(c) || c == '.';
        if name.is_empty() && !c.is_alphabetic() {
            if c.is_numeric() {
                name.extend(['v', c]);
            }
        } else if fits {
            name.push(c);
        } else if !name.ends_with(['_', '.']) {
            name.push('_');
        }
        if name.len() > 4 * LONGEST {
            break;
        }
    }
    name.trim_end_matches(['_', '.']).to_owned()
}

/// The first bytes, whole characters, with no sign at the end.
fn shortened(name: &str, bytes: usize) -> &str {
    name.get(..name.floor_char_boundary(bytes)).unwrap_or(name).trim_end_matches(['_', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_become_legal_names() {
        let long = "why ".repeat(40);
        let headers = [
            "Q1",
            "q1",
            "Why did you come?",
            "1st choice",
            "",
            "with",
            "意见",
            "góp ý",
            "põhjus!",
            "$sys",
            "a.",
            &long,
            &long,
            "🙂",
            "oe_c1",
        ];
        let names = legal(headers.into_iter(), Letters::All);
        assert_eq!(
            names.get(..11).unwrap(),
            [
                "Q1",
                "q1_2",
                "Why_did_you_come",
                "v1st_choice",
                "column_5",
                "with_column",
                "意见",
                "góp_ý",
                "põhjus",
                "sys",
                "a"
            ]
        );
        assert!(names.iter().all(|name| !name.is_empty() && name.len() <= 64), "{names:?}");
        assert_eq!(names.iter().map(|name| name.to_lowercase()).collect::<HashSet<_>>().len(), names.len());
        assert_eq!((names[13].as_str(), names[14].as_str()), ("column_14", "oe_c1"));
    }

    #[test]
    fn names_that_their_ending_would_make_alike_stay_apart() {
        assert_eq!(legal(["a", "a_2", "a", "A"].into_iter(), Letters::All), ["a", "a_2", "a_3", "A_4"]);
    }

    #[test]
    fn names_in_latin_letters_are_numbered_where_nothing_is_left() {
        assert_eq!(legal(["意见", "mõju 2", "q1"].into_iter(), Letters::Latin), ["column_1", "m_ju_2", "q1"]);
    }
}
