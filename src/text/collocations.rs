//! Words of several syllables, learned from the survey itself: Vietnamese puts a blank after every syllable.

use super::answers::unaccented;
use super::lists::{List, Lists};
use super::{Language, vietnamese};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Times that two syllables must meet before they can count as a word.
const LEAST_COUNT: u32 = 5;

/// Normalised pointwise mutual information from which two neighbours count as one word (Bouma 2009); 1 means that
/// neither occurs without the other. Chosen on Vietnamese student feedback: most joins above are dictionary words.
const LEAST_NPMI: f64 = 0.45;

/// Most words kept, the firmest first.
const MOST: usize = 5_000;

/// Syllables of the longest word that is looked for.
const MOST_SYLLABLES: usize = 4;

/// Times that a syllable must be typed with one set of marks, and the part of all times that it is typed with any, before
/// the survey's own use decides which marks the same letters lack elsewhere.
const LEAST_MARKED: u32 = 3;
const MOSTLY: f64 = 0.8;

/// Words of two or more syllables, their syllables joined by one blank; and, where people also type without marks, the
/// syllables whose marks are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collocations {
    /// First syllable to the rests that make a word with it, longest first.
    rests: HashMap<String, Vec<String>>,
    /// Words and syllables without marks to the same with them; empty for what several could be.
    marked: HashMap<String, String>,
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
        let (mut total, mut unmarked) = (0u32, 0u32);
        for sequence in sequences {
            let mut previous = None;
            let mut plain = vietnamese::PlainWords::default();
            let mut is_ascii = true;
            for syllable in sequence {
                is_ascii &= syllable.is_ascii();
                plain.count(syllable, false);
                total = total.saturating_add(1);
                *single.entry(syllable).or_default() += 1;
                if let Some(before) = previous.filter(|_| is_open(syllable)) {
                    *pairs.entry((before, syllable)).or_default() += 1;
                }
                previous = Some(syllable).filter(|s| is_open(s));
            }
            unmarked += u32::from(is_ascii && plain.points() > 0.0);
        }
        let total = f64::from(total);
        let share = |s: &str| f64::from(single.get(s).copied().unwrap_or(1)) / total;
        let mut firm: Vec<(f64, u32, &str, &str)> = Vec::new();
        #[allow(clippy::iter_over_hash_type, reason = "sorted below")]
        for (&(a, b), &count) in &pairs {
            let joint = f64::from(count) / total;
            let npmi = (joint / (share(a) * share(b))).ln() / -joint.ln();
            if count >= LEAST_COUNT && npmi >= LEAST_NPMI {
                firm.push((npmi, count, a, b));
            }
        }
        firm.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| (x.2, x.3).cmp(&(y.2, y.3))));
        firm.truncate(MOST);
        let firm = firmest(&firm, &single);
        let shipped = Self::default().words;
        let syllables = if unmarked >= LEAST_COUNT { marked_syllables(&single) } else { Vec::new() };
        Self::from_words(shipped.into_iter().chain(firm).chain(syllables))
    }

    /// The syllables of a clause without marks, with the marks that the same words have; none if no word is known.
    pub(super) fn with_marks<'s>(&'s self, syllables: &[&'s str]) -> Option<Vec<&'s str>> {
        let mut out = Vec::with_capacity(syllables.len());
        let (mut at, mut known) = (0, 0);
        while let Some(&first) = syllables.get(at) {
            let longest = (1..=MOST_SYLLABLES).rev().find_map(|count| {
                let joined = syllables.get(at..at + count)?.join(" ");
                self.marked.get(&joined).filter(|m| !m.is_empty()).map(|m| (count, m.as_str()))
            });
            let (count, word) = longest.unwrap_or((1, first));
            out.extend(word.split(' '));
            known += usize::from(longest.is_some());
            at += count;
        }
        (known > 0).then_some(out)
    }

    /// The words, sorted.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    fn from_words(words: impl IntoIterator<Item = String>) -> Self {
        let words: BTreeSet<String> = words.into_iter().collect();
        let lists = Lists::of(Language::VI);
        let common = [List::Syllables, List::Negators, List::Intensifiers].map(|list| lists.entries(list));
        let mut marked: HashMap<String, String> = HashMap::new();
        // The survey's own use of a syllable comes before the list's.
        for word in words.iter().map(String::as_str).chain(common.into_iter().flatten().copied()) {
            let plain = unaccented(word);
            if plain.is_ascii() && plain != word {
                let known = marked.entry(plain.clone().into_owned()).or_insert_with(|| word.to_owned());
                let is_listed = !word.contains(' ') && words.contains(known.as_str());
                if known != word && !is_listed {
                    known.clear();
                }
            }
        }
        let mut rests: HashMap<String, Vec<String>> = HashMap::new();
        for (first, rest) in words.iter().filter_map(|w| w.split_once(' ')) {
            rests.entry(first.to_owned()).or_default().push(rest.to_owned());
        }
        #[allow(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for list in rests.values_mut() {
            list.sort_by_key(|rest| std::cmp::Reverse(rest.split(' ').count()));
        }
        Self { rests, marked, words }
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

