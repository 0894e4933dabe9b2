//! A frame edited through the program: every edit is kept, told and undone; nothing is lost, nothing half done.

use crate::support::{Scratch, Sheet, analyzed, csv, files, json, repository, text};
use openend::Threads;
use openend::coding::Coder;
use openend::outputs::open_frame;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The survey of the kept frames, analysed by this program.
fn results() -> (Scratch, PathBuf) {
    let scratch = Scratch::new();
    let survey = Sheet::open(repository("tests/frames/v1/coded.csv"));
    let rows = survey.rows.iter().map(|row| row[..3].to_vec());
    let file = scratch.file("survey.csv", csv(std::iter::once(survey.headers[..3].to_vec()).chain(rows)));
    let out = scratch.path("out folder");
    let options = ["--text", "reason", "--id", "id", "--language", "column:language", "--engine", "fast"];
    analyzed(&file, &out, &options);
    (scratch, out)
}

/// `openend frame WORDS…`; `DIR` stands for the folder.
fn run(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
    command.arg("frame");
    for word in words {
        match *word {
            "DIR" => command.arg(folder),
            word => command.arg(word),
        };
    }
    command.output().unwrap()
}

/// A command that succeeds without complaint; returns what it printed.
fn frame(folder: &Path, words: &[&str]) -> String {
    let output = run(folder, words);
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && complaint.is_empty(), "{words:?}: {complaint}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "no escape sequences in a pipe: {said:?}");
    said
}

/// A command that is refused with exit code 2 and one line, and changes nothing; returns the line.
fn refused(folder: &Path, words: &[&str]) -> String {
    let before = files(folder);
    let output = run(folder, words);
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{words:?}: {line}");
    assert!(line.starts_with("openend: ") && line.lines().count() == 1, "{words:?}: {line}");
    assert!(output.stdout.is_empty());
    assert!(files(folder) == before, "{words:?} changed something");
    line
}

/// The edits that most tests begin with: one of each simple kind.
fn edit(out: &Path) {
    for words in [
        &["rename", "DIR", "1", " Car park ", "--who", "Mari", "--why", "as the signs call it"][..],
        &["rename", "DIR", "1", "停车场", "--language", "zh-Hans"],
        &[
            "define",
            "DIR",
            "1",
            "--definition",
            "No place for the car.",
            "--include",
            "full",
            "--exclude",
            "6",
        ],
        &["net", "DIR", "Service", "3", "4"],
        &["move", "DIR", "4", "--net", "none"],
        &["merge", "DIR", "9", "--into", "2"],
        &["retire", "DIR", "5"],
    ] {
        frame(out, words);
    }
}

#[test]
fn edits_are_made_shown_and_logged() {
    let (_scratch, out) = results();
    let said = frame(&out, &["show", "DIR"]);
    assert!(said.contains("as drafted") && said.contains("17%"), "{said}");
    let drafted = fs::read(out.join("frame.bin")).unwrap();
    edit(&out);
    assert!(fs::read(out.join("frame.bin")).unwrap() == drafted, "edits touch one file");
    let (_, saved) = open_frame(&out).unwrap();
    assert_eq!(saved.history.entries().len(), 7);
    let said = frame(&out, &["show", "DIR"]);
    for needle in
        ["1 Car park", "101 Service", "7 edits", "merged into 2", "retired", "before its last edits"]
    {
        assert!(said.contains(needle), "{needle}: {said}");
    }
    let card = frame(&out, &["show", "DIR", "1"]);
    for needle in [
        "zh-Hans 停车场",
        "No place for the car.",
        "Includes: full",
        "Not: 6",
        "– Mari: as the signs call it",
    ] {
        assert!(card.contains(needle), "{needle}: {card}");
    }
    let log = frame(&out, &["log", "DIR"]);
    assert!(
        log.contains("1 rename 1 “Parking space” to “Car park” (en) – Mari: as the signs call it"),
        "{log}"
    );
    assert!(log.contains("5 take 4 ") && log.contains("6 merge 9 ") && log.contains("7 retire 5 "), "{log}");
    let lines: serde_json::Value = serde_json::from_str(&frame(&out, &["log", "DIR", "--json"])).unwrap();
    assert_eq!(lines.as_array().unwrap().len(), 7);
    assert_eq!((&lines[0]["edit"], &lines[0]["who"]), (&"rename".into(), &"Mari".into()));
    let shown: serde_json::Value = serde_json::from_str(&frame(&out, &["show", "DIR", "--json"])).unwrap();
    assert_eq!(shown["codes"][0]["labels"]["en"], "Car park");
    assert_eq!((&shown["edits"], &shown["shares_are_current"]), (&7.into(), &false.into()));
    let one: serde_json::Value = serde_json::from_str(&frame(&out, &["show", "DIR", "9", "--json"])).unwrap();
    assert_eq!(one["standing"]["merged"], 2);
    // The file itself may be named instead of its folder.
    let file = out.join("frame.json");
    frame(&out, &["restore", file.to_str().unwrap(), "9"]);
    assert_eq!(open_frame(&file).unwrap().1.history.entries().len(), 8);
}

