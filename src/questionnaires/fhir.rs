//! A FHIR R4 (4.0.1) Questionnaire in JSON, in all languages.
//!
//! A list is one item of type `choice`, repeating where several answers are allowed; its answers are codings whose code is
//! the option code. The text of Other is an item below it that shows when Other is ticked. Yes and no for each item are a
//! group. Other languages stand in the `translation` extension, exclusive answers in `questionnaire-optionExclusive`. The
//! identifiers are UUIDs made of a hash of the question.
//!
//! Source: HL7 FHIR R4, Questionnaire; FHIR Extensions, translation and questionnaire-optionExclusive.

use super::identity::uuid;
use super::printed::{Texts, slug};
use super::{Made, Printed, PrintedOption};
use crate::closed_question::{AnswerFormat, CategoryKind, question_file};
use crate::error::{Error, Result};
use serde_json::{Map, Value, json};

const TRANSLATION: &str = "http://hl7.org/fhir/StructureDefinition/translation";
const EXCLUSIVE: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";

/// The resource in all languages of the file.
///
/// # Errors
/// [`Error::Internal`] if the JSON cannot be written.
pub(super) fn write(printed: &Printed<'_>) -> Result<Made> {
    let content = question_file(printed.question)?;
    let uuid_of = |used_as| format!("urn:uuid:{}", uuid(used_as, &content));
    let form = Form {
        printed,
        name: slug(&printed.question.open_question.column),
        options: uuid_of("options"),
        scale: uuid_of("scale"),
    };
    let item = match printed.answer() {
        AnswerFormat::YesNo => form.group(),
        _ => form.list(),
    };
    let resource = json!({
        "resourceType": "Questionnaire", "language": printed.main().tag(), "url": uuid_of("questionnaire"),
        "status": "draft", "item": [item],
    });
    let mut bytes =
        serde_json::to_vec_pretty(&resource).map_err(|error| Error::Internal(error.to_string()))?;
    bytes.push(b'\n');
    Ok(Made { bytes, notes: notes(printed) })
}

/// The question and what its codes are of.
struct Form<'p> {
    printed: &'p Printed<'p>,
    name: String,
    /// The code system of the options.
    options: String,
    /// The code system of Yes and No.
    scale: String,
}

impl Form<'_> {
    fn list(&self) -> Value {
        let several = self.printed.answer() == AnswerFormat::Multiple;
        let answers = self.printed.options.iter().map(|option| {
            let coding = self.coding(&self.options, option.code(), &option.labels);
            if several && option.category.exclusive {
                json!({ "extension": [{ "url": EXCLUSIVE, "valueBoolean": true }], "valueCoding": coding })
            } else {
                json!({ "valueCoding": coding })
            }
        });
        let answers: Value = answers.collect();
        let mut list = self.item(&self.name, &self.printed.stem, "choice");
        list.insert("repeats".into(), json!(several));
        list.insert("answerOption".into(), answers);
        let open = self.printed.having(|category| category.open_text);
        let texts: Vec<Value> = open.into_iter().map(|option| self.shown_when(option)).collect();
        if !texts.is_empty() {
            list.insert("item".into(), Value::Array(texts));
        }
        Value::Object(list)
    }

    /// The text that belongs to an option, asked for once that is ticked.
    fn shown_when(&self, option: &PrintedOption<'_>) -> Value {
        let mut text = self.item(&format!("{}.{}.text", self.name, option.code()), &option.labels, "string");
        let ticked = json!({ "system": self.options, "code": option.code().to_string() });
        let when = json!([{ "question": self.name, "operator": "=", "answerCoding": ticked }]);
        text.insert("enableWhen".into(), when);
        Value::Object(text)
    }

    /// One item per reason; a boolean, or a choice where there is more to say than yes and no.
    fn group(&self) -> Value {
        let scale = self.printed.scale();
        let mut items: Vec<Value> = Vec::new();
        for option in self.printed.items() {
            let link = format!("{}.{}", self.name, option.code());
            let mut item =
                self.item(&link, &option.labels, if scale.len() > 2 { "choice" } else { "boolean" });
            if scale.len() > 2 {
                let codings = scale.iter().map(|(code, texts)| self.coding(&self.scale, *code, texts));
                let answers: Value = codings.map(|coding| json!({ "valueCoding": coding })).collect();
                item.insert("answerOption".into(), answers);
            }
            items.push(Value::Object(item));
        }
        for other in self.printed.having(|category| category.kind == CategoryKind::Other) {
            let link = format!("{}.{}.text", self.name, other.code());
            items.push(Value::Object(self.item(&link, &other.labels, "string")));
        }
        let mut group = self.item(&self.name, &self.printed.stem, "group");
        group.insert("item".into(), Value::Array(items));
        Value::Object(group)
    }

    fn item(&self, link: &str, text: &Texts, kind: &str) -> Map<String, Value> {
        let mut item = Map::from_iter([("linkId".to_owned(), json!(link))]);
        self.worded("text", text, &mut item);
        item.insert("type".into(), json!(kind));
        item
    }

    fn coding(&self, system: &str, code: u16, text: &Texts) -> Value {
        let fields = [("system", system.to_owned()), ("code", code.to_string())];
        let mut coding: Map<String, Value> =
            fields.into_iter().map(|(key, value)| (key.to_owned(), json!(value))).collect();
        self.worded("display", text, &mut coding);
        Value::Object(coding)
    }

    /// The text in the main language, its translations beside it.
    fn worded(&self, field: &str, texts: &Texts, out: &mut Map<String, Value>) {
        out.insert(field.to_owned(), json!(texts.first()));
        let others = self.printed.languages.iter().zip(texts).skip(1);
        let others = others.map(|(language, text)| {
            json!({ "url": TRANSLATION, "extension": [
                { "url": "lang", "valueCode": language.tag() }, { "url": "content", "valueString": text },
            ] })
        });
        let others: Vec<Value> = others.collect();
        if !others.is_empty() {
            out.insert(format!("_{field}"), json!({ "extension": others }));
        }
    }
}

fn notes(printed: &Printed<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if printed.shuffles() {
        notes.push(
            "FHIR R4 holds no random order: set it in the software that shows the questionnaire.".into(),
        );
    }
    if printed.has_groups() {
        notes.push("FHIR R4 holds no groups of answers: the nets' headings are left out.".into());
    }
    notes
}
