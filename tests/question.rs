//! The closed question through the program: chosen as its owner says, shown, written whole or not at all.

use crate::support::{Scratch, analyzed, json, refused as refused_run, repository, text};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The shipped sample, analysed.
fn results() -> (Scratch, PathBuf) {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    let options = ["--text", "reason", "--id", "respondent_id", "--engine", "fast"];
    analyzed(&repository("data/sample.csv"), &out, &options);
    (scratch, out)
}

fn openend(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_openend")).args(words).output().unwrap()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// `openend question OF OPTIONS…`, which must succeed without complaint; returns what it printed.
fn shown(of: &Path, options: &[&str]) -> String {
    let output = openend(&[&["question", path(of)], options].concat());
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && complaint.is_empty(), "{options:?}: {complaint}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "no escape sequences in a pipe: {said:?}");
    said
}

/// The same, refused: exit code 2 and one line, which is returned.
fn refused(of: &Path, options: &[&str]) -> String {
    let output = openend(&[&["question", path(of)], options].concat());
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{options:?}: {line}");
    assert!(line.starts_with("openend: ") && line.lines().count() == 1, "{line:?}");
    assert!(output.stdout.is_empty());
    line
}

/// The question as closed with these options.
fn closed(of: &Path, options: &[&str]) -> Value {
    let to = of.with_file_name("closed.json");
    shown(of, &[options, &["--format", "json", "--force", "--quiet", "--output", path(&to)]].concat());
    json(to)
}

/// The option codes of the reasons, in print order.
fn reasons(question: &Value) -> Vec<u64> {
    let categories = question["categories"].as_array().unwrap().iter();
    categories.filter(|c| c["kind"] == "reason").map(|c| c["number"].as_u64().unwrap()).collect()
}

#[test]
fn closing_again_gives_what_the_run_gave_unless_told_otherwise() {
    let (_scratch, out) = results();
    let first = json(out.join("question.json"));
    let again = closed(&out, &[]);
    for part in ["categories", "stem", "base", "reach", "groups", "languages"] {
        assert_eq!(first[part], again[part], "{part}");
    }
    assert_eq!(again, closed(&out, &[]), "the same each time");
    let all = reasons(&first);
    assert!(all.len() > 5);

    assert_eq!(reasons(&closed(&out, &["--options", "3"])).len(), 3);
    let (last, largest) = (all.last().unwrap().to_string(), all[0].to_string());
    let kept = closed(&out, &["--options", "3", "--keep", &last]);
    assert!(reasons(&kept).contains(all.last().unwrap()), "a kept code has a place");
    let left_out = closed(&out, &["--leave-out", &largest]);
    assert!(!reasons(&left_out).contains(&all[0]));
    let other = |question: &Value| {
        let categories = question["categories"].as_array().unwrap().iter();
        categories.filter(|c| c["kind"] == "other").map(|c| c["count"].as_u64().unwrap()).sum::<u64>()
    };
    assert!(other(&left_out) > other(&first), "its people fall under Other");
    let reached = |options: &[&str]| {
        let question = closed(&out, options);
        let reach = question["reach"].as_array().unwrap();
        reach.last().unwrap()["covered"].as_f64().unwrap()
    };
    let by_reach = reached(&["--options", "4", "--choose", "reach"]);
    assert!(by_reach >= reached(&["--options", "4"]) - 1e-12);
    let grouped = closed(&out, &["--by-net"]);
    let groups: Vec<&Value> =
        grouped["categories"].as_array().unwrap().iter().map(|category| &category["group"]).collect();
    let changes = groups.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(changes <= grouped["groups"].as_array().unwrap().len(), "options of a net stand together");
}

#[test]
fn the_card_shows_the_question_and_how_to_write_it() {
    let (_scratch, out) = results();
    let card = shown(&out, &[]);
    for needle in ["Other (please specify)", "volunteered", "--format NAME", "json"] {
        assert!(card.contains(needle), "{needle}\n{card}");
    }
    assert!(!card.contains("forecast of") && !card.contains("expected"));
    let vietnamese = shown(&out.join("question.json"), &["--language", "vi"]);
    assert_ne!(card, vietnamese);
    assert_eq!(shown(&out, &["--quiet"]), "");
}

#[test]
fn what_cannot_be_closed_or_written_is_refused_and_leaves_no_file() {
    let (scratch, out) = results();
    let question = out.join("question.json");
    let target = scratch.path("x.json");
    for (of, options, why) in [
        (&out, &["--keep", "4000"][..], "--keep: 4000"),
        (&out, &["--leave-out", "97"], "97 is no reason"),
        (&out, &["--options", "0"], "from 1 to 60"),
        (&out, &["--min-share", "NaN"], "--min-share"),
        (&out, &["--language", "vi", "--language", "vi"], "vi stands twice"),
        (&out, &["--output", "x.json"], "--format"),
        (&question, &["--options", "4"], "closed already"),
        (&question, &["--by-net"], "--by-net"),
        (&question, &["--language", "fr"], "fr"),
        (&out.join("coded.csv"), &[], "coded.csv"),
        (&out.join("no such"), &[], "no such"),
    ] {
        let line = refused(of, options);
        assert!(line.contains(why), "{options:?}: {line}");
    }
    let written = |to: &Path, more: &[&str]| {
        refused(&out, &[&["--format", "json", "--output", path(to)], more].concat())
    };
    assert!(written(&out.join("question.json"), &["--force"]).contains("choose another name"));
    assert!(written(scratch.path("").as_path(), &[]).contains("is a folder"));
    fs::write(&target, "mine").unwrap();
    assert!(written(&target, &[]).contains("--force replaces it"));
    assert_eq!(text(&target), "mine");
    let nowhere = scratch.path("no folder/x.json");
    let output = openend(&["question", path(&out), "--format", "json", "--output", path(&nowhere)]);
    assert!(!output.status.success() && !nowhere.exists());
    let left = fs::read_dir(scratch.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().ends_with(".new")));
    // A folder of several questions holds none of its own.
    let file = scratch.file("two.csv", "a,b\ngood food,rude staff\nnice place,slow service\n");
    let several = scratch.path("several");
    analyzed(&file, &several, &["--text", "a", "--text", "b", "--engine", "fast", "--quiet"]);
    assert!(refused(&several, &[]).contains("the folder of one of them"));
    refused_run(&file, &scratch.path("never"), &["--text", "a", "--min-share", "101"]);
}

