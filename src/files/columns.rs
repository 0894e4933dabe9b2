//! What each column seems to be, and which one holds the open answers.

use super::notes::count;
use super::values::{is_date, is_personal, number, uses_decimal_comma, words};
use crate::error::{Error, Result};
use crate::survey::Table;
use std::collections::HashSet;

/// What a column seems to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Answers in the respondents' own words.
    OpenEnd,
    /// A rating, such as 0 to 10.
    Score,
    /// Survey weights.
    Weight,
    /// One value per respondent.
    Id,
    /// A few values that divide the respondents.
    Segment,
    /// The language of the answers.
    Language,
    /// Names and addresses of people.
    Personal,
    /// Dates and times.
    Date,
    /// Anything else: blank columns, numbers, metadata of the survey platform.
    Other,
}

/// One column, looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnProfile {
    /// Position in the table.
    pub column: usize,
    /// What it seems to be.
    pub kind: ColumnKind,
    /// Why, in a few words.
    pub reason: String,
    /// Part of the rows that are not blank, 0..=1.
    pub filled: f64,
    /// Distinct values per value, 0..=1.
    pub distinct: f64,
    /// Mean length in words; a Chinese character counts as half a word.
    pub mean_words: f64,
    /// How far it looks like an open end; 0 for every other kind.
    pub open_score: f64,
}

/// The open-ended column that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenEnd {
    /// Its position.
    pub column: usize,
    /// Why it was chosen, one sentence.
    pub reason: String,
    /// Further columns that look like open ends, likeliest first.
    pub others: Vec<usize>,
}

/// Rows looked at per column: every n-th, so that the end of the file counts as the beginning does.
const SAMPLE: usize = 20_000;

/// An open end has this many words on average, and this part of its answers is distinct at least. Closed answers
/// ("very satisfied", "north west") have the words but not the variety; ids have the variety but not the words.
const LEAST_WORDS: f64 = 2.0;
const LEAST_DISTINCT: f64 = 0.3;

/// Many distinct values of some length are answers even where most were copied.
const MANY_DISTINCT: usize = 1_000;
const LONG_WORDS: f64 = 4.0;

/// Columns that survey platforms add by themselves, lower case.
const METADATA: &[&str] = &[
    "startdate",
    "enddate",
    "status",
    "ipaddress",
    "progress",
    "duration (in seconds)",
    "finished",
    "recordeddate",
    "responseid",
    "externalreference",
    "externaldatareference",
    "locationlatitude",
    "locationlongitude",
    "distributionchannel",
    "respondent id",
    "collector id",
    "start date",
    "end date",
    "ip address",
    "custom data 1",
    "timestamp",
    "submitdate",
    "lastpage",
    "seed",
    "network id",
    "start date (utc)",
    "submit date (utc)",
    "response id",
    "time started",
    "date submitted",
    "contact id",
    "referer",
    "sessionid",
    "session id",
    "user agent",
    "useragent",
    "browser",
    "meta-instanceid",
    "instanceid",
    "key",
    "__version__",
    "submissiondate",
    "longitude",
    "latitude",
    "link id",
    "device",
    "refurl",
    "ipaddr",
];

/// Names of columns about the person, lower case; matched as whole words in short names only.
const PERSONAL: &[&str] = &[
    "email",
    "e-mail",
    "mail",
    "phone",
    "telephone",
    "mobile",
    "name",
    "firstname",
    "lastname",
    "surname",
    "ip",
    "address",
    "recipientemail",
    "recipientfirstname",
    "recipientlastname",
    "nimi",
    "eesnimi",
    "perekonnanimi",
    "telefon",
    "e-post",
    "aadress",
    "姓名",
    "电话",
    "電話",
    "邮箱",
    "郵箱",
    "手机",
    "地址",
    "tên",
    "email address",
];

const LANGUAGE: &[&str] =
    &["language", "lang", "userlanguage", "startlanguage", "locale", "keel", "ngôn ngữ", "语言", "語言"];

const WEIGHT: &[&str] = &["weight", "weights", "wt", "wgt", "kaal", "gewicht", "权重", "權重", "trọng số"];

const ID: &[&str] =
    &["id", "respondent", "respid", "resp_id", "respondent_id", "respondentid", "uuid", "no", "nr", "编号"];

/// Words in a name that speak for an open end.
const OPEN: &[&str] = &[
    "comment",
    "comments",
    "reason",
    "why",
    "feedback",
    "verbatim",
    "open",
    "opinion",
    "answer",
    "text",
    "review",
    "suggestion",
    "suggestions",
    "improve",
    "describe",
    "explain",
    "please",
    "other",
    "意见",
    "意見",
    "原因",
    "建议",
    "建議",
    "为什么",
    "為什麼",
    "评论",
    "評論",
    "lý do",
    "ý kiến",
    "góp ý",
    "tại sao",
    "miks",
    "põhjus",
    "kommentaar",
    "arvamus",
    "ettepanek",
];

