//! A survey file → a [`Table`], and a table → one [`Study`](crate::survey::Study) per open question.
//!
//! Files are recognised by their content, never by their extension: delimited text in any common encoding, and
//! XLSX workbooks. Every row is kept or set aside with its reason, and everything that had to be guessed or mended
//! is said in [`Table::notes`]. Files are hostile: no claim of theirs is believed before it is checked.
//!
//! ```
//! # fn main() -> openend::Result<()> {
//! # let path = std::env::temp_dir().join(format!("openend-doc-{}.csv", std::process::id()));
//! # std::fs::write(&path, "id;why\n1;the queue was long\n2;friendly, fast\n").unwrap();
//! let options = openend::files::StudyOptions { id: Some("id".into()), ..Default::default() };
//! let table = openend::files::read_table(&path, &options.columns())?;
//! let opened = openend::files::open_studies(&table, &options)?;
//! assert_eq!(opened[0].study.respondents[1].verbatim, "friendly, fast");
//! # std::fs::remove_file(&path).unwrap();
//! # Ok(())
//! # }
//! ```

mod columns;
mod decode;
mod delimited;
mod dialect;
mod encoding;
mod evidence;
mod header;
mod input;
mod intake;
mod names;
mod notes;
mod plan;
mod recognize;
mod row;
mod stream;
mod studies;
mod tail;
mod text;
mod values;
mod window;
mod workbook;
mod zip_guard;

pub use columns::{ColumnKind, ColumnProfile, OpenEnd, find_open_end, profile_columns};
pub use plan::StudyPlan;
pub use stream::{TableStream, WholeFile};
pub use studies::{OpenedStudy, StudyOptions, open_studies};

use crate::error::Result;
use crate::survey::Table;
use input::Input;
use std::path::Path;

/// Reads a survey file of at most 2 GiB; a table takes two to three times its file's size in memory. [`TableStream`]
/// reads files of any size.
///
/// `wanted` are the columns that will be asked for: where a workbook has several sheets, the first that has them
/// all is read, else the first with an open-ended column.
///
/// # Errors
/// [`crate::Error::Input`] if the file cannot be read, is of another kind, or has no usable header or row.
pub fn read_table(path: &Path, wanted: &[String]) -> Result<Table> {
    let input = Input::open(path)?;
    if input.is_too_large() {
        return Err(input.too_large());
    }
    collect(input, wanted)
}

/// Reads a survey file that is already in memory; `file` is its name for messages.
///
/// # Errors
/// As [`read_table`].
pub fn read_table_bytes(file: &str, bytes: Vec<u8>, wanted: &[String]) -> Result<Table> {
    collect(Input::of_bytes(file, bytes), wanted)
}

fn collect(input: Input, wanted: &[String]) -> Result<Table> {
    TableStream::over(input, wanted, stream::WINDOW)?.collect()
}

#[cfg(test)]
mod stream_tests;
#[cfg(test)]
mod tests;
