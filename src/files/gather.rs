//! Which files are meant: one, several, all of a folder, or standard input.

use super::input;
use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Most files of one survey: each stays open while the survey is read.
const MOST_FILES: usize = 500;

/// Extensions of survey files in a folder. Those marked may as well be something else, and are passed over if they
/// cannot be read as a table.
const SURVEYS: [(&str, bool); 17] = [
    ("csv", false),
    ("tsv", false),
    ("tab", false),
    ("xlsx", false),
    ("xlsm", false),
    ("xls", false),
    ("ods", false),
    ("jsonl", false),
    ("ndjson", false),
    ("parquet", false),
    ("sav", false),
    ("zsav", false),
    ("sss", false),
    ("json", true),
    ("txt", true),
    ("dat", true),
    ("xml", true),
];

/// What a results folder of openend has, and what of it is a survey.
const RECORD: &str = "run.json";
const CODED: &str = "coded.csv";

/// One file of a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SurveyFile {
    pub(super) path: PathBuf,
    /// Its name for messages, unlike that of every other file.
    pub(super) name: String,
    /// The wave that it is.
    pub(super) wave: Option<String>,
    /// Whether it may be no survey at all.
    pub(super) is_doubtful: bool,
}

/// The files of one survey, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurveyFiles {
    pub(super) files: Vec<SurveyFile>,
    /// What of the folders is not read, one sentence each.
    pub(super) notes: Vec<String>,
}

impl SurveyFiles {
    /// The files that are meant by what was given: a file, a folder (all survey files in it, by name), or `-` (standard
    /// input). `waves` names the wave of each that was given, or nothing.
    ///
    /// A folder's files are told by their extensions; folders within it, and files whose names begin with a dot, are not
    /// looked into. Of a results folder the coded table is read.
    ///
    /// # Errors
    /// [`Error::Settings`] if `waves` does not name each; [`Error::Input`] if a folder cannot be read or holds no survey
    /// file, if a file is meant twice, or if there are more than 500.
    pub fn find(given: &[PathBuf], waves: &[String]) -> Result<Self> {
        if !waves.is_empty() && waves.len() != given.len() {
            let message = format!(
                "{} for {}: name the wave of each, in the same order",
                super::notes::count(waves.len(), "wave"),
                super::notes::count(given.len(), "file")
            );
            return Err(Error::settings("--wave", message));
        }
        let mut found = Self::default();
        for (place, path) in given.iter().enumerate() {
            let wave = waves.get(place);
            if path.is_dir() {
                found.add_folder(path, wave)?;
            } else {
                found.add(path.clone(), wave, false);
            }
        }
        if found.files.len() > MOST_FILES {
            let message = format!("more than {MOST_FILES} files: join them first");
            return Err(Error::settings("FILE", message));
        }
        found.check_once()?;
        found.name_apart();
        Ok(found)
    }

