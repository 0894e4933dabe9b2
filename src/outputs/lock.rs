//! One run at a time per output folder.

use super::folder::refusal;
use crate::error::{Error, Result};
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A lock file that lives as long as the run.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Open, since closing it releases the lock.
    file: File,
}

impl Lock {
    /// Takes the lock at `path`, on behalf of the output folder `target`.
    pub(super) fn take(path: &Path, target: &Path) -> Result<Self> {
        static TAKEN: AtomicU64 = AtomicU64::new(0);
        let owner = format!("{} {}", std::process::id(), TAKEN.fetch_add(1, Ordering::Relaxed));
        loop {
            let failed = |e| Error::disk(path, e);
            let mut options = File::options();
            let mut file =
                options.read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut other = String::new();
                    let _ = file.read_to_string(&mut other);
                    let process = other.split(' ').next().filter(|p| !p.is_empty()).unwrap_or("unknown");
                    return Err(refusal(
                        target,
                        &format!("is in use by another run of openend (process {process})"),
                    ));
                }
                // A file system without locks, some network folders among them.
                Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(e)) => return Err(failed(e)),
            }
            let mut lock = Self { path: path.to_owned(), file };
            lock.sign(&owner).map_err(failed)?;
            // Another run may have removed the file between our opening and locking it; then we hold a ghost.
            match fs::read_to_string(path) {
                Ok(found) if found != owner => lock.path.clear(),
                Err(e) if e.kind() == io::ErrorKind::NotFound => lock.path.clear(),
                _ => return Ok(lock),
            }
        }
    }

    fn sign(&mut self, owner: &str) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.write_all(owner.as_bytes())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
