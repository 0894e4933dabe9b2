//! The trend over waves as files: one long table, a workbook, a record for programs, and the page made elsewhere.

use super::lists::Heading;
use super::table::{CsvTable, TableWriter, rounded};
use super::workbook::{Column, Look, Workbook};
use super::write::write_bytes;
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::error::{Error, Result};
use crate::shares::RowKind;
use crate::waves::{Bridge, Change, MeanOf, Then, Trend, TrendRow};
use serde::Serialize;
use std::fs::File;
use std::io;
use std::path::Path;

/// What the folder of a trend will hold.
#[derive(Debug, Clone, Copy)]
pub struct TrendContents<'a> {
    /// The waves compared.
    pub trend: &'a Trend,
    /// The frame that they are compared by.
    pub frame: &'a CodeFrame,
    /// SHA-256 of its files.
    pub frame_sha256: &'a str,
    /// The survey file of each wave and its SHA-256.
    pub inputs: &'a [(String, String)],
    /// The page to read.
    pub page: &'a str,
    /// Whether cells that a spreadsheet would run are left alive.
    pub raw_cells: bool,
}

/// Writes `trend.csv`, `trend.xlsx`, `trend.json` and `trend.html` into `folder`.
///
/// # Errors
/// [`Error::Disk`] with the file's path if the system refuses.
pub fn write_trend(folder: &Path, contents: &TrendContents) -> Result<()> {
    let at = |name: &str| folder.join(name);
    write_csv(&at("trend.csv"), contents).map_err(|e| Error::disk(at("trend.csv"), e))?;
    write_workbook(&at("trend.xlsx"), contents).map_err(|e| Error::disk(at("trend.xlsx"), e))?;
    write_bytes(folder, "trend.json", &record(contents)?)?;
    write_bytes(folder, "trend.html", contents.page.as_bytes())
}

/// The version of the layout of `trend.json`.
const FORMAT: &str = "openend-trend 1";

#[derive(Serialize)]
struct Record<'a> {
    format: &'static str,
    version: &'static str,
    question: &'a str,
    inputs: Vec<Input<'a>>,
    frame_sha256: &'a str,
    labels: Vec<Labelled<'a>>,
    #[serde(flatten)]
    trend: &'a Trend,
}

/// The survey file of a wave.
#[derive(Serialize)]
struct Input<'a> {
    file: &'a str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct Labelled<'a> {
    code: CodeNumber,
    label: &'a str,
}

