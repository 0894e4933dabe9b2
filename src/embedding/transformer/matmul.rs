//! The integer matrix product, by the rten-gemm crate, with its weights packed once.
//!
//! rten-gemm picks the processor's best kernel (AVX512-VNNI, AVX2, NEON, plain). On one core with AVX512-VNNI it
//! reached 160 to 193 billion multiply-adds a second on the four shapes here (192 tokens; 384→1152, 384→384,
//! 384→1536, 1536→384), a kernel written for them in C 155 to 213, the gemmkit crate 131 to 151. candle has no
//! integer product with these instructions.

use super::vector;
use super::weights::Blocks;
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
    pub(super) fn new(product: &Product, blocks: Blocks, inputs: usize, biases: Vec<f32>) -> Result<Self, String> {
        let rows = blocks.rows();
        let mut row = vec![0.0f32; inputs];
        let mut weights = vec![0i8; rows * inputs];
        let mut scales = Vec::with_capacity(rows);
        for (at, weights) in weights.chunks_exact_mut(inputs).enumerate() {
            blocks.row(at, &mut row);
            let pair = row.as_chunks::<2>().0.iter().map(|[a, b]| a.abs() + b.abs()).fold(0.0, f32::max);
            let step = (vector::largest(&row) / LARGEST).max(pair / LARGEST_PAIR).max(1e-9);
            let by = 1.0 / step;
            weights.iter_mut().zip(&row).for_each(|(w, v)| *w = vector::round(v * by) as i8);
            scales.push(step);
        }
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
