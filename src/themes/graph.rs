//! Who is like whom: nearest neighbours and the graph of shared neighbours.

use crate::embedding::EmbeddingMatrix;
use crate::parallel::Threads;
use ndarray::ArrayView2;

/// Rows per block of the similarity product: 256 × 6,000 `f32` stay in the second-level cache's reach.
const BLOCK: usize = 256;

/// An undirected weighted graph as adjacency lists; every edge stands in both lists, sorted by neighbour.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Graph {
    /// Neighbours with weights, by node.
    pub(crate) edges: Vec<Vec<(u32, f32)>>,
}

/// The `k` most similar other rows of each row, most similar first, ties by index. Exact: n² products, so for
/// samples only.
pub(crate) fn nearest(matrix: &EmbeddingMatrix, k: usize, threads: &Threads) -> Vec<Vec<(u32, f32)>> {
    let (rows, dims) = (matrix.rows(), matrix.dims);
    let Ok(all) = ArrayView2::from_shape((rows, dims), &matrix.values) else { return vec![Vec::new(); rows] };
    let indices: Vec<usize> = (0..rows).collect();
    let blocks = threads.map_chunks(&indices, BLOCK, |start, block| {
        let part = all.slice(ndarray::s![start..start + block.len(), ..]);
        let similar = part.dot(&all.t());
        let lists = similar.rows().into_iter().zip(start..).map(|(row, own)| {
            let scores: Vec<f32> = row.iter().copied().collect();
            strongest(&scores, own, k)
        });
        lists.collect::<Vec<_>>()
    });
    blocks.into_iter().flatten().collect()
}

/// Indices of the `k` largest scores but `own`, largest first, ties by index.
fn strongest(scores: &[f32], own: usize, k: usize) -> Vec<(u32, f32)> {
    let mut best: Vec<(u32, f32)> = Vec::with_capacity(k + 1);
    let mut least = f32::NEG_INFINITY;
    for (index, &score) in scores.iter().enumerate() {
        if index == own || (best.len() == k && score <= least) {
            continue;
        }
        let at = best.partition_point(|&(_, s)| s >= score);
        best.insert(at, (index as u32, score));
        best.truncate(k);
        least = best.last().map_or(f32::NEG_INFINITY, |b| b.1);
    }
    best
}

/// Links each row with its neighbours by the Jaccard overlap of their neighbourhoods (Jarvis and Patrick 1973,
/// IEEE Trans. Computers C-22): two clauses belong together if the same others are near both.
pub(crate) fn shared_neighbours(nearest: &[Vec<(u32, f32)>], threads: &Threads) -> Graph {
    let sets: Vec<Vec<u32>> = (0u32..)
        .zip(nearest)
        .map(|(own, list)| {
            let mut set: Vec<u32> = list.iter().map(|e| e.0).collect();
            set.push(own);
            set.sort_unstable();
            set
        })
        .collect();
    let indices: Vec<u32> = (0..nearest.len() as u32).collect();
    let weighed: Vec<Vec<(u32, u32, f32)>> = threads.map(&indices, |&a| {
        let list = nearest.get(a as usize).map_or(&[][..], Vec::as_slice);
        list.iter()
            .filter_map(|&(b, _)| {
                let weight = jaccard(sets.get(a as usize)?, sets.get(b as usize)?);
                (weight > 0.0).then_some((a.min(b), a.max(b), weight))
            })
            .collect()
    });
    let mut pairs: Vec<(u32, u32, f32)> = weighed.into_iter().flatten().collect();
    pairs.sort_unstable_by_key(|p| (p.0, p.1));
    pairs.dedup_by_key(|p| (p.0, p.1));
    let mut edges = vec![Vec::new(); nearest.len()];
    for (a, b, weight) in pairs {
        edges[a as usize].push((b, weight));
        edges[b as usize].push((a, weight));
    }
    edges.iter_mut().for_each(|list| list.sort_unstable_by_key(|e| e.0));
    Graph { edges }
}

/// Overlap of two sorted sets: shared / all.
fn jaccard(a: &[u32], b: &[u32]) -> f32 {
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared as f32 / (a.len() + b.len() - shared).max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_the_most_similar_rows_with_ties_by_index() {
        let matrix = EmbeddingMatrix { dims: 2, values: vec![1.0, 0.0, 0.8, 0.6, 0.8, 0.6, 0.0, 1.0] };
        let lists = nearest(&matrix, 2, &Threads::new(2).unwrap());
        assert_eq!(lists[0].iter().map(|e| e.0).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(lists[3].iter().map(|e| e.0).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn shared_neighbours_weigh_overlap() {
        let lists = vec![vec![(1, 1.0)], vec![(0, 1.0)], vec![(1, 0.5)]];
        let graph = shared_neighbours(&lists, &Threads::new(1).unwrap());
        assert_eq!(graph.edges[0], [(1, 1.0)]);
        assert_eq!(graph.edges[2], [(1, 1.0 / 3.0)]);
    }
}
