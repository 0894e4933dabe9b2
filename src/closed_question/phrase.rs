//! A printed wording as a questionnaire designer reads it: how long it is, what it says the same as, which words of it
//! matter.
//!
//! The words are those of `data/lists/*/options.txt`.

use crate::text::{Collocations, Language, List, Lists, Phrases, Words, analysis_copy};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// What a word or sign in a wording is noticed for.
pub(super) const NEGATIVE: &str = "negative";
pub(super) const LOADED: &str = "loaded";
pub(super) const JOINS: &str = "joins";
pub(super) const FIRST_PERSON: &str = "first";
/// A finite verb: the wording is a sentence.
pub(super) const STATEMENT: &str = "statement";
/// Asks for one answer ("the main reason").
pub(super) const ASKS_ONE: &str = "asks_one";
/// Asks for words of one's own ("please describe").
pub(super) const ASKS_WORDS: &str = "asks_words";
/// Says that several may be chosen.
pub(super) const SAYS_ALL: &str = "says_all";
/// Says that one is to be chosen.
pub(super) const SAYS_ONE: &str = "says_one";
/// Keeps its words from being noticed.
const HARMLESS: &str = "harmless";
const OF_OPTIONS: [&str; 6] = [NEGATIVE, LOADED, JOINS, FIRST_PERSON, STATEMENT, HARMLESS];
const OF_STEMS: [&str; 6] = [LOADED, ASKS_ONE, ASKS_WORDS, SAYS_ALL, SAYS_ONE, HARMLESS];

/// The widest option that is read at a glance on a phone, in Latin letters; a wide character counts as two.
pub(super) const WIDEST: usize = 60;
/// Most words of an option; Vietnamese blanks part syllables, of which a word has about one and a half.
pub(super) fn most_words(language: Language) -> usize {
    if language == Language::VI { 12 } else { 8 }
}

/// What is noticed in one language.
#[derive(Debug, Default)]
struct Noticed {
    options: Phrases,
    stems: Phrases,
}

macro_rules! language {
    ($tag:literal) => {
        (
            $tag,
            LazyLock::new(|| {
                let file = include_str!(concat!("../../data/lists/", $tag, "/options.txt"));
                let tag = if $tag == "zh" { "zh-Hans" } else { $tag };
                let language = Language::from_tag(tag).unwrap_or(Language::UND);
                Noticed {
                    options: Phrases::read(file, language, |label| OF_OPTIONS.contains(&label)),
                    stems: Phrases::read(file, language, |label| OF_STEMS.contains(&label)),
                }
            }),
        )
    };
}

static ALL: [(&str, LazyLock<Noticed>); 13] = [
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

fn listed(language: Language) -> Option<&'static Noticed> {
    let tag = if language.is_chinese() { "zh" } else { language.tag() };
    ALL.iter().find(|(t, _)| *t == tag).map(|(_, lists)| &**lists)
}

/// The noticed words of an option, each with what it is noticed for; a sign that joins two ideas ("/", "&") too.
pub(super) fn noticed(text: &str, language: Language) -> Vec<(&'static str, String)> {
    let mut found = listed(language).map_or_else(Vec::new, |lists| matches(&lists.options, text));
    found.extend(joining_sign(text).map(|sign| (JOINS, sign.to_string())));
    found
}

/// The noticed words of a stem.
pub(super) fn noticed_in_stem(text: &str, language: Language) -> Vec<(&'static str, String)> {
    listed(language).map_or_else(Vec::new, |lists| matches(&lists.stems, text))
}

fn matches(phrases: &Phrases, text: &str) -> Vec<(&'static str, String)> {
    let copy = analysis_copy(text).text;
    let (tokens, found) = phrases.find(&copy);
    let words = found.iter().filter(|m| m.label != HARMLESS).filter_map(|m| {
        let first = tokens.get(m.tokens.start)?;
        let last = tokens.get(m.tokens.end.checked_sub(1)?)?;
        Some((m.label, copy.get(first.start..last.end)?.to_owned()))
    });
    words.collect()
}

/// A sign that lists or joins; not one between digits ("24/7", "1,000").
fn joining_sign(text: &str) -> Option<char> {
    let chars: Vec<char> = text.chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    let mut signs = chars.iter().enumerate().filter(|(at, c)| {
        let joins = matches!(c, '/' | '&' | '+' | ',' | ';' | '、' | '，' | '；' | '／' | '＆');
        let inside = *at > 0 && *at + 1 < chars.len();
        joins && inside && !(is_digit(at.checked_sub(1)) && is_digit(at.checked_add(1)))
    });
    signs.next().map(|(_, c)| *c)
}

/// Columns that a wording takes: a character of Chinese, Japanese or Korean is two wide, a combining mark none.
pub(super) fn width(text: &str) -> usize {
    let wide = |c: char| {
        matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}')
    };
    text.chars().filter(|c| !is_combining_mark(*c)).map(|c| if wide(c) { 2 } else { 1 }).sum()
}

