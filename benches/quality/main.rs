//! How well codes, shares and sentiment agree with people's, in every language, and how stable they are:
//! `cargo bench --bench quality [-- PART... SET...]`.
//!
//! Every set of `../shared/data` that people have labelled goes through the program and its coded file through
//! `../shared/tools/score.py`; the sets were labelled by others and the program never sees the labels.
#![expect(clippy::print_stdout, reason = "a bench reports on the terminal")]

mod again;
mod agreement;
mod assignment;
mod bars;
mod calibration;
mod classes;
mod closing;
mod coded;
mod detection;
mod emerging;
mod examples;
mod held_out;
mod languages;
mod line;
mod rivals;
mod sentiment;
mod sentiment_bars;
mod sets;
mod splits;
mod stability;
#[path = "../support/mod.rs"]
mod support;

use anyhow::Context;
use calibration::Coding;
use coded::Answer;
use line::{Line, cell};
use serde_json::Value;
use sets::Rows;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::engine::Engine;
use support::options::Options;
use support::run::{self, Run};
use support::{scratch, shared};

const USAGE: &str = "usage: cargo bench --bench quality -- [sets] [languages] [detection] [stability] [sentiment] [emerging] [again] \
                     [examples] [splits] [closing] [SET...] [--engine NAME,NAME] [--python PATH] [--peer FOLDER] [--rows N] \
                     [--splits N] [--verbose]";
const PARTS: [&str; 10] = [
    "sets",
    "languages",
    "detection",
    "stability",
    "sentiment",
    "emerging",
    "again",
    "examples",
    "splits",
    "closing",
];

/// What all parts need.
struct Bench {
    /// The sets.
    data: PathBuf,
    /// Where inputs and outputs live for a while.
    folder: PathBuf,
    /// The peer's figures.
    peer: Option<PathBuf>,
    engines: Vec<Engine>,
    /// The sets that were named on the command line.
    named: Vec<String>,
}

impl Bench {
    /// The sets to measure: those named, or else these.
    fn chosen(&self, usual: &[&str]) -> Vec<String> {
        if self.named.is_empty() {
            return usual.iter().map(|&set| set.to_owned()).collect();
        }
        self.named.clone()
    }

    /// Runs the program on these rows; what it wrote stays until the next run.
    fn run(&self, rows: &Rows, engine: &Engine) -> anyhow::Result<(Run, Vec<Answer>)> {
        let input = self.folder.join("survey.csv");
        rows.write(&input)?;
        // Cells as typed, so that labels are compared as people wrote them.
        let took = run::analyze(&input, &self.out(), engine, &["--raw-cells"])?;
        Ok((took, coded::answers(&self.out())?))
    }

    fn out(&self) -> PathBuf {
        self.folder.join("out")
    }
}

fn main() -> anyhow::Result<()> {
    let options =
        Options::read(&["--engine", "--python", "--peer", "--rows", "--splits"], &["--verbose"], USAGE)?;
    let (Some(data), Some(tools)) = (shared("data"), shared("tools")) else {
        println!("../shared/data is not present: nothing to measure");
        return Ok(());
    };
    let (parts, named): (Vec<String>, Vec<String>) =
        options.words.iter().cloned().partition(|word| PARTS.contains(&word.as_str()));
    let all = sets::names(&data)?;
    if let Some(unknown) = named.iter().find(|word| !all.contains(word)) {
        anyhow::bail!("no part and no set of ../shared/data is named {unknown}\n{USAGE}");
    }
    let bench = Bench {
        data,
        folder: scratch("quality")?,
        peer: options.value("--peer").map(PathBuf::from),
        engines: Engine::all(&options),
        named,
    };
    let wants = |part: &str| parts.is_empty() || parts.iter().any(|p| p == part);
    let python = options.value("--python").unwrap_or("python3");
    let scorer = (wants("sets") || wants("sentiment")).then(|| Scorer::find(python, &tools)).flatten();
    if wants("sets") {
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        measure_sets(&bench, &all, scorer.as_ref())?;
    }
    if wants("languages") {
        languages::measure(&bench)?;
    }
    if wants("detection") {
        detection::measure(&bench)?;
    }
    if wants("stability") {
        stability::measure(&bench)?;
    }
    if wants("again") {
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        again::measure(&bench, &all)?;
    }
    if wants("examples") {
        examples::measure(&bench)?;
    }
    if wants("splits") {
        splits::measure(&bench)?;
    }
    if wants("closing") {
        let splits = options.value("--splits").map(str::parse).transpose().context(USAGE)?;
        closing::measure(&bench, splits)?;
    }
    if wants("emerging") {
        emerging::measure(&bench, options.flags.iter().any(|flag| flag == "--verbose"))?;
    }
    if let (true, Some(scorer)) = (wants("sentiment"), &scorer) {
        let most = options.value("--rows").map(str::parse).transpose().context(USAGE)?;
        sentiment::measure(&bench, scorer, most, options.flags.iter().any(|flag| flag == "--verbose"))?;
    }
    std::fs::remove_dir_all(&bench.folder)?;
    Ok(())
}

