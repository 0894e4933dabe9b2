//! The parts of a theme, by Lloyd's iterations: a theme is rarely one round cloud, and quotes should show all of it.

use crate::embedding::{EmbeddingMatrix, dot};
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::{KMeans, KMeansInit};
use ndarray::Array2;
use rand::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Random starts of which the best is kept.
const STARTS: usize = 10;

/// The part, 0 to `wanted` - 1, of each of these rows of the matrix; fewer parts where rows are few or alike.
///
/// The seeds are ours because linfa's k-means++ recomputes all distances for every seed, and its parallel variant draws
/// random numbers in thread order.
#[must_use]
pub fn parts(matrix: &EmbeddingMatrix, rows: &[usize], wanted: usize) -> Vec<usize> {
    lloyd(matrix, rows, &farthest_first(matrix, rows, wanted))
}

/// As [`parts`], from several random starts (k-means++: Arthur and Vassilvitskii 2007, SODA), of which the tightest
/// result wins. Farthest-first seeds are strays as often as not: they show a theme from all sides, but divide it badly
/// (benches/README.md).
#[must_use]
pub fn tightest_parts(
    matrix: &EmbeddingMatrix,
    rows: &[usize],
    wanted: usize,
    random: &mut impl RngCore,
) -> Vec<usize> {
    let found = (0..STARTS).map(|_| {
        let parts = lloyd(matrix, rows, &spread(matrix, rows, wanted, random));
        (tightness(matrix, rows, &parts, wanted), parts)
    });
    let best = found.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or_else(Vec::new, |(_, parts)| parts)
}

/// Lloyd's iterations from these centres.
fn lloyd(matrix: &EmbeddingMatrix, rows: &[usize], seeds: &[Vec<f32>]) -> Vec<usize> {
    let whole = vec![0; rows.len()];
    if seeds.len() < 2 {
        return whole;
    }
    let flat: Vec<f32> = rows.iter().flat_map(|&r| matrix.row(r).iter().copied()).collect();
    let count = seeds.len();
    let records = Array2::from_shape_vec((rows.len(), matrix.dims), flat);
    let first = Array2::from_shape_vec((count, matrix.dims), seeds.concat());
    let (Ok(records), Ok(first)) = (records, first) else { return whole };
    let data = DatasetBase::from(records);
    // The generator is never drawn from: the seeds are given and there is one run.
    let fitted = KMeans::params_with_rng(count, Xoshiro256PlusPlus::seed_from_u64(0))
        .init_method(KMeansInit::Precomputed(first))
        .n_runs(1)
        .max_n_iterations(20)
        .tolerance(1e-4)
        .fit(&data);
    fitted.map_or(whole, |model| model.predict(&data.records).to_vec())
}

/// Rows drawn one by one, each as likely as its squared distance from those drawn before.
fn spread(
    matrix: &EmbeddingMatrix,
    rows: &[usize],
    wanted: usize,
    random: &mut impl RngCore,
) -> Vec<Vec<f32>> {
    let mut distance = vec![1.0f64; rows.len()];
    let mut chosen: Vec<Vec<f32>> = Vec::new();
    while chosen.len() < wanted {
        let all: f64 = distance.iter().sum();
        // Rows have length 1, so this is far below the distance of two that differ.
        if all < 1e-6 {
            break;
        }
        let mut left = all * (random.next_u64() as f64 / u64::MAX as f64);
        let at = distance.iter().position(|part| {
            left -= part;
            *part > 0.0 && left <= 0.0
        });
        let Some(&row) =
            at.or_else(|| distance.iter().rposition(|part| *part > 0.0)).and_then(|at| rows.get(at))
        else {
            break;
        };
        let place = matrix.row(row).to_vec();
        for (near, &row) in distance.iter_mut().zip(rows) {
            let apart = 2.0 - 2.0 * f64::from(dot(matrix.row(row), &place));
            *near = near.min(if apart < 1e-6 { 0.0 } else { apart });
        }
        chosen.push(place);
    }
    chosen
}

