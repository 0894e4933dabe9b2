//! The benches measure what they say: their own arithmetic and their made surveys.

#[path = "../benches/quality/agreement.rs"]
mod agreement;
#[path = "../benches/speed/recombine.rs"]
mod recombine;

use agreement::adjusted_mutual_information;
use recombine::Clauses;
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
    assert!((adjusted_mutual_information(&left, &right) - 0.275_493_359_386_564).abs() < 1e-9);
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
