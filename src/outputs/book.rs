//! The workbook: the coded table as it stands in `coded.csv`, the code book, the shares.

use super::formats::{CodedSource, Kind};
use super::lists::{self, CODES, SHARES};
use super::table::TableWriter;
use super::workbook::{Altered, Column, Look, MOST_COLUMNS, MOST_ROWS, Sheet, Workbook, fitting_width};
use crate::error::{Error, Result};
use crate::pipeline::Analysis;
use std::fs::File;
use std::io;
use std::path::Path;

/// Rows whose cells decide how wide a column is.
const SAMPLE: usize = 200;
/// Characters of a cell that are looked at for that.
const SAMPLE_WIDTH: usize = 80;

/// What the workbook is made of.
pub(super) struct BookParts<'a> {
    pub(super) source: &'a CodedSource<'a>,
    /// Length of all its text, roughly.
    pub(super) text_bytes: u64,
    /// For the sheets of codes and shares; without it, the coded table stands alone.
    pub(super) analysis: Option<&'a Analysis>,
    pub(super) raw_cells: bool,
}

/// Writes the workbook with one row in memory; none if the table is larger than a sheet can be.
pub(super) fn write_book(path: &Path, parts: &BookParts) -> Result<Option<Altered>> {
    if parts.source.len() >= MOST_ROWS || parts.source.columns().len() > MOST_COLUMNS {
        return Ok(None);
    }
    write(parts, path).map(Some).map_err(|e| Error::disk(path, e))
}

fn write(parts: &BookParts, path: &Path) -> io::Result<Altered> {
    let BookParts { source, text_bytes, analysis, raw_cells } = *parts;
    let sheets: &[&str] = if analysis.is_some() { &["coded", "codes", "shares"] } else { &["coded"] };
    let mut book = Workbook::new(File::create(path)?, sheets)?;

    let columns = coded_columns(source)?;
    let mut sheet = book.sheet(&columns, source.len(), text_bytes, raw_cells)?;
    copy_rows(source, &mut sheet)?;
    sheet.finish()?;

    if let Some(analysis) = analysis {
        let codes = analysis.frame.active_codes().count();
        let mut sheet = book.sheet(&CODES.map(Column::from), codes, 0, raw_cells)?;
        lists::write_codes(analysis, &mut sheet)?;
        sheet.finish()?;

        let shares = analysis.shares.columns.iter().map(|c| c.shares.len()).sum();
        let mut sheet = book.sheet(&SHARES.map(Column::from), shares, 0, raw_cells)?;
        lists::write_shares(analysis, &mut sheet)?;
        sheet.finish()?;
    }

    let (file, altered) = book.finish()?;
    file.sync_all()?;
    Ok(altered)
}

/// Copies the rows; a column is numbers if the sheet shows each of them as typed.
fn copy_rows(source: &CodedSource, sheet: &mut Sheet<'_, File>) -> io::Result<()> {
    let is_number = |kind| matches!(kind, Kind::Number | Kind::Whole | Kind::Flag);
    let numeric: Vec<bool> = source.columns().iter().map(|c| is_number(c.kind) && c.fits_sheet).collect();
    let mut rows = source.rows()?;
    while let Some(row) = rows.next()? {
        for (cell, &is_number) in row.cells().zip(&numeric) {
            match cell {
                "" => sheet.blank(),
                cell if is_number => sheet.number(cell),
                cell => sheet.text(cell),
            }
        }
        sheet.end_row()?;
    }
    Ok(())
}

/// The columns' looks, and their widths by the first rows.
fn coded_columns(source: &CodedSource) -> io::Result<Vec<Column>> {
    let mut rows = source.rows()?;
    let mut sample: Vec<Vec<String>> = vec![Vec::new(); source.input_columns()];
    for _ in 0..SAMPLE {
        let Some(row) = rows.next()? else { break };
        for (cell, of_column) in row.cells().zip(&mut sample) {
            of_column.push(cell.chars().take(SAMPLE_WIDTH).collect());
        }
    }
    let columns = source.columns().iter().enumerate().map(|(index, column)| {
        let cells = sample.get(index);
        let look = if cells.is_some() { Look::Given } else { Look::Ours };
        let width = fitting_width(&column.name, cells.into_iter().flatten().map(String::as_str));
        Column { header: column.name.clone(), width, look }
    });
    Ok(columns.collect())
}

/// What a reader must know about the workbook; none is one that was left out.
pub(super) fn book_notes(workbook: Option<Altered>) -> Vec<String> {
    let mut notes = Vec::new();
    match workbook {
        None => notes.push(format!(
            "coded.xlsx is left out: a sheet holds {} rows and {MOST_COLUMNS} columns. coded.csv has them all.",
            MOST_ROWS - 1
        )),
        Some(altered) => {
            if altered.cut_cells > 0 {
                notes.push(format!(
                    "coded.xlsx shows {} longer cells up to Excel's 32,767 characters. coded.csv has them whole.",
                    altered.cut_cells
                ));
            }
            if altered.removed_characters > 0 {
                notes.push(format!(
                    "coded.xlsx lacks {} control characters that a workbook cannot hold. coded.csv has them.",
                    altered.removed_characters
                ));
            }
        }
    }
    notes
}
