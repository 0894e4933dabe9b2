//! From neighbours to themes: communities, then the small and the twin ones merged away.

use super::grain::stability;
use super::graph::{nearest, shared_neighbours};
use super::leiden::communities;
use crate::embedding::{EmbeddingMatrix, dot, normalize};
use crate::parallel::Threads;
use crate::seed::Seed;
use serde::Serialize;

/// How themes are found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ThemeSettings {
    /// Neighbours per clause of a full sample.
    pub neighbors: usize,
    /// Resolutions of the communities on a full sample, coarse and fine: higher gives more and smaller themes.
    pub resolutions: (f64, f64),
    /// Least agreement between resampled communities at which the fine resolution is taken, 0..1.
    pub confirmed: f64,
    /// A theme with fewer distinct clauses is dissolved, unless many people say them; its clauses go to their nearest
    /// theme or stay uncoded.
    pub min_clauses: usize,
    /// People who keep a theme of few distinct clauses alive: a copied answer is one idea of many.
    pub min_people: u32,
    /// Themes whose centroids are more alike than this cosine are one theme.
    pub twin_cosine: f32,
    /// Most themes; the most alike are merged until so many remain.
    pub max_themes: usize,
}

impl Default for ThemeSettings {
    /// Chosen on ten labelled sets together; benches/README.md has the figures of what lost.
    fn default() -> Self {
        Self {
            neighbors: 20,
            resolutions: (0.75, 2.0),
            confirmed: 0.7,
            min_clauses: 5,
            min_people: 10,
            twin_cosine: 0.9,
            max_themes: 96,
        }
    }
}

/// Which theme each clause of the sample belongs to, and where the themes lie.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Themes {
    /// For each row of the matrix: its theme, or none.
    pub member: Vec<Option<u32>>,
    /// Mean direction of each theme, `themes × dims`, length 1.
    pub centroids: EmbeddingMatrix,
}

impl Themes {
    /// Number of themes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.centroids.rows()
    }

    /// Whether none was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Finds the themes of distinct clauses (a sample of at most a few thousand: the work is quadratic), each said by so
/// many `people`. All-zero rows belong to none.
#[must_use]
pub fn find_themes(
    matrix: &EmbeddingMatrix,
    people: &[u32],
    settings: &ThemeSettings,
    seed: Seed,
    threads: &Threads,
) -> Themes {
    let lists = nearest(matrix, fewer(settings.neighbors, matrix.rows()), threads);
    let graph = shared_neighbours(&lists, threads);
    let (coarse, fine) = settings.resolutions;
    let finer = finer(matrix.rows());
    let stable = stability(&graph, fine * finer, seed, threads);
    // Either reason makes themes finer; both together would part a small survey into handfuls.
    let resolution = if stable >= settings.confirmed { fine.max(coarse * finer) } else { coarse * finer };
    let found = communities(&graph, resolution, &mut seed.stream("themes"));
    let known = (0..matrix.rows()).map(|r| matrix.row(r).iter().any(|v| *v != 0.0));
    let member: Vec<Option<u32>> = found.into_iter().zip(known).map(|(m, k)| k.then_some(m)).collect();
    merge(matrix, people, member, settings)
}

/// What the resolutions are multiplied by. Modularity finds fewer communities in a smaller graph (Fortunato and
/// Barthélemy 2007, PNAS 104), so a small survey needs a higher resolution for themes of the same grain: ×5 on 1,000
/// clauses, ×1 on the full sample. On eight labelled sets of 1,000 to 3,000 rows the power of .8 lowered the mean error of
/// shares from 3.4 to 2.5 points against the cube root, at a mean agreement (AMI) of .39 against .40; on the drawn surveys
/// of tests/recovery.rs the fast engine's worst error fell from 12.7 to 6.9 points.
fn finer(clauses: usize) -> f64 {
    (FULL_SAMPLE / clauses.max(1) as f64).powf(0.8).clamp(1.0, 6.0)
}

/// Neighbours per clause in a survey of so many: a small survey's themes have fewer clauses to be neighbours.
fn fewer(neighbors: usize, clauses: usize) -> usize {
    let part = (clauses as f64 / FULL_SAMPLE).powf(0.25).min(1.0);
    ((neighbors as f64 * part).round() as usize).max(6)
}

/// Clauses of a full sample, which [`ThemeSettings`] is meant for.
const FULL_SAMPLE: f64 = 8_000.0;

/// Dissolves small themes and merges the most alike pair until none is too alike and none too many.
fn merge(
    matrix: &EmbeddingMatrix,
    people: &[u32],
    mut member: Vec<Option<u32>>,
    settings: &ThemeSettings,
) -> Themes {
    let count = member.iter().flatten().max().map_or(0, |&m| m as usize + 1);
    let mut sums = vec![vec![0.0f32; matrix.dims]; count];
    let mut sizes = vec![(0usize, 0u32); count];
    for (row, theme) in member.iter().enumerate() {
        if let Some(theme) = *theme {
            sums[theme as usize].iter_mut().zip(matrix.row(row)).for_each(|(s, v)| *s += v);
            let size = &mut sizes[theme as usize];
            *size = (size.0 + 1, size.1.saturating_add(people.get(row).copied().unwrap_or(1)));
        }
    }
    let is_theme = |&(clauses, said_by): &(usize, u32)| {
        clauses >= settings.min_clauses || said_by >= settings.min_people
    };
    let mut into: Vec<Option<usize>> =
        sizes.iter().enumerate().map(|(t, n)| is_theme(n).then_some(t)).collect();
    let direction = |sum: &[f32]| {
        let mut centroid = sum.to_vec();
        normalize(&mut centroid);
        centroid
    };
    loop {
        let alive: Vec<usize> = (0..count).filter(|&t| into[t] == Some(t)).collect();
        let centroids: Vec<Vec<f32>> = alive.iter().map(|&t| direction(&sums[t])).collect();
        let mut best: Option<(usize, usize, f32)> = None;
        for (i, a) in centroids.iter().enumerate() {
            for (j, b) in centroids.iter().enumerate().take(i) {
                let alike = dot(a, b);
                if best.is_none_or(|(_, _, most)| alike > most) {
                    best = Some((alive[j], alive[i], alike));
                }
            }
        }
        let Some((keep, join, alike)) = best else { break };
        if alike < settings.twin_cosine && alive.len() <= settings.max_themes {
            break;
        }
        let joined = std::mem::take(&mut sums[join]);
        sums[keep].iter_mut().zip(&joined).for_each(|(k, j)| *k += j);
        into.iter_mut().filter(|t| **t == Some(join)).for_each(|t| *t = Some(keep));
    }
    let alive: Vec<usize> = (0..count).filter(|&t| into[t] == Some(t)).collect();
    let values = alive.iter().flat_map(|&t| direction(&sums[t])).collect();
    for theme in &mut member {
        *theme = theme
            .and_then(|t| into[t as usize])
            .and_then(|t| alive.binary_search(&t).ok())
            .map(|position| position as u32);
    }
    Themes { member, centroids: EmbeddingMatrix { dims: matrix.dims, values } }
}
