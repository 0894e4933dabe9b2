//! Rows without a number: new codes.

use super::super::cells::{line, lines};
use super::super::columns::Column;
use super::nets::Named;
use super::read::Line;
use super::{Added, Importer};
use crate::code_frame::{CodeNumber, Edit, NewCode, Side};
use crate::error::Error;
use crate::text::Language;
use std::collections::BTreeMap;

impl Importer<'_, '_> {
    /// The number of a row's code or net: its own, or that which a new code got.
    pub(super) fn number_of(&self, row: &Line) -> Option<CodeNumber> {
        row.number.or_else(|| self.new_codes.get(&row.row).copied())
    }

    /// A row that adds a code.
    pub(super) fn add(&mut self, row: &Line) {
        if row.number.is_some() || row.is_net {
            return;
        }
        let labels = row.labels();
        let Some((&language, label)) = labels.iter().next() else {
            self.fault(row.row, None, "a new code without a label: write one");
            return;
        };
        for (&language, label) in &labels {
            if let Some(known) = self.called(label) {
                let message = format!(
                    "code {known} is called \"{label}\" already: give its number to change it, or another label"
                );
                self.fault(row.row, Some(Column::Label(language)), message);
                return;
            }
        }
        let label = label.clone();
        let side = match row.side() {
            Ok(side) => side,
            Err(message) => {
                self.fault(row.row, Some(Column::Side), message);
                return;
            }
        };
        if let Some(word) = row.cells.get(&Column::Standing).filter(|w| w.to_lowercase() != "active") {
            let message = format!("\"{word}\": a new code is active");
            self.fault(row.row, Some(Column::Standing), message);
            return;
        }
        let Some(placed) = self.placed(row, language, &label) else { return };
        let number = placed.number;
        if placed.places.is_empty() {
            let note = format!("{number} \"{label}\" has no examples: nobody is given it but by pins.");
            self.import.notes.push(note);
        }
        // A net that is new too is put over it later.
        let net = match row.cells.get(&Column::Net).map(|cell| self.named_net(cell)) {
            Some(Ok(Named::Known(net))) => Some(net),
            _ => None,
        };
        let list = |column| row.cells.get(&column).map_or_else(Vec::new, |cell| lines(cell));
        let code = NewCode {
            labels,
            definition: row.cells.get(&Column::Definition).map_or_else(String::new, |cell| line(cell)),
            includes: list(Column::Include),
            keywords: keywords(row),
            net,
            side: side.unwrap_or(placed.side),
            ..placed
        };
        if self.edit(row.row, None, Edit::Add(code)) {
            let (line, label) = (self.table.line(row.row), self.shown(&row.labels()));
            self.import.added.push(Added { line, number, label, is_net: false, is_row: true });
            self.new_codes.insert(row.row, number);
            for label in row.labels().values() {
                self.names.entry(label.to_lowercase()).or_insert(number);
            }
        }
    }

    /// A new code where the examples of its row lie; nowhere without any.
    fn placed(&mut self, row: &Line, language: Language, label: &str) -> Option<NewCode> {
        let examples = row.cells.get(&Column::Examples).map_or_else(Vec::new, |cell| lines(cell));
        let texts: Vec<&str> = examples.iter().map(String::as_str).collect();
        let frame = self.working.frame();
        let placed = match self.placer.as_deref_mut() {
            _ if examples.is_empty() => frame.next_code().map(|number| nowhere(number, language, label)),
            Some(placer) => placer.code(frame, (language, label), &texts),
            None => Err(Error::Frame("examples can be placed only with the frame's model".into())),
        };
        placed.map_err(|error| self.refuse(row.row, Some(Column::Examples), &error)).ok()
    }
}

/// The keywords that a new row says.
fn keywords(row: &Line) -> Vec<String> {
    let cell = row.cells.get(&Column::Keywords).map_or("", String::as_str);
    let words = cell.split(['\n', ',', ';', '、']).map(line);
    words.filter(|word| !word.is_empty()).collect()
}

/// A code that nothing is near to.
fn nowhere(number: CodeNumber, language: Language, label: &str) -> NewCode {
    NewCode {
        number,
        labels: BTreeMap::from([(language, label.to_owned())]),
        definition: String::new(),
        includes: Vec::new(),
        keywords: Vec::new(),
        exemplars: Vec::new(),
        net: None,
        side: Side::Neutral,
        places: Vec::new(),
    }
}
