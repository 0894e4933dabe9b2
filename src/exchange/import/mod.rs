//! A sheet that came back → edits of the frame, with every row accounted for.

mod added;
mod changed;
mod nets;
mod read;

use super::cells::line;
use super::columns::Column;
use super::sheet::Facts;
use crate::code_frame::{CodeFrame, CodeKind, CodeNumber, Edit, Entry, History, NewCode};
use crate::error::{Error, Result};
use crate::survey::Table;
use crate::text::Language;
use read::Line;
use std::collections::{BTreeMap, BTreeSet};

/// How a sheet is taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Take codes and nets out of use whose row is missing.
    pub retire_missing: bool,
}

/// Places answers in the frame's space: what only the frame's model can do. [`super::CoderPlacer`] does it.
pub trait Placer {
    /// The edit that says that an answer carries the code, or that it does not.
    ///
    /// # Errors
    /// [`Error::Frame`] if nothing in the answer can be placed.
    fn example(&mut self, code: CodeNumber, text: &str, carries: bool) -> Result<Edit>;

    /// A new code of the frame, with this label, that lies where these answers lie.
    ///
    /// # Errors
    /// [`Error::Frame`] if nothing in an answer can be placed, or if every number is used.
    fn code(&mut self, frame: &CodeFrame, label: (Language, &str), examples: &[&str]) -> Result<NewCode>;
}

/// What a sheet says that differs from the frame. Either `faults` or `edits` is to be acted on: with faults, the edits
/// are not complete.
#[derive(Debug, Default)]
pub struct Import {
    /// The edits, in an order in which the frame takes them.
    pub edits: Vec<Edit>,
    /// Rows that change a code or net.
    pub changed: Vec<Changed>,
    /// Rows that add a code or net.
    pub added: Vec<Added>,
    /// How many rows say what the frame says.
    pub unchanged: usize,
    /// Rows with a fault.
    pub wrong: usize,
    /// Codes and nets in use without a row.
    pub missing: Vec<CodeNumber>,
    /// What was understood otherwise than written, or passed over, one sentence each.
    pub notes: Vec<String>,
    /// What cannot be understood or done, each with its row and column.
    pub faults: Vec<Error>,
}

impl Import {
    /// Rows of the sheet below its header.
    #[must_use]
    pub fn rows(&self) -> usize {
        let added = self.added.iter().filter(|added| added.is_row).count();
        self.changed.len() + added + self.unchanged + self.wrong
    }
}

/// A row that changes a code or net.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Line of the text file, or row of the sheet.
    pub line: u64,
    /// The code or net.
    pub number: CodeNumber,
    /// Names of the columns that differ.
    pub columns: Vec<String>,
}

/// A row that adds a code or net, or a net that a row names first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Line of the text file, or row of the sheet.
    pub line: u64,
    /// Its number from now on.
    pub number: CodeNumber,
    /// One of its labels, in the language of the tables if it has one there.
    pub label: String,
    /// Whether it is a net.
    pub is_net: bool,
    /// Whether the row itself is the new code or net, and not a code that names a new net.
    pub is_row: bool,
}

/// Compares a sheet with the frame after all edits of `history`.
///
/// Without a placer, rows with new examples are faults. Faults are collected, so that all can be mended at once.
///
/// # Errors
/// [`Error::Input`] if the table is no sheet of a frame at all.
pub fn import(
    table: &Table,
    history: &History,
    options: &ImportOptions,
    placer: Option<&mut dyn Placer>,
) -> Result<Import> {
    let frame = history.frame();
    let sheet = read::Sheet::open(table, frame)?;
    if options.retire_missing && !sheet.has_numbers() {
        let message = "it has no column \"number\", so no row of it can be missing";
        return Err(Error::input(table.file.clone(), message));
    }
    let mut importer = Importer {
        table,
        frame,
        facts: Facts::of(frame),
        working: history.clone(),
        placer,
        names: BTreeMap::new(),
        nets: BTreeMap::new(),
        new_codes: BTreeMap::new(),
        same: BTreeSet::new(),
        faulty: BTreeSet::new(),
        import: Import::default(),
    };
    importer.pass_over_rejected();
    let lines = sheet.lines(&mut importer);
    importer.take(&lines);
    importer.miss(&lines, sheet.has_numbers(), options.retire_missing);
    Ok(importer.finish(&lines))
}

/// An import under way.
struct Importer<'a, 'p> {
    table: &'a Table,
    /// The frame before the import, which the sheet is compared with.
    frame: &'a CodeFrame,
    facts: Facts<'a>,
    /// The frame with the edits made so far: what numbers are free, and whether an edit is taken.
    working: History,
    placer: Option<&'p mut dyn Placer>,
    /// The code in use of each label, and the new net of each name, in lower case.
    names: BTreeMap<String, CodeNumber>,
    nets: BTreeMap<String, nets::NewNet>,
    /// The new code of each row, by position in the table.
    new_codes: BTreeMap<usize, CodeNumber>,
    /// Cells that say in other words what the frame says.
    same: BTreeSet<(usize, Column)>,
    /// Rows with a fault, by position in the table; rejected ones by their line.
    faulty: BTreeSet<(bool, u64)>,
    import: Import,
}

