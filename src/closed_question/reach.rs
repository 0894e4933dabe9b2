//! How many people find one of their reasons among the options (TURF: total unduplicated reach).

use super::Patterns;
use crate::code_frame::CodeNumber;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Looks at people's codes that the search for the best list may take: about a tenth of a second. Twelve of thirty options
/// need fewer in most surveys; a search that needs more falls back on the greedy list.
const MOST_LOOKS: usize = 20_000_000;

/// One step of the coverage curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ReachStep {
    /// How many options stand so far, from 1.
    pub options: usize,
    /// The option that comes in.
    pub number: CodeNumber,
    /// Weighted share of the base that finds at least one of its reasons among them, 0..1.
    pub covered: f64,
}

/// People by which of some candidates they carry.
#[derive(Debug)]
pub(super) struct Reach {
    /// For each candidate the groups of people who carry it, ascending.
    carriers: Vec<Vec<usize>>,
    /// The weight of each group.
    weights: Vec<f64>,
}

impl Reach {
    /// `candidates` are the codes behind each; those of a net are several.
    pub(super) fn new(candidates: &[&[CodeNumber]], patterns: &Patterns) -> Self {
        let mut by_code: BTreeMap<CodeNumber, Vec<usize>> = BTreeMap::new();
        for (place, codes) in candidates.iter().enumerate() {
            codes.iter().for_each(|&code| by_code.entry(code).or_default().push(place));
        }
        // People who carry the same candidates are one group.
        let mut groups: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
        for (codes, _, weight) in patterns.iter() {
            let mut carried: Vec<usize> =
                codes.iter().filter_map(|code| by_code.get(code)).flatten().copied().collect();
            carried.sort_unstable();
            carried.dedup();
            if !carried.is_empty() {
                *groups.entry(carried).or_default() += weight;
            }
        }
        let mut reach = Self { carriers: vec![Vec::new(); candidates.len()], weights: Vec::new() };
        for (group, (carried, weight)) in groups.into_iter().enumerate() {
            for place in carried {
                if let Some(groups) = reach.carriers.get_mut(place) {
                    groups.push(group);
                }
            }
            reach.weights.push(weight);
        }
        reach
    }

    /// The weight that each of `order` adds to those before it.
    pub(super) fn added(&self, order: &[usize]) -> Vec<f64> {
        let mut covered = vec![false; self.weights.len()];
        order.iter().map(|&place| self.cover(place, &mut covered)).collect()
    }

    /// `first`, then whichever candidate adds the most people, until there are `most`; of equals the one that stands first.
    /// At least 63 % of the best list's reach. Source: Nemhauser, Wolsey and Fisher (1978), Mathematical Programming 14.
    pub(super) fn greedy(&self, first: &[usize], most: usize) -> Vec<usize> {
        let mut covered = vec![false; self.weights.len()];
        first.iter().for_each(|&place| {
            self.cover(place, &mut covered);
        });
        let mut order = first.to_vec();
        while order.len() < most {
            let left = (0..self.carriers.len()).filter(|place| !order.contains(place));
            let best = left.map(|place| (place, self.gain(place, &covered)));
            let best = best.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            let Some((best, _)) = best else { break };
            self.cover(best, &mut covered);
            order.push(best);
        }
        order
    }

    /// Those `most` candidates, `first` among them, that reach the most people: branch and bound from the greedy list on.
    /// None if the search would take too long.
    pub(super) fn best(&self, first: &[usize], most: usize) -> Option<Vec<usize>> {
        let greedy = self.greedy(first, most);
        let mut covered = vec![false; self.weights.len()];
        let reached = first.iter().map(|&place| self.cover(place, &mut covered)).sum();
        let rest = (0..self.carriers.len()).filter(|place| !first.contains(place)).collect::<Vec<_>>();
        let reached_by = |order: &[usize]| self.added(order).iter().sum::<f64>();
        let mut search = Search {
            reach: self,
            best: (reached_by(&greedy), greedy),
            looks: 0,
            chosen: first.to_vec(),
            most,
        };
        search.run(&rest, &covered, reached).then_some(search.best.1)
    }

    /// The weight of a candidate's people who are not covered yet.
    fn gain(&self, place: usize, covered: &[bool]) -> f64 {
        let groups = self.carriers.get(place).map_or(&[][..], Vec::as_slice);
        let open = groups.iter().filter(|&&group| covered.get(group) == Some(&false));
        open.filter_map(|&group| self.weights.get(group)).sum()
    }

    /// Covers a candidate's people, and returns their weight as in [`Reach::gain`].
    fn cover(&self, place: usize, covered: &mut [bool]) -> f64 {
        let gain = self.gain(place, covered);
        for &group in self.carriers.get(place).map_or(&[][..], Vec::as_slice) {
            if let Some(flag) = covered.get_mut(group) {
                *flag = true;
            }
        }
        gain
    }
}

