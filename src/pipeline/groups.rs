//! Respondents who gave the same answer, so that it is coded once.

use crate::coding::Tally;
use crate::draft::DistinctAnswer;
use crate::parallel::Threads;
use crate::survey::Study;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Respondents grouped by identical verbatim and declared language.
pub(super) struct Groups<'a> {
    /// Distinct answers, in an order that only their content decides.
    pub(super) answers: Vec<DistinctAnswer<'a>>,
    /// For each respondent: the position of the answer in `answers`.
    pub(super) of: Vec<u32>,
}

impl<'a> Groups<'a> {
    /// The groups of a study; languages that respondents declare do not matter where one `is_fixed`.
    pub(super) fn of(study: &Study<'a>, is_fixed: bool, threads: &Threads) -> Self {
        let declared = |language: Option<&'a str>| language.filter(|_| !is_fixed);
        let mut known: HashMap<(&str, Option<&str>), u32> = HashMap::new();
        let mut answers: Vec<DistinctAnswer<'a>> = Vec::new();
        let mut of = Vec::with_capacity(study.respondents.len());
        for person in &study.respondents {
            let declared = declared(person.language);
            let at = *known.entry((person.verbatim, declared)).or_insert_with(|| {
                answers.push(DistinctAnswer { verbatim: person.verbatim, declared, people: 0 });
                answers.len() as u32 - 1
            });
            answers[at as usize].people += 1;
            of.push(at);
        }
        drop(known);
        let hashes = threads.map(&answers, |a| content_hash(a.verbatim));
        let mut order: Vec<u32> = (0..answers.len() as u32).collect();
        threads.sort_by(&mut order, |&a, &b| {
            let (x, y) = (&answers[a as usize], &answers[b as usize]);
            let by_hash = hashes[a as usize].cmp(&hashes[b as usize]);
            by_hash.then_with(|| (x.verbatim, x.declared).cmp(&(y.verbatim, y.declared)))
        });
        let mut place = vec![0u32; answers.len()];
        for (position, &answer) in (0u32..).zip(&order) {
            place[answer as usize] = position;
        }
        let answers = order.iter().map(|&a| answers[a as usize]).collect();
        Self { answers, of: of.into_iter().map(|a| place[a as usize]).collect() }
    }

    /// Everybody who gave each answer.
    pub(super) fn people(&self, study: &Study<'_>) -> Vec<Tally> {
        let mut people = vec![Tally::default(); self.answers.len()];
        for (person, &answer) in study.respondents.iter().zip(&self.of) {
            if let Some(tally) = people.get_mut(answer as usize) {
                tally.add(Tally::one(person.weight));
            }
        }
        people
    }
}

/// Orders texts in a way that respondents cannot foresee and files cannot change.
pub(super) fn content_hash(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}
