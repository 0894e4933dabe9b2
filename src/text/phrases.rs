//! Lists of labelled phrases, looked for in an analysis copy in one pass.
//!
//! A line reads `label: phrase`. Words of a phrase stand in the text in this order, with no mark between them.
//! `word*` is any word that begins so, `*` alone any few words (or none), `a/b/c` one of several, `_` among
//! them no word at all; `!` after the label marks a phrase that leaves no doubt. Scripts without blanks are matched
//! character by character, and their blanks in a list only part alternatives.

use super::{Language, answers, han};
use std::ops::Range;

/// Most words that a `*` stands for, and most characters of a script without blanks.
const GAP: usize = 3;
const GAP_UNSPACED: usize = 6;
/// Bits of the sieve: a power of two, far above the number of ways in which phrases begin.
const SIEVE: usize = 1 << 14;

/// Phrases of one language, ready to be looked for.
#[derive(Debug, Default)]
pub struct Phrases {
    /// In the order of [`Pattern::begins`], those of equal beginnings by place in the list.
    patterns: Vec<Pattern>,
    /// Marks the beginnings that some phrase has, so that most words cost one look.
    sieve: Vec<u64>,
    /// Whether an apostrophe ends a word ("n'annulez", French and Italian).
    elides: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    begins: u64,
    label: &'static str,
    is_sure: bool,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Word(String),
    Prefix(String),
    Gap,
}

/// A phrase that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The phrase's label.
    pub label: &'static str,
    /// Whether the list marks it as leaving no doubt.
    pub is_sure: bool,
    /// The first of its tokens and the one after its last.
    pub tokens: Range<usize>,
}

/// A word of a copy, or a character of a script without blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte in the copy.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// How many stretches between marks lie before it.
    pub stretch: usize,
    /// Whether it is a character of a script without blanks.
    pub is_unspaced: bool,
}

impl Phrases {
    /// Reads a list, keeping the lines whose label `wanted` accepts. Lines without a label are left out.
    #[must_use]
    pub fn read(file: &'static str, language: Language, wanted: impl Fn(&str) -> bool) -> Self {
        let mut phrases = Self { elides: matches!(language.tag(), "fr" | "it"), ..Self::default() };
        let lines = file.lines().map(str::trim).filter(|line| !line.starts_with('#'));
        for (label, phrase) in lines.filter_map(|line| line.split_once(':')) {
            let (label, is_sure) = label.strip_suffix('!').map_or((label, false), |label| (label, true));
            if wanted(label) {
                phrases.add(label, is_sure, phrase, language);
            }
        }
        phrases.patterns.sort_by_key(|p| p.begins);
        phrases.sieve = vec![0; SIEVE / 64];
        for pattern in &phrases.patterns {
            let bit = sieve_bit(pattern.begins);
            if let Some(word) = phrases.sieve.get_mut(bit / 64) {
                *word |= 1 << (bit % 64);
            }
        }
        phrases
    }

    fn add(&mut self, label: &'static str, is_sure: bool, phrase: &str, language: Language) {
        let mut worded: Vec<Vec<Part>> = vec![Vec::new()];
        for slot in phrase.split_whitespace() {
            let choices = slot.split('/').map(parts);
            let longer =
                choices.flat_map(|own| worded.iter().map(move |w| [w.clone(), own.clone()].concat()));
            worded = longer.collect();
        }
        for parts in worded {
            // Vietnamese is often typed without its marks; in a phrase of several syllables nothing else is meant.
            let plain = (language == Language::VI && parts.len() > 1).then(|| unaccented(&parts));
            for parts in std::iter::once(parts.clone()).chain(plain.filter(|plain| *plain != parts)) {
                if let Some(begins) = beginning(&parts) {
                    self.patterns.push(Pattern { begins, label, is_sure, parts });
                }
            }
        }
    }

