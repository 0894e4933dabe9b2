//! `openend code`.

use super::{Columns, Figures, Files, Reading, Results};
use clap::Args;
use std::path::PathBuf;

/// Options of `openend code`.
#[derive(Debug, Args)]
pub(crate) struct Code {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Results folder of an earlier wave, or the frame.json in it
    #[arg(long, value_name = "DIR|frame.json")]
    pub(crate) frame: PathBuf,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) columns: Columns,
    #[command(flatten)]
    pub(crate) figures: Figures,
    #[command(flatten)]
    pub(crate) results: Results,
}
