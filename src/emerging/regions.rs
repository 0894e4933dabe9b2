//! Where one wave has people and the wave before it hardly any.
//!
//! Both waves' clauses form one graph of shared neighbours. Its communities, from coarse to fine, are candidates; one that
//! is much commoner in the new wave becomes a region: what lies nearer to its centre than to any code's, cut where the
//! waves differ most. Counting local neighbours of either wave (Schilling 1986, JASA 81) and clustering what stands out
//! found fewer (benches/README.md).

use super::cloud::Cloud;
use crate::embedding::{EmbeddingMatrix, dot, normalize};
use crate::parallel::Threads;
use crate::seed::Seed;
use crate::shares::normal_quantile;
use crate::themes::{communities, nearest, shared_neighbours};

/// Neighbours of a clause; 30 found as many.
const NEIGHBOURS: usize = 15;
/// Resolutions of the communities: new themes may be finer than the frame's codes or coarser.
const RESOLUTIONS: [f64; 4] = [1.0, 2.0, 4.0, 8.0];
/// Least part of everybody who must have said it.
pub(super) const LEAST_SHARE: f64 = 0.01;
/// Least number of them.
pub(super) const LEAST_PEOPLE: f64 = 5.0;
/// A community is looked at if its share of the wave before is at most this part of its share now …
const GROWN: f64 = 0.5;
/// … and what lies around it is new if at most this part.
pub(super) const NEW: f64 = 0.4;
/// The chance that a wave without anything new shows something: each community is tested at this level over the number of
/// them (Bonferroni). It is the community that is tested: what is then cut out around it is cut where the waves differ most,
/// so a test of that would find too much.
pub(super) const FALSE_ALARM: f64 = 0.01;

/// A region that is new.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Region {
    /// Length 1.
    pub(super) centre: Vec<f32>,
    /// Least cosine with the centre.
    pub(super) threshold: f32,
    /// Clauses of the new wave inside.
    pub(super) now: Vec<usize>,
    /// Clauses of the wave before.
    pub(super) before: Vec<usize>,
}

/// Two waves side by side.
pub(super) struct Waves<'a> {
    before: &'a Cloud,
    now: &'a Cloud,
    /// Clauses of the wave before, then of the new one.
    joint: EmbeddingMatrix,
    /// Each clause's cosine with the nearest centre of the frame.
    nearest_code: Vec<f32>,
}

impl<'a> Waves<'a> {
    /// `centres` are those of the frame's codes.
    pub(super) fn new(
        before: &'a Cloud,
        now: &'a Cloud,
        centres: &EmbeddingMatrix,
        threads: &Threads,
    ) -> Self {
        let values = [before.vectors.values.as_slice(), &now.vectors.values].concat();
        let joint = EmbeddingMatrix { dims: now.vectors.dims, values };
        let rows: Vec<usize> = (0..joint.rows()).collect();
        let nearest_code = threads.map(&rows, |&row| {
            let cosines = (0..centres.rows()).map(|centre| dot(centres.row(centre), joint.row(row)));
            cosines.fold(f32::NEG_INFINITY, f32::max)
        });
        Self { before, now, joint, nearest_code }
    }

