//! Waves → shares, differences, tests.

use super::control::{FALSE_PART, benjamini_hochberg};
use super::difference::{
    EXACT_UP_TO, Mean, Sample, Test, error_of_difference, mcnemar_exact, newcombe, observed_correlation,
    z_test,
};
use super::overlap::{Overlap, Pair, describe, pair_up};
use super::tally::{Joint, Rows, Tally, correlation_of_means, mean};
use super::{
    Change, CountedWave, MeanOf, MeanPoint, MeanRow, Person, Point, Trend, TrendRow, WaveBase, notes,
};
use crate::code_frame::CodeFrame;
use crate::shares::{HIDDEN_BASE, normal_quantile, two_sided_chance, wilson};

/// Compares waves that one frame has coded.
///
/// Shares are of people, on the base of the wave, weighted; intervals at the level `confidence`, 0..1. Each wave is
/// compared with the one before and, from the third on, with the first. People are the same in two waves if their ids
/// are. Waves whose base has fewer than [`HIDDEN_BASE`] people show nothing. Linear in the number of people.
///
/// Tests are Benjamini and Hochberg's at a false discovery rate of 5 % over all differences of the trend together.
#[must_use]
pub fn measure(frame: &CodeFrame, waves: &[CountedWave], confidence: f64) -> Trend {
    let rows = Rows::of(frame);
    let carried: Vec<Vec<Box<[usize]>>> = waves.iter().map(|wave| rows.carried(wave)).collect();
    let tallies: Vec<Tally> =
        waves.iter().zip(&carried).map(|(wave, carried)| Tally::of(wave, carried, rows.list.len())).collect();
    let mut trend = Trend {
        confidence,
        waves: waves
            .iter()
            .zip(&tallies)
            .map(|(wave, tally)| WaveBase { name: wave.name.clone(), base: tally.base })
            .collect(),
        overlaps: Vec::new(),
        rows: points(&rows, &tallies, confidence),
        means: [MeanOf::Sentiment, MeanOf::Score]
            .into_iter()
            .filter_map(|of| mean_points(of, waves, confidence))
            .collect(),
        tested: 0,
        significant: 0,
        bridges: Vec::new(),
        listed: None,
        notes: Vec::new(),
    };
    for (from, to) in compared(waves.len()) {
        let (Some(first), Some(second)) = (waves.get(from), waves.get(to)) else { continue };
        let pairs = pair_up(first, second);
        let overlap = describe(waves, from, to, &pairs);
        let of_two = |at: usize| (tallies.get(at), carried.get(at));
        if let ((Some(a), Some(carried_a)), (Some(b), Some(carried_b))) = (of_two(from), of_two(to)) {
            let joint = Joint::of(
                [first, second],
                [carried_a, carried_b],
                [a.squares, b.squares],
                &pairs,
                rows.list.len(),
            );
            changes(&mut trend.rows, [a, b], &joint, &overlap, confidence);
        }
        mean_changes(&mut trend.means, [first, second], &pairs, &overlap, confidence);
        trend.overlaps.push(overlap);
    }
    control(&mut trend);
    trend.notes = notes::of(&trend, waves);
    trend
}

/// Which waves are compared: each with the one before, then from the third on with the first.
fn compared(waves: usize) -> Vec<(usize, usize)> {
    (1..waves).map(|to| (to - 1, to)).chain((2..waves).map(|to| (0, to))).collect()
}

/// The rows with their shares.
fn points(rows: &Rows, tallies: &[Tally], confidence: f64) -> Vec<TrendRow> {
    let point = |tally: &Tally, row: usize| {
        let &(count, weight) = tally.rows.get(row).filter(|_| is_shown(tally))?;
        let share = (weight / tally.base.weighted).clamp(0.0, 1.0);
        let (low, high) = wilson(share, tally.base.effective, confidence);
        Some(Point { count, share, low, high })
    };
    let rows = rows.list.iter().enumerate().map(|(row, &(number, kind))| TrendRow {
        number,
        kind,
        points: tallies.iter().map(|tally| point(tally, row)).collect(),
        changes: Vec::new(),
    });
    rows.collect()
}

