//! Changed cells of codes and nets that are there.

use super::super::cells::{is_cut, line, lines};
use super::super::columns::Column;
use super::super::sheet::Subject;
use super::Importer;
use super::read::Line;
use crate::code_frame::{CodeNumber, Edit, Exclusion};
use std::collections::BTreeSet;

impl Importer<'_, '_> {
    /// Puts a code or net back into use, and refuses other changes of what is out of use.
    pub(super) fn restore(&mut self, line: &Line) {
        let Some(subject) =
            self.facts.subject_of(line.number).filter(|subject| !subject.standing().is_active())
        else {
            return;
        };
        let (number, standing) = (subject.number(), self.facts.text(subject, Column::Standing));
        match line.cells.get(&Column::Standing).map(|cell| cell.to_lowercase()) {
            Some(word) if word == "active" => {
                self.edit(line.row, Some(Column::Standing), Edit::Restore { number });
            }
            Some(_) => {
                let message = format!("{number} is {standing}: write active to put it back into use");
                self.fault(line.row, Some(Column::Standing), message);
            }
            None => {
                let changed = line.cells.keys().next().copied();
                if let Some(column) = changed {
                    let message = format!(
                        "{number} is {standing}: write active in the column standing to put it back into use first"
                    );
                    self.fault(line.row, Some(column), message);
                }
            }
        }
    }

    /// Takes a code or net out of use.
    pub(super) fn retire(&mut self, line: &Line) {
        let Some(subject) =
            self.facts.subject_of(line.number).filter(|subject| subject.standing().is_active())
        else {
            return;
        };
        let number = subject.number();
        let column = Some(Column::Standing);
        match line.cells.get(&Column::Standing).map(|cell| cell.to_lowercase()).as_deref() {
            None => {}
            Some("retired") => {
                self.edit(line.row, column, Edit::Retire { number });
            }
            Some(other) => {
                let message = format!("\"{other}\": {number} is active; write active or retired");
                self.fault(line.row, column, message);
            }
        }
    }

    /// Gives a code or net its changed labels; new ones first, since the last label cannot be taken back.
    pub(super) fn relabel(&mut self, row: &Line) {
        let Some(subject) = self.facts.subject_of(row.number) else { return };
        let number = subject.number();
        let labels = row.cells.iter().filter_map(|(&column, cell)| match column {
            Column::Label(language) => Some((column, language, line(cell))),
            _ => None,
        });
        let labels: Vec<_> = labels.collect();
        let emptied = labels.iter().filter(|(_, _, label)| label.is_empty()).count();
        if emptied > 0 && emptied == subject.labels().len() && emptied == labels.len() {
            let column = labels.first().map(|(column, _, _)| *column);
            self.fault(row.row, column, format!("the label of {number} is empty: write one"));
            return;
        }
        let (taken, given): (Vec<_>, Vec<_>) = labels.into_iter().partition(|(_, _, label)| label.is_empty());
        for (column, language, label) in given.into_iter().chain(taken) {
            let label = Some(label).filter(|label| !label.is_empty());
            self.edit(row.row, Some(column), Edit::Rename { number, language, label });
        }
    }

    /// Says anew what a code means; for a new one only what it excludes, the rest is in the code.
    pub(super) fn define(&mut self, row: &Line) {
        let Some(number) = self.number_of(row) else { return };
        let is_new = row.number.is_none();
        let of = |column: Column| row.cells.get(&column);
        let cells = [Column::Definition, Column::Include, Column::Exclude].map(|column| (column, of(column)));
        let Some((first, _)) = cells
            .into_iter()
            .find(|(column, cell)| cell.is_some() && (!is_new || *column == Column::Exclude))
        else {
            return;
        };
        if matches!(self.facts.subject_of(row.number), Some(Subject::Net(_))) {
            let message = format!("{number} is a net: only its labels and its standing are edited");
            self.fault(row.row, Some(first), message);
            return;
        }
        for column in [Column::Definition, Column::Include] {
            if of(column).is_some() && self.is_cut(row, column) {
                return;
            }
        }
        let mut excludes = match of(Column::Exclude).map(|cell| self.exclusion(cell)) {
            None => None,
            Some(Ok(excludes)) => Some(excludes),
            Some(Err(message)) => {
                self.fault(row.row, Some(Column::Exclude), message);
                return;
            }
        };
        let known = match self.facts.subject_of(row.number) {
            Some(Subject::Code(code)) => Some(code.excludes.map_or(Exclusion::Nothing, Exclusion::Code)),
            _ => None,
        };
        if excludes.is_some() && excludes == known {
            self.same.insert((row.row, Column::Exclude));
            excludes = None;
            if first == Column::Exclude {
                return;
            }
        }
        let edit = Edit::Define {
            number,
            definition: of(Column::Definition).filter(|_| !is_new).map(|cell| line(cell)),
            includes: of(Column::Include).filter(|_| !is_new).map(|cell| self.includes(row, cell)),
            excludes,
        };
        self.edit(row.row, Some(first), edit);
    }

