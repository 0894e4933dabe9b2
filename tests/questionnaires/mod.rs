//! Every format's files of every question made for tests, judged by the software of others or by a strict reader of ours.

mod ddi;
mod fhir;
mod limesurvey;
mod made;
mod plain;
mod qsf;
mod qualtrics;
mod redcap;
mod surveymonkey;
mod triple_s;

use crate::checkers::{check_by_node, check_by_python, java};
use crate::support::{SAMPLE_OPTIONS, Scratch, analyzed, repository};
use made::questions;
use openend::closed_question::ClosedQuestion;
use openend::questionnaires::{QuestionFormat, export};
use openend::text::Language;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A file of a format with what a reader must find in it.
struct Written {
    path: PathBuf,
    /// As in NAME.expected.json beside it.
    expected: Value,
    notes: Vec<String>,
}

/// Exports every question in a format into a folder: NAME.ENDING, or NAME.LANGUAGE.ENDING where a file holds one language, and
/// NAME.expected.json beside each, so that a checker is started once for all of them.
fn written(format: QuestionFormat) -> (Scratch, Vec<Written>) {
    let folder = Scratch::new();
    let mut all = Vec::new();
    for (name, question) in questions() {
        let exported = export(&question, format, &[]).unwrap();
        assert_eq!(exported, export(&question, format, &[]).unwrap(), "{name}: the same bytes twice");
        assert!(exported.notes.iter().all(|note| note.ends_with('.')), "{:?}", exported.notes);
        for file in exported.files {
            let name = file.language.map_or_else(|| name.to_owned(), |l| format!("{name}.{}", l.tag()));
            let path = folder.file(&format!("{name}.{}", format.ending()), file.bytes);
            let languages = file.language.map_or_else(|| question.languages.clone(), |l| vec![l]);
            let expected = expected(&question, &languages);
            folder.file(&format!("{name}.expected.json"), expected.to_string());
            all.push(Written { path, expected, notes: exported.notes.clone() });
        }
    }
    (folder, all)
}

/// What a file in `languages` must say.
fn expected(question: &ClosedQuestion, languages: &[Language]) -> Value {
    let texts = |worded: &dyn Fn(Language) -> String| -> Value {
        languages
            .iter()
            .map(|&l| (l.tag().to_owned(), Value::from(worded(l))))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let options: Vec<Value> = question
        .categories
        .iter()
        .map(|category| {
            let label = |language| match shown(category.label(language, question).0) {
                label if label.is_empty() => category.number.to_string(),
                label => label,
            };
            json!({
                "code": category.number.0, "kind": category.kind, "labels": texts(&label), "group": category.group,
                "shuffle": category.shuffle, "exclusive": category.exclusive, "open_text": category.open_text,
            })
        })
        .collect();
    let tags: Vec<&str> = languages.iter().map(|language| language.tag()).collect();
    let stem = texts(&|language| shown(question.stem_in(language).0));
    json!({
        "column": question.open_question.column, "languages": tags, "stem": stem, "answer": question.answer,
        "options": options, "groups": question.groups.iter().map(|g| g.number).collect::<Vec<_>>(),
    })
}

/// A text as people may read it: on one line, without what would turn its direction or is no character. Said once more here,
/// by what is dropped, so that the library's own rule is tested.
fn shown(text: &str) -> String {
    let dropped = |c: char| "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{fffe}\u{ffff}\u{feff}".contains(c);
    let kept: String =
        text.chars().filter(|&c| !dropped(c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The main language of a file.
fn first(expected: &Value) -> &str {
    expected["languages"][0].as_str().unwrap()
}

/// The code of an option and its label in a language.
fn coded(option: &Value, language: &str) -> (u16, String) {
    let code = u16::try_from(option["code"].as_u64().unwrap()).unwrap();
    (code, option["labels"][language].as_str().unwrap().to_owned())
}

/// The label of the option of a kind in the main language.
fn label_of(expected: &Value, kind: &str) -> Option<String> {
    let mut options = expected["options"].as_array().unwrap().iter();
    options.find(|option| option["kind"] == kind).map(|option| coded(option, first(expected)).1)
}

/// Texts by language.
fn labels(texts: &Value) -> BTreeMap<String, String> {
    let texts = texts.as_object().unwrap().iter();
    texts.map(|(language, text)| (language.clone(), text.as_str().unwrap().to_owned())).collect()
}

#[test]
fn pyxform_and_odk_validate_take_every_xlsform() {
    let (folder, _) = written(QuestionFormat::Xlsform);
    // A virtual machine is started for each.
    let validated: &[&str] =
        if java("odk validate") { &["sixty-multiple", "hostile-single", "hostile-yes-no"] } else { &[] };
    let folder = folder.path("");
    let arguments: Vec<&Path> =
        [folder.as_path()].into_iter().chain(validated.iter().map(Path::new)).collect();
    let _ = check_by_python("xlsform.py", &arguments);
}

#[test]
fn survey_core_takes_every_survey() {
    let (folder, _) = written(QuestionFormat::SurveyJs);
    let _ = check_by_node("surveyjs.mjs", &[&folder.path("")]);
}

#[test]
fn every_request_fits_the_description_of_google_forms() {
    let (folder, _) = written(QuestionFormat::GoogleForms);
    let _ = check_by_python("google_forms.py", &[&folder.path("")]);
}

#[test]
fn every_question_json_fits_its_published_schema() {
    let (folder, _) = written(QuestionFormat::Json);
    let mut arguments = vec![repository("data/question.schema.json"), folder.path("")];
    if crate::checkers::python("question_schema.py").is_some() {
        let out = folder.path("sample");
        analyzed(&repository("data/sample.csv"), &out, &SAMPLE_OPTIONS);
        arguments.push(out.join("question.json"));
    }
    let arguments: Vec<&Path> = arguments.iter().map(PathBuf::as_path).collect();
    let _ = check_by_python("question_schema.py", &arguments);
}

#[test]
fn what_a_format_cannot_carry_is_said() {
    let said = |format: QuestionFormat, name: &str| -> String {
        let (_, question) = questions().into_iter().find(|(known, _)| *known == name).unwrap();
        export(&question, format, &[]).unwrap().notes.join(" ")
    };
    for format in QuestionFormat::ALL.into_iter().filter(|format| *format != QuestionFormat::Json) {
        let gaps = said(format, "gaps-multiple");
        assert!(gaps.contains("in Estonian"), "{format:?}: {gaps}");
        let none = said(format, "five-yes-no");
        assert!(none.contains("None of these"), "{format:?}: {none}");
        let grouped = said(format, "grouped-multiple");
        let has_groups = format == QuestionFormat::Markdown;
        assert_eq!(!grouped.contains("group"), has_groups, "{format:?}: {grouped}");
        assert!(said(format, "foreign-yes-no").contains("Khmer"), "{format:?}");
    }
    assert!(said(QuestionFormat::Xlsform, "twelve-multiple").contains("randomize=true"));
    assert!(said(QuestionFormat::Xlsform, "hostile-multiple").contains("${"));
    assert!(said(QuestionFormat::GoogleForms, "hostile-multiple").contains("“Same words”"));
    assert!(said(QuestionFormat::Redcap, "twelve-single").contains("@RANDOMORDER"));
}
