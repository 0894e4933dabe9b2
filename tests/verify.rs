//! Answers to the closed question: the same figures from every shape, Other coded back, the question mended.

use crate::sample::wave2;
use crate::support::{SAMPLE_OPTIONS, Scratch, Sheet, analyzed, csv, files, json, repository, text};
use openend::closed_question::{CategoryKind, ClosedQuestion, read_question};
use openend::text::Language;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The results of the first wave, made once for all tests here and left to the system to clear.
fn first_wave() -> &'static Path {
    static FOLDER: OnceLock<(Scratch, PathBuf)> = OnceLock::new();
    let made = FOLDER.get_or_init(|| {
        let scratch = Scratch::new();
        let out = scratch.path("first");
        analyzed(&repository("data/sample.csv"), &out, &SAMPLE_OPTIONS);
        (scratch, out)
    });
    &made.1
}

fn question() -> ClosedQuestion {
    let path = first_wave().join("question.json");
    read_question(&std::fs::read(&path).unwrap(), "question.json").unwrap()
}

/// `openend verify FILE --question QUESTION --out OUT OPTIONS…`
fn verify(file: &Path, question: &Path, out: &Path, options: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
    command.arg("verify").arg(file).arg("--question").arg(question).arg("--out").arg(out);
    command.args(options).output().unwrap()
}

/// A run that must succeed; returns what it printed.
fn verified(file: &Path, out: &Path, options: &[&str]) -> String {
    let output = verify(file, &first_wave().join("question.json"), out, options);
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && complaint.is_empty(), "{options:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// A run that must be refused: exit code 2, one line, no folder. Returns the line.
fn refused(file: &Path, question: &Path, out: &Path, options: &[&str]) -> String {
    let output = verify(file, question, out, options);
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{options:?}: {line}");
    assert!(line.starts_with("openend: ") && line.lines().count() == 1, "{line:?}");
    assert!(output.stdout.is_empty() && !out.exists(), "{options:?}");
    line
}

const LISTS: [&str; 4] = ["--closed", "reasons", "--other", "reasons_other"];

const PEOPLE: [&str; 6] = ["--id", "respondent_id", "--weight", "weight", "--by", "region"];

#[test]
fn the_shipped_wave_is_as_drawn_from_the_sample_s_question() {
    let remedy =
        "analyze the sample as in README, then run `cargo run --example make_wave2 -- FOLDER/question.json`";
    assert!(wave2::to_csv(&question()) == text(repository("data/sample_wave2.csv")), "{remedy}");
}

#[test]
fn the_loop_on_the_sample_finds_what_the_list_lacks() {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    let printed = verified(&repository("data/sample_wave2.csv"), &out, &[&LISTS[..], &PEOPLE].concat());
    let record = json(out.join("verify.json"));
    let ledger = |key: &str| record["ledger"][key].as_u64().unwrap();
    assert_eq!(ledger("read"), wave2::ROWS as u64);
    assert_eq!(ledger("read"), ledger("answered") + ledger("no_answer") + ledger("rejected"));
    assert!(ledger("no_answer") > 5 && ledger("rejected") == 0);
    assert!(
        printed.contains(&format!("{} read = {} answered", ledger("read"), ledger("answered"))),
        "{printed}"
    );
    // Every text under Other stands in the file, coded to one kind.
    let other = Sheet::open(out.join("other.csv"));
    let survey = Sheet::open(repository("data/sample_wave2.csv"));
    let texts: Vec<&str> =
        survey.column("reasons_other").into_iter().filter(|text| !["", "n/a"].contains(text)).collect();
    assert_eq!(other.column("text"), texts);
    let kinds = other.column("coded_to");
    for kind in ["listed", "unknown"] {
        assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
    }
    // A ticked option has the share that the file gives it, and adjusted shares are never smaller.
    let options = Sheet::open(out.join("options.csv"));
    let codes: Vec<Vec<&str>> =
        survey.column("reasons").iter().map(|cell| cell.split(';').collect()).collect();
    for row in 0..question().categories.len() {
        let option = options.cell(row, "option");
        let count = codes.iter().filter(|ticked| ticked.contains(&option)).count();
        let written = if option == "9996" { usize::MAX } else { count };
        assert!(written == usize::MAX || options.cell(row, "count") == count.to_string(), "option {option}");
        if option != "9996" {
            assert!(options.number(row, "adjusted_share") >= options.number(row, "closed_share"), "{option}");
        }
    }
    // The next question keeps every code that it keeps, and is a question.
    let next = read_question(&std::fs::read(out.join("question.json")).unwrap(), "question.json").unwrap();
    assert!(next.of_kind(CategoryKind::Other).count() == 1 && !next.notes.is_empty(), "{:?}", next.notes);
    let asked = question();
    for option in next.categories.iter().filter(|option| option.count > 0) {
        let same = asked.categories.iter().find(|known| known.number == option.number).unwrap();
        assert_eq!((&option.labels, option.open_share), (&same.labels, same.open_share));
    }
    let page = text(out.join("verify.html"));
    assert!(page.contains("<svg class=\"wide\"") && page.contains("<svg class=\"narrow\""));
}

#[test]
fn new_themes_under_other_become_codes_with_the_options_numbers() {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    verified(&repository("data/sample_wave2.csv"), &out, &LISTS);
    let proposals = json(out.join("proposals.json"));
    let list = proposals["proposals"]["list"].as_array().unwrap();
    let new: Vec<_> = list.iter().filter(|proposal| proposal["kind"] == "add").collect();
    assert!(!new.is_empty(), "opening hours are not found");
    let number = new[0]["edit"]["number"].as_u64().unwrap();
    let next = read_question(&std::fs::read(out.join("question.json")).unwrap(), "question.json").unwrap();
    assert!(next.categories.iter().any(|option| u64::from(option.number.0) == number), "{number}");
    let accept = |id: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
        command.args(["frame", "accept"]).arg(&out).arg(id).output().unwrap()
    };
    let output = accept("P1");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (_, saved) = openend::outputs::open_frame(&out).unwrap();
    let code = saved.frame().active_codes().find(|code| u64::from(code.number.0) == number);
    assert!(code.is_some(), "the accepted code has the option's number");
    // With the frame edited, the next question verifies the same answers: what was Other is known now.
    let again = scratch.path("again");
    let wave = repository("data/sample_wave2.csv");
    let output = verify(&wave, &out.join("question.json"), &again, &LISTS);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    // Dropped options were ticked by a few people; their rows are set aside, or the file is as before.
    assert!(output.status.success(), "{complaint}");
    let known = Sheet::open(again.join("other.csv"));
    let own = number.to_string();
    assert!(known.column("options").iter().any(|options| options.split('|').any(|option| option == own)));
}

