//! What is new in a wave that the frame does not know.
//!
//! Two kinds of themes emerge: answers that lie where the first wave had nobody, or hardly anybody, whether a code takes
//! them or not; and answers that no code fits, if they are many and alike. Each comes as a code ready to be added. None is
//! added by itself.
//!
//! The first wave is known from what its frame remembers ([`crate::coding::Reference`]); where it remembers nothing, only
//! answers that no code fits can be told.

mod cloud;
mod find;
mod regions;
mod uncoded;

pub use find::find_emerging;

use crate::code_frame::{CodeNumber, NewCode};
use crate::text::Language;
use serde::{Deserialize, Serialize};

/// Themes that emerged in a wave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Emerging {
    /// The largest first.
    pub themes: Vec<EmergingTheme>,
    /// What a reader must know, one sentence each.
    pub notes: Vec<String>,
}

/// A theme that emerged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmergingTheme {
    /// The code that would stand for it, with where it lies; its number is free today.
    pub code: NewCode,
    /// People who speak of it, of those in the sample.
    pub people: u64,
    /// Their weighted part of the base, 0..1.
    pub share: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// What the first wave had of it; none if its frame remembers nothing.
    pub before: Option<Before>,
    /// The code that most of its clauses carry today, or else the nearest.
    pub nearest: Option<CodeNumber>,
    /// The part of its clauses that no code fits, 0..1.
    pub uncoded: f64,
    /// Its languages with the part of its people who used each, the commonest first.
    pub languages: Vec<(Language, f64)>,
    /// The positions of its answers in the sample.
    #[serde(skip)]
    pub answers: Vec<usize>,
}

/// What the first wave had where a theme emerged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Before {
    /// The part of its base that spoke of it, 0..1.
    pub share: f64,
    /// Those of them whose clauses there no code fitted.
    pub uncoded: f64,
}
