//! Which net a cell names, and nets that are new.

use super::super::cells::line;
use super::super::columns::Column;
use super::super::sheet::Subject;
use super::read::Line;
use super::{Added, Importer};
use crate::code_frame::{CodeNumber, Edit};
use crate::text::Language;
use std::collections::BTreeMap;

/// A net that is not in the frame yet.
pub(super) struct NewNet {
    /// The row that adds it, or the first that names it.
    row: usize,
    /// Whether a row of its own adds it.
    is_row: bool,
    labels: BTreeMap<Language, String>,
    codes: Vec<CodeNumber>,
}

/// What a cell of the column of nets means.
pub(super) enum Named {
    /// No net.
    None,
    /// A net of the frame.
    Known(CodeNumber),
    /// The name, in lower case and as typed, of a net that is not there yet.
    New(String, String),
}

impl Importer<'_, '_> {
    /// What a cell of the column of nets means, after all changes of labels.
    ///
    /// # Errors
    /// A sentence if it is no net, or may be several.
    pub(super) fn named_net(&self, cell: &str) -> Result<Named, String> {
        let name = line(cell);
        let key = name.to_lowercase();
        if name.is_empty() {
            return Ok(Named::None);
        }
        let now = self.working.frame();
        if name.bytes().all(|b| b.is_ascii_digit()) {
            let known = name.parse().ok().map(CodeNumber).and_then(|number| now.net(number));
            return match known {
                Some(net) if net.standing.is_active() => Ok(Named::Known(net.number)),
                Some(net) => Err(format!("net {} is out of use: put it back into use first", net.number)),
                None => Err(format!("there is no net {name}: write a net's label or number, or a new name")),
            };
        }
        let is_called = |labels: &BTreeMap<Language, String>| {
            labels.values().any(|label| line(label).to_lowercase() == key)
        };
        // The name that a net had in the sheet stands for it too.
        let before = |number| self.frame.net(number).is_some_and(|net| is_called(&net.labels));
        let called: Vec<CodeNumber> = now
            .active_nets()
            .filter(|net| is_called(&net.labels) || before(net.number))
            .map(|net| net.number)
            .collect();
        match called.as_slice() {
            [] => Ok(Named::New(key, name)),
            [only] => Ok(Named::Known(*only)),
            several => {
                let several: Vec<String> = several.iter().map(ToString::to_string).collect();
                Err(format!("nets {} are called so: write the number", several.join(" and ")))
            }
        }
    }

    /// A row that adds a net.
    pub(super) fn new_net(&mut self, row: &Line) {
        if row.number.is_some() || !row.is_net {
            return;
        }
        let labels: BTreeMap<Language, String> = row.labels();
        let Some(name) = labels.get(&self.frame.label_language).or_else(|| labels.values().next()).cloned()
        else {
            self.fault(row.row, None, "a net without a label: write one");
            return;
        };
        let is_of_net = |column: Column, cell: &str| match column {
            Column::Label(_) => true,
            Column::Standing => cell.to_lowercase() == "active",
            _ => false,
        };
        let other = row.cells.iter().find(|&(column, cell)| !is_of_net(*column, cell));
        if let Some((&column, _)) = other {
            self.fault(row.row, Some(column), "a new net has labels only: leave the cell empty");
            return;
        }
        if let Ok(Named::Known(number)) = self.named_net(&name) {
            self.fault(row.row, None, format!("net {number} is called \"{name}\" already: give its number"));
            return;
        }
        let net = NewNet { row: row.row, is_row: true, labels, codes: Vec::new() };
        if self.nets.insert(name.to_lowercase(), net).is_some() {
            self.fault(row.row, None, format!("a second new net of the name \"{name}\""));
        }
    }

    /// Puts a code under the net that its row names; under a new one when that is made.
    pub(super) fn place_under(&mut self, row: &Line) {
        let Some(cell) = row.cells.get(&Column::Net) else { return };
        let Some(number) = self.number_of(row) else { return };
        if matches!(self.facts.subject_of(row.number), Some(Subject::Net(_))) {
            self.fault(row.row, Some(Column::Net), format!("{number} is a net: it stands under no other"));
            return;
        }
        match self.named_net(cell) {
            Err(message) => self.fault(row.row, Some(Column::Net), message),
            Ok(Named::New(key, name)) => {
                let language = self.frame.label_language;
                let net = self.nets.entry(key).or_insert_with(|| NewNet {
                    row: row.row,
                    is_row: false,
                    labels: BTreeMap::from([(language, name)]),
                    codes: Vec::new(),
                });
                net.codes.push(number);
            }
            Ok(named) => {
                let net = match named {
                    Named::Known(net) => Some(net),
                    _ => None,
                };
                // The cell may name in another way the net that the code is under.
                let is_there = self.working.frame().code(number).is_some_and(|code| code.net == net);
                if is_there {
                    self.same.insert((row.row, Column::Net));
                } else {
                    self.edit(row.row, Some(Column::Net), Edit::Move { number, net });
                }
            }
        }
    }

    /// Makes the new nets, in the order in which the sheet names them.
    pub(super) fn make_nets(&mut self) {
        let mut nets: Vec<NewNet> = std::mem::take(&mut self.nets).into_values().collect();
        nets.sort_by_key(|net| net.row);
        for NewNet { row, is_row, labels, codes } in nets {
            if codes.is_empty() {
                let message = "a new net without a code: write its label in the column net of a code";
                self.fault(row, None, message);
                continue;
            }
            let number = match self.working.frame().next_net() {
                Ok(number) => number,
                Err(error) => {
                    self.refuse(row, None, &error);
                    continue;
                }
            };
            let label = self.shown(&labels);
            if self.edit(row, Some(Column::Net), Edit::Net { number, labels, codes }) {
                let line = self.table.line(row);
                self.import.added.push(Added { line, number, label, is_net: true, is_row });
            }
        }
    }
}
