//! A verified closed question as files: the options, what was written under Other, the next question, the record.

use super::lists::{REJECTS, write_reject};
use super::neutral::Neutralised;
use super::record::Source;
use super::table::{CsvTable, TableWriter};
use super::write::write_bytes;
use crate::closed_answers::{CodedOther, Fate, Figure, PairCount, ReadBatch, Verified};
use crate::closed_question::{ClosedQuestion, question_file};
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::error::{Error, Result};
use crate::settings::Settings;
use crate::survey::{RejectedRow, Table};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The record of a verification.
pub const VERIFIED_FILE: &str = "verify.json";

/// The version of its layout.
const FORMAT: &str = "openend-verified 1";

/// Pairs of options in the record: the most alike.
const MOST_PAIRS: usize = 20;

/// What the folder of a verification will hold besides the rows.
#[derive(Debug, Clone, Copy)]
pub struct VerifiedContents<'a> {
    /// What the answers say.
    pub verified: &'a Verified,
    /// The file that was read.
    pub source: &'a Source,
    /// Options that choose columns, by name as typed, with their values.
    pub typed: &'a BTreeMap<String, Vec<String>>,
    /// The settings.
    pub settings: &'a Settings,
    /// SHA-256 of the question's file and of the frame's files.
    pub sha256: (&'a str, &'a str),
    /// Files made elsewhere: the page, the frame, the proposals.
    pub extra: &'a [(String, Vec<u8>)],
}

/// The files of a verification while its rows go by.
pub struct VerifiedFiles {
    folder: PathBuf,
    raw_cells: bool,
    other: CsvTable<File>,
    rejects: Option<CsvTable<File>>,
}

/// Columns of `other.csv`.
const OTHER: [&str; 8] = ["row", "id", "text", "language", "coded_to", "options", "codes", "labels"];

impl VerifiedFiles {
    /// Begins them in `folder`; `raw_cells` leaves formulas alive.
    ///
    /// # Errors
    /// [`Error::Disk`] if the system refuses.
    pub fn begin(folder: &Path, raw_cells: bool) -> Result<Self> {
        let other = table(folder, "other.csv", &OTHER, raw_cells)?;
        Ok(Self { folder: folder.to_owned(), raw_cells, other, rejects: None })
    }

    /// Writes one more batch: what was written under Other, and rows that were set aside.
    ///
    /// # Errors
    /// [`Error::Disk`] if the system refuses.
    pub fn add(&mut self, batch: &Table, read: &ReadBatch, frame: &CodeFrame) -> Result<()> {
        let failed = |name: &str, error| Error::disk(self.folder.join(name), error);
        for other in &read.others {
            write_other(other, frame, &mut self.other).map_err(|e| failed("other.csv", e))?;
        }
        let mut rows: Vec<&RejectedRow> = batch.rejected.iter().chain(&read.unreadable).collect();
        rows.sort_by_key(|row| row.row);
        if rows.is_empty() {
            return Ok(());
        }
        let mut rejects = match self.rejects.take() {
            Some(rejects) => rejects,
            None => table(&self.folder, "rejects.csv", &REJECTS, self.raw_cells)?,
        };
        let written = rows.into_iter().try_for_each(|row| write_reject(batch, row, &mut rejects));
        written.map_err(|e| failed("rejects.csv", e))?;
        self.rejects = Some(rejects);
        Ok(())
    }

    /// Writes the rest, `verify.json` last.
    ///
    /// # Errors
    /// [`Error::Disk`] if the system refuses; [`Error::Internal`] if the ledger does not add up.
    pub fn finish(self, contents: &VerifiedContents) -> Result<()> {
        let Self { folder, raw_cells, other, rejects } = self;
        let verified = contents.verified;
        if !verified.ledger.adds_up() {
            return Err(Error::Internal("the ledger of the closed question does not add up".into()));
        }
        let mut options = table(&folder, "options.csv", &OPTIONS, raw_cells)?;
        let failed = |name: &str, error| Error::disk(folder.join(name), error);
        write_options(verified, &mut options).map_err(|e| failed("options.csv", e))?;
        let mut neutralised = Vec::new();
        let tables = [("other.csv", Some(other)), ("options.csv", Some(options)), ("rejects.csv", rejects)];
        for (name, table) in tables {
            let Some(table) = table else { continue };
            let (file, cells) = table.finish(name).map_err(|e| failed(name, e))?;
            file.sync_all().map_err(|e| failed(name, e))?;
            neutralised.extend(cells);
        }
        for (name, bytes) in contents.extra {
            write_bytes(&folder, name, bytes)?;
        }
        write_bytes(&folder, "question.json", &question_file(&verified.next)?)?;
        write_bytes(&folder, VERIFIED_FILE, &record(contents, &neutralised)?)
    }
}

fn table(folder: &Path, name: &str, headers: &[&str], raw_cells: bool) -> Result<CsvTable<File>> {
    let path = folder.join(name);
    let headers = headers.iter().map(|header| (*header).to_owned()).collect();
    let begin = || CsvTable::new(File::create(&path)?, headers, raw_cells);
    begin().map_err(|error| Error::disk(&path, error))
}

