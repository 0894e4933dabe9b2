//! The trend over waves on the terminal.

use super::numbers;
use super::summary::{BLUE, BOLD, Pen, QUIET, YELLOW, fit, paragraph};
use super::trend::{ChangeView, TrendInput, name};
use crate::error::escape;
use crate::shares::RowKind;
use crate::waves::{Bridge, Change, Listed, Trend, TrendRow};
use std::collections::BTreeSet;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Most codes in the table; the rest stand in the page.
const MOST_CODES: usize = 20;
/// Columns of a share with its gap: `100%` or a wave's name cut to it.
const SHARE: usize = 8;
/// Least width of a label.
const LABEL: usize = 8;
/// Columns of a change: ` −12.3 ▲`.
const CHANGE: usize = 9;
/// Columns of an interval: ` −12.3 to +12.3`.
const INTERVAL: usize = 17;

/// The trend at a glance: waves with bases and overlap, codes by the size of their change, what was coded again.
///
/// `width` and `color` as in [`super::summary`]. `folder` is where the files of these names lie. Ends in a line feed.
#[must_use]
pub fn trend_summary(input: &TrendInput, folder: &str, files: &[&str], width: usize, color: bool) -> String {
    let pen = Pen { width: width.clamp(40, 120), color };
    let mut out = String::from("\n");
    let question = escape(input.frame.question.trim());
    let _ = writeln!(out, "  {}\n", pen.paint(&fit(&question, pen.width - 4), BOLD));
    bases(&mut out, input.trend, pen);
    table(&mut out, input, pen);
    means(&mut out, input.trend, pen);
    for bridge in &input.trend.bridges {
        bridged(&mut out, input, bridge, pen);
    }
    if input.trend.listed.is_some() {
        out.push('\n');
        paragraph(&mut out, Listed::WHY, QUIET, pen);
    }
    for note in &input.trend.notes {
        out.push('\n');
        paragraph(&mut out, &format!("Note: {}", escape(note)), YELLOW, pen);
    }
    out.push('\n');
    paragraph(&mut out, &format!("Results in {}", escape(folder)), BOLD, pen);
    paragraph(&mut out, &files.join("  "), "", pen);
    out
}

fn wave_name(trend: &Trend, at: usize) -> String {
    escape(trend.waves.get(at).map_or("", |wave| &wave.name))
}

/// Who is counted, and who of them twice.
fn bases(out: &mut String, trend: &Trend, pen: Pen) {
    let base = |(at, wave): (usize, &crate::waves::WaveBase)| {
        let weighted = (wave.base.effective - wave.base.count as f64).abs() > 0.5;
        let effective = if weighted {
            format!(" (effective {})", numbers::weighted(wave.base.effective))
        } else {
            String::new()
        };
        format!("{} {} people{effective}", wave_name(trend, at), numbers::count(wave.base.count))
    };
    let bases: Vec<String> = trend.waves.iter().enumerate().map(base).collect();
    paragraph(out, &format!("Base: {}", bases.join(" · ")), "", pen);
    let pairs = trend.overlaps.iter().map(|overlap| {
        let (from, to) = (wave_name(trend, overlap.from), wave_name(trend, overlap.to));
        format!("{from} and {to} {}", numbers::count(overlap.people))
    });
    paragraph(out, &format!("People in both: {}", pairs.collect::<Vec<_>>().join(" · ")), QUIET, pen);
    paragraph(out, "All shares are of open answers: what people volunteered.", QUIET, pen);
    out.push('\n');
}

/// Which columns the terminal has room for.
struct Columns {
    /// Waves whose shares are shown: the latest, as many as fit.
    waves: Vec<usize>,
    listed: bool,
    interval: bool,
    since_first: bool,
    label: usize,
}

