//! The agreed list of codes, numbered for ever.
//!
//! A theme is found by the machine and thrown away freely; a [`Code`] is what remains: a number that is never
//! reused, a label people can print, a definition, quotes. Codes may be grouped under a [`Net`]. The frame holds
//! everything that coding one text depends on, so the next wave is coded alike.
//!
//! People change a frame by [`Edit`]s and by nothing else: each is one entry of the frame's [`History`], which replays
//! them over the frame as drafted. Numbers, once given, stay: a code that is merged, split or retired keeps its number
//! and its history ([`Standing`]) and is only no longer given to anybody. An edit is made whole or refused, which
//! leaves the frame as it was; it can be undone for ever.
//!
//! ```
//! use openend::code_frame::{CodeFrame, CodeNumber, Edit, Entry, History, NewCode, Side, Standing};
//! use openend::text::Language;
//! use std::collections::BTreeMap;
//!
//! let code = |number: u16, label: &str| {
//!     Edit::Add(NewCode {
//!         number: CodeNumber(number),
//!         labels: BTreeMap::from([(Language::EN, label.to_owned())]),
//!         definition: String::new(),
//!         includes: Vec::new(),
//!         keywords: Vec::new(),
//!         exemplars: Vec::new(),
//!         net: None,
//!         side: Side::Neutral,
//!         places: Vec::new(),
//!     })
//! };
//! // `openend::analyze` drafts one from answers; this one is empty.
//! let drafted = CodeFrame {
//!     question: "What should we improve?".into(),
//!     languages: vec![Language::EN],
//!     label_language: Language::EN,
//!     codes: Vec::new(),
//!     nets: Vec::new(),
//!     places: Vec::new(),
//!     pins: Vec::new(),
//!     worded: std::collections::BTreeSet::new(),
//! };
//! let mut history = History::new(drafted.clone());
//! history.edit(code(1, "Parking").into())?;
//! history.edit(code(2, "Garage").into())?;
//! history.edit(Entry {
//!     edit: Edit::Rename { number: CodeNumber(1), language: Language::EN, label: Some("Car park".into()) },
//!     who: Some("Mari".into()),
//!     why: Some("as the signs call it".into()),
//! })?;
//! assert_eq!(history.frame().label(CodeNumber(1), Language::EN).0, "Car park");
//!
//! history.edit(Edit::Merge { from: vec![CodeNumber(2)], into: CodeNumber(1) }.into())?;
//! assert_eq!(history.frame().code(CodeNumber(2)).unwrap().standing, Standing::Merged(CodeNumber(1)));
//! // A code that is out of use takes no others in.
//! let refused = history.edit(Edit::Merge { from: vec![CodeNumber(1)], into: CodeNumber(2) }.into());
//! assert!(refused.unwrap_err().to_string().contains("restore 2 first"));
//!
//! history.undo(4)?;
//! assert_eq!(*history.frame(), drafted);
//! # Ok::<(), openend::Error>(())
//! ```

mod apply;
pub mod check;
mod diff;
mod edit;
mod history;
mod numbers;
mod place;
mod words;

pub use diff::{Difference, differences};
pub use edit::{Edit, Exclusion, NewCode};
pub use history::{Entry, History};
pub use place::{Pin, Place, PlaceKind};
pub use words::describe;

#[cfg(test)]
pub(crate) use apply::tests::{any_edit, drafted};

use crate::text::Language;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The number of a code or net: given once, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeNumber(pub u16);

impl CodeNumber {
    /// "Nothing, all fine": reported, never clustered, in every frame.
    pub const NOTHING: Self = Self(97);
    /// "Don't know": likewise.
    pub const DONT_KNOW: Self = Self(98);
}

impl std::fmt::Display for CodeNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeKind {
    /// A theme that people agreed on.
    Theme,
    /// "Nothing, all fine".
    Nothing,
    /// "Don't know".
    DontKnow,
}

/// Which side a code takes; praise and blame never meet in one category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Mostly criticism.
    Negative,
    /// Neither clearly.
    Neutral,
    /// Mostly praise.
    Positive,
}

