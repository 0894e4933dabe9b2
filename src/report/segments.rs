//! The banner: what each segment said, beside the total.

use super::numbers;
use super::stub::{Axis, Figure, Group, Name, find, is_hidden};
use super::visible::{NAME, Shown};
use crate::code_frame::{Code, CodeFrame, CodeNumber};
use crate::shares::{HIDDEN_BASE, SMALL_BASE, Share, ShareColumn, ShareTable};
use serde::Serialize;

/// Most segments of one variable in print; the rest stand in the table of shares.
const MOST_SEGMENTS: usize = 40;
/// Most segments of one variable under a single code.
const MOST_UNDER_CODE: usize = 12;
/// Shades of a cell, by its part of the highest share.
const SHADES: f64 = 6.0;

/// A segment variable with those of its columns that are printed.
pub(super) struct Variable<'a> {
    pub(super) name: &'a str,
    pub(super) columns: Vec<&'a ShareColumn>,
    left_out: usize,
}

/// The variables of a table, in its order, with their segments of the largest base.
pub(super) fn variables(table: &ShareTable) -> Vec<Variable<'_>> {
    table
        .columns
        .get(1..)
        .unwrap_or_default()
        .chunk_by(|a, b| a.variable == b.variable)
        .map(|columns| {
            let mut by_base: Vec<usize> = (0..columns.len()).collect();
            by_base.sort_by_key(|i| std::cmp::Reverse(columns[*i].base.count));
            by_base.truncate(MOST_SEGMENTS);
            by_base.sort_unstable();
            Variable {
                name: &columns[0].variable,
                left_out: columns.len() - by_base.len(),
                columns: by_base.into_iter().map(|i| &columns[i]).collect(),
            }
        })
        .collect()
}

/// The table of codes by segments.
#[derive(Debug, Serialize)]
pub(super) struct BannerView {
    /// Each variable's name, number of columns, and number of segments that are not printed.
    variables: Vec<(Shown, usize, usize)>,
    heads: Vec<Head>,
    rows: Vec<Row>,
    is_any_hidden: bool,
    is_any_small: bool,
}

#[derive(Debug, Serialize)]
struct Head {
    name: Shown,
    base: String,
    is_small: bool,
    is_hidden: bool,
    is_first: bool,
}

#[derive(Debug, Serialize)]
struct Row {
    kind: &'static str,
    number: CodeNumber,
    name: Name,
    cells: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    text: String,
    interval: String,
    /// 0 (pale) to 6.
    shade: usize,
    /// "above" or "below" where the whole interval lies above or below the total's share.
    mark: &'static str,
    is_small: bool,
    is_first: bool,
}

impl BannerView {
    /// None if there are no segments.
    pub(super) fn new(
        frame: &CodeFrame,
        total: &ShareColumn,
        variables: &[Variable],
        groups: &[Group],
        special: &[&Code],
    ) -> Option<Self> {
        if variables.iter().all(|v| v.columns.is_empty()) {
            return None;
        }
        let columns: Vec<(&ShareColumn, bool)> = std::iter::once((total, true))
            .chain(variables.iter().flat_map(|v| v.columns.iter().enumerate().map(|(i, c)| (*c, i == 0))))
            .collect();
        let heads: Vec<Head> = columns.iter().map(|(column, is_first)| head(column, *is_first)).collect();
        let row = |kind, number, name| Row { kind, number, name, cells: cells(&columns, total, number) };
        let mut rows = Vec::new();
        for group in groups {
            if let Some(net) = group.net {
                rows.push(row("net", net.number, Name::new(&net.labels, frame)));
            }
            rows.extend(group.codes.iter().map(|c| row("code", c.number, Name::new(&c.labels, frame))));
        }
        rows.extend(special.iter().map(|c| row("special", c.number, Name::new(&c.labels, frame))));
        Some(Self {
            variables: variables
                .iter()
                .map(|v| (Shown::new(v.name, NAME), v.columns.len(), v.left_out))
                .collect(),
            is_any_hidden: heads.iter().any(|h| h.is_hidden),
            is_any_small: heads.iter().any(|h| h.is_small),
            heads,
            rows,
        })
    }
}

fn head(column: &ShareColumn, is_first: bool) -> Head {
    let hidden = is_hidden(column);
    let base = if column.base.count < HIDDEN_BASE {
        format!("<{HIDDEN_BASE}")
    } else {
        numbers::count(column.base.count)
    };
    Head {
        name: Shown::new(&column.segment, NAME),
        base,
        is_small: !hidden && column.base.count < SMALL_BASE,
        is_hidden: hidden,
        is_first,
    }
}

fn cells(columns: &[(&ShareColumn, bool)], total: &ShareColumn, number: CodeNumber) -> Vec<Cell> {
    let everyone = find(total, number).and_then(|s| s.share);
    let highest = total.shares.iter().filter_map(|s| s.share).fold(0.0, f64::max);
    columns
        .iter()
        .enumerate()
        .map(|(i, (column, is_first))| {
            let share = if i > 0 && is_hidden(column) { None } else { find(column, number) };
            let part = share.and_then(|s| s.share).unwrap_or(0.0);
            let shade = if highest > 0.0 { (part / highest * SHADES).round().min(SHADES) } else { 0.0 };
            Cell {
                text: share.map_or_else(|| numbers::NO_FIGURE.to_owned(), numbers::share),
                interval: share.map_or_else(String::new, |s| numbers::interval(s.low, s.high)),
                shade: if i > 0 { shade as usize } else { 0 },
                mark: if i > 0 { mark(share, everyone) } else { "" },
                is_small: column.base.count < SMALL_BASE,
                is_first: *is_first,
            }
        })
        .collect()
}

fn mark(share: Option<&Share>, everyone: Option<f64>) -> &'static str {
    match (share.and_then(|s| Some((s.low?, s.high?))), everyone) {
        (Some((low, _)), Some(everyone)) if low > everyone => "above",
        (Some((_, high)), Some(everyone)) if high < everyone => "below",
        _ => "",
    }
}

/// One code's shares by the segments of one variable.
#[derive(Debug, Serialize)]
pub(super) struct UnderCode {
    variable: Shown,
    segments: Vec<(Shown, Figure)>,
    left_out: usize,
}

/// The segments of one code, the highest shares where there are many.
pub(super) fn under_code(variables: &[Variable], number: CodeNumber) -> Vec<UnderCode> {
    variables
        .iter()
        .map(|variable| {
            let mut columns: Vec<&ShareColumn> =
                variable.columns.iter().copied().filter(|c| !is_hidden(c)).collect();
            let part = |c: &ShareColumn| find(c, number).and_then(|s| s.share).unwrap_or(0.0);
            let shown = columns.len().min(MOST_UNDER_CODE);
            if columns.len() > shown {
                columns.sort_by(|a, b| part(b).total_cmp(&part(a)));
            }
            let left_out = variable.columns.len() + variable.left_out - shown;
            columns.truncate(shown);
            let axis = Axis::over(columns.iter().filter_map(|c| find(c, number)));
            let segments = columns
                .iter()
                .map(|c| (Shown::new(&c.segment, NAME), Figure::new(find(c, number), axis)))
                .collect();
            UnderCode { variable: Shown::new(variable.name, NAME), segments, left_out }
        })
        .filter(|under| !under.segments.is_empty())
        .collect()
}
