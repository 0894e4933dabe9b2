//! `openend frame export`, `import` and `check`.

use super::Edited;
use clap::Args;
use std::path::PathBuf;

/// Options of `openend frame export`.
#[derive(Debug, Args)]
pub(crate) struct ExportFrame {
    /// Results folder, or the frame.json in it
    pub(crate) frame: PathBuf,
    /// File to write; its ending says what: .csv or .xlsx
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

/// Options of `openend frame import`.
#[derive(Debug, Args)]
pub(crate) struct ImportFrame {
    #[command(flatten)]
    pub(crate) edited: Edited,
    /// The spreadsheet: CSV or XLSX, told apart by content
    pub(crate) file: PathBuf,
    /// Only say what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Take codes and nets out of use whose row is missing
    #[arg(long)]
    pub(crate) retire_missing: bool,
}

/// Options of `openend frame check`.
#[derive(Debug, Args)]
pub(crate) struct CheckFrame {
    /// Results folder, or the frame.json in it
    pub(crate) frame: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Exit with 2 if there is a finding of severity error
    #[arg(long)]
    pub(crate) strict: bool,
}
