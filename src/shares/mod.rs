//! Stage 6: codings × banner → shares of people, with intervals.
//!
//! ```
//! use openend::shares::{smallest_visible_share, wilson};
//!
//! // One in ten said it: the interval is wide, and nothing rarer than about 63 % would reliably be seen.
//! let (low, high) = wilson(0.1, 10.0, 0.95);
//! assert!(low < 0.02 && high > 0.40);
//! assert!(smallest_visible_share(10.0).is_some_and(|share| share > 0.6));
//! ```

mod alerts;
mod count;
mod hide;
mod interval;
mod listed;
mod ratings;
mod whole;

pub use alerts::{AlertCounter, AlertShare, UrgentAlert, UrgentAlerts};
pub use count::{Tabulator, tabulate};
pub use interval::{normal_quantile, predicted, smallest_visible_share, two_sided_chance, wilson};
pub use listed::ListedAnswer;
pub use ratings::{Contradiction, Contradictions, RatingCounter, RatingRow, Ratings};
pub use whole::{LanguageCount, Sides, WholeCounter};

use crate::code_frame::CodeNumber;
use serde::{Deserialize, Serialize};

/// Who is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
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
    /// Weighted parts of this code's people whose mentions of it are negative, neutral, positive; they sum to 1,
    /// or are all 0 where nobody (or nobody with a weight) carries the code.
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
    /// The people; empty where the segment is hidden.
    pub base: Base,
    /// Shares in the frame's order: theme codes, nets, specials. Empty where the segment is hidden: its base is
    /// under [`HIDDEN_BASE`], or it protects such a segment from being worked out by subtraction.
    pub shares: Vec<Share>,
}

impl ShareColumn {
    /// Whether this is the total.
    #[must_use]
    pub fn is_total(&self) -> bool {
        self.variable.is_empty()
    }

    /// Whether the segment shows no figures, not even its base.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        !self.is_total() && self.shares.is_empty()
    }
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

impl ShareTable {
    /// The total's column.
    #[must_use]
    pub fn total(&self) -> Option<&ShareColumn> {
        self.columns.first()
    }

    /// The share of one code or net in the total.
    #[must_use]
    pub fn of_total(&self, number: CodeNumber) -> Option<&Share> {
        self.total()?.shares.iter().find(|s| s.number == number)
    }

    /// One sentence per segment variable that has hidden segments.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes: Vec<(&str, Vec<&str>)> = Vec::new();
        for column in self.columns.iter().filter(|c| c.is_hidden()) {
            match notes.last_mut() {
                Some((variable, hidden)) if *variable == column.variable => hidden.push(&column.segment),
                _ => notes.push((&column.variable, vec![&column.segment])),
            }
        }
        notes
            .iter()
            .map(|(variable, hidden)| {
                let named = hidden.iter().take(NAMED).map(|s| format!("\"{s}\"")).collect::<Vec<_>>().join(", ");
                let more = hidden.len().saturating_sub(NAMED);
                let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
                format!(
                    "Segments of \"{variable}\" without figures: {named}{rest}. Each has fewer than \
                     {HIDDEN_BASE} people in the base, or keeps such a segment from being worked out by subtraction."
                )
            })
            .collect()
    }
}

/// Hidden segments that a note names before it counts the rest.
const NAMED: usize = 10;
