//! Single-precision work on rows of numbers, in a fixed order, written for the compiler to vectorise.
//!
//! Everything here is inlined into [`super::transformer`], which pulp compiles once per instruction
//! set. Sums run in sixteen lanes, however wide the processor's vectors are, and nothing is fused.
#![allow(clippy::inline_always, reason = "only inlined code is compiled for the caller's instruction set")]

/// Numbers that one step of a sum takes in: the widest vector.
pub(in crate::embedding) const LANES: usize = 16;

/// 1.5 × 2²³: added to a number it leaves the number's nearest integer (ties to even) in the lowest bits.
const ROUNDER: f32 = 12_582_912.0;

/// The nearest integer of a number below 2²² in size, ties to even.
#[inline(always)]
pub(in crate::embedding) fn round(x: f32) -> i32 {
    (x + ROUNDER).to_bits().wrapping_sub(ROUNDER.to_bits()).cast_signed()
}

/// eˣ, to about 2·10⁻⁷ of its value; x is cut to ±87.
///
/// 2ⁿ × a polynomial; ln 2 in two parts, as in the Cephes library.
#[inline(always)]
fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 87.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUNDER;
    let n = shifted - ROUNDER;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let p = 0.008_333_334 + r * 0.001_388_888_9;
    let p = 1.0 + r * (1.0 + r * (0.5 + r * (0.166_666_67 + r * (0.041_666_668 + r * p))));
    // The integer's lowest bits move up to be the exponent; what stands above them falls off.
    p * f32::from_bits(shifted.to_bits().wrapping_add(127) << 23)
}

/// x Φ(x) with the error function to 1.5·10⁻⁷: Abramowitz and Stegun, 7.1.26.
#[inline(always)]
pub(in crate::embedding) fn gelu(x: f32) -> f32 {
    let a = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * a);
    let p = 1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4);
    let p = t * (0.254_829_6 + t * (-0.284_496_74 + t * p));
    let erf = 1.0 - p * exp(-a * a);
    0.5 * x * (1.0 + erf.copysign(x))
}

/// Sum of the lanes, halves upon halves.
#[inline(always)]
fn across(lanes: [f32; LANES]) -> f32 {
    let eight: [f32; 8] = std::array::from_fn(|i| lanes[i] + lanes[i + 8]);
    let four: [f32; 4] = std::array::from_fn(|i| eight[i] + eight[i + 4]);
    (four[0] + four[2]) + (four[1] + four[3])
}

/// Sum of `value(x)` over a row whose length is a multiple of [`LANES`].
#[inline(always)]
pub(in crate::embedding) fn sum(row: &[f32], value: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0f32; LANES];
    for chunk in row.as_chunks::<LANES>().0 {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane += value(x);
        }
    }
    across(lanes)
}

/// Sum of the products of two rows whose length is a multiple of [`LANES`].
#[inline(always)]
pub(in crate::embedding) fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; LANES];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        for (lane, (x, y)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += x * y;
        }
    }
    across(lanes)
}

/// The largest absolute value of a row whose length is a multiple of [`LANES`].
#[inline(always)]
pub(in crate::embedding) fn largest(row: &[f32]) -> f32 {
    let mut lanes = [0.0f32; LANES];
    for chunk in row.as_chunks::<LANES>().0 {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane = lane.max(x.abs());
        }
    }
    lanes.into_iter().fold(0.0, f32::max)
}

/// Mean 0 and variance 1, then the stored weight and bias of each place.
#[inline(always)]
pub(in crate::embedding) fn norm(row: &mut [f32], weights: &[f32], biases: &[f32], eps: f32) {
    let count = row.len() as f32;
    let mean = sum(row, |x| x) / count;
    let variance = sum(row, |x| (x - mean) * (x - mean)) / count;
    let by = 1.0 / (variance + eps).sqrt();
    for ((x, weight), bias) in row.iter_mut().zip(weights).zip(biases) {
        *x = (*x - mean) * by * weight + bias;
    }
}

/// Rounds a row to bytes of −127 to 127, moved up by `zero`; returns the number that one step stands for.
#[inline(always)]
pub(in crate::embedding) fn to_bytes(row: &[f32], zero: u8, bytes: &mut [u8]) -> f32 {
    let top = largest(row).max(1e-9);
    let by = 127.0 / top;
    for (byte, x) in bytes.iter_mut().zip(row) {
        *byte = (round(x * by) as u8).wrapping_add(zero);
    }
    top / 127.0
}

/// Turns scores into shares that sum to 1; whatever stands behind the first `count` becomes 0. The length of
/// `scores` is a multiple of [`LANES`].
#[inline(always)]
pub(in crate::embedding) fn softmax(scores: &mut [f32], count: usize) {
    scores[count..].fill(f32::MIN);
    let mut lanes = [f32::MIN; LANES];
    for chunk in scores.as_chunks::<LANES>().0 {
        for (lane, &s) in lanes.iter_mut().zip(chunk) {
            *lane = lane.max(s);
        }
    }
    let top = lanes.into_iter().fold(f32::MIN, f32::max);
    scores.iter_mut().for_each(|s| *s = exp(*s - top));
    scores[count..].fill(0.0);
    let by = 1.0 / sum(scores, |s| s);
    scores.iter_mut().for_each(|s| *s *= by);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_and_gelu_are_what_they_should_be() {
        for i in -860..860 {
            let x = i as f32 * 0.1;
            let truth = f64::from(x).exp();
            assert!((f64::from(exp(x)) / truth - 1.0).abs() < 3e-7, "exp {x}");
        }
        // x Φ(x), from a table of the normal distribution.
        for (x, truth) in
            [(0.0, 0.0), (1.0, 0.841_344_8), (-1.0, -0.158_655_25), (-3.0, -0.004_049_69), (9.0, 9.0)]
        {
            assert!((gelu(x) - truth).abs() < 5e-7, "gelu {x}: {}", gelu(x));
        }
    }

    #[test]
    fn rounding_is_to_the_nearest_with_ties_to_even() {
        let cases = [(0.5, 0), (1.5, 2), (-0.5, 0), (-1.5, -2), (126.7, 127), (-126.7, -127)];
        assert!(cases.iter().all(|&(x, n)| round(x) == n));
        let row: Vec<f32> = (0..32).map(|i| i as f32 - 31.0).collect();
        let mut bytes = [0u8; 32];
        let step = to_bytes(&row, 128, &mut bytes);
        assert_eq!((bytes[0], bytes[31]), (1, 128));
        for (&byte, x) in bytes.iter().zip(&row) {
            assert!(((f32::from(byte) - 128.0) * step - x).abs() <= 0.51 * step);
        }
    }

    #[test]
    fn shares_sum_to_one_and_padding_gets_none() {
        let mut scores = [9.0f32; 32];
        scores[..3].copy_from_slice(&[1.0, 2.0, -300.0]);
        softmax(&mut scores, 3);
        assert!((scores[1] - 0.731_058_6).abs() < 1e-6 && (scores[0] - 0.268_941_4).abs() < 1e-6);
        assert!(scores[2] < 1e-30 && scores[3..].iter().all(|&s| s == 0.0));
    }

    #[test]
    fn norms_have_mean_zero_and_variance_one() {
        let mut row: Vec<f32> = (0..48).map(|i| (i * i % 17) as f32).collect();
        norm(&mut row, &[2.0; 48], &[5.0; 48], 1e-12);
        let mean = row.iter().sum::<f32>() / 48.0;
        let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / 48.0;
        assert!((mean - 5.0).abs() < 1e-5 && (variance - 4.0).abs() < 1e-4);
    }
}
