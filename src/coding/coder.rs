//! Codes one verbatim: each clause goes where its nearest place leads, if that is near enough.

use super::certainty::{LEAST_BESIDE, SPECIAL};
use super::routes::{Claim, Routes};
use super::sentiments::feeling;
use super::{Coding, CodingModel, Mention, Reader, Reading, Status, place_all};
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::embedding::{ClauseVectors, Placed};
use crate::error::{Error, Result};
use crate::parallel::Threads;
use crate::sentiment::Sentiment;
use crate::text::Triage;
use std::collections::BTreeMap;

/// Codes verbatims by a frame; a pure function of the text.
#[derive(Debug)]
pub struct Coder<'m> {
    model: &'m CodingModel,
    routes: Routes<'m>,
    nets: BTreeMap<CodeNumber, CodeNumber>,
    reader: Reader<'m>,
    vectors: ClauseVectors,
}

/// The code that a clause carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// The code.
    pub code: CodeNumber,
    /// The chance that people would have given it, 0..1.
    pub score: f32,
}

/// A clause as the coder saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenClause {
    /// Where it stands in the frame's space, as meant in its comment: length 1, or all zero if nothing is known.
    pub vector: Vec<f32>,
    /// The code that it carries, if one fits.
    pub nearest: Option<Nearest>,
    /// Whether it would carry a code that was retired.
    pub is_retired: bool,
    /// The side that it takes, −1..1.
    pub side: f32,
}

impl<'m> Coder<'m> {
    /// A coder for this frame with its model.
    ///
    /// # Errors
    /// [`Error::Frame`] if the frame was made with another model than the shipped one, or if its edits were.
    pub fn new(frame: &CodeFrame, model: &'m CodingModel) -> Result<Self> {
        Self::with_vectors(frame, model, model.vectors()?)
    }

    /// A coder that knows some clauses' vectors already.
    ///
    /// # Errors
    /// As [`Coder::new`].
    pub fn with_vectors(frame: &CodeFrame, model: &'m CodingModel, vectors: ClauseVectors) -> Result<Self> {
        if model.vectors_sha256 != model.engine.sha256() {
            return Err(Error::Frame(format!(
                "it was made with model {} of the {} engine, this program ships {}: use the program that made it",
                model.vectors_sha256,
                model.engine.name(),
                model.engine.sha256()
            )));
        }
        let dims = model.space.dims();
        if let Some(place) = frame.places.iter().find(|place| place.vector.len() != dims) {
            let own = place.vector.len();
            let message =
                format!("a place of code {} has {own} numbers, its model {dims}: undo that edit", place.code);
            return Err(Error::Frame(message));
        }
        let is_given = |net: &CodeNumber| frame.net(*net).is_none_or(|net| net.standing.is_active());
        let nets = frame.active_codes().filter_map(|c| Some((c.number, c.net.filter(is_given)?))).collect();
        let routes = Routes::new(frame, model);
        Ok(Self { model, routes, nets, reader: Reader::new(&model.languages, &model.collocations)?, vectors })
    }

