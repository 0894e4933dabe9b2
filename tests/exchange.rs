//! A frame taken out as a spreadsheet and brought back through the program, and looked over.

use crate::support::{Scratch, Sheet, analyzed, csv, files, json, reasons, text};
use calamine::{Reader, Xlsx};
use openend::Threads;
use openend::code_frame::{CodeNumber, Standing};
use openend::coding::Coder;
use openend::outputs::open_frame;
use openend::text::Language;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Answers of a clinic's patients, each theme in several wordings.
const ANSWERS: [&str; 24] = [
    "The waiting time was far too long",
    "I waited two hours in the corridor",
    "long wait before the doctor came",
    "Waiting times are endless",
    "The nurses were very friendly",
    "friendly and helpful nurses",
    "kind staff who took their time",
    "Staff was friendly and patient",
    "There is no parking space near the clinic",
    "parking is impossible in the morning",
    "not enough parking places",
    "I could not park my car anywhere",
    "The rooms were clean",
    "clean and tidy rooms",
    "everything was spotless, clean toilets",
    "the ward was very clean",
    "Too expensive for what you get",
    "the prices are high",
    "high price of the treatment",
    "expensive medicine",
    "the food was cold and tasteless",
    "cold food every day",
    "meals without any taste",
    "tasteless cold meals",
];

/// A survey of these answers, analysed.
fn results() -> (Scratch, PathBuf) {
    let scratch = Scratch::new();
    let file = scratch.file("survey.csv", reasons(ANSWERS.iter().cycle().take(96).copied()));
    let out = scratch.path("clinic");
    analyzed(&file, &out, &["--text", "reason", "--id", "id", "--engine", "fast"]);
    (scratch, out)
}

/// `openend frame WORDS…`
fn run<S: AsRef<std::ffi::OsStr>>(words: &[S]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_openend")).arg("frame").args(words).output().unwrap()
}

