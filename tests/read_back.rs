//! What we write is read back by the programs of others, cell by cell: pyreadstat, openpyxl and pyarrow.

use crate::checkers::{check_by_python, python};
use crate::support::{Scratch, analyzed, csv, json, text};
use openend::outputs::CodedFormat;
use std::collections::BTreeMap;
use std::process::Command;

/// Columns besides the narrow ones that stand first.
const WIDE: usize = 290;

/// A survey with all that makes a table hard to hand on: five languages, formulas, emoji, a cell of 40,000 characters,
/// NUL, bidi marks, quotes, line ends, headers that repeat or are blank, numbers of several kinds, dates.
fn survey() -> (Vec<String>, Vec<Vec<String>>) {
    let mut headers: Vec<String> =
        ["id", "reason", "score", "weight", "when", "zip", "big", "=evil", "note", "note", ""]
            .map(str::to_owned)
            .into();
    headers
        .extend((1..=WIDE).map(|at| format!("Question {at}, «{}»?", ["miks", "为什么", "tại sao"][at % 3])));
    let answers = [
        "The queue at the till was far too long",
        "排队时间太长了，服务员很友好",
        "排隊時間太長了，服務員很友好",
        "Nhân viên thân thiện nhưng phải chờ quá lâu",
        "Teenindajad on sõbralikud, aga järjekord on pikk",
        "=HYPERLINK(\"http://example.org\",\"prices\") too high",
        "'=1+1 was what I typed about prices",
        "''already quoted twice",
        "-2+3 prices too high",
        "@staff were friendly 😀👩‍👩‍👧🏳️‍🌈",
        "friendly \"staff\", and 'quick'",
        "line one\nline two\r\nline three\rfour",
        "\u{202e}gnol oot eueuq\u{202c} friendly staff",
        "friendly\0staff",
        "control \u{1}\u{1f}\u{7f}\u{85} characters and \u{2028} friendly staff",
        "＝full-width prices",
        "_x000D_ is no escape, friendly staff",
        "trailing spaces, friendly staff   ",
        "  leading spaces, friendly staff",
        "\ttab first, friendly staff",
        "e\u{301}te\u{301} combining, friendly staff",
        "",
        "n/a",
        "nothing",
    ];
    let long = "friendly staff 很好 ".repeat(2_700);
    let rows = (0..120).map(|at: usize| {
        let answer = if at == 40 { long.clone() } else { answers[at % answers.len()].to_owned() };
        let mut row = vec![
            format!("R{at:03}"),
            answer,
            (at % 11).to_string(),
            if at % 7 == 3 { String::new() } else { format!("0.{}", at % 9 * 2 + 1) },
            format!("2024-02-{:02} 10:00:00", at % 28 + 1),
            format!("{:05}", at * 77),
            format!("9{:014}", at * 13),
            if at.is_multiple_of(2) { format!("={at}") } else { format!("-{at}") },
            "first".into(),
            format!("{}", at as f64 / 8.0),
            if at.is_multiple_of(5) { "x".into() } else { String::new() },
        ];
        row.extend((1..=WIDE).map(|column| match (at + column) % 4 {
            0 => String::new(),
            1 => format!("{}", (at * column) % 100),
            2 => format!("vastus {at}"),
            _ => "好".to_owned(),
        }));
        row
    });
    (headers, rows.collect())
}

#[test]
fn every_format_is_read_back_by_the_programs_of_others() {
    // Before the run that they would read.
    if python("read_back.py").is_none() {
        return;
    }
    let scratch = Scratch::new();
    let (headers, rows) = survey();
    // As a survey platform exports it: below the names the questions, then its own ids of them.
    let columns = 0..headers.len();
    let wording: Vec<String> = columns.clone().map(|at| format!("Wording of question {at}, 问题")).collect();
    let ids: Vec<String> = columns.clone().map(|at| format!("{{\"ImportId\":\"QID{at}_TEXT\"}}")).collect();
    let file = scratch.file("hostile.csv", csv([&headers, &wording, &ids].into_iter().chain(&rows)));
    let labels: BTreeMap<String, &String> = columns.map(|at| (at.to_string(), &wording[at])).collect();
    let typed = serde_json::json!({ "headers": headers, "rows": rows, "labels": labels });
    let typed = scratch.file("typed.json", typed.to_string());
    let out = scratch.path("out");
    let mut options = vec!["--text", "reason", "--id", "id", "--engine", "fast"];
    options.extend(CodedFormat::ALL.iter().flat_map(|format| ["--format", format.name()]));
    analyzed(&file, &out, &options);
    let Some(said) = check_by_python("read_back.py", &[&typed, &out]) else { return };
    for format in CodedFormat::ALL.iter().filter(|format| **format != CodedFormat::TripleS) {
        assert!(said.lines().any(|line| line.starts_with(&format!("{}: ", format.name()))), "{said}");
    }
}

#[test]
fn formats_are_written_as_asked_for_and_nothing_else() {
    let scratch = Scratch::new();
    let (headers, rows) = survey();
    let file = scratch.file("hostile.csv", csv(std::iter::once(&headers).chain(rows.iter().take(60))));
    let columns = ["--text", "reason", "--id", "id", "--engine", "fast"];
    let is_coded = |name: &str| name.starts_with("coded.");
    let written = |name: &str, options: &[&str]| {
        let out = scratch.path(name);
        analyzed(&file, &out, &[&columns[..], options].concat());
        let mut names: Vec<String> = std::fs::read_dir(&out)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| is_coded(name))
            .collect();
        names.sort();
        names
    };
    assert_eq!(written("usual", &[]), ["coded.csv", "coded.xlsx"]);
    assert_eq!(written("csv", &["--format", "csv"]), ["coded.csv"]);
    let both = ["--format", "parquet", "--format", "jsonl", "--threads", "2"];
    assert_eq!(written("both", &both), ["coded.csv", "coded.jsonl", "coded.parquet"]);
    let run = json(scratch.path("both").join("run.json"));
    assert_eq!(run["formats"], serde_json::json!(["parquet", "jsonl"]));
    let notes = run["notes"].to_string();
    assert!(notes.contains("They stand as typed in coded.jsonl, coded.parquet"), "{notes}");
    assert!(notes.contains("names 2 columns anew") || notes.contains("names a column"), "{notes}");

    // The same table exported later, byte for byte, and only where it may be.
    let usual = scratch.path("usual");
    let export = |options: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
        command.arg("export").arg(&usual).args(options).output().unwrap()
    };
    for format in ["jsonl", "parquet"] {
        let output = export(&["--format", format]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let name = format!("coded.{format}");
        let read = |folder: &str| std::fs::read(scratch.path(folder).join(&name)).unwrap();
        assert!(read("usual") == read("both"), "{name}");
        let again = export(&["--format", format]);
        assert_eq!(again.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&again.stderr).contains("--force"));
    }
    let elsewhere = scratch.path("table.xlsx");
    let output = export(&["--format", "xlsx", "--output", elsewhere.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(elsewhere.exists() && !scratch.path(".openend-export").exists());
    let record = usual.join("run.json");
    let before = text(&record);
    let refused = export(&["--format", "jsonl", "--force", "--output", record.to_str().unwrap()]);
    assert_eq!((refused.status.code(), text(&record)), (Some(2), before));
}
