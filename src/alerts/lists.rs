//! The phrases and their guards of each language, read from `data/lists` when a language is first met.

use super::AlertKind;
use crate::text::{Language, Phrases};
use std::sync::LazyLock;

/// A phrase that raises nothing and keeps the words in it from raising anything.
pub(super) const HARMLESS: &str = "harmless";
/// A word that denies what stands soon after it.
pub(super) const NOT: &str = "not";
/// A word that denies what stands soon before it.
pub(super) const AFTER: &str = "after";
/// A word that only supposes what stands after it.
pub(super) const IF: &str = "if";

/// The lists of one language.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// What raises alerts.
    pub(super) phrases: Phrases,
    /// What takes back one that follows.
    pub(super) before: Phrases,
    /// What takes back one that went before.
    pub(super) after: Phrases,
}

impl Lists {
    /// The lists of a language; none for a language without them.
    pub(super) fn of(language: Language) -> Option<&'static Self> {
        let tag = if language.is_chinese() { "zh" } else { language.tag() };
        ALL.iter().find(|(t, _)| *t == tag).map(|(_, lists)| &**lists)
    }

    fn read(tag: &str, file: &'static str) -> Self {
        let language = Language::from_tag(if tag == "zh" { "zh-Hans" } else { tag }).unwrap_or(Language::UND);
        let is_kind = |label: &str| AlertKind::ALL.iter().any(|kind| kind.name() == label);
        Self {
            phrases: Phrases::read(file, language, |label| is_kind(label) || label == HARMLESS),
            before: Phrases::read(file, language, |label| [NOT, IF, HARMLESS].contains(&label)),
            after: Phrases::read(file, language, |label| label == AFTER),
        }
    }
}

macro_rules! language {
    ($tag:literal) => {
        (
            $tag,
            LazyLock::new(|| {
                Lists::read($tag, include_str!(concat!("../../data/lists/", $tag, "/alerts.txt")))
            }),
        )
    };
}

static ALL: [(&str, LazyLock<Lists>); 13] = [
    language!("en"),
    language!("zh"),
    language!("vi"),
    language!("et"),
    language!("de"),
    language!("fr"),
    language!("es"),
    language!("pt"),
    language!("it"),
    language!("nl"),
    language!("ja"),
    language!("ko"),
    language!("ru"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::analysis_copy;

    /// Every line of every list, in parts: language, label, phrase.
    fn lines() -> Vec<(&'static str, String, String)> {
        let of = |tag: &'static str| {
            let path = format!("{}/data/lists/{tag}/alerts.txt", env!("CARGO_MANIFEST_DIR"));
            let file = std::fs::read_to_string(path).unwrap();
            let lines = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
            let parted = lines.map(|line| line.split_once(": ").expect(line));
            parted.map(|(l, p)| (tag, l.trim_end_matches('!').to_owned(), p.to_owned())).collect::<Vec<_>>()
        };
        ALL.iter().flat_map(|(tag, _)| of(tag)).collect()
    }

    #[test]
    fn every_line_is_a_known_label_and_a_phrase_as_analysis_copies_write_it() {
        let is_wrong = |(tag, label, phrase): &(&str, String, String)| {
            let known = AlertKind::ALL.iter().any(|kind| kind.name() == label)
                || [NOT, AFTER, IF, HARMLESS].contains(&label.as_str());
            // Japanese is copied in its own characters only where kana stand beside them.
            !known || *tag != "ja" && analysis_copy(phrase).text != *phrase
        };
        let wrong: Vec<_> = lines().into_iter().filter(is_wrong).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn every_phrase_is_found_where_it_stands_alone() {
        let is_missed = |(tag, label, phrase): &(&str, String, String)| {
            let spaced = !["zh", "ja"].contains(tag);
            let words = phrase
                .split_whitespace()
                .filter(|slot| *slot != "*")
                .filter_map(|slot| slot.split('/').find(|choice| *choice != "_"))
                .map(|choice| choice.replace('*', ""));
            let text = words.collect::<Vec<_>>().join(if spaced { " " } else { "" });
            let lists = &ALL.iter().find(|(t, _)| t == tag).unwrap().1;
            let own = match label.as_str() {
                NOT | IF => &lists.before,
                AFTER => &lists.after,
                _ => &lists.phrases,
            };
            let (_, found) = own.find(&text);
            !found.iter().any(|m| m.label == label)
        };
        let missed: Vec<_> = lines().into_iter().filter(is_missed).collect();
        assert!(missed.is_empty(), "{missed:#?}");
    }
}