impl Columns {
    /// The latest change and two shares always have room; then the listed share, the interval, the change since the first wave and
    /// further waves, while the label keeps a third of the line.
    fn new(input: &TrendInput, longest: usize, pen: Pen) -> Self {
        let waves = input.trend.waves.len();
        let listed = input.trend.listed.is_some() && pen.width >= 6 + CHANGE + SHARE * 3 + LABEL;
        let mut left = pen.width.saturating_sub(6 + CHANGE + SHARE * (2 + usize::from(listed)));
        let least = (pen.width / 3).min(longest).max(LABEL);
        let mut take = |columns: usize| {
            let fits = left >= least + columns;
            left -= if fits { columns } else { 0 };
            fits
        };
        let since_first = waves > 2 && take(CHANGE);
        let interval = take(INTERVAL);
        let more = (2..waves).take_while(|_| take(SHARE)).count();
        let shown = (waves - (2 + more).min(waves)..waves).collect();
        Self { waves: shown, listed, interval, since_first, label: left.min(longest).max(LABEL) }
    }
}

fn table(out: &mut String, input: &TrendInput, pen: Pen) {
    let trend = input.trend;
    let rows = trend.by_change();
    let labelled: Vec<(&TrendRow, String)> = rows
        .into_iter()
        .take(MOST_CODES)
        .map(|row| {
            let net = if row.kind == RowKind::Net { " (net)" } else { "" };
            (row, escape(name(input.frame, row.number).main.text.as_str()) + net)
        })
        .collect();
    let longest = labelled.iter().map(|(_, label)| label.width()).max().unwrap_or(0);
    let columns = Columns::new(input, longest, pen);
    let last = trend.waves.len().saturating_sub(1);
    let mut head = format!("  {:<3} {}", "", " ".repeat(columns.label));
    for name in short_names(trend, &columns.waves) {
        head.push_str(&right(&name, SHARE));
    }
    if columns.listed {
        head.push_str(&right("listed", SHARE));
    }
    head.push_str(&right("change ", CHANGE));
    if columns.interval {
        head.push_str(&right(&format!("{:.0}% interval", trend.confidence * 100.0), INTERVAL));
    }
    if columns.since_first {
        head.push_str(&right("since 1st", CHANGE));
    }
    let _ = writeln!(out, "{}", pen.paint(&head, QUIET));
    for (row, label) in &labelled {
        line(out, trend, row, label, &columns, last, pen);
    }
    let more = trend.rows.len().saturating_sub(labelled.len());
    if more > 0 {
        let _ = writeln!(out, "  {}", pen.paint(&format!("… and {more} more codes"), QUIET));
    }
    let significant = format!(
        "▲ ▼ significant: {} of {} differences tested (Benjamini-Hochberg, false discovery rate 5 %). Changes in \
         percentage points since the wave before.",
        trend.significant, trend.tested
    );
    paragraph(out, &significant, QUIET, pen);
}

fn line(
    out: &mut String,
    trend: &Trend,
    row: &TrendRow,
    label: &str,
    columns: &Columns,
    last: usize,
    pen: Pen,
) {
    let label = fit(label, columns.label);
    let gap = " ".repeat(columns.label.saturating_sub(label.width()));
    let number = pen.paint(&format!("{:>3}", row.number.to_string()), QUIET);
    let _ = write!(out, "  {number} {label}{gap}");
    for &at in &columns.waves {
        let share = numbers::percent(row.points.get(at).copied().flatten().map(|point| point.share));
        let style = if at == last { BOLD } else { "" };
        let text = right(&share, SHARE);
        out.push_str(&if style.is_empty() { text } else { pen.paint(&text, style) });
    }
    if columns.listed {
        let listed = trend.listed.as_ref().and_then(|listed| listed.share(row.number));
        out.push_str(&pen.paint(&right(&numbers::percent(listed.map(|share| share.share)), SHARE), QUIET));
    }
    out.push_str(&changed(row.latest(), pen));
    if columns.interval {
        let interval = row.latest().map_or_else(String::new, |change| ChangeView::points(change).interval);
        out.push_str(&pen.paint(&right(&interval, INTERVAL), QUIET));
    }
    if columns.since_first {
        out.push_str(&changed(row.change(0, last), pen));
    }
    while out.ends_with(' ') {
        out.pop();
    }
    out.push('\n');
}