/// Three hundred answers as positions of options and texts under Other.
fn answers(question: &ClosedQuestion) -> Vec<(Vec<usize>, String)> {
    let reasons = question.of_kind(CategoryKind::Reason).count();
    let other = question.categories.iter().position(|option| option.kind == CategoryKind::Other).unwrap();
    let answer = |i: usize| match i % 10 {
        0 => (Vec::new(), String::new()),
        1 => (vec![other], ["prices are too high", "closed on Sundays"][i / 10 % 2].to_owned()),
        n => {
            let ticked: Vec<usize> =
                (0..reasons).filter(|at| (i * 7 + at * n).is_multiple_of(3 + at)).collect();
            (if ticked.is_empty() { vec![0] } else { ticked }, String::new())
        }
    };
    (0..300).map(answer).collect()
}

/// The same answers as the export of one tool or another: header and rows.
fn in_shape(shape: &str, question: &ClosedQuestion) -> Vec<Vec<String>> {
    let english = |at: usize| question.categories[at].label(Language::EN, question).0.to_owned();
    let code = |at: usize| question.categories[at].number.to_string();
    let all = 0..question.categories.len();
    let own = |header: &dyn Fn(usize) -> String, yes: &dyn Fn(usize) -> String, no: &str| {
        let mut rows = vec![all.clone().map(header).chain(["other text".to_owned()]).collect::<Vec<_>>()];
        for (ticked, other) in answers(question) {
            let cells = all.clone().map(|at| match ticked.contains(&at) {
                true => yes(at),
                // Who gave no answer was not asked.
                false if ticked.is_empty() => String::new(),
                false => no.to_owned(),
            });
            rows.push(cells.chain([other]).collect());
        }
        rows
    };
    let list = |join: &dyn Fn(Vec<usize>) -> String| {
        let mut rows = vec![vec!["reasons".to_owned(), "other text".to_owned()]];
        rows.extend(answers(question).into_iter().map(|(ticked, other)| vec![join(ticked), other]));
        rows
    };
    let joined = |name: &dyn Fn(usize) -> String, by: &str| {
        let name: Box<dyn Fn(usize) -> String + '_> = Box::new(name);
        list(&|ticked| ticked.into_iter().map(&name).collect::<Vec<_>>().join(by))
    };
    let one = |_: usize| "1".to_owned();
    match shape {
        "codes" => joined(&code, ";"),
        "labels" => joined(&english, ", "),
        "lines" => joined(&english, "\n"),
        "names" => joined(&|at| format!("c{}", code(at)), " "),
        "array" => list(&|ticked| {
            let names: Vec<String> = ticked.iter().map(|&at| format!("\"c{}\"", code(at))).collect();
            if names.is_empty() { String::new() } else { format!("[{}]", names.join(", ")) }
        }),
        "numbers" => own(&|at| format!("Q1_{}", code(at)), &one, "0"),
        "brackets" => own(&|at| format!("Q1[c{}]", code(at)), &|_| "Y".into(), ""),
        "checked" => own(&|at| format!("Which? [{}]", english(at)), &|_| "Checked".into(), "Unchecked"),
        "own labels" => own(&english, &english, ""),
        "words" => own(&|at| format!("reasons/c{}", code(at)), &|_| "True".into(), "False"),
        _ => unreachable!(),
    }
}

