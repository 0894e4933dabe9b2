//! One survey in several files, from standard input and in JSON; bad rows that stop a run; coded tables read again.

use crate::support::{Scratch, Sheet, analyzed, csv, files, json, program, refused, repository, run, text};
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The first rows of the shipped sample: header and cells.
fn sample(rows: usize) -> (Vec<String>, Vec<Vec<String>>) {
    let mut sheet = Sheet::open(repository("data/sample.csv"));
    sheet.rows.truncate(rows);
    (sheet.headers, sheet.rows)
}

/// Some columns of rows as CSV.
fn part(headers: &[String], rows: &[Vec<String>], columns: &[&str]) -> Vec<u8> {
    let places: Vec<usize> =
        columns.iter().map(|name| headers.iter().position(|header| header == name).unwrap()).collect();
    let pick = |row: &[String]| places.iter().map(|&at| row[at].clone()).collect::<Vec<_>>();
    csv(std::iter::once(pick(headers)).chain(rows.iter().map(|row| pick(row))))
}

/// `openend COMMAND FILES… --out OUT OPTIONS…`
fn openend(command: &str, files: &[&Path], out: &Path, options: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_openend"));
    program.arg(command).args(files).arg("--out").arg(out).args(options).output().unwrap()
}

/// The same, which must succeed; returns what it printed.
fn done(command: &str, files: &[&Path], out: &Path, options: &[&str]) -> String {
    let output = openend(command, files, out, options);
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && complaint.is_empty(), "{options:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// The same, which must be refused in one line.
fn fault(command: &str, files: &[&Path], out: &Path, options: &[&str]) -> String {
    let output = openend(command, files, out, options);
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{options:?}: {line}");
    assert!(line.lines().count() == 1 && !out.exists(), "{line}");
    line
}

const OPTIONS: [&str; 6] = ["--text", "reason", "--id", "respondent_id", "--engine", "fast"];
const ALL: [&str; 4] = ["respondent_id", "reason", "region", "score"];

/// Two files of one wave with differing columns, and a broken row in the second.
fn parts(scratch: &Scratch) -> [PathBuf; 2] {
    let (headers, rows) = sample(300);
    let one = scratch.file("a.csv", part(&headers, &rows[..150], &ALL));
    let mut bytes = part(&headers, &rows[150..], &["reason", "respondent_id", "customer_type"]);
    bytes.extend(b"late, broken, and rude, all of it\n");
    [one, scratch.file("b.csv", bytes)]
}

#[test]
fn files_of_one_wave_are_one_survey_whose_rows_can_be_traced() {
    let scratch = Scratch::new();
    let [one, two] = parts(&scratch);
    let out = scratch.path("out");
    let said = done("analyze", &[&one, &two], &out, &OPTIONS);
    assert!(said.contains("2 files are read as parts of one wave: a.csv, b.csv"), "{said}");
    assert!(said.contains("b.csv has no column region, score: blank there"), "{said}");

    let coded = Sheet::open(out.join("coded.csv"));
    let input: Vec<&str> =
        coded.headers.iter().map(String::as_str).take_while(|name| !name.starts_with("oe_")).collect();
    assert_eq!(input, ["respondent_id", "reason", "region", "score", "customer_type", "file"]);
    assert_eq!(coded.rows.len(), 300);
    assert_eq!((coded.cell(149, "file"), coded.cell(150, "file")), ("a.csv", "b.csv"));
    assert_eq!((coded.cell(150, "region"), coded.cell(0, "customer_type")), ("", ""));

    let record = json(out.join("run.json"));
    assert_eq!(
        (record["ledger"]["read"].as_u64(), record["ledger"]["rejected"].as_u64()),
        (Some(301), Some(1))
    );
    let named: Vec<(&str, u64)> = record["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (file["file"].as_str().unwrap(), file["rows"].as_u64().unwrap()))
        .collect();
    assert_eq!(named, [("a.csv", 150), ("b.csv", 151)]);
    assert_eq!(record["input"]["file"], "a.csv and 1 more file");
    let rejects = Sheet::open(out.join("rejects.csv"));
    assert_eq!(
        ["file", "row", "line"].map(|column| rejects.cell(0, column)),
        ["b.csv", "301", "152"],
        "{rejects:?}"
    );
    let page = text(out.join("report.html"));
    assert!(page.contains("a.csv and 1 more file") && page.contains("b.csv"), "the report names the files");

    // A bad row ends a run that is told so, at its place in its own file.
    let line = fault(
        "analyze",
        &[&one, &two],
        &scratch.path("no"),
        &[&OPTIONS[..], &["--on-bad-row", "stop"]].concat(),
    );
    assert!(line.contains("b.csv: line 152 (row 151): 4 cells where the header has 3"), "{line}");
    assert!(line.contains("--on-bad-row report"), "{line}");

    // Coded again by the frame, as a stream: the same answers, the same codes, and the folder can be read.
    let again = scratch.path("again");
    let frame = out.display().to_string();
    done("code", &[&one, &two], &again, &[&OPTIONS[..4], &["--frame", &frame]].concat());
    assert_eq!(Sheet::open(again.join("coded.csv")).codings("respondent_id"), coded.codings("respondent_id"));
    assert_eq!(text(again.join("rejects.csv")), text(out.join("rejects.csv")));
    let compared = Command::new(env!("CARGO_BIN_EXE_openend"))
        .arg("compare")
        .args([&out, &again])
        .arg("--out")
        .arg(scratch.path("trend"))
        .output()
        .unwrap();
    assert!(compared.status.success(), "{}", String::from_utf8_lossy(&compared.stderr));
}

#[test]
fn waves_are_the_first_segments() {
    let scratch = Scratch::new();
    let [one, two] = parts(&scratch);
    let out = scratch.path("out");
    let waves = ["--wave", "2023", "--wave", "2024", "--by", "region"];
    done("analyze", &[&one, &two], &out, &[&OPTIONS[..], &waves].concat());
    let coded = Sheet::open(out.join("coded.csv"));
    assert_eq!((coded.cell(0, "wave"), coded.cell(299, "wave")), ("2023", "2024"));
    let shares = Sheet::open(out.join("shares.csv"));
    let mut variables = shares.column("segment_variable");
    variables.dedup();
    assert_eq!(variables, ["", "wave", "region"]);
    let record = json(out.join("run.json"));
    assert_eq!(record["options"]["--by"], serde_json::json!(["wave", "region"]));
    assert_eq!(record["files"][1]["wave"], "2024");
    let line = fault("analyze", &[&one, &two], &scratch.path("no"), &["--wave", "2023"]);
    assert!(line.contains("--wave: 1 wave for 2 files"), "{line}");
}

#[test]
fn a_folder_and_standard_input_are_surveys_too() {
    let scratch = Scratch::new();
    let [one, two] = parts(&scratch);
    let folder = scratch.path("wave 3");
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(&one, folder.join("2.csv")).unwrap();
    std::fs::copy(&two, folder.join("1.csv")).unwrap();
    std::fs::write(folder.join("minutes.md"), "of the meeting").unwrap();
    std::fs::write(folder.join("readme.txt"), "how it was asked\n").unwrap();
    let output = program().arg(&folder).args(OPTIONS).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("minutes.md") && said.contains("readme.txt"), "{said}");
    // Beside the folder, by its name.
    let coded = Sheet::open(scratch.path("wave 3-openend").join("coded.csv"));
    assert_eq!((coded.cell(0, "file"), coded.cell(150, "file")), ("1.csv", "2.csv"));

    let mut child = program()
        .arg("-")
        .args(OPTIONS)
        .current_dir(scratch.path("wave 3"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&std::fs::read(&one).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let piped = folder.join("stdin-openend");
    assert_eq!(json(piped.join("run.json"))["input"]["file"], "standard input");
    let direct = scratch.path("direct");
    analyzed(&one, &direct, &OPTIONS);
    assert_eq!(text(piped.join("coded.csv")), text(direct.join("coded.csv")));
}

#[test]
fn what_cannot_be_one_survey_is_refused() {
    let scratch = Scratch::new();
    let [one, _] = parts(&scratch);
    let out = scratch.path("out");
    assert!(fault("analyze", &[&one, &one], &out, &[]).contains("given twice"));
    let missing = scratch.path("missing.csv");
    assert!(fault("analyze", &[&one, &missing], &out, &[]).contains("missing.csv"));
    let empty = scratch.path("empty");
    std::fs::create_dir(&empty).unwrap();
    assert!(fault("analyze", &[&empty], &out, &[]).contains("no survey file"));
    let line = fault("analyze", &[&one], &out, &["--encoding", "klingon"]);
    assert!(
        line.contains("--encoding: no encoding named \"klingon\"") && line.contains("windows-1257"),
        "{line}"
    );
    // Results do not go where the input lies.
    let output = openend("analyze", &[&one], one.parent().unwrap(), &["--force"]);
    assert_eq!(output.status.code(), Some(2));
}

/// Rows of CSV as objects, one a line; every second without blank cells.
fn json_lines(headers: &[String], rows: &[Vec<String>]) -> String {
    let object = |(at, row): (usize, &Vec<String>)| {
        let cells = headers.iter().zip(row).filter(|(_, cell)| at % 2 == 0 || !cell.is_empty());
        let object: serde_json::Map<String, Value> =
            cells.map(|(name, cell)| (name.clone(), Value::String(cell.clone()))).collect();
        Value::Object(object).to_string()
    };
    rows.iter().enumerate().map(object).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_json_wave_gets_the_codes_that_the_csv_gets() {
    let scratch = Scratch::new();
    let (headers, rows) = sample(200);
    let csv =
        scratch.file("a.csv", part(&headers, &rows, &headers.iter().map(String::as_str).collect::<Vec<_>>()));
    let lines = scratch.file("a.txt", json_lines(&headers, &rows));
    let list = format!("{{\"page\":1,\"responses\":[{}]}}", json_lines(&headers, &rows).replace('\n', ",\n"));
    let list = scratch.file("a.json", list);
    let first = scratch.path("first");
    analyzed(&csv, &first, &OPTIONS);
    let wanted = Sheet::open(first.join("coded.csv"));
    let frame = first.display().to_string();
    for file in [&lines, &list] {
        let out = scratch.path(&format!("{}-coded", file.extension().unwrap().display()));
        done("code", &[file], &out, &["--frame", &frame, "--id", "respondent_id"]);
        assert_eq!(Sheet::open(out.join("coded.csv")), wanted, "{}", file.display());
    }
}

#[test]
fn an_answer_that_is_no_text_is_named() {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    let object =
        |why: &str| format!("{{\"id\":\"7\",\"why\":{why},\"note\":\"a fine day at the seaside\"}}\n");
    for (why, what) in [("5", "a number"), ("[\"x\"]", "a list"), ("{\"en\":\"x\"}", "an object")] {
        let lines = object("\"too slow\"") + &object("null") + &object(why);
        let file = scratch.file("wave.jsonl", lines);
        let line = refused(&file, &out, &["--text", "why"]);
        assert!(line.contains(&format!("line 3 (row 3), column \"why\": the answer is {what}")), "{line}");
        assert!(line.contains("--text"), "{line}");
    }
    // Found by the program, the column that is all text.
    let lines: String =
        (0..40).map(|i| object(if i == 30 { "5" } else { "\"far too slow for me today\"" })).collect();
    let lines = lines.replace("\"note\":\"a fine", "\"note\":\"X fine");
    let file = scratch.file("wave.jsonl", lines);
    let output = run(&file, &out, &["--engine", "fast"]);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("Column \"why\" holds the open answers"), "{said}");
}

#[test]
fn a_coded_table_is_read_again_as_it_was_typed() {
    let scratch = Scratch::new();
    let answers = ["=SUM(A1) is all I see", "'=1+1 he said", "'tis slow and rude", "the queue was too long"];
    let rows = (0..40).map(|i| [format!("{i}"), format!("{} {}", answers[i % 4], "really ".repeat(i % 7))]);
    let rows = std::iter::once(["id".to_owned(), "why".to_owned()]).chain(rows);
    let file = scratch.file("s.csv", csv(rows));
    let (first, second, third) = (scratch.path("first"), scratch.path("second"), scratch.path("third"));
    analyzed(&file, &first, &["--engine", "fast"]);
    assert!(text(first.join("coded.csv")).contains("'=SUM"));
    let said = analyzed(&first.join("coded.csv"), &second, &["--engine", "fast"]);
    assert!(said.contains("Column \"why\" holds the open answers"), "{said}");
    assert!(said.contains("lost the apostrophe"), "{said}");
    let verbatims = |folder: &Path| {
        let again = Sheet::open(folder.join("coded.csv"));
        again.column("why").iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(verbatims(&first), verbatims(&second));
    // Without its record, by the cells alone; and the folder is its coded table.
    let alone = scratch.file("alone.csv", std::fs::read(first.join("coded.csv")).unwrap());
    analyzed(&alone, &third, &["--engine", "fast", "--text", "why"]);
    assert_eq!(verbatims(&first), verbatims(&third));
    let fourth = scratch.path("fourth");
    analyzed(&first.join("coded.xlsx"), &fourth, &["--engine", "fast", "--text", "why"]);
    assert_eq!(verbatims(&first), verbatims(&fourth));
    assert!(!files(&first).is_empty());
}

#[test]
fn an_encoding_can_be_named_and_a_language_hints_at_it() {
    let scratch = Scratch::new();
    let (bytes, _, _) = encoding_rs::WINDOWS_1257
        .encode("id,why\n1,Järjekord oli liiga pikk\n2,õhtul oli külm ja žürii vali\n");
    let file = scratch.file("s.csv", &bytes);
    for (at, options) in [["--encoding", "cp1257"], ["--language", "et"]].iter().enumerate() {
        let out = scratch.path(&format!("out{at}"));
        let said = analyzed(&file, &out, &[&options[..], &["--text", "why", "--engine", "fast"]].concat());
        assert!(said.contains("windows-1257"), "{said}");
        assert!(text(out.join("coded.csv")).contains("õhtul oli külm ja žürii vali"));
    }
}