/// Looks at every column.
#[must_use]
pub fn profile_columns(table: &Table) -> Vec<ColumnProfile> {
    (0..table.headers().len()).map(|column| profile(table, column)).collect()
}

/// Finds the column of open answers.
///
/// # Errors
/// [`Error::Input`] listing the columns if none looks like one, or if there is no row to judge by.
pub fn find_open_end(table: &Table) -> Result<OpenEnd> {
    if table.is_empty() {
        return Err(Error::input(
            table.file.clone(),
            "0 data rows: the file has a header and nothing below it",
        ));
    }
    let mut open: Vec<ColumnProfile> =
        profile_columns(table).into_iter().filter(|p| p.kind == ColumnKind::OpenEnd).collect();
    open.sort_by(|a, b| b.open_score.total_cmp(&a.open_score).then(a.column.cmp(&b.column)));
    let Some((best, others)) = open.split_first() else {
        let message =
            format!("no column looks open-ended: name it with --text; found columns: {}", column_list(table));
        return Err(Error::input(table.file.clone(), message));
    };
    let name = table.headers().get(best.column).map_or("", String::as_str);
    let reason = format!("Column \"{name}\" holds the open answers: {}.", best.reason);
    Ok(OpenEnd { column: best.column, reason, others: others.iter().map(|p| p.column).collect() })
}

/// The columns' names for a message, the first thirty.
pub(super) fn column_list(table: &Table) -> String {
    const LISTED: usize = 30;
    let names = table.headers();
    let list = names.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => list,
        more => format!("{list} and {more} more"),
    }
}

/// Counts over a sample of one column's cells.
#[derive(Debug, Default)]
struct Tally {
    rows: usize,
    filled: usize,
    distinct: usize,
    words: f64,
    numeric: usize,
    whole: usize,
    low: f64,
    high: f64,
    dates: usize,
    personal: usize,
}

fn tally(table: &Table, column: usize) -> Tally {
    let step = table.len().div_ceil(SAMPLE).max(1);
    let cells = || (0..table.len()).step_by(step).map(|row| table.cell(row, column).trim());
    let comma = uses_decimal_comma(cells());
    let mut tally = Tally { low: f64::INFINITY, high: f64::NEG_INFINITY, ..Tally::default() };
    let mut seen = HashSet::new();
    for cell in cells() {
        tally.rows += 1;
        if cell.is_empty() {
            continue;
        }
        tally.filled += 1;
        seen.insert(cell);
        // A long answer says no more about the column than its beginning.
        tally.words += words(cell.get(..cell.floor_char_boundary(2_000)).unwrap_or(cell));
        tally.dates += usize::from(is_date(cell));
        tally.personal += usize::from(is_personal(cell));
        if let Some(value) = number(cell, comma) {
            tally.numeric += 1;
            tally.whole += usize::from(value.fract() == 0.0);
            tally.low = tally.low.min(value);
            tally.high = tally.high.max(value);
        }
    }
    tally.distinct = seen.len();
    tally
}

fn profile(table: &Table, column: usize) -> ColumnProfile {
    let tally = tally(table, column);
    let name = table.headers().get(column).map_or("", String::as_str);
    let filled = tally.filled.max(1) as f64;
    let mean_words = tally.words / filled;
    let distinct = tally.distinct as f64 / filled;
    let fill_rate = tally.filled as f64 / tally.rows.max(1) as f64;
    let (kind, mut reason) = kind(name, &tally, mean_words, distinct);
    let mut open_score = 0.0;
    if kind == ColumnKind::OpenEnd {
        let hint = if names_any(&format!("{name} {}", table.description(column)), OPEN) { 1.5 } else { 1.0 };
        open_score = mean_words.min(40.0) * distinct * fill_rate.powf(0.25) * hint;
        reason = format!(
            "{:.0} % of the rows filled, {:.0} % of the answers distinct, {mean_words:.1} words on average",
            fill_rate * 100.0,
            distinct * 100.0
        );
    }
    ColumnProfile { column, kind, reason, filled: fill_rate, distinct, mean_words, open_score }
}

