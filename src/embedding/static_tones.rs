//! The tone of a clause from its static tokens, each seen beside its neighbours: what a "not" belongs to is told by
//! the order of words, which the mean of their vectors has lost.
#![allow(clippy::inline_always, reason = "only inlined code is compiled for the caller's instruction set")]

use super::Tone;
use super::head::Head;
use super::vector::{self, LANES};
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
    /// `hidden × SEEN × dims`.
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
            && (SEEN * dims).is_multiple_of(LANES);
        if dims == 0 || !fits {
            return Err("rows, hidden: the tables differ in length".into());
        }
        let head = Head::load(&tables, biases.len())?;
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
        for (seen, out) in rows.windows(SEEN * dims).step_by(dims).zip(hidden.chunks_exact_mut(width)) {
            let weights = tones.hidden.chunks_exact(SEEN * dims);
            for ((out, weights), bias) in out.iter_mut().zip(weights).zip(&tones.biases) {
                *out = vector::product(seen, weights) + bias;
            }
        }
        tones.head.hear(&mut hidden)
    }
}
