//! Static vectors that have learned from the accurate engine how *this* survey's clauses are meant: nearly its codes at
//! the fast engine's speed.

use super::{ClauseText, Embedded, Embedder, EmbeddingMatrix, StaticVectors, Tone, normalize};
use crate::error::Result;
use crate::parallel::Threads;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Columns that are solved together; each column is a problem of its own, so threads change no bit.
const LANES: usize = 16;
/// A token of fewer clauses says nothing that its static vector does not.
const RARE: usize = 2;
/// Pull of every coefficient towards 0. A third of it lowered the cosine with the teacher on held-out clauses by .003 to
/// .009 on six sets.
const RIDGE: f32 = 1.0;
/// Steps of conjugate gradient.
const STEPS: usize = 30;

type Lanes = [f32; LANES];

/// A clause's vector is linear in its centred static vector and in its tokens, each with a row of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TaughtVectors {
    /// Mean static vector of the clauses learned from.
    mean: Vec<f32>,
    /// Tokens with a row of their own, rising.
    tokens: Vec<u32>,
    /// Inverse document frequency of each.
    weights: Vec<f32>,
    /// Numbers per vector.
    dims: usize,
    /// One row per number of the static vector, then one per token: `(mean + tokens) × dims`.
    #[serde(skip)]
    rows: Vec<f32>,
}

/// What a clause's vector is computed from.
struct Features {
    /// The centred static vector, length 1.
    dense: Vec<f32>,
    /// Positions in `tokens` with their weights, length 1.
    sparse: Vec<(u32, f32)>,
}

impl TaughtVectors {
    /// Least squares on the `teacher`'s vectors of these clauses, one row each. Only directions are learned: both
    /// sides are centred and scaled to length 1.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the shipped vectors cannot be read.
    pub fn fit(clauses: &[ClauseText], teacher: &EmbeddingMatrix, threads: &Threads) -> Result<Self> {
        let vectors = StaticVectors::shipped()?;
        let (tokens, weights) = vocabulary(clauses);
        let mut taught = Self { tokens, weights, dims: teacher.dims, ..Self::default() };
        let means = threads.map(clauses, |clause| vectors.mean(&clause.tokens));
        taught.mean = mean(means.iter().map(Vec::as_slice), vectors.dims());
        let design = threads.map(clauses, |clause| taught.features(clause, vectors));
        let centre = mean((0..teacher.rows()).map(|row| teacher.row(row)), teacher.dims);
        let targets: Vec<Vec<f32>> =
            (0..clauses.len()).map(|row| centred(teacher.row(row), &centre)).collect();
        let width = taught.mean.len() + taught.tokens.len();
        let columns: Vec<usize> = (0..teacher.dims).collect();
        let blocks = threads.map_chunks(&columns, LANES, |first, _| {
            let lanes = targets.iter().map(|target| lanes(target, first)).collect::<Vec<_>>();
            solve(&design, &lanes, width)
        });
        taught.rows = vec![0.0; width * teacher.dims];
        if teacher.dims > 0 {
            for (at, row) in taught.rows.chunks_exact_mut(teacher.dims).enumerate() {
                for (part, block) in row.chunks_mut(LANES).zip(&blocks) {
                    part.iter_mut().zip(block.get(at).unwrap_or(&[0.0; LANES])).for_each(|(r, b)| *r = *b);
                }
            }
        }
        Ok(taught)
    }

    /// All rows, for a file.
    #[must_use]
    pub fn rows(&self) -> &[f32] {
        &self.rows
    }

    /// Puts stored vectors together again with their rows.
    #[must_use]
    pub fn restore(self, rows: Vec<f32>) -> Self {
        Self { rows, ..self }
    }

