//! XLSX workbooks → rows, cell by cell, so that memory follows the real cells and not the sheet's claimed size.

use super::values::{date, number, truth};
use super::{PASSWORD, SAVE_ANEW, Sheet, SheetPlace, Workbook, error_note, raw};
use crate::error::{Error, Result};
use crate::files::notes::LineList;
use crate::files::row::{Row, RowSource};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader, XlsxError};
use std::io::Cursor;

type Bytes = Cursor<Vec<u8>>;

/// Opens a workbook that passed the guard.
///
/// # Errors
/// [`Error::Input`] if it is damaged or under password.
pub(super) fn open(bytes: Vec<u8>, file: &str) -> Result<impl Workbook + use<>> {
    let workbook = Xlsx::new(Cursor::new(bytes)).map_err(|e| Error::input(file, message(&e)))?;
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let sheets = sheets
        .map(|sheet| Sheet { name: sheet.name.clone(), is_visible: sheet.visible == SheetVisible::Visible });
    let sheets = sheets.collect();
    Ok(XlsxWorkbook { workbook, sheets, file: file.to_owned() })
}

struct XlsxWorkbook {
    workbook: Xlsx<Bytes>,
    sheets: Vec<Sheet>,
    file: String,
}

impl Workbook for XlsxWorkbook {
    fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn rows(&mut self, sheet: usize) -> Result<Box<dyn RowSource + '_>> {
        let name = self.sheets.get(sheet).map_or("", |sheet| sheet.name.as_str());
        let place = SheetPlace::new(&self.file, name);
        let cells = self.workbook.worksheet_cells_reader(name);
        let cells = cells.map_err(|e| place.fault(None, message(&e)))?;
        let errors = LineList::default();
        Ok(Box::new(XlsxRows { cells, place, ahead: None, last_row: 0, is_over: false, errors }))
    }
}

fn message(error: &XlsxError) -> String {
    match error {
        XlsxError::Password => PASSWORD.into(),
        other => format!("the workbook is damaged ({other}): {SAVE_ANEW}"),
    }
}

/// The rows of one sheet, gathered from its stream of cells.
struct XlsxRows<'w> {
    cells: XlsxCellReader<'w, Bytes>,
    place: SheetPlace,
    /// The first cell of the next row: row, column, text.
    ahead: Option<(u32, u32, String)>,
    last_row: u64,
    is_over: bool,
    /// Sheet rows with an error cell, one entry per cell.
    errors: LineList,
}

impl XlsxRows<'_> {
    /// The next cell that holds text, with its row and column from 0.
    fn next_cell(&mut self) -> Result<Option<(u32, u32, String)>> {
        if self.ahead.is_some() {
            return Ok(self.ahead.take());
        }
        while !self.is_over {
            let line = Some(self.last_row + 1);
            let next = self.cells.next_cell().map_err(|e| self.place.fault(line, message(&e)))?;
            let Some(cell) = next else {
                // The stream fails if it is asked again after its end.
                self.is_over = true;
                break;
            };
            let (row, column) = cell.get_position();
            if matches!(cell.get_value(), DataRef::Error(_)) {
                self.errors.push(u64::from(row) + 1);
            }
            let text = text(cell.get_value());
            if !text.is_empty() {
                return Ok(Some((row, column, text)));
            }
        }
        Ok(None)
    }

    fn out_of_order(&self, row: u32) -> Error {
        self.place.fault(Some(u64::from(row) + 1), format!("the sheet's cells are out of order: {SAVE_ANEW}"))
    }
}

impl RowSource for XlsxRows<'_> {
    fn next_row(&mut self, into: &mut Row) -> Result<bool> {
        into.clear();
        let Some((row, mut column, mut text)) = self.next_cell()? else { return Ok(false) };
        let line = u64::from(row) + 1;
        if line <= self.last_row {
            return Err(self.out_of_order(row));
        }
        into.blank_before = line - self.last_row - 1;
        into.line = line;
        self.last_row = line;
        loop {
            if (column as usize) < into.len() {
                return Err(self.out_of_order(row));
            }
            while into.len() < column as usize {
                into.end_cell();
            }
            into.extend(&text);
            into.end_cell();
            match self.next_cell()? {
                Some((next, c, t)) if next == row => (column, text) = (c, t),
                ahead => {
                    self.ahead = ahead;
                    return Ok(true);
                }
            }
        }
    }

    fn raw(&self, row: &Row) -> String {
        raw(row)
    }

    fn writes_blank_cells(&self) -> bool {
        false
    }

    fn sha256(&self) -> String {
        String::new()
    }

    fn closing_notes(&self) -> Vec<String> {
        error_note(&self.errors).into_iter().collect()
    }
}

/// A cell as text: whole numbers without a point, dates in ISO form, formulas by their stored value.
fn text(value: &DataRef) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Bool(value) => truth(*value).to_owned(),
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number(*value),
        DataRef::DateTime(value) => date(value),
    }
}
