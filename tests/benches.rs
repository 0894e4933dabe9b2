//! The benches measure what they say: their own arithmetic and their made surveys.

#[path = "../benches/quality/agreement.rs"]
mod agreement;
#[path = "../benches/quality/assignment.rs"]
mod assignment;
#[path = "../benches/quality/calibration.rs"]
mod calibration;
#[path = "../benches/quality/held_out.rs"]
mod held_out;
#[path = "../benches/speed/recombine.rs"]
mod recombine;
#[path = "../benches/quality/sets.rs"]
#[expect(dead_code, reason = "the other parts of the bench use the rest")]
mod sets;

use crate::support::Scratch;
use agreement::adjusted_mutual_information;
use assignment::best_pairs;
use calibration::{Coding, curve, error};
use held_out::HeldOut;
use rand::{Rng, SeedableRng};
use recombine::Clauses;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_same_grouping_under_other_names_agrees_fully() {
    let agreement = adjusted_mutual_information(&["a", "a", "b", "c"], &["3", "3", "1", "2"]);
    assert!((agreement - 1.0).abs() < 1e-9);
    assert_eq!(adjusted_mutual_information(&["a", "a"], &["b", "b"]), 1.0);
}

#[test]
fn agreement_by_chance_is_taken_off() {
    // However people are dealt into two pairs and into three and one, the table is the same: all is chance.
    let agreement = adjusted_mutual_information(&["a", "a", "b", "b"], &["x", "x", "x", "y"]);
    assert!(agreement.abs() < 1e-9, "{agreement}");
    // The figure of scikit-learn 1.9, adjusted_mutual_info_score.
    let left = ["a", "a", "a", "b", "b", "b", "b", "b"];
    let right = ["x", "x", "y", "y", "y", "y", "y", "z"];
    assert!((adjusted_mutual_information(&left, &right) - 0.275_493_36).abs() < 1e-8);
}

/// What the best one-to-one match is worth, by trying all of them.
fn best_of_all(worth: &[Vec<f64>], taken: &mut Vec<usize>) -> f64 {
    let Some((row, rest)) = worth.split_first() else { return 0.0 };
    let mut best = best_of_all(rest, taken);
    for (column, &here) in row.iter().enumerate() {
        if !taken.contains(&column) {
            taken.push(column);
            best = best.max(here + best_of_all(rest, taken));
            taken.pop();
        }
    }
    best
}

#[test]
fn no_other_match_is_worth_more() {
    // Taking the largest first would leave the other two .1.
    assert_eq!(best_pairs(&[vec![0.9, 0.8], vec![0.8, 0.1]]), [Some(1), Some(0)]);
    assert_eq!(best_pairs(&[]), []);
    assert_eq!(best_pairs(&[vec![], vec![]]), [None, None]);
    let mut random = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(1);
    for (rows, columns) in [(1, 1), (3, 5), (5, 3), (6, 6), (4, 7)] {
        for _ in 0..20 {
            let mut row = || (0..columns).map(|_| f64::from(random.gen_range(0..20u8)) / 20.0).collect();
            let worth: Vec<Vec<f64>> = (0..rows).map(|_| row()).collect();
            let pairs = best_pairs(&worth);
            let used: Vec<usize> = pairs.iter().copied().flatten().collect();
            assert_eq!(used.iter().collect::<BTreeSet<_>>().len(), used.len(), "one to one");
            assert_eq!(used.len(), rows.min(columns));
            let total: f64 = pairs.iter().enumerate().filter_map(|(r, c)| Some(worth[r][(*c)?])).sum();
            assert!((total - best_of_all(&worth, &mut Vec::new())).abs() < 1e-9, "{worth:?}");
        }
    }
}

