//! A table and the columns that were named → one study per open question.

use super::options::ReadOptions;
use super::plan::StudyPlan;
use crate::error::{Error, Result};
use crate::survey::{Study, Table};

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
    /// How to read the file, whose columns have to have these names.
    #[must_use]
    pub fn reading(&self) -> ReadOptions {
        ReadOptions::wanting(self.columns())
    }

    /// Every column that has to exist.
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
    let mut plan = StudyPlan::of_all(table, options)?;
    let studies = plan.studies(table)?;
    let columns = plan.columns();
    let notes = plan.finish()?;
    let opened = columns.into_iter().zip(studies);
    Ok(opened.map(|(column, study)| OpenedStudy { column, study, notes: notes.clone() }).collect())
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
