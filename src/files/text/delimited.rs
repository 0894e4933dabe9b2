//! Delimited text → rows.
//!
//! RFC 4180 with what real exports add: any line end, quotes that nobody doubled, text after a closing quote,
//! backslash quotes. Where a quote could mean two things, the reading that keeps to one line wins, and a quote
//! that would swallow further rows is a fault of the line that opened it.

use crate::files::row::Row;
use std::cell::Cell;

/// How the cells of a text are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    /// The byte between cells, ASCII; none where the file has one column.
    pub(super) delimiter: Option<u8>,
    /// Whether a quote within quotes is written `\"` and not `""`.
    pub(super) backslash: bool,
}

/// A quote that is never closed, or only rows below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unclosed {
    /// The line that opened it.
    pub(super) line: u64,
    /// Position of its column.
    pub(super) column: usize,
}

/// A row was there, or the text is over.
type Read = Result<bool, Unclosed>;

/// A quoted cell whose later lines number at least this many and nearly all look like rows has swallowed rows.
const SWALLOWED_LINES: u64 = 5;

/// Reads one row after another from text in memory.
///
/// The text may be the beginning of a longer one. A row that was read by looking at its end is then worth nothing, and
/// [`Delimited::is_stalled`] says so: it has to be read again with more text.
#[derive(Debug)]
pub(super) struct Delimited<'t> {
    text: &'t str,
    dialect: Dialect,
    at: usize,
    line: u64,
    width: Option<usize>,
    /// Until which byte the last look ahead along a line holds, and what it found.
    ahead: (usize, bool),
    is_whole: bool,
    saw_end: Cell<bool>,
}

impl<'t> Delimited<'t> {
    /// Starts at byte `start`, which lies in line `line`.
    pub(super) fn new(text: &'t str, dialect: Dialect, start: usize, line: u64) -> Self {
        let saw_end = Cell::new(false);
        Self { text, dialect, at: start, line, width: None, ahead: (0, false), is_whole: true, saw_end }
    }

    /// The same where more text follows unless `is_whole`, and the header has `width` columns, if that is known.
    pub(super) fn within(self, is_whole: bool, width: Option<usize>) -> Self {
        Self { width, is_whole, ..self }
    }

    /// Whether more text is needed to read on.
    pub(super) fn is_stalled(&self) -> bool {
        !self.is_whole && self.saw_end.get()
    }

    /// The byte that is read next, and its line.
    pub(super) fn place(&self) -> (usize, u64) {
        (self.at, self.line)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        let byte = self.text.as_bytes().get(at).copied();
        if byte.is_none() {
            self.saw_end.set(true);
        }
        byte
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or("")
    }

    fn is_end_of_cell(&self, at: usize) -> bool {
        self.byte(at).is_none_or(|b| b == b'\n' || b == b'\r' || Some(b) == self.dialect.delimiter)
    }

    fn is_line_end(&self, at: usize) -> bool {
        self.byte(at).is_none_or(|b| b == b'\n' || b == b'\r')
    }

    /// Where the line end at `at` is over: CR, LF and CR LF each end one line.
    fn after_line_end(&self, at: usize) -> usize {
        if self.byte(at) == Some(b'\r') && self.byte(at + 1) == Some(b'\n') { at + 2 } else { at + 1 }
    }

