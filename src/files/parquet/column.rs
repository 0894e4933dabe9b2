//! One column of a row group, read in batches and given cell by cell.

use super::guard::CheckedPages;
use super::logical::{self, Kind};
use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{AsBytes, ByteArray, DataType, FixedLenByteArray, Int96};
use parquet::errors::Result;
use parquet::schema::types::ColumnDescPtr;

/// A cell as it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing, or nothing that can be shown.
    Nothing,
    /// A value.
    Value,
    /// Text with bytes that are no text, shown as U+FFFD.
    Mended,
}

/// The cells of a column, whatever it stores.
pub(super) trait Cells: Send {
    /// Reads the next at most so many rows; how many there were.
    fn read(&mut self, rows: usize) -> Result<usize>;

    /// Adds the next of them to `text`.
    fn next(&mut self, text: &mut String) -> Found;
}

/// The cells of a column from its pages.
pub(super) fn cells(column: &ColumnDescPtr, kind: Kind, pages: impl PageReader + 'static) -> Box<dyn Cells> {
    let level = column.max_def_level();
    let pages = Box::new(CheckedPages { pages, level });
    match get_column_reader(column.clone(), pages) {
        ColumnReader::BoolColumnReader(reader) => stored(reader, level, move |value, text| {
            text.push_str(if *value { "TRUE" } else { "FALSE" });
            Found::Value
        }),
        ColumnReader::Int32ColumnReader(reader) => stored(reader, level, move |value: &i32, text| {
            let is_signed = kind != Kind::Whole { is_signed: false };
            let value = if is_signed { i64::from(*value) } else { i64::from(*value as u32) };
            logical::whole(kind, value, text);
            Found::Value
        }),
        ColumnReader::Int64ColumnReader(reader) => stored(reader, level, move |value: &i64, text| {
            logical::whole(kind, *value, text);
            Found::Value
        }),
        ColumnReader::Int96ColumnReader(reader) => stored(reader, level, |value: &Int96, text| {
            logical::old_moment(value.data(), text);
            Found::Value
        }),
        ColumnReader::FloatColumnReader(reader) => stored(reader, level, |value: &f32, text| {
            logical::float(*value, text);
            Found::Value
        }),
        ColumnReader::DoubleColumnReader(reader) => stored(reader, level, |value: &f64, text| {
            logical::float(*value, text);
            Found::Value
        }),
        ColumnReader::ByteArrayColumnReader(reader) => {
            stored(reader, level, move |value: &ByteArray, text| bytes(kind, value.as_bytes(), text))
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            stored(reader, level, move |value: &FixedLenByteArray, text| bytes(kind, value.as_bytes(), text))
        }
    }
}

fn bytes(kind: Kind, value: &[u8], text: &mut String) -> Found {
    match kind {
        Kind::Decimal { scale } => match logical::wide(value) {
            Some(value) => logical::decimal(value, scale, text),
            None => return Found::Nothing,
        },
        Kind::Uuid => logical::uuid(value, text),
        Kind::Half => match value.first_chunk() {
            Some(bytes) => logical::float(half::f16::from_le_bytes(*bytes).to_f32(), text),
            None => return Found::Nothing,
        },
        _ => {
            let Ok(sound) = simdutf8::basic::from_utf8(value) else {
                text.push_str(&String::from_utf8_lossy(value));
                return Found::Mended;
            };
            text.push_str(sound);
        }
    }
    Found::Value
}

fn stored<T: DataType>(
    reader: ColumnReaderImpl<T>,
    level: i16,
    show: impl Fn(&T::T, &mut String) -> Found + Send + 'static,
) -> Box<dyn Cells> {
    Box::new(Stored { reader, level, show, levels: Vec::new(), values: Vec::new(), row: 0, value: 0 })
}

struct Stored<T: DataType, S> {
    reader: ColumnReaderImpl<T>,
    /// Level of a value that is there.
    level: i16,
    show: S,
    /// Of the rows that were read: their levels, and the values of those that have one.
    levels: Vec<i16>,
    values: Vec<T::T>,
    row: usize,
    value: usize,
}

impl<T: DataType, S: Fn(&T::T, &mut String) -> Found + Send> Cells for Stored<T, S> {
    fn read(&mut self, rows: usize) -> Result<usize> {
        self.levels.clear();
        self.values.clear();
        (self.row, self.value) = (0, 0);
        let (rows, _, _) = self.reader.read_records(rows, Some(&mut self.levels), None, &mut self.values)?;
        Ok(rows)
    }

    fn next(&mut self, text: &mut String) -> Found {
        let is_there = self.level == 0 || self.levels.get(self.row) == Some(&self.level);
        self.row += 1;
        if !is_there {
            return Found::Nothing;
        }
        let value = self.values.get(self.value);
        self.value += 1;
        value.map_or(Found::Nothing, |value| (self.show)(value, text))
    }
}
