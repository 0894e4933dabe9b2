//! How far examples that people give move a code's boundary: F1 of the code's human code before and after.
//!
//! The frame is drafted on one half of a set's rows (by a hash of their id). Each drafted code serves the human code that
//! most of its respondents carry. Of a code, some answers of that half that it misses, or has wrongly, become examples or
//! counter-examples; the other half is coded before and after, and the human code's F1 compared, all of its codes
//! together. *others* is the sum of the changes of all other human codes.

use crate::Bench;
use crate::sets::Rows;
use openend::code_frame::{CodeFrame, CodeNumber, Entry, History};
use openend::coding::{Coder, CodingModel, Reading};
use openend::survey::Study;
use openend::{Silent, Threads, analyze};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The first three may be in a fit (`shared/data/MANIFEST.md`): the reach of an example was chosen on them.
const SETS: [&str; 7] = [
    "banking_en",
    "nhs_patients_en",
    "gambling_en",
    "stackoverflow_en",
    "happy_moments_en",
    "hotels_8langs",
    "food_8langs",
];
/// Examples of a code.
const COUNTS: [usize; 3] = [1, 3, 10];
/// Codes of a set that are tried, those whose numbers come first when hashed.
const CODES: usize = 15;

/// An answer with people's codes.
struct Answer<'r> {
    id: &'r str,
    text: &'r str,
    labels: BTreeSet<&'r str>,
}

/// The codes of some answers.
type Coded = Vec<BTreeSet<CodeNumber>>;

pub(crate) fn measure(bench: &Bench) -> anyhow::Result<()> {
    println!(
        "| set, examples | engine | examples | codes tried | F1 before | change | others | answers moved of |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|");
    for set in bench.chosen(&SETS) {
        let rows = Rows::of_set(&bench.data, &set)?;
        let rows = if set.ends_with("_8langs") { rows.in_language("en") } else { rows };
        let answers = labelled(&rows);
        for engine in &bench.engines {
            let settings = engine.settings()?;
            let (drafted, held): (Vec<&Answer>, Vec<&Answer>) =
                answers.iter().partition(|a| hash(a.id).is_multiple_of(2));
            let study = Study::from_verbatims("text", drafted.iter().map(|a| a.text));
            let threads = Threads::new(0)?;
            let analysis = analyze(&study, &settings, &threads, &Silent)?;
            let trial = Trial::new(&analysis.frame, &analysis.model, drafted, held, threads)?;
            trial.report(&format!("{set} | {}", engine.name()))?;
        }
    }
    Ok(())
}

fn labelled(rows: &Rows) -> Vec<Answer<'_>> {
    let answers = rows.records.iter().map(|row| Answer {
        id: rows.cell(row, "id"),
        text: rows.cell(row, "text"),
        labels: rows.cell(row, "labels").split('|').filter(|label| !label.is_empty()).collect(),
    });
    answers.filter(|answer| !answer.labels.is_empty()).collect()
}

fn hash(text: &str) -> u64 {
    Sha256::digest(text).iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

/// A frame with both halves as it codes them.
struct Trial<'r> {
    frame: &'r CodeFrame,
    model: &'r CodingModel,
    drafted: Vec<&'r Answer<'r>>,
    held: Vec<&'r Answer<'r>>,
    readings: Vec<Reading>,
    before: (Coded, Coded),
    /// The human code that each code serves.
    serves: BTreeMap<CodeNumber, &'r str>,
    threads: Threads,
}

impl<'r> Trial<'r> {
    fn new(
        frame: &'r CodeFrame,
        model: &'r CodingModel,
        drafted: Vec<&'r Answer<'r>>,
        held: Vec<&'r Answer<'r>>,
        threads: Threads,
    ) -> anyhow::Result<Self> {
        let coder = Coder::new(frame, model)?;
        let read = |answers: &[&Answer]| threads.map(answers, |a| coder.reader().read(a.text, None));
        let (first, readings) = (read(&drafted), read(&held));
        let before = (code(frame, model, &first, &threads)?, code(frame, model, &readings, &threads)?);
        let mut counts: BTreeMap<CodeNumber, BTreeMap<&str, usize>> = BTreeMap::new();
        for (answer, codes) in drafted.iter().zip(&before.0) {
            for code in codes {
                for label in &answer.labels {
                    *counts.entry(*code).or_default().entry(label).or_default() += 1;
                }
            }
        }
        let most = |counts: BTreeMap<&'r str, usize>| counts.into_iter().max_by_key(|(_, n)| *n).map(|m| m.0);
        let serves = counts.into_iter().filter_map(|(code, counts)| Some((code, most(counts)?))).collect();
        Ok(Self { frame, model, drafted, held, readings, before, serves, threads })
    }

