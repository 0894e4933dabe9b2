//! A Qualtrics survey file (QSF): a survey of one block with this question, in all languages.
//!
//! Qualtrics does not document the format; the elements and their fields are those of surveys that it exported, so the
//! format is experimental. The key of a choice is its option code, which is its recode value as well; a survey's own ids
//! come from a hash of the question.

use super::identity::hash;
use super::printed::{Texts, slug};
use super::qualtrics::shown;
use super::{Made, Printed, PrintedOption};
use crate::closed_question::{AnswerFormat, CategoryKind, question_file};
use crate::error::{Error, Result};
use crate::text::Language;
use serde_json::{Map, Value, json};

/// A slot of the order that any of the shuffled choices may take.
const RANDOMIZED: &str = "{~Randomized~}";

/// Characters of the short description of a question, as Qualtrics cuts it.
const DESCRIPTION: usize = 99;

/// No date: a file must not depend on the clock.
const NEVER: &str = "0000-00-00 00:00:00";

/// The file in all its languages.
///
/// # Errors
/// [`Error::Internal`] if the JSON cannot be written.
pub(super) fn write(printed: &Printed<'_>) -> Result<Made> {
    let hash = hash(&question_file(printed.question)?);
    let id = format!("SV_{hash:.15}");
    let questions = questions(printed);
    let mut elements = frame(&id, &hash, printed, questions.len());
    for question in questions {
        let attribute = question.get("QuestionDescription").cloned().unwrap_or_default();
        let number = question.get("QuestionID").cloned().unwrap_or_default();
        elements.push(element(&id, "SQ", &number, &attribute, &question));
    }
    let survey = json!({
        "SurveyEntry": {
            "SurveyID": id, "SurveyName": name(printed), "SurveyDescription": null, "SurveyOwnerID": "UR_openend",
            "SurveyBrandID": "openend", "DivisionID": null, "SurveyLanguage": code(printed.main()),
            "SurveyActiveResponseSet": format!("RS_{hash:.15}"), "SurveyStatus": "Inactive", "SurveyStartDate": NEVER,
            "SurveyExpirationDate": NEVER, "SurveyCreationDate": NEVER, "CreatorID": "UR_openend", "LastModified": NEVER,
            "LastAccessed": NEVER, "LastActivated": NEVER, "Deleted": null
        },
        "SurveyElements": elements,
    });
    let mut bytes = serde_json::to_vec_pretty(&survey).map_err(|error| Error::Internal(error.to_string()))?;
    bytes.push(b'\n');
    Ok(Made { bytes, notes: notes(printed) })
}

fn name(printed: &Printed<'_>) -> String {
    slug(&printed.question.open_question.column)
}

fn element(survey: &str, kind: &str, primary: &Value, secondary: &Value, payload: &Value) -> Value {
    json!({ "SurveyID": survey, "Element": kind, "PrimaryAttribute": primary, "SecondaryAttribute": secondary,
        "TertiaryAttribute": null, "Payload": payload })
}

/// Everything of the survey but its questions: blocks, flow, options and the elements that every survey has.
fn frame(id: &str, hash: &str, printed: &Printed<'_>, questions: usize) -> Vec<Value> {
    let (block, trash) = (format!("BL_{hash:.15}"), format!("BL_{hash:.14}T"));
    let shown: Vec<Value> =
        (1..=questions).map(|n| json!({ "Type": "Question", "QuestionID": format!("QID{n}") })).collect();
    let languages: Map<String, Value> =
        printed.languages.iter().map(|&language| (code(language), json!([]))).collect();
    let blocks = json!([
        { "Type": "Default", "Description": "Default Question Block", "ID": block, "BlockElements": shown },
        { "Type": "Trash", "Description": "Trash / Unused Questions", "ID": trash },
    ]);
    let flow = json!({ "Flow": [{ "ID": block, "Type": "Block", "FlowID": "FL_2" }], "Properties": { "Count": 2 },
        "FlowID": "FL_1", "Type": "Root" });
    let options = json!({
        "BackButton": "false", "SaveAndContinue": "true", "SurveyProtection": "PublicSurvey",
        "BallotBoxStuffingPrevention": "false", "NoIndex": "Yes", "SecureResponseFiles": "true",
        "SurveyExpiration": "None", "SurveyTermination": "DefaultMessage", "Header": "", "Footer": "",
        "ProgressBarDisplay": "None", "PartialData": "+1 week", "ValidationMessage": "", "PreviousButton": "",
        "NextButton": "", "AvailableLanguages": languages,
    });
    let project = json!({ "ProjectCategory": "CORE", "SchemaVersion": "1.1.0" });
    let statistics = json!({ "MobileOptimized": true, "ID": "Survey Statistics" });
    let part = |kind, primary: &str, secondary: &Value, payload: &Value| {
        element(id, kind, &Value::from(primary), secondary, payload)
    };
    vec![
        part("BL", "Survey Blocks", &Value::Null, &blocks),
        part("FL", "Survey Flow", &Value::Null, &flow),
        part("SO", "Survey Options", &Value::Null, &options),
        part("SCO", "Scoring", &Value::Null, &json!({ "ScoringCategories": [] })),
        part("PROJ", "CORE", &Value::Null, &project),
        part("STAT", "Survey Statistics", &Value::Null, &statistics),
        part("QC", "Survey Question Count", &Value::from(questions.to_string()), &Value::Null),
        part("RS", &format!("RS_{hash:.15}"), &Value::from("Default Response Set"), &Value::Null),
    ]
}

