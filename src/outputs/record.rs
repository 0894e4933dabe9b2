//! The record of a run, for programs.

use super::Neutralised;
use super::formats::CodedFormat;
use super::workbook::Altered;
use crate::coding::Ledger;
use crate::error::{Error, Result};
use crate::pipeline::Analysis;
use crate::settings::Settings;
use crate::survey::{Column, Part, Question, Storage, Table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What only the caller knows about a run. It holds all that can change a result, and nothing else.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    /// The settings of the analysis.
    pub settings: Settings,
    /// Options that choose columns, by name as typed (`--text`, `--by`), with their values.
    pub options: BTreeMap<String, Vec<String>>,
    /// Whether cells that a spreadsheet would run are left alive.
    pub raw_cells: bool,
    /// The formats of the coded table that were asked for; none for the workbook alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<CodedFormat>,
    /// SHA-256 of each model, by its name.
    pub models: BTreeMap<String, String>,
    /// SHA-256 of the code frame.
    pub frame_sha256: String,
    /// The saved frame that the answers were coded with; none where the frame was drafted of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coded_with: Option<CodedWith>,
}

impl RunFacts {
    /// The formats in which the coded table is written, each once, text first.
    #[must_use]
    pub fn written_formats(&self) -> Vec<CodedFormat> {
        let asked: &[CodedFormat] =
            if self.formats.is_empty() { &[CodedFormat::Xlsx] } else { &self.formats };
        let mut formats: Vec<CodedFormat> = asked.iter().copied().chain([CodedFormat::Csv]).collect();
        formats.sort_unstable();
        formats.dedup();
        formats
    }
}

/// A saved frame that answers were coded with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodedWith {
    /// The folder or file that was named, as typed.
    pub frame: String,
    /// How many edits the frame had by then.
    pub edits: usize,
}

/// The survey file that a run read, or several as one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Its name without folder.
    pub file: String,
    /// The sheet, for workbooks.
    pub sheet: Option<String>,
    /// SHA-256 of its bytes, hexadecimal; of several files, that of their checksums, one per line.
    pub sha256: String,
    /// What was recognised, one sentence each.
    pub notes: Vec<String>,
    /// The files of a survey in several; empty for one.
    pub parts: Vec<Part>,
}

impl Source {
    /// The file of a table.
    #[must_use]
    pub fn of(table: &Table) -> Self {
        Self {
            file: table.file.clone(),
            sheet: table.sheet.clone(),
            sha256: table.sha256.clone(),
            notes: table.notes.clone(),
            parts: table.parts.clone(),
        }
    }
}

#[derive(Serialize)]
struct Run<'a> {
    program: &'static str,
    version: &'static str,
    input: Input<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileOfRun<'a>>,
    question: Asked<'a>,
    #[serde(flatten)]
    facts: &'a RunFacts,
    ledger: Ledger,
    neutralised_cells: &'a [Neutralised],
    workbook: Option<Altered>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    columns: &'a [Column],
    notes: Vec<&'a str>,
}

#[derive(Serialize)]
struct Input<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    sha256: &'a str,
}

/// One of several files.
#[derive(Serialize)]
struct FileOfRun<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    sha256: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    wave: Option<&'a str>,
    rows: u32,
}

impl<'a> FileOfRun<'a> {
    fn of(part: &'a Part) -> Self {
        let (sheet, wave) = (part.sheet.as_deref(), part.wave.as_deref());
        Self { file: &part.file, sheet, sha256: &part.sha256, wave, rows: part.rows }
    }
}

/// `run.json` as read: what other commands need of it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct RunRecord {
    /// The survey file.
    pub input: RecordedInput,
    /// Its files, where there were several.
    #[serde(default)]
    pub files: Vec<RecordedInput>,
    /// What was asked.
    pub question: RecordedQuestion,
    /// Settings and options.
    #[serde(flatten)]
    pub facts: RunFacts,
    /// Where every row went.
    pub ledger: Ledger,
    /// Where cells got an apostrophe.
    pub neutralised_cells: Vec<Neutralised>,
    /// What the input says of its columns besides their names; empty if it says nothing.
    #[serde(default)]
    pub columns: Vec<Column>,
}

/// The file that a run read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RecordedInput {
    /// Its name without folder.
    pub file: String,
    /// The sheet, for workbooks.
    pub sheet: Option<String>,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// The question that a run coded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RecordedQuestion {
    /// Its column in the file.
    pub column: String,
    /// Its wording, if known.
    pub wording: Option<String>,
}

#[derive(Serialize)]
struct Asked<'a> {
    column: &'a str,
    wording: Option<&'a str>,
}

impl<'a> Asked<'a> {
    fn of(question: &'a Question) -> Self {
        Self { column: &question.name, wording: question.wording.as_deref() }
    }
}

/// What is known of the files of a run once they are written.
pub(super) struct Written<'a> {
    /// What the input says of its columns.
    pub(super) columns: &'a [Column],
    /// Where cells got an apostrophe.
    pub(super) neutralised_cells: &'a [Neutralised],
    /// What had to be changed in the workbook; none where none was written.
    pub(super) workbook: Option<Altered>,
    /// What a reader must know.
    pub(super) notes: &'a [String],
}

/// `run.json`.
pub(super) fn run_json(
    source: &Source,
    analysis: &Analysis,
    facts: &RunFacts,
    written: &Written,
) -> Result<Vec<u8>> {
    let Written { columns, neutralised_cells, workbook, notes } = *written;
    let says_more = columns.iter().any(|column| {
        !column.description.is_empty() || !column.labels.is_empty() || column.storage != Storage::Any
    });
    let all_notes = source.notes.iter().chain(&analysis.notes).chain(notes);
    pretty(&Run {
        program: "openend",
        version: env!("CARGO_PKG_VERSION"),
        input: Input { file: &source.file, sheet: source.sheet.as_deref(), sha256: &source.sha256 },
        files: source.parts.iter().map(FileOfRun::of).collect(),
        question: Asked::of(&analysis.asked),
        facts,
        ledger: analysis.ledger,
        neutralised_cells,
        workbook,
        columns: if says_more { columns } else { &[] },
        notes: all_notes.map(String::as_str).collect(),
    })
}

fn pretty(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|e| Error::Internal(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
