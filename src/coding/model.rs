//! What coding one text depends on, besides the printed list of codes.

use super::Reference;
use crate::code_frame::CodeNumber;
use crate::embedding::{ClauseVectors, EmbeddingMatrix, Engine, Space, TaughtVectors};
use crate::error::Result;
use crate::sentiment::QuestionSide;
use crate::text::{Collocations, Language};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything learned from the first wave that places a clause; edits of the frame never change it. Fixed from then on, so that identical text gets
/// identical codes in every wave, alone or among a million others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CodingModel {
    /// The engine that the numbers below belong to.
    pub engine: Engine,
    /// SHA-256 of the engine's model.
    pub vectors_sha256: String,
    /// What the accurate engine taught, with [`Engine::Taught`].
    #[serde(skip)]
    pub taught: Option<Arc<TaughtVectors>>,
    /// Languages that verbatims may be in, most frequent first.
    pub languages: Vec<Language>,
    /// The side that the question asks for; neutral in frames that do not say.
    #[serde(default)]
    pub question_side: QuestionSide,
    /// Vietnamese syllables that form one word.
    pub collocations: Collocations,
    /// Places clauses in the embedding.
    pub space: Space,
    /// The code of each row of `places`.
    pub prototypes: Vec<CodeNumber>,
    /// `prototypes × dims`, rows of length 1.
    #[serde(skip)]
    pub places: EmbeddingMatrix,
    /// Least cosine with a code's nearest prototype at which a clause carries the code.
    pub thresholds: BTreeMap<CodeNumber, f32>,
    /// What the first wave's clauses looked like, by which a later wave is told what is new; none in frames of version 1.
    /// Coding does not look at it.
    #[serde(skip)]
    pub reference: Option<Arc<Reference>>,
}

impl CodingModel {
    /// The vectors that this frame codes by.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the shipped files do not fit together.
    pub fn vectors(&self) -> Result<ClauseVectors> {
        match &self.taught {
            Some(taught) => Ok(ClauseVectors::taught(Arc::clone(taught))),
            None => ClauseVectors::new(self.engine),
        }
    }
}
