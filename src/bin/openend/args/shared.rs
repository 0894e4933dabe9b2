//! Options that several commands share.

use clap::Args;
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
}

/// Where the results go, and how.
#[derive(Debug, Clone, Args)]
pub(crate) struct Results {
    /// Folder for the results [default: FILE's name with -openend, beside FILE]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
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

/// What is told besides the codes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Figures {
    /// Do not look for answers that somebody should read today
    #[arg(long)]
    pub(crate) no_alerts: bool,
    /// Least share of respondents for an option of the closed question
    #[arg(long, value_name = "PERCENT", default_value_t = 3.0)]
    pub(crate) min_share: f64,
}
