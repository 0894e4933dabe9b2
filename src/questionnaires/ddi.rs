//! DDI-Lifecycle 3.3: a `FragmentInstance` with the question, its code list and its categories, in all languages.
//!
//! A list is a `QuestionItem`; yes and no for each item are a `QuestionGrid` whose rows are a code list of the items. The
//! values of the codes are the option codes. What is typed under Other is a text domain attached to Other's code.
//! Identifiers come from a hash of the question.
//!
//! Source: DDI-Lifecycle 3.3 (DDI Alliance, 2020), XML Schema.

use super::identity::hash;
use super::printed::{Texts, quoted, slug};
use super::{Made, Printed, PrintedOption};
use crate::closed_question::{AnswerFormat, CategoryKind, question_file};
use crate::error::Result;
use quick_xml::escape::escape;
use std::fmt::Write as _;

/// Who maintains the items, until the archive puts its own registered agency there.
const AGENCY: &str = "openend";

/// The fragments in all languages of the file.
///
/// # Errors
/// As [`question_file`].
pub(super) fn write(printed: &Printed<'_>) -> Result<Made> {
    let hash = hash(&question_file(printed.question)?);
    let name = slug(&printed.question.open_question.column);
    let mut fragments = Fragments { printed, name, hash, xml: String::new() };
    let mut top = Vec::new();
    if printed.answer() == AnswerFormat::YesNo {
        fragments.grid();
        top.push(("QuestionGrid", "question"));
        for other in printed.having(|category| category.kind == CategoryKind::Other) {
            fragments.open(other);
            top.push(("QuestionItem", "other"));
        }
    } else {
        fragments.list();
        top.push(("QuestionItem", "question"));
    }
    Ok(Made { bytes: fragments.finish(&top).into_bytes(), notes: notes(printed) })
}

/// The fragments so far.
struct Fragments<'p> {
    printed: &'p Printed<'p>,
    name: String,
    hash: String,
    xml: String,
}

