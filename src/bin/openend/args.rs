//! What may be typed.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Open-ended survey answers to coded reasons, percentage shares and a multiple-choice question.
#[derive(Debug, Parser)]
#[command(name = "openend", version, about, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find the themes of an open question, code every respondent and draft the closed question
    Analyze(Analyze),
}

/// Options of `openend analyze`.
#[derive(Debug, Args)]
pub struct Analyze {
    /// Survey file: CSV, TSV or XLSX, told apart by content
    pub file: PathBuf,
    /// Column of open-ended answers; repeat for several questions [default: found in the file]
    #[arg(long, value_name = "COLUMN")]
    pub text: Vec<String>,
    /// Wording of the question [default: the file's, else the column's name]
    #[arg(long, value_name = "TEXT")]
    pub question: Option<String>,
    /// Column of respondent ids
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// Column of survey weights
    #[arg(long, value_name = "COLUMN")]
    pub weight: Option<String>,
    /// Column of ratings that the answers explain
    #[arg(long, value_name = "COLUMN")]
    pub score: Option<String>,
    /// Segment column, a group of people to compare; repeat for several
    #[arg(long, value_name = "COLUMN")]
    pub by: Vec<String>,
    /// Language of the answers: auto, a code such as vi, or column:NAME
    #[arg(long, value_name = "auto|CODE|column:NAME", default_value = "auto")]
    pub language: String,
    /// Language of the labels [default: the survey's main language]
    #[arg(long, value_name = "CODE")]
    pub label_language: Option<String>,
    /// Folder for the results [default: FILE's name with -openend, beside FILE]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Least share of respondents for an option of the closed question
    #[arg(long, value_name = "PERCENT", default_value_t = 3.0)]
    pub min_share: f64,
    /// Most codes in the frame, 1 to 96
    #[arg(long, value_name = "N", default_value_t = 96)]
    pub max_codes: usize,
    /// Seed of all random choices
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Worker threads [default: one per core]; results do not depend on it
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Replace results that are already in DIR
    #[arg(long)]
    pub force: bool,
    /// Leave cells that a spreadsheet would run as a formula as they are
    #[arg(long)]
    pub raw_cells: bool,
    /// Print nothing but errors
    #[arg(long)]
    pub quiet: bool,
}
