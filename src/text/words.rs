//! Words of a clause, in every script, with their stems.

use super::lists::{List, Lists};
use super::{Collocations, Language, Stemmer, han};
use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use jieba_rs::Jieba;
use std::borrow::Cow;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// A word of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'t> {
    /// The word as the analysis copy writes it; syllables of one word are joined by one blank.
    pub text: Cow<'t, str>,
    /// Its stem; a stop word's is the word itself.
    pub stem: Cow<'t, str>,
    /// First byte in the text given to [`Words::of`].
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// Whether it is a stop word of the language.
    pub is_stop_word: bool,
}

/// Chinese: loading the dictionary takes about 0.3 s, so it happens when the first Chinese clause is met.
pub(super) static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// The dictionary's mark for a Chinese word in simplified characters: "n…" a thing, "v…" a deed, "a…" a quality, "d"
/// how. Only the first letter of it.
#[must_use]
pub fn chinese_class(word: &str) -> Option<char> {
    JIEBA.tag(word, false).first().and_then(|tag| tag.tag.chars().next())
}

/// Japanese, Thai, Khmer, Lao, Burmese.
static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_auto(WordBreakInvariantOptions::default()));

/// Splits clauses of one language into words. May be shared between threads.
#[derive(Debug)]
pub struct Words<'c> {
    language: Language,
    lists: &'static Lists,
    stemmer: Stemmer,
    collocations: Option<&'c Collocations>,
}

impl<'c> Words<'c> {
    /// For clauses of `language`; `collocations` join syllables of Vietnamese and are not used elsewhere.
    #[must_use]
    pub fn new(language: Language, collocations: &'c Collocations) -> Self {
        let collocations = (language == Language::VI).then_some(collocations);
        Self { language, lists: Lists::of(language), stemmer: Stemmer::new(language), collocations }
    }

    /// The words of a clause of an analysis copy, in order: letters and digits, no marks, no emoji.
    #[must_use]
    pub fn of<'t>(&self, clause: &'t str) -> Vec<Word<'t>> {
        let mut words = Vec::with_capacity(clause.len() / 5 + 1);
        let unspaced =
            !self.language.uses_spaces() || (!clause.is_ascii() && clause.chars().any(han::is_han));
        if let Some(collocations) = self.collocations {
            self.join(clause, collocations, &mut words);
        } else if !unspaced {
            for (start, word) in unicode_words(clause) {
                self.push(word, start, &mut words);
            }
        } else if self.language.tag() == "ja" || !clause.chars().any(han::is_han) {
            let mut start = 0;
            for (end, kind) in SEGMENTER.segment_str(clause).iter_with_word_type() {
                if kind.is_word_like() {
                    self.push(clause.get(start..end).unwrap_or(""), start, &mut words);
                }
                start = end;
            }
        } else {
            let mut start = 0;
            for token in JIEBA.cut(clause, true) {
                if token.word.contains(char::is_alphanumeric) {
                    self.push(token.word, start, &mut words);
                }
                start += token.word.len();
            }
        }
        words
    }

    /// Syllables joined to words.
    fn join<'t>(&self, clause: &'t str, collocations: &Collocations, words: &mut Vec<Word<'t>>) {
        let found: Vec<(usize, &str)> = unicode_words(clause).collect();
        let syllables: Vec<&str> = found.iter().map(|(_, s)| *s).collect();
        let mut at = 0;
        while let Some(&(start, first)) = found.get(at) {
            let rest = syllables.get(at..).unwrap_or(&[]);
            let mut count = collocations.longest(rest).max(1);
            let last = found.get(at + count - 1).map_or(start + first.len(), |(s, w)| s + w.len());
            let text = clause.get(start..last).unwrap_or(first);
            // A mark between two syllables keeps them apart.
            if count > 1 && !text.chars().all(|c| c == ' ' || c.is_alphabetic()) {
                count = 1;
            }
            if count == 1 {
                self.push(first, start, words);
            } else {
                let joined = rest.get(..count).unwrap_or(&[]).join(" ");
                let text = if joined == text { Cow::Borrowed(text) } else { Cow::Owned(joined) };
                words.push(Word { stem: text.clone(), text, start, end: last, is_stop_word: false });
            }
            at += count;
        }
    }

    fn push<'t>(&self, word: &'t str, start: usize, words: &mut Vec<Word<'t>>) {
        let is_stop_word = self.lists.has(List::StopWords, word);
        let stem = if is_stop_word { Cow::Borrowed(word) } else { self.stemmer.stem(word) };
        words.push(Word { text: Cow::Borrowed(word), stem, start, end: start + word.len(), is_stop_word });
    }
}