fn kind(name: &str, tally: &Tally, mean_words: f64, distinct: f64) -> (ColumnKind, String) {
    let lower = name.trim().to_lowercase();
    let most = |part: usize| part * 10 >= tally.filled * 8;
    let is_short_name = lower.split_whitespace().count() <= 3;
    if lower.starts_with("oe_") {
        return (ColumnKind::Other, "written by this program".into());
    }
    if LANGUAGE.contains(&lower.as_str()) {
        return (ColumnKind::Language, "named so".into());
    }
    if is_short_name && names_any(&lower, PERSONAL) {
        return (ColumnKind::Personal, "its name is about the person".into());
    }
    if METADATA.contains(&lower.as_str()) {
        return (ColumnKind::Other, "added by the survey platform".into());
    }
    if tally.filled == 0 {
        return (ColumnKind::Other, "blank".into());
    }
    if tally.personal * 2 >= tally.filled {
        return (ColumnKind::Personal, "addresses or telephone numbers".into());
    }
    if most(tally.dates) {
        return (ColumnKind::Date, "dates".into());
    }
    if most(tally.numeric) {
        return numeric_kind(&lower, tally, distinct);
    }
    let is_varied =
        distinct >= LEAST_DISTINCT || (tally.distinct >= MANY_DISTINCT && mean_words >= LONG_WORDS);
    if mean_words >= LEAST_WORDS && is_varied {
        return (ColumnKind::OpenEnd, String::new());
    }
    if names_any(&lower, ID) || (distinct > 0.95 && mean_words < LEAST_WORDS && tally.filled > 20) {
        return (ColumnKind::Id, "one value per row".into());
    }
    if tally.distinct <= 50 && distinct <= 0.5 {
        return (ColumnKind::Segment, count(tally.distinct, "value"));
    }
    (ColumnKind::Other, "short and varied".into())
}

fn numeric_kind(lower: &str, tally: &Tally, distinct: f64) -> (ColumnKind, String) {
    if names_any(lower, WEIGHT) && tally.low >= 0.0 {
        return (ColumnKind::Weight, "numbers, named so".into());
    }
    if names_any(lower, ID) || (distinct > 0.95 && tally.filled > 20 && tally.whole == tally.numeric) {
        return (ColumnKind::Id, "one number per row".into());
    }
    if tally.low >= 0.0 && tally.high <= 10.0 && tally.whole == tally.numeric && tally.distinct > 2 {
        return (ColumnKind::Score, format!("whole numbers from {} to {}", tally.low, tally.high));
    }
    (ColumnKind::Other, "numbers".into())
}

/// Whether one of `list` stands in the name: as a whole word, or anywhere for scripts without spaces.
fn names_any(name: &str, list: &[&str]) -> bool {
    let lower = name.to_lowercase();
    list.iter().any(|wanted| {
        lower.match_indices(wanted).any(|(at, _)| {
            let is_joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && wanted.is_ascii());
            let before = lower.get(..at).and_then(|t| t.chars().next_back());
            let after = lower.get(at + wanted.len()..).and_then(|t| t.chars().next());
            !is_joined(before) && !is_joined(after)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::TableBuilder;

    fn table(headers: &[&str], row: impl Fn(usize) -> Vec<String>) -> Table {
        let mut builder =
            TableBuilder::new("f.csv", headers.iter().map(ToString::to_string).collect(), vec![]);
        for i in 0..100 {
            builder.keep(i as u64 + 2, row(i).iter().map(String::as_str));
        }
        builder.finish(None, String::new())
    }

    fn survey() -> Table {
        let headers = [
            "id",
            "email",
            "region",
            "score",
            "weight",
            "language",
            "when",
            "IPAddress",
            "satisfied",
            "why",
            "Q3",
        ];
        table(&headers, |i| {
            vec![
                format!("R{i}"),
                format!("p{i}@example.org"),
                ["north east", "south"][i % 2].into(),
                (i % 11).to_string(),
                format!("{}", 0.5 + i as f64 / 100.0),
                ["en", "et"][i % 2].into(),
                format!("2024-01-{:02}", i % 28 + 1),
                format!("10.0.0.{i}"),
                ["Very satisfied indeed", "Not satisfied at all"][i % 2].into(),
                format!("the queue took {i} minutes and nobody told us why"),
                if i % 9 == 0 { format!("other thing {i}") } else { String::new() },
            ]
        })
    }

    #[test]
    fn each_kind_of_column_is_recognised() {
        use ColumnKind::{Date, Id, Language, OpenEnd, Other, Personal, Score, Segment, Weight};
        let kinds: Vec<ColumnKind> = profile_columns(&survey()).iter().map(|p| p.kind).collect();
        assert_eq!(
            kinds,
            [Id, Personal, Segment, Score, Weight, Language, Date, Other, Segment, OpenEnd, OpenEnd]
        );
    }

    #[test]
    fn the_open_end_is_found_with_its_reason() {
        let found = find_open_end(&survey()).unwrap();
        assert_eq!((found.column, found.others.as_slice()), (9, [10].as_slice()));
        assert!(
            found.reason.contains("\"why\"") && found.reason.contains("words on average"),
            "{}",
            found.reason
        );
    }

    #[test]
    fn chinese_answers_count_by_half_words() {
        let table = table(&["编号", "意见"], |i| vec![i.to_string(), format!("等待的时间太长了{i}")]);
        assert_eq!(find_open_end(&table).unwrap().column, 1);
    }

    #[test]
    fn without_an_open_end_the_columns_are_listed() {
        let table = table(&["id", "region"], |i| vec![i.to_string(), "north".into()]);
        let message = find_open_end(&table).unwrap_err().to_string();
        assert!(message.contains("--text") && message.contains("id, region"), "{message}");
    }
}
