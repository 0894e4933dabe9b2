//! Which column holds the answers to which option.

use super::vocabulary::{Vocabulary, folded};
use crate::closed_question::{CategoryKind, ClosedQuestion};
use crate::error::{Error, Place, Result};
use crate::survey::Table;

/// The columns as their owner names them.
///
/// `closed` is one column, whose cells hold one answer or several, or several columns: one for each option, or each with
/// one answer of several. A name that ends in `*` means every column that begins so. A column is an option's own if its
/// header is the option's code (`14`), the code as a variable (`c14`) or its label in any language of the question, alone
/// or in what tools make of it: in brackets at the end (`Q1[c14]`, `Which of these? [Label]`), or after the last ` - `,
/// `_`, `/`, `.` or `:` (`Q1_14`, `reasons/c14`, `reasons___14`); the file's longer text of a column counts as its header
/// does. What matches nothing is refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerColumns {
    /// Columns of the closed question.
    pub closed: Vec<String>,
    /// The column of what people wrote under Other; without it, what a cell holds besides options is that.
    pub other: Option<String>,
}

/// How the columns of a table answer the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) shape: Shape,
    /// The column of texts under Other.
    pub(super) other: Option<usize>,
    /// What was guessed, one sentence each.
    pub(super) notes: Vec<String>,
}

/// One column for each option, or columns with answers in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// Column and option.
    Own(Vec<(usize, usize)>),
    /// Columns whose cells name options.
    Lists(Vec<usize>),
}

impl Layout {
    /// Matches the columns.
    ///
    /// # Errors
    /// [`Error::Input`] for a column that is not there, or that no option claims; [`Error::Settings`] if no column is named.
    pub(super) fn of(
        table: &Table,
        typed: &AnswerColumns,
        question: &ClosedQuestion,
        vocabulary: &Vocabulary,
    ) -> Result<Self> {
        let other = typed.other.as_deref().map(|name| column(table, name, "--other")).transpose()?;
        let mut closed = Vec::new();
        for name in &typed.closed {
            for column in columns(table, name)? {
                if Some(column) != other && !closed.contains(&column) {
                    closed.push(column);
                }
            }
        }
        if closed.is_empty() {
            let message = if other.is_some() && !typed.closed.is_empty() {
                "names the column of --other alone: name the columns with the answers to the closed question"
            } else {
                "name the columns with the answers to the closed question"
            };
            return Err(Error::settings("--closed", message));
        }
        let claims: Vec<Option<usize>> =
            closed.iter().map(|&column| option_of(table, column, vocabulary)).collect();
        let is_lists = claims.iter().all(Option::is_none);
        if is_lists {
            if closed.len() > 1 && holds_only_signs(table, &closed) {
                let message = format!(
                    "no header of the {} columns names an option, and their cells say only yes and no: name each column by its \
                     option's code or label",
                    closed.len()
                );
                return Err(at_column(table, closed.first().copied().unwrap_or(0), message));
            }
            let several = closed.len() > 1;
            let notes = several.then(|| {
                format!(
                    "{} columns with one or more answers in each; no header names an option.",
                    closed.len()
                )
            });
            return Ok(Self { shape: Shape::Lists(closed), other, notes: notes.into_iter().collect() });
        }
        let mut own: Vec<(usize, usize)> = Vec::new();
        for (&column, claim) in closed.iter().zip(claims) {
            let fault = |message: String| at_column(table, column, message);
            let option = claim.ok_or_else(|| {
                fault(format!(
                    "no option of the question goes by this header: the options are {}; name the column by an option's \
                     code or label, or leave it out of --closed",
                    vocabulary.allowed()
                ))
            })?;
            if let Some(&(first, _)) = own.iter().find(|(_, known)| *known == option) {
                let first = table.headers().get(first).map_or("", String::as_str);
                let shown = vocabulary.shown(option);
                return Err(fault(format!("option {shown} has column \"{first}\" already: leave one out")));
            }
            own.push((column, option));
        }
        let is_other =
            |at: usize| question.categories.get(at).is_some_and(|option| option.kind == CategoryKind::Other);
        if own.iter().all(|&(_, option)| is_other(option)) {
            let message = "is the column of Other alone: name those of the other options with --closed, and this one with --other";
            return Err(at_column(table, own.first().map_or(0, |(column, _)| *column), message.to_owned()));
        }
        let notes = guesses(table, &own, other.is_some(), question, vocabulary);
        Ok(Self { shape: Shape::Own(own), other, notes })
    }

    /// The first column of answers.
    pub(super) fn first(&self) -> usize {
        match &self.shape {
            Shape::Own(own) => own.first().map_or(0, |(column, _)| *column),
            Shape::Lists(columns) => columns.first().copied().unwrap_or(0),
        }
    }
}

/// Whether the cells of the first rows hold nothing but 0, 1 and 2, some of them.
fn holds_only_signs(table: &Table, columns: &[usize]) -> bool {
    let cells =
        columns.iter().flat_map(|&column| (0..table.len()).map(move |row| table.cell(row, column).trim()));
    let mut cells = cells.filter(|cell| !cell.is_empty()).peekable();
    cells.peek().is_some() && cells.all(|cell| matches!(cell, "0" | "1" | "2"))
}

