//! One change of a code frame.

use super::{CodeNumber, Exemplar, Pin, Place, Side};
use crate::text::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One change of a code frame: the only way in which a frame changes after it was drafted. It holds everything that it
/// does, so that replaying it needs neither the answers nor a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum Edit {
    /// Gives a code or net another label in one language; none takes the label back, but never the last.
    Rename {
        /// The code or net.
        number: CodeNumber,
        /// The label's language.
        language: Language,
        /// The label.
        label: Option<String>,
    },
    /// Says what a code means; what is none stays as it was.
    Define {
        /// The code.
        number: CodeNumber,
        /// One sentence.
        definition: Option<String>,
        /// What it includes.
        includes: Option<Vec<String>>,
        /// What it excludes.
        excludes: Option<Exclusion>,
    },
    /// Adds a code.
    Add(NewCode),
    /// Gives the clauses of some codes to another; their numbers, labels and quotes stay on record.
    Merge {
        /// The codes that are no longer given.
        from: Vec<CodeNumber>,
        /// The code that is given instead.
        into: CodeNumber,
    },
    /// Divides the clauses of a code among new ones; together they carry exactly what it carried.
    Split {
        /// The code that is no longer given.
        number: CodeNumber,
        /// At least two; their places are of kind [`super::PlaceKind::Part`].
        parts: Vec<NewCode>,
    },
    /// Puts a code under a net, or under none.
    Move {
        /// The code.
        number: CodeNumber,
        /// The net.
        net: Option<CodeNumber>,
    },
    /// Adds a net over some codes.
    Net {
        /// A number never used before.
        number: CodeNumber,
        /// The label in each language that has one.
        labels: BTreeMap<Language, String>,
        /// The codes below it.
        codes: Vec<CodeNumber>,
    },
    /// Takes a code or net out of use.
    Retire {
        /// The code or net.
        number: CodeNumber,
    },
    /// Puts a retired, merged or split code, or a retired net, back into use. The parts of a split one that are still
    /// in use, and theirs, are merged into it: what was merged into them, pinned to them or shown by their examples
    /// goes to it too. A part cannot be restored while the code that it is a part of is in use.
    Restore {
        /// The code or net.
        number: CodeNumber,
    },
    /// Fixes a respondent's codes; a second pin of the same answer replaces the first.
    Pin(Pin),
    /// Takes a pin back.
    Unpin {
        /// As in [`Pin`].
        respondent: Option<String>,
        /// As in [`Pin`].
        verbatim_sha256: String,
    },
    /// Says that an answer carries a code, or that it does not; replaces what was said of that answer and code before.
    Example {
        /// The code.
        number: CodeNumber,
        /// The answer as typed.
        text: String,
        /// Its language.
        language: Language,
        /// One place for each of its clauses that counts, all of kind example or all of kind counter-example, with
        /// `text` as their text.
        places: Vec<Place>,
    },
    /// Takes an example or counter-example back.
    DropExample {
        /// The code.
        number: CodeNumber,
        /// The answer as typed.
        text: String,
    },
}

impl Edit {
    /// The codes and nets that the edit speaks of, those that it adds too; pins speak of theirs.
    #[must_use]
    pub fn numbers(&self) -> Vec<CodeNumber> {
        match self {
            Self::Rename { number, .. }
            | Self::Define { number, .. }
            | Self::Retire { number }
            | Self::Restore { number }
            | Self::Example { number, .. }
            | Self::DropExample { number, .. } => vec![*number],
            Self::Add(code) => std::iter::once(code.number).chain(code.net).collect(),
            Self::Merge { from, into } => from.iter().copied().chain([*into]).collect(),
            Self::Split { number, parts } => {
                std::iter::once(*number).chain(parts.iter().map(|part| part.number)).collect()
            }
            Self::Move { number, net } => std::iter::once(*number).chain(*net).collect(),
            Self::Net { number, codes, .. } => {
                std::iter::once(*number).chain(codes.iter().copied()).collect()
            }
            Self::Pin(pin) => pin.codes.clone(),
            Self::Unpin { .. } => Vec::new(),
        }
    }
}

/// What a code excludes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// Nothing in particular.
    Nothing,
    /// What is meant by this code.
    Code(CodeNumber),
}

/// A code that people or the program add.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewCode {
    /// A number never used before: [`super::CodeFrame::next_code`].
    pub number: CodeNumber,
    /// The label in each language that has one; never empty.
    pub labels: BTreeMap<Language, String>,
    /// One sentence.
    pub definition: String,
    /// What it includes.
    #[serde(default)]
    pub includes: Vec<String>,
    /// Words that set it apart.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Quotes that show it.
    #[serde(default)]
    pub exemplars: Vec<Exemplar>,
    /// The net above it.
    #[serde(default)]
    pub net: Option<CodeNumber>,
    /// Praise, blame or neither.
    pub side: Side,
    /// Where it lies: centres or examples, for a part of a split code at least one place of kind
    /// [`super::PlaceKind::Part`]; an added code without any is given by pins alone.
    #[serde(default)]
    pub places: Vec<Place>,
}
