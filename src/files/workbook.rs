//! XLSX workbooks → rows, cell by cell, so that memory follows the real cells and not the sheet's claimed size.

use super::columns::find_open_end;
use super::header::LOOK_AHEAD;
use super::intake::Intake;
use super::notes::{LineList, count};
use super::row::{Row, RowSource};
use super::zip_guard;
use crate::error::{Error, Place, Result};
use crate::survey::Table;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader, XlsxError};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Reads the sheet that holds the survey: the first with the columns `wanted`, else the first with an open end.
///
/// The table has the sheet's name and no checksum.
///
/// # Errors
/// [`Error::Input`] for a damaged, protected or hostile workbook, or one without rows.
pub(super) fn read(bytes: &[u8], file: &str, wanted: &[String]) -> Result<Table> {
    zip_guard::check(bytes).map_err(|message| Error::input(file, message))?;
    // The guard refuses what is known to make calamine panic; this is the net for the rest.
    catch_unwind(AssertUnwindSafe(|| read_checked(bytes, file, wanted))).unwrap_or_else(|_| {
        Err(Error::input(file, "the workbook is damaged: open it in a spreadsheet program and save it anew"))
    })
}

fn read_checked(bytes: &[u8], file: &str, wanted: &[String]) -> Result<Table> {
    let mut workbook = Workbook::new(Cursor::new(bytes)).map_err(|e| damaged(file, None, None, &e))?;
    let (sheet, note) = choose_sheet(&mut workbook, file, wanted)?;
    read_sheet(&mut workbook, file, &sheet, usize::MAX, vec![note])
}

/// The sheet to read, and a sentence that says so, with the reason if there was a choice.
fn choose_sheet(workbook: &mut Workbook, file: &str, wanted: &[String]) -> Result<(String, String)> {
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let visible = sheets.clone().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let mut names: Vec<String> = visible.map(|sheet| sheet.name.clone()).collect();
    if names.is_empty() {
        names = sheets.map(|sheet| sheet.name.clone()).collect();
    }
    if let [only] = names.as_slice() {
        return Ok((only.clone(), format!("Sheet \"{only}\" is read.")));
    }
    let (mut first_filled, mut first_open) = (None, None);
    for name in &names {
        let Ok(table) = read_sheet(workbook, file, name, LOOK_AHEAD, Vec::new()) else { continue };
        if table.is_empty() {
            continue;
        }
        if !wanted.is_empty() && wanted.iter().all(|column| table.find_column(column).is_some()) {
            return Ok((name.clone(), chosen(name, &names, "the first with the columns asked for")));
        }
        first_filled.get_or_insert(name);
        if first_open.is_none() && find_open_end(&table).is_ok() {
            first_open = Some(name);
        }
    }
    match (first_open, first_filled) {
        (Some(name), _) => Ok((name.clone(), chosen(name, &names, "the first with an open-ended column"))),
        (None, Some(name)) => Ok((name.clone(), chosen(name, &names, "the first with data"))),
        (None, None) => {
            let message = format!("no sheet has a header and rows; sheets: {}", names.join(", "));
            Err(Error::input(file, message))
        }
    }
}

fn chosen(name: &str, names: &[String], why: &str) -> String {
    format!("Sheet \"{name}\" is read, {why} of {} sheets.", names.len())
}

/// Reads at most `rows` rows of one sheet.
fn read_sheet(
    workbook: &mut Workbook,
    file: &str,
    sheet: &str,
    rows: usize,
    notes: Vec<String>,
) -> Result<Table> {
    let cells = workbook.worksheet_cells_reader(sheet).map_err(|e| damaged(file, Some(sheet), None, &e))?;
    let source = SheetRows {
        cells,
        file,
        sheet,
        rows_left: rows,
        ahead: None,
        last_row: 0,
        is_over: false,
        errors: LineList::default(),
    };
    let mut intake = Intake::open(source, file, Some(sheet))?;
    let mut table = intake.all()?;
    table.notes = notes;
    table.notes.extend(intake.notes());
    let errors = &intake.source().errors;
    if errors.len() > 0 {
        let (cells, lines) = (count(errors.len(), "cell"), errors.in_words());
        table.notes.push(format!("{cells} with a formula error, taken as blank: {lines}."));
    }
    Ok(table)
}

fn damaged(file: &str, sheet: Option<&str>, line: Option<u64>, error: &XlsxError) -> Error {
    let message = match error {
        XlsxError::Password => "password-protected workbook: save a copy without password".into(),
        other => {
            format!("the workbook is damaged ({other}): open it in a spreadsheet program and save it anew")
        }
    };
    let place = Place { sheet: sheet.map(String::from), line, ..Place::default() };
    Error::Input { file: file.to_owned(), at: Box::new(place), message }
}

/// The rows of one sheet, gathered from its stream of cells.
struct SheetRows<'w, 'b> {
    cells: XlsxCellReader<'w, Cursor<&'b [u8]>>,
    file: &'w str,
    sheet: &'w str,
    rows_left: usize,
    /// The first cell of the next row: row, column, text.
    ahead: Option<(u32, u32, String)>,
    last_row: u64,
    is_over: bool,
    /// Sheet rows with an error cell, one entry per cell.
    errors: LineList,
}

impl SheetRows<'_, '_> {
    /// The next cell that holds text, with its row and column from 0.
    fn next_cell(&mut self) -> Result<Option<(u32, u32, String)>> {
        if self.ahead.is_some() {
            return Ok(self.ahead.take());
        }
        while !self.is_over {
            let line = Some(self.last_row + 1);
            let next = self.cells.next_cell().map_err(|e| damaged(self.file, Some(self.sheet), line, &e))?;
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
        let place =
            Place { sheet: Some(self.sheet.to_owned()), line: Some(u64::from(row) + 1), ..Place::default() };
        let message =
            "the sheet's cells are out of order: open it in a spreadsheet program and save it anew".into();
        Error::Input { file: self.file.to_owned(), at: Box::new(place), message }
    }
}

impl RowSource for SheetRows<'_, '_> {
    fn next_row(&mut self, into: &mut Row) -> Result<bool> {
        into.clear();
        if self.rows_left == 0 {
            return Ok(false);
        }
        let Some((row, mut column, mut text)) = self.next_cell()? else { return Ok(false) };
        let line = u64::from(row) + 1;
        if line <= self.last_row {
            return Err(self.out_of_order(row));
        }
        into.blank_before = line - self.last_row - 1;
        into.line = line;
        self.last_row = line;
        self.rows_left -= 1;
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
        row.cells().collect::<Vec<_>>().join("\t").trim_end_matches('\t').to_owned()
    }

    fn expect_width(&mut self, _: usize) {}

    fn writes_blank_cells(&self) -> bool {
        false
    }
}

/// A cell as text: whole numbers without a point, dates in ISO form, formulas by their stored value.
fn text(value: &DataRef) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number(*value),
        DataRef::DateTime(value) => date(value),
    }
}

/// As a spreadsheet shows it: 15 significant digits, so 0.1 + 0.2 is 0.3.
fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    rounded.to_string()
}

fn date(value: &ExcelDateTime) -> String {
    if value.is_duration() {
        let seconds = (value.as_f64() * 86_400.0).round() as i64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if value.as_f64() < 1.0 {
        return time;
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if value.as_f64().fract() == 0.0 { day } else { format!("{day} {time}") }
}
