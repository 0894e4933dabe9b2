//! Which of a workbook's sheets is read.

use super::{SheetPlace, Workbook};
use crate::error::{Error, Result};
use crate::files::columns::find_open_end;
use crate::files::header::LOOK_AHEAD;
use crate::files::intake::Intake;
use crate::files::names::nearest;
use crate::files::options::ReadOptions;
use crate::files::row::{Row, RowSource};
use crate::survey::Table;

/// Sheets that a message lists; the rest are counted.
const LISTED: usize = 30;

/// The position of the sheet to read, and a sentence that says so, with the reason if there was a choice.
///
/// It is the one asked for, by name or number; else the first with the columns wanted; else the first with an
/// open-ended column; else the first with rows. Hidden sheets are read only if they are asked for or there is no other.
///
/// # Errors
/// [`Error::Input`] if there is no such sheet, or none with rows.
pub(super) fn sheet(
    workbook: &mut dyn Workbook,
    file: &str,
    options: &ReadOptions,
) -> Result<(usize, String)> {
    let names: Vec<String> = workbook.sheets().iter().map(|sheet| sheet.name.clone()).collect();
    if let Some(asked) = &options.sheet {
        let at = by_name(&names, asked).ok_or_else(|| missing(file, &names, asked))?;
        let name = names.get(at).map_or("", String::as_str);
        return Ok((at, format!("Sheet \"{name}\" is read, as asked.")));
    }
    let mut eligible: Vec<usize> = (0..names.len()).filter(|&at| is_visible(workbook, at)).collect();
    if eligible.is_empty() {
        eligible = (0..names.len()).collect();
    }
    let name = |at: usize| names.get(at).map_or("", String::as_str);
    if let [only] = eligible.as_slice() {
        return Ok((*only, format!("Sheet \"{}\" is read.", name(*only))));
    }
    let count = eligible.len();
    let chosen = |at: usize, why: &str| {
        Ok((at, format!("Sheet \"{}\" is read, the first with {why} of {count} sheets.", name(at))))
    };
    let (mut first_filled, mut first_open) = (None, None);
    for at in eligible {
        let Ok(table) = first_rows(workbook, at, &SheetPlace::new(file, name(at)), options) else { continue };
        if table.is_empty() {
            continue;
        }
        let wanted = &options.wanted;
        if !wanted.is_empty() && wanted.iter().all(|column| table.find_column(column).is_some()) {
            return chosen(at, "the columns asked for");
        }
        first_filled.get_or_insert(at);
        if first_open.is_none() && find_open_end(&table).is_ok() {
            first_open = Some(at);
        }
    }
    match (first_open, first_filled) {
        (Some(at), _) => chosen(at, "an open-ended column"),
        (None, Some(at)) => chosen(at, "data"),
        (None, None) => {
            Err(Error::input(file, format!("no sheet has a header and rows; sheets: {}", list(&names))))
        }
    }
}

fn is_visible(workbook: &dyn Workbook, at: usize) -> bool {
    workbook.sheets().get(at).is_some_and(|sheet| sheet.is_visible)
}

/// By name exactly, then without case and spaces around, then by number from 1.
fn by_name(names: &[String], asked: &str) -> Option<usize> {
    let fold = |name: &str| name.trim().to_lowercase();
    let exactly = names.iter().position(|name| name == asked);
    let alike = || names.iter().position(|name| fold(name) == fold(asked));
    let number = || asked.trim().parse::<usize>().ok()?.checked_sub(1).filter(|&at| at < names.len());
    exactly.or_else(alike).or_else(number)
}

fn missing(file: &str, names: &[String], asked: &str) -> Error {
    let hint = nearest(names, asked).map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default();
    Error::input(file, format!("no sheet \"{asked}\"{hint}; sheets: {}", list(names)))
}

/// "1 \"Notes\", 2 \"Data\"".
fn list(names: &[String]) -> String {
    let named = (1..).zip(names).take(LISTED).map(|(number, name)| format!("{number} \"{name}\""));
    let more = names.len().checked_sub(LISTED).filter(|&more| more > 0);
    let more = more.map(|more| format!(" and {more} more")).unwrap_or_default();
    named.collect::<Vec<_>>().join(", ") + &more
}

/// A table of a sheet's first rows.
fn first_rows(
    workbook: &mut dyn Workbook,
    at: usize,
    place: &SheetPlace,
    options: &ReadOptions,
) -> Result<Table> {
    let rows = FirstRows { rows: workbook.rows(at)?, left: LOOK_AHEAD };
    Intake::open(Box::new(rows), &place.file, Some(&place.sheet), options)?.all()
}

struct FirstRows<'w> {
    rows: Box<dyn RowSource + 'w>,
    left: usize,
}

impl RowSource for FirstRows<'_> {
    fn next_row(&mut self, row: &mut Row) -> Result<bool> {
        let goes_on = self.left > 0 && self.rows.next_row(row)?;
        self.left = self.left.saturating_sub(1);
        Ok(goes_on)
    }

    fn raw(&self, row: &Row) -> String {
        self.rows.raw(row)
    }

    fn writes_blank_cells(&self) -> bool {
        self.rows.writes_blank_cells()
    }

    fn sha256(&self) -> String {
        self.rows.sha256()
    }
}
