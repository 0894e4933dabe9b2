//! A small coded table on disk, for the tests of the formats.

use super::{CodedSource, Tally, typed_columns};
use crate::files::needs_apostrophe;
use crate::survey::Column;
use crate::testing::frame;
use std::path::{Path, PathBuf};

/// A file that lives as long as its test.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    /// A file of that name in a folder of its own.
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("openend-format-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder.join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

/// Writes a coded table with these headers and rows, of which the first `columns.len()` columns are the input's, at
/// `path`, formulas with their apostrophe; its frame is that of [`frame`].
pub(crate) fn coded_table<'p>(
    path: &'p Path,
    headers: &[&str],
    rows: &[&[&str]],
    columns: &[Column],
) -> CodedSource<'p> {
    let mut tallies = vec![Tally::default(); headers.len()];
    let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    out.write_record(headers).unwrap();
    for row in rows {
        row.iter().zip(&mut tallies).for_each(|(cell, tally)| tally.add(cell));
        let cells = row.iter().map(|c| if needs_apostrophe(c) { format!("'{c}") } else { (*c).to_owned() });
        out.write_record(cells.collect::<Vec<_>>()).unwrap();
    }
    std::fs::write(path, out.into_inner().unwrap()).unwrap();
    let headers: Vec<String> = headers.iter().map(|h| (*h).to_owned()).collect();
    let typed = typed_columns(&headers, &tallies, columns.len(), columns, &frame());
    CodedSource::new(path, typed, rows.len(), "Why?", vec![true; headers.len()])
}
