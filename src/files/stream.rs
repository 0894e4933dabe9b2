//! A survey file as a stream of batches, so that memory does not follow the number of rows.

use super::input::Input;
use super::intake::{Intake, Limit};
use super::options::ReadOptions;
use super::own;
use super::recognize::{self, Format};
use super::row::RowSource;
use super::{json, parquet, sheets, spss, text, triple_s};
use crate::error::{Error, Result};
use crate::survey::{Column, Part, Table};
use std::fmt;
use std::path::Path;

/// Bytes of a file by which its format is told.
const HEAD: usize = 64 << 10;

/// Bytes of text that are held at once where no row is longer.
pub(super) const WINDOW: usize = 256 << 10;

/// Bytes from which a batch ends before it has all the rows that were asked for.
const BATCH_BYTES: usize = 64 << 20;

/// A survey file that is read batch by batch: the rows, rejected rows, notes and errors of [`super::read_table`].
///
/// Delimited text of any length is read in bounded memory: a batch of 64 MB at most, up to 64 MB of lines at the end
/// that may be a footer, and four times the longest row, which may have 64 MiB. It is read twice, or up to four times
/// where it is not sound UTF-8, for all of it decides what it is written in. A Parquet file of any length takes a page
/// of each column besides. Of a workbook the file's bytes and the strings that its sheets share are held, not the rows;
/// a pipe is held in memory as a whole.
pub struct TableStream {
    file: String,
    headers: Vec<String>,
    columns: Vec<Column>,
    /// What was known when the file was opened: on its encoding and sheet.
    opening: Vec<String>,
    notes: Vec<String>,
    sheet: Option<String>,
    written: Written,
    intake: Intake<'static>,
}

/// How a file is written, as far as its format has such things; "" where it has not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The format, such as "delimited text" or "XLSX workbook".
    pub format: String,
    /// The encoding of its text.
    pub encoding: String,
    /// The name of the character between cells.
    pub delimiter: String,
    /// The names of all sheets of a workbook.
    pub sheets: Vec<String>,
}

impl Written {
    /// A format that has neither encodings nor delimiters.
    pub(super) fn of(format: &str) -> Self {
        Self { format: format.to_owned(), ..Self::default() }
    }
}

/// A file as its format's reader opens it.
pub(super) struct Opened {
    /// Its rows, in order.
    pub(super) rows: Box<dyn RowSource>,
    /// The sheet, for workbooks.
    pub(super) sheet: Option<String>,
    /// What was recognised, one sentence each.
    pub(super) notes: Vec<String>,
    /// How it is written.
    pub(super) written: Written,
}

/// What is known of a file once all of it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WholeFile {
    /// SHA-256 of the file's bytes, hexadecimal.
    pub sha256: String,
    /// What was recognised, left out or mended, one sentence each, as in [`Table::notes`].
    pub notes: Vec<String>,
    /// The files of a survey in several, as in [`Table::parts`].
    pub parts: Vec<Part>,
}

impl TableStream {
    /// Opens a file and finds its columns.
    ///
    /// # Errors
    /// [`Error::Input`] if the file cannot be read, is of another kind, or has no usable header.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self> {
        let mut stream = Self::over(Input::open(path)?, options, WINDOW)?;
        if stream.intake.is_coded()
            && let Some(columns) = own::recorded(path)
        {
            stream.intake.narrow_apostrophes(&columns);
        }
        Ok(stream)
    }

    /// The same with text windows of `size` bytes.
    pub(super) fn over(mut input: Input, options: &ReadOptions, size: usize) -> Result<Self> {
        let file = input.file.clone();
        let mut head = Vec::new();
        input.read(&mut head, HEAD)?;
        let whole = if recognize::needs_whole(&head) { Some(input.whole()?) } else { None };
        let format = recognize::recognize(whole.as_ref().unwrap_or(&head));
        let format = format.map_err(|message| Error::input(&file, message))?;
        let is_workbook = matches!(format, Format::Zip | Format::OldExcel);
        if let Some(sheet) = options.sheet.as_ref().filter(|_| !is_workbook) {
            let message = format!("no sheet \"{sheet}\": the file is no workbook, so leave the sheet out");
            return Err(Error::input(&file, message));
        }
        let opened = match (format, whole) {
            (Format::Zip | Format::OldExcel, Some(bytes)) => sheets::open(bytes, &file, options)?,
            (Format::Parquet, _) => parquet::open(input)?,
            (Format::Json, _) => json::open(input, options, size)?,
            (Format::Spss, _) => spss::open(input, options)?,
            (Format::TripleS, _) => triple_s::open(input, options)?,
            _ => text::open(input, options, size)?,
        };
        Self::over_rows(&file, opened, options)
    }

    fn over_rows(file: &str, opened: Opened, options: &ReadOptions) -> Result<Self> {
        let Opened { rows, sheet, notes: opening, written } = opened;
        let intake = Intake::open(rows, file, sheet.as_deref(), options)?;
        let header = intake.header();
        let (headers, columns) = (header.names.clone(), header.columns.clone());
        let notes = opening.iter().chain(&header.notes).cloned().collect();
        Ok(Self { file: file.to_owned(), headers, columns, opening, notes, sheet, written, intake })
    }

    /// File name without folder, for messages.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The sheet, for workbooks.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// How the file is written.
    pub(super) fn written(&self) -> &Written {
        &self.written
    }

    /// Rows above the data that hold the columns' names, titles included; none where the format states them.
    pub(super) fn header_rows(&self) -> usize {
        self.intake.header().rows
    }

    /// Column names, in file order.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// What the file says of its columns besides their names, as [`Table::columns`].
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// A column's longer text, as [`Table::description`].
    #[must_use]
    pub fn description(&self, column: usize) -> &str {
        self.columns.get(column).map_or("", |column| column.description.as_str())
    }

    /// What is known before the last row was read, one sentence each; [`TableStream::finish`] gives these again.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The next at most `rows` kept rows and the rejected ones among them, as a table with the file's headers and with the
    /// rows' numbers in the file; none after the last. A batch ends sooner where it has as many rejected rows or grows
    /// to 64 MB, so it may hold rejected rows alone.
    ///
    /// # Errors
    /// [`Error::Input`] where the file cannot be followed any further, and at the end if no row of it could be kept.
    pub fn next_batch(&mut self, rows: usize) -> Result<Option<Table>> {
        self.intake.next_table(Limit { rows: rows.max(1), bytes: BATCH_BYTES })
    }

    /// Reads what is left and says what is known of the whole file.
    ///
    /// # Errors
    /// As [`TableStream::next_batch`].
    pub fn finish(mut self) -> Result<WholeFile> {
        const ROWS: usize = 1 << 16;
        while self.next_batch(ROWS)?.is_some() {}
        Ok(self.known())
    }

    /// All rows that were not given yet as one table, with what is known of the whole file.
    pub(super) fn collect(mut self) -> Result<Table> {
        let mut table = self.intake.all()?;
        WholeFile { sha256: table.sha256, notes: table.notes, .. } = self.known();
        Ok(table)
    }

    fn known(self) -> WholeFile {
        let notes = self.opening.into_iter().chain(self.intake.notes()).collect();
        WholeFile { sha256: self.intake.source().sha256(), notes, parts: Vec::new() }
    }
}

impl fmt::Debug for TableStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableStream")
            .field("file", &self.file)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
