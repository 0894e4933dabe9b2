//! Stage 5: clauses × frame → codings.

mod certainty;
mod coder;
mod examples;
mod model;
mod pins;
mod reader;
mod reference;
mod routes;
mod sample;
mod sentiments;
mod storage;

pub use coder::{Coder, Nearest, SeenClause};
pub use model::CodingModel;
pub use pins::{Pins, verbatim_sha256};
pub use reader::{ReadClause, Reader, Reading};
pub(crate) use reader::{is_name, place_all};
pub use reference::{Reference, ReferenceAnswer};
pub use sample::{AnswerSample, SampledAnswer, SampledClause, Tally};
pub use sentiments::SentimentReader;
pub use storage::{SavedFrame, frame_files, read_frame};

use crate::alerts::Alert;
use crate::code_frame::CodeNumber;
use crate::sentiment::Polarity;
use crate::text::Language;
use serde::{Deserialize, Serialize};

/// What became of one respondent's answer; every row has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Carries at least one code.
    Coded,
    /// An answer that no code fits; in the base.
    Uncoded,
    /// Blank or a filler such as "n/a"; outside the base.
    NoAnswer,
    /// Keyboard mash; outside the base.
    Junk,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Coded, Self::Uncoded, Self::NoAnswer, Self::Junk];

    /// As printed in `oe_status`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Coded => "coded",
            Self::Uncoded => "uncoded",
            Self::NoAnswer => "no_answer",
            Self::Junk => "junk",
        }
    }

    /// Whether the respondent is in the base of every share.
    #[must_use]
    pub fn counts_in_base(self) -> bool {
        matches!(self, Self::Coded | Self::Uncoded)
    }
}

/// A clause that carries a code, as evidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mention {
    /// Start in the unaltered verbatim, in Unicode scalar values.
    pub start: u32,
    /// End, exclusive, likewise.
    pub end: u32,
    /// The code.
    pub code: CodeNumber,
    /// The chance that people would have given the code, 0..1: of codings with .8, about 80 % are right.
    pub score: f32,
    /// The clause's sentiment, −1..1.
    pub sentiment: f32,
}

/// One respondent's coding.
#[derive(Debug, Clone, PartialEq)]
pub struct Coding {
    /// What became of the answer.
    pub status: Status,
    /// Row (from 1) of the first identical answer, if this is a copy.
    pub duplicate_of: Option<u32>,
    /// The answer's language; `und` where it cannot be told.
    pub language: Language,
    /// Codes, strongest first, without repetition.
    pub codes: Box<[CodeNumber]>,
    /// Nets of these codes, in the same order, without repetition.
    pub nets: Box<[CodeNumber]>,
    /// Clauses that carry codes, in order of the text.
    pub mentions: Box<[Mention]>,
    /// Sentiment of the whole answer; none outside the base.
    pub sentiment: Option<Polarity>,
    /// Its score, −1..1; 0 outside the base.
    pub sentiment_score: f32,
    /// The chance that `sentiment` is right, 0..1; 0 outside the base. Under .5 the program is not sure.
    pub sentiment_confidence: f32,
    /// Why somebody should read the answer today, the most urgent first; empty where the layer is off.
    pub alerts: Box<[Alert]>,
}

/// Where every row went: rows read = coded + uncoded + `no_answer` + junk + rejected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// All rows of the file below the header.
    pub read: usize,
    /// With a code, special codes included.
    pub coded: usize,
    /// Answers that no code fits.
    pub uncoded: usize,
    /// Blank or fillers.
    pub no_answer: usize,
    /// Keyboard mash.
    pub junk: usize,
    /// Set aside as unreadable.
    pub rejected: usize,
}

impl Ledger {
    /// Counts the codings of a study.
    #[must_use]
    pub fn count(codings: &[Coding], rejected: usize) -> Self {
        let mut ledger = Self::default();
        ledger.add(codings, rejected);
        ledger
    }

    /// Counts one more batch.
    pub fn add(&mut self, codings: &[Coding], rejected: usize) {
        self.read += codings.len() + rejected;
        self.rejected += rejected;
        for coding in codings {
            *match coding.status {
                Status::Coded => &mut self.coded,
                Status::Uncoded => &mut self.uncoded,
                Status::NoAnswer => &mut self.no_answer,
                Status::Junk => &mut self.junk,
            } += 1;
        }
    }

    /// Respondents in the base of every share.
    #[must_use]
    pub fn base(&self) -> usize {
        self.coded + self.uncoded
    }

    /// Whether every row is accounted for.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.read == self.coded + self.uncoded + self.no_answer + self.junk + self.rejected
    }
}
