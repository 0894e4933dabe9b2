//! The rows of a set on which sentiment is measured, and those from which a fit may learn.

use super::sets::Rows;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashSet};
use std::path::Path;

/// Sets that may be in a fit of what we ship, by the half that models/README.md names; the other half is measured.
const FITTED: [&str; 5] =
    ["nhs_patients_en", "polarity_en", "pros_cons_en", "products_en", "xed_emotions_8langs"];
/// Sets whose `group` is the same for the same text in all their languages.
pub(crate) const PARALLEL: [&str; 2] = ["hotels_8langs", "food_8langs"];
/// What is kept of a row.
const COLUMNS: [&str; 4] = ["id", "text", "sentiment", "lang"];

/// A set's rows that have an answer and, from people, a sentiment.
#[derive(Debug)]
pub(crate) struct HeldOut {
    /// Rows to measure.
    pub(crate) rows: Rows,
    /// How many there would be without a limit.
    pub(crate) available: usize,
    /// Rows left out because the other half has the same text; none where no fit may read the set.
    pub(crate) twins: Option<usize>,
    /// The half that a fit may read; none where no fit may.
    pub(crate) fitting: Option<Rows>,
}

impl HeldOut {
    /// At most `most` rows of a set in `data`, by the hash of their id. Of sets in several languages each has an equal
    /// part, and the same texts, half of them negative and half positive: those sets have few negative rows, and only
    /// the recall of either is judged.
    ///
    /// # Errors
    /// If the set cannot be read.
    pub(crate) fn of_set(data: &Path, set: &str, most: usize) -> anyhow::Result<Self> {
        let all = Rows::read(&data.join(format!("{set}.csv")))?;
        let judged = all
            .only(|row| !all.cell(row, "sentiment").is_empty() && !all.cell(row, "text").trim().is_empty());
        let (mut rows, mut twins, mut fitting) = (judged, None, None);
        if FITTED.contains(&set) {
            let read = all.only(|row| is_for_fitting(all.cell(row, "id")));
            let known: HashSet<String> =
                read.records.iter().map(|row| plain(read.cell(row, "text"))).collect();
            let measured = rows.only(|row| !is_for_fitting(rows.cell(row, "id")));
            fitting = Some(rows.only(|row| is_for_fitting(rows.cell(row, "id"))));
            rows = measured.only(|row| !known.contains(&plain(measured.cell(row, "text"))));
            twins = Some(measured.records.len() - rows.records.len());
        }
        let available = rows.records.len();
        let rows = sample(&rows, PARALLEL.contains(&set), most).columns(&COLUMNS);
        Ok(Self { rows, available, twins, fitting: fitting.map(|rows| rows.columns(&COLUMNS)) })
    }
}

/// Whether a fit may read the row of this id, in sets that may be in a fit at all.
fn is_for_fitting(id: &str) -> bool {
    Sha256::digest(id.as_bytes()).last().is_some_and(|byte| byte.is_multiple_of(2))
}

/// A text without what does not make it another one.
fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

/// At most `most` rows, as [`HeldOut::of_set`] says.
fn sample(rows: &Rows, is_parallel: bool, most: usize) -> Rows {
    if !is_parallel {
        return first_by_hash(rows, "id", most);
    }
    let groups: Vec<Rows> = rows
        .languages()
        .iter()
        .flat_map(|language| {
            ["negative", "positive"].map(|side| {
                rows.only(|row| rows.cell(row, "lang") == language && rows.cell(row, "sentiment") == side)
            })
        })
        .collect();
    let each = most / groups.len().max(1);
    let chosen: BTreeSet<String> = groups
        .iter()
        .flat_map(|group| {
            let first = first_by_hash(group, "group", each);
            first.records.iter().map(|row| first.cell(row, "id").to_owned()).collect::<Vec<_>>()
        })
        .collect();
    rows.only(|row| chosen.contains(rows.cell(row, "id")))
}

/// The rows with the smallest hashes of a column, in the order that they had.
fn first_by_hash(rows: &Rows, column: &str, most: usize) -> Rows {
    let hash = |row: &csv::StringRecord| <[u8; 32]>::from(Sha256::digest(rows.cell(row, column).as_bytes()));
    let mut hashes: Vec<[u8; 32]> = rows.records.iter().map(hash).collect();
    hashes.sort_unstable();
    match hashes.get(most) {
        Some(bound) => rows.only(|row| hash(row) < *bound),
        None => rows.clone(),
    }
}
