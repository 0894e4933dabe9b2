//! Section E 77: SPSS files, and Triple-S surveys beside them.

use super::Case;
use crate::sav::{ROWS_AT, VARIABLES_AT, sav};

const ANSWERS: [&str; 10] = [
    "the queue was too long",
    "friendly staff",
    "the café was closed",
    "slow service at the till",
    "prices are too high",
    "long queue again",
    "staff were kind and quick",
    "too expensive for what it is",
    "nobody at the counter",
    "opening hours are short",
];

const COLUMNS: [(&str, usize); 2] = [("ID", 4), ("COMMENT", 40)];

fn file(encoding: &str, answers: &[Vec<u8>]) -> Vec<u8> {
    let rows: Vec<Vec<Vec<u8>>> = answers
        .iter()
        .enumerate()
        .map(|(at, answer)| vec![format!("r{at}").into_bytes(), answer.clone()])
        .collect();
    sav(encoding, &COLUMNS, &rows)
}

fn answers() -> Vec<Vec<u8>> {
    ANSWERS.iter().map(|answer| answer.as_bytes().to_vec()).collect()
}

/// A sound file with other bytes from a place on.
fn with(at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut file = file("UTF-8", &answers());
    file[at..at + bytes.len()].copy_from_slice(bytes);
    file
}

fn answers_with(row: usize, answer: &[u8]) -> Vec<u8> {
    let mut answers = answers();
    answers[row] = answer.to_vec();
    file("UTF-8", &answers)
}

fn cut(from_end: usize) -> Vec<u8> {
    let mut file = file("UTF-8", &answers());
    file.truncate(file.len() - from_end);
    file
}

const DEFINITION: &str = r#"<?xml version="1.0"?>
<sss version="1.2"><survey><record ident="A">
<variable ident="1" type="single"><name>region</name><label>Region</label><position start="1"/>
<values><value code="1">North</value><value code="2">South</value></values></variable>
<variable ident="2" type="character"><name>comment</name><label>Why?</label><position start="2" finish="31"/></variable>
</record></survey></sss>"#;

pub(super) fn cases() -> Vec<Case> {
    let sav_case = |name, make: fn() -> Vec<u8>| Case::bytes(77, name, make).text("COMMENT");
    vec![
        sav_case("sound.sav", || file("UTF-8", &answers())).id("ID").cells("COMMENT", ANSWERS),
        sav_case("no-count.sav", || with(ROWS_AT, &(-1i32).to_le_bytes())),
        sav_case("two-billion-rows.sav", || with(ROWS_AT, &2_000_000_000i32.to_le_bytes())),
        sav_case("width-two-billion.sav", || with(VARIABLES_AT + 4, &2_000_000_000i32.to_le_bytes())),
        sav_case("label-two-billion.sav", || {
            let mut claim = 1i32.to_le_bytes().to_vec();
            claim.extend(0i32.to_le_bytes());
            claim.extend([0; 16]);
            claim.extend(2_000_000_000i32.to_le_bytes());
            with(VARIABLES_AT + 8, &claim)
        }),
        sav_case("windows-1252.sav", || {
            let western = |answer: &Vec<u8>| {
                encoding_rs::WINDOWS_1252.encode(std::str::from_utf8(answer).unwrap()).0.into_owned()
            };
            file("windows-1252", &answers().iter().map(western).collect::<Vec<_>>())
        })
        .cells("COMMENT", ANSWERS),
        sav_case("one-bad-byte.sav", || answers_with(2, b"the caf\xe9 was closed")),
        sav_case("cut-inside-character.sav", || {
            let long = "ö".repeat(21);
            answers_with(4, &["x".as_bytes(), long.as_bytes()].concat()[..40])
        }),
        sav_case("cut-in-header.sav", || cut(file("UTF-8", &answers()).len() - 100)),
        sav_case("cut-in-dictionary.sav", || cut(file("UTF-8", &answers()).len() - 250)),
        sav_case("cut-in-data.sav", || cut(20)).rejected(1),
        Case::path(77, "survey.sss", |path| {
            std::fs::write(path, DEFINITION).unwrap();
            std::fs::write(path.with_extension("asc"), "1the queue was long\n2friendly staff\n").unwrap();
        })
        .cells("region", ["1", "2"])
        .cells("comment", ["the queue was long", "friendly staff"]),
        Case::bytes(77, "alone.sss", || DEFINITION),
        Case::bytes(77, "levels.xml", || "<?xml version=\"1.0\"?><sss version=\"2.0\"><hierarchy/></sss>"),
        Case::bytes(
            77,
            "entity.xml",
            || "<!DOCTYPE sss [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><sss><survey><title>&a;</title></survey></sss>",
        ),
    ]
}
