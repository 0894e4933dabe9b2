//! The coded table as a format's writer gets it: cells as typed, row by row, of the complete `coded.csv`.

use super::TypedColumn;
use crate::files::without_apostrophe;
use csv::StringRecord;
use std::fs::File;
use std::io;
use std::path::Path;

/// The complete `coded.csv`, and what is known of its columns.
pub(in crate::outputs) struct CodedSource<'a> {
    path: &'a Path,
    columns: Vec<TypedColumn>,
    marked: Vec<bool>,
    rows: usize,
    question: &'a str,
}

impl<'a> CodedSource<'a> {
    /// The table at `path`, of which these columns and so many rows are known. `marked` says of each column whether cells
    /// of it got an apostrophe; `question` is the wording, or the open column's name.
    pub(in crate::outputs) fn new(
        path: &'a Path,
        columns: Vec<TypedColumn>,
        rows: usize,
        question: &'a str,
        marked: Vec<bool>,
    ) -> Self {
        Self { path, columns, marked, rows, question }
    }

    /// The columns: those of the input, then ours.
    pub(in crate::outputs) fn columns(&self) -> &[TypedColumn] {
        &self.columns
    }

    /// How many of them came from the input.
    pub(in crate::outputs) fn input_columns(&self) -> usize {
        self.columns.iter().take_while(|column| !column.is_ours).count()
    }

    /// How many rows there are below the header.
    pub(in crate::outputs) fn len(&self) -> usize {
        self.rows
    }

    /// The wording of the open question, or its column's name.
    pub(in crate::outputs) fn question(&self) -> &str {
        self.question
    }

    /// The rows from the first on.
    pub(in crate::outputs) fn rows(&self) -> io::Result<CodedRows<'_>> {
        // The byte-order mark stands in the header, which is known.
        let file = File::open(self.path)?;
        let reader = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(file);
        Ok(CodedRows { reader, record: StringRecord::new(), marked: &self.marked })
    }
}

/// The rows of a coded table, one in memory.
pub(in crate::outputs) struct CodedRows<'s> {
    reader: csv::Reader<File>,
    record: StringRecord,
    marked: &'s [bool],
}

impl CodedRows<'_> {
    /// The next row; none after the last.
    pub(in crate::outputs) fn next(&mut self) -> io::Result<Option<CodedRow<'_>>> {
        let is_row = self.reader.read_record(&mut self.record)?;
        Ok(is_row.then_some(CodedRow { record: &self.record, marked: self.marked }))
    }
}

/// One row of a coded table.
pub(in crate::outputs) struct CodedRow<'r> {
    record: &'r StringRecord,
    marked: &'r [bool],
}

impl<'r> CodedRow<'r> {
    /// Its cells as typed, one per column.
    pub(in crate::outputs) fn cells(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        let cells = self.record.iter().zip(self.marked);
        cells.map(|(cell, &is_marked)| as_typed(cell, is_marked))
    }
}

/// A cell as typed, of a column in which cells got an apostrophe if it `is_marked`.
pub(in crate::outputs) fn as_typed(cell: &str, is_marked: bool) -> &str {
    without_apostrophe(cell).filter(|_| is_marked).unwrap_or(cell)
}
