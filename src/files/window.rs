//! Rows of delimited text of any length: a window moves over the text and always holds the row that is read.

use super::delimited::{Delimited, Dialect};
use super::row::{Row, RowSource};
use super::text::{Found, TextPieces};
use crate::error::{Error, Place, Result};

/// Longest row, in bytes of text. The window grows to twice as much at most.
const LONGEST_ROW: usize = 64 << 20;

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
    width: Option<usize>,
}

impl TextRows {
    /// Starts where the first row is; `size` bytes of text are held at once if no row is longer.
    ///
    /// # Errors
    /// [`Error::Input`] if the file cannot be read.
    pub(super) fn new(pieces: TextPieces, found: &Found, size: usize) -> Result<Self> {
        let line = if found.start > 0 { 2 } else { 1 };
        let (text, dialect) = (String::new(), found.dialect);
        let mut rows = Self { pieces, dialect, size, text, is_whole: false, at: 0, line, width: None };
        while rows.text.len() < found.start && !rows.is_whole {
            rows.read_on()?;
        }
        // A file that has changed may end elsewhere.
        rows.at = rows.text.floor_char_boundary(found.start);
        Ok(rows)
    }

    /// SHA-256 of the file, hexadecimal, once all rows were read.
    pub(super) fn sha256(&self) -> String {
        self.pieces.sha256()
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
}

impl RowSource for TextRows {
    fn next_row(&mut self, row: &mut Row) -> Result<bool> {
        let mut blank = 0;
        loop {
            row.clear();
            let mut reader = Delimited::new(&self.text, self.pieces.file(), self.dialect, self.at, self.line)
                .within(self.is_whole, self.width);
            blank += reader.skip_blank_lines();
            (self.at, self.line) = reader.place();
            let mut unfinished = None;
            if !reader.is_stalled() {
                let read = reader.read_row(row);
                if !reader.is_stalled() {
                    row.blank_before = blank;
                    (self.at, self.line) = reader.place();
                    let is_long = row.span.1 - row.span.0 > LONGEST_ROW;
                    return if is_long { Err(self.too_long(row.line)) } else { read };
                }
                unfinished = read.err();
            }
            if self.text.len() - self.at > LONGEST_ROW {
                // The error of a quote that was not closed so far names the line that opened it.
                return Err(unfinished.unwrap_or_else(|| self.too_long(self.line)));
            }
            self.read_on()?;
        }
    }

    fn raw(&self, row: &Row) -> String {
        self.text.get(row.span.0..row.span.1).unwrap_or("").to_owned()
    }

    fn expect_width(&mut self, width: usize) {
        self.width = Some(width);
    }

    fn writes_blank_cells(&self) -> bool {
        true
    }
}
