//! Workbooks (XLSX), written in one pass with one row in memory.
//!
//! A survey of a million rows and seventy columns has to fit the memory of a laptop, and two equal runs have to give
//! equal bytes; so rows go straight into the compressor, and nothing knows the time. All text is typed as text: no
//! cell can become a formula or a link. ECMA-376, part 1, chapter 18 names the elements.

use super::package::{MAIN, XML, parts};
use super::table::TableWriter;
use crate::files::needs_apostrophe;
use std::fmt::Write as _;
use std::io::{self, Seek, Write};
use unicode_width::UnicodeWidthStr;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Most rows of a sheet, header included.
pub(super) const MOST_ROWS: usize = 1_048_576;
/// Most columns of a sheet.
pub(super) const MOST_COLUMNS: usize = 16_384;
/// Most UTF-16 units of a cell.
const MOST_UNITS: usize = 32_767;
/// Deflate's fastest level. On a survey of 10,000 rows and 79 columns the second makes the file a quarter smaller and
/// all outputs together a third slower.
const LEVEL: i64 = 1;
/// Bytes gathered before they are compressed.
const PENDING: usize = 1 << 16;

/// How a column looks.
#[derive(Clone)]
pub(super) struct Column {
    /// The header.
    pub(super) header: String,
    /// In characters of the default font.
    pub(super) width: usize,
    /// The colour of its header and the format of its numbers.
    pub(super) look: Look,
}

/// What a column holds; the discriminants are indices into the style sheet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// The input's own column.
    Given,
    /// A column of ours.
    Ours,
    /// Numbers 0..1, shown in percent.
    Percent,
    /// Numbers with two decimals.
    Decimal,
}

impl Look {
    fn header_style(self) -> u32 {
        if self == Self::Given { 1 } else { 2 }
    }

    fn number_style(self) -> u32 {
        match self {
            Self::Given | Self::Ours => 0,
            Self::Percent => 3,
            Self::Decimal => 4,
        }
    }
}

/// What had to be changed so that the workbook opens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Altered {
    /// Cells cut at Excel's 32,767 UTF-16 units.
    pub cut_cells: usize,
    /// Control characters and non-characters removed, which XML cannot hold.
    pub removed_characters: usize,
}

/// A workbook while it is written, sheet after sheet.
pub(super) struct Workbook<W: Write + Seek> {
    zip: ZipWriter<UntilFailure<W>>,
    sheets: usize,
    altered: Altered,
}

impl<W: Write + Seek> Workbook<W> {
    /// Starts a workbook with these sheets, to be written in this order.
    pub(super) fn new(out: W, sheets: &[&str]) -> io::Result<Self> {
        let mut book = Self {
            zip: ZipWriter::new(UntilFailure { out, failed: false }),
            sheets: 0,
            altered: Altered::default(),
        };
        for (name, content) in parts(sheets) {
            book.zip.start_file(name, options(false))?;
            book.zip.write_all(content.as_bytes())?;
        }
        Ok(book)
    }

    /// Starts the next sheet; `rows` counts those below the header, `bytes` is the length of all its text, roughly.
    pub(super) fn sheet(
        &mut self,
        columns: &[Column],
        rows: usize,
        bytes: u64,
        raw_cells: bool,
    ) -> io::Result<Sheet<'_, W>> {
        let is_first = self.sheets == 0;
        self.sheets += 1;
        // A cell's markup takes up to 40 bytes. Only a sheet that may pass 4 GB gets the longer size fields, since
        // some readers refuse them.
        let large = bytes + (rows * columns.len()) as u64 * 40 > u64::from(u32::MAX) / 2;
        self.zip.start_file(format!("xl/worksheets/sheet{}.xml", self.sheets), options(large))?;
        let letters: Vec<String> = (0..columns.len()).map(column_letters).collect();
        let last = letters.last().map_or("A", String::as_str);
        let mut sheet = Sheet {
            zip: &mut self.zip,
            altered: &mut self.altered,
            pending: Vec::with_capacity(2 * PENDING),
            end: format!("A1:{last}{}", rows + 1),
            raw_cells,
            letters,
            styles: columns.iter().map(|c| c.look.header_style()).collect(),
            row: 1,
            row_digits: "1".to_owned(),
            row_is_open: false,
            column: 0,
        };
        sheet.open(columns, is_first);
        for column in columns {
            sheet.text(&column.header);
        }
        sheet.end_row()?;
        sheet.styles = columns.iter().map(|c| c.look.number_style()).collect();
        Ok(sheet)
    }

    /// Ends the file.
    pub(super) fn finish(self) -> io::Result<(W, Altered)> {
        Ok((self.zip.finish()?.out, self.altered))
    }
}

