//! A code frame on the terminal: all codes, one code whole, its log, and how it differs from another.
//!
//! As in the summary of a run, no line is wider than the terminal but where a word is, and text of people is never an
//! escape sequence.

mod card;
mod diff;
mod log;

pub use card::frame_card;
pub use diff::frame_diff;
pub use log::{LogLine, frame_log};

use super::languages;
use super::numbers;
use super::summary::{BOLD, Pen, QUIET, fit, paragraph};
use crate::code_frame::{Code, CodeFrame, CodeNumber, History, Standing};
use crate::error::escape;
use std::collections::BTreeMap;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// What is shown.
#[derive(Debug, Clone, Copy)]
pub struct FrameInput<'a> {
    /// The frame and its edits.
    pub history: &'a History,
    /// How many edits were undone and may be made again.
    pub undone: usize,
    /// Parts of the base by code or net, 0..1, where they are known.
    pub shares: &'a BTreeMap<CodeNumber, f64>,
    /// Whether these shares are of the frame before its last edits.
    pub are_old: bool,
}

/// All codes, those under a net below it, then what is out of use. `width` and `color` as for
/// [`super::summary`](fn@super::summary).
#[must_use]
pub fn frame_list(input: &FrameInput, width: usize, color: bool) -> String {
    let pen = Pen::new(width, color);
    let frame = input.history.frame();
    let mut out = String::from("\n");
    let question = escape(frame.question.trim());
    let _ = writeln!(out, "  {}", pen.paint(&fit(&question, pen.width - 4), BOLD));
    paragraph(&mut out, &facts(input), QUIET, pen);
    let spoken: Vec<&str> = frame.languages.iter().map(|language| languages::name(*language)).collect();
    paragraph(&mut out, &spoken.join(" · "), QUIET, pen);
    out.push('\n');
    let rows = rows(frame, input.shares);
    let widths = Widths::of(&rows, pen);
    let in_use = rows.iter().filter(|row| row.went.is_empty()).count();
    for (at, row) in rows.iter().enumerate() {
        // What is out of use stands apart.
        if at == in_use {
            out.push('\n');
        }
        write_row(&mut out, row, &widths, pen);
    }
    if input.are_old && !input.shares.is_empty() {
        out.push('\n');
        paragraph(&mut out, "The shares are those of the frame before its last edits.", QUIET, pen);
    }
    out
}

/// How many codes, nets, edits.
fn facts(input: &FrameInput) -> String {
    let frame = input.history.frame();
    let many = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let mut parts = vec![many(frame.active_codes().count(), "code")];
    let nets = frame.active_nets().count();
    if nets > 0 {
        parts.push(many(nets, "net"));
    }
    parts.push(match input.history.entries().len() {
        0 => "as drafted".to_owned(),
        edits => many(edits, "edit"),
    });
    if input.undone > 0 {
        parts.push(format!("{} undone", input.undone));
    }
    parts.join(" · ")
}

/// A line of the list.
struct Row {
    /// 0 for nets and codes without one, 1 below a net.
    depth: usize,
    number: CodeNumber,
    label: String,
    share: Option<f64>,
    /// How it went out of use.
    went: String,
    is_net: bool,
}

/// Nets with their codes, the other codes, then what is out of use.
fn rows(frame: &CodeFrame, shares: &BTreeMap<CodeNumber, f64>) -> Vec<Row> {
    let row = |number: CodeNumber, depth: usize, standing: &Standing, is_net: bool| Row {
        depth,
        number,
        label: label(frame, number),
        share: shares.get(&number).copied(),
        went: went(frame, standing),
        is_net,
    };
    let code = |code: &Code, depth| row(code.number, depth, &code.standing, false);
    let is_under = |code: &Code, net: CodeNumber| code.net == Some(net);
    let mut rows = Vec::new();
    for net in frame.active_nets() {
        rows.push(row(net.number, 0, &net.standing, true));
        rows.extend(frame.active_codes().filter(|c| is_under(c, net.number)).map(|c| code(c, 1)));
    }
    let has_net = |c: &Code| c.net.is_some_and(|above| frame.active_nets().any(|net| net.number == above));
    rows.extend(frame.active_codes().filter(|c| !has_net(c)).map(|c| code(c, 0)));
    rows.extend(frame.codes.iter().filter(|c| !c.standing.is_active()).map(|c| code(c, 0)));
    let retired = frame.nets.iter().filter(|net| !net.standing.is_active());
    rows.extend(retired.map(|net| row(net.number, 0, &net.standing, true)));
    rows
}

