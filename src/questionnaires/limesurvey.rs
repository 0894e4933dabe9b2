//! LimeSurvey: one question (.lsq) that is imported into a survey. All languages in one file.
//!
//! Tables and fields as in the files that LimeSurvey itself exports, and as its importer reads them. It takes texts for HTML and
//! what stands in braces for expressions, so signs that mean something there are written as references.

use super::printed::{Texts, html, quoted, slug};
use super::{Made, Printed};
use crate::closed_question::AnswerFormat;
use crate::error::{Error, Result};
use crate::text::Language;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

/// The version of LimeSurvey's tables (of release 7) that the file follows.
const DB_VERSION: &str = "717";
/// Ids that the importer replaces by its own.
const SURVEY: &str = "1";
const GROUP: &str = "1";
const QUESTION: &str = "1";

const QUESTION_FIELDS: [&str; 17] = [
    "qid",
    "parent_qid",
    "sid",
    "gid",
    "type",
    "title",
    "preg",
    "other",
    "mandatory",
    "encrypted",
    "question_order",
    "scale_id",
    "same_default",
    "relevance",
    "question_theme_name",
    "modulename",
    "same_script",
];
/// What a subquestion has besides, since its wordings stand in its rows.
const WORDED_FIELDS: [&str; 5] = ["id", "question", "help", "script", "language"];

