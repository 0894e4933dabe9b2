//! How a word is usually spelt, and whether it is a name.

use super::evidence::Evidence;
use crate::text::Language;
use std::collections::{BTreeMap, HashMap};

/// An abbreviation in capitals needs so many writers before it is believed to be one ("TV", "GP").
const ABBREVIATION: u32 = 3;

/// How often a word is written how, by its lower-case form; the first word of a clause tells nothing.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    seen: HashMap<String, Written>,
    /// German writes every noun with a capital.
    nouns_are_capital: bool,
}

#[derive(Debug, Default)]
struct Written {
    lower: u32,
    capital: BTreeMap<String, u32>,
}

impl Spelling {
    /// Counts the spellings of one language's clauses. Clauses all in capitals are left out.
    pub(super) fn learn(evidence: &[Evidence], language: Language) -> Self {
        let mut seen: HashMap<String, Written> = HashMap::new();
        for clause in evidence.iter().filter(|e| e.language == language) {
            if !clause.text.chars().any(char::is_lowercase) {
                continue;
            }
            for word in clause.words.iter().skip(1) {
                let text = clause.text.get(word.start..word.end).unwrap_or("");
                let written = seen.entry(text.to_lowercase()).or_default();
                if text.chars().any(char::is_uppercase) {
                    *written.capital.entry(text.to_owned()).or_default() += clause.people;
                } else {
                    written.lower += clause.people;
                }
            }
        }
        Self { seen, nouns_are_capital: language.tag() == "de" }
    }

    /// The usual spelling inside a sentence: lower case unless capitals are commoner.
    pub(super) fn usual(&self, word: &str) -> String {
        let lower = word.to_lowercase();
        let Some(written) = self.seen.get(&lower) else { return lower };
        let capitals: u32 = written.capital.values().sum();
        if capitals <= written.lower {
            return lower;
        }
        let best = written.capital.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        best.map_or(lower, |(form, _)| form.clone())
    }

    /// Whether the word names a person, place or brand: people write it with a capital, and it is no abbreviation.
    pub(super) fn is_name(&self, word: &str) -> bool {
        let usual = self.usual(word);
        if self.nouns_are_capital || !usual.chars().any(char::is_uppercase) {
            return false;
        }
        let abbreviation = usual.chars().count() <= 4 && !usual.chars().any(char::is_lowercase);
        let writers = self.seen.get(&usual.to_lowercase()).and_then(|w| w.capital.get(&usual)).copied();
        !(abbreviation && writers.unwrap_or(0) >= ABBREVIATION)
    }
}

#[cfg(test)]
mod tests {
    use super::super::evidence::EvidenceWord;
    use super::*;

    fn clause(text: &str) -> Evidence {
        let mut words = Vec::new();
        for word in text.split(' ') {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            words.push(EvidenceWord {
                start,
                end: start + word.len(),
                stem: word.to_lowercase(),
                names: true,
            });
        }
        Evidence {
            theme: 0,
            text: text.to_owned(),
            language: Language::EN,
            words,
            people: 1,
            closeness: 1.0,
            polarity: 0.0,
            printable: true,
        }
    }

    #[test]
    fn names_are_told_from_words_and_abbreviations() {
        let said =
            ["Helpful Staff", "the staff helped", "staff were kind", "asked for Yvonne", "VERY GOOD STAFF"];
        let screens = ["the TV broke", "no TV there", "small TV"];
        let evidence: Vec<Evidence> = said.iter().chain(&screens).map(|t| clause(t)).collect();
        let spelling = Spelling::learn(&evidence, Language::EN);
        assert_eq!(spelling.usual("STAFF"), "staff");
        assert_eq!(spelling.usual("tv"), "TV");
        assert!(spelling.is_name("yvonne"));
        assert!(!spelling.is_name("tv") && !spelling.is_name("staff"));
    }
}
