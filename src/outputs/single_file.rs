//! One file that somebody asked for by name.

use super::OUR_FILES;
use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// Writes a file whole or not at all. One that is there is replaced only if `force` says so, and one of a run's results
/// never is.
///
/// # Errors
/// [`Error::Settings`] naming `option` if the file may not be written; [`Error::Disk`] if the system refuses.
pub fn save_file(path: &Path, bytes: &[u8], option: &str, force: bool) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_owned();
    let shown = path.display();
    if OUR_FILES.iter().any(|ours| name == *ours) {
        let message = format!("{shown} would be taken for a result of a run: choose another name");
        return Err(Error::settings(option, message));
    }
    if path.is_dir() {
        return Err(Error::settings(option, format!("{shown} is a folder: name a file")));
    }
    if !force && path.exists() {
        return Err(Error::settings(option, format!("{shown} is there already: --force replaces it")));
    }
    let mut beside = name;
    beside.push(".new");
    let new = path.with_file_name(beside);
    let write = || {
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)
    };
    write().map_err(|error| {
        // Nobody is left to hear of a second failure.
        let _ = fs::remove_file(&new);
        Error::disk(path, error)
    })
}