/// What a reader must know of columns matched to options.
fn guesses(
    table: &Table,
    own: &[(usize, usize)],
    has_other: bool,
    question: &ClosedQuestion,
    vocabulary: &Vocabulary,
) -> Vec<String> {
    let mut notes = Vec::new();
    let header = |column: usize| table.headers().get(column).map_or("", String::as_str);
    let guessed: Vec<String> = own
        .iter()
        .filter(|(column, option)| vocabulary.find(header(*column)) != Some(*option))
        .map(|(column, option)| format!("\"{}\" is {}", header(*column), vocabulary.shown(*option)))
        .collect();
    if !guessed.is_empty() {
        notes.push(format!("Columns matched to options by a part of their header: {}.", guessed.join("; ")));
    }
    let missing = question.categories.iter().enumerate().filter(|(at, option)| {
        let is_written = has_other && option.kind == CategoryKind::Other;
        !is_written && own.iter().all(|(_, known)| known != at)
    });
    let missing: Vec<&str> = missing.map(|(at, _)| vocabulary.shown(at)).collect();
    if !missing.is_empty() {
        notes.push(format!("Options without a column, counted as ticked by nobody: {}.", missing.join(", ")));
    }
    notes
}

/// The option that a column's header or longer text names.
fn option_of(table: &Table, column: usize, vocabulary: &Vocabulary) -> Option<usize> {
    let header = table.headers().get(column).map_or("", String::as_str);
    [header, table.description(column)].into_iter().find_map(|text| named_by(text, vocabulary))
}

fn named_by(text: &str, vocabulary: &Vocabulary) -> Option<usize> {
    let text = text.trim();
    let in_brackets =
        || text.strip_suffix(']').and_then(|inner| inner.rsplit_once('[')).map(|(_, name)| name);
    let last = |sign: &str| text.rsplit_once(sign).map(|(_, name)| name);
    vocabulary
        .find(text)
        .or_else(|| vocabulary.find(in_brackets()?))
        .or_else(|| [" - ", "_", "/", ".", ":"].iter().find_map(|sign| vocabulary.find(last(sign)?)))
}

/// The columns that a name means.
fn columns(table: &Table, name: &str) -> Result<Vec<usize>> {
    let Some(start) = name.strip_suffix('*') else { return Ok(vec![column(table, name, "--closed")?]) };
    let start = folded(start);
    let begins = |header: &String| folded(header).starts_with(&start);
    let found: Vec<usize> =
        table.headers().iter().enumerate().filter(|(_, header)| begins(header)).map(|(at, _)| at).collect();
    if found.is_empty() {
        return Err(missing(table, name, "--closed"));
    }
    Ok(found)
}

fn column(table: &Table, name: &str, option: &str) -> Result<usize> {
    table.find_column(name).ok_or_else(|| missing(table, name, option))
}

fn missing(table: &Table, name: &str, option: &str) -> Error {
    const LISTED: usize = 30;
    let names: Vec<&str> = table.headers().iter().take(LISTED).map(String::as_str).collect();
    let more = table.headers().len().saturating_sub(LISTED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("{option}: no column \"{name}\"; found columns: {}{rest}", names.join(", "));
    Error::input(&table.file, message)
}

fn at_column(table: &Table, column: usize, message: String) -> Error {
    let name = table.headers().get(column).cloned();
    let at = Place { sheet: table.sheet.clone(), column: name, ..Place::default() };
    Error::Input { file: table.file.clone(), at: Box::new(at), message }
}

#[cfg(test)]
mod tests {
    use super::super::verifier::tests::{question, table};
    use super::*;

    fn layout(headers: &[&str], closed: &[&str], other: Option<&str>) -> Result<Layout> {
        let question = question();
        let typed = AnswerColumns {
            closed: closed.iter().map(ToString::to_string).collect(),
            other: other.map(str::to_owned),
        };
        Layout::of(&table(headers, &[]), &typed, &question, &Vocabulary::of(&question))
    }

    #[test]
    fn headers_of_every_tool_name_their_option() {
        let headers = ["Q1_1", "Q1[c2]", "Which? [Good, cheap food]", "r/c97", "Q1 - Other (please specify)"];
        let found = layout(&headers, &headers, None).unwrap();
        assert_eq!(found.shape, Shape::Own(vec![(0, 0), (1, 1), (2, 2), (3, 4), (4, 3)]));
        assert!(found.notes[0].contains("\"Q1_1\" is 1 \"Friendly staff\""), "{:?}", found.notes);
        let starred = layout(&["Q1_1", "Q1_2", "Q1_9996_TEXT"], &["q1_*"], Some("Q1_9996_TEXT")).unwrap();
        assert_eq!(starred.shape, Shape::Own(vec![(0, 0), (1, 1)]));
        assert!(starred.notes[1].contains("Options without a column"), "{:?}", starred.notes);
    }

    #[test]
    fn one_column_without_an_option_holds_lists() {
        let found = layout(&["id", "reasons", "text"], &["reasons"], Some("text")).unwrap();
        assert_eq!((found.shape, found.other), (Shape::Lists(vec![1]), Some(2)));
    }

    #[test]
    fn what_no_option_claims_is_refused_with_the_options() {
        let error = layout(&["c1", "region"], &["c1", "region"], None).unwrap_err().to_string();
        assert!(error.contains("column \"region\"") && error.contains("1 \"Friendly staff\""), "{error}");
        let twice = layout(&["c1", "Friendly staff"], &["c1", "Friendly staff"], None).unwrap_err();
        assert!(twice.to_string().contains("has column \"c1\" already"), "{twice}");
        let missing = layout(&["c1"], &["c7"], None).unwrap_err().to_string();
        assert!(missing.contains("--closed: no column \"c7\"; found columns: c1"), "{missing}");
        assert!(layout(&["c1"], &[], None).unwrap_err().to_string().starts_with("--closed"));
    }
}
