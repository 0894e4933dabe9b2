//! How an open question is to be closed: what its owner decides.

use super::{AnswerFormat, ChooseBy};
use crate::code_frame::CodeNumber;
use crate::error::{Error, Result};
use crate::settings::Settings;
use crate::text::Language;
use std::collections::BTreeMap;

/// The owner's decisions; the default is what a run makes of its answers by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    /// Smallest share of the base for an option, in percent, 0..=100.
    pub min_share: f64,
    /// Most reasons that are listed, 1..=[`Closing::MOST_OPTIONS`].
    pub options: usize,
    /// Codes or nets that are listed whatever their share: small but strategic ones. A net stands as one option and its codes
    /// are not listed beside it.
    pub keep: Vec<CodeNumber>,
    /// Codes or nets that are not listed whatever their share; they fall under Other.
    pub leave_out: Vec<CodeNumber>,
    /// What the options are chosen by where not all have a place.
    pub choose: ChooseBy,
    /// How people answer.
    pub answer: AnswerFormat,
    /// The stem where the owner words it.
    pub stem: BTreeMap<Language, String>,
    /// The languages to ask in; empty for those of the frame.
    pub languages: Vec<Language>,
    /// Whether options of one net are printed together, and the nets shuffled as groups.
    pub by_net: bool,
    /// Whether "None of these" closes the list.
    pub none: bool,
    /// Whether "Don't know" closes the list; none: if anybody volunteered it.
    pub dont_know: Option<bool>,
    /// Whether "Prefer not to say" closes the list.
    pub prefer_not: bool,
    /// Level of the intervals of the open shares, 0.5..1.
    pub confidence: f64,
}

impl Closing {
    /// Longer lists are looked up, not read.
    pub const MOST_OPTIONS: usize = 60;

    /// What a run decides by itself.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        Self {
            min_share: settings.min_share,
            // A list of this length can still be read when it is shuffled. On three random halvings of six labelled sets
            // (fast engine) twelve options cover 44 % of the other half, twenty 53 %, twenty-five 56 %; on eight further
            // surveys twelve 44 %, fifteen 52 %, twenty 55 % (benches/README.md).
            options: 20,
            keep: Vec::new(),
            leave_out: Vec::new(),
            choose: ChooseBy::Share,
            answer: AnswerFormat::Multiple,
            stem: BTreeMap::new(),
            languages: Vec::new(),
            by_net: false,
            none: true,
            dont_know: None,
            prefer_not: false,
            confidence: settings.confidence,
        }
    }

    /// Checks every range once.
    ///
    /// # Errors
    /// [`Error::Settings`] naming the option and its range.
    pub fn check(&self) -> Result<()> {
        if !(0.0..=100.0).contains(&self.min_share) {
            return Err(Error::settings("--min-share", "give a percentage from 0 to 100"));
        }
        if !(1..=Self::MOST_OPTIONS).contains(&self.options) {
            let message = format!("give a number from 1 to {}", Self::MOST_OPTIONS);
            return Err(Error::settings("--options", message));
        }
        if !(0.5..1.0).contains(&self.confidence) {
            return Err(Error::settings("confidence", "give a level from 0.5 to below 1"));
        }
        Ok(())
    }
}

impl Default for Closing {
    fn default() -> Self {
        Self::of(&Settings::default())
    }
}
