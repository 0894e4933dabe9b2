//! What is counted over the respondents: where each row went, options together, options per person.

use super::rows::{Answer, Unreadable};
use serde::Serialize;

/// Unreadable rows that are told of.
const MOST_TOLD: usize = 3;
/// Options per person that are told apart; the last stands for so many or more.
const MOST_OPTIONS: usize = 60;

/// Where every row went: rows read = answered + no answer + rejected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AnswerLedger {
    /// All rows of the file below the header.
    pub read: usize,
    /// With an answer: the base.
    pub answered: usize,
    /// Blank in every column of the question and under Other.
    pub no_answer: usize,
    /// Set aside: rows that the file's reader could not read, and rows with a cell that is no answer of the question.
    pub rejected: usize,
}

impl AnswerLedger {
    /// Whether every row is accounted for.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.read == self.answered + self.no_answer + self.rejected
    }
}

/// Two options ticked together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PairCount {
    /// Positions of the options in the list, the earlier first.
    #[serde(skip)]
    pub options: (usize, usize),
    /// People who ticked both.
    pub both: usize,
    /// The part that ticked both of those who ticked either, 0..1 (Jaccard 1901).
    pub overlap: f64,
    /// How many times as many as if the two had nothing to do with each other.
    pub lift: f64,
}

/// Counts of people, unweighted.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) ledger: AnswerLedger,
    /// The first rows set aside here.
    pub(super) unreadable: Vec<Unreadable>,
    /// All rows set aside here.
    pub(super) unreadable_count: usize,
    options: usize,
    /// People who ticked both, for each two options; on the diagonal, those who ticked the one.
    together: Vec<usize>,
    /// People by how many options they ticked.
    pub(super) ticked: Vec<usize>,
    pub(super) only_written: usize,
    pub(super) contradictory: usize,
    /// People whose cells name no option, and are taken for what they wrote under Other.
    pub(super) unnamed: usize,
}

impl Tally {
    pub(super) fn new(options: usize) -> Self {
        let ticked = vec![0; options.min(MOST_OPTIONS) + 1];
        Self { options, together: vec![0; options * options], ticked, ..Self::default() }
    }

    /// One more row that could be read.
    pub(super) fn add(&mut self, answer: &Answer) {
        self.ledger.read += 1;
        if !answer.is_answered {
            self.ledger.no_answer += 1;
            return;
        }
        self.ledger.answered += 1;
        self.only_written += usize::from(answer.is_only_written);
        self.contradictory += usize::from(answer.is_contradictory);
        self.unnamed += usize::from(answer.is_only_written && answer.chosen.len() == 1);
        let place = answer.chosen.len().min(self.ticked.len() - 1);
        if let Some(people) = self.ticked.get_mut(place) {
            *people += 1;
        }
        for &one in &answer.chosen {
            for &other in &answer.chosen {
                if let Some(people) = self.together.get_mut(one * self.options + other) {
                    *people += 1;
                }
            }
        }
    }

    /// One more row with a cell that is no answer.
    pub(super) fn set_aside(&mut self, row: &Unreadable) {
        self.ledger.read += 1;
        self.ledger.rejected += 1;
        self.unreadable_count += 1;
        if self.unreadable.len() < MOST_TOLD {
            self.unreadable.push(row.clone());
        }
    }

    /// Rows that the file's reader set aside.
    pub(super) fn rejected(&mut self, rows: usize) {
        self.ledger.read += rows;
        self.ledger.rejected += rows;
    }

    /// People who ticked both; for one and the same, those who ticked it.
    pub(super) fn both(&self, one: usize, other: usize) -> usize {
        self.together.get(one * self.options + other).copied().unwrap_or(0)
    }

    /// Every two options that somebody ticked together, the most alike first.
    pub(super) fn pairs(&self) -> Vec<PairCount> {
        let mut pairs = Vec::new();
        for one in 0..self.options {
            for other in one + 1..self.options {
                let both = self.both(one, other);
                if both == 0 {
                    continue;
                }
                let (a, b) = (self.both(one, one), self.both(other, other));
                let either = a + b - both;
                let lift = both as f64 * self.ledger.answered as f64 / (a as f64 * b as f64);
                let overlap = both as f64 / either as f64;
                pairs.push(PairCount { options: (one, other), both, overlap, lift });
            }
        }
        pairs.sort_by(|a, b| b.overlap.total_cmp(&a.overlap).then(a.options.cmp(&b.options)));
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(chosen: &[usize]) -> Answer {
        Answer { is_answered: true, chosen: chosen.to_vec(), ..Answer::default() }
    }

    #[test]
    fn pairs_are_those_of_the_textbook_and_every_row_is_somewhere() {
        let mut tally = Tally::new(3);
        for chosen in [&[0, 1][..], &[0, 1], &[0], &[2], &[]] {
            tally.add(&answer(chosen));
        }
        tally.add(&Answer::default());
        tally.rejected(2);
        assert!(tally.ledger.adds_up() && tally.ledger.read == 8 && tally.ledger.answered == 5);
        // Both 2, either 3; expected 3 × 2 / 5.
        let pairs = tally.pairs();
        assert_eq!(pairs.len(), 1);
        assert_eq!((pairs[0].options, pairs[0].both), ((0, 1), 2));
        assert!((pairs[0].overlap - 2.0 / 3.0).abs() < 1e-12 && (pairs[0].lift - 2.0 / 1.2).abs() < 1e-12);
        assert_eq!(tally.ticked, [1, 2, 2, 0]);
    }
}