/// The payloads of the questions: the list, or the matrix and the text field of Other.
fn questions(printed: &Printed<'_>) -> Vec<Value> {
    if printed.answer() != AnswerFormat::YesNo {
        let selector = if printed.answer() == AnswerFormat::Single { "SAVR" } else { "MAVR" };
        let options: Vec<&PrintedOption<'_>> = printed.options.iter().collect();
        let names = options.iter().map(|o| (o.code().to_string(), json!(o.label()))).collect::<Map<_, _>>();
        let recodes = options.iter().map(|o| (o.code().to_string(), json!(o.code().to_string())));
        let mut list = asked(printed, 1, &name(printed), &printed.stem, "MC", selector);
        list.insert("SubSelector".into(), json!("TX"));
        list.insert("RecodeValues".into(), Value::Object(recodes.collect()));
        list.insert("VariableNaming".into(), Value::Object(names));
        choices(printed, &options, None, &mut list);
        return vec![Value::Object(list)];
    }
    let scale = printed.scale();
    let items = printed.items();
    let mut matrix = asked(printed, 1, &name(printed), &printed.stem, "Matrix", "Likert");
    matrix.insert("SubSelector".into(), json!("SingleAnswer"));
    let recodes = (1..).zip(&scale).map(|(at, (code, _))| (at.to_string(), json!(code.to_string())));
    matrix.insert("RecodeValues".into(), Value::Object(recodes.collect()));
    let tags = items.iter().map(|o| (o.code().to_string(), json!(format!("{}_{}", name(printed), o.code()))));
    matrix.insert("ChoiceDataExportTags".into(), Value::Object(tags.collect()));
    choices(printed, &items, Some(&scale), &mut matrix);
    let others = printed.having(|category| category.kind == CategoryKind::Other);
    let others = (2..).zip(others).map(|(number, other)| {
        let tag = format!("{}_other", name(printed));
        let mut text = asked(printed, number, &tag, &other.labels, "TE", "SL");
        let translated = translated(printed, |at| json!({ "QuestionText": worded(&other.labels, at) }));
        text.insert("Language".into(), translated);
        text
    });
    std::iter::once(matrix).chain(others).map(Value::Object).collect()
}

/// What every question has.
fn asked(
    printed: &Printed<'_>,
    number: usize,
    tag: &str,
    text: &Texts,
    kind: &str,
    selector: &str,
) -> Map<String, Value> {
    let plain = text.first().map_or("", String::as_str);
    let description: String = plain.chars().take(DESCRIPTION).collect();
    let last = printed.options.iter().map(PrintedOption::code).max().unwrap_or(0);
    let payload = json!({
        "QuestionText": worded(text, 0), "DataExportTag": tag, "QuestionType": kind, "Selector": selector,
        "DataVisibility": { "Private": false, "Hidden": false },
        "Configuration": { "QuestionDescriptionOption": "UseText" }, "QuestionDescription": shown(&description),
        "DefaultChoices": false, "QuestionID": format!("QID{number}"),
        "Validation": { "Settings": { "ForceResponse": "OFF", "ForceResponseType": "ON", "Type": "None" } },
        "GradingData": [], "NextChoiceId": u32::from(last) + 1, "NextAnswerId": 1,
    });
    match payload {
        Value::Object(payload) => payload,
        _ => Map::new(),
    }
}

