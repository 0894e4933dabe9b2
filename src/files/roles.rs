//! Which column is the id, the weight, the score, the language and the segments, where nobody says it.
//!
//! Precision before recall: a wrong column changes figures or divides people by nonsense, a missed one costs an option.
//! So names have to say what the values show, and whatever is doubtful is left out.

use super::columns::{ColumnKind, ColumnProfile, divides, find_open_end, is_rating, profile_columns};
use super::platform::{Platform, plain};
use super::studies::StudyOptions;
use super::values::{number, uses_decimal_comma};
use crate::survey::Table;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

/// Columns and what each is taken for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recognized {
    /// What was typed, and what was found besides.
    pub options: StudyOptions,
    /// What was found besides, in the order of the options.
    pub taken: Vec<Taken>,
    /// Further columns that look open-ended, likeliest first.
    pub others: Vec<String>,
}

/// A column that is taken for something, and why. Displays as one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The option that would say so, such as "--id".
    pub option: &'static str,
    /// The column's name.
    pub column: String,
    /// Why, in a few words.
    pub reason: String,
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.option {
            "--text" => "the open answers",
            "--id" => "the id",
            "--weight" => "the weight",
            "--score" => "the score",
            "--language" => "the language",
            _ => "a segment",
        };
        write!(f, "Column \"{}\" is taken as {what}: {}.", self.column, self.reason)
    }
}

/// Most segment columns, and most and fewest values of one.
const MOST_SEGMENTS: usize = 4;
const MOST_VALUES: usize = 12;
const LEAST_VALUES: usize = 2;

/// A segment column is filled so far at least, and its largest segment has no more than this of it.
const LEAST_FILLED: f64 = 0.8;
const LARGEST_SEGMENT: f64 = 0.95;

/// Where more columns than this could be segments, only those named so are.
const MOST_UNNAMED: usize = 3;

/// Weights that sum to the respondents are 1 on average. What is far from it is an expansion weight, or kilograms.
const WEIGHTS: std::ops::RangeInclusive<f64> = 0.5..=2.0;

/// Columns between a score and the open end that asks for its reason.
const SCORE_DISTANCE: usize = 3;

/// Names of columns that hold what somebody made of the answers, or how the survey went.
const NO_SEGMENT: [&str; 14] = [
    "label",
    "labels",
    "code",
    "codes",
    "topic",
    "topics",
    "theme",
    "themes",
    "sentiment",
    "polarity",
    "split",
    "fold",
    "status",
    "finished",
];

/// Names by which ids go before others that end in "id".
const RESPONDENT: [&str; 8] =
    ["respondentid", "responseid", "respondent", "respid", "participantid", "caseid", "recordid", "id"];

/// Finds what nobody typed: the open answers, if no `--text` was typed, and beside them an id, a weight, a score, the
/// language and up to four segments. What was typed stands. Without an open end nothing is looked for.
#[must_use]
pub fn recognize_columns(table: &Table, typed: &StudyOptions) -> Recognized {
    let mut found = Recognized { options: typed.clone(), ..Recognized::default() };
    let at = |name: &String| table.find_column(name);
    let text = match typed.text.first() {
        Some(name) => at(name),
        None => find_open_end(table).ok().map(|open| {
            let name = |column: &usize| table.headers().get(*column).cloned();
            found.others = open.others.iter().filter_map(name).collect();
            open.column
        }),
    };
    let Some(text) = text else { return found };
    let typed_columns: Vec<usize> = typed.columns().iter().filter_map(at).collect();
    let is_added = |at: &usize| table.columns().get(*at).is_some_and(|column| column.is_added);
    let columns = Columns {
        table,
        text,
        profiles: profile_columns(table),
        is_free: (0..table.headers().len())
            .map(|at| at != text && !typed_columns.contains(&at) && !is_added(&at))
            .collect(),
    };
    if typed.text.is_empty() {
        let reason = columns.profiles.get(text).map_or_else(String::new, |profile| profile.reason.clone());
        found.options.text =
            columns.take(&mut found.taken, "--text", Some((text, reason))).into_iter().collect();
    }
    let options = &mut found.options;
    let mut take = |option, column| columns.take(&mut found.taken, option, column);
    options.id = typed.id.clone().or_else(|| take("--id", columns.id()));
    options.weight = typed.weight.clone().or_else(|| take("--weight", columns.weight()));
    options.score = typed.score.clone().or_else(|| take("--score", columns.score()));
    if typed.by.is_empty() {
        options.by = columns.segments().into_iter().filter_map(|found| take("--by", Some(found))).collect();
    }
    options.language = typed.language.clone().or_else(|| take("--language", columns.language()));
    found
}

