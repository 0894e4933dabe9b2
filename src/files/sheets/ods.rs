//! OpenDocument spreadsheets → rows, as a stream over their XML: a repeated cell or row costs what it holds.
//!
//! Source: OASIS Open Document Format 1.3, part 3, sections 6.1 (white space), 9.1 (tables) and 19.385 (values).

use super::values::{number, truth};
use super::zip_guard::MOST_TEXT;
use super::{MOST_COLUMNS, MOST_ROWS, SAVE_ANEW, Sheet, SheetPlace, Workbook, error_note, raw};
use crate::error::{Error, Result};
use crate::files::notes::LineList;
use crate::files::row::{Row, RowSource};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::QName;
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Cursor};
use zip::ZipArchive;

const TABLE: &str = "table:table";
const ROW: &str = "table:table-row";
const ROWS_REPEATED: &str = "table:number-rows-repeated";
const CELL: &str = "table:table-cell";
/// A cell that another one is spread over.
const COVERED: &str = "table:covered-table-cell";

type Archive = ZipArchive<Cursor<Vec<u8>>>;

/// Elements with text that is no cell's: comments, deleted cells, drawings, settings.
const PASSED_OVER: [&str; 6] =
    ["annotation", "tracked-changes", "shapes", "frame", "forms", "content-validations"];

/// Opens a workbook that passed the guard: the names of its sheets.
///
/// # Errors
/// [`Error::Input`] if it is damaged.
pub(super) fn open(bytes: Vec<u8>, file: &str) -> Result<impl Workbook + use<>> {
    let fail =
        |reason: String| Error::input(file, format!("the workbook is damaged ({reason}): {SAVE_ANEW}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| fail(e.to_string()))?;
    let sheets = sheets(contents(&mut archive).map_err(&fail)?).map_err(&fail)?;
    if sheets.is_empty() {
        return Err(fail("it lists no sheet".into()));
    }
    Ok(OdsWorkbook { archive, sheets, file: file.to_owned() })
}

fn contents(archive: &mut Archive) -> std::result::Result<Reader<impl BufRead + Send + '_>, String> {
    let part = archive.by_name("content.xml").map_err(|e| e.to_string())?;
    Ok(Reader::from_reader(BufReader::new(part)))
}

/// The sheets' names, and which are shown: a sheet is hidden by its style, which stands before it.
fn sheets(mut xml: Reader<impl BufRead>) -> std::result::Result<Vec<Sheet>, String> {
    let (mut sheets, mut hidden, mut style) = (Vec::new(), HashSet::new(), String::new());
    let (mut buffer, mut depth) = (Vec::new(), 0u32);
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer).map_err(|e| e.to_string())?;
        match &event {
            Event::Eof => return Ok(sheets),
            Event::Start(tag) if tag.name().0 == TABLE => {
                // A table within a cell is no sheet.
                if depth == 0 {
                    let style = attribute(tag, "table:style-name").unwrap_or_default();
                    let name = attribute(tag, "table:name").unwrap_or_default();
                    sheets.push(Sheet { name, is_visible: !hidden.contains(&style) });
                }
                depth += 1;
            }
            Event::End(tag) if tag.name().0 == TABLE => depth = depth.saturating_sub(1),
            Event::Start(tag) if tag.name().0 == "style:style" => {
                style = attribute(tag, "style:name").unwrap_or_default();
            }
            Event::Start(tag) | Event::Empty(tag)
                if tag.name().0 == "style:table-properties"
                    && attribute(tag, "table:display").as_deref() == Some("false") =>
            {
                hidden.insert(style.clone());
            }
            _ => {}
        }
    }
}

/// An attribute's value, without entities.
fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found =
        tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key == QName(name))?;
    Some(unescaped(&found))
}

/// An attribute's value; as typed where it has an entity that XML does not know.
fn unescaped(attribute: &Attribute) -> String {
    let value = attribute.normalized_value(XmlVersion::Implicit1_0);
    value.map_or_else(|_| attribute.value.to_string(), Cow::into_owned)
}

struct OdsWorkbook {
    archive: Archive,
    sheets: Vec<Sheet>,
    file: String,
}

