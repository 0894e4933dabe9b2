//! Whether the intervals and tests keep what they promise, on drawn waves whose truth is known.

use super::{CountedWave, Person, Trend, measure};
use crate::code_frame::CodeNumber;
use crate::seed::Seed;
use crate::testing::frame;
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Codes of the small frame with their true shares in both waves.
type Truth = [(u16, f64, f64); 5];

/// A pair of waves to draw.
#[derive(Debug, Clone, Copy)]
struct Design {
    people: usize,
    /// Part of the people who answer both.
    overlap: f64,
    /// Chance that somebody's second answer is the first one again.
    loyalty: f64,
    /// Spread of the logarithm of the weights; those of one person are near each other.
    weights: f64,
}

fn normal(random: &mut Xoshiro256PlusPlus) -> f64 {
    // Twelve uniforms: near enough for weights.
    (0..12).map(|_| random.r#gen::<f64>()).sum::<f64>() - 6.0
}

/// Two waves, compared.
fn drawn(design: Design, truth: &Truth, ids: &[String], random: &mut Xoshiro256PlusPlus) -> Trend {
    let stays = (design.people as f64 * design.overlap) as usize;
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for i in 0..design.people {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for &(code, p1, p2) in truth {
            let luck: f64 = random.r#gen();
            let again: f64 = random.r#gen();
            let fresh: f64 = random.r#gen();
            let then = if i < stays && again < design.loyalty { luck } else { fresh };
            before.extend((luck < p1).then_some(CodeNumber(code)));
            after.extend((then < p2).then_some(CodeNumber(code)));
        }
        let own = design.weights * normal(random);
        let mut weight = || (0.9 * own + 0.4 * design.weights * normal(random)).exp();
        let (w1, w2) = (weight(), weight());
        let id = ids.get(i).map_or("", String::as_str);
        let other = ids.get(if i < stays { i } else { i + design.people }).map_or("", String::as_str);
        first.push(Person { id, weight: w1, codes: before.into(), ..Person::default() });
        second.push(Person { id: other, weight: w2, codes: after.into(), ..Person::default() });
    }
    let wave = |people| CountedWave { name: String::new(), people };
    measure(&frame(), &[wave(first), wave(second)], 0.95)
}

const DESIGNS: [(&str, f64, f64, f64); 7] = [
    ("two samples", 0.0, 0.0, 0.0),
    ("two samples, weighted", 0.0, 0.0, 0.5),
    ("half a panel", 0.5, 0.6, 0.0),
    ("half a panel, weighted", 0.5, 0.6, 0.5),
    ("whole panel", 1.0, 0.6, 0.0),
    ("whole panel, weighted", 1.0, 0.6, 0.5),
    ("loyal panel", 1.0, 0.95, 0.0),
];

const STILL: Truth = [(1, 0.03, 0.03), (2, 0.08, 0.08), (3, 0.15, 0.15), (97, 0.3, 0.3), (98, 0.5, 0.5)];
const MOVED: Truth = [(1, 0.03, 0.05), (2, 0.08, 0.05), (3, 0.15, 0.2), (97, 0.3, 0.28), (98, 0.5, 0.6)];

/// What of many draws came out.
struct Outcome {
    /// Part of the single tests below .05 though nothing changed.
    single: f64,
    /// Part of the comparisons that call anything significant though nothing changed.
    any: f64,
    /// Part of the intervals that hold the true difference.
    held: f64,
}

fn outcome(design: Design, rounds: usize) -> Outcome {
    let mut random = Seed(7).stream("waves");
    let ids: Vec<String> = (0..2 * design.people).map(|i| format!("p{i}")).collect();
    let (mut tests, mut low, mut any, mut intervals, mut held) = (0, 0, 0, 0, 0);
    for _ in 0..rounds {
        let still = drawn(design, &STILL, &ids, &mut random);
        let chances = still.rows.iter().flat_map(|row| &row.changes).filter_map(|change| change.chance);
        let chances: Vec<f64> = chances.collect();
        tests += chances.len();
        low += chances.iter().filter(|&&chance| chance < 0.05).count();
        any += usize::from(still.significant > 0);
        let moved = drawn(design, &MOVED, &ids, &mut random);
        for (code, p1, p2) in MOVED {
            let change = moved.row(CodeNumber(code)).and_then(|row| row.change(0, 1)).copied().unwrap();
            intervals += 1;
            held += usize::from((change.low..=change.high).contains(&(p2 - p1)));
        }
    }
    let part = |of: usize, all: usize| of as f64 / all.max(1) as f64;
    Outcome { single: part(low, tests), any: part(any, rounds), held: part(held, intervals) }
}

#[test]
fn nothing_changed_is_seldom_called_a_change_and_intervals_hold_the_truth() {
    for (name, overlap, loyalty, weights) in DESIGNS {
        let found = outcome(Design { people: 300, overlap, loyalty, weights }, 150);
        // Three standard errors above 5 % with about 800 tests, and with 150 comparisons.
        assert!(found.single < 0.075, "{name}: {}", found.single);
        assert!(found.any < 0.105, "{name}: {}", found.any);
        assert!((0.925..=0.985).contains(&found.held), "{name}: {}", found.held);
    }
}

/// The figures in the ledger: `cargo test --release --lib waves_at_length -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes and prints"]
#[allow(clippy::print_stdout, reason = "figures for the ledger")]
fn waves_at_length() {
    for people in [100, 300, 1000] {
        for (name, overlap, loyalty, weights) in DESIGNS {
            let found = outcome(Design { people, overlap, loyalty, weights }, 4000);
            println!(
                "{people:>5} {name:<24} single {:.3} any {:.3} held {:.3}",
                found.single, found.any, found.held
            );
        }
    }
}

#[test]
fn a_panel_sees_a_change_that_two_samples_of_its_size_miss() {
    let mut random = Seed(3).stream("waves");
    let ids: Vec<String> = (0..600).map(|i| format!("p{i}")).collect();
    let truth = [(1, 0.05, 0.05), (2, 0.05, 0.05), (3, 0.2, 0.25), (97, 0.1, 0.1), (98, 0.3, 0.3)];
    let mut width = |overlap| {
        let design = Design { people: 300, overlap, loyalty: 0.9, weights: 0.3 };
        let trend = drawn(design, &truth, &ids, &mut random);
        let change = *trend.row(CodeNumber(3)).and_then(|row| row.change(0, 1)).unwrap();
        change.high - change.low
    };
    let (apart, half, whole) = (width(0.0), width(0.5), width(1.0));
    assert!(whole < half && half < apart && whole < 0.6 * apart, "{whole} {half} {apart}");
}
