//! Rows → table: the one place where every row is kept or set aside, and counted.

use super::header::{self, Failure, Header, LOOK_AHEAD};
use super::notes::{LineList, count};
use super::options::{BadRows, ReadOptions};
use super::own::Apostrophes;
use super::platform::{Asked, Conversations, Fate, Platform, Screen, Turn};
use super::row::{Fault, Row, RowSource};
use super::tail::{Due, HeldRow, MOST_HELD_BYTES, Tail, differs_widely};
use crate::error::{Error, Place, Result};
use crate::survey::{Table, TableBuilder};
use std::collections::{HashSet, VecDeque};

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
pub(super) struct Intake<'s> {
    source: Box<dyn RowSource + 's>,
    file: String,
    sheet: Option<String>,
    header: Header,
    /// Whether the format states its columns: then every row is a respondent, and none a title or footer.
    is_stated: bool,
    bad_rows: BadRows,
    apostrophes: Apostrophes,
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
    /// Messages whose conversations may go on.
    conversations: Option<Conversations>,
    facts: Facts,
}

/// What is counted on the way.
#[derive(Debug, Default)]
struct Facts {
    kept: u64,
    blank_lines: u64,
    blank_rows_last: u64,
    short: LineList,
    /// Rows that the platform says are no respondent's.
    aside: LineList,
    rejected: LineList,
    first_reason: Option<String>,
}

impl<'s> Intake<'s> {
    /// Reads the first rows and finds the header. `file` and `sheet` are for messages.
    ///
    /// # Errors
    /// [`Error::Input`] if there is no header, [`Error::Settings`] for a platform that there is not or that the file cannot
    /// be of.
    pub(super) fn open(
        mut source: Box<dyn RowSource + 's>,
        file: &str,
        sheet: Option<&str>,
        options: &ReadOptions,
    ) -> Result<Self> {
        let asked = Asked::parse(options.platform.as_deref())?;
        let mut first: VecDeque<HeldRow> = VecDeque::new();
        let (mut row, mut bytes) = (Row::default(), 0);
        while first.len() < LOOK_AHEAD && bytes < MOST_HELD_BYTES && source.next_row(&mut row)? {
            let held = HeldRow { row: row.clone(), raw: source.raw(&row) };
            bytes += held.bytes();
            first.push_back(held);
        }
        let rows: Vec<&Row> = first.iter().map(|held| &held.row).collect();
        let refused = |line: u64, message: String| {
            let line = (line > 0).then_some(line);
            let at = Place { sheet: sheet.map(String::from), line, ..Place::default() };
            Error::Input { file: file.to_owned(), at: Box::new(at), message }
        };
        let stated = source.columns();
        let is_stated = stated.is_some();
        let damaged = rows.first().and_then(|row| Some((row.line, row.fault.as_ref()?)));
        let mut header = match (stated, damaged) {
            (Some(columns), _) => Header::stated(columns, &rows, asked)?,
            (None, Some((line, fault))) => return Err(refused(line, fault.reason.clone())),
            (None, None) => header::find(&rows, asked).map_err(|failure| match failure {
                Failure::Settings(error) => error,
                Failure::Missing(line, message) => refused(line, message),
            })?,
        };
        first.drain(..header.rows.min(first.len()));
        source.expect_width(header.width);
        let apostrophes = Apostrophes::of(&mut header.names);
        let conversations = match &header.screen {
            Screen::Messages(messages) => Some(Conversations::new(messages.clone())),
            _ => None,
        };
        Ok(Self {
            source,
            file: file.to_owned(),
            sheet: sheet.map(String::from),
            builder: TableBuilder::new(file, header.names.clone(), header.columns.clone()),
            conversations,
            header,
            is_stated,
            bad_rows: options.bad_rows,
            apostrophes,
            row,
            first,
            tail: Tail::default(),
            due: VecDeque::new(),
            is_over: false,
            facts: Facts::default(),
        })
    }

    /// Whether the file is a coded table of openend.
    pub(super) fn is_coded(&self) -> bool {
        self.apostrophes.is_coded()
    }