/// How near rows lie to the mean of their part: the sum of squares between parts, of which that within them is the rest.
fn tightness(matrix: &EmbeddingMatrix, rows: &[usize], parts: &[usize], wanted: usize) -> f64 {
    let mut sums = vec![(0.0f64, vec![0.0f64; matrix.dims]); wanted];
    for (&row, &part) in rows.iter().zip(parts) {
        if let Some((count, sum)) = sums.get_mut(part) {
            *count += 1.0;
            sum.iter_mut().zip(matrix.row(row)).for_each(|(s, v)| *s += f64::from(*v));
        }
    }
    sums.iter().map(|(count, sum)| sum.iter().map(|s| s * s).sum::<f64>() / count.max(1.0)).sum()
}

/// The row nearest the mean, then always the row least like those chosen; ties by position.
fn farthest_first(matrix: &EmbeddingMatrix, rows: &[usize], wanted: usize) -> Vec<Vec<f32>> {
    let mut mean = vec![0.0f32; matrix.dims];
    for &row in rows {
        mean.iter_mut().zip(matrix.row(row)).for_each(|(m, v)| *m += v);
    }
    let similar: Vec<f32> = rows.iter().map(|&r| dot(matrix.row(r), &mean)).collect();
    let Some(first) = (0..rows.len()).max_by(|&a, &b| similar[a].total_cmp(&similar[b]).then(b.cmp(&a)))
    else {
        return Vec::new();
    };
    let mut chosen = vec![matrix.row(rows[first]).to_vec()];
    let mut nearest: Vec<f32> = rows.iter().map(|&r| dot(matrix.row(r), &chosen[0])).collect();
    while chosen.len() < wanted {
        let next = (0..rows.len()).min_by(|&a, &b| nearest[a].total_cmp(&nearest[b]).then(a.cmp(&b)));
        let Some(next) = next.filter(|&n| nearest[n] < 0.999) else { break };
        let place = matrix.row(rows[next]).to_vec();
        for (near, &row) in nearest.iter_mut().zip(rows) {
            *near = near.max(dot(matrix.row(row), &place));
        }
        chosen.push(place);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_clouds_are_two_parts_and_copies_are_one() {
        let values = vec![1.0, 0.0, 0.995, 0.1, 0.0, 1.0, 0.1, 0.995];
        let matrix = EmbeddingMatrix { dims: 2, values };
        let found = parts(&matrix, &[0, 2, 1, 3], 2);
        assert_eq!((found[0], found[1]), (found[2], found[3]));
        assert_ne!(found[0], found[1]);
        assert_eq!(parts(&matrix, &[0, 0, 0], 2), [0, 0, 0]);
        assert!(parts(&matrix, &[], 2).is_empty());
    }

    #[test]
    fn random_starts_find_the_clouds_that_a_stray_hides() {
        // Ten rows here, ten there, and one that is like neither.
        let cloud = |x: f32, y: f32, at: u8| vec![x, y, 0.05 * f32::from(at % 5), 0.0];
        let mut rows: Vec<Vec<f32>> = (0..10).map(|at| cloud(1.0, 0.4, at)).collect();
        rows.extend((0..10).map(|at| cloud(0.4, 1.0, at)));
        rows.push(vec![0.5, 0.5, 0.0, -1.0]);
        rows.iter_mut().for_each(|row| crate::embedding::normalize(row));
        let matrix = EmbeddingMatrix { dims: 4, values: rows.concat() };
        let all: Vec<usize> = (0..21).collect();
        let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
        let found = tightest_parts(&matrix, &all, 2, &mut random);
        assert!(found[..10].iter().all(|part| *part == found[0]), "{found:?}");
        assert!(found[10..20].iter().all(|part| *part == found[10] && *part != found[0]), "{found:?}");
        assert_eq!(tightest_parts(&matrix, &[0, 0, 0], 2, &mut random), [0, 0, 0]);
    }
}
