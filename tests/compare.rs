//! `openend compare`: the figures of each wave side by side, what is called a change, and the bridge over a changed
//! frame.

use crate::support::{Scratch, Sheet, csv, files, json, repository, text};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

fn openend<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_openend")).args(arguments).output().unwrap()
}

/// A command that must succeed; returns what it printed.
fn done<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> String {
    let output = openend(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A comparison that must be refused in one line with exit code 2 and leaves nothing; returns the line.
fn refused(scratch: &Scratch, arguments: &[&str]) -> String {
    let out = scratch.path("refused");
    let output = openend([&["compare", "--out", out.to_str().unwrap()], arguments].concat());
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {line}");
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(!out.exists() && output.stdout.is_empty());
    line
}

const COLUMNS: [&str; 8] =
    ["--text", "reason", "--id", "respondent_id", "--weight", "weight", "--score", "score"];

/// The shipped sample as two waves: the first half analyzed, the second coded with its frame; and the first half again.
static WAVES: LazyLock<Scratch> = LazyLock::new(|| {
    let scratch = Scratch::new();
    let sample = Sheet::open(repository("data/sample.csv"));
    for (name, rows) in [("may", 0..500), ("june", 500..1000)] {
        let rows = sample.rows[rows].iter();
        let file = scratch.file(&format!("{name}.csv"), csv(std::iter::once(&sample.headers).chain(rows)));
        let out = scratch.path(&format!("{name}-openend"));
        let first = scratch.path("may-openend");
        let how = match name {
            "may" => vec!["analyze", "--engine", "fast"],
            _ => vec!["code", "--frame", first.to_str().unwrap()],
        };
        done([&how, &COLUMNS[..], &[file.to_str().unwrap(), "--out", out.to_str().unwrap()]].concat());
    }
    let (may, first) = (scratch.path("may.csv"), scratch.path("may-openend"));
    let again = scratch.path("again-openend");
    let options = [may.to_str().unwrap(), "--out", again.to_str().unwrap()];
    let named = ["--text", "reason", "--id", "respondent_id", "--no-guess"];
    done([&["code", "--frame", first.to_str().unwrap()], &options[..], &named].concat());
    scratch
});

/// A copy of a wave's results that a test may change.
fn copied(scratch: &Scratch, wave: &str) -> String {
    let (from, to) = (WAVES.path(wave), scratch.path(wave));
    fs::create_dir(&to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
    to.to_str().unwrap().to_owned()
}

fn compared(scratch: &Scratch, arguments: &[&str]) -> (Value, String) {
    let out = scratch.path("trend");
    let said = done([&["compare", "--out", out.to_str().unwrap()], arguments].concat());
    (json(out.join("trend.json")), said)
}

fn wave(name: &str) -> String {
    WAVES.path(name).to_str().unwrap().to_owned()
}

fn row(trend: &Value, code: u64) -> &Value {
    trend["rows"].as_array().unwrap().iter().find(|row| row["number"] == code).unwrap()
}

/// What a wave's own `shares.csv` says of its total.
fn share(folder: impl AsRef<Path>, code: u64) -> f64 {
    let shares = Sheet::open(folder.as_ref().join("shares.csv"));
    let of_code =
        |r: &usize| shares.cell(*r, "segment") == "Total" && shares.cell(*r, "code") == code.to_string();
    shares.number((0..shares.rows.len()).find(of_code).unwrap(), "share")
}

#[test]
fn two_waves_stand_side_by_side_with_the_figures_of_their_own_folders() {
    let scratch = Scratch::new();
    let (may, june) = (wave("may-openend"), wave("june-openend"));
    let (trend, said) = compared(&scratch, &[&may, &june]);
    assert_eq!((&trend["waves"][0]["name"], &trend["waves"][1]["name"]), (&"may".into(), &"june".into()));
    assert_eq!(trend["overlaps"][0]["people"], 0);
    assert!(trend["bridges"].as_array().unwrap().is_empty(), "one frame codes both");
    let rows = trend["rows"].as_array().unwrap();
    assert!(rows.len() > 10);
    for row in rows {
        let code = row["number"].as_u64().unwrap();
        let shares = [0, 1].map(|at| row["points"][at]["share"].as_f64().unwrap());
        for (share, own) in shares.iter().zip([share(&may, code), share(&june, code)]) {
            assert!((share - own).abs() < 1e-6, "code {code}: {share} {own}");
        }
        let change = &row["changes"][0];
        assert!((change["difference"].as_f64().unwrap() - (shares[1] - shares[0])).abs() < 1e-12);
        assert!(["two_samples", "too_few"].contains(&change["test"].as_str().unwrap()));
        assert!(change["chance"].as_f64() <= change["adjusted"].as_f64(), "{change}");
    }
    assert_eq!(trend["means"].as_array().unwrap().len(), 2, "sentiment and score");
    assert!(said.contains("what people volunteered") && said.contains("trend.html"), "{said}");

    let table = Sheet::open(scratch.path("trend/trend.csv"));
    assert_eq!(table.rows.len(), (rows.len() + 2) * 2);
    assert_eq!(
        (table.cell(0, "wave"), table.cell(0, "since_previous"), table.cell(0, "coded_again")),
        ("may", "", "0")
    );
    assert!(!table.cell(1, "since_previous_p").is_empty());
    let page = text(scratch.path("trend/trend.html"));
    assert!(page.contains("<svg class=\"trend\"") && !page.contains("<script"));
    assert!(fs::read(scratch.path("trend/trend.xlsx")).unwrap().starts_with(b"PK"));

    let names: Vec<_> = files(&scratch.path("trend")).into_keys().collect();
    assert_eq!(names.len(), 4, "{names:?}");
    let other = scratch.path("other");
    done(["compare", &may, &june, "--out", other.to_str().unwrap(), "--threads", "1"]);
    assert!(files(&other) == files(&scratch.path("trend")), "the same bytes at any number of threads");
}

#[test]
fn the_same_people_with_the_same_answers_show_no_change() {
    let scratch = Scratch::new();
    let again = wave("again-openend");
    let (trend, said) =
        compared(&scratch, &[&again, &again, &again, "--name", "a", "--name", "b", "--name", "c"]);
    assert_eq!(trend["significant"], 0);
    assert_eq!(trend["overlaps"].as_array().unwrap().len(), 3);
    let overlap = &trend["overlaps"][0];
    assert_eq!((&overlap["is_whole"], &overlap["are_row_numbers"]), (&true.into(), &true.into()));
    assert_eq!(overlap["people"], trend["waves"][0]["base"]["count"]);
    for row in trend["rows"].as_array().unwrap() {
        for change in row["changes"].as_array().unwrap() {
            assert_eq!((&change["test"], &change["chance"]), (&"mcnemar_exact".into(), &1.0.into()));
            assert_eq!(change["difference"], 0.0);
            let width = change["high"].as_f64().unwrap() - change["low"].as_f64().unwrap();
            assert!(width < 0.08, "a panel's difference is sure: {change}");
        }
    }
    assert!(said.contains("only number the rows"), "{said}");
}

#[test]
fn a_changed_frame_is_bridged_and_another_label_is_not() {
    let scratch = Scratch::new();
    let (may, june) = (wave("may-openend"), copied(&scratch, "june-openend"));
    done(["frame", "rename", &june, "1", "a better name"]);
    let (trend, said) = compared(&scratch, &[&may, &june]);
    assert!(trend["bridges"].as_array().unwrap().is_empty(), "{}", trend["bridges"]);
    assert!(
        said.contains("a better name") || text(scratch.path("trend/trend.html")).contains("a better name")
    );

    fs::remove_dir_all(scratch.path("trend")).unwrap();
    done(["frame", "merge", &june, "2", "--into", "1"]);
    let (trend, said) = compared(&scratch, &[&may, &june]);
    let bridges = trend["bridges"].as_array().unwrap();
    assert_eq!(bridges.len(), 2, "the later wave was coded before the edit, too");
    assert!(said.contains("Bridge") && said.contains("another state of the same code frame"), "{said}");
    assert!(trend["rows"].as_array().unwrap().iter().all(|row| row["number"] != 2));
    for (bridge, folder) in bridges.iter().zip([&may, &june]) {
        let rows = bridge["rows"].as_array().unwrap();
        let first = rows.iter().find(|row| row["number"] == 1).unwrap();
        let then = first["then"]["point"]["share"].as_f64().unwrap();
        assert!((then - share(folder, 1)).abs() < 1e-6, "as printed in its time");
        assert_eq!((&first["then"]["lost"], first["now"]["share"].as_f64() > Some(then)), (&0.into(), true));
        // Whoever carried the merged code carries the other now.
        let coded = Sheet::open(Path::new(folder).join("coded.csv"));
        let either =
            (0..coded.rows.len()).filter(|&r| coded.cell(r, "oe_c1") == "1" || coded.cell(r, "oe_c2") == "1");
        assert_eq!(first["now"]["count"], either.count());
        let untouched = rows.iter().find(|row| row["number"] == 3).unwrap();
        assert_eq!((&untouched["then"]["gained"], &untouched["then"]["lost"]), (&0.into(), &0.into()));
    }
    let page = text(scratch.path("trend/trend.html"));
    assert!(page.contains("id=\"bridge\"") && page.contains("coded again"));
    // By the frame of the first wave nothing need be coded again.
    let out = scratch.path("by-the-first");
    done(["compare", &may, &june, "--frame", &may, "--out", out.to_str().unwrap()]);
    assert!(json(out.join("trend.json"))["bridges"].as_array().unwrap().is_empty());
}

#[test]
fn waves_of_different_questions_need_one_frame() {
    let scratch = Scratch::new();
    let file = scratch.file("other.csv", text(WAVES.path("may.csv")).replace("reason", "What annoys you?"));
    let out = scratch.path("other-openend");
    let out = out.to_str().unwrap();
    done(["analyze", "--engine", "fast", file.to_str().unwrap(), "--text", "What annoys you?", "--out", out]);
    let may = wave("may-openend");
    let line = refused(&scratch, &[&may, out]);
    assert!(
        line.contains("What annoys you?") && line.contains("reason") && line.contains("--frame"),
        "{line}"
    );
    let (trend, _) = compared(&scratch, &[&may, out, "--frame", &may]);
    assert_eq!(trend["bridges"][0]["wave"], 1);
    assert_eq!(trend["bridges"][0]["reason"], "other_frame");
    for row in trend["rows"].as_array().unwrap().iter().filter(|row| row["kind"] == "code") {
        // The same answers by the same frame; only the first wave is weighted.
        assert_eq!(row["points"][0]["count"], row["points"][1]["count"], "code {}", row["number"]);
    }
}

#[test]
fn hostile_labels_and_names_are_text_everywhere() {
    let scratch = Scratch::new();
    let (may, june) = (wave("may-openend"), copied(&scratch, "june-openend"));
    let clean = compared(&scratch, &[&may, &june]);
    let tags = |page: &str| page.matches('<').count();
    let before = tags(&text(scratch.path("trend/trend.html")));
    fs::remove_dir_all(scratch.path("trend")).unwrap();
    let label = "=HYPERLINK(\"http://x\")<img src=x onerror=alert(1)>";
    let name = "@wave</title><script>\u{1b}[31m\u{202e}";
    done(["frame", "rename", &june, "1", label]);
    let (trend, said) = compared(&scratch, &[&may, &june, "--name", name, "--name", "{{ 7*7 }}"]);
    let page = text(scratch.path("trend/trend.html"));
    assert_eq!(tags(&page), before, "nothing opened a tag");
    assert!(page.contains("{{ 7*7 }}") && page.contains("[U+202E]") && !page.contains('\u{202e}'));
    assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "{said}");
    let table = text(scratch.path("trend/trend.csv"));
    assert!(table.contains("'=HYPERLINK") && table.contains("'@wave") && !table.contains(",=HYPERLINK"));
    assert_eq!(row(&trend, 1)["points"], row(&clean.0, 1)["points"]);
}

#[test]
fn listed_shares_stand_beside_and_are_never_compared() {
    let scratch = Scratch::new();
    let (may, june) = (wave("may-openend"), wave("june-openend"));
    let closed = scratch.file("closed.csv", "code,share,base\n1,58%,900\n2,0.07,900\n");
    let (trend, said) = compared(&scratch, &[&may, &june, "--closed", closed.to_str().unwrap()]);
    assert_eq!(trend["listed"]["shares"][0]["share"], 0.58);
    assert!(said.contains("Listed, not volunteered") && said.contains("58%"), "{said}");
    let page = text(scratch.path("trend/trend.html"));
    assert!(page.contains("Listed, not volunteered"));
    let out = scratch.path("plain");
    done(["compare", &may, &june, "--out", out.to_str().unwrap()]);
    assert_eq!(json(out.join("trend.json"))["rows"], trend["rows"], "they change nothing");
}

#[test]
fn what_cannot_be_compared_is_refused_in_words_that_help() {
    let scratch = Scratch::new();
    let (may, june) = (wave("may-openend"), wave("june-openend"));
    let nowhere = scratch.path("nowhere");
    for (arguments, parts) in [
        (vec![may.as_str(), nowhere.to_str().unwrap()], &["run.json", "name a results folder"][..]),
        (vec![&may, &june, "--name", "one"], &["--name", "one for each"]),
        (vec![&may, &may], &["--name", "two waves have one name"]),
    ] {
        let line = refused(&scratch, &arguments);
        for part in parts {
            assert!(line.contains(part), "{arguments:?}: {line}");
        }
    }
    let over = copied(&scratch, "june-openend");
    let before = files(Path::new(&over));
    for out in [&over, &june] {
        let output = openend(["compare", &may, &june, "--out", out, "--force"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains("results of a wave"));
    }
    assert!(files(Path::new(&over)) == before, "results of a wave are never replaced");
}
