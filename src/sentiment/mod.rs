//! Stage 4: clauses → polarity.

use serde::Serialize;

/// The side a comment takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// Criticism.
    Negative,
    /// Neither.
    Neutral,
    /// Praise.
    Positive,
    /// Both in one comment.
    Mixed,
}

impl Polarity {
    /// As printed in `oe_sentiment`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
            Self::Mixed => "mixed",
        }
    }
}
