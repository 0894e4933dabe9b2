//! `openend analyze`: file → results in a folder and a summary on the terminal.

use super::code;
use super::results::{
    self, FrameFiles, beside, fixed_language, guessed, pages, read_options, study_options, survey_files,
    with_waves,
};
use crate::args::{Analyze, Columns};
use crate::progress::Shown;
use openend::code_frame::History;
use openend::coding::frame_files;
use openend::embedding::Engine;
use openend::files::{OpenedStudy, SurveyStream, open_studies};
use openend::outputs::{Contents, OutputFolder, Source, write_analysis};
use openend::sentiment::QuestionSide;
use openend::survey::Table;
use openend::{Analysis, Error, Settings, Threads, analyze};
use std::path::Path;

/// Runs the command.
pub(crate) fn run(options: &Analyze) -> anyhow::Result<()> {
    if let Some(frame) = &options.frame {
        return code::run(&options.with_frame(frame));
    }
    let settings = settings(options)?;
    settings.check()?;
    let threads = Threads::new(options.results.run.threads.unwrap_or(0))?;
    let files = survey_files(&options.files)?;
    let out = options.results.out.clone().unwrap_or_else(|| beside(&options.files));
    let inputs: Vec<&Path> = files.paths().collect();
    let folder = OutputFolder::claim(&out, &inputs, options.results.run.force)?;
    let shown = Shown::new(options.results.run.quiet);
    shown.say("reading the file");
    let stream = SurveyStream::open(&files, &read_options(&options.reading, &options.columns))?;
    let wave = stream.wave_column().map(str::to_owned);
    let table = stream.into_table()?;
    let (columns, taken) = guessed(&options.columns, &table, true);
    let columns = with_waves(&columns, wave.as_deref());
    let mut studies = open_studies(&table, &study_options(&columns))?;
    studies.iter_mut().for_each(|opened| opened.notes.extend(taken.iter().cloned()));
    let mut finished = Vec::new();
    for (position, opened) in (1..).zip(&studies) {
        let analysis = analyze(&opened.study, &settings, &threads, &shown)?;
        shown.say("writing the results");
        let several = studies.len() > 1;
        let place = if several {
            folder.subfolder(position, &opened.study.question.name)?
        } else {
            folder.staging().to_owned()
        };
        let notes = write(&place, &table, opened, &analysis, (options, &columns), &settings)?;
        let name = place.strip_prefix(folder.staging()).unwrap_or(Path::new("")).to_owned();
        finished.push((out.join(name), opened, analysis, notes));
    }
    folder.publish()?;
    shown.finish();
    if !options.results.run.quiet {
        for (place, opened, analysis, notes) in &finished {
            let notes = table.notes.iter().chain(&opened.notes).chain(notes);
            results::print(place, &options.results, notes, analysis, None)?;
        }
    }
    Ok(())
}

/// What was typed, as settings.
fn settings(options: &Analyze) -> Result<Settings, Error> {
    let label_language =
        options.label_language.as_deref().map(|l| results::language("--label-language", l)).transpose()?;
    Ok(Settings {
        seed: options.seed,
        engine: Engine::ALL.into_iter().find(|engine| engine.name() == options.engine),
        language: fixed_language(&options.columns)?,
        label_language,
        question_side: options
            .question_side
            .as_deref()
            .and_then(|side| QuestionSide::ALL.into_iter().find(|known| known.name() == side)),
        alerts: !options.figures.no_alerts,
        min_share: options.figures.min_share,
        max_codes: options.max_codes,
        ..Settings::default()
    })
}

/// All files of one question into `place`; returns what a reader must know about them.
fn write(
    place: &Path,
    table: &Table,
    opened: &OpenedStudy<'_>,
    analysis: &Analysis,
    (options, columns): (&Analyze, &Columns),
    settings: &Settings,
) -> Result<Vec<String>, Error> {
    let (json, arrays) = frame_files(&History::new(analysis.frame.clone()), &analysis.model)?;
    let frame = FrameFiles { json, arrays };
    let engine = (analysis.model.engine, analysis.model.vectors_sha256.as_str());
    let run = results::facts(columns, settings, &options.results, engine, frame.sha256(), None);
    let extra = pages(&Source::of(table), &opened.notes, analysis, frame, &run, None)?;
    let contents = Contents { table, study: &opened.study, analysis, extra: &extra, run: &run };
    write_analysis(place, &contents)
}