    /// The paths, standard input apart.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| file.path.as_path()).filter(|path| !input::is_standard(path))
    }

    /// Bytes of all files, if that is known.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        let size =
            |file: &SurveyFile| file.path.metadata().ok().filter(fs::Metadata::is_file).map(|m| m.len());
        self.files.iter().map(size).sum()
    }

    fn add(&mut self, path: PathBuf, wave: Option<&String>, is_doubtful: bool) {
        let name = input::name(&path);
        self.files.push(SurveyFile { path, name, wave: wave.cloned(), is_doubtful });
    }

    fn add_folder(&mut self, folder: &Path, wave: Option<&String>) -> Result<()> {
        let shown = folder.display().to_string();
        let fail = |e: std::io::Error| Error::input(&shown, format!("cannot be read ({e}): check the path"));
        let entries: std::io::Result<Vec<fs::DirEntry>> = fs::read_dir(folder).map_err(fail)?.collect();
        let mut paths: Vec<PathBuf> = entries.map_err(fail)?.iter().map(fs::DirEntry::path).collect();
        paths.sort();
        if folder.join(RECORD).is_file() && folder.join(CODED).is_file() {
            self.notes.push(format!("{shown} is a results folder: its {CODED} is read."));
            self.add(folder.join(CODED), wave, false);
            return Ok(());
        }
        let before = self.files.len();
        let mut passed = Vec::new();
        for path in paths {
            let name = input::name(&path);
            if name.starts_with('.') {
                continue;
            }
            let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
            match SURVEYS.iter().find(|(known, _)| *known == extension).filter(|_| path.is_file()) {
                Some(&(_, is_doubtful)) => self.add(path, wave, is_doubtful),
                // The data of a Triple-S file, which is read with it.
                None if extension == "asc" => {}
                None => passed.push(name),
            }
        }
        if self.files.len() == before {
            let message = "cannot be read: no survey file in this folder; name the files, or a folder with CSV or XLSX files";
            return Err(Error::input(shown, message));
        }
        if !passed.is_empty() {
            let (list, folder) = (super::names::listed(&passed), input::name(folder));
            self.notes.push(format!("Of the folder {folder} no survey files, and not read: {list}."));
        }
        Ok(())
    }

    /// An error if a file is meant twice.
    fn check_once(&self) -> Result<()> {
        let real = |file: &SurveyFile| fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone());
        let mut seen = std::collections::BTreeSet::new();
        match self.files.iter().find(|file| !seen.insert(real(file))) {
            Some(twice) => {
                let message = "is given twice: its respondents would count twice";
                Err(Error::input(&twice.name, message))
            }
            None => Ok(()),
        }
    }

    /// Files of one name in several folders get their paths for names.
    fn name_apart(&mut self) {
        let names: Vec<String> = self.files.iter().map(|file| file.name.clone()).collect();
        for file in &mut self.files {
            if names.iter().filter(|name| **name == file.name).count() > 1 {
                file.name = file.path.display().to_string();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str, files: &[&str]) -> Self {
            let path = std::env::temp_dir().join(format!("openend-gather-{}-{name}", std::process::id()));
            fs::create_dir_all(path.join("inner")).unwrap();
            files.iter().for_each(|file| fs::write(path.join(file), "id,why\n1,x\n").unwrap());
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_folder_means_its_survey_files_by_name() {
        let folder = Folder::new("a", &["b.csv", "a.XLSX", "notes.md", ".hidden.csv", "c.json", "c.asc"]);
        let found = SurveyFiles::find(std::slice::from_ref(&folder.0), &["2024".into()]).unwrap();
        let names: Vec<(&str, bool)> = found.files.iter().map(|f| (f.name.as_str(), f.is_doubtful)).collect();
        assert_eq!(names, [("a.XLSX", false), ("b.csv", false), ("c.json", true)]);
        assert!(found.files.iter().all(|file| file.wave.as_deref() == Some("2024")));
        let notes = found.notes.concat();
        assert!(
            notes.contains("inner") && notes.contains("notes.md") && !notes.contains("hidden"),
            "{notes}"
        );
        assert!(
            SurveyFiles::find(&[folder.0.join("inner")], &[]).unwrap_err().to_string().contains("no survey")
        );
        fs::write(folder.0.join("run.json"), "{}").unwrap();
        fs::write(folder.0.join("coded.csv"), "id,why\n").unwrap();
        let found = SurveyFiles::find(std::slice::from_ref(&folder.0), &[]).unwrap();
        assert_eq!(found.files.len(), 1);
    }

    #[test]
    fn each_file_counts_once_and_has_a_name_of_its_own() {
        let (one, two) = (Folder::new("b", &["a.csv"]), Folder::new("c", &["a.csv"]));
        let paths = [one.0.join("a.csv"), two.0.join("a.csv")];
        let found = SurveyFiles::find(&paths, &[]).unwrap();
        assert_ne!(found.files[0].name, found.files[1].name);
        let again = [paths[0].clone(), one.0.join("inner/../a.csv")];
        assert!(SurveyFiles::find(&again, &[]).unwrap_err().to_string().contains("given twice"));
        let twice = [PathBuf::from("-"), PathBuf::from("-")];
        assert!(SurveyFiles::find(&twice, &[]).is_err());
        let error = SurveyFiles::find(&paths, &["2023".into()]).unwrap_err().to_string();
        assert!(error.starts_with("--wave: 1 wave for 2 files"), "{error}");
    }
}
