//! REDCap: a data dictionary (CSV) of one instrument. One language.
//!
//! The 18 columns are those of REDCap's own template. Labels are taken for HTML, `|` divides choices and `[…]` is piped, so those
//! signs are written as references.

use super::printed::{html, quoted, slug};
use super::{Made, Printed, PrintedOption};
use crate::closed_question::AnswerFormat;
use crate::error::{Error, Result};

const COLUMNS: [&str; 18] = [
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
];

/// One field; what is empty stays empty.
#[derive(Default)]
struct Field {
    name: String,
    section: String,
    kind: &'static str,
    label: String,
    choices: String,
    branching: String,
    matrix: String,
    annotation: String,
}

/// The field that every dictionary begins with.
const RECORD_ID: &str = "record_id";

/// The dictionary: the record's id, then the question.
///
/// # Errors
/// [`Error::Internal`] if a row cannot be written.
pub(super) fn write(printed: &Printed<'_>) -> Result<Made> {
    let mut name = slug(&printed.question.open_question.column);
    if name == RECORD_ID {
        name.push_str("_answer");
    }
    let mut fields =
        vec![Field { name: RECORD_ID.into(), kind: "text", label: "Record ID".into(), ..Field::default() }];
    fields.extend(if printed.answer() == AnswerFormat::YesNo {
        matrix(printed, &name)
    } else {
        list(printed, &name)
    });
    let mut table = csv::Writer::from_writer(Vec::new());
    let internal = |error: csv::Error| Error::Internal(error.to_string());
    table.write_record(COLUMNS).map_err(internal)?;
    for field in &fields {
        let row = [
            &field.name,
            name.as_str(),
            &field.section,
            field.kind,
            &field.label,
            &field.choices,
            "",
            "",
            "",
            "",
            "",
            &field.branching,
            "",
            "",
            "",
            &field.matrix,
            "",
            &field.annotation,
        ];
        table.write_record(row).map_err(internal)?;
    }
    let bytes = table.into_inner().map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Made { bytes, notes: notes(printed) })
}

fn list(printed: &Printed<'_>, name: &str) -> Vec<Field> {
    let is_multiple = printed.answer() == AnswerFormat::Multiple;
    let exclusive: Vec<String> =
        printed.having(|c| c.exclusive).iter().map(|o| o.code().to_string()).collect();
    let mut annotation = Vec::new();
    if is_multiple && !exclusive.is_empty() {
        annotation.push(format!("@NONEOFTHEABOVE='{}'", exclusive.join(",")));
    }
    if is_shuffled(printed) {
        annotation.push("@RANDOMORDER".to_owned());
    }
    let choices = printed.options.iter().map(|option| choice(option.code(), option.label()));
    let question = Field {
        name: name.to_owned(),
        kind: if is_multiple { "checkbox" } else { "radio" },
        label: cell(printed.stem()),
        choices: choices.collect::<Vec<_>>().join(" | "),
        annotation: annotation.join(" "),
        ..Field::default()
    };
    let ticked = |option: &PrintedOption<'_>| {
        let code = option.code();
        if is_multiple { format!("[{name}({code})] = '1'") } else { format!("[{name}] = '{code}'") }
    };
    std::iter::once(question).chain(text_fields(printed, name, ticked)).collect()
}

/// A matrix of radio buttons under the stem.
fn matrix(printed: &Printed<'_>, name: &str) -> Vec<Field> {
    let scale = printed.scale();
    let choices = scale.iter().filter_map(|(code, texts)| Some(choice(*code, texts.first()?)));
    let choices = choices.collect::<Vec<_>>().join(" | ");
    let items = printed.items().into_iter().enumerate().map(|(at, item)| Field {
        name: format!("{name}_{}", item.code()),
        section: if at == 0 { cell(printed.stem()) } else { String::new() },
        kind: "radio",
        label: cell(item.label()),
        choices: choices.clone(),
        matrix: format!("{name}_items"),
        ..Field::default()
    });
    items.chain(text_fields(printed, name, |_| String::new())).collect()
}

/// A text field for each option that has one, shown if `ticked` says so.
fn text_fields(
    printed: &Printed<'_>,
    name: &str,
    ticked: impl Fn(&PrintedOption<'_>) -> String,
) -> Vec<Field> {
    let fields = printed.having(|category| category.open_text).into_iter().map(|option| Field {
        name: format!("{name}_{}_text", option.code()),
        kind: "text",
        label: cell(option.label()),
        branching: ticked(option),
        ..Field::default()
    });
    fields.collect()
}

/// `14, Label`: the first comma ends the code.
fn choice(code: u16, label: &str) -> String {
    format!("{code}, {}", html(label, "|[]"))
}

/// A cell of its own: a spreadsheet program makes no formula of it, since no cell starts with a sign of one.
fn cell(text: &str) -> String {
    let label = html(text, "|[]");
    match label.chars().next() {
        Some(first @ ('=' | '+' | '-' | '@')) => format!("&#{};{}", u32::from(first), &label[1..]),
        _ => label,
    }
}

/// REDCap shuffles all choices or none.
fn is_shuffled(printed: &Printed<'_>) -> bool {
    printed.options.len() > 1 && printed.options.iter().all(|option| option.category.shuffle)
}

fn notes(printed: &Printed<'_>) -> Vec<String> {
    let mut notes = vec![
        "REDCap replaces a project's whole data dictionary: upload the file to an empty project, or add its rows to yours."
            .to_owned(),
    ];
    if printed.having(|category| category.shuffle).len() > 1 {
        if printed.answer() == AnswerFormat::YesNo {
            notes
                .push("REDCap does not shuffle the rows of a matrix: the items keep their order.".to_owned());
        } else if !is_shuffled(printed) {
            notes.push(format!(
                "REDCap cannot hold {} in place while it shuffles the rest, so nothing is shuffled: to shuffle all of them, add \
                 @RANDOMORDER to the field annotation.",
                quoted(&printed.having(|category| !category.shuffle))
            ));
        }
    }
    if printed.has_groups() {
        notes.push("REDCap has no headings between choices: the groups are not printed.".to_owned());
    }
    notes
}
