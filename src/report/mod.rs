//! Tables → something to read: one page, one questionnaire, one glance at the terminal. Pure: returns text.
//!
//! [`html`] is the whole result as one self-contained page, [`question_markdown`] the question to paste into the
//! next survey, [`question_card`] the same at a glance, [`summary`] the few lines after a run; [`trend_html`] and
//! [`trend_summary`] tell of several waves, [`verified_html`] and [`verified_summary`] of the answers to the closed
//! question, [`inspection`] of a file before its analysis. All
//! print the same figures by the same rounding rule (below 10 % one decimal, from 10 % on whole per cent), and show
//! invisible characters of the answers as tokens.

mod attention;
mod closed;
mod frame;
mod html;
mod inspection;
mod languages;
mod loop_chart;
mod markdown;
mod new_themes;
mod numbers;
mod question_card;
mod segments;
mod stub;
mod summary;
mod trend;
mod trend_chart;
mod trend_summary;
mod verified;
mod verified_summary;
mod view;
mod visible;

#[cfg(test)]
mod fixture;

pub use frame::{FrameInput, LogLine, frame_card, frame_diff, frame_list, frame_log};
pub use html::html;
pub use inspection::{InspectionInput, inspection, inspection_json, proposed_command};
pub use markdown::question_markdown;
pub use question_card::{QuestionCardInput, question_card};
pub use summary::{SummaryInput, summary};
pub use trend::{TrendInput, trend_html};
pub use trend_summary::trend_summary;
pub use verified::{VerifiedInput, verified_html};
pub use verified_summary::verified_summary;

use crate::pipeline::Analysis;
use crate::proposals::Proposals;
use crate::settings::Settings;

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
    /// The saved frame that the answers were coded with and the number of its edits; none if it was drafted of them.
    pub coded_with: Option<(String, usize)>,
    /// The settings of the run.
    pub settings: Settings,
    /// What was hashed ("input", "model", "frame") and its SHA-256, hexadecimal.
    pub hashes: Vec<(String, String)>,
}

/// What the page is made from.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    /// What people said.
    pub analysis: &'a Analysis,
    /// How it was found out.
    pub provenance: &'a Provenance,
    /// What a later wave brought, and what it proposes; none for a first wave.
    pub proposals: Option<&'a Proposals>,
}

impl<'a> ReportInput<'a> {
    /// Gathers the two.
    #[must_use]
    pub fn new(analysis: &'a Analysis, provenance: &'a Provenance) -> Self {
        Self { analysis, provenance, proposals: None }
    }

    /// With what a later wave brought.
    #[must_use]
    pub fn with_proposals(self, proposals: Option<&'a Proposals>) -> Self {
        Self { proposals, ..self }
    }
}
