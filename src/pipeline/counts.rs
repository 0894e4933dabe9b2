//! Everything that is counted over the respondents of a question, batch by batch.

use super::{Analysis, notes};
use crate::closed_question::{Closing, Patterns, close};
use crate::code_frame::CodeFrame;
use crate::coding::{Coding, CodingModel, Ledger};
use crate::error::Result;
use crate::settings::Settings;
use crate::shares::{AlertCounter, RatingCounter, Tabulator, WholeCounter};
use crate::survey::{Question, Study};

/// The counts of a question while its respondents go by.
pub(crate) struct Counts {
    ledger: Ledger,
    shares: Tabulator,
    whole: WholeCounter,
    alerts: AlertCounter,
    ratings: RatingCounter,
    patterns: Patterns,
}

impl Counts {
    /// Nobody counted, by this frame.
    pub(crate) fn new(frame: &CodeFrame) -> Self {
        Self {
            ledger: Ledger::default(),
            shares: Tabulator::new(frame),
            whole: WholeCounter::default(),
            alerts: AlertCounter::default(),
            ratings: RatingCounter::default(),
            patterns: Patterns::default(),
        }
    }

    /// One more batch, in the order of the file; one coding per respondent.
    pub(crate) fn add(&mut self, batch: &Study<'_>, codings: &[Coding]) {
        self.ledger.add(codings, batch.rejected);
        self.shares.add(batch, codings);
        for (person, coding) in batch.respondents.iter().zip(codings) {
            self.whole.add(person, coding);
            self.alerts.add(person, coding);
            self.ratings.add(person, coding);
            self.patterns.add(person, coding);
        }
    }

    /// What all batches yield together.
    ///
    /// # Errors
    /// As [`close`].
    pub(crate) fn finish(
        self,
        asked: Question,
        frame: CodeFrame,
        model: CodingModel,
        codings: Vec<Coding>,
        settings: &Settings,
    ) -> Result<Analysis> {
        let Self { ledger, shares, whole, alerts, ratings, patterns } = self;
        let mut segment_notes = shares.notes();
        let shares = shares.finish(settings.confidence);
        let base = shares.total().map(|c| c.base).unwrap_or_default();
        let (kinds, urgent) = alerts.finish(&base, settings.confidence);
        let ratings = ratings.finish();
        let question = close(&frame, &shares, &patterns, &asked, &Closing::of(settings))?;
        let mut notes = notes::of_figures(&ledger, &shares, &frame);
        notes.append(&mut segment_notes);
        notes.extend(notes::unsure(whole.unsure()));
        notes.extend(notes::lists(&urgent, ratings.as_ref()));
        Ok(Analysis {
            asked,
            frame,
            model,
            codings,
            ledger,
            shares,
            is_weighted: whole.is_weighted(),
            sides: whole.sides(),
            languages: whole.languages(),
            alerts: if settings.alerts { kinds } else { Vec::new() },
            urgent,
            ratings,
            question,
            notes,
        })
    }
}