impl Fragments<'_> {
    fn list(&mut self) {
        let options: Vec<(u16, &Texts)> =
            self.printed.options.iter().map(|option| (option.code(), &option.labels)).collect();
        let combinable = self.printed.having(|category| !category.exclusive).len().max(1);
        let most = if self.printed.answer() == AnswerFormat::Single { 1 } else { combinable };
        self.codes("options", &options);
        let codes = self.code_domain("options");
        let open = self.printed.having(|category| category.open_text);
        let domain = match open.first() {
            None => codes,
            Some(other) => format!(
                "<d:StructuredMixedResponseDomain><d:ResponseDomainInMixed attachmentBase=\"1\">{codes}</d:ResponseDomainInMixed><d:ResponseDomainInMixed><d:TextDomain/><d:AttachmentLocation><d:DomainSpecificValue attachmentDomain=\"1\"><r:Value>{}</r:Value></d:DomainSpecificValue></d:AttachmentLocation></d:ResponseDomainInMixed></d:StructuredMixedResponseDomain>\n",
                other.code()
            ),
        };
        let (id, text) = (self.identity("question"), self.question_text(&self.printed.stem));
        let name = self.named("d:QuestionItemName");
        self.fragment(&format!(
            "<d:QuestionItem>\n{id}{name}{text}{domain}<r:ResponseCardinality minimumResponses=\"0\" maximumResponses=\"{most}\"/>\n</d:QuestionItem>\n"
        ));
    }

    fn grid(&mut self) {
        let items: Vec<(u16, &Texts)> =
            self.printed.items().into_iter().map(|option| (option.code(), &option.labels)).collect();
        let scale = self.printed.scale();
        let scale: Vec<(u16, &Texts)> = scale.iter().map(|(code, texts)| (*code, texts)).collect();
        self.codes("items", &items);
        self.codes("answers", &scale);
        let (rows, answers) = (self.code_domain("items"), self.code_domain("answers"));
        let (id, text) = (self.identity("question"), self.question_text(&self.printed.stem));
        let name = self.named("d:QuestionGridName");
        self.fragment(&format!(
            "<d:QuestionGrid>\n{id}{name}{text}<d:GridDimension rank=\"1\" displayCode=\"false\">\n{rows}</d:GridDimension>\n{answers}</d:QuestionGrid>\n"
        ));
    }

    /// The text of Other as a question of its own.
    fn open(&mut self, other: &PrintedOption<'_>) {
        let (id, text) = (self.identity("other"), self.question_text(&other.labels));
        self.fragment(&format!("<d:QuestionItem>\n{id}{text}<d:TextDomain/>\n</d:QuestionItem>\n"));
    }

    /// A code list and its categories.
    fn codes(&mut self, list: &str, codes: &[(u16, &Texts)]) {
        let mut inside = String::new();
        for (code, texts) in codes {
            let category = format!("category-{list}-{code}");
            let (id, label) = (self.identity(&category), self.label(texts));
            self.fragment(&format!("<l:Category>\n{id}{label}</l:Category>\n"));
            let id = self.identity(&format!("code-{list}-{code}"));
            let reference = self.reference("r:CategoryReference", &category, "Category");
            _ = write!(inside, "<l:Code>\n{id}{reference}<r:Value>{code}</r:Value>\n</l:Code>\n");
        }
        let id = self.identity(&format!("codes-{list}"));
        self.fragment(&format!("<l:CodeList>\n{id}{inside}</l:CodeList>\n"));
    }

    fn code_domain(&self, list: &str) -> String {
        let list = self.reference("r:CodeListReference", &format!("codes-{list}"), "CodeList");
        format!("<d:CodeDomain>\n{list}</d:CodeDomain>\n")
    }

    fn id(&self, item: &str) -> String {
        format!("{item}-{}", self.hash)
    }

    fn identity(&self, item: &str) -> String {
        let id = self.id(item);
        format!("<r:Agency>{AGENCY}</r:Agency>\n<r:ID>{id}</r:ID>\n<r:Version>1</r:Version>\n")
    }

    fn reference(&self, element: &str, item: &str, kind: &str) -> String {
        let identity = self.identity(item);
        format!("<{element}>\n{identity}<r:TypeOfObject>{kind}</r:TypeOfObject>\n</{element}>\n")
    }

    fn named(&self, element: &str) -> String {
        format!("<{element}><r:String>{}</r:String></{element}>\n", self.name)
    }

    /// One label with its content in every language.
    fn label(&self, texts: &Texts) -> String {
        let languages = self.printed.languages.iter().zip(texts);
        let contents = languages.map(|(language, text)| {
            format!("<r:Content xml:lang=\"{}\">{}</r:Content>\n", language.tag(), escape(text.as_str()))
        });
        format!("<r:Label>\n{}</r:Label>\n", contents.collect::<String>())
    }

    /// One text per language; several inside one would be read as its parts.
    fn question_text(&self, texts: &Texts) -> String {
        let languages = self.printed.languages.iter().zip(texts);
        let each = languages.map(|(language, text)| {
            let (tag, text) = (language.tag(), escape(text.as_str()));
            format!(
                "<d:QuestionText audienceLanguage=\"{tag}\"><d:LiteralText><d:Text xml:lang=\"{tag}\">{text}</d:Text></d:LiteralText></d:QuestionText>\n"
            )
        });
        each.collect()
    }

    fn fragment(&mut self, inside: &str) {
        _ = writeln!(self.xml, "<Fragment>\n{inside}</Fragment>");
    }

    fn finish(self, top: &[(&str, &str)]) -> String {
        let references = top.iter().map(|(kind, item)| self.reference("TopLevelReference", item, kind));
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<FragmentInstance xmlns=\"ddi:instance:3_3\" xmlns:d=\"ddi:datacollection:3_3\" xmlns:l=\"ddi:logicalproduct:3_3\" xmlns:r=\"ddi:reusable:3_3\">\n{}{}</FragmentInstance>\n",
            references.collect::<String>(),
            self.xml
        )
    }
}

fn notes(printed: &Printed<'_>) -> Vec<String> {
    let mut notes = vec![format!(
        "Every identifier has the agency “{AGENCY}”: put the registered agency of your archive there."
    )];
    if printed.shuffles() {
        notes.push("The fragments hold no random order: say it in the instrument's instructions.".into());
    }
    let exclusive = printed.having(|category| category.exclusive);
    if printed.answer() == AnswerFormat::Multiple && !exclusive.is_empty() {
        let exclusive = quoted(&exclusive);
        notes.push(format!(
            "DDI holds no exclusive codes: say in the instrument's instructions that {exclusive} exclude all others."
        ));
    }
    if printed.has_groups() {
        notes.push("The code list holds no groups: the nets' headings are left out.".into());
    }
    notes
}
