//! Proposals after a wave: edits of the frame that the answers speak for, each with its evidence. None is made by itself.
//!
//! [`WaveEars`] hears a wave while it is coded ([`crate::pipeline::ClauseListener`]); [`propose`] makes the proposals,
//! numbered P1, P2 …: themes that emerged are added, codes with nearly the same people merged, codes too broad to say
//! anything split, codes that nobody gave retired.

mod ears;
mod file;
mod pairs;
mod propose;

pub use ears::WaveEars;
pub use file::{proposals_file, read_proposals};
pub use propose::propose;

use crate::code_frame::{CodeFrame, CodeNumber, Edit, describe};
use crate::emerging::EmergingTheme;
use serde::{Deserialize, Serialize};

/// The file that holds them in a results folder.
pub const PROPOSALS_FILE: &str = "proposals.json";

/// What a proposal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalKind {
    /// A theme that emerged becomes a code.
    Add,
    /// Two codes with nearly the same people become one.
    Merge,
    /// A code is divided; into what, `openend frame split` finds in the answers.
    Split,
    /// A code that nobody gave goes out of use.
    Retire,
}

/// One proposal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// P1, P2 …
    pub id: String,
    /// What it is about.
    pub kind: ProposalKind,
    /// Why, in one sentence.
    pub reason: String,
    /// The code that it is about; none for a theme that emerged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<CodeNumber>,
    /// The edit; none for a split, whose parts people choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<Edit>,
    /// What is known of a theme that emerged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<EmergingTheme>,
}

impl Proposal {
    /// What it would do, in a few words without a full stop.
    #[must_use]
    pub fn words(&self, frame: &CodeFrame) -> String {
        match (&self.edit, self.number) {
            (Some(edit), _) => describe(edit, frame),
            (None, Some(number)) => {
                format!("split {number} \"{}\"", frame.label(number, frame.label_language).0)
            }
            (None, None) => String::new(),
        }
    }

    /// The command that makes it, for the results folder named `folder`.
    #[must_use]
    pub fn command(&self, folder: &str) -> String {
        match (self.kind, self.number) {
            (ProposalKind::Split, Some(number)) => format!("openend frame split {folder} {number}"),
            _ => format!("openend frame accept {folder} {}", self.id),
        }
    }
}

/// All proposals after a wave.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Proposals {
    /// P1 first: what emerged, the largest first; then merges, splits and retirements.
    pub list: Vec<Proposal>,
    /// What a reader must know, one sentence each.
    pub notes: Vec<String>,
}