/// The label to print, with its language where that is not the frame's.
fn label(frame: &CodeFrame, number: CodeNumber) -> String {
    let (label, is_translated) = frame.label(number, frame.label_language);
    if is_translated {
        return escape(label);
    }
    let labels = frame.code(number).map(|c| &c.labels).or_else(|| frame.net(number).map(|n| &n.labels));
    let language = labels.and_then(|labels| labels.iter().find(|(_, l)| l.as_str() == label));
    language.map_or_else(|| escape(label), |(language, _)| format!("{} ({})", escape(label), language.tag()))
}

/// A number with its label, as other lines name it.
fn named(frame: &CodeFrame, number: CodeNumber) -> String {
    format!("{number} {}", label(frame, number)).trim_end().to_owned()
}

/// How a code or net went out of use; empty if it is in use.
fn went(frame: &CodeFrame, standing: &Standing) -> String {
    match standing {
        Standing::Active => String::new(),
        Standing::Retired => "retired".to_owned(),
        Standing::Merged(into) => format!("merged into {}", named(frame, *into)),
        Standing::Split(parts) => {
            let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
            format!("split into {}", parts.join(", "))
        }
    }
}

/// Widths of the columns, in terminal columns.
struct Widths {
    number: usize,
    label: usize,
}

impl Widths {
    fn of(rows: &[Row], pen: Pen) -> Self {
        let number = rows.iter().map(|row| 2 * row.depth + row.number.to_string().len()).max().unwrap_or(1);
        let longest = rows.iter().map(|row| row.label.width()).max().unwrap_or(0);
        // Margins and gaps take 5, the share or a few words on what became of the code the rest.
        let rest = pen.width.saturating_sub(number + 5);
        let needed = if rows.iter().any(|row| !row.went.is_empty()) { 24.min(rest / 2) } else { 6 };
        Self { number, label: longest.min(rest.saturating_sub(needed)).max(6) }
    }
}

fn write_row(out: &mut String, row: &Row, widths: &Widths, pen: Pen) {
    let number = format!("{:>1$}", row.number.to_string(), widths.number);
    let label = fit(&row.label, widths.label);
    let gap = " ".repeat(widths.label.saturating_sub(label.width()));
    let label = match (row.is_net, row.went.is_empty()) {
        (true, true) => pen.paint(&label, BOLD),
        (false, true) => label,
        _ => pen.paint(&label, QUIET),
    };
    // Nets stand to the left of their codes.
    let number = if row.is_net && row.went.is_empty() {
        let digits = row.number.to_string();
        format!("{digits}{}", " ".repeat(widths.number - digits.len()))
    } else {
        number
    };
    let mut line = format!("  {} {label}{gap}", pen.paint(&number, QUIET));
    if !row.went.is_empty() {
        let rest = pen.width.saturating_sub(widths.number + widths.label + 5);
        let _ = write!(line, "  {}", pen.paint(&fit(&row.went, rest), QUIET));
    } else if let Some(share) = row.share {
        let _ = write!(line, "  {}", pen.paint(&format!("{:>5}", numbers::percent(Some(share))), BOLD));
    }
    let _ = writeln!(out, "{}", line.trim_end());
}

#[cfg(test)]
mod tests;
