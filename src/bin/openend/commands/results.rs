//! What the commands that code answers have in common: which columns, which folder, which files, what is printed.

use crate::args::{Columns, Files, Reading, Results};
use openend::embedding::Engine;
use openend::files::{BadRows, ReadOptions, StudyOptions, SurveyFiles, recognize_columns};
use openend::outputs::{CodedFormat, CodedWith, RunFacts, Source};
use openend::proposals::{PROPOSALS_FILE, Proposals, proposals_file};
use openend::report::{Provenance, ReportInput, SummaryInput, html, question_markdown, summary};
use openend::survey::Table;
use openend::text::Language;
use openend::{Analysis, Error, Settings};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Proposals that the summary tells.
const PROPOSALS: usize = 8;

/// A language as typed for an option.
pub(crate) fn language(option: &str, value: &str) -> Result<Language, Error> {
    Language::parse(value).ok_or_else(|| {
        let message = format!("no language named \"{value}\": give a code such as en, vi or zh-Hans");
        Error::settings(option, message)
    })
}

/// The language that all answers are in, if `--language` says so.
pub(crate) fn fixed_language(columns: &Columns) -> Result<Option<Language>, Error> {
    match columns.language.as_str() {
        "auto" => Ok(None),
        column if column.starts_with("column:") => Ok(None),
        code => language("--language", code).map(Some),
    }
}

/// What was typed, as columns.
pub(crate) fn study_options(columns: &Columns) -> StudyOptions {
    StudyOptions {
        text: columns.text.clone(),
        question: columns.question.clone(),
        id: columns.id.clone(),
        weight: columns.weight.clone(),
        score: columns.score.clone(),
        by: columns.by.clone(),
        language: columns.language.strip_prefix("column:").map(str::to_owned),
    }
}

/// The columns as typed, those that the table itself shows for what was not, and a sentence on each of these. Without all
/// rows of a file no weight is taken, for a later row may have none.
pub(crate) fn guessed(columns: &Columns, table: &Table, is_whole: bool) -> (Columns, Vec<String>) {
    if columns.no_guess {
        return (columns.clone(), Vec::new());
    }
    let recognized = recognize_columns(table, &study_options(columns));
    let mut guessed = columns.clone();
    let mut notes = Vec::new();
    // The open answers are the plan's to find and to tell of.
    for taken in recognized.taken.iter().filter(|taken| taken.option != "--text") {
        let name = || Some(taken.column.clone());
        match taken.option {
            "--id" => guessed.id = name(),
            "--weight" if is_whole => guessed.weight = name(),
            "--score" => guessed.score = name(),
            "--by" => guessed.by.push(taken.column.clone()),
            "--language" if columns.language == "auto" => {
                guessed.language = format!("column:{}", taken.column);
            }
            _ => continue,
        }
        notes.push(taken.to_string());
    }
    (guessed, notes)
}

/// What was typed, for the reader.
pub(crate) fn read_options(reading: &Reading, columns: &Columns) -> ReadOptions {
    let is_code = columns.language != "auto" && !columns.language.starts_with("column:");
    ReadOptions {
        wanted: study_options(columns).columns(),
        language: is_code.then(|| columns.language.clone()),
        ..reading_options(reading)
    }
}

/// What was typed of the file alone.
pub(crate) fn reading_options(reading: &Reading) -> ReadOptions {
    ReadOptions {
        sheet: reading.sheet.clone(),
        encoding: reading.encoding.clone(),
        platform: reading.platform.clone(),
        bad_rows: if reading.on_bad_row == "stop" { BadRows::Stop } else { BadRows::Report },
        ..ReadOptions::default()
    }
}

/// The files that are meant by what was typed.
pub(crate) fn survey_files(files: &Files) -> Result<SurveyFiles, Error> {
    SurveyFiles::find(&files.files, &files.wave)
}

/// Where the results go if nobody says: `survey.csv` → `survey-openend` in the same folder, two more files →
/// `survey-and-2-more-openend`, standard input → `stdin-openend`.
pub(crate) fn beside(files: &Files) -> PathBuf {
    let Some((first, more)) = files.files.split_first() else { return PathBuf::from("openend") };
    if first == Path::new("-") {
        return PathBuf::from("stdin-openend");
    }
    // `.` and `..` have no name of their own.
    let first = match first.file_name() {
        Some(_) => first.clone(),
        None => first.canonicalize().unwrap_or_else(|_| first.clone()),
    };
    let stem = if first.is_dir() { first.file_name() } else { first.file_stem() };
    let mut name = stem.unwrap_or_default().to_owned();
    if !more.is_empty() {
        name.push(format!("-and-{}-more", more.len()));
    }
    name.push("-openend");
    first.with_file_name(name)
}

/// The columns, with the waves of the files as the first segments.
pub(crate) fn with_waves(columns: &Columns, wave: Option<&str>) -> Columns {
    let mut columns = columns.clone();
    if let Some(wave) = wave {
        columns.by.retain(|by| by != wave);
        columns.by.insert(0, wave.to_owned());
    }
    columns
}

/// The options that choose columns, for the run's record.
fn typed(columns: &Columns) -> BTreeMap<String, Vec<String>> {
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
    let all = [
        ("--text", columns.text.clone()),
        ("--question", one(&columns.question)),
        ("--id", one(&columns.id)),
        ("--weight", one(&columns.weight)),
        ("--score", one(&columns.score)),
        ("--by", columns.by.clone()),
        ("--language", vec![columns.language.clone()]),
    ];
    all.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k.to_owned(), v)).collect()
}

