//! Parquet: text as strings, numbers as doubles or 64-bit integers, flags as 32-bit integers, codes as lists.
//!
//! Blank cells are null, an empty list of codes is an empty list. The file's metadata holds the version of openend, the
//! question and, as JSON, what is known of the columns. Nothing in the file knows the time.

use super::json_lines::unique_names;
use super::{CodedSource, Kind, TypedColumn};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::Result as ParquetResult;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use serde::Serialize;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// A group of rows ends at so many rows or bytes of cells, whichever comes first; it is in memory as a whole.
const GROUP_ROWS: usize = 1 << 17;
const GROUP_BYTES: usize = 32 << 20;

/// Writes the table.
pub(super) fn write(path: &Path, source: &CodedSource) -> io::Result<Vec<String>> {
    let (names, notes) = unique_names(source.columns(), "coded.parquet");
    let schema = schema(source.columns(), &names)?;
    let file = File::create(path)?;
    let mut out = SerializedFileWriter::new(file, schema, Arc::new(properties(source)?))?;
    let mut chunks: Vec<Chunk> = source.columns().iter().map(Chunk::of).collect();
    let (mut rows, mut held, mut bytes) = (source.rows()?, 0, 0);
    while let Some(row) = rows.next()? {
        for (cell, chunk) in row.cells().zip(&mut chunks) {
            chunk.add(cell)?;
            bytes += cell.len() + size_of::<ByteArray>();
        }
        held += 1;
        if held == GROUP_ROWS || bytes >= GROUP_BYTES {
            write_group(&mut out, &mut chunks)?;
            (held, bytes) = (0, 0);
        }
    }
    if held > 0 || source.len() == 0 {
        write_group(&mut out, &mut chunks)?;
    }
    out.into_inner()?.sync_all()?;
    Ok(notes)
}

/// What the metadata says of a column.
#[derive(Serialize)]
struct About<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u16>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    labels: &'a [(String, String)],
}

fn properties(source: &CodedSource) -> io::Result<WriterProperties> {
    let columns = source.columns().iter().map(|column| About {
        name: &column.name,
        label: &column.label,
        code: column.code.map(|code| code.0),
        labels: &column.labels,
    });
    let version = env!("CARGO_PKG_VERSION");
    let entry = |key: &str, value: String| KeyValue::new(format!("openend.{key}"), value);
    let metadata = vec![
        entry("version", version.to_owned()),
        entry("question", source.question().to_owned()),
        entry("columns", serde_json::to_string(&columns.collect::<Vec<_>>())?),
    ];
    let properties = WriterProperties::builder()
        .set_created_by(format!("openend version {version}"))
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(metadata));
    Ok(properties.build())
}

fn schema(columns: &[TypedColumn], names: &[String]) -> ParquetResult<TypePtr> {
    let fields = columns.iter().zip(names).map(|(column, name)| field(column.kind, name));
    let fields = fields.collect::<ParquetResult<Vec<TypePtr>>>()?;
    Ok(Arc::new(Type::group_type_builder("coded").with_fields(fields).build()?))
}

fn field(kind: Kind, name: &str) -> ParquetResult<TypePtr> {
    let leaf = |name: &str, repetition| {
        let (physical, logical) = match kind {
            Kind::Text | Kind::Words => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Whole => (Physical::INT64, None),
            Kind::Flag | Kind::Numbers => (Physical::INT32, None),
        };
        let builder = Type::primitive_type_builder(name, physical);
        Ok(Arc::new(builder.with_repetition(repetition).with_logical_type(logical).build()?))
    };
    if !matches!(kind, Kind::Numbers | Kind::Words) {
        return leaf(name, Repetition::OPTIONAL);
    }
    // The three levels of a list that the format's LogicalTypes.md asks for.
    let list = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![leaf("element", Repetition::REQUIRED)?]);
    let outer = Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(list.build()?)]);
    Ok(Arc::new(outer.build()?))
}

/// The cells of one column in one group of rows.
struct Chunk {
    values: Values,
    /// Whether cells are lists.
    is_list: bool,
    /// 1 where there is a value, 0 where the cell is blank.
    definitions: Vec<i16>,
    /// 0 where a row begins, 1 for further elements of its list; empty unless cells are lists.
    repetitions: Vec<i16>,
}

enum Values {
    Texts(Vec<ByteArray>),
    Numbers(Vec<f64>),
    Wholes(Vec<i64>),
    Smalls(Vec<i32>),
}

