//! Whether an answer's sentiment is what people say, in every language, and whether its confidence is honest.

use crate::classes::Classes;
use crate::held_out::HeldOut;
use crate::line::{Line, cell};
use crate::rivals::Rival;
use crate::sentiment_bars::{self as bars, Figures, Reader};
use crate::sets::Rows;
use crate::support::engine::Engine;
use crate::support::run;
use crate::{Bench, Scorer, report};
use anyhow::{Context, bail};
use std::collections::HashMap;

/// The sets with bars.
const SETS: [&str; 12] = [
    "airline_tweets_en",
    "restaurants_en",
    "nhs_patients_en",
    "polarity_en",
    "pros_cons_en",
    "takeaway_zh",
    "shopping_zh",
    "students_vi",
    "gadgets_vi",
    "valence_et",
    "hotels_8langs",
    "food_8langs",
];
/// Rows of a set, unless told otherwise: a standard error of a balanced figure is about 1 point, 2 for one of eight
/// languages.
const MOST_ROWS: usize = 4000;
/// What the program gets: no language, no score, no codes. People's judgement travels through, for `score.py`.
const COLUMNS: [&str; 3] = ["id", "text", "sentiment"];
const SETS_HEADER: &str = "| set | rows | of | the same text in the other half |\n|---|---:|---:|---:|";

/// What has been measured so far, as lines of tables.
struct Session<'a> {
    bench: &'a Bench,
    scorer: &'a Scorer,
    rivals: Vec<Rival>,
    figures: Vec<Figures>,
    lines: Vec<String>,
    sets: Vec<String>,
    confusion: Vec<String>,
}

/// Prints the bars and the tables behind them, on at most `most` rows of a set (0: all).
///
/// # Errors
/// If a run fails.
#[expect(clippy::print_stdout, reason = "a bench reports on the terminal")]
pub(crate) fn measure(
    bench: &Bench,
    scorer: &Scorer,
    most: Option<usize>,
    is_verbose: bool,
) -> anyhow::Result<()> {
    let most = most.unwrap_or(MOST_ROWS);
    let (figures, lines, sets, confusion) = Default::default();
    let rivals = Rival::present(&scorer.python);
    let mut session = Session { bench, scorer, rivals, figures, lines, sets, confusion };
    for set in bench.chosen(&SETS) {
        let held = HeldOut::of_set(&bench.data, &set, if most == 0 { usize::MAX } else { most })?;
        if held.rows.records.is_empty() {
            println!("{set}: nobody has judged its sentiment");
            continue;
        }
        session.measure(&set, &held).with_context(|| set.clone())?;
    }
    let engines: Vec<Reader> = bench.engines.iter().map(|e| Reader::Engine(e.name().to_owned())).collect();
    report(Some(bars::HEADER), &bars::goals(&session.figures, &engines));
    report(Some(bars::BELOW_HEADER), &bars::below(&session.figures));
    let header = format!(
        "| set | engine | rows | macro-F1 | balanced | {} | seconds |\n|---|---|{}",
        Classes::HEADER,
        "---:|".repeat(9)
    );
    report(Some(&header), &session.lines);
    report(Some(SETS_HEADER), &session.sets);
    if is_verbose {
        report(Some(Classes::CONFUSION_HEADER), &session.confusion);
    }
    Ok(())
}

impl Session<'_> {
    /// Has a set judged by every engine, and by the rivals that can.
    fn measure(&mut self, set: &str, held: &HeldOut) -> anyhow::Result<()> {
        let HeldOut { rows, available, twins, fitting } = held;
        let twins = twins.map_or(String::new(), |twins| twins.to_string());
        self.sets.push(format!("| {set} | {} | {available} | {twins} |", rows.records.len()));
        let is_mixed = rows.languages().len() > 1;
        for engine in &self.bench.engines {
            let (coded, seconds) = judged_by(engine, self.bench, rows)?;
            let by = Reader::Engine(engine.name().to_owned());
            self.tally(set, None, &by, &coded, Some(seconds))?;
            for language in rows.languages().into_iter().filter(|_| is_mixed) {
                self.tally(set, Some(&language), &by, &coded.in_language(&language), None)?;
            }
        }
        for rival in self.rivals.clone() {
            if let Some((rows, language)) = rival.share_of(rows, fitting.as_ref()) {
                let coded = rival.judge(&self.scorer.python, &self.bench.folder, &rows, fitting.as_ref())?;
                self.tally(set, language.filter(|_| is_mixed), &Reader::Rival(rival), &coded, None)?;
            }
        }
        Ok(())
    }

    /// Scores a coded file: that of a set, or of one language of a set in several.
    fn tally(
        &mut self,
        set: &str,
        language: Option<&str>,
        by: &Reader,
        coded: &Rows,
        seconds: Option<f64>,
    ) -> anyhow::Result<()> {
        let file = self.bench.folder.join("judged.csv");
        coded.write(&file)?;
        let Line { macro_f1, balanced, .. } = self.scorer.score(&file)?;
        let figures = Figures {
            set: set.to_owned(),
            language: language.map(str::to_owned),
            by: by.clone(),
            macro_f1,
            balanced,
        };
        let (place, name, classes) = (figures.place(), by.name(), Classes::of(coded));
        self.lines.push(format!(
            "| {place} | {name} | {} | {} | {} | {} | {} |",
            coded.records.len(),
            cell(macro_f1, 3),
            cell(balanced, 3),
            classes.cells(),
            cell(seconds, 1)
        ));
        if language.is_none() {
            self.confusion.extend(classes.confusion(&place, name));
        }
        self.figures.push(figures);
        Ok(())
    }
}

/// Rows with what the program says of them and their language, and the seconds that it took.
fn judged_by(engine: &Engine, bench: &Bench, rows: &Rows) -> anyhow::Result<(Rows, f64)> {
    let input = bench.folder.join("survey.csv");
    rows.columns(&COLUMNS).write(&input)?;
    let took = run::analyze(&input, &bench.out(), engine, &["--raw-cells", "--id", "id"])?;
    let coded = Rows::read(&bench.out().join("coded.csv"))?;
    let language: HashMap<&str, &str> =
        rows.records.iter().map(|row| (rows.cell(row, "id"), rows.cell(row, "lang"))).collect();
    if coded.records.len() != rows.records.len() {
        bail!("{} of {} rows came back", coded.records.len(), rows.records.len());
    }
    let coded = coded.with_column("lang", |row| language.get(coded.cell(row, "id")).copied().unwrap_or(""));
    Ok((coded, took.seconds))
}
