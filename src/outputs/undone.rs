//! The side file of a frame: edits that were undone and may be made again.
//!
//! `frame.undone.json` holds the frame's log from some edit on, as it was before the undoing. Those of its edits that
//! `frame.json` holds too are not undone; so the two files fit together whichever of them was written last, and a
//! power cut between them loses nothing. A side file that continues no part of the frame's log is of no use.

use crate::code_frame::{Entry, History};
use crate::error::{Error, Result};
use crate::models::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the file says it is.
const FORMAT: &str = "openend undone edits";
/// Its layout.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Document {
    format: String,
    version: u32,
    /// Of the frame as drafted and its first `after` edits, then of `edits`.
    sha256: String,
    /// How many edits of the log come before these.
    after: usize,
    /// The log from there on, first to last.
    edits: Vec<Entry>,
}

/// The file's bytes: the log of `history` after its first `after` edits, then the undone ones.
pub(super) fn undone_file(history: &History, after: usize, undone: &[Entry]) -> Result<Vec<u8>> {
    let kept = history.entries().get(after..).unwrap_or(&[]);
    let edits: Vec<Entry> = kept.iter().chain(undone).cloned().collect();
    let sha256 = checksum(history, after, &edits)?;
    let document = Document { format: FORMAT.to_owned(), version: VERSION, sha256, after, edits };
    serde_json::to_vec_pretty(&document).map_err(|e| internal(&e))
}

/// The undone edits of this history, the first to be made again first; none if the file is damaged or another
/// frame's.
pub(super) fn read_undone(bytes: &[u8], history: &History) -> Option<Vec<Entry>> {
    let document: Document = serde_json::from_slice(bytes).ok()?;
    let is_ours = document.format == FORMAT && document.version == VERSION;
    let made = history.entries().get(document.after..)?;
    let mut edits = document.edits;
    let continues = is_ours
        && edits.starts_with(made)
        && checksum(history, document.after, &edits).is_ok_and(|sum| sum == document.sha256);
    continues.then(|| edits.split_off(made.len()))
}

/// SHA-256 over what the edits follow and the edits.
fn checksum(history: &History, after: usize, edits: &[Entry]) -> Result<String> {
    let before = history.entries().get(..after).unwrap_or(&[]);
    let bytes = serde_json::to_vec(&(history.first(), before, edits)).map_err(|e| internal(&e))?;
    Ok(hex(&Sha256::digest(bytes)))
}

fn internal(error: &serde_json::Error) -> Error {
    Error::Internal(error.to_string())
}
