//! openend: open-ended survey answers → coded reasons, percentage shares and a multiple-choice question.
//!
//! [`analyze`] does the whole job on a [`survey::Study`] in memory, [`Wave`] codes the next one with the frame that came of it;
//! [`files`] makes studies of survey files,
//! [`outputs`] and [`report`] write what was found. The modules, in the order in which they depend on each other:
//!
//! | module | what it holds |
//! |---|---|
//! | [`survey`] | the nouns of the field: table, study, respondent, banner |
//! | [`text`] | stage 1: verbatim → language, triage, clauses, words |
//! | [`embedding`] | stage 2: clauses → vectors |
//! | [`themes`] | stage 3: vectors → themes |
//! | [`sentiment`] | stage 4: clauses → polarity |
//! | [`alerts`] | beside it: answers that somebody should read today |
//! | [`code_frame`] | the agreed codes, numbered for ever |
//! | [`coding`] | stage 5: clauses × frame → codings, and the ledger |
//! | [`draft`] | first wave: answers → themes → a drafted frame |
//! | [`shares`] | stage 6: codings × banner → shares with intervals |
//! | [`closed_question`] | stage 7: codes → multiple-choice categories |
//! | [`emerging`] | beside them: what is new in a wave that its frame does not know |
//! | [`pipeline`] | the stages in order |
//! | [`proposals`] | edits of the frame that a wave speaks for |
//! | [`waves`] | codings of several waves → the trend |
//! | [`questionnaires`] | the closed question as files that survey tools import |
//! | [`closed_answers`] | answers to the closed question, beside what was volunteered |
//! | [`files`], [`outputs`], [`report`] | the edges: reading, writing, showing |
//! | [`exchange`] | a frame as a spreadsheet, out to a team and back as edits |

pub mod alerts;
pub mod closed_answers;
pub mod closed_question;
pub mod code_frame;
pub mod coding;
pub mod draft;
pub mod embedding;
pub mod emerging;
mod error;
pub mod exchange;
pub mod files;
pub mod models;
pub mod outputs;
mod parallel;
pub mod pipeline;
pub mod proposals;
pub mod questionnaires;
pub mod report;
mod seed;
pub mod sentiment;
pub mod settings;
pub mod shares;
pub mod survey;
#[cfg(test)]
mod testing;
pub mod text;
pub mod themes;
pub mod waves;

pub use error::{Error, Place, Result, escape};
pub use parallel::Threads;
pub use pipeline::{
    Analysis, ClauseListener, HeardAnswer, Progress, ProposedPart, ProposedSplit, Silent, Stage, Wave,
    analyze, propose_split,
};
pub use seed::Seed;
pub use settings::Settings;
