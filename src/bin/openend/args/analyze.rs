//! `openend analyze`.

use super::{Code, Columns, Figures, Files, Reading, Results};
use clap::Args;
use std::path::{Path, PathBuf};

/// Options of `openend analyze`.
#[derive(Debug, Args)]
pub(crate) struct Analyze {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Results folder of an earlier wave, or the frame.json in it: code with that frame, as openend code does, and propose
    /// edits of it instead of drafting a new one
    #[arg(long, value_name = "DIR|frame.json", conflicts_with_all = ["label_language", "question_side", "max_codes", "engine", "seed"])]
    pub(crate) frame: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) columns: Columns,
    /// Language of the labels [default: the survey's main language]
    #[arg(long, value_name = "CODE")]
    pub(crate) label_language: Option<String>,
    /// Side that the question asks for, which bare nouns take [default: told from the question's words]
    #[arg(long, value_name = "negative|neutral|positive", value_parser = ["negative", "neutral", "positive"], hide_possible_values = true)]
    pub(crate) question_side: Option<String>,
    #[command(flatten)]
    pub(crate) figures: Figures,
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

impl Analyze {
    /// The same, as typed after `openend code`.
    pub(crate) fn with_frame(&self, frame: &Path) -> Code {
        Code {
            files: self.files.clone(),
            frame: frame.to_owned(),
            reading: self.reading.clone(),
            columns: self.columns.clone(),
            figures: self.figures.clone(),
            results: self.results.clone(),
        }
    }
}
