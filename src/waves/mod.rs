//! The trend: shares of the same codes wave by wave, and which of their differences are more than chance.
//!
//! Waves compare only where one frame codes them all. [`compare`] takes what each wave was coded with, codes again what
//! another frame coded, and keeps both figures side by side ([`Bridge`]), so that the effect of a changed frame is never
//! taken for a change of opinion. [`measure`] does the counting: shares on effective bases with Wilson's intervals as in
//! [`crate::shares`], differences with Newcombe's, tests that know who answered twice, and control over all tests
//! together: nothing is called significant before it.
//!
//! All shares here are of open answers: what people volunteered. Shares of a closed question ([`Listed`]) may stand
//! beside them and are never compared with them.
//!
//! ```
//! use openend::waves::{Person, CountedWave, measure};
//! # use openend::{Settings, Silent, Threads, analyze, survey::Study};
//! # let study = Study::from_verbatims("Why?", ["slow"]);
//! # let frame = analyze(&study, &Settings::default(), &Threads::new(1)?, &Silent)?.frame;
//! # let all_fine = openend::code_frame::CodeNumber::NOTHING;
//! let people = |share: usize| -> Vec<Person> {
//!     let codes = |i: usize| if i % 100 < share { [all_fine].into() } else { [].into() };
//!     (0..500).map(|i| Person { codes: codes(i), ..Person::default() }).collect()
//! };
//! let waves = [CountedWave { name: "May".into(), people: people(20) }, CountedWave { name: "June".into(), people: people(30) }];
//! let trend = measure(&frame, &waves, 0.95);
//! let change = trend.row(all_fine).and_then(|row| row.change(0, 1)).unwrap();
//! assert!(change.is_significant && change.low > 0.0 && change.high < 0.2);
//! # Ok::<(), openend::Error>(())
//! ```

mod bridge;
mod control;
mod difference;
#[cfg(test)]
mod fixture;
mod listed;
mod measure;
mod notes;
mod overlap;
mod tally;
#[cfg(test)]
mod tests;

pub use bridge::{Bridge, BridgeRow, CodedWave, Reason, Then, codes_alike, compare, same_question};
pub use difference::Test;
pub use listed::{Listed, ListedShare};
pub use measure::measure;
pub use overlap::Overlap;

use crate::code_frame::CodeNumber;
use crate::shares::{Base, RowKind};
use serde::Serialize;

/// One respondent in one wave.
#[derive(Debug, Clone, PartialEq)]
pub struct Person<'a> {
    /// The id; blank where there is none, and then never the same as another wave's.
    pub id: &'a str,
    /// Survey weight, finite and at least 0.
    pub weight: f64,
    /// Whether the person is in the base of every share.
    pub in_base: bool,
    /// The codes carried.
    pub codes: Box<[CodeNumber]>,
    /// Sentiment of the answer, −1..1.
    pub sentiment: f64,
    /// The rating that the answer explains.
    pub score: Option<f64>,
}

impl Default for Person<'_> {
    fn default() -> Self {
        Self { id: "", weight: 1.0, in_base: true, codes: Box::default(), sentiment: 0.0, score: None }
    }
}

/// One wave with everybody in it, coded by the frame that all are compared by.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedWave<'a> {
    /// As printed.
    pub name: String,
    /// Everybody who was asked, in the file's order.
    pub people: Vec<Person<'a>>,
}

/// The waves compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trend {
    /// Level of all intervals, 0..1.
    pub confidence: f64,
    /// The waves, in the order given.
    pub waves: Vec<WaveBase>,
    /// The people in common of each wave with the one before and with the first.
    pub overlaps: Vec<Overlap>,
    /// Codes, nets and specials of the frame that are in use, in its order.
    pub rows: Vec<TrendRow>,
    /// Sentiment, and ratings where a wave has them.
    pub means: Vec<MeanRow>,
    /// How many differences were tested.
    pub tested: usize,
    /// How many of them are significant after control.
    pub significant: usize,
    /// Waves that were coded again.
    pub bridges: Vec<Bridge>,
    /// Shares of a closed question, beside.
    pub listed: Option<Listed>,
    /// What a reader must know before she believes the figures, one sentence each.
    pub notes: Vec<String>,
}

