//! A table and the columns that were named → one study per open question.

use super::columns::{column_list, find_open_end};
use super::notes::{count, excerpt, lines_in_words};
use super::values::{number, uses_decimal_comma, words};
use crate::error::{Error, Place, Result};
use crate::survey::{Banner, Question, Respondent, SegmentVariable, Study, Table};
use std::collections::HashSet;

/// Which columns of a table are what, by name. Names are matched exactly first, then without case and spaces around.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StudyOptions {
    /// Columns of open answers, one study each; empty to let the table decide.
    pub text: Vec<String>,
    /// The question's wording; only with one open column. Without it the file's own wording is taken, if any.
    pub question: Option<String>,
    /// The respondents' id.
    pub id: Option<String>,
    /// The survey weight.
    pub weight: Option<String>,
    /// The rating that the answers explain.
    pub score: Option<String>,
    /// Segment variables, in the order of the tables.
    pub by: Vec<String>,
    /// The column with each answer's language.
    pub language: Option<String>,
}

impl StudyOptions {
    /// Every column that has to exist, for [`super::read_table`] to choose a workbook's sheet by.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let single = [&self.id, &self.weight, &self.score, &self.language];
        self.text.iter().chain(&self.by).chain(single.into_iter().flatten()).cloned().collect()
    }
}

/// One open question with its place in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedStudy<'t> {
    /// Position of the open column.
    pub column: usize,
    /// The respondents, one per kept row.
    pub study: Study<'t>,
    /// What a reader should know (which column was chosen, cells that were no number), one sentence each.
    pub notes: Vec<String>,
}

/// Makes one study per open column.
///
/// # Errors
/// [`Error::Input`] if a column is missing (with the nearest name) or stands in the file twice, if a weight is no
/// finite number of at least 0, if an open column is blank throughout or there is no row;
/// [`Error::Settings`] if one wording is given for several open columns.
pub fn open_studies<'t>(table: &'t Table, options: &StudyOptions) -> Result<Vec<OpenedStudy<'t>>> {
    if options.question.is_some() && options.text.len() > 1 {
        let message =
            "one wording goes with one --text column: analyze the columns one by one, or leave it out";
        return Err(Error::settings("--question", message));
    }
    let mut notes = Vec::new();
    let columns = if options.text.is_empty() {
        let found = find_open_end(table)?;
        notes.push(found.reason);
        if !found.others.is_empty() {
            let names: Vec<&str> =
                found.others.iter().filter_map(|&c| table.headers().get(c)).map(String::as_str).collect();
            notes.push(format!(
                "Also open-ended: {}; name a column with --text to analyze it.",
                names.join(", ")
            ));
        }
        vec![found.column]
    } else {
        let mut columns = Vec::new();
        for name in &options.text {
            let column = find(table, name, "--text")?;
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    };
    if table.is_empty() {
        return Err(Error::input(
            table.file.clone(),
            "0 data rows: the file has a header and nothing below it",
        ));
    }
    let shared = Shared::read(table, options, &mut notes)?;
    columns.into_iter().map(|column| shared.study(table, column, options, &notes)).collect()
}

/// What all studies of a table have in common.
struct Shared {
    id: Option<usize>,
    language: Option<usize>,
    weights: Option<Vec<f64>>,
    scores: Option<Vec<Option<f64>>>,
    banner: Banner,
}

impl Shared {
    fn read(table: &Table, options: &StudyOptions, notes: &mut Vec<String>) -> Result<Self> {
        let column =
            |name: &Option<String>, option| name.as_ref().map(|n| find(table, n, option)).transpose();
        let id = column(&options.id, "--id")?;
        let language = column(&options.language, "--language")?;
        let weight = column(&options.weight, "--weight")?;
        let score = column(&options.score, "--score")?;
        let mut banner = Banner::default();
        for name in &options.by {
            let by = find(table, name, "--by")?;
            let name = table.headers().get(by).map_or("", String::as_str);
            if banner.variables.iter().all(|v| v.name != name) {
                banner.variables.push(SegmentVariable::from_cells(name, table.column(by)));
            }
        }
        if let Some(id) = id {
            notes.extend(id_note(table, id));
        }
        let weights = weight.map(|column| weights(table, column)).transpose()?;
        let scores = score.map(|column| scores(table, column, notes));
        Ok(Self { id, language, weights, scores, banner })
    }

