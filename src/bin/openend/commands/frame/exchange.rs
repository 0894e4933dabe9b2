//! `openend frame export` and `openend frame import`.

use super::check::wrapped;
use super::commit::{print, tell};
use crate::args::{ExportFrame, ImportFrame};
use openend::code_frame::{CodeFrame, CodeNumber, Entry, describe};
use openend::exchange::{CoderPlacer, FrameSheet, Import, ImportOptions, import};
use openend::files::{ReadOptions, read_table};
use openend::outputs::{ClaimedFrame, open_frame, save_file};
use openend::survey::Table;
use openend::{Error, Threads, escape};
use std::fmt::Write as _;
use std::io::Write as _;

/// Rows of a group that are printed one by one.
const SHOWN: usize = 40;
/// Columns in front of what a row is about.
const PLACE: usize = 12;
/// Characters of a label that are shown.
const LABEL: usize = 60;
/// Widest line.
const WIDTH: usize = 120;

/// Writes the frame as a spreadsheet.
pub(crate) fn export(options: &ExportFrame) -> anyhow::Result<()> {
    let ending = options.out.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if !matches!(ending.as_str(), "csv" | "xlsx") {
        let message = format!("{}: name a file that ends in .csv or .xlsx", options.out.display());
        return Err(Error::settings("--out", message).into());
    }
    let (_, saved) = open_frame(&options.frame)?;
    let sheet = FrameSheet::new(saved.frame());
    let bytes = if ending == "csv" { sheet.csv() } else { sheet.workbook()? };
    save_file(&options.out, &bytes, "--out", options.force)?;
    let (frame, out) = (options.frame.display().to_string(), options.out.display().to_string());
    let codes = saved.frame().active_codes().count();
    let nets = saved.frame().active_nets().count();
    print(&format!(
        "{codes} codes (97 and 98 among them) and {nets} nets in {}\nEdit it, then bring it back:\n  openend frame import {} {} --dry-run\n",
        escape(&out),
        escape(&frame),
        escape(&out)
    ))
}

/// Brings a spreadsheet back.
pub(crate) fn import_sheet(options: &ImportFrame) -> anyhow::Result<()> {
    let table = read_table(&options.file, &ReadOptions::wanting(vec!["number".to_owned()]))?;
    let threads = Threads::new(0)?;
    let path = &options.edited.frame;
    if options.dry_run {
        let (_, saved) = open_frame(path)?;
        let found = compare(options, &table, &saved, &threads)?;
        return print(&report(options, &table, saved.frame(), &found));
    }
    let mut claimed = ClaimedFrame::claim(path)?;
    let found = compare(options, &table, claimed.saved(), &threads)?;
    let told = report(options, &table, claimed.saved().frame(), &found);
    if found.edits.is_empty() {
        return print(&told);
    }
    let said =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    for edit in &found.edits {
        let entry =
            Entry { edit: edit.clone(), who: said(&options.edited.who), why: said(&options.edited.why) };
        claimed.edit(entry)?;
    }
    claimed.save()?;
    tell(&[told.trim_end().to_owned()], path)
}

/// What the sheet changes. Its faults are printed line by line, and end the command before anything is changed.
fn compare(
    options: &ImportFrame,
    table: &Table,
    saved: &openend::coding::SavedFrame,
    threads: &Threads,
) -> anyhow::Result<Import> {
    let mut placer = CoderPlacer::new(saved.frame(), &saved.model, threads);
    let wanted = ImportOptions { retire_missing: options.retire_missing };
    let found = import(table, &saved.history, &wanted, Some(&mut placer))?;
    if found.faults.is_empty() {
        return Ok(found);
    }
    let mut lines = String::new();
    for fault in &found.faults {
        let _ = writeln!(lines, "{}", escape(&fault.to_string()));
    }
    // Nobody listens if this fails; the exit code still tells.
    let _ = std::io::stderr().lock().write_all(lines.as_bytes());
    let faults = match found.faults.len() {
        1 => "1 cell or row is wrong".to_owned(),
        several => format!("{several} cells or rows are wrong"),
    };
    Err(Error::input(table.file.clone(), format!("{faults}, named above; nothing was changed")).into())
}

/// What became of every row, and the edits.
fn report(options: &ImportFrame, table: &Table, frame: &CodeFrame, found: &Import) -> String {
    let rows = match found.rows() {
        1 => "1 row".to_owned(),
        rows => format!("{rows} rows"),
    };
    let mut text = format!("{}: {rows}\n", escape(&table.file));
    let place =
        |line: u64| if table.sheet.is_some() { format!("row {line}") } else { format!("line {line}") };
    let named = |number: CodeNumber| {
        let label = frame.label(number, frame.label_language).0;
        let short: String = label.chars().take(LABEL).collect();
        format!("{number} {}", escape(&short))
    };
    let changed = found.changed.iter().map(|c| (place(c.line), named(c.number), c.columns.join(", ")));
    group(&mut text, "Changed", "", &changed.collect::<Vec<_>>());
    let added = found.added.iter().map(|added| {
        let what = if added.is_net { "net" } else { "code" };
        let short: String = added.label.chars().take(LABEL).collect();
        (place(added.line), format!("{} {}", added.number, escape(&short)), what.to_owned())
    });
    group(&mut text, "Added", "", &added.collect::<Vec<_>>());
    let missing = found.missing.iter().map(|&number| (String::new(), named(number), String::new()));
    let what = if options.retire_missing {
        "taken out of use"
    } else {
        "left as they are; --retire-missing takes them out of use"
    };
    group(&mut text, "Missing", what, &missing.collect::<Vec<_>>());
    let _ = writeln!(text, "{:<PLACE$}{}", "Unchanged", found.unchanged);
    for note in found.notes.iter().take(SHOWN) {
        let _ = write!(text, "{:<PLACE$}{}", "Note", wrapped(&escape(note), PLACE, WIDTH));
    }
    if found.notes.len() > SHOWN {
        let _ = writeln!(text, "{:PLACE$}… and {} more", "", found.notes.len() - SHOWN);
    }
    match found.edits.as_slice() {
        [] => text.push_str("\nThe frame says the same: nothing to edit.\n"),
        edits => {
            let count = if edits.len() == 1 { "1 edit".to_owned() } else { format!("{} edits", edits.len()) };
            let made = if options.dry_run { "would be made; nothing was changed" } else { "made" };
            let _ = writeln!(text, "\n{count} {made}:");
            for edit in edits {
                let _ = write!(text, "  {}", wrapped(&escape(&describe(edit, frame)), 4, WIDTH));
            }
        }
    }
    text
}

/// The rows of one kind: their place, what they are about, and what of it; aligned, the first [`SHOWN`] of them.
fn group(text: &mut String, title: &str, what: &str, rows: &[(String, String, String)]) {
    if rows.is_empty() {
        return;
    }
    let what = if what.is_empty() { String::new() } else { format!(" ({what})") };
    let _ = writeln!(text, "{title:<PLACE$}{}{what}", rows.len());
    let columns = |row: &(String, String, String)| console::measure_text_width(&row.1);
    let widest = rows.iter().take(SHOWN).map(columns).max().unwrap_or(0);
    for row in rows.iter().take(SHOWN) {
        let blank = widest - columns(row);
        let line = format!("  {:<width$}{}{:blank$}  {}", row.0, row.1, "", row.2, width = PLACE - 2);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if rows.len() > SHOWN {
        let _ = writeln!(text, "{:PLACE$}… and {} more", "", rows.len() - SHOWN);
    }
}
