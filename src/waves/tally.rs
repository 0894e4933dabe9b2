//! What each wave, and each pair of waves, adds up to.

use super::difference::{Mean, Pairs};
use super::overlap::Pair;
use super::{CountedWave, Person};
use crate::code_frame::{CodeFrame, CodeKind, CodeNumber};
use crate::shares::{Base, RowKind};

/// The rows of the trend: theme codes in use, nets in use, then "nothing" and "don't know".
pub(super) struct Rows {
    pub(super) list: Vec<(CodeNumber, RowKind)>,
    /// For each number: its row and the row of its net.
    place: Vec<[Option<usize>; 2]>,
}

impl Rows {
    pub(super) fn of(frame: &CodeFrame) -> Self {
        let codes = |theme: bool| frame.active_codes().filter(move |c| (c.kind == CodeKind::Theme) == theme);
        let mut list: Vec<(CodeNumber, RowKind)> = codes(true).map(|c| (c.number, RowKind::Code)).collect();
        list.extend(frame.active_nets().map(|n| (n.number, RowKind::Net)));
        list.extend(codes(false).map(|c| (c.number, RowKind::Special)));
        let numbers = list.iter().map(|(number, _)| usize::from(number.0) + 1).max().unwrap_or(0);
        let row = |wanted: CodeNumber| list.iter().position(|&(number, _)| number == wanted);
        let mut place = vec![[None; 2]; numbers];
        for &(number, _) in &list {
            let net = frame.code(number).and_then(|c| c.net);
            if let Some(slot) = place.get_mut(usize::from(number.0)) {
                *slot = [row(number), net.and_then(row)];
            }
        }
        Self { list, place }
    }

    /// The rows that each person of the wave stands in, each once; none outside the base.
    pub(super) fn carried(&self, wave: &CountedWave) -> Vec<Box<[usize]>> {
        let of = |person: &Person| -> Box<[usize]> {
            if !person.in_base {
                return Box::default();
            }
            let places = person.codes.iter().filter_map(|code| self.place.get(usize::from(code.0)));
            let mut rows: Vec<usize> = places.flatten().copied().flatten().collect();
            rows.sort_unstable();
            rows.dedup();
            rows.into()
        };
        wave.people.iter().map(of).collect()
    }
}

/// One wave, added up.
pub(super) struct Tally {
    pub(super) base: Base,
    /// Σw² of the base.
    pub(super) squares: f64,
    /// For each row: people, and the sum of their weights.
    pub(super) rows: Vec<(usize, f64)>,
}

impl Tally {
    pub(super) fn of(wave: &CountedWave, carried: &[Box<[usize]>], rows: usize) -> Self {
        let mut tally = Self { base: Base::default(), squares: 0.0, rows: vec![(0, 0.0); rows] };
        for (person, carried) in wave.people.iter().zip(carried).filter(|(person, _)| person.in_base) {
            tally.base.count += 1;
            tally.base.weighted += person.weight;
            tally.squares += person.weight * person.weight;
            for &row in carried {
                if let Some((count, weight)) = tally.rows.get_mut(row) {
                    *count += 1;
                    *weight += person.weight;
                }
            }
        }
        tally.base.effective = effective(tally.base.weighted, tally.squares);
        tally
    }
}

/// Kish's effective size from Σw and Σw².
fn effective(weight: f64, squares: f64) -> f64 {
    if squares > 0.0 { weight * weight / squares } else { 0.0 }
}

/// The people who answered both waves, added up for each row.
pub(super) struct Joint {
    pub(super) rows: Vec<Pairs>,
    /// For each row: how many carry it in the later wave only, and in the earlier only.
    pub(super) changed: Vec<(usize, usize)>,
}

