//! The workbook: the coded table as it stands in `coded.csv`, the code book, the shares.

use super::coded::CodedTable;
use super::lists::{self, CODES, SHARES};
use super::table::TableWriter;
use super::workbook::{Altered, Column, Look, MOST_COLUMNS, MOST_ROWS, Sheet, Workbook, fitting_width};
use crate::error::{Error, Result};
use crate::pipeline::Analysis;
use csv::ByteRecord;
use std::fs::File;
use std::io;
use std::path::Path;

/// Rows whose cells decide how wide a column is.
const SAMPLE: usize = 200;
/// Characters of a cell that are looked at for that.
const SAMPLE_WIDTH: usize = 80;

/// What the workbook is made of.
pub(super) struct BookParts<'a> {
    /// Where `coded.csv` lies, complete.
    pub(super) folder: &'a Path,
    /// What is known of it.
    pub(super) table: &'a CodedTable,
    pub(super) analysis: &'a Analysis,
    pub(super) raw_cells: bool,
}

/// Writes `coded.xlsx` with one row in memory; none if the table is larger than a sheet can be.
pub(super) fn write_book(parts: &BookParts) -> Result<Option<Altered>> {
    if parts.table.rows() >= MOST_ROWS || parts.table.headers().len() > MOST_COLUMNS {
        return Ok(None);
    }
    let path = parts.folder.join("coded.xlsx");
    write(parts, &path).map(Some).map_err(|e| Error::disk(&path, e))
}

fn write(parts: &BookParts, path: &Path) -> io::Result<Altered> {
    let BookParts { folder, table, analysis, raw_cells } = *parts;
    let coded = folder.join("coded.csv");
    let mut book = Workbook::new(File::create(path)?, &["coded", "codes", "shares"])?;

    let columns = coded_columns(table, &coded)?;
    let mut sheet = book.sheet(&columns, table.rows(), table.text_bytes(), raw_cells)?;
    copy_rows(&coded, &table.numeric_columns(), &mut sheet)?;
    sheet.finish()?;

    let codes = analysis.frame.active_codes().count();
    let mut sheet = book.sheet(&CODES.map(Column::from), codes, 0, raw_cells)?;
    lists::write_codes(analysis, &mut sheet)?;
    sheet.finish()?;

    let shares = analysis.shares.columns.iter().map(|c| c.shares.len()).sum();
    let mut sheet = book.sheet(&SHARES.map(Column::from), shares, 0, raw_cells)?;
    lists::write_shares(analysis, &mut sheet)?;
    sheet.finish()?;

    let (file, altered) = book.finish()?;
    file.sync_all()?;
    Ok(altered)
}

fn reader(coded: &Path) -> io::Result<csv::Reader<File>> {
    Ok(csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(File::open(coded)?))
}

/// Copies the rows below the header; cells of columns that `numeric` names are numbers. Formulas got their apostrophe in
/// the text file.
fn copy_rows(coded: &Path, numeric: &[bool], sheet: &mut Sheet<'_, File>) -> io::Result<()> {
    let mut rows = reader(coded)?;
    let mut row = ByteRecord::new();
    while rows.read_byte_record(&mut row)? {
        for (cell, is_number) in row.iter().zip(numeric) {
            match std::str::from_utf8(cell).map_err(io::Error::other)? {
                "" => sheet.blank(),
                cell if *is_number => sheet.number(cell),
                cell => sheet.text(cell),
            }
        }
        sheet.end_row()?;
    }
    Ok(())
}

/// The columns' looks, and their widths by the first rows.
fn coded_columns(table: &CodedTable, coded: &Path) -> io::Result<Vec<Column>> {
    let mut rows = reader(coded)?;
    let mut sample: Vec<Vec<String>> = vec![Vec::new(); table.input_columns()];
    let mut row = ByteRecord::new();
    for _ in 0..SAMPLE {
        if !rows.read_byte_record(&mut row)? {
            break;
        }
        for (cell, of_column) in row.iter().zip(&mut sample) {
            of_column.push(String::from_utf8_lossy(cell).chars().take(SAMPLE_WIDTH).collect());
        }
    }
    let columns = table.headers().into_iter().enumerate().map(|(index, header)| {
        let cells = sample.get(index);
        let look = if cells.is_some() { Look::Given } else { Look::Ours };
        let width = fitting_width(&header, cells.into_iter().flatten().map(String::as_str));
        Column { header, width, look }
    });
    Ok(columns.collect())
}
