//! The parts of a theme, by Lloyd's iterations: a theme is rarely one round cloud, and quotes should show all of it.

use crate::embedding::{EmbeddingMatrix, dot};
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::{KMeans, KMeansInit};
use ndarray::Array2;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// The part, 0 to `wanted` - 1, of each of these rows of the matrix; fewer parts where rows are few or alike.
///
/// The seeds are ours because linfa's k-means++ recomputes all distances for every seed, and its parallel variant draws
/// random numbers in thread order.
#[must_use]
pub fn parts(matrix: &EmbeddingMatrix, rows: &[usize], wanted: usize) -> Vec<usize> {
    let seeds = farthest_first(matrix, rows, wanted);
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
}
