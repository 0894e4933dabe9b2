//! `openend code`: the next wave's file, coded with a saved frame as it streams by.

use super::results::{self, FrameFiles, beside, fixed_language, pages, study_options};
use crate::args::{Code, Columns};
use crate::progress::Shown;
use openend::coding::{SavedFrame, frame_files};
use openend::files::{StudyPlan, TableStream, WholeFile, read_table};
use openend::outputs::{CodedWith, OutputFolder, ResultFiles, RunFacts, Source, open_frame, read_record};
use openend::proposals::{WaveEars, propose};
use openend::survey::{Question, Table};
use openend::{Error, Settings, Threads, Wave};
use std::path::Path;

/// Rows that are read, coded and written together: enough that the same answers meet, and some ten MB.
const ROWS_AT_ONCE: usize = 16_384;

/// Runs the command.
pub(crate) fn run(options: &Code) -> anyhow::Result<()> {
    check(options)?;
    let (home, saved) = open_frame(&options.frame)?;
    let threads = Threads::new(options.results.threads.unwrap_or(0))?;
    let out = options.results.out.clone().unwrap_or_else(|| beside(&options.file));
    let own = [home.join("frame.json"), home.join("frame.bin")];
    let inputs = [options.file.as_path(), own[0].as_path(), own[1].as_path()];
    let folder = OutputFolder::claim(&out, &inputs, options.results.force)?;
    let shown = Shown::new(options.results.quiet);
    shown.say("reading the file");
    let mut stream = TableStream::open(&options.file, &study_options(&options.columns).columns())?;
    let columns = as_before(&options.columns, &home, &saved, stream.headers());
    let settings = settings(options, &columns, &saved)?;
    settings.check()?;
    let (json, arrays) = frame_files(&saved.history, &saved.model)?;
    let frame = FrameFiles { json, arrays };
    let run = facts(options, &columns, &settings, &saved, &frame);

    let mut batch = match stream.next_batch(ROWS_AT_ONCE)? {
        Some(batch) => batch,
        // A header and nothing below it: the plan says so.
        None => read_table(&options.file, &[])?,
    };
    let mut plan = StudyPlan::of(&batch, &study_options(&columns))?;
    let mut wave = Wave::new(&saved, asked(&plan, &saved), &settings)?;
    let mut files = ResultFiles::begin(folder.staging(), stream.headers(), saved.frame(), &run)?;
    let mut heard = WaveEars::default();
    // How long a workbook's text is cannot be told from its size.
    let size =
        stream.sheet().is_none().then(|| options.file.metadata().map(|file| file.len()).ok()).flatten();
    let (mut rows, mut bytes) = (0, 0);
    loop {
        let study = plan.study(&batch)?;
        let codings = wave.add(&study, &threads, Some(&mut heard))?;
        files.add(&batch, &study, &codings)?;
        rows += batch.rows_read();
        bytes += length(&batch);
        shown.rows(rows, size.map(|size| bytes as f64 / size.max(1) as f64));
        match stream.next_batch(ROWS_AT_ONCE)? {
            Some(next) => batch = next,
            None => break,
        }
    }
    shown.say("writing the results");
    let (file, sheet) = (stream.file().to_owned(), stream.sheet().map(str::to_owned));
    let WholeFile { sha256, notes } = stream.finish()?;
    let source = Source { file, sheet, sha256, notes };
    let recognized = plan.finish()?;
    let analysis = wave.finish();
    shown.say("looking for what is new");
    let proposals = propose(saved.frame(), &saved.model, &heard, &settings, &threads)?;
    let extra = pages(&source, &recognized, &analysis, frame, &run, Some(&proposals))?;
    let notes = files.finish(&source, &analysis, &extra)?;
    folder.publish()?;
    shown.finish();
    if !options.results.quiet {
        let frame = format!("Coded with the frame of {}.", options.frame.display());
        let notes = std::iter::once(&frame).chain(&source.notes).chain(&recognized).chain(&notes);
        results::print(&out, notes, &analysis, Some(&proposals))?;
    }
    Ok(())
}

/// Bytes of a batch in its file, but for marks of quotation.
fn length(batch: &Table) -> usize {
    (0..batch.headers().len()).flat_map(|column| batch.column(column)).map(|cell| cell.len() + 1).sum()
}

/// One frame codes one question, and its wording stands.
fn check(options: &Code) -> Result<(), Error> {
    if options.columns.question.is_some() {
        return Err(Error::settings("--question", "the frame's own wording stands: leave it out"));
    }
    if options.columns.text.len() > 1 {
        let message =
            "a frame codes one question: give one column, and code the others with their own frames";
        return Err(Error::settings("--text", message));
    }
    Ok(())
}

/// The columns as typed. The answers' column and language, where nothing was typed of them, are those of the frame's own
/// wave, if the file has such columns.
fn as_before(typed: &Columns, home: &Path, saved: &SavedFrame, headers: &[String]) -> Columns {
    let mut columns = typed.clone();
    // A frame that was copied out of its folder has no record beside it.
    let first = read_record(home).ok();
    let has = |name: &str| headers.iter().any(|header| header.trim().eq_ignore_ascii_case(name.trim()));
    if columns.text.is_empty() {
        let recorded = first.as_ref().map(|first| first.question.column.as_str());
        let names = [recorded, Some(saved.frame().question.as_str())];
        columns.text =
            names.into_iter().flatten().find(|name| has(name)).map(str::to_owned).into_iter().collect();
    }
    let language = first.as_ref().and_then(|first| first.facts.options.get("--language")?.first());
    if let Some(language) = language.filter(|_| columns.language == "auto")
        && language.strip_prefix("column:").is_none_or(has)
    {
        columns.language.clone_from(language);
    }
    columns
}

/// The question: this file's column, the frame's wording, if it has any but the column's name.
fn asked(plan: &StudyPlan, saved: &SavedFrame) -> Question {
    let name = plan.question().map(|question| question.name.clone()).unwrap_or_default();
    let wording = Some(&saved.frame().question).filter(|wording| **wording != name).cloned();
    Question { name, wording }
}

/// What was typed, as settings; what coding depends on is the frame's.
fn settings(options: &Code, columns: &Columns, saved: &SavedFrame) -> Result<Settings, Error> {
    Ok(Settings {
        engine: Some(saved.model.engine),
        language: fixed_language(columns)?,
        label_language: Some(saved.frame().label_language),
        question_side: Some(saved.model.question_side),
        alerts: !options.figures.no_alerts,
        min_share: options.figures.min_share,
        ..Settings::default()
    })
}

/// What goes into the run's record.
fn facts(
    options: &Code,
    columns: &Columns,
    settings: &Settings,
    saved: &SavedFrame,
    frame: &FrameFiles,
) -> RunFacts {
    let engine = (saved.model.engine, saved.model.vectors_sha256.as_str());
    let edits = saved.history.entries().len();
    let coded_with = CodedWith { frame: options.frame.display().to_string(), edits };
    let raw_cells = options.results.raw_cells;
    results::facts(columns, settings, raw_cells, engine, frame.sha256(), Some(coded_with))
}
