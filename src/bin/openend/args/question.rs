//! Options of `openend question`.

use clap::Args;
use clap::builder::PossibleValuesParser;
use openend::questionnaires::QuestionFormat;
use std::path::PathBuf;

/// Options of `openend question`.
#[derive(Debug, Args)]
pub(crate) struct CloseQuestion {
    /// Results folder of a finished run, or a question.json to export as it is
    #[arg(value_name = "DIR|question.json")]
    pub(crate) results: PathBuf,
    /// Format of a survey tool [default: none, the question is only shown]
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(QuestionFormat::ALL.map(QuestionFormat::name)))]
    pub(crate) format: Option<String>,
    /// Language to ask in, the main one first; repeat for several [default: those of the survey]
    #[arg(long, value_name = "CODE")]
    pub(crate) language: Vec<String>,
    /// File to write; where a format holds one language, the language comes before the ending [default: question.NAME.ENDING
    /// in DIR]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) closing: ClosingOptions,
    /// Print nothing but errors
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// How the question is closed.
#[derive(Debug, Args)]
pub(crate) struct ClosingOptions {
    /// Most reasons to list [default: 20]
    #[arg(long, value_name = "N")]
    pub(crate) options: Option<usize>,
    /// Least share of respondents for an option [default: that of the run, 2 unless said otherwise]
    #[arg(long, value_name = "PERCENT")]
    pub(crate) min_share: Option<f64>,
    /// Code or net to list whatever its share; repeat for several
    #[arg(long, value_name = "NUMBER")]
    pub(crate) keep: Vec<u16>,
    /// Code or net not to list whatever its share; repeat for several
    #[arg(long, value_name = "NUMBER")]
    pub(crate) leave_out: Vec<u16>,
    /// Where not all have a place, list the most frequent reasons, or those that together reach the most people
    /// [default: share]
    #[arg(long, value_name = "share|reach", value_parser = PossibleValuesParser::new(["share", "reach"]), hide_possible_values = true)]
    pub(crate) choose: Option<String>,
    /// How people answer: tick all that apply, tick one, or yes and no for each reason [default: multiple]
    #[arg(long, value_name = "multiple|single|yes-no", value_parser = PossibleValuesParser::new(["multiple", "single", "yes-no"]), hide_possible_values = true)]
    pub(crate) answer: Option<String>,
    /// Wording of the question, as TEXT or, for one of several languages, CODE=TEXT; repeat for several
    #[arg(long, value_name = "[CODE=]TEXT")]
    pub(crate) stem: Vec<String>,
    /// Print options of one net together, and shuffle the nets as groups
    #[arg(long)]
    pub(crate) by_net: bool,
    /// Do not close the list with None of these
    #[arg(long)]
    pub(crate) no_none: bool,
    /// Close the list with Don't know, or never [default: if anybody volunteered it]
    #[arg(long, value_name = "yes|no", value_parser = PossibleValuesParser::new(["yes", "no"]), hide_possible_values = true)]
    pub(crate) dont_know: Option<String>,
    /// Close the list with Prefer not to say
    #[arg(long)]
    pub(crate) prefer_not: bool,
}
