//! Google Forms: the body of a `batchUpdate` request of its API, which adds the question to a form. One language.
//!
//! Fields as in the API's discovery document, against which the files are checked in the tests.

use super::printed::quoted;
use super::{Made, Printed, PrintedOption};
use crate::closed_question::AnswerFormat;
use crate::error::{Error, Result};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The request.
///
/// # Errors
/// [`Error::Internal`] if it cannot be written as JSON.
pub(super) fn write(printed: &Printed<'_>) -> Result<Made> {
    let items = if printed.answer() == AnswerFormat::YesNo { grid(printed) } else { vec![list(printed)] };
    let requests: Vec<Value> = items
        .into_iter()
        .enumerate()
        .map(|(index, item)| json!({ "createItem": { "item": item, "location": { "index": index } } }))
        .collect();
    let mut bytes = serde_json::to_vec_pretty(&json!({ "requests": requests }))
        .map_err(|error| Error::Internal(error.to_string()))?;
    bytes.push(b'\n');
    Ok(Made { bytes, notes: notes(printed) })
}

fn list(printed: &Printed<'_>) -> Value {
    let kind = if printed.answer() == AnswerFormat::Multiple { "CHECKBOX" } else { "RADIO" };
    let plain = printed.having(|category| !category.open_text);
    let mut options: Vec<Value> =
        distinct(&plain).into_iter().map(|value| json!({ "value": value })).collect();
    if plain.len() < printed.options.len() {
        options.push(json!({ "isOther": true }));
    }
    let question =
        json!({ "choiceQuestion": { "type": kind, "options": options, "shuffle": is_shuffled(printed) } });
    json!({ "title": printed.stem(), "questionItem": { "question": question } })
}

/// A row of yes and no for each item, then a text field for Other.
fn grid(printed: &Printed<'_>) -> Vec<Value> {
    let rows: Vec<Value> = distinct(&printed.items())
        .into_iter()
        .map(|title| json!({ "rowQuestion": { "title": title } }))
        .collect();
    let columns: Vec<Value> = printed
        .scale()
        .into_iter()
        .filter_map(|(_, texts)| Some(json!({ "value": texts.into_iter().next()? })))
        .collect();
    let is_shuffled = printed.having(|category| category.shuffle).len() > 1;
    let grid = json!({ "columns": { "type": "RADIO", "options": columns }, "shuffleQuestions": is_shuffled });
    let group = json!({ "title": printed.stem(), "questionGroupItem": { "questions": rows, "grid": grid } });
    let fields = printed.having(|category| category.open_text).into_iter().map(|option| {
        json!({ "title": option.label(), "questionItem": { "question": { "textQuestion": { "paragraph": false } } } })
    });
    std::iter::once(group).chain(fields).collect()
}

/// The wordings; one that stood before gets its option code, since Google Forms refuses the same value twice.
fn distinct(options: &[&PrintedOption<'_>]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut own = |option: &&PrintedOption<'_>| {
        let label = option.label().to_owned();
        if seen.insert(label.clone()) {
            return label;
        }
        let mut told_apart = format!("{label} ({})", option.code());
        while !seen.insert(told_apart.clone()) {
            told_apart.push('*');
        }
        told_apart
    };
    options.iter().map(&mut own).collect()
}

/// Whether options can be shuffled without moving one that must stay.
fn is_shuffled(printed: &Printed<'_>) -> bool {
    let listed = printed.having(|category| !category.open_text);
    listed.len() > 1 && listed.iter().all(|option| option.category.shuffle)
}

fn notes(printed: &Printed<'_>) -> Vec<String> {
    let mut notes =
        vec!["Google Forms has no option codes: answers come back as wordings, so change none.".to_owned()];
    let is_list = printed.answer() != AnswerFormat::YesNo;
    let same = if is_list { printed.having(|category| !category.open_text) } else { printed.items() };
    let told_apart: Vec<&PrintedOption<'_>> = distinct(&same)
        .into_iter()
        .zip(&same)
        .filter(|(value, option)| value != option.label())
        .map(|(_, option)| *option)
        .collect();
    if !told_apart.is_empty() {
        notes.push(format!(
            "Google Forms refuses the same wording twice: the code stands behind {}.",
            quoted(&told_apart)
        ));
    }
    if is_list {
        let others = printed.having(|category| category.open_text);
        if !others.is_empty() {
            notes.push(format!("Google Forms words {} itself, and prints it last.", quoted(&others)));
        }
        let exclusive = printed.having(|category| category.exclusive);
        if printed.answer() == AnswerFormat::Multiple && !exclusive.is_empty() {
            notes.push(format!(
                "Google Forms cannot keep {} from being ticked with others: say so in the wording, or clean the answers.",
                quoted(&exclusive)
            ));
        }
        let fixed = printed.having(|category| !category.shuffle && !category.open_text);
        if printed.having(|category| category.shuffle).len() > 1 && !fixed.is_empty() {
            notes.push(format!(
                "Google Forms cannot hold {} in place while it shuffles the rest, so nothing is shuffled: to shuffle all of \
                 them, set shuffle to true.",
                quoted(&fixed)
            ));
        }
    }
    if printed.has_groups() {
        notes.push("Google Forms has no headings between options: the groups are not printed.".to_owned());
    }
    notes
}