/// Both files of a frame.
pub(crate) struct FrameFiles {
    /// `frame.json`.
    pub(crate) json: Vec<u8>,
    /// `frame.bin`.
    pub(crate) arrays: Vec<u8>,
}

impl FrameFiles {
    /// SHA-256 over both, hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        format!("{:x}", Sha256::new().chain_update(&self.json).chain_update(&self.arrays).finalize())
    }
}

/// The formats of the coded table as typed.
fn formats(options: &Results) -> Vec<CodedFormat> {
    options.format.iter().filter_map(|name| CodedFormat::named(name)).collect()
}

/// What goes into a run's record.
pub(crate) fn facts(
    columns: &Columns,
    settings: &Settings,
    results: &Results,
    engine: (Engine, &str),
    frame_sha256: String,
    coded_with: Option<CodedWith>,
) -> RunFacts {
    RunFacts {
        settings: settings.clone(),
        options: typed(columns),
        raw_cells: results.run.raw_cells,
        formats: formats(results),
        models: BTreeMap::from([(engine.0.name().to_owned(), engine.1.to_owned())]),
        frame_sha256,
        coded_with,
    }
}

/// The files that are made of the whole result: the frame, the report, the question in prose.
pub(crate) fn pages(
    source: &Source,
    recognized: &[String],
    analysis: &Analysis,
    frame: FrameFiles,
    run: &RunFacts,
    proposals: Option<&Proposals>,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let engine = match analysis.model.engine {
        Engine::Fast => "fast (static vectors with the survey's own word space)",
        Engine::Taught => {
            "taught (static vectors that a multilingual transformer taught on a sample, with the survey's own word space)"
        }
        Engine::Accurate => "accurate (a multilingual transformer with the survey's own word space)",
    };
    let inputs: Vec<(String, String)> = match source.parts.as_slice() {
        [] => vec![("input".to_owned(), source.sha256.clone())],
        parts => parts.iter().map(|part| (part.file.clone(), part.sha256.clone())).collect(),
    };
    let frame_and_model = [
        ("model".to_owned(), analysis.model.vectors_sha256.clone()),
        ("frame".to_owned(), run.frame_sha256.clone()),
    ];
    let provenance = Provenance {
        file: source.file.clone(),
        sheet: source.sheet.clone(),
        recognized: source.notes.iter().chain(recognized).cloned().collect(),
        engine: engine.to_owned(),
        coded_with: run.coded_with.as_ref().map(|with| (with.frame.clone(), with.edits)),
        settings: run.settings.clone(),
        hashes: inputs.into_iter().chain(frame_and_model).collect(),
    };
    let page = html(&ReportInput::new(analysis, &provenance).with_proposals(proposals))?;
    let base = analysis.shares.total().map(|c| c.base).unwrap_or_default();
    let question = question_markdown(&analysis.question, &analysis.frame, &base, run.settings.confidence);
    let mut files = vec![
        ("frame.json".to_owned(), frame.json),
        ("frame.bin".to_owned(), frame.arrays),
        ("report.html".to_owned(), page.into_bytes()),
        ("question.md".to_owned(), question.into_bytes()),
    ];
    if let Some(proposals) = proposals {
        files.push((PROPOSALS_FILE.to_owned(), proposals_file(proposals)?));
    }
    Ok(files)
}

/// Prints what was recognised and the summary.
pub(crate) fn print<'n>(
    place: &Path,
    options: &Results,
    notes: impl Iterator<Item = &'n String>,
    analysis: &Analysis,
    proposals: Option<&Proposals>,
) -> anyhow::Result<()> {
    // 100 where standard output is no terminal.
    let width = console::Term::stdout().size_checked().map_or(100, |(_, columns)| columns.into());
    let folder = place.display().to_string();
    // The most useful first.
    let asked = formats(options).into_iter().max().unwrap_or(CodedFormat::Xlsx);
    let coded = asked.files().first().copied().unwrap_or_default();
    let files = ["report.html", coded, "shares.csv", "question.md", "frame.json"];
    let input = SummaryInput { analysis, folder: &folder, files: &files };
    let mut text = String::new();
    for note in notes {
        text.push_str("  ");
        text.push_str(&openend::escape(note));
        text.push('\n');
    }
    text.push_str(&summary(&input, width, std::io::stdout().is_terminal()));
    if let Some(proposals) = proposals {
        text.push_str(&proposal_lines(proposals, analysis, &folder));
    }
    say(&text)
}

/// Prints a text. A reader that closed the pipe is no fault.
pub(crate) fn say(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// The proposals of a wave for the terminal: what, why and the command, the first [`PROPOSALS`] of them.
fn proposal_lines(proposals: &Proposals, analysis: &Analysis, folder: &str) -> String {
    if proposals.list.is_empty() {
        return "  Nothing new: the frame fits this wave.\n".to_owned();
    }
    let folder = if folder.contains(' ') { format!("\"{folder}\"") } else { folder.to_owned() };
    let mut text = "  Proposed edits of the frame; none was made:\n".to_owned();
    for proposal in proposals.list.iter().take(PROPOSALS) {
        let words = openend::escape(&proposal.words(&analysis.frame));
        let (reason, command) =
            (openend::escape(&proposal.reason), openend::escape(&proposal.command(&folder)));
        let _ = writeln!(text, "  {:<4}{words}\n      {reason}\n      {command}", proposal.id);
    }
    let more = proposals.list.len().saturating_sub(PROPOSALS);
    if more > 0 {
        let _ = writeln!(text, "  and {more} more in {PROPOSALS_FILE}");
    }
    text
}