/// The choices with their order and their wording in the other languages; `scale` is what each is answered with in a matrix.
fn choices(
    printed: &Printed<'_>,
    options: &[&PrintedOption<'_>],
    scale: Option<&[(u16, Texts)]>,
    question: &mut Map<String, Value>,
) {
    let key = |option: &&PrintedOption<'_>| option.code().to_string();
    let displayed = |at: usize| -> Map<String, Value> {
        options.iter().map(|option| (key(option), json!({ "Display": worded(&option.labels, at) }))).collect()
    };
    let mut shown = displayed(0);
    for option in options {
        let Some(Value::Object(choice)) = shown.get_mut(&key(option)) else { continue };
        if option.category.open_text {
            choice.insert("TextEntry".into(), json!("true"));
        }
        if option.category.exclusive && printed.answer() == AnswerFormat::Multiple {
            choice.insert("ExclusiveAnswer".into(), json!(true));
        }
    }
    question.insert("Choices".into(), Value::Object(shown));
    question.insert("ChoiceOrder".into(), options.iter().map(key).collect());
    if let Some(randomization) = randomization(options) {
        question.insert("Randomization".into(), randomization);
    }
    let answers = |at: usize| -> Option<Map<String, Value>> {
        let scale = (1..).zip(scale?);
        Some(scale.map(|(n, (_, texts))| (n.to_string(), json!({ "Display": worded(texts, at) }))).collect())
    };
    if let Some(shown) = answers(0) {
        question.insert("NextAnswerId".into(), json!(shown.len() + 1));
        question.insert("AnswerOrder".into(), (1..=shown.len()).map(|n| n.to_string()).collect());
        question.insert("Answers".into(), Value::Object(shown));
    }
    let translated = translated(printed, |at| {
        let mut own = json!({ "QuestionText": worded(&printed.stem, at), "Choices": displayed(at) });
        if let (Some(answers), Some(own)) = (answers(at), own.as_object_mut()) {
            own.insert("Answers".into(), Value::Object(answers));
        }
        own
    });
    question.insert("Language".into(), translated);
}

/// Which choices change places: none, all, or all but those that keep theirs.
fn randomization(options: &[&PrintedOption<'_>]) -> Option<Value> {
    let key = |option: &&PrintedOption<'_>| option.code().to_string();
    let shuffled: Vec<String> = options.iter().filter(|option| option.category.shuffle).map(key).collect();
    if shuffled.len() < 2 {
        return None;
    }
    if shuffled.len() == options.len() {
        return Some(json!({ "Advanced": null, "TotalRandSubset": "", "Type": "All" }));
    }
    let slot = |o: &&PrintedOption<'_>| if o.category.shuffle { RANDOMIZED.to_owned() } else { key(o) };
    let order: Vec<String> = options.iter().map(slot).collect();
    Some(json!({
        "Advanced": { "FixedOrder": order, "RandomizeAll": shuffled, "RandomSubSet": [], "ScaleReversal": [],
            "Undisplayed": [], "TotalRandSubset": 0 },
        "ConsistentScaleReversal": false, "EvenPresentation": false, "TotalRandSubset": "", "Type": "Advanced",
    }))
}

/// The translations by Qualtrics' code of the language; an empty list if there are none, as Qualtrics writes it.
fn translated(printed: &Printed<'_>, own: impl Fn(usize) -> Value) -> Value {
    let others = printed.languages.iter().enumerate().skip(1);
    let others: Map<String, Value> = others.map(|(at, &language)| (code(language), own(at))).collect();
    if others.is_empty() { json!([]) } else { Value::Object(others) }
}

fn worded(texts: &Texts, at: usize) -> String {
    texts.get(at).map_or_else(String::new, |text| shown(text))
}

/// What Qualtrics calls a language.
fn code(language: Language) -> String {
    match language.tag() {
        "zh-Hans" => "ZH-S".into(),
        "zh-Hant" => "ZH-T".into(),
        "nb" => "NO".into(),
        "hy" => "HYE".into(),
        "ka" => "KAT".into(),
        "tl" => "TGL".into(),
        tag => tag.to_uppercase(),
    }
}

fn notes(printed: &Printed<'_>) -> Vec<String> {
    let mut notes = vec![
        "Experimental: Qualtrics does not document its survey files, so import this one into a new project, look at it, and copy the question from there."
            .to_owned(),
    ];
    if printed.languages.len() > 1 {
        notes.push("In Qualtrics, look under Translations whether every language has come along.".into());
    }
    if printed.has_groups() {
        notes.push(
            "The survey file holds no groups, and shuffles its choices as one list: in Qualtrics, put those of a net into a group."
                .into(),
        );
    }
    notes
}
