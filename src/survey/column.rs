//! What a file says of a column besides its name.

use serde::{Deserialize, Serialize};

/// One column of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Column {
    /// Its name, as typed.
    pub name: String,
    /// A longer text, the question that was asked; "" where there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What its values stand for, in the file's order: value as it stands in the cells, label.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<(String, String)>,
    /// How the file stores it.
    pub storage: Storage,
    /// Whether the file itself says that people answered here in their own words.
    pub is_open: bool,
    /// Bytes that a cell of text has room for; 0 where the format sets no bound.
    pub width: usize,
    /// Whether no file holds it: it was added where several files were joined.
    pub is_added: bool,
}

/// How a file stores a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// The format knows text alone, or any cell may hold anything.
    #[default]
    Any,
    /// Text.
    Text,
    /// Numbers.
    Number,
    /// Dates or times.
    Date,
}

impl Column {
    /// A column of which the longer text alone is known.
    #[must_use]
    pub fn described(description: &str) -> Self {
        Self { description: description.to_owned(), ..Self::default() }
    }

    /// What a value stands for, or the value itself.
    #[must_use]
    pub fn label<'v>(&'v self, value: &'v str) -> &'v str {
        self.labels.iter().find(|(known, _)| known == value).map_or(value, |(_, label)| label)
    }
}