    /// F1 of every human code that a code serves, on the other half.
    fn f1(&self, codings: &Coded) -> BTreeMap<&'r str, f64> {
        let mut counts: BTreeMap<&str, (f64, f64)> =
            self.serves.values().map(|label| (*label, (0.0, 0.0))).collect();
        for (answer, codes) in self.held.iter().zip(codings) {
            let given: BTreeSet<&str> =
                codes.iter().filter_map(|code| self.serves.get(code).copied()).collect();
            for (label, (right, all)) in &mut counts {
                let (is_given, is_true) = (given.contains(label), answer.labels.contains(label));
                *right += f64::from(u8::from(is_given && is_true));
                *all += f64::from(u8::from(is_given)) + f64::from(u8::from(is_true));
            }
        }
        counts
            .into_iter()
            .map(|(label, (right, all))| (label, if all > 0.0 { 2.0 * right / all } else { 0.0 }))
            .collect()
    }

    /// Answers of the first half that a code misses, or has wrongly, in an order of their own.
    fn mistaken(&self, code: CodeNumber, label: &str, is_missed: bool) -> Vec<&'r str> {
        let serves = |other: &CodeNumber| self.serves.get(other) == Some(&label);
        let pairs = self.drafted.iter().zip(&self.before.0);
        let wrong = pairs.filter(|(answer, codes)| match (is_missed, answer.labels.contains(label)) {
            (true, true) => !codes.iter().any(serves),
            (false, false) => codes.contains(&code),
            _ => false,
        });
        let mut found: Vec<&Answer> = wrong.map(|(answer, _)| *answer).collect();
        found.sort_by_key(|answer| hash(&format!("{code} {}", answer.id)));
        found.into_iter().map(|answer| answer.text).collect()
    }

    fn report(&self, name: &str) -> anyhow::Result<()> {
        let f1 = self.f1(&self.before.1);
        let mut tried: Vec<(&CodeNumber, &&str)> =
            self.serves.iter().filter(|(code, _)| code.0 < 97).collect();
        tried.sort_by_key(|(code, _)| hash(&code.to_string()));
        tried.truncate(CODES);
        for (is_missed, kind) in [(true, "for"), (false, "against")] {
            for count in COUNTS {
                let mut lines: Vec<[f64; 4]> = Vec::new();
                for &(&code, &label) in &tried {
                    let texts = self.mistaken(code, label, is_missed);
                    let Some(texts) = texts.get(..count) else { continue };
                    let Some(after) = self.after(code, texts, is_missed)? else { continue };
                    let moved = after.iter().zip(&self.before.1).filter(|(a, b)| a != b).count();
                    let new = self.f1(&after);
                    let change = |label: &str| new.get(label).unwrap_or(&0.0) - f1.get(label).unwrap_or(&0.0);
                    let others = f1.keys().filter(|other| **other != label).map(|other| change(other)).sum();
                    lines.push([*f1.get(label).unwrap_or(&0.0), change(label), others, moved as f64]);
                }
                let mean =
                    |at: usize| lines.iter().map(|line| line[at]).sum::<f64>() / lines.len().max(1) as f64;
                let [before, change, others] = [0, 1, 2].map(|at| mean(at) * 100.0);
                println!(
                    "| {name} | {count} {kind} | {} | {before:.1} | {change:+.2} | {others:+.2} | {:.1} of {} |",
                    lines.len(),
                    mean(3),
                    self.held.len()
                );
            }
        }
        Ok(())
    }

    /// The other half as coded after these answers became examples; none if one of them cannot be placed.
    fn after(&self, number: CodeNumber, texts: &[&str], carries: bool) -> anyhow::Result<Option<Coded>> {
        let mut history = History::new(self.frame.clone());
        let mut coder = Coder::new(self.frame, self.model)?;
        for text in texts {
            let Ok(edit) = coder.example(number, text, None, carries, &self.threads) else { return Ok(None) };
            history.edit(Entry::from(edit))?;
        }
        Ok(Some(code(history.frame(), self.model, &self.readings, &self.threads)?))
    }
}

fn code(
    frame: &CodeFrame,
    model: &CodingModel,
    read: &[Reading],
    threads: &Threads,
) -> anyhow::Result<Coded> {
    let mut coder = Coder::new(frame, model)?;
    let mut codings = Vec::with_capacity(read.len());
    for chunk in read.chunks(4096) {
        let coded = coder.code(&chunk.iter().collect::<Vec<_>>(), threads)?;
        codings.extend(coded.into_iter().map(|coding| coding.codes.iter().copied().collect()));
    }
    Ok(codings)
}
