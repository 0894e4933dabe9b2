//! The files of a survey, one or several, as one stream of batches.

use super::gather::{SurveyFile, SurveyFiles};
use super::input::{self, MOST_BYTES};
use super::joined::Join;
use super::options::ReadOptions;
use super::stream::{TableStream, WholeFile};
use crate::error::{Error, Result};
use crate::survey::{Column, Part, Table, TableBuilder};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, VecDeque};

/// Rows of a file that are joined at once.
const ROWS_AT_ONCE: usize = 1 << 16;

/// The files of one survey, read batch by batch as [`TableStream`] reads one.
///
/// Several files are one table: their columns joined by name (without case and spaces around) in the order in which they
/// are first seen, their rows numbered on, a column `wave` with the wave's name if waves were named, and at the end a
/// column `file`. A single file whose wave is not named is read as it is.
#[derive(Debug)]
pub struct SurveyStream {
    name: String,
    /// Opened and not yet read to their end, the first of them being read.
    files: VecDeque<(SurveyFile, TableStream)>,
    /// How they go into one table; none where one file is the whole table.
    join: Option<Join>,
    builder: TableBuilder,
    /// The files begun, in order.
    parts: Vec<Part>,
    /// What is known before the rows are read.
    opening: Vec<String>,
    /// What each finished file says.
    notes: Vec<String>,
    /// Whether the last of `parts` is still being read.
    is_begun: bool,
    headers: Vec<String>,
    columns: Vec<Column>,
    bytes: Option<u64>,
}

impl SurveyStream {
    /// Opens the files and finds their columns.
    ///
    /// # Errors
    /// [`Error::Input`] if one of them cannot be read, is of another kind, or has no usable header.
    pub fn open(files: &SurveyFiles, options: &ReadOptions) -> Result<Self> {
        let (mut opened, mut passed) = (VecDeque::new(), Vec::new());
        for file in &files.files {
            let stream = match TableStream::open(&file.path, options) {
                Ok(stream) if !file.is_doubtful || stream.headers().len() > 1 => stream,
                Ok(_) => {
                    passed.push(format!("{} has one column and no survey's name; not read.", file.name));
                    continue;
                }
                Err(Error::Input { .. }) if file.is_doubtful => {
                    passed.push(format!("{} is no survey; not read.", file.name));
                    continue;
                }
                Err(error) => return Err(error),
            };
            opened.push_back((file.clone(), stream));
        }
        let Some((_, first)) = opened.front() else {
            return Err(Error::settings("FILE", "none of the files is a survey: name the one that is"));
        };
        let mut stream = Self {
            name: first.file().to_owned(),
            join: None,
            builder: TableBuilder::default(),
            parts: Vec::new(),
            opening: files.notes.iter().cloned().chain(passed).collect(),
            notes: Vec::new(),
            is_begun: false,
            headers: first.headers().to_vec(),
            columns: first.columns().to_vec(),
            bytes: files.bytes(),
            files: opened,
        };
        if stream.files.len() > 1 || stream.files.iter().any(|(file, _)| file.wave.is_some()) {
            stream.join();
        }
        Ok(stream)
    }

    /// Joins the columns of all files.
    fn join(&mut self) {
        let mut join = Join::default();
        for (_, stream) in &self.files {
            join.add(stream.headers(), stream.columns());
        }
        let names: Vec<&str> = self.files.iter().map(|(file, _)| file.name.as_str()).collect();
        let several = names.len() > 1;
        join.close(self.files.iter().any(|(file, _)| file.wave.is_some()), several);
        let list = match names.as_slice() {
            [first, .., last] if names.len() > 3 => format!("{first} to {last}"),
            _ => names.join(", "),
        };
        match join.wave() {
            Some(column) => self.opening.push(format!("Column \"{column}\" names each file's wave.")),
            None => {
                self.opening.push(format!("{} files are read as parts of one wave: {list}.", names.len()));
            }
        }
        self.opening.extend(join.notes(&names));
        if several {
            self.name = match names.as_slice() {
                [first, rest @ ..] => {
                    format!("{first} and {}", super::notes::count(rest.len(), "more file"))
                }
                [] => String::new(),
            };
        }
        self.headers = join.headers().to_vec();
        self.columns = join.columns().to_vec();
        self.builder = TableBuilder::new(&self.name, self.headers.clone(), self.columns.clone());
        self.join = Some(join);
    }

