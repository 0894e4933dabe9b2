//! What edits say of where a code lies and of whom it is given to.

use super::CodeNumber;
use serde::{Deserialize, Serialize};

/// What a place does to the clauses nearest to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// The centre of a code that was added: it competes with the drafted centres.
    Centre,
    /// The centre of a part of a split code: it competes with the other parts only, among the clauses that the split
    /// code would carry.
    Part {
        /// The code that was split.
        of: CodeNumber,
    },
    /// A clause that somebody gave the code: clauses nearer to it than to any centre carry the code too.
    Example,
    /// A clause that somebody took the code from: clauses nearer to it than to any centre do not carry this code, but
    /// the next.
    CounterExample,
}

/// A point in the frame's space that an edit ties to a code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The code.
    pub code: CodeNumber,
    /// What the place does.
    pub kind: PlaceKind,
    /// Unit vector in the frame's space, [`crate::embedding::Space::dims`] numbers.
    #[serde(with = "numbers")]
    pub vector: Vec<f32>,
    /// Least cosine at which a clause counts as near, −1..1.
    pub threshold: f32,
    /// For an example or counter-example the whole answer as typed, the same at each of its clauses' places: what
    /// [`super::Edit::DropExample`] names. Empty for a centre.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A respondent whose codes somebody fixed, whatever the coder says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// The respondent's id; none pins every respondent who gives this answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respondent: Option<String>,
    /// SHA-256 of the verbatim as typed, hexadecimal: the codes belong to this answer, not to the person's next one.
    pub verbatim_sha256: String,
    /// The codes, the main one first; none leaves the answer uncoded.
    pub codes: Vec<CodeNumber>,
}

/// Vectors as base64 of little-endian `f32`: exact, and a quarter of the size of decimals.
mod numbers {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(numbers: &[f32], out: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
        out.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f32>, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = STANDARD.decode(text).map_err(de::Error::custom)?;
        if bytes.len() % 4 != 0 {
            return Err(de::Error::custom("a vector is cut short"));
        }
        Ok(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }
}