fn write_other(other: &CodedOther, frame: &CodeFrame, out: &mut impl TableWriter) -> io::Result<()> {
    let joined =
        |numbers: &[CodeNumber]| numbers.iter().map(CodeNumber::to_string).collect::<Vec<_>>().join("|");
    let labels: Vec<&str> =
        other.codes.iter().map(|&code| frame.label(code, frame.label_language).0).collect();
    out.whole(other.row);
    out.text(&other.id);
    out.text(&other.text);
    out.text(other.language.tag());
    out.text(other.kind.name());
    out.text(&joined(&other.options));
    out.text(&joined(&other.codes));
    out.text(&labels.join(" | "));
    out.end_row()
}

/// Columns of `options.csv`.
const OPTIONS: [&str; 24] = [
    "segment_variable",
    "segment",
    "option",
    "label",
    "count",
    "base",
    "weighted_base",
    "effective_base",
    "closed_share",
    "closed_low",
    "closed_high",
    "open_count",
    "open_share",
    "open_low",
    "open_high",
    "ratio",
    "written_count",
    "written_share",
    "adjusted_count",
    "adjusted_share",
    "adjusted_low",
    "adjusted_high",
    "next",
    "next_option",
];

/// One line per option in the total with all figures, then one per option and segment with the closed shares.
fn write_options(verified: &Verified, out: &mut impl TableWriter) -> io::Result<()> {
    let figure = |figure: &Figure, out: &mut _| decimals([figure.share, figure.low, figure.high], out);
    for column in &verified.segments.columns {
        for share in &column.shares {
            out.text(&column.variable);
            out.text(&column.segment);
            out.whole(share.number.0);
            out.text(label(&verified.question, share.number));
            out.whole(share.count as u64);
            out.whole(column.base.count as u64);
            out.decimal(column.base.weighted, 6);
            out.decimal(column.base.effective, 6);
            decimals([share.share, share.low, share.high], out);
            let shares = verified.options.iter().find(|option| option.number == share.number);
            let Some(option) = shares.filter(|_| column.is_total()) else {
                (0..13).for_each(|_| out.blank());
                out.end_row()?;
                continue;
            };
            out.whole(option.open.count as u64);
            figure(&option.open, out);
            out.decimal(option.ratio, 4);
            out.whole(option.hidden.figure.count as u64);
            out.decimal(option.hidden.figure.share, 6);
            out.whole(option.adjusted.count as u64);
            figure(&option.adjusted, out);
            let fate = verified.fate(option.number);
            out.text(fate.map_or("", |fate| fate.name()));
            match fate {
                Some(Fate::MergedInto(into)) => out.whole(into.0),
                Some(Fate::Dropped) | None => out.blank(),
                Some(_) => out.whole(option.number.0),
            }
            out.end_row()?;
        }
    }
    Ok(())
}

fn decimals(parts: [Option<f64>; 3], out: &mut impl TableWriter) {
    parts.into_iter().for_each(|part| out.decimal(part, 6));
}

fn label(question: &ClosedQuestion, number: CodeNumber) -> &str {
    let option = question.categories.iter().find(|option| option.number == number);
    let language = question.languages.first().copied();
    option.zip(language).map_or("", |(option, language)| option.label(language, question).0)
}

#[derive(Serialize)]
struct Record<'a> {
    format: &'static str,
    version: &'static str,
    input: Input<'a>,
    question_sha256: &'a str,
    frame_sha256: &'a str,
    options_typed: &'a BTreeMap<String, Vec<String>>,
    settings: &'a Settings,
    neutralised_cells: &'a [Neutralised],
    labels: Vec<Labelled<'a>>,
    #[serde(flatten)]
    verified: &'a Verified,
    pairs: Vec<Pair<'a>>,
}

#[derive(Serialize)]
struct Input<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    sha256: &'a str,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Labelled<'a> {
    option: CodeNumber,
    label: &'a str,
}

#[derive(Serialize)]
struct Pair<'a> {
    options: [CodeNumber; 2],
    #[serde(flatten)]
    pair: &'a PairCount,
}

fn record(contents: &VerifiedContents, neutralised: &[Neutralised]) -> Result<Vec<u8>> {
    let VerifiedContents { verified, source, .. } = *contents;
    let number = |at: usize| verified.options.get(at).map_or(CodeNumber(0), |option| option.number);
    let pairs = verified.pairs.iter().take(MOST_PAIRS);
    let options = verified.question.categories.iter();
    let record = Record {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION"),
        input: Input {
            file: &source.file,
            sheet: source.sheet.as_deref(),
            sha256: &source.sha256,
            notes: &source.notes,
        },
        question_sha256: contents.sha256.0,
        frame_sha256: contents.sha256.1,
        options_typed: contents.typed,
        settings: contents.settings,
        neutralised_cells: neutralised,
        labels: options
            .map(|option| Labelled { option: option.number, label: label(&verified.question, option.number) })
            .collect(),
        verified,
        pairs: pairs
            .map(|pair| Pair { options: [number(pair.options.0), number(pair.options.1)], pair })
            .collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&record).map_err(|e| Error::Internal(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
