//! What each column seems to be, and which one holds the open answers.

use super::known_names::{ID, LANGUAGE, METADATA, OPEN, PERSONAL, RATING, SEGMENT, WEIGHT};
use super::names::listed;
use super::notes::count;
use super::platform::{Platform, plain};
use super::values::{is_date, is_personal, number, uses_decimal_comma, words};
use crate::error::{Error, Place, Result};
use crate::survey::{Storage, Table};
use std::collections::HashSet;

/// The column of a table of messages that holds a customer's side of the conversation.
const CONVERSATION_TEXT: &str = "customer_text";

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

impl ColumnKind {
    /// Its name in print.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenEnd => "open end",
            Self::Score => "score",
            Self::Weight => "weight",
            Self::Id => "id",
            Self::Segment => "segment",
            Self::Language => "language",
            Self::Personal => "personal",
            Self::Date => "date",
            Self::Other => "other",
        }
    }
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
    /// Distinct values among the rows looked at.
    pub values: usize,
    /// Mean length in words; a Chinese character counts as half a word.
    pub mean_words: f64,
    /// Mean length in characters.
    pub mean_length: f64,
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

/// Cells looked at in all columns together; wide tables get by with fewer rows.
const SAMPLE_CELLS: usize = 20_000_000;

/// An open end has this many words on average, and this part of its answers is distinct at least. Closed answers
/// ("very satisfied", "north west") have the words but not the variety; ids have the variety but not the words.
const LEAST_WORDS: f64 = 2.0;
const LEAST_DISTINCT: f64 = 0.3;

/// Many distinct values of some length are answers even where most were copied.
const MANY_DISTINCT: usize = 1_000;
const LONG_WORDS: f64 = 4.0;

/// Bytes of room that a typed file gives to text from which it is likelier open-ended: survey programs give names and
/// codes up to 40.
const LEAST_ROOM: usize = 41;
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
    let profiles = profile_columns(table);
    let mut open: Vec<&ColumnProfile> = profiles.iter().filter(|p| p.kind == ColumnKind::OpenEnd).collect();
    open.sort_by(|a, b| b.open_score.total_cmp(&a.open_score).then(a.column.cmp(&b.column)));
    let Some((best, others)) = open.split_first() else {
        // A column of answers but for a number or list among them is better named than none.
        let mut mixed = profiles.iter().filter(|p| p.kind == ColumnKind::Other && p.open_score > 0.0);
        if let Some(error) = mixed.find_map(|p| no_text(table, p.column)) {
            return Err(error);
        }
        let message =
            format!("no column looks open-ended: name it with --text; found columns: {}", column_list(table));
        return Err(Error::input(table.file.clone(), message));
    };
    let name = table.headers().get(best.column).map_or("", String::as_str);
    let reason = format!("Column \"{name}\" holds the open answers: {}.", best.reason);
    Ok(OpenEnd { column: best.column, reason, others: others.iter().map(|p| p.column).collect() })
}

/// The error of an open column whose file gives something but text in it, at the first such row of this table; none if
/// all of it is text.
pub(super) fn no_text(table: &Table, column: usize) -> Option<Error> {
    let name = table.headers().get(column).cloned();
    let place =
        |sheet: Option<&str>, line, row| Place { sheet: sheet.map(String::from), line, row, column: name };
    if table.columns().get(column).is_some_and(|column| column.storage == Storage::Number) {
        let message = "the column is numeric: choose the column of answers with --text".into();
        let at = Box::new(place(table.sheet.as_deref(), None, None));
        return Some(Error::Input { file: table.file.clone(), at, message });
    }
    let &(number, what) = table.not_text.get(&column)?;
    let row = table.row_of(number)?;
    let (file, sheet, row_in_file) = table.source_of(number);
    let message = format!(
        "the answer is {what}, not text: choose the column of answers with --text, or write it in quotes"
    );
    let at = Box::new(place(sheet, Some(table.line(row)), Some(u64::from(row_in_file))));
    Some(Error::Input { file: file.to_owned(), at, message })
}

/// The columns' names for a message.
pub(super) fn column_list(table: &Table) -> String {
    listed(table.headers())
}

/// Counts over a sample of one column's cells.
#[derive(Debug, Default)]
struct Tally {
    rows: usize,
    filled: usize,
    distinct: usize,
    words: f64,
    characters: usize,
    numeric: usize,
    whole: usize,
    low: f64,
    high: f64,
    dates: usize,
    personal: usize,
}

fn tally(table: &Table, column: usize) -> Tally {
    let rows = (SAMPLE_CELLS / table.headers().len().max(1)).min(SAMPLE);
    let step = table.len().div_ceil(rows.max(1)).max(1);
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
        tally.characters += cell.chars().count();
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
    let about = About::of(table, column);
    let (mut kind, mut reason) = kind(&about, &tally, mean_words, distinct);
    let mut open_score = 0.0;
    if kind == ColumnKind::OpenEnd {
        let hint = match about.is_open {
            true => 2.0,
            false if names_any(&format!("{name} {}", about.question), OPEN) => 1.5,
            false => 1.0,
        };
        let has_room = table.columns().get(column).is_some_and(|column| column.width >= LEAST_ROOM);
        let hint = if has_room { hint * 1.25 } else { hint };
        open_score = mean_words.min(40.0) * distinct * fill_rate.powf(0.25) * hint;
        reason = format!(
            "{:.0} % of the rows filled, {:.0} % of the answers distinct, {mean_words:.1} words on average",
            fill_rate * 100.0,
            distinct * 100.0
        );
    }
    if kind == ColumnKind::OpenEnd
        && let Some(what) = typed_otherwise(table, column)
    {
        (kind, reason) = (ColumnKind::Other, format!("the file has {what} in it, not only text"));
    }
    ColumnProfile {
        column,
        kind,
        reason,
        filled: fill_rate,
        distinct,
        values: tally.distinct,
        mean_words,
        mean_length: tally.characters as f64 / filled,
        open_score,
    }
}

