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
mod delimited;
mod dialect;
mod encoding;
mod header;
mod intake;
mod notes;
mod recognize;
mod row;
mod studies;
mod values;
mod workbook;
mod zip_guard;

pub use columns::{ColumnKind, ColumnProfile, OpenEnd, find_open_end, profile_columns};
pub use studies::{OpenedStudy, StudyOptions, open_studies};

use crate::error::{Error, Result};
use crate::survey::{Table, TableBuilder};
use delimited::Delimited;
use recognize::Format;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Largest file that is read, in bytes. A table takes two to three times its file's size in memory.
const MOST_BYTES: u64 = 2 << 30;

/// Reads a survey file.
///
/// `wanted` are the columns that will be asked for: where a workbook has several sheets, the first that has them
/// all is read, else the first with an open-ended column.
///
/// # Errors
/// [`Error::Input`] if the file cannot be read, is of another kind, or has no usable header or row.
pub fn read_table(path: &Path, wanted: &[String]) -> Result<Table> {
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let bytes = read_bytes(path, &file)?;
    read_table_bytes(&file, bytes, wanted)
}

/// Reads a survey file that is already in memory; `file` is its name for messages.
///
/// # Errors
/// As [`read_table`].
pub fn read_table_bytes(file: &str, bytes: Vec<u8>, wanted: &[String]) -> Result<Table> {
    let sha256 = format!("{:x}", Sha256::digest(&bytes));
    match recognize::recognize(&bytes).map_err(|message| Error::input(file, message))? {
        Format::Zip => {
            let (builder, sheet) = workbook::read(&bytes, file, wanted)?;
            Ok(builder.finish(Some(sheet), sha256))
        }
        Format::Text => Ok(read_text(file, bytes)?.finish(None, sha256)),
    }
}

fn read_bytes(path: &Path, file: &str) -> Result<Vec<u8>> {
    let fail =
        |error: std::io::Error| Error::input(file, format!("cannot be read ({error}): check the path"));
    let handle = File::open(path).map_err(fail)?;
    // The size is a hint only: a pipe has none, and a file may be growing.
    let size = handle.metadata().map_err(fail)?.len().min(MOST_BYTES);
    let mut bytes = Vec::with_capacity(size as usize + 1);
    handle.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > MOST_BYTES {
        let limit = MOST_BYTES >> 30;
        return Err(Error::input(
            file,
            format!("larger than {limit} GiB: split the file, or leave columns out"),
        ));
    }
    Ok(bytes)
}

fn read_text(file: &str, bytes: Vec<u8>) -> Result<TableBuilder> {
    let decoded = encoding::decode(bytes).map_err(|message| Error::input(file, message))?;
    let (dialect, start, sep_note) = dialect::sniff(&decoded.text);
    let first_line = if start > 0 { 2 } else { 1 };
    let mut source = Delimited::new(&decoded.text, file, dialect, start, first_line);
    let mut builder = intake::read(&mut source, file, None)?;
    let cells = dialect
        .delimiter
        .map_or("one column".into(), |_| format!("{}-separated", dialect::name(dialect.delimiter)));
    builder.note(format!("Read as {} text, {cells}.", decoded.encoding));
    for note in sep_note.into_iter().chain(decoded.notes) {
        builder.note(note);
    }
    Ok(builder)
}

#[cfg(test)]
mod tests;