/// The question in LimeSurvey's terms.
pub(super) struct LimeQuestion {
    /// Of the languages, as LimeSurvey calls them.
    pub(super) languages: Vec<String>,
    /// M multiple choice, L list, F array.
    pub(super) kind: &'static str,
    pub(super) theme: &'static str,
    /// Its code: letters and digits, a letter first.
    pub(super) title: String,
    pub(super) stem: Texts,
    pub(super) has_other: bool,
    pub(super) subquestions: Vec<(String, Texts)>,
    pub(super) answers: Vec<(String, Texts)>,
    /// Settings of the same value in all languages.
    pub(super) attributes: Vec<(&'static str, String)>,
    /// How Other is called, if the question has it.
    pub(super) other: Option<Texts>,
}

impl LimeQuestion {
    pub(super) fn new(printed: &Printed<'_>) -> Self {
        let texts = |texts: &[String]| -> Texts { texts.iter().map(|text| html(text, "{}\"")).collect() };
        let is_list = printed.answer() != AnswerFormat::YesNo;
        let other = printed.having(|c| c.open_text).first().map(|option| texts(&option.labels));
        let listed = printed.having(|c| !c.open_text);
        let named: Vec<(String, Texts)> = listed.iter().map(|o| (o.name(), texts(&o.labels))).collect();
        let items = printed.items().into_iter().map(|item| (item.name(), texts(&item.labels))).collect();
        let (kind, theme, subquestions, answers) = match printed.answer() {
            AnswerFormat::Multiple => ("M", "multiplechoice", named, Vec::new()),
            AnswerFormat::Single => {
                let answers = listed.iter().map(|o| (o.code().to_string(), texts(&o.labels))).collect();
                ("L", "listradio", Vec::new(), answers)
            }
            AnswerFormat::YesNo => {
                let scale = printed.scale().into_iter();
                let answers = scale.map(|(code, labels)| (code.to_string(), texts(&labels))).collect();
                ("F", "arrays/array", items, answers)
            }
        };
        Self {
            languages: printed.languages.iter().map(|&language| tag(language)).collect(),
            kind,
            theme,
            title: slug(&printed.question.open_question.column).replace('_', ""),
            stem: texts(&printed.stem),
            has_other: is_list && other.is_some(),
            subquestions,
            answers,
            attributes: attributes(printed),
            other: other.filter(|_| is_list),
        }
    }
}

/// LimeSurvey's name of a language.
fn tag(language: Language) -> String {
    match language.tag() {
        "zh-Hant" => "zh-Hant-TW".to_owned(),
        tag => tag.to_owned(),
    }
}

/// Exclusive options, the shuffle, and what stays in place.
fn attributes(printed: &Printed<'_>) -> Vec<(&'static str, String)> {
    let is_coded = printed.answer() == AnswerFormat::Single;
    let codes = |wanted: &[&super::PrintedOption<'_>]| -> String {
        let code = |o: &&super::PrintedOption<'_>| if is_coded { o.code().to_string() } else { o.name() };
        wanted.iter().map(code).collect::<Vec<_>>().join(";")
    };
    let mut attributes = Vec::new();
    let exclusive = printed.having(|category| category.exclusive);
    if printed.answer() == AnswerFormat::Multiple && !exclusive.is_empty() {
        attributes.push(("exclude_all_others", codes(&exclusive)));
    }
    if printed.having(|category| category.shuffle).len() > 1 {
        attributes.push(("random_order", "1".to_owned()));
        let fixed = printed.having(|category| !category.shuffle && !category.open_text);
        if printed.answer() != AnswerFormat::YesNo && !fixed.is_empty() {
            attributes.push(("keep_codes_order", codes(&fixed)));
        }
    }
    attributes
}

/// What LimeSurvey cannot carry, in either of its files.
pub(super) fn notes(printed: &Printed<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let other = printed.options.iter().position(|option| option.category.open_text);
    let behind = other.and_then(|at| printed.options.get(at + 1..)).unwrap_or_default();
    if printed.answer() == AnswerFormat::YesNo {
        let fields = printed.having(|category| category.open_text);
        if !fields.is_empty() {
            notes.push(format!(
                "An array of LimeSurvey has no text field: add a short text question for {}.",
                quoted(&fields)
            ));
        }
    } else {
        if printed.answer() == AnswerFormat::Multiple {
            notes.push(
                "LimeSurvey names option 14 c14 in its data, and Other other: `openend verify` knows both."
                    .to_owned(),
            );
        }
        if !behind.is_empty() {
            notes.push("LimeSurvey prints Other last: its setting “position for Other” moves it.".to_owned());
        }
        let fixed = printed.having(|category| !category.shuffle && !category.open_text);
        if printed.having(|category| category.shuffle).len() > 1 && !fixed.is_empty() {
            notes.push(format!(
                "Releases of LimeSurvey that do not know keep_codes_order shuffle {} too: look at the preview.",
                quoted(&fixed)
            ));
        }
    }
    if printed.has_groups() {
        notes.push("LimeSurvey has no headings between options: the groups are not printed.".to_owned());
    }
    notes
}

/// The .lsq file.
///
/// # Errors
/// [`Error::Internal`] if the XML cannot be written.
pub(super) fn write(printed: &Printed<'_>) -> Result<Made> {
    let question = LimeQuestion::new(printed);
    let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 1));
    question.document(&mut xml).map_err(|error| Error::Internal(error.to_string()))?;
    let mut bytes = xml.0.into_inner();
    bytes.push(b'\n');
    let mut notes = vec![format!(
        "LimeSurvey imports the question only into a survey whose base language is one of {}.",
        question.languages.join(", ")
    )];
    notes.extend(self::notes(printed));
    Ok(Made { bytes, notes })
}

impl LimeQuestion {
    fn document(&self, xml: &mut Xml) -> io::Result<()> {
        xml.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.inside("document", |xml| {
            xml.text("LimeSurveyDocType", "Question")?;
            xml.text("DBVersion", DB_VERSION)?;
            xml.inside("languages", |xml| self.languages.iter().try_for_each(|l| xml.text("language", l)))?;
            let first = self.question_row(QUESTION, "0", &self.title, 1);
            xml.table("questions", &QUESTION_FIELDS, &[first])?;
            if !self.subquestions.is_empty() {
                let fields: Vec<&str> = QUESTION_FIELDS.into_iter().chain(WORDED_FIELDS).collect();
                xml.table("subquestions", &fields, &self.subquestion_rows())?;
            }
            let stems = self.in_languages(&self.stem).zip(1..).map(|((language, stem), id): (_, u32)| {
                [&id.to_string(), QUESTION, stem, "", "", language].map(str::to_owned).to_vec()
            });
            let fields = ["id", "qid", "question", "help", "script", "language"];
            xml.table("question_l10ns", &fields, &stems.collect::<Vec<_>>())?;
            self.answer_tables(xml)?;
            let fields = ["qid", "attribute", "value", "language"];
            xml.table("question_attributes", &fields, &self.attribute_rows())
        })
    }

