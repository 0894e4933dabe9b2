//! What may be typed.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

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
    Analyze(Analyze),
}

/// Options of `openend analyze`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(crate) struct Analyze {
    /// Survey file: CSV, TSV or XLSX, told apart by content
    pub(crate) file: PathBuf,
    /// Column of open-ended answers; repeat for several questions [default: found in the file]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) text: Vec<String>,
    /// Wording of the question [default: the file's, else the column's name]
    #[arg(long, value_name = "TEXT")]
    pub(crate) question: Option<String>,
    /// Column of respondent ids
    #[arg(long, value_name = "COLUMN")]
    pub(crate) id: Option<String>,
    /// Column of survey weights
    #[arg(long, value_name = "COLUMN")]
    pub(crate) weight: Option<String>,
    /// Column of ratings that the answers explain
    #[arg(long, value_name = "COLUMN")]
    pub(crate) score: Option<String>,
    /// Segment column, a group of people to compare; repeat for several
    #[arg(long, value_name = "COLUMN")]
    pub(crate) by: Vec<String>,
    /// Language of the answers: auto, a code such as vi, or column:NAME
    #[arg(long, value_name = "auto|CODE|column:NAME", default_value = "auto")]
    pub(crate) language: String,
    /// Language of the labels [default: the survey's main language]
    #[arg(long, value_name = "CODE")]
    pub(crate) label_language: Option<String>,
    /// Side that the question asks for, which bare nouns take [default: told from the question's words]
    #[arg(long, value_name = "negative|neutral|positive", value_parser = ["negative", "neutral", "positive"], hide_possible_values = true)]
    pub(crate) question_side: Option<String>,
    /// Do not look for answers that somebody should read today
    #[arg(long)]
    pub(crate) no_alerts: bool,
    /// Folder for the results [default: FILE's name with -openend, beside FILE]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
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
    /// Worker threads [default: one per core]; results do not depend on it
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Replace results that are already in DIR
    #[arg(long)]
    pub(crate) force: bool,
    /// Leave cells that a spreadsheet would run as a formula as they are
    #[arg(long)]
    pub(crate) raw_cells: bool,
    /// Print nothing but errors
    #[arg(long)]
    pub(crate) quiet: bool,
}
