//! `openend frame`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Options of `openend frame`.
#[derive(Debug, Args)]
pub(crate) struct Frame {
    /// What to do with it.
    #[command(subcommand)]
    pub(crate) command: FrameCommand,
}

/// What can be done with a code frame.
#[derive(Debug, Subcommand)]
pub(crate) enum FrameCommand {
    /// Print the codes and nets
    Show(ShowFrame),
}

/// Options of `openend frame show`.
#[derive(Debug, Args)]
pub(crate) struct ShowFrame {
    /// Results folder, or the frame.json in it
    pub(crate) frame: PathBuf,
}
