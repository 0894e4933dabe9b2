//! Options of `openend verify`.

use super::{Reading, Run};
use clap::Args;
use std::path::PathBuf;

/// Options of `openend verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Survey files with the answers to the closed question, as for `openend analyze`
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The question that was asked: the question.json of a run, or of an earlier verification
    #[arg(long, value_name = "question.json")]
    pub(crate) question: PathBuf,
    /// Column of the closed question; repeat for several, one for each option or each with answers in its cells. START*
    /// means all columns that begin so
    #[arg(long, value_name = "COLUMN", required = true)]
    pub(crate) closed: Vec<String>,
    /// Column of what people wrote under Other [default: none; what a cell holds besides options is that]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) other: Option<String>,
    /// Results folder whose frame codes what was written under Other, or its frame.json [default: the folder of
    /// question.json]
    #[arg(long, value_name = "DIR|frame.json")]
    pub(crate) frame: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Column of respondent ids
    #[arg(long, value_name = "COLUMN")]
    pub(crate) id: Option<String>,
    /// Column of survey weights
    #[arg(long, value_name = "COLUMN")]
    pub(crate) weight: Option<String>,
    /// Segment column, a group of people to compare; repeat for several
    #[arg(long, value_name = "COLUMN")]
    pub(crate) by: Vec<String>,
    /// Language of what was written under Other: auto, a code such as vi, or column:NAME
    #[arg(long, value_name = "auto|CODE|column:NAME", default_value = "auto")]
    pub(crate) language: String,
    /// Least share of respondents for an option of the next question
    #[arg(long, value_name = "PERCENT", default_value_t = 2.0)]
    pub(crate) min_share: f64,
    /// Folder for the results [default: the first FILE's name and -verified, beside it]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) run: Run,
}
