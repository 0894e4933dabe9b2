//! Communities of a graph by the Leiden algorithm: a number of groups that the data decides, each connected.
//!
//! Source: Traag, Waltman and van Eck (2019), Scientific Reports 9:5233; quality is modularity with a resolution
//! (Reichardt and Bornholdt 2006, Phys. Rev. E 74). Nodes are visited in a seeded order and ties fall to the
//! lowest community number, so the same graph and seed give the same groups.

use super::graph::Graph;
use rand::RngCore;
use rand::seq::SliceRandom;
use std::collections::VecDeque;

/// Rounds of move, refine and aggregate; three settle every set measured, the rest is safety.
const ROUNDS: usize = 10;

/// A graph with node sizes (sum of edge weights) and self-loops, as aggregation needs.
struct Network {
    edges: Vec<Vec<(u32, f64)>>,
    degree: Vec<f64>,
    total: f64,
}

/// The community of each node, numbered from 0 by first appearance.
pub(crate) fn communities(graph: &Graph, resolution: f64, random: &mut impl RngCore) -> Vec<u32> {
    let edges: Vec<Vec<(u32, f64)>> =
        graph.edges.iter().map(|list| list.iter().map(|&(n, w)| (n, f64::from(w))).collect()).collect();
    let degree: Vec<f64> = edges.iter().map(|list| list.iter().map(|e| e.1).sum()).collect();
    let total = degree.iter().sum::<f64>();
    let mut network = Network { edges, degree, total };
    let mut place: Vec<u32> = (0..network.edges.len() as u32).collect();
    let mut membership: Vec<u32> = place.clone();
    for _ in 0..ROUNDS {
        let moved = network.move_nodes(&mut membership, resolution, random);
        let groups = renumber(&mut membership);
        if !moved || groups == network.edges.len() {
            break;
        }
        let mut refined = network.refine(&membership, resolution, random);
        let parts = renumber(&mut refined);
        let mut parent = vec![0u32; parts];
        for (node, &part) in refined.iter().enumerate() {
            parent[part as usize] = membership[node];
        }
        place.iter_mut().for_each(|p| *p = refined[*p as usize]);
        network = network.aggregate(&refined, parts);
        membership = parent;
    }
    let mut found: Vec<u32> = place.iter().map(|&p| membership[p as usize]).collect();
    renumber(&mut found);
    found
}

/// Numbers communities by first appearance; returns how many there are.
fn renumber(membership: &mut [u32]) -> usize {
    let most = membership.iter().max().map_or(0, |&m| m as usize + 1);
    let mut new = vec![u32::MAX; most];
    let mut next = 0;
    for m in membership.iter_mut() {
        let slot = &mut new[*m as usize];
        if *slot == u32::MAX {
            *slot = next;
            next += 1;
        }
        *m = *slot;
    }
    next as usize
}

impl Network {
    /// Moves nodes to the neighbouring community that gains most until none moves; a queue revisits only
    /// neighbours of what moved. Returns whether anything moved.
    fn move_nodes(&self, membership: &mut [u32], resolution: f64, random: &mut impl RngCore) -> bool {
        let nodes = self.edges.len();
        let mut mass = vec![0.0; nodes];
        for (node, &m) in membership.iter().enumerate() {
            mass[m as usize] += self.degree[node];
        }
        let mut order: Vec<u32> = (0..nodes as u32).collect();
        order.shuffle(random);
        let mut waiting = vec![true; nodes];
        let mut queue: VecDeque<u32> = order.into();
        let (mut links, mut touched) = (vec![0.0; nodes], Vec::new());
        let mut moved = false;
        while let Some(node) = queue.pop_front() {
            let (node, own) = (node as usize, membership[node as usize]);
            waiting[node] = false;
            mass[own as usize] -= self.degree[node];
            touched.push(own);
            for &(other, weight) in &self.edges[node] {
                if other as usize != node {
                    let group = membership[other as usize];
                    if links[group as usize] == 0.0 && group != own {
                        touched.push(group);
                    }
                    links[group as usize] += weight;
                }
            }
            touched.sort_unstable();
            touched.dedup();
            let gain = |group: u32| {
                links[group as usize] - resolution * self.degree[node] * mass[group as usize] / self.total
            };
            let (mut best, mut best_gain) = (own, gain(own));
            for &group in &touched {
                let here = gain(group);
                if here > best_gain + 1e-12 {
                    (best, best_gain) = (group, here);
                }
            }
            for group in touched.drain(..) {
                links[group as usize] = 0.0;
            }
            mass[best as usize] += self.degree[node];
            if best != own {
                membership[node] = best;
                moved = true;
                for &(other, _) in &self.edges[node] {
                    if !waiting[other as usize] && membership[other as usize] != best {
                        waiting[other as usize] = true;
                        queue.push_back(other);
                    }
                }
            }
        }
        moved
    }

