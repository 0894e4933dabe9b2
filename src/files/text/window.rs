//! Rows of delimited text of any length: a window moves over the text and always holds the row that is read.

use super::delimited::{Delimited, Dialect, Unclosed};
use super::{Found, TextPieces};
use crate::error::{Error, Place, Result};
use crate::files::row::{Fault, Row, RowSource};

/// Longest row, in bytes of text. The window grows to twice as much at most.
const LONGEST_ROW: usize = 64 << 20;

/// Rows with an unclosed quote that are set aside in one file. Each may cost a look at [`LONGEST_ROW`] bytes; a file with
/// more of them is no table with a slip or two.
const MOST_UNCLOSED: usize = 100;

/// Rows below an unclosed quote that have to be like those above, if there are as many, to be rows and no text.
const ROWS_BELOW: usize = 5;

/// Rows at the beginning that show which columns hold ids, numbers or dates, and how many of them may be titles and
/// headers.
const ROWS_ABOVE: u32 = 20;
const HEADER_ROWS: u32 = 3;

/// Rows of a file's text, with as much of the text in memory as one row takes, or a piece of the file.
pub(super) struct TextRows {
    pieces: TextPieces,
    dialect: Dialect,
    /// Bytes of text wanted at once.
    size: usize,
    text: String,
    is_whole: bool,
    at: usize,
    line: u64,
    /// Number of columns: the header's once that is known, before that the last row's.
    width: Option<usize>,
    is_header_known: bool,
    unclosed: usize,
    /// Of the first rows, how many were read, and how many have a code in each column.
    rows_above: u32,
    codes: Vec<u32>,
    /// Whether a fault has ended the reading.
    is_over: bool,
}

impl TextRows {
    /// Starts where the first row is; `size` bytes of text are held at once if no row is longer.
    ///
    /// # Errors
    /// [`Error::Input`] if the file cannot be read.
    pub(super) fn new(pieces: TextPieces, found: &Found, size: usize) -> Result<Self> {
        let line = if found.start > 0 { 2 } else { 1 };
        let (text, dialect) = (String::new(), found.dialect);
        let mut rows = Self {
            pieces,
            dialect,
            size,
            text,
            is_whole: false,
            at: 0,
            line,
            width: None,
            is_header_known: false,
            unclosed: 0,
            rows_above: 0,
            codes: Vec::new(),
            is_over: false,
        };
        while rows.text.len() < found.start && !rows.is_whole {
            rows.read_on()?;
        }
        // A file that has changed may end elsewhere.
        rows.at = rows.text.floor_char_boundary(found.start);
        Ok(rows)
    }

    /// Forgets what was read, and reads until there is more than there was.
    fn read_on(&mut self) -> Result<()> {
        self.text.drain(..self.at);
        self.at = 0;
        // Twice as much each time, so that a long row is not read anew at every step.
        let wanted = self.size.max(2 * self.text.len());
        while !self.is_whole && self.text.len() < wanted {
            self.is_whole = self.pieces.more(&mut self.text)?;
        }
        Ok(())
    }

    fn too_long(&self, line: u64) -> Error {
        let limit = LONGEST_ROW >> 20;
        let message =
            format!("the row on this line is longer than {limit} MiB: shorten it, or close a quote in it");
        let at = Place { line: Some(line), ..Place::default() };
        Error::Input { file: self.pieces.file().to_owned(), at: Box::new(at), message }
    }

    /// Makes `row` the faulty one from here to the end of the line that opened the quote, and goes on below it, if what
    /// stands there are rows; else the reading ends here. `false` if that takes more text than there is.
    fn set_aside(&mut self, row: &mut Row, unclosed: Unclosed) -> bool {
        let (start, column) = (self.at, Some(unclosed.column));
        let mut end = start;
        for _ in self.line..=unclosed.line {
            end += self.text.get(end..).map_or(0, |rest| line_length(rest.as_bytes()));
        }
        let Some(is_alone) = self.are_rows(end, unclosed.line + 1) else { return false };
        let is_alone = is_alone && self.unclosed < MOST_UNCLOSED;
        self.unclosed += 1;
        row.line = unclosed.line;
        row.span = (start, end);
        let mut reason =
            "a quote opened on this line is never closed: add the closing quote, or remove the opening one"
                .to_owned();
        if is_alone {
            (self.at, self.line) = (end, unclosed.line + 1);
        } else {
            self.is_over = true;
            reason.push_str(" (--on-bad-row report sets such a line aside only where rows stand below it)");
        }
        row.spoil(Fault { column, reason, is_last: !is_alone });
        true
    }

