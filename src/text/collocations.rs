//! Words of several syllables, learned from the survey itself: Vietnamese puts a blank after every syllable.

use super::Language;
use super::lists::{List, Lists};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// Times that two syllables must meet before they can count as a word.
const LEAST_COUNT: u32 = 5;

/// Normalised pointwise mutual information from which two neighbours count as one word (Bouma 2009); 1 means that
/// neither occurs without the other. Chosen on students_vi: most joins above are dictionary words.
const LEAST_NPMI: f64 = 0.45;

/// Most words kept, the firmest first.
const MOST: usize = 5_000;

/// Words of two or more syllables, their syllables joined by one blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collocations {
    /// First syllable to the rests that make a word with it, longest first.
    rests: HashMap<String, Vec<String>>,
    words: BTreeSet<String>,
}

impl Default for Collocations {
    /// Only the common survey words of the shipped list.
    fn default() -> Self {
        Self::from_words(Lists::of(Language::VI).entries(List::Compounds).iter().map(ToString::to_string))
    }
}

impl Collocations {
    /// Learns from sequences of syllables (one per clause) which neighbours belong together, beside the shipped list.
    ///
    /// Deterministic: the order of sequences does not matter. Memory grows with the number of distinct pairs.
    #[must_use]
    pub fn learn<'s, S: IntoIterator<Item = &'s str>>(sequences: impl IntoIterator<Item = S>) -> Self {
        let mut single: HashMap<&str, u32> = HashMap::new();
        let mut pairs: HashMap<(&str, &str), u32> = HashMap::new();
        let lists = Lists::of(Language::VI);
        let is_open = |s: &str| {
            !lists.has(List::StopWords, s) && s.chars().nth(1).is_some() && s.chars().all(char::is_alphabetic)
        };
        let mut total = 0u32;
        for sequence in sequences {
            let mut previous = None;
            for syllable in sequence {
                total = total.saturating_add(1);
                *single.entry(syllable).or_default() += 1;
                if let Some(before) = previous.filter(|_| is_open(syllable)) {
                    *pairs.entry((before, syllable)).or_default() += 1;
                }
                previous = Some(syllable).filter(|s| is_open(s));
            }
        }
        let total = f64::from(total);
        let share = |s: &str| f64::from(single.get(s).copied().unwrap_or(1)) / total;
        let mut firm: Vec<(f64, String)> = Vec::new();
        #[allow(clippy::iter_over_hash_type, reason = "sorted below")]
        for (&(a, b), &count) in &pairs {
            let joint = f64::from(count) / total;
            let npmi = (joint / (share(a) * share(b))).ln() / -joint.ln();
            if count >= LEAST_COUNT && npmi >= LEAST_NPMI {
                firm.push((npmi, format!("{a} {b}")));
            }
        }
        firm.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| x.1.cmp(&y.1)));
        firm.truncate(MOST);
        let shipped = Self::default().words;
        Self::from_words(shipped.into_iter().chain(firm.into_iter().map(|(_, word)| word)))
    }

    /// The words, sorted.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    fn from_words(words: impl IntoIterator<Item = String>) -> Self {
        let words: BTreeSet<String> = words.into_iter().filter(|w| w.contains(' ')).collect();
        let mut rests: HashMap<String, Vec<String>> = HashMap::new();
        for (first, rest) in words.iter().filter_map(|w| w.split_once(' ')) {
            rests.entry(first.to_owned()).or_default().push(rest.to_owned());
        }
        #[allow(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for list in rests.values_mut() {
            list.sort_by_key(|rest| std::cmp::Reverse(rest.split(' ').count()));
        }
        Self { rests, words }
    }

    /// How many of the syllables at the front make one word: 1 if the first stands alone.
    pub(super) fn longest(&self, syllables: &[&str]) -> usize {
        let Some((first, following)) = syllables.split_first() else { return 0 };
        let Some(rests) = self.rests.get(*first) else { return 1 };
        let fits = |rest: &&String| {
            let mut following = following.iter();
            rest.split(' ').all(|s| following.next() == Some(&s))
        };
        rests.iter().find(fits).map_or(1, |rest| 1 + rest.split(' ').count())
    }
}

impl Serialize for Collocations {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.words.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Collocations {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from_words(BTreeSet::<String>::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_that_always_meet_become_a_word() {
        let clauses: Vec<String> =
            (0..40).map(|i| format!("phòng mạch sạch n{} rất đông x{}", i % 7, i % 5)).collect();
        let learned = Collocations::learn(clauses.iter().map(|c| c.split(' ')));
        assert!(learned.words().any(|w| w == "phòng mạch"));
        assert!(!learned.words().any(|w| w.contains("rất")), "intensifiers stay apart");
        let reversed = Collocations::learn(clauses.iter().rev().map(|c| c.split(' ')));
        assert_eq!(learned, reversed);
    }

    #[test]
    fn the_longest_word_wins_and_survives_storing() {
        let words = ["nhân viên".to_owned(), "nhân viên phục vụ".to_owned()];
        let collocations = Collocations::from_words(words);
        assert_eq!(collocations.longest(&["nhân", "viên", "phục", "vụ", "tốt"]), 4);
        assert_eq!(collocations.longest(&["nhân", "viên", "tốt"]), 2);
        assert_eq!(collocations.longest(&["nhân", "sự"]), 1);
        let stored = serde_json::to_string(&collocations).unwrap();
        assert_eq!(serde_json::from_str::<Collocations>(&stored).unwrap(), collocations);
    }
}
