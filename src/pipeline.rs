//! The whole job, top to bottom: draft a frame, code everybody with it, count, close the question.

use crate::alerts::{AlertKind, find_alerts};
use crate::closed_question::{ClosedQuestion, close};
use crate::code_frame::CodeFrame;
use crate::coding::{Coder, Coding, CodingModel, Ledger, Reading};
use crate::draft::{DistinctAnswer, Draft, draft};
use crate::embedding::Engine;
use crate::error::{Error, Result};
use crate::parallel::Threads;
use crate::sentiment::{Polarity, QuestionSide, Sentiment};
use crate::settings::Settings;
use crate::shares::{
    AlertShare, Ratings, ShareTable, compare_ratings, count_alerts, smallest_visible_share, tabulate,
};
use crate::survey::Study;
use crate::text::Language;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Everything that one question's answers yield.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The drafted code frame.
    pub frame: CodeFrame,
    /// What coding one text depends on, beside the frame.
    pub model: CodingModel,
    /// One per respondent of the study, in its order.
    pub codings: Vec<Coding>,
    /// Where every row went.
    pub ledger: Ledger,
    /// Codes and nets by segment.
    pub shares: ShareTable,
    /// People by kind of alert; empty where the layer is off.
    pub alerts: Vec<AlertShare>,
    /// Ratings against sentiment, where respondents gave ratings.
    pub ratings: Option<Ratings>,
    /// The question for the next wave.
    pub question: ClosedQuestion,
    /// What a reader must know (small base, thin languages), one sentence each.
    pub notes: Vec<String>,
}

/// A stage of [`analyze`], for whoever shows progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Grouping identical answers.
    Grouping,
    /// Finding themes and naming them.
    Drafting,
    /// Coding every distinct answer.
    Coding,
    /// Shares and the closed question.
    Counting,
}

/// Hears how far a run is. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins; `steps` is how many times [`Progress::step`] will be told in it, 0 if that is unknown.
    fn stage(&self, stage: Stage, steps: usize);
    /// So many more answers are done.
    fn step(&self, answers: usize);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: Stage, _: usize) {}
    fn step(&self, _: usize) {}
}

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
    let groups = Groups::of(study, settings, threads);
    progress.stage(Stage::Drafting, 0);
    let question = study.question.wording.as_deref().unwrap_or(&study.question.name);
    let Draft { frame, model, readings, vectors, distinct_clauses } =
        draft(&groups.answers, question, settings, threads)?;
    progress.stage(Stage::Coding, groups.answers.len());
    let coder = Coder::with_vectors(&frame, &model, vectors)?;
    let codings = code_everybody(study, &groups, readings, coder, settings, threads, progress)?;
    progress.stage(Stage::Counting, 0);
    let ledger = Ledger::count(&codings, study.rejected);
    let shares = tabulate(study, &codings, &frame, settings.confidence);
    let base = shares.total().map(|c| c.base).unwrap_or_default();
    let alerts =
        if settings.alerts { count_alerts(study, &codings, &base, settings.confidence) } else { Vec::new() };
    let ratings = compare_ratings(study, &codings);
    let question = close(&frame, &shares, &codings, study, settings);
    let mut notes = notes(&ledger, &shares, &frame);
    if settings.engine.is_none() && ledger.base() > 0 {
        notes.push(engine_note(model.engine, distinct_clauses));
    }
    notes.extend(side_note(model.question_side, settings));
    notes.extend(unsure_note(&codings));
    Ok(Analysis { frame, model, codings, ledger, shares, alerts, ratings, question, notes })
}

/// Respondents grouped by identical verbatim and declared language.
struct Groups<'a> {
    /// Distinct answers, in an order that only their content decides.
    answers: Vec<DistinctAnswer<'a>>,
    /// For each respondent: the position of the answer in `answers`.
    of: Vec<u32>,
}