    fn features(&self, clause: &ClauseText, vectors: &StaticVectors) -> Features {
        let mut tokens = clause.tokens.clone();
        tokens.sort_unstable();
        let mut sparse: Vec<(u32, f32)> = Vec::new();
        for same in tokens.chunk_by(|a, b| a == b) {
            let place = same.first().and_then(|token| self.tokens.binary_search(token).ok());
            if let Some((place, weight)) = place.and_then(|p| Some((p as u32, self.weights.get(p)?))) {
                sparse.push((place, same.len() as f32 * weight));
            }
        }
        let length = sparse.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(1e-12);
        sparse.iter_mut().for_each(|(_, weight)| *weight /= length);
        Features { dense: centred(&vectors.mean(&clause.tokens), &self.mean), sparse }
    }

    fn vector(&self, clause: &ClauseText, vectors: &StaticVectors) -> Vec<f32> {
        let mut out = vec![0.0; self.dims];
        if clause.tokens.is_empty() {
            return out;
        }
        let features = self.features(clause, vectors);
        for (place, weight) in features.weighted() {
            if let Some(row) = self.rows.get(place * self.dims..(place + 1) * self.dims) {
                out.iter_mut().zip(row).for_each(|(o, r)| *o += weight * r);
            }
        }
        normalize(&mut out);
        out
    }
}

impl Embedder for TaughtVectors {
    fn dims(&self) -> usize {
        self.dims
    }

    fn embed(&self, clauses: &[&ClauseText], threads: &Threads) -> Result<Embedded> {
        let vectors = StaticVectors::shipped()?;
        let heard =
            threads.map(clauses, |clause| (self.vector(clause, vectors), vectors.tone(&clause.tokens)));
        let (rows, tones): (Vec<Vec<f32>>, Vec<Tone>) = heard.into_iter().unzip();
        Ok(Embedded { vectors: EmbeddingMatrix { dims: self.dims, values: rows.concat() }, tones })
    }

    fn is_slow(&self) -> bool {
        false
    }
}

impl Features {
    /// All of them with the rows that they weigh.
    fn weighted(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        let tokens = self.sparse.iter().map(|&(place, weight)| (self.dense.len() + place as usize, weight));
        self.dense.iter().copied().enumerate().chain(tokens)
    }
}

/// The tokens of at least [`RARE`] clauses with their inverse document frequencies.
fn vocabulary(clauses: &[ClauseText]) -> (Vec<u32>, Vec<f32>) {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for clause in clauses {
        let mut tokens = clause.tokens.clone();
        tokens.sort_unstable();
        tokens.dedup();
        tokens.into_iter().for_each(|token| *counts.entry(token).or_default() += 1);
    }
    counts.retain(|_, count| *count >= RARE);
    let weight = |count: usize| (1.0 + clauses.len() as f32 / count as f32).ln();
    counts.into_iter().map(|(token, count)| (token, weight(count))).unzip()
}

fn mean<'a>(rows: impl ExactSizeIterator<Item = &'a [f32]>, dims: usize) -> Vec<f32> {
    let part = 1.0 / rows.len().max(1) as f32;
    let mut mean = vec![0.0; dims];
    for row in rows {
        mean.iter_mut().zip(row).for_each(|(m, v)| *m += part * v);
    }
    mean
}

/// The direction from `mean` to `vector`.
fn centred(vector: &[f32], mean: &[f32]) -> Vec<f32> {
    let mut out: Vec<f32> = vector.iter().zip(mean).map(|(v, m)| v - m).collect();
    normalize(&mut out);
    out
}

/// The columns of a row from `first` on.
fn lanes(row: &[f32], first: usize) -> Lanes {
    let mut out = [0.0; LANES];
    out.iter_mut().zip(row.get(first..).unwrap_or(&[])).for_each(|(o, v)| *o = *v);
    out
}

