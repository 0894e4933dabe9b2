//! A bounded sample of answers with their clauses as the coder saw them: what one wave is compared with another by.
//!
//! Answers are taken by a hash of their content, the smallest first, so the sample is the same whatever the order of rows
//! and whoever else is in the file, and every answer is as likely to be in it as any other (bottom-k sampling: Cohen and
//! Kaplan 2007, PODC). What is kept does not grow with the survey.

use super::{Reading, SeenClause};
use crate::text::Triage;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Most clauses of a sample: two samples together are what themes are found among at once.
const MOST_CLAUSES: usize = 4_000;
/// Bytes of the longest answer that may be in a sample, so that a few cells cannot fill the memory.
const LONGEST_ANSWER: usize = 10_000;

/// People and their weights.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub people: u64,
    /// Sum of their weights.
    pub weight: f64,
    /// Sum of the squares of their weights.
    pub squares: f64,
}

impl Tally {
    /// One person of this weight.
    #[must_use]
    pub fn one(weight: f64) -> Self {
        Self { people: 1, weight, squares: weight * weight }
    }

    /// These people too.
    pub fn add(&mut self, more: Self) {
        self.people += more.people;
        self.weight += more.weight;
        self.squares += more.squares;
    }

    /// Kish's effective number of people, (Σw)²/Σw²; 0 without anybody.
    #[must_use]
    pub fn effective(&self) -> f64 {
        if self.squares > 0.0 { self.weight * self.weight / self.squares } else { 0.0 }
    }
}

/// A distinct answer of the sample.
#[derive(Debug, Clone, PartialEq)]
pub struct SampledAnswer {
    /// As typed.
    pub verbatim: Box<str>,
    /// The declared language, if any.
    pub declared: Option<Box<str>>,
    /// Everybody who gave it.
    pub people: Tally,
    /// How it was read.
    pub reading: Reading,
    /// Its clauses that may carry a theme, in order.
    pub clauses: Vec<SampledClause>,
}

/// A clause of the sample.
#[derive(Debug, Clone, PartialEq)]
pub struct SampledClause {
    /// Which of its answer's clauses it is, from 0.
    pub at: u32,
    /// As the coder saw it.
    pub seen: SeenClause,
}

/// Answers of one wave, as many as fit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnswerSample {
    kept: BTreeMap<u64, SampledAnswer>,
    clauses: usize,
    /// Answers with this hash or a larger one are not in the sample; none while everything fits.
    closed_from: Option<u64>,
    /// Everybody in the base.
    base: Tally,
    /// Those of them whose answers may carry a theme.
    answered: Tally,
}

impl AnswerSample {
    /// Counts people and keeps their answer if it is among those with the smallest hashes. `clauses` are the reading's.
    pub fn hear(
        &mut self,
        (verbatim, declared): (&str, Option<&str>),
        people: Tally,
        reading: &Reading,
        clauses: &[SeenClause],
    ) {
        match reading.triage {
            Triage::NoAnswer | Triage::Junk => {}
            Triage::Nothing | Triage::DontKnow => self.base.add(people),
            Triage::Answer => {
                let own = (0..).zip(reading.clauses.iter().zip(clauses));
                let own = own.filter(|(_, (read, _))| read.triage == Triage::Answer);
                self.add((verbatim, declared), people, reading, own.map(|(at, (_, seen))| (at, seen)));
            }
        }
    }

