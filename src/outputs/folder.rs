//! The output folder: all files of a run appear in it, or none.
//!
//! A run writes into a hidden staging folder; [`OutputFolder::publish`] brings it in place.
//!
//! - Where the folder does not exist yet, staging lies beside it and becomes it by one rename: at any moment, even
//!   after a power cut, it is absent or complete.
//! - Where it exists (empty, or with `--force`), staging lies inside it, so that a mounted folder works and files
//!   that are not ours stay where they are. Publishing renames staging to [`READY`], the point of no return; removes
//!   the earlier `run.json` and those of [`OUR_FILES`] that this run lacks; renames [`READY`] to [`MOVING`]; and
//!   moves file by file over the old ones, `run.json` last. No file is ever half written, a set without `run.json` is
//!   unfinished, and the next run to the folder first completes what it finds. Only folders that the run writes into
//!   are touched, and in them only our names.
//!
//! A lock file keeps a second run out; the system releases it when its process ends, however that happens.

use super::{OUR_FILES, RUN_FILE};
use crate::error::{Error, Result};
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Staging inside a folder that exists.
const STAGING: &str = ".openend-new";
/// Complete staging; the earlier run's files are being cleared.
const READY: &str = ".openend-ready";
/// What of it has not been moved yet.
const MOVING: &str = ".openend-moving";
/// The lock inside a folder that exists.
const LOCK: &str = ".openend-lock";

/// A folder that a run has claimed. Dropping it unpublished leaves it as it was.
#[derive(Debug)]
pub struct OutputFolder {
    target: PathBuf,
    staging: PathBuf,
    /// Whether staging lies inside the target; otherwise it becomes the target.
    inside: bool,
    _lock: Lock,
}

impl OutputFolder {
    /// Claims `folder` before the long work starts and makes sure that it can be written.
    ///
    /// `inputs` are the files that the run reads; none may lie in the folder. With `force` a folder that is not empty
    /// is accepted: our files in it are replaced, others kept.
    ///
    /// # Errors
    /// [`Error::Settings`] for `--out` if the folder is a file or a link, is not empty, holds an input or is in use by
    /// another run; [`Error::Disk`] if it cannot be written.
    pub fn claim(folder: &Path, inputs: &[&Path], force: bool) -> Result<Self> {
        let (target, inside) = locate(folder)?;
        if inputs.iter().any(|input| fs::canonicalize(input).is_ok_and(|input| input.starts_with(&target))) {
            return Err(refusal(&target, "holds the input file; choose another folder"));
        }
        let (lock, staging) = if inside {
            (target.join(LOCK), target.join(STAGING))
        } else {
            (beside(&target, "lock"), beside(&target, "new"))
        };
        let lock = Lock::take(lock, &target)?;
        if inside {
            complete(&target)?;
            let foreign = |name: &OsString| name != LOCK && name != STAGING;
            if !force && names(&target)?.iter().any(foreign) {
                return Err(refusal(&target, "exists and is not empty; choose another or pass --force"));
            }
        }
        // Under the lock, what lies here is left over from a run that was killed.
        remove_folder(&staging)?;
        make_folder(&staging)?;
        Ok(Self { target, staging, inside, _lock: lock })
    }

    /// Where the run writes its files.
    #[must_use]
    pub fn staging(&self) -> &Path {
        &self.staging
    }

    /// Where they will lie.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Makes a folder in staging for one of several questions, named by its position (from 1) and the letters and
    /// digits of its column's name.
    ///
    /// # Errors
    /// [`Error::Disk`] if it cannot be made.
    pub fn subfolder(&self, position: usize, question: &str) -> Result<PathBuf> {
        let folder = self.staging.join(subfolder_name(position, question));
        make_folder(&folder)?;
        Ok(folder)
    }