/// What a typed file has in a column but text.
fn typed_otherwise(table: &Table, column: usize) -> Option<&'static str> {
    match table.columns().get(column).map(|column| column.storage) {
        Some(Storage::Number) => Some("numbers"),
        Some(Storage::Date) => Some("dates"),
        _ => table.not_text.get(&column).map(|(_, what)| *what),
    }
}

/// What the file says of a column.
struct About<'t> {
    /// The name, lower case.
    lower: String,
    question: &'t str,
    /// The platform that wrote the file.
    platform: Option<Platform>,
    is_open: bool,
    /// Another column has gathered what customers say.
    is_gathered: bool,
}

impl<'t> About<'t> {
    fn of(table: &'t Table, column: usize) -> Self {
        let is_open = |at: usize| table.columns().get(at).is_some_and(|column| column.is_open);
        let gathered = table.headers().len().saturating_sub(1);
        let last = table.headers().last().is_some_and(|name| name.starts_with(CONVERSATION_TEXT));
        Self {
            lower: table.headers().get(column).map_or("", String::as_str).trim().to_lowercase(),
            question: table.description(column),
            platform: table.platform.and_then(Platform::parse),
            is_open: is_open(column),
            is_gathered: last && is_open(gathered) && column != gathered,
        }
    }

    /// Whether the name is one of those that the platform gives.
    fn is_own(&self, names: impl Fn(Platform) -> &'static [&'static str]) -> bool {
        self.platform.is_some_and(|platform| names(platform).contains(&plain(&self.lower).as_str()))
    }
}

fn kind(about: &About<'_>, tally: &Tally, mean_words: f64, distinct: f64) -> (ColumnKind, String) {
    let lower = about.lower.as_str();
    // LimeSurvey writes "submitdate. Date submitted".
    let code = lower.split(". ").next().unwrap_or(lower);
    let most = |part: usize| part * 10 >= tally.filled * 8;
    let is_short_name = lower.split_whitespace().count() <= 3;
    if lower.starts_with("oe_") {
        return (ColumnKind::Other, "written by this program".into());
    }
    if LANGUAGE.contains(&lower) || about.is_own(Platform::language) {
        return (ColumnKind::Language, "named so".into());
    }
    if tally.filled > 0 && about.is_own(Platform::ids) {
        return (ColumnKind::Id, "the survey platform's own".into());
    }
    if is_short_name && names_any(lower, PERSONAL) && !names_any(lower, OPEN) {
        return (ColumnKind::Personal, "its name is about the person".into());
    }
    if METADATA.contains(&lower) || METADATA.contains(&code) {
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
        return numeric_kind(about, tally, distinct);
    }
    let is_varied =
        distinct >= LEAST_DISTINCT || (tally.distinct >= MANY_DISTINCT && mean_words >= LONG_WORDS);
    let is_named = about.is_open || names_any(lower, OPEN);
    let is_short_answer = mean_words >= 1.0 && tally.distinct > 1 && distinct >= LEAST_DISTINCT && is_named;
    if (mean_words >= LEAST_WORDS && is_varied) || is_short_answer {
        if about.is_gathered {
            return (ColumnKind::Other, format!("what customers wrote of it stands in {CONVERSATION_TEXT}"));
        }
        return (ColumnKind::OpenEnd, String::new());
    }
    if names_any(lower, ID) || (distinct > 0.95 && mean_words < LEAST_WORDS && tally.filled > 20) {
        return (ColumnKind::Id, "one value per row".into());
    }
    if tally.distinct <= 50 && distinct <= 0.5 {
        return (ColumnKind::Segment, count(tally.distinct, "value"));
    }
    (ColumnKind::Other, "short and varied".into())
}

fn numeric_kind(about: &About<'_>, tally: &Tally, distinct: f64) -> (ColumnKind, String) {
    let lower = about.lower.as_str();
    if names_any(lower, WEIGHT) && tally.low >= 0.0 {
        return (ColumnKind::Weight, "numbers, named so".into());
    }
    if names_any(lower, ID) || (distinct > 0.95 && tally.filled > 20 && tally.whole == tally.numeric) {
        return (ColumnKind::Id, "one number per row".into());
    }
    let is_whole = tally.whole == tally.numeric;
    let is_rating = is_rating(lower, about.question);
    if is_whole && !is_rating && names_any(lower, SEGMENT) && (2..=12).contains(&tally.distinct) {
        return (ColumnKind::Segment, count(tally.distinct, "number"));
    }
    let low = if is_rating { -10.0 } else { 0.0 };
    if tally.low >= low && tally.high <= 10.0 && is_whole && tally.distinct > 2 {
        return (ColumnKind::Score, format!("whole numbers from {} to {}", tally.low, tally.high));
    }
    (ColumnKind::Other, "numbers".into())
}

/// Whether a column's name or question speaks of a rating; the group that follows from one ("NPS_GROUP") is none.
pub(super) fn is_rating(name: &str, question: &str) -> bool {
    names_any(&format!("{name} {question}").replace('_', " "), RATING)
        && !names_any(&name.replace('_', " "), &["group", "category", "label"])
}

/// Whether a column's name says that it divides people.
pub(super) fn divides(name: &str) -> bool {
    names_any(&name.replace('_', " "), SEGMENT) || names_any(name, SEGMENT)
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
