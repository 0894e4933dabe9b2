//! Stage 4: clauses → polarity.
//!
//! [`SentimentScorer`] gives a clause a score from −1 to 1; [`sum_up`] makes a comment's polarity of its clauses'.
//! [`QuestionSide`] says which side the question itself asks for.

mod question;
mod scorer;

pub use question::QuestionSide;
pub use scorer::SentimentScorer;
use serde::Serialize;

/// A score nearer to 0 takes no side.
pub const NEUTRAL: f32 = 0.15;

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

/// A comment's polarity and score from its clauses' scores and lengths: the mean by length; mixed where one
/// clause clearly praises and another clearly blames.
#[must_use]
pub fn sum_up(clauses: &[(f32, usize)]) -> (Polarity, f32) {
    let length: usize = clauses.iter().map(|c| c.1).sum();
    let score = clauses.iter().map(|c| c.0 * c.1 as f32).sum::<f32>() / length.max(1) as f32;
    let clear = 2.0 * NEUTRAL;
    let polarity = if clauses.iter().any(|c| c.0 > clear) && clauses.iter().any(|c| c.0 < -clear) {
        Polarity::Mixed
    } else if score > NEUTRAL {
        Polarity::Positive
    } else if score < -NEUTRAL {
        Polarity::Negative
    } else {
        Polarity::Neutral
    };
    (polarity, score)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn praise_and_blame_in_one_comment_are_mixed() {
        assert_eq!(sum_up(&[(0.8, 3), (-0.7, 3)]).0, Polarity::Mixed);
        assert_eq!(sum_up(&[(0.8, 3), (0.0, 3)]).0, Polarity::Positive);
        assert_eq!(sum_up(&[(-0.8, 5)]).0, Polarity::Negative);
        assert_eq!(sum_up(&[]), (Polarity::Neutral, 0.0));
    }
}
