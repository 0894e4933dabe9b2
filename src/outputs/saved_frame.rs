//! The frame of a results folder: found and read.

use crate::coding::{SavedFrame, read_frame};
use crate::error::{Error, Result};
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