/// ` −12.3 ▼`, painted where it is significant.
fn changed(change: Option<&Change>, pen: Pen) -> String {
    let Some(change) = change else { return right(&format!("{}  ", numbers::NO_FIGURE), CHANGE) };
    let view = ChangeView::points(change);
    let (mark, style) = match view.mark {
        "up" => ("▲", BLUE),
        "down" => ("▼", YELLOW),
        _ => (" ", ""),
    };
    let text = right(&format!("{} {mark}", view.value), CHANGE);
    if style.is_empty() { text } else { pen.paint(&text, style) }
}

/// What stands above the shares of these waves: their names; where the room for a share cuts two of them to the same, what is
/// left of them without the words that all begin with; else their places.
fn short_names(trend: &Trend, waves: &[usize]) -> Vec<String> {
    let are_apart = |names: &[String]| {
        let cut: BTreeSet<String> = names.iter().map(|name| fit(name, SHARE - 1)).collect();
        cut.len() == names.len() && names.iter().all(|name| !name.is_empty())
    };
    let names: Vec<String> = waves.iter().map(|&at| wave_name(trend, at)).collect();
    if are_apart(&names) {
        return names;
    }
    let chars: Vec<Vec<char>> = names.iter().map(|name| name.chars().collect()).collect();
    let first = chars.first().map_or(&[][..], Vec::as_slice);
    let common = (0..first.len()).take_while(|&at| chars.iter().all(|name| name.get(at) == first.get(at)));
    let begun = common.count();
    // A word is not cut in two: 2024 and 2025 stay whole.
    let word = first.iter().take(begun).rev().take_while(|c| c.is_alphanumeric()).count();
    let rest: Vec<String> =
        chars.iter().map(|name| name.iter().skip(begun - word).collect::<String>()).collect();
    // A bare "1" above a column of shares says nothing.
    let says_something = |name: &String| name.width() > 1;
    if are_apart(&rest) && rest.iter().all(says_something) {
        return rest;
    }
    waves.iter().map(|at| format!("wave {}", at + 1)).collect()
}

/// Text at the right end of so many terminal columns, cut to leave one free.
fn right(text: &str, columns: usize) -> String {
    let text = fit(text, columns - 1);
    format!("{}{text}", " ".repeat(columns.saturating_sub(text.width())))
}

fn means(out: &mut String, trend: &Trend, pen: Pen) {
    let last = trend.waves.len().saturating_sub(1);
    for row in &trend.means {
        let values = row.points.iter().map(|point| {
            point
                .map_or_else(|| numbers::NO_FIGURE.to_owned(), |p| format!("{:.2}", p.mean).replace('-', "−"))
        });
        let values = values.collect::<Vec<_>>().join(" → ");
        let change = last.checked_sub(1).and_then(|before| row.change(before, last));
        let change = change.map_or_else(String::new, |change| {
            let mark = match change.is_significant {
                true if change.difference > 0.0 => " ▲",
                true => " ▼",
                false => "",
            };
            format!(" ({}{mark})", numbers::signed(change.difference, 2))
        });
        out.push('\n');
        paragraph(out, &format!("{}: {values}{change}", row.of.name()), "", pen);
    }
}

