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
//!     write_analysis(folder.staging(), &contents)?;
//!     folder.publish()
//! }
//! ```

mod book;
mod claimed_frame;
mod closing;
mod coded;
mod coded_wave;
mod folder;
mod formats;
mod lists;
mod lock;
mod neutral;
mod package;
mod publish;
mod record;
mod results_folder;
mod saved_frame;
mod single_file;
mod table;
mod trend;
mod undone;
mod usage;
mod verified;
mod workbook;
mod write;

pub use claimed_frame::ClaimedFrame;
pub use closing::close_results;
pub use coded_wave::{FrameOfWave, frame_of_wave, frame_sha256, recorded_people};
pub use folder::OutputFolder;
pub use formats::{CodedFormat, Exported, export_coded};
pub use neutral::{Neutralised, runs_in_a_spreadsheet};
pub use record::{CodedWith, RecordedInput, RecordedQuestion, RunFacts, RunRecord, Source};
pub use results_folder::{RecordedCoding, ResultsFolder, open_results, read_record};
pub use saved_frame::{open_frame, tables_are_current, undone_edits};
pub use single_file::{save_file, save_files};
pub use trend::{TrendContents, write_trend};
pub use usage::read_usage;
pub use verified::{VERIFIED_FILE, VerifiedContents, VerifiedFiles};
pub use workbook::Altered;
pub use write::{Contents, ResultFiles, write_analysis};

/// The record of a run, written last: a folder without it is unfinished.
pub const RUN_FILE: &str = "run.json";

/// Every name that a run may write. A later run with `--force` may replace or remove files of these names, no others.
pub const OUR_FILES: [&str; 28] = [
    "coded.csv",
    "coded.xlsx",
    "coded.jsonl",
    "coded.parquet",
    "coded.sav",
    "coded.sss",
    "coded.asc",
    "mentions.csv",
    "shares.csv",
    "alerts.csv",
    "contradictions.csv",
    "rejects.csv",
    "frame.json",
    "frame.bin",
    "frame.undone.json",
    "proposals.json",
    "question.json",
    "question.md",
    "report.html",
    "trend.csv",
    "trend.html",
    "trend.json",
    "trend.xlsx",
    "options.csv",
    "other.csv",
    "verify.html",
    VERIFIED_FILE,
    RUN_FILE,
];
