//! Many answers that are alike and that no code fits.

use super::cloud::Cloud;
use super::regions::{FALSE_ALARM, LEAST_PEOPLE, LEAST_SHARE, NEW, Region, clearness};
use crate::embedding::{EmbeddingMatrix, dot, normalize};
use crate::parallel::Threads;
use crate::seed::Seed;
use crate::shares::normal_quantile;
use crate::themes::{ThemeSettings, find_themes};

/// The part of a theme's own clauses that its threshold lets go, as in a draft.
const STRAY: f32 = 0.03;

/// Least part of everybody for a theme that stood in the wave before already: its frame had left it out as too small to
/// be a code, and it is worth one from the share on that a closed question's options start at by default. Without this
/// line, two halves of `gambling_en` (500 answers each) gave three more themes of which none was new.
const LEAST_STANDING: f64 = 0.03;

/// Themes among the answers that no code fits, as regions: those that the wave before hardly had, and large ones that it
/// had.
pub(super) fn among_uncoded(
    now: &Cloud,
    before: Option<&Cloud>,
    seed: Seed,
    threads: &Threads,
) -> Vec<Region> {
    let is_known = |row: usize| now.vectors.row(row).iter().any(|v| *v != 0.0);
    let rows: Vec<usize> =
        (0..now.len()).filter(|&row| now.uncoded.get(row) == Some(&true) && is_known(row)).collect();
    if now.share(&rows) < LEAST_SHARE {
        return Vec::new();
    }
    let values = rows.iter().flat_map(|&row| now.vectors.row(row).iter().copied()).collect();
    let matrix = EmbeddingMatrix { dims: now.vectors.dims, values };
    let people = vec![1; rows.len()];
    let themes = find_themes(&matrix, &people, &ThemeSettings::default(), seed, threads);
    let region = |theme: usize| {
        let of_theme = rows.iter().zip(&themes.member).filter(|(_, member)| **member == Some(theme as u32));
        let own: Vec<usize> = of_theme.map(|(&row, _)| row).collect();
        let share = now.share(&own);
        if share < LEAST_SHARE || share * now.everybody() < LEAST_PEOPLE {
            return None;
        }
        let mut centre = themes.centroids.row(theme).to_vec();
        normalize(&mut centre);
        let mut cosines: Vec<f32> = own.iter().map(|&row| dot(now.vectors.row(row), &centre)).collect();
        cosines.sort_by(f32::total_cmp);
        let threshold = cosines.get((cosines.len() as f32 * STRAY) as usize).copied()?;
        let is_inside = |row: &usize| dot(now.vectors.row(*row), &centre) >= threshold;
        let own: Vec<usize> = own.into_iter().filter(is_inside).collect();
        let stood = before.map_or_else(Vec::new, |before| {
            let there = (0..before.len()).filter(|&row| before.uncoded.get(row) == Some(&true));
            there.filter(|&row| dot(before.vectors.row(row), &centre) >= threshold).collect()
        });
        let is_worth_a_code = before.is_none_or(|before| {
            let (then, now_share) = (before.share(&stood), now.share(&own));
            let is_clear = clearness(before, now, then, now_share) >= normal_quantile(1.0 - FALSE_ALARM);
            now_share >= LEAST_STANDING || (then <= NEW * now_share && is_clear)
        });
        is_worth_a_code.then_some(Region { centre, threshold, now: own, before: stood })
    };
    (0..themes.len()).filter_map(region).collect()
}
