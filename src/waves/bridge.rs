//! The bridge: a wave that another frame coded is coded again, and both figures stay side by side.
//!
//! From the share as printed then to the share as coded again is the effect of the changed frame; from there to the next
//! wave is the change of opinion. Without it a tracker breaks whenever its frame gets better.

use super::tally::{Rows, Tally};
use super::{CountedWave, Person, Point, Trend, measure};
use crate::code_frame::{CodeFrame, CodeNumber, Standing};
use crate::coding::{Coding, SavedFrame};
use crate::error::{Error, Result};
use crate::parallel::Threads;
use crate::pipeline::{self, Progress, Stage};
use crate::settings::Settings;
use crate::shares::{HIDDEN_BASE, RowKind, wilson};
use crate::survey::{Respondent, Study};
use crate::text::Language;
use serde::Serialize;
use std::collections::BTreeMap;

/// A wave as it was coded in its time.
#[derive(Debug, Clone)]
pub struct CodedWave<'a> {
    /// As printed.
    pub name: String,
    /// Who was asked, and what they wrote.
    pub study: &'a Study<'a>,
    /// What the coding said of each respondent of the study, in its order.
    pub people: Vec<Person<'a>>,
    /// The frame that coded it, as far as it is known.
    pub frame: &'a SavedFrame,
    /// Whether that is exactly the frame of the coding; false if it was edited since and the coding's state is lost.
    pub is_as_coded: bool,
    /// The language of all answers, where one was fixed.
    pub language: Option<Language>,
}

/// Why a wave was coded again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Its frame is another state of the same one.
    EditedFrame,
    /// Its frame was drafted apart; numbers of codes do not mean the same.
    OtherFrame,
    /// Its frame was drafted apart, and another engine compared the clauses.
    OtherEngine,
}

impl Reason {
    /// As printed, of the wave's frame.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EditedFrame => "another state of the same code frame",
            Self::OtherFrame => "a code frame drafted apart",
            Self::OtherEngine => "a code frame drafted apart, with another engine",
        }
    }
}

/// A wave coded again, figure by figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bridge {
    /// Position of the wave.
    pub wave: usize,
    /// Why it was coded again.
    pub reason: Reason,
    /// The people in the base of its time.
    pub base_then: usize,
    /// The people in the base now.
    pub base_now: usize,
    /// The rows of the trend, in its order.
    pub rows: Vec<BridgeRow>,
}

/// One code or net of the frame that is compared by.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BridgeRow {
    /// The code or net.
    pub number: CodeNumber,
    /// Which of them.
    pub kind: RowKind,
    /// What the wave's own coding printed; none for a code that did not exist.
    pub then: Option<Then>,
    /// Its share as coded again; none where the base is too small to show.
    pub now: Option<Point>,
}

impl BridgeRow {
    /// What the changed frame alone did to the share.
    #[must_use]
    pub fn effect(&self) -> Option<f64> {
        Some(self.now?.share - self.then.as_ref()?.point.share)
    }
}

/// A code of the wave's own frame.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Then {
    /// Its number in that frame; with a frame drafted apart, that of the code whose people are most alike.
    pub number: CodeNumber,
    /// Its label in that frame.
    pub label: String,
    /// Its share as printed then.
    pub point: Point,
    /// People who carry the code now and did not then.
    pub gained: usize,
    /// People who carried it then and do not now.
    pub lost: usize,
}

