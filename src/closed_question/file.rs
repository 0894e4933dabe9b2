//! The closed question as `question.json`, and back. `data/question.schema.json` is its JSON Schema.

use super::{CategoryKind, ClosedQuestion};
use crate::error::{Error, Result};
use crate::text::Language;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use unicode_width::UnicodeWidthChar;

/// The version of the layout of `question.json`.
const FORMAT: &str = "openend-question 2";

#[derive(Serialize, Deserialize)]
struct Document<'a> {
    format: Cow<'a, str>,
    #[serde(flatten)]
    question: Cow<'a, ClosedQuestion>,
}

/// The file's bytes.
///
/// # Errors
/// [`Error::Internal`] if they cannot be written as JSON.
pub fn question_file(question: &ClosedQuestion) -> Result<Vec<u8>> {
    let document = Document { format: FORMAT.into(), question: Cow::Borrowed(question) };
    let mut bytes = serde_json::to_vec_pretty(&document).map_err(|e| Error::Internal(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads what [`question_file`] wrote; `file` is its name, for complaints.
///
/// # Errors
/// [`Error::Input`] if it is no such file, one of another version, or if somebody edited it so that it is no question.
pub fn read_question(bytes: &[u8], file: &str) -> Result<ClosedQuestion> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
    }
    let advice = "give the question.json that `openend question` or a run of openend wrote";
    let fault = |what: String| Error::input(file.to_owned(), format!("{what}: {advice}"));
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let head: Head =
        serde_json::from_slice(bytes).map_err(|e| fault(format!("is no closed question ({e})")))?;
    if head.format != FORMAT {
        return Err(fault(format!("is of format \"{}\", not \"{FORMAT}\"", head.format)));
    }
    let document: Document<'static> =
        serde_json::from_slice(bytes).map_err(|e| fault(format!("cannot be read ({e})")))?;
    let question = document.question.into_owned();
    match mistake(&question) {
        None => Ok(question),
        Some(mistake) => Err(Error::input(file.to_owned(), mistake)),
    }
}

/// Whether nothing of a text is seen: blanks, controls, characters without a width.
fn is_unseen(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || c.width().unwrap_or(0) == 0)
}

/// What makes a question that people edited none, and what to do.
fn mistake(question: &ClosedQuestion) -> Option<String> {
    if question.languages.is_empty() {
        return Some("\"languages\" is empty: name the language of the question".into());
    }
    let is_blank =
        |labels: &BTreeMap<Language, String>| labels.is_empty() || labels.values().any(|l| is_unseen(l));
    if is_blank(&question.stem) && !question.categories.is_empty() {
        return Some("\"stem\" is empty: word it in one language at least, and leave no other blank".into());
    }
    let mut known = BTreeSet::new();
    let mut closing = Vec::new();
    for option in &question.categories {
        let number = option.number;
        if !known.insert(number) {
            return Some(format!("two options have the number {number}: give each its own"));
        }
        if is_blank(&option.labels) {
            let advice = "word it in one language at least, and leave no other blank";
            return Some(format!("option {number} has no label: {advice}"));
        }
        if option.kind != CategoryKind::Reason {
            if closing.contains(&option.kind) {
                return Some(format!(
                    "option {number} is the second of its kind: make it a reason, or leave it out"
                ));
            }
            closing.push(option.kind);
        }
        if option.open_text && option.kind != CategoryKind::Other {
            return Some(format!("option {number} has a text field: only the option of kind other may"));
        }
        let shares = [option.open_share, option.low, option.high, option.again_low, option.again_high];
        if shares.iter().flatten().any(|share| !(0.0..=1.0).contains(share)) {
            return Some(format!(
                "a share of option {number} is no part of 1: give one from 0 to 1, or null"
            ));
        }
        let group = option.group.filter(|group| !question.groups.iter().any(|known| known.number == *group));
        if let Some(group) = group {
            return Some(format!("option {number} is of group {group}, which \"groups\" does not have"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed_question::Category;
    use crate::code_frame::CodeNumber;

    #[test]
    fn a_question_comes_back_and_other_files_are_refused() {
        let question = ClosedQuestion {
            languages: vec![Language::EN],
            notes: vec!["A note.".into()],
            ..ClosedQuestion::default()
        };
        let bytes = question_file(&question).unwrap();
        assert_eq!(read_question(&bytes, "q.json").unwrap(), question);
        let older = String::from_utf8(bytes).unwrap().replace("question 2", "question 1");
        let error = read_question(older.as_bytes(), "q.json").unwrap_err().to_string();
        assert!(error.contains("q.json") && error.contains("question 1"), "{error}");
        assert!(read_question(b"{}", "q.json").is_err());
    }

    #[test]
    fn an_edit_that_makes_it_no_question_is_refused_with_what_to_do() {
        type Edited = fn(&mut ClosedQuestion);
        let option = |number: u16| Category {
            position: usize::from(number),
            number: CodeNumber(number),
            kind: CategoryKind::Reason,
            labels: BTreeMap::from([(Language::EN, "Price".to_owned())]),
            needs_translation: Vec::new(),
            codes: vec![CodeNumber(number)],
            side: None,
            group: None,
            count: 9,
            open_share: Some(0.5),
            low: None,
            high: None,
            again_low: None,
            again_high: None,
            cumulative_coverage: None,
            shuffle: true,
            exclusive: false,
            open_text: false,
        };
        let good = ClosedQuestion {
            languages: vec![Language::EN],
            stem: BTreeMap::from([(Language::EN, "Why?".to_owned())]),
            categories: vec![option(1), option(2)],
            ..ClosedQuestion::default()
        };
        let read = |question: &ClosedQuestion| read_question(&question_file(question).unwrap(), "q.json");
        assert_eq!(read(&good).unwrap(), good);
        let edits: [(Edited, &str); 9] = [
            (|q| q.languages.clear(), "\"languages\""),
            (|q| q.stem.clear(), "\"stem\""),
            (|q| q.categories[1].number = CodeNumber(1), "two options have the number 1"),
            (|q| q.categories[0].labels.clear(), "option 1 has no label"),
            (
                |q| *q.categories[0].labels.get_mut(&Language::EN).unwrap() = "\u{202e}\u{200b}".into(),
                "option 1 has no label",
            ),
            (|q| q.categories[0].open_text = true, "option 1 has a text field"),
            (
                |q| q.categories.iter_mut().for_each(|c| c.kind = CategoryKind::None),
                "option 2 is the second of its kind",
            ),
            (|q| q.categories[1].open_share = Some(7.0), "share of option 2"),
            (|q| q.categories[0].group = Some(CodeNumber(5)), "group 5"),
        ];
        for (edit, part) in edits {
            let mut question = good.clone();
            edit(&mut question);
            let error = read(&question).unwrap_err().to_string();
            assert!(error.starts_with("q.json: ") && error.contains(part), "{error}");
        }
    }
}
