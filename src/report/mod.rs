//! Tables → something to read: one page, one questionnaire, one glance at the terminal. Pure: returns text.
//!
//! [`html`] is the whole result as one self-contained page, [`question_markdown`] the question to paste into the
//! next survey, [`summary`] the few lines after a run. All three print the same figures by the same rounding rule
//! (below 10 % one decimal, from 10 % on whole per cent), and show invisible characters of the answers as tokens.

mod attention;
mod html;
mod languages;
mod markdown;
mod numbers;
mod segments;
mod stub;
mod summary;
mod view;
mod visible;

#[cfg(test)]
mod fixture;

pub use html::html;
pub use markdown::question_markdown;
pub use summary::{SummaryInput, summary};

use crate::pipeline::Analysis;
use crate::settings::Settings;
use crate::survey::Study;

/// How a result came about, so that it can be made again.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Provenance {
    /// File name without folder.
    pub file: String,
    /// The sheet, for workbooks.
    pub sheet: Option<String>,
    /// What was recognised in the file and which column was taken, one sentence each.
    pub recognized: Vec<String>,
    /// Engine and model in one line, such as "static vectors, openend-256".
    pub engine: String,
    /// The settings of the run.
    pub settings: Settings,
    /// What was hashed ("input", "model", "frame") and its SHA-256, hexadecimal.
    pub hashes: Vec<(String, String)>,
}

/// What the page is made from.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    /// Who was asked what.
    pub study: &'a Study<'a>,
    /// What they said.
    pub analysis: &'a Analysis,
    /// How it was found out.
    pub provenance: &'a Provenance,
}

impl<'a> ReportInput<'a> {
    /// Gathers the three.
    #[must_use]
    pub fn new(study: &'a Study<'a>, analysis: &'a Analysis, provenance: &'a Provenance) -> Self {
        Self { study, analysis, provenance }
    }
}
