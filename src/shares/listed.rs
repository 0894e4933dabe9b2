//! Single answers that are listed to be read: of many, the first by some order.

use crate::alerts::AlertKind;
use crate::coding::Coding;
use crate::sentiment::Polarity;
use crate::survey::Respondent;
use crate::text::Language;
use std::cmp::Ordering;

/// An answer with what a list tells of it, kept when the rest of its batch is gone.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedAnswer {
    /// Row in the file, from 1.
    pub row: u32,
    /// The respondent's id as typed.
    pub id: Box<str>,
    /// The answer as typed.
    pub verbatim: Box<str>,
    /// The rating that it explains.
    pub score: Option<f64>,
    /// Its language.
    pub language: Language,
    /// The side that it takes.
    pub sentiment: Option<Polarity>,
    /// How clearly, −1..1.
    pub sentiment_score: f32,
    /// Whether an earlier answer says the same.
    pub is_copy: bool,
    /// Alerts that need an answer, the most urgent first.
    pub urgent: Box<[AlertKind]>,
}

impl ListedAnswer {
    /// What is listed of a respondent.
    #[must_use]
    pub fn of(person: &Respondent<'_>, coding: &Coding) -> Self {
        let urgent = coding.alerts.iter().map(|alert| alert.kind).filter(|kind| kind.needs_answer());
        Self {
            row: person.row,
            id: person.id.into(),
            verbatim: person.verbatim.into(),
            score: person.score,
            language: coding.language,
            sentiment: coding.sentiment,
            sentiment_score: coding.sentiment_score,
            is_copy: coding.duplicate_of.is_some(),
            urgent: urgent.collect(),
        }
    }

    /// Memory that it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.id.len() + self.verbatim.len()
    }
}

/// What a [`Foremost`] keeps.
pub(super) trait Listed {
    /// Less comes first; no two items are equal.
    fn order(&self, other: &Self) -> Ordering;
    /// Memory that it takes.
    fn bytes(&self) -> usize;
}

/// The first of many items by their order, as many as a number and a size allow; which they are does not depend on the
/// order in which they come.
#[derive(Debug, Clone)]
pub(super) struct Foremost<T> {
    held: Vec<T>,
    bytes: usize,
}

impl<T> Default for Foremost<T> {
    fn default() -> Self {
        Self { held: Vec::new(), bytes: 0 }
    }
}

impl<T: Listed> Foremost<T> {
    /// One more item; at most twice what is asked for is held in between.
    pub(super) fn add(&mut self, item: T, most: usize, most_bytes: usize) {
        self.bytes += item.bytes();
        self.held.push(item);
        if self.held.len() > 2 * most || self.bytes > 2 * most_bytes {
            self.prune(most, most_bytes);
        }
    }

    /// The first ones, in order.
    pub(super) fn finish(mut self, most: usize, most_bytes: usize) -> Vec<T> {
        self.prune(most, most_bytes);
        self.held
    }

    fn prune(&mut self, most: usize, most_bytes: usize) {
        self.held.sort_by(Listed::order);
        let mut bytes = 0;
        let within = |item: &T| {
            bytes += item.bytes();
            bytes <= most_bytes
        };
        // The foremost one is kept however long it is.
        let fitting = self.held.iter().map(within).take_while(|&fits| fits).count().max(1);
        self.held.truncate(fitting.min(most));
        self.bytes = self.held.iter().map(Listed::bytes).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Listed for (u32, usize) {
        fn order(&self, other: &Self) -> Ordering {
            self.cmp(other)
        }
        fn bytes(&self) -> usize {
            self.1
        }
    }

    #[test]
    fn the_first_are_kept_in_whatever_order_they_come() {
        let items: Vec<(u32, usize)> = (0..1000u32).map(|i| (i, 1 + (i % 7) as usize)).collect();
        for (most, bytes) in [(10, 1000), (100, 50), (1, 1), (2000, 1 << 20)] {
            let mut expected = items.clone();
            let mut sum = 0;
            expected.retain(|item| {
                sum += item.1;
                sum <= bytes
            });
            expected.truncate(most);
            for step in [1, 7, 333, 999] {
                let mut foremost = Foremost::default();
                (0..1000).for_each(|i| foremost.add(items[i * step % 1000], most, bytes));
                let found = foremost.finish(most, bytes);
                assert_eq!(found, expected, "{most} {bytes} {step}");
            }
        }
    }
}
