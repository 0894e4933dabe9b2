//! `openend code`: the next wave's file, coded with a saved frame as it streams by.

use super::results::{
    self, FrameFiles, beside, fixed_language, guessed, pages, read_options, study_options, survey_files,
    with_waves,
};
use crate::args::{Code, Columns};
use crate::progress::Shown;
use openend::coding::{SavedFrame, frame_files};
use openend::files::{StudyPlan, SurveyStream, WholeFile};
use openend::outputs::{CodedWith, OutputFolder, ResultFiles, RunFacts, Source, open_frame, read_record};
use openend::proposals::{WaveEars, propose};
use openend::survey::{Question, Table};
use openend::{Error, Settings, Threads, Wave};
use std::path::{Path, PathBuf};

/// Rows that are read, coded and written together: enough that the same answers meet, and some ten MB.
const ROWS_AT_ONCE: usize = 16_384;

/// Runs the command.
pub(crate) fn run(options: &Code) -> anyhow::Result<()> {
    check(options)?;
    let (home, saved) = open_frame(&options.frame)?;
    let threads = Threads::new(options.results.run.threads.unwrap_or(0))?;
    let survey = survey_files(&options.files)?;
    let out = options.results.out.clone().unwrap_or_else(|| beside(&options.files));
    let own = [home.join("frame.json"), home.join("frame.bin")];
    let inputs: Vec<&Path> = survey.paths().chain(own.iter().map(PathBuf::as_path)).collect();
    let folder = OutputFolder::claim(&out, &inputs, options.results.run.force)?;
    let shown = Shown::new(options.results.run.quiet);
    shown.say("reading the file");
    let reading = read_options(&options.reading, &options.columns);
    let mut stream = SurveyStream::open(&survey, &reading)?;
    // Without a row the plan says so.
    let mut batch = stream.next_batch(ROWS_AT_ONCE)?.unwrap_or_else(|| stream.empty());
    let is_whole = batch.rows_read() < ROWS_AT_ONCE;
    let (columns, taken) = as_before(&options.columns, &home, &saved, &batch, is_whole);
    let columns = with_waves(&columns, stream.wave_column());
    let settings = settings(options, &columns, &saved)?;
    settings.check()?;
    let (json, arrays) = frame_files(&saved.history, &saved.model)?;
    let frame = FrameFiles { json, arrays };
    let run = facts(options, &columns, &settings, &saved, &frame);

    let mut plan = StudyPlan::of(&batch, &study_options(&columns))?;
    let mut wave = Wave::new(&saved, asked(&plan, &saved), &settings)?;
    let mut files =
        ResultFiles::begin(folder.staging(), stream.headers(), stream.columns(), saved.frame(), &run)?;
    let mut heard = WaveEars::default();
    let size = stream.bytes();
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
    let WholeFile { sha256, notes, parts } = stream.finish()?;
    let source = Source { file, sheet, sha256, notes, parts };
    let recognized: Vec<String> = plan.finish()?.into_iter().chain(taken).collect();
    let analysis = wave.finish()?;
    shown.say("looking for what is new");
    let proposals = propose(saved.frame(), &saved.model, &heard, &settings, &threads)?;
    let extra = pages(&source, &recognized, &analysis, frame, &run, Some(&proposals))?;
    let notes = files.finish(&source, &analysis, &extra)?;
    folder.publish()?;
    shown.finish();
    if !options.results.run.quiet {
        let frame = format!("Coded with the frame of {}.", options.frame.display());
        let notes = std::iter::once(&frame).chain(&source.notes).chain(&recognized).chain(&notes);
        results::print(&out, &options.results, notes, &analysis, Some(&proposals))?;
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

/// The columns as typed, and for what was not those of the frame's own wave, as far as the file has such columns; those
/// that the file itself shows where no record of that wave is at hand. With a sentence on each that was taken unasked.
fn as_before(
    typed: &Columns,
    home: &Path,
    saved: &SavedFrame,
    batch: &Table,
    is_whole: bool,
) -> (Columns, Vec<String>) {
    let mut columns = typed.clone();
    // A frame that was copied out of its folder has no record beside it.
    let first = read_record(home).ok();
    let has =
        |name: &str| batch.headers().iter().any(|header| header.trim().eq_ignore_ascii_case(name.trim()));
    if columns.text.is_empty() {
        let recorded = first.as_ref().map(|first| first.question.column.as_str());
        let names = [recorded, Some(saved.frame().question.as_str())];
        columns.text =
            names.into_iter().flatten().find(|name| has(name)).map(str::to_owned).into_iter().collect();
    }
    let Some(first) = first else { return guessed(&columns, batch, is_whole) };
    let recorded = |option: &str| first.facts.options.get(option).cloned().unwrap_or_default();
    if let Some(language) = recorded("--language").first().filter(|_| columns.language == "auto")
        && language.strip_prefix("column:").is_none_or(has)
    {
        columns.language.clone_from(language);
    }
    if columns.no_guess {
        return (columns, Vec::new());
    }
    let mut taken = Vec::new();
    let mut take = |option: &str, is_typed: bool| -> Vec<String> {
        let names: Vec<String> = recorded(option).into_iter().filter(|name| !is_typed && has(name)).collect();
        taken.extend(names.iter().map(|name| format!("{option} {name}")));
        names
    };
    columns.id = columns.id.or_else(|| take("--id", false).pop());
    columns.weight = columns.weight.or_else(|| take("--weight", false).pop());
    columns.score = columns.score.or_else(|| take("--score", false).pop());
    let by = take("--by", !columns.by.is_empty());
    columns.by.extend(by);
    let notes = (!taken.is_empty()).then(|| {
        format!("Columns as in the frame's own wave: {}; --no-guess leaves them out.", taken.join(", "))
    });
    (columns, notes.into_iter().collect())
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
    results::facts(columns, settings, &options.results, engine, frame.sha256(), Some(coded_with))
}
