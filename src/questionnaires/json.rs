//! The neutral `question.json`: everything that is known of the question. `data/question.schema.json` describes it.

use super::{Made, Printed};
use crate::closed_question::{ClosedQuestion, question_file};
use crate::error::Result;

/// The file, in the languages asked for, the main one first.
///
/// # Errors
/// As [`question_file`].
pub(super) fn write(printed: &Printed<'_>) -> Result<Made> {
    let mut question = ClosedQuestion { languages: printed.languages.to_vec(), ..printed.question.clone() };
    for category in &mut question.categories {
        category.needs_translation.retain(|language| printed.languages.contains(language));
    }
    Ok(Made { bytes: question_file(&question)?, notes: Vec::new() })
}