    /// The reader that the coder uses.
    #[must_use]
    pub fn reader(&self) -> &Reader<'m> {
        &self.reader
    }

    /// Codes answers that [`Coder::reader`] has read, one coding each: what an answer gets does not depend on the
    /// others.
    ///
    /// # Errors
    /// [`Error::Model`] if the engine cannot be run.
    pub fn code(&mut self, readings: &[&Reading], threads: &Threads) -> Result<Vec<Coding>> {
        let placed = self.place(readings, threads)?;
        let pairs: Vec<(&Reading, &Placed)> = readings.iter().copied().zip(&placed).collect();
        Ok(threads.map(&pairs, |(reading, placed)| self.code_placed(reading, placed)))
    }

    /// As [`Coder::code`], with every clause as it was seen, in the order of the reading's clauses.
    ///
    /// # Errors
    /// [`Error::Model`] if the engine cannot be run.
    pub fn code_and_show(
        &mut self,
        readings: &[&Reading],
        threads: &Threads,
    ) -> Result<Vec<(Coding, Vec<SeenClause>)>> {
        let placed = self.place(readings, threads)?;
        let pairs: Vec<(&Reading, &Placed)> = readings.iter().copied().zip(&placed).collect();
        Ok(threads.map(&pairs, |(reading, placed)| {
            let seen = reading.clauses.iter().zip(&placed.clauses).zip(&placed.tones);
            let seen = seen.map(|((clause, vector), tone)| {
                let is_answer = clause.triage == Triage::Answer;
                let claim = if is_answer { self.routes.claims(vector).into_iter().next() } else { None };
                let code = claim.and_then(|claim| claim.code);
                SeenClause {
                    vector: vector.clone(),
                    nearest: claim.zip(code).map(|(claim, code)| Nearest { code, score: claim.score }),
                    is_retired: claim.is_some() && code.is_none(),
                    side: tone.side(),
                }
            });
            (self.code_placed(reading, placed), seen.collect())
        }))
    }

    /// Where the clauses of these answers stand.
    pub(super) fn place(&mut self, readings: &[&Reading], threads: &Threads) -> Result<Vec<Placed>> {
        let Self { model, vectors, .. } = self;
        place_all(&model.space, readings, vectors, model.question_side, threads)
    }

    fn code_placed(&self, reading: &Reading, placed: &Placed) -> Coding {
        let felt = feeling(reading, &placed.tones, self.model.question_side);
        let coding = match reading.triage {
            Triage::NoAnswer => outside(reading, Status::NoAnswer),
            Triage::Junk => outside(reading, Status::Junk),
            Triage::Nothing => special(reading, CodeNumber::NOTHING, felt),
            Triage::DontKnow => special(reading, CodeNumber::DONT_KNOW, felt),
            Triage::Answer => self.themes(reading, placed),
        };
        Coding {
            sentiment: felt.map(|f| f.polarity),
            sentiment_score: felt.map_or(0.0, |f| f.score),
            sentiment_confidence: felt.map_or(0.0, |f| f.confidence),
            ..coding
        }
    }

    /// The place that lies nearest to a code, in use or not; the first if the code has no places.
    pub(super) fn nearest_to(&self, code: CodeNumber, places: Vec<Vec<f32>>) -> Option<Vec<f32>> {
        let closeness = |place: &[f32]| self.routes.closeness(code, place).unwrap_or(0.0);
        places.into_iter().reduce(|best, next| if closeness(&next) > closeness(&best) { next } else { best })
    }

    fn themes(&self, reading: &Reading, placed: &Placed) -> Coding {
        let mut spoken = Vec::new();
        let clauses = reading.clauses.iter().zip(&placed.clauses).zip(&placed.tones);
        for ((clause, vector), tone) in clauses.filter(|((clause, _), _)| clause.triage == Triage::Answer) {
            let (start, end) = clause.clause.original(&reading.analysis);
            let claims = self.routes.claims(vector).into_iter();
            spoken.extend(claims.map(|claim| Spoken { claim, start, end, sentiment: tone.side() }));
        }
        // The comment as a whole only says which of several codes leads.
        let is_one = spoken.windows(2).all(|pair| {
            pair.first().map(|s| (s.claim.trunk, s.claim.code))
                == pair.last().map(|s| (s.claim.trunk, s.claim.code))
        });
        let whole = if is_one { None } else { self.routes.claims(&placed.whole).into_iter().next() };
        let codes = given(&mut spoken, whole);
        let mut nets: Vec<CodeNumber> = Vec::new();
        for net in codes.iter().filter_map(|c| self.nets.get(c)) {
            if !nets.contains(net) {
                nets.push(*net);
            }
        }
        let status = if codes.is_empty() { Status::Uncoded } else { Status::Coded };
        let mentions = spoken.iter().filter_map(Spoken::mention).collect();
        Coding { codes: codes.into(), nets: nets.into(), mentions, ..outside(reading, status) }
    }
}

/// A clause that speaks for a code.
#[derive(Debug, Clone, Copy)]
struct Spoken {
    claim: Claim,
    start: u32,
    end: u32,
    sentiment: f32,
}

impl Spoken {
    /// As evidence; none for a code that is no longer given.
    fn mention(&self) -> Option<Mention> {
        let Self { claim, start, end, sentiment } = *self;
        Some(Mention { start, end, code: claim.code?, score: claim.score, sentiment })
    }
}

