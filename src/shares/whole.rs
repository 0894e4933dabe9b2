//! What is told of the base as a whole: the side that its answers take, its languages, how sure the sentiment is.

use crate::coding::{Coding, Status};
use crate::sentiment::{Polarity, Sentiment};
use crate::survey::Respondent;
use crate::text::Language;
use std::collections::BTreeMap;

/// Weights of the people in the base by the side that their answers take.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sides {
    /// Blame.
    pub negative: f64,
    /// Both.
    pub mixed: f64,
    /// Neither.
    pub neutral: f64,
    /// Praise.
    pub positive: f64,
}

/// The people of the base in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LanguageCount {
    /// The language.
    pub language: Language,
    /// How many they are.
    pub people: usize,
    /// Those of them who carry a code.
    pub coded: usize,
}

/// Counts the base person by person.
#[derive(Debug, Clone, Default)]
pub struct WholeCounter {
    sides: Sides,
    languages: BTreeMap<Language, (usize, usize)>,
    is_weighted: bool,
    felt: usize,
    unsure: usize,
}

impl WholeCounter {
    /// One more respondent, in the order of the file.
    pub fn add(&mut self, person: &Respondent<'_>, coding: &Coding) {
        self.is_weighted |= person.weight != 1.0;
        if coding.sentiment.is_some() {
            self.felt += 1;
            self.unsure += usize::from(coding.sentiment_confidence < Sentiment::SURE);
        }
        if !coding.status.counts_in_base() {
            return;
        }
        let (people, coded) = self.languages.entry(coding.language).or_default();
        *people += 1;
        *coded += usize::from(coding.status == Status::Coded);
        match coding.sentiment {
            Some(Polarity::Negative) => self.sides.negative += person.weight,
            Some(Polarity::Mixed) => self.sides.mixed += person.weight,
            Some(Polarity::Neutral) => self.sides.neutral += person.weight,
            Some(Polarity::Positive) => self.sides.positive += person.weight,
            None => {}
        }
    }

    /// The weight on each side.
    #[must_use]
    pub fn sides(&self) -> Sides {
        self.sides
    }

    /// Whether some respondent, in the base or not, has another weight than 1.
    #[must_use]
    pub fn is_weighted(&self) -> bool {
        self.is_weighted
    }

    /// The part of the answers with a sentiment whose sentiment is a guess, 0..1.
    #[must_use]
    pub fn unsure(&self) -> f64 {
        self.unsure as f64 / self.felt.max(1) as f64
    }

    /// The languages of the base, the most frequent first.
    #[must_use]
    pub fn languages(&self) -> Vec<LanguageCount> {
        let of = |(&language, &(people, coded)): (&Language, &(usize, usize))| LanguageCount {
            language,
            people,
            coded,
        };
        let mut languages: Vec<LanguageCount> = self.languages.iter().map(of).collect();
        languages.sort_by_key(|count| std::cmp::Reverse(count.people));
        languages
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::Study;
    use crate::testing::{coded, outside};

    #[test]
    fn the_base_is_told_by_side_and_language() {
        let mut study = Study::from_verbatims("why", ["x"; 4]);
        study.respondents[1].weight = 2.5;
        let mut codings = [coded(&[1], 0.0), coded(&[], 0.0), coded(&[1], 0.0), outside()];
        codings[0].sentiment = Some(Polarity::Mixed);
        codings[1].sentiment = Some(Polarity::Negative);
        codings[1].sentiment_confidence = 0.1;
        codings[2].language = Language::ET;
        let mut counter = WholeCounter::default();
        study.respondents.iter().zip(&codings).for_each(|(person, coding)| counter.add(person, coding));
        assert_eq!(counter.sides(), Sides { negative: 2.5, mixed: 1.0, ..Sides::default() });
        let languages: Vec<_> = counter.languages().iter().map(|l| (l.language, l.people, l.coded)).collect();
        assert_eq!(languages, [(Language::EN, 2, 1), (Language::ET, 1, 1)]);
        assert!(counter.is_weighted());
        assert_eq!(counter.unsure(), 0.5);
    }
}
