//! Files that somebody asked for by name.

use super::OUR_FILES;
use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes a file whole or not at all. One that is there is replaced only if `force` says so, and one of a run's results
/// never is.
///
/// # Errors
/// As [`save_files`].
pub fn save_file(path: &Path, bytes: &[u8], option: &str, force: bool) -> Result<()> {
    save_files(&[(path.to_owned(), bytes)], option, force)
}

/// Writes several files as [`save_file`] does: none is put in its place before all of them are on the disk.
///
/// # Errors
/// [`Error::Settings`] naming `option` if one of them may not be written; [`Error::Disk`] if the system refuses.
pub fn save_files(files: &[(PathBuf, &[u8])], option: &str, force: bool) -> Result<()> {
    files.iter().try_for_each(|(path, _)| may_write(path, option, force))?;
    let beside: Vec<PathBuf> = files.iter().map(|(path, _)| beside(path)).collect();
    let write = |new: &Path, bytes: &[u8]| {
        let mut file = File::create(new)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    let mut written = Ok(());
    for ((path, bytes), new) in files.iter().zip(&beside) {
        written = written.and_then(|()| write(new, bytes).map_err(|error| Error::disk(path, error)));
    }
    for ((path, _), new) in files.iter().zip(&beside) {
        written = written.and_then(|()| fs::rename(new, path).map_err(|error| Error::disk(path, error)));
    }
    if written.is_err() {
        beside.iter().for_each(|new| {
            // Nobody is left to hear of a second failure.
            let _ = fs::remove_file(new);
        });
    }
    written
}

/// `question.txt` → `question.txt.new`.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

fn may_write(path: &Path, option: &str, force: bool) -> Result<()> {
    let refused = |message: String| Err(Error::settings(option, message));
    let shown = path.display();
    if path.file_name().is_some_and(|name| OUR_FILES.iter().any(|ours| name == *ours)) {
        return refused(format!("{shown} would be taken for a result of a run: choose another name"));
    }
    if path.file_name().is_none() || path.is_dir() {
        return refused(format!("{shown} is a folder: name a file"));
    }
    if !force && path.exists() {
        return refused(format!("{shown} is there already: --force replaces it"));
    }
    Ok(())
}