/// Whether a code or net is in use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Given to people and printed.
    #[default]
    Active,
    /// No longer given; clauses that would have carried it carry no code, and nobody else's codes change.
    Retired,
    /// Its clauses carry this code instead.
    Merged(CodeNumber),
    /// Its clauses carry the nearest of these codes instead.
    Split(Vec<CodeNumber>),
}

impl Standing {
    /// Whether the code is given to people.
    #[must_use]
    pub fn is_active(&self) -> bool {
        *self == Self::Active
    }
}

/// A verbatim that shows a code well, cleaned of personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exemplar {
    /// The clause or short answer.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// For a borderline quote, the code that it is nearly as close to; none for a representative one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub borders: Option<CodeNumber>,
}

/// One code of the frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// For ever.
    pub number: CodeNumber,
    /// What it stands for.
    pub kind: CodeKind,
    /// The label in each language that has one, by BCP 47 tag; never empty.
    pub labels: BTreeMap<Language, String>,
    /// One sentence: what the answers under this code say, and which other code they are not to be confused with.
    pub definition: String,
    /// What the definition includes: the commonest distinct phrasings.
    #[serde(default)]
    pub includes: Vec<String>,
    /// What it excludes: the code that it could most easily be confused with.
    #[serde(default)]
    pub excludes: Option<CodeNumber>,
    /// Words that set the code apart, as people wrote them, strongest first.
    pub keywords: Vec<String>,
    /// Quotes that show it: representative ones, best first, then borderline ones.
    pub exemplars: Vec<Exemplar>,
    /// The net above it.
    pub net: Option<CodeNumber>,
    /// Praise, blame or neither.
    pub side: Side,
    /// Whether it is in use.
    #[serde(default, skip_serializing_if = "Standing::is_active")]
    pub standing: Standing,
}

/// A group of codes; it counts each person once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Net {
    /// For ever, in the same number space as codes.
    pub number: CodeNumber,
    /// As for codes.
    pub labels: BTreeMap<Language, String>,
    /// The codes below it, in use or not.
    pub codes: Vec<CodeNumber>,
    /// Active or retired.
    #[serde(default, skip_serializing_if = "Standing::is_active")]
    pub standing: Standing,
}

/// The agreed list: what a report prints and the next wave is coded with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CodeFrame {
    /// The open question, as worded or as the column is named.
    pub question: String,
    /// Languages that verbatims may be in, most frequent first.
    pub languages: Vec<Language>,
    /// The language that tables are printed in.
    pub label_language: Language,
    /// Theme codes by size as drafted, then those that edits added, then 97 and 98; those no longer in use too.
    pub codes: Vec<Code>,
    /// Nets, possibly none; those no longer in use too.
    pub nets: Vec<Net>,
    /// Where edits say that codes lie, besides their drafted places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// Respondents whose codes people fixed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<Pin>,
    /// Labels that a person gave or took back, by code or net and language: nothing rewords them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub worded: BTreeSet<(CodeNumber, Language)>,
}

impl CodeFrame {
    /// The codes in use, in the frame's order: what tables print.
    pub fn active_codes(&self) -> impl Iterator<Item = &Code> + Clone {
        self.codes.iter().filter(|code| code.standing.is_active())
    }

    /// The nets in use, in the frame's order.
    pub fn active_nets(&self) -> impl Iterator<Item = &Net> + Clone {
        self.nets.iter().filter(|net| net.standing.is_active())
    }

    /// The code of that number.
    #[must_use]
    pub fn code(&self, number: CodeNumber) -> Option<&Code> {
        self.codes.iter().find(|c| c.number == number)
    }

    /// The net of that number.
    #[must_use]
    pub fn net(&self, number: CodeNumber) -> Option<&Net> {
        self.nets.iter().find(|n| n.number == number)
    }

    /// The label to print for a code or net in `language`, and whether it stands in that language
    /// (false: it needs translation).
    #[must_use]
    pub fn label(&self, number: CodeNumber, language: Language) -> (&str, bool) {
        let labels = self.code(number).map(|c| &c.labels).or_else(|| self.net(number).map(|n| &n.labels));
        let Some(labels) = labels else { return ("", false) };
        if let Some(label) = labels.get(&language) {
            return (label, true);
        }
        let first = self.languages.iter().find_map(|l| labels.get(l)).or_else(|| labels.values().next());
        (first.map_or("", String::as_str), false)
    }
}
