//! How words go together in this survey: latent semantic analysis of its own clauses.
//!
//! Source: Deerwester et al. (1990), JASIS 41; the subspace by randomised range finding, Halko, Martinsson and
//! Tropp (2011), SIAM Review 53. The subspace is kept without its rotation to principal axes: cosines between
//! projections are the same in any orthonormal basis.

use super::{dot, normalize};
use rand::{Rng, RngCore};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Words in more clauses than this share say nothing about a theme.
const COMMON: f64 = 0.3;
/// A word in fewer clauses cannot link two of them.
const RARE: usize = 2;
/// Most words kept, the most frequent ones: bounds a frame at a few megabytes whatever respondents invent.
const MOST_WORDS: usize = 12_000;
/// Rounds of subspace iteration; a third changed no neighbour list.
const ROUNDS: usize = 2;

/// Word weights and the projection of words into a small space.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WordSpace {
    /// Stems, sorted.
    words: Vec<String>,
    /// Inverse document frequency of each.
    weights: Vec<f32>,
    /// `words × dims`, row-major.
    #[serde(skip)]
    projection: Vec<f32>,
    dims: usize,
    #[serde(skip)]
    index: HashMap<String, u32>,
}

/// Position and weight of the words of one clause.
type Sparse = Vec<(u32, f32)>;

impl WordSpace {
    /// Learns from clauses given as stems (stop words left out). `dims` is lowered on small surveys.
    #[must_use]
    pub fn learn(clauses: &[Vec<String>], dims: usize, random: &mut impl RngCore) -> Self {
        let (words, weights) = vocabulary(clauses);
        let dims = dims.min(words.len()).min(clauses.len());
        let mut space = Self { words, weights, projection: Vec::new(), dims, index: HashMap::new() };
        space.reindex();
        let rows: Vec<Sparse> = clauses.iter().map(|c| space.sparse(c)).collect();
        space.projection = space.subspace(&rows, random);
        space
    }

    /// Puts a stored space together again; `projection` is `words × dims`.
    #[must_use]
    pub fn restore(mut self, projection: Vec<f32>) -> Self {
        self.projection = projection;
        self.reindex();
        self
    }

    /// Numbers per vector.
    #[must_use]
    pub fn dims(&self) -> usize {
        self.dims
    }

    /// The words known.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The stored projection, `words × dims`.
    #[must_use]
    pub fn projection(&self) -> &[f32] {
        &self.projection
    }

    /// The clause's vector, length 1, or all zero if no word is known.
    #[must_use]
    pub fn vector(&self, stems: &[String]) -> Vec<f32> {
        let mut out = vec![0.0; self.dims];
        for (word, weight) in self.sparse(stems) {
            self.add_row(word, weight, &mut out);
        }
        normalize(&mut out);
        out
    }

    fn reindex(&mut self) {
        self.index = (0u32..).zip(&self.words).map(|(i, w)| (w.clone(), i)).collect();
    }

    fn add_row(&self, word: u32, weight: f32, out: &mut [f32]) {
        let start = word as usize * self.dims;
        if let Some(row) = self.projection.get(start..start + self.dims) {
            out.iter_mut().zip(row).for_each(|(o, r)| *o += weight * r);
        }
    }

    /// Each word once, weighted by rarity, the row scaled to length 1.
    fn sparse(&self, stems: &[String]) -> Sparse {
        let mut found: Vec<u32> = stems.iter().filter_map(|s| self.index.get(s).copied()).collect();
        found.sort_unstable();
        found.dedup();
        let weight = |w: u32| self.weights.get(w as usize).copied().unwrap_or(0.0);
        let length = found.iter().map(|&w| weight(w).powi(2)).sum::<f32>().sqrt().max(1e-12);
        found.into_iter().map(|w| (w, weight(w) / length)).collect()
    }

