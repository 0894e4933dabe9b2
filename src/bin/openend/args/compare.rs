//! Options of `openend compare`.

use super::Run;
use clap::Args;
use std::path::PathBuf;

/// Options of `openend compare`.
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// Results folders of openend, one per wave, the earliest first
    #[arg(required = true, num_args = 2.., value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,
    /// Name of a wave, once for each DIR [default: the folders' names]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Vec<String>,
    /// Results folder or frame.json whose code frame all waves are compared by [default: the last DIR's]
    #[arg(long, value_name = "DIR|FRAME")]
    pub(crate) frame: Option<PathBuf>,
    /// Shares of a closed question to print beside, never to compare: a table with columns code, share and base
    #[arg(long, value_name = "FILE")]
    pub(crate) closed: Option<PathBuf>,
    /// Folder for the results [default: the last DIR's name with -trend, beside it]
    #[arg(long, value_name = "OUT")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) run: Run,
}