    /// Splits each community into well-connected parts: every node starts alone and may join a part of its own
    /// community that it is linked to.
    fn refine(&self, membership: &[u32], resolution: f64, random: &mut impl RngCore) -> Vec<u32> {
        let nodes = self.edges.len();
        let mut part: Vec<u32> = (0..nodes as u32).collect();
        let (mut mass, mut alone) = (self.degree.clone(), vec![true; nodes]);
        let mut order: Vec<u32> = (0..nodes as u32).collect();
        order.shuffle(random);
        let (mut links, mut touched): (Vec<f64>, Vec<u32>) = (vec![0.0; nodes], Vec::new());
        for node in order.into_iter().map(|n| n as usize).collect::<Vec<_>>() {
            if !alone[node] {
                continue;
            }
            for &(other, weight) in &self.edges[node] {
                if other as usize != node && membership[other as usize] == membership[node] {
                    let group = part[other as usize];
                    if links[group as usize] == 0.0 {
                        touched.push(group);
                    }
                    links[group as usize] += weight;
                }
            }
            touched.sort_unstable();
            let (mut best, mut best_gain) = (node as u32, 0.0);
            for &group in &touched {
                let here =
                    links[group as usize] - resolution * self.degree[node] * mass[group as usize] / self.total;
                if here > best_gain + 1e-12 {
                    (best, best_gain) = (group, here);
                }
            }
            for group in touched.drain(..) {
                links[group as usize] = 0.0;
            }
            if best as usize != node {
                mass[node] -= self.degree[node];
                mass[best as usize] += self.degree[node];
                part[node] = best;
                alone[best as usize] = false;
                alone[node] = false;
            }
        }
        part
    }

    /// One node per part; edges within a part become a self-loop that keeps its weight in the degree.
    fn aggregate(&self, part: &[u32], parts: usize) -> Network {
        let mut edges: Vec<Vec<(u32, f64)>> = vec![Vec::new(); parts];
        let mut degree = vec![0.0; parts];
        for (node, list) in self.edges.iter().enumerate() {
            degree[part[node] as usize] += self.degree[node];
            edges[part[node] as usize].extend(list.iter().map(|&(other, w)| (part[other as usize], w)));
        }
        for list in &mut edges {
            list.sort_by_key(|e| e.0);
            list.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 += next.1;
                }
                same
            });
        }
        Network { edges, degree, total: self.total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    /// Three cliques of five, chained by single weak edges.
    fn cliques() -> Graph {
        let mut edges = vec![Vec::new(); 15];
        let mut link = |a: usize, b: usize, w: f32| {
            edges[a].push((b as u32, w));
            edges[b].push((a as u32, w));
        };
        for clique in 0..3 {
            for a in 0..5 {
                for b in 0..a {
                    link(clique * 5 + a, clique * 5 + b, 1.0);
                }
            }
        }
        link(4, 5, 0.1);
        link(9, 10, 0.1);
        Graph { edges }
    }

    #[test]
    fn cliques_are_found_whatever_the_seed() {
        for seed in 0..20 {
            let found = communities(&cliques(), 1.0, &mut Seed(seed).stream("themes"));
            let wanted: Vec<u32> = (0..15).map(|n| n / 5).collect();
            assert_eq!(found, wanted, "seed {seed}");
        }
    }

    #[test]
    fn a_low_resolution_joins_and_a_high_one_parts() {
        let count = |resolution| {
            let found = communities(&cliques(), resolution, &mut Seed(1).stream("themes"));
            found.into_iter().max().map_or(0, |m| m + 1)
        };
        assert_eq!(count(0.001), 1);
        assert!(count(8.0) > 3);
    }
}
