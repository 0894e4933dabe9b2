//! Answers that people give as examples: where they lie, and the edits that they make.
//!
//! An example speaks for its neighbourhood alone, as a prototype of a nearest-neighbour rule (Cover and Hart 1967) beside
//! the code's centre. Moving the centre instead (Rocchio 1971) changes the codes of answers that are nothing like the
//! example: in a simulation on `banking_en`, those of 25 answers for one example, against 3.

use super::Reading;
use super::coder::Coder;
use crate::code_frame::{CodeFrame, CodeNumber, Edit, Exemplar, NewCode, Place, PlaceKind, Side};
use crate::embedding::{Placed, dot, normalize};
use crate::error::{Error, Result};
use crate::parallel::Threads;
use crate::sentiment::NEUTRAL;
use crate::text::{Language, Triage, contains_private};
use std::collections::BTreeMap;

/// Least cosine with an example at which a clause goes with it, and with a counter-example: what is like a wrong answer
/// is less often wrong too. Chosen on `banking_en` and `nhs_patients_en` from .3 to .8; `cargo bench --bench quality --
/// examples` measures them.
const NEAR: f32 = 0.7;
const NEAR_COUNTER: f32 = 0.8;
/// Least cosine with the centre of a code that was added by examples. On `banking_en` as good as the median threshold of
/// the drafted codes.
const NEAR_CENTRE: f32 = 0.3;

/// An answer as placed.
struct PlacedAnswer {
    reading: Reading,
    /// Its clauses that can carry a theme: where each lies, and the side that it takes.
    clauses: Vec<(Vec<f32>, f32)>,
}

impl Coder<'_> {
    /// The edit by which this answer carries the code, or by which it does not. `declared` is its language, if somebody
    /// said so.
    ///
    /// An example speaks through the one of its clauses that lies nearest to the code, a counter-example through all.
    ///
    /// # Errors
    /// [`Error::Frame`] if no clause of the answer can be placed; [`Error::Model`] if the engine cannot be run.
    pub fn example(
        &mut self,
        code: CodeNumber,
        text: &str,
        declared: Option<&str>,
        carries: bool,
        threads: &Threads,
    ) -> Result<Edit> {
        let answer = self.place_answer(text, declared, threads)?;
        let language = answer.reading.language;
        let (kind, threshold) =
            if carries { (PlaceKind::Example, NEAR) } else { (PlaceKind::CounterExample, NEAR_COUNTER) };
        let mut vectors: Vec<Vec<f32>> = answer.clauses.into_iter().map(|clause| clause.0).collect();
        if carries {
            vectors = self.nearest_to(code, vectors).into_iter().collect();
        }
        let place = |vector| Place { code, kind, vector, threshold, text: text.to_owned() };
        Ok(Edit::Example {
            number: code,
            text: text.to_owned(),
            language,
            places: vectors.into_iter().map(place).collect(),
        })
    }

    /// A new code that answers show: it lies at their centre, and each of them carries it. Its label is in the language
    /// given; keywords stay empty.
    ///
    /// # Errors
    /// As [`Coder::example`], and if every number is used.
    pub fn code_of_examples(
        &mut self,
        frame: &CodeFrame,
        (language, label): (Language, &str),
        examples: &[&str],
        net: Option<CodeNumber>,
        threads: &Threads,
    ) -> Result<NewCode> {
        let number = frame.next_code()?;
        let mut answers = Vec::with_capacity(examples.len());
        for text in examples {
            answers.push((*text, self.place_answer(text, None, threads)?));
        }
        // The clause that an example shares with the others is the one that is meant.
        let centre =
            mean(answers.iter().flat_map(|(_, answer)| answer.clauses.iter().map(|clause| &clause.0)));
        let (mut places, mut meant, mut side) = (Vec::new(), Vec::new(), 0.0);
        for (text, answer) in &answers {
            let Some((vector, tone)) = nearest(&answer.clauses, &centre) else { continue };
            side += tone / answers.len() as f32;
            meant.push(vector);
            let (vector, text) = (vector.clone(), (*text).to_owned());
            places.push(Place { code: number, kind: PlaceKind::Example, vector, threshold: NEAR, text });
        }
        let vector = mean(meant.into_iter());
        if !places.is_empty() && vector.iter().any(|v| *v != 0.0) {
            let kind = PlaceKind::Centre;
            places
                .insert(0, Place { code: number, kind, vector, threshold: NEAR_CENTRE, text: String::new() });
        }
        let quotes = answers.iter().filter(|(text, _)| !contains_private(text, self.reader().languages()));
        let exemplars = quotes.map(|(text, answer)| Exemplar {
            text: text.trim().to_owned(),
            language: answer.reading.language,
            borders: None,
        });
        Ok(NewCode {
            number,
            labels: BTreeMap::from([(language, label.to_owned())]),
            definition: String::new(),
            includes: Vec::new(),
            keywords: Vec::new(),
            exemplars: exemplars.collect(),
            net,
            side: side_of(side),
            places,
        })
    }

    /// Reads one answer and places those of its clauses that can carry a theme.
    fn place_answer(
        &mut self,
        text: &str,
        declared: Option<&str>,
        threads: &Threads,
    ) -> Result<PlacedAnswer> {
        let reading = self.reader().read(text, declared);
        let placed = self.place(&[&reading], threads)?.pop().unwrap_or_default();
        let Placed { clauses, tones, .. } = placed;
        let usable = reading.clauses.iter().zip(clauses).zip(tones).filter(|((clause, vector), _)| {
            clause.triage == Triage::Answer && vector.iter().any(|v| *v != 0.0)
        });
        let clauses: Vec<(Vec<f32>, f32)> = usable.map(|((_, vector), tone)| (vector, tone.side())).collect();
        if clauses.is_empty() {
            let shown: String = text.chars().take(60).collect();
            let message = format!(
                "the answer \"{shown}\" says nothing that other answers could be compared with: pin those who gave it"
            );
            return Err(Error::Frame(message));
        }
        Ok(PlacedAnswer { reading, clauses })
    }
}

/// The clause nearest to a place; the first of several alike.
fn nearest<'c>(clauses: &'c [(Vec<f32>, f32)], place: &[f32]) -> Option<&'c (Vec<f32>, f32)> {
    clauses.iter().reduce(|best, next| {
        let closer = dot(&next.0, place) > dot(&best.0, place);
        if closer { next } else { best }
    })
}

/// The mean direction, of length 1; all zero if there is none.
fn mean<'v>(vectors: impl Iterator<Item = &'v Vec<f32>>) -> Vec<f32> {
    let mut mean: Vec<f32> = Vec::new();
    for vector in vectors {
        mean.resize(vector.len(), 0.0);
        mean.iter_mut().zip(vector).for_each(|(m, v)| *m += v);
    }
    normalize(&mut mean);
    mean
}

/// The side that a mean tone takes.
fn side_of(tone: f32) -> Side {
    if tone > NEUTRAL {
        Side::Positive
    } else if tone < -NEUTRAL {
        Side::Negative
    } else {
        Side::Neutral
    }
}
