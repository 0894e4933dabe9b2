//! `openend verify`: the answers to the closed question, beside what was volunteered.

use super::results::{self, FrameFiles, read_options, study_options};
use crate::args::{Columns, Verify};
use crate::progress::Shown;
use openend::closed_answers::{AnswerColumns, Verifier};
use openend::closed_question::read_question;
use openend::coding::frame_files;
use openend::files::{ReadOptions, StudyPlan, SurveyFiles, SurveyStream, WholeFile};
use openend::outputs::{OutputFolder, RUN_FILE, Source, VerifiedContents, VerifiedFiles, open_frame};
use openend::proposals::{PROPOSALS_FILE, proposals_file};
use openend::report::{VerifiedInput, verified_html, verified_summary};
use openend::{Error, Settings, Threads};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Rows that are read, coded and written together, as in `openend code`.
const ROWS_AT_ONCE: usize = 16_384;

/// Files named in the summary.
const SHOWN: [&str; 5] = ["verify.html", "options.csv", "other.csv", "question.json", PROPOSALS_FILE];

/// Runs the command.
pub(crate) fn run(options: &Verify) -> anyhow::Result<()> {
    let threads = Threads::new(options.run.threads.unwrap_or(0))?;
    let name = options.question.display().to_string();
    let bytes = std::fs::read(&options.question).map_err(|error| {
        let advice = "name the question.json of a results folder";
        Error::input(&name, format!("cannot be read ({error}): {advice}"))
    })?;
    let question = read_question(&bytes, &name)?;
    let beside = options.question.parent().unwrap_or(Path::new("")).join("frame.json");
    if options.frame.is_none() && !beside.exists() {
        let message = format!(
            "no frame.json lies beside {name}: name the results folder that the question was made of"
        );
        return Err(Error::settings("--frame", message).into());
    }
    let (home, saved) = open_frame(options.frame.as_deref().unwrap_or(&beside))?;
    let survey = SurveyFiles::find(&options.files, &[])?;
    let out = out(options)?;
    let own = [home.join("frame.json"), home.join("frame.bin"), options.question.clone()];
    let inputs: Vec<&Path> = survey.paths().chain(own.iter().map(PathBuf::as_path)).collect();
    let folder = OutputFolder::claim(&out, &inputs, options.run.force)?;
    let shown = Shown::new(options.run.quiet);
    shown.say("reading the file");
    let columns = columns(options);
    let settings = Settings {
        language: results::fixed_language(&columns)?,
        min_share: options.min_share,
        ..Settings::default()
    };
    settings.check()?;

    let mut stream = SurveyStream::open(&survey, &reading(options, &columns))?;
    let mut batch = stream.next_batch(ROWS_AT_ONCE)?.unwrap_or_else(|| stream.empty());
    let mut plan = StudyPlan::of_people(&batch, &study_options(&columns))?;
    let answers = AnswerColumns { closed: options.closed.clone(), other: options.other.clone() };
    let mut verifier = Verifier::new(&saved, &question, &batch, &answers, &settings)?;
    let mut files = VerifiedFiles::begin(folder.staging(), options.run.raw_cells)?;
    let mut rows = 0;
    loop {
        let study = plan.study(&batch)?;
        let read = verifier.add(&batch, &study, &threads)?;
        files.add(&batch, &read, saved.frame())?;
        rows += batch.rows_read();
        shown.rows(rows, None);
        match stream.next_batch(ROWS_AT_ONCE)? {
            Some(next) => batch = next,
            None => break,
        }
    }
    shown.say("looking for what hides in Other");
    let (file, sheet) = (stream.file().to_owned(), stream.sheet().map(str::to_owned));
    let WholeFile { sha256, notes, parts } = stream.finish()?;
    let mut verified = verifier.finish(&file, &threads)?;
    verified.notes.splice(0..0, notes);
    verified.notes.extend(plan.finish()?);
    let source = Source { file, sheet, sha256, notes: Vec::new(), parts };
    let (json, arrays) = frame_files(&saved.history, &saved.model)?;
    let frame = FrameFiles { json, arrays };
    let sha256 = (format!("{:x}", Sha256::digest(&bytes)), frame.sha256());
    let input = VerifiedInput {
        verified: &verified,
        frame: saved.frame(),
        source: &source.file,
        sha256: (&sha256.0, &sha256.1),
    };
    let extra = [
        ("verify.html".to_owned(), verified_html(&input)?.into_bytes()),
        ("frame.json".to_owned(), frame.json),
        ("frame.bin".to_owned(), frame.arrays),
        (PROPOSALS_FILE.to_owned(), proposals_file(&verified.proposals)?),
    ];
    let contents = VerifiedContents {
        verified: &verified,
        source: &source,
        typed: &typed(options),
        settings: &settings,
        sha256: (&sha256.0, &sha256.1),
        extra: &extra,
    };
    files.finish(&contents)?;
    folder.publish()?;
    shown.finish();
    if options.run.quiet {
        return Ok(());
    }
    // 100 where standard output is no terminal.
    let width = console::Term::stdout().size_checked().map_or(100, |(_, columns)| columns.into());
    let folder = out.display().to_string();
    let is_terminal = std::io::stdout().is_terminal();
    results::say(&verified_summary(&input, &folder, &SHOWN, width, is_terminal))
}

/// The columns of people.
fn columns(options: &Verify) -> Columns {
    Columns {
        text: Vec::new(),
        question: None,
        id: options.id.clone(),
        weight: options.weight.clone(),
        score: None,
        by: options.by.clone(),
        language: options.language.clone(),
        no_guess: true,
    }
}

/// How the file is read: of a workbook's sheets, the one with the columns that are named.
fn reading(options: &Verify, columns: &Columns) -> ReadOptions {
    let mut reading = read_options(&options.reading, columns);
    let named = options.closed.iter().chain(&options.other).filter(|name| !name.ends_with('*'));
    reading.wanted.extend(named.cloned());
    reading
}

/// Where the results go: `wave2.csv` → `wave2-verified`, beside it. Results of a run are never replaced.
fn out(options: &Verify) -> Result<PathBuf, Error> {
    let beside = || {
        let first = options.files.first().map_or(Path::new("stdin"), PathBuf::as_path);
        if first == Path::new("-") {
            return PathBuf::from("stdin-verified");
        }
        let stem = if first.is_dir() { first.file_name() } else { first.file_stem() };
        let mut name: OsString = stem.unwrap_or_default().to_owned();
        name.push("-verified");
        first.with_file_name(name)
    };
    let out = options.out.clone().unwrap_or_else(beside);
    if out.join(RUN_FILE).exists() {
        let message = format!("{} holds the results of a wave; choose another folder", out.display());
        return Err(Error::settings("--out", message));
    }
    Ok(out)
}

/// The options that choose columns, for the record.
fn typed(options: &Verify) -> BTreeMap<String, Vec<String>> {
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
    let all = [
        ("--closed", options.closed.clone()),
        ("--other", one(&options.other)),
        ("--id", one(&options.id)),
        ("--weight", one(&options.weight)),
        ("--by", options.by.clone()),
        ("--language", vec![options.language.clone()]),
    ];
    all.into_iter().filter(|(_, values)| !values.is_empty()).map(|(k, v)| (k.to_owned(), v)).collect()
}
