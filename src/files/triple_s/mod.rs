//! Triple-S surveys, XML 1.1 to 2.0 → rows: the description (.sss, .xml) is opened, and its data file found beside it.
//!
//! A variable is a column; one with several answers becomes a column for each, named `q5_1`, with 1 where it was
//! mentioned and 0 where it was not. Codes lose their leading zeros and stay codes; what they stand for is in
//! [`Column::labels`]. The checksum is that of the description and the data together.
//!
//! Source: Triple-S XML Version 2.0 (Triple-S Group, 2011); Version 1.1 (2001).

mod definition;
mod lines;

use super::input::Input;
use super::notes::LineList;
use super::options::ReadOptions;
use super::row::{Row, RowSource};
use super::spss::Charset;
use super::stream::{Opened, WINDOW, Written};
use super::text;
use crate::error::{Error, Result};
use crate::survey::{Column, Storage};
use definition::{Definition, Kind, Variable, whole_code};
use lines::Lines;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Largest description, in bytes.
const MOST_BYTES: usize = 64 << 20;

/// Most columns, which answers of several codes multiply.
const MOST_COLUMNS: usize = 200_000;

/// Opens a survey by its description.
///
/// # Errors
/// [`Error::Input`] if the description is broken or hierarchical, or its data file is not beside it.
pub(super) fn open(mut input: Input, options: &ReadOptions) -> Result<Opened> {
    input.rewind()?;
    let mut bytes = Vec::new();
    input.read(&mut bytes, MOST_BYTES + 1)?;
    let fail = |message: String| Error::input(&input.file, message);
    if bytes.len() > MOST_BYTES {
        return Err(fail("a description of more than 64 MiB: it is no Triple-S file".into()));
    }
    let (charset, _) = Charset::choose(None, &declared_encoding(&bytes), None).map_err(fail)?;
    let xml = charset.decode(&bytes).0;
    let definition = Definition::of(xml.trim_start_matches('\u{feff}')).map_err(fail)?;
    let path = input.path.as_deref().ok_or_else(|| {
        fail(
            "a Triple-S description alone: give its path, so that the data file beside it can be read".into(),
        )
    })?;
    let data = data_file(path, &definition).map_err(fail)?;
    let columns = columns(&definition);
    if columns.len() > MOST_COLUMNS {
        return Err(fail(format!("more than {MOST_COLUMNS} columns: split the survey")));
    }
    let mut notes = vec![format!(
        "Triple-S survey; its data are in {}.",
        data.file_name().unwrap_or_default().to_string_lossy()
    )];
    if let Some(weight) = definition.variables.iter().find(|variable| variable.is_weight) {
        let name = &weight.name;
        notes.push(format!("The file weights by \"{name}\": give --weight {name} to have it done."));
    }
    let opened = Input::open(&data)?;
    let mut sha256 = Sha256::new();
    sha256.update(&bytes);
    let source = if definition.is_csv {
        let opened = text::open(opened, options, WINDOW)?;
        notes.extend(opened.notes);
        Source::Fields { rows: opened.rows, row: Row::default(), sha256 }
    } else {
        let (charset, note) = match options.encoding.as_deref() {
            Some(asked) => Charset::choose(Some(asked), b"", None).map_err(fail)?,
            None => (charset, None),
        };
        notes.extend(note);
        let mut lines = Lines::new(opened, charset);
        lines.sha256 = sha256;
        Source::Places { lines, line: String::new(), damaged: LineList::default() }
    };
    let rows = Rows { source, columns, skip: definition.skip, definition, line: 0, odd: LineList::default() };
    Ok(Opened { rows: Box::new(rows), sheet: None, notes, written: Written::of("Triple-S") })
}

/// The encoding that the XML declares; UTF-8 where it declares none.
fn declared_encoding(bytes: &[u8]) -> Vec<u8> {
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).into_owned();
    let declared = head.split_once("?>").and_then(|(declaration, _)| {
        let (_, value) = declaration.split_once("encoding=")?;
        let quote = value.chars().next()?;
        value.get(1..)?.split(quote).next().map(str::to_owned)
    });
    declared.unwrap_or_else(|| "UTF-8".into()).into_bytes()
}

/// The data file: the one that the description names, else that of the same name.
///
/// # Errors
/// A sentence that says what was looked for.
fn data_file(path: &Path, definition: &Definition) -> std::result::Result<PathBuf, String> {
    let folder = path.parent().unwrap_or(Path::new(""));
    if let Some(href) = definition.href.as_deref().filter(|href| !href.trim().is_empty()) {
        // A file beside the description: no other place is looked at for a name that a file gives.
        let name = href.trim().rsplit(['/', '\\']).next().unwrap_or_default();
        let found = folder.join(name);
        if name != ".." && found.is_file() {
            return Ok(found);
        }
        return Err(format!(
            "its data file \"{name}\" is not beside it: put both into one folder, and give the description again"
        ));
    }
    let endings: &[&str] =
        if definition.is_csv { &["csv", "CSV", "asc", "dat"] } else { &["asc", "ASC", "dat", "DAT", "txt"] };
    let candidates = endings.iter().map(|ending| path.with_extension(ending));
    candidates.clone().find(|candidate| candidate.is_file()).ok_or_else(|| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let names: Vec<String> = endings.iter().map(|ending| format!("{stem}.{ending}")).collect();
        format!(
            "its data file is not beside it (looked for {}): put both into one folder, and give the description again",
            names.join(", ")
        )
    })
}

