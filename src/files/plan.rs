//! The columns of a survey found once, then one study for each batch of its rows.

use super::columns::{column_list, find_open_end, no_text};
use super::names::find;
use super::notes::{LineList, count, excerpt};
use super::studies::StudyOptions;
use super::values::{has_decimal_point, number, uses_decimal_comma, words};
use crate::error::{Error, Place, Result};
use crate::survey::{Banner, Column, Question, Respondent, SegmentVariable, Study, Table};
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// Most different ids that are remembered to notice one used twice: as many as a hash table of 2^24 places takes, which
/// is 150 MB.
const MOST_IDS: usize = (1 << 24) / 8 * 7;

/// One open question of a survey whose rows come in batches.
///
/// What can only be known when all rows have been seen, the sentences on ids and scores, a blank column, weights that
/// are all 0, gathers here until [`StudyPlan::finish`]. With one batch that is the whole table, studies, notes and
/// errors are those of [`super::open_studies`].
#[derive(Debug)]
pub struct StudyPlan {
    file: String,
    sheet: Option<String>,
    /// The columns' names as an error lists them.
    names: String,
    open: Vec<OpenColumn>,
    id: Option<Ids>,
    language: Option<usize>,
    weight: Option<Weights>,
    score: Option<Scores>,
    /// Segment variables: column and name.
    by: Vec<(usize, String)>,
    /// How the open column was found.
    notes: Vec<String>,
}

/// A column of open answers.
#[derive(Debug)]
struct OpenColumn {
    column: usize,
    question: Question,
    /// Whether some cell so far was not blank.
    is_filled: bool,
}

impl StudyPlan {
    /// Finds the columns in the first batch of a table, the larger the better: without `--text` its rows decide which
    /// column is open-ended. Of several `--text` columns the first is taken.
    ///
    /// No row of `first` counts as seen: it is to be given to [`StudyPlan::study`] as every batch is.
    ///
    /// # Errors
    /// [`Error::Input`] if a column is missing (with the nearest name) or stands in the file twice, or there is no row.
    pub fn of(first: &Table, options: &StudyOptions) -> Result<Self> {
        let text = options.text.first().cloned().into_iter().collect();
        Self::of_all(first, &StudyOptions { text, ..options.clone() })
    }

    /// Finds the columns of people alone: its studies hold everybody with an empty answer.
    ///
    /// # Errors
    /// As [`StudyPlan::of`].
    pub fn of_people(first: &Table, options: &StudyOptions) -> Result<Self> {
        Self::with_open(first, options, Vec::new(), Vec::new())
    }

    /// The same for each of several open columns.
    pub(super) fn of_all(first: &Table, options: &StudyOptions) -> Result<Self> {
        let mut notes = Vec::new();
        let open = open_columns(first, options, &mut notes)?;
        Self::with_open(first, options, open, notes)
    }

    fn with_open(
        first: &Table,
        options: &StudyOptions,
        open: Vec<usize>,
        notes: Vec<String>,
    ) -> Result<Self> {
        if first.is_empty() {
            let message = "0 data rows: the file has a header and nothing below it";
            return Err(Error::input(first.file.clone(), message));
        }
        let column =
            |name: &Option<String>, option| name.as_ref().map(|n| find(first, n, option)).transpose();
        let name = |column: usize| first.headers().get(column).cloned().unwrap_or_default();
        let id = column(&options.id, "--id")?;
        let language = column(&options.language, "--language")?;
        let weight = column(&options.weight, "--weight")?;
        let score = column(&options.score, "--score")?;
        let mut by: Vec<(usize, String)> = Vec::new();
        for segments in &options.by {
            let column = find(first, segments, "--by")?;
            if by.iter().all(|(_, known)| *known != name(column)) {
                by.push((column, name(column)));
            }
        }
        let question = |column: usize| {
            let name = name(column);
            let wording = options.question.clone().or_else(|| wording(&name, first.description(column)));
            Question { name, wording }
        };
        let open = open.into_iter().map(|column| OpenColumn {
            column,
            question: question(column),
            is_filled: false,
        });
        Ok(Self {
            file: first.file.clone(),
            sheet: first.sheet.clone(),
            names: column_list(first),
            open: open.collect(),
            id: id.map(|column| Ids::new(column, name(column))),
            language,
            weight: weight.map(Weights::new),
            score: score.map(|column| Scores::new(column, name(column))),
            by,
            notes,
        })
    }

