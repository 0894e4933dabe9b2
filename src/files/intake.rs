//! Rows → table: the one place where every row is kept or set aside, and counted.

use super::header::{self, Header, LOOK_AHEAD};
use super::notes::{count, lines_in_words};
use super::row::{Row, RowSource};
use super::values::words;
use crate::error::{Error, Place, Result};
use crate::survey::TableBuilder;

/// Most cells of a table; 400 million take about 3 GB of bookkeeping beside their text.
const MOST_CELLS: usize = 400_000_000;

/// A footer or second table at the end of a file is not longer than this.
const MOST_TAIL: usize = 200;

/// First words of lines that export programs put below the data.
const FOOTERS: [&str; 8] = ["total", "source", "generated", "exported", "end of", "copyright", "©", "page "];

/// Reads all rows of a source. `file` and `sheet` are for messages.
///
/// # Errors
/// [`Error::Input`] if there is no header, no row could be kept, or the source cannot be followed.
pub(super) fn read(source: &mut dyn RowSource, file: &str, sheet: Option<&str>) -> Result<TableBuilder> {
    let mut first = Vec::new();
    let mut row = Row::default();
    // The first rows by clones: the header decides how the rest is read.
    while first.len() < LOOK_AHEAD && source.next_row(&mut row)? {
        first.push(row.clone());
    }
    let header = header::find(&first).map_err(|(line, message)| {
        let line = (line > 0).then_some(line);
        let at = Place { sheet: sheet.map(String::from), line, ..Place::default() };
        Error::Input { file: file.to_owned(), at: Box::new(at), message }
    })?;
    source.expect_width(header.names.len());
    let mut intake = Intake::new(file, header);
    for row in first.iter().skip(intake.header.rows) {
        intake.take(row, source)?;
    }
    drop(first);
    while source.next_row(&mut row)? {
        intake.take(&row, source)?;
    }
    intake.finish(source, sheet)
}

struct Intake {
    file: String,
    header: Header,
    builder: TableBuilder,
    cells: usize,
    kept: usize,
    /// Rows that may be a footer or second table, until an ordinary row or the end follows.
    tail: Vec<Row>,
    blank_lines: u64,
    short: Vec<u64>,
    previews: usize,
    status: Option<usize>,
    rejected: Vec<u64>,
    first_reason: Option<String>,
}

impl Intake {
    fn new(file: &str, header: Header) -> Self {
        let builder = TableBuilder::new(file, header.names.clone(), header.descriptions.clone());
        let status = header.names.iter().position(|name| name.trim() == "Status");
        Self {
            file: file.to_owned(),
            header,
            builder,
            cells: 0,
            kept: 0,
            tail: Vec::new(),
            blank_lines: 0,
            short: Vec::new(),
            previews: 0,
            status,
            rejected: Vec::new(),
            first_reason: None,
        }
    }

    fn width(&self) -> usize {
        self.header.names.len()
    }

    /// Takes the next row: at once, or into the tail if it may be no respondent.
    fn take(&mut self, row: &Row, source: &dyn RowSource) -> Result<()> {
        if self.may_be_tail(row) && self.tail.len() < MOST_TAIL {
            self.tail.push(row.clone());
            return Ok(());
        }
        for row in std::mem::take(&mut self.tail) {
            self.file_row(&row, source)?;
        }
        self.file_row(row, source)
    }

    fn may_be_tail(&self, row: &Row) -> bool {
        let in_block = row.blank_before > 0 || !self.tail.is_empty();
        // Only odd rows pay for counting their cells.
        if row.len() == self.width() && !row.cell(0).is_empty() && !row.cell(1).is_empty() {
            return false;
        }
        match row.filled() {
            0 => true,
            1 if !row.cell(0).trim().is_empty() => self.width() > 2 || (self.width() == 2 && in_block),
            _ => in_block && differs_widely(row, self.width()),
        }
    }

    /// Keeps a row or sets it aside.
    fn file_row(&mut self, row: &Row, source: &dyn RowSource) -> Result<()> {
        self.blank_lines += row.blank_before;
        let width = self.width();
        if row.len() == width && row.cells().eq(self.header.names.iter().map(String::as_str)) {
            self.reject(row, "the header again, not an answer".into(), source);
            return Ok(());
        }
        if row.cells().skip(width).any(|cell| !cell.trim().is_empty()) {
            let cause = if source.writes_blank_cells() {
                "the text may hold the delimiter; put that cell in quotes"
            } else {
                "cells to the right of the last column have no name"
            };
            self.reject(
                row,
                format!("{} where the header has {width}: {cause}", count(row.len(), "cell")),
                source,
            );
            return Ok(());
        }
        self.cells += width;
        if self.cells > MOST_CELLS {
            let message = format!("more than {MOST_CELLS} cells: split the file, or leave columns out");
            return Err(Error::input(self.file.clone(), message));
        }
        if row.len() < width && source.writes_blank_cells() {
            self.short.push(row.line);
        }
        if self.status.is_some_and(|at| row.cell(at).trim() == "Survey Preview") {
            self.previews += 1;
        }
        self.kept += 1;
        self.builder.keep(row.line, row.cells());
        Ok(())
    }

