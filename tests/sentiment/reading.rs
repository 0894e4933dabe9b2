//! The library reads most of the sentences rightly (nine in ten is the aim), each as the whole answer of a respondent to a
//! question that takes no side.

use super::{KINDS, LANGUAGES, Sentence, sentences};
use openend::Threads;
use openend::coding::SentimentReader;
use openend::embedding::Engine;
use openend::sentiment::QuestionSide;
use std::fmt::Write as _;

/// Least share of all sentences that an engine reads rightly. The aim is .9, which neither reaches: these are what was
/// reached (504 and 487 of 589), rounded down; they may only rise. README.md beside this file sums up the failures.
const LEAST: [(Engine, f64); 2] = [(Engine::Accurate, 0.85), (Engine::Fast, 0.82)];

/// A sentence with what the library made of it.
struct Reading {
    language: &'static str,
    sentence: Sentence,
    found: &'static str,
    score: f32,
}

impl Reading {
    fn is_right(&self) -> bool {
        self.found == self.sentence.expected
    }
}

fn read_all(engine: Engine) -> Vec<Reading> {
    let mut reader = SentimentReader::new(engine, QuestionSide::Neutral).unwrap();
    let of_language =
        |(language, file)| sentences(file).into_iter().map(move |sentence| (language, sentence));
    let all: Vec<(&str, Sentence)> = LANGUAGES.into_iter().flat_map(of_language).collect();
    let answers: Vec<(&str, Option<&str>)> =
        all.iter().map(|(language, sentence)| (sentence.text, Some(*language))).collect();
    let found = reader.read(&answers, &Threads::new(2).unwrap()).unwrap();
    let readings = all.into_iter().zip(found).map(|((language, sentence), found)| Reading {
        language,
        sentence,
        found: found.map_or("none", |f| f.polarity.name()),
        score: found.map_or(0.0, |f| f.score),
    });
    readings.collect()
}

/// "right/all" of what a condition picks, empty where it picks none.
fn tally(readings: &[Reading], picks: impl Fn(&Reading) -> bool) -> String {
    let picked: Vec<&Reading> = readings.iter().filter(|r| picks(r)).collect();
    let right = picked.iter().filter(|r| r.is_right()).count();
    if picked.is_empty() { String::new() } else { format!("{right}/{}", picked.len()) }
}

/// Pairs of which both halves are right, of all pairs that a condition picks.
fn tally_pairs(readings: &[Reading], picks: impl Fn(&Reading) -> bool) -> String {
    // The halves of a pair stand together.
    let is_pair = |two: &&[Reading]| {
        let [one, other] = two else { return false };
        let paired = one.sentence.pair.is_some() && one.sentence.pair == other.sentence.pair;
        paired && one.language == other.language && picks(one)
    };
    let pairs: Vec<&[Reading]> = readings.windows(2).filter(is_pair).collect();
    let right = pairs.iter().filter(|two| two.iter().all(Reading::is_right)).count();
    format!("{right}/{}", pairs.len())
}

/// Right of all per kind, per side and in pairs, one column per language; then every failure.
fn report(engine: Engine, readings: &[Reading]) -> String {
    let mut report = format!("{:<22}", engine.name());
    for (language, _) in LANGUAGES {
        let _ = write!(report, "{language:>9}");
    }
    let _ = writeln!(report, "{:>9}", "all");
    let mut line = |name: &str, cell: &dyn Fn(Option<&str>) -> String| {
        let _ = write!(report, "{name:<22}");
        for language in LANGUAGES.map(|(language, _)| Some(language)).into_iter().chain([None]) {
            let _ = write!(report, "{:>9}", cell(language));
        }
        report.push('\n');
    };
    let is_of = |r: &Reading, language: Option<&str>| language.is_none_or(|language| r.language == language);
    for kind in KINDS {
        line(kind, &|language| tally(readings, |r| is_of(r, language) && r.sentence.kind == kind));
    }
    for side in ["negative", "neutral", "positive", "mixed"] {
        let name = format!("expected {side}");
        line(&name, &|language| tally(readings, |r| is_of(r, language) && r.sentence.expected == side));
    }
    line("pairs, both right", &|language| tally_pairs(readings, |r| is_of(r, language)));
    line("all", &|language| tally(readings, |r| is_of(r, language)));
    for r in readings.iter().filter(|r| !r.is_right()) {
        let Sentence { number, kind, expected, text, .. } = r.sentence;
        let (language, found, score) = (r.language, r.found, r.score);
        let _ =
            writeln!(report, "{language} {number} {kind}: {expected}, read as {found} ({score:+.2}): {text}");
    }
    report
}

#[expect(clippy::print_stdout, reason = "the failures are worth reading where the test passes, too")]
fn enough_are_right(engine: Engine) {
    let least = LEAST.into_iter().find(|(known, _)| *known == engine).map_or(1.0, |(_, least)| least);
    let readings = read_all(engine);
    let right = readings.iter().filter(|r| r.is_right()).count();
    let report = report(engine, &readings);
    println!("{report}");
    assert!(
        right as f64 >= least * readings.len() as f64,
        "{right} of {} are right\n{report}",
        readings.len()
    );
}

#[test]
fn the_fast_engine_reads_as_many_rightly_as_it_did() {
    enough_are_right(Engine::Fast);
}

#[test]
fn the_accurate_engine_reads_as_many_rightly_as_it_did() {
    enough_are_right(Engine::Accurate);
}
