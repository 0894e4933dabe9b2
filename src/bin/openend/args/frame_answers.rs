//! Subcommands of `openend frame` that look at answers.

use super::Edited;
use clap::Args;
use std::path::PathBuf;

/// The survey whose answers are looked at.
#[derive(Debug, Args)]
pub(crate) struct Answers {
    /// Survey file [default: the coded answers in the results folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// Its column of answers [default: as in the folder's own run]
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub(crate) text: Option<String>,
    /// Its column of respondent ids [default: as in the folder's own run]
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub(crate) id_column: Option<String>,
    /// Its column of survey weights [default: as in the folder's own run]
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub(crate) weight: Option<String>,
    /// Language of its answers: auto, a code such as vi, or column:NAME [default: as in the folder's own run]
    #[arg(long, value_name = "auto|CODE|column:NAME", requires = "data")]
    pub(crate) language: Option<String>,
}

/// Options of `openend frame split`.
#[derive(Debug, Args)]
pub(crate) struct Split {
    #[command(flatten)]
    pub(crate) edited: Edited,
    /// Number of the code
    pub(crate) number: u16,
    /// How many parts, 2 to 9
    #[arg(long, value_name = "K", default_value_t = 2)]
    pub(crate) into: usize,
    /// Divide the code; without this, only show the parts
    #[arg(long)]
    pub(crate) commit: bool,
    /// Worker threads [default: one per core]; the parts do not depend on it
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    #[command(flatten)]
    pub(crate) answers: Answers,
}

/// Options of `openend frame example`.
#[derive(Debug, Args)]
pub(crate) struct Example {
    #[command(flatten)]
    pub(crate) edited: Edited,
    /// Number of the code
    pub(crate) number: u16,
    /// The answer as typed
    pub(crate) text: String,
    /// The answer does not carry the code
    #[arg(long)]
    pub(crate) not: bool,
    /// Take back what was said of this answer and code
    #[arg(long, conflicts_with = "not")]
    pub(crate) drop: bool,
    /// Language of the answer [default: told from it]
    #[arg(long, value_name = "CODE")]
    pub(crate) language: Option<String>,
}

/// Options of `openend frame add`.
#[derive(Debug, Args)]
pub(crate) struct AddCode {
    #[command(flatten)]
    pub(crate) edited: Edited,
    /// Its label
    pub(crate) label: String,
    /// An answer that carries it; repeat for several. Without any, people carry it by pins alone
    #[arg(long, value_name = "TEXT")]
    pub(crate) example: Vec<String>,
    /// Language of the label [default: the frame's]
    #[arg(long, value_name = "CODE")]
    pub(crate) language: Option<String>,
    /// Number of the net above it
    #[arg(long, value_name = "N")]
    pub(crate) net: Option<u16>,
}

/// Options of `openend frame pin`.
#[derive(Debug, Args)]
pub(crate) struct PinAnswer {
    #[command(flatten)]
    pub(crate) edited: Edited,
    /// The respondent's id
    #[arg(long, value_name = "ID", required_unless_present = "row")]
    pub(crate) id: Option<String>,
    /// The respondent's row in the survey file, from 1, the header not counted
    #[arg(long, value_name = "N")]
    pub(crate) row: Option<u32>,
    /// Numbers of the codes that the answer carries, the main one first, or none
    #[arg(
        long,
        value_name = "N,N|none",
        required_unless_present = "drop",
        conflicts_with = "drop",
        value_delimiter = ','
    )]
    pub(crate) codes: Vec<String>,
    /// Take the pin back
    #[arg(long)]
    pub(crate) drop: bool,
    #[command(flatten)]
    pub(crate) answers: Answers,
}
