//! Which of the first rows is the header, and what stands around it.

use super::dialect::{MOST_TITLE_ROWS, usual_width};
use super::notes::{count, excerpt};
use super::row::Row;
use super::values::{is_date, is_personal, number, words};

/// Rows to look at before the header is decided.
pub(super) const LOOK_AHEAD: usize = 200;

/// The columns' names, and how many rows of the file they took.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// One per column, as typed.
    pub(super) names: Vec<String>,
    /// The questions' wording, if the file has a row for it.
    pub(super) descriptions: Vec<String>,
    /// Rows used up: titles and header rows.
    pub(super) rows: usize,
    /// What was recognised, one sentence each.
    pub(super) notes: Vec<String>,
}

/// Finds the header among the first rows.
///
/// # Errors
/// A sentence for the user, with the line, if there is none: row 1 is never taken for one when it looks like data.
pub(super) fn find(rows: &[&Row]) -> Result<Header, (u64, String)> {
    let Some(first) = rows.first() else {
        return Err((0, "no header and no rows: the file is empty".into()));
    };
    let usual = usual_width(rows.iter().map(|row| row.len()));
    let is_header = |row: &Row| usual == 1 || (row.filled() > 1 && row.len() * 2 >= usual);
    let at = rows.iter().take(MOST_TITLE_ROWS).position(|row| is_header(row)).unwrap_or(0);
    let (titles, rest) = rows.split_at(at);
    let Some((head, below)) = rest.split_first() else { return Err((first.line, "no header".into())) };

    let mut header = Header { names: names(head, below), rows: at + 1, ..Header::default() };
    let data = take_platform_rows(&mut header, below);
    if let Some(reason) = looks_like_data(head, data) {
        let message = format!("no header: {reason}; add a first line with the columns' names");
        return Err((head.line, message));
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

/// Columns that every Qualtrics export names alike.
const QUALTRICS: [&str; 8] = [
    "StartDate",
    "EndDate",
    "Status",
    "Progress",
    "Finished",
    "RecordedDate",
    "ResponseId",
    "DistributionChannel",
];

/// Takes Qualtrics' second (question text) and third (import id) header rows; returns the rows of data.
fn take_platform_rows<'s, 'r>(header: &mut Header, below: &'s [&'r Row]) -> &'s [&'r Row] {
    let is_import = |row: &Row| row.cells().any(|cell| cell.trim_start().starts_with("{\"ImportId\":"));
    let import = below.iter().take(2).position(|row| is_import(row));
    let known = QUALTRICS.iter().filter(|&&name| header.names.iter().any(|h| h.trim() == name)).count();
    let extra = match import {
        Some(at) => at + 1,
        None if known >= 3 && below.first().is_some_and(|row| is_wording(&header.names, row)) => 1,
        None => return below,
    };
    if extra == 2 || import.is_none() {
        header.descriptions =
            below.first().map(|row| row.cells().map(String::from).collect()).unwrap_or_default();
    }
    header.rows += extra;
    header.notes.push(format!("Qualtrics export: {} header rows, none of them an answer.", extra + 1));
    below.get(extra..).unwrap_or_default()
}

/// Whether a row holds the columns' wording: where a date belongs it has words.
fn is_wording(names: &[String], row: &Row) -> bool {
    let date = names.iter().position(|name| ["StartDate", "EndDate", "RecordedDate"].contains(&name.trim()));
    date.is_some_and(|at| {
        !row.cell(at).trim().is_empty() && !row.cell(at).bytes().any(|b| b.is_ascii_digit())
    })
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

    fn find(rows: &[Row]) -> Result<Header, (u64, String)> {
        super::find(&rows.iter().collect::<Vec<_>>())
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
        assert_eq!((three.rows, three.descriptions.get(3).map(String::as_str)), (3, Some("Why this score?")));
        let two = find(&rows(&[head, wording, row])).unwrap();
        assert_eq!((two.rows, two.descriptions.len()), (2, 4));
        assert_eq!(find(&rows(&[head, row])).unwrap().rows, 1);
    }
}