impl<'a> Groups<'a> {
    fn of(study: &Study<'a>, settings: &Settings, threads: &Threads) -> Self {
        let declared = |language: Option<&'a str>| language.filter(|_| settings.language.is_none());
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
}

/// Orders texts in a way that respondents cannot foresee and files cannot change.
fn content_hash(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

/// Answers that are read, placed and coded together: enough to keep all cores busy, and 50 MB.
const ANSWERS_AT_ONCE: usize = 4096;

/// Codes each distinct answer once and gives every respondent a copy.
fn code_everybody(
    study: &Study<'_>,
    groups: &Groups<'_>,
    read: Vec<Reading>,
    mut coder: Coder<'_>,
    settings: &Settings,
    threads: &Threads,
    progress: &dyn Progress,
) -> Result<Vec<Coding>> {
    let fixed = settings.language.map(Language::tag);
    let mut coded = Vec::with_capacity(groups.answers.len());
    let mut read = read.into_iter();
    for chunk in groups.answers.chunks(ANSWERS_AT_ONCE) {
        let mut readings: Vec<Reading> = read.by_ref().take(chunk.len()).collect();
        let unread = chunk.get(readings.len()..).unwrap_or(&[]);
        readings.extend(threads.map(unread, |a| coder.reader().read(a.verbatim, fixed.or(a.declared))));
        let mut codings = coder.code(&readings.iter().collect::<Vec<_>>(), threads)?;
        if settings.alerts {
            let main = coder.reader().main_language();
            let found = threads.map(&readings, |reading| {
                let language = if reading.language == Language::UND { main } else { reading.language };
                find_alerts(&reading.analysis, language)
            });
            for (coding, alerts) in codings.iter_mut().zip(found).filter(|(c, _)| c.status.counts_in_base()) {
                coding.alerts = alerts.into_iter().filter(|a| !is_ironic(a.kind, coding.sentiment)).collect();
            }
        }
        let same = threads.map(&readings, |reading| sameness(&reading.analysis.text));
        coded.extend(codings.into_iter().zip(same).map(Some));
        progress.step(chunk.len());
    }
    let mut first: HashMap<u64, u32> = HashMap::new();
    let codings = study.respondents.iter().zip(&groups.of).map(|(person, &answer)| {
        let (found, answer) = (&mut coded[answer as usize], &groups.answers[answer as usize]);
        // Most answers are one person's: moved, not copied, they are in memory once.
        let coding = if answer.people == 1 { found.take() } else { found.clone() };
        let (mut coding, same) = coding.ok_or_else(|| Error::Internal("an answer lost its coding".into()))?;
        if coding.status.counts_in_base() {
            let row = *first.entry(same).or_insert(person.row);
            coding.duplicate_of = (row != person.row).then_some(row);
        }
        Ok(coding)
    });
    codings.collect()
}

/// Thanks in an answer that reads negative ("thanks for losing my bag"), or words of anger in one that reads positive.
fn is_ironic(kind: AlertKind, sentiment: Option<Polarity>) -> bool {
    matches!(
        (kind, sentiment),
        (AlertKind::Gratitude, Some(Polarity::Negative)) | (AlertKind::Anger, Some(Polarity::Positive))
    )
}

/// Answers are copies of each other if their analysis copies differ in spaces and marks alone.
fn sameness(copy: &str) -> u64 {
    let letters: String = copy.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect();
    content_hash(&letters.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Says which engine was chosen, and why.
fn engine_note(engine: Engine, distinct_clauses: usize) -> String {
    let (limit, name) = (Engine::ACCURATE_CLAUSES, engine.name());
    if engine == Engine::Accurate {
        return format!(
            "The {name} engine compared the clauses: {distinct_clauses} distinct ones, and it is the default up to {limit}."
        );
    }
    format!("The {name} engine compared the clauses, as in every survey of more than {limit} distinct ones.")
}

/// Says which way the question turns the sentiment of bare nouns, and how to have it otherwise.
fn side_note(side: QuestionSide, settings: &Settings) -> Option<String> {
    let (asks, count) = match side {
        QuestionSide::Negative => ("wrong", "negative"),
        QuestionSide::Positive => ("good", "positive"),
        QuestionSide::Neutral => return None,
    };
    Some(match settings.question_side {
        Some(_) => format!("Bare nouns count as {count}, as --question-side asks."),
        None => format!(
            "The question asks for what is {asks}, so bare nouns count as {count}; --question-side neutral turns this off."
        ),
    })
}

/// Says in how many answers the sentiment is a guess, where it is in more than one in twenty.
fn unsure_note(codings: &[Coding]) -> Option<String> {
    let answers = || codings.iter().filter(|coding| coding.sentiment.is_some());
    let unsure = answers().filter(|coding| coding.sentiment_confidence < Sentiment::SURE).count();
    let percent = 100.0 * unsure as f64 / answers().count().max(1) as f64;
    (percent > 5.0).then(|| {
        format!(
            "The sentiment of {percent:.0} % of the answers is not sure (oe_sentiment_confidence under {}).",
            Sentiment::SURE
        )
    })
}

/// What a reader must know before she believes the figures.
fn notes(ledger: &Ledger, shares: &ShareTable, frame: &CodeFrame) -> Vec<String> {
    let mut notes = Vec::new();
    let base = shares.columns.first().map(|c| c.base).unwrap_or_default();
    if ledger.base() == 0 {
        notes.push("Nobody gave an answer: there is nothing to code.".to_owned());
        return notes;
    }
    if let Some(share) = smallest_visible_share(base.effective).filter(|&s| s > 0.02) {
        let percent = share * 100.0;
        notes.push(format!(
            "With an effective base of {:.0}, a reason held by fewer than {percent:.1} % of people may well be missed.",
            base.effective
        ));
    }
    if frame.codes.len() <= 2 {
        notes.push("Too few answers are alike to form themes; read them one by one.".to_owned());
    }
    notes.extend(shares.notes());
    notes
}