    fn in_languages<'t>(&'t self, texts: &'t [String]) -> impl Iterator<Item = (&'t str, &'t str)> {
        self.languages.iter().map(String::as_str).zip(texts.iter().map(String::as_str))
    }

    fn question_row(&self, id: &str, parent: &str, title: &str, order: usize) -> Vec<String> {
        let is_main = parent == "0";
        let other = if is_main && self.has_other { "Y" } else { "N" };
        let theme = if is_main { self.theme } else { "" };
        let order = order.to_string();
        [
            id, parent, SURVEY, GROUP, self.kind, title, "", other, "N", "N", &order, "0", "0", "1", theme,
            "", "0",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    /// One row for each language of each subquestion.
    fn subquestion_rows(&self) -> Vec<Vec<String>> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (at, (title, labels)) in self.subquestions.iter().enumerate() {
            for (language, label) in self.in_languages(labels) {
                let mut row = self.question_row(&(at + 2).to_string(), QUESTION, title, at + 1);
                let id = (rows.len() + 1).to_string();
                row.extend([&id, label, "", "", language].map(str::to_owned));
                rows.push(row);
            }
        }
        rows
    }

    fn answer_tables(&self, xml: &mut Xml) -> io::Result<()> {
        if self.answers.is_empty() {
            return Ok(());
        }
        let (mut answers, mut wordings) = (Vec::new(), Vec::new());
        for (at, (code, labels)) in self.answers.iter().enumerate() {
            let id = (at + 1).to_string();
            answers.push([&id, QUESTION, code, &at.to_string(), "0", "0"].map(str::to_owned).to_vec());
            for (language, label) in self.in_languages(labels) {
                let own = (wordings.len() + 1).to_string();
                wordings.push([&own, id.as_str(), label, language].map(str::to_owned).to_vec());
            }
        }
        xml.table("answers", &["aid", "qid", "code", "sortorder", "assessment_value", "scale_id"], &answers)?;
        xml.table("answer_l10ns", &["id", "aid", "answer", "language"], &wordings)
    }

    fn attribute_rows(&self) -> Vec<Vec<String>> {
        let row = |name: &str, value: &str, language: &str| {
            [QUESTION, name, value, language].map(str::to_owned).to_vec()
        };
        let mut rows: Vec<Vec<String>> =
            self.attributes.iter().map(|(name, value)| row(name, value, "")).collect();
        if let Some(other) = &self.other {
            rows.extend(
                self.in_languages(other).map(|(language, text)| row("other_replace_text", text, language)),
            );
        }
        // The importer reads the rows of a table that is there.
        if rows.is_empty() {
            rows.push(row("hidden", "0", ""));
        }
        rows
    }
}

/// Tables as LimeSurvey writes them.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn inside(&mut self, name: &str, fill: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.0.write_event(Event::Start(quick_xml::events::BytesStart::new(name)))?;
        fill(self)?;
        self.0.write_event(Event::End(quick_xml::events::BytesEnd::new(name)))
    }

    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.0.create_element(name).write_text_content(BytesText::new(text)).map(|_| ())
    }

    fn table(&mut self, name: &str, fields: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
        self.inside(name, |xml| {
            xml.inside("fields", |xml| fields.iter().try_for_each(|field| xml.text("fieldname", field)))?;
            xml.inside("rows", |xml| {
                rows.iter().try_for_each(|row| {
                    xml.inside("row", |xml| {
                        fields.iter().zip(row).try_for_each(|(field, cell)| xml.text(field, cell))
                    })
                })
            })
        })
    }
}