    fn study<'t>(
        &self,
        table: &'t Table,
        column: usize,
        options: &StudyOptions,
        notes: &[String],
    ) -> Result<OpenedStudy<'t>> {
        let name = table.headers().get(column).cloned().unwrap_or_default();
        if table.column(column).all(|cell| cell.trim().is_empty()) {
            let place = Place { sheet: table.sheet.clone(), column: Some(name), ..Place::default() };
            let message =
                format!("every cell is blank: choose another column; found columns: {}", column_list(table));
            return Err(Error::Input { file: table.file.clone(), at: Box::new(place), message });
        }
        let respondents = (0..table.len())
            .map(|row| Respondent {
                row: table.row_number(row),
                id: self.id.map_or("", |id| table.cell(row, id)),
                verbatim: table.cell(row, column),
                weight: self.weights.as_ref().and_then(|w| w.get(row)).copied().unwrap_or(1.0),
                score: self.scores.as_ref().and_then(|s| s.get(row)).copied().flatten(),
                language: self.language.map(|l| table.cell(row, l).trim()).filter(|tag| !tag.is_empty()),
            })
            .collect();
        let wording = options.question.clone().or_else(|| wording(&name, table.description(column)));
        let question = Question { name, wording };
        let study =
            Study { question, respondents, banner: self.banner.clone(), rejected: table.rejected.len() };
        Ok(OpenedStudy { column, study, notes: notes.to_vec() })
    }
}

/// The wording that the file itself gives: its row of question texts, or a name that is a question.
fn wording(name: &str, description: &str) -> Option<String> {
    let is_sentence = |text: &str| words(text) >= 4.0 || text.trim().ends_with(['?', '？']);
    [description, name].into_iter().find(|text| is_sentence(text)).map(|text| text.trim().to_owned())
}

/// The column of that name.
fn find(table: &Table, name: &str, option: &str) -> Result<usize> {
    let fail = |message: String| Err(Error::input(table.file.clone(), message));
    let same = |matches: &dyn Fn(&str) -> bool| -> Vec<usize> {
        table.headers().iter().enumerate().filter(|(_, header)| matches(header)).map(|(at, _)| at).collect()
    };
    let fold = |text: &str| text.trim().to_lowercase();
    let mut found = same(&|header| header == name);
    if found.is_empty() {
        found = same(&|header| fold(header) == fold(name));
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [first, second, ..] => fail(format!(
            "{option}: column \"{name}\" stands there twice (columns {} and {}): rename one of them",
            first + 1,
            second + 1
        )),
        [] => {
            let nearest = nearest(table.headers(), &fold(name));
            let hint = nearest.map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default();
            fail(format!("{option}: no column \"{name}\"{hint}; found columns: {}", column_list(table)))
        }
    }
}

/// The column whose name takes fewest single-letter edits, if that is less than half of the letters.
fn nearest<'h>(headers: &'h [String], wanted: &str) -> Option<&'h str> {
    const LETTERS: usize = 64;
    let wanted: Vec<char> = wanted.chars().take(LETTERS).collect();
    headers
        .iter()
        .filter_map(|header| {
            let letters: Vec<char> = header.trim().to_lowercase().chars().take(LETTERS).collect();
            let edits = edit_distance(&wanted, &letters);
            (edits * 2 <= wanted.len().max(letters.len())).then_some((edits, header))
        })
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, header)| header.as_str())
}

/// Levenshtein's distance: insertions, deletions and substitutions.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for ((to, diagonal), up) in b.iter().zip(&above).zip(above.iter().skip(1)) {
            let left = row.last().copied().unwrap_or(0);
            row.push((diagonal + usize::from(from != to)).min(left + 1).min(up + 1));
        }
        above = row;
    }
    above.last().copied().unwrap_or(0)
}

