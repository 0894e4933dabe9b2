//! The engines: models that turn a clause into a vector, behind one trait.

use super::{ClauseText, EmbeddingMatrix, StaticVectors, TaughtVectors, Tone, Transformer};
use crate::error::Result;
use crate::models;
use crate::parallel::Threads;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// Which model turns clauses into vectors. A frame remembers it, so that later waves use the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// The mean of static vectors: tens of thousands of clauses a second.
    #[default]
    Fast,
    /// A small multilingual transformer: hundreds of clauses a second.
    Accurate,
    /// Themes by the transformer on a sample; static vectors that it has taught on this sample code everybody.
    Taught,
}

impl Engine {
    /// Most distinct clauses that the default engine is the accurate one for, the taught one above: under a minute on two cores with
    /// AVX512-VNNI (benches/README.md). The number of clauses alone decides, so that a survey gets the same codes on
    /// every machine.
    pub const ACCURATE_CLAUSES: usize = 20_000;

    /// All of them.
    pub const ALL: [Self; 3] = [Self::Fast, Self::Taught, Self::Accurate];

    /// The default engine for a survey of so many distinct clauses.
    #[must_use]
    pub fn for_clauses(count: usize) -> Self {
        if count <= Self::ACCURATE_CLAUSES { Self::Accurate } else { Self::Taught }
    }

    /// As typed and printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Accurate => "accurate",
            Self::Taught => "taught",
        }
    }

    /// The shipped model that finds themes, loaded once per process.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the shipped files do not fit together.
    pub fn embedder(self) -> Result<&'static dyn Embedder> {
        Ok(match self {
            Self::Fast => StaticVectors::shipped()?,
            Self::Accurate | Self::Taught => Transformer::shipped()?,
        })
    }

    /// SHA-256 of what coding depends on; what was taught is in the frame.
    #[must_use]
    pub fn sha256(self) -> &'static str {
        match self {
            Self::Fast | Self::Taught => models::static_model_sha256(),
            Self::Accurate => models::accurate_model_sha256(),
        }
    }
}

impl Embedder for Transformer {
    fn dims(&self) -> usize {
        self.dims()
    }

    fn embed(&self, clauses: &[&ClauseText], threads: &Threads) -> Result<Embedded> {
        let texts: Vec<&str> = clauses.iter().map(|clause| clause.text.as_str()).collect();
        let Embedded { vectors, tones } = self.embed(&texts, threads)?;
        let known = StaticVectors::shipped()?;
        let words = threads.map(clauses, |clause| known.tone(&clause.tokens));
        let tones = tones.into_iter().zip(words).map(|(tone, words)| self.with_words(tone, words));
        Ok(Embedded { vectors, tones: tones.collect() })
    }

    fn is_slow(&self) -> bool {
        true
    }
}

/// What an engine makes of clauses: a vector and a tone each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Embedded {
    /// One row per clause, not centred; all zero where nothing in it is known.
    pub vectors: EmbeddingMatrix,
    /// One per clause; the default where nothing in it is known.
    pub tones: Vec<Tone>,
}

/// A model that turns clauses into vectors and tones. Each depends on its own clause alone, bit by bit: not on the batch
/// that it came in, the number of threads or the processor.
pub trait Embedder: std::fmt::Debug + Sync {
    /// Numbers per vector.
    fn dims(&self) -> usize;

    /// Vectors and tones of these clauses, in the order given.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the model cannot be run.
    fn embed(&self, clauses: &[&ClauseText], threads: &Threads) -> Result<Embedded>;

    /// Whether a vector costs so much that it is worth remembering.
    fn is_slow(&self) -> bool;
}

/// Distinct clauses that are remembered, first come first served, so that those which come often are among them:
/// 128 MB of vectors at most.
const MOST_REMEMBERED: usize = 1 << 17;

/// Where vectors come from.
#[derive(Debug)]
enum Model {
    Shipped(&'static dyn Embedder),
    Taught(Arc<TaughtVectors>),
}

/// An engine with a memory: a slow engine sees each distinct clause once.
#[derive(Debug)]
pub struct ClauseVectors {
    model: Model,
    known: HashMap<Box<str>, u32>,
    rows: Vec<f32>,
    tones: Vec<Tone>,
}

impl ClauseVectors {
    /// An empty memory for this engine.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the shipped files do not fit together.
    pub fn new(engine: Engine) -> Result<Self> {
        Ok(Self::from(Model::Shipped(engine.embedder()?)))
    }

    /// The vectors that a frame was taught.
    #[must_use]
    pub fn taught(vectors: Arc<TaughtVectors>) -> Self {
        Self::from(Model::Taught(vectors))
    }

    fn from(model: Model) -> Self {
        Self { model, known: HashMap::new(), rows: Vec::new(), tones: Vec::new() }
    }

    fn embedder(&self) -> &dyn Embedder {
        match &self.model {
            Model::Shipped(model) => *model,
            Model::Taught(vectors) => vectors.as_ref(),
        }
    }

    /// Numbers per vector.
    #[must_use]
    pub fn dims(&self) -> usize {
        self.embedder().dims()
    }

    /// Vectors and tones of these clauses, in the order given.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the model cannot be run.
    pub fn of(&mut self, clauses: &[&ClauseText], threads: &Threads) -> Result<Embedded> {
        if !self.embedder().is_slow() {
            return self.embedder().embed(clauses, threads);
        }
        let mut new: HashMap<&str, u32> = HashMap::new();
        let mut missing: Vec<&ClauseText> = Vec::new();
        for clause in clauses {
            if !self.known.contains_key(clause.text.as_str()) && !new.contains_key(clause.text.as_str()) {
                new.insert(&clause.text, missing.len() as u32);
                missing.push(clause);
            }
        }
        let made = self.embedder().embed(&missing, threads)?;
        let dims = self.dims();
        let mut values = Vec::with_capacity(clauses.len() * dims);
        let mut tones = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let (row, tone) = match (self.known.get(clause.text.as_str()), new.get(clause.text.as_str())) {
                (Some(&row), _) => {
                    let start = row as usize * dims;
                    (self.rows.get(start..start + dims).unwrap_or(&[]), self.tones.get(row as usize))
                }
                (None, Some(&row)) => (made.vectors.row(row as usize), made.tones.get(row as usize)),
                (None, None) => (&[][..], None),
            };
            values.extend_from_slice(row);
            tones.push(tone.copied().unwrap_or_default());
        }
        let room = MOST_REMEMBERED - self.known.len();
        for (row, (clause, tone)) in missing.iter().zip(&made.tones).enumerate().take(room) {
            self.known.insert(clause.text.as_str().into(), self.known.len() as u32);
            self.rows.extend_from_slice(made.vectors.row(row));
            self.tones.push(*tone);
        }
        Ok(Embedded { vectors: EmbeddingMatrix { dims, values }, tones })
    }
}
