//! A first honest scorer: a multilingual word list, learned (see models/README.md), with negation.

use crate::embedding::StaticVectors;
use crate::error::Result;
use crate::text::{Language, List, Lists};
use std::collections::{BTreeMap, BTreeSet};

/// What a negated word keeps of its polarity, turned round: "not good" is milder than "bad".
const TURNED: f32 = -0.7;
/// Tokens that a negator reaches: a language with spaces puts an article or adverb between.
const REACH: usize = 3;
/// Chinese negators stand right before what they deny.
const REACH_HAN: usize = 2;

/// Scores clauses of the given languages.
#[derive(Debug)]
pub struct SentimentScorer {
    vectors: &'static StaticVectors,
    negators: BTreeMap<Language, BTreeSet<u32>>,
}

impl SentimentScorer {
    /// A scorer that knows the negators of these languages.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the shipped vectors cannot be read.
    pub fn new(languages: &[Language]) -> Result<Self> {
        let vectors = StaticVectors::shipped()?;
        // Only negators that are one token can be told from their neighbours.
        let tokens = |language: Language| -> BTreeSet<u32> {
            let single = Lists::of(language).entries(List::Negators).iter().filter_map(|word| match vectors.tokens(word)[..] {
                [token] => Some(token),
                _ => None,
            });
            single.collect()
        };
        let negators = languages.iter().map(|&l| (l, tokens(l))).collect();
        Ok(Self { vectors, negators })
    }

    /// The side a clause takes, −1..1: 0 for an empty one.
    #[must_use]
    pub fn score(&self, tokens: &[u32], language: Language) -> f32 {
        if tokens.is_empty() {
            return 0.0;
        }
        let negators = self.negators.get(&language);
        let reach = if language.is_chinese() { REACH_HAN } else { REACH };
        let (mut sum, mut denied) = (0.0, 0usize);
        for token in tokens {
            if negators.is_some_and(|n| n.contains(token)) {
                denied = reach;
                continue;
            }
            let polarity = self.vectors.polarity(*token);
            sum += if denied > 0 { polarity * TURNED } else { polarity };
            denied = denied.saturating_sub(1);
        }
        (sum / tokens.len() as f32 + self.vectors.polarity_bias()).tanh()
    }
}
