//! A file before it is analysed, on the terminal: how it is written, its columns, and the command that it asks for.

mod command;
mod json;

pub use command::proposed_command;
pub use json::inspection_json;

use super::numbers;
use super::summary::{BLUE, BOLD, Pen, QUIET, YELLOW, fit, paragraph};
use crate::error::escape;
use crate::files::{ColumnKind, InspectedColumn, Inspection};
use crate::text::{Language, redact};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// What is shown of a file.
#[derive(Debug, Clone, Copy)]
pub struct InspectionInput<'a> {
    /// What was found in it.
    pub inspection: &'a Inspection,
    /// The words of the command, quoted, as [`proposed_command`] gives them.
    pub command: &'a [String],
}

/// Most labels of values that are shown.
const LABELS: usize = 6;

/// The inspection of one file. `width` is the terminal's, in columns (40 to 120 are used); only a word of the command may
/// be wider. Without `color` there is no escape sequence; text of the file can never be one. Ends in a line feed.
#[must_use]
pub fn inspection(input: &InspectionInput<'_>, width: usize, color: bool) -> String {
    let pen = Pen::new(width, color);
    let found = input.inspection;
    let mut out = String::from("\n");
    heading(&mut out, found, pen);
    out.push('\n');
    columns(&mut out, found, pen);
    out.push('\n');
    command(&mut out, input, pen);
    for note in &found.notes {
        out.push('\n');
        paragraph(&mut out, &format!("Note: {}", escape(note)), YELLOW, pen);
    }
    out
}

/// Text of the file in print: one line, nothing that a terminal obeys.
fn shown(text: &str) -> String {
    escape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn heading(out: &mut String, found: &Inspection, pen: Pen) {
    let _ = writeln!(out, "  {}\n", pen.paint(&fit(&escape(&found.file), pen.width - 4), BOLD));
    let written = &found.written;
    let mut facts: Vec<String> = [&written.format, &written.encoding].map(|text| escape(text)).to_vec();
    facts.push(match written.delimiter.as_str() {
        "" => String::new(),
        name => format!("{name}-separated"),
    });
    facts.push(found.sheet.as_ref().map_or_else(String::new, |sheet| format!("sheet \"{}\"", escape(sheet))));
    facts.push(found.platform.map_or_else(String::new, |platform| format!("{} export", platform.title())));
    facts.push(match found.header_rows {
        0 => String::new(),
        1 => "1 header row".into(),
        rows => format!("{rows} header rows"),
    });
    facts.push(format!("{} columns", numbers::count(found.columns.len())));
    facts.retain(|fact| !fact.is_empty());
    paragraph(out, &facts.join(" · "), "", pen);
    let others: Vec<String> = written
        .sheets
        .iter()
        .filter(|name| Some(*name) != found.sheet.as_ref())
        .map(|name| escape(name))
        .collect();
    if !others.is_empty() {
        paragraph(out, &format!("Other sheets: {}", others.join(", ")), QUIET, pen);
    }
    let [read, kept, rejected] =
        [found.kept + found.rejected, found.kept, found.rejected].map(numbers::count);
    paragraph(out, &format!("{read} rows read = {kept} kept + {rejected} rejected"), "", pen);
    for reason in found.reasons.iter().take(3) {
        let rows = numbers::count(reason.rows);
        let text = format!("{rows} × {}; the first on line {}", escape(&reason.reason), reason.line);
        paragraph(out, &text, QUIET, pen);
    }
    if found.reasons.len() > 3 {
        paragraph(out, &format!("and {} more reasons", found.reasons.len() - 3), QUIET, pen);
    }
    if found.sampled < found.kept {
        let text = format!(
            "Columns are judged by {} rows from all parts of the file.",
            numbers::count(found.sampled)
        );
        paragraph(out, &text, QUIET, pen);
    }
}

/// Width of the figures: kind, fill rate, distinct values and mean length, with the gaps before them.
const FIGURES: usize = 2 + 8 + 2 + 6 + 2 + 8 + 2 + 6;

fn columns(out: &mut String, found: &Inspection, pen: Pen) {
    let digits = found.columns.len().to_string().len().max(2);
    let indent = 2 + digits + 1;
    let room = pen.width.saturating_sub(indent + FIGURES + 2);
    // A narrow terminal has the figures below the name.
    let is_narrow = room < 16;
    let longest = found.columns.iter().map(|column| shown(&column.name).width()).max().unwrap_or(0);
    let width = if is_narrow { pen.width.saturating_sub(indent + 2) } else { longest.clamp(6, room) };
    let heads = format!("  {:<8}  {:>6}  {:>8}  {:>6}", "kind", "filled", "distinct", "length");
    let head = if is_narrow {
        format!("{}{heads}", " ".repeat(indent - 2))
    } else {
        format!("{}{:<width$}{heads}", " ".repeat(indent), "column")
    };
    let _ = writeln!(out, "{}", pen.paint(fit(&head, pen.width).trim_end(), QUIET));
    for (number, column) in (1..).zip(&found.columns) {
        let name = fit(&shown(&column.name), width);
        let gap = " ".repeat(width.saturating_sub(name.width()));
        let number = pen.paint(&format!("{number:>digits$}"), QUIET);
        let name = match column.profile.kind {
            ColumnKind::OpenEnd => pen.paint(&name, BOLD),
            _ => name,
        };
        let figures = figures(column, pen);
        let apart = if is_narrow { format!("\n{}", " ".repeat(indent - 2)) } else { gap };
        let _ = writeln!(out, "  {number} {name}{apart}{figures}");
        details(out, column, indent, pen);
    }
}

fn figures(column: &InspectedColumn, pen: Pen) -> String {
    let profile = &column.profile;
    let style = match profile.kind {
        ColumnKind::OpenEnd => BOLD,
        ColumnKind::Other => QUIET,
        _ => BLUE,
    };
    let kind = pen.paint(&format!("{:<8}", profile.kind.name()), style);
    let filled = format!("{:.0} %", profile.filled * 100.0);
    let (distinct, length) = (numbers::count(profile.values), format!("{:.1}", profile.mean_length));
    format!("  {kind}  {filled:>6}  {distinct:>8}  {length:>6}")
}

/// What is known besides, a line each: the question, why it is of its kind, what its values mean, examples.
fn details(out: &mut String, column: &InspectedColumn, indent: usize, pen: Pen) {
    let mut lines = vec![shown(&column.question)];
    let mut values: Vec<String> = examples(column).collect();
    if column.is_masked && !values.is_empty() {
        values.push("(masked)".into());
    }
    let labels = column.labels.iter().take(LABELS);
    let labels: Vec<String> =
        labels.map(|(value, label)| format!("{} = {}", shown(value), shown(label))).collect();
    lines.push(column.profile.reason.clone());
    lines.push(labels.join(", "));
    // Examples of answers deserve a line each.
    match column.profile.kind {
        ColumnKind::OpenEnd => lines.extend(values.iter().map(|value| format!("“{value}”"))),
        _ => lines.push(values.join(" · ")),
    }
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let line = fit(line, pen.width.saturating_sub(indent + 2 + 2));
        let _ = writeln!(out, "{}{}", " ".repeat(indent + 2), pen.paint(&line, QUIET));
    }
}