impl Workbook for OdsWorkbook {
    fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn rows(&mut self, sheet: usize) -> Result<Box<dyn RowSource + '_>> {
        let name = self.sheets.get(sheet).map_or("", |sheet| sheet.name.as_str());
        let place = SheetPlace::new(&self.file, name);
        let xml = contents(&mut self.archive).map_err(|reason| place.damaged(None, &reason))?;
        let mut rows = OdsRows {
            xml,
            place,
            buffer: Vec::new(),
            row: Row::default(),
            repeats: 0,
            line: 0,
            last_row: 0,
            is_over: false,
            errors: LineList::default(),
        };
        rows.find(sheet)?;
        Ok(Box::new(rows))
    }
}

/// The rows of one sheet.
struct OdsRows<X> {
    xml: Reader<X>,
    place: SheetPlace,
    buffer: Vec<u8>,
    /// The row that is repeated, and how often it is still to be given.
    row: Row,
    repeats: u64,
    /// Rows of the sheet that were passed.
    line: u64,
    /// The row given last.
    last_row: u64,
    is_over: bool,
    /// Rows with an error cell, one entry per cell.
    errors: LineList,
}

/// A cell as its tag states it.
struct Stated {
    repeats: u64,
    /// Its value, where that is no text.
    value: Option<String>,
    is_error: bool,
}

impl<X: BufRead> OdsRows<X> {
    /// Goes to the beginning of a sheet, by its position.
    fn find(&mut self, sheet: usize) -> Result<()> {
        let (mut passed, mut depth) = (0, 0u32);
        while let Some(event) = self.next_event()? {
            match event {
                Event::Start(tag) if tag.name().0 == TABLE => {
                    if depth == 0 && passed == sheet {
                        return Ok(());
                    }
                    passed += usize::from(depth == 0);
                    depth += 1;
                }
                Event::End(tag) if tag.name().0 == TABLE => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        Err(self.place.damaged(None, "the sheet is not there"))
    }

    /// The next event; none at the end.
    fn next_event(&mut self) -> Result<Option<Event<'_>>> {
        self.buffer.clear();
        let line = Some(self.line + 1);
        let event = self.xml.read_event_into(&mut self.buffer);
        let event = event.map_err(|e| self.place.damaged(line, &e.to_string()))?;
        Ok((!matches!(event, Event::Eof)).then_some(event))
    }

    /// Passes over an element that was opened.
    fn pass_over(&mut self, name: &str) -> Result<()> {
        let mut depth = 1u32;
        while depth > 0 {
            match self.next_event()? {
                Some(Event::Start(tag)) if tag.name().0 == name => depth += 1,
                Some(Event::End(tag)) if tag.name().0 == name => depth -= 1,
                Some(_) => {}
                None => return Err(self.cut_off()),
            }
        }
        Ok(())
    }

    fn cut_off(&self) -> Error {
        self.place.damaged(Some(self.line + 1), "the sheet is cut off")
    }

    /// Reads up to the next row that has text; `false` at the sheet's end.
    fn read_row(&mut self) -> Result<bool> {
        while !self.is_over {
            let (repeats, has_cells) = match self.next_event()? {
                Some(Event::Start(tag)) if tag.name().0 == ROW => (repeats(&tag, ROWS_REPEATED), true),
                Some(Event::Empty(tag)) if tag.name().0 == ROW => (repeats(&tag, ROWS_REPEATED), false),
                Some(Event::Start(tag)) if is_passed_over(&tag) => {
                    let name = tag.name().0.to_owned();
                    self.pass_over(&name)?;
                    continue;
                }
                Some(Event::End(tag)) if tag.name().0 == TABLE => {
                    self.is_over = true;
                    continue;
                }
                Some(_) => continue,
                None => return Err(self.cut_off()),
            };
            self.row.clear();
            if has_cells {
                self.read_cells()?;
            }
            if self.row.len() > 0 {
                self.repeats = repeats;
                return Ok(true);
            }
            self.line = self.line.saturating_add(repeats);
        }
        Ok(false)
    }

    /// Reads the cells of a row into [`Self::row`], blank ones at its end left out.
    fn read_cells(&mut self) -> Result<()> {
        let mut column = 0u64;
        loop {
            let Some(event) = self.next_event()? else { return Err(self.cut_off()) };
            let (stated, cell) = match event {
                Event::Start(tag) if tag.name().0 == CELL => (stated(&tag), Some(CELL)),
                Event::Start(tag) if tag.name().0 == COVERED => (stated(&tag), Some(COVERED)),
                Event::Empty(tag) if matches!(tag.name().0, CELL | COVERED) => (stated(&tag), None),
                Event::Start(tag) if is_passed_over(&tag) => {
                    let name = tag.name().0.to_owned();
                    self.pass_over(&name)?;
                    continue;
                }
                Event::End(tag) if tag.name().0 == ROW => return Ok(()),
                _ => continue,
            };
            let shown = cell.map(|cell| self.text_until(cell)).transpose()?.unwrap_or_default();
            if stated.is_error {
                self.errors.push(self.line + 1);
            } else {
                self.put(column, stated.repeats, &stated.value.unwrap_or(shown))?;
            }
            column = column.saturating_add(stated.repeats);
        }
    }

    /// Puts a cell into the row, as often as it is repeated.
    fn put(&mut self, column: u64, repeats: u64, text: &str) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        if column.saturating_add(repeats) > MOST_COLUMNS {
            let message = format!("a cell beyond column {MOST_COLUMNS}, where sheets end: {SAVE_ANEW}");
            return Err(self.place.fault(Some(self.line + 1), message));
        }
        while (self.row.len() as u64) < column {
            self.row.end_cell();
        }
        for _ in 0..repeats {
            self.row.extend(text);
            self.row.end_cell();
        }
        Ok(())
    }

