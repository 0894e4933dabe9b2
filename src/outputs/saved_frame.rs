//! The frame of a results folder: found and read.

use super::RUN_FILE;
use super::undone::read_undone;
use crate::code_frame::Entry;
use crate::coding::{SavedFrame, read_frame};
use crate::error::{Error, Result};
use crate::models::hex;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The file that names the frame; `frame.bin` lies beside it.
pub(super) const FRAME_FILE: &str = "frame.json";

/// Reads the frame of a results folder, or the frame whose `frame.json` is named; returns the folder with it.
///
/// # Errors
/// [`Error::Frame`] if there is none, or if it is damaged, edited by hand or of a newer program.
pub fn open_frame(path: &Path) -> Result<(PathBuf, SavedFrame)> {
    let json = if path.is_dir() { path.join(FRAME_FILE) } else { path.to_owned() };
    let folder = json.parent().unwrap_or(Path::new("")).to_owned();
    let read = |file: &Path| {
        fs::read(file).map_err(|error| {
            let advice = "name a results folder of openend, or its frame.json";
            Error::Frame(format!("{} cannot be read ({error}): {advice}", file.display()))
        })
    };
    let (bytes, arrays) = (read(&json)?, read(&json.with_extension("bin"))?);
    let saved = read_frame(&bytes, &arrays).map_err(|error| match error {
        Error::Frame(message) => Error::Frame(format!("{}: {message}", json.display())),
        other => other,
    })?;
    Ok((folder, saved))
}

/// Edits of this frame that were undone and may be made again, the next first. The flag says that a file of undone
/// edits lies beside the frame but does not continue it.
#[must_use]
pub fn undone_edits(path: &Path, saved: &SavedFrame) -> (Vec<Entry>, bool) {
    let json = if path.is_dir() { path.join(FRAME_FILE) } else { path.to_owned() };
    let Ok(bytes) = fs::read(undone_path(&json)) else { return (Vec::new(), false) };
    let undone = read_undone(&bytes, &saved.history);
    (undone.clone().unwrap_or_default(), undone.is_none())
}

/// The side file of a frame: `frame.undone.json`.
pub(super) fn undone_path(json: &Path) -> PathBuf {
    json.with_extension("undone.json")
}

/// Whether the tables in the frame's folder show the frame as it is now, not as it was before some edits; none where
/// there are no tables.
#[must_use]
pub fn tables_are_current(path: &Path) -> Option<bool> {
    #[derive(Deserialize)]
    struct Record {
        frame_sha256: String,
    }
    let json = if path.is_dir() { path.join(FRAME_FILE) } else { path.to_owned() };
    let record = fs::read(json.with_file_name(RUN_FILE)).ok()?;
    let record: Record = serde_json::from_slice(&record).ok()?;
    let (frame, arrays) = (fs::read(&json).ok()?, fs::read(json.with_extension("bin")).ok()?);
    let sha256 = Sha256::new().chain_update(frame).chain_update(arrays).finalize();
    Some(hex(&sha256) == record.frame_sha256)
}