    /// The phrases in an analysis copy, none overlapping another: of two that do, the one that begins first, of two
    /// that begin together the longer one, of equals the first in the list. Also the copy's tokens, where any phrase
    /// was found. Linear in the copy's length.
    #[must_use]
    pub fn find(&self, copy: &str) -> (Vec<Token>, Vec<Match>) {
        let nothing = (Vec::new(), Vec::new());
        if self.patterns.is_empty()
            || !self.scan(copy).any(|t| begins_with(copy, t).into_iter().any(|b| self.sieves(b)))
        {
            return nothing;
        }
        let tokens: Vec<Token> = self.scan(copy).collect();
        let mut matches = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match self.at(copy, &tokens, at) {
                Some(found) => {
                    at = found.tokens.end;
                    matches.push(found);
                }
                None => at += 1,
            }
        }
        if matches.is_empty() { nothing } else { (tokens, matches) }
    }

    /// The longest phrase that begins at token `first`.
    #[must_use]
    pub fn at(&self, copy: &str, tokens: &[Token], first: usize) -> Option<Match> {
        let token = *tokens.get(first)?;
        let begin = begins_with(copy, token).into_iter().filter(|&begins| self.sieves(begins));
        let same = begin.flat_map(|begins| {
            let from = self.patterns.partition_point(|p| p.begins < begins);
            self.patterns.get(from..).unwrap_or(&[]).iter().take_while(move |p| p.begins == begins)
        });
        let ends = same.filter_map(|p| Some((end_of(&p.parts, copy, tokens, first, token.stretch)?, p)));
        // The first of the longest.
        let (end, pattern) = ends.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        Some(Match { label: pattern.label, is_sure: pattern.is_sure, tokens: first..end })
    }

    /// Whether some phrase may begin so; sometimes true of none.
    fn sieves(&self, begins: u64) -> bool {
        let bit = sieve_bit(begins);
        self.sieve.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    fn scan<'c>(&self, copy: &'c str) -> Scan<'c> {
        Scan { copy, at: 0, stretch: 0, elides: self.elides }
    }
}

/// Reads a copy's tokens, in order.
struct Scan<'c> {
    copy: &'c str,
    at: usize,
    stretch: usize,
    elides: bool,
}

impl Iterator for Scan<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let (read, rest) = self.copy.split_at_checked(self.at)?;
        let mut after_han = read.chars().next_back().is_some_and(han::is_han);
        let mut chars = rest.char_indices().peekable();
        let (offset, first) = loop {
            let (offset, c) = chars.next()?;
            if is_letter(c) || is_unspaced(c) {
                break (offset, c);
            }
            // A blank after a Chinese character stands for a comma.
            self.stretch += usize::from(!is_inside(c) || c == ' ' && after_han);
            after_han = false;
        };
        let is_single = is_unspaced(first);
        let mut end = offset + first.len_utf8();
        while !is_single && let Some((at, c)) = chars.next() {
            let apostrophe =
                c == '\'' && !self.elides && chars.peek().is_some_and(|(_, next)| is_letter(*next));
            if !(is_letter(c) && !is_unspaced(c) || apostrophe) {
                break;
            }
            end = at + c.len_utf8();
        }
        let start = self.at + offset;
        self.at += end;
        Some(Token { start, end: self.at, stretch: self.stretch, is_unspaced: is_single })
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || !c.is_ascii() && (c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c))
}