/// A search for the list of the furthest reach.
struct Search<'r> {
    reach: &'r Reach,
    /// The weight that the best list so far reaches, and that list.
    best: (f64, Vec<usize>),
    looks: usize,
    chosen: Vec<usize>,
    most: usize,
}

impl Search<'_> {
    /// Tries every list that goes on from `chosen` with some of `left`, unless it cannot beat the best one: together the
    /// candidates of a list add no more than each adds by itself. False if it took too many looks.
    fn run(&mut self, left: &[usize], covered: &[bool], reached: f64) -> bool {
        if reached > self.best.0 {
            self.best = (reached, self.chosen.clone());
        }
        let open = self.most.saturating_sub(self.chosen.len());
        if open == 0 || left.is_empty() {
            return true;
        }
        let mut gains: Vec<(f64, usize)> = Vec::with_capacity(left.len());
        for &place in left {
            self.looks += self.reach.carriers.get(place).map_or(0, Vec::len) + 1;
            gains.push((self.reach.gain(place, covered), place));
        }
        if self.looks > MOST_LOOKS {
            return false;
        }
        gains.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (tried, &(gain, place)) in gains.iter().enumerate() {
            let bound: f64 = gains.iter().skip(tried).take(open).map(|(gain, _)| gain).sum();
            // A bound that is better only by rounding would open the whole tree.
            if reached + bound <= self.best.0 * (1.0 + 1e-12) {
                return true;
            }
            let mut wider = covered.to_vec();
            self.reach.cover(place, &mut wider);
            let rest: Vec<usize> = gains.iter().skip(tried + 1).map(|&(_, place)| place).collect();
            self.chosen.push(place);
            let goes_on = self.run(&rest, &wider, reached + gain);
            self.chosen.pop();
            if !goes_on {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::Study;
    use crate::testing::coded;

    /// People by their codes.
    fn reach(groups: &[(usize, &[u16])], candidates: &[&[u16]]) -> Reach {
        let people: usize = groups.iter().map(|(people, _)| people).sum();
        let study = Study::from_verbatims("why", (0..people).map(|_| "x"));
        let codings = groups.iter().flat_map(|&(people, codes)| vec![coded(codes, 0.0); people]);
        let mut patterns = Patterns::default();
        study.respondents.iter().zip(codings).for_each(|(person, coding)| patterns.add(person, &coding));
        let numbers: Vec<Vec<CodeNumber>> =
            candidates.iter().map(|codes| codes.iter().map(|&code| CodeNumber(code)).collect()).collect();
        Reach::new(&numbers.iter().map(Vec::as_slice).collect::<Vec<_>>(), &patterns)
    }

    #[test]
    fn greedy_takes_who_adds_most_and_the_search_who_reach_most_together() {
        // 1 is the largest, but 2 and 3 together reach everybody.
        let groups: [(usize, &[u16]); 4] = [(30, &[1, 2]), (30, &[1, 3]), (20, &[2]), (20, &[3])];
        let reach = reach(&groups, &[&[1], &[2], &[3]]);
        assert_eq!(reach.greedy(&[], 2), [0, 1]);
        assert_eq!(reach.added(&[0, 1, 2]), [60.0, 20.0, 20.0]);
        let mut best = reach.best(&[], 2).unwrap();
        best.sort_unstable();
        assert_eq!(best, [1, 2]);
        assert_eq!(reach.best(&[0], 2).unwrap(), [0, 1], "what is kept stays");
    }

    #[test]
    fn a_net_reaches_whoever_carries_any_of_its_codes() {
        let reach = reach(&[(10, &[1]), (20, &[2]), (5, &[1, 2]), (7, &[3])], &[&[1, 2], &[3]]);
        assert_eq!(reach.added(&[0, 1]), [35.0, 7.0]);
        assert_eq!(reach.greedy(&[], 9), [0, 1]);
    }

    #[test]
    fn the_search_finds_what_trying_every_list_finds() {
        for round in 0..40_u64 {
            let mut state = round.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            let mut next = |below: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % below
            };
            let groups: Vec<(usize, Vec<u16>)> = (0..12)
                .map(|_| {
                    let codes = (1..=8).filter(|_| next(3) == 0).collect();
                    (1 + next(20) as usize, codes)
                })
                .collect();
            let borrowed: Vec<(usize, &[u16])> =
                groups.iter().map(|(n, codes)| (*n, codes.as_slice())).collect();
            let reach = reach(&borrowed, &[&[1], &[2], &[3], &[4], &[5], &[6], &[7], &[8]]);
            let total = |order: &[usize]| reach.added(order).iter().sum::<f64>();
            let lists = (0_u32..256).filter(|list| list.count_ones() == 3);
            let most = lists
                .map(|list| total(&(0..8).filter(|place| list & (1 << place) != 0).collect::<Vec<_>>()))
                .fold(0.0, f64::max);
            let best = reach.best(&[], 3).unwrap();
            assert!(best.len() <= 3 && (total(&best) - most).abs() < 1e-9, "{round}: {best:?}");
        }
    }
}
