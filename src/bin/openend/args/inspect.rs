//! Options of `openend inspect`.

use super::Reading;
use clap::Args;
use std::path::PathBuf;

/// Options of `openend inspect`.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// Survey files, told apart by content; a folder (each survey file in it), or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Print the same as JSON, one object per file
    #[arg(long)]
    pub(crate) json: bool,
}
