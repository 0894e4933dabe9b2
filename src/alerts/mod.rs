//! An optional layer beside sentiment: answers that somebody should read today, with the words that say so.
//!
//! [`find_alerts`] looks for the phrases of `data/lists/LANGUAGE/alerts.txt` in one answer. It prefers missing an alert
//! to raising a false one: a phrase that is denied ("no danger"), supposed ("if there were a fire") or listed as
//! harmless raises none. Languages without a list raise none either.
//!
//! ```
//! use openend::alerts::{AlertKind, find_alerts};
//! use openend::text::{Language, analysis_copy};
//!
//! let copy = analysis_copy("The stairs are slippery and I got hurt. Never again!");
//! let alerts = find_alerts(&copy, Language::EN);
//! let kinds: Vec<AlertKind> = alerts.iter().map(|a| a.kind).collect();
//! assert_eq!(kinds, [AlertKind::Safety, AlertKind::Churn]);
//! assert_eq!((alerts[1].start, alerts[1].end), (40, 51));
//! ```

mod find;
mod lists;

pub use find::find_alerts;

use serde::Serialize;

/// What an alert is about, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// Somebody was or may be harmed: injury, danger, harassment, discrimination, self-harm, spoiled food, fire.
    Safety,
    /// Somebody may go to law: lawyers, authorities, refunds in dispute, data protection, fraud.
    Legal,
    /// A customer leaves or says so: a contract cancelled, "never again", a competitor named as the next choice.
    Churn,
    /// Anger.
    Anger,
    /// Disappointment.
    Disappointment,
    /// Gratitude.
    Gratitude,
}

impl AlertKind {
    /// All kinds, the most urgent first.
    pub const ALL: [Self; 6] =
        [Self::Safety, Self::Legal, Self::Churn, Self::Anger, Self::Disappointment, Self::Gratitude];

    /// As printed in `oe_alerts` and written in the lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Legal => "legal",
            Self::Churn => "churn",
            Self::Anger => "anger",
            Self::Disappointment => "disappointment",
            Self::Gratitude => "gratitude",
        }
    }

    /// Whether somebody should answer; disappointment and gratitude are only counted.
    #[must_use]
    pub fn needs_answer(self) -> bool {
        !matches!(self, Self::Disappointment | Self::Gratitude)
    }
}

/// The evidence for one kind in one answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alert {
    /// What it is about.
    pub kind: AlertKind,
    /// Start of the phrase in the unaltered verbatim, in Unicode scalar values.
    pub start: u32,
    /// End, exclusive, likewise.
    pub end: u32,
    /// How clearly the phrase says it, 0..1: 1 for one that leaves no doubt.
    pub strength: f32,
}
