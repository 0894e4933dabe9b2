//! The coded table of a finished run in one more format, without coding again.

use super::{CodedFormat, CodedSource, Tally, as_typed, typed_columns, write};
use crate::error::{Error, Result, escape};
use crate::outputs::book::{BookParts, book_notes, write_book};
use crate::outputs::folder::lock;
use crate::outputs::publish::{make_folder, remove_folder, rename};
use crate::outputs::results_folder::{CODED_FILE, CodedHeaders, changed, coded_reader, read_record};
use crate::outputs::{OUR_FILES, open_frame};
use csv::StringRecord;
use std::path::{Path, PathBuf};

/// Where the files stand until they are whole.
const STAGING: &str = ".openend-export";

/// A coded table in one more format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file to open.
    pub path: PathBuf,
    /// What the format cannot carry, one sentence each.
    pub notes: Vec<String>,
}

/// Writes the coded table of a results folder in another format: as `to`, or under its usual name into the folder. The
/// workbook has the coded table alone.
///
/// # Errors
/// [`Error::Input`] if the folder holds no results of one question; [`Error::Frame`] if its frame cannot be read or
/// somebody else holds the folder; [`Error::Settings`] if the file may not be written: it is there, and `force` does not
/// say that it may be replaced, or it has the name of another file of a run; [`Error::Disk`] if the system refuses.
pub fn export_coded(folder: &Path, format: CodedFormat, to: Option<&Path>, force: bool) -> Result<Exported> {
    let run = read_record(folder)?;
    let (_, saved) = open_frame(folder)?;
    let usual = folder.join(format.files().first().copied().unwrap_or_default());
    let to = to.map_or(usual, Path::to_owned);
    let targets = targets(format, &to)?;
    if let Some(there) = targets.iter().find(|path| path.exists() && !force) {
        return Err(refusal(there, "is there already: --force replaces it"));
    }
    let _lock = lock(folder, true)?;

    let coded = folder.join(CODED_FILE);
    let fault = |row: Option<usize>, error: &csv::Error| changed(&coded, row, &error.to_string());
    let mut reader = coded_reader(&coded)?;
    let headers = CodedHeaders::of(reader.headers().map_err(|e| fault(None, &e))?, &run)
        .map_err(|what| changed(&coded, None, &what))?;
    let mut tallies = vec![Tally::default(); headers.names.len()];
    let (mut rows, mut text_bytes, mut record) = (0, 0, StringRecord::new());
    while reader.read_record(&mut record).map_err(|e| fault(Some(rows + 1), &e))? {
        for ((cell, tally), &is_marked) in record.iter().zip(&mut tallies).zip(&headers.marked) {
            tally.add(as_typed(cell, is_marked));
            text_bytes += cell.len() as u64;
        }
        rows += 1;
    }
    let columns = typed_columns(&headers.names, &tallies, headers.input, &run.columns, saved.frame());
    let question = run.question.wording.as_deref().unwrap_or(&run.question.column);
    let source = CodedSource::new(&coded, columns, rows, question, headers.marked);

    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let staging = parent.join(STAGING);
    remove_folder(&staging)?;
    make_folder(&staging)?;
    let new = staging.join(to.file_name().unwrap_or_default());
    let written = if format == CodedFormat::Xlsx {
        let parts = BookParts { source: &source, text_bytes, analysis: None, raw_cells: run.facts.raw_cells };
        write_book(&new, &parts).and_then(|book| {
            let notes = book_notes(book);
            if book.is_some() { Ok(notes) } else { Err(refusal(&to, &notes.join(" "))) }
        })
    } else {
        write(format, &new, &source)
    };
    let moved = written.and_then(|notes| {
        for target in &targets {
            rename(&staging.join(target.file_name().unwrap_or_default()), target)?;
        }
        Ok(notes)
    });
    remove_folder(&staging)?;
    Ok(Exported { path: to, notes: moved? })
}

/// All files of the format if the first is called `to`.
fn targets(format: CodedFormat, to: &Path) -> Result<Vec<PathBuf>> {
    let name = to.file_name().unwrap_or_default();
    if to.is_dir() || name.is_empty() {
        return Err(refusal(to, "is a folder: name a file"));
    }
    if OUR_FILES.iter().any(|ours| name == *ours) && !format.files().iter().any(|ours| name == *ours) {
        return Err(refusal(to, "would be taken for another result of a run: choose another name"));
    }
    let others = format.files().iter().skip(1).filter_map(|other| Path::new(other).extension());
    Ok(std::iter::once(to.to_owned()).chain(others.map(|end| to.with_extension(end))).collect())
}

fn refusal(path: &Path, why: &str) -> Error {
    Error::settings("--output", format!("{} {why}", escape(&path.display().to_string())))
}
