//! JSON Lines: one object on each line.

use super::fields::{Cells, Columns};
use super::scan::Scanner;
use super::{Odd, stated};
use crate::error::{Error, Place, Result};
use crate::files::row::{Fault, Row, RowSource};
use crate::files::text::TextPieces;
use crate::survey::Column;

/// Longest line, in bytes of text.
const LONGEST_LINE: usize = 64 << 20;

/// One line: its bytes in the text that is held, and its number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    start: usize,
    end: usize,
    number: u64,
    blank_before: u64,
}

/// The lines of a text of any length, one of them in memory, or a piece of the file.
pub(super) struct Lines {
    pieces: TextPieces,
    /// Bytes of text wanted at once.
    size: usize,
    text: String,
    is_whole: bool,
    at: usize,
    /// Lines so far.
    number: u64,
}

impl Lines {
    /// Before the first line.
    pub(super) fn new(pieces: TextPieces, size: usize) -> Self {
        Self { pieces, size, text: String::new(), is_whole: false, at: 0, number: 0 }
    }

    /// The text, to be read again.
    pub(super) fn into_pieces(self) -> TextPieces {
        self.pieces.again()
    }

    /// The text of the line given last.
    pub(super) fn text(&self, line: &Line) -> &str {
        self.text.get(line.start..line.end).unwrap_or_default()
    }

    /// Whether the next line is longer than a line may be.
    pub(super) fn is_endless(&mut self) -> Result<bool> {
        Ok(self.line_end()?.is_none())
    }

    /// The next line that is not blank.
    ///
    /// # Errors
    /// [`Error::Input`] at a line that is too long.
    pub(super) fn next(&mut self) -> Result<Option<Line>> {
        let mut blank_before = 0;
        loop {
            let Some((end, next)) = self.line_end()? else { return Err(self.too_long()) };
            if self.at >= self.text.len() {
                return Ok(None);
            }
            let start = std::mem::replace(&mut self.at, next);
            self.number += 1;
            if self.text.get(start..end).is_some_and(|line| !line.trim().is_empty()) {
                return Ok(Some(Line { start, end, number: self.number, blank_before }));
            }
            blank_before += 1;
        }
    }

    /// Where the next line ends and where the one after it begins; none if it is too long.
    fn line_end(&mut self) -> Result<Option<(usize, usize)>> {
        let mut searched = 0;
        loop {
            let rest = self.text.as_bytes().get(self.at + searched..).unwrap_or_default();
            if let Some(length) = memchr::memchr(b'\n', rest) {
                let end = self.at + searched + length;
                return Ok(Some((end, end + 1)));
            }
            if self.is_whole {
                return Ok(Some((self.text.len(), self.text.len())));
            }
            searched = self.text.len() - self.at;
            if searched > LONGEST_LINE {
                return Ok(None);
            }
            self.text.drain(..self.at);
            self.at = 0;
            let wanted = self.size.max(2 * self.text.len());
            while !self.is_whole && self.text.len() < wanted {
                self.is_whole = self.pieces.more(&mut self.text)?;
            }
        }
    }

    fn too_long(&self) -> Error {
        let message = format!("this line is longer than {} MiB: split the object", LONGEST_LINE >> 20);
        let at = Place { line: Some(self.number + 1), ..Place::default() };
        Error::Input { file: self.pieces.file().to_owned(), at: Box::new(at), message }
    }
}

/// The objects of JSON Lines as rows.
pub(super) struct LineRows {
    lines: Lines,
    columns: Columns,
    cells: Cells,
    odd: Odd,
    is_over: bool,
}

impl LineRows {
    /// Of lines that have these columns together.
    pub(super) fn new(lines: Lines, columns: Columns) -> Self {
        Self { lines, columns, cells: Cells::default(), odd: Odd::default(), is_over: false }
    }
}

impl RowSource for LineRows {
    fn next_row(&mut self, row: &mut Row) -> Result<bool> {
        row.clear();
        let Some(line) = (if self.is_over { None } else { self.lines.next()? }) else { return Ok(false) };
        (row.line, row.blank_before, row.span) = (line.number, line.blank_before, (line.start, line.end));
        let mut scan = Scanner::new(self.lines.text(&line), 0);
        let read = match scan.peek() {
            Some(b'{') => {
                self.cells.read(&mut scan, &self.columns, row).and_then(|odd| scan.end().map(|()| odd))
            }
            _ => scan.broken("no object"),
        };
        match read {
            Ok(oddities) => self.odd.see(line.number, oddities),
            Err(broken) => {
                self.is_over = broken.is_deep;
                let reason = format!("no whole JSON object: {}", broken.what);
                row.spoil(Fault { column: None, reason, is_last: broken.is_deep });
            }
        }
        Ok(true)
    }

    fn raw(&self, row: &Row) -> String {
        self.lines.text.get(row.span.0..row.span.1).unwrap_or_default().trim_end_matches('\r').to_owned()
    }

    fn writes_blank_cells(&self) -> bool {
        false
    }

    fn columns(&self) -> Option<Vec<Column>> {
        Some(stated(&self.columns))
    }

    fn sha256(&self) -> String {
        self.lines.pieces.sha256()
    }

    fn closing_notes(&self) -> Vec<String> {
        self.odd.notes()
    }
}
