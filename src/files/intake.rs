//! Rows → table: the one place where every row is kept or set aside, and counted.

use super::header::{self, Header, LOOK_AHEAD};
use super::notes::{LineList, count};
use super::row::{Row, RowSource};
use super::tail::{Due, HeldRow, MOST_HELD_BYTES, Tail, differs_widely};
use crate::error::{Error, Place, Result};
use crate::survey::{Table, TableBuilder};
use std::collections::VecDeque;

/// Most cells of a table; 400 million take about 3 GB of bookkeeping beside their text.
const MOST_CELLS: usize = 400_000_000;

/// How much is taken into one table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// Rows, kept and rejected.
    pub(super) rows: usize,
    /// Bytes in memory.
    pub(super) bytes: usize,
}

/// The rows of one source on their way into tables.
pub(super) struct Intake<S> {
    source: S,
    file: String,
    sheet: Option<String>,
    header: Header,
    builder: TableBuilder,
    /// The row read last.
    row: Row,
    /// Rows below the header that were read to find it.
    first: VecDeque<HeldRow>,
    /// Rows that may be a footer or second table, until an ordinary row or the end follows.
    tail: Tail,
    /// Rows whose turn it is.
    due: VecDeque<Due>,
    is_over: bool,
    /// Position of the column that tells survey previews.
    status: Option<usize>,
    facts: Facts,
}

/// What is counted on the way.
#[derive(Debug, Default)]
struct Facts {
    kept: u64,
    blank_lines: u64,
    blank_rows_last: u64,
    short: LineList,
    previews: usize,
    rejected: LineList,
    first_reason: Option<String>,
}

impl<S: RowSource> Intake<S> {
    /// Reads the first rows and finds the header. `file` and `sheet` are for messages.
    ///
    /// # Errors
    /// [`Error::Input`] if there is no header.
    pub(super) fn open(mut source: S, file: &str, sheet: Option<&str>) -> Result<Self> {
        let mut first: VecDeque<HeldRow> = VecDeque::new();
        let (mut row, mut bytes) = (Row::default(), 0);
        while first.len() < LOOK_AHEAD && bytes < MOST_HELD_BYTES && source.next_row(&mut row)? {
            let held = HeldRow { row: row.clone(), raw: source.raw(&row) };
            bytes += held.bytes();
            first.push_back(held);
        }
        let rows: Vec<&Row> = first.iter().map(|held| &held.row).collect();
        let header = header::find(&rows).map_err(|(line, message)| {
            let line = (line > 0).then_some(line);
            let at = Place { sheet: sheet.map(String::from), line, ..Place::default() };
            Error::Input { file: file.to_owned(), at: Box::new(at), message }
        })?;
        first.drain(..header.rows.min(first.len()));
        source.expect_width(header.names.len());
        Ok(Self {
            source,
            file: file.to_owned(),
            sheet: sheet.map(String::from),
            builder: TableBuilder::new(file, header.names.clone(), header.descriptions.clone()),
            status: header.names.iter().position(|name| name.trim() == "Status"),
            header,
            row,
            first,
            tail: Tail::default(),
            due: VecDeque::new(),
            is_over: false,
            facts: Facts::default(),
        })
    }

    /// Where the rows come from.
    pub(super) fn source(&self) -> &S {
        &self.source
    }

    /// Columns' names and wording.
    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// The next rows as a table, which has the sheet's name, but neither notes nor checksum; none after the last.
    ///
    /// # Errors
    /// [`Error::Input`] if the source cannot be followed, or no row could be kept in all of it.
    pub(super) fn next_table(&mut self, limit: Limit) -> Result<Option<Table>> {
        while self.builder.rows_read() < limit.rows && self.builder.bytes() < limit.bytes {
            if let Some(due) = self.due.pop_front() {
                self.settle(due)?;
            } else if let Some(held) = self.first.pop_front() {
                self.take(&held.row, Some(&held.raw))?;
            } else if self.is_over {
                break;
            } else {
                // Out of `self` while it is looked at, and back for its memory.
                let mut row = std::mem::take(&mut self.row);
                if self.source.next_row(&mut row)? {
                    self.take(&row, None)?;
                } else {
                    self.is_over = true;
                    let writes_blank_cells = self.source.writes_blank_cells();
                    self.facts.blank_rows_last =
                        self.tail.judge(self.width(), writes_blank_cells, &mut self.due);
                }
                self.row = row;
            }
        }
        if self.is_over && self.due.is_empty() {
            self.check_kept()?;
        }
        Ok((self.builder.rows_read() > 0).then(|| self.hand_over()))
    }

    /// All rows that are left, as one table; it may have none.
    ///
    /// # Errors
    /// As [`Intake::next_table`].
    pub(super) fn all(&mut self) -> Result<Table> {
        let limit = Limit { rows: usize::MAX, bytes: usize::MAX };
        Ok(self.next_table(limit)?.unwrap_or_else(|| self.hand_over()))
    }

    fn hand_over(&mut self) -> Table {
        let mut table = self.builder.take();
        table.sheet.clone_from(&self.sheet);
        table
    }

    fn width(&self) -> usize {
        self.header.names.len()
    }

    /// Takes the next row: at once, or into the tail if it may be no respondent. `raw` as it stands in the file, if it is
    /// not the one read last.
    fn take(&mut self, row: &Row, raw: Option<&str>) -> Result<()> {
        let held = |source: &S| {
            let raw = raw.map_or_else(|| source.raw(row), String::from);
            HeldRow { row: row.clone(), raw }
        };
        if self.width() > 1 && row.cell(0).trim().is_empty() && row.filled() == 0 {
            if !self.tail.has_room_for_blank() {
                self.tail.release(&mut self.due);
            }
            self.tail.push_blank(row);
        } else if self.may_be_tail(row) && self.tail.has_room() {
            self.tail.push(held(&self.source));
        } else if self.tail.is_empty() {
            self.file_row(row, raw)?;
        } else {
            self.tail.release(&mut self.due);
            self.due.push_back(Due::Row(held(&self.source)));
        }
        Ok(())
    }

