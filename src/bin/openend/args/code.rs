//! `openend code`.

use super::{Columns, Figures, Results};
use clap::Args;
use std::path::PathBuf;

/// Options of `openend code`.
#[derive(Debug, Args)]
pub(crate) struct Code {
    /// Survey file of the next wave: CSV, TSV or XLSX, told apart by content
    pub(crate) file: PathBuf,
    /// Results folder of an earlier wave, or the frame.json in it
    #[arg(long, value_name = "DIR|frame.json")]
    pub(crate) frame: PathBuf,
    #[command(flatten)]
    pub(crate) columns: Columns,
    #[command(flatten)]
    pub(crate) figures: Figures,
    #[command(flatten)]
    pub(crate) results: Results,
}
