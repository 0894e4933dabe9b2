//! A survey file → a [`Table`], and a table → one [`Study`](crate::survey::Study) per open question.
//!
//! Files are recognised by their content, never by their extension: delimited text and JSON in any common encoding, XLSX,
//! XLS and OpenDocument workbooks, Parquet, SPSS files, and Triple-S surveys with the data file beside them. Every row is
//! kept or set aside with its reason, and everything that had to be guessed or mended is said in [`Table::notes`]. Files
//! are hostile: no claim of theirs is believed before it is checked.
//!
//! ```
//! # fn main() -> openend::Result<()> {
//! # let path = std::env::temp_dir().join(format!("openend-doc-{}.csv", std::process::id()));
//! # std::fs::write(&path, "id;why\n1;the queue was long\n2;friendly, fast\n").unwrap();
//! let options = openend::files::StudyOptions { id: Some("id".into()), ..Default::default() };
//! let table = openend::files::read_table(&path, &options.reading())?;
//! let opened = openend::files::open_studies(&table, &options)?;
//! assert_eq!(opened[0].study.respondents[1].verbatim, "friendly, fast");
//! # std::fs::remove_file(&path).unwrap();
//! # Ok(())
//! # }
//! ```

mod columns;
mod formulas;
mod gather;
mod header;
mod input;
mod inspect;
mod intake;
mod joined;
mod json;
mod known_names;
mod names;
mod notes;
mod options;
mod own;
mod parquet;
mod plan;
mod platform;
mod recognize;
mod roles;
mod row;
mod sheets;
mod spss;
mod stream;
mod studies;
mod survey_stream;
mod tail;
mod text;
mod triple_s;
mod values;

pub use columns::{ColumnKind, ColumnProfile, OpenEnd, find_open_end, profile_columns};
pub use formulas::{needs_apostrophe, runs_in_a_spreadsheet, without_apostrophe};
pub use gather::SurveyFiles;
pub use inspect::{InspectedColumn, Inspection, RejectedFor, inspect};
pub use options::{BadRows, ReadOptions};
pub use plan::StudyPlan;
pub use platform::Platform;
pub use roles::{Recognized, Taken, recognize_columns};
pub use stream::{TableStream, WholeFile, Written};
pub use studies::{OpenedStudy, StudyOptions, open_studies};
pub use survey_stream::SurveyStream;

use crate::error::Result;
use crate::survey::Table;
use input::Input;
use std::path::Path;

/// Reads a survey file of at most 2 GiB; a table takes two to three times its file's size in memory. [`TableStream`]
/// reads files of any size.
///
/// # Errors
/// [`crate::Error::Input`] if the file cannot be read, is of another kind, or has no usable header or row.
pub fn read_table(path: &Path, options: &ReadOptions) -> Result<Table> {
    let input = Input::open(path)?;
    if input.is_too_large() {
        return Err(input.too_large());
    }
    collect(input, options)
}

/// Reads a survey file that is already in memory; `file` is its name for messages.
///
/// # Errors
/// As [`read_table`].
pub fn read_table_bytes(file: &str, bytes: Vec<u8>, options: &ReadOptions) -> Result<Table> {
    collect(Input::of_bytes(file, bytes), options)
}

fn collect(input: Input, options: &ReadOptions) -> Result<Table> {
    TableStream::over(input, options, stream::WINDOW)?.collect()
}

#[cfg(test)]
mod stream_tests;
#[cfg(test)]
mod tests;