/// One column per variable; one per code where several answers may be given.
fn columns(definition: &Definition) -> Vec<Column> {
    let mut columns = Vec::new();
    for variable in &definition.variables {
        let storage = match variable.kind {
            Kind::Character => Storage::Text,
            Kind::Date | Kind::Time => Storage::Date,
            Kind::Quantity | Kind::Multiple => Storage::Number,
            Kind::Single | Kind::Logical => Storage::Any,
        };
        if variable.kind == Kind::Multiple {
            let mentioned = [("0", "not mentioned"), ("1", "mentioned")];
            columns.extend(variable.values.iter().map(|(code, label)| Column {
                name: format!("{}_{code}", variable.name),
                description: format!("{}: {label}", variable.label),
                labels: mentioned.map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec(),
                storage,
                ..Column::default()
            }));
            continue;
        }
        let width = match variable.kind {
            Kind::Character if variable.size > 0 => variable.size,
            Kind::Character if !definition.is_csv => variable.finish - variable.start + 1,
            _ => 0,
        };
        let is_coded = variable.kind == Kind::Single || variable.kind == Kind::Logical;
        columns.push(Column {
            name: variable.name.clone(),
            description: variable.label.clone(),
            labels: if is_coded { variable.values.clone() } else { Vec::new() },
            storage,
            width,
            ..Column::default()
        });
    }
    columns
}

/// The rows of a survey.
struct Rows {
    source: Source,
    definition: Definition,
    columns: Vec<Column>,
    /// Lines above the first row that are still to be passed over.
    skip: usize,
    /// Lines so far.
    line: u64,
    /// Rows with an answer that is no code of its variable.
    odd: LineList,
}

/// Where a row's values come from.
enum Source {
    /// Fields with commas between.
    Fields { rows: Box<dyn RowSource>, row: Row, sha256: Sha256 },
    /// Places in a line.
    Places { lines: Lines, line: String, damaged: LineList },
}

impl RowSource for Rows {
    fn next_row(&mut self, row: &mut Row) -> Result<bool> {
        loop {
            let is_row = match &mut self.source {
                Source::Fields { rows, row, .. } => {
                    let is_row = rows.next_row(row)?;
                    self.line = row.line;
                    is_row
                }
                Source::Places { lines, line, damaged } => {
                    self.line += 1;
                    let read = lines.next(line)?;
                    if read == Some(true) {
                        damaged.push(self.line);
                    }
                    read.is_some()
                }
            };
            if !is_row {
                return Ok(false);
            }
            if self.skip > 0 {
                self.skip -= 1;
                continue;
            }
            let is_blank = matches!(&self.source, Source::Places { line, .. } if line.trim().is_empty());
            if !is_blank {
                break;
            }
            row.blank_before += 1;
        }
        let blank_before = row.blank_before;
        row.clear();
        row.line = self.line;
        row.blank_before = blank_before;
        let Self { source, definition, odd, line, .. } = self;
        let is_odd = match source {
            Source::Fields { rows: _, row: fields, .. } => {
                let width = definition.variables.iter().map(|variable| variable.finish).max().unwrap_or(0);
                let is_odd = fill(definition, row, |variable| {
                    let fields =
                        (variable.start..=variable.finish.min(fields.len())).map(|at| fields.cell(at - 1));
                    if variable.finish == variable.start {
                        fields.collect()
                    } else {
                        padded(variable, fields)
                    }
                });
                // Fields that no variable claims make the row one to be set aside.
                for at in width..fields.len() {
                    row.extend(fields.cell(at));
                    row.end_cell();
                }
                is_odd
            }
            Source::Places { line, .. } => {
                let starts: Option<Vec<usize>> =
                    (!line.is_ascii()).then(|| line.char_indices().map(|(at, _)| at).collect());
                fill(definition, row, |variable| place(line, starts.as_deref(), variable).to_owned())
            }
        };
        if is_odd {
            odd.push(*line);
        }
        Ok(true)
    }

    fn raw(&self, row: &Row) -> String {
        match &self.source {
            Source::Fields { rows, row, .. } => rows.raw(row),
            Source::Places { line, .. } if row.line == self.line => line.clone(),
            Source::Places { .. } => row.cells().collect::<Vec<_>>().join("\t"),
        }
    }

    fn writes_blank_cells(&self) -> bool {
        true
    }

    fn columns(&self) -> Option<Vec<Column>> {
        Some(self.columns.clone())
    }

