//! The integer matrix product, by the rten-gemm crate, with its weights packed once.
//!
//! rten-gemm picks the processor's best kernel (AVX512-VNNI, AVX2, NEON, plain). On one core with AVX512-VNNI it
//! reached 160 to 193 billion multiply-adds a second on the four shapes here (192 tokens; 384→1152, 384→384,
//! 384→1536, 1536→384), a kernel written for them in C 155 to 213, the gemmkit crate 131 to 151. Over the whole
//! encoder its AVX2 kernel takes 1.6 times as long as the one with VNNI, the plain one 27 times.

use crate::embedding::vector;
use crate::embedding::weights::Blocks;
use rten_gemm::{BiasVector, GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::NdTensorView;

/// Largest weight.
const LARGEST: f32 = 127.0;
/// Largest sum of two neighbouring weights, signs apart, before rounding. Where a processor lacks VNNI, the products
/// of two neighbours with their bytes are added in 16 bits: 255 × 128 fits there, 255 × 2 × 127 would be cut off.
const LARGEST_PAIR: f32 = 127.0;

/// What stands for 0 in a byte of the left-hand side.
pub(super) const ZERO: u8 = 128;

/// Makes the products; cheap to make, but bound to its thread.
pub(super) struct Product(GemmExecutor<u8, i8, i32>);

/// A layer `y = W x + b` with 8-bit weights, one scale per row.
pub(super) struct Dense {
    packed: PackedBMatrix<i8>,
    /// −128 × the sum of a row's weights: takes back what [`ZERO`] added.
    shift: Vec<i32>,
    pub(super) scales: Vec<f32>,
    pub(super) biases: Vec<f32>,
}

impl Product {
    /// With the best kernel of this processor.
    pub(super) fn new() -> Self {
        Self(GemmExecutor::new())
    }

    /// `sums` (`tokens × rows`) = `bytes` (`tokens × inputs`, each less [`ZERO`]) × the layer's weights: exact.
    pub(super) fn run(&self, dense: &Dense, bytes: &[u8], sums: &mut [i32]) -> Result<(), String> {
        let inputs = dense.packed.rows();
        let bytes = NdTensorView::try_from_data([bytes.len() / inputs.max(1), inputs], bytes)
            .map_err(|e| e.to_string())?;
        let options =
            GemmOptions { bias: Some(BiasVector::Row(dense.shift.as_slice())), ..GemmOptions::default() };
        self.0
            .gemm(sums, GemmInputA::Unpacked(bytes), GemmInputB::Packed(&dense.packed), options)
            .map_err(|e| e.to_string())
    }
}

impl Dense {
    /// From 4-bit blocks.
    pub(super) fn new(
        product: &Product,
        blocks: Blocks,
        inputs: usize,
        biases: Vec<f32>,
    ) -> Result<Self, String> {
        let mut row = vec![0.0f32; inputs];
        let mut weights = vec![0i8; blocks.rows() * inputs];
        let rows = weights.chunks_exact_mut(inputs).enumerate();
        let scales = rows
            .map(|(at, weights)| {
                blocks.row(at, &mut row);
                round_weights(&row, weights)
            })
            .collect();
        Self::pack(product, &weights, inputs, scales, biases)
    }

    /// From rows of `inputs` numbers, rounded.
    pub(super) fn rounded(
        product: &Product,
        rows: &[f32],
        inputs: usize,
        biases: Vec<f32>,
    ) -> Result<Self, String> {
        let mut weights = vec![0i8; rows.len()];
        let pairs = rows.chunks_exact(inputs).zip(weights.chunks_exact_mut(inputs));
        let scales = pairs.map(|(row, weights)| round_weights(row, weights)).collect();
        Self::pack(product, &weights, inputs, scales, biases)
    }

    /// From weights in rows of `inputs` numbers.
    fn pack(
        product: &Product,
        weights: &[i8],
        inputs: usize,
        scales: Vec<f32>,
        biases: Vec<f32>,
    ) -> Result<Self, String> {
        let rows = scales.len();
        let sum = |row: &[i8]| row.iter().map(|&w| i32::from(w)).sum::<i32>();
        let shift = weights.chunks_exact(inputs).map(|row| -i32::from(ZERO) * sum(row)).collect();
        let matrix = NdTensorView::try_from_data([rows, inputs], weights).map_err(|e| e.to_string())?;
        let packed = product.0.prepack_b(matrix.transposed());
        Ok(Self { packed, shift, scales, biases })
    }
}

/// Rounds a row to weights and returns what a weight of 1 stands for.
fn round_weights(row: &[f32], weights: &mut [i8]) -> f32 {
    let pair = row.as_chunks::<2>().0.iter().map(|[a, b]| a.abs() + b.abs()).fold(0.0, f32::max);
    let scale = (vector::largest(row) / LARGEST).max(pair / LARGEST_PAIR).max(1e-9);
    let by = 1.0 / scale;
    weights.iter_mut().zip(row).for_each(|(w, v)| *w = vector::round(v * by) as i8);
    scale
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of −1 to 1 that look random.
    fn noise(count: usize) -> Vec<f32> {
        (0..count).map(|i| (i as f32 * 12.9898).sin() * (i as f32 * 0.618).cos()).collect()
    }

    #[test]
    fn no_two_neighbours_outgrow_sixteen_bits() {
        for row in [noise(1536), vec![1.0; 384], vec![-0.5; 32], vec![0.0; 32]] {
            let mut weights = vec![0; row.len()];
            let scale = round_weights(&row, &mut weights);
            for [a, b] in weights.as_chunks::<2>().0 {
                assert!((i32::from(*a).abs() + i32::from(*b).abs()) * 255 <= i32::from(i16::MAX));
            }
            for (&weight, v) in weights.iter().zip(&row) {
                assert!((f32::from(weight) * scale - v).abs() <= 0.51 * scale);
            }
        }
    }

    #[test]
    fn products_are_exact_to_the_edge() {
        let product = Product::new();
        for (inputs, rows, tokens) in [(384, 48, 1), (1536, 32, 9), (64, 1152, 70)] {
            let edge = [64i8, 64, -64, -64, 127, 1, -1, -127];
            let noise = noise(inputs * rows);
            let weights: Vec<i8> =
                (0..inputs * rows)
                    .map(|i| {
                        if i / inputs % 2 == 0 {
                            edge[i / 2 % 4 * 2 + i % 2]
                        } else {
                            (noise[i] * 63.0) as i8
                        }
                    })
                    .collect();
            let edges = [255u8, 255, 1, 1, 0, 128];
            let bytes: Vec<u8> = (0..inputs * tokens)
                .map(|i| if i / inputs % 2 == 0 { edges[i / 8 % 6] } else { (i * 37 % 256) as u8 })
                .collect();
            let dense = Dense::pack(&product, &weights, inputs, vec![1.0; rows], vec![0.0; rows]).unwrap();
            let mut sums = vec![0; tokens * rows];
            product.run(&dense, &bytes, &mut sums).unwrap();
            let plain = bytes.chunks(inputs).flat_map(|bytes| {
                weights.chunks(inputs).map(|weights| {
                    let pairs = bytes.iter().zip(weights);
                    pairs.map(|(&b, &w)| (i32::from(b) - i32::from(ZERO)) * i32::from(w)).sum::<i32>()
                })
            });
            assert_eq!(sums, plain.collect::<Vec<_>>(), "{inputs} inputs, {rows} rows, {tokens} tokens");
        }
    }
}