#[test]
fn all_edits_are_undone_and_redone_byte_for_byte() {
    let (_scratch, out) = results();
    let drafted = files(&out);
    let said = frame(&out, &["retire", "DIR", "5"]);
    assert!(
        said.starts_with("Edit 1: retire 5 ") && said.contains("still show the frame as it was"),
        "{said}"
    );
    assert!(said.contains("openend code FILE --frame \"") && said.contains("out folder\" --out"), "{said}");
    let said = frame(&out, &["undo", "DIR"]);
    assert!(said.contains("1 edit undone; the frame is as drafted, 1 to redo."), "{said}");
    assert!(!said.contains("still show"), "the tables are those of the frame again");
    edit(&out);
    assert!(!out.join("frame.undone.json").exists(), "a new edit is the end of redoing");
    let edited = files(&out);
    frame(&out, &["undo", "DIR", "2"]);
    frame(&out, &["undo", "DIR", "--all"]);
    let log = frame(&out, &["log", "DIR"]);
    assert_eq!(log.matches("(undone)").count(), 7, "{log}");
    let mut undone = files(&out);
    assert!(undone.remove(Path::new("frame.undone.json")).is_some());
    assert!(undone == drafted, "byte for byte");
    assert!(refused(&out, &["undo", "DIR"]).contains("nothing to undo"));
    frame(&out, &["redo", "DIR", "3"]);
    let said = frame(&out, &["redo", "DIR", "--all"]);
    assert!(said.contains("4 edits made again; 7 edits in force."), "{said}");
    assert!(files(&out) == edited, "byte for byte");
    assert!(refused(&out, &["redo", "DIR"]).contains("nothing to redo"));
}

#[test]
fn a_refused_edit_says_why_and_changes_nothing() {
    let (scratch, out) = results();
    for (words, needle) in [
        (&["rename", "DIR", "44", "X"][..], "no code or net 44; the nearest are 9 "),
        (&["rename", "DIR", "1", "  "], "is empty"),
        (&["rename", "DIR", "1", "X", "--language", "klingon"], "--language"),
        (&["rename", "DIR", "1", "--drop", "--language", "vi"], "has no label in vi"),
        (&["define", "DIR", "1"], "say what to change"),
        (&["define", "DIR", "1", "--exclude", "x"], "neither a number nor none"),
        (&["merge", "DIR", "1", "2", "--into", "2"], "into itself"),
        (&["merge", "DIR", "97", "--into", "2"], "whole answers"),
        (&["move", "DIR", "1", "--net", "2"], "a net is needed"),
        (&["net", "DIR", "Two", "1", "1"], "named twice"),
        (&["retire", "DIR", "98"], "cannot be retired"),
        (&["restore", "DIR", "1"], "in use already"),
        (&["show", "DIR", "44"], "no code or net 44"),
        (&["move", "DIR", "1", "44", "--net", "none"], "no code or net 44"),
    ] {
        let line = refused(&out, words);
        assert!(line.contains(needle), "{words:?}: {line}");
    }
    let nowhere = scratch.path("nowhere");
    for words in [["show", "DIR"], ["undo", "DIR"], ["log", "DIR"]] {
        let output = run(&nowhere, &words);
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(line.contains("name a results folder of openend, or its frame.json"), "{line}");
    }
    let left = fs::read_dir(scratch.path("")).unwrap().count();
    assert_eq!(left, 2, "no lock is left");
}