    /// The open question.
    #[must_use]
    pub fn question(&self) -> Option<&Question> {
        self.open.first().map(|open| &open.question)
    }

    /// How the open column was chosen, one sentence each; [`StudyPlan::finish`] gives these again, before the rest.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Positions of the open columns.
    pub(super) fn columns(&self) -> Vec<usize> {
        self.open.iter().map(|open| open.column).collect()
    }

    /// The respondents of the next batch, which has the columns of the first. The banner holds the segments that this
    /// batch has.
    ///
    /// # Errors
    /// [`Error::Input`] at an answer that a typed file gives as a number or list, at a weight that is no finite number of
    /// at least 0, and at a number with a decimal point in a
    /// column of which an earlier batch was read with decimal commas.
    pub fn study<'t>(&mut self, batch: &'t Table) -> Result<Study<'t>> {
        self.studies(batch).map(|studies| studies.into_iter().next().unwrap_or_default())
    }

    /// The same for each open column; one study without answers where there is none.
    pub(super) fn studies<'t>(&mut self, batch: &'t Table) -> Result<Vec<Study<'t>>> {
        if let Some(error) = self.open.iter().find_map(|open| no_text(batch, open.column)) {
            return Err(error);
        }
        if let Some(ids) = &mut self.id {
            ids.see(batch);
        }
        let weights = self.weight.as_mut().map(|weights| weights.read(batch)).transpose()?;
        let scores = self.score.as_mut().map(|scores| scores.read(batch)).transpose()?;
        let variables = self.by.iter().map(|(column, name)| {
            SegmentVariable::of_column(name, batch.column(*column), batch.columns().get(*column))
        });
        let banner = Banner { variables: variables.collect() };
        let (id, language) = (self.id.as_ref().map(|ids| ids.column), self.language);
        let declared = language.and_then(|column| batch.columns().get(column));
        let study = |open: Option<&OpenColumn>| {
            let respondents = (0..batch.len()).map(|row| Respondent {
                row: batch.row_number(row),
                id: id.map_or("", |id| batch.cell(row, id)),
                verbatim: open.map_or("", |open| batch.cell(row, open.column)),
                weight: weights.as_ref().and_then(|w| w.get(row)).copied().unwrap_or(1.0),
                score: scores.as_ref().and_then(|s| s.get(row)).copied().flatten(),
                language: language
                    .map(|l| batch.cell(row, l).trim())
                    .map(|value| named_language(value, declared))
                    .filter(|tag| !tag.is_empty()),
            });
            Study {
                question: open.map(|open| open.question.clone()).unwrap_or_default(),
                respondents: respondents.collect(),
                banner: banner.clone(),
                rejected: batch.rejected.len(),
            }
        };
        for open in &mut self.open {
            open.is_filled |= batch.column(open.column).any(|cell| !cell.trim().is_empty());
        }
        Ok(if self.open.is_empty() {
            vec![study(None)]
        } else {
            self.open.iter().map(Some).map(study).collect()
        })
    }

    /// What a reader should know, after the last batch: which column was chosen, ids used twice, cells that were no
    /// number; one sentence each.
    ///
    /// # Errors
    /// [`Error::Input`] if all weights were 0, or an open column was blank throughout.
    pub fn finish(self) -> Result<Vec<String>> {
        if let Some(weights) = &self.weight {
            weights.check()?;
        }
        if let Some(open) = self.open.iter().find(|open| !open.is_filled) {
            let column = Some(open.question.name.clone());
            let place = Place { sheet: self.sheet, column, ..Place::default() };
            let message =
                format!("every cell is blank: choose another column; found columns: {}", self.names);
            return Err(Error::Input { file: self.file, at: Box::new(place), message });
        }
        let ids = self.id.as_ref().and_then(Ids::note);
        let scores = self.score.as_ref().and_then(Scores::note);
        Ok(self.notes.into_iter().chain(ids).chain(scores).collect())
    }
}

