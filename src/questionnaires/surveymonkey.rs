//! The body of SurveyMonkey's API v3 call `POST /surveys/{id}/pages/{id}/questions`, in one language.
//!
//! Choices have no codes there. Other is the field `other`, which stays last; of the choices only the very last can be kept
//! in its place, so a random order is asked for only where no more than that has to stay.
//!
//! Source: SurveyMonkey's public API documentation, "Formatting question types".

use super::printed::quoted;
use super::{Made, Printed, PrintedOption};
use crate::closed_question::{AnswerFormat, CategoryKind};
use crate::error::{Error, Result};
use serde_json::{Map, Value, json};

/// Width in characters of the text field of Other, as in the documentation's example.
const WIDTH: usize = 100;

/// The body in its one language.
///
/// # Errors
/// [`Error::Internal`] if the JSON cannot be written.
pub(super) fn write(printed: &Printed<'_>) -> Result<Made> {
    let mut notes = Vec::new();
    let body = match printed.answer() {
        AnswerFormat::YesNo => matrix(printed, &mut notes),
        _ => list(printed, &mut notes),
    };
    notes.push(
        "SurveyMonkey gives its choices no codes of your own: match them by their wording when you verify."
            .into(),
    );
    if printed.has_groups() {
        notes.push("SurveyMonkey holds no groups of choices: the nets' headings are left out, and all choices are one list.".into());
    }
    let is_markup =
        |text: &str| text.contains('<') || text.contains('&') || text.contains("{{") || text.contains('[');
    if is_markup(printed.stem()) || printed.options.iter().any(|option| is_markup(option.label())) {
        notes.push("A wording holds signs that SurveyMonkey may read as HTML or piped text (<, &, [, {{): look at the preview.".into());
    }
    if printed.question.languages.len() > 1 {
        notes.push("Each file is one language: create one question, and enter the others under the survey's languages.".into());
    }
    let mut bytes = serde_json::to_vec_pretty(&body).map_err(|error| Error::Internal(error.to_string()))?;
    bytes.push(b'\n');
    Ok(Made { bytes, notes })
}

fn list(printed: &Printed<'_>, notes: &mut Vec<String>) -> Value {
    let choices = printed.having(|category| category.kind != CategoryKind::Other);
    let mut answers = Map::from_iter([("choices".to_owned(), texts(choices.iter().map(|o| o.label())))]);
    let others = printed.having(|category| category.kind == CategoryKind::Other);
    if let Some(other) = others.first() {
        let field =
            json!({ "text": other.label(), "num_chars": WIDTH, "num_lines": 1, "is_answer_choice": true });
        answers.insert("other".into(), json!([field]));
    }
    let behind =
        printed.options.iter().skip_while(|option| option.category.kind != CategoryKind::Other).count();
    if behind > 1 {
        notes.push(format!("SurveyMonkey prints {} last.", quoted(&others)));
    }
    let family = if printed.answer() == AnswerFormat::Single { "single_choice" } else { "multiple_choice" };
    let mut body = question(printed, family, "vertical", answers);
    if let Some(sorting) = sorting(&choices, notes) {
        body.insert("sorting".into(), sorting);
    }
    let exclusive = printed.having(|category| category.exclusive);
    if printed.answer() == AnswerFormat::Multiple && !exclusive.is_empty() {
        notes.push(format!(
            "The call makes no choice exclusive: in SurveyMonkey, make {} a “None of the above” option, or check the answers.",
            quoted(&exclusive)
        ));
    }
    Value::Object(body)
}

/// A row per item; the columns are Yes, No and the ways out.
fn matrix(printed: &Printed<'_>, notes: &mut Vec<String>) -> Value {
    let items = printed.items();
    let scale = printed.scale();
    let columns = scale.iter().map(|(_, texts)| texts.first().map_or("", String::as_str));
    let rows = texts(items.iter().map(|item| item.label()));
    let answers = Map::from_iter([("rows".to_owned(), rows), ("choices".to_owned(), texts(columns))]);
    let mut body = question(printed, "matrix", "single", answers);
    body.insert("forced_ranking".into(), json!(false));
    if printed.shuffles() {
        notes.push("The call shuffles no rows: in SurveyMonkey, randomize the rows of the matrix.".into());
    }
    let others = printed.having(|category| category.kind == CategoryKind::Other);
    if !others.is_empty() {
        notes.push(format!("The matrix has no {}: add an open question below it.", quoted(&others)));
    }
    Value::Object(body)
}

fn question(
    printed: &Printed<'_>,
    family: &str,
    subtype: &str,
    answers: Map<String, Value>,
) -> Map<String, Value> {
    let fields = [
        ("headings", json!([{ "heading": printed.stem() }])),
        ("family", json!(family)),
        ("subtype", json!(subtype)),
        ("answers", Value::Object(answers)),
    ];
    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn texts<'t>(texts: impl Iterator<Item = &'t str>) -> Value {
    (1..)
        .zip(texts)
        .map(|(position, text): (usize, _)| json!({ "text": text, "position": position }))
        .collect()
}

/// The random order, if no choice but the last one has to keep its place.
fn sorting(choices: &[&PrintedOption<'_>], notes: &mut Vec<String>) -> Option<Value> {
    if choices.iter().filter(|option| option.category.shuffle).count() < 2 {
        return None;
    }
    let fixed: Vec<&PrintedOption<'_>> =
        choices.iter().copied().filter(|option| !option.category.shuffle).collect();
    let last_alone = choices.last().is_some_and(|option| !option.category.shuffle);
    match fixed.len() {
        0 => Some(json!({ "type": "random" })),
        1 if last_alone => Some(json!({ "type": "random", "ignore_last": true })),
        _ => {
            notes.push(format!(
                "SurveyMonkey keeps only the last choice in its place, and here {} must keep theirs: the order is left fixed.",
                quoted(&fixed)
            ));
            None
        }
    }
}
