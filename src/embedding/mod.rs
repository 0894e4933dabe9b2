//! Stage 2: clauses → vectors whose cosine says how alike two clauses are, and tones that say which side each takes.
//!
//! [`Transformer`] reads whole clauses in many languages (shipped model); [`StaticVectors`] knows words of many
//! languages (shipped model, a hundred times faster), or [`TaughtVectors`] in its place, which learned from the transformer
//! what they mean in this survey; [`WordSpace`] knows how words go together
//! in *this* survey (latent semantic analysis of its own clauses). [`Space`] centres both, puts them side by
//! side and is all that a code frame must remember to place a new clause where an old one stood.

mod engine;
mod head;
mod space;
mod static_tones;
mod static_vectors;
mod taught;
mod tone;
mod transformer;
mod vector;
mod weights;
mod word_space;

pub use engine::{ClauseVectors, Embedded, Embedder, Engine};
pub use space::{ClauseText, Placed, Space, SpaceSettings};
pub use static_vectors::StaticVectors;
pub use taught::TaughtVectors;
pub use tone::Tone;
pub use transformer::Transformer;
pub use word_space::WordSpace;

/// Row-major `f32` matrix, one row per clause: `rows × dims`; rows have length 1 or are all zero.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EmbeddingMatrix {
    /// Numbers per row.
    pub dims: usize,
    /// `rows × dims` numbers.
    pub values: Vec<f32>,
}

impl EmbeddingMatrix {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.values.len().checked_div(self.dims).unwrap_or(0)
    }

    /// One row; empty if there is no such row.
    #[must_use]
    pub fn row(&self, index: usize) -> &[f32] {
        self.values.get(index * self.dims..(index + 1) * self.dims).unwrap_or(&[])
    }
}

/// Scales to length 1; leaves an all-zero vector alone.
pub(crate) fn normalize(vector: &mut [f32]) {
    let length = dot(vector, vector).sqrt();
    if length > 1e-12 {
        vector.iter_mut().for_each(|v| *v /= length);
    }
}

/// Dot product in eight fixed lanes, so that the compiler may use vector instructions without regrouping sums.
#[must_use]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let (a_chunks, b_chunks) = (a.chunks_exact(8), b.chunks_exact(8));
    let tail: f32 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_chunks.zip(b_chunks) {
        for (lane, (p, q)) in lanes.iter_mut().zip(x.iter().zip(y)) {
            *lane += p * q;
        }
    }
    lanes.iter().sum::<f32>() + tail
}
