//! Whether the frame of a wave, saved and read again, codes that wave as before, byte for byte.

use crate::bars::verdict;
use crate::sets::Rows;
use crate::support::run;
use crate::{Bench, report};

/// The files that must be the same.
const FILES: [&str; 3] = ["coded.csv", "mentions.csv", "shares.csv"];
/// Sets of more rows are done with the fast engine alone: the accurate one takes minutes for each.
const MOST_ROWS: usize = 4000;

/// Prints the table and the bars.
///
/// # Errors
/// If a set cannot be read or coded.
#[expect(clippy::print_stdout, reason = "a bench reports on the terminal")]
pub(crate) fn measure(bench: &Bench, all: &[&str]) -> anyhow::Result<()> {
    println!(
        "\n| set, coded again with its own frame | engine | rows | lines that differ | seconds, first | again |"
    );
    println!("|---|---|---:|---:|---:|---:|");
    let (first, again) = (bench.out(), bench.folder.join("again"));
    let mut verdicts = Vec::new();
    for set in bench.chosen(all) {
        let rows = Rows::of_set(&bench.data, &set)?;
        if !rows.are_labelled() {
            continue;
        }
        let count = rows.records.len();
        for engine in bench.engines.iter().filter(|e| e.name() == "fast" || count <= MOST_ROWS) {
            let input = bench.folder.join("survey.csv");
            rows.write(&input)?;
            let drafted = run::analyze(&input, &first, engine, &[])?;
            let coded = run::code(&input, &first, &again, &[])?;
            let mut differ = 0;
            for name in FILES {
                let read = |folder: &std::path::Path| std::fs::read_to_string(folder.join(name));
                let (before, after) = (read(&first)?, read(&again)?);
                let lines = before.lines().zip(after.lines()).filter(|(one, other)| one != other).count();
                differ += lines + before.lines().count().abs_diff(after.lines().count());
            }
            println!(
                "| {set} | {} | {count} | {differ} | {:.1} | {:.1} |",
                engine.name(),
                drafted.seconds,
                coded.seconds
            );
            verdicts.push(verdict(differ == 0, &format!("{set} ({}): coded again alike", engine.name())));
        }
    }
    report(None, &verdicts);
    Ok(())
}
