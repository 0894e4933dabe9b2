//! SPSS system files, .sav and .zsav → rows, with names, variable labels and value labels.
//!
//! Read as a stream: memory follows the dictionary and one row, never the number of rows or what the file claims.
//! Cells are the stored values (numbers as a spreadsheet shows them, days and times in ISO form, text without the
//! padding at its right); what they stand for is in [`Column::labels`]. A reader of our own, because the crate for it
//! (ambers 0.4.6) brings a second Arrow and 85 crates, refuses the file where one bad byte should cost one cell, and
//! reserves what a file claims before it is checked.
//!
//! Source: GNU PSPP developers' manual, "System File Format"; the bytes themselves were compared with what ReadStat
//! (pyreadstat) and PSPP write and read.

mod bytes;
mod charset;
mod data;
mod dictionary;
mod shape;
mod variables;

use super::input::Input;
use super::notes::LineList;
use super::options::ReadOptions;
use super::row::{self, Row, RowSource};
use super::stream::{Opened, Written};
use crate::error::{Error, Result};
use crate::survey::Column;
use bytes::Bytes;
pub(super) use charset::Charset;
use charset::Fault;
use data::{Data, Step};
use dictionary::{Dictionary, trimmed};
use std::collections::BTreeMap;
use variables::{Layout, Values, Variable};

/// Rows for each byte of the file from which it is a bomb, and the rows that any file may have. Packed rows of one
/// constant column take a thousandth of a byte; surveys take a hundred bytes.
const MOST_ROWS_PER_BYTE: u64 = 50;
const ROWS_OF_ANY_FILE: u64 = 10_000_000;

/// Columns with a fault that are named apart.
const MOST_FAULTY_COLUMNS: usize = 50;

/// Opens an SPSS file and reads its dictionary.
///
/// # Errors
/// [`Error::Input`] if the dictionary is cut off or damaged, or the file is written in EBCDIC.
pub(super) fn open(input: Input, options: &ReadOptions) -> Result<Opened> {
    let size = input.size();
    let mut bytes = Bytes::new(input)?;
    let dictionary = Dictionary::read(&mut bytes)?;
    let known = &dictionary.extensions;
    let (charset, note) =
        Charset::choose(options.encoding.as_deref(), trimmed(&known.encoding), known.code_page)
            .map_err(|message| Error::input(bytes.file(), message))?;
    let Layout { columns, variables, notes } = Layout::of(&dictionary, charset, &bytes);
    let blank = known.blank.unwrap_or(-f64::MAX);
    let claimed = match known.rows {
        Some(rows) => u64::try_from(rows).ok().or(dictionary.rows),
        None => dictionary.rows,
    };
    // Of two counts neither may be one that the bytes cannot hold.
    if let (Some(rows), Some(size)) = (claimed.max(dictionary.rows), size)
        && rows > most_rows(size)
    {
        let message = format!("states {rows} rows in {size} bytes: it is damaged; export it anew");
        return Err(Error::input(bytes.file(), message));
    }
    let data = Data::new(bytes, &dictionary, blank)?;
    let rows = Rows {
        data,
        columns,
        variables,
        charset,
        elements: dictionary.elements,
        blank,
        claimed,
        row: Vec::new(),
        text: Vec::new(),
        count: 0,
        rest: String::new(),
        faults: Faults::default(),
        end: None,
    };
    let notes = ["SPSS file.".to_owned()].into_iter().chain(note).chain(notes).collect();
    Ok(Opened { rows: Box::new(rows), sheet: None, notes, written: Written::of("SPSS") })
}

/// The most rows that so many bytes may hold.
fn most_rows(bytes: u64) -> u64 {
    ROWS_OF_ANY_FILE + bytes.saturating_mul(MOST_ROWS_PER_BYTE)
}

/// The rows of an SPSS file.
struct Rows {
    data: Data,
    columns: Vec<Column>,
    variables: Vec<Variable>,
    charset: Charset,
    elements: usize,
    /// The number that stands for a blank.
    blank: f64,
    /// How many rows the file says it has.
    claimed: Option<u64>,
    /// The row read last, and one cell's text of it where that has several segments.
    row: Vec<u8>,
    text: Vec<u8>,
    /// Whole rows so far.
    count: u64,
    /// The whole cells of a row that is cut off.
    rest: String,
    faults: Faults,
    /// How the data ended.
    end: Option<Step>,
}

/// Cells that could not be read as they stand: rows by column and fault.
#[derive(Debug, Default)]
struct Faults {
    damaged: BTreeMap<usize, LineList>,
    cut: BTreeMap<usize, LineList>,
    no_number: BTreeMap<usize, LineList>,
    elsewhere: usize,
}

