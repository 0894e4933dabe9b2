//! The program as a black box: its options, its faults in one line with exit code 2, and files as people have them.

use crate::sample::draw::{self, Half};
use crate::support::{
    SAMPLE_OPTIONS, Scratch, Sheet, analyzed, csv, files, json, program, reasons, refused, repository, run,
    text,
};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn sample() -> PathBuf {
    repository("data/sample.csv")
}

#[test]
fn every_option_reaches_the_results() {
    let scratch = Scratch::new();
    let out = scratch.path("deep/out");
    let more = [
        "--question",
        "Why did you give this score?",
        "--language",
        "auto",
        "--label-language",
        "en",
        "--min-share",
        "6.5",
        "--max-codes",
        "7",
        "--seed",
        "12",
        "--threads",
        "2",
        "--force",
        "--raw-cells",
    ];
    let said = analyzed(&sample(), &out, &[&SAMPLE_OPTIONS[..], &more].concat());
    assert!(
        said.contains("Why did you give this score?") && said.contains(&out.display().to_string()),
        "{said}"
    );

    let record = json(out.join("run.json"));
    assert_eq!(record["settings"]["seed"], 12);
    assert_eq!(record["settings"]["min-share"], 6.5);
    assert_eq!(record["settings"]["label-language"], "en");
    assert_eq!(record["question"]["wording"], "Why did you give this score?");
    let themes = json(out.join("frame.json"))["frame"]["codes"].as_array().unwrap().len() - 2;
    assert!((2..=7).contains(&themes), "{themes} theme codes");
    let question = json(out.join("question.json"));
    for category in question["categories"].as_array().unwrap().iter().filter(|c| c["kind"] == "reason") {
        assert!(category["open_share"].as_f64().unwrap() >= 0.065, "{category}");
    }
    let shares = Sheet::open(out.join("shares.csv"));
    let segments: BTreeSet<&str> = shares.column("segment").into_iter().collect();
    let expected = ["Total", "North", "South", "East", "West", "new", "returning", "business"];
    assert_eq!(segments, expected.into());
    assert_ne!(shares.cell(0, "weighted_base"), shares.cell(0, "base"), "weights count");
    assert!(shares.number(0, "mean_score") > 0.0);
    assert_ne!(Sheet::open(out.join("mentions.csv")).cell(0, "id"), "");
}

