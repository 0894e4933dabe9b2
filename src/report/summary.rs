//! The few lines on the terminal after a run.

use super::stub::{Name, find};
use super::{attention, languages, numbers, view};
use crate::code_frame::CodeNumber;
use crate::error::escape;
use crate::pipeline::Analysis;
use crate::shares::{Share, ShareColumn};
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Most codes in the summary; the rest stand in the report.
const MOST_CODES: usize = 12;

/// What the summary tells of.
#[derive(Debug, Clone, Copy)]
pub struct SummaryInput<'a> {
    /// What people said.
    pub analysis: &'a Analysis,
    /// The folder of the results, as the user would type it.
    pub folder: &'a str,
    /// Names of the files in it, the most useful first.
    pub files: &'a [&'a str],
}

/// The result at a glance: ledger, top codes with bar, share, interval and sentiment, and where the files are.
///
/// `width` is the terminal's, in columns (40 to 120 are used); no line is wider. Without `color` there is no escape
/// sequence; text of respondents can never be one. Ends in a line feed.
#[must_use]
pub fn summary(input: &SummaryInput, width: usize, color: bool) -> String {
    let pen = Pen::new(width, color);
    let mut out = String::from("\n");
    heading(&mut out, input, pen);
    codes(&mut out, input, pen);
    alerts(&mut out, input, pen);
    notes(&mut out, input, pen);
    files(&mut out, input, pen);
    out
}

/// How wide and how colourful.
#[derive(Clone, Copy)]
pub(super) struct Pen {
    pub(super) width: usize,
    pub(super) color: bool,
}

impl Pen {
    /// From 40 to 120 columns are used.
    pub(super) fn new(width: usize, color: bool) -> Self {
        Self { width: width.clamp(40, 120), color }
    }

