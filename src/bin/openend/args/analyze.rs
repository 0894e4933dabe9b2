//! `openend analyze`.

use super::{Columns, Results};
use clap::Args;
use std::path::PathBuf;

/// Options of `openend analyze`.
#[derive(Debug, Args)]
pub(crate) struct Analyze {
    /// Survey file: CSV, TSV or XLSX, told apart by content
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) columns: Columns,
    /// Language of the labels [default: the survey's main language]
    #[arg(long, value_name = "CODE")]
    pub(crate) label_language: Option<String>,
    /// Side that the question asks for, which bare nouns take [default: told from the question's words]
    #[arg(long, value_name = "negative|neutral|positive", value_parser = ["negative", "neutral", "positive"], hide_possible_values = true)]
    pub(crate) question_side: Option<String>,
    /// Do not look for answers that somebody should read today
    #[arg(long)]
    pub(crate) no_alerts: bool,
    /// Least share of respondents for an option of the closed question
    #[arg(long, value_name = "PERCENT", default_value_t = 3.0)]
    pub(crate) min_share: f64,
    /// Most codes in the frame, 1 to 96
    #[arg(long, value_name = "N", default_value_t = 96)]
    pub(crate) max_codes: usize,
    /// How clauses are compared: accurate reads them whole, fast goes by their words, taught goes by words that accurate
    /// has taught on a sample; auto takes accurate for up to 20,000 distinct clauses and taught above
    #[arg(long, value_name = "auto|fast|taught|accurate", default_value = "auto", value_parser = ["auto", "fast", "taught", "accurate"], hide_possible_values = true)]
    pub(crate) engine: String,
    /// Seed of all random choices
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) results: Results,
}
