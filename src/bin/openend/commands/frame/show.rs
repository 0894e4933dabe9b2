//! `openend frame show`, `log` and `diff`: nothing changes.

use super::commit::print;
use crate::args::{DiffFrames, LogFrame, ShowFrame};
use openend::code_frame::{CodeFrame, CodeNumber, Entry, PlaceKind, differences};
use openend::coding::SavedFrame;
use openend::outputs::{open_frame, tables_are_current, undone_edits};
use openend::report::{FrameInput, LogLine, frame_card, frame_diff, frame_list, frame_log};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;

/// Prints the codes and nets, or one of them whole.
pub(crate) fn run(options: &ShowFrame) -> anyhow::Result<()> {
    let (folder, saved) = open_frame(&options.frame)?;
    let undone = undone(&options.frame, &saved);
    let shares = shares(&folder);
    let input = FrameInput {
        history: &saved.history,
        undone: undone.len(),
        shares: &shares,
        are_old: tables_are_current(&options.frame) != Some(true),
    };
    let (width, color) = terminal();
    let Some(number) = options.number.map(CodeNumber) else {
        if options.json {
            return print_json(&as_json(&input)?);
        }
        return print(&frame_list(&input, width, color));
    };
    let card = frame_card(&input, number, width, color)?;
    if options.json {
        return print_json(&one_as_json(&input, number)?);
    }
    print(&card)
}

/// Prints every edit.
pub(crate) fn log(options: &LogFrame) -> anyhow::Result<()> {
    let (_, saved) = open_frame(&options.frame)?;
    let lines = LogLine::all(&saved.history, undone(&options.frame, &saved))?;
    if options.json {
        return print_json(&serde_json::to_value(&lines)?);
    }
    let (width, color) = terminal();
    print(&frame_log(&lines, width, color))
}

/// Prints what differs between two frames.
pub(crate) fn diff(options: &DiffFrames) -> anyhow::Result<()> {
    let (_, earlier) = open_frame(&options.earlier)?;
    let (_, later) = open_frame(&options.later)?;
    if options.json {
        return print_json(&json!({
            "one_draft": earlier.history.first() == later.history.first(),
            "one_model": earlier.model == later.model,
            "differences": differences(earlier.frame(), later.frame()),
        }));
    }
    let (width, color) = terminal();
    let mut text = frame_diff(&earlier.history, &later.history, width, color);
    if earlier.model != later.model {
        text.push_str("\n  They tell answers apart by different models.\n");
    }
    print(&text)
}

/// Undone edits, with a word on standard error where their file is of no use.
fn undone(frame: &Path, saved: &SavedFrame) -> Vec<Entry> {
    let (undone, is_foreign) = undone_edits(frame, saved);
    if is_foreign {
        let note = "openend: the file of undone edits is damaged or follows other edits; it is left out\n";
        // Nobody is left to hear of a failure.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), note.as_bytes());
    }
    undone
}

/// Shares of the whole base by code or net, from the table beside the frame; none without one.
fn shares(folder: &Path) -> BTreeMap<CodeNumber, f64> {
    let Ok(mut table) = csv::Reader::from_path(folder.join("shares.csv")) else { return BTreeMap::new() };
    let Ok(headers) = table.headers().cloned() else { return BTreeMap::new() };
    let column = |name: &str| headers.iter().position(|header| header.trim_start_matches('\u{feff}') == name);
    let (Some(variable), Some(code), Some(share)) =
        (column("segment_variable"), column("code"), column("share"))
    else {
        return BTreeMap::new();
    };
    let total = table.records().flatten().filter(|row| row.get(variable) == Some(""));
    total
        .filter_map(|row| Some((CodeNumber(row.get(code)?.parse().ok()?), row.get(share)?.parse().ok()?)))
        .collect()
}

/// The frame for machines: its file's `frame` after all edits, examples without their vectors, shares beside.
fn as_json(input: &FrameInput) -> anyhow::Result<Value> {
    let frame = input.history.frame();
    let mut value = serde_json::to_value(frame)?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("places");
        fields.insert("examples".to_owned(), examples(frame, None));
        fields.insert("edits".to_owned(), input.history.entries().len().into());
        fields.insert("undone".to_owned(), input.undone.into());
        fields.insert("shares".to_owned(), serde_json::to_value(input.shares)?);
        fields.insert("shares_are_current".to_owned(), (!input.are_old).into());
    }
    Ok(value)
}

/// One code or net for machines.
fn one_as_json(input: &FrameInput, number: CodeNumber) -> anyhow::Result<Value> {
    let frame = input.history.frame();
    let mut value = match frame.code(number) {
        Some(code) => serde_json::to_value(code)?,
        None => serde_json::to_value(frame.net(number))?,
    };
    let lines = LogLine::all(input.history, Vec::new())?;
    let concerned: Vec<LogLine> =
        lines.into_iter().filter(|line| line.entry.edit.numbers().contains(&number)).collect();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("share".to_owned(), serde_json::to_value(input.shares.get(&number))?);
        fields.insert("examples".to_owned(), examples(frame, Some(number)));
        fields.insert("edits".to_owned(), serde_json::to_value(concerned)?);
    }
    Ok(value)
}

/// Examples and counter-examples, of one code or all.
fn examples(frame: &CodeFrame, of: Option<CodeNumber>) -> Value {
    let is_example = |kind| matches!(kind, PlaceKind::Example | PlaceKind::CounterExample);
    let places = frame.places.iter().filter(|p| is_example(p.kind) && of.is_none_or(|code| p.code == code));
    // An answer of several clauses has a place for each of them.
    let listed: BTreeMap<_, _> = places.map(|place| ((place.code, &place.text), place.kind)).collect();
    listed
        .into_iter()
        .map(|((code, text), kind)| json!({ "code": code, "kind": kind, "text": text }))
        .collect()
}

/// The terminal's width, and whether it shows colours.
fn terminal() -> (usize, bool) {
    let width = console::Term::stdout().size_checked().map_or(100, |(_, columns)| columns.into());
    (width, std::io::stdout().is_terminal())
}

fn print_json(value: &Value) -> anyhow::Result<()> {
    print(&format!("{}\n", serde_json::to_string_pretty(value)?))
}
