//! Edits that move boundaries, through the program: who moves, and who does not.

use crate::support::{SAMPLE_OPTIONS, Scratch, Sheet, analyzed, files, repository, text};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The sample as coded by the fast engine, and a place for what comes after.
struct Edited {
    scratch: Scratch,
    results: PathBuf,
}

impl Edited {
    fn new() -> Self {
        let scratch = Scratch::new();
        let results = scratch.path("results");
        analyzed(&sample(), &results, &[&SAMPLE_OPTIONS[..], &["--engine", "fast"]].concat());
        Self { scratch, results }
    }

    /// `openend frame SUBCOMMAND RESULTS OPTIONS…`
    fn frame(&self, subcommand: &str, options: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
        command.arg("frame").arg(subcommand).arg(&self.results).args(options).output().unwrap()
    }

    /// The same where it must succeed; returns what it printed.
    fn edit(&self, subcommand: &str, options: &[&str]) -> String {
        let output = self.frame(subcommand, options);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && complaint.is_empty(), "{subcommand} {options:?}: {complaint}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The same where it must be refused; returns the line that says why.
    fn refused(&self, subcommand: &str, options: &[&str]) -> String {
        let before = files(&self.results);
        let output = self.frame(subcommand, options);
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{subcommand} {options:?}: {line}");
        assert_eq!(line.lines().count(), 1, "{line}");
        assert_eq!(files(&self.results), before, "{subcommand} {options:?}");
        line
    }

    /// The sample's answers as the frame codes them now.
    fn coded(&self, name: &str) -> Sheet {
        let out = self.scratch.path(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
        command.arg("code").arg(sample()).arg("--frame").arg(&self.results).arg("--out").arg(&out);
        let output = command.args(&SAMPLE_OPTIONS[2..]).arg("--quiet").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Sheet::open(out.join("coded.csv"))
    }
}

fn sample() -> PathBuf {
    repository("data/sample.csv")
}

/// The codes of one row.
fn codes(sheet: &Sheet, row: usize) -> Vec<u16> {
    sheet.cell(row, "oe_codes").split('|').filter(|c| !c.is_empty()).map(|c| c.parse().unwrap()).collect()
}

/// Rows whose codes differ.
fn moved(before: &Sheet, after: &Sheet) -> Vec<usize> {
    (0..before.rows.len()).filter(|&row| codes(before, row) != codes(after, row)).collect()
}

/// The numbers of the codes that a preview or an edit names after `lead`.
fn numbers_after(line: &str, lead: &str) -> Vec<u16> {
    let rest = line.split(lead).nth(1).unwrap();
    rest.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn the_parts_of_a_code_are_carried_by_exactly_its_people_and_restoring_gives_all_back() {
    let edited = Edited::new();
    let before = edited.coded("before");
    let preview = edited.edit("split", &["2", "--into", "3"]);
    assert!(preview.contains("Nothing is changed yet") && preview.contains("--into 3 --commit"), "{preview}");
    assert!(moved(&before, &edited.coded("previewed")).is_empty());
    let line = edited.edit("split", &["2", "--into", "3", "--commit"]);
    let parts = numbers_after(line.lines().find(|l| l.starts_with("Edit")).unwrap(), " into ");
    assert_eq!(parts.len(), 3, "{line}");
    let split = edited.coded("split");
    for row in 0..before.rows.len() {
        let (was, is) = (codes(&before, row), codes(&split, row));
        let others = |codes: &[u16]| {
            codes.iter().copied().filter(|c| *c != 2 && !parts.contains(c)).collect::<Vec<_>>()
        };
        assert_eq!(was.contains(&2), is.iter().any(|code| parts.contains(code)), "row {row}: {was:?} {is:?}");
        assert_eq!(others(&was), others(&is), "row {row}");
    }
    // The people of each part are those that the preview promised.
    for part in &parts {
        let people = (0..split.rows.len()).filter(|&row| codes(&split, row).contains(part)).count();
        let promised = preview.split(&format!("\n{part:>5}  ")).nth(1).unwrap().lines().nth(1).unwrap();
        assert!(
            promised.trim_start().starts_with(&format!("{people} people,")),
            "{part}: {people}, {promised}"
        );
    }

    edited.edit("merge", &[&parts[0].to_string(), "--into", "1"]);
    let merged = edited.coded("merged");
    for row in moved(&split, &merged) {
        let is = codes(&merged, row);
        assert!(
            codes(&split, row).contains(&parts[0]) && is.contains(&1) && !is.contains(&parts[0]),
            "row {row}"
        );
    }
    edited.edit("restore", &["2"]);
    assert!(moved(&before, &edited.coded("restored")).is_empty());
}

#[test]
fn retiring_a_code_takes_it_from_its_people_and_changes_nobody_elses() {
    let edited = Edited::new();
    let before = edited.coded("before");
    edited.edit("rename", &["3", "Something else"]);
    assert!(moved(&before, &edited.coded("renamed")).is_empty());
    edited.edit("retire", &["1"]);
    let after = edited.coded("after");
    for row in 0..before.rows.len() {
        let rest: Vec<u16> = codes(&before, row).into_iter().filter(|code| *code != 1).collect();
        assert_eq!(codes(&after, row), rest, "row {row}");
    }
}

#[test]
fn an_example_moves_its_like_and_nobody_else() {
    let edited = Edited::new();
    let before = edited.coded("before");
    // Somebody with one code, in one clause; the example gives the answer another.
    let row = (0..before.rows.len()).find(|&row| codes(&before, row) == [2]).unwrap();
    let answer = before.cell(row, "reason").to_owned();
    edited.edit("example", &["7", &answer]);
    let shown = edited.coded("shown");
    assert!(codes(&shown, row).contains(&7));
    let moves = moved(&before, &shown);
    assert!(moves.contains(&row) && moves.len() < before.rows.len() / 50, "{moves:?}");
    for &other in &moves {
        assert!(codes(&shown, other).contains(&7), "row {other} moved for no reason");
    }
    edited.edit("example", &["7", &answer, "--not"]);
    let denied = edited.coded("denied");
    assert!(!codes(&denied, row).contains(&7));
    edited.edit("example", &["7", &answer, "--drop"]);
    assert!(moved(&before, &edited.coded("dropped")).is_empty());

    edited.edit("example", &["2", &answer, "--not"]);
    assert!(!codes(&edited.coded("not"), row).contains(&2));
    let line = edited.refused("example", &["2", "n/a"]);
    assert!(line.contains("pin"), "{line}");
}

#[test]
fn answers_like_the_examples_of_a_new_code_carry_it() {
    let edited = Edited::new();
    let before = edited.coded("before");
    let row = (0..before.rows.len()).find(|&row| codes(&before, row) == [1]).unwrap();
    let answer = before.cell(row, "reason").to_owned();
    let line = edited.edit("add", &["Far too dear", "--example", &answer, "--net", "101"]);
    let number = numbers_after(line.lines().next().unwrap(), "add ")[0];
    let after = edited.coded("after");
    assert!(codes(&after, row).contains(&number), "{:?}", codes(&after, row));
    assert!(after.cell(row, "oe_nets").split('|').any(|net| net == "101"));
    edited.edit("add", &["By pins alone"]);
    assert!(moved(&after, &edited.coded("pins")).is_empty());
}

#[test]
fn a_pin_outlives_coding_anew_and_belongs_to_its_answer() {
    let edited = Edited::new();
    let before = edited.coded("before");
    let row = (0..before.rows.len()).find(|&row| codes(&before, row) == [2]).unwrap();
    let id = before.cell(row, "respondent_id").to_owned();
    edited.edit("pin", &["--id", &id, "--codes", "5,1"]);
    let pinned = edited.coded("pinned");
    assert_eq!((moved(&before, &pinned), codes(&pinned, row)), (vec![row], vec![5, 1]));
    assert_eq!(pinned.cell(row, "oe_status"), "coded");
    edited.edit(
        "pin",
        &["--row", &(row + 1).to_string(), "--codes", "none", "--data", sample().to_str().unwrap()],
    );
    let none = edited.coded("none");
    assert_eq!((none.cell(row, "oe_status"), none.cell(row, "oe_codes")), ("uncoded", ""));
    assert_eq!(none.cell(row, "oe_c1"), "0", "still in the base");

    let blank = (0..before.rows.len()).find(|&row| before.cell(row, "reason").is_empty()).unwrap();
    assert!(
        edited.refused("pin", &["--row", &(blank + 1).to_string(), "--codes", "1"]).contains("no answer")
    );
    assert!(edited.refused("pin", &["--id", "nobody", "--codes", "1"]).contains("no respondent"));
    assert!(edited.refused("pin", &["--id", &id, "--codes", "one"]).contains("--codes"));
    edited.edit("pin", &["--id", &id, "--drop"]);
    assert!(moved(&before, &edited.coded("dropped")).is_empty());
}

#[test]
fn a_results_folder_that_was_changed_by_hand_is_refused() {
    let edited = Edited::new();
    let coded = Path::new(&edited.results).join("coded.csv");
    let spoilt = text(&coded).replacen(",coded,", ",,", 1);
    std::fs::write(&coded, spoilt).unwrap();
    let line = edited.refused("split", &["1"]);
    assert!(line.contains("coded.csv") && line.contains("changed after openend wrote it"), "{line}");
    let sample = sample();
    edited.edit("split", &["1", "--data", sample.to_str().unwrap()]);
}
