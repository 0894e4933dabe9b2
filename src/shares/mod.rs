//! Stage 6: codings × banner → shares of people, with intervals.

use crate::code_frame::CodeNumber;
use serde::Serialize;

/// Who is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Base {
    /// People.
    pub count: usize,
    /// Sum of their weights.
    pub weighted: f64,
    /// Kish's effective size, (Σw)²/Σw².
    pub effective: f64,
}

/// What a row of the table counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// A theme code.
    Code,
    /// A net.
    Net,
    /// 97 or 98.
    Special,
}

/// One code or net within one group of people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The code or net.
    pub number: CodeNumber,
    /// Which of them.
    pub kind: RowKind,
    /// People who carry it.
    pub count: usize,
    /// Sum of their weights.
    pub weighted_count: f64,
    /// Weighted part of the base, 0..1; none if the base is empty.
    pub share: Option<f64>,
    /// Lower end of the interval, 0..1.
    pub low: Option<f64>,
    /// Upper end, 0..1.
    pub high: Option<f64>,
    /// Weighted parts of this code's people whose mentions of it are negative, neutral, positive; they sum to 1.
    pub sentiment: [f64; 3],
    /// Weighted mean rating of the code's people who gave one.
    pub mean_score: Option<f64>,
}

/// One column of the table: the total, or a segment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShareColumn {
    /// The segment variable; empty for the total.
    pub variable: String,
    /// The segment; "Total" for the total.
    pub segment: String,
    /// The people.
    pub base: Base,
    /// Shares in the frame's order: theme codes, nets, specials. Empty for a segment with a base under
    /// [`HIDDEN_BASE`].
    pub shares: Vec<Share>,
}

/// Segments with fewer people show no figures (disclosure: CMS and ONS practice, ten).
pub const HIDDEN_BASE: usize = 10;
/// Columns with fewer people are marked as small.
pub const SMALL_BASE: usize = 30;

/// All columns, the total first.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ShareTable {
    /// The total, then each segment of each variable.
    pub columns: Vec<ShareColumn>,
}
