//! The verified closed question on the terminal.

use super::numbers;
use super::summary::{BLUE, BOLD, Pen, QUIET, YELLOW, fit, paragraph};
use super::verified::{VerifiedInput, kind_words};
use crate::closed_answers::{Fate, OptionShares};
use crate::code_frame::CodeNumber;
use crate::error::escape;
use crate::waves::Listed;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Columns of a share with its gap.
const SHARE: usize = 8;
/// Columns of an interval with its gap.
const INTERVAL: usize = 11;
/// Columns of what becomes of an option.
const NEXT: usize = 9;

/// The loop at a glance: ledger, options with open, closed and adjusted share, what Other holds, what should change.
///
/// `width` and `color` as in [`super::summary`]. `folder` is where the files of these names lie. Ends in a line feed.
#[must_use]
pub fn verified_summary(
    input: &VerifiedInput,
    folder: &str,
    files: &[&str],
    width: usize,
    color: bool,
) -> String {
    let pen = Pen::new(width, color);
    let verified = input.verified;
    let mut out = String::from("\n");
    let question = &verified.question;
    let main = question.languages.first().copied().unwrap_or(input.frame.label_language);
    let stem = escape(question.stem_in(main).0.trim());
    let _ = writeln!(out, "  {}\n", pen.paint(&fit(&stem, pen.width - 4), BOLD));
    let ledger = &verified.ledger;
    let sum = format!(
        "{} read = {} answered + {} no answer + {} rejected",
        numbers::count(ledger.read),
        numbers::count(ledger.answered),
        numbers::count(ledger.no_answer),
        numbers::count(ledger.rejected)
    );
    paragraph(&mut out, &sum, "", pen);
    out.push('\n');
    table(&mut out, input, pen);
    paragraph(&mut out, Listed::WHY, QUIET, pen);
    other(&mut out, input, pen);
    changes(&mut out, input, folder, pen);
    for note in &verified.notes {
        out.push('\n');
        paragraph(&mut out, &format!("Note: {}", escape(note)), YELLOW, pen);
    }
    out.push('\n');
    paragraph(&mut out, &format!("Results in {}", escape(folder)), BOLD, pen);
    paragraph(&mut out, &files.join("  "), "", pen);
    out
}

fn label(input: &VerifiedInput, number: CodeNumber) -> String {
    escape(&input.label(number))
}

/// Options with their shares; narrow terminals go without intervals and without Other coded back.
fn table(out: &mut String, input: &VerifiedInput, pen: Pen) {
    let labels: Vec<String> =
        input.verified.options.iter().map(|option| label(input, option.number)).collect();
    let longest = labels.iter().map(|label| label.width()).max().unwrap_or(0);
    let mut left = pen.width.saturating_sub(8 + 2 * SHARE + NEXT);
    let least = longest.min(pen.width / 3).max(8);
    let mut take = |columns: usize| {
        let fits = left >= least + columns;
        left -= if fits { columns } else { 0 };
        fits
    };
    let columns = [take(INTERVAL), take(SHARE), take(SHARE)];
    let width = left.min(longest).max(8);
    let head = line(
        &format!("{:>5} {}", "", " ".repeat(width)),
        ["open", "ticked", "interval", "ratio", "+ Other", "next"],
        columns,
    );
    let _ = writeln!(out, "{}", pen.paint(head.trim_end(), QUIET));
    for (option, label) in input.verified.options.iter().zip(&labels) {
        let label = fit(label, width);
        let gap = " ".repeat(width.saturating_sub(label.width()));
        let start = format!("{:>5} {label}{gap}", option.number.to_string());
        let cells = cells(input, option);
        let cells = cells.each_ref().map(String::as_str);
        let text = line(&start, cells, columns);
        let style = match input.verified.fate(option.number) {
            Some(Fate::Dropped | Fate::MergedInto(_)) => QUIET,
            Some(Fate::Reword | Fate::Split) => YELLOW,
            _ => "",
        };
        let text = text.trim_end();
        let text = if style.is_empty() { text.to_owned() } else { pen.paint(text, style) };
        let _ = writeln!(out, "{text}");
    }
}

fn cells(input: &VerifiedInput, option: &OptionShares) -> [String; 6] {
    let next = match input.verified.fate(option.number) {
        Some(Fate::Kept | Fate::Added) | None => String::new(),
        Some(Fate::Reword) => "reword".into(),
        Some(Fate::Split) => "split".into(),
        Some(Fate::Dropped) => "drop".into(),
        Some(Fate::MergedInto(into)) => format!("→ {into}"),
    };
    [
        numbers::percent(option.open.share),
        numbers::percent(option.closed.share),
        numbers::interval(option.closed.low, option.closed.high),
        option.ratio.map_or_else(|| numbers::NO_FIGURE.into(), |ratio| format!("×{ratio:.1}")),
        numbers::percent(option.adjusted.share),
        next,
    ]
}

fn line(start: &str, cells: [&str; 6], [interval, ratio, adjusted]: [bool; 3]) -> String {
    let right =
        |text: &str, columns: usize| format!("{}{text}", " ".repeat(columns.saturating_sub(text.width())));
    let [open, ticked, between, times, with_other, next] = cells;
    let mut text = format!("{start}{}{}", right(open, SHARE), right(ticked, SHARE));
    if interval {
        text.push_str(&right(between, INTERVAL));
    }
    if ratio {
        text.push_str(&right(times, SHARE));
    }
    if adjusted {
        text.push_str(&right(with_other, SHARE));
    }
    text.push_str("  ");
    text.push_str(next);
    text
}

/// What Other holds.
fn other(out: &mut String, input: &VerifiedInput, pen: Pen) {
    let other = &input.verified.other;
    if other.texts == 0 {
        return;
    }
    out.push('\n');
    let parts = other.kinds.iter().filter(|known| known.group.figure.count > 0);
    let parts: Vec<String> = parts
        .map(|known| format!("{} {}", numbers::count(known.group.figure.count), kind_words(known.kind)))
        .collect();
    let sentence =
        format!("{} people wrote something under Other: {}.", numbers::count(other.texts), parts.join(", "));
    paragraph(out, &sentence, BOLD, pen);
}

/// What should change, and how the frame is edited.
fn changes(out: &mut String, input: &VerifiedInput, folder: &str, pen: Pen) {
    let verified = input.verified;
    out.push('\n');
    if verified.changes.is_empty() {
        paragraph(out, "Nothing to change: the question fits this wave.", "", pen);
    } else {
        paragraph(out, "Proposed for the next question; question.json has all of it:", BOLD, pen);
    }
    for change in &verified.changes {
        let named: Vec<String> =
            change.options.iter().map(|&number| format!("{number} {}", label(input, number))).collect();
        let what = format!("{} {}", change.kind.name(), named.join(" into "));
        paragraph(out, &what, BLUE, pen);
        paragraph(out, &format!("  {}", escape(&change.reason)), QUIET, pen);
    }
    let folder = if folder.contains(' ') { format!("\"{folder}\"") } else { folder.to_owned() };
    for proposal in &verified.proposals.list {
        let words = escape(&proposal.words(input.frame));
        paragraph(out, &format!("{} {words}: {}", proposal.id, escape(&proposal.command(&folder))), "", pen);
    }
}