/// The codes that these clauses give their answer, strongest first: its main one, and those beside it that some clause
/// speaks for surely enough. The others lose their clauses too.
///
/// All this is decided between trunks, those no longer given included, so that dividing or retiring a code changes
/// nobody else's codes.
fn given(spoken: &mut Vec<Spoken>, whole: Option<Claim>) -> Vec<CodeNumber> {
    let mut trunks = strongest_first(spoken, |claim| Some(claim.trunk), whole);
    let main = trunks.first().copied();
    let sure = |trunk| spoken.iter().any(|s| s.claim.trunk == trunk && s.claim.trunk_score >= LEAST_BESIDE);
    trunks.retain(|&trunk| Some(trunk) == main || sure(trunk));
    spoken.retain(|s| trunks.contains(&s.claim.trunk));
    let mut codes: Vec<CodeNumber> = Vec::with_capacity(trunks.len());
    for trunk in trunks {
        for code in strongest_first(spoken, |claim| claim.code.filter(|_| claim.trunk == trunk), whole) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    codes
}

/// The codes that these clauses speak for: first the one that the comment as a whole speaks for, then by their clauses'
/// fit. `code` takes it from a claim.
fn strongest_first(
    spoken: &[Spoken],
    code: impl Fn(Claim) -> Option<CodeNumber>,
    whole: Option<Claim>,
) -> Vec<CodeNumber> {
    let mut strength: Vec<(CodeNumber, f32)> = Vec::new();
    for Spoken { claim, start, end, .. } in spoken {
        let Some(code) = code(*claim) else { continue };
        let fit = claim.trunk_score * (end.saturating_sub(*start) as f32).sqrt();
        match strength.iter_mut().find(|s| s.0 == code) {
            Some(known) => known.1 += fit,
            None => strength.push((code, fit)),
        }
    }
    let first = whole.and_then(code);
    let leads = |code: CodeNumber| Some(code) == first;
    strength.sort_by(|a, b| leads(b.0).cmp(&leads(a.0)).then(b.1.total_cmp(&a.1)).then(a.0.cmp(&b.0)));
    strength.into_iter().map(|s| s.0).collect()
}

/// A whole answer that carries a special code.
fn special(reading: &Reading, code: CodeNumber, felt: Option<Sentiment>) -> Coding {
    let (start, end) = reading.analysis.original(0..reading.analysis.text.len());
    let mention = Mention {
        start,
        end,
        code,
        score: SPECIAL,
        sentiment: felt.map_or(0.0, |sentiment| sentiment.score),
    };
    Coding { codes: Box::new([code]), mentions: Box::new([mention]), ..outside(reading, Status::Coded) }
}

/// A coding without codes.
fn outside(reading: &Reading, status: Status) -> Coding {
    Coding {
        status,
        duplicate_of: None,
        language: reading.language,
        codes: Box::default(),
        nets: Box::default(),
        mentions: Box::default(),
        sentiment: None,
        sentiment_score: 0.0,
        sentiment_confidence: 0.0,
        alerts: Box::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(trunk: u16, code: Option<u16>, trunk_score: f32, start: u32) -> Spoken {
        let (trunk, code) = (CodeNumber(trunk), code.map(CodeNumber));
        let claim = Claim { trunk, trunk_score, code, score: trunk_score };
        Spoken { claim, start, end: start + 10, sentiment: 0.0 }
    }

    fn numbers(mut clauses: Vec<Spoken>) -> (Vec<u16>, usize) {
        let codes = given(&mut clauses, None);
        (codes.iter().map(|code| code.0).collect(), clauses.iter().filter_map(Spoken::mention).count())
    }

    #[test]
    fn a_weak_code_beside_is_dropped_even_when_the_main_one_is_retired() {
        let weak = LEAST_BESIDE - 0.1;
        assert_eq!(numbers(vec![spoken(1, Some(1), 0.9, 0), spoken(2, Some(2), weak, 10)]), (vec![1], 1));
        assert_eq!(numbers(vec![spoken(1, None, 0.9, 0), spoken(2, Some(2), weak, 10)]), (vec![], 0));
        assert_eq!(numbers(vec![spoken(1, None, 0.9, 0), spoken(2, Some(2), 0.5, 10)]), (vec![2], 1));
    }

    #[test]
    fn parts_stand_where_their_code_stood() {
        // Together the parts outweigh code 2, apart neither does.
        let clauses =
            vec![spoken(1, Some(11), 0.4, 0), spoken(2, Some(2), 0.6, 10), spoken(1, Some(12), 0.41, 20)];
        assert_eq!(numbers(clauses), (vec![12, 11, 2], 3));
        let alike = vec![spoken(1, Some(3), 0.4, 0), spoken(3, Some(3), 0.6, 10)];
        assert_eq!(numbers(alike), (vec![3], 2), "a part that was merged into another code of the answer");
    }
}
