//! A results folder read back: the survey that was coded, with the options of the run and what it said of everybody.
//!
//! `coded.csv` holds every column of the input as typed, so a folder is enough to code its wave again. Apostrophes in
//! front of formulas are taken off again.

use super::formats::as_typed;
use super::record::RunRecord;
use super::{Neutralised, RUN_FILE};
use crate::code_frame::CodeNumber;
use crate::coding::Status;
use crate::error::{Error, Place, Result};
use crate::files::{OpenedStudy, StudyOptions, open_studies};
use crate::survey::{Table, TableBuilder};
use csv::StringRecord;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// The table that a run writes for whoever reads on by program.
pub(super) const CODED_FILE: &str = "coded.csv";
/// The rows that it set aside.
const REJECTS_FILE: &str = "rejects.csv";
/// The first of our columns in the coded table.
const FIRST_OURS: &str = "oe_status";

/// A finished run, as it stands on disk.
#[derive(Debug, Clone)]
pub struct ResultsFolder {
    /// Where it lies.
    pub folder: PathBuf,
    /// The run's own record.
    pub run: RunRecord,
    /// The input's columns, its rows numbered as they were.
    pub table: Table,
    /// Which of the columns are what; the open column and its wording are always named.
    pub options: StudyOptions,
    /// What the run said of each row of the table.
    pub codings: Vec<RecordedCoding>,
}

/// What `coded.csv` says of one respondent.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedCoding {
    /// What became of the answer.
    pub status: Status,
    /// Its codes, strongest first.
    pub codes: Box<[CodeNumber]>,
    /// Sentiment of the whole answer, −1..1; 0 outside the base.
    pub sentiment_score: f64,
}

impl ResultsFolder {
    /// The study that was coded.
    ///
    /// # Errors
    /// As [`open_studies`].
    pub fn study(&self) -> Result<OpenedStudy<'_>> {
        let studies = open_studies(&self.table, &self.options)?;
        studies.into_iter().next().ok_or_else(|| Error::Internal("a results folder without a study".into()))
    }
}

/// Reads a results folder: its record and its coded table.
///
/// # Errors
/// [`Error::Input`] if it is no results folder of one question, or if its files were changed so that they can no longer
/// be read.
pub fn open_results(folder: &Path) -> Result<ResultsFolder> {
    let run = read_record(folder)?;
    let options = run.study_options();
    let rejected = rejected_rows(&folder.join(REJECTS_FILE))?;
    let (table, codings) = read_coded(&folder.join(CODED_FILE), &run, &rejected)?;
    Ok(ResultsFolder { folder: folder.to_owned(), run, table, options, codings })
}

/// Reads the record of a run.
///
/// # Errors
/// [`Error::Input`] if the folder has none, or none that can be read.
pub fn read_record(folder: &Path) -> Result<RunRecord> {
    let path = folder.join(RUN_FILE);
    let fault = |message: String| Error::input(path.display().to_string(), message);
    let advice =
        "name a results folder of openend; for a run with several questions, the folder of one of them";
    let bytes = fs::read(&path).map_err(|error| fault(format!("cannot be read ({error}): {advice}")))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| fault(format!("is no record of a run ({error}): {advice}")))
}

impl RunRecord {
    /// Which columns of the run's survey were what; the open column and its wording are always named.
    #[must_use]
    pub fn study_options(&self) -> StudyOptions {
        let all = |name: &str| self.facts.options.get(name).cloned().unwrap_or_default();
        let one = |name: &str| all(name).into_iter().next();
        StudyOptions {
            text: vec![self.question.column.clone()],
            question: self.question.wording.clone(),
            id: one("--id"),
            weight: one("--weight"),
            score: one("--score"),
            by: all("--by"),
            language: one("--language").and_then(|l| l.strip_prefix("column:").map(str::to_owned)),
        }
    }
}

/// The columns of a coded table.
pub(super) struct CodedHeaders {
    /// Their names as typed.
    pub(super) names: Vec<String>,
    /// How many of them came from the input.
    pub(super) input: usize,
    /// Whether cells of them got an apostrophe.
    pub(super) marked: Vec<bool>,
}

impl CodedHeaders {
    /// Reads the header row of a run's coded table. The error is a sentence on what is wrong with it.
    pub(super) fn of(headers: &StringRecord, run: &RunRecord) -> std::result::Result<Self, String> {
        let ours = run.neutralised_cells.iter().filter(|n| n.file == CODED_FILE);
        let apostrophes: BTreeSet<&str> = ours.map(|Neutralised { column, .. }| column.as_str()).collect();
        // A run on an earlier run's coded table has such columns twice; ours are the last.
        let input = headers.iter().enumerate().filter(|(_, name)| *name == FIRST_OURS).last();
        let (input, _) = input.ok_or_else(|| format!("it has no column \"{FIRST_OURS}\""))?;
        // A header's own apostrophe is ours only if the record names the column without it.
        let typed =
            |name| Some(as_typed(name, true)).filter(|typed| apostrophes.contains(typed)).unwrap_or(name);
        let names: Vec<String> = headers.iter().map(|name| typed(name).to_owned()).collect();
        let marked = names.iter().map(|name| apostrophes.contains(name.as_str())).collect();
        Ok(Self { names, input, marked })
    }
}

