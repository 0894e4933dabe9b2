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

/// Where the words of a text in a script without blanks end, in bytes.
pub(super) fn word_ends(text: &str) -> Vec<usize> {
    SEGMENTER.segment_str(text).filter(|&end| end > 0).collect()
}

/// The first word of a text in a script without blanks.
pub(super) fn first_word(text: &str) -> &str {
    // As far as the next blank, and not far: a phrase is enough to tell its first word.
    let blank = text.find(char::is_whitespace).unwrap_or(text.len());
    let far = text.char_indices().nth(FIRST_PHRASE).map_or(text.len(), |(at, _)| at);
    let phrase = text.get(..blank.min(far)).unwrap_or(text);
    let end = SEGMENTER.segment_str(phrase).find(|&end| end > 0);
    phrase.get(..end.unwrap_or(phrase.len())).unwrap_or(phrase)
}

/// Scalars by which the first word of a phrase is told.
const FIRST_PHRASE: usize = 30;

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

    /// A Vietnamese clause typed without its marks, with those that its words have elsewhere; none for any other clause.
    #[must_use]
    pub fn with_marks(&self, clause: &str) -> Option<String> {
        let collocations = self.collocations.filter(|_| clause.is_ascii())?;
        let found: Vec<(usize, &str)> = unicode_words(clause).collect();
        let syllables: Vec<&str> = found.iter().map(|(_, s)| *s).collect();
        let marked = collocations.with_marks(&syllables)?;
        let (mut out, mut at) = (String::with_capacity(clause.len() * 2), 0);
        for ((start, plain), marked) in found.iter().zip(marked) {
            out.push_str(clause.get(at..*start)?);
            out.push_str(marked);
            at = start + plain.len();
        }
        out.push_str(clause.get(at..)?);
        Some(out)
    }

    /// Syllables joined to words; those without marks have the stem of the same word with its marks.
    fn join<'t>(&self, clause: &'t str, collocations: &Collocations, words: &mut Vec<Word<'t>>) {
        let found: Vec<(usize, &str)> = unicode_words(clause).collect();
        let typed: Vec<&str> = found.iter().map(|(_, s)| *s).collect();
        let marked = if clause.is_ascii() { collocations.with_marks(&typed) } else { None };
        let syllables = marked.as_ref().unwrap_or(&typed);
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
            let joined = |syllables: &[&str]| {
                let joined = syllables.get(at..at + count).unwrap_or(&[]).join(" ");
                if joined == text { Cow::Borrowed(text) } else { Cow::Owned(joined) }
            };
            if count > 1 {
                let (text, stem) = (joined(&typed), joined(syllables));
                words.push(Word { text, stem, start, end: last, is_stop_word: false });
            } else if let Some(marked) = rest.first().filter(|marked| **marked != first) {
                let is_stop_word = self.lists.has(List::StopWords, marked);
                let stem = Cow::Owned((*marked).to_owned());
                let end = start + first.len();
                words.push(Word { text: Cow::Borrowed(first), stem, start, end, is_stop_word });
            } else {
                self.push(first, start, words);
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
        assert_eq!(words("th", "น้ำไม่สะอาด"), ["น้ำ", "ไม่", "สะอาด"]);
        assert_eq!(words("et", "väga hea õhkkond"), ["väga", "hea", "õhkkond"]);
        assert!(words("ja", "料理が美味しい").contains(&"料理".to_owned()));
        assert!(words("th", "อาหารอร่อยมาก").len() >= 2);
        assert_eq!(words("ko", "서비스가 느려요"), ["서비스가", "느려요"]);
    }

    #[test]
    fn vietnamese_without_marks_has_the_stems_of_the_same_words() {
        let collocations = Collocations::default();
        let words = Words::new(Language::VI, &collocations);
        let stems = |clause: &str| words.of(clause).iter().map(|w| w.stem.to_string()).collect::<Vec<_>>();
        assert_eq!(stems("nhan vien phuc vu rat tot"), stems("nhân viên phục vụ rất tốt"));
        let typed: Vec<String> = words.of("nhan vien tot").iter().map(|w| w.text.to_string()).collect();
        assert_eq!(typed, ["nhan vien", "tot"], "as people wrote them");
        assert_eq!(words.with_marks("nhan vien, tot!").as_deref(), Some("nhân viên, tốt!"));
        assert_eq!(words.with_marks("nhân vien"), None);
        assert_eq!(words.with_marks("ok wifi"), None);
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
