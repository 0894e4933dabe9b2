//! What both benches need: the options, the engines, the data folder, and a timed run of a program.

pub(crate) mod engine;
pub(crate) mod options;
pub(crate) mod run;

use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of the data that are shared beside the repository (`../shared`), if it is there.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    Some(root().parent()?.join("shared").join(name)).filter(|folder| folder.is_dir())
}

/// Our own folder for inputs and outputs, emptied.
///
/// # Errors
/// If the system refuses.
pub(crate) fn scratch(name: &str) -> std::io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
