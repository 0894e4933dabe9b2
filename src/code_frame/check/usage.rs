//! Who was given which code: what the rules on people are judged by.

use super::super::{CodeFrame, CodeNumber, Standing};
use crate::text::Language;
use std::collections::{BTreeMap, BTreeSet};

/// People by code, by pair of codes and by language, unweighted.
///
/// Codes that were merged since the people were coded count for the code that they were merged into; the parts of a code
/// that was split since are not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// The code that now stands for each code that people were given.
    stands_for: BTreeMap<CodeNumber, CodeNumber>,
    base: usize,
    people: BTreeMap<CodeNumber, usize>,
    both: BTreeMap<(CodeNumber, CodeNumber), usize>,
    languages: BTreeMap<Language, usize>,
}

impl Usage {
    /// Nobody yet; `coded` are the numbers that people could be given.
    #[must_use]
    pub fn new(frame: &CodeFrame, coded: impl IntoIterator<Item = CodeNumber>) -> Self {
        let active: BTreeSet<CodeNumber> = frame.active_codes().map(|code| code.number).collect();
        let merged: BTreeMap<CodeNumber, CodeNumber> = frame
            .codes
            .iter()
            .filter_map(|code| match code.standing {
                Standing::Merged(into) => Some((code.number, into)),
                _ => None,
            })
            .collect();
        let mut stands_for = BTreeMap::new();
        for number in coded {
            let (mut now, mut steps) = (number, 0);
            while let Some(&into) = merged.get(&now).filter(|_| steps < merged.len()) {
                (now, steps) = (into, steps + 1);
            }
            if active.contains(&now) {
                stands_for.insert(number, now);
            }
        }
        let people = stands_for.values().map(|&now| (now, 0)).collect();
        Self { stands_for, people, ..Self::default() }
    }

    /// Counts one respondent of the base, with the codes that they were given.
    pub fn add(&mut self, language: Language, codes: &[CodeNumber]) {
        self.base += 1;
        *self.languages.entry(language).or_default() += 1;
        let codes: BTreeSet<CodeNumber> =
            codes.iter().filter_map(|code| self.stands_for.get(code)).copied().collect();
        for (position, &code) in (1..).zip(&codes) {
            *self.people.entry(code).or_default() += 1;
            for &other in codes.iter().skip(position) {
                *self.both.entry((code, other)).or_default() += 1;
            }
        }
    }

    /// Everybody who answered.
    #[must_use]
    pub fn base(&self) -> usize {
        self.base
    }

    /// People who were given a code; none if it was not among those that could be given.
    #[must_use]
    pub fn people(&self, code: CodeNumber) -> Option<usize> {
        self.people.get(&code).copied()
    }

    /// Pairs of codes, the lower number first, with the part of those who carry either that carries both (Jaccard
    /// 1901), 0..1.
    pub fn overlaps(&self) -> impl Iterator<Item = (CodeNumber, CodeNumber, f64)> {
        self.both.iter().filter_map(|(&(a, b), &both)| {
            let either = self.people(a)? + self.people(b)? - both;
            Some((a, b, both as f64 / either as f64))
        })
    }

    /// People by language of their answer.
    pub fn languages(&self) -> impl Iterator<Item = (Language, usize)> {
        self.languages.iter().map(|(&language, &people)| (language, people))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::frame;

    #[test]
    fn merged_codes_count_for_the_code_that_they_were_merged_into_each_person_once() {
        let mut frame = frame();
        frame.codes[0].standing = Standing::Merged(CodeNumber(2));
        frame.codes[2].standing = Standing::Retired;
        let mut usage = Usage::new(&frame, [1, 2, 3].map(CodeNumber));
        usage.add(Language::EN, &[CodeNumber(1), CodeNumber(2)]);
        usage.add(Language::ET, &[CodeNumber(1), CodeNumber(3)]);
        usage.add(Language::ET, &[]);
        assert_eq!((usage.base(), usage.people(CodeNumber(2))), (3, Some(2)));
        assert_eq!((usage.people(CodeNumber(1)), usage.people(CodeNumber(97))), (None, None));
        assert_eq!(usage.overlaps().count(), 0);
        assert_eq!(usage.languages().collect::<Vec<_>>(), [(Language::EN, 1), (Language::ET, 2)]);
    }

    #[test]
    fn the_overlap_is_the_part_of_either_that_is_both() {
        let mut usage = Usage::new(&frame(), [1, 2].map(CodeNumber));
        usage.add(Language::EN, &[CodeNumber(2), CodeNumber(1)]);
        usage.add(Language::EN, &[CodeNumber(1)]);
        usage.add(Language::EN, &[CodeNumber(2)]);
        usage.add(Language::EN, &[CodeNumber(2), CodeNumber(2)]);
        assert_eq!(usage.overlaps().collect::<Vec<_>>(), [(CodeNumber(1), CodeNumber(2), 0.25)]);
    }
}
