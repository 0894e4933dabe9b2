//! Runs the program into a folder of its own and reads what it left there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

/// The shipped sample's options: every column has its part.
pub(crate) const SAMPLE_OPTIONS: [&str; 12] = [
    "--text",
    "reason",
    "--id",
    "respondent_id",
    "--weight",
    "weight",
    "--score",
    "score",
    "--by",
    "region",
    "--by",
    "customer_type",
];

/// A folder that lives as long as its test.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("openend-test-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A new file in the folder.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A file of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// `openend analyze`, with nothing typed yet.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
    command.arg("analyze");
    command
}

/// `openend analyze FILE --out OUT OPTIONS…`
pub(crate) fn run(file: &Path, out: &Path, options: &[&str]) -> Output {
    program().arg(file).arg("--out").arg(out).args(options).output().unwrap()
}

/// A run that must succeed and says nothing on standard error; returns what it printed.
pub(crate) fn analyzed(file: &Path, out: &Path, options: &[&str]) -> String {
    let output = run(file, out, options);
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && complaint.is_empty(), "{} {options:?}: {complaint}", file.display());
    String::from_utf8(output.stdout).unwrap()
}

/// A run that must be refused: exit code 2, one line on standard error, nothing printed, no folder made. Returns the
/// line.
pub(crate) fn refused(file: &Path, out: &Path, options: &[&str]) -> String {
    let output = run(file, out, options);
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{} {options:?}: {line}", file.display());
    assert!(line.starts_with("openend: ") && line.ends_with('\n'), "{line:?}");
    assert_eq!(line.lines().count(), 1, "{line:?}");
    assert!(!line.chars().any(|c| c.is_control() && c != '\n'), "{line:?}");
    assert!(output.stdout.is_empty(), "{options:?}");
    assert!(!out.exists(), "{options:?}: a refused run leaves no folder");
    line
}

/// Every file below a folder, by its path in it.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// A text file's content.
pub(crate) fn text(path: impl AsRef<Path>) -> String {
    String::from_utf8(fs::read(path).unwrap()).unwrap()
}

/// A JSON file's content.
pub(crate) fn json(path: impl AsRef<Path>) -> serde_json::Value {
    serde_json::from_str(&text(path)).unwrap()
}

/// A table as CSV; the first row is the header.
pub(crate) fn csv<R: AsRef<[C]>, C: AsRef<[u8]>>(rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.as_ref()).unwrap();
    }
    writer.into_inner().unwrap()
}

/// A survey of one column named `reason`.
pub(crate) fn reasons<'a>(answers: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let numbered = (1..).zip(answers).map(|(id, answer)| [id.to_string(), answer.to_owned()]);
    csv(std::iter::once(["id".to_owned(), "reason".to_owned()]).chain(numbered))
}

/// A CSV file, cell by cell.
#[derive(Debug, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) headers: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Sheet {
    pub(crate) fn open(path: impl AsRef<Path>) -> Self {
        Self::parse(&text(path))
    }

    pub(crate) fn parse(text: &str) -> Self {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let mut rows =
            reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect::<Vec<String>>());
        let headers = rows.next().unwrap();
        let rows = rows.collect();
        Self { headers, rows }
    }

    pub(crate) fn cell(&self, row: usize, column: &str) -> &str {
        let at = self.headers.iter().position(|h| h == column);
        &self.rows[row][at.unwrap_or_else(|| panic!("no column {column} in {:?}", self.headers))]
    }

    pub(crate) fn column(&self, name: &str) -> Vec<&str> {
        (0..self.rows.len()).map(|row| self.cell(row, name)).collect()
    }

    pub(crate) fn number(&self, row: usize, column: &str) -> f64 {
        let cell = self.cell(row, column);
        cell.parse().unwrap_or_else(|_| panic!("{column} of row {row} is {cell:?}"))
    }

    /// The columns that the coding added, by respondent id: what must not depend on the file's form.
    pub(crate) fn codings(&self, id: &str) -> BTreeMap<&str, Vec<&str>> {
        let ours = |header: &String| header.starts_with("oe_") && header != "oe_duplicate_of";
        let columns: Vec<&String> = self.headers.iter().filter(|h| ours(h)).collect();
        assert!(columns.len() >= 8, "{:?}", self.headers);
        let coding = |row| columns.iter().map(|column| self.cell(row, column)).collect();
        (0..self.rows.len()).map(|row| (self.cell(row, id), coding(row))).collect()
    }
}
