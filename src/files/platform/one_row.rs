//! Platforms whose exports have one header row: LimeSurvey, Google Forms, Typeform, Alchemer, ODK and Kobo.

use super::{Known, Platform, has, plain};
use crate::files::row::Row;
use crate::files::values::words;

/// What Google calls the time of a response: in English, German, French, Spanish, Portuguese (Brazil, Portugal), Italian,
/// Dutch, Russian, Ukrainian, Polish, Turkish, Swedish, Danish and Norwegian, Finnish, Czech, Estonian, Latvian,
/// Lithuanian, Vietnamese, Indonesian, Japanese, Korean, Chinese (Simplified, Traditional) and Thai.
const TIMESTAMP: [&str; 26] = [
    "timestamp",
    "zeitstempel",
    "horodateur",
    "marcatemporal",
    "carimbodedatahora",
    "dataehora",
    "informazionicronologiche",
    "tijdstempel",
    "отметкавремени",
    "позначкачасу",
    "sygnaturaczasowa",
    "zamandamgası",
    "tidstämpel",
    "tidsstempel",
    "aikaleima",
    "časovérazítko",
    "ajatempel",
    "laikazīmogs",
    "laikožyma",
    "dấuthờigian",
    "capwaktu",
    "タイムスタンプ",
    "타임스탬프",
    "时间戳记",
    "時間戳記",
    "ประทับเวลา",
];

/// See [`super::recognize`].
pub(super) fn recognize(
    platform: Platform,
    head: &[String],
    below: &[&Row],
    is_asked: bool,
) -> Option<Known> {
    let is_it = is_asked
        || match platform {
            Platform::LimeSurvey => is_lime_survey(head),
            Platform::GoogleForms => is_google_forms(head, below),
            Platform::Typeform => is_typeform(head),
            Platform::Alchemer => {
                has(head, "responseid") && has(head, "timestarted") && has(head, "datesubmitted")
            }
            Platform::Odk => has(head, "submissiondate") && (has(head, "metainstanceid") || has(head, "key")),
            Platform::Kobo => {
                ["_uuid", "_submission_time"].iter().all(|own| head.iter().any(|name| name.trim() == *own))
            }
            _ => false,
        };
    if !is_it {
        return None;
    }
    let mut known = Known::plain(platform, head);
    match platform {
        Platform::LimeSurvey => describe_lime_survey(&mut known),
        Platform::Kobo => take_tags(&mut known, below),
        Platform::Alchemer => {
            let is_write_in = |name: &str| name.trim_start().starts_with("Other - Write In");
            known.columns.iter_mut().for_each(|column| column.is_open = is_write_in(&column.name));
        }
        _ => {}
    }
    Some(known)
}

fn is_lime_survey(head: &[String]) -> bool {
    let own = |code: &str, text: &str| {
        let both = format!("{code}{}", plain(text));
        [code, &plain(text), &both].iter().any(|name| has(head, name))
    };
    own("startlanguage", "Start language")
        && (own("submitdate", "Date submitted") || own("lastpage", "Last page"))
}

/// "Q02[other]. Your gender: [Other]" is a code and its question; `[other]` and `[comment]` are what respondents type.
fn describe_lime_survey(known: &mut Known) {
    for column in &mut known.columns {
        let (code, text) = column.name.split_once(". ").unwrap_or((&column.name, ""));
        let is_code =
            !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"_[]".contains(&b));
        let code = code.to_lowercase();
        let typed = ["[other]", "[comment]", "comment]"];
        column.is_open = typed.iter().any(|end| code.ends_with(end))
            || typed.iter().any(|end| column.name.trim_end().to_lowercase().ends_with(end));
        if is_code {
            column.description = text.trim().to_owned();
        }
    }
    if known.columns.iter().any(|column| !column.description.is_empty()) {
        "the question is what follows the code in a column's name".clone_into(&mut known.undone);
    }
}

/// A time of response first and dates below it, and a question among the other names.
fn is_google_forms(head: &[String], below: &[&Row]) -> bool {
    let is_question = |name: &String| words(name) >= 4.0 || name.trim().ends_with(['?', '？']);
    let times = below.iter().map(|row| row.cell(0).trim()).filter(|cell| !cell.is_empty());
    let is_time = |cell: &str| cell.bytes().filter(u8::is_ascii_digit).count() >= 6;
    head.first().is_some_and(|name| TIMESTAMP.contains(&plain(name).as_str()))
        && head.iter().skip(1).any(is_question)
        && times.clone().next().is_some()
        && times.clone().all(is_time)
}

fn is_typeform(head: &[String]) -> bool {
    let own = ["startdateutc", "submitdateutc", "networkid"];
    head.first().is_some_and(|name| name.trim() == "#")
        && own.iter().filter(|name| has(head, name)).count() >= 2
}

/// A row of tags of the Humanitarian Exchange Language (`#affected +f`) below the header.
fn take_tags(known: &mut Known, below: &[&Row]) {
    let is_tag = |cell: &str| {
        cell.strip_prefix('#').is_some_and(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    let is_tags = |row: &&Row| {
        let mut cells = row.cells().map(str::trim).filter(|cell| !cell.is_empty()).peekable();
        cells.peek().is_some() && cells.all(is_tag)
    };
    if below.first().is_some_and(is_tags) {
        known.extra_rows = 1;
        "2 header rows, the second of tags and no answer".clone_into(&mut known.undone);
    }
}