/// Unicode words; ASCII text is cut by hand, to the same result and three times faster.
fn unicode_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let ascii = text.is_ascii().then_some(AsciiWords { text, at: 0 });
    let other = ascii.is_none().then(|| text.unicode_word_indices());
    ascii.into_iter().flatten().chain(other.into_iter().flatten())
}

struct AsciiWords<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for AsciiWords<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        while !bytes.get(self.at)?.is_ascii_alphanumeric() {
            self.at += 1;
        }
        let start = self.at;
        while let Some(byte) = bytes.get(self.at) {
            let around = bytes.get(self.at - usize::from(self.at > start)).zip(bytes.get(self.at + 1));
            // A mark inside a word: "don't", "asp.net"; inside a number: "12.50", "1,000".
            let goes_on = is_word(byte)
                || around.is_some_and(|(before, after)| match byte {
                    b'\'' | b'.' => {
                        before.is_ascii_alphabetic() && after.is_ascii_alphabetic()
                            || before.is_ascii_digit() && after.is_ascii_digit()
                    }
                    b',' | b';' => before.is_ascii_digit() && after.is_ascii_digit(),
                    _ => false,
                });
            if !goes_on {
                break;
            }
            self.at += 1;
        }
        Some((start, self.text.get(start..self.at)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(tag: &str, clause: &str) -> Vec<String> {
        let collocations = Collocations::default();
        let words = Words::new(Language::from_tag(tag).expect("tag"), &collocations);
        let found = words.of(clause);
        for word in &found {
            assert!(clause.get(word.start..word.end).is_some());
        }
        found.into_iter().map(|w| w.text.into_owned()).collect()
    }

    #[test]
    fn each_script_yields_its_words() {
        assert_eq!(words("en", "don't wait, it's 12.50!"), ["don't", "wait", "it's", "12.50"]);
        assert_eq!(words("zh-Hans", "排队时间很长"), ["排队", "时间", "很长"]);
        assert_eq!(
            words("vi", "nhân viên phục vụ rất nhiệt tình"),
            ["nhân viên", "phục vụ", "rất", "nhiệt tình"]
        );
        assert_eq!(words("vi", "nhân, viên"), ["nhân", "viên"]);
        assert_eq!(words("et", "väga hea õhkkond"), ["väga", "hea", "õhkkond"]);
        assert!(words("ja", "料理が美味しい").contains(&"料理".to_owned()));
        assert!(words("th", "อาหารอร่อยมาก").len() >= 2);
        assert_eq!(words("ko", "서비스가 느려요"), ["서비스가", "느려요"]);
    }

    #[test]
    fn ascii_words_are_unicode_words() {
        for text in [
            "a b",
            "don't 'quote'",
            "asp.net e.g. 1,000.5",
            "x_y 3rd",
            "...",
            "a-b/c",
            "it''s",
            "5'6",
            "a.1 1.a",
        ] {
            let ours: Vec<_> = AsciiWords { text, at: 0 }.collect();
            let theirs: Vec<_> = text.unicode_word_indices().collect();
            assert_eq!(ours, theirs, "{text}");
        }
    }

    #[test]
    fn stop_words_are_marked_and_not_stemmed() {
        let collocations = Collocations::default();
        let words = Words::new(Language::EN, &collocations);
        let found = words.of("the queues having");
        let stems: Vec<&str> = found.iter().map(|w| w.stem.as_ref()).collect();
        assert_eq!(stems, ["the", "queue", "having"]);
        assert_eq!(found.iter().map(|w| w.is_stop_word).collect::<Vec<_>>(), [true, false, true]);
    }
}
