//! `openend export`.

use clap::Args;
use clap::builder::PossibleValuesParser;
use openend::outputs::CodedFormat;
use std::path::PathBuf;

/// Options of `openend export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Results folder of a finished run
    pub(crate) results: PathBuf,
    /// Format of the coded table
    #[arg(long, value_name = "xlsx|jsonl|parquet|sav|triple-s", value_parser = PossibleValuesParser::new(CodedFormat::ALL.into_iter().filter(|format| *format != CodedFormat::Csv).map(CodedFormat::name)), hide_possible_values = true)]
    pub(crate) format: String,
    /// File to write [default: coded.FORMAT in DIR]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace a file that is there
    #[arg(long)]
    pub(crate) force: bool,
    /// Print nothing but errors
    #[arg(long)]
    pub(crate) quiet: bool,
}