/// A writer that swallows everything after its first failure. That one has been reported; an archive dropped
/// unfinished would write on, and print to the terminal that it cannot.
struct UntilFailure<W> {
    out: W,
    failed: bool,
}

impl<W: Write> Write for UntilFailure<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed {
            return Ok(bytes.len());
        }
        // A signal is no failure.
        self.out.write(bytes).inspect_err(|e| self.failed = e.kind() != io::ErrorKind::Interrupted)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failed { Ok(()) } else { self.out.flush() }
    }
}

impl<W: Seek> Seek for UntilFailure<W> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.out.seek(to)
    }
}

fn options(large: bool) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default())
        .large_file(large)
}

/// One sheet while it is written.
pub(super) struct Sheet<'b, W: Write + Seek> {
    zip: &'b mut ZipWriter<UntilFailure<W>>,
    altered: &'b mut Altered,
    pending: Vec<u8>,
    end: String,
    raw_cells: bool,
    letters: Vec<String>,
    styles: Vec<u32>,
    row: usize,
    row_digits: String,
    row_is_open: bool,
    column: usize,
}

impl<W: Write + Seek> Sheet<'_, W> {
    fn open(&mut self, columns: &[Column], is_first: bool) {
        let selected = if is_first { " tabSelected=\"1\"" } else { "" };
        let mut head = format!(
            "{XML}<worksheet xmlns=\"{MAIN}\"><dimension ref=\"{}\"/><sheetViews><sheetView{selected} \
             workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" \
             state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>",
            self.end
        );
        if !columns.is_empty() {
            head.push_str("<cols>");
            for (index, column) in columns.iter().enumerate() {
                let (number, width) = (index + 1, column.width);
                let _ = write!(
                    head,
                    "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
                );
            }
            head.push_str("</cols>");
        }
        head.push_str("<sheetData>");
        self.pending.extend_from_slice(head.as_bytes());
    }

    /// Ends the sheet.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.pending.extend_from_slice(b"</sheetData><autoFilter ref=\"");
        self.pending.extend_from_slice(self.end.as_bytes());
        self.pending.extend_from_slice(b"\"/></worksheet>");
        self.zip.write_all(&self.pending)
    }

    /// `<c r="B7" s="3"`, without the closing bracket.
    fn open_cell(&mut self) {
        if !self.row_is_open {
            self.row_is_open = true;
            self.pending.extend_from_slice(b"<row r=\"");
            self.pending.extend_from_slice(self.row_digits.as_bytes());
            self.pending.extend_from_slice(b"\">");
        }
        self.pending.extend_from_slice(b"<c r=\"");
        if let Some(letters) = self.letters.get(self.column) {
            self.pending.extend_from_slice(letters.as_bytes());
        }
        self.pending.extend_from_slice(self.row_digits.as_bytes());
        self.pending.push(b'"');
        if let Some(&style) = self.styles.get(self.column).filter(|&&s| s > 0) {
            let digits = [b'0' + u8::try_from(style).unwrap_or(0)];
            self.pending.extend_from_slice(b" s=\"");
            self.pending.extend_from_slice(&digits);
            self.pending.push(b'"');
        }
        self.column += 1;
    }
}

