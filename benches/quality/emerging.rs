//! Whether a theme that the first wave lacks is found in the second, and whether anything is found that is not there.
//!
//! Rows are divided in two waves by a hash; in every trial one human code is taken out of the first and stays in the
//! second.

use crate::bars::verdict;
use crate::sets::Rows;
use crate::{Bench, report};
use openend::code_frame::History;
use openend::coding::{AnswerSample, Coder, SavedFrame, Tally};
use openend::emerging::{EmergingTheme, find_emerging};
use openend::survey::{Question, Study};
use openend::{Settings, Silent, Threads, analyze};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The sets of the bar, then those that are only reported.
const SETS: [&str; 7] = [
    "banking_en",
    "stackoverflow_en",
    "happy_moments_en",
    "hotels_8langs",
    "food_8langs",
    "nhs_patients_en",
    "airline_tweets_en",
];
/// How many of them the bar is about.
const JUDGED: usize = 5;
const TRIALS: u32 = 10;
/// Least part of the second wave that carries the removed code.
const LARGE: f64 = 0.03;
/// A set whose codes are all smaller: of its second wave, so many other rows are left out that the removed code has a part
/// between [`LARGE`] and twice that.
const THINNED: &str = "banking_en";
/// Of a set whose rows carry several codes, only those with one.
const SINGLE: &str = "happy_moments_en";
/// Least part of a theme's people who carry the removed code, and of those who carry it in the theme, for it to be found.
const FOUND: (f64, f64) = (0.5, 0.3);
/// A theme is false if a smaller part of its people carries the removed code.
const FALSE: f64 = 0.2;

/// A respondent.
struct Person<'a> {
    text: &'a str,
    labels: BTreeSet<&'a str>,
}

/// Two waves and the code that the first lacks.
struct Trial<'a> {
    first: Vec<&'a Person<'a>>,
    second: Vec<&'a Person<'a>>,
    removed: &'a str,
}

/// What the trials of a set came to.
#[derive(Default)]
struct Outcome {
    trials: usize,
    found: usize,
    false_themes: usize,
    /// Themes in trials from which nothing was removed.
    idle_themes: usize,
}