    /// Text in a style of the terminal (SGR parameters).
    pub(super) fn paint(self, text: &str, style: &str) -> String {
        if self.color && !text.is_empty() {
            format!("\u{1b}[{style}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

pub(super) const BOLD: &str = "1";
pub(super) const QUIET: &str = "2";
/// Blue and yellow: told apart by nearly everybody.
pub(super) const BLUE: &str = "34";
pub(super) const YELLOW: &str = "33";

fn heading(out: &mut String, input: &SummaryInput, pen: Pen) {
    let question = escape(view::question(input.analysis).trim());
    let _ = writeln!(out, "  {}\n", pen.paint(&fit(&question, pen.width - 4), BOLD));
    let ledger = &input.analysis.ledger;
    let parts = [
        (ledger.coded, "coded"),
        (ledger.uncoded, "uncoded"),
        (ledger.no_answer, "no answer"),
        (ledger.junk, "junk"),
        (ledger.rejected, "rejected"),
    ]
    .map(|(count, what)| format!("{} {what}", numbers::count(count)));
    let sum = format!("{} read = {}", numbers::count(ledger.read), parts.join(" + "));
    paragraph(out, &sum, "", pen);
    let spoken: Vec<String> = input
        .analysis
        .languages
        .iter()
        .take(6)
        .map(|spoken| format!("{} {}", languages::name(spoken.language), numbers::count(spoken.people)))
        .collect();
    let among = if spoken.is_empty() { String::new() } else { format!(": {}", spoken.join(" · ")) };
    paragraph(out, &format!("Base {} people{among}", numbers::count(ledger.base())), QUIET, pen);
    out.push('\n');
}

fn codes(out: &mut String, input: &SummaryInput, pen: Pen) {
    let frame = &input.analysis.frame;
    let Some(total) = input.analysis.shares.columns.first() else { return };
    let themes = view::by_share(frame, total);
    let special = special(total);
    if themes.is_empty() && special.is_empty() {
        out.push_str("  No reason was found.\n");
        return;
    }
    let label = |number: CodeNumber| {
        let labels = frame.code(number).map(|c| Name::new(&c.labels, frame));
        labels.map_or_else(String::new, |name| escape(name.main.text.as_str()))
    };
    let shown: Vec<(&Share, String)> = themes
        .iter()
        .take(MOST_CODES)
        .map(|(_, share)| *share)
        .chain(special)
        .map(|share| (share, label(share.number)))
        .collect();
    let highest = shown.iter().filter_map(|(s, _)| s.share).fold(0.0, f64::max);
    let columns = Columns::new(&shown, pen);
    for (share, label) in &shown {
        line(out, share, label, highest, &columns, pen);
    }
    if themes.len() > MOST_CODES {
        let more = format!("… and {} more codes", themes.len() - MOST_CODES);
        let _ = writeln!(out, "  {}", pen.paint(&more, QUIET));
    }
    paragraph(out, "− negative  · neutral  + positive, among those who say it", QUIET, pen);
}

fn special(total: &ShareColumn) -> Vec<&Share> {
    let specials = [CodeNumber::NOTHING, CodeNumber::DONT_KNOW];
    specials.into_iter().filter_map(|n| find(total, n)).filter(|s| s.count > 0).collect()
}

/// Widths of the columns, in terminal columns; nought leaves one out.
struct Columns {
    label: usize,
    bar: usize,
    interval: usize,
}

impl Columns {
    /// Number 3, share 5, sentiment 5 and the gaps are always there; the label gets what it needs, up to half of the
    /// rest; narrow terminals go without intervals.
    fn new(shown: &[(&Share, String)], pen: Pen) -> Self {
        let interval = if pen.width >= 64 { 10 } else { 0 };
        let rest =
            pen.width.saturating_sub(2 + 4 + 2 + 5 + 2 + 5 + 2 + if interval > 0 { interval + 2 } else { 0 });
        let longest = shown.iter().map(|(_, label)| label.width()).max().unwrap_or(0);
        let label = longest.min(rest * 3 / 5).max(6);
        Self { label, bar: rest.saturating_sub(label).min(30), interval }
    }
}

fn line(out: &mut String, share: &Share, label: &str, highest: f64, columns: &Columns, pen: Pen) {
    let label = fit(label, columns.label);
    let gap = " ".repeat(columns.label.saturating_sub(label.width()));
    let part = share.share.unwrap_or(0.0);
    let bar = bar(if highest > 0.0 { part / highest } else { 0.0 }, columns.bar);
    let rest = " ".repeat(columns.bar.saturating_sub(bar.width()));
    let number = pen.paint(&format!("{:>3}", share.number.to_string()), QUIET);
    let percent = pen.paint(&format!("{:>5}", numbers::share(share)), BOLD);
    let _ = write!(out, "  {number} {label}{gap}  {}{rest} {percent}", pen.paint(&bar, BLUE));
    if columns.interval > 0 {
        let interval = format!("{:>10}", numbers::interval(share.low, share.high));
        let _ = write!(out, "  {}", pen.paint(&interval, QUIET));
    }
    let marks = marks(share.sentiment);
    if !marks.is_empty() {
        out.push_str("  ");
        for (mark, style) in ["−", "·", "+"].into_iter().zip([YELLOW, QUIET, BLUE]) {
            let run: String = marks.chars().filter(|c| mark.starts_with(*c)).collect();
            out.push_str(&pen.paint(&run, style));
        }
    }
    out.push('\n');
}

/// A bar of eighths of a column.
pub(super) fn bar(part: f64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (part.clamp(0.0, 1.0) * width as f64 * 8.0).round() as usize;
    // Somebody said it: never nothing.
    let eighths = if part > 0.0 { eighths.max(1) } else { 0 };
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// Five signs in proportion to the three sides, by largest remainder, so they are always five.
fn marks(sentiment: [f64; 3]) -> String {
    let sum: f64 = sentiment.iter().sum();
    if !(sum > 0.0 && sum.is_finite()) {
        return String::new();
    }
    let exact = sentiment.map(|part| part.max(0.0) / sum * 5.0);
    let mut signs = exact.map(|e| e.floor() as usize);
    while signs.iter().sum::<usize>() < 5 {
        let left = |i: usize| exact[i] - signs[i] as f64;
        let neediest = (0..3).max_by(|a, b| left(*a).total_cmp(&left(*b)).then(b.cmp(a))).unwrap_or(1);
        signs[neediest] += 1;
    }
    ["−", "·", "+"].into_iter().zip(signs).map(|(sign, count)| sign.repeat(count)).collect()
}

/// How many answers somebody should read today, and where they are.
fn alerts(out: &mut String, input: &SummaryInput, pen: Pen) {
    let Some(view) = attention::alerts(input.analysis) else { return };
    let kinds: Vec<String> = view.kinds.iter().map(|(kind, people)| format!("{people} {kind}")).collect();
    let (answers, need) = if view.answers == "1" { ("answer", "needs") } else { ("answers", "need") };
    let text = format!("{} {answers} {need} attention: {} → alerts.csv", view.answers, kinds.join(", "));
    out.push('\n');
    paragraph(out, &text, BOLD, pen);
}

fn notes(out: &mut String, input: &SummaryInput, pen: Pen) {
    let options = input.analysis.question.categories.len();
    if options > 0 {
        out.push('\n');
        paragraph(out, &format!("Closed question with {options} options drafted."), "", pen);
    }
    for note in &input.analysis.notes {
        out.push('\n');
        paragraph(out, &format!("Note: {}", escape(note)), YELLOW, pen);
    }
}

fn files(out: &mut String, input: &SummaryInput, pen: Pen) {
    out.push('\n');
    paragraph(out, &format!("Results in {}", escape(input.folder)), BOLD, pen);
    paragraph(out, &input.files.iter().map(|f| escape(f)).collect::<Vec<_>>().join("  "), "", pen);
}

/// Text wrapped at spaces and indented by two columns; a word wider than a line is cut.
pub(super) fn paragraph(out: &mut String, text: &str, style: &str, pen: Pen) {
    let most = pen.width - 4;
    let paint = |line: &str| if style.is_empty() { line.to_owned() } else { pen.paint(line, style) };
    let mut line = String::new();
    for word in text.split(' ') {
        let word = fit(word, most);
        if !line.is_empty() && line.width() + 1 + word.width() > most {
            let _ = writeln!(out, "  {}", paint(line.trim_end()));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        let _ = writeln!(out, "  {}", paint(line.trim_end()));
    }
}

/// The text, cut to so many terminal columns, with "…" if it was cut.
pub(super) fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used + 1 > width {
            break;
        }
        out.push(c);
    }
    out + "…"
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn plain(width: usize) -> String {
        let (analysis, _) = fixture::survey();
        let files = ["report.html", "coded.xlsx", "question.md"];
        let input = SummaryInput { analysis: &analysis, folder: "answers-openend", files: &files };
        summary(&input, width, false)
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [40, 52, 64, 80, 100, 120, 300] {
            for line in plain(width).lines() {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn columns_stand_under_each_other() {
        let text = plain(80);
        let ends: Vec<usize> =
            text.lines().filter_map(|l| Some(l[..l.find('%')?].width())).filter(|end| *end > 30).collect();
        assert!(ends.len() > 12 && ends.iter().all(|end| *end == ends[0]), "{ends:?}\n{text}");
    }

    #[test]
    fn it_says_what_matters_and_nothing_that_a_terminal_would_obey() {
        let text = plain(80);
        assert!(!text.contains('\u{1b}') && !text.contains("NaN"));
        for needle in [
            "read = ",
            " coded + ",
            "Base ",
            "2 answers need attention: 1 safety, 1 churn → alerts.csv",
            "report.html",
            "Results in answers-openend",
        ] {
            assert!(text.contains(needle), "{needle}\n{text}");
        }
        let (analysis, _) = fixture::survey();
        let input = SummaryInput { analysis: &analysis, folder: "out", files: &[] };
        let painted = summary(&input, 80, true);
        assert!(painted.contains("\u{1b}[1m") && !painted.contains("\u{1b}]"));
    }

    #[test]
    fn signs_are_always_five() {
        assert_eq!(marks([1.0, 0.0, 0.0]), "−−−−−");
        assert_eq!(marks([0.34, 0.33, 0.33]), "−−··+");
        assert_eq!(marks([0.5, 0.0, 0.5]).chars().count(), 5);
        assert_eq!(marks([0.0; 3]), "");
        assert_eq!(bar(0.5, 3), "█▌");
        assert_eq!(bar(0.0001, 3), "▏");
    }

    #[test]
    fn cutting_counts_columns_not_characters() {
        assert_eq!(fit("服务态度很好", 7), "服务态…");
        assert_eq!(fit("abc", 3), "abc");
    }
}