impl<W: Write + Seek> TableWriter for Sheet<'_, W> {
    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return self.blank();
        }
        let apostrophe = !self.raw_cells && needs_apostrophe(text);
        let text = cut(text, MOST_UNITS - usize::from(apostrophe), &mut self.altered.cut_cells);
        self.open_cell();
        self.pending.extend_from_slice(b" t=\"inlineStr\"><is><t");
        let edge = |c: Option<char>| c.is_some_and(char::is_whitespace);
        if edge(text.chars().next()) || edge(text.chars().next_back()) {
            self.pending.extend_from_slice(b" xml:space=\"preserve\"");
        }
        self.pending.push(b'>');
        if apostrophe {
            self.pending.push(b'\'');
        }
        escape_xml(text, &mut self.pending, &mut self.altered.removed_characters);
        self.pending.extend_from_slice(b"</t></is></c>");
    }

    fn number(&mut self, digits: &str) {
        self.open_cell();
        self.pending.extend_from_slice(b"><v>");
        self.pending.extend_from_slice(digits.as_bytes());
        self.pending.extend_from_slice(b"</v></c>");
    }

    fn blank(&mut self) {
        self.column += 1;
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.row += 1;
        self.column = 0;
        self.row_digits.clear();
        let _ = write!(self.row_digits, "{}", self.row);
        if self.row_is_open {
            self.row_is_open = false;
            self.pending.extend_from_slice(b"</row>");
        }
        if self.pending.len() >= PENDING {
            self.zip.write_all(&self.pending)?;
            self.pending.clear();
        }
        Ok(())
    }
}

/// The longest start of `text` within `units` UTF-16 units.
fn cut<'t>(text: &'t str, units: usize, cells: &mut usize) -> &'t str {
    // No character has more UTF-16 units than bytes.
    if text.len() <= units {
        return text;
    }
    let mut used = 0;
    for (byte, c) in text.char_indices() {
        used += c.len_utf16();
        if used > units {
            *cells += 1;
            return text.get(..byte).unwrap_or("");
        }
    }
    text
}

/// Appends `text` as XML character data that Excel reads back as it is.
///
/// What XML 1.0 forbids is left out and counted. A carriage return is written as a reference, since parsers turn a
/// bare one into a line feed; an underscore that would start one of Excel's `_x000D_` escapes is escaped itself.
fn escape_xml(text: &str, out: &mut Vec<u8>, removed: &mut usize) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let (replacement, length): (&[u8], usize) = match byte {
            b'<' => (b"&lt;", 1),
            b'>' => (b"&gt;", 1),
            b'&' => (b"&amp;", 1),
            b'\r' => (b"&#13;", 1),
            b'_' if looks_like_an_escape(bytes.get(at..).unwrap_or(&[])) => (b"_x005F_", 1),
            0..0x20 if !matches!(byte, b'\t' | b'\n') => (b"", 1),
            // U+FFFE and U+FFFF.
            0xEF if matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])) => (b"", 3),
            _ => continue,
        };
        *removed += usize::from(replacement.is_empty());
        out.extend_from_slice(bytes.get(done..at).unwrap_or(&[]));
        out.extend_from_slice(replacement);
        done = at + length;
    }
    out.extend_from_slice(bytes.get(done..).unwrap_or(&[]));
}

/// `_x` + four hexadecimal digits + `_`.
fn looks_like_an_escape(bytes: &[u8]) -> bool {
    matches!(bytes.get(..7), Some([b'_', b'x' | b'X', hex @ .., b'_']) if hex.iter().all(u8::is_ascii_hexdigit))
}

/// 0 → A, 25 → Z, 26 → AA.
fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&b| char::from(b)).collect()
}

