//! XLSForm: the workbook that ODK, KoboToolbox, SurveyCTO and Enketo read. All languages in columns.
//!
//! Sheets and columns as xlsform.org documents them; pyxform and ODK Validate check them in the tests.

use super::printed::{Texts, quoted, slug};
use super::{Made, Printed, PrintedOption};
use crate::closed_question::AnswerFormat;
use crate::error::{Error, Result};
use crate::text::Language;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// What people read who tick an exclusive option and another one; `{}` is the exclusive option.
const ALONE: [(&str, &str); 5] = [
    ("en", "“{}” cannot be combined with other answers."),
    ("zh-Hans", "“{}”不能与其他选项同时选择。"),
    ("zh-Hant", "「{}」不能與其他選項同時選擇。"),
    ("vi", "Không thể chọn “{}” cùng với câu trả lời khác."),
    ("et", "Vastust „{}“ ei saa valida koos teistega."),
];

/// One sheet: a header, then rows.
type Sheet = Vec<Vec<String>>;

/// The workbook.
///
/// # Errors
/// [`Error::Internal`] if it cannot be built.
pub(super) fn write(printed: &Printed<'_>) -> Result<Made> {
    let form = Form { printed, name: slug(&printed.question.open_question.column) };
    let bytes =
        workbook(&[("survey", form.survey()), ("choices", form.choices()), ("settings", form.settings())])
            .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Made { bytes, notes: form.notes() })
}

struct Form<'p, 'q> {
    printed: &'p Printed<'q>,
    /// The question's name.
    name: String,
}

impl Form<'_, '_> {
    /// A column in each language.
    fn columns<'l>(&'l self, what: &'l str) -> impl Iterator<Item = String> + 'l {
        self.printed.languages.iter().map(move |&language| format!("{what}::{}", named(language)))
    }

    fn survey(&self) -> Sheet {
        let mut header = vec!["type".to_owned(), "name".to_owned()];
        header.extend(self.columns("label"));
        header.extend(["relevant", "appearance", "parameters", "constraint"].map(str::to_owned));
        header.extend(self.columns("constraint_message"));
        let mut sheet = vec![header];
        let is_list = self.printed.answer() != AnswerFormat::YesNo;
        if is_list {
            let kind = if self.printed.answer() == AnswerFormat::Multiple {
                "select_multiple"
            } else {
                "select_one"
            };
            let parameters = if self.is_shuffled() { "randomize=true" } else { "" };
            let (constraint, message) = self.constraint();
            let kind = format!("{kind} {}", self.name);
            sheet.push(self.row(
                [&kind, &self.name],
                &self.printed.stem,
                ["", "", parameters, &constraint],
                &message,
            ));
        } else {
            let plain = [""; 4];
            sheet.push(self.row(
                ["begin_group", &self.name],
                &self.printed.stem,
                ["", "table-list", "", ""],
                &[],
            ));
            for item in self.printed.items() {
                let name = format!("{}_{}", self.name, item.code());
                sheet.push(self.row([&format!("select_one {}", self.name), &name], &item.labels, plain, &[]));
            }
            sheet.push(self.row(["end_group", ""], &[], plain, &[]));
        }
        for option in self.printed.having(|category| category.open_text) {
            let ticked = match self.printed.answer() {
                AnswerFormat::Multiple => format!("selected(${{{}}}, '{}')", self.name, option.code()),
                AnswerFormat::Single => format!("${{{}}} = '{}'", self.name, option.code()),
                AnswerFormat::YesNo => String::new(),
            };
            let name = format!("{}_{}_text", self.name, option.code());
            sheet.push(self.row(["text", &name], &option.labels, [&ticked, "", "", ""], &[]));
        }
        sheet
    }

    fn row(
        &self,
        [kind, name]: [&str; 2],
        labels: &[String],
        rest: [&str; 4],
        message: &[String],
    ) -> Vec<String> {
        let texts = |texts: &[String]| -> Texts {
            let own = (0..self.printed.languages.len()).map(|at| texts.get(at).map_or("", String::as_str));
            own.map(plain).collect()
        };
        let mut row = vec![kind.to_owned(), name.to_owned()];
        row.extend(texts(labels));
        row.extend(rest.map(str::to_owned));
        row.extend(texts(message));
        row
    }

