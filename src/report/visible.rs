//! Text from outside (answers, labels, headers, file names), made safe to look at.

use serde::Serialize;
use std::fmt::Write;

/// Most characters of a quote in print; the whole answer stands in the coded table.
pub(super) const QUOTE: usize = 320;
/// Most characters of a label, segment, keyword or file name.
pub(super) const NAME: usize = 120;
/// Most characters of a sentence: question, definition, note.
pub(super) const SENTENCE: usize = 600;

/// One line of text in which nothing is invisible and nothing can turn its surroundings around.
///
/// The only way from outside text to the page, so that none is forgotten; markup is escaped by the template.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub(super) struct Shown(String);

impl Shown {
    /// Runs of white space become one space; control, bidi and zero-width characters become tokens such as
    /// `[U+202E]`; beyond `most` characters the text ends in "…".
    pub(super) fn new(text: &str, most: usize) -> Self {
        let mut out = String::new();
        let mut before = ' ';
        let mut length = 0;
        let mut rest = text.trim().chars().peekable();
        while let Some(c) = rest.next() {
            if length == most {
                out.push('…');
                break;
            }
            length += 1;
            if c.is_whitespace() {
                if before != ' ' {
                    out.push(' ');
                }
                before = ' ';
                continue;
            }
            if is_hidden(c) || (is_joiner(c) && (before.is_ascii() || rest.peek().is_none_or(char::is_ascii)))
            {
                let _ = write!(out, "[U+{:04X}]", c as u32);
            } else {
                out.push(c);
            }
            before = c;
        }
        Self(out)
    }

    /// The text.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Joiners belong to the spelling of Persian, Hindi and emoji; between ASCII letters they only hide something.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e00ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        Shown::new(text, QUOTE).as_str().to_owned()
    }

    #[test]
    fn what_cannot_be_seen_becomes_a_token() {
        assert_eq!(shown("abc\u{202e}txt.exe"), "abc[U+202E]txt.exe");
        assert_eq!(
            shown("pass\u{200b}word\u{ad}\u{0}\u{e0041}"),
            "pass[U+200B]word[U+00AD][U+0000][U+E0041]"
        );
        assert_eq!(shown(" two\r\n\tlines \u{a0} here "), "two lines here");
    }

    #[test]
    fn joiners_stay_where_a_script_needs_them() {
        assert_eq!(shown("👩\u{200d}👧"), "👩\u{200d}👧");
        assert_eq!(shown("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(shown("a\u{200d}b"), "a[U+200D]b");
    }

    #[test]
    fn long_text_ends_in_an_ellipsis() {
        assert_eq!(Shown::new("abcdef", 3).as_str(), "abc…");
        assert_eq!(Shown::new("abc", 3).as_str(), "abc");
    }
}