    /// Brings all files in place.
    ///
    /// # Errors
    /// [`Error::Disk`] if the system refuses. A folder that did not exist stays absent then; in one that did, the next
    /// run completes what this one could not.
    pub fn publish(self) -> Result<()> {
        for folder in folders(&self.staging)? {
            sync(&folder)?;
        }
        if self.inside {
            rename(&self.staging, &self.target.join(READY))?;
            sync(&self.target)?;
            complete(&self.target)
        } else {
            rename(&self.staging, &self.target)?;
            self.target.parent().map_or(Ok(()), sync)
        }
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        // Gone already if the run was published; otherwise nobody is left to hear of a failure.
        let _ = fs::remove_dir_all(&self.staging);
    }
}

/// The folder's real path, and whether it exists. Missing parents are made.
fn locate(folder: &Path) -> Result<(PathBuf, bool)> {
    let real = |path: &Path| fs::canonicalize(path).map_err(|e| Error::disk(path, e));
    match fs::symlink_metadata(folder) {
        Ok(found) if found.is_symlink() => Err(refusal(folder, "is a link; name the folder itself")),
        Ok(found) if !found.is_dir() => Err(refusal(folder, "is a file; name a folder")),
        Ok(_) => Ok((real(folder)?, true)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let Some(name) = folder.file_name() else {
                return Err(refusal(folder, "is no folder's name"));
            };
            let parent = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            fs::create_dir_all(parent).map_err(|e| Error::disk(parent, e))?;
            Ok((real(parent)?.join(name), false))
        }
        Err(e) => Err(Error::disk(folder, e)),
    }
}

/// `1-reason`: a name that no system takes for something else and no two questions share.
fn subfolder_name(position: usize, question: &str) -> String {
    const LONGEST: usize = 40;
    let mut name = format!("{position}-");
    let mut apart = true;
    for c in question.chars() {
        if name.chars().count() == LONGEST {
            break;
        }
        if c.is_alphanumeric() {
            name.push(c);
        } else if !apart {
            name.push('-');
        }
        apart = !c.is_alphanumeric();
    }
    name.trim_end_matches('-').to_owned()
}

/// Brings in place what lies complete in `target`: this run's set, or that of an earlier run that was cut short.
fn complete(target: &Path) -> Result<()> {
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

/// A lock file that lives as long as the run.
#[derive(Debug)]
struct Lock {
    path: PathBuf,
    /// Open, since closing it releases the lock.
    _file: File,
}

impl Lock {
    fn take(path: PathBuf, target: &Path) -> Result<Self> {
        static TAKEN: AtomicU64 = AtomicU64::new(0);
        let failed = |e| Error::disk(&path, e);
        let owner = format!("{} {}", std::process::id(), TAKEN.fetch_add(1, Ordering::Relaxed));
        loop {
            let mut options = File::options();
            let mut file =
                options.read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut other = String::new();
                    let _ = file.read_to_string(&mut other);
                    let process = other.split(' ').next().filter(|p| !p.is_empty()).unwrap_or("unknown");
                    return Err(refusal(target, &format!("is in use by another run (process {process})")));
                }
                // A file system without locks, some network folders among them.
                Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(e)) => return Err(failed(e)),
            }
            file.set_len(0).map_err(failed)?;
            file.write_all(owner.as_bytes()).map_err(failed)?;
            // Another run may have removed the file between our opening and locking it; then we hold a ghost.
            match fs::read_to_string(&path) {
                Ok(found) if found != owner => {}
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                _ => return Ok(Self { path, _file: file }),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn refusal(folder: &Path, why: &str) -> Error {
    Error::settings("--out", format!("{} {why}", crate::error::escape(&folder.display().to_string())))
}

/// `.NAME.openend-WHAT` in the folder's parent.
fn beside(target: &Path, what: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".openend-");
    name.push(what);
    target.with_file_name(name)
}

/// The folder and the folders in it.
fn folders(root: &Path) -> Result<Vec<PathBuf>> {
    let below = names(root)?.into_iter().map(|name| root.join(name)).filter(|path| path.is_dir());
    Ok(std::iter::once(root.to_owned()).chain(below).collect())
}

/// Names of everything in a folder, sorted.
fn names(folder: &Path) -> Result<Vec<OsString>> {
    let failed = |e| Error::disk(folder, e);
    let read = fs::read_dir(folder).map_err(failed)?;
    let mut names =
        read.map(|entry| entry.map(|e| e.file_name())).collect::<io::Result<Vec<_>>>().map_err(failed)?;
    names.sort_unstable();
    Ok(names)
}

fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir(folder).map_err(|e| Error::disk(folder, e))
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|e| Error::disk(to, e))
}

