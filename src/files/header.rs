//! Which of the first rows is the header, and what stands around it.

use super::notes::{count, excerpt};
use super::platform::{self, Asked, Platform, Screen};
use super::row::Row;
use super::text::{MOST_TITLE_ROWS, usual_width};
use super::values::{is_date, is_personal, number, words};
use crate::error::{Error, Result};
use crate::survey::Column;

/// Rows to look at before the header is decided.
pub(super) const LOOK_AHEAD: usize = 200;

/// The columns' names, and how many rows of the file they took.
#[derive(Debug)]
pub(super) struct Header {
    /// One per column of the table: as typed, but where a platform's header rows were joined, and for a column that is
    /// made of its messages.
    pub(super) names: Vec<String>,
    /// What the file says of its columns besides, such as the questions' wording; may be empty.
    pub(super) columns: Vec<Column>,
    /// How many columns the file has.
    pub(super) width: usize,
    /// The header's rows as typed, none of which is an answer where it stands again.
    pub(super) typed: Vec<Vec<String>>,
    /// The survey platform, if it was recognised, and what it makes of the rows.
    pub(super) platform: Option<Platform>,
    pub(super) screen: Screen,
    /// Rows used up: titles and header rows.
    pub(super) rows: usize,
    /// What was recognised, one sentence each.
    pub(super) notes: Vec<String>,
}

impl Header {
    fn plain(names: Vec<String>, columns: Vec<Column>, rows: usize) -> Self {
        let (width, typed) = (names.len(), vec![names.clone()]);
        Self { names, columns, width, typed, platform: None, screen: Screen::All, rows, notes: Vec::new() }
    }

    /// Columns that the format itself states; every row is data.
    ///
    /// # Errors
    /// As [`platform::find`].
    pub(super) fn stated(columns: Vec<Column>, rows: &[&Row], asked: Asked) -> Result<Self> {
        let names = columns.iter().map(|column| column.name.clone()).collect();
        let mut header = Self::plain(names, columns, 0);
        header.take_platform(rows, true, asked)?;
        Ok(header)
    }

    /// Asks which platform wrote the table, and takes over its names; returns the rows of data.
    fn take_platform<'s, 'r>(
        &mut self,
        below: &'s [&'r Row],
        is_stated: bool,
        asked: Asked,
    ) -> Result<&'s [&'r Row]> {
        let Some(known) = platform::find(&self.names, below, is_stated, asked)? else { return Ok(below) };
        self.notes.push(known.note());
        self.names = known.columns.iter().map(|column| column.name.clone()).collect();
        if is_stated {
            // What a format states goes further than what a platform is known for.
            self.columns.extend(known.columns.into_iter().skip(self.width));
        } else {
            self.columns = known.columns;
        }
        let (extra, data) = below.split_at(known.extra_rows.min(below.len()));
        self.typed.extend(extra.iter().map(|row| row.cells().map(String::from).collect()));
        self.rows += extra.len();
        self.platform = Some(known.platform);
        self.screen = known.screen;
        Ok(data)
    }
}

/// Why there is no header.
pub(super) enum Failure {
    /// A sentence for the user, and the line.
    Missing(u64, String),
    /// A setting that does not fit the file.
    Settings(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Settings(error)
    }
}

/// Finds the header among the first rows.
///
/// # Errors
/// If there is none: row 1 is never taken for one when it looks like data. And as [`platform::find`].
pub(super) fn find(rows: &[&Row], asked: Asked) -> std::result::Result<Header, Failure> {
    let Some(first) = rows.first() else {
        return Err(Failure::Missing(0, "no header and no rows: the file is empty".into()));
    };
    let usual = usual_width(rows.iter().map(|row| row.len()));
    let is_header = |row: &Row| usual == 1 || (row.filled() > 1 && row.len() * 2 >= usual);
    let at = rows.iter().take(MOST_TITLE_ROWS).position(|row| is_header(row)).unwrap_or(0);
    let (titles, rest) = rows.split_at(at);
    let Some((head, below)) = rest.split_first() else {
        return Err(Failure::Missing(first.line, "no header".into()));
    };

    let mut header = Header::plain(names(head, below), Vec::new(), at + 1);
    let data = header.take_platform(below, false, asked)?;
    if let Some(reason) = looks_like_data(head, data) {
        let message = format!("no header: {reason}; add a first line with the columns' names");
        return Err(Failure::Missing(head.line, message));
    }
    if !titles.is_empty() {
        let text: Vec<String> = titles
            .iter()
            .map(|row| excerpt(&row.cells().filter(|c| !c.trim().is_empty()).collect::<Vec<_>>().join(" ")))
            .collect();
        let lines = count(titles.len(), "line");
        header.notes.push(format!("{lines} above the header passed over: \"{}\".", text.join("\", \"")));
    }
    Ok(header)
}

/// The header's cells without blank ones at the end, unless rows below have text there.
fn names(head: &Row, below: &[&Row]) -> Vec<String> {
    let named = head.cells().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).map(|(at, _)| at + 1);
    let used =
        below.iter().flat_map(|row| row.cells().enumerate()).filter(|(_, cell)| !cell.trim().is_empty());
    let used = used.map(|(at, _)| at + 1).max().unwrap_or(0).min(head.len());
    let width = named.max().unwrap_or(1).max(used);
    head.cells().take(width).map(String::from).collect()
}

