//! A JSON text in memory: where in it the list of respondents is, and its objects as rows.

use super::fields::{Cells, Columns};
use super::scan::{Scanned, Scanner};
use super::{Odd, line_of, stated};
use crate::error::Result;
use crate::files::notes::count;
use crate::files::row::{Fault, Row, RowSource};
use crate::survey::Column;

/// A list in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct List {
    /// Names on the way to it; "" if it is the whole text.
    path: String,
    /// Where its bracket is.
    start: usize,
    /// How many of its elements are objects.
    objects: usize,
}

/// Where the respondents are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    /// Their list; none where the whole text is one of them.
    list: Option<List>,
    /// Where the text's value begins.
    start: usize,
    /// Further lists of objects.
    others: Vec<String>,
}

impl Document {
    /// The text itself if it is a list; in an object, the longest list of objects.
    pub(super) fn find(text: &str) -> Scanned<Self> {
        let mut scan = Scanner::new(text, 0);
        let is_list = scan.peek() == Some(b'[');
        let start = scan.at();
        let mut lists = Vec::new();
        see(&mut scan, &mut String::new(), &mut lists)?;
        scan.end()?;
        if is_list {
            let list = lists.into_iter().find(|list| list.path.is_empty());
            return Ok(Self { list, start, others: Vec::new() });
        }
        lists.retain(|list| list.objects > 0);
        let longest = lists.iter().map(|list| list.objects).max();
        let found = lists.iter().position(|list| Some(list.objects) == longest).map(|at| lists.remove(at));
        Ok(Self { list: found, start, others: lists.into_iter().map(|list| list.path).collect() })
    }

    /// What is read, in words.
    pub(super) fn name(&self) -> String {
        match &self.list {
            None => "one object".into(),
            Some(list) if list.path.is_empty() => format!("a list of {}", count(list.objects, "object")),
            Some(list) => format!("the list \"{}\" of {}", list.path, count(list.objects, "object")),
        }
    }

    /// What is not read, as a sentence.
    pub(super) fn left_out(&self) -> Option<String> {
        let path = &self.list.as_ref().filter(|list| !list.path.is_empty())?.path;
        let others = match self.others.as_slice() {
            [] => String::new(),
            others => format!(" (shorter lists: {})", others.join(", ")),
        };
        Some(format!("What stands beside the list \"{path}\" was not read{others}."))
    }

    /// The columns of all objects.
    pub(super) fn columns(&self, text: &str) -> Columns {
        let mut columns = Columns::default();
        let mut scan = Scanner::new(text, self.list.as_ref().map_or(self.start, |list| list.start));
        let mut see = |scan: &mut Scanner<'_>| match scan.peek() {
            Some(b'{') => columns.see(scan),
            _ => scan.skip(),
        };
        // The text was read once already and is sound.
        let _ = if self.list.is_some() { scan.list(|scan, _| see(scan)).map(drop) } else { see(&mut scan) };
        columns
    }
}

/// Notes every list that is no part of another.
fn see(scan: &mut Scanner<'_>, path: &mut String, lists: &mut Vec<List>) -> Scanned<()> {
    match scan.peek() {
        Some(b'{') => scan
            .object(|scan, name| {
                let length = path.len();
                if length > 0 {
                    path.push('.');
                }
                path.push_str(name);
                let done = see(scan, path, lists);
                path.truncate(length);
                done
            })
            .map(drop),
        Some(b'[') => {
            let (start, mut objects) = (scan.at(), 0);
            scan.list(|scan, _| {
                objects += usize::from(scan.peek() == Some(b'{'));
                scan.skip()
            })?;
            lists.push(List { path: path.clone(), start, objects });
            Ok(())
        }
        _ => scan.skip(),
    }
}

/// The objects of a list as rows.
pub(super) struct ElementRows {
    text: String,
    sha256: String,
    columns: Columns,
    cells: Cells,
    odd: Odd,
    /// Where the next element begins; none after the last.
    at: Option<usize>,
    /// Up to where line ends were counted, and the line there.
    counted: (usize, u64),
    is_list: bool,
}

impl ElementRows {
    /// Of a text in which they were found.
    pub(super) fn new(text: String, sha256: String, found: &Document, columns: Columns) -> Self {
        let is_list = found.list.is_some();
        let mut scan = Scanner::new(&text, found.list.as_ref().map_or(found.start, |list| list.start));
        let is_over = is_list && scan.eat(b'[') && scan.eat(b']');
        scan.peek();
        let at = (!is_over).then_some(scan.at());
        let (cells, odd) = (Cells::default(), Odd::default());
        Self { text, sha256, columns, cells, odd, at, counted: (0, 1), is_list }
    }

    /// The line of a place at or after the last one.
    fn line(&mut self, at: usize) -> u64 {
        let (from, line) = self.counted;
        self.counted = (at, line + line_of(self.text.get(from..at).unwrap_or_default()) - 1);
        self.counted.1
    }
}

impl RowSource for ElementRows {
    fn next_row(&mut self, row: &mut Row) -> Result<bool> {
        row.clear();
        let Some(start) = self.at else { return Ok(false) };
        row.line = self.line(start);
        let mut scan = Scanner::new(&self.text, start);
        let read = match scan.peek() {
            Some(b'{') => self.cells.read(&mut scan, &self.columns, row),
            _ => scan.skip().and_then(|()| scan.broken("it is no object")),
        };
        row.span = (start, scan.at());
        let has_next = self.is_list && scan.eat(b',');
        scan.peek();
        self.at = has_next.then_some(scan.at());
        match read {
            Ok(oddities) => self.odd.see(row.line, oddities),
            Err(broken) => {
                let reason = format!("an element of the list cannot be read: {}", broken.what);
                row.spoil(Fault { column: None, reason, is_last: false });
            }
        }
        Ok(true)
    }

    fn raw(&self, row: &Row) -> String {
        self.text.get(row.span.0..row.span.1).unwrap_or_default().to_owned()
    }

    fn writes_blank_cells(&self) -> bool {
        false
    }

    fn columns(&self) -> Option<Vec<Column>> {
        Some(stated(&self.columns))
    }

    fn sha256(&self) -> String {
        self.sha256.clone()
    }

    fn closing_notes(&self) -> Vec<String> {
        self.odd.notes()
    }
}
