//! How a word is usually spelt, and whether it is a name.

use super::evidence::Evidence;
use crate::text::Language;
use std::collections::{BTreeMap, HashMap};

/// An abbreviation in capitals needs so many writers before it is believed to be one ("TV", "GP").
const ABBREVIATION: u32 = 3;
/// A name that so many people write belongs to a brand or a place, not to a person.
const PUBLIC: u32 = 30;
/// … and at least one person in so many.
const PUBLIC_PART: u32 = 100;
/// In a survey of so many people's clauses, a word that is no name has been written in lower case by somebody.
const MUCH_TEXT: u32 = 2_000;
/// A word that this part of its writers begins with a capital is a name, however many are too busy for capitals …
const NAME_PART: f32 = 0.3;
/// … if it stands out against the survey's other words by this factor: some write Every Word So.
const NAME_LIFT: f32 = 3.0;

/// How often a word is written how, by its lower-case form; a capital at the beginning of a clause tells nothing.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    seen: HashMap<String, Written>,
    people: u32,
    /// From which part of capitals on a word is a name.
    name_part: f32,
}

#[derive(Debug, Default)]
struct Written {
    lower: u32,
    capital: BTreeMap<String, u32>,
}

impl Written {
    fn capitals(&self) -> u32 {
        self.capital.values().sum()
    }
}

impl Spelling {
    /// Counts the spellings of one language's clauses. Clauses all in capitals are left out.
    pub(super) fn learn(evidence: &[&Evidence], language: Language) -> Self {
        let mut seen: HashMap<String, Written> = HashMap::new();
        let (mut capitals, mut all) = (0u32, 0u32);
        for clause in evidence {
            if !clause.text.chars().any(char::is_lowercase) {
                continue;
            }
            for (place, word) in clause.words.iter().enumerate() {
                let text = word.written(&clause.text);
                if place == 0 && text.chars().any(char::is_uppercase) {
                    continue;
                }
                let written = seen.entry(text.to_lowercase()).or_default();
                all += clause.people;
                if text.chars().any(char::is_uppercase) {
                    *written.capital.entry(text.to_owned()).or_default() += clause.people;
                    capitals += clause.people;
                } else {
                    written.lower += clause.people;
                }
            }
        }
        // German writes every noun with a capital.
        let nouns_are_capital = language.tag() == "de";
        let usual = NAME_LIFT * capitals as f32 / all.max(1) as f32;
        let name_part = if nouns_are_capital { 1.1 } else { usual.max(NAME_PART) };
        Self { seen, people: evidence.iter().map(|e| e.people).sum(), name_part }
    }

    /// The usual spelling inside a sentence: lower case, unless capitals are commoner or mark a name.
    pub(super) fn usual(&self, word: &str) -> String {
        let lower = word.to_lowercase();
        let Some(written) = self.seen.get(&lower) else { return lower };
        let capitals = written.capitals();
        if capitals <= written.lower && !self.is_mostly_name(written) {
            return lower;
        }
        let best = written.capital.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        best.map_or(lower, |(form, _)| form.clone())
    }

    fn is_mostly_name(&self, written: &Written) -> bool {
        let capitals = written.capitals();
        capitals >= ABBREVIATION && capitals as f32 >= self.name_part * (capitals + written.lower) as f32
    }

    /// Whether the word names a person, or a place or brand of few: people write it with a capital, and it is no
    /// abbreviation. A repeated letter ("xxx") stands for a name that was taken out.
    pub(super) fn is_name(&self, word: &str) -> bool {
        let usual = self.usual(word);
        let usual = usual.trim_end_matches("'s").trim_end_matches("’s");
        let mut letters = usual.chars();
        let first = letters.next();
        if usual.chars().count() > 1
            && letters.all(|c| Some(c) == first)
            && first.is_some_and(|c| c.is_ascii_alphabetic())
        {
            return true;
        }
        // Known from the beginnings of sentences alone.
        let unknown = !self.seen.contains_key(&usual.to_lowercase());
        if self.name_part <= 1.0
            && unknown
            && self.people >= MUCH_TEXT
            && word.starts_with(char::is_uppercase)
        {
            return true;
        }
        if self.name_part > 1.0 || !usual.chars().any(char::is_uppercase) {
            return false;
        }
        // A capital inside ("iPhone", "PayPal") is a brand's.
        let abbreviation = usual.chars().count() <= 4 && !usual.chars().any(char::is_lowercase);
        let inner = usual.chars().skip(1).any(char::is_uppercase) && usual.chars().any(char::is_lowercase);
        let Some(written) = self.seen.get(&usual.to_lowercase()) else { return true };
        let writers = written.capital.get(usual).copied().unwrap_or(0);
        let everybody = written.capitals() + written.lower;
        let public = everybody >= PUBLIC && everybody * PUBLIC_PART >= self.people;
        !((abbreviation || inner) && writers >= ABBREVIATION || public)
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
            part: 0,
            closeness: 1.0,
            next: None,
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
        let spelling = Spelling::learn(&evidence.iter().collect::<Vec<_>>(), Language::EN);
        assert_eq!(spelling.usual("STAFF"), "staff");
        assert_eq!(spelling.usual("tv"), "TV");
        assert!(spelling.is_name("yvonne"));
        assert!(!spelling.is_name("tv") && !spelling.is_name("staff"));
    }
}