    /// The regions that are new, the clearest first; no two of them share most of their people.
    pub(super) fn new_regions(&self, grain: f32, seed: Seed, threads: &Threads) -> Vec<Region> {
        let groups = self.communities(seed, threads);
        let level = 1.0 - FALSE_ALARM / groups.len().max(1) as f64;
        let clear = normal_quantile(level);
        let grown = groups.iter().filter(|group| {
            let (before, now) = self.shares(group);
            before <= GROWN * now && clearness(self.before, self.now, before, now) >= clear
        });
        let centres: Vec<Vec<f32>> = grown.map(|group| self.centre(group)).collect();
        let regions =
            threads.map_chunks(&centres, 1, |_, one| one.first().and_then(|centre| self.around(centre)));
        let clearness = |region: &Region| {
            let (before, now) = (self.before.share(&region.before), self.now.share(&region.now));
            clearness(self.before, self.now, before, now)
        };
        let new = regions.into_iter().flatten().filter(|region| self.is_new(region));
        let mut found: Vec<(f64, Region)> = new.map(|region| (clearness(&region), region)).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.now.cmp(&b.1.now)));
        let mut kept: Vec<Region> = Vec::new();
        for (_, region) in found {
            if kept.iter().all(|other| !overlap(&other.now, &region.now)) {
                kept.push(region);
            }
        }
        self.join(kept, grain)
    }

    /// Communities of both waves' clauses at every resolution, as rows.
    fn communities(&self, seed: Seed, threads: &Threads) -> Vec<Vec<usize>> {
        let lists = nearest(&self.joint, NEIGHBOURS, threads);
        let graph = shared_neighbours(&lists, threads);
        let found = threads.map_chunks(&RESOLUTIONS, 1, |_, resolution| {
            let resolution = resolution.first().copied().unwrap_or(1.0);
            communities(&graph, resolution, &mut seed.stream("emerging"))
        });
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for member in found {
            let first = groups.len();
            let count = member.iter().max().map_or(0, |&m| m as usize + 1);
            groups.resize(first + count, Vec::new());
            for (row, community) in member.into_iter().enumerate() {
                if let Some(group) = groups.get_mut(first + community as usize) {
                    group.push(row);
                }
            }
        }
        groups.retain(|group| self.shares(group).1 >= LEAST_SHARE);
        groups
    }

    /// These rows as clauses of the wave before and of the new one.
    fn parted(&self, rows: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let first = self.before.len();
        let (before, now): (Vec<usize>, Vec<usize>) = rows.iter().partition(|&&row| row < first);
        (before, now.into_iter().map(|row| row - first).collect())
    }

    fn shares(&self, rows: &[usize]) -> (f64, f64) {
        let (before, now) = self.parted(rows);
        (self.before.share(&before), self.now.share(&now))
    }

    /// The mean direction of the new wave's clauses among these rows.
    fn centre(&self, rows: &[usize]) -> Vec<f32> {
        let mut centre = vec![0.0; self.joint.dims];
        for &row in rows.iter().filter(|&&row| row >= self.before.len()) {
            centre.iter_mut().zip(self.joint.row(row)).for_each(|(c, v)| *c += v);
        }
        normalize(&mut centre);
        centre
    }

    /// What lies nearer to this centre than to any code's, out to where the shares of the waves differ most; none if they
    /// nowhere do.
    fn around(&self, centre: &[f32]) -> Option<Region> {
        let mut near: Vec<(f32, usize)> = (0..self.joint.rows())
            .filter_map(|row| {
                let cosine = dot(self.joint.row(row), centre);
                (cosine > *self.nearest_code.get(row)?).then_some((cosine, row))
            })
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut seen = [vec![false; self.before.people.len()], vec![false; self.now.people.len()]];
        let (mut ahead, mut most, mut cut) = (0.0, 0.0, 0);
        for (place, &(_, row)) in near.iter().enumerate() {
            let is_new = row >= self.before.len();
            let (cloud, row) = if is_new { (self.now, row - self.before.len()) } else { (self.before, row) };
            let answer = *cloud.answer.get(row)? as usize;
            let is_seen = seen[usize::from(is_new)].get_mut(answer)?;
            if !std::mem::replace(is_seen, true) {
                let share = cloud.people.get(answer)? / cloud.everybody().max(1.0);
                ahead += if is_new { share } else { -share };
            }
            if ahead > most {
                (most, cut) = (ahead, place + 1);
            }
        }
        let inside = near.get(..cut)?;
        let threshold = inside.last()?.0;
        let (before, now) = self.parted(&inside.iter().map(|near| near.1).collect::<Vec<_>>());
        Some(Region { centre: centre.to_vec(), threshold, now, before })
    }

    fn is_new(&self, region: &Region) -> bool {
        let (before, now) = (self.before.share(&region.before), self.now.share(&region.now));
        now >= LEAST_SHARE && now * self.now.everybody() >= LEAST_PEOPLE && before <= NEW * now
    }

    /// Joins regions that are nearer to each other than the frame's codes usually are: one code, by its grain.
    fn join(&self, mut regions: Vec<Region>, grain: f32) -> Vec<Region> {
        loop {
            let pairs = (0..regions.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
            let alike = pairs.map(|(a, b)| (dot(&regions[a].centre, &regions[b].centre), a, b));
            let best = alike.reduce(|best, next| if next.0 > best.0 { next } else { best });
            let Some((_, a, b)) = best.filter(|(cosine, ..)| *cosine > grain) else { return regions };
            let other = regions.remove(b);
            let rows: Vec<usize> =
                regions[a].now.iter().chain(&other.now).map(|now| now + self.before.len()).collect();
            // Where they are not new together, the clearer one stays.
            if let Some(joined) = self.around(&self.centre(&rows)).filter(|joined| self.is_new(joined)) {
                regions[a] = joined;
            }
        }
    }
}