/// Examples in print. What people wrote is shown without what a reader must not see; numbers and dates look like
/// telephone numbers to that, and what is personal among the other cells is masked already.
fn examples(column: &InspectedColumn) -> impl Iterator<Item = String> + '_ {
    let is_answer = column.profile.kind == ColumnKind::OpenEnd;
    column.examples.iter().map(move |example| {
        let line = shown(example);
        if is_answer { redact(&line, &[Language::EN]) } else { line }
    })
}

fn command(out: &mut String, input: &InspectionInput<'_>, pen: Pen) {
    let recognized = &input.inspection.recognized;
    if recognized.options.text.is_empty() {
        let text = "No column looks open-ended: name one with openend analyze FILE --text COLUMN.";
        paragraph(out, text, BOLD, pen);
        return;
    }
    for taken in &recognized.taken {
        paragraph(out, &escape(&taken.to_string()), "", pen);
    }
    if !recognized.others.is_empty() {
        let names: Vec<String> = recognized.others.iter().map(|name| escape(name)).collect();
        paragraph(out, &format!("Also open-ended: {}.", names.join(", ")), "", pen);
    }
    out.push('\n');
    let mut line = String::new();
    for word in input.command {
        if !line.is_empty() && line.width() + 1 + word.width() + 2 > pen.width - 4 {
            let _ = writeln!(out, "  {} \\", pen.paint(&line, BOLD));
            "   ".clone_into(&mut line);
        }
        if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(out, "  {}", pen.paint(&line, BOLD));
}

#[cfg(test)]
mod tests;