fn record(contents: &TrendContents) -> Result<Vec<u8>> {
    let codes = contents.trend.rows.iter().map(|row| row.number);
    let record = Record {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION"),
        question: &contents.frame.question,
        inputs: contents.inputs.iter().map(|(file, sha256)| Input { file, sha256 }).collect(),
        frame_sha256: contents.frame_sha256,
        labels: codes.map(|code| Labelled { code, label: label(contents.frame, code) }).collect(),
        trend: contents.trend,
    };
    let mut bytes = serde_json::to_vec_pretty(&record).map_err(|e| Error::Internal(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Columns of `trend.csv` and of the workbook's sheet of all figures.
const TREND: [Heading; 32] = [
    ("wave", 16, Look::Ours),
    ("code", 8, Look::Ours),
    ("label", 40, Look::Ours),
    ("kind", 14, Look::Ours),
    ("count", 10, Look::Ours),
    ("base", 10, Look::Ours),
    ("weighted_base", 18, Look::Decimal),
    ("effective_base", 18, Look::Decimal),
    ("share", 10, Look::Percent),
    ("mean", 10, Look::Decimal),
    ("low", 10, Look::Decimal),
    ("high", 10, Look::Decimal),
    ("since_previous", 18, Look::Decimal),
    ("since_previous_low", 18, Look::Decimal),
    ("since_previous_high", 18, Look::Decimal),
    ("since_previous_test", 22, Look::Ours),
    ("since_previous_p", 18, Look::Ours),
    ("since_previous_p_adjusted", 18, Look::Ours),
    ("since_previous_significant", 18, Look::Ours),
    ("since_first", 18, Look::Decimal),
    ("since_first_low", 18, Look::Decimal),
    ("since_first_high", 18, Look::Decimal),
    ("since_first_test", 22, Look::Ours),
    ("since_first_p", 18, Look::Ours),
    ("since_first_p_adjusted", 18, Look::Ours),
    ("since_first_significant", 18, Look::Ours),
    ("coded_again", 14, Look::Ours),
    ("then_code", 10, Look::Ours),
    ("then_label", 40, Look::Ours),
    ("then_share", 12, Look::Percent),
    ("gained", 10, Look::Ours),
    ("lost", 10, Look::Ours),
];

fn write_csv(path: &Path, contents: &TrendContents) -> io::Result<()> {
    let headers = TREND.map(|(name, ..)| name.to_owned()).into();
    let mut out = CsvTable::new(File::create(path)?, headers, contents.raw_cells)?;
    write_all(contents, &mut out)?;
    out.finish("trend.csv")?.0.sync_all()
}

/// One line per code, net, mean and wave; then the listed shares.
fn write_all(contents: &TrendContents, out: &mut impl TableWriter) -> io::Result<()> {
    let TrendContents { trend, frame, .. } = *contents;
    for row in &trend.rows {
        for wave in 0..trend.waves.len() {
            write_share(trend, frame, row, wave, out)?;
        }
    }
    for row in &trend.means {
        for (at, (wave, point)) in trend.waves.iter().zip(&row.points).enumerate() {
            out.text(&wave.name);
            out.blank();
            out.text(row.of.name());
            out.text(if row.of == MeanOf::Sentiment { "mean_sentiment" } else { "mean_score" });
            whole(out, point.map(|p| p.count));
            (0..4).for_each(|_| out.blank());
            for number in [point.map(|p| p.mean), point.map(|p| p.low), point.map(|p| p.high)] {
                out.decimal(number, 6);
            }
            write_change(at.checked_sub(1).and_then(|before| row.change(before, at)), out);
            write_change(row.change(0, at), out);
            out.text(if again(trend, at).is_some() { "1" } else { "0" });
            (0..5).for_each(|_| out.blank());
            out.end_row()?;
        }
    }
    let listed =
        trend.listed.iter().flat_map(|listed| listed.shares.iter().map(move |share| (listed, share)));
    for (listed, share) in listed {
        out.text(&listed.name);
        out.whole(share.code.0);
        out.text(label(frame, share.code));
        out.text("listed");
        out.blank();
        out.decimal(share.base, 6);
        (0..2).for_each(|_| out.blank());
        out.decimal(share.share, 6);
        (0..23).for_each(|_| out.blank());
        out.end_row()?;
    }
    Ok(())
}

fn write_share(
    trend: &Trend,
    frame: &CodeFrame,
    row: &TrendRow,
    at: usize,
    out: &mut impl TableWriter,
) -> io::Result<()> {
    let Some(wave) = trend.waves.get(at) else { return Ok(()) };
    let point = row.points.get(at).copied().flatten();
    out.text(&wave.name);
    out.whole(row.number.0);
    out.text(label(frame, row.number));
    out.text(kind(row.kind));
    whole(out, point.map(|p| p.count));
    whole(out, Some(wave.base.count));
    out.decimal(wave.base.weighted, 6);
    out.decimal(wave.base.effective, 6);
    out.decimal(point.map(|p| p.share), 6);
    out.blank();
    out.decimal(point.map(|p| p.low), 6);
    out.decimal(point.map(|p| p.high), 6);
    write_change(at.checked_sub(1).and_then(|before| row.change(before, at)), out);
    write_change(row.change(0, at), out);
    let bridge = again(trend, at);
    out.text(if bridge.is_some() { "1" } else { "0" });
    let then =
        bridge.and_then(|b| b.rows.iter().find(|r| r.number == row.number)).and_then(|r| r.then.as_ref());
    write_then(then, out);
    out.end_row()
}

/// Difference, interval, test, chance, adjusted chance, whether significant.
fn write_change(change: Option<&Change>, out: &mut impl TableWriter) {
    let Some(change) = change else {
        (0..7).for_each(|_| out.blank());
        return;
    };
    for number in [change.difference, change.low, change.high] {
        out.decimal(number, 6);
    }
    out.text(change.test.name());
    for chance in [change.chance, change.adjusted] {
        match chance {
            Some(chance) if chance < 1e-4 => out.number(&format!("{chance:.2e}")),
            Some(chance) => out.number(&rounded(chance, 6)),
            None => out.blank(),
        }
    }
    out.number(if change.is_significant { "1" } else { "0" });
}

fn write_then(then: Option<&Then>, out: &mut impl TableWriter) {
    let Some(then) = then else {
        (0..5).for_each(|_| out.blank());
        return;
    };
    out.whole(then.number.0);
    out.text(&then.label);
    out.decimal(then.point.share, 6);
    whole(out, Some(then.gained));
    whole(out, Some(then.lost));
}

fn again(trend: &Trend, wave: usize) -> Option<&Bridge> {
    trend.bridges.iter().find(|bridge| bridge.wave == wave)
}

fn whole(out: &mut impl TableWriter, people: Option<usize>) {
    match people {
        Some(people) => out.whole(people as u64),
        None => out.blank(),
    }
}

fn label(frame: &CodeFrame, number: CodeNumber) -> &str {
    frame.label(number, frame.label_language).0
}

fn kind(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Code => "code",
        RowKind::Net => "net",
        RowKind::Special => "special",
    }
}

/// The trend at a glance, waves as columns; then all figures.
fn write_workbook(path: &Path, contents: &TrendContents) -> io::Result<()> {
    let TrendContents { trend, frame, raw_cells, .. } = *contents;
    let mut book = Workbook::new(File::create(path)?, &["trend", "figures"])?;
    let own = |header: &str, width, look| Column { header: header.to_owned(), width, look };
    let mut columns =
        vec![own("code", 8, Look::Ours), own("label", 40, Look::Ours), own("kind", 10, Look::Ours)];
    columns.extend(trend.waves.iter().map(|wave| own(&wave.name, 12, Look::Percent)));
    for since in ["since previous", "since first"] {
        columns.push(own(since, 16, Look::Percent));
        columns.push(own("significant", 14, Look::Ours));
    }
    let mut sheet = book.sheet(&columns, trend.rows.len(), 0, raw_cells)?;
    let last = trend.waves.len().saturating_sub(1);
    for row in trend.by_change() {
        sheet.whole(row.number.0);
        sheet.text(label(frame, row.number));
        sheet.text(kind(row.kind));
        for point in &row.points {
            sheet.decimal(point.map(|p| p.share), 6);
        }
        for change in [row.latest(), row.change(0, last)] {
            sheet.decimal(change.map(|c| c.difference), 6);
            sheet.text(change.map_or("", |c| if c.is_significant { "yes" } else { "no" }));
        }
        sheet.end_row()?;
    }
    sheet.finish()?;
    let lines = (trend.rows.len() + trend.means.len()) * trend.waves.len()
        + trend.listed.as_ref().map_or(0, |listed| listed.shares.len());
    let mut sheet = book.sheet(&TREND.map(Column::from), lines, 0, raw_cells)?;
    write_all(contents, &mut sheet)?;
    sheet.finish()?;
    book.finish()?.0.sync_all()
}
