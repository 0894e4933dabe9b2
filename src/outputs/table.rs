//! One way to write a table, whatever the file's format; and the format for text files.

use super::neutral::Neutralised;
use crate::files::needs_apostrophe;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Takes a table cell by cell, row by row, header first.
pub(super) trait TableWriter {
    /// A cell of text.
    fn text(&mut self, text: &str);
    /// A cell that is a number, in digits with a point.
    fn number(&mut self, digits: &str);
    /// An empty cell.
    fn blank(&mut self);
    /// Ends the row.
    fn end_row(&mut self) -> io::Result<()>;

    /// A cell with a whole number.
    fn whole(&mut self, number: impl Into<u64>) {
        let mut digits = String::new();
        let _ = write!(digits, "{}", number.into());
        self.number(&digits);
    }

    /// A cell with a number rounded to `places` decimals; empty for none.
    fn decimal(&mut self, number: impl Into<Option<f64>>, places: usize) {
        match number.into() {
            Some(number) => self.number(&rounded(number, places)),
            None => self.blank(),
        }
    }
}

/// `number` with at most `places` decimals and no trailing zeros; never "-0".
pub(super) fn rounded(number: f64, places: usize) -> String {
    let digits = format!("{number:.places$}");
    let digits = if places > 0 { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
    if digits == "-0" { "0".to_owned() } else { digits.to_owned() }
}

/// Writes comma-separated UTF-8 with a byte-order mark, without which Excel reads the file in the local code page and
/// spoils every script but one. Lines end in LF; a cell is quoted where it must be.
pub(super) struct CsvTable<W: Write> {
    out: W,
    pending: Vec<u8>,
    column: usize,
    raw_cells: bool,
    headers: Vec<String>,
    neutralised: Vec<usize>,
}

/// Bytes gathered before they go to the file.
const PENDING: usize = 1 << 16;

impl<W: Write> CsvTable<W> {
    /// Starts the file and writes the header. `raw_cells` leaves formulas alive.
    pub(super) fn new(out: W, headers: Vec<String>, raw_cells: bool) -> io::Result<Self> {
        let mut table = Self {
            out,
            pending: "\u{feff}".into(),
            column: 0,
            raw_cells,
            neutralised: vec![0; headers.len()],
            headers: Vec::new(),
        };
        for header in &headers {
            table.text(header);
        }
        table.headers = headers;
        table.end_row()?;
        Ok(table)
    }

    /// The finished file's writer, and what was neutralised in it, column by column.
    pub(super) fn finish(mut self, file: &str) -> io::Result<(W, Vec<Neutralised>)> {
        self.out.write_all(&self.pending)?;
        let counted = self.headers.into_iter().zip(self.neutralised);
        let neutralised = counted
            .filter(|&(_, cells)| cells > 0)
            .map(|(column, cells)| Neutralised { file: file.to_owned(), column, cells })
            .collect();
        Ok((self.out, neutralised))
    }

    fn separate(&mut self) {
        if self.column > 0 {
            self.pending.push(b',');
        }
        self.column += 1;
    }
}

impl<W: Write> TableWriter for CsvTable<W> {
    fn text(&mut self, text: &str) {
        let apostrophe = !self.raw_cells && needs_apostrophe(text);
        if apostrophe && let Some(cells) = self.neutralised.get_mut(self.column) {
            *cells += 1;
        }
        self.separate();
        let quoted = text.bytes().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r'));
        if quoted {
            self.pending.push(b'"');
        }
        if apostrophe {
            self.pending.push(b'\'');
        }
        if quoted {
            for (index, part) in text.split('"').enumerate() {
                if index > 0 {
                    self.pending.extend_from_slice(b"\"\"");
                }
                self.pending.extend_from_slice(part.as_bytes());
            }
            self.pending.push(b'"');
        } else {
            self.pending.extend_from_slice(text.as_bytes());
        }
    }

    fn number(&mut self, digits: &str) {
        self.separate();
        self.pending.extend_from_slice(digits.as_bytes());
    }

    fn blank(&mut self) {
        self.separate();
    }

    fn end_row(&mut self) -> io::Result<()> {
        // A row of one empty cell would be an empty line, which readers skip.
        if self.column == 1 && matches!(self.pending.last(), None | Some(b'\n')) {
            self.pending.extend_from_slice(b"\"\"");
        }
        self.pending.push(b'\n');
        self.column = 0;
        if self.pending.len() >= PENDING {
            self.out.write_all(&self.pending)?;
            self.pending.clear();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(raw_cells: bool, headers: &[&str], rows: &[&[&str]]) -> (String, Vec<Neutralised>) {
        let headers = headers.iter().map(|h| (*h).to_owned()).collect();
        let mut table = CsvTable::new(Vec::new(), headers, raw_cells).unwrap();
        for row in rows {
            for cell in *row {
                table.text(cell);
            }
            table.end_row().unwrap();
        }
        let (bytes, neutralised) = table.finish("t.csv").unwrap();
        (String::from_utf8(bytes).unwrap(), neutralised)
    }

    #[test]
    fn a_csv_reader_gets_every_cell_back() {
        let rows: [&[&str]; 5] = [
            &["a,b", "say \"hi\"", "line\nbreak\r\nmore"],
            &["", "\"", " spaces "],
            &["没有", "không có", "\u{202e}bidi\u{0}"],
            &["\"\"", ",", "\r"],
            &["x", "y", ""],
        ];
        let (text, neutralised) = written(true, &["h1", "h,2", ""], &rows);
        assert!(neutralised.is_empty());
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        assert_eq!(reader.headers().unwrap(), vec!["h1", "h,2", ""]);
        let back: Vec<Vec<String>> =
            reader.records().map(|r| r.unwrap().iter().map(String::from).collect()).collect();
        assert_eq!(back, rows);
    }

    #[test]
    fn formulas_get_an_apostrophe_counted_by_column_header_included() {
        let rows: [&[&str]; 3] = [&["=1+1", "-5"], &["ok", "＝A1"], &["@x, \"y\"", "-"]];
        let (text, neutralised) = written(false, &["=h", "n"], &rows);
        assert_eq!(text, "\u{feff}'=h,n\n'=1+1,-5\nok,'＝A1\n\"'@x, \"\"y\"\"\",'-\n");
        let counts: Vec<(&str, usize)> = neutralised.iter().map(|n| (n.column.as_str(), n.cells)).collect();
        assert_eq!(counts, [("=h", 3), ("n", 2)]);
        assert!(written(true, &["=h"], &[&["=1"]]).0.contains("\n=1\n"));
    }

    #[test]
    fn a_row_of_one_empty_cell_is_not_an_empty_line() {
        assert_eq!(written(false, &["only"], &[&[""], &["x"]]).0, "\u{feff}only\n\"\"\nx\n");
    }

    #[test]
    fn numbers_are_rounded_without_noise() {
        assert_eq!(rounded(0.123_456_7, 6), "0.123457");
        assert_eq!(rounded(2.5, 3), "2.5");
        assert_eq!(rounded(-0.0001, 3), "0");
        assert_eq!(rounded(100.0, 0), "100");
        assert_eq!(rounded(1e-9, 6), "0");
    }
}
