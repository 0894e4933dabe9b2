//! What the whole text of a file shows, gathered in one pass before its rows are read.

use super::dialect::SAMPLE_BYTES;
use crate::files::notes::LineList;

/// Counts over a text, and its beginning.
#[derive(Debug, Default)]
pub(super) struct TextEvidence {
    /// The beginning, of more than [`SAMPLE_BYTES`] bytes where the text has as many.
    pub(super) head: String,
    /// Characters that were lost (U+FFFD), and their lines.
    pub(super) lost: usize,
    pub(super) lost_lines: LineList,
    /// NUL characters.
    pub(super) nul: usize,
    /// How quotes within quotes are written.
    pub(super) quotes: QuoteRuns,
    bytes: u64,
    line_ends: u64,
    last: Option<char>,
}

impl TextEvidence {
    /// Takes in the next piece of the text.
    pub(super) fn see(&mut self, text: &str) {
        if self.head.len() <= SAMPLE_BYTES {
            let room = (SAMPLE_BYTES + 1 - self.head.len()).min(text.len());
            self.head.push_str(text.get(..text.ceil_char_boundary(room)).unwrap_or(text));
        }
        self.bytes += text.len() as u64;
        self.nul += count(text, 0);
        let mut counted = 0;
        for (at, _) in text.match_indices('\u{fffd}') {
            self.line_ends += count(text.get(counted..at).unwrap_or(""), b'\n') as u64;
            counted = at;
            self.lost += 1;
            if self.lost_lines.last() != Some(self.line_ends + 1) {
                self.lost_lines.push(self.line_ends + 1);
            }
        }
        self.line_ends += count(text.get(counted..).unwrap_or(""), b'\n') as u64;
        self.quotes.see(text);
        self.last = text.chars().next_back().or(self.last);
    }

    /// After the last piece. An end-of-file mark is no part of the text.
    pub(super) fn finish(&mut self) {
        self.quotes.close(None);
        if self.has_end_mark() && self.head.len() as u64 == self.bytes {
            self.head.pop();
        }
    }

    /// Whether the text ends with Ctrl-Z, the end-of-file mark of old programs.
    pub(super) fn has_end_mark(&self) -> bool {
        self.last == Some(END_MARK)
    }
}

/// Ctrl-Z.
pub(super) const END_MARK: char = '\u{1a}';

fn count(text: &str, byte: u8) -> usize {
    memchr::memchr_iter(byte, text.as_bytes()).count()
}

/// Runs of quotes and the characters around them.
#[derive(Debug, Default)]
pub(super) struct QuoteRuns {
    /// Length of the run that the text so far ends with, and the character before it.
    open: usize,
    before: Option<char>,
    last: Option<char>,
    backslashed: bool,
    doubled: bool,
}

impl QuoteRuns {
    /// Whether quotes within quotes are written `\"`: such a quote goes on with text, and nobody doubles quotes.
    pub(super) fn are_backslashed(&self) -> bool {
        self.backslashed && !self.doubled
    }

    fn see(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        // One doubled quote settles the matter.
        while !self.doubled && at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            if self.open == 0 {
                let Some(found) = memchr::memchr(b'"', rest) else { break };
                at += found + 1;
                self.open = 1;
                let before = text.get(..at - 1).and_then(|text| text.chars().next_back());
                self.before = before.or(self.last);
                continue;
            }
            let more = rest.iter().take_while(|&&b| b == b'"').count();
            self.open += more;
            at += more;
            if let Some(after) = text.get(at..).and_then(|text| text.chars().next()) {
                self.close(Some(after));
            }
        }
        self.last = text.chars().next_back().or(self.last);
    }

    /// Judges the run that ended before `after`.
    ///
    /// Taken in pairs from its start, a pair stands within text, not for an empty cell, if a letter or digit touches
    /// it: the first after text, the last before it.
    fn close(&mut self, after: Option<char>) {
        let is_text = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let run = std::mem::take(&mut self.open);
        self.doubled |= run > 1 && (is_text(self.before) || (run.is_multiple_of(2) && is_text(after)));
        self.backslashed |= run == 1 && self.before == Some('\\') && is_text(after);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The evidence of a text that comes in pieces of `size` bytes or a little more.
    pub(in crate::files) fn of(text: &str, size: usize) -> TextEvidence {
        let mut evidence = TextEvidence::default();
        let mut rest = text;
        while !rest.is_empty() {
            let (piece, next) = rest.split_at(rest.ceil_char_boundary(size.min(rest.len())));
            evidence.see(piece);
            rest = next;
        }
        evidence.finish();
        evidence
    }

    #[test]
    fn backslashes_escape_only_where_nothing_is_doubled() {
        for (text, wanted) in [
            ("1,\"say \\\"hi\\\" now\"\n", true),
            ("1,\"C:\\dir\\\",x\n2,\"a \"\"b\"\" c\"\n", false),
            ("1,\"say \\\"hi\\\" now\"\n2,\"\"\n3,\"\"\"\"\n", true),
            ("1,\"say \\\"hi\\\" now\"\n2,\"an \"\"\n", true),
            ("1,\"say \\\"hi\\\" now\"\n2,\"ä\"\" \"\n", false),
            ("1,\"say \\\"hi\\\" now\"\n2,\"\"\"\"ä\"\n", false),
            ("1,\"say \\\"", false),
        ] {
            for size in 1..8 {
                assert_eq!(of(text, size).quotes.are_backslashed(), wanted, "{text} {size}");
            }
        }
    }

    #[test]
    fn losses_are_counted_with_their_lines() {
        let text = "a\u{fffd}\u{fffd}\nb\r\n\0\u{fffd}\n\u{1a}";
        for size in 1..20 {
            let evidence = of(text, size);
            assert_eq!((evidence.lost, evidence.nul, evidence.has_end_mark()), (3, 1, true), "{size}");
            assert_eq!(evidence.lost_lines.in_words(), "lines 1 and 3");
            assert_eq!(evidence.head, text.trim_end_matches('\u{1a}'));
        }
    }
}