    /// The lines of a list of what a code includes; one that stands in the frame stays as it is there, to the blank.
    fn includes(&self, row: &Line, cell: &str) -> Vec<String> {
        let known: &[String] = match self.facts.subject_of(row.number) {
            Some(Subject::Code(code)) => &code.includes,
            _ => &[],
        };
        let as_known =
            |typed: String| known.iter().find(|text| line(text) == typed).cloned().unwrap_or(typed);
        lines(cell).into_iter().map(as_known).collect()
    }

    /// The code that a cell says is excluded: a number, a label, or both.
    fn exclusion(&self, cell: &str) -> Result<Exclusion, String> {
        let text = line(cell);
        if text.is_empty() {
            return Ok(Exclusion::Nothing);
        }
        let (head, rest) = text.split_once(' ').unwrap_or((&text, ""));
        if let Ok(number) = head.parse::<u16>() {
            let number = CodeNumber(number);
            let label = self.working.frame().code(number).map(|code| &code.labels);
            let fits = |labels: &std::collections::BTreeMap<_, String>| {
                rest.is_empty() || labels.values().any(|label| line(label) == rest)
            };
            return match label {
                Some(labels) if fits(labels) => Ok(Exclusion::Code(number)),
                Some(_) => Err(format!("\"{text}\": {number} is called otherwise; write the number alone")),
                None => Err(format!("there is no code {number}: write the number of one code")),
            };
        }
        let called = self.called(&text).map(Exclusion::Code);
        called.ok_or_else(|| format!("\"{text}\" is no code: write the number of one code, or nothing"))
    }

    /// Whether the cell never held all of its text, so that nobody can tell what was changed; a fault then.
    fn is_cut(&mut self, row: &Line, column: Column) -> bool {
        let Some(subject) = self.facts.subject_of(row.number) else { return false };
        let (cell, text) = (self.facts.cell(subject, column), self.facts.text(subject, column));
        let cut = is_cut(&cell, &text);
        if cut {
            let message = "the text is longer than a cell can hold: edit it with openend frame";
            self.fault(row.row, Some(column), message);
        }
        cut
    }

    /// Examples and counter-examples that came and went. What went goes first: an example may have become a
    /// counter-example.
    pub(super) fn give_examples(&mut self, row: &Line) {
        let Some(number) = self.number_of(row) else { return };
        let columns = [(Column::Examples, true), (Column::CounterExamples, false)];
        let mut known: Vec<String> = Vec::new();
        let mut wanted = Vec::new();
        for (column, carries) in columns {
            let before = row.number.map_or(&[][..], |number| self.facts.examples(number, carries));
            let before: Vec<String> = before.iter().map(|text| (*text).to_owned()).collect();
            known.extend_from_slice(&before);
            let Some(cell) = row.cells.get(&column) else { continue };
            if self.is_cut(row, column) {
                return;
            }
            let now: BTreeSet<String> = lines(cell).into_iter().collect();
            for text in before.iter().filter(|text| !now.contains(&line(text))) {
                let text = text.clone();
                self.edit(row.row, Some(column), Edit::DropExample { number, text });
            }
            let shown: BTreeSet<String> = before.iter().map(|text| line(text)).collect();
            // A new code's examples are where it lies.
            if row.number.is_some() || !carries {
                wanted.extend(
                    lines(cell).into_iter().filter(|t| !shown.contains(t)).map(|t| (column, carries, t)),
                );
            }
        }
        let mut given: BTreeSet<String> = BTreeSet::new();
        for (column, carries, text) in wanted {
            if !given.insert(text.clone()) {
                let message = format!("\"{text}\" stands there twice, or among the counter-examples too");
                self.fault(row.row, Some(column), message);
                continue;
            }
            let typed = known.iter().find(|known| line(known) == text).cloned().unwrap_or(text);
            let Some(placer) = self.placer.as_deref_mut() else {
                self.fault(row.row, Some(column), "examples can be placed only with the frame's model");
                continue;
            };
            match placer.example(number, &typed, carries) {
                Ok(edit) => {
                    self.edit(row.row, Some(column), edit);
                }
                Err(error) => self.refuse(row.row, Some(column), &error),
            }
        }
    }
}