impl Trend {
    /// The row of a code or net.
    #[must_use]
    pub fn row(&self, number: CodeNumber) -> Option<&TrendRow> {
        self.rows.iter().find(|row| row.number == number)
    }

    /// The rows by the size of their latest change, largest first; those without one last, by their latest share.
    #[must_use]
    pub fn by_change(&self) -> Vec<&TrendRow> {
        let size = |row: &TrendRow| row.latest().map_or(-1.0, |change| change.difference.abs());
        let share =
            |row: &TrendRow| row.points.iter().rev().flatten().next().map_or(0.0, |point| point.share);
        let mut rows: Vec<&TrendRow> = self.rows.iter().collect();
        rows.sort_by(|a, b| {
            let by_size = size(b).total_cmp(&size(a)).then(share(b).total_cmp(&share(a)));
            by_size.then(a.number.cmp(&b.number))
        });
        rows
    }
}

/// A wave's name and who is counted in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WaveBase {
    /// As printed.
    pub name: String,
    /// The people of its base.
    pub base: Base,
}

/// One code or net over the waves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrendRow {
    /// The code or net.
    pub number: CodeNumber,
    /// Which of them.
    pub kind: RowKind,
    /// Its share in each wave; none where the base is under [`crate::shares::HIDDEN_BASE`] people.
    pub points: Vec<Option<Point>>,
    /// Differences of each wave to the one before and, from the third on, to the first.
    pub changes: Vec<Change>,
}

impl TrendRow {
    /// The difference between two waves, by position.
    #[must_use]
    pub fn change(&self, from: usize, to: usize) -> Option<&Change> {
        self.changes.iter().find(|change| (change.from, change.to) == (from, to))
    }

    /// The difference of the last wave to the one before.
    #[must_use]
    pub fn latest(&self) -> Option<&Change> {
        let last = self.points.len().checked_sub(1)?;
        self.change(last.checked_sub(1)?, last)
    }
}

/// A share in one wave.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// People who carry the code.
    pub count: usize,
    /// Weighted part of the base, 0..=1.
    pub share: f64,
    /// Lower end of Wilson's interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What changed between two waves; in shares of the base for codes, in their own unit for means.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// Position of the earlier wave.
    pub from: usize,
    /// Of the later one.
    pub to: usize,
    /// Later less earlier.
    pub difference: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// What tested it.
    pub test: Test,
    /// The chance of a difference at least as large if nothing changed; none if it was not tested.
    pub chance: Option<f64>,
    /// The same after control over all tests.
    pub adjusted: Option<f64>,
    /// Whether it is called significant: after control, at the level that the control names.
    pub is_significant: bool,
}

/// What a mean is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MeanOf {
    /// Sentiment scores of answers, −1..1.
    Sentiment,
    /// Ratings, in the unit of their scale.
    Score,
}

impl MeanOf {
    /// As printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sentiment => "Mean sentiment",
            Self::Score => "Mean score",
        }
    }
}

/// A mean over the waves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeanRow {
    /// Of what.
    pub of: MeanOf,
    /// Its value in each wave; none where fewer than [`crate::shares::HIDDEN_BASE`] people have one.
    pub points: Vec<Option<MeanPoint>>,
    /// As for codes.
    pub changes: Vec<Change>,
}

impl MeanRow {
    /// The difference between two waves, by position.
    #[must_use]
    pub fn change(&self, from: usize, to: usize) -> Option<&Change> {
        self.changes.iter().find(|change| (change.from, change.to) == (from, to))
    }
}

/// A mean in one wave.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MeanPoint {
    /// People who have a value.
    pub count: usize,
    /// Their weighted mean.
    pub mean: f64,
    /// Lower end of the normal interval on the effective base.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}
