//! What is new in a wave: proposed with its evidence, never added by itself, taken over by one command.

use crate::support::{Scratch, Sheet, analyzed, files, json, reasons, text};
use std::path::Path;
use std::process::{Command, Output};

const OPENERS: [&str; 8] =
    ["", "I think ", "honestly, ", "for me ", "as always ", "this time ", "to be fair, ", "sadly "];
const OLD: [(&str, [&str; 5]); 4] = [
    (
        "price",
        [
            "the prices are too high",
            "it is far too expensive",
            "prices went up again",
            "too much money for so little",
            "cheaper elsewhere, the price is too high",
        ],
    ),
    (
        "staff",
        [
            "the staff were very friendly",
            "friendly and helpful staff",
            "the staff helped me at once",
            "such kind staff at the counter",
            "staff are polite and friendly",
        ],
    ),
    (
        "parking",
        [
            "there is nowhere to park the car",
            "the car park is always full",
            "more parking spaces are needed",
            "parking is a nightmare",
            "not enough parking for all the cars",
        ],
    ),
    (
        "queue",
        [
            "the queue at the checkout is too long",
            "waiting in line takes for ever",
            "long queues at every checkout",
            "the waiting time in the queue is awful",
            "open more checkouts, the queue is endless",
        ],
    ),
];
const NEW: [&str; 5] = [
    "the mobile app crashes on my phone",
    "your new app does not load on the phone",
    "the app logs me out and crashes",
    "app update broke everything on my phone",
    "the phone app is slow and crashes",
];

fn answers(statements: &[&str]) -> Vec<String> {
    let openers =
        OPENERS.iter().flat_map(|opener| statements.iter().map(move |said| format!("{opener}{said}")));
    openers.collect()
}

fn old() -> Vec<String> {
    OLD.iter().flat_map(|(_, statements)| answers(statements)).collect()
}

fn survey(answers: &[String]) -> Vec<u8> {
    reasons(answers.iter().map(String::as_str))
}