#[test]
fn a_damaged_frame_is_refused_and_a_damaged_side_file_left_out() {
    let (_scratch, out) = results();
    edit(&out);
    frame(&out, &["undo", "DIR", "2"]);
    let whole = files(&out);
    for name in ["frame.json", "frame.bin"] {
        let bytes = &whole[Path::new(name)];
        for at in [0, 40, bytes.len() / 2, bytes.len() - 1] {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            fs::write(out.join(name), damaged).unwrap();
            for words in [
                &["show", "DIR"][..],
                &["rename", "DIR", "1", "X"],
                &["undo", "DIR"],
                &["diff", "DIR", "DIR"],
            ] {
                let line = refused(&out, words);
                assert!(line.contains("frame.json"), "{line}");
            }
        }
        fs::write(out.join(name), bytes).unwrap();
    }
    let mut damaged = whole[Path::new("frame.undone.json")].clone();
    let at = damaged.windows(6).position(|word| word == b"retire").unwrap();
    damaged[at + 20] ^= 4;
    fs::write(out.join("frame.undone.json"), damaged).unwrap();
    assert!(refused(&out, &["redo", "DIR"]).contains("is damaged or follows other edits"));
    let output = run(&out, &["log", "DIR"]);
    assert!(output.status.success() && !String::from_utf8(output.stdout).unwrap().contains("undone"));
    assert!(String::from_utf8(output.stderr).unwrap().contains("left out"));
    frame(&out, &["rename", "DIR", "1", "X"]);
    assert!(!out.join("frame.undone.json").exists());
}

#[test]
fn an_edit_cut_short_at_any_step_loses_nothing() {
    let (_scratch, out) = results();
    edit(&out);
    frame(&out, &["undo", "DIR", "1"]);
    let [json, side] = ["frame.json", "frame.undone.json"].map(|name| out.join(name));
    let state = || [&json, &side].map(|path| fs::read(path).ok());
    let set = |[frame, undone]: [&Option<Vec<u8>>; 2]| {
        fs::write(&json, frame.as_ref().unwrap()).unwrap();
        match undone {
            Some(undone) => fs::write(&side, undone).unwrap(),
            None => drop(fs::remove_file(&side)),
        }
    };
    let undone = || frame(&out, &["log", "DIR"]).matches("(undone)").count();
    let before = state();
    frame(&out, &["undo", "DIR", "3"]);
    let after = state();
    // The side file is written first: one edit was undone before, and still is.
    set([&before[0], &after[1]]);
    assert_eq!(undone(), 1);
    frame(&out, &["redo", "DIR"]);
    assert_eq!((open_frame(&out).unwrap().1.history.entries().len(), side.exists()), (7, false));
    // Redoing writes the frame last too; some edits are then in both files.
    set([&after[0], &after[1]]);
    frame(&out, &["redo", "DIR", "2"]);
    let redone = state();
    for side_file in [&after[1], &redone[1]] {
        set([&redone[0], side_file]);
        assert_eq!(undone(), 2);
    }
    // A new edit removes the side file last; what it holds follows other edits then.
    frame(&out, &["rename", "DIR", "2", "Tidy"]);
    let edited = state();
    set([&edited[0], &redone[1]]);
    assert!(refused(&out, &["redo", "DIR"]).contains("follows other edits"));
    // Half a file in the folder where files are written, and a lock whose owner is gone.
    fs::create_dir(out.join(".openend-new")).unwrap();
    fs::write(out.join(".openend-new/frame.json"), "{").unwrap();
    fs::write(out.with_file_name(".out folder.openend-lock"), "999999 0").unwrap();
    frame(&out, &["rename", "DIR", "2", "Neat"]);
    assert!(!out.join(".openend-new").exists());
}

#[test]
fn edits_made_at_once_are_all_kept() {
    let (_scratch, out) = results();
    let commands = (1..=8).map(|number| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
        command.args(["frame", "rename"]).arg(&out).args([number.to_string(), format!("Label {number}")]);
        command.stdout(std::process::Stdio::null()).spawn().unwrap()
    });
    for mut child in commands.collect::<Vec<_>>() {
        assert!(child.wait().unwrap().success());
    }
    let (_, saved) = open_frame(&out).unwrap();
    assert_eq!(saved.history.entries().len(), 8);
    for number in 1..=8 {
        let label =
            saved.frame().label(openend::code_frame::CodeNumber(number), saved.frame().label_language).0;
        assert_eq!(label, format!("Label {number}"));
    }
}

