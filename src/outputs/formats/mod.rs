//! The coded table in further formats, each made of `coded.csv` once that is complete.
//!
//! `coded.csv` is written as the answers stream by; a format reads it again through [`CodedSource`], which takes the
//! apostrophes off that keep spreadsheets from running cells, and says in [`TypedColumn`]s what the columns hold. So
//! every format has the same rows, and its memory does not follow their number.
//!
//! To add a format: a variant of [`CodedFormat`] with its name and files (and these in [`super::OUR_FILES`]), a file
//! here with `write(path, source)` that returns what the format cannot carry, one sentence each, and its arm in
//! [`write`].

mod columns;
mod export;
#[cfg(test)]
pub(super) mod fixture;
mod json_lines;
mod names;
mod parquet;
mod source;
mod spss;
mod triple_s;

pub(super) use columns::{Kind, OURS, Tally, TypedColumn, typed_columns};
pub use export::{Exported, export_coded};
pub(super) use source::{CodedSource, as_typed};

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A format of the coded table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodedFormat {
    /// Comma-separated text, which every run writes.
    Csv,
    /// An Excel workbook, with the code book and the shares as further sheets.
    Xlsx,
    /// One JSON object per line.
    #[serde(rename = "jsonl")]
    JsonLines,
    /// Apache Parquet.
    Parquet,
    /// An SPSS system file.
    #[serde(rename = "sav")]
    Spss,
    /// Triple-S XML 2.0 with its data file.
    TripleS,
}

impl CodedFormat {
    /// The formats that can be asked for.
    pub const ALL: [Self; 6] =
        [Self::Csv, Self::Xlsx, Self::JsonLines, Self::Parquet, Self::Spss, Self::TripleS];

    /// Its name, as typed after `--format`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::JsonLines => "jsonl",
            Self::Parquet => "parquet",
            Self::Spss => "sav",
            Self::TripleS => "triple-s",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The files that it consists of; the first is the one to open.
    #[must_use]
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Self::Csv => &["coded.csv"],
            Self::Xlsx => &["coded.xlsx"],
            Self::JsonLines => &["coded.jsonl"],
            Self::Parquet => &["coded.parquet"],
            Self::Spss => &["coded.sav"],
            Self::TripleS => &["coded.sss", "coded.asc"],
        }
    }

    /// Whether it holds cells that start like a formula just as they were typed, since no spreadsheet opens it.
    pub(super) fn is_typed(self) -> bool {
        !matches!(self, Self::Csv | Self::Xlsx)
    }
}

/// Writes the table in one of the typed formats at `path`, and makes it last through a power cut.
///
/// Returns what the format cannot carry, one sentence each.
pub(super) fn write(format: CodedFormat, path: &Path, source: &CodedSource) -> Result<Vec<String>> {
    let written = match format {
        CodedFormat::JsonLines => json_lines::write(path, source),
        CodedFormat::Parquet => parquet::write(path, source),
        CodedFormat::Spss => spss::write(path, source),
        CodedFormat::TripleS => triple_s::write(path, source),
        other => return Err(Error::Internal(format!("{} is written elsewhere", other.name()))),
    };
    written.map_err(|error| Error::disk(path, error))
}
