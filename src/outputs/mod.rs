//! Everything that a run leaves on disk: the coded table, the tables behind the report, the question, the run's record.
//!
//! Builders write to any [`std::io::Write`], row by row, so a million rows need no more memory than one; the same rows
//! go to text files and to workbooks. [`OutputFolder`] makes all files of a run appear together.
//!
//! ```
//! use openend::outputs::{Contents, OutputFolder, RunFacts, write_analysis};
//! use openend::survey::{Study, Table};
//!
//! fn save(table: &Table, study: &Study, analysis: &openend::Analysis) -> openend::Result<()> {
//!     let folder = OutputFolder::claim("results".as_ref(), &["survey.csv".as_ref()], false)?;
//!     let contents = Contents { table, study, analysis, extra: &[], run: &RunFacts::default() };
//!     write_analysis(folder.staging(), &contents, &openend::Threads::new(0)?)?;
//!     folder.publish()
//! }
//! ```

mod coded;
mod folder;
mod lists;
mod lock;
mod neutral;
mod package;
mod publish;
mod record;
mod saved_frame;
mod table;
mod workbook;
mod write;

pub use folder::OutputFolder;
pub use neutral::{Neutralised, runs_in_a_spreadsheet};
pub use record::RunFacts;
pub use saved_frame::open_frame;
pub use workbook::Altered;
pub use write::{Contents, write_analysis};

/// The record of a run, written last: a folder without it is unfinished.
pub const RUN_FILE: &str = "run.json";

/// Every name that a run may write. A later run with `--force` may replace or remove files of these names, no others.
pub const OUR_FILES: [&str; 13] = [
    "coded.csv",
    "coded.xlsx",
    "mentions.csv",
    "shares.csv",
    "alerts.csv",
    "contradictions.csv",
    "rejects.csv",
    "frame.json",
    "frame.bin",
    "question.json",
    "question.md",
    "report.html",
    RUN_FILE,
];
