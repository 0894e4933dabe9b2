//! A code frame with its model as two files: `frame.json` to read, `frame.bin` for the large arrays.
//!
//! `frame.json` holds the frame as drafted and the edits since; `frame.bin` holds arrays that no edit changes, so an
//! edit is one file written anew. Undoing all edits gives the first `frame.json` back, byte for byte. The checksum in the JSON covers the bytes of both, so a damaged or hand-edited pair is refused rather than half
//! believed.

use super::CodingModel;
use crate::code_frame::{CodeFrame, Entry, History};
use crate::embedding::{EmbeddingMatrix, TaughtVectors};
use crate::error::{Error, Result};
use crate::models::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What every frame file says it is.
const FORMAT: &str = "openend code frame";
/// The layout of both files; a program reads its own and every earlier one.
const VERSION: u32 = 2;
/// What stands in the checksum's place while it is computed.
const UNSIGNED: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The JSON file.
#[derive(Serialize, Deserialize)]
struct Document<'a> {
    format: std::borrow::Cow<'a, str>,
    version: u32,
    sha256: String,
    frame: std::borrow::Cow<'a, CodeFrame>,
    /// Edits of that frame, first to last; none in version 1.
    #[serde(default)]
    edits: std::borrow::Cow<'a, [Entry]>,
    model: std::borrow::Cow<'a, CodingModel>,
    /// How many little-endian `f32` of `frame.bin` are the word projection; then come the rows that were
    /// taught, if any, and the prototypes.
    projection: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    taught: Option<Taught<'a>>,
}

/// Taught vectors without their rows.
#[derive(Serialize, Deserialize)]
struct Taught<'a> {
    vectors: std::borrow::Cow<'a, TaughtVectors>,
    /// How many `f32` their rows are.
    numbers: usize,
}

/// A frame with its edits and its model, as read.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedFrame {
    /// The frame and how it came about.
    pub history: History,
    /// What coding one text depends on beside it.
    pub model: CodingModel,
}

impl SavedFrame {
    /// The frame after all edits.
    #[must_use]
    pub fn frame(&self) -> &CodeFrame {
        self.history.frame()
    }
}

/// `frame.json` and `frame.bin` of a frame and its model.
///
/// # Errors
/// [`Error::Internal`] if they cannot be written as JSON.
pub fn frame_files(history: &History, model: &CodingModel) -> Result<(Vec<u8>, Vec<u8>)> {
    let projection = model.space.words().projection();
    let taught = model.taught.as_deref();
    let rows = taught.map_or(&[][..], TaughtVectors::rows);
    let numbers = projection.iter().chain(rows).chain(&model.places.values);
    let arrays: Vec<u8> = numbers.flat_map(|n| n.to_le_bytes()).collect();
    let document = Document {
        format: FORMAT.into(),
        version: VERSION,
        sha256: UNSIGNED.to_owned(),
        frame: std::borrow::Cow::Borrowed(history.first()),
        edits: history.entries().into(),
        model: std::borrow::Cow::Borrowed(model),
        projection: projection.len(),
        taught: taught
            .map(|vectors| Taught { vectors: std::borrow::Cow::Borrowed(vectors), numbers: rows.len() }),
    };
    let json = serde_json::to_string_pretty(&document).map_err(|e| Error::Internal(e.to_string()))?;
    // The first of them is the field itself, which stands above all free text.
    let json = json.replacen(UNSIGNED, &checksum(&json, &arrays), 1);
    Ok((json.into_bytes(), arrays))
}

/// Reads what [`frame_files`] wrote.
///
/// # Errors
/// [`Error::Frame`] if it is no frame, of a newer version, damaged or edited by hand.
pub fn read_frame(json: &[u8], arrays: &[u8]) -> Result<SavedFrame> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
        version: u32,
        #[serde(default)]
        sha256: String,
    }
    let broken = |e: serde_json::Error| Error::Frame(format!("frame.json cannot be read ({e})"));
    let head: Head = serde_json::from_slice(json).map_err(broken)?;
    if head.format != FORMAT {
        return Err(Error::Frame("frame.json is not a code frame of openend".into()));
    }
    if head.version > VERSION {
        let message = format!(
            "it has version {}, this program reads up to {VERSION}: use a newer program",
            head.version
        );
        return Err(Error::Frame(message));
    }
    let unsigned = String::from_utf8_lossy(json).replacen(&head.sha256, UNSIGNED, 1);
    if head.sha256.len() != UNSIGNED.len() || checksum(&unsigned, arrays) != head.sha256 {
        let message =
            "checksum: frame.json and frame.bin are damaged, edited, or not of one frame; restore both";
        return Err(Error::Frame(message.into()));
    }
    let document: Document<'static> = serde_json::from_slice(json).map_err(broken)?;
    let model = document.model.into_owned();
    let mut numbers: Vec<f32> =
        arrays.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    let dims = model.space.dims();
    let of_taught = document.taught.as_ref().map_or(0, |taught| taught.numbers);
    if document.projection.saturating_add(of_taught) > numbers.len() {
        return Err(Error::Frame("frame.bin is shorter than frame.json says".into()));
    }
    let mut rest = numbers.split_off(document.projection);
    let places = EmbeddingMatrix { dims, values: rest.split_off(of_taught) };
    let taught = document.taught.map(|taught| Arc::new(taught.vectors.into_owned().restore(rest)));
    let space = model.space.clone().restore(numbers);
    let history = History::replay(document.frame.into_owned(), document.edits.into_owned())?;
    Ok(SavedFrame { history, model: CodingModel { taught, space, places, ..model } })
}

/// SHA-256 over the bytes of both files, without the checksum itself.
fn checksum(unsigned: &str, arrays: &[u8]) -> String {
    hex(&Sha256::new().chain_update(unsigned).chain_update(arrays).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::{ClauseText, StaticVectors};
    use crate::parallel::Threads;
    use crate::text::Language;

    #[test]
    fn what_was_taught_comes_back() {
        let clauses = ["the card came late", "my card is late", "late again"].map(|text| {
            let tokens = StaticVectors::shipped().unwrap().tokens(text);
            ClauseText { text: text.into(), tokens, stems: Vec::new(), language: Language::EN }
        });
        let teacher = EmbeddingMatrix { dims: 2, values: vec![1.0, 0.0, 0.6, 0.8, 0.0, 1.0] };
        let taught = TaughtVectors::fit(&clauses, &teacher, &Threads::new(1).unwrap()).unwrap();
        assert!(!taught.rows().is_empty());
        let places = EmbeddingMatrix { dims: 1, values: vec![1.0, -1.0] };
        let model = CodingModel { taught: Some(Arc::new(taught)), places, ..CodingModel::default() };
        let frame = CodeFrame {
            question: "Why?".into(),
            languages: vec![Language::EN],
            label_language: Language::EN,
            codes: Vec::new(),
            nets: Vec::new(),
            places: Vec::new(),
            pins: Vec::new(),
        };
        let (json, arrays) = frame_files(&History::new(frame), &model).unwrap();
        assert_eq!(read_frame(&json, &arrays).unwrap().model, model);
    }
}
