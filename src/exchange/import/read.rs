//! The sheet's header and rows, each cell compared with what the frame would be exported as.

use super::super::cells::{damage, line, lost_letters, returned, whole};
use super::super::columns::{Column, Use};
use super::super::sheet::side as side_word;
use super::Importer;
use crate::code_frame::{CodeFrame, CodeNumber, Side};
use crate::error::{Error, Place, Result};
use crate::survey::Table;
use crate::text::Language;
use std::collections::BTreeMap;

/// The columns of a sheet, with their place in the table.
pub(super) struct Sheet {
    columns: Vec<(usize, Column)>,
}

/// A row and what it says.
pub(super) struct Line {
    /// Position in the table.
    pub(super) row: usize,
    /// The code or net that it is about; none for a new one.
    pub(super) number: Option<CodeNumber>,
    /// Whether a new row is a net.
    pub(super) is_net: bool,
    /// The cells that differ from the frame, apostrophes taken off; for a new row those that are filled.
    pub(super) cells: BTreeMap<Column, String>,
}

impl Line {
    /// The labels of a new row.
    pub(super) fn labels(&self) -> BTreeMap<Language, String> {
        let labels = self.cells.iter().filter_map(|(column, cell)| match column {
            Column::Label(language) => Some((*language, line(cell))),
            _ => None,
        });
        labels.filter(|(_, label)| !label.is_empty()).collect()
    }

    /// The side that a new row says, if it says one.
    ///
    /// # Errors
    /// A sentence if the cell is no side.
    pub(super) fn side(&self) -> std::result::Result<Option<Side>, String> {
        let Some(word) = self.cells.get(&Column::Side) else { return Ok(None) };
        let known = [Side::Positive, Side::Neutral, Side::Negative];
        let found = known.into_iter().find(|side| side_word(*side) == word.to_lowercase());
        found.map(Some).ok_or_else(|| format!("\"{word}\": write positive, neutral or negative"))
    }
}

/// A fault in a cell or row of the table.
pub(super) fn fault(table: &Table, row: usize, column: Option<Column>, message: String) -> Error {
    let is_sheet = table.sheet.is_some();
    let at = Place {
        sheet: table.sheet.clone(),
        line: Some(table.line(row)),
        // Rows of a sheet are counted by its program; lines of a text file are not what a spreadsheet shows.
        row: (!is_sheet).then(|| u64::from(table.row_number(row))),
        column: column.map(Column::name),
    };
    Error::Input { file: table.file.clone(), at: Box::new(at), message }
}

impl Sheet {
    /// Reads the header.
    ///
    /// # Errors
    /// [`Error::Input`] naming the first column that is unknown or there twice, or what is missing.
    pub(super) fn open(table: &Table, frame: &CodeFrame) -> Result<Self> {
        // The reader takes such cells for blank, and a blank cell would be an edit.
        if let Some(note) = table.notes.iter().find(|note| note.contains("with a formula error")) {
            let message = format!("{note} Type the text anew, with an apostrophe in front");
            return Err(Error::input(table.file.clone(), message));
        }
        let mut columns: Vec<(usize, Column)> = Vec::new();
        for (at, header) in table.headers().iter().enumerate() {
            let wrong = |message: String| {
                let place =
                    Place { sheet: table.sheet.clone(), column: Some(header.clone()), ..Place::default() };
                Error::Input { file: table.file.clone(), at: Box::new(place), message }
            };
            if header.trim().is_empty() && table.column(at).all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let Some(column) = Column::parse(header, frame) else {
                let known: Vec<String> = Column::of(frame).iter().map(|column| column.name()).collect();
                return Err(wrong(format!("unknown; the columns of a frame are {}", known.join(", "))));
            };
            if columns.iter().any(|(_, known)| *known == column) {
                return Err(wrong("there twice: keep one".to_owned()));
            }
            columns.push((at, column));
        }
        let sheet = Self { columns };
        let has_labels = sheet.columns.iter().any(|(_, column)| matches!(column, Column::Label(_)));
        if !has_labels && !sheet.has_numbers() {
            let message = "it has neither a column \"number\" nor a column \"label\": it is no code frame";
            return Err(Error::input(table.file.clone(), message));
        }
        Ok(sheet)
    }

    /// Whether rows are known by number.
    pub(super) fn has_numbers(&self) -> bool {
        self.columns.iter().any(|(_, column)| *column == Column::Number)
    }