    fn choices(&self) -> Sheet {
        let mut header = vec!["list_name".to_owned(), "name".to_owned()];
        header.extend(self.columns("label"));
        let choices: Vec<(u16, &Texts)> =
            self.printed.options.iter().map(|o| (o.code(), &o.labels)).collect();
        let scale = self.printed.scale();
        let is_list = self.printed.answer() != AnswerFormat::YesNo;
        let choices =
            if is_list { choices } else { scale.iter().map(|(code, texts)| (*code, texts)).collect() };
        let rows = choices.into_iter().map(|(code, labels)| {
            let mut row = vec![self.name.clone(), code.to_string()];
            row.extend(labels.iter().map(|label| plain(label)));
            row
        });
        std::iter::once(header).chain(rows).collect()
    }

    fn settings(&self) -> Sheet {
        let header = ["form_title", "form_id", "version", "default_language"].map(str::to_owned).into();
        let title = plain(self.printed.stem());
        vec![header, vec![title, self.name.clone(), "1".to_owned(), named(self.printed.main())]]
    }

    fn exclusive(&self) -> Vec<&PrintedOption<'_>> {
        if self.printed.answer() == AnswerFormat::Multiple {
            self.printed.having(|c| c.exclusive)
        } else {
            Vec::new()
        }
    }

    /// Nothing beside an exclusive option, and what to say of it in each language.
    fn constraint(&self) -> (String, Texts) {
        let exclusive = self.exclusive();
        let alone =
            |o: &&PrintedOption<'_>| format!("not(selected(., '{}') and count-selected(.) > 1)", o.code());
        let constraint: Vec<String> = exclusive.iter().map(alone).collect();
        let message = |(at, &language): (usize, &Language)| {
            let sentence = alone_in(language).unwrap_or(ALONE[0].1);
            let said =
                exclusive.iter().filter_map(|option| Some(sentence.replace("{}", option.labels.get(at)?)));
            said.collect::<Vec<_>>().join(" ")
        };
        (constraint.join(" and "), self.printed.languages.iter().enumerate().map(message).collect())
    }

    /// XLSForm shuffles all choices or none.
    fn is_shuffled(&self) -> bool {
        self.printed.options.len() > 1 && self.printed.options.iter().all(|option| option.category.shuffle)
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let shuffled = self.printed.having(|c| c.shuffle).len() > 1;
        if self.printed.answer() == AnswerFormat::YesNo {
            if shuffled {
                notes.push(
                    "XLSForm cannot shuffle the rows of a table: the items keep their order.".to_owned(),
                );
            }
        } else if shuffled && !self.is_shuffled() {
            notes.push(format!(
                "XLSForm cannot hold {} in place while it shuffles the rest, so nothing is shuffled: to shuffle all of them, \
                 write randomize=true in the column parameters.",
                quoted(&self.printed.having(|c| !c.shuffle))
            ));
        }
        if self.printed.has_groups() {
            notes.push("XLSForm has no headings between choices: the groups are not printed.".to_owned());
        }
        if !self.exclusive().is_empty() {
            for language in self.printed.languages.iter().filter(|&&language| alone_in(language).is_none()) {
                notes.push(format!(
                    "The message that exclusive options stand alone has no wording in {}: the English one stands there, \
                     translate it in the column constraint_message.",
                    language.english_name()
                ));
            }
        }
        let texts = self.printed.options.iter().flat_map(|option| &option.labels).chain(&self.printed.stem);
        if texts.into_iter().any(|text| plain(text) != *text) {
            notes.push(
                "XLSForm takes “${” for the name of a question: a blank stands between the two signs."
                    .to_owned(),
            );
        }
        notes
    }
}

/// `Tiếng Việt (vi)`, as XLSForm names languages.
fn named(language: Language) -> String {
    format!("{} ({})", language.endonym(), language.tag())
}

fn alone_in(language: Language) -> Option<&'static str> {
    ALONE.iter().find(|(tag, _)| *tag == language.tag()).map(|(_, sentence)| *sentence)
}

/// Without a reference to a question.
fn plain(text: &str) -> String {
    text.replace("${", "$ {")
}

/// Cells typed as text, so that no formula is made of a label; no clock, so that equal questions give equal bytes.
fn workbook(sheets: &[(&str, Sheet)]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let (head, text) = (Format::new().set_bold().set_num_format("@"), Format::new().set_num_format("@"));
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name)?;
        for (at, row) in (0u32..).zip(rows) {
            for (column, cell) in (0u16..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string_with_format(at, column, cell, if at == 0 { &head } else { &text })?;
            }
        }
        for column in 0..rows.first().map_or(0, Vec::len) as u16 {
            sheet.set_column_width(column, 24)?;
        }
        sheet.set_freeze_panes(1, 0)?;
    }
    book.save_to_buffer()
}
