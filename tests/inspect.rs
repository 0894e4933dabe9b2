//! Files looked at before they are analysed, and survey exports analysed with nothing typed.

use crate::support::{Scratch, Sheet, analyzed, json, repository, text};
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

fn inspect(files: &[&Path], options: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
    command.arg("inspect").args(files).args(options).output().unwrap()
}

fn inspected(files: &[&Path], options: &[&str]) -> String {
    let output = inspect(files, options);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A Qualtrics export of `people`: two previews first.
fn qualtrics(people: usize) -> String {
    let mut file = String::from(concat!(
        "StartDate,Status,ResponseId,RecipientEmail,UserLanguage,Q1_NPS,Q2\n",
        "Start Date,Response Type,Response ID,Recipient Email,User Language,\"How likely are you to recommend us?\",What is the main reason for your score?\n",
        "\"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"status\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",",
        "\"{\"\"ImportId\"\":\"\"recipientEmail\"\"}\",\"{\"\"ImportId\"\":\"\"userLanguage\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID2_TEXT\"\"}\"\n",
        "2024-01-02 10:00:00,Survey Preview,R_a,,EN,5,just a try of mine\n",
        "2024-01-02 10:00:00,Survey Preview,R_b,,EN,5,just a try of mine\n",
    ));
    let reasons = [
        "the queue at the desk was too long",
        "waiting in the queue took an hour",
        "friendly staff at the desk",
        "staff were rude to me",
        "prices are too high",
        "good prices and friendly staff",
    ];
    for person in 0..people {
        let (language, reason) = (["EN", "ET"][person % 2], reasons[person % reasons.len()]);
        let score = person % 11;
        let when = ["today", "again", "as always", "this week", "in town"][person / 6 % 5];
        let _ = writeln!(
            file,
            "2024-01-02 10:00:00,IP Address,R_{person},p{person}@example.org,{language},{score},{reason} {when}"
        );
    }
    file
}

/// Tickets of `people` with an agent's answer and a second message each, in two stretches of the file.
fn tickets(people: usize) -> String {
    let mut file = String::from("Ticket ID,Author role,Channel,Body\n");
    let reasons = ["my card does not work", "the parcel came late", "I cannot log in", "the bill is wrong"];
    for turn in 0..3 {
        for person in 0..people {
            let (role, body) = match turn {
                0 => {
                    ("end-user", reasons[person % reasons.len()].to_owned() + &format!(" since day {person}"))
                }
                1 => ("agent", "we are looking into it".to_owned()),
                _ => ("end-user", "thank you but it is still the same".to_owned()),
            };
            let channel = ["web", "mail"][person % 2];
            let _ = writeln!(file, "T{person},{role},{channel},{body}");
        }
    }
    file
}

#[test]
fn a_qualtrics_export_is_analysed_with_nothing_typed() {
    let scratch = Scratch::new();
    let file = scratch.file("q.csv", qualtrics(60));
    let out = scratch.path("out");
    let said = analyzed(&file, &out, &[]);
    let record = json(out.join("run.json"));
    assert_eq!(record["question"]["column"], "Q2");
    assert_eq!(record["question"]["wording"], "What is the main reason for your score?");
    assert_eq!((&record["ledger"]["read"], &record["ledger"]["rejected"]), (&62.into(), &2.into()));
    let sum: u64 = ["coded", "uncoded", "no_answer", "junk", "rejected"]
        .iter()
        .map(|part| record["ledger"][part].as_u64().unwrap())
        .sum();
    assert_eq!(sum, 62);
    let options = &record["options"];
    assert_eq!((&options["--id"][0], &options["--score"][0]), (&"ResponseId".into(), &"Q1_NPS".into()));
    assert_eq!(options["--language"][0], "column:UserLanguage");
    assert!(options["--by"].is_null() && options["--weight"].is_null(), "{options}");
    let rejects = Sheet::open(out.join("rejects.csv"));
    assert!(rejects.column("reason").iter().all(|reason| reason.contains("preview")));
    for needle in [
        "Qualtrics export: 3 header rows",
        "--platform none",
        "Column \"ResponseId\" is taken as the id",
        "Column \"Q1_NPS\" is taken as the score",
    ] {
        assert!(said.replace("\n  ", " ").contains(needle), "{needle}\n{said}");
    }
    // Nothing is guessed where that is not wanted.
    let bare = scratch.path("bare");
    analyzed(&file, &bare, &["--no-guess"]);
    let options = json(bare.join("run.json"))["options"].clone();
    assert_eq!(options, serde_json::json!({ "--language": ["auto"] }));
}

#[test]
fn tickets_are_analysed_by_what_customers_wrote() {
    let scratch = Scratch::new();
    let file = scratch.file("tickets.csv", tickets(40));
    let out = scratch.path("out");
    analyzed(&file, &out, &[]);
    let record = json(out.join("run.json"));
    assert_eq!(record["question"]["column"], "customer_text");
    assert_eq!((&record["ledger"]["read"], &record["ledger"]["rejected"]), (&120.into(), &80.into()));
    let coded = Sheet::open(out.join("coded.csv"));
    assert_eq!(coded.cell(0, "Body"), "my card does not work since day 0");
    assert!(coded.cell(0, "customer_text").ends_with("\nthank you but it is still the same"));
    let reasons = Sheet::open(out.join("rejects.csv"));
    assert_eq!(
        reasons.column("reason").iter().filter(|reason| reason.starts_with("joined to row")).count(),
        40
    );
}

#[test]
fn the_proposed_command_works_when_pasted() {
    let scratch = Scratch::new();
    let file = scratch.file("it's $(a) file.csv", qualtrics(60));
    let found = inspected(&[&file], &["--json"]);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    let command = found[0]["command"].as_str().unwrap();
    assert!(
        command.contains("--text Q2 --id ResponseId --score Q1_NPS --language column:UserLanguage"),
        "{command}"
    );
    let pasted = command.replacen("openend", env!("CARGO_BIN_EXE_openend"), 1) + " --quiet";
    let output = Command::new("sh").arg("-c").arg(&pasted).output().unwrap();
    assert!(output.status.success(), "{pasted}: {output:?}");
    assert!(scratch.path("it's $(a) file-openend/run.json").exists());
}

#[test]
fn the_sample_is_looked_at() {
    // How long the path is, and so where the command is broken, is this machine's matter.
    let said = inspected(&[&repository("data/sample.csv")], &[]).replace(" \\\n    ", "");
    for needle in [
        "1,000 rows read = 1,000 kept + 0 rejected",
        "delimited text · UTF-8 · comma-separated · 1 header row · 6 columns",
        "--text reason --id respondent_id --weight weight",
        "--by region --by customer_type",
    ] {
        assert!(said.contains(needle), "{needle}\n{said}");
    }
}

#[test]
fn an_export_is_shown_as_agreed() {
    let scratch = Scratch::new();
    scratch.file("q.csv", qualtrics(60));
    let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
    let output = command.current_dir(scratch.path("")).args(["inspect", "q.csv"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said == text(repository("tests/golden/inspect-qualtrics.txt")), "{said}");
}

#[test]
fn a_folder_is_looked_at_file_by_file() {
    let scratch = Scratch::new();
    let folder = scratch.path("waves");
    std::fs::create_dir(&folder).unwrap();
    for name in ["june.csv", "may.csv", "notes.md"] {
        std::fs::write(folder.join(name), text(repository("data/sample.csv"))).unwrap();
    }
    let said = inspected(&[&folder], &[]);
    let at = |name: &str| said.find(&format!("\n  {name}\n"));
    assert!(at("june.csv").is_some() && at("june.csv") < at("may.csv"), "{said}");
    assert!(!said.contains("notes.md"));
}

#[test]
fn what_cannot_be_read_is_one_line() {
    let scratch = Scratch::new();
    for (content, options, why) in
        [("", &[][..], "empty"), ("id,why\n1,slow\n", &["--platform", "x"], "qualtrics, surveymonkey")]
    {
        let file = scratch.file("f.csv", content);
        let output = inspect(&[&file], options);
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), line.lines().count()), (Some(2), 1), "{line}");
        assert!(line.contains(why) && output.stdout.is_empty(), "{line}");
    }
}