    /// The text of the cell that was opened: its paragraphs, one to a line.
    fn text_until(&mut self, cell: &str) -> Result<String> {
        let mut text = Paragraphs::default();
        let mut depth = 0u32;
        loop {
            if text.text.len() > MOST_TEXT {
                let message = format!("a cell has more than {} MB of text: refused", MOST_TEXT >> 20);
                return Err(self.place.fault(Some(self.line + 1), message));
            }
            let Some(event) = self.next_event()? else { return Err(self.cut_off()) };
            match event {
                Event::Start(tag) if is_passed_over(&tag) => {
                    let name = tag.name().0.to_owned();
                    self.pass_over(&name)?;
                }
                Event::Start(tag) => {
                    // A table within the cell may have cells of the same name.
                    depth += u32::from(tag.name().0 == cell);
                    text.open(&tag);
                }
                Event::Empty(tag) => {
                    text.open(&tag);
                    text.close(tag.name().local_name().as_ref());
                }
                Event::End(tag) if tag.name().0 == cell => {
                    let Some(less) = depth.checked_sub(1) else { return Ok(text.text) };
                    depth = less;
                }
                Event::End(tag) => text.close(tag.name().local_name().as_ref()),
                Event::Text(piece) => text.add(&piece.xml10_content()),
                Event::CData(piece) => text.add(&piece.xml10_content()),
                Event::GeneralRef(reference) => text.add(&resolved(&reference)),
                _ => {}
            }
        }
    }
}

fn is_passed_over(tag: &BytesStart) -> bool {
    PASSED_OVER.contains(&tag.local_name().as_ref())
}