/// What coding a wave again did to its largest changes.
fn bridged(out: &mut String, input: &TrendInput, bridge: &Bridge, pen: Pen) {
    const MOST: usize = 3;
    let mut rows: Vec<_> = bridge.rows.iter().filter_map(|row| Some((row, row.effect()?))).collect();
    rows.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.number.cmp(&b.0.number)));
    let told = rows.iter().filter(|row| row.1.abs() >= 0.000_5).take(MOST).map(|(row, effect)| {
        let label = escape(name(input.frame, row.number).main.text.as_str());
        let then = numbers::percent(row.then.as_ref().map(|then| then.point.share));
        let now = numbers::percent(row.now.map(|now| now.share));
        format!("{} {label} {then} → {now} ({})", row.number, numbers::points(*effect))
    });
    let told: Vec<String> = told.collect();
    let told = if told.is_empty() { "no share changed by it".to_owned() } else { told.join(" · ") };
    out.push('\n');
    let wave = wave_name(input.trend, bridge.wave);
    paragraph(out, &format!("Bridge, {wave} as printed then → coded again: {told}."), "", pen);
}

#[cfg(test)]
mod tests {
    use super::super::trend::tests::drawn;
    use super::*;

    #[test]
    fn names_that_the_table_would_cut_to_the_same_are_told_apart() {
        let (mut trend, _) = drawn(2, 3);
        let mut short = |names: [&str; 2]| {
            for (wave, name) in trend.waves.iter_mut().zip(names) {
                name.clone_into(&mut wave.name);
            }
            short_names(&trend, &[0, 1])
        };
        assert_eq!(short(["may", "june"]), ["may", "june"]);
        assert_eq!(short(["gadgets_w1", "gadgets_w2"]), ["w1", "w2"]);
        assert_eq!(short(["gadgets_1", "gadgets_2"]), ["wave 1", "wave 2"]);
        assert_eq!(short(["Spring 2024", "Spring 2025"]), ["2024", "2025"]);
        assert_eq!(short(["a long beginning", "a long beginner's luck"]), ["wave 1", "wave 2"]);
        assert_eq!(short(["questionnaire", "questionnaire 2"]), ["wave 1", "wave 2"]);
    }

    fn told(waves: usize, width: usize, color: bool) -> String {
        let (trend, frame) = drawn(waves, 30);
        let input = TrendInput { trend: &trend, frame: &frame, frame_sha256: "", inputs: &[] };
        trend_summary(&input, "trend", &["trend.html"], width, color)
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_columns_stand_under_each_other() {
        for waves in [2, 3, 5, 9] {
            for width in [40, 60, 80, 100, 120] {
                let text = told(waves, width, false);
                for line in text.lines() {
                    assert!(line.width() <= width, "{width}: {line}");
                }
                let head = text.lines().position(|line| line.trim_end().contains("change")).unwrap();
                let rows =
                    text.lines().skip(head + 1).take_while(|line| !line.contains('…') || line.contains('%'));
                let ends: Vec<usize> =
                    rows.filter_map(|line| Some(line.get(..line.rfind('%')?)?.width())).collect();
                // A code without a listed share ends one column earlier.
                assert!(
                    ends.len() > 10 && ends.iter().all(|end| end.abs_diff(ends[0]).is_multiple_of(SHARE)),
                    "{width} {ends:?}\n{text}"
                );
            }
        }
    }

    #[test]
    fn arrows_stand_without_color_and_only_where_a_change_is_significant() {
        let (trend, _) = drawn(2, 30);
        let text = told(2, 100, false);
        let shown = trend.by_change().into_iter().take(MOST_CODES);
        let significant = shown.filter_map(TrendRow::latest).filter(|change| change.is_significant).count();
        let arrows = text
            .lines()
            .filter(|line| line.trim_end().contains("% ") && (line.contains('▲') || line.contains('▼')));
        assert!(
            significant > 0 && arrows.filter(|line| !line.contains("significant")).count() == significant,
            "{text}"
        );
        assert!(!text.contains('\u{1b}') && told(2, 100, true).contains("\u{1b}["));
        for needle in
            ["People in both", "what people volunteered", "Bridge, Spring 2020", "Mean sentiment", "Listed"]
        {
            assert!(text.contains(needle), "{needle}\n{text}");
        }
    }
}
