//! Qualtrics: question texts and import ids below the header, previews among the responses.

use super::{Known, Platform, Screen, make_unique, plain};
use crate::files::row::Row;
use crate::survey::Column;

/// Columns that every export of Qualtrics names alike, `ResponseID` and `ResponseSet` in the old exporter's.
const OWN: [&str; 10] = [
    "StartDate",
    "EndDate",
    "Status",
    "Progress",
    "Finished",
    "RecordedDate",
    "ResponseId",
    "DistributionChannel",
    "ResponseID",
    "ResponseSet",
];

/// So many of them tell an export whose second row holds question texts.
const LEAST_OWN: usize = 3;

/// So many of them, the response's id among them, tell an export with one header row.
const LEAST_OWN_ALONE: usize = 5;

/// What Status says of a response that nobody gave: as text, and as number (1 and 17 previews, 2 and 9 tests and
/// previews held for spam).
const NOBODYS: [&str; 7] = ["survey preview", "survey test", "preview", "1", "2", "9", "17"];

/// Tells previews by the columns that say so.
#[derive(Debug, Clone)]
pub(in crate::files) struct Previews {
    status: Option<usize>,
    channel: Option<usize>,
}

impl Previews {
    /// Why a row is no respondent's, if it is none.
    pub(in crate::files) fn reason(&self, row: &Row) -> Option<String> {
        let says = |column: Option<usize>, words: &[&str]| {
            column.is_some_and(|at| words.iter().any(|word| row.cell(at).trim().eq_ignore_ascii_case(word)))
        };
        let column = if says(self.status, &NOBODYS) {
            "Status"
        } else if says(self.channel, &["preview"]) {
            "DistributionChannel"
        } else {
            return None;
        };
        Some(format!("a preview or test of the survey (column \"{column}\"), no respondent"))
    }
}

/// See [`super::recognize`].
pub(super) fn recognize(head: &[String], below: &[&Row], is_asked: bool) -> Option<Known> {
    let first = below.first().copied();
    let import = below.iter().take(2).position(|row| row.cells().any(|cell| import_id(cell).is_some()));
    let own = OWN.iter().filter(|&&name| head.iter().any(|h| h.trim() == name)).count();
    let has_id = head.iter().any(|h| plain(h) == "responseid");
    let is_numbered = head.first().is_some_and(|name| name.trim() == "V1")
        && first.is_some_and(|row| plain(row.cell(0)) == "responseid");
    let has_texts = is_numbered || first.is_some_and(|row| is_wording(head, row));
    let extra_rows = match import {
        Some(at) => at + 1,
        None if has_texts && (is_numbered || is_asked || own >= LEAST_OWN) => 1,
        None if is_asked || (own >= LEAST_OWN_ALONE && has_id) => 0,
        None => return None,
    };
    let texts = first.filter(|_| extra_rows == 2 || (extra_rows == 1 && import.is_none()));
    let ids = import.and_then(|at| below.get(at));
    let column = |(at, name): (usize, &String)| {
        let text = texts.map_or("", |row| row.cell(at).trim());
        let is_number = name.strip_prefix('V').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        let takes_text = is_numbered && is_number && !text.is_empty();
        Column {
            name: if takes_text { text } else { name }.to_owned(),
            description: if takes_text { "" } else { text }.to_owned(),
            is_open: ids.is_some_and(|row| import_id(row.cell(at)).is_some_and(is_text_entry)),
            ..Column::default()
        }
    };
    let mut columns: Vec<Column> = head.iter().enumerate().map(column).collect();
    if is_numbered {
        make_unique(&mut columns);
    }
    let at = |wanted: &str| columns.iter().position(|column| plain(&column.name) == wanted);
    let previews = Previews { status: at("status"), channel: at("distributionchannel") };
    let rows =
        if extra_rows == 0 { "1 header row".into() } else { format!("{} header rows", extra_rows + 1) };
    let undone = format!("{rows}, none of them an answer, and previews of the survey set aside");
    Some(Known {
        platform: Platform::Qualtrics,
        extra_rows,
        columns,
        screen: Screen::Previews(previews),
        undone,
    })
}

/// The id in a cell `{"ImportId":"QID5_TEXT"}`; the old interface wrote single quotes.
fn import_id(cell: &str) -> Option<&str> {
    let inner =
        cell.trim_start().strip_prefix('{')?.trim_start_matches(['"', '\'']).strip_prefix("ImportId")?;
    let value = inner.trim_start_matches(['"', '\'', ':', ' ', 'u']);
    value.split(['"', '\'']).next()
}

/// Whether an import id is that of a text that respondents type: `QID5_TEXT`, `QID7_4_TEXT`, `2_QID9_TEXT`.
fn is_text_entry(id: &str) -> bool {
    id.contains("QID") && id.ends_with("_TEXT")
}

/// Whether a row holds the columns' wording: where a date belongs it has words.
fn is_wording(head: &[String], row: &Row) -> bool {
    let date = head.iter().position(|name| ["StartDate", "EndDate", "RecordedDate"].contains(&name.trim()));
    date.is_some_and(|at| {
        !row.cell(at).trim().is_empty() && !row.cell(at).bytes().any(|b| b.is_ascii_digit())
    })
}
