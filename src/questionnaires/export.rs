//! One question to the files of one format.

use super::{Printed, QuestionFormat};
use crate::closed_question::{CategoryKind, ClosedQuestion};
use crate::error::{Error, Result};
use crate::text::Language;

/// A file that a survey tool imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedFile {
    /// The only language in it; none if it holds all that were asked for.
    pub language: Option<Language>,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What an export yields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// One file, or one per language where the format holds one language.
    pub files: Vec<ExportedFile>,
    /// What the format cannot carry and what a person must do about it, one sentence each.
    pub notes: Vec<String>,
}

/// One file as a format's own function makes it.
pub(super) struct Made {
    /// Its content.
    pub(super) bytes: Vec<u8>,
    /// What the format cannot carry of this question, one sentence each.
    pub(super) notes: Vec<String>,
}

/// Writes `question` in `format`, in `languages` (those of the question if empty), the first of them as the main one.
///
/// # Errors
/// [`Error::Settings`] if a language is not one of the question's, or if the question lists no reason;
/// [`Error::Internal`] if a file cannot be built.
pub fn export(question: &ClosedQuestion, format: QuestionFormat, languages: &[Language]) -> Result<Exported> {
    if let Some(foreign) = languages.iter().find(|language| !question.languages.contains(language)) {
        let known: Vec<&str> = question.languages.iter().map(|language| language.tag()).collect();
        let message = format!("the question is not worded in {}; it has {}", foreign.tag(), known.join(", "));
        return Err(Error::settings("--language", message));
    }
    if question.of_kind(CategoryKind::Reason).next().is_none() {
        let message = "the question lists no reason, since no code recurs often enough: lower --min-share, or name codes with --keep";
        return Err(Error::settings("--format", message));
    }
    let languages = distinct(if languages.is_empty() { &question.languages } else { languages });
    let row = format.row();
    let mut exported = Exported::default();
    let (mut of_all, mut of_format) = (Vec::new(), Vec::new());
    let per_file = if format.holds_all_languages() { languages.len().max(1) } else { 1 };
    for inside in languages.chunks(per_file) {
        let printed = Printed::new(question, inside);
        let made = (row.write)(&printed)?;
        // The neutral file holds what there is: nothing stands in.
        if format != QuestionFormat::Json {
            of_all.extend(printed.notes());
        }
        of_format.extend(made.notes);
        let language = inside.first().copied().filter(|_| !format.holds_all_languages());
        exported.files.push(ExportedFile { language, bytes: made.bytes });
    }
    of_all.extend(of_format);
    exported.notes = distinct(&of_all);
    Ok(exported)
}

/// Each once, where it first stood.
fn distinct<T: Clone + PartialEq>(all: &[T]) -> Vec<T> {
    let mut seen = Vec::new();
    for one in all {
        if !seen.contains(one) {
            seen.push(one.clone());
        }
    }
    seen
}