    /// What messages call the whole: the file's name, or the first's and how many more.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.name
    }

    /// The sheet, where one workbook is the whole.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        let (None, Some((_, stream))) = (&self.join, self.files.front()) else { return None };
        stream.sheet()
    }

    /// Column names.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// What else is known of the columns, as [`Table::columns`].
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column with the waves' names, if waves were named.
    #[must_use]
    pub fn wave_column(&self) -> Option<&str> {
        self.join.as_ref().and_then(Join::wave)
    }

    /// Bytes of the files, if that is known and says how far the reading is: workbooks are packed.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        self.bytes.filter(|_| self.files.iter().all(|(_, stream)| stream.sheet().is_none()))
    }

    /// A table of these columns without rows.
    #[must_use]
    pub fn empty(&self) -> Table {
        TableBuilder::new(&self.name, self.headers.clone(), self.columns.clone())
            .finish(self.sheet().map(str::to_owned), String::new())
    }

    /// The next at most `rows` kept rows, as [`TableStream::next_batch`]; of one file only.
    ///
    /// # Errors
    /// As [`TableStream::next_batch`], and if there are more rows than can be numbered.
    pub fn next_batch(&mut self, rows: usize) -> Result<Option<Table>> {
        if self.join.is_none() {
            return self.files.front_mut().map_or(Ok(None), |(_, stream)| stream.next_batch(rows));
        }
        while !self.append(rows)? {
            if self.files.is_empty() {
                return Ok(None);
            }
        }
        let mut table = self.builder.take();
        table.parts.extend(self.parts.last().cloned());
        Ok(Some(table))
    }

    /// Takes one more batch into the builder; `false` at the end of a file.
    fn append(&mut self, rows: usize) -> Result<bool> {
        let (Some(join), Some((file, stream))) = (&self.join, self.files.front_mut()) else {
            return Ok(false);
        };
        if !std::mem::replace(&mut self.is_begun, true) {
            self.parts.push(Part {
                file: file.name.clone(),
                sheet: stream.sheet().map(str::to_owned),
                sha256: String::new(),
                wave: file.wave.clone(),
                rows_before: self.builder.last_number(),
                rows: 0,
            });
        }
        let Some(batch) = stream.next_batch(rows)? else {
            self.end_file()?;
            return Ok(false);
        };
        let read = u32::try_from(batch.rows_read()).unwrap_or(u32::MAX);
        if self.builder.last_number().checked_add(read).is_none() {
            let message = format!("more than {} rows in all files: code them one by one", u32::MAX);
            return Err(Error::input(&self.name, message));
        }
        if let Some(part) = self.parts.last_mut() {
            part.rows += read;
        }
        let names = (file.name.as_str(), file.wave.as_deref().unwrap_or_default());
        join.append(&mut self.builder, &batch, self.parts.len().saturating_sub(1), names);
        Ok(true)
    }

    /// Notes what is known of the file that was read to its end.
    fn end_file(&mut self) -> Result<()> {
        self.is_begun = false;
        let Some((file, stream)) = self.files.pop_front() else { return Ok(()) };
        let whole = stream.finish()?;
        self.notes.extend(whole.notes.iter().map(|note| format!("{}: {note}", file.name)));
        if let Some(part) = self.parts.last_mut() {
            part.sha256 = whole.sha256;
        }
        Ok(())
    }

    /// Reads what is left and says what is known of all files. The checksum of several is that of theirs, one per line.
    ///
    /// # Errors
    /// As [`SurveyStream::next_batch`].
    pub fn finish(mut self) -> Result<WholeFile> {
        if self.join.is_none() {
            let Some((_, stream)) = self.files.pop_front() else { return Ok(WholeFile::default()) };
            let whole = stream.finish()?;
            let notes = self.opening.into_iter().chain(whole.notes).collect();
            return Ok(WholeFile { notes, ..whole });
        }
        while self.next_batch(ROWS_AT_ONCE)?.is_some() {}
        Ok(self.known())
    }

    /// All rows as one table.
    ///
    /// # Errors
    /// As [`SurveyStream::next_batch`], and for files of more than 2 GiB together.
    pub fn into_table(mut self) -> Result<Table> {
        if self.bytes.is_some_and(|bytes| bytes > MOST_BYTES) {
            return Err(input::too_large(&self.name));
        }
        if self.join.is_none() {
            let Some((_, stream)) = self.files.pop_front() else { return Ok(Table::default()) };
            let mut table = stream.collect()?;
            table.notes.splice(0..0, self.opening);
            return Ok(table);
        }
        while !self.files.is_empty() {
            self.append(ROWS_AT_ONCE)?;
        }
        let mut table = self.builder.take();
        WholeFile { sha256: table.sha256, notes: table.notes, parts: table.parts } = self.known();
        Ok(table)
    }

    fn known(self) -> WholeFile {
        let mut same: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for part in &self.parts {
            same.entry(&part.sha256).or_default().push(&part.file);
        }
        let alike = same.values().filter(|files| files.len() > 1).map(|files| {
            format!("{} have the same bytes: their respondents count as often.", files.join(" and "))
        });
        let alike: Vec<String> = alike.collect();
        let sums: Vec<&str> = self.parts.iter().map(|part| part.sha256.as_str()).collect();
        let lines = sums.join("\n");
        let notes = self.opening.into_iter().chain(alike).chain(self.notes).collect();
        WholeFile { sha256: format!("{:x}", Sha256::digest(lines)), notes, parts: self.parts }
    }
}
