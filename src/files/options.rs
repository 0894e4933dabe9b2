//! How a survey file is to be read where its content alone should not decide.

/// Choices of the reader. The default lets the file's content decide everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Columns that will be asked for: of a workbook's sheets, the first that has them all is read, else the first with
    /// an open-ended column.
    pub wanted: Vec<String>,
    /// The sheet to read, by name or number from 1.
    pub sheet: Option<String>,
    /// The encoding of text, by a name of the WHATWG Encoding Standard.
    pub encoding: Option<String>,
    /// The language of the answers, as a code such as `et`: a hint where the encoding has to be guessed.
    pub language: Option<String>,
    /// The survey platform whose habits are undone: its name, "none", or nothing to have it recognised.
    pub platform: Option<String>,
    /// What becomes of a row that cannot be read.
    pub bad_rows: BadRows,
}

/// What becomes of a row that cannot be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BadRows {
    /// It is set aside with its reason, and counted.
    #[default]
    Report,
    /// It is an error that names its place.
    Stop,
}

impl ReadOptions {
    /// Everything by content, for a file that should have these columns.
    #[must_use]
    pub fn wanting(columns: Vec<String>) -> Self {
        Self { wanted: columns, ..Self::default() }
    }
}