    fn may_be_tail(&self, row: &Row) -> bool {
        // Only odd rows pay for counting their cells.
        if row.len() == self.width() && !row.cell(0).is_empty() && !row.cell(1).is_empty() {
            return false;
        }
        let in_block = row.blank_before > 0 || !self.tail.is_empty();
        match row.filled() {
            1 if !row.cell(0).trim().is_empty() => self.width() > 2 || (self.width() == 2 && in_block),
            _ => in_block && differs_widely(row, self.width()),
        }
    }

    /// Keeps or sets aside a row whose turn it is.
    fn settle(&mut self, due: Due) -> Result<()> {
        match due {
            Due::Row(held) => self.file_row(&held.row, Some(&held.raw)),
            Due::Blank(mut run) => {
                if let Some(row) = run.next() {
                    self.due.push_front(Due::Blank(run));
                    self.file_row(&row, Some(""))?;
                }
                Ok(())
            }
            Due::Last { held, is_below, is_second } => {
                let reason = if is_below && self.facts.kept > 0 {
                    "a line below the data, not an answer"
                } else if is_second {
                    "part of a second table below the data"
                } else {
                    return self.file_row(&held.row, Some(&held.raw));
                };
                self.facts.blank_lines += held.row.blank_before;
                self.reject(&held.row, reason.into(), Some(&held.raw))
            }
        }
    }

    /// Keeps a row or sets it aside.
    fn file_row(&mut self, row: &Row, raw: Option<&str>) -> Result<()> {
        self.facts.blank_lines += row.blank_before;
        let width = self.width();
        if row.len() == width && row.cells().eq(self.header.names.iter().map(String::as_str)) {
            return self.reject(row, "the header again, not an answer".into(), raw);
        }
        if row.cells().skip(width).any(|cell| !cell.trim().is_empty()) {
            let cause = if self.source.writes_blank_cells() {
                "the text may hold the delimiter; put that cell in quotes"
            } else {
                "cells to the right of the last column have no name"
            };
            let reason = format!("{} where the header has {width}: {cause}", count(row.len(), "cell"));
            return self.reject(row, reason, raw);
        }
        if self.builder.cells() + width > MOST_CELLS {
            let message = format!("more than {MOST_CELLS} cells: split the file, or leave columns out");
            return Err(Error::input(self.file.clone(), message));
        }
        if row.len() < width && row.len() > 0 && self.source.writes_blank_cells() {
            self.facts.short.push(row.line);
        }
        if self.status.is_some_and(|at| row.cell(at).trim() == "Survey Preview") {
            self.facts.previews += 1;
        }
        self.facts.kept += 1;
        self.check_number()?;
        if row.len() == width {
            let (text, ends) = row.parts();
            self.builder.keep_whole(row.line, text, ends);
        } else {
            self.builder.keep(row.line, row.cells());
        }
        Ok(())
    }

    fn reject(&mut self, row: &Row, reason: String, raw: Option<&str>) -> Result<()> {
        self.check_number()?;
        self.facts.rejected.push(row.line);
        self.facts.first_reason.get_or_insert_with(|| reason.clone());
        let raw = raw.map_or_else(|| self.source.raw(row), String::from);
        self.builder.reject(row.line, None, reason, raw);
        Ok(())
    }

    /// An error where the rows' numbers end.
    fn check_number(&self) -> Result<()> {
        if self.builder.last_number() == u32::MAX {
            let message = format!("more than {} rows: split the file", u32::MAX);
            return Err(Error::input(self.file.clone(), message));
        }
        Ok(())
    }

    /// An error if all rows were set aside.
    fn check_kept(&self) -> Result<()> {
        let (0, Some(reason)) = (self.facts.kept, &self.facts.first_reason) else { return Ok(()) };
        let line = self.facts.rejected.first();
        let place = Place { sheet: self.sheet.clone(), line, ..Place::default() };
        let message = format!("no row could be read; the first: {reason}");
        Err(Error::Input { file: self.file.clone(), at: Box::new(place), message })
    }

    /// What was recognised and counted, one sentence each, after the last row.
    pub(super) fn notes(&self) -> Vec<String> {
        let facts = &self.facts;
        let mut notes = Vec::new();
        if facts.blank_rows_last > 0 {
            let rows = count(facts.blank_rows_last as usize, "row");
            notes.push(format!("{rows} of blank cells at the end left out: they are no respondents."));
        }
        notes.extend(self.header.notes.iter().cloned());
        if facts.kept == 0 {
            notes.push("0 data rows: the file has a header and nothing below it.".into());
        }
        if facts.blank_lines > 0 {
            let lines = count(facts.blank_lines as usize, "blank line");
            notes.push(format!("{lines} between the rows left out."));
        }
        if facts.short.len() > 0 {
            let (rows, lines) = (count(facts.short.len(), "row"), facts.short.in_words());
            notes.push(format!("{rows} with too few cells, the missing ones taken as blank: {lines}."));
        }
        if facts.rejected.len() > 0 {
            let (rows, lines) = (count(facts.rejected.len(), "row"), facts.rejected.in_words());
            notes.push(format!("{rows} set aside as unreadable or no answer: {lines}."));
        }
        if facts.previews > 0 {
            let rows = count(facts.previews, "row");
            notes.push(format!("{rows} written by a survey preview (column Status), kept like any other."));
        }
        notes
    }
}