    fn sha256(&self) -> String {
        match &self.source {
            Source::Fields { rows, sha256, .. } => {
                format!("{:x}", sha256.clone().chain_update(rows.sha256()).finalize())
            }
            Source::Places { lines, .. } => format!("{:x}", lines.sha256.clone().finalize()),
        }
    }

    fn closing_notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        match &self.source {
            Source::Fields { rows, .. } => notes.extend(rows.closing_notes()),
            Source::Places { damaged, .. } if damaged.len() > 0 => {
                let lines = damaged.in_words();
                notes.push(format!(
                    "Bytes that mean nothing in the file's encoding are shown as U+FFFD: {lines}."
                ));
            }
            Source::Places { .. } => {}
        }
        if self.odd.len() > 0 {
            let lines = self.odd.in_words();
            notes.push(format!(
                "Answers of several codes that hold what is no code of theirs, left out of the columns: {lines}."
            ));
        }
        notes
    }
}

/// The part of a line that a variable takes, in characters; `starts` tells where each begins unless all have one byte.
fn place<'l>(line: &'l str, starts: Option<&[usize]>, variable: &Variable) -> &'l str {
    let byte = |character: usize| match starts {
        Some(starts) => starts.get(character).copied().unwrap_or(line.len()),
        None => character.min(line.len()),
    };
    line.get(byte(variable.start - 1)..byte(variable.finish)).unwrap_or("")
}

/// Several fields as the parts of one variable, each as wide as its parts are.
fn padded<'f>(variable: &Variable, fields: impl Iterator<Item = &'f str>) -> String {
    // A code has no more digits than this; what the file claims may have.
    const WIDEST: usize = 64;
    let width = variable.spread.map_or(1, |(_, width)| width).clamp(1, WIDEST);
    fields.map(|field| format!("{:>width$}", field.trim())).collect::<Vec<_>>().concat()
}

/// Fills a row, `value` giving what the file has for a variable. Says whether some answer was no code of its variable.
fn fill(definition: &Definition, row: &mut Row, value: impl Fn(&Variable) -> String) -> bool {
    let mut is_odd = false;
    for variable in &definition.variables {
        let value = value(variable);
        if variable.kind == Kind::Multiple {
            is_odd |= fill_multiple(variable, &value, row);
            continue;
        }
        match variable.kind {
            Kind::Character if definition.is_csv => row.extend(&value),
            Kind::Character => row.extend(value.trim_end()),
            Kind::Date => row.extend(&split_digits(value.trim(), &[4, 2, 2], "-")),
            Kind::Time => row.extend(&split_digits(value.trim(), &[2, 2, 2], ":")),
            Kind::Quantity => row.extend(&quantity(value.trim())),
            _ => row.extend(&whole_code(&value)),
        }
        row.end_cell();
    }
    is_odd
}

/// One cell per code: 1, 0, or blank for all where nothing was asked.
fn fill_multiple(variable: &Variable, value: &str, row: &mut Row) -> bool {
    if value.trim().is_empty() {
        variable.values.iter().for_each(|_| row.end_cell());
        return false;
    }
    let mut is_odd = false;
    let mentioned: BTreeSet<String> = if let Some((parts, width)) = variable.spread {
        let letters: Vec<char> = value.chars().collect();
        let width = if width > 0 { width } else { (letters.len() / parts.max(1)).max(1) };
        let codes = letters.chunks(width).map(|part| whole_code(&part.iter().collect::<String>()));
        codes.filter(|code| !code.is_empty() && code != "0").collect()
    } else {
        is_odd = value.chars().any(|c| !matches!(c, '0' | '1' | ' '));
        let ones = value.chars().zip(1usize..).filter(|(c, _)| *c == '1');
        ones.map(|(_, code)| code.to_string()).collect()
    };
    let mut known = 0;
    for (code, _) in &variable.values {
        let is_mentioned = mentioned.contains(code);
        known += usize::from(is_mentioned);
        row.extend(if is_mentioned { "1" } else { "0" });
        row.end_cell();
    }
    is_odd || known < mentioned.len()
}

/// Digits with a sign between groups of these lengths; anything else as it is.
fn split_digits(value: &str, groups: &[usize], sign: &str) -> String {
    let digits: usize = groups.iter().sum();
    if value.len() != digits || !value.bytes().all(|b| b.is_ascii_digit()) {
        return value.to_owned();
    }
    let mut at = 0;
    let parts = groups.iter().filter_map(|length| {
        at += length;
        value.get(at - length..at)
    });
    parts.collect::<Vec<_>>().join(sign)
}

/// A number without leading zeros.
fn quantity(value: &str) -> String {
    let (sign, digits) = match value.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", value.strip_prefix('+').unwrap_or(value)),
    };
    let rest = digits.trim_start_matches('0');
    if rest.len() == digits.len() || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return value.to_owned();
    }
    let zero = if rest.is_empty() || rest.starts_with('.') { "0" } else { "" };
    format!("{sign}{zero}{rest}")
}

#[cfg(test)]
mod tests;
