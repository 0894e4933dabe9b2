//! The words of a closed question in each language: standard texts, the stem, the options.

mod choice;
mod faults;
mod standard;
mod stem;
mod tidy;

pub(super) use choice::reasons;
pub(super) use standard::StandardTexts;
pub(super) use stem::stem;

use super::Closing;
use crate::code_frame::CodeFrame;
use crate::text::Language;

/// The languages that a question is asked in, the label language first.
pub(super) fn languages(frame: &CodeFrame, closing: &Closing) -> Vec<Language> {
    let mut languages = closing.languages.clone();
    if languages.is_empty() {
        languages.push(frame.label_language);
        languages.extend(frame.languages.iter().filter(|&&l| l != frame.label_language));
    }
    languages.retain(|&l| l != Language::UND);
    if languages.is_empty() {
        languages.push(Language::EN);
    }
    languages
}
