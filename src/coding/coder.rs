//! Codes one verbatim: each clause goes to its nearest prototype, if that is near enough.

use super::certainty::{LEAST_BESIDE, SPECIAL, score};
use super::sentiments::feeling;
use super::{Coding, CodingModel, Mention, Reader, Reading, Status, place_all};
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::embedding::{ClauseVectors, Placed, dot};
use crate::error::{Error, Result};
use crate::parallel::Threads;
use crate::sentiment::Sentiment;
use crate::text::Triage;
use std::collections::BTreeMap;

/// Codes verbatims by a frame; a pure function of the text.
#[derive(Debug)]
pub struct Coder<'m> {
    model: &'m CodingModel,
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
}

impl<'m> Coder<'m> {
    /// A coder for this frame with its model.
    ///
    /// # Errors
    /// [`Error::Frame`] if the frame was made with another model than the shipped one.
    pub fn new(frame: &CodeFrame, model: &'m CodingModel) -> Result<Self> {
        Self::with_vectors(frame, model, model.vectors()?)
    }

    /// A coder that knows some clauses' vectors already.
    ///
    /// # Errors
    /// [`Error::Frame`] if the frame was made with another model than the shipped one.
    pub fn with_vectors(frame: &CodeFrame, model: &'m CodingModel, vectors: ClauseVectors) -> Result<Self> {
        if model.vectors_sha256 != model.engine.sha256() {
            return Err(Error::Frame(format!(
                "it was made with model {} of the {} engine, this program ships {}: use the program that made it",
                model.vectors_sha256,
                model.engine.name(),
                model.engine.sha256()
            )));
        }
        let nets = frame.codes.iter().filter_map(|c| Some((c.number, c.net?))).collect();
        Ok(Self { model, nets, reader: Reader::new(&model.languages, &model.collocations)?, vectors })
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
            let seen = reading.clauses.iter().zip(&placed.clauses).map(|(clause, vector)| SeenClause {
                vector: vector.clone(),
                nearest: (clause.triage == Triage::Answer).then(|| self.nearest(vector)).flatten(),
            });
            (self.code_placed(reading, placed), seen.collect())
        }))
    }

    fn place(&mut self, readings: &[&Reading], threads: &Threads) -> Result<Vec<Placed>> {
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

    /// The nearest code of a clause vector, if it is near enough.
    fn nearest(&self, vector: &[f32]) -> Option<Nearest> {
        let places = (0..self.model.places.rows()).map(|row| dot(self.model.places.row(row), vector));
        let cosines: Vec<(CodeNumber, f32)> = self.model.prototypes.iter().copied().zip(places).collect();
        let (code, cosine) =
            cosines.iter().copied().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        if cosine < self.model.thresholds.get(&code).copied().unwrap_or(0.0) {
            return None;
        }
        let rivals = cosines.iter().filter(|rival| rival.0 != code).map(|rival| rival.1);
        Some(Nearest { code, score: score(cosine, rivals) })
    }

    fn themes(&self, reading: &Reading, placed: &Placed) -> Coding {
        let mut mentions = Vec::new();
        let clauses = reading.clauses.iter().zip(&placed.clauses).zip(&placed.tones);
        for ((clause, vector), tone) in clauses {
            if clause.triage != Triage::Answer {
                continue;
            }
            if let Some(found) = self.nearest(vector) {
                let (start, end) = clause.clause.original(&reading.analysis);
                let Nearest { code, score } = found;
                mentions.push(Mention { start, end, code, score, sentiment: tone.side() });
            }
        }
        let codes = strongest_first(&mentions, self.nearest(&placed.whole));
        let codes = sure_beside(codes, &mut mentions);
        let mut nets: Vec<CodeNumber> = Vec::new();
        for net in codes.iter().filter_map(|c| self.nets.get(c)) {
            if !nets.contains(net) {
                nets.push(*net);
            }
        }
        let status = if codes.is_empty() { Status::Uncoded } else { Status::Coded };
        Coding { codes, nets: nets.into(), mentions: mentions.into(), ..outside(reading, status) }
    }
}

/// The codes of these mentions: first the one that the comment as a whole speaks for, then by their clauses' fit.
fn strongest_first(mentions: &[Mention], whole: Option<Nearest>) -> Vec<CodeNumber> {
    let mut strength: Vec<(CodeNumber, f32)> = Vec::new();
    for mention in mentions {
        let fit = mention.score * (mention.end.saturating_sub(mention.start) as f32).sqrt();
        match strength.iter_mut().find(|s| s.0 == mention.code) {
            Some(known) => known.1 += fit,
            None => strength.push((mention.code, fit)),
        }
    }
    let leads = |code: CodeNumber| whole.is_some_and(|w| w.code == code);
    strength.sort_by(|a, b| leads(b.0).cmp(&leads(a.0)).then(b.1.total_cmp(&a.1)).then(a.0.cmp(&b.0)));
    strength.into_iter().map(|s| s.0).collect()
}

/// The main code and those beside it that some clause speaks for surely enough; the others lose their mentions too.
fn sure_beside(mut codes: Vec<CodeNumber>, mentions: &mut Vec<Mention>) -> Box<[CodeNumber]> {
    let main = codes.first().copied();
    let sure = |code| mentions.iter().any(|m| m.code == code && m.score >= LEAST_BESIDE);
    codes.retain(|&code| Some(code) == main || sure(code));
    mentions.retain(|mention| codes.contains(&mention.code));
    codes.into()
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
