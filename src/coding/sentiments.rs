//! The sentiment of answers by itself, without a code frame.

use super::certainty::SPECIAL;
use super::reader::hear_all;
use super::{Reader, Reading};
use crate::embedding::{ClauseVectors, Engine, Tone};
use crate::error::Result;
use crate::parallel::Threads;
use crate::sentiment::{Marks, NEUTRAL, Polarity, QuestionSide, Sentiment};
use crate::text::{Collocations, Language, Triage};
use std::sync::LazyLock;

/// The score of "nothing, all fine": contentment, mildly put.
const ALL_FINE: f32 = 2.0 * NEUTRAL;

/// The sentiment of an answer from the tones of its clauses; none where nothing was answered. "Nothing" is contentment,
/// unless the question asks what is good; an answer without words may still have a face.
pub(super) fn feeling(reading: &Reading, tones: &[Tone], side: QuestionSide) -> Option<Sentiment> {
    let set = |polarity, score| Some(Sentiment { polarity, score, confidence: SPECIAL });
    match reading.triage {
        Triage::NoAnswer | Triage::Junk => None,
        Triage::Nothing if side == QuestionSide::Positive => set(Polarity::Negative, -ALL_FINE),
        Triage::Nothing => set(Polarity::Positive, ALL_FINE),
        Triage::DontKnow => set(Polarity::Neutral, 0.0),
        Triage::Answer if tones.is_empty() => {
            Some(Sentiment::of(&[Marks::of(&reading.analysis.text).on(Tone::default())]))
        }
        Triage::Answer => Some(Sentiment::of(tones)),
    }
}

/// Reads the sentiment of answers.
///
/// ```
/// use openend::{Threads, coding::SentimentReader, embedding::Engine, sentiment::{Polarity, QuestionSide}};
///
/// let mut reader = SentimentReader::new(Engine::Fast, QuestionSide::Neutral)?;
/// let found = reader.read(&[("not helpful at all", None), ("the staff were so friendly", Some("en"))], &Threads::new(1)?)?;
/// assert_eq!(found[0].map(|f| f.polarity), Some(Polarity::Negative));
/// assert_eq!(found[1].map(|f| f.polarity), Some(Polarity::Positive));
/// # Ok::<(), openend::Error>(())
/// ```
#[derive(Debug)]
pub struct SentimentReader {
    reader: Reader<'static>,
    vectors: ClauseVectors,
    side: QuestionSide,
}

/// Without a survey nothing is known of which syllables go together; sentiment does not ask.
static NO_COLLOCATIONS: LazyLock<Collocations> = LazyLock::new(Collocations::default);

impl SentimentReader {
    /// A reader with this engine, for answers to a question that takes this side. The taught engine hears as the fast
    /// one does.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the shipped files do not fit together.
    pub fn new(engine: Engine, side: QuestionSide) -> Result<Self> {
        let engine = if engine == Engine::Taught { Engine::Fast } else { engine };
        let languages: [Language; 0] = [];
        let reader = Reader::new(&languages, &NO_COLLOCATIONS)?;
        Ok(Self { reader, vectors: ClauseVectors::new(engine)?, side })
    }

    /// The sentiment of each answer, none of a filler such as "n/a"; the second of a pair is its language, where it is
    /// known.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the engine cannot be run.
    pub fn read(
        &mut self,
        answers: &[(&str, Option<&str>)],
        threads: &Threads,
    ) -> Result<Vec<Option<Sentiment>>> {
        let readings = threads.map(answers, |(text, language)| self.reader.read(text, *language));
        let refs: Vec<&Reading> = readings.iter().collect();
        let mut tones = hear_all(&refs, &mut self.vectors, self.side, threads)?.tones.into_iter();
        let found = readings.iter().map(|reading| {
            let own: Vec<_> = tones.by_ref().take(reading.clauses.len()).collect();
            feeling(reading, &own, self.side)
        });
        Ok(found.collect())
    }
}