/// `score.py` and the Python that can run it.
struct Scorer {
    python: String,
    script: PathBuf,
}

impl Scorer {
    /// None, said so, if Python lacks what the script needs.
    fn find(python: &str, tools: &Path) -> Option<Self> {
        let can_score = Command::new(python).args(["-c", "import numpy, scipy, sklearn"]).output();
        if can_score.is_ok_and(|o| o.status.success()) {
            return Some(Self { python: python.to_owned(), script: tools.join("score.py") });
        }
        println!(
            "{python} with numpy, scipy and scikit-learn is not present: AMI only, no sentiment (--python PATH names \
             another)"
        );
        None
    }

    fn score(&self, coded: &Path) -> anyhow::Result<Line> {
        let printed = Command::new(&self.python).arg(&self.script).arg(coded).output()?;
        let scored: Value = serde_json::from_slice(&printed.stdout)
            .with_context(|| format!("score.py: {}", String::from_utf8_lossy(&printed.stderr)))?;
        Ok(Line::of_score(&scored))
    }
}

/// Prints agreement with people, the bars, and how far scores can be believed.
fn measure_sets(bench: &Bench, all: &[&str], scorer: Option<&Scorer>) -> anyhow::Result<()> {
    println!("{}", Line::HEADER);
    let (mut goals, mut verdicts, mut curves) = (Vec::new(), Vec::new(), Vec::new());
    let mut surveys = Vec::new();
    for set in bench.chosen(all) {
        surveys.extend(Rows::of_set(&bench.data, &set)?.surveys(&set));
    }
    for (survey, rows) in surveys.into_iter().filter(|(_, rows)| rows.are_labelled()) {
        let peer = bench.peer.as_deref().and_then(|folder| Line::of_peer(folder, &survey));
        for engine in &bench.engines {
            let (line, answers) = measure(bench, &rows, engine, scorer).with_context(|| survey.clone())?;
            let name = engine.name();
            println!("{}", line.print(&survey, name));
            goals.extend(bars::goals(&survey, name, &line, peer.as_ref()));
            verdicts.extend(bars::judge(&survey, name, &line, &answers));
            curves.extend(curve(&survey, name, &answers));
        }
        if let Some(peer) = &peer {
            println!("{}", peer.print(&survey, "… peer"));
        }
    }
    report(Some(bars::GOALS_HEADER), &goals);
    report(None, &verdicts);
    report(Some(CURVES_HEADER), &curves);
    Ok(())
}

/// Prints lines below a blank one and their header, if there are any.
fn report(header: Option<&str>, lines: &[String]) {
    if !lines.is_empty() {
        println!();
    }
    let header = header.filter(|_| !lines.is_empty());
    header.into_iter().chain(lines.iter().map(String::as_str)).for_each(|line| println!("{line}"));
}

/// Runs the program on a set and scores what it wrote.
fn measure(
    bench: &Bench,
    rows: &Rows,
    engine: &Engine,
    scorer: Option<&Scorer>,
) -> anyhow::Result<(Line, Vec<Answer>)> {
    let (took, answers) = bench.run(rows, engine)?;
    let mut line = Line::of_answers(&answers);
    if let Some(scorer) = scorer {
        let scored = scorer.score(&bench.out().join("coded.csv"))?;
        if let (Some(ours), Some(theirs)) = (line.ami, scored.ami)
            && (ours - theirs).abs() > 1e-3
        {
            anyhow::bail!("AMI is {ours:.4} by this bench and {theirs:.4} by score.py");
        }
        line = Line { language_ami: line.language_ami, ..scored };
    }
    let rows = Some(rows.records.len() as f64);
    Ok((Line { rows, seconds: Some(took.seconds), peak_mb: took.peak_mb, ..line }, answers))
}

/// Below it, each cell is the part of codings that are right, with how many there are.
const CURVES_HEADER: &str = "| set, codings right by score | engine | codings | right | score − right, mean \
                             | 0–.1 | .1–.2 | .2–.3 | .3–.4 | .4–.5 | .5–.6 | .6–.7 | .7–.8 | .8–.9 | .9–1 |\n\
                             |---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

/// A set's line of the calibration table; none if people have coded nobody.
fn curve(set: &str, engine: &str, answers: &[Answer]) -> Option<String> {
    let codings: Vec<Coding> = answers
        .iter()
        .filter(|answer| !answer.labels.is_empty())
        .flat_map(|a| a.codes.iter().map(|(code, score)| Coding { code, score: *score, labels: &a.labels }))
        .collect();
    let bins = calibration::curve(&codings);
    let error = calibration::error(&bins)?;
    let right = bins.iter().map(|bin| bin.right).sum::<usize>() as f64 / codings.len() as f64;
    let cells = bins.map(|bin| match bin.share_right() {
        Some(share) => format!("{share:.2} of {}", bin.codings),
        None => String::new(),
    });
    let summary = format!("{} | {} | {}", codings.len(), cell(Some(right), 2), cell(Some(error), 2));
    Some(format!("| {set} | {engine} | {summary} | {} |", cells.join(" | ")))
}