/// The numbers of the rows that were set aside, in order.
fn rejected_rows(path: &Path) -> Result<Vec<u32>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut rows = Vec::new();
    let mut lines = coded_reader(path)?;
    let headers = lines.headers().map_err(|error| changed(path, None, &error.to_string()))?;
    let at = headers.iter().position(|name| name == "row");
    for line in lines.records() {
        let line = line.map_err(|error| changed(path, None, &error.to_string()))?;
        let number = at.and_then(|at| line.get(at)).and_then(|row| row.parse().ok());
        rows.push(number.ok_or_else(|| changed(path, None, "column row is no number"))?);
    }
    Ok(rows)
}

/// The input's columns of the coded table and what stands beside them.
fn read_coded(path: &Path, run: &RunRecord, rejected: &[u32]) -> Result<(Table, Vec<RecordedCoding>)> {
    let mut reader = coded_reader(path)?;
    let fault = |row: Option<usize>, what: &str| changed(path, row, what);
    let header = reader.headers().map_err(|error| fault(None, &error.to_string()))?.clone();
    let headers = CodedHeaders::of(&header, run).map_err(|what| fault(None, &what))?;
    let ours = headers.input;
    let find = |wanted: &str| {
        let at = header.iter().skip(ours).position(|name| name == wanted).map(|at| ours + at);
        at.ok_or_else(|| fault(None, &format!("it has no column \"{wanted}\"")))
    };
    let (codes, sentiment) = (find("oe_codes")?, find("oe_sentiment_score")?);
    let names = headers.names.iter().take(ours).cloned().collect();
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let mut builder = TableBuilder::new(&file, names, run.columns.clone());
    let (mut codings, mut record) = (Vec::new(), StringRecord::new());
    let mut rejected = rejected.iter().copied().peekable();
    for number in 1.. {
        // Rows that were set aside keep their place in the count.
        if rejected.next_if_eq(&number).is_some() {
            builder.reject(0, None, "set aside by the run", "");
            continue;
        }
        let row = codings.len() + 1;
        if !reader.read_record(&mut record).map_err(|error| fault(Some(row), &error.to_string()))? {
            break;
        }
        let cells = record.iter().zip(&headers.marked);
        let typed = cells.map(|(cell, &marked)| as_typed(cell, marked));
        builder.keep(record.position().map_or(0, csv::Position::line), typed);
        let coding = coding([ours, codes, sentiment].map(|at| record.get(at).unwrap_or("")));
        let what = "its status, codes or sentiment cannot be read";
        codings.push(coding.ok_or_else(|| fault(Some(row), what))?);
    }
    Ok((builder.finish(None, run.input.sha256.clone()), codings))
}

fn coding([status, codes, sentiment]: [&str; 3]) -> Option<RecordedCoding> {
    let status = Status::ALL.into_iter().find(|known| known.name() == status)?;
    let numbers =
        codes.split('|').filter(|code| !code.is_empty()).map(|code| Some(CodeNumber(code.parse().ok()?)));
    let sentiment_score = if sentiment.is_empty() { 0.0 } else { sentiment.parse().ok()? };
    Some(RecordedCoding { status, codes: numbers.collect::<Option<_>>()?, sentiment_score })
}

/// A reader of what we write: UTF-8 behind a byte-order mark, commas, every row as long as the header.
pub(super) fn coded_reader(path: &Path) -> Result<csv::Reader<BufReader<File>>> {
    let fail =
        |error: std::io::Error| Error::input(path.display().to_string(), format!("cannot be read ({error})"));
    let mut file = BufReader::new(File::open(path).map_err(fail)?);
    let mut mark = [0; 3];
    let has_mark = file.read_exact(&mut mark).is_ok() && mark == *"\u{feff}".as_bytes();
    if !has_mark {
        return Err(changed(path, None, "its byte-order mark is gone"));
    }
    Ok(csv::Reader::from_reader(file))
}

/// The complaint about a file that is no longer as we wrote it.
pub(super) fn changed(path: &Path, row: Option<usize>, what: &str) -> Error {
    let at = Place { row: row.map(|row| row as u64), ..Place::default() };
    let message =
        format!("{what}: it was changed after openend wrote it; give the survey file itself instead");
    Error::Input { file: path.display().to_string(), at: Box::new(at), message }
}