fn remove_file(path: &Path) -> Result<()> {
    absent(fs::remove_file(path), path)
}

fn remove_folder(path: &Path) -> Result<()> {
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
fn sync(folder: &Path) -> Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder of this test's own, removed at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("openend-folder-{}-{name}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(&path).unwrap();
            Self(fs::canonicalize(path).unwrap())
        }

        fn listing(&self) -> Vec<String> {
            let mut found = Vec::new();
            let mut open = vec![self.0.clone()];
            while let Some(folder) = open.pop() {
                for entry in fs::read_dir(folder).unwrap() {
                    let path = entry.unwrap().path();
                    found.push(path.strip_prefix(&self.0).unwrap().display().to_string());
                    if path.is_dir() {
                        open.push(path);
                    }
                }
            }
            found.sort();
            found
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn write(folder: &Path, files: &[(&str, &str)]) {
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
    }

    #[test]
    fn a_new_folder_appears_whole_or_not_at_all() {
        let scratch = Scratch::new("new");
        let out = scratch.0.join("deep/out");
        let claimed = OutputFolder::claim(&out, &[], false).unwrap();
        write(claimed.staging(), &[("coded.csv", "a"), ("run.json", "{}")]);
        assert!(!out.exists());
        drop(claimed);
        assert_eq!(scratch.listing(), ["deep"]);
        let claimed = OutputFolder::claim(&out, &[], false).unwrap();
        write(claimed.staging(), &[("coded.csv", "a"), ("run.json", "{}")]);
        let question = claimed.subfolder(1, "why?").unwrap();
        write(&question, &[("run.json", "{}")]);
        claimed.publish().unwrap();
        assert_eq!(
            scratch.listing(),
            [
                "deep",
                "deep/out",
                "deep/out/1-why",
                "deep/out/1-why/run.json",
                "deep/out/coded.csv",
                "deep/out/run.json"
            ]
        );
    }

    #[test]
    fn force_replaces_our_set_and_keeps_what_is_not_ours() {
        let scratch = Scratch::new("force");
        let out = scratch.0.join("out");
        fs::create_dir_all(out.join("mine")).unwrap();
        write(
            &out,
            &[("coded.csv", "old"), ("rejects.csv", "old"), ("run.json", "old"), ("notes.txt", "mine")],
        );
        write(&out.join("mine"), &[("run.json", "another run's")]);
        let error = OutputFolder::claim(&out, &[], false).unwrap_err().to_string();
        assert!(error.contains("--force") && !error.contains('\n'), "{error}");

        let claimed = OutputFolder::claim(&out, &[], true).unwrap();
        write(claimed.staging(), &[("coded.csv", "new"), ("run.json", "new")]);
        assert_eq!(fs::read_to_string(out.join("coded.csv")).unwrap(), "old");
        claimed.publish().unwrap();
        assert_eq!(
            scratch.listing(),
            ["out", "out/coded.csv", "out/mine", "out/mine/run.json", "out/notes.txt", "out/run.json"]
        );
        assert_eq!(fs::read_to_string(out.join("coded.csv")).unwrap(), "new");
        assert_eq!(fs::read_to_string(out.join("notes.txt")).unwrap(), "mine");
    }

    #[test]
    fn an_abandoned_run_leaves_the_old_set_as_it_was() {
        let scratch = Scratch::new("abandoned");
        write(&scratch.0, &[("coded.csv", "old"), ("run.json", "old")]);
        let claimed = OutputFolder::claim(&scratch.0, &[], true).unwrap();
        write(claimed.staging(), &[("coded.csv", "new")]);
        drop(claimed);
        assert_eq!(scratch.listing(), ["coded.csv", "run.json"]);
        assert_eq!(fs::read_to_string(scratch.0.join("coded.csv")).unwrap(), "old");
    }

    #[test]
    fn a_publication_cut_short_at_any_step_is_completed_by_the_next_run() {
        // The folder as a kill would leave it: cleared or not, moved or not.
        type Files = &'static [(&'static str, &'static str)];
        let states: [(&str, Files, Files); 4] = [
            (
                READY,
                &[("a.csv", "mine"), ("rejects.csv", "old"), ("run.json", "old"), ("coded.csv", "old")],
                &[("coded.csv", "new"), ("run.json", "new")],
            ),
            (
                READY,
                &[("a.csv", "mine"), ("rejects.csv", "old"), ("coded.csv", "old")],
                &[("coded.csv", "new"), ("run.json", "new")],
            ),
            (MOVING, &[("a.csv", "mine"), ("coded.csv", "new")], &[("run.json", "new")]),
            (MOVING, &[("a.csv", "mine"), ("coded.csv", "new"), ("run.json", "new")], &[]),
        ];
        for (index, (staged, present, waiting)) in states.into_iter().enumerate() {
            let scratch = Scratch::new(&format!("cut-{index}"));
            fs::create_dir(scratch.0.join(staged)).unwrap();
            write(&scratch.0, present);
            write(&scratch.0.join(staged), waiting);
            // Refused for want of --force, but only after the earlier run's set is complete.
            OutputFolder::claim(&scratch.0, &[], false).unwrap_err();
            assert_eq!(scratch.listing(), ["a.csv", "coded.csv", "run.json"], "state {index}");
            assert_eq!(fs::read_to_string(scratch.0.join("run.json")).unwrap(), "new");
            assert_eq!(fs::read_to_string(scratch.0.join("coded.csv")).unwrap(), "new");
        }
    }

    #[test]
    fn leftovers_of_a_killed_run_are_cleared() {
        let scratch = Scratch::new("killed");
        fs::create_dir(scratch.0.join(STAGING)).unwrap();
        write(&scratch.0.join(STAGING), &[("coded.csv", "half")]);
        write(&scratch.0, &[(LOCK, "999999 0")]);
        let claimed = OutputFolder::claim(&scratch.0, &[], false).unwrap();
        assert_eq!(names(claimed.staging()).unwrap().len(), 0);
    }

    #[test]
    fn two_runs_do_not_share_a_folder() {
        let scratch = Scratch::new("two");
        for out in [scratch.0.join("new"), scratch.0.clone()] {
            let first = OutputFolder::claim(&out, &[], true).unwrap();
            let error = OutputFolder::claim(&out, &[], true).unwrap_err().to_string();
            assert!(error.contains(&format!("process {}", std::process::id())), "{error}");
            drop(first);
            drop(OutputFolder::claim(&out, &[], true).unwrap());
        }
        assert!(scratch.listing().is_empty());
    }

    #[test]
    fn files_links_and_the_inputs_folder_are_refused() {
        let scratch = Scratch::new("refused");
        let input = scratch.0.join("data/survey.csv");
        fs::create_dir(scratch.0.join("data")).unwrap();
        fs::write(&input, "x").unwrap();
        let why = |out: &Path| OutputFolder::claim(out, &[&input], true).unwrap_err().to_string();
        assert!(why(&input).contains("is a file"));
        assert!(why(&scratch.0.join("data")).contains("holds the input file"));
        assert!(why(&scratch.0).contains("holds the input file"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(scratch.0.join("data"), scratch.0.join("link")).unwrap();
            assert!(why(&scratch.0.join("link")).contains("is a link"));
        }
        assert!(why(&input.join("below")).contains("survey.csv"));
    }

    #[test]
    fn subfolders_have_harmless_names() {
        assert_eq!(subfolder_name(1, "What should we improve?"), "1-What-should-we-improve");
        assert_eq!(subfolder_name(2, "../../x"), "2-x");
        assert_eq!(subfolder_name(3, "原因"), "3-原因");
        assert_eq!(subfolder_name(4, "///"), "4");
        assert!(subfolder_name(5, &"x".repeat(300)).len() <= 40);
        assert_eq!(subfolder_name(6, "CON"), "6-CON");
    }
}