/// Rows that minimise |design × rows − targets|² + ridge × |rows|², by conjugate gradient on the normal equations
/// (Hestenes and Stiefel 1952), the lanes side by side.
fn solve(design: &[Features], targets: &[Lanes], width: usize) -> Vec<Lanes> {
    let zero = [0.0f32; LANES];
    let mut residual = vec![zero; width];
    for (features, target) in design.iter().zip(targets) {
        scatter(features, target, &mut residual);
    }
    let (mut rows, mut direction) = (vec![zero; width], residual.clone());
    let mut square = products(&residual, &residual);
    for _ in 0..STEPS {
        let mut image: Vec<Lanes> = direction.iter().map(|row| row.map(|v| RIDGE * v)).collect();
        for features in design {
            let mut sum = zero;
            for (place, weight) in features.weighted() {
                sum.iter_mut().zip(&direction[place]).for_each(|(s, d)| *s += weight * d);
            }
            scatter(features, &sum, &mut image);
        }
        let curvature = products(&direction, &image);
        let step: Lanes = std::array::from_fn(|l| square[l] / curvature[l].max(1e-20));
        for (at, row) in rows.iter_mut().enumerate() {
            for l in 0..LANES {
                row[l] += step[l] * direction[at][l];
                residual[at][l] -= step[l] * image[at][l];
            }
        }
        let new = products(&residual, &residual);
        for (old, rest) in direction.iter_mut().zip(&residual) {
            for l in 0..LANES {
                old[l] = rest[l] + new[l] / square[l].max(1e-20) * old[l];
            }
        }
        square = new;
    }
    rows
}

/// Adds `value`, times each feature's weight, to that feature's row.
fn scatter(features: &Features, value: &Lanes, rows: &mut [Lanes]) {
    for (place, weight) in features.weighted() {
        rows[place].iter_mut().zip(value).for_each(|(r, v)| *r += weight * v);
    }
}

/// Lane by lane, the sum over rows of `a × b`.
fn products(a: &[Lanes], b: &[Lanes]) -> Lanes {
    let mut sum = [0.0; LANES];
    for (x, y) in a.iter().zip(b) {
        sum.iter_mut().zip(x.iter().zip(y)).for_each(|(s, (p, q))| *s += p * q);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::dot;
    use crate::text::Language;

    fn clause(text: &str) -> ClauseText {
        let tokens = StaticVectors::shipped().unwrap().tokens(text);
        ClauseText { text: text.into(), tokens, stems: Vec::new(), language: Language::EN }
    }

    /// A teacher that puts everything about cards on one axis, about staff on another, the rest on a third.
    fn taught(threads: &Threads) -> TaughtVectors {
        let things = ["card", "staff", "price"];
        let frames =
            ["the X was bad", "my X did not work", "a very good X", "X X", "no X today", "where is the X"];
        let mut clauses = Vec::new();
        let mut values = Vec::new();
        for (axis, thing) in things.iter().enumerate() {
            for frame in frames {
                clauses.push(clause(&frame.replace('X', thing)));
                values.extend((0..3).map(|a| f32::from(u8::from(a == axis))));
            }
        }
        TaughtVectors::fit(&clauses, &EmbeddingMatrix { dims: 3, values }, threads).unwrap()
    }

    #[test]
    fn new_clauses_lie_where_the_teacher_would_put_them() {
        let threads = Threads::new(1).unwrap();
        let new =
            [clause("another card please"), clause("thank the staff for me"), clause("that price again")];
        let found = taught(&threads).embed(&new.iter().collect::<Vec<_>>(), &threads).unwrap().vectors;
        for axis in 0..3 {
            let row = found.row(axis);
            assert!((0..3).all(|other| other == axis || row[axis] > row[other] + 0.5), "{row:?}");
            assert!((dot(row, row) - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn threads_change_no_bit() {
        let one = taught(&Threads::new(1).unwrap());
        assert_eq!(one, taught(&Threads::new(3).unwrap()));
    }

    #[test]
    fn an_empty_clause_has_no_vector() {
        let threads = Threads::new(1).unwrap();
        let found = taught(&threads).embed(&[&clause("")], &threads).unwrap().vectors;
        assert_eq!(found.row(0), [0.0; 3]);
    }
}
