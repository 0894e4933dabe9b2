//! What is in a file, before anything is analysed: how it is written, and what each column seems to be.

use super::columns::{ColumnKind, ColumnProfile, profile_columns};
use super::options::ReadOptions;
use super::platform::Platform;
use super::roles::{Recognized, recognize_columns};
use super::stream::{TableStream, WholeFile, Written};
use super::studies::StudyOptions;
use super::values::is_personal;
use crate::error::Result;
use crate::survey::{RejectedRow, Table, TableBuilder};
use std::collections::BTreeMap;
use std::path::Path;

/// Rows of the sample, as many as [`profile_columns`] looks at, and bytes in memory; beyond, half of them are dropped.
const MOST_ROWS: usize = 20_000;
const MOST_BYTES: usize = 64 << 20;

/// Rows read at once.
const ROWS_AT_ONCE: usize = 16_384;

/// Reasons for setting rows aside that are told apart.
const MOST_REASONS: usize = 20;

/// Examples of a column, and their longest in characters.
const EXAMPLES: usize = 3;
const LONGEST_EXAMPLE: usize = 80;

/// A file, looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// Its name without folder.
    pub file: String,
    /// How it is written.
    pub written: Written,
    /// The sheet that was read, for workbooks.
    pub sheet: Option<String>,
    /// The survey platform that wrote it, if it was recognised.
    pub platform: Option<Platform>,
    /// Rows above the data, where the format has such rows.
    pub header_rows: usize,
    /// Rows kept.
    pub kept: usize,
    /// Rows set aside.
    pub rejected: usize,
    /// Why, in the order of the file; the first twenty reasons.
    pub reasons: Vec<RejectedFor>,
    /// Rows that the columns were judged by: all, or a sample from all parts of a long file.
    pub sampled: usize,
    /// The columns, in file order.
    pub columns: Vec<InspectedColumn>,
    /// What would be taken for what.
    pub recognized: Recognized,
    /// What was recognised, left out or mended, one sentence each.
    pub notes: Vec<String>,
}

/// Rows that were set aside for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedFor {
    /// The reason, with the numbers of the first such row.
    pub reason: String,
    /// How many rows.
    pub rows: usize,
    /// The line of the first.
    pub line: u64,
}

/// One column, looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct InspectedColumn {
    /// Its name.
    pub name: String,
    /// The question that was asked, or "".
    pub question: String,
    /// What it seems to be, and its figures.
    pub profile: ColumnProfile,
    /// What its values stand for: value, label.
    pub labels: Vec<(String, String)>,
    /// Values as they stand there, each once: the most frequent of a few, else the first. What is personal is masked.
    pub examples: Vec<String>,
    /// Whether the examples are masked.
    pub is_masked: bool,
}

/// Looks at a file: all rows are counted, the columns are judged by a sample of all parts of it. Memory does not follow
/// the number of rows.
///
/// # Errors
/// As [`TableStream::open`] and [`TableStream::next_batch`].
pub fn inspect(path: &Path, options: &ReadOptions) -> Result<Inspection> {
    look(TableStream::open(path, options)?)
}

fn look(mut stream: TableStream) -> Result<Inspection> {
    let mut sample = Sample::of(&stream);
    let (mut kept, mut rejected, mut reasons) = (0, 0, Reasons::default());
    let mut platform = None;
    while let Some(batch) = stream.next_batch(ROWS_AT_ONCE)? {
        kept += batch.len();
        rejected += batch.rejected.len();
        batch.rejected.iter().for_each(|row| reasons.add(row));
        platform = platform.or(batch.platform);
        sample.add(&batch);
    }
    let (file, sheet) = (stream.file().to_owned(), stream.sheet().map(str::to_owned));
    let (written, header_rows) = (stream.written().clone(), stream.header_rows());
    let WholeFile { notes, .. } = stream.finish()?;
    let mut table = sample.builder.finish(sheet.clone(), String::new());
    table.platform = platform;
    let columns = profile_columns(&table).into_iter().map(|profile| column(&table, profile)).collect();
    Ok(Inspection {
        file,
        written,
        sheet,
        platform: platform.and_then(Platform::parse),
        header_rows,
        kept,
        rejected,
        reasons: reasons.found,
        sampled: table.len(),
        columns,
        recognized: recognize_columns(&table, &StudyOptions::default()),
        notes,
    })
}

/// A sample of a file's rows, the same for the same file. Rows are drawn by a hash of their place: every n-th row would
/// see one side of a file that alternates.
struct Sample {
    builder: TableBuilder,
    /// The places of its rows in the file.
    places: Vec<u64>,
    /// Of 2 to the power of this, one row is drawn.
    rarity: u32,
    seen: u64,
}

impl Sample {
    fn of(stream: &TableStream) -> Self {
        let builder = TableBuilder::new(stream.file(), stream.headers().to_vec(), stream.columns().to_vec());
        Self { builder, places: Vec::new(), rarity: 0, seen: 0 }
    }

    fn add(&mut self, batch: &Table) {
        for row in 0..batch.len() {
            if rank(self.seen) >= self.rarity {
                keep(&mut self.builder, batch, row);
                self.places.push(self.seen);
                while self.places.len() > MOST_ROWS
                    || (self.builder.bytes() > MOST_BYTES && self.places.len() > 1)
                {
                    self.thin();
                }
            }
            self.seen += 1;
        }
    }

    /// Drops about half of the rows.
    fn thin(&mut self) {
        self.rarity += 1;
        let all = self.builder.take();
        for (row, place) in std::mem::take(&mut self.places).into_iter().enumerate() {
            if rank(place) >= self.rarity {
                keep(&mut self.builder, &all, row);
                self.places.push(place);
            }
        }
    }
}

