//! The clauses of one wave as points, with the people behind them.

use crate::code_frame::CodeNumber;
use crate::coding::{AnswerSample, Reference, SeenClause};
use crate::embedding::EmbeddingMatrix;

/// The clauses of a wave's sample.
#[derive(Debug, Clone, Default)]
pub(super) struct Cloud {
    /// `clauses × dims`, answer by answer.
    pub(super) vectors: EmbeddingMatrix,
    /// The answer of each clause, ascending.
    pub(super) answer: Vec<u32>,
    /// The people of each answer.
    pub(super) people: Vec<f64>,
    /// Whether the clause is of an answer that no code fits: what people say beside a code is rarely a theme of its own
    /// (in two halves of `gambling_en`, long answers, such clauses gave four themes of which none was new).
    pub(super) uncoded: Vec<bool>,
    /// The place of each clause among all of the sample.
    pub(super) place: Vec<usize>,
}

impl Cloud {
    /// A new wave's. Clauses of which nothing is known are left out, and those that carry a code that was added since the
    /// frame was drafted: the first wave had no such code, but it is new no longer.
    pub(super) fn of(sample: &AnswerSample, dims: usize, drafted: &[CodeNumber]) -> Self {
        let mut cloud = Self { vectors: EmbeddingMatrix { dims, values: Vec::new() }, ..Self::default() };
        let mut place = 0;
        for (number, answer) in (0u32..).zip(sample.answers()) {
            cloud.people.push(answer.people.people as f64);
            let is_uncoded = answer.clauses.iter().all(|c| c.seen.nearest.is_none() && !c.seen.is_retired);
            for SeenClause { vector, nearest, .. } in answer.clauses.iter().map(|clause| &clause.seen) {
                if nearest.is_none_or(|nearest| drafted.contains(&nearest.code)) {
                    cloud.add(number, place, vector, is_uncoded);
                }
                place += 1;
            }
        }
        cloud
    }

    /// The first wave's, as the frame remembers it.
    pub(super) fn remembered(reference: &Reference) -> Self {
        let vectors = reference.vectors();
        let mut cloud =
            Self { vectors: EmbeddingMatrix { dims: vectors.dims, values: Vec::new() }, ..Self::default() };
        let mut place = 0;
        for (number, answer) in (0u32..).zip(&reference.answers) {
            cloud.people.push(f64::from(answer.people));
            let clauses = answer.clauses as usize;
            let is_uncoded = reference.uncoded.iter().skip(place).take(clauses).all(|is_uncoded| *is_uncoded);
            for _ in 0..clauses {
                cloud.add(number, place, vectors.row(place), is_uncoded);
                place += 1;
            }
        }
        cloud
    }

    fn add(&mut self, answer: u32, place: usize, vector: &[f32], is_uncoded: bool) {
        if vector.iter().any(|v| *v != 0.0) {
            self.vectors.values.extend(vector);
            self.answer.push(answer);
            self.uncoded.push(is_uncoded);
            self.place.push(place);
        }
    }

    /// Number of clauses.
    pub(super) fn len(&self) -> usize {
        self.answer.len()
    }

    /// Everybody.
    pub(super) fn everybody(&self) -> f64 {
        self.people.iter().sum()
    }

    /// The answers of these clauses, each once, ascending.
    pub(super) fn answers(&self, clauses: &[usize]) -> Vec<usize> {
        let mut answers: Vec<usize> =
            clauses.iter().filter_map(|&clause| self.answer.get(clause)).map(|&a| a as usize).collect();
        answers.sort_unstable();
        answers.dedup();
        answers
    }

    /// The part of everybody who said one of these clauses, 0..1.
    pub(super) fn share(&self, clauses: &[usize]) -> f64 {
        let people = self.answers(clauses).into_iter().filter_map(|answer| self.people.get(answer));
        people.fold(0.0, |sum, people| sum + people) / self.everybody().max(1.0)
    }
}
