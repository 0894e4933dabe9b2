//! Parquet files → rows: row group by row group, page by page, so that memory follows the pages.
//!
//! Columns within structures are named by their path (`answers.reason`); columns that hold lists are left out, with a
//! note. What a file claims is checked by [`guard`] before the parquet crate acts on it.

mod column;
mod guard;
mod logical;
mod source;
mod thrift;

use super::input::Input;
use super::notes::{LineList, count};
use super::row::{Row, RowSource};
use super::stream::{Opened, Written};
use crate::error::{Error, Place, Result};
use crate::survey::Column;
use column::{Cells, Found, cells};
use logical::Kind;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::Length;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::ColumnDescPtr;
use source::Source;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Rows that are read at once. With 64, cells of one page's size fit the memory that the guard allows.
const BATCH: usize = 64;

/// Rows that a file may have in any case, and for each of its bytes beyond: repeated values take next to nothing, but
/// a survey has answers, of which one in twenty rows takes a byte.
const ROWS_FROM: u64 = 1_000_000;
const ROWS_PER_BYTE: u64 = 50;

/// Text that a file may give in any case, and for each of its bytes beyond: 20 columns of five labels of 65 letters,
/// drawn evenly, give 185, and more where one label prevails.
const TEXT_FROM: u64 = 256 << 20;
const TEXT_PER_BYTE: u64 = 2_000;

const WRITE_ANEW: &str = "write it anew, or save the data as CSV";

/// Opens a Parquet file.
///
/// # Errors
/// [`Error::Input`] if it is cut, damaged or encrypted, claims more than it can hold, or has no column that can be read.
pub(super) fn open(input: Input) -> Result<Opened> {
    let file = input.file.clone();
    let source = Source::new(input)?;
    let opened = guarded(&file, None, || {
        guard::check_footer(&source)?;
        let metadata = ParquetMetaDataReader::new().parse_and_finish(&source)?;
        check_rows(&metadata, source.len())?;
        Ok((metadata, source.sha256()?))
    });
    let (metadata, sha256) = opened?;
    let (columns, left_out) = columns(&metadata);
    if columns.is_empty() {
        return Err(Error::input(
            file,
            format!("the Parquet file has no column of single values: {WRITE_ANEW}"),
        ));
    }
    let mut notes = vec!["Parquet file, columns as it names them.".to_owned()];
    if !left_out.is_empty() {
        let columns = count(left_out.len(), "column");
        let named = left_out.iter().take(20).map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        notes.push(format!("{columns} left out, holding lists or binary data: {named}."));
    }
    let text_left = source.len().saturating_mul(TEXT_PER_BYTE).max(TEXT_FROM);
    let rows = ParquetRows {
        file: file.into(),
        source: Arc::new(source),
        metadata,
        columns,
        open: Vec::new(),
        group: 0,
        left: 0,
        batch: 0,
        row: 0,
        cell: String::new(),
        text_left,
        mended: Mended::default(),
        sha256,
    };
    Ok(Opened { rows: Box::new(rows), sheet: None, notes, written: Written::of("Parquet") })
}

/// Runs what reads the file; its faults, and the crate's where it fails on one, become errors with the row.
fn guarded<T>(file: &str, line: Option<u64>, work: impl FnOnce() -> parquet::errors::Result<T>) -> Result<T> {
    let done = catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(ParquetError::General("its reader failed".into())));
    done.map_err(|error| {
        let reason = match &error {
            ParquetError::General(reason) | ParquetError::EOF(reason) => reason.clone(),
            other => other.to_string(),
        };
        let message = if reason == guard::ENCRYPTED {
            "an encrypted Parquet file: save a copy without encryption".into()
        } else {
            format!("the Parquet file cannot be read ({reason}): {WRITE_ANEW}")
        };
        let place = Place { line, ..Place::default() };
        Error::Input { file: file.to_owned(), at: Box::new(place), message }
    })
}

/// Holds the number of rows that is claimed against the file's size.
fn check_rows(metadata: &ParquetMetaData, bytes: u64) -> parquet::errors::Result<()> {
    let fault = |message: String| Err(ParquetError::General(message));
    let stated = metadata.file_metadata().num_rows();
    let most = bytes.saturating_mul(ROWS_PER_BYTE).max(ROWS_FROM);
    if u64::try_from(stated).is_ok_and(|stated| stated > most) {
        return fault(format!("it states {stated} rows, and a file of {bytes} bytes holds {most} at most"));
    }
    let mut rows = metadata.row_groups().iter().map(|group| u64::try_from(group.num_rows()).ok());
    let rows = rows.try_fold(0u64, |sum, rows| sum.checked_add(rows?));
    if rows != u64::try_from(stated).ok() {
        return fault(format!("it states {stated} rows, and its groups of rows another number"));
    }
    Ok(())
}

/// A column that is read.
struct Named {
    /// Its position among those that hold values.
    leaf: usize,
    kind: Kind,
    about: Column,
    described: ColumnDescPtr,
}