/// A width that shows the header (with its filter button) and most of the sampled cells, within reason.
pub(super) fn fitting_width<'c>(header: &str, sample: impl Iterator<Item = &'c str>) -> usize {
    const NARROWEST: usize = 6;
    const WIDEST: usize = 60;
    let wide =
        |text: &str| text.lines().next().unwrap_or("").chars().take(WIDEST).collect::<String>().width();
    let mut widths: Vec<usize> = sample.map(wide).collect();
    widths.sort_unstable();
    let usual = widths.get(widths.len() * 9 / 10).copied().unwrap_or(0);
    (usual + 2).max((wide(header) + 4).min(WIDEST / 2)).clamp(NARROWEST, WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    fn columns(headers: &[&str]) -> Vec<Column> {
        headers.iter().map(|h| Column { header: (*h).to_owned(), width: 10, look: Look::Ours }).collect()
    }

    fn written(rows: &[&[&str]], raw_cells: bool) -> (Xlsx<Cursor<Vec<u8>>>, Altered) {
        let mut book = Workbook::new(Cursor::new(Vec::new()), &["coded", "second"]).unwrap();
        for _ in 0..2 {
            let mut sheet = book.sheet(&columns(&["=h", "n"]), rows.len(), 0, raw_cells).unwrap();
            for row in rows {
                row.iter().for_each(|cell| sheet.text(cell));
                sheet.end_row().unwrap();
            }
            sheet.finish().unwrap();
        }
        let (bytes, altered) = book.finish().unwrap();
        (Xlsx::new(bytes).unwrap(), altered)
    }

    fn cell(book: &mut Xlsx<Cursor<Vec<u8>>>, row: u32, column: u32) -> String {
        match book.worksheet_range("coded").unwrap().get_value((row, column)) {
            Some(Data::String(text)) => text.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn text_comes_back_as_text_and_never_as_a_formula() {
        let rows: [&[&str]; 4] = [
            &["=HYPERLINK(\"http://x\")", "http://example.com"],
            &[" <b>&amp; \"q\"", "a\r\nb\tc "],
            &["没有 không 😀", "_x000D_ and _x00"],
            &["0012", ""],
        ];
        let (mut book, altered) = written(&rows, false);
        assert_eq!(altered, Altered::default());
        assert_eq!(book.sheet_names(), ["coded", "second"]);
        assert_eq!(cell(&mut book, 0, 0), "'=h");
        assert_eq!(cell(&mut book, 1, 0), "'=HYPERLINK(\"http://x\")");
        assert_eq!(cell(&mut book, 1, 1), "http://example.com");
        assert_eq!(cell(&mut book, 2, 0), " <b>&amp; \"q\"");
        assert_eq!(cell(&mut book, 2, 1), "a\r\nb\tc ");
        assert_eq!(cell(&mut book, 3, 0), "没有 không 😀");
        assert_eq!(cell(&mut book, 4, 0), "0012");
        assert!(book.worksheet_formula("coded").unwrap().is_empty());
        assert_eq!(cell(&mut written(&rows, true).0, 1, 0), "=HYPERLINK(\"http://x\")");
    }

    #[test]
    fn what_a_sheet_cannot_hold_is_cut_or_removed_and_counted() {
        let long = "😀".repeat(20_000);
        let just = "x".repeat(MOST_UNITS);
        let (mut book, altered) =
            written(&[&[&long, &just], &["a\u{0}b\u{1b}c\u{fffe}d\u{ffff}", "\u{202e}ok"]], false);
        // Both sheets.
        assert_eq!(altered, Altered { cut_cells: 2, removed_characters: 8 });
        assert_eq!(cell(&mut book, 1, 0), "😀".repeat(MOST_UNITS / 2));
        assert_eq!(cell(&mut book, 1, 1), just);
        assert_eq!(cell(&mut book, 2, 0), "abcd");
        assert_eq!(cell(&mut book, 2, 1), "\u{202e}ok");
    }

    #[test]
    fn an_escape_in_the_text_is_no_escape() {
        let (mut out, mut removed) = (Vec::new(), 0);
        escape_xml("_x000D_ _x00 __xabcd_", &mut out, &mut removed);
        assert_eq!(String::from_utf8(out).unwrap(), "_x005F_x000D_ _x00 __x005F_xabcd_");
    }

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        let letters: Vec<String> = [0, 25, 26, 701, 702, 16_383].map(column_letters).into();
        assert_eq!(letters, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn widths_follow_what_most_cells_need() {
        assert_eq!(fitting_width("id", ["1", "22"].into_iter()), 6);
        assert_eq!(fitting_width("reason", ["很".repeat(100).as_str()].into_iter()), 60);
        assert_eq!(fitting_width(&"h".repeat(99), std::iter::empty()), 30);
    }
}