/// How seldom a row is drawn: 0 in half of all cases, 1 in a quarter, and so on. The mixer of `SplitMix64` (Steele, Lea
/// and Flood 2014, OOPSLA).
fn rank(place: u64) -> u32 {
    let mut mixed = place.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)).trailing_zeros()
}

fn keep(builder: &mut TableBuilder, table: &Table, row: usize) {
    builder.keep(table.line(row), (0..table.headers().len()).map(|column| table.cell(row, column)));
}

/// Reasons for setting rows aside; those that differ in numbers alone are one.
#[derive(Default)]
struct Reasons {
    found: Vec<RejectedFor>,
    places: BTreeMap<String, usize>,
}

impl Reasons {
    fn add(&mut self, row: &RejectedRow) {
        let words: String = row.reason.chars().filter(|c| !c.is_ascii_digit()).collect();
        if let Some(found) = self.places.get(&words).and_then(|&place| self.found.get_mut(place)) {
            found.rows += 1;
        } else if self.found.len() < MOST_REASONS {
            self.places.insert(words, self.found.len());
            self.found.push(RejectedFor { reason: row.reason.clone(), rows: 1, line: row.line });
        }
    }
}

fn column(table: &Table, profile: ColumnProfile) -> InspectedColumn {
    let column = profile.column;
    let name = table.headers().get(column).cloned().unwrap_or_default();
    let is_place = ["latitude", "longitude"].iter().any(|place| name.to_lowercase().contains(place));
    let is_masked = profile.kind == ColumnKind::Personal || is_place;
    let shown = |value: &str| {
        if is_masked || is_personal(value) { masked(value) } else { shortened(value) }
    };
    InspectedColumn {
        question: table.description(column).to_owned(),
        labels: table.columns().get(column).map(|column| column.labels.clone()).unwrap_or_default(),
        examples: examples(table, &profile).into_iter().map(shown).collect(),
        is_masked,
        name,
        profile,
    }
}

/// The most frequent values where there are few, else the first.
fn examples<'t>(table: &'t Table, profile: &ColumnProfile) -> Vec<&'t str> {
    const FEW: usize = 50;
    let cells = || table.column(profile.column).map(str::trim).filter(|cell| !cell.is_empty());
    if profile.values > FEW {
        let mut first: Vec<&str> = Vec::new();
        for cell in cells() {
            if !first.contains(&cell) {
                first.push(cell);
            }
            if first.len() == EXAMPLES {
                break;
            }
        }
        return first;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in cells() {
        *counts.entry(cell).or_default() += 1;
    }
    let mut values: Vec<(&str, usize)> = counts.into_iter().collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    values.into_iter().take(EXAMPLES).map(|(value, _)| value).collect()
}

fn shortened(value: &str) -> String {
    let mut short: String = value.chars().take(LONGEST_EXAMPLE).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}

/// The shape of a value: x for letters, 0 for digits.
fn masked(value: &str) -> String {
    const LONGEST: usize = 24;
    let shape = |c: char| match c {
        c if c.is_numeric() => '0',
        c if c.is_alphabetic() => 'x',
        c if c.is_ascii_punctuation() || c == ' ' => c,
        _ => '·',
    };
    value.chars().take(LONGEST).map(shape).collect()
}

#[cfg(test)]
mod tests {
    use super::super::input::Input;
    use super::super::stream::WINDOW;
    use super::*;

    fn inspected(text: &str) -> Inspection {
        let input = Input::of_bytes("f.csv", text.as_bytes().to_vec());
        look(TableStream::over(input, &ReadOptions::default(), WINDOW).unwrap()).unwrap()
    }

    #[test]
    fn all_rows_are_counted_and_a_sample_of_all_parts_is_judged() {
        use std::fmt::Write;
        let mut text = String::from("id,part,why\n");
        for row in 0..100_000 {
            let part = if row < 50_000 { "first" } else { "second" };
            let _ = writeln!(text, "{row},{part},the queue was {row} people long");
        }
        text.push_str("1,2,3,4\n1,2,3,4,5\n9,second,fine and fast\n");
        let found = inspected(&text);
        assert_eq!((found.kept, found.rejected), (100_001, 2));
        assert_eq!(found.reasons.len(), 1);
        assert_eq!((found.reasons[0].rows, found.reasons[0].line), (2, 100_002));
        assert!((MOST_ROWS / 4..=MOST_ROWS).contains(&found.sampled), "{}", found.sampled);
        let mut parts = found.columns[1].examples.clone();
        parts.sort();
        assert_eq!(parts, ["first", "second"]);
        assert_eq!(found.columns[0].profile.kind, ColumnKind::Id);
        assert_eq!(found.recognized.options.text, ["why"]);
        assert_eq!((found.written.delimiter.as_str(), found.written.encoding.as_str()), ("comma", "UTF-8"));
        assert_eq!(found.header_rows, 1);
    }

    #[test]
    fn nothing_personal_is_given_back() {
        let mut text = String::from("Name,email,IPAddress,LocationLatitude,why\n");
        for row in 0..30 {
            use std::fmt::Write;
            let _ = writeln!(
                text,
                "Ann Lee{row},ann{row}@example.org,10.0.0.{row},59.4{row},the line was {row} long"
            );
        }
        let found = inspected(&text);
        let shown: Vec<&str> =
            found.columns.iter().take(4).flat_map(|c| &c.examples).map(String::as_str).collect();
        assert_eq!(shown.len(), 12);
        assert!(
            shown
                .iter()
                .all(|value| !value.contains("Ann") && !value.contains("59") && !value.contains("10"))
        );
        assert_eq!(found.columns[1].examples[0], "xxx0@xxxxxxx.xxx");
        assert!(found.columns[4].examples[0].starts_with("the line was"));
    }
}
