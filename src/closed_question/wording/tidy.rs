//! A wording as it is printed: one line, no marks around it, capitals as in a sentence of its language.

use crate::text::Language;
use std::collections::BTreeSet;

/// The wording without marks around it, first letter as in a sentence. A capital inside is lowered only where people
/// write that word small (`lower`); so names keep theirs.
pub(super) fn tidy(text: &str, language: Language, lower: &BTreeSet<String>) -> String {
    let mut words: Vec<String> = text.split_whitespace().map(visible).filter(|w| !w.is_empty()).collect();
    if language.tag() != "de" {
        for word in words.iter_mut().skip(1).filter(|word| is_title(word)) {
            let small = word.to_lowercase();
            if lower.contains(&small) {
                *word = small;
            }
        }
    }
    if language == Language::EN {
        for word in &mut words {
            if word == "i" || word.starts_with("i'") || word.starts_with("i’") {
                word.replace_range(..1, "I");
            }
        }
    }
    let line = words.join(" ");
    sentence_case(bare(&line), language)
}

/// The first letter as a capital, unless its word has one further on ("iPhone"); the rest as it is.
fn sentence_case(text: &str, language: Language) -> String {
    let first_word = text.split(' ').next().unwrap_or("");
    if first_word.chars().skip(1).any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    match (language.tag(), first) {
        ("tr", 'i') => format!("İ{}", letters.as_str()),
        ("nl", 'i') if text.starts_with("ij") => format!("IJ{}", text.get(2..).unwrap_or("")),
        _ => first.to_uppercase().chain(letters).collect(),
    }
}

/// One capital, at the beginning.
fn is_title(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.all(|c| !c.is_uppercase())
        && word.chars().count() > 1
}

/// A word without controls and marks of direction.
fn visible(word: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    word.chars().filter(|c| !is_hidden(*c)).collect()
}

/// Without the marks around it; a bracket stays that closes one inside, and a sign that belongs to a figure.
fn bare(text: &str) -> &str {
    let opens = |c: char| !(c.is_alphanumeric() || matches!(c, '(' | '（' | '$' | '£' | '€' | '¥' | '+'));
    let closes = |c: char| {
        let is_kept =
            matches!(c, ')' | '）' | '%' | '+' | '°') || unicode_normalization::char::is_combining_mark(c);
        !(c.is_alphanumeric() || is_kept)
    };
    text.trim_start_matches(opens).trim_end_matches(closes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentence_case_is_that_of_the_language() {
        let none = BTreeSet::new();
        let tidy = |text, tag| tidy(text, Language::from_tag(tag).unwrap(), &none);
        assert_eq!(tidy("  long   waiting\ttimes. ", "en"), "Long waiting times");
        assert_eq!(tidy("\"when i call\"", "en"), "When I call");
        assert_eq!(tidy("öffentlicher Verkehr", "de"), "Öffentlicher Verkehr");
        assert_eq!(tidy("ilgili personel", "tr"), "İlgili personel");
        assert_eq!(tidy("ijskoud eten", "nl"), "IJskoud eten");
        assert_eq!(tidy("đồ ăn ngon", "vi"), "Đồ ăn ngon");
        assert_eq!(tidy("õpetajad", "et"), "Õpetajad");
        assert_eq!(tidy("价格太贵了。", "zh-Hans"), "价格太贵了");
        assert_eq!(tidy("iPhone repair", "en"), "iPhone repair");
        assert_eq!(tidy("- Price (monthly)", "en"), "Price (monthly)");
        assert_eq!(tidy("\u{202e}evil\u{0}", "en"), "Evil");
        assert_eq!(tidy("…", "en"), "");
    }

    #[test]
    fn a_capital_inside_is_lowered_only_where_people_write_the_word_small() {
        let lower = BTreeSet::from(["cancelled".to_owned()]);
        assert_eq!(tidy("flight was Cancelled", Language::EN, &lower), "Flight was cancelled");
        assert_eq!(tidy("flight to Paris", Language::EN, &lower), "Flight to Paris");
    }
}
