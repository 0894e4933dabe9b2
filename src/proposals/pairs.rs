//! How many people carry each code, and each two of them together.

use crate::code_frame::CodeNumber;
use crate::coding::Coding;
use std::collections::BTreeMap;

/// Counts of codes and of pairs; as large as the frame's codes allow, whatever the number of people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    base: u64,
    codes: BTreeMap<CodeNumber, u64>,
    counts: BTreeMap<(CodeNumber, CodeNumber), u64>,
}

impl Pairs {
    /// One more person.
    pub(super) fn add(&mut self, coding: &Coding) {
        if !coding.status.counts_in_base() {
            return;
        }
        self.base += 1;
        for (place, &code) in coding.codes.iter().enumerate() {
            *self.codes.entry(code).or_default() += 1;
            for &other in coding.codes.iter().skip(place + 1) {
                *self.counts.entry((code.min(other), code.max(other))).or_default() += 1;
            }
        }
    }

    /// Everybody in the base.
    pub(super) fn base(&self) -> u64 {
        self.base
    }

    /// People who carry the code.
    pub(super) fn people(&self, code: CodeNumber) -> u64 {
        self.codes.get(&code).copied().unwrap_or(0)
    }

    /// Pairs of codes by the part of either's people who carry both (Jaccard 1901), 0..1, and how many they are; the
    /// smaller number first.
    pub(super) fn overlaps(&self) -> impl Iterator<Item = ((CodeNumber, CodeNumber), f64, u64)> {
        self.counts.iter().map(|(&(a, b), &both)| {
            let either = (self.people(a) + self.people(b)).saturating_sub(both);
            ((a, b), both as f64 / either.max(1) as f64, both)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{coded, outside};

    #[test]
    fn people_are_counted_once_and_only_in_the_base() {
        let mut pairs = Pairs::default();
        for codes in [&[1, 2][..], &[2, 1], &[1], &[]] {
            pairs.add(&coded(codes, 0.0));
        }
        pairs.add(&outside());
        assert_eq!((pairs.base(), pairs.people(CodeNumber(1)), pairs.people(CodeNumber(3))), (4, 3, 0));
        let found: Vec<_> = pairs.overlaps().collect();
        assert_eq!(found, [((CodeNumber(1), CodeNumber(2)), 2.0 / 3.0, 2)]);
    }
}