fn openend(words: &[&str], paths: &[(&str, &Path)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
    for word in words {
        match paths.iter().find(|(name, _)| name == word) {
            Some((_, path)) => command.arg(path),
            None => command.arg(word),
        };
    }
    command.output().unwrap()
}

fn done(words: &[&str], paths: &[(&str, &Path)]) -> String {
    let output = openend(words, paths);
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && complaint.is_empty(), "{words:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// The proposals that add a code.
fn additions(out: &Path) -> Vec<serde_json::Value> {
    let file = json(out.join("proposals.json"));
    let list = file["proposals"]["list"].as_array().unwrap().clone();
    list.into_iter().filter(|proposal| proposal["kind"] == "add").collect()
}

#[test]
fn what_people_retired_is_not_proposed_again() {
    let scratch = Scratch::new();
    let (first, second) = (scratch.path("first"), scratch.path("second"));
    let file = scratch.file("one.csv", survey(&old()));
    analyzed(&file, &first, &["--engine", "fast"]);
    let paths = [("FILE", file.as_path()), ("FIRST", &first), ("SECOND", &second)];
    for code in ["1", "2", "3"] {
        done(&["frame", "retire", "FIRST", code], &paths);
    }
    done(&["code", "FILE", "--frame", "FIRST", "--out", "SECOND", "--quiet"], &paths);
    let uncoded = json(second.join("run.json"))["ledger"]["uncoded"].as_u64().unwrap();
    assert!(uncoded >= 16, "{uncoded} of 160 carried one of the codes");
    assert_eq!(additions(&second), Vec::<serde_json::Value>::new());
}

#[test]
fn a_theme_that_the_first_wave_lacked_is_proposed_accepted_and_given() {
    let scratch = Scratch::new();
    let (first, second, third) = (scratch.path("first"), scratch.path("second"), scratch.path("third"));
    analyzed(&scratch.file("one.csv", survey(&old())), &first, &["--engine", "fast"]);
    let everybody: Vec<String> = old().into_iter().chain(answers(&NEW)).collect();
    let file = scratch.file("two.csv", survey(&everybody));
    let paths = [("FILE", file.as_path()), ("FIRST", &first), ("SECOND", &second), ("THIRD", &third)];
    let before = files(&first);
    let printed = done(&["code", "FILE", "--frame", "FIRST", "--out", "SECOND"], &paths);
    assert!(printed.contains("frame accept") && printed.contains("P1"), "{printed}");
    assert_eq!(files(&first), before, "nothing is added by itself");
    assert_eq!(files(&second)[Path::new("frame.json")], before[Path::new("frame.json")]);

    let added = additions(&second);
    assert_eq!(added.len(), 1, "{printed}");
    let theme = &added[0]["theme"];
    let share = theme["share"].as_f64().unwrap();
    assert!((0.12..=0.25).contains(&share), "{share}, truth 0.2");
    assert!(theme["low"].as_f64().unwrap() < share && share < theme["high"].as_f64().unwrap());
    assert!(theme["before"]["share"].as_f64().unwrap() < 0.03, "{theme}");
    let page = text(second.join("report.html"));
    assert!(page.contains("What is new") && page.contains("openend frame accept DIR P1"));
    assert!(!text(first.join("report.html")).contains("What is new"));

    let said = done(&["frame", "accept", "SECOND", "p1", "--label", "App crashes"], &paths);
    assert!(said.contains("App crashes"), "{said}");
    done(&["code", "FILE", "--frame", "SECOND", "--out", "THIRD", "--quiet"], &paths);
    let coded = Sheet::open(third.join("coded.csv"));
    let number = json(third.join("frame.json"))["edits"][0]["number"].as_u64().unwrap().to_string();
    let carries = |row: usize| coded.cell(row, "oe_codes").split('|').any(|code| code == number);
    let given: Vec<usize> = (0..everybody.len()).filter(|&row| carries(row)).collect();
    let right = given.iter().filter(|&&row| row >= old().len()).count();
    assert!(right * 10 >= NEW.len() * OPENERS.len() * 7, "{right} of 40 carry {number}");
    assert!(right * 10 >= given.len() * 9, "{right} of {} who carry it speak of it", given.len());
    assert_eq!(additions(&third), Vec::<serde_json::Value>::new(), "what has a code is new no longer");

    let again = openend(&["frame", "accept", "SECOND", "P1"], &paths);
    let line = String::from_utf8(again.stderr).unwrap();
    assert!(again.status.code() == Some(2) && line.contains("accepted already"), "{line}");
    let unknown = openend(&["frame", "accept", "SECOND", "P99"], &paths);
    assert_eq!(unknown.status.code(), Some(2));
    let nowhere = openend(&["frame", "accept", "FIRST", "P1"], &paths);
    let line = String::from_utf8(nowhere.stderr).unwrap();
    assert!(nowhere.status.code() == Some(2) && line.contains("proposals.json"), "{line}");
}

#[test]
fn the_same_wave_again_has_nothing_new_and_threads_and_the_command_do_not_matter() {
    let scratch = Scratch::new();
    let first = scratch.path("first");
    let file = scratch.file("one.csv", survey(&old()));
    analyzed(&file, &first, &["--engine", "fast"]);
    let paths = [("FILE", file.as_path()), ("FIRST", &first)];
    let (one, four) = (scratch.path("one"), scratch.path("four"));
    let to = |out: &'static str, path| [&paths[..], &[(out, path)]].concat();
    done(
        &["code", "FILE", "--frame", "FIRST", "--out", "ONE", "--threads", "1", "--quiet"],
        &to("ONE", &one),
    );
    done(
        &["analyze", "FILE", "--frame", "FIRST", "--out", "FOUR", "--threads", "4", "--quiet"],
        &to("FOUR", &four),
    );
    assert_eq!(additions(&one), Vec::<serde_json::Value>::new());
    for name in ["proposals.json", "coded.csv", "frame.json", "frame.bin"] {
        assert!(files(&one)[Path::new(name)] == files(&four)[Path::new(name)], "{name}");
    }
}
