//! The loop as one picture: what was volunteered, the options, what was ticked, where Other flows, what is printed next.

use super::numbers;
use super::visible::{NAME, Shown};
use crate::closed_answers::{BridgeRow, Fate, Figure, OtherKind, Verified};
use crate::closed_question::CategoryKind;
use crate::code_frame::CodeNumber;
use serde::Serialize;
use unicode_width::UnicodeWidthChar;

/// Least part that the full length of a bar stands for.
const LEAST_TOP: f64 = 0.1;

/// Where things stand; pixels.
struct Geometry {
    class: &'static str,
    width: f64,
    row: f64,
    head: f64,
    /// Open bars end here and grow to the left, so far at most.
    open_edge: f64,
    /// Closed bars begin here and grow to the right.
    closed_edge: f64,
    room: f64,
    bar_y: f64,
    bar: f64,
    label_x: f64,
    label_y: f64,
    /// Columns and lines of a label, and the height of a line.
    label: (usize, usize, f64),
    /// Where Other flows, and how far out at most.
    flow_x: f64,
    bulge: f64,
    next_x: f64,
    next_y: f64,
    is_next_at_end: bool,
}

/// For a screen of ordinary width, and for a phone's.
const SIZES: [Geometry; 2] = [
    Geometry {
        class: "wide",
        width: 1080.0,
        row: 46.0,
        head: 34.0,
        open_edge: 282.0,
        closed_edge: 622.0,
        room: 228.0,
        bar_y: 15.0,
        bar: 16.0,
        label_x: 300.0,
        label_y: 28.0,
        label: (40, 2, 17.0),
        flow_x: 908.0,
        bulge: 62.0,
        next_x: 990.0,
        next_y: 28.0,
        is_next_at_end: false,
    },
    Geometry {
        class: "narrow",
        width: 360.0,
        row: 64.0,
        head: 24.0,
        open_edge: 132.0,
        closed_edge: 138.0,
        room: 96.0,
        bar_y: 34.0,
        bar: 12.0,
        label_x: 0.0,
        label_y: 24.0,
        label: (40, 1, 15.0),
        flow_x: 286.0,
        bulge: 34.0,
        next_x: 360.0,
        next_y: 24.0,
        is_next_at_end: true,
    },
];

/// What the page draws, once for each size; all numbers are pixels in print.
#[derive(Debug, Serialize)]
pub(super) struct Picture {
    class: &'static str,
    width: f64,
    height: f64,
    heads: Vec<Head>,
    rows: Vec<Row>,
    flows: Vec<Flow>,
}

#[derive(Debug, Serialize)]
struct Head {
    x: f64,
    y: f64,
    anchor: &'static str,
    text: &'static str,
}

#[derive(Debug, Serialize)]
struct Row {
    class: &'static str,
    line: String,
    label_x: f64,
    /// Height and text of each line of the label.
    label: Vec<(String, Shown)>,
    number: CodeNumber,
    open: Option<Bar>,
    closed: Option<Bar>,
    next: &'static str,
    next_text: String,
    next_x: f64,
    next_y: String,
    next_anchor: &'static str,
}