    /// Orthonormal basis (by word) of the range of (AᵀA)^rounds Ω.
    fn subspace(&self, rows: &[Sparse], random: &mut impl RngCore) -> Vec<f32> {
        let (words, dims) = (self.words.len(), self.dims);
        let mut basis: Vec<f32> = (0..words * dims).map(|_| random.gen_range(-1.0f32..1.0)).collect();
        for _ in 0..=ROUNDS {
            orthonormalize(&mut basis, words, dims);
            let mut next = vec![0.0f32; words * dims];
            let mut projected = vec![0.0f32; dims];
            for row in rows {
                projected.fill(0.0);
                for &(word, weight) in row {
                    let from = &basis[word as usize * dims..(word as usize + 1) * dims];
                    projected.iter_mut().zip(from).for_each(|(p, b)| *p += weight * b);
                }
                for &(word, weight) in row {
                    let into = &mut next[word as usize * dims..(word as usize + 1) * dims];
                    into.iter_mut().zip(&projected).for_each(|(n, p)| *n += weight * p);
                }
            }
            basis = next;
        }
        orthonormalize(&mut basis, words, dims);
        basis
    }
}

/// Words of at least [`RARE`] clauses and at most [`COMMON`] of them, with their weights.
fn vocabulary(clauses: &[Vec<String>]) -> (Vec<String>, Vec<f32>) {
    let mut count: HashMap<&str, usize> = HashMap::new();
    for clause in clauses {
        let mut seen: Vec<&str> = clause.iter().map(String::as_str).collect();
        seen.sort_unstable();
        seen.dedup();
        for word in seen {
            *count.entry(word).or_default() += 1;
        }
    }
    let most = (clauses.len() as f64 * COMMON).max(RARE as f64);
    let mut kept: Vec<(&str, usize)> =
        count.into_iter().filter(|&(_, n)| n >= RARE && n as f64 <= most).collect();
    kept.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    kept.truncate(MOST_WORDS);
    kept.sort_unstable();
    let total = clauses.len() as f64;
    kept.into_iter().map(|(w, n)| (w.to_owned(), (total / n as f64).ln() as f32 + 1.0)).unzip()
}

/// Modified Gram–Schmidt on the columns of a row-major `rows × dims` matrix; dependent columns become zero.
fn orthonormalize(matrix: &mut [f32], rows: usize, dims: usize) {
    let mut columns: Vec<Vec<f32>> =
        (0..dims).map(|d| (0..rows).map(|r| matrix[r * dims + d]).collect()).collect();
    for d in 0..dims {
        let (done, rest) = columns.split_at_mut(d);
        let Some(column) = rest.first_mut() else { break };
        let before = dot(column, column).sqrt();
        for other in done.iter() {
            let along = dot(column, other);
            column.iter_mut().zip(other).for_each(|(c, o)| *c -= along * o);
        }
        let after = dot(column, column).sqrt();
        let scale = if after > 1e-4 * before.max(1e-12) { 1.0 / after } else { 0.0 };
        column.iter_mut().for_each(|c| *c *= scale);
    }
    for (d, column) in columns.iter().enumerate() {
        for (r, value) in column.iter().enumerate() {
            matrix[r * dims + d] = *value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    fn stems(text: &str) -> Vec<String> {
        text.split(' ').map(String::from).collect()
    }

    #[test]
    fn words_that_share_company_come_close() {
        let mut clauses = Vec::new();
        for _ in 0..4 {
            clauses.push(stems("queue long"));
            clauses.push(stems("line long"));
            clauses.push(stems("queue slow"));
            clauses.push(stems("line slow"));
            clauses.push(stems("staff kind"));
            clauses.push(stems("nurse kind"));
            clauses.push(stems("staff warm"));
            clauses.push(stems("nurse warm"));
        }
        let space = WordSpace::learn(&clauses, 2, &mut Seed(1).stream("test"));
        let close = |a: &str, b: &str| dot(&space.vector(&stems(a)), &space.vector(&stems(b)));
        assert!(close("queue", "line") > close("queue", "nurse"));
        assert_eq!(space.vector(&stems("unknown")), vec![0.0; 2]);
    }
}