    /// In which of its columns the run put apostrophes before formulas.
    pub(super) fn narrow_apostrophes(&mut self, columns: &HashSet<String>) {
        self.apostrophes.narrow(&self.header.names, columns);
    }

    /// Where the rows come from.
    pub(super) fn source(&self) -> &dyn RowSource {
        self.source.as_ref()
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
            if let Some(turn) = self.conversations.as_mut().and_then(Conversations::next) {
                self.place(&turn)?;
            } else if let Some(due) = self.due.pop_front() {
                self.settle(due)?;
            } else if let Some(held) = self.first.pop_front() {
                self.take(&held.row, Some(&held.raw))?;
            } else if self.is_over {
                if !self.conversations.as_mut().is_some_and(Conversations::finish) {
                    break;
                }
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
        table.platform = self.header.platform.map(Platform::name);
        table
    }

    /// Columns of the file.
    fn width(&self) -> usize {
        self.header.width
    }

    /// Takes the next row: at once, or into the tail if it may be no respondent. `raw` as it stands in the file, if it is
    /// not the one read last.
    fn take(&mut self, row: &Row, raw: Option<&str>) -> Result<()> {
        let held = |source: &dyn RowSource| {
            let raw = raw.map_or_else(|| source.raw(row), String::from);
            HeldRow { row: row.clone(), raw }
        };
        let is_plain = self.is_stated || row.fault.is_some();
        if is_plain && self.tail.is_empty() {
            self.file_row(row, raw)?;
        } else if !is_plain && self.width() > 1 && row.cell(0).trim().is_empty() && row.filled() == 0 {
            if !self.tail.has_room_for_blank() {
                self.tail.release(&mut self.due);
            }
            self.tail.push_blank(row);
        } else if !is_plain && self.may_be_tail(row) && self.tail.has_room() {
            self.tail.push(held(self.source.as_ref()));
        } else if self.tail.is_empty() {
            self.file_row(row, raw)?;
        } else {
            self.tail.release(&mut self.due);
            self.due.push_back(Due::Row(held(self.source.as_ref())));
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
                self.reject(&held.row, None, reason.into(), Some(&held.raw))
            }
        }
    }

    /// Keeps a row or sets it aside.
    fn file_row(&mut self, row: &Row, raw: Option<&str>) -> Result<()> {
        self.facts.blank_lines += row.blank_before;
        let width = self.width();
        if let Some(fault) = &row.fault {
            return self.refuse(row, fault, raw);
        }
        if self.header.typed.iter().any(|typed| row.cells().eq(typed.iter().map(String::as_str))) {
            return self.reject(row, None, "the header again, not an answer".into(), raw);
        }
        if row.cells().skip(width).any(|cell| !cell.trim().is_empty()) {
            let cause = if self.source.writes_blank_cells() {
                "the text may hold the delimiter; put that cell in quotes"
            } else {
                "cells to the right of the last column have no name"
            };
            let reason = format!("{} where the header has {width}: {cause}", count(row.len(), "cell"));
            return self.reject(row, None, reason, raw);
        }
        if row.len() < width && row.len() > 0 && self.source.writes_blank_cells() {
            self.facts.short.push(row.line);
        }
        if let Screen::Previews(previews) = &self.header.screen
            && let Some(reason) = previews.reason(row)
        {
            self.facts.aside.push(row.line);
            return self.set_aside(row, None, reason, raw);
        }
        if self.conversations.is_some() {
            return self.hold(row, None, raw);
        }
        self.facts.kept += 1;
        self.keep(row, None)
    }

    /// Gives a row to its conversation, for `reason` if it is set aside.
    fn hold(&mut self, row: &Row, reason: Option<String>, raw: Option<&str>) -> Result<()> {
        let Some(conversations) = &mut self.conversations else { return Ok(()) };
        let is_bad = reason.is_some();
        let source = self.source.as_ref();
        let raw = || raw.map_or_else(|| source.raw(row), String::from);
        if conversations.add(row, raw, reason, &self.file)? {
            self.facts.kept += 1;
        } else if !is_bad {
            self.facts.aside.push(row.line);
            self.facts.first_reason.get_or_insert_with(|| "no message of a customer".into());
        }
        Ok(())
    }