/// Every weight, or an error at the first that is none: dropping its row unasked would change every share.
fn weights(table: &Table, column: usize) -> Result<Vec<f64>> {
    let comma = uses_decimal_comma(table.column(column));
    let mut sum = 0.0;
    let mut weights = Vec::with_capacity(table.len());
    for row in 0..table.len() {
        let cell = table.cell(row, column);
        let why = match number(cell, comma) {
            Some(weight) if weight >= 0.0 => {
                sum += weight;
                weights.push(weight);
                continue;
            }
            _ if cell.trim().is_empty() => "the weight is blank".to_owned(),
            Some(_) => format!("the weight {} is negative", excerpt(cell.trim())),
            None => format!("the weight \"{}\" is no number", excerpt(cell.trim())),
        };
        let message = format!(
            "{why}: give a number of at least 0 (0 leaves the row out of every share), or drop --weight"
        );
        return Err(at_cell(table, row, column, message));
    }
    if sum <= 0.0 && !table.is_empty() {
        return Err(at_cell(
            table,
            0,
            column,
            "all weights are 0: choose another column, or drop --weight".into(),
        ));
    }
    Ok(weights)
}

fn at_cell(table: &Table, row: usize, column: usize, message: String) -> Error {
    let place = Place {
        sheet: table.sheet.clone(),
        line: Some(table.line(row)),
        row: Some(u64::from(table.row_number(row))),
        column: table.headers().get(column).cloned(),
    };
    Error::Input { file: table.file.clone(), at: Box::new(place), message }
}

/// Every score; what is no number is none, and counted.
fn scores(table: &Table, column: usize, notes: &mut Vec<String>) -> Vec<Option<f64>> {
    let comma = uses_decimal_comma(table.column(column));
    let scores: Vec<Option<f64>> = table.column(column).map(|cell| number(cell, comma)).collect();
    let is_other =
        |row: &usize| scores.get(*row) == Some(&None) && !table.cell(*row, column).trim().is_empty();
    let other: Vec<usize> = (0..table.len()).filter(is_other).collect();
    if let Some(&first) = other.first() {
        let example = excerpt(table.cell(first, column).trim());
        let name = table.headers().get(column).map_or("", String::as_str);
        let rows = count(other.len(), "row");
        let lines = lines_in_words(other.into_iter().map(|row| table.line(row)));
        notes.push(format!(
            "Column \"{name}\": {rows} without a usable score (such as \"{example}\"): {lines}."
        ));
    }
    scores
}

