//! The next wave coded with a saved frame: the same answer gets the same codes in every wave, whoever else answers.

use crate::support::{SAMPLE_OPTIONS, Scratch, analyzed, csv, files, json, repository, text};
use openend::code_frame::History;
use openend::coding::{Coding, SavedFrame};
use openend::embedding::Engine;
use openend::files::{OpenedStudy, StudyOptions, StudyPlan, open_studies, read_table};
use openend::outputs::open_frame;
use openend::survey::{Banner, Study, Table};
use openend::{Analysis, Settings, Silent, Threads, Wave, analyze};
use std::path::Path;
use std::process::{Command, Output};

/// `openend code FILE --frame FRAME --out OUT OPTIONS…`
fn code(file: &Path, frame: &Path, out: &Path, options: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
    command
        .arg("code")
        .arg(file)
        .arg("--frame")
        .arg(frame)
        .arg("--out")
        .arg(out)
        .args(options)
        .output()
        .unwrap()
}

/// A run that must succeed; returns what it printed.
fn coded(file: &Path, frame: &Path, out: &Path, options: &[&str]) -> String {
    let output = code(file, frame, out, options);
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && complaint.is_empty(), "{options:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// A run that must be refused: exit code 2, one line, no folder. Returns the line.
fn refused(file: &Path, frame: &Path, out: &Path, options: &[&str]) -> String {
    let output = code(file, frame, out, options);
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{options:?}: {line}");
    assert!(line.starts_with("openend: ") && line.lines().count() == 1, "{line:?}");
    assert!(output.stdout.is_empty() && !out.exists(), "{options:?}");
    line
}

fn sample() -> std::path::PathBuf {
    repository("data/sample.csv")
}

#[test]
fn the_frame_of_a_wave_codes_it_again_alike_with_every_engine() {
    for engine in ["fast", "taught", "accurate"] {
        let scratch = Scratch::new();
        let (first, again) = (scratch.path("first"), scratch.path("again"));
        analyzed(&sample(), &first, &[&SAMPLE_OPTIONS[..], &["--engine", engine]].concat());
        // The column of answers is the first wave's.
        let printed = coded(&sample(), &first, &again, &SAMPLE_OPTIONS[2..]);
        assert!(printed.contains("coded") && !printed.contains("Note: The accurate engine"), "{printed}");
        let (before, mut after) = (files(&first), files(&again));
        assert!(after.remove(Path::new("proposals.json")).is_some(), "{engine}: a later wave proposes edits");
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{engine}");
        for (name, bytes) in &before {
            if !["run.json", "report.html"].iter().any(|told| name == Path::new(told)) {
                assert!(after[name] == *bytes, "{engine}: {}", name.display());
            }
        }
        let run = json(again.join("run.json"));
        assert_eq!(run["frame_sha256"], json(first.join("run.json"))["frame_sha256"]);
        assert_eq!(run["coded_with"]["edits"], 0);
        assert!(json(first.join("run.json")).get("coded_with").is_none());
        assert!(text(again.join("report.html")).contains("the frame of"));
        assert!(text(first.join("report.html")).contains("drafted of these answers"));
    }
}

/// The sample as read, with all its columns.
fn sample_table() -> (Table, StudyOptions) {
    let options = StudyOptions {
        text: vec!["reason".into()],
        id: Some("respondent_id".into()),
        weight: Some("weight".into()),
        score: Some("score".into()),
        by: vec!["region".into(), "customer_type".into()],
        ..StudyOptions::default()
    };
    (read_table(&sample(), &options.reading()).unwrap(), options)
}

fn fast() -> Settings {
    Settings { engine: Some(Engine::Fast), ..Settings::default() }
}

/// The sample's rows coded in batches of so many.
fn in_batches(saved: &SavedFrame, rows: usize, threads: &Threads) -> (Vec<Coding>, Analysis) {
    let (table, options) = sample_table();
    let OpenedStudy { study: whole, .. } = open_studies(&table, &options).unwrap().remove(0);
    let mut wave = Wave::new(saved, whole.question.clone(), &fast()).unwrap();
    let mut codings = Vec::new();
    let mut plan = StudyPlan::of(&table, &options).unwrap();
    for start in (0..table.len()).step_by(rows) {
        let part = table.part(start..start + rows);
        let study = plan.study(&part).unwrap();
        codings.extend(wave.add(&study, threads, None).unwrap());
    }
    (codings, wave.finish().unwrap())
}

fn first_wave() -> (SavedFrame, Analysis) {
    let (table, options) = sample_table();
    let opened = open_studies(&table, &options).unwrap().remove(0);
    let first = analyze(&opened.study, &fast(), &Threads::new(2).unwrap(), &Silent).unwrap();
    (SavedFrame { history: History::new(first.frame.clone()), model: first.model.clone() }, first)
}

#[test]
fn batches_of_any_size_and_threads_of_any_number_give_the_same() {
    let (saved, first) = first_wave();
    for (rows, threads) in [(100_000, 1), (100_000, 3), (97, 2), (10, 1)] {
        let (codings, again) = in_batches(&saved, rows, &Threads::new(threads).unwrap());
        assert!(codings == first.codings, "{rows} rows at once, {threads} threads");
        assert_eq!(again.ledger, first.ledger);
        assert_eq!(again.shares, first.shares, "{rows} rows at once");
        assert_eq!(again.question, first.question);
        assert_eq!((again.alerts, again.urgent), (first.alerts.clone(), first.urgent.clone()));
        assert_eq!(again.ratings, first.ratings);
        assert_eq!((again.sides, again.languages), (first.sides, first.languages.clone()));
    }
}

#[test]
fn an_answer_alone_gets_what_it_gets_in_the_file() {
    let (saved, first) = first_wave();
    let (table, options) = sample_table();
    let threads = Threads::new(1).unwrap();
    let opened = open_studies(&table, &options).unwrap().remove(0);
    for (person, coding) in opened.study.respondents.iter().zip(&first.codings).step_by(9) {
        let question = opened.study.question.clone();
        let alone = Study {
            question: question.clone(),
            respondents: vec![*person],
            banner: Banner::default(),
            rejected: 0,
        };
        let mut wave = Wave::new(&saved, question, &fast()).unwrap();
        let codings = wave.add(&alone, &threads, None).unwrap();
        assert_eq!(codings, [Coding { duplicate_of: None, ..coding.clone() }], "row {}", person.row);
    }
}

#[test]
fn any_number_of_threads_writes_the_same_files() {
    let scratch = Scratch::new();
    let first = scratch.path("first");
    analyzed(&sample(), &first, &[&SAMPLE_OPTIONS[..], &["--engine", "fast"]].concat());
    let written = |name: &str, threads: &str| {
        let out = scratch.path(name);
        coded(&sample(), &first, &out, &[&SAMPLE_OPTIONS[..], &["--threads", threads]].concat());
        files(&out)
    };
    assert!(written("one", "1") == written("three", "3"));
}

#[test]
fn codes_that_nobody_gave_are_printed_and_named() {
    let scratch = Scratch::new();
    let first = scratch.path("first");
    analyzed(&sample(), &first, &["--text", "reason", "--engine", "fast"]);
    let rows = [vec!["id", "reason"], vec!["1", "no"], vec!["2", "n/a"], vec!["3", "too expensive"]];
    let file =
        scratch.file("few.csv", csv(rows.map(|row| row.into_iter().map(str::to_owned).collect::<Vec<_>>())));
    let out = scratch.path("out");
    let printed = coded(&file, &first, &out, &[]);
    assert!(printed.contains("Codes of the frame that nobody gave this time"), "{printed}");
    let codes =
        |folder: &Path| text(folder.join("shares.csv")).lines().filter(|l| l.starts_with(",Total,")).count();
    assert_eq!(codes(&out), codes(&first));
    let (_, saved) = open_frame(&out).unwrap();
    assert_eq!(saved, open_frame(&first).unwrap().1, "the new folder holds the frame");
    let third = scratch.path("third");
    coded(&file, &out.join("frame.json"), &third, &[]);
    assert_eq!(text(third.join("coded.csv")), text(out.join("coded.csv")));
}

#[test]
fn damaged_frames_and_options_that_would_change_coding_are_refused() {
    let scratch = Scratch::new();
    let first = scratch.path("first");
    analyzed(&sample(), &first, &["--text", "reason", "--engine", "fast"]);
    let out = scratch.path("out");
    for name in ["frame.json", "frame.bin"] {
        let whole = std::fs::read(first.join(name)).unwrap();
        for at in [0, whole.len() / 3, whole.len() - 2] {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            std::fs::write(first.join(name), damaged).unwrap();
            let line = refused(&sample(), &first, &out, &[]);
            assert!(line.contains("frame.json"), "{line}");
        }
        std::fs::write(first.join(name), whole).unwrap();
    }
    assert!(refused(&sample(), &scratch.path("nowhere"), &out, &[]).contains("frame.json"));
    assert!(refused(&sample(), &first, &out, &["--question", "Why?"]).contains("--question"));
    assert!(refused(&sample(), &first, &out, &["--text", "a", "--text", "b"]).contains("--text"));
    for option in
        [&["--engine", "fast"][..], &["--seed", "2"], &["--max-codes", "9"], &["--label-language", "en"]]
    {
        assert_eq!(code(&sample(), &first, &out, option).status.code(), Some(2), "{option:?}");
        assert!(!out.exists());
    }
    assert!(
        refused(&sample(), &first, &first.join("inner"), &["--text", "nothing"]).contains("found columns")
    );
}