    /// Puts a message whose conversation is over into the table.
    fn place(&mut self, turn: &Turn) -> Result<()> {
        match &turn.fate {
            Fate::Kept(text) => self.keep(&turn.row, Some(text)),
            Fate::Aside(reason) => {
                self.check_number()?;
                self.builder.reject(turn.row.line, None, reason.clone(), turn.raw.clone());
                Ok(())
            }
        }
    }

    /// Puts a row into the table, with one more cell at the end if there is one.
    fn keep(&mut self, row: &Row, last: Option<&str>) -> Result<()> {
        let width = self.width();
        if self.builder.cells() + width > MOST_CELLS {
            let message = format!("more than {MOST_CELLS} cells: split the file, or leave columns out");
            return Err(Error::input(self.file.clone(), message));
        }
        self.check_number()?;
        for &(column, what) in &row.not_text {
            self.builder.mark_not_text(column, what);
        }
        if let Some(last) = last {
            let cells = (0..width).map(|column| row.cell(column)).chain(std::iter::once(last));
            self.builder.keep(row.line, cells);
        } else if let Some(cells) = self.apostrophes.typed(row) {
            self.builder.keep(row.line, cells);
        } else if row.len() == width {
            let (text, ends) = row.parts();
            self.builder.keep_whole(row.line, text, ends);
        } else {
            self.builder.keep(row.line, row.cells());
        }
        Ok(())
    }

    /// Sets a row aside that its source could not read, or ends the reading there.
    fn refuse(&mut self, row: &Row, fault: &Fault, raw: Option<&str>) -> Result<()> {
        let column = fault.column.and_then(|column| self.header.names.get(column)).cloned();
        if fault.is_last {
            return Err(self.bad_row(row, column, fault.reason.clone()));
        }
        self.reject(row, column, fault.reason.clone(), raw)
    }

    fn reject(&mut self, row: &Row, column: Option<String>, reason: String, raw: Option<&str>) -> Result<()> {
        self.check_number()?;
        if self.bad_rows == BadRows::Stop {
            let message = format!("{reason}; --on-bad-row report sets such rows aside");
            return Err(self.bad_row(row, column, message));
        }
        self.facts.rejected.push(row.line);
        self.set_aside(row, column, reason, raw)
    }

    fn set_aside(
        &mut self,
        row: &Row,
        column: Option<String>,
        reason: String,
        raw: Option<&str>,
    ) -> Result<()> {
        self.facts.first_reason.get_or_insert_with(|| reason.clone());
        if self.conversations.is_some() {
            return self.hold(row, Some(reason), raw);
        }
        self.check_number()?;
        let raw = raw.map_or_else(|| self.source.raw(row), String::from);
        self.builder.reject(row.line, column, reason, raw);
        Ok(())
    }

    fn bad_row(&self, row: &Row, column: Option<String>, message: String) -> Error {
        let number = u64::from(self.builder.last_number()) + 1;
        let (line, row) = (Some(row.line), Some(number));
        let at = Place { sheet: self.sheet.clone(), line, row, column };
        Error::Input { file: self.file.clone(), at: Box::new(at), message }
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
        let lines = [self.facts.rejected.first(), self.facts.aside.first()];
        let line = lines.into_iter().flatten().min();
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
        if facts.aside.len() > 0 {
            let (rows, lines) = (count(facts.aside.len(), "row"), facts.aside.in_words());
            let what = if self.conversations.is_some() {
                "not written by a customer, or joined to the first of the conversation"
            } else {
                "previews or tests of the survey"
            };
            notes.push(format!("{rows} set aside, {what}: {lines}."));
        }
        notes.extend(self.apostrophes.note());
        notes.extend(self.source.closing_notes());
        notes
    }
}
