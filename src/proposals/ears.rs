//! Hears a wave while it is coded.

use super::pairs::Pairs;
use crate::coding::{AnswerSample, Tally};
use crate::error::Result;
use crate::pipeline::{ClauseListener, HeardAnswer};

/// What proposals are made from, gathered answer by answer. Bounded: a sample of answers, and counts of codes.
#[derive(Debug, Default)]
pub struct WaveEars {
    pub(super) sample: AnswerSample,
    pub(super) pairs: Pairs,
}

impl ClauseListener for WaveEars {
    fn hear(&mut self, answer: &HeardAnswer<'_>) -> Result<()> {
        let HeardAnswer { person, coding, reading, clauses } = *answer;
        self.pairs.add(coding);
        self.sample.hear((person.verbatim, person.language), Tally::one(person.weight), reading, clauses);
        Ok(())
    }
}
