//! A survey file as a stream of batches, so that memory does not follow the number of rows.

use super::input::Input;
use super::intake::{Intake, Limit};
use super::recognize::{self, Format};
use super::text;
use super::window::TextRows;
use super::workbook;
use crate::error::{Error, Result};
use crate::survey::Table;
use sha2::{Digest, Sha256};
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
/// where it is not sound UTF-8, for all of it decides what it is written in. Workbooks, whose sheets have a million rows
/// at most, and pipes are held in memory as a whole.
pub struct TableStream {
    file: String,
    headers: Vec<String>,
    descriptions: Vec<String>,
    /// What was known when the file was opened: on its encoding and sheet.
    opening: Vec<String>,
    notes: Vec<String>,
    rows: Rows,
}

/// Where the rows come from.
enum Rows {
    Text(Box<Intake<TextRows>>),
    Sheet(Box<Sheet>),
}

/// A sheet in memory, and how many of its rows were given.
struct Sheet {
    table: Table,
    given: usize,
    is_over: bool,
}

/// What is known of a file once all of it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WholeFile {
    /// SHA-256 of the file's bytes, hexadecimal.
    pub sha256: String,
    /// What was recognised, left out or mended, one sentence each, as in [`Table::notes`].
    pub notes: Vec<String>,
}

impl TableStream {
    /// Opens a file and finds its header; `wanted` as for [`super::read_table`].
    ///
    /// # Errors
    /// [`Error::Input`] if the file cannot be read, is of another kind, or has no usable header.
    pub fn open(path: &Path, wanted: &[String]) -> Result<Self> {
        Self::over(Input::open(path)?, wanted, WINDOW)
    }

    /// The same with text windows of `size` bytes.
    pub(super) fn over(mut input: Input, wanted: &[String], size: usize) -> Result<Self> {
        let file = input.file.clone();
        let mut head = Vec::new();
        input.read(&mut head, HEAD)?;
        let whole = if recognize::needs_whole(&head) { Some(input.whole()?) } else { None };
        let format = recognize::recognize(whole.as_ref().unwrap_or(&head));
        match (format.map_err(|message| Error::input(&file, message))?, whole) {
            (Format::Zip, Some(bytes)) => Self::over_sheet(&bytes, &file, wanted),
            _ => Self::over_text(input, size),
        }
    }

    fn over_text(input: Input, size: usize) -> Result<Self> {
        let file = input.file.clone();
        let (pieces, found) = text::open(input, size)?;
        let intake = Intake::open(TextRows::new(pieces, &found, size)?, &file, None)?;
        let header = intake.header();
        let (headers, descriptions) = (header.names.clone(), header.descriptions.clone());
        let notes = found.notes.iter().chain(&header.notes).cloned().collect();
        Ok(Self {
            file,
            headers,
            descriptions,
            opening: found.notes,
            notes,
            rows: Rows::Text(Box::new(intake)),
        })
    }

    fn over_sheet(bytes: &[u8], file: &str, wanted: &[String]) -> Result<Self> {
        let mut table = workbook::read(bytes, file, wanted)?;
        table.sha256 = format!("{:x}", Sha256::digest(bytes));
        let (headers, descriptions) = (table.headers().to_vec(), table.descriptions().to_vec());
        Ok(Self {
            file: file.to_owned(),
            headers,
            descriptions,
            opening: Vec::new(),
            notes: table.notes.clone(),
            rows: Rows::Sheet(Box::new(Sheet { table, given: 0, is_over: false })),
        })
    }

    /// File name without folder, for messages.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The sheet, for workbooks.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        match &self.rows {
            Rows::Text(_) => None,
            Rows::Sheet(sheet) => sheet.table.sheet.as_deref(),
        }
    }

    /// Column names, in file order.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// A column's longer text, as [`Table::description`].
    #[must_use]
    pub fn description(&self, column: usize) -> &str {
        self.descriptions.get(column).map_or("", String::as_str)
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
        match &mut self.rows {
            Rows::Text(intake) => intake.next_table(Limit { rows: rows.max(1), bytes: BATCH_BYTES }),
            Rows::Sheet(sheet) => Ok(sheet.next(rows.max(1))),
        }
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
        let mut table = match &mut self.rows {
            Rows::Text(intake) => intake.all()?,
            Rows::Sheet(sheet) => std::mem::take(&mut sheet.table),
        };
        if matches!(self.rows, Rows::Text(_)) {
            WholeFile { sha256: table.sha256, notes: table.notes } = self.known();
        }
        Ok(table)
    }

    fn known(self) -> WholeFile {
        match self.rows {
            Rows::Text(intake) => {
                let notes = self.opening.into_iter().chain(intake.notes()).collect();
                WholeFile { sha256: intake.source().sha256(), notes }
            }
            Rows::Sheet(sheet) => WholeFile { sha256: sheet.table.sha256, notes: sheet.table.notes },
        }
    }
}

impl Sheet {
    fn next(&mut self, rows: usize) -> Option<Table> {
        if self.is_over {
            return None;
        }
        let batch = self.table.part(self.given..self.given.saturating_add(rows));
        self.given += batch.len();
        self.is_over = self.given >= self.table.len();
        (batch.rows_read() > 0).then_some(batch)
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
