//! The tone of a clause from its static tokens, each seen beside its neighbours: what a "not" belongs to is told by
//! the order of words, which the mean of their vectors has lost.
#![allow(clippy::inline_always, reason = "only inlined code is compiled for the caller's instruction set")]

use super::Tone;
use super::head::Head;
use super::vector::LANES;
use super::weights::Tables;
use crate::models;
use pulp::{Arch, Simd, WithSimd};

/// Tokens that a hidden row is made from: one before, the token, one behind.
const SEEN: usize = 3;

/// Rows that say what a token does to a clause's side, and the network over them.
pub(super) struct StaticTones {
    /// `tokens × dims`, 8-bit.
    rows: &'static [u8],
    /// What a step of each row stands for.
    scales: Vec<f32>,
    dims: usize,
    /// Blocks of [`LANES`] hidden units, each `SEEN × dims × LANES`: a step of the sums takes in one input for all units
    /// of a block, so nothing is summed across a vector.
    hidden: Vec<f32>,
    biases: Vec<f32>,
    head: Head,
}

impl std::fmt::Debug for StaticTones {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StaticTones").field("dims", &self.dims).finish_non_exhaustive()
    }
}

impl StaticTones {
    /// The shipped file, which must have a row for each of `tokens` tokens.
    pub(super) fn shipped(tokens: usize) -> Result<Self, String> {
        let tables = Tables::read(models::FAST_TONE)?;
        let (rows, scales) = (tables.bytes("rows")?, tables.halves("rows.scale")?);
        let (hidden, biases) = (tables.halves("hidden")?, tables.floats("hidden.bias")?);
        let dims = rows.len() / scales.len().max(1);
        let fits = scales.len() == tokens
            && rows.len() == dims * tokens
            && hidden.len() == biases.len() * SEEN * dims
            && (SEEN * dims).is_multiple_of(LANES)
            && biases.len().is_multiple_of(LANES);
        if dims == 0 || !fits {
            return Err("rows, hidden: the tables differ in length".into());
        }
        let head = Head::load(&tables, biases.len())?;
        let hidden = in_blocks(&hidden, SEEN * dims);
        Ok(Self { rows, scales, dims, hidden, biases, head })
    }

    /// The tone of a clause with these tokens; the default for none.
    pub(super) fn hear(&self, tokens: &[u32]) -> Tone {
        Arch::new().dispatch(Pass { tones: self, tokens })
    }

    /// Writes a token's row; zeros if there is none.
    #[inline(always)]
    fn row(&self, token: u32, out: &mut [f32]) {
        let start = token as usize * self.dims;
        match (self.rows.get(start..start + self.dims), self.scales.get(token as usize)) {
            (Some(row), Some(scale)) => {
                for (o, &byte) in out.iter_mut().zip(row) {
                    *o = f32::from(byte.cast_signed()) * scale;
                }
            }
            _ => out.fill(0.0),
        }
    }
}

/// One clause, compiled once per instruction set.
struct Pass<'a> {
    tones: &'a StaticTones,
    tokens: &'a [u32],
}

impl WithSimd for Pass<'_> {
    type Output = Tone;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Tone {
        let Self { tones, tokens } = self;
        let (dims, width) = (tones.dims, tones.biases.len());
        // An empty place before the first token and one behind the last.
        let mut rows = vec![0.0f32; (tokens.len() + SEEN - 1) * dims];
        for (&token, row) in tokens.iter().zip(rows.chunks_exact_mut(dims).skip(1)) {
            tones.row(token, row);
        }
        let mut hidden = vec![0.0f32; tokens.len() * width];
        let inputs = SEEN * dims;
        // Block by block, since the tokens of a clause are few and all weights are more than the nearest cache holds.
        let blocks = tones.hidden.chunks_exact(inputs * LANES).zip(tones.biases.as_chunks::<LANES>().0);
        for (block, (weights, biases)) in blocks.enumerate() {
            let out = hidden
                .chunks_exact_mut(width)
                .filter_map(|row| row.as_chunks_mut::<LANES>().0.get_mut(block));
            for (seen, out) in rows.windows(inputs).step_by(dims).zip(out) {
                *out = added(units(seen, weights.as_chunks::<LANES>().0), *biases);
            }
        }
        tones.head.hear(&mut hidden)
    }
}

/// `units × inputs` weights, the units of a block side by side.
fn in_blocks(weights: &[f32], inputs: usize) -> Vec<f32> {
    let mut blocks = Vec::with_capacity(weights.len());
    for block in weights.chunks_exact(inputs * LANES) {
        for input in 0..inputs {
            blocks.extend(block.iter().skip(input).step_by(inputs));
        }
    }
    blocks
}

/// The sums of a block of units, each in the order of [`super::vector::product`].
#[inline(always)]
fn units(seen: &[f32], weights: &[[f32; LANES]]) -> [f32; LANES] {
    let (a, c) = (quarter(seen, weights, 0), quarter(seen, weights, 2));
    let (b, d) = (quarter(seen, weights, 1), quarter(seen, weights, 3));
    added(added(a, c), added(b, d))
}

/// One lane of each unit's sum: every sixteenth input from this one on.
#[inline(always)]
fn lane(seen: &[f32], weights: &[[f32; LANES]], first: usize) -> [f32; LANES] {
    let mut sum = [0.0f32; LANES];
    for (seen, weights) in seen.as_chunks::<LANES>().0.iter().zip(weights.as_chunks::<LANES>().0) {
        let x = seen[first];
        for (s, w) in sum.iter_mut().zip(&weights[first]) {
            *s += x * w;
        }
    }
    sum
}

/// Four lanes of each unit's sum.
#[inline(always)]
fn quarter(seen: &[f32], weights: &[[f32; LANES]], first: usize) -> [f32; LANES] {
    let (a, b) = (lane(seen, weights, first), lane(seen, weights, first + 8));
    let (c, d) = (lane(seen, weights, first + 4), lane(seen, weights, first + 12));
    added(added(a, b), added(c, d))
}

#[inline(always)]
fn added(a: [f32; LANES], b: [f32; LANES]) -> [f32; LANES] {
    let mut sum = a;
    for (s, b) in sum.iter_mut().zip(b) {
        *s += b;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::vector::product;
    use super::*;

    #[test]
    fn units_side_by_side_sum_as_each_by_itself() {
        let number = |i: usize| ((i * 7919 % 1000) as f32 - 500.0) / 311.0;
        let seen: Vec<f32> = (0..96).map(number).collect();
        let weights: Vec<f32> = (0..LANES * 96).map(|i| number(i + 13)).collect();
        let blocks = in_blocks(&weights, 96);
        let alone: Vec<f32> = weights.chunks_exact(96).map(|row| product(&seen, row)).collect();
        assert_eq!(units(&seen, blocks.as_chunks::<LANES>().0).to_vec(), alone);
    }
}
