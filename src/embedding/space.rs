//! The two views of a clause, centred and side by side.

use super::{StaticVectors, WordSpace, normalize};
use crate::error::Result;
use crate::parallel::Threads;
use crate::text::Language;
use rand::RngCore;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A clause as the embedding sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClauseText {
    /// Token ids of [`StaticVectors::tokens`].
    pub tokens: Vec<u32>,
    /// Stems of the words that may name a theme.
    pub stems: Vec<String>,
    /// The verbatim's language.
    pub language: Language,
    /// The side it takes, −1..1.
    pub polarity: f32,
}

/// How the two views are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SpaceSettings {
    /// Numbers of the survey's own word space.
    pub word_dims: usize,
    /// Weight of the word space beside the static vectors (1).
    pub word_weight: f32,
    /// Weight of the side that a clause takes, so that praise and blame of one thing lie apart.
    pub side_weight: f32,
    /// Weight of the whole comment beside the clause (1): what is said before and after tells what is meant.
    pub context_weight: f32,
    /// Clauses of prior belief that a language's mean is the survey's mean.
    pub mean_prior: f32,
}

impl Default for SpaceSettings {
    /// Chosen on nine labelled sets together (five English, one Vietnamese, one Chinese, two mixed); benches/README.md
    /// has the figures of what lost.
    fn default() -> Self {
        Self { word_dims: 30, word_weight: 0.5, side_weight: 0.3, context_weight: 1.5, mean_prior: 30.0 }
    }
}

/// All that is needed to place one clause: means by language and the survey's word space.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Space {
    /// Mean static vector of each language.
    means: BTreeMap<Language, Vec<f32>>,
    /// Mean static vector of all clauses.
    mean: Vec<f32>,
    words: WordSpace,
    word_weight: f32,
    side_weight: f32,
    context_weight: f32,
}

impl Space {
    /// Learns means and word space from the survey's distinct clauses.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the shipped vectors cannot be read.
    pub fn learn(
        clauses: &[ClauseText],
        settings: SpaceSettings,
        random: &mut impl RngCore,
        threads: &Threads,
    ) -> Result<Self> {
        let vectors = StaticVectors::shipped()?;
        let (mean, means) = means(clauses, vectors, settings.mean_prior, threads);
        let stems: Vec<Vec<String>> = clauses.iter().map(|c| c.stems.clone()).collect();
        let words = WordSpace::learn(&stems, settings.word_dims, random);
        Ok(Self {
            means,
            mean,
            words,
            word_weight: settings.word_weight * concentration(clauses),
            side_weight: settings.side_weight,
            context_weight: settings.context_weight,
        })
    }

    /// Numbers per vector.
    #[must_use]
    pub fn dims(&self) -> usize {
        self.mean.len() + self.words.dims() + 1
    }

    /// The survey's word space.
    #[must_use]
    pub fn words(&self) -> &WordSpace {
        &self.words
    }

    /// Puts a stored space together again with the word space's projection.
    #[must_use]
    pub fn restore(self, projection: Vec<f32>) -> Self {
        Self { words: self.words.restore(projection), ..self }
    }

    /// The clause's vector, length 1, or all zero if nothing in it is known.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the shipped vectors cannot be read.
    pub fn vector(&self, clause: &ClauseText) -> Result<Vec<f32>> {
        let mut out = if clause.tokens.is_empty() {
            vec![0.0; self.mean.len()]
        } else {
            let mut vector = StaticVectors::shipped()?.mean(&clause.tokens);
            let mean = self.means.get(&clause.language).unwrap_or(&self.mean);
            vector.iter_mut().zip(mean).for_each(|(v, m)| *v -= m);
            normalize(&mut vector);
            vector
        };
        out.extend(self.words.vector(&clause.stems).into_iter().map(|v| v * self.word_weight));
        let known = out.iter().any(|v| *v != 0.0);
        out.push(if known { self.side_weight * clause.polarity } else { 0.0 });
        normalize(&mut out);
        Ok(out)
    }

    /// A clause's vector as meant in its comment, whose own vector is `whole`: length 1, or all zero.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the shipped vectors cannot be read.
    pub fn vector_in(&self, clause: &ClauseText, whole: &[f32]) -> Result<Vec<f32>> {
        let mut vector = self.vector(clause)?;
        vector.iter_mut().zip(whole).for_each(|(v, w)| *v += self.context_weight * w);
        normalize(&mut vector);
        Ok(vector)
    }
}

/// The chance that two clauses are of one language. Words link clauses of one language only, so in a mixed survey
/// their weight must fall or themes become languages: on hotels_8langs, agreement of codes with the language is
/// .08 with this factor and .34 without.
fn concentration(clauses: &[ClauseText]) -> f32 {
    let mut counts: BTreeMap<Language, f32> = BTreeMap::new();
    for clause in clauses {
        *counts.entry(clause.language).or_default() += 1.0 / clauses.len() as f32;
    }
    counts.values().map(|part| part * part).sum()
}

/// The mean over all clauses, and per language shrunk towards it.
fn means(
    clauses: &[ClauseText],
    vectors: &StaticVectors,
    prior: f32,
    threads: &Threads,
) -> (Vec<f32>, BTreeMap<Language, Vec<f32>>) {
    // Each clause counts alike whatever its length, as it does after normalisation.
    let partial = threads.map_chunks(clauses, 1024, |_, chunk| {
        let mut sums: BTreeMap<Language, (f32, Vec<f32>)> = BTreeMap::new();
        for clause in chunk.iter().filter(|c| !c.tokens.is_empty()) {
            let (count, sum) =
                sums.entry(clause.language).or_insert_with(|| (0.0, vec![0.0; vectors.dims()]));
            *count += 1.0;
            sum.iter_mut().zip(vectors.mean(&clause.tokens)).for_each(|(s, v)| *s += v);
        }
        sums
    });
    let mut sums: BTreeMap<Language, (f32, Vec<f32>)> = BTreeMap::new();
    for (language, (count, sum)) in partial.into_iter().flatten() {
        let (all_count, all) = sums.entry(language).or_insert_with(|| (0.0, vec![0.0; vectors.dims()]));
        *all_count += count;
        all.iter_mut().zip(sum).for_each(|(a, s)| *a += s);
    }
    let total: f32 = sums.values().map(|(count, _)| count).sum::<f32>().max(1.0);
    let mut mean = vec![0.0f32; vectors.dims()];
    for (_, sum) in sums.values() {
        mean.iter_mut().zip(sum).for_each(|(m, s)| *m += s / total);
    }
    let by_language = sums
        .iter()
        .map(|(language, (count, sum))| {
            let shrunk = sum.iter().zip(&mean).map(|(s, m)| (s + prior * m) / (count + prior)).collect();
            (*language, shrunk)
        })
        .collect();
    (mean, by_language)
}
