//! JSON → rows: JSON Lines, a list of objects, or an object that holds such a list.
//!
//! Every object is a respondent. Its columns are the paths of its values (`answers.reason`, `answers.0.text`), in the
//! order in which the file first has them; lists of plain values become one cell. JSON Lines stream: one pass finds the
//! columns, a second reads the rows, and memory is that of the longest line. Anything else is held as a whole.

mod document;
mod fields;
mod lines;
mod scan;

use super::input::{Input, MOST_BYTES};
use super::notes::LineList;
use super::options::ReadOptions;
use super::stream::{Opened, Written};
use super::text::{TextPieces, decoded};
use crate::error::{Error, Place, Result};
use crate::survey::Column;
use document::{Document, ElementRows};
use fields::{Columns, Oddities};
use lines::{LineRows, Lines};
use scan::{Broken, Scanner};

/// Opens JSON text; `size` bytes of it are held at once where it is JSON Lines.
///
/// # Errors
/// [`Error::Input`] if it cannot be read or is no JSON, with the line at fault.
pub(super) fn open(input: Input, options: &ReadOptions, size: usize) -> Result<Opened> {
    let (pieces, encoding, mut notes) = decoded(input, options, size)?;
    let mut lines = Lines::new(pieces, size);
    let is_lines = begins_as_lines(&mut lines)?;
    let pieces = lines.into_pieces();
    if is_lines {
        notes.insert(0, format!("Read as {encoding} JSON Lines."));
        return open_lines(pieces, size, encoding, notes);
    }
    let (file, text, sha256) = whole(pieces)?;
    match Document::find(&text) {
        Ok(found) => {
            notes.insert(0, format!("Read as {encoding} JSON: {}.", found.name()));
            notes.extend(found.left_out());
            let columns = found.columns(&text);
            check_any(&file, &columns)?;
            notes.extend(columns.notes());
            let rows = ElementRows::new(text, sha256, &found, columns);
            let written = Written { encoding: encoding.into(), ..Written::of("JSON") };
            Ok(Opened { rows: Box::new(rows), sheet: None, notes, written })
        }
        Err(broken) => Err(at_line(&file, &text, &broken)),
    }
}

fn open_lines(pieces: TextPieces, size: usize, encoding: &str, mut notes: Vec<String>) -> Result<Opened> {
    let mut lines = Lines::new(pieces, size);
    let mut columns = Columns::default();
    while let Some(line) = lines.next()? {
        // What is broken is set aside when the rows are read.
        let _ = columns.see(&mut Scanner::new(lines.text(&line), 0));
    }
    let pieces = lines.into_pieces();
    check_any(pieces.file(), &columns)?;
    notes.extend(columns.notes());
    let rows = LineRows::new(Lines::new(pieces, size), columns);
    let written = Written { encoding: encoding.into(), ..Written::of("JSON Lines") };
    Ok(Opened { rows: Box::new(rows), sheet: None, notes, written })
}

/// An error if no object has a value.
fn check_any(file: &str, columns: &Columns) -> Result<()> {
    if columns.names().is_empty() {
        let message = "no header and no rows: a list of objects is wanted, one for each respondent";
        return Err(Error::input(file, message));
    }
    Ok(())
}

/// Whether a file is JSON Lines: its first line is a whole object and others follow, or the first is broken and the next
/// is a whole object, so that both cannot be parts of one list.
fn begins_as_lines(lines: &mut Lines) -> Result<bool> {
    let mut is_object = |is_first: bool| -> Result<Option<bool>> {
        if lines.is_endless()? {
            return Ok(Some(false));
        }
        let Some(line) = lines.next()? else { return Ok(None) };
        let text = lines.text(&line);
        let mut scan = Scanner::new(text, 0);
        let is_whole = scan.peek() == Some(b'{') && scan.skip().and_then(|()| scan.end()).is_ok();
        // `{"answers": [` begins a longer object, `{"a": 1, "b` one that broke off.
        let opens = is_first && text.trim_end().ends_with(['{', '[', ',', ':']);
        Ok(Some(is_whole || (is_first && !opens && text.trim_start().starts_with('{'))))
    };
    Ok(is_object(true)? == Some(true) && is_object(false)? == Some(true))
}

/// The file's name, its whole text, and its SHA-256.
fn whole(mut pieces: TextPieces) -> Result<(String, String, String)> {
    let mut text = String::new();
    while !pieces.more(&mut text)? {
        if text.len() as u64 > MOST_BYTES {
            let limit = MOST_BYTES >> 30;
            let message = format!("larger than {limit} GiB and no JSON Lines: save one object per line");
            return Err(Error::input(pieces.file(), message));
        }
    }
    Ok((pieces.file().to_owned(), text, pieces.sha256()))
}

/// The error of a text that is no JSON, with the line.
fn at_line(file: &str, text: &str, broken: &Broken) -> Error {
    let line = line_of(text.get(..broken.at).unwrap_or(text));
    let at = Place { line: Some(line), ..Place::default() };
    let message = format!("the JSON cannot be read: {}", broken.what);
    Error::Input { file: file.to_owned(), at: Box::new(at), message }
}

/// The line on which a text ends.
fn line_of(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64 + 1
}

/// The columns as the table takes them.
fn stated(columns: &Columns) -> Vec<Column> {
    columns.names().iter().map(|name| Column { name: name.clone(), ..Column::default() }).collect()
}

/// Rows with something odd, for the notes.
#[derive(Debug, Default)]
struct Odd {
    repeated: LineList,
    half_pairs: LineList,
    nul: LineList,
}

impl Odd {
    fn see(&mut self, line: u64, oddities: Oddities) {
        let lists = [
            (oddities.is_repeated, &mut self.repeated),
            (oddities.has_half_pair, &mut self.half_pairs),
            (oddities.has_nul, &mut self.nul),
        ];
        lists.into_iter().filter(|(is_so, _)| *is_so).for_each(|(_, list)| list.push(line));
    }

    fn notes(&self) -> Vec<String> {
        let all = [
            (&self.repeated, "A name stands twice in one object, the last one counts"),
            (&self.half_pairs, "Half a surrogate pair, shown as U+FFFD"),
            (&self.nul, "NUL characters, which are kept"),
        ];
        let there = all.into_iter().filter(|(list, _)| list.len() > 0);
        there.map(|(list, what)| format!("{what}: {}.", list.in_words())).collect()
    }
}

#[cfg(test)]
mod tests;
