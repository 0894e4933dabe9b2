//! A frame on disk while it is edited: claimed, changed, saved.

use super::folder::{self, STAGING};
use super::lock::Lock;
use super::publish::{complete, make_folder, remove_folder, sync};
use super::saved_frame::{FRAME_FILE, open_frame, undone_path};
use super::undone::{read_undone, undone_file};
use crate::code_frame::{Entry, History};
use crate::coding::{SavedFrame, frame_files};
use crate::error::{Error, Result, escape};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often somebody else's claim is waited for, and how long each time: an edit takes far less than these five
/// seconds, a run far more.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// A saved frame that nobody else edits or replaces meanwhile.
///
/// Nothing changes on disk before [`ClaimedFrame::save`]; dropping it unsaved leaves all as it was.
///
/// ```no_run
/// use openend::code_frame::{CodeNumber, Edit};
/// use openend::outputs::ClaimedFrame;
///
/// let mut frame = ClaimedFrame::claim("survey-openend".as_ref())?;
/// frame.edit(Edit::Merge { from: vec![CodeNumber(4)], into: CodeNumber(7) }.into())?;
/// frame.save()?;
/// # Ok::<(), openend::Error>(())
/// ```
#[derive(Debug)]
pub struct ClaimedFrame {
    folder: PathBuf,
    json: PathBuf,
    /// The file as it was read.
    found: Vec<u8>,
    /// Its edits.
    before: Vec<Entry>,
    saved: SavedFrame,
    undone: Vec<Entry>,
    _lock: Lock,
}

impl ClaimedFrame {
    /// Claims the frame of a results folder, or the frame whose `frame.json` is named, and reads it.
    ///
    /// # Errors
    /// [`Error::Frame`] if there is none, if it is damaged, or if somebody else holds it; [`Error::Disk`] if the folder
    /// cannot be written.
    pub fn claim(path: &Path) -> Result<Self> {
        // Read before anything is locked, so that a wrong path leaves no trace.
        open_frame(path)?;
        let real = |path: &Path| fs::canonicalize(path).map_err(|e| Error::disk(path, e));
        let folder = if path.is_dir() {
            real(path)?
        } else {
            real(path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))?
        };
        let json = if path.is_dir() {
            folder.join(FRAME_FILE)
        } else {
            folder.join(path.file_name().unwrap_or_default())
        };
        if json.is_symlink() {
            return Err(refusal(&json, "is a link; name the file itself"));
        }
        let lock = wait_for(&folder)?;
        // A run that was cut short while it moved its files in has left a frame that is older than the one to edit.
        complete(&folder)?;
        let found = fs::read(&json).map_err(|e| Error::disk(&json, e))?;
        let (_, saved) = open_frame(&json)?;
        let undone = fs::read(undone_path(&json)).ok();
        let undone = undone.and_then(|bytes| read_undone(&bytes, &saved.history)).unwrap_or_default();
        let before = saved.history.entries().to_vec();
        Ok(Self { folder, json, found, before, saved, undone, _lock: lock })
    }

    /// The folder that the frame lies in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The frame as changed so far.
    #[must_use]
    pub fn saved(&self) -> &SavedFrame {
        &self.saved
    }

    /// Edits that were undone and may be made again, the next first.
    #[must_use]
    pub fn undone(&self) -> &[Entry] {
        &self.undone
    }

    /// Makes one more edit; what was undone before can then no longer be made again.
    ///
    /// # Errors
    /// [`Error::Frame`] if the edit is refused; the frame is as it was.
    pub fn edit(&mut self, entry: Entry) -> Result<()> {
        self.saved.history.edit(entry)?;
        self.undone.clear();
        Ok(())
    }

    /// Takes the last `count` edits back, or all if there are fewer; returns how many.
    ///
    /// # Errors
    /// As [`crate::code_frame::History::undo`].
    pub fn undo(&mut self, count: usize) -> Result<usize> {
        let undone = self.saved.history.undo(count)?;
        let taken = undone.len();
        self.undone.splice(..0, undone);
        Ok(taken)
    }

    /// Makes the next `count` undone edits again, or all if there are fewer; returns how many.
    ///
    /// # Errors
    /// [`Error::Frame`] if one is refused, which one that was made before never is.
    pub fn redo(&mut self, count: usize) -> Result<usize> {
        let count = count.min(self.undone.len());
        let history = &mut self.saved.history;
        let mut entries = history.entries().to_vec();
        entries.extend(self.undone.drain(..count));
        *history = History::replay(history.first().clone(), entries)?;
        Ok(count)
    }

    /// Writes the frame anew: whole or not at all, even if the power fails.
    ///
    /// # Errors
    /// [`Error::Disk`] if the system refuses; [`Error::Frame`] if another program changed the file meanwhile.
    pub fn save(self) -> Result<()> {
        let (json, arrays) = frame_files(&self.saved.history, &self.saved.model)?;
        let read = |path: &Path| fs::read(path).map_err(|e| Error::disk(path, e));
        // The lock does not keep other programs out, nor does every network folder know locks.
        if read(&self.json)? != self.found || read(&self.json.with_extension("bin"))? != arrays {
            return Err(refusal(&self.json, "was changed by another program meanwhile; try again"));
        }
        let side_file = undone_path(&self.json);
        if !self.undone.is_empty() {
            let after = self.saved.history.entries().iter().zip(&self.before).take_while(|(a, b)| a == b);
            let bytes = undone_file(&self.saved.history, after.count(), &self.undone)?;
            replace(&side_file, &bytes, &self.json)?;
        }
        if json != self.found {
            replace(&self.json, &json, &self.json)?;
        }
        if self.undone.is_empty() {
            match fs::remove_file(&side_file) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Error::disk(&side_file, e)),
                _ => {}
            }
        }
        sync(&self.folder)
    }
}

/// The lock that keeps runs into the folder out too.
fn wait_for(folder: &Path) -> Result<Lock> {
    let mut tries = 1;
    loop {
        match folder::lock(folder, true) {
            Ok((lock, _)) => return Ok(lock),
            Err(Error::Settings { message, .. }) if tries == TRIES => return Err(Error::Frame(message)),
            Err(Error::Settings { .. }) => std::thread::sleep(PAUSE),
            Err(other) => return Err(other),
        }
        tries += 1;
    }
}

/// Puts a file of these bytes in the place of `path`, as open as `like`. It is written in a folder that the next run or
/// edit clears if this one is cut short.
fn replace(path: &Path, bytes: &[u8], like: &Path) -> Result<()> {
    let staging = path.with_file_name(STAGING);
    remove_folder(&staging)?;
    make_folder(&staging)?;
    let new = staging.join(path.file_name().unwrap_or_default());
    let write = || {
        let mut file = File::create(&new)?;
        file.set_permissions(fs::metadata(like)?.permissions())?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)
    };
    let written = write().map_err(|error| Error::disk(path, error));
    // Before the next file is written or removed, this one's name must last.
    written.and(remove_folder(&staging)).and(path.parent().map_or(Ok(()), sync))
}

fn refusal(path: &Path, why: &str) -> Error {
    Error::Frame(format!("{} {why}", escape(&path.display().to_string())))
}