impl Chunk {
    fn of(column: &TypedColumn) -> Self {
        let values = match column.kind {
            Kind::Text | Kind::Words => Values::Texts(Vec::new()),
            Kind::Number => Values::Numbers(Vec::new()),
            Kind::Whole => Values::Wholes(Vec::new()),
            Kind::Flag | Kind::Numbers => Values::Smalls(Vec::new()),
        };
        let is_list = matches!(column.kind, Kind::Numbers | Kind::Words);
        Self { values, is_list, definitions: Vec::new(), repetitions: Vec::new() }
    }

    fn add(&mut self, cell: &str) -> io::Result<()> {
        if cell.is_empty() {
            self.definitions.push(0);
            if self.is_list {
                self.repetitions.push(0);
            }
        } else if self.is_list {
            for (at, element) in cell.split('|').enumerate() {
                self.repetitions.push(i16::from(at > 0));
                self.definitions.push(1);
                self.values.push(element)?;
            }
        } else {
            self.definitions.push(1);
            self.values.push(cell)?;
        }
        Ok(())
    }

    fn write(&mut self, out: &mut SerializedColumnWriter<'_>) -> ParquetResult<()> {
        let definitions = Some(self.definitions.as_slice());
        let repetitions = self.is_list.then_some(self.repetitions.as_slice());
        match &mut self.values {
            Values::Texts(v) => {
                out.typed::<ByteArrayType>().write_batch(v, definitions, repetitions)?;
                v.clear();
            }
            Values::Numbers(v) => {
                out.typed::<DoubleType>().write_batch(v, definitions, repetitions)?;
                v.clear();
            }
            Values::Wholes(v) => {
                out.typed::<Int64Type>().write_batch(v, definitions, repetitions)?;
                v.clear();
            }
            Values::Smalls(v) => {
                out.typed::<Int32Type>().write_batch(v, definitions, repetitions)?;
                v.clear();
            }
        }
        self.definitions.clear();
        self.repetitions.clear();
        Ok(())
    }
}

impl Values {
    fn push(&mut self, cell: &str) -> io::Result<()> {
        match self {
            Self::Texts(v) => v.push(ByteArray::from(cell)),
            Self::Numbers(v) => v.push(cell.parse().map_err(io::Error::other)?),
            Self::Wholes(v) => v.push(cell.parse().map_err(io::Error::other)?),
            Self::Smalls(v) => v.push(cell.parse().map_err(io::Error::other)?),
        }
        Ok(())
    }
}

fn write_group(out: &mut SerializedFileWriter<File>, chunks: &mut [Chunk]) -> ParquetResult<()> {
    let mut group = out.next_row_group()?;
    for chunk in chunks {
        if let Some(mut column) = group.next_column()? {
            chunk.write(&mut column)?;
            column.close()?;
        }
    }
    group.close()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scratch, coded_table};
    use super::*;
    use crate::survey::Column;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn columns_have_their_types_and_labels_and_two_files_are_alike() {
        let headers = ["id", "why", "n", "oe_codes", "oe_c1"];
        let rows: [&[&str]; 2] = [&["007", "=1+1 \u{0}😀", "-2.5", "2|1", "1"], &["8", "", "", "", ""]];
        let mut columns = vec![Column::default(); 3];
        columns[1].description = "Why?".into();
        let files = ["one.parquet", "two.parquet"].map(|name| {
            let (scratch, out) = (Scratch::new(&format!("{name}.csv")), Scratch::new(name));
            let source = coded_table(&scratch.0, &headers, &rows, &columns);
            assert!(write(&out.0, &source).unwrap().is_empty());
            std::fs::read(&out.0).unwrap()
        });
        assert!(files[0] == files[1]);
        let out = Scratch::new("read.parquet");
        std::fs::write(&out.0, &files[0]).unwrap();
        let reader = SerializedFileReader::new(File::open(&out.0).unwrap()).unwrap();
        let read: Vec<String> =
            reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(
            read,
            [
                "{id: \"007\", why: \"=1+1 \u{0}😀\", n: -2.5E0, oe_codes: [2, 1], oe_c1: 1}",
                "{id: \"8\", why: null, n: null, oe_codes: [], oe_c1: null}"
            ]
        );
        let metadata = reader.metadata().file_metadata();
        assert!(metadata.created_by().unwrap().starts_with("openend version"));
        let entries = metadata.key_value_metadata().unwrap();
        let about = entries.iter().find(|e| e.key == "openend.columns").unwrap().value.as_ref().unwrap();
        let about: serde_json::Value = serde_json::from_str(about).unwrap();
        assert_eq!(about[1]["label"], "Why?");
        assert_eq!((&about[4]["label"], &about[4]["code"]), (&"friendly staff".into(), &1.into()));
    }
}
