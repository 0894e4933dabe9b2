//! Whether every language is served as well as English, and a mixed file as well as its languages apart.

use crate::bars::verdict;
use crate::coded::agreement;
use crate::sets::Rows;
use crate::{Bench, report};
use std::collections::BTreeSet;

/// Sets whose languages have the same labels.
const SETS: [&str; 3] = ["topics_14langs", "hotels_8langs", "food_8langs"];
/// The language that the others are held against.
const REFERENCE: &str = "en";
/// Least part of the reference's AMI that the other languages reach on average, and each by itself.
const MEAN: f64 = 0.9;
const EACH: f64 = 0.8;
/// Most part of its languages' AMI that a mixed file may lose.
const LOSS: f64 = 0.1;

/// One language of a set.
struct Part {
    language: String,
    /// Answers with exactly one human code.
    single: usize,
    /// AMI of its rows in the mixed file.
    mixed: f64,
    /// AMI of its rows as a file of their own.
    apart: f64,
}

/// Prints the table and the bars.
///
/// # Errors
/// If a run fails.
#[expect(clippy::print_stdout, reason = "a bench reports on the terminal")]
pub(crate) fn measure(bench: &Bench) -> anyhow::Result<()> {
    println!(
        "\n| set | engine | language | single-coded | AMI, mixed file | % of en | AMI, own file | % of en |"
    );
    println!("|---|---|---|---:|---:|---:|---:|---:|");
    let mut verdicts = Vec::new();
    for set in bench.chosen(&SETS) {
        for engine in &bench.engines {
            let rows = Rows::of_set(&bench.data, &set)?;
            let (_, mixed) = bench.run(&rows, engine)?;
            let languages: BTreeSet<&str> = mixed.iter().map(|answer| answer.language.as_str()).collect();
            if languages.len() < 2 {
                continue;
            }
            let mut parts = Vec::new();
            for language in languages {
                let (_, apart) = bench.run(&rows.in_language(language), engine)?;
                let here = || mixed.iter().filter(|answer| answer.language == language);
                if let (Some(mixed), Some(apart)) = (agreement(here()), agreement(&apart)) {
                    let single = here().filter(|a| a.only_label().is_some()).count();
                    parts.push(Part { language: language.to_owned(), single, mixed, apart });
                }
            }
            let Some(english) = parts.iter().find(|part| part.language == REFERENCE) else { continue };
            for part in &parts {
                println!(
                    "| {set} | {} | {} | {} | {:.3} | {:.0} | {:.3} | {:.0} |",
                    engine.name(),
                    part.language,
                    part.single,
                    part.mixed,
                    part.mixed / english.mixed * 100.0,
                    part.apart,
                    part.apart / english.apart * 100.0
                );
            }
            verdicts.extend(judge(&format!("{set} ({})", engine.name()), &parts, english));
        }
    }
    report(None, &verdicts);
    Ok(())
}

fn judge(run: &str, parts: &[Part], english: &Part) -> Vec<String> {
    let others = || parts.iter().filter(|part| part.language != REFERENCE);
    let mixed = others().map(|part| part.mixed / english.mixed).collect();
    let apart = others().map(|part| part.apart / english.apart).collect();
    let loss = 1.0
        - parts.iter().map(|part| part.mixed).sum::<f64>() / parts.iter().map(|part| part.apart).sum::<f64>();
    let lost = format!(
        "{run}: the mixed file loses {:.0} % against its languages apart, bar below {:.0} %",
        loss * 100.0,
        LOSS * 100.0
    );
    vec![
        of_english(&format!("{run}, mixed file"), mixed),
        of_english(&format!("{run}, own files"), apart),
        verdict(loss < LOSS, &lost),
    ]
}

/// The bar of the other languages' AMI, each given as a part of English's.
fn of_english(run: &str, parts: Vec<f64>) -> String {
    let mean = parts.iter().sum::<f64>() / parts.len().max(1) as f64;
    let least = parts.into_iter().fold(f64::INFINITY, f64::min);
    let what = format!(
        "{run}: other languages reach {:.0} % of English on average, the least {:.0} %; bars {:.0} and {:.0} %",
        mean * 100.0,
        least * 100.0,
        MEAN * 100.0,
        EACH * 100.0
    );
    verdict(mean >= MEAN && least >= EACH, &what)
}
