//! One row on its way from a file to the table, and what every format's reader must offer.

use crate::error::Result;
use crate::survey::Column;

/// Why a row cannot be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fault {
    /// Position of the column at fault, if one is.
    pub(super) column: Option<usize>,
    /// What is wrong with it and what to do.
    pub(super) reason: String,
    /// Whether nothing below it can be read either, so that it cannot be set aside alone.
    pub(super) is_last: bool,
}

/// The cells of one row in one buffer, reused from row to row.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    text: String,
    ends: Vec<usize>,
    /// Line of the text file, or row of the sheet, where the row starts; from 1.
    pub(super) line: u64,
    /// Blank lines between the row before and this one.
    pub(super) blank_before: u64,
    /// Where a text row lies in the text in memory, for [`RowSource::raw`].
    pub(super) span: (usize, usize),
    /// Cells of a typed format that hold no text: column, and what they hold instead ("a number").
    pub(super) not_text: Vec<(usize, &'static str)>,
    /// Why it cannot be read, if it cannot.
    pub(super) fault: Option<Fault>,
}

impl Row {
    /// A row of blank cells.
    pub(super) fn blank(line: u64, blank_before: u64) -> Self {
        Self { line, blank_before, ..Self::default() }
    }

    /// Forgets all cells.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.not_text.clear();
        self.blank_before = 0;
        self.fault = None;
    }

    /// Makes it a row that cannot be read: it has no cells.
    pub(super) fn spoil(&mut self, fault: Fault) {
        self.text.clear();
        self.ends.clear();
        self.not_text.clear();
        self.fault = Some(fault);
    }

    /// Adds text to the cell that is being filled.
    pub(super) fn extend(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Puts text before what the cell being filled holds so far.
    pub(super) fn prefix(&mut self, text: &str) {
        let start = self.ends.last().copied().unwrap_or(0);
        self.text.insert_str(start, text);
    }

    /// Ends the cell that is being filled.
    pub(super) fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    /// The text of the cell that is being filled.
    pub(super) fn open_cell(&self) -> &str {
        let start = self.ends.last().copied().unwrap_or(0);
        self.text.get(start..).unwrap_or("")
    }

    /// Bytes of text.
    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Number of cells.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of all cells together, and where each ends in it.
    pub(super) fn parts(&self) -> (&str, &[usize]) {
        (&self.text, &self.ends)
    }

    /// One cell; "" beyond the last.
    pub(super) fn cell(&self, column: usize) -> &str {
        let Some(&end) = self.ends.get(column) else { return "" };
        let start = if column == 0 { 0 } else { self.ends.get(column - 1).copied().unwrap_or(0) };
        self.text.get(start..end).unwrap_or("")
    }

    /// All cells, left to right.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> + Clone {
        (0..self.len()).map(|column| self.cell(column))
    }

    /// Number of cells that are not blank.
    pub(super) fn filled(&self) -> usize {
        if self.text.is_empty() { 0 } else { self.cells().filter(|cell| !cell.trim().is_empty()).count() }
    }
}

/// Rows of one file or sheet, in order. Blank lines are not rows; they are counted in [`Row::blank_before`].
pub(super) trait RowSource: Send {
    /// Reads the next row into `row`; `false` at the end.
    ///
    /// # Errors
    /// [`crate::Error::Input`] where the file cannot be followed any further.
    fn next_row(&mut self, row: &mut Row) -> Result<bool>;

    /// The row read last as it stands in the file.
    fn raw(&self, row: &Row) -> String;

    /// How many columns the header has, once that is known.
    fn expect_width(&mut self, _width: usize) {}

    /// Whether every cell is written out, so that a missing one is worth a note.
    fn writes_blank_cells(&self) -> bool;

    /// The columns, where the format states them; else the first rows are searched for a header.
    fn columns(&self) -> Option<Vec<Column>> {
        None
    }

    /// SHA-256 of the file, hexadecimal, once all rows were read.
    fn sha256(&self) -> String;

    /// What only the end of the file shows, one sentence each.
    fn closing_notes(&self) -> Vec<String> {
        Vec::new()
    }
}