#[test]
fn an_edited_frame_closes_as_it_is_now_as_long_as_nobody_must_be_coded_anew() {
    let (_scratch, out) = results();
    let first = json(out.join("question.json"));
    let all = reasons(&first);
    let count = |question: &Value, number: u64| {
        let categories = question["categories"].as_array().unwrap().iter();
        let own = categories.filter(|c| c["number"] == number).map(|c| c["count"].as_u64().unwrap());
        own.sum::<u64>()
    };
    let codes = json(out.join("frame.json"));
    let codes: Vec<u64> =
        codes["frame"]["codes"].as_array().unwrap().iter().map(|c| c["number"].as_u64().unwrap()).collect();
    // Nets may stand for codes; the edits are of codes.
    let listed: Vec<u64> = all.iter().copied().filter(|number| codes.contains(number)).collect();
    let [into, from, retired, ..] = listed.as_slice() else { panic!("{listed:?}") };
    let frame = |words: &[&str]| {
        let output = openend(&[&["frame", words[0], path(&out)], &words[1..]].concat());
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    frame(&["rename", &into.to_string(), "quite another label", "--language", "en"]);
    frame(&["merge", &from.to_string(), "--into", &into.to_string()]);
    frame(&["retire", &retired.to_string()]);
    let edited = closed(&out, &["--language", "en"]);
    let (before, now) = (count(&first, *into), count(&edited, *into));
    assert!(now > before && now <= before + count(&first, *from), "each person once: {before} {now}");
    assert!(!reasons(&edited).contains(from) && !reasons(&edited).contains(retired));
    assert!(edited.to_string().contains("uite another label"));
    assert!(refused(&out, &["--keep", &from.to_string()]).contains("merged into"));
    frame(&["restore", &retired.to_string()]);
    let line = refused(&out, &[]);
    assert!(line.contains("code the answers anew") && line.contains("openend code"), "{line}");
}