/// The open columns: those named, or the one that looks it; `notes` say how it was found.
fn open_columns(table: &Table, options: &StudyOptions, notes: &mut Vec<String>) -> Result<Vec<usize>> {
    if options.text.is_empty() {
        let found = find_open_end(table)?;
        notes.push(found.reason);
        if !found.others.is_empty() {
            let names: Vec<&str> =
                found.others.iter().filter_map(|&c| table.headers().get(c)).map(String::as_str).collect();
            let names = names.join(", ");
            notes.push(format!("Also open-ended: {names}; name a column with --text to analyze it."));
        }
        return Ok(vec![found.column]);
    }
    let mut columns = Vec::new();
    for name in &options.text {
        let column = find(table, name, "--text")?;
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    Ok(columns)
}

/// A language as the file names it: by its tag or name, or by the label of the number that stands for it.
fn named_language<'t>(value: &'t str, column: Option<&'t Column>) -> &'t str {
    match column {
        Some(column) if number(value, false).is_some() => column.label(value).trim(),
        _ => value,
    }
}

/// The wording that the file itself gives: its row of question texts, or a name that is a question.
fn wording(name: &str, description: &str) -> Option<String> {
    let is_sentence = |text: &str| words(text) >= 4.0 || text.trim().ends_with(['?', '？']);
    [description, name].into_iter().find(|text| is_sentence(text)).map(|text| text.trim().to_owned())
}

/// A column of numbers, and how it writes them as far as its rows have shown.
#[derive(Debug)]
struct Numbers {
    column: usize,
    has_comma: bool,
    has_point: bool,
}

impl Numbers {
    fn new(column: usize) -> Self {
        Self { column, has_comma: false, has_point: false }
    }

    /// Whether commas are decimal signs in this batch. The first batch with a sign decides, which is as good as the
    /// whole column unless commas were taken for decimal signs and a point follows.
    fn decimal_comma(&mut self, batch: &Table) -> Result<bool> {
        if self.has_point {
            return Ok(false);
        }
        match batch.column(self.column).position(has_decimal_point) {
            Some(row) if self.has_comma => {
                let cell = excerpt(batch.cell(row, self.column).trim());
                let message = format!(
                    "\"{cell}\" has a decimal point where the rows above have decimal commas: write all numbers one way"
                );
                return Err(at_cell(batch, row, self.column, message));
            }
            Some(_) => self.has_point = true,
            None => self.has_comma = self.has_comma || uses_decimal_comma(batch.column(self.column)),
        }
        Ok(self.has_comma)
    }
}

/// The column of weights.
#[derive(Debug)]
struct Weights {
    numbers: Numbers,
    sum: f64,
    /// The first weight, where an error that concerns all of them points.
    first: Option<(String, Place)>,
}

impl Weights {
    fn new(column: usize) -> Self {
        Self { numbers: Numbers::new(column), sum: 0.0, first: None }
    }

    /// Every weight, or an error at the first that is none: dropping its row unasked would change every share.
    fn read(&mut self, batch: &Table) -> Result<Vec<f64>> {
        let comma = self.numbers.decimal_comma(batch)?;
        let column = self.numbers.column;
        if self.first.is_none() && !batch.is_empty() {
            self.first = Some(place_of(batch, 0, column));
        }
        let mut weights = Vec::with_capacity(batch.len());
        for (row, cell) in batch.column(column).enumerate() {
            let why = match number(cell, comma) {
                Some(weight) if weight >= 0.0 => {
                    self.sum += weight;
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
            return Err(at_cell(batch, row, column, message));
        }
        Ok(weights)
    }

    /// An error if there were weights and all were 0.
    fn check(&self) -> Result<()> {
        match &self.first {
            Some((file, place)) if self.sum <= 0.0 => {
                let message = "all weights are 0: choose another column, or drop --weight".into();
                Err(Error::Input { file: file.to_owned(), at: Box::new(place.clone()), message })
            }
            _ => Ok(()),
        }
    }
}

/// The column of scores.
#[derive(Debug)]
struct Scores {
    numbers: Numbers,
    name: String,
    /// Rows whose cell is neither blank nor a number, and the first such cell.
    unusable: LineList,
    example: String,
}

impl Scores {
    fn new(column: usize, name: String) -> Self {
        Self { numbers: Numbers::new(column), name, unusable: LineList::default(), example: String::new() }
    }

    /// Every score; what is no number is none, and counted.
    fn read(&mut self, batch: &Table) -> Result<Vec<Option<f64>>> {
        let comma = self.numbers.decimal_comma(batch)?;
        let mut scores = Vec::with_capacity(batch.len());
        for (row, cell) in batch.column(self.numbers.column).enumerate() {
            let score = number(cell, comma);
            if score.is_none() && !cell.trim().is_empty() {
                if self.unusable.len() == 0 {
                    self.example = excerpt(cell.trim());
                }
                self.unusable.push(batch.line(row));
            }
            scores.push(score);
        }
        Ok(scores)
    }

    fn note(&self) -> Option<String> {
        let (name, example) = (&self.name, &self.example);
        let rows = count(self.unusable.len(), "row");
        let lines = self.unusable.in_words();
        (self.unusable.len() > 0).then(|| {
            format!("Column \"{name}\": {rows} without a usable score (such as \"{example}\"): {lines}.")
        })
    }
}

/// The column of ids.
#[derive(Debug)]
struct Ids {
    column: usize,
    name: String,
    /// Keyed hashes of the ids so far: of ten million, two share one with a probability of 3 in a million.
    seen: HashSet<u64>,
    key: RandomState,
    blank: usize,
    repeated: usize,
    /// Rows with an id that no room was left for.
    unchecked: usize,
}

impl Ids {
    fn new(column: usize, name: String) -> Self {
        let (seen, key) = (HashSet::new(), RandomState::new());
        Self { column, name, seen, key, blank: 0, repeated: 0, unchecked: 0 }
    }

    fn see(&mut self, batch: &Table) {
        for id in batch.column(self.column).map(str::trim) {
            let hash = self.key.hash_one(id);
            if id.is_empty() {
                self.blank += 1;
            } else if self.seen.contains(&hash) {
                self.repeated += 1;
            } else if self.seen.len() < MOST_IDS {
                self.seen.insert(hash);
            } else {
                self.unchecked += 1;
            }
        }
    }

    /// Repeated and blank ids, if there are any, and how far they were looked for.
    fn note(&self) -> Option<String> {
        let unchecked = match self.unchecked {
            0 => String::new(),
            rows => format!(
                " Ids used twice were noticed among the first {MOST_IDS} alone; {} came after.",
                count(rows, "row")
            ),
        };
        (self.blank + self.repeated + self.unchecked > 0).then(|| {
            format!(
                "Column \"{}\": {} with a blank id, {} with an id used before; every row counts as one respondent.{unchecked}",
                self.name,
                count(self.blank, "row"),
                count(self.repeated, "row")
            )
        })
    }
}

fn place_of(table: &Table, row: usize, column: usize) -> (String, Place) {
    let (file, sheet, number) = table.source_of(table.row_number(row));
    let place = Place {
        sheet: sheet.map(str::to_owned),
        line: Some(table.line(row)),
        row: Some(u64::from(number)),
        column: table.headers().get(column).cloned(),
    };
    (file.to_owned(), place)
}

fn at_cell(table: &Table, row: usize, column: usize, message: String) -> Error {
    let (file, place) = place_of(table, row, column);
    Error::Input { file, at: Box::new(place), message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::open_studies;
    use crate::survey::TableBuilder;

    fn table(rows: &[[&str; 5]]) -> Table {
        let headers = ["id", "why", "w", "score", "region"].map(String::from).to_vec();
        let mut builder = TableBuilder::new("f.csv", headers, vec![]);
        for (line, row) in (2..).zip(rows) {
            builder.keep(line, row.iter().copied());
        }
        builder.finish(None, String::new())
    }

    fn options() -> StudyOptions {
        StudyOptions {
            text: vec!["why".into()],
            id: Some("id".into()),
            weight: Some("w".into()),
            score: Some("score".into()),
            by: vec!["region".into()],
            ..StudyOptions::default()
        }
    }

    /// Respondents and notes, or the error's text.
    type Read = std::result::Result<(Vec<String>, Vec<String>), String>;

    /// All batches of `rows` rows, or the first error's text.
    fn in_batches(table: &Table, rows: usize) -> Read {
        let parts: Vec<Table> =
            (0..table.len()).step_by(rows).map(|start| table.part(start..start + rows)).collect();
        let mut plan = StudyPlan::of(&parts[0], &options()).map_err(|e| e.to_string())?;
        let mut people = Vec::new();
        for part in &parts {
            let study = plan.study(part).map_err(|e| e.to_string())?;
            people.extend(listed(&study));
        }
        Ok((people, plan.finish().map_err(|e| e.to_string())?))
    }

    fn listed(study: &Study) -> Vec<String> {
        let region = &study.banner.variables[0];
        let of = |row: usize| region.member[row].map(|at| region.segments[at as usize].as_str());
        study.respondents.iter().enumerate().map(|(row, r)| format!("{r:?} {:?}", of(row))).collect()
    }

    fn whole(table: &Table) -> Read {
        let opened = open_studies(table, &options()).map_err(|e| e.to_string())?.remove(0);
        Ok((listed(&opened.study), opened.notes))
    }

    #[test]
    fn batches_of_any_size_make_the_study_of_the_whole_table() {
        let rows = [
            ["a", "slow", "1", "7", "north"],
            ["b", "", "0,5", "n/a", ""],
            ["a", "dear", "0", "3,5", "south"],
            ["", "kind", "2", "", "north"],
            ["b", "slow", "1,25", "x", "east"],
        ];
        let good = table(&rows);
        let blank = table(&rows.map(|row| [row[0], " ", row[2], row[3], row[4]]));
        let zero = table(&rows.map(|row| [row[0], row[1], "0", row[3], row[4]]));
        let mut bad = rows;
        bad[3][2] = "-2";
        for table in [good, blank, zero, table(&bad)] {
            for rows in 1..=5 {
                assert_eq!(in_batches(&table, rows), whole(&table), "{rows}");
            }
        }
    }

    #[test]
    fn a_later_point_among_decimal_commas_is_an_error_at_its_cell() {
        let mut rows = [["a", "slow", "1,5", "7", "north"], ["b", "dear", "1.5", "7", "north"]];
        let message = in_batches(&table(&rows), 1).unwrap_err();
        assert!(message.contains("line 3 (row 2), column \"w\"") && message.contains("1.5"), "{message}");
        // A point first: commas are signs of thousands in every batch.
        rows.swap(0, 1);
        assert_eq!(in_batches(&table(&rows), 1), whole(&table(&rows)));
    }

    #[test]
    fn ids_beyond_the_room_for_them_are_said() {
        let mut ids = Ids::new(0, "id".into());
        ids.unchecked = 3;
        assert!(ids.note().unwrap().ends_with("the first 14680064 alone; 3 rows came after."));
    }
}