fn is_unspaced(c: char) -> bool {
    c >= '\u{e00}'
        && (han::is_han(c)
            || han::is_kana(c)
            || matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'))
}

/// Marks that end no statement.
fn is_inside(c: char) -> bool {
    matches!(c, ' ' | '-' | '\'' | '"' | '_' | '$' | '£' | '€' | '#' | '%' | '&' | '*')
}

/// The phrase's parts that one alternative between blanks stands for.
fn parts(text: &str) -> Vec<Part> {
    match text {
        "_" => return Vec::new(),
        "*" => return vec![Part::Gap],
        _ => {}
    }
    if text.chars().any(is_unspaced) {
        let part = |c: char| if c == '*' { Part::Gap } else { Part::Word(c.to_string()) };
        return text.chars().map(part).collect();
    }
    vec![match text.strip_suffix('*') {
        Some(prefix) => Part::Prefix(prefix.to_owned()),
        None => Part::Word(text.to_owned()),
    }]
}

fn unaccented(parts: &[Part]) -> Vec<Part> {
    let plain = |text: &str| answers::unaccented(text).into_owned();
    let part = |part: &Part| match part {
        Part::Word(text) => Part::Word(plain(text)),
        Part::Prefix(text) => Part::Prefix(plain(text)),
        Part::Gap => Part::Gap,
    };
    parts.iter().map(part).collect()
}

/// The first letters of a word, or two characters of a script without blanks, as one number.
fn packed(letters: impl Iterator<Item = char>, most: usize) -> u64 {
    letters.take(most).fold(0, |packed, c| packed << 21 | u64::from(c))
}

/// Letters of a word that tell phrases apart at their beginning.
const LETTERS: usize = 3;

/// What a text must begin with for the phrase to be there; none for a phrase that could begin anywhere.
fn beginning(parts: &[Part]) -> Option<u64> {
    match (parts.first()?, parts.get(1)) {
        (Part::Word(first), second) if first.chars().all(is_unspaced) => Some(match second {
            Some(Part::Word(second)) => packed(first.chars().chain(second.chars()), 2),
            _ => packed(first.chars(), 1),
        }),
        (Part::Word(word), _) => Some(packed(word.chars(), LETTERS)),
        (Part::Prefix(prefix), _) if !prefix.is_empty() => Some(packed(prefix.chars(), LETTERS)),
        _ => None,
    }
}

/// What a phrase that begins with this token may have as its beginning.
fn begins_with(copy: &str, token: Token) -> [u64; LETTERS] {
    let packed_from = |end: Option<usize>, most| {
        let text = end.map_or_else(|| copy.get(token.start..), |end| copy.get(token.start..end));
        text.map_or(0, |text| packed(text.chars(), most))
    };
    if token.is_unspaced {
        [packed_from(None, 2), packed_from(None, 1), 0]
    } else {
        // A prefix may be shorter than that: one or two syllables of Hangul.
        [3, 2, 1].map(|letters| packed_from(Some(token.end), letters))
    }
}

fn sieve_bit(begins: u64) -> usize {
    // Fibonacci hashing: the upper bits of the product are well mixed.
    (begins.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50) as usize % SIEVE
}

/// The token after the last one of a phrase whose rest is `parts` and stands at token `at`, all in one stretch.
fn end_of(parts: &[Part], copy: &str, tokens: &[Token], at: usize, stretch: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    let is_here = |token: &&Token| token.stretch == stretch;
    if *part == Part::Gap {
        let most = if tokens.get(at)?.is_unspaced { GAP_UNSPACED } else { GAP };
        let reach = tokens.iter().skip(at).take(most).take_while(is_here).count();
        return (at..=at + reach).find_map(|next| end_of(rest, copy, tokens, next, stretch));
    }
    let token = tokens.get(at).filter(is_here)?;
    let word = copy.get(token.start..token.end)?;
    let fits = match part {
        Part::Prefix(prefix) => word.starts_with(prefix.as_str()),
        Part::Word(text) => word == text,
        Part::Gap => false,
    };
    if fits { end_of(rest, copy, tokens, at + 1, stretch) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::analysis_copy;

    fn found(language: Language, list: &'static str, text: &str) -> Vec<String> {
        let copy = analysis_copy(text).text;
        let (tokens, matches) = Phrases::read(list, language, |_| true).find(&copy);
        let shown = matches.iter().map(|m| {
            let (first, last) = (tokens[m.tokens.start], tokens[m.tokens.end - 1]);
            let sure = if m.is_sure { "!" } else { "" };
            format!("{}{sure}: {}", m.label, &copy[first.start..last.end])
        });
        shown.collect()
    }

    const LIST: &str = "# a comment: not a phrase
        churn: cancel* * my/our/_ subscription
        churn!: never again
        harmless: never again late
        safety: no fire exit*";

    #[test]
    fn words_forms_gaps_and_alternatives_are_found() {
        let english = |text| found(Language::EN, LIST, text);
        assert_eq!(english("Cancelled the old subscription."), ["churn: cancelled the old subscription"]);
        assert_eq!(english("we are cancelling our subscription"), ["churn: cancelling our subscription"]);
        assert_eq!(english("I cancelled one two three four subscription"), [""; 0]);
        assert_eq!(english("NEVER again!"), ["churn!: never again"]);
        assert_eq!(english("never, again"), [""; 0], "a mark parts them");
        assert_eq!(english("There is no fire-exit"), ["safety: no fire-exit"]);
        assert_eq!(english("fever again never agains"), [""; 0], "whole words only");
        assert_eq!(
            english("never again late, never again"),
            ["harmless: never again late", "churn!: never again"]
        );
        assert_eq!(english("not a phrase; a comment"), [""; 0]);
        assert_eq!(english(""), [""; 0]);
    }

    #[test]
    fn scripts_without_blanks_are_read_by_the_character() {
        let chinese = |text| found(Language::ZH_HANS, "churn: 再也不/永不 来*店\nanger!: 垃圾", text);
        assert_eq!(chinese("我再也不來你們家店了"), ["churn: 再也不来你们家店"]);
        assert_eq!(chinese("永不 来店"), [""; 0], "a blank is a mark");
        assert_eq!(chinese("真垃圾，垃圾"), ["anger!: 垃圾", "anger!: 垃圾"]);
    }

    #[test]
    fn marks_of_vietnamese_may_be_missing_and_french_words_elided() {
        let list = "churn: không bao giờ quay lại\ngratitude: ơn";
        assert_eq!(found(Language::VI, list, "khong bao gio quay lai").len(), 1);
        assert_eq!(found(Language::VI, list, "không bao giờ quay lại").len(), 1);
        assert_eq!(found(Language::VI, list, "on"), [""; 0], "one syllable could be anything");
        let french = found(Language::from_tag("fr").unwrap(), "legal: avocat", "j'appelle l'avocat");
        assert_eq!(french, ["legal: avocat"]);
    }

    #[test]
    fn hostile_text_is_read_in_linear_time() {
        let long = "cancel never fire no ".repeat(50_000);
        let started = std::time::Instant::now();
        assert_eq!(found(Language::EN, LIST, &long), [""; 0]);
        assert!(started.elapsed().as_secs() < 5);
    }
}