#[derive(Debug, Serialize)]
struct Bar {
    /// Left end, width and class of each part.
    parts: Vec<(String, String, &'static str)>,
    y: String,
    height: f64,
    low: String,
    high: String,
    middle: String,
    value: String,
    value_x: String,
    value_y: String,
    anchor: &'static str,
}

/// From Other to an option.
#[derive(Debug, Serialize)]
struct Flow {
    path: String,
    width: String,
    arrow: String,
}

/// One row before it has a place.
struct Line {
    number: CodeNumber,
    label: String,
    is_other: bool,
    is_new: bool,
    open: Option<Figure>,
    closed: Option<Figure>,
    /// Shares of the closed bar beyond what was ticked, or within Other's, by class.
    parts: Vec<(f64, &'static str)>,
    flow: usize,
    fate: Option<Fate>,
}

/// The picture in both sizes; `label` gives the words of an option or code.
pub(super) fn pictures(verified: &Verified, label: &dyn Fn(CodeNumber) -> String) -> Vec<Picture> {
    let lines = lines(verified, label);
    let top = lines
        .iter()
        .flat_map(|line| [line.open, line.closed])
        .flatten()
        .filter_map(|figure| figure.high)
        .chain(lines.iter().map(|line| line.parts.iter().map(|(share, _)| share).sum()))
        .fold(LEAST_TOP, f64::max);
    SIZES.iter().map(|size| picture(size, &lines, top)).collect()
}

/// Options in print order, Other after them, then what is new.
fn lines(verified: &Verified, label: &dyn Fn(CodeNumber) -> String) -> Vec<Line> {
    let is_other = |number: CodeNumber| {
        verified.question.of_kind(CategoryKind::Other).any(|option| option.number == number)
    };
    let share = |figure: &Figure| figure.share.unwrap_or(0.0);
    let mut options: Vec<Line> = verified
        .options
        .iter()
        .map(|option| {
            let hidden = &option.hidden.figure;
            let is_other = is_other(option.number);
            let closed = share(&option.closed);
            let parts = if is_other {
                let of = |kind| verified.other.of(kind).map_or(0.0, |group| share(&group.figure));
                let (listed, unlisted) = (of(OtherKind::Listed), of(OtherKind::Unlisted));
                let rest = (closed - listed - unlisted).max(0.0);
                vec![(listed, "written"), (unlisted, "unlisted"), (rest, "ticked")]
            } else {
                vec![(closed, "ticked"), ((share(&option.adjusted) - closed).max(0.0), "written")]
            };
            Line {
                number: option.number,
                label: label(option.number),
                is_other,
                is_new: false,
                open: Some(option.open).filter(|open| open.share.is_some()),
                closed: Some(option.closed),
                parts,
                flow: if is_other { 0 } else { hidden.count },
                fate: verified.fate(option.number),
            }
        })
        .collect();
    options.sort_by_key(|line| line.is_other);
    let new = verified.bridge.iter().filter(|row| row.next == Fate::Added).map(
        |BridgeRow { option: number, .. }| {
            let unlisted = verified.other.unlisted.iter().find(|unlisted| unlisted.code == *number);
            let theme = verified.proposals.list.iter().filter_map(|p| p.theme.as_ref());
            let theme = theme.into_iter().find(|theme| theme.code.number == *number);
            let figure = unlisted.map(|unlisted| unlisted.group.figure).or(theme.map(|theme| Figure {
                count: theme.people as usize,
                share: Some(theme.share),
                low: Some(theme.low),
                high: Some(theme.high),
            }));
            Line {
                number: *number,
                label: label(*number),
                is_other: false,
                is_new: true,
                open: None,
                closed: figure,
                parts: vec![(figure.as_ref().map_or(0.0, share), "unlisted")],
                flow: figure.map_or(0, |figure| figure.count),
                fate: Some(Fate::Added),
            }
        },
    );
    options.extend(new);
    options
}

fn picture(size: &Geometry, lines: &[Line], top: f64) -> Picture {
    let middle = |at: usize| size.head + size.row * at as f64 + size.bar_y + size.bar / 2.0;
    let other = lines.iter().position(|line| line.is_other);
    let most = lines.iter().map(|line| line.flow).max().unwrap_or(0).max(1) as f64;
    let flow = |from: usize| {
        move |(at, line): (usize, &Line)| {
            (line.flow > 0).then(|| {
                let (y, to) = (middle(from), middle(at));
                let far =
                    size.flow_x + size.bulge * (0.3 + 0.7 * (to - y).abs() / (size.row * lines.len() as f64));
                let x = size.flow_x;
                Flow {
                    path: format!("M{x:.1},{y:.1} C{far:.1},{y:.1} {far:.1},{to:.1} {:.1},{to:.1}", x + 6.0),
                    width: format!("{:.1}", 1.0 + 4.0 * line.flow as f64 / most),
                    arrow: format!(
                        "{x:.1},{to:.1} {:.1},{:.1} {:.1},{:.1}",
                        x + 8.0,
                        to - 4.5,
                        x + 8.0,
                        to + 4.5
                    ),
                }
            })
        }
    };
    let head = |x: f64, anchor, text| Head { x, y: size.head - 14.0, anchor, text };
    let mut heads =
        vec![head(size.open_edge, "end", "Volunteered"), head(size.closed_edge, "start", "Ticked")];
    if !size.is_next_at_end {
        heads.push(head(size.label_x, "start", "Option"));
        heads.push(head(size.next_x, "start", "Next question"));
    }
    Picture {
        class: size.class,
        width: size.width,
        height: size.head + size.row * lines.len() as f64 + 6.0,
        heads,
        rows: lines.iter().enumerate().map(|(at, line)| row(size, at, line, top)).collect(),
        flows: other
            .map(|from| lines.iter().enumerate().filter_map(flow(from)).collect())
            .unwrap_or_default(),
    }
}

fn row(size: &Geometry, at: usize, line: &Line, top: f64) -> Row {
    let y = size.head + size.row * at as f64;
    let (columns, most, leading) = size.label;
    let wrapped = wrapped(Shown::new(&line.label, NAME).as_str(), columns, most);
    let up = leading / 2.0 * (wrapped.len() as f64 - 1.0);
    let label = wrapped.into_iter().zip(0..).map(|(text, nth)| {
        (format!("{:.1}", y + size.label_y - up + leading * f64::from(nth)), Shown::new(&text, NAME))
    });
    let (next, next_text) = match line.fate {
        Some(Fate::Kept) | None => ("kept", "keep".to_owned()),
        Some(Fate::Reword) => ("reword", "reword".to_owned()),
        Some(Fate::Split) => ("split", "split".to_owned()),
        Some(Fate::Dropped) => ("dropped", "drop".to_owned()),
        Some(Fate::MergedInto(into)) => ("merged", format!("merge into {into}")),
        Some(Fate::Added) => ("added", "add".to_owned()),
    };
    Row {
        class: if line.is_new {
            "new"
        } else if line.is_other {
            "other"
        } else {
            "option"
        },
        line: format!("{y:.1}"),
        label_x: size.label_x,
        label: label.collect(),
        number: line.number,
        open: line
            .open
            .map(|figure| bar(size, y, &figure, &[(figure.share.unwrap_or(0.0), "open")], top, true)),
        closed: line.closed.map(|figure| bar(size, y, &figure, &line.parts, top, false)),
        next,
        next_text,
        next_x: size.next_x,
        next_y: format!("{:.1}", y + size.next_y),
        next_anchor: if size.is_next_at_end { "end" } else { "start" },
    }
}

/// A bar that grows to the left or to the right, in parts, with its interval and its share.
fn bar(
    size: &Geometry,
    y: f64,
    figure: &Figure,
    parts: &[(f64, &'static str)],
    top: f64,
    is_open: bool,
) -> Bar {
    let length = |share: f64| size.room * (share / top).clamp(0.0, 1.0);
    let place = |share: f64| {
        if is_open { size.open_edge - length(share) } else { size.closed_edge + length(share) }
    };
    let mut from = 0.0;
    let mut drawn = Vec::new();
    for &(share, class) in parts.iter().filter(|(share, _)| *share > 0.0) {
        let (start, end) = (place(from), place(from + share));
        drawn.push((format!("{:.1}", start.min(end)), format!("{:.1}", (end - start).abs()), class));
        from += share;
    }
    let ends = figure.low.zip(figure.high).unwrap_or((0.0, 0.0));
    let furthest = place(ends.1.max(from));
    let gap = if is_open { -7.0 } else { 7.0 };
    let y = y + size.bar_y;
    Bar {
        parts: drawn,
        y: format!("{y:.1}"),
        height: size.bar,
        low: format!("{:.1}", place(ends.0)),
        high: format!("{:.1}", place(ends.1)),
        middle: format!("{:.1}", y + size.bar / 2.0),
        value: numbers::percent(figure.share),
        value_x: format!("{:.1}", furthest + gap),
        value_y: format!("{:.1}", y + size.bar / 2.0 + 4.0),
        anchor: if is_open { "end" } else { "start" },
    }
}

/// A label in at most so many lines of so many terminal columns, broken between words where it has any.
fn wrapped(text: &str, columns: usize, lines: usize) -> Vec<String> {
    let width = |text: &str| text.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>();
    let mut found = vec![String::new()];
    for word in text.split(' ') {
        let is_last = found.len() == lines;
        let Some(line) = found.last_mut() else { break };
        let gap = usize::from(!line.is_empty());
        if width(line) + gap + width(word) <= columns {
            line.push_str(if gap == 1 { " " } else { "" });
            line.push_str(word);
        } else if line.is_empty() || is_last {
            line.push_str(if gap == 1 { " " } else { "" });
            let room = columns.saturating_sub(width(line));
            line.push_str(&super::summary::fit(word, room.max(1)));
            if is_last {
                if !line.ends_with('…') {
                    line.push('…');
                }
                return found;
            }
        } else {
            found.push(super::summary::fit(word, columns));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_break_between_words_and_end_in_dots() {
        assert_eq!(wrapped("Prices are too high", 10, 2), ["Prices are", "too high"]);
        assert_eq!(wrapped("Prices are too high for me", 10, 2), ["Prices are", "too high …"]);
        assert_eq!(wrapped("价格太贵了而且服务也不好", 10, 1), ["价格太贵…"]);
        assert_eq!(wrapped("short", 10, 2), ["short"]);
    }

    #[test]
    fn bars_of_both_sides_share_one_scale() {
        let figure = Figure { count: 10, share: Some(0.2), low: Some(0.1), high: Some(0.3) };
        let size = &SIZES[0];
        let open = bar(size, 0.0, &figure, &[(0.2, "open")], 0.4, true);
        let closed = bar(size, 0.0, &figure, &[(0.2, "ticked"), (0.1, "written")], 0.4, false);
        assert_eq!(open.parts[0].1, closed.parts[0].1);
        assert_eq!(closed.parts[1].0, "736.0", "the second part begins where the first ends");
        assert!(open.high.parse::<f64>().unwrap() < open.low.parse().unwrap());
    }
}