/// Words between blanks that hold a letter or digit; 0 in a script without blanks, whose lines are measured by
/// [`width`] alone.
pub(super) fn word_count(text: &str, language: Language) -> usize {
    if !language.uses_spaces() {
        return 0;
    }
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// What two wordings have in common that look alike: without case, width, marks on letters and signs, in Simplified
/// characters.
pub(super) fn folded(text: &str) -> String {
    let copy = analysis_copy(text).text;
    let plain = copy.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let letters = plain.map(|c| match c {
        'đ' => 'd',
        'ß' => 's',
        'ı' => 'i',
        c => c,
    });
    letters.filter(|c| c.is_alphanumeric()).collect()
}

/// What a wording is about: the stems of its words that are no function words; of all its words if it has no others.
pub(super) fn stems(text: &str, language: Language) -> BTreeSet<String> {
    let none = Collocations::default();
    let copy = analysis_copy(text).text;
    let lists = Lists::of(language);
    let words = Words::new(language, &none).of(&copy);
    let means = |w: &&crate::text::Word<'_>| !w.is_stop_word || lists.has(List::Negators, &w.text);
    let telling: BTreeSet<String> = words.iter().filter(means).map(|w| w.stem.to_string()).collect();
    if telling.is_empty() { words.iter().map(|w| w.stem.to_string()).collect() } else { telling }
}

/// Whether a wording denies something.
pub(super) fn denies(text: &str, language: Language) -> bool {
    noticed(text, language).iter().any(|(label, _)| *label == NEGATIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every line of every list: language, label, phrase.
    fn lines() -> Vec<(&'static str, String, String)> {
        let of = |tag: &'static str| {
            let path = format!("{}/data/lists/{tag}/options.txt", env!("CARGO_MANIFEST_DIR"));
            let file = std::fs::read_to_string(path).unwrap();
            let lines = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
            let parted = lines.map(|line| line.split_once(": ").expect(line));
            parted.map(|(l, p)| (tag, l.to_owned(), p.to_owned())).collect::<Vec<_>>()
        };
        ALL.iter().flat_map(|(tag, _)| of(tag)).collect()
    }

    #[test]
    fn every_line_is_a_known_label_and_is_found_where_it_stands_alone() {
        for (tag, label, phrase) in lines() {
            let known = OF_OPTIONS.contains(&label.as_str()) || OF_STEMS.contains(&label.as_str());
            assert!(known, "{tag}: {label}");
            let spaced = !["zh", "ja"].contains(&tag);
            let words = phrase.split_whitespace().filter_map(|slot| slot.split('/').find(|c| *c != "_"));
            let text = words.map(|w| w.replace('*', "")).collect::<Vec<_>>();
            let text = text.join(if spaced { " " } else { "" });
            let language = Language::from_tag(if tag == "zh" { "zh-Hans" } else { tag }).unwrap();
            let of_option = OF_OPTIONS.contains(&label.as_str());
            let found = if of_option { noticed(&text, language) } else { noticed_in_stem(&text, language) };
            assert_eq!(found.iter().any(|(l, _)| *l == label), label != HARMLESS, "{tag}: {text}");
        }
    }

    #[test]
    fn words_are_noticed_and_look_alikes_are_not() {
        let labels = |text, language| -> Vec<&str> {
            noticed(text, language).into_iter().map(|(label, _)| label).collect()
        };
        let et = Language::ET;
        assert_eq!(labels("Staff were not helpful", Language::EN), [STATEMENT, NEGATIVE]);
        assert_eq!(labels("Price/quality", Language::EN), [JOINS]);
        assert_eq!(labels("Open 24/7", Language::EN), [""; 0]);
        assert_eq!(labels("味道不错", Language::ZH_HANS), [""; 0]);
        assert_eq!(labels("服务不好", Language::ZH_HANS), [NEGATIVE]);
        assert_eq!(labels("沒有停車位", Language::ZH_HANT), [NEGATIVE]);
        assert_eq!(labels("Không gian thoáng", Language::VI), [""; 0]);
        assert_eq!(labels("Không đáng tiền", Language::VI), [NEGATIVE]);
        assert_eq!(labels("Hind ja kvaliteet", et), [JOINS]);
        assert_eq!(labels("Kiire jalgratas", et), [""; 0]);
    }

    #[test]
    fn length_is_what_the_eye_sees() {
        assert_eq!((width("Giá cao"), width("价格"), width("e\u{301}")), (7, 4, 1));
        assert_eq!(word_count("Long waiting times – really", Language::EN), 4);
        assert_eq!(word_count("价格太贵", Language::ZH_HANS), 0);
    }

    #[test]
    fn look_alikes_fold_into_one() {
        assert_eq!(folded("Café  “Ä” "), folded("cafe a"));
        assert_eq!(folded("價格 太貴"), folded("价格太贵"));
        assert_eq!(folded("ＡＢＣ"), folded("abc"));
        assert_ne!(folded("Price"), folded("Prices"));
        assert_eq!(stems("The prices", Language::EN), stems("Price", Language::EN));
    }
}