/// Prints the table and the bars.
///
/// # Errors
/// If a set cannot be read or analysed.
#[expect(clippy::print_stdout, reason = "a bench reports on the terminal")]
pub(crate) fn measure(bench: &Bench, is_verbose: bool) -> anyhow::Result<()> {
    println!("\n| set | engine | found, of trials | false themes a trial | with nothing removed, a trial |");
    println!("|---|---|---:|---:|---:|");
    let threads = Threads::new(0)?;
    let mut verdicts = Vec::new();
    for engine in &bench.engines {
        let mut all = Outcome::default();
        for set in bench.chosen(&SETS) {
            let rows = Rows::of_set(&bench.data, &set)?;
            let rows = if set.ends_with("_8langs") { rows.in_language("en") } else { rows };
            let outcome = trials(&set, &rows, &engine.settings()?, &threads, is_verbose)?;
            let each = |count: usize| count as f64 / outcome.trials.max(1) as f64;
            println!(
                "| {set} | {} | {} of {} | {:.1} | {:.1} |",
                engine.name(),
                outcome.found,
                outcome.trials,
                each(outcome.false_themes),
                each(outcome.idle_themes)
            );
            if SETS.iter().take(JUDGED).any(|judged| *judged == set) {
                all.trials += outcome.trials;
                all.found += outcome.found;
                all.false_themes += outcome.false_themes;
            }
        }
        let name = engine.name();
        let text =
            format!("emerging ({name}): {} of {} removed codes found, bar 8 of 10", all.found, all.trials);
        verdicts.push(verdict(all.found * 10 >= all.trials * 8, &text));
        let text = format!(
            "emerging ({name}): {} false themes in {} trials, bar under one each",
            all.false_themes, all.trials
        );
        verdicts.push(verdict(all.false_themes < all.trials, &text));
    }
    report(None, &verdicts);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a bench reports on the terminal")]
fn trials(
    set: &str,
    rows: &Rows,
    settings: &Settings,
    threads: &Threads,
    is_verbose: bool,
) -> anyhow::Result<Outcome> {
    let people: Vec<Person> = rows
        .records
        .iter()
        .map(|record| Person {
            text: rows.cell(record, "text"),
            labels: rows.cell(record, "labels").split('|').filter(|label| !label.is_empty()).collect(),
        })
        .filter(|person| set != SINGLE || person.labels.len() == 1)
        .collect();
    let mut outcome = Outcome::default();
    for number in 0..TRIALS {
        let Some(trial) = draw(set, &people, number) else { continue };
        outcome.trials += 1;
        let without: Vec<&Person> =
            trial.first.iter().copied().filter(|person| !person.labels.contains(trial.removed)).collect();
        let (themes, answers) = emerged(&without, &trial.second, settings, threads)?;
        let mut carriers: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for person in &trial.second {
            let (own, everybody) = carriers.entry(person.text).or_default();
            *own += f64::from(u8::from(person.labels.contains(trial.removed)));
            *everybody += 1.0;
        }
        let count = |answers: &[&str]| {
            let counts = answers.iter().filter_map(|answer| carriers.get(answer));
            counts.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
        };
        let (all, sampled) = count(&answers.iter().map(String::as_str).collect::<Vec<_>>());
        let mut is_found = false;
        let mut told = Vec::new();
        for theme in &themes {
            let own: Vec<&str> =
                theme.answers.iter().filter_map(|&at| answers.get(at)).map(String::as_str).collect();
            let (carry, size) = count(&own);
            is_found |= carry >= FOUND.0 * size && carry >= FOUND.1 * all;
            outcome.false_themes += usize::from(carry < FALSE * size);
            told.push(format!("{:?} {carry} of {size}", theme.code.labels.values().next()));
        }
        outcome.found += usize::from(is_found);
        let (idle, _) = emerged(&trial.first, &trial.second, settings, threads)?;
        outcome.idle_themes += idle.len();
        if is_verbose {
            let share = 100.0 * all / sampled.max(1.0);
            println!(
                "{set}, {} ({all}, {share:.1} %): {is_found}; {} | idle {}",
                trial.removed,
                told.join("; "),
                idle.len()
            );
        }
    }
    Ok(outcome)
}

/// The waves of one trial, and a removed code chosen among those that are large enough; none if none is.
fn draw<'a>(set: &str, people: &'a [Person<'a>], number: u32) -> Option<Trial<'a>> {
    let number = number.to_string();
    let places: Vec<String> = (0..people.len()).map(|place| place.to_string()).collect();
    let in_first = |place: &str| hash(&[set, "half", &number, place]).is_multiple_of(2);
    let (first, second): (Vec<_>, Vec<_>) =
        people.iter().zip(&places).partition(|(_, place)| in_first(place));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for label in second.iter().flat_map(|(person, _)| &person.labels) {
        *counts.entry(label).or_default() += 1;
    }
    let least = if set == THINNED { 0.0 } else { LARGE * second.len() as f64 };
    let mut large: Vec<&str> =
        counts.iter().filter(|(_, n)| **n as f64 >= least).map(|(label, _)| *label).collect();
    large.sort_by_key(|label| hash(&[set, "order", label]));
    let removed = *large.get(number.parse::<usize>().ok()? % large.len().max(1))?;
    let own = *counts.get(removed)? as f64;
    let share = LARGE * (1.0 + part(hash(&[set, "share", &number])));
    let kept = if set == THINNED { own * (1.0 - share) / share / (second.len() as f64 - own) } else { 1.0 };
    let stays = |person: &Person, place: &str| {
        person.labels.contains(removed) || part(hash(&[set, "stay", &number, place])) < kept
    };
    let second = second.into_iter().filter(|(person, place)| stays(person, place)).map(|(person, _)| person);
    Some(Trial {
        first: first.into_iter().map(|(person, _)| person).collect(),
        second: second.collect(),
        removed,
    })
}

/// Themes that emerge in the second wave, and the answers that they were sought in.
fn emerged(
    first: &[&Person<'_>],
    second: &[&Person<'_>],
    settings: &Settings,
    threads: &Threads,
) -> anyhow::Result<(Vec<EmergingTheme>, Vec<String>)> {
    let question = Question { name: "text".to_owned(), wording: None };
    let study = Study { question, ..Study::from_verbatims("", first.iter().map(|person| person.text)) };
    let analysis = analyze(&study, settings, threads, &Silent)?;
    let saved = SavedFrame { history: History::new(analysis.frame), model: analysis.model };
    let mut coder = Coder::new(saved.frame(), &saved.model)?;
    let mut sample = AnswerSample::default();
    let texts: Vec<&str> = second.iter().map(|person| person.text).collect();
    for batch in texts.chunks(4096) {
        let readings = threads.map(batch, |text| coder.reader().read(text, None));
        let seen = coder.code_and_show(&readings.iter().collect::<Vec<_>>(), threads)?;
        for ((text, reading), (_, clauses)) in batch.iter().zip(&readings).zip(&seen) {
            sample.hear((text, None), Tally::one(1.0), reading, clauses);
        }
    }
    let found = find_emerging(saved.frame(), &saved.model, &sample, settings, threads)?;
    Ok((found.themes, sample.answers().map(|answer| answer.verbatim.to_string()).collect()))
}

/// A number that only these words decide.
fn hash(words: &[&str]) -> u64 {
    let digest = Sha256::digest(words.join("\u{1f}").as_bytes());
    digest.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

/// A hash as a part of 1.
fn part(hash: u64) -> f64 {
    (hash >> 11) as f64 / (1u64 << 53) as f64
}