    /// First `wanted` byte or line end from `at`, or the end of the text.
    fn find(&self, at: usize, wanted: u8) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        at + memchr::memchr3(wanted, b'\n', b'\r', rest).unwrap_or(rest.len())
    }

    fn skip_spaces(&self, at: usize) -> usize {
        let is_space = |b: u8| b == b' ' || (b == b'\t' && self.dialect.delimiter != Some(b'\t'));
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().position(|&b| !is_space(b)).unwrap_or(rest.len())
    }

    /// Passes over blank lines; returns their number. If more text is needed it stops before the line in question.
    pub(super) fn skip_blank_lines(&mut self) -> u64 {
        let mut blank = 0;
        loop {
            let at = self.skip_spaces(self.at);
            let next = match self.byte(at) {
                Some(b'\n' | b'\r') => self.after_line_end(at),
                None => at,
                Some(_) => return blank,
            };
            if self.is_stalled() {
                return blank;
            }
            self.at = next;
            if self.is_whole && self.at >= self.text.len() {
                return blank;
            }
            blank += 1;
            self.line += 1;
        }
    }

    /// Reads the row that begins here; `false` at the end of the text.
    ///
    /// # Errors
    /// [`Unclosed`] at a quote that is never closed or swallows rows.
    pub(super) fn read_row(&mut self, row: &mut Row) -> Read {
        if self.at >= self.text.len() {
            return Ok(false);
        }
        row.line = self.line;
        let start = self.at;
        loop {
            self.read_cell(row)?;
            row.end_cell();
            match self.byte(self.at) {
                Some(b) if Some(b) == self.dialect.delimiter => self.at += 1,
                end => {
                    row.span = (start, self.at);
                    if end.is_some() {
                        self.at = self.after_line_end(self.at);
                        self.line += 1;
                    }
                    return Ok(true);
                }
            }
        }
    }

    /// Reads the cell at `self.at` and stops on the delimiter, line end or text end after it.
    fn read_cell(&mut self, row: &mut Row) -> Result<(), Unclosed> {
        let opening = self.skip_spaces(self.at);
        if self.byte(opening) == Some(b'"') {
            return self.read_quoted(row, opening);
        }
        self.read_bare(row);
        Ok(())
    }

    fn read_bare(&mut self, row: &mut Row) {
        let end = self.find(self.at, self.dialect.delimiter.unwrap_or(b'\n'));
        row.extend(self.slice(self.at, end));
        self.at = end;
    }

    fn read_quoted(&mut self, row: &mut Row, opening: usize) -> Result<(), Unclosed> {
        let opening_line = self.line;
        let mut start = opening + 1;
        let mut at = start;
        loop {
            at = self.find(at, b'"');
            match self.byte(at) {
                None => return Err(Unclosed { line: opening_line, column: row.len() }),
                Some(b'"') => {}
                Some(_) => {
                    at = self.after_line_end(at);
                    self.line += 1;
                    continue;
                }
            }
            let later_line = self.line > opening_line;
            let opens = later_line && self.looks_like_opening(at);
            if self.dialect.backslash
                && at > start
                && self.byte(at - 1) == Some(b'\\')
                && !self.is_line_end(at + 1)
            {
                row.extend(self.slice(start, at - 1));
                start = at;
                at += 1;
            } else if self.byte(at + 1) == Some(b'"') {
                if opens && self.is_end_of_cell(at + 2) {
                    return Err(Unclosed { line: opening_line, column: row.len() });
                }
                row.extend(self.slice(start, at + 1));
                at += 2;
                start = at;
            } else if self.is_end_of_cell(self.skip_spaces(at + 1)) {
                row.extend(self.slice(start, at));
                self.at = self.skip_spaces(at + 1);
                return self.check_swallowed(row, opening_line);
            } else if opens {
                return Err(Unclosed { line: opening_line, column: row.len() });
            } else if later_line || self.closes_on_this_line(at + 1) {
                at += 1;
            } else {
                // `"great" service`: the quotes belong to the text, and the cell ends as a bare one does.
                row.prefix("\"");
                row.extend(self.slice(start, at));
                self.at = at;
                self.read_bare(row);
                return Ok(());
            }
        }
    }

    /// Whether only a delimiter or a line end, and spaces, stand before the quote at `at`.
    fn looks_like_opening(&self, at: usize) -> bool {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        let last = before.iter().rev().take(8).copied().find(|&b| b != b' ');
        last.is_some_and(|b| b == b'\n' || b == b'\r' || Some(b) == self.dialect.delimiter)
    }

    /// Whether the first telling quote after `at` on this line closes a cell (and does not open one).
    fn closes_on_this_line(&mut self, at: usize) -> bool {
        if at < self.ahead.0 {
            return self.ahead.1;
        }
        let mut quote = at;
        loop {
            quote = self.find(quote, b'"');
            if self.byte(quote) != Some(b'"') {
                self.ahead = (quote, false);
                return false;
            }
            let doubled = self.byte(quote + 1) == Some(b'"');
            if self.looks_like_opening(quote) {
                self.ahead = (quote, false);
                return false;
            }
            if !doubled && self.is_end_of_cell(self.skip_spaces(quote + 1)) {
                self.ahead = (quote, true);
                return true;
            }
            quote += if doubled { 2 } else { 1 };
        }
    }

    /// A closed quoted cell over many lines that each look like a row was opened by a stray quote.
    fn check_swallowed(&self, row: &Row, opening_line: u64) -> Result<(), Unclosed> {
        let later = self.line - opening_line;
        let (Some(width), Some(delimiter)) = (self.width, self.dialect.delimiter) else { return Ok(()) };
        if later < SWALLOWED_LINES || width < 2 {
            return Ok(());
        }
        let is_row = |line: &&str| line.bytes().filter(|&b| b == delimiter).count() == width - 1;
        let rows = row.open_cell().lines().skip(1).filter(is_row).count() as u64;
        if rows * 10 >= later * 9 { Err(Unclosed { line: opening_line, column: row.len() }) } else { Ok(()) }
    }
}

