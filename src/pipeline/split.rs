//! What the answers of a survey say a code could be divided into.

use super::groups::content_hash;
use super::wave::{ClauseListener, HeardAnswer, Wave};
use crate::code_frame::{CodeKind, CodeNumber, Edit, NewCode};
use crate::coding::{Reader, Reading, SavedFrame, SeenClause};
use crate::draft::{DistinctAnswer, ThemeClause, divide};
use crate::embedding::dot;
use crate::error::{Error, Result};
use crate::parallel::Threads;
use crate::settings::Settings;
use crate::shares::wilson;
use crate::survey::Study;
use std::collections::{BTreeSet, HashMap};

/// Most parts that a code may be divided into at once.
const MOST_PARTS: usize = 9;

/// How a code could be divided.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedSplit {
    /// The code.
    pub number: CodeNumber,
    /// People who carry it.
    pub people: usize,
    /// Its parts, those of most people first.
    pub parts: Vec<ProposedPart>,
}

/// A part of a code, and who would carry it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedPart {
    /// The new code.
    pub code: NewCode,
    /// People who would carry it; somebody may carry several parts.
    pub people: usize,
    /// Their weighted part of the base, 0..1.
    pub share: f64,
    /// Its interval, as in the tables.
    pub interval: (f64, f64),
}

impl ProposedSplit {
    /// The edit that does it.
    #[must_use]
    pub fn edit(&self) -> Edit {
        Edit::Split { number: self.number, parts: self.parts.iter().map(|part| part.code.clone()).collect() }
    }
}

/// Divides a code among `into` new ones, by the answers of this study that carry it. Some parts may be missing where the
/// answers are alike. Of the settings it takes the language and the level of confidence.
///
/// The same answers give the same parts, whatever the order of rows and the number of threads.
///
/// # Errors
/// [`Error::Frame`] if the code is not in use or cannot be divided; [`Error::Settings`] for `into` outside its range;
/// and as [`Wave::new`].
pub fn propose_split(
    saved: &SavedFrame,
    study: &Study<'_>,
    number: CodeNumber,
    into: usize,
    settings: &Settings,
    threads: &Threads,
) -> Result<ProposedSplit> {
    if !(2..=MOST_PARTS).contains(&into) {
        return Err(Error::settings("--into", format!("give a number from 2 to {MOST_PARTS}")));
    }
    let frame = saved.frame();
    let code = frame.active_codes().find(|code| code.number == number && code.kind == CodeKind::Theme);
    let Some(code) = code else {
        let message = format!(
            "{number} is no theme in use, and only such a code can be divided (`openend frame show` lists them)"
        );
        return Err(Error::Frame(message));
    };
    let settings = Settings { alerts: false, ..settings.clone() };
    let mut heard = Carriers { number, known: HashMap::new(), answers: Vec::new(), base: Weights::default() };
    Wave::new(saved, study.question.clone(), &settings)?.add(study, threads, Some(&mut heard))?;
    let Carriers { answers: mut carried, base, .. } = heard;
    carried.sort_by_cached_key(|a| (content_hash(&a.verbatim), a.verbatim.clone(), a.declared.clone()));
    let (mut answers, mut readings, mut clauses) = (Vec::new(), Vec::new(), Vec::new());
    for (answer, Carried { verbatim, declared, people, reading, clauses: own }) in carried.iter().enumerate()
    {
        let people = people.count as u32;
        answers.push(DistinctAnswer { verbatim, declared: declared.as_deref(), people });
        readings.push(reading.clone());
        let own = own.iter().map(|(at, clause)| {
            let SeenClause { vector, side, .. } = clause;
            ThemeClause { answer, at: *at, theme: 0, vector, side: *side }
        });
        clauses.extend(own);
    }
    let reader = Reader::new(&saved.model.languages, &saved.model.collocations)?;
    let parts = divide(frame, code, (&answers, &readings), &clauses, into, &reader, threads)?;
    let carriers = carriers_by_part(&parts, &carried);
    let propose = |(code, people): (NewCode, Weights)| {
        let share = if base.sum > 0.0 { people.sum / base.sum } else { 0.0 };
        let interval = wilson(share, base.effective().max(1.0), settings.confidence);
        ProposedPart { code, people: people.count, share, interval }
    };
    let people = carried.iter().map(|answer| answer.people.count).sum();
    Ok(ProposedSplit { number, people, parts: parts.into_iter().zip(carriers).map(propose).collect() })
}

/// Who would carry each part: an answer carries those that are nearest to its clauses.
fn carriers_by_part(parts: &[NewCode], carried: &[Carried]) -> Vec<Weights> {
    let mut carriers = vec![Weights::default(); parts.len()];
    for answer in carried {
        let nearest = |(_, clause): &(usize, SeenClause)| {
            let cosines =
                parts.iter().map(|part| part.places.first().map_or(-1.0, |p| dot(&p.vector, &clause.vector)));
            cosines
                .enumerate()
                .reduce(|best, next| if next.1 > best.1 { next } else { best })
                .map(|best| best.0)
        };
        let mut found: BTreeSet<usize> = answer.clauses.iter().filter_map(nearest).collect();
        if found.is_empty() {
            // Pinned without a clause that speaks for the code: the first part gets such people.
            found.insert(0);
        }
        for part in found {
            if let Some(people) = carriers.get_mut(part) {
                people.add(&answer.people);
            }
        }
    }
    carriers
}

/// People and their weights.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Weights {
    count: usize,
    sum: f64,
    squares: f64,
}

impl Weights {
    fn add(&mut self, more: &Self) {
        self.count += more.count;
        self.sum += more.sum;
        self.squares += more.squares;
    }

    /// Kish's effective number of people.
    fn effective(&self) -> f64 {
        if self.squares > 0.0 { self.sum * self.sum / self.squares } else { 0.0 }
    }
}

/// Hears the answers that carry a code.
struct Carriers {
    number: CodeNumber,
    /// Position of each distinct answer.
    known: HashMap<(String, Option<String>), usize>,
    answers: Vec<Carried>,
    /// Everybody who answered.
    base: Weights,
}

/// A distinct answer that carries the code.
struct Carried {
    verbatim: String,
    declared: Option<String>,
    people: Weights,
    reading: Reading,
    /// The clauses that carry it, with their positions.
    clauses: Vec<(usize, SeenClause)>,
}

impl ClauseListener for Carriers {
    fn hear(&mut self, heard: &HeardAnswer<'_>) -> Result<()> {
        let weight = heard.person.weight;
        let one = Weights { count: 1, sum: weight, squares: weight * weight };
        if heard.coding.status.counts_in_base() {
            self.base.add(&one);
        }
        if !heard.coding.codes.contains(&self.number) {
            return Ok(());
        }
        let key = (heard.person.verbatim.to_owned(), heard.person.language.map(str::to_owned));
        if let Some(answer) = self.known.get(&key).and_then(|&at| self.answers.get_mut(at)) {
            answer.people.add(&one);
            return Ok(());
        }
        let carries = |clause: &SeenClause| clause.nearest.is_some_and(|nearest| nearest.code == self.number);
        let clauses = heard.clauses.iter().enumerate().filter(|(_, clause)| carries(clause));
        self.known.insert(key.clone(), self.answers.len());
        self.answers.push(Carried {
            verbatim: key.0,
            declared: key.1,
            people: one,
            reading: heard.reading.clone(),
            clauses: clauses.map(|(at, clause)| (at, clause.clone())).collect(),
        });
        Ok(())
    }
}
