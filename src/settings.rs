//! All knobs of a run that can change a result: default, unit, range.

use crate::embedding::Engine;
use crate::error::{Error, Result};
use crate::sentiment::QuestionSide;
use crate::text::Language;
use serde::{Deserialize, Serialize};

/// The settings of [`crate::analyze`]. Thread count and places on disk are not among them: they change no result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Settings {
    /// Seed of every random choice.
    pub seed: u64,
    /// The model that clauses are compared by, or none to choose by their number.
    pub engine: Option<Engine>,
    /// The language of all answers, or none to detect each answer's.
    pub language: Option<Language>,
    /// The language that labels are printed in, or none for the survey's main language.
    pub label_language: Option<Language>,
    /// The side that the question asks for, or none to tell it from the question's words.
    pub question_side: Option<QuestionSide>,
    /// Whether answers that somebody should read today are looked for.
    pub alerts: bool,
    /// Smallest share of the base for an option of the closed question, in percent, 0..=100.
    pub min_share: f64,
    /// Most theme codes in the frame, 1..=[`Settings::MOST_CODES`].
    pub max_codes: usize,
    /// Confidence level of intervals, 0.5..1.
    pub confidence: f64,
}

impl Settings {
    /// Codes are numbered 1 to 96; 97 and 98 are special and nets follow.
    pub const MOST_CODES: usize = 96;

    /// Checks every range once; the rest of the library trusts it.
    ///
    /// # Errors
    /// [`Error::Settings`] naming the option and its range.
    pub fn check(&self) -> Result<()> {
        if !(0.0..=100.0).contains(&self.min_share) {
            return Err(Error::settings("--min-share", "give a percentage from 0 to 100"));
        }
        if !(1..=Self::MOST_CODES).contains(&self.max_codes) {
            return Err(Error::settings(
                "--max-codes",
                format!("give a number from 1 to {}", Self::MOST_CODES),
            ));
        }
        if !(0.5..1.0).contains(&self.confidence) {
            return Err(Error::settings("confidence", "give a level from 0.5 to below 1"));
        }
        Ok(())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            engine: None,
            language: None,
            label_language: None,
            question_side: None,
            alerts: true,
            // Common practice is 2 to 3 % of everybody who answered. On three random halvings of six labelled sets (fast
            // engine) options from 2 % on cover 53 % of the other half, those from 3 % on 48 %, those from 1 % on 54 %.
            min_share: 2.0,
            max_codes: Self::MOST_CODES,
            confidence: 0.95,
        }
    }
}
