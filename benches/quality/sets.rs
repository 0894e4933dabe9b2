//! The labelled sets of `../shared/data`: which there are, and which of their rows are used.

use anyhow::Context;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A set of which only the rows with a label are a survey.
const LABELLED_ONLY: &str = "airline_tweets_en";
/// A set whose rows with exactly one label are a second survey, of this name.
const SINGLE_TOO: (&str, &str) = ("happy_moments_en", "happy_moments_en_single");
/// A set of which the sets' table uses these languages.
const LANGUAGES_OF: (&str, [&str; 5]) = ("topics_14langs", ["et", "vi", "zh-Hans", "zh-Hant", "en"]);

/// The names of all sets, in order: their files', without the ending.
pub(crate) fn names(data: &Path) -> anyhow::Result<Vec<String>> {
    let entries: Result<Vec<PathBuf>, _> = std::fs::read_dir(data)?.map(|e| e.map(|e| e.path())).collect();
    let files = entries?.into_iter().filter(|file| file.extension().is_some_and(|e| e == "csv"));
    let mut names: Vec<String> =
        files.map(|file| file.file_stem().unwrap_or_default().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// Rows of a file with a header.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    headers: csv::StringRecord,
    pub(crate) records: Vec<csv::StringRecord>,
}

impl Rows {
    /// All rows of a file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn read(file: &Path) -> anyhow::Result<Self> {
        let place = || file.display().to_string();
        let text = std::fs::read_to_string(file).with_context(place)?;
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headers = reader.headers().with_context(place)?.clone();
        let records = reader.records().collect::<Result<_, _>>().with_context(place)?;
        Ok(Self { headers, records })
    }

    /// The rows of a set in `data` that have an answer: the peer leaves blank ones out too.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn of_set(data: &Path, set: &str) -> anyhow::Result<Self> {
        let rows = Self::read(&data.join(format!("{set}.csv")))?;
        let labelled = |record: &_| set != LABELLED_ONLY || !rows.cell(record, "labels").is_empty();
        Ok(rows.only(|record| labelled(record) && !rows.cell(record, "text").trim().is_empty()))
    }

    /// The surveys that the sets' table makes of a set's rows, by name.
    pub(crate) fn surveys(self, set: &str) -> Vec<(String, Self)> {
        let mut surveys = Vec::new();
        if set == SINGLE_TOO.0 {
            let single = |label: &str| !label.is_empty() && !label.contains('|');
            surveys.push((SINGLE_TOO.1.to_owned(), self.only(|record| single(self.cell(record, "labels")))));
        }
        let rows = match LANGUAGES_OF {
            (name, languages) if name == set => self.only(|r| languages.contains(&self.cell(r, "lang"))),
            _ => self,
        };
        surveys.insert(0, (set.to_owned(), rows));
        surveys
    }

    /// The rows in one language.
    pub(crate) fn in_language(&self, language: &str) -> Self {
        self.only(|record| self.cell(record, "lang") == language)
    }

    /// The rows that are wanted, in their order.
    pub(crate) fn only(&self, wanted: impl Fn(&csv::StringRecord) -> bool) -> Self {
        let records = self.records.iter().filter(|record| wanted(record)).cloned().collect();
        Self { headers: self.headers.clone(), records }
    }

    /// The same rows with these columns alone.
    pub(crate) fn columns(&self, names: &[&str]) -> Self {
        let cells = |record| names.iter().map(|name| self.cell(record, name)).collect();
        Self { headers: names.iter().collect(), records: self.records.iter().map(cells).collect() }
    }

    /// The same rows with a column more.
    pub(crate) fn with_column<'r>(
        &'r self,
        name: &str,
        value: impl Fn(&'r csv::StringRecord) -> &'r str,
    ) -> Self {
        let longer = |cells: &csv::StringRecord, cell: &str| cells.iter().chain([cell]).collect();
        let records = self.records.iter().map(|record| longer(record, value(record))).collect();
        Self { headers: longer(&self.headers, name), records }
    }

    /// The languages that the set names.
    pub(crate) fn languages(&self) -> BTreeSet<String> {
        self.records.iter().map(|record| self.cell(record, "lang").to_owned()).collect()
    }

    /// Whether people have labelled anything in them.
    pub(crate) fn are_labelled(&self) -> bool {
        let labelled = |column| self.records.iter().any(|r| !self.cell(r, column).is_empty());
        labelled("labels") || labelled("sentiment")
    }

    /// The cell of a column; "" where it has none.
    pub(crate) fn cell<'r>(&self, record: &'r csv::StringRecord, column: &str) -> &'r str {
        let place = self.headers.iter().position(|h| h == column);
        place.and_then(|column| record.get(column)).unwrap_or("")
    }

    /// Writes them as a survey file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut out = csv::Writer::from_path(path)?;
        out.write_record(&self.headers)?;
        self.records.iter().try_for_each(|record| out.write_record(record))?;
        Ok(out.flush()?)
    }
}
