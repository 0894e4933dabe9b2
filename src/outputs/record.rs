//! The two records for programs: the run, and the closed question.

use super::Neutralised;
use super::workbook::Altered;
use crate::closed_question::ClosedQuestion;
use crate::coding::Ledger;
use crate::error::{Error, Result};
use crate::pipeline::Analysis;
use crate::settings::Settings;
use crate::shares::Base;
use crate::survey::{Study, Table};
use serde::Serialize;
use std::collections::BTreeMap;

/// What only the caller knows about a run. It holds all that can change a result, and nothing else.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RunFacts {
    /// The settings of the analysis.
    pub settings: Settings,
    /// Options that choose columns, by name as typed (`--text`, `--by`), with their values.
    pub options: BTreeMap<String, Vec<String>>,
    /// Whether cells that a spreadsheet would run are left alive.
    pub raw_cells: bool,
    /// SHA-256 of each model, by its name.
    pub models: BTreeMap<String, String>,
    /// SHA-256 of the code frame.
    pub frame_sha256: String,
}

#[derive(Serialize)]
struct Run<'a> {
    program: &'static str,
    version: &'static str,
    input: Input<'a>,
    question: Asked<'a>,
    #[serde(flatten)]
    facts: &'a RunFacts,
    ledger: Ledger,
    neutralised_cells: &'a [Neutralised],
    workbook: Option<Altered>,
    notes: Vec<&'a str>,
}

#[derive(Serialize)]
struct Input<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    sha256: &'a str,
}

#[derive(Serialize)]
struct Asked<'a> {
    column: &'a str,
    wording: Option<&'a str>,
}

impl<'a> Asked<'a> {
    fn of(study: &'a Study) -> Self {
        Self { column: &study.question.name, wording: study.question.wording.as_deref() }
    }
}

/// `run.json`. `workbook` is none where none was written.
pub(super) fn run_json(
    table: &Table,
    study: &Study,
    analysis: &Analysis,
    facts: &RunFacts,
    neutralised_cells: &[Neutralised],
    workbook: Option<Altered>,
    notes: &[String],
) -> Result<Vec<u8>> {
    let all_notes = table.notes.iter().chain(&analysis.notes).chain(notes);
    pretty(&Run {
        program: "openend",
        version: env!("CARGO_PKG_VERSION"),
        input: Input { file: &table.file, sheet: table.sheet.as_deref(), sha256: &table.sha256 },
        question: Asked::of(study),
        facts,
        ledger: analysis.ledger,
        neutralised_cells,
        workbook,
        notes: all_notes.map(String::as_str).collect(),
    })
}

/// The version of the layout of `question.json`.
const QUESTION_FORMAT: &str = "openend-question 1";

#[derive(Serialize)]
struct QuestionFile<'a> {
    format: &'static str,
    open_question: Asked<'a>,
    base: Base,
    #[serde(flatten)]
    question: &'a ClosedQuestion,
}

/// `question.json`.
pub(super) fn question_json(study: &Study, analysis: &Analysis) -> Result<Vec<u8>> {
    pretty(&QuestionFile {
        format: QUESTION_FORMAT,
        open_question: Asked::of(study),
        base: analysis.shares.total().map(|c| c.base).unwrap_or_default(),
        question: &analysis.question,
    })
}

fn pretty(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|e| Error::Internal(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
