//! Whether two random halves of the respondents give the same codes: the frame of each half codes everybody.

use crate::assignment::best_pairs;
use crate::bars::verdict;
use crate::line::cell;
use crate::sets::Rows;
use crate::{Bench, report};
use openend::code_frame::CodeNumber;
use openend::code_frame::History;
use openend::coding::{Coder, Coding, frame_files, read_frame};
use openend::survey::{Question, Study};
use openend::{Settings, Silent, Threads, analyze};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The sets that agreement with people is judged on.
const SETS: [&str; 5] =
    ["nhs_patients_en", "airline_tweets_en", "banking_en", "stackoverflow_en", "happy_moments_en"];
/// Codes that more than this part of the respondents carry are to be found again.
const LARGE: f64 = 0.03;
/// Least Jaccard index of respondents at which a code is found again.
const MATCHED: f64 = 0.5;
/// Percentage of the large codes that must be found again.
const STABLE: f64 = 80.0;

/// How far two frames agree.
struct Stability {
    /// Codes that each of them gives to anybody.
    codes: [usize; 2],
    /// Large codes of both.
    large: usize,
    /// Those of them that are found again.
    matched: usize,
    /// Respondents in codes of any size, of both, counted once for each code.
    codings: usize,
    /// Those of them that are in codes found again.
    codings_matched: usize,
}

impl Stability {
    /// The part of large codes that are found again, in percent; none where no code is large.
    fn percent(&self) -> Option<f64> {
        (self.large > 0).then(|| self.matched as f64 / self.large as f64 * 100.0)
    }

    /// From what `peer_stability.py` wrote.
    fn of_peer(bench: &Bench, set: &str) -> Option<Self> {
        let file = bench.peer.as_ref()?.join(format!("{set}.stability"));
        let figures: Value = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
        let count = |figure: &Value| figure.as_u64().map(|count| count as usize);
        let figure = |name: &str| count(figures.get(name)?);
        let codes = figures.get("codes")?.as_array()?;
        Some(Self {
            codes: [count(codes.first()?)?, count(codes.last()?)?],
            large: figure("large")?,
            matched: figure("matched")?,
            codings: figure("codings")?,
            codings_matched: figure("codings_matched")?,
        })
    }

    fn print(&self, set: &str, engine: &str) -> String {
        let [first, second] = self.codes;
        format!(
            "| {set} | {engine} | {first} and {second} | {} | {} | {} | {:.0} |",
            self.large,
            self.matched,
            cell(self.percent(), 0),
            self.codings_matched as f64 / self.codings.max(1) as f64 * 100.0
        )
    }
}

/// Prints the table and the bars.
///
/// # Errors
/// If a set cannot be read or analysed.
#[expect(clippy::print_stdout, reason = "a bench reports on the terminal")]
pub(crate) fn measure(bench: &Bench) -> anyhow::Result<()> {
    println!("\n| set | engine | codes | above 3 % | found again | % | % of codings in codes found again |");
    println!("|---|---|---:|---:|---:|---:|---:|");
    let threads = Threads::new(0)?;
    let mut verdicts = Vec::new();
    for set in bench.chosen(&SETS) {
        let rows = Rows::of_set(&bench.data, &set)?;
        for engine in &bench.engines {
            let found = stability(&rows, &engine.settings()?, &threads)?;
            println!("{}", found.print(&set, engine.name()));
            verdicts.push(verdict(
                found.percent().is_some_and(|percent| percent >= STABLE),
                &format!(
                    "{set} ({}): {} of {} codes above 3 % found again, bar {STABLE} %",
                    engine.name(),
                    found.matched,
                    found.large
                ),
            ));
        }
        if let Some(peer) = Stability::of_peer(bench, &set) {
            println!("{}", peer.print(&set, "… peer"));
        }
    }
    report(None, &verdicts);
    Ok(())
}

fn stability(rows: &Rows, settings: &Settings, threads: &Threads) -> anyhow::Result<Stability> {
    let texts: Vec<&str> = rows.records.iter().map(|record| rows.cell(record, "text")).collect();
    let halves: Vec<bool> =
        rows.records.iter().map(|record| is_in_first_half(rows.cell(record, "id"))).collect();
    let mut carriers = Vec::new();
    for half in [true, false] {
        let own = texts.iter().zip(&halves).filter(|(_, first)| **first == half).map(|(text, _)| *text);
        carriers.push(carriers_by_code(&coded_by_frame_of(own, &texts, settings, threads)?));
    }
    Ok(compare(&carriers[0], &carriers[1], texts.len()))
}

/// By the parity of the first byte of the id's SHA-256, as in `peer_stability.py`.
fn is_in_first_half(id: &str) -> bool {
    Sha256::digest(id.as_bytes())[0].is_multiple_of(2)
}

/// Everybody's codings by the frame that these answers give, saved and read again as for a later wave.
fn coded_by_frame_of<'a>(
    own: impl Iterator<Item = &'a str>,
    everybody: &[&str],
    settings: &Settings,
    threads: &Threads,
) -> anyhow::Result<Vec<Coding>> {
    // The program, too, knows the column's name alone.
    let question = Question { name: "text".to_owned(), wording: None };
    let study = Study { question, ..Study::from_verbatims("", own) };
    let analysis = analyze(&study, settings, threads, &Silent)?;
    let (json, arrays) = frame_files(&History::new(analysis.frame), &analysis.model)?;
    let saved = read_frame(&json, &arrays)?;
    let mut coder = Coder::new(saved.frame(), &saved.model)?;
    let readings = threads.map(everybody, |text| coder.reader().read(text, None));
    Ok(coder.code(&readings.iter().collect::<Vec<_>>(), threads)?)
}

/// Who carries each theme's code. The codes of "nothing" and "don't know" are the same in every frame and prove
/// nothing.
fn carriers_by_code(codings: &[Coding]) -> Vec<BTreeSet<usize>> {
    let mut carriers: BTreeMap<CodeNumber, BTreeSet<usize>> = BTreeMap::new();
    for (person, coding) in codings.iter().enumerate() {
        for code in &coding.codes {
            carriers.entry(*code).or_default().insert(person);
        }
    }
    carriers.retain(|code, _| ![CodeNumber::NOTHING, CodeNumber::DONT_KNOW].contains(code));
    carriers.into_values().collect()
}

fn compare(first: &[BTreeSet<usize>], second: &[BTreeSet<usize>], people: usize) -> Stability {
    let overlap: Vec<Vec<f64>> =
        first.iter().map(|a| second.iter().map(|b| jaccard(a, b)).collect()).collect();
    let is_large = |carriers: &BTreeSet<usize>| carriers.len() as f64 > LARGE * people as f64;
    let pairs = best_pairs(&overlap).into_iter().enumerate().filter_map(|(a, b)| Some((a, b?)));
    let found: Vec<&BTreeSet<usize>> =
        pairs.filter(|&(a, b)| overlap[a][b] >= MATCHED).flat_map(|(a, b)| [&first[a], &second[b]]).collect();
    let all: Vec<&BTreeSet<usize>> = first.iter().chain(second).collect();
    let people_in = |codes: &[&BTreeSet<usize>]| codes.iter().map(|carriers| carriers.len()).sum();
    Stability {
        codes: [first.len(), second.len()],
        large: all.iter().filter(|code| is_large(code)).count(),
        matched: found.iter().filter(|code| is_large(code)).count(),
        codings: people_in(&all),
        codings_matched: people_in(&found),
    }
}

/// The part of those in either set who are in both.
fn jaccard(a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> f64 {
    let both = a.intersection(b).count();
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}
