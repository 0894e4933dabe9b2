//! Spreadsheets → rows: XLSX through calamine, OpenDocument and old Excel by readers of our own, each as a stream.
//!
//! calamine holds the whole of an OpenDocument or old Excel workbook as rectangles of the size that the file claims,
//! which a small file can make larger than any memory; our readers keep the cells that are there. Its reader of XLSX
//! goes cell by cell, behind [`zip_guard`].

mod apart;
mod biff;
mod choose;
mod compound;
mod number_format;
mod ods;
mod values;
mod xls;
mod xlsx;
mod zip_guard;

use super::options::ReadOptions;
use super::row::RowSource;
use super::stream::{Opened, Written};
use crate::error::{Error, Place, Result};
use sha2::{Digest, Sha256};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zip_guard::Package;

/// Last row and column of a sheet, from 1: Excel's, and LibreOffice's unless it was built otherwise.
const MOST_ROWS: u64 = 1_048_576;
const MOST_COLUMNS: u64 = 16_384;

const SAVE_ANEW: &str = "open it in a spreadsheet program and save it anew";
const PASSWORD: &str = "password-protected workbook: save a copy without password";

/// A workbook of any format.
trait Workbook: Send {
    /// Its worksheets, in order; no charts or macros.
    fn sheets(&self) -> &[Sheet];

    /// The rows of a sheet, by its position among [`Workbook::sheets`].
    fn rows(&mut self, sheet: usize) -> Result<Box<dyn RowSource + '_>>;
}

/// A worksheet.
#[derive(Debug, Clone)]
struct Sheet {
    name: String,
    is_visible: bool,
}

/// Opens a workbook at the sheet that was asked for, else at the one that holds the survey.
///
/// # Errors
/// [`Error::Input`] for a damaged, protected or hostile workbook, and for one without the sheet asked for or without
/// rows.
pub(in crate::files) fn open(bytes: Vec<u8>, file: &str, options: &ReadOptions) -> Result<Opened> {
    let sha256 = format!("{:x}", Sha256::digest(&bytes));
    let most_text = apart::most_text(bytes.len());
    // The guards refuse what is known to make a reader panic; this is the net for the rest.
    let open = || {
        let (mut workbook, format) = workbook(bytes, file)?;
        let (sheet, note) = choose::sheet(workbook.as_mut(), file, options)?;
        Ok((workbook, format, sheet, note))
    };
    let (workbook, format, at, note) = catch_unwind(AssertUnwindSafe(open))
        .unwrap_or_else(|_| Err(Error::input(file, format!("the workbook is damaged: {SAVE_ANEW}"))))?;
    let name = workbook.sheets().get(at).map(|sheet| sheet.name.clone()).unwrap_or_default();
    let sheets = workbook.sheets().iter().map(|sheet| sheet.name.clone()).collect();
    let written = Written { sheets, ..Written::of(format) };
    let place = SheetPlace::new(file, &name);
    let rows = apart::read(workbook, at, place, most_text, sha256)?;
    Ok(Opened { rows, sheet: Some(name), notes: vec![note], written })
}

/// The workbook, and its format's name.
fn workbook(bytes: Vec<u8>, file: &str) -> Result<(Box<dyn Workbook>, &'static str)> {
    if compound::is_compound(&bytes) {
        return Ok((Box::new(xls::open(&bytes, file)?), "old Excel workbook (XLS)"));
    }
    match zip_guard::check(&bytes).map_err(|message| Error::input(file, message))? {
        Package::Xlsx => Ok((Box::new(xlsx::open(bytes, file)?), "XLSX workbook")),
        Package::OpenDocument => Ok((Box::new(ods::open(bytes, file)?), "OpenDocument spreadsheet (ODS)")),
    }
}

/// Where a fault lies, for messages.
#[derive(Debug, Clone)]
struct SheetPlace {
    file: String,
    sheet: String,
}

impl SheetPlace {
    fn new(file: &str, sheet: &str) -> Self {
        Self { file: file.to_owned(), sheet: sheet.to_owned() }
    }

    /// A fault of this sheet, in a row from 1 if that is known.
    fn fault(&self, line: Option<u64>, message: impl Into<String>) -> Error {
        let place = Place { sheet: Some(self.sheet.clone()), line, ..Place::default() };
        Error::Input { file: self.file.clone(), at: Box::new(place), message: message.into() }
    }

    /// Contents that no spreadsheet program writes.
    fn damaged(&self, line: Option<u64>, reason: &str) -> Error {
        self.fault(line, format!("the workbook is damaged ({reason}): {SAVE_ANEW}"))
    }
}

/// A row as text: its cells with tabs between, without the blank ones at its end.
fn raw(row: &super::row::Row) -> String {
    row.cells().collect::<Vec<_>>().join("\t").trim_end_matches('\t').to_owned()
}

/// What is said of error cells, whose rows are listed once for each.
fn error_note(errors: &super::notes::LineList) -> Option<String> {
    let cells = super::notes::count(errors.len(), "cell");
    let lines = errors.in_words();
    (errors.len() > 0).then(|| format!("{cells} with a formula error, taken as blank: {lines}."))
}

#[cfg(test)]
pub(super) mod made_tests;
#[cfg(test)]
mod tests;
