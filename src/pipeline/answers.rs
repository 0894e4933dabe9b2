//! Codes distinct answers, and gives every respondent a coding: alerts, copies and pins included.

use super::copies::{Copies, sameness};
use super::groups::Groups;
use crate::alerts::{AlertKind, find_alerts};
use crate::coding::{Coder, Coding, Pins, Reading, SeenClause};
use crate::draft::DistinctAnswer;
use crate::error::{Error, Result};
use crate::parallel::Threads;
use crate::sentiment::Polarity;
use crate::survey::Study;
use crate::text::Language;

/// Answers that are read, placed and coded together: enough to keep all cores busy, and 50 MB.
const ANSWERS_AT_ONCE: usize = 4096;

/// One distinct answer as coded.
pub(super) struct Coded {
    coding: Coding,
    /// Equal for copies.
    same: u64,
}

/// A distinct answer as read, with its clauses as the coder saw them.
pub(super) struct Seen {
    pub(super) reading: Reading,
    pub(super) clauses: Vec<SeenClause>,
}

/// Codes distinct answers.
pub(super) struct AnswerCoder<'m> {
    pub(super) coder: Coder<'m>,
    /// The language of all answers, if it is fixed.
    pub(super) language: Option<Language>,
    /// Whether alerts are looked for.
    pub(super) alerts: bool,
}

impl AnswerCoder<'_> {
    /// Codes each answer; `read` holds the first of them as already read, `done` hears how many more are done, and
    /// `show` takes what was seen of each, in order.
    pub(super) fn code(
        &mut self,
        answers: &[DistinctAnswer<'_>],
        read: Vec<Reading>,
        threads: &Threads,
        done: &dyn Fn(usize),
        mut show: Option<&mut dyn FnMut(Seen)>,
    ) -> Result<Vec<Coded>> {
        let fixed = self.language.map(Language::tag);
        let mut coded = Vec::with_capacity(answers.len());
        let mut read = read.into_iter();
        for chunk in answers.chunks(ANSWERS_AT_ONCE) {
            let mut readings: Vec<Reading> = read.by_ref().take(chunk.len()).collect();
            let unread = chunk.get(readings.len()..).unwrap_or(&[]);
            let reader = self.coder.reader();
            readings.extend(threads.map(unread, |a| reader.read(a.verbatim, fixed.or(a.declared))));
            let refs: Vec<&Reading> = readings.iter().collect();
            let (mut codings, clauses) = if show.is_some() {
                self.coder.code_and_show(&refs, threads)?.into_iter().unzip()
            } else {
                (self.coder.code(&refs, threads)?, Vec::new())
            };
            if self.alerts {
                self.find_alerts(&readings, &mut codings, threads);
            }
            let same = threads.map(&readings, |reading| sameness(&reading.analysis.text));
            coded.extend(codings.into_iter().zip(same).map(|(coding, same)| Coded { coding, same }));
            if let Some(show) = show.as_deref_mut() {
                let seen = readings.into_iter().zip(clauses);
                seen.for_each(|(reading, clauses)| show(Seen { reading, clauses }));
            }
            done(chunk.len());
        }
        Ok(coded)
    }

    fn find_alerts(&self, readings: &[Reading], codings: &mut [Coding], threads: &Threads) {
        let main = self.coder.reader().main_language();
        let found = threads.map(readings, |reading| {
            let language = if reading.language == Language::UND { main } else { reading.language };
            find_alerts(&reading.analysis, language)
        });
        for (coding, alerts) in codings.iter_mut().zip(found).filter(|(c, _)| c.status.counts_in_base()) {
            coding.alerts = alerts.into_iter().filter(|a| !is_ironic(a.kind, coding.sentiment)).collect();
        }
    }
}

/// Gives every respondent the coding of the answer, marked if it is a copy of an earlier one, and pinned if it is.
pub(super) fn give(
    study: &Study<'_>,
    groups: &Groups<'_>,
    coded: Vec<Coded>,
    copies: &mut Copies,
    pins: &Pins,
) -> Result<Vec<Coding>> {
    let mut coded: Vec<Option<Coded>> = coded.into_iter().map(Some).collect();
    let given = study.respondents.iter().zip(&groups.of).map(|(person, &answer)| {
        let lost = || Error::Internal("an answer lost its coding".into());
        let found = coded.get_mut(answer as usize).ok_or_else(lost)?;
        let same = found.as_ref().ok_or_else(lost)?.same;
        // Most answers are one person's: moved, not copied, they are in memory once.
        let is_one = groups.answers.get(answer as usize).is_some_and(|answer| answer.people == 1);
        let coding =
            if is_one { found.take().map(|c| c.coding) } else { found.as_ref().map(|c| c.coding.clone()) };
        let mut coding = coding.ok_or_else(lost)?;
        pins.fix(person.id, person.verbatim, &mut coding);
        if coding.status.counts_in_base() {
            coding.duplicate_of = copies.of(same, person.row);
        }
        Ok(coding)
    });
    given.collect()
}

/// Thanks in an answer that reads negative ("thanks for losing my bag"), or words of anger in one that reads positive.
fn is_ironic(kind: AlertKind, sentiment: Option<Polarity>) -> bool {
    matches!(
        (kind, sentiment),
        (AlertKind::Gratitude, Some(Polarity::Negative)) | (AlertKind::Anger, Some(Polarity::Positive))
    )
}
