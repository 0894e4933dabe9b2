//! A first honest scorer: the mean of a multilingual word list that was learned, not written (see models/README.md).
//!
//! Words of denial have a polarity of their own in the list ("not" and "never" speak of trouble). Turning round what
//! follows them was measured and helped on none of six sets: balanced accuracy on airline_tweets_en .73 against .83,
//! restaurants_en .78 against .80, students_vi .77 against .79.

use crate::embedding::StaticVectors;
use crate::error::Result;

/// Scores clauses.
#[derive(Debug, Clone, Copy)]
pub struct SentimentScorer {
    vectors: &'static StaticVectors,
}

impl SentimentScorer {
    /// A scorer on the shipped list.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the shipped vectors cannot be read.
    pub fn shipped() -> Result<Self> {
        Ok(Self { vectors: StaticVectors::shipped()? })
    }

    /// The side a clause takes, −1..1: 0 for an empty one.
    #[must_use]
    pub fn score(&self, tokens: &[u32]) -> f32 {
        if tokens.is_empty() {
            return 0.0;
        }
        let sum: f32 = tokens.iter().map(|&t| self.vectors.polarity(t)).sum();
        (sum / tokens.len() as f32 + self.vectors.polarity_bias()).tanh()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn praise_and_blame_are_told_apart_in_the_first_class_languages() {
        let scorer = SentimentScorer::shipped().unwrap();
        let vectors = StaticVectors::shipped().unwrap();
        let score = |text: &str| scorer.score(&vectors.tokens(text));
        let pairs = [
            ("friendly and helpful staff", "rude and unhelpful staff"),
            ("态度很好非常满意", "态度很差非常失望"),
            ("nhân viên thân thiện nhiệt tình", "nhân viên thô lỗ tệ"),
            ("väga hea ja sõbralik", "väga halb ja ebaviisakas"),
        ];
        for (praise, blame) in pairs {
            assert!(
                score(praise) > score(blame) + 0.2,
                "{praise} {} / {blame} {}",
                score(praise),
                score(blame)
            );
        }
        assert_eq!(score(""), 0.0);
    }
}