/// A command that succeeds without complaint; returns what it printed.
fn frame(command: &str, path: &Path, more: &[&str]) -> String {
    let output = run(&[&[command, path.to_str().unwrap()], more].concat());
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && complaint.is_empty(), "{command} {more:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// A command that is refused with exit code 2; returns its lines.
fn refused(command: &str, path: &Path, more: &[&str]) -> Vec<String> {
    let before = files(path);
    let output = run(&[&[command, path.to_str().unwrap()], more].concat());
    let lines = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{command} {more:?}: {lines}");
    assert!(files(path) == before, "{command} {more:?} changed something");
    lines.lines().map(str::to_owned).collect()
}

fn export(out: &Path, to: &Path) -> String {
    frame("export", out, &["-o", to.to_str().unwrap()])
}

fn import(out: &Path, file: &Path, more: &[&str]) -> String {
    frame("import", out, &[&[file.to_str().unwrap()], more].concat())
}

/// The exported frame with some cells written over and rows added.
fn edited(scratch: &Scratch, out: &Path, cells: &[(&str, &str, &str)], rows: &[&[(&str, &str)]]) -> PathBuf {
    let plain = scratch.path("exported.csv");
    frame("export", out, &["-o", plain.to_str().unwrap(), "--force"]);
    let mut sheet = Sheet::open(&plain);
    let at = |column: &str| sheet.headers.iter().position(|header| header == column).unwrap();
    let changes: Vec<(&str, usize, &str)> = cells.iter().map(|(n, c, text)| (*n, at(c), *text)).collect();
    let added: Vec<Vec<String>> = rows
        .iter()
        .map(|cells| {
            let mut row = vec![String::new(); sheet.headers.len()];
            cells.iter().for_each(|(column, text)| (*text).clone_into(&mut row[at(column)]));
            row
        })
        .collect();
    for (number, column, text) in changes {
        let row = sheet.rows.iter_mut().find(|row| row[0] == number).unwrap();
        text.clone_into(&mut row[column]);
    }
    let all = std::iter::once(sheet.headers.clone()).chain(sheet.rows).chain(added);
    scratch.file("edited.csv", csv(all))
}

#[test]
fn a_sheet_that_nobody_touched_changes_nothing() {
    let (scratch, out) = results();
    // Labels that spreadsheets and terminals stumble over.
    for (number, label) in
        [("1", "=HYPERLINK(\"http://x\",\"y\")"), ("2", "a \"b\", c;\u{a0}d"), ("3", "服务 שירות 👍🏽")]
    {
        frame("rename", &out, &[number, label]);
        frame("define", &out, &[number, "--include", "=1+1", "--include", "\"quoted\""]);
    }
    let before = files(&out);
    let csv_file = scratch.path("frame.csv");
    let said = export(&out, &csv_file);
    assert!(said.contains("frame.csv") && said.contains("frame import"), "{said}");
    assert!(text(&csv_file).contains("'=HYPERLINK"), "no live formula");
    let workbook = scratch.path("FRAME.XLSX");
    export(&out, &workbook);
    // As a program saves it that separates by semicolons and ends lines its own way.
    let semicolons = scratch.file("saved anew.csv", {
        let sheet = Sheet::open(&csv_file);
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        writer.write_record(&sheet.headers).unwrap();
        sheet.rows.iter().for_each(|row| writer.write_record(row).unwrap());
        writer.into_inner().unwrap()
    });
    for file in [&csv_file, &workbook, &semicolons] {
        let said = import(&out, file, &["--retire-missing"]);
        assert!(said.contains("nothing to edit"), "{said}");
        assert!(said.contains("Unchanged") && !said.contains("Missing"), "{said}");
        assert!(files(&out) == before, "{}", file.display());
    }
    let mut book: Xlsx<_> = calamine::open_workbook(&workbook).unwrap();
    assert_eq!(book.sheet_names(), ["codes", "how to edit"]);
    assert!(book.worksheet_formula("codes").unwrap().is_empty());
}

#[test]
fn an_edited_sheet_edits_the_frame_and_all_of_it_can_be_undone() {
    let (scratch, out) = results();
    let drafted = fs::read(out.join("frame.json")).unwrap();
    let sheet = edited(
        &scratch,
        &out,
        &[
            ("1", "label:en", "Waiting"),
            ("1", "definition", "Time spent\nwaiting."),
            ("1", "net", "Access"),
            ("2", "net", "Access"),
            ("2", "counter-examples", "the nurse waved at me"),
            ("3", "standing", "retired"),
        ],
        &[&[
            ("label:en", "Lifts"),
            ("net", "Access"),
            ("examples", "the lift is broken\nlifts out of order again"),
        ]],
    );
    let plan = import(&out, &sheet, &["--dry-run"]);
    assert!(plan.contains("would be made; nothing was changed"), "{plan}");
    assert!(fs::read(out.join("frame.json")).unwrap() == drafted);
    let said = import(&out, &sheet, &["--who", "Mari", "--why", "team meeting"]);
    for needle in ["Changed     3", "label:en, net, definition", "Added       2", "Unchanged", "edits made:"]
    {
        assert!(said.contains(needle), "{needle}: {said}");
    }
    let (_, saved) = open_frame(&out).unwrap();
    let frame = saved.frame();
    assert!(saved.history.entries().iter().all(|entry| entry.who.as_deref() == Some("Mari")));
    assert_eq!(frame.label(CodeNumber(1), Language::EN).0, "Waiting");
    assert_eq!(frame.code(CodeNumber(1)).unwrap().definition, "Time spent waiting.");
    assert_eq!(frame.code(CodeNumber(3)).unwrap().standing, Standing::Retired);
    let lifts = frame.codes.iter().find(|code| code.labels[&Language::EN] == "Lifts").unwrap();
    let net = frame.net(lifts.net.unwrap()).unwrap();
    assert_eq!((net.labels[&Language::EN].as_str(), net.codes.len()), ("Access", 3));
    // The new code is given to those who say what its examples say.
    let mut coder = Coder::new(frame, &saved.model).unwrap();
    let reading = coder.reader().read("The lift is broken!", None);
    let coding = coder.code(&[&reading], &Threads::new(1).unwrap()).unwrap();
    assert!(coding[0].codes.contains(&lifts.number), "{:?}", coding[0].codes);
    // What was brought in goes out again, and comes back as it is.
    let again = scratch.path("again.xlsx");
    export(&out, &again);
    assert!(import(&out, &again, &[]).contains("nothing to edit"));
    self::frame("undo", &out, &["--all"]);
    assert!(fs::read(out.join("frame.json")).unwrap() == drafted);
}

#[test]
fn faults_are_named_by_row_and_column_and_nothing_is_changed() {
    let (scratch, out) = results();
    let sheet = edited(
        &scratch,
        &out,
        &[("1", "label:en", "2024-02-01"), ("2", "kind", "net"), ("3", "label:en", "good")],
        &[&[("number", "77"), ("label:en", "x")], &[("label:en", "new"), ("examples", "???")]],
    );
    let lines = refused("import", &out, &[sheet.to_str().unwrap()]);
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert!(lines[..4].iter().all(|line| line.starts_with("edited.csv: line ")), "{lines:?}");
    for (line, column) in lines.iter().zip(["number", "label:en", "kind", "examples"]) {
        let is_named = lines[..4].iter().any(|line| line.contains(&format!("column \"{column}\"")));
        assert!(is_named, "{column}: {line}");
    }
    assert_eq!(lines[4], "openend: edited.csv: 4 cells or rows are wrong, named above; nothing was changed");
    let odd = scratch.file("odd.csv", "number,label:en,remark\n1,a,b\n");
    assert!(refused("import", &out, &[odd.to_str().unwrap()])[0].contains("column \"remark\": unknown"));
    assert!(refused("import", &out, &["nowhere.csv"])[0].contains("nowhere.csv"));
}

#[test]
fn codes_written_by_hand_are_added_and_missing_ones_retired_only_if_asked() {
    let (scratch, out) = results();
    let by_hand = scratch
        .file("mine.csv", "label,net,examples\nLifts,Building,the lift is broken\nHeating,Building,\n");
    let said = import(&out, &by_hand, &[]);
    assert!(
        said.contains("Added       3") && said.contains("no examples") && !said.contains("Missing"),
        "{said}"
    );
    let sheet = Sheet::open(edited(&scratch, &out, &[], &[]));
    let kept = sheet.rows.into_iter().filter(|row| row[0] != "2");
    let missing = scratch.file("missing.csv", csv(std::iter::once(sheet.headers).chain(kept)));
    let said = import(&out, &missing, &[]);
    assert!(said.contains("Missing     1") && said.contains("nothing to edit"), "{said}");
    let said = import(&out, &missing, &["--retire-missing"]);
    assert!(said.contains("1 edit made:") && said.contains("retire 2 "), "{said}");
    assert_eq!(open_frame(&out).unwrap().1.frame().code(CodeNumber(2)).unwrap().standing, Standing::Retired);
    assert!(refused("import", &out, &[by_hand.to_str().unwrap(), "--retire-missing"])[0].contains("number"));
}

#[test]
fn an_export_overwrites_nothing_unasked() {
    let (scratch, out) = results();
    let taken = scratch.file("mine.csv", "mine");
    let words = |file: &Path| file.to_str().unwrap().to_owned();
    assert!(refused("export", &out, &["-o", &words(&taken)])[0].contains("--force"));
    assert_eq!(text(&taken), "mine");
    frame("export", &out, &["-o", &words(&taken), "--force"]);
    assert!(text(&taken).starts_with("\u{feff}number,kind,label:en,"));
    assert!(refused("export", &out, &["-o", "frame.ods"])[0].contains(".csv or .xlsx"));
    assert!(
        refused("export", &out, &["-o", &words(&out.join("coded.csv")), "--force"])[0]
            .contains("another name")
    );
}

#[test]
fn a_frame_is_looked_over_with_the_people_of_its_folder() {
    let (_scratch, out) = results();
    frame("rename", &out, &["2", "Other"]);
    let said = frame("check", &out, &[]);
    assert!(said.contains("vague-label") && said.contains("frame rename"), "{said}");
    assert!(!said.contains("Left out"), "{said}");
    frame("rename", &out, &["3", "Parking"]);
    frame("rename", &out, &["4", "parking"]);
    let found: serde_json::Value = serde_json::from_str(&frame("check", &out, &["--json"])).unwrap();
    let base = json(out.join("run.json"))["ledger"]["coded"].as_u64().unwrap();
    assert!(found["base"].as_u64().unwrap() >= base);
    let first = &found["findings"][0];
    assert_eq!((&first["rule"], &first["severity"]), (&"duplicate-label".into(), &"error".into()));
    assert_eq!(first["numbers"], serde_json::json!([3, 4]));
    let command = first["command"].as_str().unwrap();
    assert!(command.starts_with("openend frame ") && command.contains(" 4 "), "{command}");
    // Findings are advice, unless somebody asks for more.
    let strict = run(&["check", out.to_str().unwrap(), "--strict"]);
    assert_eq!(strict.status.code(), Some(2));
    fs::remove_file(out.join("coded.csv")).unwrap();
    assert!(frame("check", &out, &[]).contains("Left out"));
}
