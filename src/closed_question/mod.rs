//! Stage 7: recurring codes → the categories of a multiple-choice question.
//!
//! One code, one category: nets are never printed as answers and no two codes are merged, so praise and blame cannot
//! meet in one option. Printed order is by open share; a survey platform shuffles the reasons and leaves Other, None
//! and Don't know at the bottom.

mod close;
mod patterns;
mod wording;

pub use close::close;
pub use patterns::Patterns;

use crate::code_frame::CodeNumber;
use crate::text::Language;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a category is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CategoryKind {
    /// A reason that respondents gave.
    Reason,
    /// "Other (please specify)", with a text field.
    Other,
    /// "None of these"; excludes all others.
    None,
    /// "Don't know"; excludes all others.
    DontKnow,
}

/// One answer option as printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Category {
    /// Position in print, from 1.
    pub position: usize,
    /// What it is for.
    pub kind: CategoryKind,
    /// The wording by language.
    pub labels: BTreeMap<Language, String>,
    /// Languages of the survey in which the wording is missing and a person must translate.
    pub needs_translation: Vec<Language>,
    /// The code numbers behind it: one for a reason, 97 for None, 98 for Don't know, none for Other.
    pub codes: Vec<CodeNumber>,
    /// People who volunteered it.
    pub count: usize,
    /// Share of the base that *volunteered* it, 0..1; a listed option draws more.
    pub open_share: Option<f64>,
    /// Interval of the open share.
    pub low: Option<f64>,
    /// Interval of the open share.
    pub high: Option<f64>,
    /// Weighted share of the base that finds an answer among this and the categories above it, 0..1.
    pub cumulative_coverage: Option<f64>,
    /// May change places with the other shuffled ones.
    pub shuffle: bool,
    /// Cannot be combined with any other.
    pub exclusive: bool,
    /// Comes with a text field.
    pub open_text: bool,
}

/// The question as it may be printed in the next survey.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ClosedQuestion {
    /// The stem by language.
    pub stem: BTreeMap<Language, String>,
    /// Whether several answers are allowed.
    pub multiple: bool,
    /// Options, in print order; empty where no code recurs often enough to be printed.
    pub categories: Vec<Category>,
    /// What a reader must know (base too small, codes left out and why), one sentence each.
    pub notes: Vec<String>,
}