    /// The rows that can be understood; faults of the others go to the importer.
    pub(super) fn lines(&self, importer: &mut Importer) -> Vec<Line> {
        let mut seen: BTreeMap<CodeNumber, u64> = BTreeMap::new();
        let mut lines = Vec::new();
        for row in 0..importer.table.len() {
            let number = match self.number(importer, row) {
                Ok(number) => number,
                Err(message) => {
                    importer.fault(row, Some(Column::Number), message);
                    continue;
                }
            };
            if let Some(number) = number {
                if importer.facts.subject(number).is_none() {
                    let message = format!(
                        "there is no code or net {number}: leave the number empty for a new one, which gets the next free one"
                    );
                    importer.fault(row, Some(Column::Number), message);
                    continue;
                }
                if let Some(first) = seen.insert(number, importer.table.line(row)) {
                    let place = if importer.table.sheet.is_some() { "row" } else { "line" };
                    let message =
                        format!("{number} stands in {place} {first} already: leave one of the rows out");
                    importer.fault(row, Some(Column::Number), message);
                    continue;
                }
            }
            lines.push(self.line(importer, row, number));
        }
        lines
    }

    /// The number of a row; none if the cell is empty. Whole numbers in the form that some programs give them are
    /// understood, and said.
    fn number(&self, importer: &mut Importer, row: usize) -> std::result::Result<Option<CodeNumber>, String> {
        let Some((at, _)) = self.columns.iter().find(|(_, column)| *column == Column::Number) else {
            return Ok(None);
        };
        let typed = importer.table.cell(row, *at);
        let cell = returned(typed, "");
        if cell.is_empty() {
            return Ok(None);
        }
        let whole = whole(cell.trim_start_matches('\''));
        let digits = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
        let Some(number) = whole.parse().ok().filter(|_| digits) else {
            let why = damage(&cell).unwrap_or("is not the number of a code");
            return Err(format!(
                "\"{cell}\" {why}; write the number as it was, or leave it empty for a new code"
            ));
        };
        if typed != whole {
            importer.note(row, Column::Number, &format!("\"{typed}\" is read as {number}"));
        }
        Ok(Some(CodeNumber(number)))
    }

    fn line(&self, importer: &mut Importer, row: usize, number: Option<CodeNumber>) -> Line {
        let mut line = Line { row, number, is_net: false, cells: BTreeMap::new() };
        let subject = number.and_then(|number| importer.facts.subject(number));
        for &(at, column) in self.columns.iter().filter(|(_, column)| *column != Column::Number) {
            let exported = subject.map_or_else(String::new, |s| importer.facts.cell(s, column));
            let mut cell = returned(importer.table.cell(row, at), &exported);
            if column == Column::Exclude {
                cell.truncate(whole(&cell).len());
            }
            if cell == exported {
                continue;
            }
            if lost_letters(&cell, &exported) {
                let message = "its letters were lost on the way: save the sheet as XLSX, or as CSV in UTF-8";
                importer.fault(row, Some(column), message);
                continue;
            }
            if let Some(damage) = damage(&cell) {
                let message = format!("\"{cell}\" {damage}; format the cell as text and type it anew");
                importer.fault(row, Some(column), message);
                continue;
            }
            match (column, subject) {
                (Column::Kind, None) => match cell.to_lowercase().as_str() {
                    "code" => {}
                    "net" => line.is_net = true,
                    other => {
                        let message = format!("\"{other}\": a new row is a code or a net");
                        importer.fault(row, Some(column), message);
                    }
                },
                (Column::Kind, Some(subject)) => {
                    // An empty cell says nothing else.
                    if !cell.is_empty() && cell.to_lowercase() != exported {
                        let message =
                            format!("{} is a {}, which cannot be changed", subject.number(), exported);
                        importer.fault(row, Some(column), message);
                    }
                }
                (Column::Side | Column::Standing, Some(_))
                    if cell.to_lowercase() == exported || cell.is_empty() => {}
                (Column::Side, Some(subject)) => {
                    let message = if exported.is_empty() {
                        "a net takes no side".to_owned()
                    } else {
                        format!("{} is {exported}, which cannot be changed", subject.number())
                    };
                    importer.fault(row, Some(column), message);
                }
                (_, Some(_)) if column.purpose() != Use::Edited => {
                    importer.note(row, column, "for information only, the change is passed over");
                }
                (Column::Quotes, None) => {
                    importer.note(row, column, "quotes come from coded answers, these are passed over");
                }
                _ => {
                    line.cells.insert(column, cell);
                }
            }
        }
        line
    }
}
