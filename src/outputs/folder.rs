//! The output folder: all files of a run appear in it, or none.
//!
//! A run writes into a hidden staging folder beside its target; [`OutputFolder::publish`] brings it in place by one
//! rename. Where the folder exists (empty, or with `--force`) and holds nothing but an earlier set of ours, the two
//! change places by one rename too, where the system can. At any moment, even after a power cut, there is the whole
//! old set or the whole new one. Where that cannot be, files are moved one by one, `run.json` last (`publish.rs`).
//!
//! A lock file keeps a second run out; the system releases it when its process ends, however that happens. The next
//! run clears what a killed one left behind.

use super::lock::Lock;
use super::publish::{
    complete, exchange, folders, is_replaceable, make_folder, move_in, names, remove_folder, rename, sync,
};
use crate::error::{Error, Result};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Staging inside a folder that cannot have it beside.
pub(super) const STAGING: &str = ".openend-new";
/// The lock there.
const LOCK: &str = ".openend-lock";

/// A folder that a run has claimed. Dropping it unpublished leaves it as it was.
#[derive(Debug)]
pub struct OutputFolder {
    target: PathBuf,
    /// Whether the target existed when it was claimed.
    existed: bool,
    staging: PathBuf,
    /// Last, so that it is released last.
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
        let (target, existed) = locate(folder)?;
        if inputs.iter().any(|input| fs::canonicalize(input).is_ok_and(|input| input.starts_with(&target))) {
            return Err(refusal(&target, "holds the input file; choose another folder"));
        }
        let (lock, is_beside) = lock(&target, existed)?;
        if existed {
            complete(&target)?;
            let foreign = |name: &OsString| name != LOCK && name != STAGING;
            if !force && names(&target)?.iter().any(foreign) {
                return Err(refusal(&target, "exists and is not empty; choose another or pass --force"));
            }
        }
        let staging = stage(&target, existed, is_beside)?;
        let claimed = Self { target, existed, staging, _lock: lock };
        if existed {
            // It may take the target's place, and must be no more open than that.
            let copy = fs::metadata(&claimed.target)
                .and_then(|found| fs::set_permissions(&claimed.staging, found.permissions()));
            copy.map_err(|e| Error::disk(&claimed.staging, e))?;
        }
        Ok(claimed)
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
        if !self.existed {
            rename(&self.staging, &self.target)?;
        } else if is_replaceable(&self.target, &self.staging)? && exchange(&self.staging, &self.target) {
            // The earlier set is in staging now and goes with it.
        } else {
            return move_in(&self.staging, &self.target);
        }
        self.target.parent().map_or(Ok(()), sync)
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

/// The lock: beside the target, or inside it where the parent cannot be written. The flag says whether it is beside.
pub(super) fn lock(target: &Path, existed: bool) -> Result<(Lock, bool)> {
    match Lock::take(&beside(target, "lock"), target) {
        Err(Error::Disk { source, .. })
            if existed
                && matches!(
                    source.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) =>
        {
            Ok((Lock::take(&target.join(LOCK), target)?, false))
        }
        lock => Ok((lock?, true)),
    }
}

/// Makes the staging folder: beside the target, or inside it where folders cannot be moved in from there (a mounted
/// folder, say). Under the lock, what lies there is left over from a run that was killed.
fn stage(target: &Path, existed: bool, may_be_beside: bool) -> Result<PathBuf> {
    let inside = target.join(STAGING);
    remove_folder(&inside)?;
    if may_be_beside {
        let staging = beside(target, "new");
        remove_folder(&staging)?;
        make_folder(&staging)?;
        if !existed {
            return Ok(staging);
        }
        if fs::rename(&staging, &inside).is_ok() {
            rename(&inside, &staging)?;
            return Ok(staging);
        }
        remove_folder(&staging)?;
    }
    make_folder(&inside)?;
    Ok(inside)
}

/// `.NAME.openend-WHAT` in the folder's parent.
fn beside(target: &Path, what: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".openend-");
    name.push(what);
    target.with_file_name(name)
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

/// The complaint about an output folder.
pub(super) fn refusal(folder: &Path, why: &str) -> Error {
    Error::settings("--out", format!("{} {why}", crate::error::escape(&folder.display().to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::publish::{MOVING, READY};

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
        let out = scratch.0.join("out");
        fs::create_dir(beside(&out, "new")).unwrap();
        write(&beside(&out, "new"), &[("coded.csv", "half")]);
        fs::write(beside(&out, "lock"), "999999 0").unwrap();
        let claimed = OutputFolder::claim(&out, &[], false).unwrap();
        assert_eq!(names(claimed.staging()).unwrap().len(), 0);
        drop(claimed);
        assert!(scratch.listing().is_empty());
    }

    #[test]
    fn a_set_of_ours_changes_places_with_the_new_one() {
        let scratch = Scratch::new("exchange");
        let out = scratch.0.join("out");
        for (pass, stale) in [("first", "rejects.csv"), ("second", "frame.bin"), ("third", "report.html")] {
            let claimed = OutputFolder::claim(&out, &[], true).unwrap();
            write(claimed.staging(), &[("coded.csv", pass), (stale, pass), ("run.json", pass)]);
            let question = claimed.subfolder(1, "why").unwrap();
            write(&question, &[("run.json", pass)]);
            assert!(pass == "first" || is_replaceable(&out, claimed.staging()).unwrap());
            claimed.publish().unwrap();
            let mut expected = ["1-why", "coded.csv", "run.json", stale].map(OsString::from);
            expected.sort_unstable();
            assert_eq!(names(&out).unwrap(), expected);
            assert_eq!(fs::read_to_string(out.join("coded.csv")).unwrap(), pass);
        }
        assert_eq!(scratch.listing().iter().filter(|name| name.starts_with('.')).count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn the_new_set_is_no_more_open_than_the_old_folder() {
        use std::os::unix::fs::PermissionsExt;
        let scratch = Scratch::new("mode");
        let out = scratch.0.join("out");
        fs::create_dir(&out).unwrap();
        fs::set_permissions(&out, fs::Permissions::from_mode(0o700)).unwrap();
        let claimed = OutputFolder::claim(&out, &[], false).unwrap();
        write(claimed.staging(), &[("run.json", "{}")]);
        claimed.publish().unwrap();
        assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o700);
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