    /// Remembers what the columns of the first rows hold.
    fn see(&mut self, row: &Row) {
        self.rows_above += 1;
        self.codes.resize(self.codes.len().max(row.len()), 0);
        for (codes, cell) in self.codes.iter_mut().zip(row.cells()) {
            *codes += u32::from(is_code(cell));
        }
        if !self.is_header_known {
            self.width = Some(row.len());
        }
    }

    /// Whether a row is as wide as the header and has codes where the rows above have them, so that it is no line of a
    /// text.
    fn is_like_above(&self, row: &Row, width: usize) -> bool {
        let always = |codes: u32| codes > 0 && codes + HEADER_ROWS >= self.rows_above;
        let mut in_places =
            self.codes.iter().zip(row.cells()).filter(|(codes, _)| always(**codes)).peekable();
        row.len() == width
            && in_places.peek().is_some()
            && in_places.all(|(_, cell)| is_code(cell) || cell.trim().is_empty())
    }

    /// Whether the text from byte `at` goes on with rows like those above; none if that takes more text.
    fn are_rows(&self, at: usize, line: u64) -> Option<bool> {
        let Some(width) = self.width.filter(|&width| width > 1) else { return Some(false) };
        let is_whole = self.is_whole || self.text.len() - self.at > LONGEST_ROW;
        let mut reader = Delimited::new(&self.text, self.dialect, at, line).within(is_whole, Some(width));
        let (mut row, mut rows) = (Row::default(), 0);
        while rows < ROWS_BELOW {
            let read = reader.next_row(&mut row);
            if reader.is_stalled() {
                return None;
            }
            // A further unclosed quote below sound rows is a matter of its own.
            if !matches!(read, Ok(true)) {
                break;
            }
            if !self.is_like_above(&row, width) {
                return Some(false);
            }
            rows += 1;
        }
        Some(rows > 0)
    }
}

/// Whether a cell holds an id, a number or a date.
fn is_code(cell: &str) -> bool {
    let cell = cell.trim();
    cell.len() <= 40 && cell.bytes().any(|b| b.is_ascii_digit()) && !cell.contains(' ')
}

/// Bytes of the first line with its end.
fn line_length(text: &[u8]) -> usize {
    match memchr::memchr2(b'\n', b'\r', text) {
        Some(at) if text.get(at..at + 2) == Some(b"\r\n") => at + 2,
        Some(at) => at + 1,
        None => text.len(),
    }
}

impl RowSource for TextRows {
    fn next_row(&mut self, row: &mut Row) -> Result<bool> {
        let mut blank = 0;
        row.clear();
        while !self.is_over {
            row.clear();
            let mut reader = Delimited::new(&self.text, self.dialect, self.at, self.line)
                .within(self.is_whole, self.width);
            blank += reader.skip_blank_lines();
            (self.at, self.line) = reader.place();
            row.blank_before = blank;
            let mut unfinished = None;
            if !reader.is_stalled() {
                match (reader.read_row(row), reader.is_stalled()) {
                    (Ok(is_there), false) => {
                        (self.at, self.line) = reader.place();
                        let is_long = row.span.1 - row.span.0 > LONGEST_ROW;
                        if self.rows_above < ROWS_ABOVE && is_there {
                            self.see(row);
                        }
                        return if is_long { Err(self.too_long(row.line)) } else { Ok(is_there) };
                    }
                    (Err(unclosed), false) => {
                        if self.set_aside(row, unclosed) {
                            return Ok(true);
                        }
                    }
                    (read, true) => unfinished = read.err(),
                }
            }
            if self.text.len() - self.at > LONGEST_ROW {
                let Some(unclosed) = unfinished else { return Err(self.too_long(self.line)) };
                self.set_aside(row, unclosed);
                return Ok(true);
            }
            self.read_on()?;
        }
        Ok(false)
    }

    fn raw(&self, row: &Row) -> String {
        self.text.get(row.span.0..row.span.1).unwrap_or("").trim_end_matches(['\r', '\n']).to_owned()
    }

    fn expect_width(&mut self, width: usize) {
        (self.width, self.is_header_known) = (Some(width), true);
    }

    fn writes_blank_cells(&self) -> bool {
        true
    }

    fn sha256(&self) -> String {
        self.pieces.sha256()
    }
}
