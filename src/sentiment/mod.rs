//! Stage 4: tones of clauses → the side that a comment takes.
//!
//! An engine gives each clause a [`Tone`]. [`Marks`] adds what the signs in and behind it say,
//! [`QuestionSide`] what the question asks for, and [`Sentiment::of`] makes one sentiment of a comment's clauses.

mod marks;
mod question;

pub use marks::Marks;
pub use question::QuestionSide;

use crate::embedding::Tone;
use serde::Serialize;

/// A mean score nearer to 0 takes no side: for a code or a survey, whose score is the mean of many.
pub const NEUTRAL: f32 = 0.15;

/// Least chance of praise in one clause, and of criticism in another, of a comment that holds both.
const DIVIDED: f32 = 0.6;
/// A comment whose score is further from 0 takes a side all the same. With both bounds 33 % of our own two-sided phrases of
/// several clauses are called mixed, 4 % of the one-sided ones and 3 % of NHS comments (accurate engine); with .5 and .6 it
/// is 45, 6 and 4 %.
const UNDECIDED: f32 = 0.7;

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

/// What a comment or clause feels about its subject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sentiment {
    /// The likeliest class.
    pub polarity: Polarity,
    /// The chance of praise less that of criticism, −1..1.
    pub score: f32,
    /// The chance that the class is right, 0..1; under [`Self::SURE`] the program is not sure.
    pub confidence: f32,
}

impl Sentiment {
    /// Under this confidence the program is not sure: the other classes together are likelier.
    pub const SURE: f32 = 0.5;

    /// A comment's sentiment from the tones of its clauses: the chances of their weighted mean. Mixed where that is
    /// likeliest, or where one clause clearly praises and another clearly blames.
    #[must_use]
    pub fn of(clauses: &[Tone]) -> Self {
        let [negative, neutral, positive, mixed] = Tone::blend(clauses.iter().copied()).chances();
        let best = |side: usize| clauses.iter().map(|tone| tone.chances()[side]).fold(0.0, f32::max);
        let score = positive - negative;
        let divided = if score.abs() <= UNDECIDED { best(0).min(best(2)) } else { 0.0 };
        let (polarity, confidence) = if divided >= DIVIDED || mixed > negative.max(neutral).max(positive) {
            (Polarity::Mixed, divided.max(mixed))
        } else if neutral >= negative.max(positive) {
            (Polarity::Neutral, neutral)
        } else if negative > positive {
            (Polarity::Negative, negative)
        } else {
            (Polarity::Positive, positive)
        };
        Self { polarity, score, confidence }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRAISE: Tone = Tone { positive: 3.0, negative: 0.0, neutral: 0.0, mixed: 0.0, weight: 0.0 };
    const BLAME: Tone = Tone { positive: 0.0, negative: 3.0, neutral: 0.0, mixed: 0.0, weight: 0.0 };
    const NEITHER: Tone = Tone { positive: 0.0, negative: 0.0, neutral: 1.0, mixed: 0.0, weight: 0.0 };

    #[test]
    fn praise_and_blame_in_one_comment_are_mixed() {
        let both = Sentiment::of(&[PRAISE, BLAME]);
        assert_eq!((both.polarity, both.score), (Polarity::Mixed, 0.0));
        assert_eq!(Sentiment::of(&[PRAISE, NEITHER]).polarity, Polarity::Positive);
        assert_eq!(Sentiment::of(&[BLAME]).polarity, Polarity::Negative);
        assert_eq!(Sentiment::of(&[Tone { mixed: 2.0, ..NEITHER }]).polarity, Polarity::Mixed);
    }

    #[test]
    fn who_hears_nothing_is_not_sure() {
        let (sure, unsure) = (Sentiment::of(&[BLAME]), Sentiment::of(&[NEITHER]));
        assert!(sure.confidence > 0.8 && unsure.confidence < 0.5);
        assert_eq!((unsure.polarity, unsure.score), (Polarity::Neutral, 0.0));
        assert!(Sentiment::of(&[]).confidence < 0.5);
    }
}
