//! Triple-S XML 2.0: the definition (.sss) of the variables that the closed question will fill.
//!
//! A list is one variable: `multiple`, spread over as many codes as there are options, or `single`; its values are the
//! option codes. Yes and no for each item are a `single` variable per item. What is typed under Other is `character`. Where
//! there are several languages, each text stands in `<text xml:lang="…">` per language.
//!
//! Source: Triple-S XML Version 2.0 (Triple-S Group, 2011).

use super::printed::{Texts, slug};
use super::{Made, Printed, PrintedOption};
use crate::closed_question::{AnswerFormat, Category};
use quick_xml::escape::escape;
use std::fmt::Write as _;

/// Characters that the text of Other has room for.
const TEXT: usize = 1000;

/// The definition in all languages of the file.
pub(super) fn write(printed: &Printed<'_>) -> Made {
    let name = slug(&printed.question.open_question.column);
    let highest =
        printed.options.iter().map(PrintedOption::code).max().unwrap_or(0).max(Category::PREFER_NOT.0);
    let width = highest.to_string().len();
    let mut definition = Definition { printed, width, variables: String::new(), count: 0, place: 1 };
    match printed.answer() {
        AnswerFormat::YesNo => {
            let scale = printed.scale();
            let values: Vec<(u16, &Texts)> = scale.iter().map(|(code, texts)| (*code, texts)).collect();
            for item in printed.items() {
                definition.coded("single", &format!("{name}_{}", item.code()), &item.labels, &values, 1);
            }
        }
        answer => {
            let values: Vec<(u16, &Texts)> = printed.options.iter().map(|o| (o.code(), &o.labels)).collect();
            let (kind, parts) =
                if answer == AnswerFormat::Single { ("single", 1) } else { ("multiple", values.len()) };
            definition.coded(kind, &name, &printed.stem, &values, parts);
        }
    }
    for other in printed.having(|category| category.open_text) {
        definition.text(&format!("{name}_other"), other);
    }
    Made { bytes: definition.finish(&name).into_bytes(), notes: notes(printed) }
}

/// The variables so far.
struct Definition<'p> {
    printed: &'p Printed<'p>,
    /// Digits of an option code in the data.
    width: usize,
    variables: String,
    count: usize,
    /// The next free column of the data file, from 1.
    place: usize,
}

impl Definition<'_> {
    /// A variable whose data are option codes, `parts` of them beside each other.
    fn coded(&mut self, kind: &str, name: &str, label: &Texts, values: &[(u16, &Texts)], parts: usize) {
        self.begin(kind, name, label, self.width * parts);
        if kind == "multiple" {
            let width = self.width;
            _ = writeln!(self.variables, "<spread subfields=\"{parts}\" width=\"{width}\"/>");
        }
        self.variables.push_str("<values>\n");
        for (code, texts) in values {
            let texts = self.texts(texts);
            _ = writeln!(self.variables, "<value code=\"{code}\">{texts}</value>");
        }
        self.variables.push_str("</values>\n</variable>\n");
    }

    fn text(&mut self, name: &str, other: &PrintedOption<'_>) {
        self.begin("character", name, &other.labels, TEXT);
        _ = writeln!(self.variables, "<size>{TEXT}</size>\n</variable>");
    }

    fn begin(&mut self, kind: &str, name: &str, label: &Texts, width: usize) {
        self.count += 1;
        let (ident, start, finish) = (self.count, self.place, self.place + width - 1);
        self.place = finish + 1;
        let label = self.texts(label);
        _ = writeln!(
            self.variables,
            "<variable ident=\"{ident}\" type=\"{kind}\">\n<name>{name}</name>\n<label>{label}</label>\n<position start=\"{start}\" finish=\"{finish}\"/>"
        );
    }

    /// The text itself, or one element per language.
    fn texts(&self, texts: &Texts) -> String {
        if let [only] = texts.as_slice() {
            return escape(only.as_str()).into_owned();
        }
        let languages = self.printed.languages.iter().zip(texts);
        let each = languages.map(|(language, text)| {
            format!("<text xml:lang=\"{}\">{}</text>", language.tag(), escape(text.as_str()))
        });
        each.collect()
    }

    fn finish(self, name: &str) -> String {
        let tags: Vec<&str> = self.printed.languages.iter().map(|language| language.tag()).collect();
        let languages =
            if tags.len() > 1 { format!(" languages=\"{}\"", tags.join(" ")) } else { String::new() };
        let title = self.texts(&self.printed.stem);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sss version=\"2.0\"{languages}>\n<origin>openend</origin>\n<survey>\n<name>{name}</name>\n<title>{title}</title>\n<record ident=\"A\">\n{}</record>\n</survey>\n</sss>\n",
            self.variables
        )
    }
}

fn notes(printed: &Printed<'_>) -> Vec<String> {
    let mut notes = vec![
        "The positions are those of a data file with this question alone: where it joins others, the survey tool moves them."
            .to_owned(),
    ];
    if printed.shuffles() {
        notes.push("Triple-S holds no random order: set it in the survey tool.".into());
    }
    if printed.answer() == AnswerFormat::Multiple && printed.options.iter().any(|o| o.category.exclusive) {
        let exclusive = printed.having(|category| category.exclusive);
        notes.push(format!(
            "Triple-S holds no exclusive answers: make {} exclusive in the survey tool.",
            super::printed::quoted(&exclusive)
        ));
    }
    if printed.has_groups() {
        notes.push("Triple-S holds no groups of values: set the nets' headings in the survey tool.".into());
    }
    notes
}
