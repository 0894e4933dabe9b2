//! How the survey file is read.

use clap::Args;

/// How the survey file is read, where its content alone should not decide.
#[derive(Debug, Clone, Args)]
pub(crate) struct Reading {
    /// Sheet of a workbook, by name or number [default: the first with the columns asked for, or an open-ended one]
    #[arg(long, value_name = "NAME|N")]
    pub(crate) sheet: Option<String>,
    /// Encoding of a text file, such as windows-1258 or gb18030 [default: told from its bytes]
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// Survey platform that wrote the file, or none for a plain table [default: recognised]
    #[arg(long, value_name = "NAME|none")]
    pub(crate) platform: Option<String>,
    /// What becomes of a row that cannot be read: report sets it aside in rejects.csv, stop ends the run there
    #[arg(long, value_name = "report|stop", default_value = "report", value_parser = ["report", "stop"], hide_possible_values = true)]
    pub(crate) on_bad_row: String,
}