    fn add<'c>(
        &mut self,
        (verbatim, declared): (&str, Option<&str>),
        people: Tally,
        reading: &Reading,
        clauses: impl Iterator<Item = (u32, &'c SeenClause)>,
    ) {
        self.base.add(people);
        self.answered.add(people);
        let hash = hash(verbatim, declared);
        if self.closed_from.is_some_and(|closed| hash >= closed) || verbatim.len() > LONGEST_ANSWER {
            return;
        }
        if let Some(known) = self.kept.get_mut(&hash) {
            known.people.add(people);
            return;
        }
        let clauses: Vec<SampledClause> =
            clauses.map(|(at, seen)| SampledClause { at, seen: seen.clone() }).collect();
        self.clauses += clauses.len();
        let answer = SampledAnswer {
            verbatim: verbatim.into(),
            declared: declared.map(Into::into),
            people,
            reading: reading.clone(),
            clauses,
        };
        self.kept.insert(hash, answer);
        while self.clauses > MOST_CLAUSES {
            let Some((hash, answer)) = self.kept.pop_last() else { break };
            self.clauses -= answer.clauses.len();
            self.closed_from = Some(hash);
        }
    }

    /// The answers, in an order that only their content decides.
    pub fn answers(&self) -> impl Iterator<Item = &SampledAnswer> {
        self.kept.values()
    }

    /// Everybody in the base.
    #[must_use]
    pub fn base(&self) -> Tally {
        self.base
    }

    /// Everybody whose answer may carry a theme.
    #[must_use]
    pub fn answered(&self) -> Tally {
        self.answered
    }

    /// Everybody whose answer is in the sample.
    #[must_use]
    pub fn sampled(&self) -> Tally {
        let mut sum = Tally::default();
        self.answers().for_each(|answer| sum.add(answer.people));
        sum
    }

    /// Whether every answer is in the sample.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.sampled().people == self.answered.people
    }
}

/// Orders answers in a way that respondents cannot foresee and files cannot change.
fn hash(verbatim: &str, declared: Option<&str>) -> u64 {
    let mut digest = Sha256::new().chain_update(verbatim);
    if let Some(declared) = declared {
        digest.update([0]);
        digest.update(declared);
    }
    digest.finalize().iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::Reader;
    use crate::text::{Collocations, Language};
    use std::sync::LazyLock;

    static READING: LazyLock<Reading> = LazyLock::new(|| {
        let collocations = Collocations::default();
        Reader::new(&[Language::EN], &collocations).unwrap().read("late", Some("en"))
    });

    fn add(sample: &mut AnswerSample, text: &str, clauses: usize) {
        let seen = SeenClause { vector: vec![1.0], nearest: None, is_retired: false, side: 0.0 };
        let seen = vec![seen; clauses];
        let reading = READING.clone();
        sample.add((text, None), Tally::one(2.0), &reading, (0..).zip(&seen));
    }

    #[test]
    fn a_sample_is_bounded_and_the_same_in_any_order() {
        let texts: Vec<String> = (0..3_000).map(|n| format!("answer {n}")).collect();
        let (mut one, mut other) = (AnswerSample::default(), AnswerSample::default());
        texts.iter().enumerate().for_each(|(n, text)| add(&mut one, text, 1 + n % 4));
        texts.iter().enumerate().rev().for_each(|(n, text)| add(&mut other, text, 1 + n % 4));
        assert_eq!(one, other);
        let clauses: usize = one.answers().map(|a| a.clauses.len()).sum();
        assert!((MOST_CLAUSES - 4..=MOST_CLAUSES).contains(&clauses), "{clauses}");
        assert_eq!(one.answered(), Tally { people: 3_000, weight: 6_000.0, squares: 12_000.0 });
        assert!(!one.is_whole());
    }

    #[test]
    fn an_answer_of_several_people_is_kept_once_with_all_of_them() {
        let mut sample = AnswerSample::default();
        (0..5).for_each(|_| add(&mut sample, "too expensive", 1));
        let kept: Vec<u64> = sample.answers().map(|a| a.people.people).collect();
        assert_eq!((kept, sample.base().people, sample.is_whole()), (vec![5], 5, true));
    }

    #[test]
    fn an_endless_answer_is_counted_but_not_kept() {
        let mut sample = AnswerSample::default();
        add(&mut sample, &"x".repeat(LONGEST_ANSWER + 1), 1);
        assert_eq!((sample.answers().count(), sample.answered().people), (0, 1));
    }
}