impl Delimited<'_> {
    /// Reads the next row into `row`, past blank lines; `false` at the end.
    ///
    /// # Errors
    /// [`Unclosed`] at a quote that is never closed.
    pub(super) fn next_row(&mut self, row: &mut Row) -> Read {
        row.clear();
        row.blank_before = self.skip_blank_lines();
        self.read_row(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows_of(text: &str, dialect: Dialect) -> Result<Vec<Vec<String>>, Unclosed> {
        let mut reader = Delimited::new(text, dialect, 0, 1);
        let (mut rows, mut row) = (Vec::new(), Row::default());
        while reader.next_row(&mut row)? {
            rows.push(row.cells().map(String::from).collect());
        }
        Ok(rows)
    }

    fn comma(text: &str) -> Vec<Vec<String>> {
        rows_of(text, Dialect { delimiter: Some(b','), backslash: false }).unwrap()
    }

    fn unclosed_line(text: &str) -> u64 {
        rows_of(text, Dialect { delimiter: Some(b','), backslash: false }).unwrap_err().line
    }

    #[test]
    fn every_line_end_ends_a_row_and_blank_lines_are_none() {
        assert_eq!(comma("a,b\r1,2\n3,4\r\n\r\n  \n5,6"), [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]);
        assert_eq!(comma("\n\n"), Vec::<Vec<String>>::new());
        assert_eq!(comma("a,b\n,\n\"\"\n"), [vec!["a", "b"], vec!["", ""], vec![""]]);
    }

    #[test]
    fn quoted_cells_keep_every_character() {
        assert_eq!(comma("1,\"a, \"\"b\"\"\r\nc\",2\n"), [["1", "a, \"b\"\r\nc", "2"]]);
        assert_eq!(comma("1, \"a, b\" ,2\n"), [["1", "a, b", "2"]]);
    }

    #[test]
    fn stray_quotes_stay_in_the_text() {
        assert_eq!(comma("1,say \"hi\" there,x\n"), [["1", "say \"hi\" there", "x"]]);
        assert_eq!(comma("1,\"he said \"no\" twice\",x\n"), [["1", "he said \"no\" twice", "x"]]);
        assert_eq!(
            comma("1,\"great\" service,x\n2,b,y\n"),
            [["1", "\"great\" service", "x"], ["2", "b", "y"]]
        );
        assert_eq!(comma("1,\"great\" service,\"x, y\"\n"), [["1", "\"great\" service", "x, y"]]);
    }

    #[test]
    fn backslash_quotes_are_read_where_the_file_uses_them() {
        let dialect = Dialect { delimiter: Some(b','), backslash: true };
        assert_eq!(
            rows_of("1,\"say \\\"hi\\\" now, please\"\n", dialect).unwrap(),
            [["1", "say \"hi\" now, please"]]
        );
    }

    #[test]
    fn an_unclosed_quote_names_the_line_that_opened_it() {
        assert_eq!(unclosed_line("a,b\n1,x\n2,\"never closed\n3,y\n"), 3);
        // The next quoted cell would close it, 500 rows on.
        let text = format!("a,b\n1,\"never closed\n{}", "2,y\n".repeat(500));
        assert_eq!(unclosed_line(&format!("{text}9,\"good, fast\"\n10,z\n")), 2);
        assert_eq!(unclosed_line(&format!("{text}9,\"\"\n10,z\n")), 2);
        assert_eq!(unclosed_line("a,b\n\"1\",\"open\n\"2\",\"y\"\n"), 2);
    }

    #[test]
    fn swallowed_rows_are_noticed_even_if_the_quote_closes() {
        let text = "a,b\n1,\"open\n2,y\n3,y\n4,y\n5,y\n6,he said \"no\"\n7,z\n";
        let mut reader = Delimited::new(text, Dialect { delimiter: Some(b','), backslash: false }, 0, 1);
        reader.width = Some(2);
        let mut row = Row::default();
        assert!(reader.next_row(&mut row).unwrap());
        assert_eq!(reader.next_row(&mut row), Err(Unclosed { line: 2, column: 1 }));
    }

    #[test]
    fn a_line_of_two_million_quotes_takes_linear_time() {
        let text = format!("a,b\n1,{}\n", "\"x".repeat(1_000_000));
        let started = std::time::Instant::now();
        let _ = rows_of(&text, Dialect { delimiter: Some(b','), backslash: false });
        let _ = rows_of(&"\"".repeat(2_000_001), Dialect { delimiter: Some(b','), backslash: false });
        assert!(started.elapsed().as_secs() < 5);
    }
}
