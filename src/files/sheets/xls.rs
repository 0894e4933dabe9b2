//! Old Excel workbooks (97–2003, and 5.0 and 95) → rows, from the cells that are there.

use super::biff::{Letters, Pieces, Record, Strings, code_page, record, records, short_number};
use super::compound::{Compound, u16_at, u32_at};
use super::number_format::Shown;
use super::values::truth;
use super::{PASSWORD, SAVE_ANEW, Sheet, SheetPlace, Workbook, error_note, raw};
use crate::error::{Error, Result};
use crate::files::notes::LineList;
use crate::files::row::{Row, RowSource};
use std::collections::HashMap;

/// Most cells of a sheet: 65,536 rows of 256 columns.
const MOST_CELLS: usize = 1 << 24;
const MOST_COLUMNS: u16 = 256;

/// The state of a sheet that is not hidden.
const SHOWN: u8 = 0;

/// Kinds of records.
mod kind {
    pub(super) const BEGIN: u16 = 0x0809;
    pub(super) const END: u16 = 0x000a;
    pub(super) const PASSWORD: u16 = 0x002f;
    pub(super) const CODE_PAGE: u16 = 0x0042;
    pub(super) const DATES: u16 = 0x0022;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const CELL_FORMAT: u16 = 0x00e0;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const STRINGS: u16 = 0x00fc;
    pub(super) const SHARED_STRING: u16 = 0x00fd;
    pub(super) const STRING: u16 = 0x0204;
    pub(super) const RICH_STRING: u16 = 0x00d6;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const SHORT_NUMBER: u16 = 0x027e;
    pub(super) const SHORT_NUMBERS: u16 = 0x00bd;
    pub(super) const TRUTH: u16 = 0x0205;
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const FORMULA_STRING: u16 = 0x0207;
}

/// Opens a workbook: the names and places of its sheets, its strings and formats.
///
/// # Errors
/// [`Error::Input`] if it is damaged, under password, or from before Excel 5.0.
pub(super) fn open(bytes: &[u8], file: &str) -> Result<impl Workbook + use<>> {
    let fail = |reason: &str| Error::input(file, format!("the workbook is damaged ({reason}): {SAVE_ANEW}"));
    let compound = Compound::open(bytes).ok_or_else(|| fail("its container cannot be followed"))?;
    let stream = compound.stream("Workbook").or_else(|| compound.stream("Book"));
    let stream = stream.ok_or_else(|| fail("it has no stream named Workbook"))?;
    let first = record(&stream, 0).filter(|first| first.kind == kind::BEGIN);
    let version = first.and_then(|first| u16_at(first.data, 0)).ok_or_else(|| fail("it has no beginning"))?;
    if !matches!(version, 0x0500 | 0x0600) {
        let message = "a workbook from before Excel 5.0: save the data as CSV or XLSX";
        return Err(Error::input(file, message));
    }
    let mut workbook = XlsWorkbook {
        letters: Letters { is_unicode: version == 0x0600, encoding: encoding_rs::WINDOWS_1252 },
        strings: Strings::default(),
        shown: Vec::new(),
        is_1904: false,
        sheets: Vec::new(),
        places: Vec::new(),
        file: file.to_owned(),
        stream: Vec::new(),
    };
    let mut formats = HashMap::new();
    let globals = records(&stream, 0).take_while(|record| record.kind != kind::END);
    for record in globals {
        workbook.take(&stream, &record, &mut formats)?;
    }
    workbook.stream = stream;
    if workbook.sheets.is_empty() {
        return Err(fail("it lists no sheet"));
    }
    Ok(workbook)
}

struct XlsWorkbook {
    stream: Vec<u8>,
    letters: Letters,
    strings: Strings,
    /// What numbers of each cell format are shown as.
    shown: Vec<Shown>,
    is_1904: bool,
    sheets: Vec<Sheet>,
    /// Where each sheet's records begin.
    places: Vec<usize>,
    file: String,
}

