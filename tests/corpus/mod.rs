//! Bad inputs, one by one: each file of `manifest.tsv` is made here, read by the library and given to the program.
//!
//! The manifest has a line per case: its number in the list of bad inputs, the file's name, and what is expected:
//!
//! - `ok ROWS`: it is read, kept and rejected rows together;
//! - `ok+note ROWS WORDS`: the same, and a note or the reason of a rejected row holds the words;
//! - `fault WORDS`: it is refused in one line that names the file and holds the words.
//!
//! To add a case: a line in the manifest, and the function that makes its bytes in the file of its section.

mod encoding;
mod json;
mod platforms;
mod statistics;
mod structure;
mod typed;
mod workbooks;

use crate::support::{Scratch, json as json_file, program, repository, text};
use openend::Error;
use openend::files::{BadRows, OpenedStudy, ReadOptions, StudyOptions, open_studies, read_table};
use openend::survey::Table;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// One input of the corpus.
pub(crate) struct Case {
    number: u32,
    name: &'static str,
    make: Box<dyn Fn(&Path)>,
    reading: ReadOptions,
    study: StudyOptions,
    rejected: usize,
    cells: Vec<(&'static str, Vec<String>)>,
}

impl Case {
    /// A case whose input `make` puts at the path that it is given.
    pub(crate) fn path(number: u32, name: &'static str, make: impl Fn(&Path) + 'static) -> Self {
        Self {
            number,
            name,
            make: Box::new(make),
            reading: ReadOptions::default(),
            study: StudyOptions { text: vec!["comment".into()], ..StudyOptions::default() },
            rejected: 0,
            cells: Vec::new(),
        }
    }

    /// A file of these bytes; the answers stand in a column named `comment`.
    pub(crate) fn bytes<B: AsRef<[u8]>>(
        number: u32,
        name: &'static str,
        make: impl Fn() -> B + 'static,
    ) -> Self {
        Self::path(number, name, move |path| std::fs::write(path, make()).unwrap())
    }

    /// The answers stand in another column.
    pub(crate) fn text(mut self, column: &str) -> Self {
        self.study.text = vec![column.into()];
        self
    }

    /// `--id COLUMN`.
    pub(crate) fn id(mut self, column: &str) -> Self {
        self.study.id = Some(column.into());
        self
    }

    /// `--encoding NAME`.
    pub(crate) fn encoding(mut self, name: &str) -> Self {
        self.reading.encoding = Some(name.into());
        self
    }

    /// `--sheet NAME`.
    pub(crate) fn sheet(mut self, name: &str) -> Self {
        self.reading.sheet = Some(name.into());
        self
    }

    /// `--on-bad-row stop`.
    pub(crate) fn stop(mut self) -> Self {
        self.reading.bad_rows = BadRows::Stop;
        self
    }

    /// So many rows are set aside; none unless this is said.
    pub(crate) fn rejected(mut self, rows: usize) -> Self {
        self.rejected = rows;
        self
    }

    /// The kept rows have these cells in this column.
    pub(crate) fn cells<C: ToString>(
        mut self,
        column: &'static str,
        cells: impl IntoIterator<Item = C>,
    ) -> Self {
        self.cells.push((column, cells.into_iter().map(|cell| cell.to_string()).collect()));
        self
    }

    /// Makes the input in a folder.
    fn made(&self, scratch: &Scratch) -> PathBuf {
        let path = scratch.path(self.name);
        (self.make)(&path);
        path
    }

    /// The file as the library reads it, and the study in it.
    fn read(&self, path: &Path) -> Result<Table, Error> {
        let reading = ReadOptions { wanted: self.study.columns(), ..self.reading.clone() };
        read_table(path, &reading)
    }

