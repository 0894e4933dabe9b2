//! A small trained network behind an engine: from what the engine knows of each token to the tone of the clause.
//!
//! Each token has a hidden row (what comes before it in the network is the engine's own affair). A few seats look at
//! the hidden rows, each with a softmax over the tokens; what they saw, side by side, gives the logits of the tone.
//! The weights are made by models/make/feelings.py; models/README.md has data, licence and measured quality.
#![allow(clippy::inline_always, reason = "only inlined code is compiled for the caller's instruction set")]

use super::Tone;
use super::vector::{self, LANES};
use super::weights::Tables;

/// Numbers that a clause's tone is read from: four logits and the weight.
const OUTPUTS: usize = 5;

/// The network behind the hidden rows.
pub(super) struct Head {
    /// Numbers per hidden row, a multiple of [`LANES`].
    width: usize,
    /// What each seat looks for: `seats × width`.
    seats: Vec<f32>,
    /// For each output what it hears in what each seat saw: `OUTPUTS × seats × width`.
    outputs: Vec<f32>,
    biases: Vec<f32>,
}

impl Head {
    /// From the tables `seats`, `outputs` and `outputs.bias` of a model file.
    pub(super) fn load(tables: &Tables, width: usize) -> Result<Self, String> {
        let (seats, outputs) = (tables.halves("seats")?, tables.halves("outputs")?);
        let biases = tables.exactly("outputs.bias", OUTPUTS)?;
        let fits = width > 0
            && width.is_multiple_of(LANES)
            && !seats.is_empty()
            && seats.len().is_multiple_of(width)
            && outputs.len() == OUTPUTS * seats.len();
        if fits {
            Ok(Self { width, seats, outputs, biases })
        } else {
            Err("seats, outputs: the tables differ in length".into())
        }
    }

    /// The tone of a clause from its tokens' hidden rows (`tokens × width`, before the GELU, which is applied in
    /// place); the default for none.
    #[inline(always)]
    pub(super) fn hear(&self, hidden: &mut [f32]) -> Tone {
        let count = hidden.len() / self.width;
        if count == 0 {
            return Tone::default();
        }
        hidden.iter_mut().for_each(|x| *x = vector::gelu(*x));
        let mut shares = vec![0.0f32; count.next_multiple_of(LANES)];
        let mut saw = vec![0.0f32; self.width];
        let mut out = [0.0f32; OUTPUTS];
        out.copy_from_slice(&self.biases);
        for (seat, looks_for) in self.seats.chunks_exact(self.width).enumerate() {
            for (share, row) in shares.iter_mut().zip(hidden.chunks_exact(self.width)) {
                *share = vector::product(row, looks_for);
            }
            vector::softmax(&mut shares, count);
            saw.fill(0.0);
            for (&share, row) in shares.iter().zip(hidden.chunks_exact(self.width)) {
                saw.iter_mut().zip(row).for_each(|(s, x)| *s += share * x);
            }
            let rows = self.outputs.chunks_exact(self.seats.len());
            for (out, row) in out.iter_mut().zip(rows) {
                *out += vector::product(&saw, &row[seat * self.width..][..self.width]);
            }
        }
        let [negative, neutral, positive, mixed, weight] = out;
        Tone { negative, neutral, positive, mixed, weight }
    }
}