/// Why the supposed header is a row of data, if it is.
///
/// A column whose name is unlike its values settles the matter: it is a header.
fn looks_like_data(head: &Row, data: &[&Row]) -> Option<String> {
    let is_number = |cell: &str| number(cell, true).is_some();
    let mut reason = None;
    for (column, name) in head.cells().enumerate() {
        let cells = || data.iter().map(|row| row.cell(column)).filter(|cell| !cell.trim().is_empty());
        let (filled, numeric) = (cells().count(), cells().filter(|cell| is_number(cell)).count());
        let is_numeric = filled > 0 && numeric * 10 >= filled * 9;
        if name.trim().is_empty() {
            continue;
        }
        if is_numeric && !is_number(name) {
            return None;
        }
        let why = if is_numeric && is_number(name) {
            "a number among numbers"
        } else if is_personal(name) || (is_date(name) && filled > 0 && cells().all(is_date)) {
            "an answer"
        } else if is_common(name, filled, cells()) && !is_repeated(head, data) {
            "a value that the rows below have too"
        } else {
            continue;
        };
        reason = reason.or_else(|| Some(format!("the first line has \"{}\", {why}", excerpt(name))));
    }
    reason.or_else(|| {
        let name = head.cell(0);
        let alone = head.len() == 1 && is_statement(name);
        alone.then(|| format!("the first line, \"{}\", reads like an answer", excerpt(name)))
    })
}

/// Whether a value is one of several that fill a column. Once among many is chance ("Other"), and a column with one
/// value is a box that was ticked.
fn is_common<'c>(value: &str, filled: usize, cells: impl Iterator<Item = &'c str>) -> bool {
    let same = cells.filter(|cell| *cell == value).count();
    same > 0 && same < filled && same * 20 >= filled
}

/// Whether the header row itself stands again among the data.
fn is_repeated(head: &Row, data: &[&Row]) -> bool {
    data.iter().any(|row| row.cells().eq(head.cells()))
}

/// Words by which a question speaks to the respondent; an answer seldom does.
const ADDRESS: [&str; 12] =
    ["you", "your", "please", "describe", "explain", "您", "你", "请", "請", "bạn", "anh/chị", "palun"];

/// A whole sentence that is no question and asks for nothing.
fn is_statement(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    words(&text) >= 3.0
        && text.ends_with(['.', '!', '。', '！'])
        && !ADDRESS.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&str]) -> Vec<Row> {
        (1u64..)
            .zip(lines)
            .map(|(line, text)| {
                let mut row = Row::default();
                row.line = line;
                for cell in text.split('|') {
                    row.extend(cell);
                    row.end_cell();
                }
                row
            })
            .collect()
    }

    fn find(rows: &[Row]) -> std::result::Result<Header, (u64, String)> {
        super::find(&rows.iter().collect::<Vec<_>>(), Asked::Any).map_err(|failure| match failure {
            Failure::Missing(line, message) => (line, message),
            Failure::Settings(error) => (0, error.to_string()),
        })
    }

    #[test]
    fn the_header_is_found_below_titles() {
        let header =
            find(&rows(&["Staff survey 2024", "id|region|why", "1|north|good", "2|south|bad"])).unwrap();
        assert_eq!(header.names, ["id", "region", "why"]);
        assert_eq!(header.rows, 2);
        assert!(header.notes.concat().contains("Staff survey 2024"));
        let padded = find(&rows(&["Staff survey||", "id|region|why", "1|north|good"])).unwrap();
        assert_eq!(padded.rows, 2);
    }

    #[test]
    fn a_missing_header_is_an_error_not_a_lost_row() {
        for lines in [
            vec!["1|good service|north", "2|slow|south", "3|fine|north"],
            vec!["north|good service", "south|slow", "north|fine"],
            vec!["a@b.org|good", "c@d.org|bad"],
            vec!["The staff were friendly.", "Slow."],
        ] {
            assert!(find(&rows(&lines)).unwrap_err().1.contains("no header"), "{lines:?}");
        }
        assert!(find(&[]).unwrap_err().1.contains("empty"));
    }

    #[test]
    fn real_headers_pass() {
        for lines in [
            vec!["id|2023|2024", "1|5|6"],
            vec!["comment", "Good.", "Bad."],
            vec!["Please tell us why you gave this score.", "Good.", "Bad."],
            vec!["id|Red|Blue", "1|Red|", "2||Blue", "3|Red|Blue"],
            vec!["id|why", "1|x", "id|why", "2|y"],
            vec!["id|comment"],
        ] {
            assert_eq!(find(&rows(&lines)).unwrap().rows, 1, "{lines:?}");
        }
    }

    #[test]
    fn qualtrics_header_rows_are_taken_for_what_they_are() {
        let head = "StartDate|Status|ResponseId|Q1";
        let wording = "Start Date|Response Type|Response ID|Why this score?";
        let import = "{\"ImportId\":\"startDate\"}|{\"ImportId\":\"status\"}|{\"ImportId\":\"_recordId\"}|{\"ImportId\":\"QID1_TEXT\"}";
        let row = "2024-01-02 10:00:00|IP Address|R_1|too slow";
        let three = find(&rows(&[head, wording, import, row])).unwrap();
        assert_eq!(
            (three.rows, three.columns.get(3).map(|c| c.description.as_str())),
            (3, Some("Why this score?"))
        );
        let two = find(&rows(&[head, wording, row])).unwrap();
        assert_eq!((two.rows, two.columns.len()), (2, 4));
        assert_eq!(find(&rows(&[head, row])).unwrap().rows, 1);
    }
}
