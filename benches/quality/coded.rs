//! What the program wrote about each respondent, beside what people wrote.

use crate::agreement::adjusted_mutual_information;
use crate::sets::Rows;
use anyhow::{Context, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One respondent's answer as coded twice.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Its language, as the set gives it.
    pub(crate) language: String,
    /// People's codes; none where nobody labelled it.
    pub(crate) labels: BTreeSet<String>,
    /// The program's codes, strongest first, each with the score of its best clause.
    pub(crate) codes: Vec<(String, f64)>,
}

impl Answer {
    /// The human code of an answer that has exactly one.
    pub(crate) fn only_label(&self) -> Option<&str> {
        self.labels.first().filter(|_| self.labels.len() == 1).map(String::as_str)
    }

    /// The program's strongest code, "" without any.
    pub(crate) fn strongest(&self) -> &str {
        self.codes.first().map_or("", |(code, _)| code)
    }
}

/// Every respondent of an output folder: codes from `coded.csv`, their scores from `mentions.csv`.
///
/// # Errors
/// If a file cannot be read, or they do not belong together.
pub(crate) fn answers(out: &Path) -> anyhow::Result<Vec<Answer>> {
    // A row that was set aside would shift the numbers by which the two files are joined.
    if out.join("rejects.csv").exists() {
        bail!("{}: the program could not read some rows", out.display());
    }
    let mentions = Rows::read(&out.join("mentions.csv"))?;
    let mut scores: BTreeMap<(usize, &str), f64> = BTreeMap::new();
    for mention in &mentions.records {
        let row: usize = mentions.cell(mention, "row").parse().context("row of a mention")?;
        let score: f64 = mentions.cell(mention, "score").parse().context("score of a mention")?;
        let best = scores.entry((row, mentions.cell(mention, "code"))).or_insert(score);
        *best = best.max(score);
    }
    let coded = Rows::read(&out.join("coded.csv"))?;
    let split = |cell: &str| -> Vec<String> {
        cell.split('|').filter(|code| !code.is_empty()).map(str::to_owned).collect()
    };
    let mut answers = Vec::with_capacity(coded.records.len());
    for (row, record) in (1..).zip(&coded.records) {
        let score = |code: String| {
            let score = scores.get(&(row, code.as_str())).copied();
            score.map(|score| (code, score)).with_context(|| format!("row {row}: a code without a mention"))
        };
        answers.push(Answer {
            language: coded.cell(record, "lang").to_owned(),
            labels: labels(coded.cell(record, "labels")),
            codes: split(coded.cell(record, "oe_codes")).into_iter().map(score).collect::<Result<_, _>>()?,
        });
    }
    Ok(answers)
}

/// The human codes in a cell.
pub(crate) fn labels(cell: &str) -> BTreeSet<String> {
    cell.split('|').filter(|label| !label.is_empty()).map(str::to_owned).collect()
}

/// AMI of the strongest code with the human code, on answers with exactly one human code, those without a code
/// being one group; none if there are no such answers.
pub(crate) fn agreement<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> Option<f64> {
    let pairs = answers.into_iter().filter_map(|a| Some((a.only_label()?, a.strongest())));
    let (labels, codes): (Vec<_>, Vec<_>) = pairs.unzip();
    (!labels.is_empty()).then(|| adjusted_mutual_information(&labels, &codes))
}