impl RowSource for Rows {
    fn next_row(&mut self, row: &mut Row) -> Result<bool> {
        if self.end.is_some() {
            return Ok(false);
        }
        row.clear();
        let step = self.data.next_row(self.elements, &mut self.row)?;
        if step != Step::Row {
            self.end = Some(step);
            self.data.bytes.finish()?;
            row.line = self.count + 1;
            return Ok(self.spoil(row));
        }
        self.count += 1;
        let most = most_rows(self.data.bytes.position());
        if self.count > most {
            let message = format!(
                "more than {most} rows in {} bytes: no survey packs so tightly, the file is damaged or made to harm",
                self.data.bytes.position()
            );
            return Err(Error::input(self.data.bytes.file(), message));
        }
        row.line = self.count;
        for column in 0..self.variables.len() {
            self.cell(column, row);
            row.end_cell();
        }
        Ok(true)
    }

    fn raw(&self, row: &Row) -> String {
        if row.fault.is_some() {
            return self.rest.clone();
        }
        row.cells().collect::<Vec<_>>().join("\t")
    }

    fn writes_blank_cells(&self) -> bool {
        true
    }

    fn columns(&self) -> Option<Vec<Column>> {
        Some(self.columns.clone())
    }

    fn sha256(&self) -> String {
        self.data.bytes.sha256()
    }

    fn closing_notes(&self) -> Vec<String> {
        let mut notes = self.faults.notes(&self.columns);
        let rows = self.count;
        let claim = self.claimed.filter(|&claimed| claimed != rows);
        let told = claim.map_or(String::new(), |claimed| format!(", where the file says {claimed}"));
        match self.end {
            Some(Step::Cut) => {
                notes.push(format!("The data are cut off inside row {}: {rows} rows are whole{told}.", rows + 1));
            }
            Some(Step::Damaged) => notes.push(format!(
                "The packed data are damaged or cut off after row {rows}; what follows could not be read{told}."
            )),
            _ if claim.is_some() => notes.push(format!("{rows} rows were read{told}.")),
            _ => {}
        }
        notes
    }
}

impl Rows {
    /// Makes a row of what there is of one that is cut off or damaged; false if there is nothing of it.
    fn spoil(&mut self, row: &mut Row) -> bool {
        if self.row.is_empty() {
            return false;
        }
        let whole = |variable: &&Variable| (variable.element + variable.elements()) * 8 <= self.row.len();
        let columns = self.variables.iter().take_while(whole).count();
        for column in 0..columns {
            self.cell(column, row);
            row.end_cell();
        }
        self.rest = row.cells().collect::<Vec<_>>().join("\t");
        let reason = "cut off or damaged inside the row: copy or export the file again".into();
        row.spoil(row::Fault { column: None, reason, is_last: false });
        true
    }

    /// Adds one cell of the row read last.
    fn cell(&mut self, column: usize, row: &mut Row) {
        let Some(variable) = self.variables.get(column) else { return };
        let fault = match variable.values {
            Values::Number(shape) => {
                let at = variable.element * 8;
                let bytes = self.row.get(at..at + 8).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
                let value = self.data.bytes.number(bytes.unwrap_or_default());
                if value == self.blank {
                    return;
                }
                let mut text = String::new();
                if !shape.write(value, &mut text) {
                    self.faults.see(column, self.count, None);
                }
                row.extend(&text);
                return;
            }
            Values::Text(_) => {
                let mut pieces = variable.pieces(&self.row);
                let first = pieces.next().unwrap_or_default();
                self.text.clear();
                for piece in pieces {
                    if self.text.is_empty() {
                        self.text.extend_from_slice(first);
                    }
                    self.text.extend_from_slice(piece);
                }
                let bytes = if self.text.is_empty() { first } else { &self.text };
                let (text, fault) = self.charset.decode(trimmed(bytes));
                row.extend(&text);
                fault
            }
        };
        if fault.is_some() {
            self.faults.see(column, self.count, fault);
        }
    }
}

impl Faults {
    /// Counts a cell; without a fault of its text it is a number that is none.
    fn see(&mut self, column: usize, row: u64, fault: Option<Fault>) {
        let kind = match fault {
            Some(Fault::Damaged) => &mut self.damaged,
            Some(Fault::Cut) => &mut self.cut,
            None => &mut self.no_number,
        };
        if kind.len() < MOST_FAULTY_COLUMNS || kind.contains_key(&column) {
            kind.entry(column).or_default().push(row);
        } else {
            self.elsewhere += 1;
        }
    }

    fn notes(&self, columns: &[Column]) -> Vec<String> {
        let mut notes = Vec::new();
        let mut add = |kind: &BTreeMap<usize, LineList>, what: &str| {
            for (&column, rows) in kind {
                let name = columns.get(column).map_or("", |column| column.name.as_str());
                let rows = rows.in_words().replacen("line", "row", 1);
                notes.push(format!("Column \"{name}\", {rows}: {what}."));
            }
        };
        add(&self.damaged, "bytes that mean nothing in the file's encoding are shown as U+FFFD");
        add(&self.cut, "the text was cut inside a character when it was saved; that character is left out");
        add(&self.no_number, "infinite or not a number, taken as blank");
        if self.elsewhere > 0 {
            notes.push(format!("{} more cells with such faults in other columns.", self.elsewhere));
        }
        notes
    }
}

#[cfg(test)]
mod tests;
