//! One respondent's answer to the closed question.

use super::cells::{Tick, is_empty, is_filler, listed, tick};
use super::columns::{Layout, Shape};
use super::vocabulary::Vocabulary;
use crate::closed_question::{AnswerFormat, CategoryKind, ClosedQuestion};
use crate::survey::{RejectedRow, Table};
use crate::text::redact;

/// Most characters of a cell that a message shows.
const EXCERPT: usize = 60;

/// What one row says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// Whether anything was answered, if only that nothing of the list applies.
    pub(super) is_answered: bool,
    /// Positions of the options ticked, ascending; Other too where only its text was given.
    pub(super) chosen: Vec<usize>,
    /// What was written under Other, as typed; blank for nothing.
    pub(super) other: String,
    /// Other was not ticked, but written.
    pub(super) is_only_written: bool,
    /// More was ticked beside an answer that excludes all others, or two in a list of which one is to be ticked.
    pub(super) is_contradictory: bool,
}

/// A row that was set aside because a cell of it says nothing that the question knows.
pub type Unreadable = RejectedRow;

/// Reads rows.
pub(super) struct RowReader<'a> {
    pub(super) question: &'a ClosedQuestion,
    pub(super) vocabulary: Vocabulary,
    pub(super) layout: Layout,
    /// The position of Other in the list.
    pub(super) other: Option<usize>,
}

impl RowReader<'_> {
    /// The answer of a row.
    pub(super) fn read(&self, table: &Table, row: usize) -> Result<Answer, Box<Unreadable>> {
        let mut answer = Answer::default();
        match &self.layout.shape {
            Shape::Own(own) => {
                for &(column, option) in own {
                    match tick(table.cell(row, column), option, table.columns().get(column), &self.vocabulary)
                    {
                        Some(Tick::Yes) => answer.chosen.push(option),
                        Some(Tick::No) => answer.is_answered = true,
                        Some(Tick::Blank) => {}
                        // A column of Other that holds the text itself.
                        None if Some(option) == self.other && self.layout.other.is_none() => {
                            answer.chosen.push(option);
                            table.cell(row, column).clone_into(&mut answer.other);
                        }
                        None => return Err(Box::new(self.unreadable(table, row, column, Some(option)))),
                    }
                }
            }
            Shape::Lists(columns) => {
                for &column in columns {
                    let found =
                        listed(table.cell(row, column), table.columns().get(column), &self.vocabulary);
                    answer.chosen.extend(found.options);
                    if found.rest.is_empty() {
                        continue;
                    }
                    if self.other.is_none() || self.layout.other.is_some() {
                        return Err(Box::new(self.unreadable(table, row, column, None)));
                    }
                    answer.other = found.rest;
                }
            }
        }
        if let Some(column) = self.layout.other.filter(|&column| !is_empty(table.cell(row, column))) {
            table.cell(row, column).clone_into(&mut answer.other);
        }
        self.settle(&mut answer);
        Ok(answer)
    }

    /// Sorts what was ticked, ticks Other where it was written, and looks for contradictions.
    fn settle(&self, answer: &mut Answer) {
        let is_ticked = self.other.is_some_and(|other| answer.chosen.contains(&other));
        // What a program leaves in a text field is neither a tick nor an answer.
        if !is_ticked && is_filler(&answer.other) {
            answer.other.clear();
        }
        if let Some(other) = self.other
            && !answer.other.trim().is_empty()
            && !answer.chosen.contains(&other)
        {
            answer.is_only_written = true;
            answer.chosen.push(other);
        }
        answer.chosen.sort_unstable();
        answer.chosen.dedup();
        answer.is_answered |= !answer.chosen.is_empty() || !answer.other.trim().is_empty();
        let excludes = |&at: &usize| self.question.categories.get(at).is_some_and(|option| option.exclusive);
        let is_one = self.question.answer == AnswerFormat::Single;
        answer.is_contradictory = answer.chosen.len() > 1 && (is_one || answer.chosen.iter().any(excludes));
    }

    fn unreadable(&self, table: &Table, row: usize, column: usize, option: Option<usize>) -> Unreadable {
        let cell = table.cell(row, column).trim();
        let shown: String = cell.chars().take(EXCERPT).collect();
        let mark = if shown.len() < cell.len() { "…" } else { "" };
        let allowed = match option {
            Some(option) => format!(
                "yes and no (1 and 0, x and blank, Checked and Unchecked) or option {}",
                self.vocabulary.shown(option)
            ),
            None => format!("codes and labels of the options {}", self.vocabulary.allowed()),
        };
        RejectedRow {
            row: table.row_number(row),
            line: table.line(row),
            column: table.headers().get(column).cloned(),
            reason: format!(
                "\"{}{mark}\" is no answer of the question: allowed are {allowed}",
                redact(&shown, &self.question.languages)
            ),
            raw: table.cell(row, column).to_owned(),
        }
    }
}

/// The position of Other.
pub(super) fn other_of(question: &ClosedQuestion) -> Option<usize> {
    question.categories.iter().position(|option| option.kind == CategoryKind::Other)
}

#[cfg(test)]
mod tests {
    use super::super::columns::AnswerColumns;
    use super::super::verifier::tests::{question, table};
    use super::*;

    fn read(
        headers: &[&str],
        closed: &[&str],
        other: Option<&str>,
        row: &[&str],
    ) -> Result<Answer, Box<Unreadable>> {
        let question = question();
        let vocabulary = Vocabulary::of(&question);
        let typed = AnswerColumns {
            closed: closed.iter().map(ToString::to_string).collect(),
            other: other.map(str::to_owned),
        };
        let table = table(headers, &[row]);
        let layout = Layout::of(&table, &typed, &question, &vocabulary).unwrap();
        let other = other_of(&question);
        RowReader { question: &question, vocabulary, layout, other }.read(&table, 0)
    }

    #[test]
    fn blank_is_no_answer_and_noughts_are_one() {
        let headers = ["c1", "c2", "c97", "c9996", "text"];
        let own = |row: &[&str]| read(&headers, &["c*"], Some("text"), row).unwrap();
        assert!(!own(&["", "", "", "", " "]).is_answered);
        assert!(own(&["0", "0", "", "", ""]).is_answered);
        let ticked = own(&["1", "0", "0", "0", "too loud"]);
        assert_eq!((ticked.chosen.as_slice(), ticked.other.as_str()), (&[0, 3][..], "too loud"));
        assert!(ticked.is_only_written && !ticked.is_contradictory);
        assert!(own(&["x", "", "x", "", ""]).is_contradictory);
    }

    #[test]
    fn what_is_no_option_is_other_only_where_other_has_no_column() {
        let found = read(&["reasons"], &["reasons"], None, &["Rude staff, too loud"]).unwrap();
        assert_eq!((found.chosen.as_slice(), found.other.as_str()), (&[1, 3][..], "too loud"));
        let error = read(&["reasons", "text"], &["reasons"], Some("text"), &["Rude staff, too loud", ""]);
        let error = error.unwrap_err();
        assert_eq!(error.column.as_deref(), Some("reasons"));
        assert!(error.reason.contains("\"Rude staff, too loud\" is no answer"), "{}", error.reason);
        let error = read(&["c1", "text"], &["c1"], Some("text"), &["perhaps", ""]).unwrap_err();
        assert!(error.reason.contains("or option 1 \"Friendly staff\""), "{}", error.reason);
    }
}
