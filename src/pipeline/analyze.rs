//! The first wave: a frame drafted of the answers, and everybody coded with it.

use super::answers::{AnswerCoder, Seen, give};
use super::copies::Copies;
use super::counts::Counts;
use super::groups::Groups;
use super::{Analysis, Progress, Stage, notes};
use crate::coding::{AnswerSample, Coder, CodingModel, Pins, Reference};
use crate::draft::{Draft, draft};
use crate::error::Result;
use crate::parallel::Threads;
use crate::settings::Settings;
use crate::survey::Study;
use std::sync::Arc;

/// Turns the answers of one question into codes, shares and a closed question.
///
/// The result depends on the answers, the settings and the seed alone: not on the number of threads, and a
/// respondent keeps the same codes wherever in the study the row stands.
///
/// # Errors
/// [`crate::Error::Settings`] for a setting outside its range, [`crate::Error::Model`] if the shipped vectors
/// cannot be read.
///
/// ```
/// use openend::{Settings, Silent, Threads, analyze, survey::Study};
///
/// let answers = ["friendly staff", "Staff was friendly", "too expensive", "prices are too high", "n/a", ""];
/// let study = Study::from_verbatims("What is the main reason for your score?", answers);
/// let analysis = analyze(&study, &Settings::default(), &Threads::new(2)?, &Silent)?;
/// assert!(analysis.ledger.adds_up());
/// assert_eq!(analysis.ledger.no_answer, 2);
/// # Ok::<(), openend::Error>(())
/// ```
pub fn analyze(
    study: &Study<'_>,
    settings: &Settings,
    threads: &Threads,
    progress: &dyn Progress,
) -> Result<Analysis> {
    settings.check()?;
    progress.stage(Stage::Grouping, 0);
    let groups = Groups::of(study, settings.language.is_some(), threads);
    progress.stage(Stage::Drafting, 0);
    let question = study.question.wording.as_deref().unwrap_or(&study.question.name);
    let Draft { frame, model, readings, vectors, distinct_clauses } =
        draft(&groups.answers, question, settings, threads)?;
    progress.stage(Stage::Coding, groups.answers.len());
    let coder = Coder::with_vectors(&frame, &model, vectors)?;
    let mut coder = AnswerCoder { coder, language: settings.language, alerts: settings.alerts };
    let (mut sample, people) = (AnswerSample::default(), groups.people(study));
    let mut answers = groups.answers.iter().zip(&people);
    let mut remember = |Seen { reading, clauses }: Seen| {
        if let Some((answer, people)) = answers.next() {
            sample.hear((answer.verbatim, answer.declared), *people, &reading, &clauses);
        }
    };
    let done = |answers| progress.step(answers);
    let coded = coder.code(&groups.answers, readings, threads, &done, Some(&mut remember))?;
    drop(coder);
    let model = CodingModel { reference: Some(Arc::new(Reference::of(&sample))), ..model };
    let mut copies = Copies::default();
    let codings = give(study, &groups, coded, &mut copies, &Pins::of(&frame))?;
    progress.stage(Stage::Counting, 0);
    let mut counts = Counts::new(&frame);
    counts.add(study, &codings);
    let mut analysis = counts.finish(study.question.clone(), frame, model, codings, settings)?;
    if settings.engine.is_none() && analysis.ledger.base() > 0 {
        analysis.notes.push(notes::engine(analysis.model.engine, distinct_clauses));
    }
    analysis.notes.extend(notes::side(analysis.model.question_side, settings));
    analysis.notes.extend(copies.note());
    Ok(analysis)
}
