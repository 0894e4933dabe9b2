//! Bringing a staged set in place in a folder that exists.
//!
//! Where folders cannot change places (files in it that are not ours, a mounted folder, a system without the call),
//! files are moved one by one: staging is renamed to [`READY`], the point of no return; the earlier `run.json` and
//! those of [`OUR_FILES`] that this run lacks are removed; [`READY`] is renamed to [`MOVING`]; its files are moved over
//! the old ones, `run.json` last. No file is ever half written, a set without `run.json` is unfinished, and the next
//! run to the folder first completes what it finds. Only folders that the run writes into are touched, and in them
//! only our names.

use super::{OUR_FILES, RUN_FILE};
use crate::error::{Error, Result};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Complete staging; the earlier run's files are being cleared.
pub(super) const READY: &str = ".openend-ready";
/// What of it has not been moved yet.
pub(super) const MOVING: &str = ".openend-moving";

/// Whether everything in `target` is an earlier set of ours that `staging` supersedes, and nobody stands in it: a
/// process whose working folder changes places would see the old one.
pub(super) fn is_replaceable(target: &Path, staging: &Path) -> Result<bool> {
    let stands_in_it = std::env::current_dir().is_ok_and(|here| here.starts_with(target));
    if stands_in_it || staging.starts_with(target) {
        return Ok(false);
    }
    for name in names(target)? {
        let path = target.join(&name);
        let is_ours = if path.is_dir() && !path.is_symlink() {
            let is_superseded = staging.join(&name).is_dir();
            is_superseded && names(&path)?.iter().all(|below| is_our_file(&path.join(below), below))
        } else {
            is_our_file(&path, &name)
        };
        if !is_ours {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_our_file(path: &Path, name: &OsString) -> bool {
    OUR_FILES.iter().any(|ours| name == ours) && path.is_file()
}

/// Lets two folders change places at once; false if the system cannot.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(super) fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

/// Lets two folders change places at once; false if the system cannot.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// Moves a staged set into `target` file by file.
pub(super) fn move_in(staging: &Path, target: &Path) -> Result<()> {
    rename(staging, &target.join(READY))?;
    sync(target)?;
    complete(target)
}

/// Brings in place what lies complete in `target`: this run's set, or that of an earlier run that was cut short.
pub(super) fn complete(target: &Path) -> Result<()> {
    let (ready, moving) = (target.join(READY), target.join(MOVING));
    if ready.exists() {
        for from in folders(&ready)?.iter().filter(|folder| folder.join(RUN_FILE).exists()) {
            let to = target.join(from.strip_prefix(&ready).unwrap_or(Path::new("")));
            remove_file(&to.join(RUN_FILE))?;
            for name in OUR_FILES.iter().filter(|name| !from.join(name).exists()) {
                remove_file(&to.join(name))?;
            }
        }
        rename(&ready, &moving)?;
        sync(target)?;
    }
    if moving.exists() {
        for from in folders(&moving)? {
            let to = target.join(from.strip_prefix(&moving).unwrap_or(Path::new("")));
            if !to.exists() {
                make_folder(&to)?;
            }
            let files: Vec<OsString> =
                names(&from)?.into_iter().filter(|name| from.join(name).is_file()).collect();
            for name in files.iter().filter(|name| *name != RUN_FILE) {
                rename(&from.join(name), &to.join(name))?;
            }
            sync(&to)?;
            if files.iter().any(|name| name == RUN_FILE) {
                rename(&from.join(RUN_FILE), &to.join(RUN_FILE))?;
                sync(&to)?;
            }
        }
        remove_folder(&moving)?;
    }
    Ok(())
}

/// The folder and the folders in it.
pub(super) fn folders(root: &Path) -> Result<Vec<PathBuf>> {
    let below = names(root)?.into_iter().map(|name| root.join(name)).filter(|path| path.is_dir());
    Ok(std::iter::once(root.to_owned()).chain(below).collect())
}

/// Names of everything in a folder, sorted.
pub(super) fn names(folder: &Path) -> Result<Vec<OsString>> {
    let failed = |e| Error::disk(folder, e);
    let read = fs::read_dir(folder).map_err(failed)?;
    let mut names =
        read.map(|entry| entry.map(|e| e.file_name())).collect::<io::Result<Vec<_>>>().map_err(failed)?;
    names.sort_unstable();
    Ok(names)
}

pub(super) fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir(folder).map_err(|e| Error::disk(folder, e))
}

pub(super) fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|e| Error::disk(to, e))
}

fn remove_file(path: &Path) -> Result<()> {
    absent(fs::remove_file(path), path)
}

pub(super) fn remove_folder(path: &Path) -> Result<()> {
    absent(fs::remove_dir_all(path), path)
}

/// Something that was not there needs no removing.
fn absent(removed: io::Result<()>, path: &Path) -> Result<()> {
    match removed {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Error::disk(path, e)),
        _ => Ok(()),
    }
}

/// Makes a folder's names last through a power cut, where the system can.
pub(super) fn sync(folder: &Path) -> Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder).and_then(|f| f.sync_all()) {
        Err(e) if !matches!(e.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput) => {
            Err(Error::disk(folder, e))
        }
        _ => Ok(()),
    }
}
