//! Same input, settings and seed → same bytes, for any number of threads and in every process; and a respondent keeps
//! the same codes wherever in the file the row stands.

use crate::sample::draw::{self, Half};
use crate::support::{SAMPLE_OPTIONS, Scratch, Sheet, analyzed, files, repository, text};
use openend::code_frame::History;
use openend::coding::frame_files;
use openend::files::{ReadOptions, StudyOptions, open_studies, read_table_bytes};
use openend::outputs::{CodedFormat, Contents, RunFacts, write_analysis};
use openend::report::{Provenance, ReportInput, html, question_markdown};
use openend::text::analysis_copy;
use openend::{Settings, Silent, Threads, analyze};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The shipped sample, and a survey from phrasings that the sample does not use.
fn surveys() -> [String; 2] {
    [text(repository("data/sample.csv")), draw::draw(Half::B, 3, 800).to_csv()]
}

fn options() -> StudyOptions {
    let name = |column: &str| Some(column.to_owned());
    StudyOptions {
        text: vec!["reason".into()],
        id: name("respondent_id"),
        weight: name("weight"),
        score: name("score"),
        by: vec!["region".into(), "customer_type".into()],
        ..StudyOptions::default()
    }
}

/// The library's whole job on a file in memory, written into `folder`.
fn write_all(survey: &str, folder: &Path, threads: usize) {
    let threads = Threads::new(threads).unwrap();
    let (settings, options) = (Settings::default(), options());
    let table = read_table_bytes("survey.csv", survey.as_bytes().to_vec(), &options.reading()).unwrap();
    let opened = open_studies(&table, &options).unwrap().remove(0);
    let analysis = analyze(&opened.study, &settings, &threads, &Silent).unwrap();

    let (frame, arrays) = frame_files(&History::new(analysis.frame.clone()), &analysis.model).unwrap();
    let provenance = Provenance {
        file: table.file.clone(),
        sheet: None,
        recognized: opened.notes.clone(),
        engine: "static".into(),
        settings: settings.clone(),
        hashes: vec![("input".into(), table.sha256.clone())],
        ..Provenance::default()
    };
    let page = html(&ReportInput::new(&analysis, &provenance)).unwrap();
    let base = analysis.shares.total().unwrap().base;
    let question = question_markdown(&analysis.question, &analysis.frame, &base, settings.confidence);
    let extra = [
        ("frame.json".to_owned(), frame),
        ("frame.bin".to_owned(), arrays),
        ("report.html".to_owned(), page.into_bytes()),
        ("question.md".to_owned(), question.into_bytes()),
    ];
    let formats = CodedFormat::ALL.to_vec();
    let run = RunFacts { settings, formats, ..RunFacts::default() };
    let contents =
        Contents { table: &table, study: &opened.study, analysis: &analysis, extra: &extra, run: &run };
    std::fs::create_dir(folder).unwrap();
    write_analysis(folder, &contents).unwrap();
}

/// Fails with the first file that differs, not with its bytes.
fn assert_same(one: &BTreeMap<PathBuf, Vec<u8>>, other: &BTreeMap<PathBuf, Vec<u8>>, what: &str) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{what}");
    for (name, bytes) in one {
        assert!(other.get(name) == Some(bytes), "{what}: {} differs", name.display());
    }
}

#[test]
fn every_file_has_the_same_bytes_again_and_for_any_number_of_threads() {
    let scratch = Scratch::new();
    for (number, survey) in surveys().iter().enumerate() {
        let written = |name: &str, threads| {
            let folder = scratch.path(&format!("{number}-{name}"));
            write_all(survey, &folder, threads);
            files(&folder)
        };
        let first = written("first", 1);
        // Fifteen always; lists of alerts and contradictions where there are any.
        assert!((15..=17).contains(&first.len()), "{:?}", first.keys());
        assert_same(&first, &written("again", 1), "the same run again");
        assert_same(&first, &written("two", 2), "two threads");
        assert_same(&first, &written("eight", 8), "eight threads");
    }
}

#[test]
fn two_runs_of_the_program_write_the_same_bytes() {
    let scratch = Scratch::new();
    let sample = repository("data/sample.csv");
    let written = |name: &str, threads: &str| {
        let folder = scratch.path(name);
        let options = [&SAMPLE_OPTIONS[..], &["--threads", threads]].concat();
        analyzed(&sample, &folder, &options);
        files(&folder)
    };
    assert_same(&written("one", "1"), &written("four", "4"), "--threads 4");
}

#[test]
fn rows_in_another_order_leave_everybody_with_the_same_codes() {
    for survey in surveys() {
        let (header, rows) = survey.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        let coded = |rows: &[&str]| {
            let table = read_table_bytes(
                "s.csv",
                format!("{header}\n{}\n", rows.join("\n")).into_bytes(),
                &ReadOptions::default(),
            );
            let table = table.unwrap();
            let opened = open_studies(&table, &options()).unwrap().remove(0);
            let analysis =
                analyze(&opened.study, &Settings::default(), &Threads::new(2).unwrap(), &Silent).unwrap();
            let codings: BTreeMap<String, _> = opened
                .study
                .respondents
                .iter()
                .zip(&analysis.codings)
                // Which of two copies comes first is a matter of order.
                .map(|(r, c)| (r.id.to_owned(), openend::coding::Coding { duplicate_of: None, ..c.clone() }))
                .collect();
            assert_eq!(codings.len(), rows.len());
            (frame_files(&History::new(analysis.frame.clone()), &analysis.model).unwrap(), codings)
        };
        let (frame, codings) = coded(&rows);
        for seed in [1, 2] {
            rows.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
            let (other_frame, others) = coded(&rows);
            assert!(frame == other_frame, "the frame differs");
            let moved = codings.iter().filter(|(id, coding)| others.get(*id) != Some(coding)).count();
            assert_eq!(moved, 0, "respondents with another coding");
        }
    }
}

#[test]
fn copies_point_to_the_first_row_that_says_the_same() {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    analyzed(&repository("data/sample.csv"), &out, &SAMPLE_OPTIONS);
    let coded = Sheet::open(out.join("coded.csv"));
    let mut copies = 0;
    for (row, first) in coded.column("oe_duplicate_of").into_iter().enumerate().filter(|(_, f)| !f.is_empty())
    {
        let first = first.parse::<usize>().unwrap() - 1;
        let plain = |row| {
            // Case, width, spaces, marks and the two Chinese scripts make no difference.
            let copy = analysis_copy(coded.cell(row, "reason"));
            copy.text.replace(|c: char| !c.is_alphanumeric(), "")
        };
        assert!(first < row && plain(first) == plain(row), "rows {first} and {row}");
        assert_eq!(coded.cell(first, "oe_duplicate_of"), "", "the first is no copy");
        copies += 1;
    }
    assert!(copies > 20, "the sample has copies: {copies}");
}