#[test]
fn the_same_answers_give_the_same_figures_in_every_shape() {
    let (scratch, question) = (Scratch::new(), question());
    let mut first: Option<(String, Vec<String>)> = None;
    let shapes = [
        "codes",
        "labels",
        "lines",
        "names",
        "array",
        "numbers",
        "brackets",
        "checked",
        "own labels",
        "words",
    ];
    for shape in shapes {
        let rows = in_shape(shape, &question);
        let mut options = vec!["--other".to_owned(), "other text".to_owned()];
        for header in rows[0].iter().filter(|header| *header != "other text") {
            options.extend(["--closed".to_owned(), header.clone()]);
        }
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let out = scratch.path(shape);
        verified(&scratch.file(&format!("{shape}.csv"), csv(&rows)), &out, &options);
        let other = Sheet::open(out.join("other.csv"));
        let coded = other.column("coded_to").iter().map(ToString::to_string).collect();
        let found = (text(out.join("options.csv")), coded);
        let ledger = &json(out.join("verify.json"))["ledger"];
        assert_eq!((&ledger["no_answer"], &ledger["rejected"]), (&30.into(), &0.into()), "{shape}");
        match &first {
            None => first = Some(found),
            Some(first) => assert_eq!(*first, found, "{shape}"),
        }
    }
}

#[test]
fn threads_do_not_change_a_byte_and_a_second_run_neither() {
    let scratch = Scratch::new();
    let wave = repository("data/sample_wave2.csv");
    let (one, three) = (scratch.path("one"), scratch.path("three"));
    verified(&wave, &one, &[&LISTS[..], &PEOPLE, &["--threads", "1"]].concat());
    verified(&wave, &three, &[&LISTS[..], &PEOPLE, &["--threads", "3"]].concat());
    assert!(files(&one) == files(&three));
}