/// Repeated and blank ids, if there are any.
fn id_note(table: &Table, column: usize) -> Option<String> {
    let mut seen = HashSet::with_capacity(table.len());
    let (mut blank, mut repeated) = (0, 0);
    for cell in table.column(column).map(str::trim) {
        if cell.is_empty() {
            blank += 1;
        } else if !seen.insert(cell) {
            repeated += 1;
        }
    }
    let name = table.headers().get(column).map_or("", String::as_str);
    (blank + repeated > 0).then(|| {
        format!(
            "Column \"{name}\": {} with a blank id, {} with an id used before; every row counts as one respondent.",
            count(blank, "row"),
            count(repeated, "row")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::TableBuilder;

    fn table(headers: &[&str], rows: &[&[&str]]) -> Table {
        let mut builder =
            TableBuilder::new("f.csv", headers.iter().map(ToString::to_string).collect(), vec![]);
        for (line, row) in (2..).zip(rows) {
            builder.keep(line, row.iter().copied());
        }
        builder.finish(None, String::new())
    }

    fn survey() -> Table {
        table(
            &["id", "Why this score?", "weight", "score", "region", "lang"],
            &[
                &["a", "too slow", "1,5", "7", "north", "en"],
                &["a", "", "0,5", "n/a", "", ""],
                &["", "hea", "1", "", "south", "et"],
            ],
        )
    }

    fn options(text: &str) -> StudyOptions {
        StudyOptions { text: vec![text.into()], ..StudyOptions::default() }
    }

    #[test]
    fn a_study_takes_its_columns_by_name() {
        let table = survey();
        let options = StudyOptions {
            id: Some("ID".into()),
            weight: Some("weight".into()),
            score: Some("score".into()),
            by: vec!["region".into()],
            language: Some("lang".into()),
            ..options(" why this score? ")
        };
        let opened = open_studies(&table, &options).unwrap().remove(0);
        let respondents = &opened.study.respondents;
        assert_eq!(respondents.iter().map(|r| r.weight).collect::<Vec<_>>(), [1.5, 0.5, 1.0]);
        assert_eq!(respondents.iter().map(|r| r.score).collect::<Vec<_>>(), [Some(7.0), None, None]);
        assert_eq!(
            respondents.iter().map(|r| r.language).collect::<Vec<_>>(),
            [Some("en"), None, Some("et")]
        );
        assert_eq!(opened.study.banner.variables[0].member, [Some(0), None, Some(1)]);
        assert_eq!(opened.study.question.wording.as_deref(), Some("Why this score?"));
        let notes = opened.notes.concat();
        assert!(notes.contains("\"n/a\"") && notes.contains("id used before"), "{notes}");
    }

    #[test]
    fn a_wrong_name_brings_the_nearest_and_the_list() {
        let message = open_studies(&survey(), &options("regoin")).unwrap_err().to_string();
        assert!(
            message.contains("did you mean \"region\"") && message.contains("id, Why this score?"),
            "{message}"
        );
        let twice = table(&["a", "b", "a"], &[&["x", "y", "z"]]);
        let message = open_studies(&twice, &options("a")).unwrap_err().to_string();
        assert!(message.contains("twice (columns 1 and 3)"), "{message}");
        assert!(open_studies(&twice, &options("b")).is_ok());
    }

    #[test]
    fn an_unusable_weight_is_an_error_at_its_cell() {
        for (cell, why) in [("", "blank"), ("-1", "negative"), ("x", "no number"), ("inf", "no number")] {
            let table = table(&["text", "w"], &[&["good", "1"], &["bad", cell]]);
            let options = StudyOptions { weight: Some("w".into()), ..options("text") };
            let message = open_studies(&table, &options).unwrap_err().to_string();
            assert!(message.contains("line 3 (row 2), column \"w\"") && message.contains(why), "{message}");
        }
        let zero = table(&["text", "w"], &[&["good", "0"]]);
        let options = StudyOptions { weight: Some("w".into()), ..options("text") };
        assert!(open_studies(&zero, &options).unwrap_err().to_string().contains("all weights are 0"));
    }

    #[test]
    fn blank_and_empty_tables_are_errors_that_say_so() {
        let blank = table(&["id", "text"], &[&["1", " "], &["2", ""]]);
        let message = open_studies(&blank, &options("text")).unwrap_err().to_string();
        assert!(message.contains("column \"text\"") && message.contains("blank"), "{message}");
        let empty = table(&["id", "text"], &[]);
        assert!(open_studies(&empty, &options("text")).unwrap_err().to_string().contains("0 data rows"));
        assert!(
            open_studies(&empty, &StudyOptions::default()).unwrap_err().to_string().contains("0 data rows")
        );
    }

    #[test]
    fn several_open_columns_make_several_studies() {
        let table = table(&["q1", "q2"], &[&["good", "slow"]]);
        let mut options =
            StudyOptions { text: vec!["q2".into(), "q1".into(), "Q2".into()], ..StudyOptions::default() };
        let columns: Vec<usize> = open_studies(&table, &options).unwrap().iter().map(|s| s.column).collect();
        assert_eq!(columns, [1, 0]);
        options.question = Some("Why?".into());
        assert!(open_studies(&table, &options).unwrap_err().to_string().contains("--question"));
    }
}
