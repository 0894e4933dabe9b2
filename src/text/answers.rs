//! Whole answers that carry no idea, recognised through every way of typing them.
//!
//! An answer matches when it consists of listed phrases and nothing else. Phrases follow one another only over a
//! punctuation mark once something was said ("nothing, very good"; never "nothing very good", let alone "không tốt", not good) unless the
//! list marks them with `+`.

use super::analysis_copy;
use super::lists::{List, Lists};
use std::borrow::Cow;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a listed phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Says {
    /// Adds nothing to its neighbours.
    More,
    /// No answer at all.
    NoAnswer,
    /// I do not know.
    DontKnow,
    /// There is nothing to report.
    Nothing,
}

/// Longest answer, in tokens, that is looked at: longer ones hold an idea somewhere.
const MOST_TOKENS: usize = 40;

/// Bytes of the longest copy that is looked at.
const MOST_BYTES: usize = 160;

/// Letters of the shortest answer, and of the shortest word in it, in which one typing slip is forgiven.
const FORGIVING: usize = 6;

/// An answer as tokens: words without punctuation, apostrophes or case; characters of scripts without blanks singly.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    text: String,
    /// Start and end in `text`, and whether a mark stands before the token.
    tokens: Vec<(usize, usize, bool)>,
}

impl Tokens {
    /// None if the answer is longer than any listed one.
    pub(super) fn new(analysis: &str) -> Option<Self> {
        if analysis.len() > MOST_BYTES {
            return None;
        }
        let mut out =
            Self { text: String::with_capacity(analysis.len()), tokens: Vec::with_capacity(MOST_TOKENS) };
        let (mut open, mut mark) = (false, false);
        for c in analysis.chars() {
            if c == '\'' {
                continue;
            }
            let single = is_unspaced(c);
            if !(c.is_alphanumeric() || is_combining_mark(c)) {
                open = false;
                mark |= !c.is_whitespace() || c == '\n';
                continue;
            }
            if !open || single {
                if out.tokens.len() == MOST_TOKENS {
                    return None;
                }
                let after_single = out.text.chars().next_back().is_some_and(is_unspaced);
                if !(out.text.is_empty() || single || after_single) {
                    out.text.push(' ');
                }
                out.tokens.push((out.text.len(), out.text.len(), std::mem::take(&mut mark)));
            }
            out.text.push(c);
            if let Some(token) = out.tokens.last_mut() {
                token.1 = out.text.len();
            }
            open = !single;
        }
        Some(out)
    }

    /// The whole, tokens joined by blanks where the script has them.
    fn text(&self) -> &str {
        &self.text
    }

    fn slice(&self, first: usize, count: usize) -> Option<&str> {
        let start = self.tokens.get(first)?.0;
        let end = self.tokens.get(first + count - 1)?.1;
        self.text.get(start..end)
    }
}

fn is_unspaced(c: char) -> bool {
    super::han::is_han(c) || super::han::is_kana(c) || super::items::is_southeast_asian(c)
}

/// The phrases of one language, by their letters without accents.
#[derive(Debug, Default)]
pub(super) struct AnswerIndex {
    phrases: HashMap<String, Vec<Phrase>>,
    /// Tokens of the longest phrase that begins with this token.
    longest: HashMap<String, usize>,
    /// Phrases in which a slip is forgiven, by length.
    forgiving: Vec<(String, Says)>,
}

#[derive(Debug)]
struct Phrase {
    exact: String,
    says: Says,
    joins: bool,
}

impl AnswerIndex {
    pub(super) fn new(lists: &Lists) -> Self {
        let mut index = Self::default();
        let kinds = [
            (List::Nothing, Says::Nothing),
            (List::DontKnow, Says::DontKnow),
            (List::NonAnswers, Says::NoAnswer),
            (List::NothingMore, Says::More),
        ];
        for (list, says) in kinds {
            for entry in lists.entries(list) {
                index.insert(entry, says);
                // Japanese without kana is copied as if it were Chinese.
                index.insert(&analysis_copy(entry).text, says);
            }
        }
        index.forgiving.sort_by(|a, b| a.0.len().cmp(&b.0.len()).then_with(|| a.cmp(b)));
        index
    }

    fn insert(&mut self, entry: &str, says: Says) {
        let joins = entry.starts_with('+');
        let Some(tokens) = Tokens::new(entry) else { return };
        let Some((start, end, _)) = tokens.tokens.first().copied() else { return };
        let first = unaccented(tokens.text.get(start..end).unwrap_or(""));
        let longest = self.longest.entry(first.into_owned()).or_default();
        *longest = tokens.tokens.len().max(*longest);
        let folded = unaccented(&tokens.text).into_owned();
        if matches!(says, Says::Nothing | Says::DontKnow)
            && tokens.text.chars().count() >= FORGIVING
            && tokens.text.is_ascii()
        {
            self.forgiving.push((tokens.text.clone(), says));
        }
        let same = self.phrases.entry(folded).or_default();
        match same.iter_mut().find(|p| p.exact == tokens.text) {
            Some(phrase) => phrase.joins |= joins,
            None => same.push(Phrase { exact: tokens.text, says, joins }),
        }
    }