    /// The same as typed for the program.
    fn options(&self) -> Vec<String> {
        let mut options = vec!["--engine".to_owned(), "fast".to_owned()];
        let mut add = |option: &str, value: Option<&String>| {
            options.extend(value.into_iter().flat_map(|value| [option.to_owned(), value.clone()]));
        };
        add("--text", self.study.text.first());
        add("--id", self.study.id.as_ref());
        add("--encoding", self.reading.encoding.as_ref());
        add("--sheet", self.reading.sheet.as_ref());
        if self.reading.bad_rows == BadRows::Stop {
            add("--on-bad-row", Some(&"stop".to_owned()));
        }
        options
    }
}

/// What the manifest expects of a case.
#[derive(Debug)]
enum Expected {
    Ok { rows: usize, words: String },
    Fault { words: String },
}

impl Expected {
    fn parse(line: &str) -> Self {
        let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (rows, words) = rest.split_once(' ').unwrap_or((rest, ""));
        match kind {
            "ok" if words.is_empty() => Self::Ok { rows: rows.parse().unwrap(), words: String::new() },
            "ok+note" if !words.is_empty() => Self::Ok { rows: rows.parse().unwrap(), words: words.into() },
            "fault" if !rest.is_empty() => Self::Fault { words: rest.into() },
            _ => panic!("no expectation: {line}"),
        }
    }
}

fn cases() -> Vec<Case> {
    [
        structure::cases(),
        platforms::cases(),
        encoding::cases(),
        workbooks::cases(),
        typed::cases(),
        json::cases(),
        statistics::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Each case with its line of the manifest, in the order of the cases.
fn corpus() -> Vec<(Case, Expected)> {
    let manifest = text(repository("tests/corpus/manifest.tsv"));
    let lines = manifest.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let [number, name, expected] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        (number.parse::<u32>().unwrap(), name, expected)
    });
    let lines: Vec<_> = lines.collect();
    let cases = cases();
    let made: BTreeSet<(u32, &str)> = cases.iter().map(|case| (case.number, case.name)).collect();
    let listed: BTreeSet<(u32, &str)> = lines.iter().map(|&(number, name, _)| (number, name)).collect();
    assert_eq!((made.len(), listed.len()), (cases.len(), lines.len()), "a case or line stands twice");
    assert_eq!(made, listed, "the manifest and the cases differ");
    let expected = |case: &Case| {
        let line = lines.iter().find(|(number, name, _)| (*number, *name) == (case.number, case.name));
        Expected::parse(line.unwrap().2)
    };
    cases.into_iter().map(|case| (expected(&case), case)).map(|(expected, case)| (case, expected)).collect()
}

/// Looks at every case, and fails after the last with what all of them said.
fn each(check: impl Fn(&Case, &Expected)) {
    let faults: Vec<String> = corpus()
        .iter()
        .filter_map(|(case, expected)| {
            let failed = catch_unwind(AssertUnwindSafe(|| check(case, expected))).err()?;
            let said = failed.downcast_ref::<String>().cloned().unwrap_or_default();
            Some(format!("{} {}: {said}", case.number, case.name))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn every_input_is_read_or_refused_as_the_manifest_says() {
    each(|case, expected| {
        let scratch = Scratch::new();
        let path = case.made(&scratch);
        let table = case.read(&path);
        let opened = table.as_ref().map_err(ToString::to_string).and_then(|table| {
            open_studies(table, &case.study).map(|mut studies| studies.remove(0)).map_err(|e| e.to_string())
        });
        match (expected, opened) {
            (Expected::Ok { rows, words }, Ok(opened)) => {
                is_as_expected(case, table.as_ref().unwrap(), &opened, *rows, words);
            }
            (Expected::Fault { words }, Err(line)) => {
                assert!(!line.contains('\n') && line.contains(case.name), "{line}");
                assert!(line.contains(words), "{line}");
            }
            (Expected::Ok { .. }, Err(line)) => panic!("{line}"),
            (Expected::Fault { words }, Ok(opened)) => {
                panic!("read, but expected {words}: {:?} {:?}", opened.notes, opened.study.question)
            }
        }
    });
}

fn is_as_expected(case: &Case, table: &Table, opened: &OpenedStudy<'_>, rows: usize, words: &str) {
    let notes = || table.notes.iter().chain(&opened.notes);
    let reasons = || table.rejected.iter().map(|row| &row.reason);
    assert_eq!(table.rows_read(), rows, "{:?}", table.notes);
    assert_eq!(table.rejected.len(), case.rejected, "{:?}", table.rejected);
    assert_eq!(opened.study.respondents.len() + opened.study.rejected, rows);
    let is_said = notes().chain(reasons()).any(|note| note.contains(words));
    assert!(
        is_said || words.is_empty(),
        "{:?} {:?}",
        notes().collect::<Vec<_>>(),
        reasons().collect::<Vec<_>>()
    );
    for (column, cells) in &case.cells {
        let at = table.find_column(column).unwrap_or_else(|| panic!("{:?}", table.headers()));
        assert_eq!(table.column(at).collect::<Vec<_>>(), *cells);
    }
    let columns = 0..table.headers().len();
    let is_damaged = columns.flat_map(|column| table.column(column)).any(|cell| cell.contains('\u{fffd}'));
    assert!(!is_damaged || notes().any(|note| note.contains("U+FFFD")), "lost without a word");
}

/// Runs the program on a case; its exit code, what it said on standard error, and the folder.
fn program_on(case: &Case, scratch: &Scratch) -> (Option<i32>, String, PathBuf) {
    let (path, out) = (case.made(scratch), scratch.path("out"));
    let output = program().arg(&path).arg("--out").arg(&out).args(case.options()).output().unwrap();
    assert!(output.status.success() || output.stdout.is_empty());
    (output.status.code(), String::from_utf8(output.stderr).unwrap(), out)
}

#[test]
fn the_program_refuses_every_fault_in_one_line() {
    each(|case, expected| {
        let Expected::Fault { words } = expected else { return };
        let scratch = Scratch::new();
        let (code, line, out) = program_on(case, &scratch);
        assert_eq!(code, Some(2), "{line}");
        assert!(line.starts_with("openend: ") && line.lines().count() == 1, "{line}");
        assert!(line.contains(case.name) && line.contains(words), "{line}");
        assert!(!out.exists(), "a refused run leaves nothing");
    });
}

#[test]
fn the_program_codes_one_good_case_of_every_number() {
    let seen = RefCell::new(BTreeSet::new());
    each(|case, expected| {
        let Expected::Ok { rows, .. } = expected else { return };
        if !seen.borrow_mut().insert(case.number) {
            return;
        }
        let scratch = Scratch::new();
        let (code, complaint, out) = program_on(case, &scratch);
        assert!(code == Some(0) && complaint.is_empty(), "{complaint}");
        let ledger = &json_file(out.join("run.json"))["ledger"];
        let of = |part: &str| ledger[part].as_u64().unwrap() as usize;
        assert_eq!((of("read"), of("rejected")), (*rows, case.rejected));
        let parts = ["coded", "uncoded", "no_answer", "junk", "rejected"].map(of);
        assert_eq!(parts.iter().sum::<usize>(), *rows, "{ledger}");
    });
}
