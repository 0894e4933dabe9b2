//! What a frame remembers of its first wave, so that a later one can be compared with it: where its clauses lay, how many
//! people said each, and which of them no code fitted. No words are kept.
//!
//! A clause takes one byte a number. Rounded so, cosines move by less than .01: far less than clauses of one theme differ.

use super::{AnswerSample, Tally};
use crate::embedding::{EmbeddingMatrix, normalize};
use serde::{Deserialize, Serialize};

/// Bytes of an answer: its clauses, its people, their weight.
const ANSWER_BYTES: usize = 12;
/// The largest number of a stored vector.
const TOP: f32 = 127.0;

/// An answer of the first wave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReferenceAnswer {
    /// How many of the clauses are its own.
    pub clauses: u32,
    /// How many people gave it.
    pub people: u32,
    /// Sum of their weights.
    pub weight: f32,
}

/// A bounded sample of the first wave's answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reference {
    /// Everybody in the first wave's base.
    pub base: Tally,
    /// Those of them whose answers may carry a theme.
    pub answered: Tally,
    /// The sample's answers.
    pub answers: Vec<ReferenceAnswer>,
    /// Whether no code fitted the clause, one for each row of the vectors, answer by answer.
    pub uncoded: Vec<bool>,
    dims: usize,
    /// `clauses × dims`, each row scaled so that its largest number is ±127.
    numbers: Vec<i8>,
}

/// The part of a [`Reference`] that stands in `frame.json`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct ReferenceHead {
    base: Tally,
    answered: Tally,
    answers: usize,
    clauses: usize,
    dims: usize,
}

impl ReferenceHead {
    /// Bytes that the rest takes in `frame.bin`; none if no file can be so large.
    pub(super) fn bytes(&self) -> Option<usize> {
        let clauses = self.clauses.checked_mul(self.dims.checked_add(1)?)?;
        self.answers.checked_mul(ANSWER_BYTES)?.checked_add(clauses)
    }
}

impl Reference {
    /// What is to be remembered of a wave.
    #[must_use]
    pub fn of(sample: &AnswerSample) -> Self {
        let mut reference = Self { base: sample.base(), answered: sample.answered(), ..Self::default() };
        for answer in sample.answers() {
            reference.answers.push(ReferenceAnswer {
                clauses: answer.clauses.len() as u32,
                people: u32::try_from(answer.people.people).unwrap_or(u32::MAX),
                weight: answer.people.weight as f32,
            });
            for clause in &answer.clauses {
                reference.dims = clause.seen.vector.len();
                reference.uncoded.push(clause.seen.nearest.is_none());
                let largest = clause.seen.vector.iter().fold(0.0f32, |most, v| most.max(v.abs()));
                let by = if largest > 0.0 { TOP / largest } else { 0.0 };
                reference.numbers.extend(clause.seen.vector.iter().map(|v| (v * by).round() as i8));
            }
        }
        reference
    }

    /// The clauses' vectors, `clauses × dims`, rows of length 1.
    #[must_use]
    pub fn vectors(&self) -> EmbeddingMatrix {
        let mut values: Vec<f32> = self.numbers.iter().map(|&n| f32::from(n)).collect();
        values.chunks_mut(self.dims.max(1)).for_each(normalize);
        EmbeddingMatrix { dims: self.dims, values }
    }

    pub(super) fn head(&self) -> ReferenceHead {
        ReferenceHead {
            base: self.base,
            answered: self.answered,
            answers: self.answers.len(),
            clauses: self.uncoded.len(),
            dims: self.dims,
        }
    }

    /// The rest: each answer's clauses, people and weight as little-endian numbers of four bytes, then whether each clause
    /// was uncoded, then the vectors.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let answers = self.answers.iter().flat_map(|answer| {
            [answer.clauses.to_le_bytes(), answer.people.to_le_bytes(), answer.weight.to_le_bytes()].concat()
        });
        let uncoded = self.uncoded.iter().map(|&uncoded| u8::from(uncoded));
        answers.chain(uncoded).chain(self.numbers.iter().map(|n| n.cast_unsigned())).collect()
    }

    /// What [`Reference::head`] and [`Reference::bytes`] gave; none if they do not fit together.
    pub(super) fn read(head: ReferenceHead, bytes: &[u8]) -> Option<Self> {
        let (answers, rest) = bytes.split_at_checked(head.answers.checked_mul(ANSWER_BYTES)?)?;
        let (uncoded, numbers) = rest.split_at_checked(head.clauses)?;
        let four = |bytes: &[u8], at: usize| bytes.get(at..at + 4)?.try_into().ok();
        let answers = answers.chunks_exact(ANSWER_BYTES).map(|bytes| {
            Some(ReferenceAnswer {
                clauses: u32::from_le_bytes(four(bytes, 0)?),
                people: u32::from_le_bytes(four(bytes, 4)?),
                weight: f32::from_le_bytes(four(bytes, 8)?),
            })
        });
        let answers: Vec<ReferenceAnswer> = answers.collect::<Option<_>>()?;
        let clauses: usize = answers.iter().map(|answer| answer.clauses as usize).sum();
        let fits = clauses == head.clauses && numbers.len() == head.clauses.checked_mul(head.dims)?;
        fits.then(|| Self {
            base: head.base,
            answered: head.answered,
            answers,
            uncoded: uncoded.iter().map(|&byte| byte != 0).collect(),
            dims: head.dims,
            numbers: numbers.iter().map(|byte| byte.cast_signed()).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::{Reader, SeenClause};
    use crate::embedding::dot;
    use crate::text::{Collocations, Language};

    #[test]
    fn a_wave_is_remembered_as_it_lay_and_comes_back_from_its_bytes() {
        let mut sample = AnswerSample::default();
        let vectors = [[0.6, 0.8, 0.0], [0.0, -0.28, 0.96]];
        let seen =
            vectors.map(|v| SeenClause { vector: v.to_vec(), nearest: None, is_retired: false, side: 0.0 });
        let collocations = Collocations::default();
        let reader = Reader::new(&[Language::EN], &collocations).unwrap();
        for answer in ["the bus was late, but the driver was rude", "nothing"] {
            let reading = reader.read(answer, Some("en"));
            sample.hear((answer, None), Tally::one(1.5), &reading, &seen);
        }
        let reference = Reference::of(&sample);
        assert_eq!((reference.base.people, reference.answered.people), (2, 1));
        assert_eq!(reference.uncoded, [true, true]);
        let rows = reference.vectors();
        for (row, vector) in vectors.iter().enumerate() {
            assert!(dot(rows.row(row), vector) > 0.9999, "{row}");
        }
        let bytes = reference.bytes();
        assert_eq!(reference.head().bytes(), Some(bytes.len()));
        assert_eq!(Reference::read(reference.head(), &bytes), Some(reference.clone()));
        assert_eq!(Reference::read(reference.head(), &bytes[1..]), None);
    }
}
