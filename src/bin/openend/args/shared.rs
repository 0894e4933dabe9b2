//! Options that several commands share.

use clap::Args;
use clap::builder::PossibleValuesParser;
use openend::outputs::CodedFormat;
use std::path::PathBuf;

/// Which column is what.
#[derive(Debug, Clone, Args)]
pub(crate) struct Columns {
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
    /// Take no column for an id, weight, score, segment or language that is not named here
    #[arg(long)]
    pub(crate) no_guess: bool,
}

/// Where the results go, and how.
#[derive(Debug, Clone, Args)]
pub(crate) struct Results {
    /// Folder for the results [default: the first FILE's name (with -and-N-more) and -openend, beside it; for standard input,
    /// stdin-openend here]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Format of the coded table besides coded.csv; repeat for several [default: xlsx]
    #[arg(long, value_name = "csv|xlsx|jsonl|parquet|sav|triple-s", value_parser = PossibleValuesParser::new(CodedFormat::ALL.map(CodedFormat::name)), hide_possible_values = true)]
    pub(crate) format: Vec<String>,
    #[command(flatten)]
    pub(crate) run: Run,
}

/// How a command that writes results runs.
#[derive(Debug, Clone, Args)]
pub(crate) struct Run {
    /// Worker threads [default: one per core]; results do not depend on it
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Replace results that are already there
    #[arg(long)]
    pub(crate) force: bool,
    /// Leave cells that a spreadsheet would run as a formula as they are
    #[arg(long)]
    pub(crate) raw_cells: bool,
    /// Print nothing but errors
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// What is told besides the codes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Figures {
    /// Do not look for answers that somebody should read today
    #[arg(long)]
    pub(crate) no_alerts: bool,
    /// Least share of respondents for an option of the closed question
    #[arg(long, value_name = "PERCENT", default_value_t = 2.0)]
    pub(crate) min_share: f64,
}
