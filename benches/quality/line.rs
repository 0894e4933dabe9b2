//! One line of the sets' table.

use crate::agreement::adjusted_mutual_information;
use crate::coded::{Answer, agreement};
use serde_json::Value;
use std::path::Path;

/// The figures of a set; those that do not apply are none.
#[derive(Debug, Default)]
pub(crate) struct Line {
    pub(crate) rows: Option<f64>,
    /// Codes that people used.
    pub(crate) human: Option<f64>,
    pub(crate) codes: Option<f64>,
    pub(crate) uncoded: Option<f64>,
    pub(crate) ami: Option<f64>,
    pub(crate) ari: Option<f64>,
    pub(crate) net_ami: Option<f64>,
    pub(crate) net_ari: Option<f64>,
    pub(crate) many_f1: Option<f64>,
    pub(crate) share_error: Option<f64>,
    pub(crate) macro_f1: Option<f64>,
    pub(crate) balanced: Option<f64>,
    pub(crate) language_ami: Option<f64>,
    pub(crate) seconds: Option<f64>,
    pub(crate) peak_mb: Option<f64>,
}

impl Line {
    pub(crate) const HEADER: &str = "| set | engine | rows | codes | uncoded % | AMI | ARI | net AMI | net ARI \
                                     | many F1 | share error, points | sentiment macro-F1 | balanced \
                                     | AMI with language | seconds | peak MB |\n\
                                     |---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

    /// What the bench itself can tell. All figures are of answers with exactly one human code, those without a code
    /// being one group.
    pub(crate) fn of_answers(answers: &[Answer]) -> Self {
        let single: Vec<&Answer> = answers.iter().filter(|a| a.only_label().is_some()).collect();
        if single.is_empty() {
            return Self::default();
        }
        let codes: Vec<&str> = single.iter().map(|a| a.strongest()).collect();
        let languages: Vec<&str> = single.iter().map(|a| a.language.as_str()).collect();
        let mut kinds = codes.clone();
        kinds.sort_unstable();
        kinds.dedup();
        let is_mixed = languages.iter().any(|language| Some(language) != languages.first());
        let without = codes.iter().filter(|code| code.is_empty()).count();
        Self {
            codes: Some(kinds.iter().filter(|code| !code.is_empty()).count() as f64),
            uncoded: Some(without as f64 / codes.len() as f64),
            ami: agreement(single),
            language_ami: is_mixed.then(|| adjusted_mutual_information(&languages, &codes)),
            ..Self::default()
        }
    }

    /// From what `score.py` prints.
    pub(crate) fn of_score(score: &Value) -> Self {
        let figure = |part: &str, name: &str| score.get(part)?.get(name)?.as_f64();
        Self {
            rows: score.get("rows").and_then(Value::as_f64),
            human: figure("match", "human"),
            codes: figure("themes", "codes").or_else(|| figure("match", "codes")),
            uncoded: figure("themes", "uncoded").or_else(|| figure("many", "uncoded")),
            ami: figure("themes", "ami"),
            ari: figure("themes", "ari"),
            net_ami: figure("themes", "net_ami"),
            net_ari: figure("themes", "net_ari"),
            many_f1: figure("many", "f1"),
            share_error: figure("many", "share_error_points"),
            macro_f1: figure("sentiment", "macro_f1"),
            balanced: figure("sentiment", "balanced"),
            ..Self::default()
        }
    }

    /// The peer's figures for a set, where its folder has them.
    pub(crate) fn of_peer(folder: &Path, set: &str) -> Option<Self> {
        let read = |end: &str| -> Option<Value> {
            serde_json::from_slice(&std::fs::read(folder.join(format!("{set}.{end}"))).ok()?).ok()
        };
        let seconds = read("time").and_then(|time| time.get("total_s")?.as_f64());
        Some(Self { seconds, ..Self::of_score(&read("json")?) })
    }

    /// The better ARI of codes and nets.
    pub(crate) fn best_ari(&self) -> Option<f64> {
        [self.ari, self.net_ari].into_iter().flatten().max_by(f64::total_cmp)
    }

    pub(crate) fn print(&self, set: &str, engine: &str) -> String {
        let cells = [
            cell(self.rows, 0),
            cell(self.codes, 0),
            cell(self.uncoded.map(|u| u * 100.0), 1),
            cell(self.ami, 3),
            cell(self.ari, 3),
            cell(self.net_ami, 3),
            cell(self.net_ari, 3),
            cell(self.many_f1, 3),
            cell(self.share_error, 2),
            cell(self.macro_f1, 3),
            cell(self.balanced, 3),
            cell(self.language_ami, 3),
            cell(self.seconds, 1),
            cell(self.peak_mb, 0),
        ];
        format!("| {set} | {engine} | {} |", cells.join(" | "))
    }
}

/// A figure as printed, blank where there is none.
pub(crate) fn cell(figure: Option<f64>, digits: usize) -> String {
    figure.map_or(String::new(), |f| format!("{f:.digits$}"))
}