fn is_shown(tally: &Tally) -> bool {
    tally.base.count >= HIDDEN_BASE && tally.base.weighted > 0.0
}

/// Adds the differences of two waves to the rows.
fn changes(rows: &mut [TrendRow], tallies: [&Tally; 2], joint: &Joint, overlap: &Overlap, confidence: f64) {
    let (from, to) = (overlap.from, overlap.to);
    for (row, (pairs, &(gained, lost))) in rows.iter_mut().zip(joint.rows.iter().zip(&joint.changed)) {
        let point = |at: usize| row.points.get(at).copied().flatten();
        let (Some(first), Some(second)) = (point(from), point(to)) else { continue };
        let sample = |point: Point, tally: &Tally| Sample { share: point.share, base: tally.base.effective };
        let (first, second) = (sample(first, tallies[0]), sample(second, tallies[1]));
        let (low, high) = newcombe(first, second, observed_correlation(pairs), confidence);
        let (test, chance) = if overlap.is_whole && gained + lost < EXACT_UP_TO {
            (Test::McnemarExact, Some(mcnemar_exact(gained, lost)))
        } else {
            match z_test(first, second, pairs) {
                None => (Test::TooFew, None),
                chance if overlap.is_whole => (Test::Mcnemar, chance),
                chance if overlap.people > 0 => (Test::Overlapping, chance),
                chance => (Test::TwoSamples, chance),
            }
        };
        let difference = second.share - first.share;
        row.changes.push(Change {
            from,
            to,
            difference,
            low,
            high,
            test,
            chance,
            adjusted: None,
            is_significant: false,
        });
    }
}

fn value_of(of: MeanOf) -> impl Fn(&Person) -> Option<f64> + Copy {
    move |person: &Person| match of {
        MeanOf::Sentiment => Some(person.sentiment),
        MeanOf::Score => person.score.filter(|score| score.is_finite()),
    }
}

/// A mean's row with its values; none if no wave has any.
fn mean_points(of: MeanOf, waves: &[CountedWave], confidence: f64) -> Option<MeanRow> {
    let z = normal_quantile(f64::midpoint(1.0, confidence));
    let point = |wave: &CountedWave| {
        let (count, mean) = mean(wave, value_of(of)).filter(|m| m.0 >= HIDDEN_BASE)?;
        let Mean { value: mean, spread, base } = mean;
        let half = z * spread / base.sqrt();
        Some(MeanPoint { count, mean, low: mean - half, high: mean + half })
    };
    let points: Vec<Option<MeanPoint>> = waves.iter().map(point).collect();
    points.iter().any(Option::is_some).then_some(MeanRow { of, points, changes: Vec::new() })
}

/// Adds the differences of two waves to the means.
fn mean_changes(
    rows: &mut [MeanRow],
    waves: [&CountedWave; 2],
    pairs: &[Pair],
    overlap: &Overlap,
    confidence: f64,
) {
    let z = normal_quantile(f64::midpoint(1.0, confidence));
    let (from, to) = (overlap.from, overlap.to);
    for row in rows {
        let has = |at: usize| row.points.get(at).is_some_and(Option::is_some);
        let value = value_of(row.of);
        let [Some((_, first)), Some((_, second))] = waves.map(|wave| mean(wave, value)) else { continue };
        if !has(from) || !has(to) {
            continue;
        }
        let error = error_of_difference(first, second, correlation_of_means(waves, pairs, value));
        let difference = second.value - first.value;
        let test = if overlap.people > 0 { Test::Overlapping } else { Test::TwoSamples };
        row.changes.push(Change {
            from,
            to,
            difference,
            low: difference - z * error,
            high: difference + z * error,
            test: if error > 0.0 { test } else { Test::TooFew },
            chance: (error > 0.0).then(|| two_sided_chance(difference / error)),
            adjusted: None,
            is_significant: false,
        });
    }
}

