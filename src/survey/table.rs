//! The file as read: header, cells, and the rows that could not be kept.

use super::Column;
use std::collections::BTreeMap;
use std::ops::Range;

/// A row that was read but cannot be analysed, with everything needed to find and mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Row in the table, from 1, header not counted; of several files, those before count too.
    pub row: u32,
    /// Line of its file (from 1) where the row starts, for text formats; the sheet's row for workbooks.
    pub line: u64,
    /// The column at fault, if one is.
    pub column: Option<String>,
    /// Why it was set aside.
    pub reason: String,
    /// The row's raw text.
    pub raw: String,
}

/// One of several files that a table's rows come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Its name, as messages and the column of files give it.
    pub file: String,
    /// The sheet, for workbooks.
    pub sheet: Option<String>,
    /// SHA-256 of its bytes, hexadecimal; "" as long as it is being read.
    pub sha256: String,
    /// The wave that it is, if it was named.
    pub wave: Option<String>,
    /// Rows of other files before its first.
    pub rows_before: u32,
    /// Its rows, kept and rejected, as far as they were read.
    pub rows: u32,
}

/// A rectangular file in memory: one buffer for all cells, so a million rows cost little more than their text.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// File name without folder, for messages.
    pub file: String,
    /// The sheet, for workbooks.
    pub sheet: Option<String>,
    /// SHA-256 of the file's bytes, hexadecimal.
    pub sha256: String,
    /// The survey platform that wrote the file, by its short name, if it was recognised.
    pub platform: Option<&'static str>,
    /// What was recognised (delimiter, encoding, header rows), one sentence each.
    pub notes: Vec<String>,
    /// Rows set aside.
    pub rejected: Vec<RejectedRow>,
    /// For columns of which a typed file gave something but text: the first such row's number, and what it gave ("a
    /// number").
    pub not_text: BTreeMap<usize, (u32, &'static str)>,
    /// The files of a table made of several, in order; empty where one file is the whole table.
    pub parts: Vec<Part>,
    headers: Vec<String>,
    columns: Vec<Column>,
    text: String,
    ends: Vec<usize>,
    rows: Vec<(u32, u64)>,
}

impl Table {
    /// Column names, in file order.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// A column's longer text (Qualtrics' second header row: the question), or "".
    #[must_use]
    pub fn description(&self, column: usize) -> &str {
        self.columns.get(column).map_or("", |column| column.description.as_str())
    }

    /// What the file says of its columns besides their names; empty if it says nothing.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Number of kept rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row was kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Rows read: kept and rejected.
    #[must_use]
    pub fn rows_read(&self) -> usize {
        self.rows.len() + self.rejected.len()
    }

    /// The cell as typed; "" outside the table.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        if column >= self.headers.len() || row >= self.rows.len() {
            return "";
        }
        let index = row * self.headers.len() + column;
        let start = if index == 0 { 0 } else { self.ends.get(index - 1).copied().unwrap_or(0) };
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.text.get(start..end).unwrap_or("")
    }

    /// All cells of one column, top to bottom.
    pub fn column(&self, column: usize) -> impl Iterator<Item = &str> + Clone {
        (0..self.len()).map(move |row| self.cell(row, column))
    }

    /// The row's number: from 1, header not counted, rejected rows counted, and those of the files before.
    #[must_use]
    pub fn row_number(&self, row: usize) -> u32 {
        self.rows.get(row).map_or(0, |r| r.0)
    }

    /// The line (text formats) or sheet row (workbooks) where the row starts, from 1.
    #[must_use]
    pub fn line(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |r| r.1)
    }

    /// The kept row with that number.
    #[must_use]
    pub fn row_of(&self, number: u32) -> Option<usize> {
        self.rows.binary_search_by_key(&number, |row| row.0).ok()
    }

    /// The file of the row with that number, its sheet, and the row's number in it.
    #[must_use]
    pub fn source_of(&self, number: u32) -> (&str, Option<&str>, u32) {
        let after = self.parts.partition_point(|part| part.rows_before < number);
        match after.checked_sub(1).and_then(|at| self.parts.get(at)) {
            Some(part) => (&part.file, part.sheet.as_deref(), number - part.rows_before),
            None => (&self.file, self.sheet.as_deref(), number),
        }
    }

    /// A table of these rows alone, with the same columns and numbers. A rejected row goes with the kept row that
    /// follows it; those below the last kept row go with that one.
    #[must_use]
    pub fn part(&self, rows: Range<usize>) -> Self {
        let end = rows.end.min(self.len());
        let start = rows.start.min(end);
        let mut part = TableBuilder::new(&self.file, self.headers.clone(), self.columns.clone()).table;
        part.sheet.clone_from(&self.sheet);
        part.platform = self.platform;
        for row in start..end {
            for column in 0..self.headers.len() {
                part.text.push_str(self.cell(row, column));
                part.ends.push(part.text.len());
            }
        }
        part.not_text.clone_from(&self.not_text);
        part.parts.clone_from(&self.parts);
        part.rows = self.rows.get(start..end).unwrap_or_default().to_vec();
        // Rejected rows are in the order of the file.
        let below = |number: u32| self.rejected.partition_point(|row| row.row <= number);
        let from = start.checked_sub(1).map_or(0, |row| below(self.row_number(row)));
        let to = if end == self.len() {
            self.rejected.len()
        } else {
            end.checked_sub(1).map_or(0, |row| below(self.row_number(row)))
        };
        part.rejected = self.rejected.get(from..to).unwrap_or_default().to_vec();
        part
    }

    /// The column of that name: exact first, then ignoring case and surrounding space.
    #[must_use]
    pub fn find_column(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|h| h == name).or_else(|| {
            let wanted = name.trim().to_lowercase();
            self.headers.iter().position(|h| h.trim().to_lowercase() == wanted)
        })
    }
}

