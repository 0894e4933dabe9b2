//! What may be typed: one file per command, and the options that several commands share.

mod analyze;
mod frame;
mod shared;

pub(crate) use analyze::Analyze;
pub(crate) use frame::{Frame, FrameCommand, ShowFrame};
pub(crate) use shared::{Columns, Results};

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
    /// Find the themes of an open question, code every respondent and draft the closed question
    Analyze(Box<Analyze>),
    /// Show and edit a code frame; every edit is kept and can be undone
    Frame(Frame),
}
