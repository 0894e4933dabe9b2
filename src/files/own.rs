//! openend's own coded tables read again: the apostrophes that it put before formulas come off.

use super::formulas::without_apostrophe;
use super::notes::count;
use super::row::Row;
use serde_json::Value;
use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The first of our columns in a coded table, and one more that no other file has.
const OURS: [&str; 2] = ["oe_status", "oe_codes"];

/// The record that lies beside a coded table; larger ones are not ours.
const RECORD: &str = "run.json";
const MOST_RECORD_BYTES: u64 = 64 << 20;

/// The columns of a coded table in which apostrophes come off.
#[derive(Debug, Default)]
pub(super) struct Apostrophes {
    /// One per column; empty for any other file.
    columns: Vec<bool>,
    /// Cells that lost one.
    cells: usize,
}

impl Apostrophes {
    /// For a file with these columns, whose names lose theirs: all columns that stand before ours.
    pub(super) fn of(names: &mut [String]) -> Self {
        if !OURS.iter().all(|ours| names.iter().any(|name| name == ours)) {
            return Self::default();
        }
        let first = names.iter().rposition(|name| name == "oe_status").unwrap_or(0);
        let mut cells = 0;
        for name in names.iter_mut() {
            if let Some(typed) = without_apostrophe(name).map(str::to_owned) {
                *name = typed;
                cells += 1;
            }
        }
        Self { columns: (0..names.len()).map(|column| column < first).collect(), cells }
    }

    /// Whether the file is a coded table.
    pub(super) fn is_coded(&self) -> bool {
        !self.columns.is_empty()
    }

    /// Of all columns only those with these names, as the run's record has them.
    pub(super) fn narrow(&mut self, names: &[String], recorded: &HashSet<String>) {
        for (column, name) in self.columns.iter_mut().zip(names) {
            *column &= recorded.contains(name);
        }
    }

    /// The cells as typed, if some lose an apostrophe.
    pub(super) fn typed<'r>(&mut self, row: &'r Row) -> Option<Vec<&'r str>> {
        if self.columns.is_empty() || !row.parts().0.contains('\'') {
            return None;
        }
        let before = self.cells;
        let mut cells: Vec<&str> = row.cells().collect();
        for (cell, _) in cells.iter_mut().zip(&self.columns).filter(|(_, is_ours)| **is_ours) {
            if let Some(typed) = without_apostrophe(cell) {
                *cell = typed;
                self.cells += 1;
            }
        }
        (self.cells > before).then_some(cells)
    }

    /// How many came off, as a sentence.
    pub(super) fn note(&self) -> Option<String> {
        let cells = count(self.cells, "cell");
        (self.cells > 0).then(|| {
            format!(
                "A coded table of openend: {cells} lost the apostrophe that openend puts before formulas."
            )
        })
    }
}

/// The columns of the coded table in which a run put apostrophes, by the record beside `file`; none if there is none.
pub(super) fn recorded(file: &Path) -> Option<HashSet<String>> {
    let mut bytes = Vec::new();
    File::open(file.with_file_name(RECORD)).ok()?.take(MOST_RECORD_BYTES).read_to_end(&mut bytes).ok()?;
    let record: Value = serde_json::from_slice(&bytes).ok()?;
    let cells = record.get("neutralised_cells")?.as_array()?;
    let text = |cell: &Value, key: &str| cell.get(key).and_then(Value::as_str).map(str::to_owned);
    let coded = cells.iter().filter(|cell| text(cell, "file").as_deref() == Some("coded.csv"));
    Some(coded.filter_map(|cell| text(cell, "column")).collect())
}
