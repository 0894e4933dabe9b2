//! SurveyJS: the JSON that its form library and Creator load. All languages in one file.
//!
//! Properties as in the typings of survey-core, which checks the files in the tests.

use super::printed::{quoted, slug};
use super::{Made, Printed, PrintedOption};
use crate::closed_question::{AnswerFormat, CategoryKind};
use crate::error::{Error, Result};
use crate::text::Language;
use serde_json::{Map, Value, json};

/// Options that SurveyJS prints last whatever the order of the others: kind, switch, text, and the value that it stores.
const LAST: [(CategoryKind, &str, &str, &str); 4] = [
    (CategoryKind::None, "showNoneItem", "noneText", "none"),
    (CategoryKind::PreferNot, "showRefuseItem", "refuseText", "refused"),
    (CategoryKind::DontKnow, "showDontKnowItem", "dontKnowText", "dontknow"),
    (CategoryKind::Other, "showOtherItem", "otherText", "other"),
];

/// The survey of one question.
///
/// # Errors
/// [`Error::Internal`] if it cannot be written as JSON.
pub(super) fn write(printed: &Printed<'_>) -> Result<Made> {
    let elements =
        if printed.answer() == AnswerFormat::YesNo { matrix(printed) } else { vec![list(printed)] };
    let mut survey = Map::new();
    if printed.main() != Language::EN {
        survey.insert("locale".into(), locale(printed.main()).into());
    }
    survey.insert("pages".into(), json!([{ "name": "page1", "elements": elements }]));
    let mut bytes = serde_json::to_vec_pretty(&survey).map_err(|error| Error::Internal(error.to_string()))?;
    bytes.push(b'\n');
    Ok(Made { bytes, notes: notes(printed) })
}

fn list(printed: &Printed<'_>) -> Value {
    let kind = if printed.answer() == AnswerFormat::Multiple { "checkbox" } else { "radiogroup" };
    let choices = printed.options.iter().filter(|option| special(option).is_none()).map(|option| {
        let mut choice = json!({ "value": option.code(), "text": texts(printed, &option.labels) });
        if option.category.exclusive && printed.answer() == AnswerFormat::Multiple {
            choice["isExclusive"] = true.into();
        }
        choice
    });
    let mut element = json!({
        "type": kind,
        "name": slug(&printed.question.open_question.column),
        "title": texts(printed, &printed.stem),
        "choices": choices.collect::<Vec<_>>(),
    });
    if printed.shuffles() {
        element["choicesOrder"] = "random".into();
    }
    for (option, (_, switch, text, _)) in printed.options.iter().filter_map(|o| Some((o, special(o)?))) {
        element[switch] = true.into();
        element[text] = texts(printed, &option.labels);
    }
    element
}

/// A row of yes and no for each item, then a text field for Other.
fn matrix(printed: &Printed<'_>) -> Vec<Value> {
    let name = slug(&printed.question.open_question.column);
    let value = |code: u16, labels: &[String]| json!({ "value": code, "text": texts(printed, labels) });
    let mut matrix = json!({
        "type": "matrix",
        "name": name,
        "title": texts(printed, &printed.stem),
        "columns": printed.scale().iter().map(|(code, labels)| value(*code, labels)).collect::<Vec<_>>(),
        "rows": printed.items().iter().map(|item| value(item.code(), &item.labels)).collect::<Vec<_>>(),
    });
    if printed.shuffles() {
        matrix["rowOrder"] = "random".into();
    }
    let fields = printed.having(|category| category.open_text).into_iter().map(|option| {
        let name = format!("{name}_{}", option.code());
        json!({ "type": "text", "name": name, "title": texts(printed, &option.labels) })
    });
    std::iter::once(matrix).chain(fields).collect()
}

/// How SurveyJS calls the option, if it prints it last by itself.
fn special(option: &PrintedOption<'_>) -> Option<(CategoryKind, &'static str, &'static str, &'static str)> {
    LAST.into_iter().find(|(kind, ..)| *kind == option.category.kind)
}

/// A text in every language. English is the language that stands for all others in SurveyJS; without it the main one does.
fn texts(printed: &Printed<'_>, texts: &[String]) -> Value {
    let has_english = printed.languages.contains(&Language::EN);
    let mut all = Map::new();
    for (&language, text) in printed.languages.iter().zip(texts) {
        let text = plain(text);
        if language == Language::EN || (!has_english && language == printed.main()) {
            all.insert("default".into(), text.clone().into());
        }
        if language != Language::EN {
            all.insert(locale(language).into(), text.into());
        }
    }
    all.into()
}

/// Without a value to fill in: SurveyJS replaces `{name}` by an answer, or by nothing. It has no escape; a word joiner behind the
/// brace, which nobody sees, makes it no name.
fn plain(text: &str) -> String {
    text.replace('{', "{\u{2060}")
}

/// The name of a language in SurveyJS, where it is not its tag.
fn locale(language: Language) -> &'static str {
    match language.tag() {
        "zh-Hans" => "zh-cn",
        "zh-Hant" => "zh-tw",
        "nb" => "no",
        "tl" => "fil",
        "my" => "mm",
        tag => tag,
    }
}

fn notes(printed: &Printed<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if printed.answer() != AnswerFormat::YesNo {
        let stored = printed.options.iter().filter_map(|option| Some((option, special(option)?)));
        let stored: Vec<String> =
            stored.map(|(option, (.., value))| format!("{value} for {}", option.code())).collect();
        if !stored.is_empty() {
            notes.push(format!("SurveyJS stores words instead of some option codes: {}.", stored.join(", ")));
        }
    }
    let printed_last: Vec<_> =
        LAST.iter().flat_map(|(kind, ..)| printed.having(|c| c.kind == *kind)).collect();
    let asked: Vec<_> = printed.having(|c| LAST.iter().any(|(kind, ..)| *kind == c.kind));
    if printed.answer() != AnswerFormat::YesNo
        && printed_last.iter().map(|o| o.code()).ne(asked.iter().map(|o| o.code()))
    {
        notes.push(format!(
            "SurveyJS prints the last options in its own order: {}. Its setting specialChoicesOrder changes that.",
            quoted(&printed_last)
        ));
    }
    let moving = printed.having(|c| !c.shuffle && !LAST.iter().any(|(kind, ..)| *kind == c.kind));
    if printed.shuffles() && !moving.is_empty() {
        notes.push(format!(
            "SurveyJS shuffles {} with the rest: it holds no reason in place.",
            quoted(&moving)
        ));
    }
    let texts = printed.options.iter().flat_map(|option| &option.labels).chain(&printed.stem);
    if texts.into_iter().any(|text| plain(text) != *text) {
        notes.push("SurveyJS fills in what stands in braces: an invisible character behind each “{” keeps it as it is.".to_owned());
    }
    if printed.has_groups() {
        notes.push("SurveyJS has no headings between choices: the groups are not printed.".to_owned());
    }
    notes
}
