//! Which survey files are read.

use clap::Args;
use std::path::PathBuf;

/// The survey: one file or several.
#[derive(Debug, Clone, Args)]
pub(crate) struct Files {
    /// Survey files, told apart by content: CSV, TSV, JSON, XLSX and others; a folder (all survey files in it), or - for
    /// standard input. Several are parts of one wave: their columns are joined by name
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Name of a FILE's wave; once for each FILE, in their order. The waves become the first segments, in a column wave
    #[arg(long, value_name = "NAME")]
    pub(crate) wave: Vec<String>,
}
