//! LimeSurvey: a whole survey of one question as tab-separated values (.txt). All languages in one file.
//!
//! Columns and rows as in the manual ("Tab Separated Value survey structure") and as the importer reads them: one block of
//! group, question, subquestions and answers for each language, in the same order.

use super::limesurvey::{LimeQuestion, notes};
use super::{Made, Printed};
use crate::error::{Error, Result};

/// The columns that every row has; attributes follow.
const COLUMNS: [&str; 13] = [
    "class",
    "type/scale",
    "name",
    "relevance",
    "text",
    "help",
    "language",
    "validation",
    "mandatory",
    "other",
    "default",
    "same_default",
    "question_theme_name",
];
/// In which language Other is called what.
const OTHER: &str = "other_replace_text";

/// The survey.
///
/// # Errors
/// [`Error::Internal`] if a row cannot be written.
pub(super) fn write(printed: &Printed<'_>) -> Result<Made> {
    let question = LimeQuestion::new(printed);
    let mut columns: Vec<&str> = COLUMNS.to_vec();
    columns.extend(question.attributes.iter().map(|(name, _)| *name));
    columns.push(OTHER);
    let mut table = csv::WriterBuilder::new().delimiter(b'\t').terminator(csv::Terminator::CRLF).from_writer(
        // The importer takes a file without this mark for another encoding.
        "\u{feff}".as_bytes().to_vec(),
    );
    table.write_record(&columns).map_err(|error| internal(&error))?;
    for row in rows(&question) {
        let cell =
            |column: &&str| row.iter().find(|(name, _)| name == column).map_or("", |(_, cell)| cell.as_str());
        table.write_record(columns.iter().map(cell)).map_err(|error| internal(&error))?;
    }
    let bytes = table.into_inner().map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Made { bytes, notes: notes(printed) })
}

fn internal(error: &csv::Error) -> Error {
    Error::Internal(error.to_string())
}

/// A row by its columns.
type Row = Vec<(&'static str, String)>;

fn row<const N: usize>(cells: [(&'static str, &str); N]) -> Row {
    cells.into_iter().map(|(column, cell)| (column, cell.to_owned())).collect()
}

fn rows(question: &LimeQuestion) -> Vec<Row> {
    let mut rows = Vec::new();
    let main = question.languages.first().map_or("", String::as_str);
    let others = question.languages.get(1..).unwrap_or_default().join(" ");
    rows.push(row([("class", "S"), ("name", "language"), ("text", main)]));
    if !others.is_empty() {
        rows.push(row([("class", "S"), ("name", "additional_languages"), ("text", &others)]));
    }
    for (language, title) in question.languages.iter().zip(&question.stem) {
        let name = "surveyls_title";
        rows.push(row([("class", "SL"), ("name", name), ("text", title), ("language", language)]));
    }
    for (at, language) in question.languages.iter().enumerate() {
        rows.extend(block(question, at, language));
    }
    rows
}

/// The question in one language.
fn block(question: &LimeQuestion, at: usize, language: &str) -> Vec<Row> {
    let text = |texts: &[String]| texts.get(at).cloned().unwrap_or_default();
    let group =
        row([("class", "G"), ("type/scale", "G0"), ("name", &question.title), ("language", language)]);
    let mut first = row([
        ("class", "Q"),
        ("type/scale", question.kind),
        ("name", &question.title),
        ("relevance", "1"),
        ("text", &text(&question.stem)),
        ("language", language),
        ("mandatory", "N"),
        ("other", if question.has_other { "Y" } else { "N" }),
        ("same_default", "0"),
        ("question_theme_name", question.theme),
    ]);
    // An attribute of the question, not of a language, stands once.
    if at == 0 {
        first.extend(question.attributes.iter().cloned());
    }
    first.extend(question.other.iter().map(|other| (OTHER, text(other))));
    let part = |class: &str, (name, labels): &(String, Vec<String>)| {
        row([
            ("class", class),
            ("type/scale", "0"),
            ("name", name),
            ("relevance", "1"),
            ("text", &text(labels)),
            ("language", language),
        ])
    };
    let subquestions = question.subquestions.iter().map(|subquestion| part("SQ", subquestion));
    let answers = question.answers.iter().map(|answer| part("A", answer));
    [group, first].into_iter().chain(subquestions).chain(answers).collect()
}