fn repeats(tag: &BytesStart, name: &str) -> u64 {
    attribute(tag, name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}

/// What a cell's tag says: numbers, days and truth values in full, whatever is shown of them.
fn stated(tag: &BytesStart) -> Stated {
    let mut stated = Stated { repeats: 1, value: None, is_error: false };
    let mut kind = String::new();
    let (mut value, mut text) = (None, None);
    for attribute in tag.attributes().with_checks(false).flatten() {
        let raw = attribute.value.as_ref();
        match attribute.key.0 {
            "table:number-columns-repeated" => stated.repeats = raw.parse().unwrap_or(1).max(1),
            "office:value-type" => raw.clone_into(&mut kind),
            "calcext:value-type" => stated.is_error = raw == "error",
            "office:value" | "office:date-value" | "office:time-value" | "office:boolean-value" => {
                value = Some(raw.to_owned());
            }
            "office:string-value" => text = Some(unescaped(&attribute)),
            _ => {}
        }
    }
    stated.value = match (kind.as_str(), value) {
        ("float" | "percentage" | "currency", Some(value)) => {
            Some(value.parse().map_or(value, |value: f64| number(value)))
        }
        ("date", Some(value)) => Some(day(&value)),
        ("time", Some(value)) => Some(duration(&value)),
        ("boolean", Some(value)) => Some(truth(value == "true").to_owned()),
        _ => text,
    };
    stated
}

/// `2024-03-01T10:20:30.000` as `2024-03-01 10:20:30`.
fn day(value: &str) -> String {
    let value = value.split('.').next().unwrap_or(value);
    value.replacen('T', " ", 1).trim_end_matches(" 00:00:00").to_owned()
}

/// `PT06H05M04S` as `06:05:04`, and as it stands if it is anything else.
fn duration(value: &str) -> String {
    let parts = || {
        let (hours, rest) = value.strip_prefix("PT")?.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        let seconds = rest.trim_end_matches('S').split(['.', ',']).next()?;
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        [hours, minutes, seconds]
            .iter()
            .all(|part| digits(part))
            .then(|| format!("{hours}:{minutes}:{seconds}"))
    };
    parts().unwrap_or_else(|| value.to_owned())
}

/// What an entity or character reference stands for; one that XML does not know, as typed.
fn resolved(reference: &BytesRef) -> String {
    match (reference.resolve_char_ref(), &**reference) {
        (Ok(Some(letter)), _) => letter.to_string(),
        (_, "lt") => "<".into(),
        (_, "gt") => ">".into(),
        (_, "amp") => "&".into(),
        (_, "quot") => "\"".into(),
        (_, "apos") => "'".into(),
        (_, other) => format!("&{other};"),
    }
}

/// The text of a cell as it grows. White space runs together, but what has an element of its own.
#[derive(Default)]
struct Paragraphs {
    text: String,
    count: usize,
    /// Depth of paragraphs; text outside of them is layout.
    open: u32,
    after_space: bool,
}

impl Paragraphs {
    fn open(&mut self, tag: &BytesStart) {
        /// A space repeated more often than this is no text.
        const MOST_SPACES: u64 = 10_000;
        match tag.local_name().as_ref() {
            "p" | "h" => {
                if self.count > 0 {
                    self.text.push('\n');
                }
                self.count += 1;
                self.open += 1;
                self.after_space = true;
            }
            "s" => {
                let spaces = repeats(tag, "text:c").min(MOST_SPACES);
                self.text.extend(std::iter::repeat_n(' ', spaces as usize));
                self.after_space = false;
            }
            "tab" => self.own('\t'),
            "line-break" => self.own('\n'),
            _ => {}
        }
    }

    fn own(&mut self, sign: char) {
        self.text.push(sign);
        self.after_space = true;
    }

    fn close(&mut self, name: &str) {
        if matches!(name, "p" | "h") {
            self.open = self.open.saturating_sub(1);
        }
    }

    fn add(&mut self, piece: &str) {
        if self.open == 0 {
            return;
        }
        for letter in piece.chars() {
            let is_space = matches!(letter, ' ' | '\t' | '\r' | '\n');
            if !is_space {
                self.text.push(letter);
            } else if !self.after_space {
                self.text.push(' ');
            }
            self.after_space = is_space;
        }
    }
}

impl<X: BufRead + Send> RowSource for OdsRows<X> {
    fn next_row(&mut self, into: &mut Row) -> Result<bool> {
        into.clear();
        if self.repeats == 0 && !self.read_row()? {
            return Ok(false);
        }
        self.repeats -= 1;
        self.line += 1;
        if self.line > MOST_ROWS {
            let message = format!("rows beyond {MOST_ROWS}, where sheets end: {SAVE_ANEW}");
            return Err(self.place.fault(Some(self.line), message));
        }
        if self.repeats == 0 {
            std::mem::swap(into, &mut self.row);
        } else {
            into.clone_from(&self.row);
        }
        into.line = self.line;
        into.blank_before = self.line - self.last_row - 1;
        self.last_row = self.line;
        Ok(true)
    }

    fn raw(&self, row: &Row) -> String {
        raw(row)
    }

    fn writes_blank_cells(&self) -> bool {
        false
    }

    fn sha256(&self) -> String {
        String::new()
    }

    fn closing_notes(&self) -> Vec<String> {
        error_note(&self.errors).into_iter().collect()
    }
}
