//! `openend frame`: one file per group of subcommands.

mod show;

use crate::args::{Frame, FrameCommand};

/// Runs the subcommand.
pub(crate) fn run(options: &Frame) -> anyhow::Result<()> {
    match &options.command {
        FrameCommand::Show(options) => show::run(options),
    }
}