impl Importer<'_, '_> {
    /// Says what is wrong with a cell, or with a row.
    fn fault(&mut self, row: usize, column: Option<Column>, message: impl Into<String>) {
        self.faulty.insert((false, row as u64));
        let error = read::fault(self.table, row, column, message.into());
        self.import.faults.push(error);
    }

    /// Says how a cell was understood.
    fn note(&mut self, row: usize, column: Column, message: &str) {
        let place = if self.table.sheet.is_some() { "Row" } else { "Line" };
        let note = format!("{place} {}, column \"{}\": {message}.", self.table.line(row), column.name());
        self.import.notes.push(note);
    }

    /// Makes an edit that a cell asks for; false, and a fault, if the frame refuses it.
    fn edit(&mut self, row: usize, column: Option<Column>, edit: Edit) -> bool {
        match self.working.edit(Entry::from(edit.clone())) {
            Ok(()) => {
                self.import.edits.push(edit);
                true
            }
            Err(error) => {
                self.refuse(row, column, &error);
                false
            }
        }
    }

    fn refuse(&mut self, row: usize, column: Option<Column>, error: &Error) {
        let message = match error {
            Error::Frame(message) => message.clone(),
            other => other.to_string(),
        };
        self.fault(row, column, message);
    }

    /// Rows that the file's reader could not keep are faults, so that none is lost.
    fn pass_over_rejected(&mut self) {
        for rejected in &self.table.rejected {
            let at = crate::error::Place {
                sheet: self.table.sheet.clone(),
                line: Some(rejected.line),
                row: None,
                column: rejected.column.clone(),
            };
            let message = rejected.reason.clone();
            self.faulty.insert((true, rejected.line));
            self.import.faults.push(Error::Input {
                file: self.table.file.clone(),
                at: Box::new(at),
                message,
            });
        }
    }

    /// All rows, in an order in which each finds what it names.
    fn take(&mut self, lines: &[Line]) {
        lines.iter().for_each(|line| self.restore(line));
        lines.iter().for_each(|line| self.relabel(line));
        self.learn_names();
        lines.iter().for_each(|line| self.new_net(line));
        lines.iter().for_each(|line| self.add(line));
        lines.iter().for_each(|line| self.place_under(line));
        self.make_nets();
        lines.iter().for_each(|line| self.define(line));
        lines.iter().for_each(|line| self.give_examples(line));
        lines.iter().for_each(|line| self.retire(line));
    }

    /// Codes and nets in use that no row names.
    fn miss(&mut self, lines: &[Line], has_numbers: bool, retire: bool) {
        if !has_numbers {
            return;
        }
        let named: BTreeSet<CodeNumber> = lines.iter().filter_map(|line| line.number).collect();
        let codes = self.frame.active_codes().map(|code| (code.number, code.kind == CodeKind::Theme));
        let nets = self.frame.active_nets().map(|net| (net.number, true));
        let missing: Vec<(CodeNumber, bool)> =
            codes.chain(nets).filter(|(number, _)| !named.contains(number)).collect();
        self.import.missing = missing.iter().map(|(number, _)| *number).collect();
        if !retire || !self.import.faults.is_empty() {
            return;
        }
        for (number, may_retire) in missing {
            if !may_retire {
                let kept = format!("{number} has no row; it is in every frame and stays in use.");
                self.import.notes.push(kept);
                continue;
            }
            let edit = Edit::Retire { number };
            match self.working.edit(Entry::from(edit.clone())) {
                Ok(()) => self.import.edits.push(edit),
                Err(error) => self.import.faults.push(error),
            }
        }
    }

    fn finish(mut self, lines: &[Line]) -> Import {
        for line in lines.iter().filter(|line| !self.faulty.contains(&(false, line.row as u64))) {
            let Some(number) = line.number else { continue };
            let changed = line.cells.keys().filter(|column| !self.same.contains(&(line.row, **column)));
            let columns: Vec<String> = changed.map(|column| column.name()).collect();
            if columns.is_empty() {
                self.import.unchanged += 1;
            } else {
                self.import.changed.push(Changed { line: self.table.line(line.row), number, columns });
            }
        }
        self.import.wrong = self.faulty.len();
        self.import.added.sort_by_key(|added| (added.line, !added.is_row));
        // A row can be added and have a fault all the same.
        let faulty: BTreeSet<u64> = self
            .faulty
            .iter()
            .filter(|(rejected, _)| !rejected)
            .map(|(_, row)| self.table.line(*row as usize))
            .collect();
        self.import.added.retain(|added| !faulty.contains(&added.line));
        self.import.faults.sort_by_key(|fault| match fault {
            Error::Input { at, .. } => at.line,
            _ => None,
        });
        self.import
    }

    /// The label to show of these: in the language of the tables, else the first.
    fn shown(&self, labels: &BTreeMap<Language, String>) -> String {
        let label = labels.get(&self.frame.label_language).or_else(|| labels.values().next());
        label.cloned().unwrap_or_default()
    }

    /// Learns what the codes in use are called, as relabelled.
    fn learn_names(&mut self) {
        for code in self.working.frame().active_codes() {
            for label in code.labels.values() {
                self.names.entry(line(label).to_lowercase()).or_insert(code.number);
            }
        }
    }

    /// The code in use that is called so in any language, new ones too.
    fn called(&self, label: &str) -> Option<CodeNumber> {
        self.names.get(&line(label).to_lowercase()).copied()
    }
}

#[cfg(test)]
mod tests;