/// The columns that are read, and the names of those that are not.
fn columns(metadata: &ParquetMetaData) -> (Vec<Named>, Vec<String>) {
    let (mut read, mut left_out) = (Vec::new(), Vec::new());
    for (leaf, described) in metadata.file_metadata().schema_descr().columns().iter().enumerate() {
        let name = described.path().parts().join(".");
        match Kind::of(described).filter(|_| described.max_rep_level() == 0) {
            Some(kind) => {
                let about = Column { name, storage: kind.storage(), ..Column::default() };
                read.push(Named { leaf, kind, about, described: described.clone() });
            }
            None => left_out.push(name),
        }
    }
    (read, left_out)
}

struct ParquetRows {
    file: Arc<str>,
    source: Arc<Source>,
    metadata: ParquetMetaData,
    columns: Vec<Named>,
    /// The columns of the group of rows that is being read.
    open: Vec<Box<dyn Cells>>,
    /// The next group.
    group: usize,
    /// Rows left of this group, and of the batch that was read.
    left: u64,
    batch: usize,
    /// Rows given so far.
    row: u64,
    /// Memory of a cell.
    cell: String,
    text_left: u64,
    mended: Mended,
    sha256: String,
}

/// Cells with bytes that are no text.
#[derive(Default)]
struct Mended {
    rows: LineList,
    /// The first one's column.
    column: String,
}

impl ParquetRows {
    /// Opens the next group of rows; `false` after the last.
    fn next_group(&mut self) -> parquet::errors::Result<bool> {
        let Some(group) = self.metadata.row_groups().get(self.group) else { return Ok(false) };
        self.group += 1;
        let rows = u64::try_from(group.num_rows()).unwrap_or(0);
        let chunk = |column: &Named| {
            let lost = || ParquetError::General("a group of rows lacks a column".into());
            group.columns().get(column.leaf).ok_or_else(lost)
        };
        let chunks = self.columns.iter().map(chunk).collect::<parquet::errors::Result<Vec<_>>>()?;
        guard::check_pages(&self.source, chunks.iter().copied(), rows)?;
        let open = self.columns.iter().zip(chunks).map(|(column, chunk)| {
            let pages = SerializedPageReader::new(self.source.clone(), chunk, rows as usize, None)?;
            Ok(cells(&column.described, column.kind, pages))
        });
        self.open = open.collect::<parquet::errors::Result<Vec<_>>>()?;
        self.left = rows;
        Ok(true)
    }

    /// Reads the next rows of all columns; `false` after the last.
    fn next_batch(&mut self) -> parquet::errors::Result<bool> {
        while self.left == 0 {
            if !self.next_group()? {
                return Ok(false);
            }
        }
        let rows = self.left.min(BATCH as u64) as usize;
        for cells in &mut self.open {
            if cells.read(rows)? != rows {
                return Err(ParquetError::General("a column is shorter than the others".into()));
            }
        }
        self.left -= rows as u64;
        self.batch = rows;
        Ok(true)
    }

    fn put_cells(&mut self, into: &mut Row) {
        for (at, (cells, column)) in self.open.iter_mut().zip(&self.columns).enumerate() {
            self.cell.clear();
            let found = cells.next(&mut self.cell);
            if let (Found::Value, Some(what)) = (found, column.kind.not_text()) {
                into.not_text.push((at, what));
            }
            if found == Found::Mended {
                self.mended.rows.push(self.row);
                if self.mended.column.is_empty() {
                    self.mended.column.clone_from(&column.about.name);
                }
            }
            into.extend(&self.cell);
            into.end_cell();
        }
    }
}

impl RowSource for ParquetRows {
    fn next_row(&mut self, into: &mut Row) -> Result<bool> {
        into.clear();
        let (file, line) = (self.file.clone(), self.row + 1);
        guarded(&file, Some(line), || {
            if self.batch == 0 && !self.next_batch()? {
                return Ok(false);
            }
            self.batch -= 1;
            self.row = line;
            into.line = line;
            self.put_cells(into);
            let left = self.text_left.checked_sub(into.bytes() as u64);
            let fault = || ParquetError::General("it gives more text than a file of its size holds".into());
            self.text_left = left.ok_or_else(fault)?;
            Ok(true)
        })
    }

    fn raw(&self, row: &Row) -> String {
        row.cells().collect::<Vec<_>>().join("\t")
    }

    fn writes_blank_cells(&self) -> bool {
        true
    }

    fn columns(&self) -> Option<Vec<Column>> {
        Some(self.columns.iter().map(|column| column.about.clone()).collect())
    }

    fn sha256(&self) -> String {
        self.sha256.clone()
    }

    fn closing_notes(&self) -> Vec<String> {
        let (cells, rows) = (count(self.mended.rows.len(), "cell"), self.mended.rows.in_words());
        let note = format!(
            "{cells} with bytes that are not UTF-8, shown as U+FFFD: {}, the first in column \"{}\".",
            rows.replace("line", "row"),
            self.mended.column
        );
        (self.mended.rows.len() > 0).then_some(note).into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