/// Compares waves by one frame; those that another frame coded are coded again by `target`.
///
/// # Errors
/// [`Error::Frame`] if the frame was made with another model than the shipped one; [`Error::Model`] if the engine cannot
/// be run.
pub fn compare(
    waves: Vec<CodedWave>,
    target: &SavedFrame,
    confidence: f64,
    threads: &Threads,
    progress: &dyn Progress,
) -> Result<Trend> {
    let mut compared = Vec::with_capacity(waves.len());
    let mut bridges = Vec::new();
    for (position, wave) in waves.into_iter().enumerate() {
        let then = CountedWave { name: wave.name, people: wave.people };
        if wave.is_as_coded && codes_alike(wave.frame, target) {
            compared.push(then);
            continue;
        }
        let people = code_again(wave.study, target, wave.language, threads, progress)?;
        let now = CountedWave { name: then.name.clone(), people };
        bridges.push(bridge(
            position,
            reason(wave.frame, target),
            [&then, &now],
            [wave.frame.frame(), target.frame()],
            confidence,
        ));
        compared.push(now);
    }
    let mut trend = measure(target.frame(), &compared, confidence);
    let again = bridges.iter().map(|bridge: &Bridge| again_note(bridge, &trend));
    trend.notes = again.chain(trend.notes.iter().cloned()).collect();
    trend.bridges = bridges;
    Ok(trend)
}

/// Refuses waves that were asked different questions, unless their frames are states of one.
///
/// # Errors
/// [`Error::Settings`] naming both questions.
pub fn same_question(waves: &[CodedWave]) -> Result<()> {
    let asked = |wave: &CodedWave| {
        let question = &wave.study.question;
        let text = question.wording.as_ref().unwrap_or(&question.name);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for pair in waves.windows(2) {
        let [first, second] = pair else { continue };
        let questions = [asked(first), asked(second)];
        let is_same = questions[0].to_lowercase() == questions[1].to_lowercase();
        if !is_same && first.frame.model != second.frame.model {
            let message = format!(
                "\"{}\" asked \"{}\", \"{}\" asked \"{}\", and their code frames were drafted apart: name the frame to \
                 code both by with --frame, if they can be compared at all",
                first.name, questions[0], second.name, questions[1]
            );
            return Err(Error::settings("DIR", message));
        }
    }
    Ok(())
}

fn again_note(bridge: &Bridge, trend: &Trend) -> String {
    let name = trend.waves.get(bridge.wave).map_or("", |wave| &wave.name);
    format!(
        "\"{name}\" was coded with {}: its answers were coded again, and the bridge shows what that alone changed.",
        bridge.reason.name()
    )
}

/// Whether both frames give every answer the same codes: labels, definitions and nets may differ.
#[must_use]
pub fn codes_alike(one: &SavedFrame, other: &SavedFrame) -> bool {
    let (a, b) = (one.frame(), other.frame());
    a.places == b.places && a.pins == b.pins && out_of_use(a) == out_of_use(b) && one.model == other.model
}

/// The codes that are not given to anybody, and what became of them.
fn out_of_use(frame: &CodeFrame) -> BTreeMap<CodeNumber, &Standing> {
    let codes = frame.codes.iter().filter(|code| !code.standing.is_active());
    codes.map(|code| (code.number, &code.standing)).collect()
}

fn reason(frame: &SavedFrame, target: &SavedFrame) -> Reason {
    if frame.model.engine != target.model.engine {
        Reason::OtherEngine
    } else if frame.model == target.model {
        Reason::EditedFrame
    } else {
        Reason::OtherFrame
    }
}

/// Respondents that are coded at once: enough to find most answers that are given twice.
const PEOPLE_AT_ONCE: usize = 1 << 15;

/// Codes everybody by the frame, its pins included.
fn code_again<'a>(
    study: &Study<'a>,
    target: &SavedFrame,
    language: Option<Language>,
    threads: &Threads,
    progress: &dyn Progress,
) -> Result<Vec<Person<'a>>> {
    let settings = Settings { language, alerts: false, ..Settings::default() };
    let mut wave = pipeline::Wave::new(target, study.question.clone(), &settings)?;
    let mut people = Vec::with_capacity(study.respondents.len());
    progress.stage(Stage::Coding, study.respondents.len());
    for chunk in study.respondents.chunks(PEOPLE_AT_ONCE) {
        let batch =
            Study { question: study.question.clone(), respondents: chunk.to_vec(), ..Study::default() };
        let codings = wave.add(&batch, threads, None)?;
        people.extend(chunk.iter().zip(&codings).map(|(respondent, coding)| person(respondent, coding)));
        progress.step(chunk.len());
    }
    Ok(people)
}