impl XlsWorkbook {
    /// Takes what a record says of the workbook as a whole.
    fn take(&mut self, stream: &[u8], record: &Record, formats: &mut HashMap<u16, Shown>) -> Result<()> {
        let data = record.data;
        match record.kind {
            kind::PASSWORD => return Err(Error::input(self.file.clone(), PASSWORD)),
            kind::CODE_PAGE => {
                if let Some(encoding) = u16_at(data, 0).and_then(code_page) {
                    self.letters.encoding = encoding;
                }
            }
            kind::DATES => self.is_1904 = u16_at(data, 0) == Some(1),
            kind::FORMAT => {
                let mut pieces = Pieces::new(stream, record);
                let (number, mut text) = (pieces.u16(), String::new());
                if pieces.string(self.letters, !self.letters.is_unicode, &mut text).is_some() {
                    formats.extend(number.map(|number| (number, Shown::typed(&text))));
                }
            }
            kind::CELL_FORMAT => {
                let number = u16_at(data, 2).unwrap_or(0);
                self.shown.push(formats.get(&number).copied().unwrap_or_else(|| Shown::built_in(number)));
            }
            kind::STRINGS => self.strings = Strings::read(stream, record),
            kind::SHEET => {
                let mut pieces = Pieces::new(stream, record);
                let (place, visible, what) = (pieces.u32(), data.get(4).copied(), data.get(5).copied());
                pieces.skip(2);
                let mut name = String::new();
                let named = pieces.string(self.letters, true, &mut name);
                if let (Some(place), Some(visible), Some(0), Some(())) = (place, visible, what, named) {
                    self.sheets.push(Sheet { name, is_visible: matches!(visible & 3, SHOWN) });
                    self.places.push(place as usize);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The cells of a sheet in the order of rows and columns, which not every program writes them in.
    fn cells(&self, start: usize, place: &SheetPlace) -> Result<Vec<Cell>> {
        let begins = record(&self.stream, start).is_some_and(|first| first.kind == kind::BEGIN);
        if !begins {
            return Err(place.damaged(None, "the sheet's beginning is not where it should be"));
        }
        let (mut cells, mut depth, mut end) = (Vec::new(), 0u32, start);
        for record in records(&self.stream, start) {
            end = record.end();
            match record.kind {
                // Charts within the sheet have records of their own.
                kind::BEGIN => depth += 1,
                kind::END if depth > 1 => depth -= 1,
                kind::END => break,
                _ if depth == 1 => add_cells(&mut cells, &record, place)?,
                _ => {}
            }
            if cells.len() > MOST_CELLS {
                return Err(place.damaged(None, "more cells than a sheet has"));
            }
        }
        let is_whole = record(&self.stream, end.saturating_sub(4)).is_some_and(|last| last.kind == kind::END);
        if !is_whole {
            let line = cells.last().map(|cell: &Cell| u64::from(cell.row) + 1);
            return Err(place.damaged(line, "the sheet is cut off"));
        }
        // Of two in one place the later one counts, as in Excel.
        cells.reverse();
        cells.sort_by_key(|cell| (cell.row, cell.column));
        cells.dedup_by_key(|cell| (cell.row, cell.column));
        Ok(cells)
    }
}

impl Workbook for XlsWorkbook {
    fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn rows(&mut self, sheet: usize) -> Result<Box<dyn RowSource + '_>> {
        let name = self.sheets.get(sheet).map_or("", |sheet| sheet.name.as_str());
        let place = SheetPlace::new(&self.file, name);
        let start = self.places.get(sheet).copied().unwrap_or(usize::MAX);
        let cells = self.cells(start, &place)?;
        Ok(Box::new(XlsRows {
            workbook: self,
            place,
            cells,
            at: 0,
            last_row: 0,
            errors: LineList::default(),
            odd: LineList::default(),
        }))
    }
}

/// A cell and where its value lies.
#[derive(Debug, Clone, Copy)]
struct Cell {
    row: u16,
    column: u16,
    /// The cell's format.
    format: u16,
    /// The kind of record that its value is in.
    kind: u16,
    /// Of a string, the place of its record; of a number, of its bytes.
    at: u32,
}

/// Adds the cells of one record.
fn add_cells(cells: &mut Vec<Cell>, record: &Record, place: &SheetPlace) -> Result<()> {
    let data = record.data;
    let at = record.at as u32;
    if record.kind == kind::FORMULA_STRING {
        // The value of the formula before it.
        if let Some(cell) = cells.last_mut().filter(|cell| cell.kind == kind::FORMULA) {
            (cell.kind, cell.at) = (kind::FORMULA_STRING, at);
        }
        return Ok(());
    }
    let value = match record.kind {
        kind::SHARED_STRING | kind::TRUTH | kind::NUMBER | kind::SHORT_NUMBER | kind::FORMULA => at + 4 + 6,
        kind::STRING | kind::RICH_STRING => at,
        kind::SHORT_NUMBERS => at + 4 + 4,
        _ => return Ok(()),
    };
    let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else {
        return Err(place.damaged(None, "a cell is cut off"));
    };
    let mut add = |column: u16, format: Option<u16>, kind: u16, at: u32| match format {
        Some(format) if column < MOST_COLUMNS => {
            cells.push(Cell { row, column, format, kind, at });
            Ok(())
        }
        _ => Err(place.damaged(Some(u64::from(row) + 1), "a cell lies outside any sheet")),
    };
    if record.kind != kind::SHORT_NUMBERS {
        return add(column, u16_at(data, 4), record.kind, value);
    }
    // Format and number of one cell after the other, then the last column.
    let numbers = data.get(4..data.len().saturating_sub(2)).unwrap_or_default().chunks_exact(6);
    for (step, number) in (0u16..).zip(numbers) {
        let place = value + u32::from(step) * 6 + 2;
        add(column.saturating_add(step), u16_at(number, 0), kind::SHORT_NUMBER, place)?;
    }
    Ok(())
}

struct XlsRows<'w> {
    workbook: &'w XlsWorkbook,
    place: SheetPlace,
    cells: Vec<Cell>,
    at: usize,
    last_row: u64,
    /// Rows with an error cell, one entry per cell.
    errors: LineList,
    /// Rows with a text that has half a character.
    odd: LineList,
}

impl XlsRows<'_> {
    /// The text of a cell; none if the place that it points to is not there.
    fn text(&mut self, cell: &Cell) -> Option<String> {
        let workbook = self.workbook;
        let value = workbook.stream.get(cell.at as usize..)?;
        let shown = workbook.shown.get(usize::from(cell.format)).copied().unwrap_or(Shown::Number);
        let number = |value: f64| shown.text(value, workbook.is_1904);
        let text = match cell.kind {
            kind::SHARED_STRING => workbook.strings.get(u32_at(value, 0)? as usize)?.to_owned(),
            kind::STRING | kind::RICH_STRING | kind::FORMULA_STRING => {
                let mut pieces = Pieces::new(&workbook.stream, &record(&workbook.stream, cell.at as usize)?);
                pieces.skip(if cell.kind == kind::FORMULA_STRING { 0 } else { 6 });
                let mut text = String::new();
                pieces.string(workbook.letters, false, &mut text)?;
                text
            }
            kind::NUMBER => number(f64::from_le_bytes(*value.first_chunk()?)),
            kind::SHORT_NUMBER => number(short_number(value)?),
            kind::TRUTH => self.truth_or_error(cell, *value.first()?, *value.get(1)? == 0),
            // A formula's value is a number unless its last two bytes are full.
            _ if u16_at(value, 6)? != 0xffff => number(f64::from_le_bytes(*value.first_chunk()?)),
            _ => match value.first()? {
                1 => self.truth_or_error(cell, *value.get(2)?, true),
                2 => self.truth_or_error(cell, 0, false),
                _ => String::new(),
            },
        };
        if text.contains(char::REPLACEMENT_CHARACTER) {
            self.odd.push(u64::from(cell.row) + 1);
        }
        Some(text)
    }

    fn truth_or_error(&mut self, cell: &Cell, value: u8, is_truth: bool) -> String {
        if is_truth {
            return truth(value != 0).to_owned();
        }
        self.errors.push(u64::from(cell.row) + 1);
        String::new()
    }
}

impl RowSource for XlsRows<'_> {
    fn next_row(&mut self, into: &mut Row) -> Result<bool> {
        into.clear();
        while let Some(&cell) = self.cells.get(self.at) {
            let line = u64::from(cell.row) + 1;
            if into.len() > 0 && line != self.last_row {
                return Ok(true);
            }
            self.at += 1;
            let Some(text) = self.text(&cell) else {
                return Err(self.place.damaged(Some(line), "a cell's value is not where it should be"));
            };
            if text.is_empty() {
                continue;
            }
            if into.len() == 0 {
                into.line = line;
                into.blank_before = line - self.last_row - 1;
                self.last_row = line;
            }
            while into.len() < usize::from(cell.column) {
                into.end_cell();
            }
            into.extend(&text);
            into.end_cell();
        }
        Ok(into.len() > 0)
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
        let odd = (self.odd.len() > 0).then(|| {
            format!(
                "Text with characters that were broken in the file, shown as U+FFFD: {}.",
                self.odd.in_words()
            )
        });
        error_note(&self.errors).into_iter().chain(odd).collect()
    }
}