    /// What the whole answer says, if it consists of listed phrases.
    pub(super) fn read(&self, answer: &Tokens) -> Option<Says> {
        let count = answer.tokens.len();
        let mut reached: [Option<Says>; MOST_TOKENS + 1] = [None; MOST_TOKENS + 1];
        reached[0] = Some(Says::More);
        for at in 0..count {
            let Some(so_far) = reached[at] else { continue };
            let Some(longest) = answer.slice(at, 1).and_then(|t| self.longest.get(unaccented(t).as_ref()))
            else {
                continue;
            };
            // After praise or a "we" nothing can be turned round.
            let free = so_far == Says::More || answer.tokens.get(at).is_some_and(|t| t.2);
            for len in (1..=(*longest).min(count - at)).rev() {
                let Some(phrase) = answer.slice(at, len).and_then(|t| self.phrase(t)) else { continue };
                let repeated = at >= len && answer.slice(at - len, len) == answer.slice(at, len);
                let next = &mut reached[at + len];
                if (free || repeated || phrase.joins) && next.is_none() {
                    *next = Some(so_far.max(phrase.says));
                }
            }
        }
        match reached[count] {
            Some(Says::More) | None => self.forgive(answer.text()),
            found => found,
        }
    }

    /// A listed phrase: its accents may be missing in the answer, but not differ.
    fn phrase(&self, text: &str) -> Option<&Phrase> {
        let candidates = self.phrases.get(unaccented(text).as_ref());
        let fits = |phrase: &&Phrase| {
            phrase.exact == text
                || (text.len() >= 5
                    && phrase.exact.chars().zip(text.chars()).all(|(p, t)| p == t || t.is_ascii()))
        };
        candidates?.iter().find(fits)
    }

    /// The phrase that the answer misses by one slip of the fingers.
    fn forgive(&self, text: &str) -> Option<Says> {
        if text.len() < FORGIVING || !text.is_ascii() {
            return None;
        }
        let first = self.forgiving.partition_point(|(phrase, _)| phrase.len() + 1 < text.len());
        let first_letter = text.as_bytes().first();
        let mut as_long =
            self.forgiving.iter().skip(first).take_while(|(phrase, _)| phrase.len() <= text.len() + 1);
        as_long
            .find(|(phrase, _)| phrase.as_bytes().first() == first_letter && one_slip(phrase, text))
            .map(|&(_, says)| says)
    }
}

/// Letters without their accents, Arabic ones without hamza and vowel signs; `đ` as `d`.
pub(super) fn unaccented(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let is_mark = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{655}' | '\u{670}');
    let plain = text.nfd().filter(|&c| !is_mark(c));
    plain.map(|c| if c == 'đ' { 'd' } else { c }).nfc().collect()
}

/// Whether ASCII texts differ by one slip inside a long word, not in its first letter: a letter left out, doubled or
/// added, two swapped, or a neighbouring key or another vowel struck.
fn one_slip(phrase: &str, text: &str) -> bool {
    let (a, b) = (phrase.as_bytes(), text.as_bytes());
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let word_start = phrase.get(..same).and_then(|p| p.rfind(' ')).map_or(0, |i| i + 1);
    let word_end = phrase.get(same..).and_then(|p| p.find(' ')).map_or(a.len(), |i| i + same);
    if same == word_start || word_end - word_start < FORGIVING {
        return false;
    }
    let tail = |x: usize, y: usize| a.get(same + x..) == b.get(same + y..);
    let key = |s: &[u8], i: usize| s.get(same + i).copied().unwrap_or(b' ');
    let swapped = key(a, 0) == key(b, 1) && key(a, 1) == key(b, 0) && tail(2, 2);
    let struck = tail(1, 1) && super::mash::are_near(char::from(key(a, 0)), char::from(key(b, 0)));
    tail(1, 0) || tail(0, 1) || swapped || struck
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn says(language: Language, text: &str) -> Option<Says> {
        Lists::of(language).answers.read(&Tokens::new(text).expect("short"))
    }

    #[test]
    fn slips_are_forgiven_in_long_words_only() {
        for slip in ["nothng", "nothimg", "nohting", "nothingg", "noting", "nothinf"] {
            assert_eq!(says(Language::EN, slip), Some(Says::Nothing), "{slip}");
        }
        for other in ["all food", "no charge", "bathing", "no price", "no faster"] {
            assert_eq!(says(Language::EN, other), None, "{other}");
        }
    }

    #[test]
    fn accents_may_be_missing_but_not_wrong() {
        assert_eq!(says(Language::VI, "khong co gi"), Some(Says::Nothing));
        assert_eq!(says(Language::VI, "không co gì"), Some(Says::Nothing));
        assert_eq!(says(Language::VI, "ổn rồi"), Some(Says::Nothing));
        assert_eq!(says(Language::VI, "ồn rồi"), None);
        assert_eq!(says(Language::ET, "koik on hasti"), Some(Says::Nothing));
    }

    #[test]
    fn praise_after_a_negative_needs_a_mark_between() {
        assert_eq!(says(Language::VI, "không, rất tốt"), Some(Says::Nothing));
        assert_eq!(says(Language::VI, "không tốt"), None);
        assert_eq!(says(Language::VI, "không hài lòng"), None);
        assert_eq!(says(Language::ZH_HANS, "不满意"), None);
        assert_eq!(says(Language::ZH_HANS, "没有，都很好"), Some(Says::Nothing));
        assert_eq!(says(Language::ET, "ei ole rahul"), None);
        assert_eq!(says(Language::EN, "no good"), None);
        assert_eq!(says(Language::EN, "nothing all good"), Some(Says::Nothing));
    }
}