    fn reject(&mut self, row: &Row, reason: String, source: &dyn RowSource) {
        self.rejected.push(row.line);
        self.first_reason.get_or_insert_with(|| reason.clone());
        self.builder.reject(row.line, None, reason, source.raw(row));
    }

    /// Judges the rows at the end of the file: blank cells only, footers, a second table, or respondents after all.
    fn file_tail(&mut self, source: &dyn RowSource) -> Result<()> {
        let tail = std::mem::take(&mut self.tail);
        let width = self.width();
        let block = tail.iter().position(|row| row.blank_before > 0).unwrap_or(tail.len());
        let odd = tail.iter().skip(block).filter(|row| row.filled() > 1 && row.len() != width).count();
        let last = tail.iter().rposition(|row| row.filled() > 0).map_or(0, |at| at + 1);
        let mut blank = 0usize;
        for (at, row) in tail.iter().enumerate() {
            let after_gap = at >= block;
            let lone = row.filled() == 1 && words(row.cell(0)) > 1.0;
            // In a file of one or two columns a lone text is more likely an answer.
            let is_below = lone
                && if width > 2 {
                    after_gap || is_footer_line(row) || (row.len() == 1 && source.writes_blank_cells())
                } else {
                    after_gap && width == 2 && is_footer_line(row)
                };
            if at >= last {
                blank += 1;
            } else if is_below && self.kept > 0 {
                self.blank_lines += row.blank_before;
                self.reject(row, "a line below the data, not an answer".into(), source);
            } else if after_gap && odd > 1 && row.filled() > 0 && row.len() != width {
                self.blank_lines += row.blank_before;
                self.reject(row, "part of a second table below the data".into(), source);
            } else {
                self.file_row(row, source)?;
            }
        }
        if blank > 0 {
            let rows = count(blank, "row");
            self.builder.note(format!("{rows} of blank cells at the end left out: they are no respondents."));
        }
        Ok(())
    }

    fn finish(mut self, source: &dyn RowSource, sheet: Option<&str>) -> Result<TableBuilder> {
        self.file_tail(source)?;
        if let (0, Some(reason)) = (self.kept, &self.first_reason) {
            let place = Place {
                sheet: sheet.map(String::from),
                line: self.rejected.first().copied(),
                ..Place::default()
            };
            let message = format!("no row could be read; the first: {reason}");
            return Err(Error::Input { file: self.file, at: Box::new(place), message });
        }
        for note in std::mem::take(&mut self.header.notes) {
            self.builder.note(note);
        }
        if self.kept == 0 {
            self.builder.note("0 data rows: the file has a header and nothing below it.");
        }
        if self.blank_lines > 0 {
            self.builder.note(format!(
                "{} between the rows left out.",
                count(self.blank_lines as usize, "blank line")
            ));
        }
        if !self.short.is_empty() {
            let rows = count(self.short.len(), "row");
            let lines = lines_in_words(self.short.into_iter());
            self.builder
                .note(format!("{rows} with too few cells, the missing ones taken as blank: {lines}."));
        }
        if !self.rejected.is_empty() {
            let rows = count(self.rejected.len(), "row");
            let lines = lines_in_words(self.rejected.into_iter());
            self.builder.note(format!("{rows} set aside as unreadable or no answer: {lines}."));
        }
        if self.previews > 0 {
            let rows = count(self.previews, "row");
            self.builder
                .note(format!("{rows} written by a survey preview (column Status), kept like any other."));
        }
        Ok(self.builder)
    }
}

/// Whether a row has another number of cells than the header, by more than a blank or two at its end.
fn differs_widely(row: &Row, width: usize) -> bool {
    row.len() > width || row.len() * 2 <= width + 1
}

/// Whether the first cell begins as the lines do that programs put below the data.
fn is_footer_line(row: &Row) -> bool {
    let text = row.cell(0).trim_start().to_lowercase();
    words(&text) > 1.0 && words(&text) < 12.0 && FOOTERS.iter().any(|word| text.starts_with(word))
}
