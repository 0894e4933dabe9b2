//! Whether dividing a code separates what people keep apart: codes that mix two human codes are divided in two.

use crate::Bench;
use crate::agreement::adjusted_mutual_information;
use crate::sets::Rows;
use openend::code_frame::{CodeNumber, Entry, History};
use openend::coding::SavedFrame;
use openend::survey::Study;
use openend::{Settings, Silent, Threads, Wave, analyze, propose_split};
use std::collections::BTreeMap;

const SETS: [&str; 6] =
    ["banking_en", "nhs_patients_en", "gambling_en", "happy_moments_en", "hotels_8langs", "food_8langs"];
/// The part of a code's people that its second human code has at least, for the code to count as mixed.
const MIXED: f64 = 0.2;
/// Least people of a code.
const PEOPLE: usize = 30;

pub(crate) fn measure(bench: &Bench) -> anyhow::Result<()> {
    println!(
        "| set, codes divided in two | engine | mixed codes | AMI of part and human code | right % | largest human code % | smaller part % |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|");
    for set in bench.chosen(&SETS) {
        let rows = Rows::of_set(&bench.data, &set)?;
        let rows = if set.ends_with("_8langs") { rows.in_language("en") } else { rows };
        let single = rows.only(|row| {
            let labels = rows.cell(row, "labels");
            !labels.is_empty() && !labels.contains('|')
        });
        let labels: Vec<&str> = single.records.iter().map(|row| single.cell(row, "labels")).collect();
        let study = Study::from_verbatims("text", single.records.iter().map(|row| single.cell(row, "text")));
        for engine in &bench.engines {
            let lines = divided(&study, &labels, &engine.settings()?)?;
            let mean = |at: usize| lines.iter().map(|line| line[at]).sum::<f64>() / lines.len().max(1) as f64;
            println!(
                "| {set} | {} | {} | {:.3} | {:.0} | {:.0} | {:.0} |",
                engine.name(),
                lines.len(),
                mean(0),
                mean(1) * 100.0,
                mean(2) * 100.0,
                mean(3) * 100.0
            );
        }
    }
    Ok(())
}

/// For each mixed code: agreement of its parts with its two human codes, the part of people in the part that stands for
/// theirs, what one part alone would reach, and the smaller part's size.
fn divided(study: &Study<'_>, labels: &[&str], settings: &Settings) -> anyhow::Result<Vec<[f64; 4]>> {
    let threads = Threads::new(0)?;
    let analysis = analyze(study, settings, &threads, &Silent)?;
    let saved = SavedFrame { history: History::new(analysis.frame), model: analysis.model };
    let mut lines = Vec::new();
    for code in saved.frame().codes.iter().map(|code| code.number).filter(|number| number.0 < 97) {
        let carried = |codings: &[openend::coding::Coding], code: CodeNumber| -> Vec<bool> {
            codings.iter().map(|coding| coding.codes.contains(&code)).collect()
        };
        let carriers = carried(&analysis.codings, code);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (label, _) in labels.iter().zip(&carriers).filter(|(_, carries)| **carries) {
            *counts.entry(label).or_default() += 1;
        }
        let people = counts.values().sum::<usize>();
        let mut most: Vec<(usize, &str)> = counts.into_iter().map(|(label, n)| (n, label)).collect();
        most.sort_by(|a, b| b.cmp(a));
        let [(_, first), (second_people, second), ..] = most.as_slice() else { continue };
        if people < PEOPLE || (*second_people as f64) < MIXED * people as f64 {
            continue;
        }
        let Ok(proposal) = propose_split(&saved, study, code, 2, settings, &threads) else { continue };
        let mut history = saved.history.clone();
        history.edit(Entry::from(proposal.edit()))?;
        let edited = SavedFrame { history, model: saved.model.clone() };
        let codings = Wave::new(&edited, study.question.clone(), settings)?.add(study, &threads, None)?;
        let parts: Vec<Vec<bool>> =
            proposal.parts.iter().map(|part| carried(&codings, part.code.number)).collect();
        let chosen: Vec<(&str, &str)> = (0..labels.len())
            .filter(|&row| carriers[row] && (labels[row] == *first || labels[row] == *second))
            .map(|row| {
                (labels[row], if parts.first().is_some_and(|part| part[row]) { "one" } else { "other" })
            })
            .collect();
        let (human, ours): (Vec<&str>, Vec<&str>) = chosen.iter().copied().unzip();
        let all = chosen.len() as f64;
        let straight =
            chosen.iter().filter(|(label, part)| (label == first) == (*part == "one")).count() as f64 / all;
        let largest = human.iter().filter(|label| **label == *first).count() as f64 / all;
        let one = ours.iter().filter(|part| **part == "one").count() as f64 / all;
        lines.push([
            adjusted_mutual_information(&human, &ours),
            straight.max(1.0 - straight),
            largest,
            one.min(1.0 - one),
        ]);
    }
    Ok(lines)
}