/// How many standard errors a share has grown by: the pooled two-proportion test.
pub(super) fn clearness(first: &Cloud, second: &Cloud, before: f64, now: f64) -> f64 {
    let (m, n) = (first.everybody(), second.everybody());
    let pooled = (before * m + now * n) / (m + n).max(1.0);
    let error = (pooled * (1.0 - pooled) * (1.0 / m.max(1.0) + 1.0 / n.max(1.0))).sqrt();
    if error > 0.0 { (now - before) / error } else { 0.0 }
}

/// Whether two ascending or unordered lists of clauses share more than half of the shorter.
fn overlap(a: &[usize], b: &[usize]) -> bool {
    let mut sorted = a.to_vec();
    sorted.sort_unstable();
    let shared = b.iter().filter(|clause| sorted.binary_search(clause).is_ok()).count();
    shared * 2 > a.len().min(b.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    const DIMS: usize = 24;

    /// So many answers of one clause near each of these axes; along with none, anywhere.
    fn cloud(seed: u64, groups: &[(Option<usize>, usize)]) -> Cloud {
        let mut random = Seed(seed).stream("cloud");
        let mut cloud =
            Cloud { vectors: EmbeddingMatrix { dims: DIMS, values: Vec::new() }, ..Cloud::default() };
        for &(axis, count) in groups {
            for _ in 0..count {
                let mut row: Vec<f32> = (0..DIMS).map(|_| random.gen_range(-1.0..1.0)).collect();
                if let Some(axis) = axis {
                    row.iter_mut().for_each(|v| *v *= 0.35);
                    row[axis] += 1.5;
                }
                normalize(&mut row);
                cloud.vectors.values.extend(row);
                cloud.answer.push(cloud.people.len() as u32);
                cloud.people.push(1.0);
                cloud.uncoded.push(false);
                cloud.place.push(cloud.place.len());
            }
        }
        cloud
    }

    fn found(before: &Cloud, now: &Cloud) -> Vec<Region> {
        let mut centres = EmbeddingMatrix { dims: DIMS, values: Vec::new() };
        for axis in 0..4 {
            centres.values.extend((0..DIMS).map(|v| f32::from(u8::from(v == axis))));
        }
        let threads = Threads::new(2).unwrap();
        let found = Waves::new(before, now, &centres, &threads).new_regions(0.9, Seed(1), &threads);
        let alone = Threads::new(1).unwrap();
        assert_eq!(Waves::new(before, now, &centres, &alone).new_regions(0.9, Seed(1), &alone), found);
        found
    }

    const KNOWN: [(Option<usize>, usize); 4] =
        [(Some(0), 120), (Some(1), 120), (Some(2), 120), (Some(3), 120)];

    #[test]
    fn a_planted_theme_is_found_with_nearly_all_of_its_people_and_nobody_else() {
        let now = cloud(2, &[&KNOWN[..], &[(Some(7), 30)]].concat());
        let found = found(&cloud(1, &KNOWN), &now);
        assert_eq!(found.len(), 1);
        let inside = found[0].now.iter().filter(|&&row| row >= 480).count();
        assert!(inside >= 27 && inside == found[0].now.len(), "{inside} of {}", found[0].now.len());
        assert!(found[0].before.is_empty());
    }

    #[test]
    fn two_planted_themes_stay_two_and_one_that_stood_before_is_not_new() {
        let themes = [(Some(7), 30), (Some(9), 30), (Some(11), 30)];
        let before = cloud(1, &[&KNOWN[..], &themes[2..]].concat());
        let found = found(&before, &cloud(2, &[&KNOWN[..], &themes].concat()));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn the_same_wave_other_people_and_noise_are_not_new() {
        let before = cloud(1, &KNOWN);
        assert_eq!(found(&before, &before), []);
        assert_eq!(found(&before, &cloud(2, &KNOWN)), []);
        let noise = [&KNOWN[..], &[(None, 30)]].concat();
        assert_eq!(found(&cloud(1, &noise), &cloud(2, &noise)), []);
    }

    #[test]
    fn nothing_at_all_is_no_fault() {
        assert_eq!(found(&cloud(1, &[]), &cloud(2, &[])), []);
        assert_eq!(found(&cloud(1, &KNOWN), &cloud(2, &[])), []);
    }
}
