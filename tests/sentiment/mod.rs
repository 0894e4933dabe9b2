//! The sentences that judge the sentiment (README.md beside this file): here the suite keeps its own rules.

mod reading;

use std::collections::{BTreeMap, BTreeSet};

/// Each language's tag with its sentences.
pub(crate) const LANGUAGES: [(&str, &str); 5] = [
    ("en", include_str!("sentences/en.tsv")),
    ("zh-Hans", include_str!("sentences/zh-hans.tsv")),
    ("zh-Hant", include_str!("sentences/zh-hant.tsv")),
    ("vi", include_str!("sentences/vi.tsv")),
    ("et", include_str!("sentences/et.tsv")),
];

/// What makes a sentence hard; the first six have at least ten sentences in each language.
pub(crate) const KINDS: [&str; 9] = [
    "negation",
    "contrast",
    "suggestion",
    "comparison",
    "intensity",
    "emoji",
    "question",
    "idiom",
    "statement",
];

/// One line of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sentence {
    pub(crate) number: usize,
    pub(crate) kind: &'static str,
    pub(crate) pair: Option<usize>,
    /// The name of a [`openend::sentiment::Polarity`].
    pub(crate) expected: &'static str,
    pub(crate) text: &'static str,
}

/// The sentences of a file.
pub(crate) fn sentences(file: &'static str) -> Vec<Sentence> {
    let mut lines = file.lines();
    assert_eq!(lines.next(), Some("number\tkind\tpair\texpected\ttext"));
    let sentence = |line: &'static str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [number, kind, pair, expected, text] = cells[..] else { panic!("not five cells: {line}") };
        let pair = (!pair.is_empty()).then(|| pair.parse().unwrap());
        Sentence { number: number.parse().unwrap(), kind, pair, expected, text }
    };
    lines.map(sentence).collect()
}

/// How often each word stands in a sentence; in Chinese each character.
fn words(language: &str, text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let lower = text.to_lowercase();
    for run in lower.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        let pieces = if language.starts_with("zh") {
            run.chars().map(String::from).collect()
        } else {
            vec![run.to_owned()]
        };
        for piece in pieces {
            *counts.entry(piece).or_default() += 1;
        }
    }
    counts
}

#[test]
fn every_language_has_enough_of_every_kind() {
    for (language, file) in LANGUAGES {
        let all = sentences(file);
        assert!(all.len() >= 84, "{language}: {}", all.len());
        let paired = all.iter().filter(|s| s.pair.is_some()).count();
        assert!(2 * paired >= all.len(), "{language}: {paired} of {} in pairs", all.len());
        for kind in &KINDS[..6] {
            let count = all.iter().filter(|s| s.kind == *kind).count();
            assert!(count >= 10, "{language} {kind}: {count}");
        }
        for (side, least) in [("negative", 30), ("positive", 30), ("neutral", 5), ("mixed", 5)] {
            let count = all.iter().filter(|s| s.expected == side).count();
            assert!(count >= least, "{language} {side}: {count}");
        }
    }
}

#[test]
fn every_sentence_is_a_short_answer_of_its_own() {
    for (language, file) in LANGUAGES {
        let mut texts = BTreeSet::new();
        for (at, s) in sentences(file).into_iter().enumerate() {
            let Sentence { number, kind, expected, text, .. } = s;
            assert_eq!(number, at + 1, "{language}");
            assert!(KINDS.contains(&kind), "{language} {number}: {kind}");
            assert!(["negative", "neutral", "positive", "mixed"].contains(&expected), "{language} {number}");
            assert_eq!(kind == "statement", expected == "neutral", "{language} {number}");
            assert!(expected != "mixed" || kind == "contrast", "{language} {number}");
            let length: usize = words(language, text).values().sum();
            assert!(length <= 25 && !text.is_empty() && text.trim() == text, "{language} {number}: {text:?}");
            assert!(texts.insert(text), "{language} {number}: twice {text}");
        }
    }
}

#[test]
fn pairs_take_opposite_sides_in_nearly_the_same_words() {
    for (language, file) in LANGUAGES {
        let all = sentences(file);
        let numbers: BTreeSet<usize> = all.iter().filter_map(|s| s.pair).collect();
        for pair in numbers {
            let halves: Vec<&Sentence> = all.iter().filter(|s| s.pair == Some(pair)).collect();
            let [one, other] = halves[..] else {
                panic!("{language}: {} sentences in pair {pair}", halves.len())
            };
            assert_eq!(one.number + 1, other.number, "{language}: pair {pair} stands together");
            let sides = BTreeSet::from([one.expected, other.expected]);
            assert_eq!(sides, BTreeSet::from(["negative", "positive"]), "{language}: pair {pair}");
            let (ours, theirs) = (words(language, one.text), words(language, other.text));
            let shared: usize = ours.iter().map(|(word, n)| *n.min(theirs.get(word).unwrap_or(&0))).sum();
            let shorter = ours.values().sum::<usize>().min(theirs.values().sum());
            // In Estonian the side may be in the endings, so that few words stay the same.
            assert!(4 * shared >= shorter, "{language}: pair {pair} shares {shared} of {shorter} words");
        }
    }
}