#[test]
fn a_coding_is_right_if_its_code_serves_a_code_that_the_person_gave() {
    let people = |labels: &[&str]| labels.iter().map(|&l| l.to_owned()).collect::<BTreeSet<_>>();
    let (price, staff, both) = (people(&["price"]), people(&["staff"]), people(&["price", "staff"]));
    let coding = |code, score, labels| Coding { code, score, labels };
    let bins = curve(&[
        coding("1", 0.95, &price),
        coding("1", 1.0, &both),
        coding("1", 0.35, &staff),
        // Both human codes are as frequent with it: the first by name is served.
        coding("2", 0.3, &staff),
        coding("2", 0.05, &price),
    ]);
    let counts: Vec<_> = bins.iter().map(|bin| (bin.codings, bin.right)).collect();
    let mut expected = vec![(0, 0); bins.len()];
    (expected[9], expected[3], expected[0]) = ((2, 2), (2, 0), (1, 1));
    assert_eq!(counts, expected);
    assert_eq!((bins[9].share_right(), bins[5].share_right()), (Some(1.0), None));
    let off = (2.0 - 1.95) + (0.65 - 0.0) + (1.0 - 0.05);
    assert!((error(&bins).unwrap() - off / 5.0).abs() < 1e-9);
    assert_eq!(error(&curve(&[])), None);
}

/// What is measured of a set of these lines, at most `most` of them: ids, and the ids of its fitting half.
fn held_out(set: &str, lines: &str, most: usize) -> (HeldOut, Vec<String>, Option<Vec<String>>) {
    let data = Scratch::new();
    let file = data.file(&format!("{set}.csv"), format!("id,text,lang,sentiment,group\n{lines}"));
    let held = HeldOut::of_set(file.parent().unwrap(), set, most).unwrap();
    let ids = |rows: &sets::Rows| rows.records.iter().map(|row| rows.cell(row, "id").to_owned()).collect();
    let (measured, fitting) = (ids(&held.rows), held.fitting.as_ref().map(ids));
    (held, measured, fitting)
}

#[test]
fn what_a_fit_may_have_read_is_not_measured() {
    // By their hashes r3, r5, r6 and r7 are kept from fits, and r6 comes before r7.
    let lines = "r0,Fine,en,positive,\nr1,Queue,en,,\nr8, ,en,negative,\n\
                 r3, fINE,en,positive,\nr5,queue,en,negative,\nr7,bad,en,negative,\nr6,good,en,positive,\n";
    let (held, measured, fitting) = held_out("polarity_en", lines, 10);
    assert_eq!((measured, held.available, held.twins), (vec!["r7".to_owned(), "r6".to_owned()], 2, Some(2)));
    assert_eq!(fitting.unwrap(), ["r0"]);
    assert_eq!(held_out("polarity_en", lines, 1).1, ["r6"]);
    let (held, measured, fitting) = held_out("gadgets_vi", lines, 10);
    assert_eq!((measured.len(), held.twins, fitting), (5, None, None));
}

#[test]
fn languages_are_measured_on_the_same_lines_of_both_sides() {
    let sides = [(1, "positive"), (0, "positive"), (2, "negative"), (3, "negative"), (4, "neutral")];
    let line = |language, (line, side)| format!("{language}-{line},text,{language},{side},line {line}\n");
    let lines: String = ["en", "vi"].iter().flat_map(|language| sides.map(|s| line(language, s))).collect();
    // The smallest hashes are those of lines 0 and 2.
    let (held, measured, _) = held_out("hotels_8langs", &lines, 4);
    assert_eq!(measured, ["en-0", "en-2", "vi-0", "vi-2"]);
    assert_eq!(held.available, 10);
}

#[test]
fn made_surveys_are_drawn_from_their_seed_and_mostly_distinct() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample.csv");
    let clauses = Clauses::read(None, &sample).unwrap();
    assert!(clauses.source.contains("sample.csv"));
    let made = |name: &str, seed: u64| {
        let path = std::env::temp_dir().join(format!("openend-made-{}-{name}", std::process::id()));
        let distinct = clauses.write(&path, 2000, seed).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        (distinct, text)
    };
    let (first, again, other) = (made("a", 1), made("b", 1), made("c", 2));
    assert_eq!(first, again);
    assert_ne!(first.1, other.1);
    assert!(first.0 > 0.8 && first.0 < 1.0, "{}", first.0);
    let read = csv::Reader::from_reader(first.1.as_bytes()).records().map(Result::unwrap).collect::<Vec<_>>();
    assert_eq!(read.len(), 2000);
    assert!(read.iter().all(|record| record.len() == 4 && !record[3].is_empty()));
}
