//! Counts ratings and scores as they come, in a table of bounded size.

use super::CLEAR;
use crate::coding::Coding;
use crate::sentiment::Polarity;
use crate::shares::ListedAnswer;
use crate::shares::listed::{Foremost, Listed};
use crate::survey::Respondent;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Steps of the score from −1 to 1: thousandths, as it is printed.
pub(super) const STEPS: usize = 2001;
/// Ratings that are counted apart: 16 MB. Of a scale with more of them the closest are taken as one.
const MOST_APART: usize = 1024;
/// Answers that may turn out to contradict their rating: of all ratings together and of one rating, on either side.
const MOST_LISTED: (usize, usize) = (100_000, 10_000);
const MOST_BYTES: usize = 64 << 20;

/// Counts ratings against sentiment, person by person.
#[derive(Debug, Clone, Default)]
pub struct RatingCounter {
    /// By the rating's place in the order of numbers.
    cells: BTreeMap<i64, Cell>,
    /// How many of a rating's last binary digits do not count.
    grain: u32,
}

/// The people at one rating.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// Lowest and highest rating; the same unless the scale is finer than the table.
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) people: usize,
    pub(super) weight: f64,
    /// Weights of the negative, neutral, positive, mixed.
    pub(super) sides: [f64; 4],
    /// Weighted sum of the scores.
    pub(super) score: f64,
    /// People at each step of the score.
    pub(super) scores: Vec<u64>,
    /// Clearly negative and clearly positive answers.
    pub(super) blame: Clear,
    pub(super) praise: Clear,
}

/// Answers clearly on one side: how many, and the clearest.
#[derive(Debug, Clone, Default)]
pub(super) struct Clear {
    pub(super) count: usize,
    pub(super) list: Foremost<Candidate>,
}

/// An answer that contradicts its rating if that turns out to be at the other end of the scale.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) rating: f64,
    pub(super) answer: ListedAnswer,
}

impl Listed for Candidate {
    fn order(&self, other: &Self) -> Ordering {
        let clearness = |candidate: &Self| candidate.answer.sentiment_score.abs();
        clearness(other).total_cmp(&clearness(self)).then(self.answer.row.cmp(&other.answer.row))
    }

    fn bytes(&self) -> usize {
        self.answer.bytes()
    }
}

impl RatingCounter {
    /// One more respondent, in the order of the file.
    pub fn add(&mut self, person: &Respondent<'_>, coding: &Coding) {
        let (Some(rating), Some(side)) = (person.score.filter(|s| s.is_finite()), coding.sentiment) else {
            return;
        };
        let (most, most_bytes) = self.most_listed();
        let cell = self.cells.entry(place(rating, self.grain)).or_insert_with(|| Cell::at(rating));
        cell.add(rating, person.weight, side, coding.sentiment_score);
        let (is_blame, is_praise) = (
            side == Polarity::Negative && coding.sentiment_score <= -CLEAR,
            side == Polarity::Positive && coding.sentiment_score >= CLEAR,
        );
        if is_blame || is_praise {
            let clear = if is_blame { &mut cell.blame } else { &mut cell.praise };
            clear.count += 1;
            let candidate = Candidate { rating, answer: ListedAnswer::of(person, coding) };
            clear.list.add(candidate, most, most_bytes);
        }
        while self.cells.len() > MOST_APART {
            self.coarsen();
        }
    }

    /// Most answers listed of one rating on one side, and their bytes. The more ratings, the fewer.
    pub(super) fn most_listed(&self) -> (usize, usize) {
        let ratings = self.cells.len().max(1);
        ((MOST_LISTED.0 / ratings).min(MOST_LISTED.1), MOST_BYTES / ratings)
    }

    /// The people by rating, lowest first.
    pub(super) fn into_cells(self) -> Vec<Cell> {
        self.cells.into_values().collect()
    }

    /// Takes neighbouring ratings as one. How coarse the table gets depends on the ratings alone, not on their order.
    fn coarsen(&mut self) {
        self.grain += 1;
        let (most, most_bytes) = self.most_listed();
        for (_, cell) in std::mem::take(&mut self.cells) {
            match self.cells.entry(place(cell.low, self.grain)) {
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(cell);
                }
                std::collections::btree_map::Entry::Occupied(mut same) => {
                    same.get_mut().join(cell, most, most_bytes);
                }
            }
        }
    }
}

/// The place of a rating without its last binary digits in the order of numbers.
fn place(rating: f64, grain: u32) -> i64 {
    // Adding nought makes one of both noughts.
    let digits = (rating + 0.0).to_bits() >> grain.min(62) << grain.min(62);
    let bits = digits.cast_signed();
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

impl Cell {
    fn at(rating: f64) -> Self {
        Self {
            low: rating,
            high: rating,
            people: 0,
            weight: 0.0,
            sides: [0.0; 4],
            score: 0.0,
            scores: vec![0; STEPS],
            blame: Clear::default(),
            praise: Clear::default(),
        }
    }

    fn add(&mut self, rating: f64, weight: f64, side: Polarity, score: f32) {
        (self.low, self.high) = (self.low.min(rating), self.high.max(rating));
        self.people += 1;
        self.weight += weight;
        let [negative, neutral, positive, mixed] = &mut self.sides;
        *match side {
            Polarity::Negative => negative,
            Polarity::Neutral => neutral,
            Polarity::Positive => positive,
            Polarity::Mixed => mixed,
        } += weight;
        self.score += weight * f64::from(score);
        let step = (f64::from(score) * 1000.0).round().clamp(-1000.0, 1000.0) + 1000.0;
        if let Some(people) = self.scores.get_mut(step as usize) {
            *people += 1;
        }
    }

    fn join(&mut self, other: Self, most: usize, most_bytes: usize) {
        (self.low, self.high) = (self.low.min(other.low), self.high.max(other.high));
        self.people += other.people;
        self.weight += other.weight;
        self.sides.iter_mut().zip(other.sides).for_each(|(sum, side)| *sum += side);
        self.score += other.score;
        self.scores.iter_mut().zip(other.scores).for_each(|(sum, people)| *sum += people);
        for (clear, more) in [(&mut self.blame, other.blame), (&mut self.praise, other.praise)] {
            clear.count += more.count;
            more.list.finish(most, most_bytes).into_iter().for_each(|c| clear.list.add(c, most, most_bytes));
        }
    }
}
