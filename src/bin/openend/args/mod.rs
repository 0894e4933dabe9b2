//! What may be typed: one file per command, and the options that several commands share.

mod analyze;
mod code;
mod compare;
mod export;
mod files;
mod frame;
mod frame_answers;
mod frame_sheet;
mod inspect;
mod question;
mod reading;
mod shared;
mod verify;

pub(crate) use analyze::Analyze;
pub(crate) use code::Code;
pub(crate) use compare::Compare;
pub(crate) use export::Export;
pub(crate) use files::Files;
pub(crate) use frame::{
    Accept, AddNet, Define, DiffFrames, Edited, Frame, FrameCommand, LogFrame, Merge, Move, OneNumber,
    Rename, ShowFrame, Steps,
};
pub(crate) use frame_answers::{AddCode, Answers, Example, PinAnswer, Split};
pub(crate) use frame_sheet::{CheckFrame, ExportFrame, ImportFrame};
pub(crate) use inspect::Inspect;
pub(crate) use question::{CloseQuestion, ClosingOptions};
pub(crate) use reading::Reading;
pub(crate) use shared::{Columns, Figures, Results, Run};
pub(crate) use verify::Verify;

use clap::{Parser, Subcommand};

/// Open-ended survey answers to coded reasons, percentage shares and a multiple-choice question.
#[derive(Debug, Parser)]
#[command(name = "openend", version, about, max_term_width = 100)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Look at a file: how it is written, what its columns seem to be, and the command that it asks for
    Inspect(Inspect),
    /// Find the themes of an open question, code every respondent and draft the closed question
    Analyze(Box<Analyze>),
    /// Code the next wave with the frame of an earlier one; identical answers get identical codes in every wave
    Code(Box<Code>),
    /// Compare waves: what changed, by how much and how surely; earlier waves are coded again where the frame changed
    Compare(Compare),
    /// Write the coded table of a finished run in another format
    Export(Export),
    /// Close the question: show the multiple-choice question of a finished run, or write it for a survey tool
    Question(Box<CloseQuestion>),
    /// Verify the closed question: what a wave ticked beside what was volunteered, Other coded back, the next question
    Verify(Box<Verify>),
    /// Show and edit a code frame; every edit is kept and can be undone
    Frame(Frame),
}