/// A column and the reason for it.
type Reasoned = (usize, String);

/// The columns of a table, looked at.
struct Columns<'t> {
    table: &'t Table,
    /// The open answers.
    text: usize,
    profiles: Vec<ColumnProfile>,
    /// Whether a column was not typed for anything.
    is_free: Vec<bool>,
}

impl Columns<'_> {
    /// Notes what a column is taken for; its name, unless two columns have that.
    fn take(&self, taken: &mut Vec<Taken>, option: &'static str, found: Option<Reasoned>) -> Option<String> {
        let (column, reason) = found?;
        let name = self.name(column).to_owned();
        if self.table.headers().iter().filter(|header| **header == name).count() > 1 {
            return None;
        }
        taken.push(Taken { option, column: name.clone(), reason });
        Some(name)
    }

    fn name(&self, column: usize) -> &str {
        self.table.headers().get(column).map_or("", String::as_str)
    }

    /// Free columns of a kind that are filled so far.
    fn of(&self, kind: ColumnKind, filled: f64) -> impl Iterator<Item = &ColumnProfile> {
        self.profiles.iter().filter(move |profile| {
            let is_free = self.is_free.get(profile.column).copied().unwrap_or(false);
            is_free && profile.kind == kind && profile.filled >= filled
        })
    }

    /// One value per row, and a name that says so.
    fn id(&self) -> Option<Reasoned> {
        let own = self.table.platform.and_then(Platform::parse).map_or(&[][..], Platform::ids);
        let rank = |profile: &ColumnProfile| {
            let name = plain(self.name(profile.column));
            let place = |list: &[&str]| list.iter().position(|known| *known == name);
            let is_named = name.ends_with("id") || name.contains("uuid") || name.contains("编号");
            let first = place(own).map(|at| (0, at)).or_else(|| place(&RESPONDENT).map(|at| (1, at)));
            first.or_else(|| is_named.then_some((2, profile.column)))
        };
        let ranked =
            self.of(ColumnKind::Id, 0.99).filter_map(|profile| Some((rank(profile)?, profile.column)));
        let mut ranked: Vec<((usize, usize), usize)> = ranked.collect();
        ranked.sort_unstable();
        let column = ranked.into_iter().map(|(_, column)| column).find(|&column| self.is_unique(column))?;
        Some((column, "named so, and no two rows have one value".into()))
    }

    /// Whether nearly no value stands there twice.
    fn is_unique(&self, column: usize) -> bool {
        let cells = || self.table.column(column).map(str::trim).filter(|cell| !cell.is_empty());
        let distinct = cells().collect::<HashSet<_>>().len();
        distinct * 100 >= cells().count() * 99
    }

    /// A number of at least 0 in every row, 1 on average, and a name that says so.
    fn weight(&self) -> Option<Reasoned> {
        let mean = |column: usize| {
            let comma = uses_decimal_comma(self.table.column(column));
            let weights = self.table.column(column).map(|cell| number(cell, comma).filter(|w| *w >= 0.0));
            let sum: Option<f64> = weights.sum();
            sum.map(|sum| sum / self.table.len().max(1) as f64).filter(|mean| WEIGHTS.contains(mean))
        };
        let mut found = self.of(ColumnKind::Weight, 1.0).filter_map(|p| Some((p.column, mean(p.column)?)));
        let (column, mean) = found.next()?;
        // Two columns of weights are a choice that is not ours.
        found
            .next()
            .is_none()
            .then(|| (column, format!("named so, a number in every row, {mean:.2} on average")))
    }

    /// The rating next to the open end, on its left if there is one, or the only one there is; or numbers from 0 to 10
    /// right before it.
    fn score(&self) -> Option<Reasoned> {
        let scores: Vec<&ColumnProfile> = self.of(ColumnKind::Score, 0.5).collect();
        let is_named = |p: &ColumnProfile| is_rating(self.name(p.column), self.table.description(p.column));
        let named: Vec<&ColumnProfile> = scores.iter().copied().filter(|p| is_named(p)).collect();
        let left = |p: &&&ColumnProfile| p.column < self.text && self.text - p.column <= SCORE_DISTANCE;
        let chosen = named.iter().rfind(left).or_else(|| named.first().filter(|_| named.len() == 1));
        if let Some(profile) = chosen {
            return Some((profile.column, format!("named so, {}", profile.reason)));
        }
        let before = scores.iter().find(|p| named.is_empty() && p.column + 1 == self.text)?;
        let is_eleven = before.reason == "whole numbers from 0 to 10" && before.values >= 8;
        is_eleven.then(|| (before.column, format!("{} right before the open answers", before.reason)))
    }

    /// Few values, none of them nearly everybody's; those named so first.
    fn segments(&self) -> Vec<Reasoned> {
        let usable = self.of(ColumnKind::Segment, LEAST_FILLED).filter(|profile| {
            let name = self.name(profile.column).trim().to_lowercase();
            !NO_SEGMENT.contains(&name.as_str()) && self.divides_people(profile.column)
        });
        let (named, unnamed): (Vec<usize>, Vec<usize>) =
            usable.map(|profile| profile.column).partition(|&column| divides(self.name(column)));
        let unnamed = if unnamed.len() > MOST_UNNAMED { Vec::new() } else { unnamed };
        let mut columns: Vec<usize> = named.into_iter().chain(unnamed).take(MOST_SEGMENTS).collect();
        columns.sort_unstable();
        let values = |column: usize| self.profiles.get(column).map_or(0, |profile| profile.values);
        columns.into_iter().map(|column| (column, format!("{} values", values(column)))).collect()
    }

    fn divides_people(&self, column: usize) -> bool {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for cell in self.table.column(column).map(str::trim).filter(|cell| !cell.is_empty()) {
            *counts.entry(cell).or_default() += 1;
            if counts.len() > MOST_VALUES {
                return false;
            }
        }
        let filled: usize = counts.values().sum();
        let largest = counts.values().max().copied().unwrap_or(0);
        counts.len() >= LEAST_VALUES
            && filled as f64 >= LEAST_FILLED * self.table.len() as f64
            && largest as f64 <= LARGEST_SEGMENT * filled as f64
    }

    /// Several languages, by tag or name. One language for all is a setting of the survey more often than a fact.
    fn language(&self) -> Option<Reasoned> {
        let is_tag = |cell: &str| {
            let mut parts = cell.split(['-', '_']);
            let first = parts.next().unwrap_or("");
            (2..=3).contains(&first.len())
                && first.bytes().all(|b| b.is_ascii_alphabetic())
                && parts.all(|part| {
                    (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
                })
        };
        let is_name = |cell: &str| cell.chars().count() <= 24 && !cell.chars().any(|c| c.is_ascii_digit());
        let is_language = |cell: &&str| is_tag(cell) || is_name(cell);
        let found = self.of(ColumnKind::Language, 0.9).find(|profile| {
            let cells = self.table.column(profile.column).map(str::trim).filter(|cell| !cell.is_empty());
            let values: HashSet<&str> = cells.collect();
            (2..=60).contains(&values.len()) && values.iter().all(is_language)
        })?;
        Some((found.column, format!("named so, {} values", found.values)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::{Column, TableBuilder};

    const WHY: &str = "the queue took long and nobody told us why at";

    fn table(headers: &[&str], cell: impl Fn(usize, usize) -> String) -> Table {
        let names: Vec<String> = headers.iter().map(ToString::to_string).collect();
        let mut builder = TableBuilder::new("f.csv", names, vec![]);
        for row in 0..60 {
            let cells: Vec<String> = (0..headers.len()).map(|column| cell(row, column)).collect();
            builder.keep(row as u64 + 2, cells.iter().map(String::as_str));
        }
        builder.finish(None, String::new())
    }

    fn recognized(table: &Table) -> StudyOptions {
        recognize_columns(table, &StudyOptions::default()).options
    }

    #[test]
    fn each_column_is_taken_for_what_its_name_and_values_say() {
        let headers = ["respondent_id", "email", "region", "score", "weight", "lang", "why"];
        let table = table(&headers, |row, column| match column {
            0 => format!("R{row}"),
            1 => format!("p{row}@example.org"),
            2 => ["North", "South", "East"][row % 3].into(),
            3 => (row % 11).to_string(),
            4 => format!("{}", 0.7 + (row % 7) as f64 / 10.0),
            5 => ["en", "et"][row % 2].into(),
            _ => format!("{WHY} {row}"),
        });
        let found = recognize_columns(&table, &StudyOptions::default());
        assert_eq!(
            found.options,
            StudyOptions {
                text: vec!["why".into()],
                id: Some("respondent_id".into()),
                weight: Some("weight".into()),
                score: Some("score".into()),
                by: vec!["region".into()],
                language: Some("lang".into()),
                ..StudyOptions::default()
            }
        );
        let said = found.taken[1].to_string();
        assert_eq!(
            said,
            "Column \"respondent_id\" is taken as the id: named so, and no two rows have one value."
        );
        let typed =
            StudyOptions { by: vec!["lang".into()], id: Some("email".into()), ..StudyOptions::default() };
        let options = recognize_columns(&table, &typed).options;
        assert_eq!((options.id.as_deref(), options.by, options.language), (Some("email"), typed.by, None));
    }

    #[test]
    fn columns_that_were_added_in_reading_are_no_segments() {
        let names = vec!["why".to_owned(), "region".to_owned(), "file".to_owned()];
        let by = |is_added| {
            let added = Column { is_added, ..Column::default() };
            let columns = vec![Column::default(), Column::default(), added];
            let mut builder = TableBuilder::new("f.csv", names.clone(), columns);
            for row in 0..60 {
                let why = format!("{WHY} {row}");
                builder.keep(
                    row + 2,
                    [&why, ["North", "South"][row as usize % 2], ["a", "b"][row as usize / 30]],
                );
            }
            recognized(&builder.finish(None, String::new())).by
        };
        assert_eq!((by(false), by(true)), (vec!["region".into(), "file".into()], vec!["region".to_owned()]));
    }

    #[test]
    fn what_is_doubtful_is_left_out() {
        let headers = ["order", "weight", "Q1", "labels", "sentiment", "language", "store_id", "why", "when"];
        let table = table(&headers, |row, column| match column {
            0 => (1000 + row).to_string(),
            // Kilograms.
            1 => (50 + row % 40).to_string(),
            2 => (1 + row % 5).to_string(),
            3 => ["price", "staff"][row % 2].into(),
            4 => ["positive", "negative"][row % 2].into(),
            5 => "en".into(),
            6 => (row % 6).to_string(),
            7 => format!("{WHY} {row}"),
            _ => format!("2024-01-{:02}", row % 28 + 1),
        });
        let options = recognized(&table);
        assert_eq!(options, StudyOptions { text: vec!["why".into()], ..StudyOptions::default() });
    }

    #[test]
    fn of_several_ratings_the_one_that_the_open_end_follows_is_taken() {
        let headers = ["rating of staff", "rating of price", "a", "b", "c", "d", "rating of food", "why"];
        let cells = |row: usize, column: usize| match column {
            7 => format!("{WHY} {row}"),
            2..=5 => ["yes", "no"][(row + column) % 2].into(),
            _ => (1 + (row + column) % 5).to_string(),
        };
        let options = recognized(&table(&headers, cells));
        assert_eq!(options.score.as_deref(), Some("rating of food"));
        assert!(options.by.is_empty(), "four columns of closed answers, none named as a segment");
        let far = ["rating of staff", "rating of price", "a", "b", "c", "d", "e", "why"];
        let far = table(&far, |row, column| cells(row, if column == 6 { 5 } else { column }));
        assert_eq!(recognized(&far).score, None);
    }
}