#[test]
fn the_side_of_the_question_is_told_remembered_and_overruled() {
    let scratch = Scratch::new();
    let file =
        scratch.file("side.csv", reasons(["parking", "the food", "more staff", "prices", "the queue"]));
    for (name, options, side, note) in [
        ("asked", &["--question", "What could we improve?"][..], "negative", "asks for what is wrong"),
        ("plain", &["--question", "Why did you come?"], "neutral", ""),
        (
            "overruled",
            &["--question", "What could we improve?", "--question-side", "positive"],
            "positive",
            "as --question-side asks",
        ),
        ("off", &["--question", "What could we improve?", "--question-side", "neutral"], "neutral", ""),
    ] {
        let out = scratch.path(name);
        let said = analyzed(&file, &out, &[&["--text", "reason"], options].concat());
        assert_eq!(json(out.join("frame.json"))["model"]["question_side"], side, "{name}");
        let notes = json(out.join("run.json"))["notes"].to_string();
        assert_eq!(notes.contains("bare nouns") || notes.contains("Bare nouns"), !note.is_empty(), "{notes}");
        assert!(notes.contains(note) && said.replace("\n  ", " ").contains(note), "{name}: {said}");
    }
    let output = run(&file, &scratch.path("x"), &["--text", "reason", "--question-side", "left"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn without_options_it_finds_the_column_and_says_so() {
    let scratch = Scratch::new();
    let file = scratch.file("my survey.csv", text(sample()));
    let output = program().arg(&file).output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("Column \"reason\" holds the open answers"), "{said}");
    assert!(said.contains("UTF-8") && said.contains("comma-separated"), "{said}");
    assert!(scratch.path("my survey-openend/run.json").exists(), "the folder stands beside the file");
}

#[test]
fn several_questions_get_a_folder_each() {
    let scratch = Scratch::new();
    let survey = Sheet::open(sample());
    let mut rows = vec![["q1 liked?".to_owned(), "../q2".to_owned()]];
    rows.extend(
        (0..survey.rows.len() - 7).map(|r| [survey.rows[r][5].clone(), survey.rows[r + 7][5].clone()]),
    );
    let file = scratch.file("two.csv", csv(&rows));
    let out = scratch.path("out");
    analyzed(&file, &out, &["--text", "q1 liked?", "--text", "../q2"]);
    let folders: BTreeSet<String> =
        files(&out).keys().map(|p| p.parent().unwrap().display().to_string()).collect();
    assert_eq!(folders.len(), 2, "{folders:?}");
    for folder in folders {
        let column =
            json(out.join(&folder).join("run.json"))["question"]["column"].as_str().unwrap().to_owned();
        assert!(folder.contains(if column.contains("q1") { "q1" } else { "q2" }), "{folder} holds {column}");
        assert_eq!(files(&out.join(&folder)).len(), 10, "{folder}");
    }
    let nowhere = scratch.path("nowhere");
    let line = refused(&file, &nowhere, &["--text", "q1 liked?", "--text", "../q2", "--question", "Why?"]);
    assert!(line.contains("--question"), "{line}");
}

#[test]
fn a_wrong_option_is_refused_in_one_line_that_helps() {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    for (options, parts) in [
        (["--text", "reson"], &["sample.csv", "\"reson\"", "did you mean \"reason\"", "customer_type"][..]),
        (["--by", "Regoin"], &["sample.csv", "did you mean \"region\""]),
        (["--weight", "region"], &["sample.csv", "line 2 (row 1)", "\"region\"", "no number"]),
        (["--language", "klingon"], &["--language", "klingon", "such as"]),
        (["--language", "column:lang"], &["sample.csv", "\"lang\""]),
        (["--label-language", "xx"], &["--label-language", "xx"]),
        (["--min-share", "101"], &["--min-share", "0 to 100"]),
        (["--min-share", "NaN"], &["--min-share", "0 to 100"]),
        (["--max-codes", "0"], &["--max-codes", "1 to 96"]),
        (["--max-codes", "97"], &["--max-codes", "1 to 96"]),
    ] {
        let line = refused(&sample(), &out, &options);
        for part in parts {
            assert!(line.contains(part), "{options:?}: {line}");
        }
    }
}

#[test]
fn an_unusable_file_is_refused_in_one_line_that_helps() {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    for (name, content, parts) in [
        ("empty.csv", &b""[..], &["empty"][..]),
        ("header.csv", b"id,reason\n", &["0 data rows"]),
        ("blank.csv", b"id,reason\n1,\n2,  \n", &["reason", "blank"]),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &["PNG"]),
        ("page.csv", b"<!DOCTYPE html><html><body>Log in</body></html>", &["web page"]),
    ] {
        let file = scratch.file(name, content);
        let line = refused(&file, &out, &["--text", "reason"]);
        for part in parts.iter().chain([&name]) {
            assert!(line.contains(part), "{name}: {line}");
        }
    }
    let line = refused(&scratch.path("miss\u{1b}[31ming.csv"), &out, &[]);
    assert!(line.contains("ming.csv") && line.contains("No such file"), "{line}");
    std::fs::create_dir(scratch.path("none")).unwrap();
    assert!(refused(&scratch.path("none"), &out, &[]).contains("no survey file in this folder"));
}

#[test]
fn earlier_results_are_replaced_only_by_force() {
    let scratch = Scratch::new();
    let file = scratch.file("in.csv", text(sample()));
    let out = scratch.path("out");
    analyzed(&file, &out, &["--seed", "1"]);
    std::fs::write(out.join("notes.txt"), "mine").unwrap();
    let before = files(&out);
    let output = run(&file, &out, &["--seed", "2"]);
    assert_eq!(output.status.code(), Some(2));
    let line = String::from_utf8(output.stderr).unwrap();
    assert!(line.contains("--force") && line.lines().count() == 1, "{line}");
    assert!(files(&out) == before, "a refused run changes nothing");

    analyzed(&file, &out, &["--seed", "2", "--force"]);
    assert_eq!(json(out.join("run.json"))["settings"]["seed"], 2);
    assert_eq!(text(out.join("notes.txt")), "mine", "what is not ours stays");
    let left: BTreeSet<String> = std::fs::read_dir(scratch.path(""))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(left, ["in.csv".to_owned(), "out".to_owned()].into(), "nothing is left beside");

    let output = run(&file, &scratch.path(""), &["--force"]);
    assert_eq!(output.status.code(), Some(2), "the folder of the input is no place for results");
    assert_eq!(text(&file), text(sample()));
}

#[test]
fn a_failed_run_with_force_leaves_the_old_results() {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    analyzed(&sample(), &out, &[]);
    let before = files(&out);
    let output = run(&sample(), &out, &["--force", "--text", "nothing of the kind"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(files(&out) == before);
}

#[test]
fn quiet_prints_nothing_and_a_pipe_gets_plain_text() {
    let scratch = Scratch::new();
    assert_eq!(analyzed(&sample(), &scratch.path("quiet"), &["--quiet"]), "");
    let said = analyzed(&sample(), &scratch.path("loud"), &[]);
    assert!(said.contains("1,000 read") && said.contains('█'), "{said}");
    assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "no escape sequences");
    assert!(said.lines().all(|line| line.chars().count() <= 160), "{said}");
}

#[test]
fn few_rows_are_coded_and_the_reader_is_told_what_they_cannot_show() {
    let scratch = Scratch::new();
    let survey = Sheet::open(sample());
    let answers: Vec<&str> =
        survey.column("reason").into_iter().filter(|a| a.split_whitespace().count() > 3).collect();
    for count in [1, 2, 30] {
        let out = scratch.path(&format!("out-{count}"));
        let file = scratch.file(&format!("{count}.csv"), reasons(answers[..count].iter().copied()));
        let said = analyzed(&file, &out, &["--text", "reason"]);
        let ledger = &json(out.join("run.json"))["ledger"];
        assert_eq!(ledger["read"], count);
        assert_eq!(ledger["coded"].as_u64().unwrap() + ledger["uncoded"].as_u64().unwrap(), count as u64);
        let notes = json(out.join("run.json"))["notes"].to_string();
        assert!(notes.contains("may well be missed"), "{count}: {notes}");
        assert!(text(out.join("report.html")).contains("may well be missed"), "{count}");
        assert!(!said.contains("NaN") && !text(out.join("report.html")).contains("NaN"), "{count}");
        assert_eq!(Sheet::open(out.join("coded.csv")).rows.len(), count);
    }
}

#[test]
fn a_file_of_junk_and_fillers_has_an_empty_base() {
    let scratch = Scratch::new();
    let file = scratch
        .file("junk.csv", reasons(["asdfgh", "sdfsdf", "n/a", "-", "", "dfghdfgh", "...", "lkjhlkjh"]));
    let out = scratch.path("out");
    let said = analyzed(&file, &out, &["--text", "reason"]);
    let ledger = &json(out.join("run.json"))["ledger"];
    assert_eq!((&ledger["coded"], &ledger["uncoded"]), (&0.into(), &0.into()), "{ledger}");
    assert_eq!((&ledger["no_answer"], &ledger["junk"]), (&4.into(), &4.into()), "{ledger}");
    assert!(json(out.join("run.json"))["notes"].to_string().contains("Nobody gave an answer"));
    let shares = Sheet::open(out.join("shares.csv"));
    assert!(shares.column("share").iter().all(|share| share.is_empty()), "no share of an empty base");
    assert!(!said.contains("NaN") && !text(out.join("report.html")).contains("NaN"));
}

#[test]
fn thousands_of_identical_answers_are_one_idea_of_many_people() {
    let scratch = Scratch::new();
    let file = scratch.file("same.csv", reasons(std::iter::repeat_n("The queue was far too long.", 5_000)));
    let out = scratch.path("out");
    analyzed(&file, &out, &["--text", "reason"]);
    let coded = Sheet::open(out.join("coded.csv"));
    let distinct: BTreeSet<(&str, &str)> =
        coded.column("oe_status").into_iter().zip(coded.column("oe_codes")).collect();
    assert_eq!(distinct, BTreeSet::from([("coded", "1")]));
    assert_eq!(coded.cell(0, "oe_duplicate_of"), "");
    assert!(coded.column("oe_duplicate_of")[1..].iter().all(|first| *first == "1"));
    let shares = Sheet::open(out.join("shares.csv"));
    assert_eq!((shares.cell(0, "base"), shares.cell(0, "count")), ("5000", "5000"));
}

#[test]
fn an_endless_answer_is_coded_and_kept_whole() {
    let scratch = Scratch::new();
    let sentence = "The parcel came five days late but the staff was friendly. ";
    let endless: String = sentence.repeat(100_000 / sentence.len() + 1).chars().take(100_000).collect();
    let word: String = "a".repeat(100_000);
    let survey = Sheet::open(sample());
    let answers = survey.column("reason").into_iter().take(200).chain([endless.as_str(), word.as_str()]);
    let file = scratch.file("long.csv", reasons(answers));
    let out = scratch.path("out");
    analyzed(&file, &out, &["--text", "reason"]);
    let coded = Sheet::open(out.join("coded.csv"));
    assert_eq!(coded.cell(200, "reason"), endless);
    assert_eq!(coded.cell(200, "oe_status"), "coded");
    assert_eq!(coded.cell(201, "reason"), word);
    assert!(
        json(out.join("run.json"))["notes"].to_string().contains("32,767"),
        "the workbook says what it cut"
    );
}

#[test]
fn the_same_survey_is_coded_alike_in_every_form() {
    let scratch = Scratch::new();
    let survey = draw::draw(Half::B, 1, 400).to_csv();
    let sheet = Sheet::parse(&survey);
    let options = ["--text", "reason", "--id", "respondent_id"];
    let coded = |name: &str, bytes: &[u8]| {
        let out = scratch.path(&format!("out-{name}"));
        analyzed(&scratch.file(name, bytes), &out, &options);
        Sheet::open(out.join("coded.csv"))
    };
    let expected = coded("survey.csv", survey.as_bytes());

    let delimited = |delimiter: u8| {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        for row in std::iter::once(&sheet.headers).chain(&sheet.rows) {
            writer.write_record(row).unwrap();
        }
        writer.into_inner().unwrap()
    };
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    for (row, cells) in (0u32..).zip(std::iter::once(&sheet.headers).chain(&sheet.rows)) {
        for (column, cell) in (0u16..).zip(cells) {
            page.write_string(row, column, cell).unwrap();
        }
    }
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(survey.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [
        ("survey.tsv", delimited(b'\t')),
        ("semicolons.tsv", delimited(b';')),
        ("bars.txt", delimited(b'|')),
        ("crlf.csv", survey.replace('\n', "\r\n").into_bytes()),
        ("utf16.csv", utf16),
        ("survey.xlsx", book.save_to_buffer().unwrap()),
    ] {
        let found = coded(name, &bytes);
        assert_eq!(found.codings("respondent_id"), expected.codings("respondent_id"), "{name}");
    }
}

#[test]
fn qualtrics_headers_are_no_answers_and_give_the_wording() {
    let scratch = Scratch::new();
    let mut rows = vec![
        ["StartDate", "Status", "Progress", "ResponseId", "Q7"].map(str::to_owned),
        ["Start Date", "Response Type", "Progress", "Response ID", "What could we do better?"]
            .map(str::to_owned),
        ["startDate", "status", "progress", "_recordId", "QID7_TEXT"]
            .map(|id| format!("{{\"ImportId\":\"{id}\"}}")),
    ];
    let answers = draw::draw(Half::A, 2, 120);
    rows.extend(answers.respondents.iter().map(|r| {
        [
            "2026-01-05 10:00:00".into(),
            "IP Address".into(),
            "100".into(),
            format!("R_{:03}", r.id),
            r.answer.clone(),
        ]
    }));
    let file = scratch.file("qualtrics.csv", csv(&rows));
    let out = scratch.path("out");
    let said = analyzed(&file, &out, &["--text", "Q7", "--id", "ResponseId"]);
    assert!(said.contains("Qualtrics"), "{said}");
    assert_eq!(json(out.join("run.json"))["ledger"]["read"], 120);
    assert_eq!(json(out.join("question.json"))["open_question"]["wording"], "What could we do better?");
    let coded = Sheet::open(out.join("coded.csv"));
    assert_eq!((coded.rows.len(), coded.cell(0, "ResponseId")), (120, "R_001"));
}

#[test]
fn rows_that_cannot_be_read_are_set_aside_and_counted() {
    let scratch = Scratch::new();
    let row = |row: u32| match row {
        0 => "id,reason\n".to_owned(),
        21 => format!("{row},late, broken, and rude\n"),
        _ => format!("{row},the parcel number {row} came late\n"),
    };
    let survey: String = (0..=40).map(row).collect::<Vec<_>>().concat();
    let out = scratch.path("out");
    analyzed(&scratch.file("ragged.csv", survey), &out, &["--text", "reason"]);
    let ledger = &json(out.join("run.json"))["ledger"];
    assert_eq!((&ledger["read"], &ledger["rejected"]), (&40.into(), &1.into()), "{ledger}");
    let rejects = Sheet::open(out.join("rejects.csv"));
    assert_eq!(rejects.headers, ["file", "sheet", "row", "line", "column", "reason", "raw"]);
    assert_eq!((rejects.cell(0, "row"), rejects.cell(0, "line")), ("21", "22"));
    assert!(rejects.cell(0, "raw").contains("late, broken, and rude"));
    let coded = Sheet::open(out.join("coded.csv"));
    assert!(coded.rows.len() == 39 && !coded.column("id").contains(&"21"));
}

#[test]
fn it_works_from_any_folder_and_without_an_environment() {
    let scratch = Scratch::new();
    scratch.file("survey.csv", text(sample()));
    let output = program()
        .args(["survey.csv", "--out", "out"])
        .args(SAMPLE_OPTIONS)
        .current_dir(scratch.path(""))
        .env_clear()
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let elsewhere = scratch.path("elsewhere");
    analyzed(&scratch.path("survey.csv"), &elsewhere, &SAMPLE_OPTIONS);
    assert!(files(&scratch.path("out")) == files(&elsewhere), "the same bytes");
}
