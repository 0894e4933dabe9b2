//! The log of a frame.

use super::super::summary::{Pen, QUIET, paragraph};
use crate::code_frame::{Entry, History};
use crate::error::{Result, escape};
use serde::Serialize;

/// An edit in force, or one that was undone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogLine {
    /// Its place in the log, from 1.
    pub number: usize,
    /// Whether it was undone.
    pub is_undone: bool,
    /// What it does, in words.
    pub what: String,
    /// The edit, who made it and why.
    #[serde(flatten)]
    pub entry: Entry,
}

impl LogLine {
    /// Every edit in force, first to last, then those that were undone, the next to be made again first.
    ///
    /// # Errors
    /// [`crate::Error::Frame`] if the undone edits do not follow these.
    pub fn all(history: &History, undone: Vec<Entry>) -> Result<Vec<Self>> {
        let made = history.entries().len();
        let entries = history.entries().iter().cloned().chain(undone).collect();
        let whole = History::replay(history.first().clone(), entries)?;
        let told = whole.sentences()?.into_iter().zip(whole.entries()).zip(1..);
        let lines = told.map(|((what, entry), number)| Self {
            number,
            is_undone: number > made,
            what,
            entry: entry.clone(),
        });
        Ok(lines.collect())
    }
}

/// One paragraph for each edit. `width` and `color` as for [`super::frame_list`].
#[must_use]
pub fn frame_log(lines: &[LogLine], width: usize, color: bool) -> String {
    let pen = Pen::new(width, color);
    let mut out = String::from("\n");
    if lines.is_empty() {
        paragraph(&mut out, "No edits: the frame is as drafted.", "", pen);
    }
    for entry in lines {
        let text = line(entry.number, &entry.what, &entry.entry);
        if entry.is_undone {
            paragraph(&mut out, &format!("{text} (undone)"), QUIET, pen);
        } else {
            paragraph(&mut out, &text, "", pen);
        }
    }
    out
}

/// `3 rename 7 “Price” to “Cost” (en) – Mari: as the bill calls it`.
pub(super) fn line(number: usize, what: &str, entry: &Entry) -> String {
    let mut text = format!("{number} {}", escape(what));
    let said = [entry.who.as_deref(), entry.why.as_deref()];
    let said: Vec<String> = said.into_iter().flatten().map(escape).collect();
    if !said.is_empty() {
        text.push_str(" – ");
        text.push_str(&said.join(": "));
    }
    text
}