impl Joint {
    /// `carried` and `squares` (Σw² of the base) are those of the two waves, earlier first.
    pub(super) fn of(
        waves: [&CountedWave; 2],
        carried: [&[Box<[usize]>]; 2],
        squares: [f64; 2],
        pairs: &[Pair],
        rows: usize,
    ) -> Self {
        let (mut sums, mut changed) = (vec![[0.0; 3]; rows], vec![(0, 0); rows]);
        let (mut weight, mut weight_squares) = (0.0, 0.0);
        for &(a, b) in pairs {
            let [Some(first), Some(second)] = [waves[0].people.get(a), waves[1].people.get(b)] else {
                continue;
            };
            let w = first.weight * second.weight;
            weight += w;
            weight_squares += w * w;
            let none: &[usize] = &[];
            let before = carried[0].get(a).map_or(none, |rows| rows);
            let after = carried[1].get(b).map_or(none, |rows| rows);
            for &row in before {
                let stays = after.contains(&row);
                if let (Some(sum), Some(change)) = (sums.get_mut(row), changed.get_mut(row)) {
                    sum[0] += w;
                    sum[2] += if stays { w } else { 0.0 };
                    change.1 += usize::from(!stays);
                }
            }
            for &row in after {
                if let (Some(sum), Some(change)) = (sums.get_mut(row), changed.get_mut(row)) {
                    sum[1] += w;
                    change.0 += usize::from(!before.contains(&row));
                }
            }
        }
        let tie = tie(weight, squares);
        let effective = effective(weight, weight_squares);
        let part = |sum: f64| if weight > 0.0 { (sum / weight).clamp(0.0, 1.0) } else { 0.0 };
        let of_row = |[first, second, both]: [f64; 3]| Pairs {
            tie,
            effective,
            first: part(first),
            second: part(second),
            both: part(both),
        };
        Self { rows: sums.into_iter().map(of_row).collect(), changed }
    }
}

/// How closely pairs whose products of weights sum to `weight` tie two waves with these Σw².
fn tie(weight: f64, squares: [f64; 2]) -> f64 {
    let whole = (squares[0] * squares[1]).sqrt();
    if whole > 0.0 { (weight / whole).clamp(0.0, 1.0) } else { 0.0 }
}

/// The weighted mean of what the people of the base have a value of, and how many they are.
pub(super) fn mean(wave: &CountedWave, value: impl Fn(&Person) -> Option<f64>) -> Option<(usize, Mean)> {
    let valued = || wave.people.iter().filter(|p| p.in_base).filter_map(|p| Some((p.weight, value(p)?)));
    let (count, weight, squares) =
        valued().fold((0, 0.0, 0.0), |(n, w, s), (weight, _)| (n + 1, w + weight, s + weight * weight));
    if weight <= 0.0 {
        return None;
    }
    let mean = valued().map(|(w, v)| w * v).sum::<f64>() / weight;
    let variance = valued().map(|(w, v)| w * (v - mean) * (v - mean)).sum::<f64>() / weight;
    let base = effective(weight, squares);
    // The effective base takes the place of the sample's size in the usual correction.
    let spread = (variance * base / (base - 1.0).max(1.0)).sqrt();
    Some((count, Mean { value: mean, spread, base }))
}

/// The correlation of the errors of two such means: Pearson's over the pairs, times how closely the waves are tied.
pub(super) fn correlation_of_means(
    waves: [&CountedWave; 2],
    pairs: &[Pair],
    value: impl Fn(&Person) -> Option<f64>,
) -> f64 {
    let both = pairs.iter().filter_map(|&(a, b)| {
        let (first, second) = (waves[0].people.get(a)?, waves[1].people.get(b)?);
        Some((first.weight * second.weight, value(first)?, value(second)?))
    });
    let both: Vec<(f64, f64, f64)> = both.collect();
    let weight: f64 = both.iter().map(|p| p.0).sum();
    if weight <= 0.0 {
        return 0.0;
    }
    let mean = |of: fn(&(f64, f64, f64)) -> f64| both.iter().map(|p| p.0 * of(p)).sum::<f64>() / weight;
    let means = (mean(|p| p.1), mean(|p| p.2));
    let products = both.iter().map(|&(w, x, y)| (w, x - means.0, y - means.1));
    let (xx, yy, xy) = products
        .fold((0.0, 0.0, 0.0), |(xx, yy, xy), (w, x, y)| (xx + w * x * x, yy + w * y * y, xy + w * x * y));
    let scale = (xx * yy).sqrt();
    let squares = waves.map(|wave| {
        let valued = wave.people.iter().filter(|p| p.in_base && value(p).is_some());
        valued.map(|p| p.weight * p.weight).sum::<f64>()
    });
    if scale > 0.0 { tie(weight, squares) * (xy / scale).clamp(-1.0, 1.0) } else { 0.0 }
}
