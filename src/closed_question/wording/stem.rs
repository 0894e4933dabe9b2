//! The stem in each language: the owner's, else made of the open question's wording, else a standard text.

use super::StandardTexts;
use crate::closed_question::phrase::{ASKS_ONE, ASKS_WORDS, SAYS_ALL, SAYS_ONE, noticed_in_stem};
use crate::closed_question::{AnswerFormat, Closing};
use crate::code_frame::CodeFrame;
use crate::survey::Question;
use crate::text::{Language, LanguageDetector};
use std::collections::BTreeMap;

/// English openings that ask for one answer, and how they read over a list of which several may be ticked.
const OPENED: [(&str, &str); 12] = [
    ("what is the main reason", "what are the reasons"),
    ("what's the main reason", "what are the reasons"),
    ("what was the main reason", "what were the reasons"),
    ("what is the primary reason", "what are the reasons"),
    ("what is the most important reason", "what are the reasons"),
    ("what is the main problem", "which problems do you have"),
    ("what is the one thing we could", "what could we"),
    ("what is one thing we could", "what could we"),
    ("what is the one thing we should", "what should we"),
    ("what is one thing we should", "what should we"),
    ("what one thing could we", "what could we"),
    ("what one thing should we", "what should we"),
];

/// The stem in each of `languages` that has one, and sentences on what a person must look at.
pub(in crate::closed_question) fn stem(
    languages: &[Language],
    frame: &CodeFrame,
    asked: &Question,
    closing: &Closing,
) -> (BTreeMap<Language, String>, Vec<String>) {
    let mut stem = BTreeMap::new();
    let (mut standard, mut missing, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let open = asked.wording.as_deref().map(str::trim).filter(|wording| !wording.is_empty());
    let spoken = open.map(|wording| language_of(wording, languages, frame.label_language));
    for &language in languages {
        if let Some(own) = closing.stem.get(&language) {
            stem.insert(language, own.clone());
            continue;
        }
        let open = open.filter(|_| spoken == Some(language));
        let closed = open.and_then(|wording| closed(wording, language, closing.answer));
        if open.is_some() && closed.is_none() {
            notes.push(
                "The open question asks for words of one's own, which no list answers, so the stem is a standard text: \
                 adapt it."
                    .to_owned(),
            );
        }
        if let Some(closed) = closed {
            stem.insert(language, closed);
        } else if let Some(texts) = StandardTexts::of(language) {
            stem.insert(language, standard_stem(texts, language, closing.answer));
            standard.extend(open.is_none().then(|| language.tag()));
        } else {
            missing.push(language.tag());
        }
    }
    if !standard.is_empty() {
        notes.push(format!(
            "The stem in {} is a standard text, since the question's wording there is not known: adapt it.",
            standard.join(", ")
        ));
    }
    if !missing.is_empty() {
        notes.push(format!("The stem needs translation into {}.", missing.join(", ")));
    }
    (stem, notes)
}

/// The language of `languages` that a wording is in; the label language where it could be any.
fn language_of(wording: &str, languages: &[Language], label_language: Language) -> Language {
    let found = LanguageDetector::new(languages).detect(wording, None);
    if languages.contains(&found) { found } else { label_language }
}

/// The open question's wording over a list, with the instruction that the format needs unless it has one; none if it asks
/// for words of one's own.
fn closed(wording: &str, language: Language, answer: AnswerFormat) -> Option<String> {
    let noticed = noticed_in_stem(wording, language);
    let has = |label: &str| noticed.iter().any(|(l, _)| *l == label);
    if has(ASKS_WORDS) {
        return None;
    }
    let texts = StandardTexts::of(language);
    let several = answer != AnswerFormat::Single;
    let question = if several && has(ASKS_ONE) && language == Language::EN { widened(wording) } else { None };
    let question = question.unwrap_or_else(|| wording.to_owned());
    let instruction = texts.and_then(|texts| match answer {
        AnswerFormat::Multiple => (!has(SAYS_ALL)).then_some(texts.all),
        AnswerFormat::Single => (!has(SAYS_ONE)).then_some(texts.one),
        AnswerFormat::YesNo => Some(texts.each),
    });
    Some(instruction.map_or_else(|| question.clone(), |instruction| joined(&question, instruction, language)))
}

/// "What is the main reason for your score?" → "What are the reasons for your score?"; none if it opens otherwise.
fn widened(wording: &str) -> Option<String> {
    let (one, several) = OPENED
        .iter()
        .find(|(one, _)| wording.get(..one.len()).is_some_and(|opening| opening.eq_ignore_ascii_case(one)))?;
    let rest = wording.get(one.len()..)?;
    // "What is the main reasonable …" is another word.
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let mut letters = several.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    Some(first.into_iter().chain(letters).chain(rest.chars()).collect())
}

fn standard_stem(texts: &StandardTexts, language: Language, answer: AnswerFormat) -> String {
    match answer {
        AnswerFormat::Multiple => joined(texts.which, texts.all, language),
        AnswerFormat::Single => joined(texts.which_one, texts.one, language),
        AnswerFormat::YesNo => texts.each.to_owned(),
    }
}

/// Two sentences; scripts without blanks have none between them either.
fn joined(first: &str, second: &str, language: Language) -> String {
    let closed = first.ends_with(|c: char| !c.is_alphanumeric());
    let gap = match (language.uses_spaces(), closed) {
        (false, _) => "",
        (true, true) => " ",
        (true, false) => ". ",
    };
    format!("{first}{gap}{second}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_wording_becomes_a_question_over_a_list() {
        let english = |wording, answer| closed(wording, Language::EN, answer);
        let score = "What is the main reason for your score?";
        assert_eq!(
            english(score, AnswerFormat::Multiple).unwrap(),
            "What are the reasons for your score? Please select all that apply."
        );
        assert_eq!(
            english(score, AnswerFormat::Single).unwrap(),
            "What is the main reason for your score? Please select one answer."
        );
        assert_eq!(
            english(score, AnswerFormat::YesNo).unwrap(),
            "What are the reasons for your score? For each of the following, please say whether it applies to you."
        );
        assert_eq!(
            english("Why did you leave", AnswerFormat::Multiple).unwrap(),
            "Why did you leave. Please select all that apply."
        );
        assert_eq!(
            english("What should we improve? Tick all that apply.", AnswerFormat::Multiple).unwrap(),
            "What should we improve? Tick all that apply."
        );
        assert_eq!(
            english("What is the one thing we could do better?", AnswerFormat::Multiple).unwrap(),
            "What could we do better? Please select all that apply."
        );
        assert_eq!(english("Please describe your stay in your own words.", AnswerFormat::Multiple), None);
        assert_eq!(widened("What is the main reasonable thing?"), None);
        assert_eq!(
            closed("您为什么给出这个分数？", Language::ZH_HANS, AnswerFormat::Multiple).unwrap(),
            "您为什么给出这个分数？（可多选）"
        );
        assert_eq!(
            closed("Mis on Teie hinnangu põhjus?", Language::ET, AnswerFormat::Single).unwrap(),
            "Mis on Teie hinnangu põhjus? Palun valige üks vastus."
        );
    }

    #[test]
    fn a_wording_stands_in_its_own_language_and_the_owners_stem_wins() {
        let frame = crate::testing::frame();
        let languages = [Language::EN, Language::ET];
        let mut asked =
            Question { wording: Some("Mida peaksime paremini tegema?".into()), ..Question::default() };
        let (stems, notes) = stem(&languages, &frame, &asked, &Closing::default());
        assert!(stems[&Language::ET].starts_with("Mida peaksime"), "{stems:?}");
        assert!(stems[&Language::EN].starts_with("Which of the following"), "{stems:?}");
        assert!(notes[0].contains("in en is a standard text"), "{notes:?}");

        asked.wording = Some("Please tell us about your visit.".into());
        let closing = Closing { stem: [(Language::ET, "Miks?".to_owned())].into(), ..Closing::default() };
        let (stems, notes) = stem(&languages, &frame, &asked, &closing);
        assert_eq!(stems[&Language::ET], "Miks?");
        assert!(
            stems[&Language::EN].starts_with("Which") && notes[0].contains("words of one's own"),
            "{notes:?}"
        );
    }
}
