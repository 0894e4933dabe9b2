//! One error type: whose fault it is, where, and what to do.

use std::path::PathBuf;

/// Result of the library.
pub type Result<T> = std::result::Result<T, Error>;

/// Everything that can go wrong, by whose fault it is. `Display` is one line, control characters escaped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input file, or something in it.
    #[error("{}", place(.file, .at, .message))]
    Input {
        /// File name as given.
        file: String,
        /// Sheet, line, row and column, as far as they are known.
        at: Box<Place>,
        /// What is wrong and what to do about it.
        message: String,
    },
    /// A setting or option outside its range.
    #[error("{key}: {message}")]
    Settings {
        /// The setting's name as the user types it.
        key: String,
        /// The value's fault and the allowed range.
        message: String,
    },
    /// A shipped model that is damaged or not the one named.
    #[error("model {name}: {message}")]
    Model {
        /// The model's name.
        name: String,
        /// What differs from what was expected.
        message: String,
    },
    /// A code frame that is damaged or of another version.
    #[error("code frame: {0}")]
    Frame(String),
    /// Reading or writing failed in the environment (full disk, permission).
    #[error("{}: {source}", escape(&path.display().to_string()))]
    Disk {
        /// The path concerned.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// A fault of this library.
    #[error("internal error ({0}): please report it")]
    Internal(String),
}

/// Where in the input a fault lies; unknown parts are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Line of a text file, or row of the sheet, from 1.
    pub line: Option<u64>,
    /// Data row from 1, header not counted.
    pub row: Option<u64>,
    /// Column by name.
    pub column: Option<String>,
}

impl Error {
    /// An input fault that concerns the whole file.
    pub fn input(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Input { file: file.into(), at: Box::default(), message: message.into() }
    }

    /// A setting outside its range.
    pub fn settings(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Settings { key: key.into(), message: message.into() }
    }

    /// A failed read or write.
    pub fn disk(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Disk { path: path.into(), source }
    }
}

fn place(file: &str, at: &Place, message: &str) -> String {
    let mut parts = vec![escape(file)];
    if let Some(sheet) = &at.sheet {
        parts.push(format!("sheet \"{}\"", escape(sheet)));
    }
    let mut position = String::new();
    match (at.line, at.row) {
        (Some(line), Some(row)) => position = format!("line {line} (row {row})"),
        (Some(line), None) => position = format!("line {line}"),
        (None, Some(row)) => position = format!("row {row}"),
        (None, None) => {}
    }
    if let Some(column) = &at.column {
        let named = format!("column \"{}\"", escape(column));
        position = if position.is_empty() { named } else { format!("{position}, {named}") };
    }
    if !position.is_empty() {
        parts.push(position);
    }
    parts.push(escape(message));
    parts.join(": ")
}

/// Makes text safe for one line of a terminal: control, bidi and line-ending characters become visible escapes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let hidden = c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        if hidden {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_error_is_one_line_that_says_where() {
        let error = Error::Input {
            file: "s\u{1b}.csv".into(),
            at: Box::new(Place { line: Some(12), row: Some(11), column: Some("reason".into()), sheet: None }),
            message: "quote never closed".into(),
        };
        assert_eq!(
            error.to_string(),
            "s\\u{1b}.csv: line 12 (row 11), column \"reason\": quote never closed"
        );
    }
}
