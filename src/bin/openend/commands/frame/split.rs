//! `openend frame split`.

use super::answers::Survey;
use super::commit::{commit, print};
use crate::args::Split;
use openend::code_frame::{CodeFrame, CodeNumber};
use openend::coding::SavedFrame;
use openend::outputs::open_frame;
use openend::{ProposedPart, ProposedSplit, Threads, escape, propose_split};
use std::fmt::Write;

/// Quotes shown of each part.
const QUOTES: usize = 3;

/// Shows the parts of a code, and divides it if that was asked.
pub(crate) fn run(options: &Split) -> anyhow::Result<()> {
    let (_, saved) = open_frame(&options.edited.frame)?;
    let proposal = propose(options, &saved)?;
    print(&preview(&proposal, saved.frame()))?;
    if !options.commit {
        return print(&advice(options));
    }
    // Once more if somebody edited the frame meanwhile: numbers and parts would be others.
    commit(&options.edited, |now| {
        let same = now.history == saved.history;
        Ok(vec![if same { proposal.edit() } else { propose(options, now)?.edit() }])
    })
}

fn propose(options: &Split, saved: &SavedFrame) -> anyhow::Result<ProposedSplit> {
    let survey = Survey::read(&options.edited.frame, &options.answers)?;
    let opened = survey.study()?;
    let threads = Threads::new(options.threads.unwrap_or(0))?;
    let number = CodeNumber(options.number);
    Ok(propose_split(saved, &opened.study, number, options.into, &survey.settings, &threads)?)
}

/// The parts with their people and quotes.
fn preview(proposal: &ProposedSplit, frame: &CodeFrame) -> String {
    let language = frame.label_language;
    let label = escape(frame.label(proposal.number, language).0);
    let (number, people, count) = (proposal.number, proposal.people, proposal.parts.len());
    let mut text = format!("{number}  {label}: carried by {people} people, in {count} parts\n");
    for ProposedPart { code, people, share, interval } in &proposal.parts {
        let label = code.labels.get(&language).or_else(|| code.labels.values().next());
        let label = escape(label.map_or("", String::as_str));
        let [share, low, high] = [*share, interval.0, interval.1].map(|part| part * 100.0);
        let _ = writeln!(text, "\n{:>5}  {label}", code.number);
        let _ = writeln!(text, "       {people} people, {share:.1} % of the base ({low:.1}–{high:.1})");
        for quote in code.exemplars.iter().take(QUOTES) {
            let _ = writeln!(text, "       “{}”", escape(&quote.text));
        }
    }
    text
}

/// What to type to divide the code so.
fn advice(options: &Split) -> String {
    let shell = |word: String| if word.contains(' ') { format!("\"{word}\"") } else { word };
    let frame = shell(escape(&options.edited.frame.display().to_string()));
    let into = if options.into == 2 { String::new() } else { format!(" --into {}", options.into) };
    let answers = &options.answers;
    let data = answers.data.as_ref().map(|data| data.display().to_string());
    let typed = [
        ("--data", data.as_ref()),
        ("--text", answers.text.as_ref()),
        ("--id-column", answers.id_column.as_ref()),
        ("--weight", answers.weight.as_ref()),
        ("--language", answers.language.as_ref()),
    ];
    let typed: String = typed
        .into_iter()
        .filter_map(|(option, value)| Some(format!(" {option} {}", shell(escape(value?)))))
        .collect();
    let number = options.number;
    format!(
        "\nNothing is changed yet. To divide {number} so:\n  openend frame split {frame} {number}{into}{typed} --commit\n"
    )
}
