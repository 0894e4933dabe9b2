//! A few typical places per theme, by Lloyd's iterations: a theme is rarely one round cloud.

use super::Themes;
use crate::embedding::{EmbeddingMatrix, dot, normalize};
use crate::parallel::Threads;
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::{KMeans, KMeansInit};
use ndarray::Array2;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Places in the embedding, each owned by a theme.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prototypes {
    /// `prototypes × dims`, length 1.
    pub places: EmbeddingMatrix,
    /// The theme of each.
    pub theme: Vec<u32>,
}

/// Describes each theme by at most `most` prototypes, one for every `clauses_each` of its clauses.
#[must_use]
pub fn prototypes(
    matrix: &EmbeddingMatrix,
    themes: &Themes,
    most: usize,
    clauses_each: usize,
    threads: &Threads,
) -> Prototypes {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); themes.len()];
    for (row, theme) in themes.member.iter().enumerate() {
        if let Some(list) = theme.and_then(|t| members.get_mut(t as usize)) {
            list.push(row);
        }
    }
    let found = threads.map_chunks(&members, 1, |_, one| {
        let rows = one.first().map_or(&[][..], Vec::as_slice);
        let wanted = (rows.len() / clauses_each.max(1)).clamp(1, most);
        lloyd(matrix, rows, wanted)
    });
    let mut out = Prototypes { places: EmbeddingMatrix { dims: matrix.dims, values: Vec::new() }, theme: vec![] };
    for (theme, places) in (0u32..).zip(found) {
        for mut place in places {
            normalize(&mut place);
            out.places.values.extend(place);
            out.theme.push(theme);
        }
    }
    out
}

/// Lloyd's iterations from farthest-first seeds. The seeds are ours because linfa's k-means++ recomputes all
/// distances for every seed, and its parallel variant draws random numbers in thread order.
fn lloyd(matrix: &EmbeddingMatrix, rows: &[usize], wanted: usize) -> Vec<Vec<f32>> {
    let seeds = farthest_first(matrix, rows, wanted);
    let flat: Vec<f32> = rows.iter().flat_map(|&r| matrix.row(r).iter().copied()).collect();
    let count = seeds.len();
    let records = Array2::from_shape_vec((rows.len(), matrix.dims), flat);
    let first = Array2::from_shape_vec((count, matrix.dims), seeds.concat());
    let (Ok(records), Ok(first)) = (records, first) else { return seeds };
    if count < 2 {
        return records.mean_axis(ndarray::Axis(0)).map(|m| m.to_vec()).into_iter().collect();
    }
    let data = DatasetBase::from(records);
    // The generator is never drawn from: the seeds are given and there is one run.
    let fitted = KMeans::params_with_rng(count, Xoshiro256PlusPlus::seed_from_u64(0))
        .init_method(KMeansInit::Precomputed(first))
        .n_runs(1)
        .max_n_iterations(20)
        .tolerance(1e-4)
        .fit(&data);
    match fitted {
        Ok(model) => model.centroids().rows().into_iter().map(|r| r.to_vec()).collect(),
        Err(_) => seeds,
    }
}

/// The row nearest the mean, then always the row least like those chosen; ties by position.
fn farthest_first(matrix: &EmbeddingMatrix, rows: &[usize], wanted: usize) -> Vec<Vec<f32>> {
    let mut mean = vec![0.0f32; matrix.dims];
    for &row in rows {
        mean.iter_mut().zip(matrix.row(row)).for_each(|(m, v)| *m += v);
    }
    let similar: Vec<f32> = rows.iter().map(|&r| dot(matrix.row(r), &mean)).collect();
    let Some(first) = (0..rows.len()).max_by(|&a, &b| similar[a].total_cmp(&similar[b]).then(b.cmp(&a))) else {
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