/// Fills a [`Table`] row by row.
#[derive(Debug, Default)]
pub struct TableBuilder {
    table: Table,
    read: u32,
    rejected_bytes: usize,
}

impl TableBuilder {
    /// Starts a table with columns of these names; `columns`, what else is known of them, may be empty.
    #[must_use]
    pub fn new(file: &str, headers: Vec<String>, columns: Vec<Column>) -> Self {
        Self {
            table: Table { file: file.to_owned(), headers, columns, ..Table::default() },
            read: 0,
            rejected_bytes: 0,
        }
    }

    /// Rows so far, kept and rejected.
    #[must_use]
    pub fn rows_read(&self) -> usize {
        self.table.rows_read()
    }

    /// The number of the row that came last, in this table or those taken before.
    #[must_use]
    pub fn last_number(&self) -> u32 {
        self.read
    }

    /// Cells so far.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.table.ends.len()
    }

    /// Bytes that the rows so far take in memory, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let table = &self.table;
        let places = size_of_val(table.ends.as_slice()) + size_of_val(table.rows.as_slice());
        table.text.len() + places + self.rejected_bytes
    }

    /// The rows so far as a table; the next table goes on with their numbers.
    pub fn take(&mut self) -> Table {
        let file = self.table.file.clone();
        let (headers, columns) = (self.table.headers.clone(), self.table.columns.clone());
        self.rejected_bytes = 0;
        std::mem::replace(&mut self.table, Table { file, headers, columns, ..Table::default() })
    }

    /// Keeps a row; missing cells become blank, cells beyond the header are the caller's to reject.
    pub fn keep<'c>(&mut self, line: u64, cells: impl IntoIterator<Item = &'c str>) {
        self.read += 1;
        self.table.rows.push((self.read, line));
        let mut cells = cells.into_iter();
        for _ in 0..self.table.headers.len() {
            self.table.text.push_str(cells.next().unwrap_or(""));
            self.table.ends.push(self.table.text.len());
        }
    }

    /// Keeps a row that has as many cells as the header: their text together, and where each ends in it.
    pub fn keep_whole(&mut self, line: u64, text: &str, ends: &[usize]) {
        self.read += 1;
        self.table.rows.push((self.read, line));
        let start = self.table.text.len();
        self.table.text.push_str(text);
        self.table.ends.extend(ends.iter().map(|end| start + end));
    }

    /// Says that the next row to be kept holds no text in this column, but `what`.
    pub fn mark_not_text(&mut self, column: usize, what: &'static str) {
        self.table.not_text.entry(column).or_insert((self.read + 1, what));
    }

    /// Sets a row aside with its reason.
    pub fn reject(
        &mut self,
        line: u64,
        column: Option<String>,
        reason: impl Into<String>,
        raw: impl Into<String>,
    ) {
        self.read += 1;
        let (reason, raw) = (reason.into(), raw.into());
        self.rejected_bytes += size_of::<RejectedRow>() + reason.len() + raw.len();
        self.table.rejected.push(RejectedRow { row: self.read, line, column, reason, raw });
    }

    /// Adds a sentence about what was recognised.
    pub fn note(&mut self, note: impl Into<String>) {
        self.table.notes.push(note.into());
    }

    /// The finished table.
    #[must_use]
    pub fn finish(self, sheet: Option<String>, sha256: String) -> Table {
        Table { sheet, sha256, ..self.table }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_typed_and_rows_keep_their_number() {
        let mut builder = TableBuilder::new("f.csv", vec!["id".into(), " Text ".into()], vec![]);
        builder.keep(2, ["1", "good, fast"]);
        builder.reject(3, None, "too long", "1,2,3");
        builder.keep(4, ["2"]);
        let table = builder.finish(None, String::new());
        assert_eq!(table.cell(0, 1), "good, fast");
        assert_eq!(table.cell(1, 1), "");
        assert_eq!(table.row_number(1), 3);
        assert_eq!(table.rows_read(), 3);
        assert_eq!(table.find_column("text"), Some(1));
    }

    #[test]
    fn parts_together_are_the_table() {
        let mut builder = TableBuilder::new("f.csv", vec!["id".into(), "text".into()], vec![]);
        for line in 2..9 {
            if [2, 5, 8].contains(&line) {
                builder.reject(line, None, "too long", "1,2,3");
            } else {
                builder.keep(line, [line.to_string().as_str(), "good"]);
            }
        }
        let table = builder.finish(None, String::new());
        for rows in 1..6 {
            let parts: Vec<Table> =
                (0..table.len()).step_by(rows).map(|start| table.part(start..start + rows)).collect();
            let numbers: Vec<u32> =
                parts.iter().flat_map(|part| (0..part.len()).map(|row| part.row_number(row))).collect();
            assert_eq!(numbers, [2, 3, 5, 6], "{rows}");
            let cells: Vec<&str> = parts.iter().flat_map(|part| part.column(0)).collect();
            assert_eq!(cells, ["3", "4", "6", "7"]);
            let rejected: Vec<u32> =
                parts.iter().flat_map(|part| part.rejected.iter().map(|row| row.row)).collect();
            assert_eq!(rejected, [1, 4, 7]);
        }
        assert!(table.part(9..12).is_empty());
    }
}
