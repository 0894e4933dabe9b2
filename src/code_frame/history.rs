//! A frame with every edit since it was drafted.

use super::apply::Editor;
use super::{CodeFrame, Edit, describe};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// One edit, and who made it and why, if they said so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What was changed.
    #[serde(flatten)]
    pub edit: Edit,
    /// Who changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl From<Edit> for Entry {
    fn from(edit: Edit) -> Self {
        Self { edit, who: None, why: None }
    }
}

/// The frame as drafted, its edits in order, and the frame that they give.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    first: CodeFrame,
    entries: Vec<Entry>,
    editor: Editor,
}

impl History {
    /// A drafted frame that nobody has edited.
    #[must_use]
    pub fn new(first: CodeFrame) -> Self {
        Self { editor: Editor::new(first.clone()), first, entries: Vec::new() }
    }

    /// The frame that these edits give, in time linear in them.
    ///
    /// # Errors
    /// [`Error::Frame`] naming the first edit that cannot be applied.
    pub fn replay(first: CodeFrame, entries: Vec<Entry>) -> Result<Self> {
        let mut editor = Editor::new(first.clone());
        let replayed = editor.apply_all(entries.iter().map(|entry| &entry.edit));
        replayed.map_err(|(at, error)| match error {
            Error::Frame(why) => Error::Frame(format!("edit {} of its log: {why}", at + 1)),
            other => other,
        })?;
        Ok(Self { first, entries, editor })
    }

    /// The frame after all edits.
    #[must_use]
    pub fn frame(&self) -> &CodeFrame {
        self.editor.frame()
    }

    /// The frame as drafted.
    #[must_use]
    pub fn first(&self) -> &CodeFrame {
        &self.first
    }

    /// The edits in force, first to last.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every edit in words, with the labels as they were before it; see [`super::describe`].
    ///
    /// # Errors
    /// As [`History::replay`].
    pub fn sentences(&self) -> Result<Vec<String>> {
        let mut editor = Editor::new(self.first.clone());
        let told = self.entries.iter().map(|entry| {
            let sentence = describe(&entry.edit, editor.frame());
            editor.change(&entry.edit).map(|()| sentence)
        });
        told.collect()
    }

    /// Makes one more edit.
    ///
    /// # Errors
    /// [`Error::Frame`] if the edit is refused; the frame is as it was.
    pub fn edit(&mut self, entry: Entry) -> Result<()> {
        self.editor.apply(&entry.edit)?;
        self.entries.push(entry);
        Ok(())
    }

    /// Takes the last `count` edits back, or all if there are fewer, and returns them, first to last.
    ///
    /// # Errors
    /// [`Error::Internal`] if edits that were applied once are refused now.
    pub fn undo(&mut self, count: usize) -> Result<Vec<Entry>> {
        let undone = self.entries.split_off(self.entries.len().saturating_sub(count));
        let replayed = Self::replay(self.first.clone(), std::mem::take(&mut self.entries));
        *self = replayed.map_err(|error| Error::Internal(error.to_string()))?;
        Ok(undone)
    }
}
