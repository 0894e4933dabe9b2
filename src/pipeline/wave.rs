//! Codes the next wave with a saved frame, batch by batch.

use super::answers::{AnswerCoder, Seen, give};
use super::copies::Copies;
use super::counts::Counts;
use super::groups::Groups;
use super::{Analysis, notes};
use crate::coding::{Coder, Coding, Pins, Reading, SavedFrame, SeenClause};
use crate::error::Result;
use crate::parallel::Threads;
use crate::settings::Settings;
use crate::survey::{Question, Respondent, Study};

/// One respondent's answer as the coder saw it.
#[derive(Debug, Clone, Copy)]
pub struct HeardAnswer<'a> {
    /// Whose answer it is.
    pub person: &'a Respondent<'a>,
    /// What it was given, pins and all.
    pub coding: &'a Coding,
    /// How it was read.
    pub reading: &'a Reading,
    /// Its clauses, in the order of the reading's.
    pub clauses: &'a [SeenClause],
}

/// Hears every answer of a wave as the coder saw it, in the order of the file.
pub trait ClauseListener {
    /// One more answer.
    ///
    /// # Errors
    /// Whatever ends the run.
    fn hear(&mut self, answer: &HeardAnswer<'_>) -> Result<()>;
}

/// A wave while it is coded.
///
/// What a respondent gets depends on the answer and the frame alone: not on the batches, on the other respondents or
/// on the number of threads. Memory is that of one batch and of what is counted, whatever the number of rows: each
/// count says its own bounds.
///
/// ```
/// use openend::{Settings, Silent, Threads, Wave, analyze, coding::SavedFrame, code_frame::History, survey::Study};
///
/// let threads = Threads::new(1)?;
/// let settings = Settings::default();
/// let study = Study::from_verbatims("Why?", ["friendly staff", "Staff was friendly", "too expensive"]);
/// let first = analyze(&study, &settings, &threads, &Silent)?;
/// let saved = SavedFrame { history: History::new(first.frame.clone()), model: first.model.clone() };
///
/// let mut wave = Wave::new(&saved, study.question.clone(), &settings)?;
/// let codings = wave.add(&study, &threads, None)?;
/// assert_eq!(codings, first.codings);
/// assert_eq!(wave.finish()?.ledger, first.ledger);
/// # Ok::<(), openend::Error>(())
/// ```
pub struct Wave<'f> {
    saved: &'f SavedFrame,
    asked: Question,
    settings: Settings,
    coder: AnswerCoder<'f>,
    pins: Pins,
    copies: Copies,
    counts: Counts,
}

impl<'f> Wave<'f> {
    /// Begins a wave that was asked this question. Of the settings it takes the language, alerts, and what concerns
    /// figures; whatever else coding depends on is the frame's.
    ///
    /// # Errors
    /// [`crate::Error::Settings`] for a setting outside its range, [`crate::Error::Frame`] if the frame was made with
    /// another model than the shipped one.
    pub fn new(saved: &'f SavedFrame, asked: Question, settings: &Settings) -> Result<Self> {
        settings.check()?;
        let frame = saved.frame();
        let coder = Coder::new(frame, &saved.model)?;
        Ok(Self {
            saved,
            asked,
            settings: settings.clone(),
            coder: AnswerCoder { coder, language: settings.language, alerts: settings.alerts },
            pins: Pins::of(frame),
            copies: Copies::default(),
            counts: Counts::new(frame),
        })
    }

    /// Codes and counts one more batch; returns one coding per respondent. `listener` hears every answer.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the engine cannot be run, and what the listener says.
    pub fn add(
        &mut self,
        batch: &Study<'_>,
        threads: &Threads,
        listener: Option<&mut dyn ClauseListener>,
    ) -> Result<Vec<Coding>> {
        let groups = Groups::of(batch, self.settings.language.is_some(), threads);
        let mut seen: Vec<Seen> = Vec::new();
        let mut keep = |answer: Seen| seen.push(answer);
        let show = listener.is_some().then_some(&mut keep as &mut dyn FnMut(Seen));
        let coded = self.coder.code(&groups.answers, Vec::new(), threads, &|_| {}, show)?;
        let codings = give(batch, &groups, coded, &mut self.copies, &self.pins)?;
        self.counts.add(batch, &codings);
        if let Some(listener) = listener {
            for ((person, coding), &answer) in batch.respondents.iter().zip(&codings).zip(&groups.of) {
                let Some(Seen { reading, clauses }) = seen.get(answer as usize) else { continue };
                listener.hear(&HeardAnswer { person, coding, reading, clauses })?;
            }
        }
        Ok(codings)
    }

    /// What all batches yield together.
    ///
    /// # Errors
    /// [`crate::Error::Settings`] if the closed question cannot be made as the settings say.
    pub fn finish(self) -> Result<Analysis> {
        let Self { saved, asked, settings, copies, counts, .. } = self;
        let (frame, model) = (saved.frame().clone(), saved.model.clone());
        let mut analysis = counts.finish(asked, frame, model, Vec::new(), &settings)?;
        analysis.notes.extend(notes::unused(&analysis));
        analysis.notes.extend(copies.note());
        Ok(analysis)
    }
}