/// Syllables with marks that nearly always are what their letters mean when they have any.
fn marked_syllables(single: &HashMap<&str, u32>) -> Vec<String> {
    let mut by_letters: BTreeMap<String, Vec<(u32, &str)>> = BTreeMap::new();
    #[allow(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
    for (&syllable, &count) in single {
        let plain = unaccented(syllable);
        if plain != syllable && vietnamese::is_plain_syllable(&plain) {
            by_letters.entry(plain.into_owned()).or_default().push((count, syllable));
        }
    }
    let decided = by_letters.into_values().filter_map(|mut forms| {
        forms.sort_unstable_by(|a, b| b.cmp(a));
        let all: u32 = forms.iter().map(|(count, _)| count).sum();
        let &(count, first) = forms.first()?;
        (count >= LEAST_MARKED && f64::from(count) >= MOSTLY * f64::from(all)).then(|| first.to_owned())
    });
    decided.collect()
}

/// Of pairs that overlap, the firmer: "mất thời" falls where "thời gian" is what its second syllable is used for.
/// `pairs` are sorted, firmest first, each with its count.
fn firmest(pairs: &[(f64, u32, &str, &str)], single: &HashMap<&str, u32>) -> Vec<String> {
    let mut starts: HashMap<&str, u32> = HashMap::new();
    let mut ends: HashMap<&str, u32> = HashMap::new();
    let mostly = |counts: &HashMap<&str, u32>, s: &str| {
        counts.get(s).zip(single.get(s)).is_some_and(|(count, all)| *count * 2 >= *all)
    };
    let mut kept = Vec::new();
    for &(_, count, a, b) in pairs {
        if !mostly(&starts, b) && !mostly(&ends, a) {
            kept.push(format!("{a} {b}"));
            *starts.entry(a).or_default() += count;
            *ends.entry(b).or_default() += count;
        }
    }
    kept
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
            (0..40).map(|i| format!("phòng mạch n{} rất đông x{}", i % 7, i % 5)).collect();
        let learned = Collocations::learn(clauses.iter().map(|c| c.split(' ')));
        assert!(learned.words().any(|w| w == "phòng mạch"));
        assert!(!learned.words().any(|w| w.contains("rất")), "intensifiers stay apart");
        let reversed = Collocations::learn(clauses.iter().rev().map(|c| c.split(' ')));
        assert_eq!(learned, reversed);
    }

    #[test]
    fn marks_come_from_the_surveys_own_words() {
        let with = "phòng mạch rất bẩn".split(' ');
        let without = "phong mach rat ban".split(' ');
        let said: Vec<Vec<&str>> =
            (0..20).map(|i| if i % 2 == 0 { with.clone() } else { without.clone() }.collect()).collect();
        let learned = Collocations::learn(said.iter().map(|s| s.iter().copied()));
        assert_eq!(learned.with_marks(&["phong", "mach", "ban"]), Some(vec!["phòng", "mạch", "bẩn"]));
        assert_eq!(learned.with_marks(&["ok", "wifi"]), None);
        let stored = serde_json::to_string(&learned).unwrap();
        assert_eq!(serde_json::from_str::<Collocations>(&stored).unwrap(), learned);
        // Nobody types without marks: nothing to learn.
        let all_marked = Collocations::learn((0..20).map(|_| with.clone()));
        assert!(all_marked.words().all(|word| word.contains(' ')));
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