#[test]
fn faults_are_one_line_that_says_where_and_what_to_do() {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    let wave = repository("data/sample_wave2.csv");
    let asked = first_wave().join("question.json");
    let line = refused(&wave, &asked, &out, &["--closed", "reason", "--other", "reasons_other"]);
    assert!(line.contains("no column \"reason\"") && line.contains("respondent_id, region"), "{line}");
    let line = refused(&wave, &asked, &out, &["--closed", "region"]);
    assert!(line.contains("name no option") && line.contains("column \"region\""), "{line}");
    let line = refused(&wave, &asked, &out, &["--closed", "region", "--other", "reasons_other"]);
    assert!(
        line.contains("is no answer of the question") && line.contains("(row 1), column \"region\""),
        "{line}"
    );
    let line = refused(&wave, &scratch.file("q.json", "{}"), &out, &LISTS);
    assert!(line.contains("q.json") && line.contains("is no closed question"), "{line}");
    let alone = scratch.file("alone.json", std::fs::read(&asked).unwrap());
    let line = refused(&wave, &alone, &out, &LISTS);
    assert!(line.contains("no frame.json lies beside") && line.contains("--frame"), "{line}");
    let blank = scratch.file("blank.csv", "id,reasons,other\n1,,\n2,,\n");
    let line = refused(&blank, &asked, &out, &["--closed", "reasons", "--other", "other"]);
    assert!(line.contains("nobody answered"), "{line}");
    let line = refused(&wave, &asked, &out, &["--closed", "reasons_other"]);
    assert!(line.contains("column of Other alone"), "{line}");
    let signs = scratch.file("signs.csv", "id,Q1a,Q1b\n1,1,0\n2,0,1\n3,1,\n");
    let line = refused(&signs, &asked, &out, &["--closed", "Q1*"]);
    assert!(line.contains("no header of the 2 columns names an option"), "{line}");
    let code = question().categories[0].number.to_string();
    // One row in ten may be odd, one in three means that the question is another.
    let rows = [code.as_str(), code.as_str(), "11111"].map(|code| format!("{code},\n").repeat(10)).concat();
    let odd = scratch.file("odd.csv", format!("reasons,other\n{rows}"));
    let line = refused(&odd, &asked, &out, &["--closed", "reasons", "--other", "other"]);
    assert!(line.contains("10 rows are like that and 20 can be read"), "{line}");
    // Results of a run are never replaced.
    let output = verify(&wave, &asked, first_wave(), &[&LISTS[..], &["--force"]].concat());
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_cell_that_cannot_be_read_sets_its_row_aside_and_says_so() {
    let scratch = Scratch::new();
    let code = question().categories[0].number.to_string();
    let rows: Vec<[String; 2]> = (0..40)
        .map(
            |row| if row == 20 { ["green".to_owned(), String::new()] } else { [code.clone(), String::new()] },
        )
        .collect();
    let header = [["reasons".to_owned(), "other".to_owned()]];
    let file = scratch.file("w.csv", csv(header.iter().chain(&rows)));
    let out = scratch.path("out");
    let printed = verified(&file, &out, &["--closed", "reasons", "--other", "other"]);
    assert!(printed.contains("40 read = 39 answered + 0 no answer + 1 rejected"), "{printed}");
    let rejects = Sheet::open(out.join("rejects.csv"));
    assert_eq!(
        (rejects.cell(0, "row"), rejects.cell(0, "column"), rejects.cell(0, "raw")),
        ("21", "reasons", "green")
    );
    assert!(rejects.cell(0, "reason").contains("allowed are codes and labels"), "{rejects:?}");
}

#[test]
fn what_a_program_leaves_under_other_is_no_answer() {
    let scratch = Scratch::new();
    let code = question().categories[0].number.to_string();
    let fillers = ["-", "--", "0", "no", "None", "null", "-99", "无", "n/a", "NA"];
    let rows = (0..30).map(|at: usize| {
        [if at < 20 { code.clone() } else { String::new() }, fillers[at % fillers.len()].to_owned()]
    });
    let header = [["reasons".to_owned(), "other".to_owned()]];
    let file = scratch.file("w.csv", csv(header.into_iter().chain(rows)));
    let printed = verified(&file, &scratch.path("out"), &["--closed", "reasons", "--other", "other"]);
    assert!(printed.contains("30 read = 20 answered + 10 no answer + 0 rejected"), "{printed}");
    assert_eq!(Sheet::open(scratch.path("out").join("other.csv")).column("text"), [""; 0]);
}

#[test]
fn hostile_texts_stay_texts() {
    let scratch = Scratch::new();
    let hostile = [
        "=HYPERLINK(\"http://evil.test\")",
        "<script>alert(1)</script>",
        "\u{202e}dab\u{0}",
        "line\nbreak; \"quoted\"",
        "{{ 7*7 }}",
    ];
    let mut rows = vec![["reasons".to_owned(), "other".to_owned()]];
    for text in hostile {
        rows.extend(std::iter::repeat_n(["9996".to_owned(), text.to_owned()], 3));
    }
    let out = scratch.path("out");
    let printed =
        verified(&scratch.file("w.csv", csv(&rows)), &out, &["--closed", "reasons", "--other", "other"]);
    assert!(!printed.contains('\u{202e}') && !printed.contains('\u{0}'));
    let page = text(out.join("verify.html"));
    assert!(!page.contains("<script") && !page.contains('\u{202e}') && !page.contains(">49<"));
    let other = Sheet::open(out.join("other.csv"));
    assert_eq!(other.rows.len(), 15);
    assert_eq!(other.cell(0, "text"), "'=HYPERLINK(\"http://evil.test\")");
}