fn person<'a>(respondent: &Respondent<'a>, coding: &Coding) -> Person<'a> {
    Person {
        id: respondent.id,
        weight: respondent.weight,
        in_base: coding.status.counts_in_base(),
        codes: coding.codes.clone(),
        sentiment: f64::from(coding.sentiment_score),
        score: respondent.score,
    }
}

/// Both figures of each row; `waves` and `frames` are those of then and now, the people in one order.
fn bridge(
    position: usize,
    reason: Reason,
    waves: [&CountedWave; 2],
    frames: [&CodeFrame; 2],
    confidence: f64,
) -> Bridge {
    let rows = frames.map(Rows::of);
    let carried = [rows[0].carried(waves[0]), rows[1].carried(waves[1])];
    let [then, now] = [0, 1].map(|at| Tally::of(waves[at], &carried[at], rows[at].list.len()));
    let both = both(&carried, [rows[0].list.len(), rows[1].list.len()]);
    let point = |tally: &Tally, row: usize| {
        let &(count, weight) = tally.rows.get(row)?;
        let is_shown = tally.base.count >= HIDDEN_BASE && tally.base.weighted > 0.0;
        let share = is_shown.then(|| (weight / tally.base.weighted).clamp(0.0, 1.0))?;
        let (low, high) = wilson(share, tally.base.effective, confidence);
        Some(Point { count, share, low, high })
    };
    let people = |tally: &Tally, row: usize| tally.rows.get(row).map_or(0, |sum| sum.0);
    let shared = |old: usize, new: usize| both.get(old).and_then(|row| row.get(new)).copied().unwrap_or(0);
    let same = |(number, kind): (CodeNumber, RowKind), new: usize| {
        if reason == Reason::EditedFrame || kind == RowKind::Special {
            return rows[0].list.iter().position(|&(known, _)| known == number);
        }
        let of_kind =
            rows[0].list.iter().enumerate().filter(|(_, known)| known.1 == kind).map(|(old, _)| old);
        most_alike(of_kind.map(|old| (old, shared(old, new), people(&then, old) + people(&now, new))))
    };
    let label = |number: CodeNumber| frames[0].label(number, frames[0].label_language).0.to_owned();
    let rows_now = rows[1].list.iter().enumerate().map(|(new, &(number, kind))| {
        let old = same((number, kind), new);
        let then = old.and_then(|old| {
            let known = rows[0].list.get(old)?.0;
            let stayed = shared(old, new);
            let (gained, lost) = (people(&now, new) - stayed, people(&then, old) - stayed);
            Some(Then { number: known, label: label(known), point: point(&then, old)?, gained, lost })
        });
        BridgeRow { number, kind, then, now: point(&now, new) }
    });
    let rows_now = rows_now.collect();
    Bridge { wave: position, reason, base_then: then.base.count, base_now: now.base.count, rows: rows_now }
}

/// How many people stand in each row of then and each row of now.
fn both(carried: &[Vec<Box<[usize]>>; 2], rows: [usize; 2]) -> Vec<Vec<usize>> {
    let mut both = vec![vec![0; rows[1]]; rows[0]];
    for (before, after) in carried[0].iter().zip(&carried[1]) {
        for &old in before {
            for &new in after {
                if let Some(count) = both.get_mut(old).and_then(|row| row.get_mut(new)) {
                    *count += 1;
                }
            }
        }
    }
    both
}