#[test]
fn a_new_run_leaves_no_undone_edits_of_the_old_one() {
    let (scratch, out) = results();
    edit(&out);
    frame(&out, &["undo", "DIR"]);
    assert!(out.join("frame.undone.json").exists());
    analyzed(&scratch.path("survey.csv"), &out, &["--text", "reason", "--engine", "fast", "--force"]);
    assert!(!out.join("frame.undone.json").exists());
    assert!(frame(&out, &["show", "DIR"]).contains("as drafted"));
}

#[test]
fn frames_are_compared() {
    let (scratch, out) = results();
    let copy = scratch.path("copy");
    fs::create_dir(&copy).unwrap();
    for name in ["frame.json", "frame.bin"] {
        fs::copy(out.join(name), copy.join(name)).unwrap();
    }
    let later = copy.to_str().unwrap();
    assert!(frame(&out, &["diff", "DIR", later]).contains("The frames are the same."));
    edit(&copy);
    let said = frame(&out, &["diff", "DIR", later]);
    for needle in [
        "The later frame is the earlier one after 7 edits more.",
        "renamed 1: “Parking space” → “Car park” (en)",
        "defined 1 ",
        "added net 101 Service",
        "merged 9 ",
        "into 2 ",
        "retired 5 ",
    ] {
        assert!(said.replace("\n  ", " ").contains(needle), "{needle}: {said}");
    }
    frame(&out, &["rename", "DIR", "2", "Tidy"]);
    assert!(
        frame(&out, &["diff", "DIR", later])
            .replace("\n  ", " ")
            .contains("1 edit in the earlier and 7 edits")
    );
    let told: serde_json::Value =
        serde_json::from_str(&frame(&out, &["diff", "DIR", later, "--json"])).unwrap();
    assert_eq!((&told["one_draft"], &told["one_model"]), (&true.into(), &true.into()));
    assert!(told["differences"].as_array().unwrap().len() >= 6, "{told}");
    let (other, file) = (scratch.path("other"), scratch.path("survey.csv"));
    let half: String = text(file).lines().take(40).flat_map(|line| [line, "\n"]).collect();
    analyzed(&scratch.file("half.csv", half), &other, &["--text", "reason", "--engine", "fast"]);
    let said = frame(&out, &["diff", "DIR", other.to_str().unwrap()]);
    assert!(said.contains("different drafts"), "{said}");
}

/// Codes of every answer of `coded.csv` in a folder of kept frames, and as the frame in it codes them now.
fn codes(folder: &Path) -> (Vec<String>, Vec<String>) {
    let coded = Sheet::open(folder.join("coded.csv"));
    let (_, saved) = open_frame(folder).unwrap();
    let mut coder = Coder::new(saved.frame(), &saved.model).unwrap();
    let threads = Threads::new(1).unwrap();
    let now = (0..coded.rows.len()).map(|row| {
        let reading = coder.reader().read(coded.cell(row, "reason"), Some(coded.cell(row, "language")));
        let coding = coder.code(&[&reading], &threads).unwrap().remove(0);
        coding.codes.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
    });
    let now = now.collect();
    (coded.column("oe_codes").into_iter().map(str::to_owned).collect(), now)
}

#[test]
fn frames_of_every_version_open_and_code_as_they_did() {
    let edits = BTreeMap::from([("v1", 0), ("v2", 6)]);
    let kept: Vec<PathBuf> =
        fs::read_dir(repository("tests/frames")).unwrap().map(|e| e.unwrap().path()).collect();
    let kept: Vec<&PathBuf> = kept.iter().filter(|path| path.is_dir()).collect();
    assert_eq!(kept.len(), edits.len(), "a version that this test does not know");
    for folder in kept {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let version: u64 = name[1..].parse().unwrap();
        assert_eq!(json(folder.join("frame.json"))["version"], version, "{name}");
        assert_eq!(open_frame(folder).unwrap().1.history.entries().len(), edits[name], "{name}");
        let (then, now) = codes(folder);
        assert!(then.len() > 60 && then == now, "{name}: {then:?} {now:?}");
        // Editing writes it in the layout of today, and it codes as before.
        let scratch = Scratch::new();
        for file in ["frame.json", "frame.bin", "coded.csv"] {
            fs::copy(folder.join(file), scratch.path(file)).unwrap();
        }
        let here = scratch.path("");
        let said = frame(&here, &["rename", "DIR", "2", "Tidy rooms"]);
        assert!(!said.contains("still show"), "no tables of a run lie beside: {said}");
        assert_eq!(codes(&here), (then, now), "{name}");
        assert!(text(here.join("frame.json")).contains("Tidy rooms"));
    }
}