/// Adjusts all chances together and says which differences are significant.
fn control(trend: &mut Trend) {
    let rows = trend.rows.iter_mut().flat_map(|row| &mut row.changes);
    let means = trend.means.iter_mut().flat_map(|row| &mut row.changes);
    let mut tested: Vec<&mut Change> = rows.chain(means).filter(|change| change.chance.is_some()).collect();
    let chances: Vec<f64> = tested.iter().filter_map(|change| change.chance).collect();
    for (change, adjusted) in tested.iter_mut().zip(benjamini_hochberg(&chances)) {
        change.adjusted = Some(adjusted);
        change.is_significant = adjusted <= FALSE_PART;
    }
    trend.significant = tested.iter().filter(|change| change.is_significant).count();
    trend.tested = chances.len();
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{person, wave};
    use super::*;
    use crate::code_frame::{CodeNumber, Standing};
    use crate::shares::RowKind;
    use crate::testing::frame;

    /// So many people without ids, of whom the first so many carry code 1.
    fn people(all: usize, carry: usize) -> CountedWave<'static> {
        wave((0..all).map(|i| person("", if i < carry { &[1] } else { &[] })).collect())
    }

    #[test]
    fn small_waves_are_marked_and_smaller_ones_show_nothing() {
        let trend = measure(&frame(), &[people(200, 40), people(9, 5), people(20, 8), people(200, 80)], 0.95);
        let row = trend.row(CodeNumber(1)).unwrap();
        let shares: Vec<Option<f64>> = row.points.iter().map(|p| p.map(|p| p.share)).collect();
        assert_eq!(shares, [Some(0.2), None, Some(0.4), Some(0.4)]);
        let compared: Vec<(usize, usize)> =
            row.changes.iter().map(|change| (change.from, change.to)).collect();
        assert_eq!(compared, [(2, 3), (0, 2), (0, 3)], "none with the wave that shows nothing");
        assert!(row.change(0, 3).unwrap().is_significant && !row.latest().unwrap().is_significant);
        let told = trend.notes.join("\n");
        assert!(
            told.contains("fewer than 10") && told.contains("under 30") && told.contains("ids"),
            "{told}"
        );
    }

    #[test]
    fn nets_count_people_once_and_codes_out_of_use_are_no_rows() {
        let mut frame = frame();
        frame.codes[2].standing = Standing::Retired;
        let mut first = people(100, 20);
        first.people[0].codes = [CodeNumber(1), CodeNumber(2), CodeNumber(3), CodeNumber(77)].into();
        first.people[99].in_base = false;
        first.people[99].codes = [CodeNumber(1)].into();
        let trend = measure(&frame, &[first, people(100, 20)], 0.95);
        let rows: Vec<(u16, RowKind)> = trend.rows.iter().map(|row| (row.number.0, row.kind)).collect();
        let kinds = [RowKind::Code, RowKind::Code, RowKind::Net, RowKind::Special, RowKind::Special];
        assert_eq!(rows, [1, 2, 101, 97, 98].into_iter().zip(kinds).collect::<Vec<_>>());
        let count = |number| trend.row(CodeNumber(number)).unwrap().points[0].unwrap().count;
        assert_eq!((count(1), count(2), count(101)), (20, 1, 20));
        assert_eq!(trend.waves[0].base.count, 99);
    }

    #[test]
    fn weights_make_the_share_and_the_effective_base() {
        let mut waves = [people(100, 50), people(100, 50)];
        for person in waves[0].people.iter_mut().take(50) {
            person.weight = 3.0;
        }
        let trend = measure(&frame(), &waves, 0.95);
        let point = trend.row(CodeNumber(1)).unwrap().points[0].unwrap();
        assert_eq!((point.share, point.count, trend.waves[0].base.effective), (0.75, 50, 80.0));
        assert_eq!((point.low, point.high), wilson(0.75, 80.0, 0.95));
    }
}