/// Of rows with the people they share with another and the sum of both sizes: the row most alike by Dice's coefficient,
/// if that is at least one half. Below it more people differ than agree, and calling both one code would mislead.
fn most_alike(rows: impl Iterator<Item = (usize, usize, usize)>) -> Option<usize> {
    let alike = rows.filter(|&(_, shared, sizes)| sizes > 0 && 4 * shared >= sizes);
    let dice = |&(_, shared, sizes): &(usize, usize, usize)| shared as f64 / sizes as f64;
    // The first of equals.
    let best = alike.reduce(|best, next| if dice(&next) > dice(&best) { next } else { best });
    best.map(|(row, ..)| row)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{person as coded, wave};
    use super::*;
    use crate::code_frame::History;
    use crate::coding::CodingModel;
    use crate::testing::frame;

    #[test]
    fn frames_code_alike_whatever_their_labels_and_nets() {
        let saved =
            |frame: CodeFrame| SavedFrame { history: History::new(frame), model: CodingModel::default() };
        let mut relabelled = frame();
        relabelled.codes[0].labels.values_mut().for_each(|label| label.push('!'));
        relabelled.codes[2].net = Some(CodeNumber(101));
        assert!(codes_alike(&saved(frame()), &saved(relabelled)));
        let mut merged = frame();
        merged.codes[1].standing = Standing::Merged(CodeNumber(1));
        assert!(!codes_alike(&saved(frame()), &saved(merged)));
        let mut other = saved(frame());
        other.model.prototypes.push(CodeNumber(1));
        assert!(!codes_alike(&saved(frame()), &other));
        assert_eq!(reason(&saved(frame()), &other), Reason::OtherFrame);
        other.model.engine = crate::embedding::Engine::Fast;
        let mut accurate = saved(frame());
        accurate.model.engine = crate::embedding::Engine::Accurate;
        assert_eq!(reason(&accurate, &other), Reason::OtherEngine);
    }

    #[test]
    fn both_figures_stand_side_by_side_with_who_came_and_went() {
        // Code 2 was merged into 1; twenty people.
        let then: Vec<Person> = (0..20)
            .map(|i| {
                coded(
                    "",
                    if i < 4 {
                        &[1]
                    } else if i < 10 {
                        &[2]
                    } else {
                        &[]
                    },
                )
            })
            .collect();
        let now: Vec<Person> = (0..20).map(|i| coded("", if i < 10 { &[1] } else { &[] })).collect();
        let mut merged = frame();
        merged.codes[1].standing = Standing::Merged(CodeNumber(1));
        let found = bridge(0, Reason::EditedFrame, [&wave(then), &wave(now)], [&frame(), &merged], 0.95);
        let row = |number: u16| found.rows.iter().find(|row| row.number == CodeNumber(number));
        let first = row(1).unwrap();
        let then = first.then.as_ref().unwrap();
        assert_eq!((then.point.share, first.now.unwrap().share, then.gained, then.lost), (0.2, 0.5, 6, 0));
        assert!((first.effect().unwrap() - 0.3).abs() < 1e-12);
        assert_eq!(row(2), None, "no longer in use");
        assert_eq!(row(101).unwrap().effect(), Some(0.0), "the net counted them already");
    }

    #[test]
    fn codes_of_a_frame_drafted_apart_are_matched_by_their_people() {
        let then: Vec<Person> = (0..20).map(|i| coded("", if i < 8 { &[2] } else { &[1] })).collect();
        let now: Vec<Person> = (0..20)
            .map(|i| {
                coded(
                    "",
                    if i < 9 {
                        &[1]
                    } else if i < 12 {
                        &[2]
                    } else {
                        &[3]
                    },
                )
            })
            .collect();
        let found = bridge(0, Reason::OtherFrame, [&wave(then), &wave(now)], [&frame(), &frame()], 0.95);
        let then_of = |number: u16| {
            let row = found.rows.iter().find(|row| row.number == CodeNumber(number)).unwrap();
            row.then.as_ref().map(|then| (then.number.0, then.gained, then.lost))
        };
        assert_eq!(then_of(1), Some((2, 1, 0)));
        assert_eq!(then_of(2), None, "three of twelve: another code");
        assert_eq!(then_of(3), Some((1, 0, 4)));
        assert_eq!(then_of(97), Some((97, 0, 0)));
    }
}
