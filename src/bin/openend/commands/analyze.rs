//! `openend analyze`: file → results in a folder and a summary on the terminal.

use crate::args::Analyze;
use crate::progress::Shown;
use openend::code_frame::History;
use openend::coding::frame_files;
use openend::embedding::Engine;
use openend::files::{OpenedStudy, StudyOptions, open_studies, read_table};
use openend::outputs::{Contents, OutputFolder, RunFacts, write_analysis};
use openend::report::{Provenance, ReportInput, SummaryInput, html, question_markdown, summary};
use openend::sentiment::QuestionSide;
use openend::survey::Table;
use openend::text::Language;
use openend::{Analysis, Error, Settings, Threads, analyze};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Files named in the summary, the most useful first.
const SHOWN: [&str; 5] = ["report.html", "coded.xlsx", "shares.csv", "question.md", "frame.json"];

/// Runs the command.
pub(crate) fn run(options: &Analyze) -> anyhow::Result<()> {
    let settings = settings(options)?;
    settings.check()?;
    let threads = Threads::new(options.results.threads.unwrap_or(0))?;
    let out = options.results.out.clone().unwrap_or_else(|| beside(&options.file));
    let folder = OutputFolder::claim(&out, &[options.file.as_path()], options.results.force)?;
    let shown = Shown::new(options.results.quiet);
    shown.say("reading the file");
    let wanted = columns(options);
    let table = read_table(&options.file, &wanted.columns())?;
    let studies = open_studies(&table, &wanted)?;
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
        let notes = write(&place, &table, opened, &analysis, options, &settings, &threads)?;
        let name = place.strip_prefix(folder.staging()).unwrap_or(Path::new("")).to_owned();
        finished.push((out.join(name), opened, analysis, notes));
    }
    folder.publish()?;
    shown.finish();
    if !options.results.quiet {
        for (place, opened, analysis, notes) in &finished {
            print(place, &table, opened, analysis, notes)?;
        }
    }
    Ok(())
}

/// What was typed, as settings.
fn settings(options: &Analyze) -> Result<Settings, Error> {
    let language = |option: &str, value: &str| {
        Language::parse(value).ok_or_else(|| {
            Error::settings(
                option,
                format!("no language named \"{value}\": give a code such as en, vi or zh-Hans"),
            )
        })
    };
    let fixed = match options.columns.language.as_str() {
        "auto" => None,
        column if column.starts_with("column:") => None,
        code => Some(language("--language", code)?),
    };
    let label_language =
        options.label_language.as_deref().map(|l| language("--label-language", l)).transpose()?;
    Ok(Settings {
        seed: options.seed,
        engine: Engine::ALL.into_iter().find(|engine| engine.name() == options.engine),
        language: fixed,
        label_language,
        question_side: options
            .question_side
            .as_deref()
            .and_then(|side| QuestionSide::ALL.into_iter().find(|known| known.name() == side)),
        alerts: !options.no_alerts,
        min_share: options.min_share,
        max_codes: options.max_codes,
        ..Settings::default()
    })
}

/// What was typed, as columns.
fn columns(options: &Analyze) -> StudyOptions {
    StudyOptions {
        text: options.columns.text.clone(),
        question: options.columns.question.clone(),
        id: options.columns.id.clone(),
        weight: options.columns.weight.clone(),
        score: options.columns.score.clone(),
        by: options.columns.by.clone(),
        language: options.columns.language.strip_prefix("column:").map(str::to_owned),
    }
}

/// `survey.csv` → `survey-openend`, in the same folder.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push("-openend");
    file.with_file_name(name)
}

/// All files of one question into `place`; returns what a reader must know about them.
fn write(
    place: &Path,
    table: &Table,
    opened: &OpenedStudy<'_>,
    analysis: &Analysis,
    options: &Analyze,
    settings: &Settings,
    threads: &Threads,
) -> Result<Vec<String>, Error> {
    let (json, arrays) = frame_files(&History::new(analysis.frame.clone()), &analysis.model)?;
    let frame_sha256 = format!("{:x}", Sha256::new().chain_update(&json).chain_update(&arrays).finalize());
    let engine = match analysis.model.engine {
        Engine::Fast => "fast (static vectors with the survey's own word space)",
        Engine::Taught => {
            "taught (static vectors that a multilingual transformer taught on a sample, with the survey's own word space)"
        }
        Engine::Accurate => "accurate (a multilingual transformer with the survey's own word space)",
    };
    let provenance = Provenance {
        file: table.file.clone(),
        sheet: table.sheet.clone(),
        recognized: table.notes.iter().chain(&opened.notes).cloned().collect(),
        engine: engine.to_owned(),
        settings: settings.clone(),
        hashes: vec![
            ("input".to_owned(), table.sha256.clone()),
            ("model".to_owned(), analysis.model.vectors_sha256.clone()),
            ("frame".to_owned(), frame_sha256.clone()),
        ],
    };
    let page = html(&ReportInput::new(&opened.study, analysis, &provenance))?;
    let base = analysis.shares.total().map(|c| c.base).unwrap_or_default();
    let question = question_markdown(&analysis.question, &analysis.frame, &base, settings.confidence);
    let extra = [
        ("frame.json".to_owned(), json),
        ("frame.bin".to_owned(), arrays),
        ("report.html".to_owned(), page.into_bytes()),
        ("question.md".to_owned(), question.into_bytes()),
    ];
    let run = RunFacts {
        settings: settings.clone(),
        options: typed(options),
        raw_cells: options.results.raw_cells,
        models: BTreeMap::from([(
            analysis.model.engine.name().to_owned(),
            analysis.model.vectors_sha256.clone(),
        )]),
        frame_sha256,
    };
    let contents = Contents { table, study: &opened.study, analysis, extra: &extra, run: &run };
    write_analysis(place, &contents, threads)
}

/// The options that choose columns, for the run's record.
fn typed(options: &Analyze) -> BTreeMap<String, Vec<String>> {
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
    let all = [
        ("--text", options.columns.text.clone()),
        ("--question", one(&options.columns.question)),
        ("--id", one(&options.columns.id)),
        ("--weight", one(&options.columns.weight)),
        ("--score", one(&options.columns.score)),
        ("--by", options.columns.by.clone()),
        ("--language", vec![options.columns.language.clone()]),
    ];
    all.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k.to_owned(), v)).collect()
}

/// The summary. A reader that closed the pipe is no fault.
fn print(
    place: &Path,
    table: &Table,
    opened: &OpenedStudy<'_>,
    analysis: &Analysis,
    notes: &[String],
) -> anyhow::Result<()> {
    let stdout = std::io::stdout();
    // 100 where standard output is no terminal.
    let width = console::Term::stdout().size_checked().map_or(100, |(_, columns)| columns.into());
    let folder = place.display().to_string();
    let input = SummaryInput { study: &opened.study, analysis, folder: &folder, files: &SHOWN };
    let mut text = String::new();
    for note in table.notes.iter().chain(&opened.notes).chain(notes) {
        text.push_str("  ");
        text.push_str(&openend::escape(note));
        text.push('\n');
    }
    text.push_str(&summary(&input, width, stdout.is_terminal()));
    match stdout.lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
