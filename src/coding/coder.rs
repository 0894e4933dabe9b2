//! Codes one verbatim: each clause goes to its nearest prototype, if that is near enough.

use super::{Coding, CodingModel, Mention, Reader, Reading, Status};
use crate::code_frame::CodeNumber;
use crate::embedding::dot;
use crate::error::{Error, Result};
use crate::models;
use crate::sentiment::{NEUTRAL, Polarity, sum_up};
use crate::text::Triage;

/// The score of "nothing, all fine": contentment, mildly put.
const ALL_FINE: f32 = 2.0 * NEUTRAL;

/// Codes verbatims by a frame; a pure function of the text.
#[derive(Debug)]
pub struct Coder<'m> {
    model: &'m CodingModel,
    reader: Reader<'m>,
}

/// The code that a clause carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// The code.
    pub code: CodeNumber,
    /// Cosine with its nearest prototype.
    pub cosine: f32,
}

impl<'m> Coder<'m> {
    /// A coder for this frame's model.
    ///
    /// # Errors
    /// [`Error::Model`] if the frame was made with other vectors than the shipped ones.
    pub fn new(model: &'m CodingModel) -> Result<Self> {
        if model.vectors_sha256 != models::static_model_sha256() {
            let message = format!(
                "the frame was made with vectors {}, this program ships others",
                model.vectors_sha256
            );
            return Err(Error::Model { name: "static".into(), message });
        }
        Ok(Self { model, reader: Reader::new(&model.languages, &model.collocations)? })
    }

    /// The reader that the coder uses.
    #[must_use]
    pub fn reader(&self) -> &Reader<'m> {
        &self.reader
    }

    /// Codes one answer; `declared` is the language that the file gives.
    ///
    /// # Errors
    /// [`Error::Model`] if the shipped vectors cannot be read.
    pub fn code(&self, verbatim: &str, declared: Option<&str>) -> Result<Coding> {
        let reading = self.reader.read(verbatim, declared);
        self.code_reading(&reading)
    }

    /// Codes an answer that has been read.
    ///
    /// # Errors
    /// [`Error::Model`] if the shipped vectors cannot be read.
    pub fn code_reading(&self, reading: &Reading) -> Result<Coding> {
        let special = |code| Self::special(reading, code);
        Ok(match reading.triage {
            Triage::NoAnswer => outside(reading, Status::NoAnswer),
            Triage::Junk => outside(reading, Status::Junk),
            Triage::Nothing => special((CodeNumber::NOTHING, ALL_FINE)),
            Triage::DontKnow => special((CodeNumber::DONT_KNOW, 0.0)),
            Triage::Answer => self.themes(reading)?,
        })
    }

    /// The nearest code of a clause vector, if it is near enough.
    fn nearest(&self, vector: &[f32]) -> Option<Nearest> {
        let mut best: Option<Nearest> = None;
        for (index, &code) in self.model.prototypes.iter().enumerate() {
            let cosine = dot(self.model.places.row(index), vector);
            if best.is_none_or(|b| cosine > b.cosine) {
                best = Some(Nearest { code, cosine });
            }
        }
        best.filter(|b| b.cosine >= self.model.thresholds.get(&b.code).copied().unwrap_or(0.0))
    }

    fn themes(&self, reading: &Reading) -> Result<Coding> {
        let whole = self.model.space.vector(&reading.whole())?;
        let (mut mentions, mut sides) = (Vec::new(), Vec::new());
        for clause in &reading.clauses {
            sides.push((clause.text.polarity, clause.text.tokens.len()));
            if clause.triage != Triage::Answer {
                continue;
            }
            let vector = self.model.space.vector_in(&clause.text, &whole)?;
            if let Some(found) = self.nearest(&vector) {
                let (start, end) = clause.clause.original(&reading.analysis);
                let (code, score) = (found.code, found.cosine.clamp(0.0, 1.0));
                mentions.push(Mention { start, end, code, score, sentiment: clause.text.polarity });
            }
        }
        let codes = strongest_first(&mentions, self.nearest(&whole));
        let mut nets: Vec<CodeNumber> = Vec::new();
        for net in codes.iter().filter_map(|c| self.model.nets.get(c)) {
            if !nets.contains(net) {
                nets.push(*net);
            }
        }
        let (polarity, score) = sum_up(&sides);
        Ok(Coding {
            status: if codes.is_empty() { Status::Uncoded } else { Status::Coded },
            duplicate_of: None,
            language: reading.language,
            codes,
            nets: nets.into(),
            mentions: mentions.into(),
            sentiment: Some(polarity),
            sentiment_score: score,
        })
    }

    fn special(reading: &Reading, (code, score): (CodeNumber, f32)) -> Coding {
        let (start, end) = reading.analysis.original(0..reading.analysis.text.len());
        let mention = Mention { start, end, code, score: 1.0, sentiment: score };
        Coding {
            status: Status::Coded,
            codes: Box::new([code]),
            mentions: Box::new([mention]),
            sentiment: Some(if score > NEUTRAL { Polarity::Positive } else { Polarity::Neutral }),
            sentiment_score: score,
            ..outside(reading, Status::Coded)
        }
    }
}

/// The codes of these mentions: first the one that the comment as a whole speaks for, then by their clauses' fit.
fn strongest_first(mentions: &[Mention], whole: Option<Nearest>) -> Box<[CodeNumber]> {
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
    }
}
