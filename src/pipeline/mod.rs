//! The whole job, top to bottom: [`analyze`] drafts a frame of the answers and codes everybody with it; [`Wave`] codes the
//! next wave with a saved frame, batch by batch. Both code answers, count people and close the question by the same steps.

mod analyze;
mod answers;
mod copies;
mod counts;
mod groups;
mod notes;
mod split;
mod wave;

pub use analyze::analyze;
#[cfg(test)]
pub(crate) use counts::Counts;
pub use split::{ProposedPart, ProposedSplit, propose_split};
pub use wave::{ClauseListener, HeardAnswer, Wave};

use crate::closed_question::ClosedQuestion;
use crate::code_frame::CodeFrame;
use crate::coding::{Coding, CodingModel, Ledger};
use crate::shares::{AlertShare, LanguageCount, Ratings, ShareTable, Sides, UrgentAlerts};
use crate::survey::Question;

/// Everything that one question's answers yield.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The question as it was put to these respondents.
    pub asked: Question,
    /// The code frame: drafted of these answers, or of an earlier wave's.
    pub frame: CodeFrame,
    /// What coding one text depends on, beside the frame.
    pub model: CodingModel,
    /// One per respondent of the study, in its order; none after a [`Wave`], which hands them out batch by batch.
    pub codings: Vec<Coding>,
    /// Where every row went.
    pub ledger: Ledger,
    /// Codes and nets by segment.
    pub shares: ShareTable,
    /// Whether some respondent has another weight than 1.
    pub is_weighted: bool,
    /// The base by the side that its answers take.
    pub sides: Sides,
    /// The base by language, the most frequent first.
    pub languages: Vec<LanguageCount>,
    /// People by kind of alert; empty where the layer is off.
    pub alerts: Vec<AlertShare>,
    /// Answers that somebody should read today, the most urgent first.
    pub urgent: UrgentAlerts,
    /// Ratings against sentiment, where respondents gave ratings.
    pub ratings: Option<Ratings>,
    /// The question for the next wave.
    pub question: ClosedQuestion,
    /// What a reader must know (small base, thin languages), one sentence each.
    pub notes: Vec<String>,
}

/// A stage of a run, for whoever shows progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Grouping identical answers.
    Grouping,
    /// Finding themes and naming them.
    Drafting,
    /// Coding every distinct answer.
    Coding,
    /// Shares and the closed question.
    Counting,
}

/// Hears how far a run is. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins; `steps` is how many times [`Progress::step`] will be told in it, 0 if that is unknown.
    fn stage(&self, stage: Stage, steps: usize);
    /// So many more answers are done.
    fn step(&self, answers: usize);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: Stage, _: usize) {}
    fn step(&self, _: usize) {}
}
