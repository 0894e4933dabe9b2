//! How fine the themes of a survey can be told apart: as fine as resampling confirms.
//!
//! A resolution is confirmed if the communities of random parts of the graph agree with each other on the clauses that
//! they share (Ben-Hur, Elisseeff and Guyon 2002, Pacific Symposium on Biocomputing 7; agreement by the adjusted Rand
//! index, Hubert and Arabie 1985, Journal of Classification 2).

use super::graph::Graph;
use super::leiden::communities;
use crate::parallel::Threads;
use crate::seed::Seed;
use rand::Rng;
use std::collections::BTreeMap;

/// Random parts of the graph; six pairs of them are compared.
const PARTS: u64 = 4;
/// Clauses that each part leaves out.
const LEFT_OUT: f64 = 0.2;

/// Mean agreement of the communities of random parts of the graph, 1 for always the same.
pub(crate) fn stability(graph: &Graph, resolution: f64, seed: Seed, threads: &Threads) -> f64 {
    let parts: Vec<u64> = (0..PARTS).collect();
    let found = threads.map_chunks(&parts, 1, |part, _| {
        let mut random = seed.stream(&format!("part {part}"));
        let stays: Vec<bool> = graph.edges.iter().map(|_| random.gen_range(0.0..1.0) >= LEFT_OUT).collect();
        let kept = without(graph, &stays);
        let member = communities(&kept, resolution, &mut random);
        member.into_iter().zip(stays).map(|(m, stays)| stays.then_some(m)).collect::<Vec<_>>()
    });
    let pairs = (0..found.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let agreements: Vec<f64> = pairs.map(|(a, b)| agreement(&found[a], &found[b])).collect();
    agreements.iter().sum::<f64>() / agreements.len().max(1) as f64
}

/// The graph without the nodes that do not stay; numbers are kept.
fn without(graph: &Graph, stays: &[bool]) -> Graph {
    let edges = graph.edges.iter().zip(stays).map(|(list, &here)| {
        let kept = list.iter().filter(|edge| here && stays[edge.0 as usize]);
        kept.copied().collect()
    });
    Graph { edges: edges.collect() }
}

/// Adjusted Rand index of two groupings on what is in both.
fn agreement(a: &[Option<u32>], b: &[Option<u32>]) -> f64 {
    let mut cells: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    let (mut rows, mut columns): (BTreeMap<u32, f64>, BTreeMap<u32, f64>) = Default::default();
    let mut total = 0.0;
    for (x, y) in a.iter().zip(b).filter_map(|(x, y)| Some(((*x)?, (*y)?))) {
        *cells.entry((x, y)).or_default() += 1.0;
        *rows.entry(x).or_default() += 1.0;
        *columns.entry(y).or_default() += 1.0;
        total += 1.0;
    }
    let pairs = |count: f64| count * (count - 1.0) / 2.0;
    let together: f64 = cells.values().map(|&n| pairs(n)).sum();
    let (in_a, in_b): (f64, f64) =
        (rows.values().map(|&n| pairs(n)).sum(), columns.values().map(|&n| pairs(n)).sum());
    let expected = in_a * in_b / pairs(total).max(1.0);
    let most = f64::midpoint(in_a, in_b);
    if most > expected { (together - expected) / (most - expected) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cliques of ten, chained.
    fn cliques(count: usize) -> Graph {
        let mut edges = vec![Vec::new(); count * 10];
        for clique in 0..count {
            for a in 0..10 {
                for b in (0..10).filter(|&b| b != a) {
                    edges[clique * 10 + a].push(((clique * 10 + b) as u32, 1.0));
                }
            }
        }
        Graph { edges }
    }

    #[test]
    fn clear_groups_are_found_again_and_one_block_is_not_cut_twice_alike() {
        let threads = Threads::new(2).unwrap();
        let at = |graph: &Graph, resolution| stability(graph, resolution, Seed(1), &threads);
        assert!(at(&cliques(6), 1.0) > 0.95);
        let block: Vec<Vec<(u32, f32)>> = (0..60u32)
            .map(|a| (1..=6).flat_map(|d| [(a + d) % 60, (a + 60 - d) % 60]).map(|b| (b, 1.0)).collect())
            .collect();
        assert!(at(&Graph { edges: block }, 2.0) < 0.9);
    }

    #[test]
    fn agreement_is_one_for_the_same_and_near_zero_for_unrelated_groupings() {
        let a: Vec<Option<u32>> = (0..400).map(|i| Some(i % 4)).collect();
        let b: Vec<Option<u32>> = (0..400).map(|i| Some(i / 4 % 4)).collect();
        assert!((agreement(&a, &a) - 1.0).abs() < 1e-12);
        assert!(agreement(&a, &b).abs() < 0.05);
    }
}
