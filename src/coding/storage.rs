//! A code frame with its model as two files: `frame.json` to read, `frame.bin` for the large arrays.
//!
//! `frame.json` holds the frame as drafted and the edits since; `frame.bin` holds arrays that no edit changes, so an
//! edit is one file written anew. Undoing all edits gives the first `frame.json` back, byte for byte. The
//! checksum in the JSON covers the bytes of both, so a damaged or hand-edited pair is refused rather than half believed.

use super::CodingModel;
use super::reference::{Reference, ReferenceHead};
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
    /// What the last bytes of `frame.bin` hold of the first wave; none in version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<ReferenceHead>,
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
/// [`Error::Frame`] if edits place codes in another space than the model's; [`Error::Internal`] if they cannot be
/// written as JSON.
pub fn frame_files(history: &History, model: &CodingModel) -> Result<(Vec<u8>, Vec<u8>)> {
    check_places(history, model)?;
    let projection = model.space.words().projection();
    let taught = model.taught.as_deref();
    let rows = taught.map_or(&[][..], TaughtVectors::rows);
    let numbers = projection.iter().chain(rows).chain(&model.places.values);
    let mut arrays: Vec<u8> = numbers.flat_map(|n| n.to_le_bytes()).collect();
    if let Some(reference) = &model.reference {
        arrays.extend(reference.bytes());
    }
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
        reference: model.reference.as_deref().map(Reference::head),
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
    // Characters put in place of invalid bytes would hide a damage.
    let text = std::str::from_utf8(json)
        .map_err(|e| Error::Frame(format!("frame.json cannot be read ({e}); restore it from a copy")))?;
    let head: Head = serde_json::from_str(text).map_err(broken)?;
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
    let unsigned = text.replacen(&head.sha256, UNSIGNED, 1);
    if head.sha256.len() != UNSIGNED.len() || checksum(&unsigned, arrays) != head.sha256 {
        let message =
            "checksum: frame.json and frame.bin are damaged, edited, or not of one frame; restore both";
        return Err(Error::Frame(message.into()));
    }
    let document: Document<'static> = serde_json::from_str(text).map_err(broken)?;
    let model = document.model.into_owned();
    let too_short = || Error::Frame("frame.bin is shorter than frame.json says".into());
    let of_reference = document.reference.map_or(Some(0), |head| head.bytes());
    let of_numbers = of_reference.and_then(|bytes| arrays.len().checked_sub(bytes)).ok_or_else(too_short)?;
    let (arrays, rest) = arrays.split_at(of_numbers);
    let reference = document.reference.map(|head| Reference::read(head, rest).ok_or_else(too_short));
    let reference = reference.transpose()?.map(Arc::new);
    let mut numbers: Vec<f32> =
        arrays.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    let dims = model.space.dims();
    let of_taught = document.taught.as_ref().map_or(0, |taught| taught.numbers);
    if document.projection.saturating_add(of_taught) > numbers.len() {
        return Err(too_short());
    }
    let mut rest = numbers.split_off(document.projection);
    let places = EmbeddingMatrix { dims, values: rest.split_off(of_taught) };
    let taught = document.taught.map(|taught| Arc::new(taught.vectors.into_owned().restore(rest)));
    let space = model.space.clone().restore(numbers);
    let history = History::replay(document.frame.into_owned(), document.edits.into_owned())?;
    let model = CodingModel { taught, space, places, reference, ..model };
    check_places(&history, &model)?;
    Ok(SavedFrame { history, model })
}

/// Refuses places that cannot be compared with clauses.
fn check_places(history: &History, model: &CodingModel) -> Result<()> {
    let dims = model.space.dims();
    match history.frame().places.iter().find(|place| place.vector.len() != dims) {
        None => Ok(()),
        Some(place) => Err(Error::Frame(format!(
            "a place of {} has {} numbers, this frame's model {dims}: it is of another frame",
            place.code,
            place.vector.len()
        ))),
    }
}

/// SHA-256 over the bytes of both files, without the checksum itself.
fn checksum(unsigned: &str, arrays: &[u8]) -> String {
    hex(&Sha256::new().chain_update(unsigned).chain_update(arrays).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code_frame::{
        Code, CodeKind, CodeNumber, Edit, Place, PlaceKind, Side, Standing, any_edit, drafted,
    };
    use crate::embedding::{ClauseText, StaticVectors};
    use crate::parallel::Threads;
    use crate::text::Language;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;
    use std::collections::BTreeMap;

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
        let (json, arrays) = frame_files(&History::new(frame()), &model).unwrap();
        assert_eq!(read_frame(&json, &arrays).unwrap().model, model);
    }

    /// Two codes, one of them labelled with what stands for characters that could not be read.
    fn frame() -> CodeFrame {
        let code = |number: u16, label: &str| Code {
            number: CodeNumber(number),
            kind: CodeKind::Theme,
            labels: BTreeMap::from([(Language::EN, label.to_owned())]),
            definition: "Answers that speak of “it” – 停车.".into(),
            includes: Vec::new(),
            excludes: None,
            keywords: Vec::new(),
            exemplars: Vec::new(),
            net: None,
            side: Side::Neutral,
            standing: Standing::Active,
        };
        CodeFrame {
            question: "Why?".into(),
            languages: vec![Language::EN],
            label_language: Language::EN,
            codes: vec![code(1, "Parking \u{fffd}\u{fffd} \\ \"x\""), code(2, "Price")],
            nets: Vec::new(),
            places: Vec::new(),
            pins: Vec::new(),
            worded: std::collections::BTreeSet::new(),
        }
    }

    /// That frame's files after an edit.
    fn files() -> (Vec<u8>, Vec<u8>) {
        let mut history = History::new(frame());
        let edit = Edit::Merge { from: vec![CodeNumber(2)], into: CodeNumber(1) };
        history.edit(Entry { edit, who: Some("Mari".into()), why: Some("  ".into()) }).unwrap();
        let places = EmbeddingMatrix { dims: 1, values: vec![1.0, -1.0, 0.5] };
        frame_files(&history, &CodingModel { places, ..CodingModel::default() }).unwrap()
    }

    #[test]
    fn a_frame_with_any_byte_changed_added_or_lost_is_refused() {
        let (json, arrays) = files();
        let found = read_frame(&json, &arrays).unwrap();
        assert_eq!(frame_files(&found.history, &found.model).unwrap(), (json.clone(), arrays.clone()));
        let refused = |json: &[u8], arrays: &[u8], how: &str| {
            assert!(matches!(read_frame(json, arrays), Err(Error::Frame(_))), "{how}");
        };
        for (name, bytes) in [("frame.json", &json), ("frame.bin", &arrays)] {
            let pair = |changed: &[u8], how: &str| match name {
                "frame.json" => refused(changed, &arrays, how),
                _ => refused(&json, changed, how),
            };
            for at in 0..bytes.len() {
                // Every bit; a blank, a digit, and bytes that no text holds.
                let others =
                    (0..8).map(|bit| bytes[at] ^ (1 << bit)).chain([b' ', b'0', b'f', 0x00, 0x80, 0xff]);
                for other in others.filter(|other| *other != bytes[at]) {
                    let mut changed = bytes.clone();
                    changed[at] = other;
                    pair(&changed, &format!("{name}, byte {at} as {other:#x}"));
                }
                let mut changed = bytes.clone();
                changed.remove(at);
                pair(&changed, &format!("{name} without byte {at}"));
                pair(&bytes[..at], &format!("{name} cut at {at}"));
            }
            for at in [0, bytes.len() / 2, bytes.len()] {
                for other in [b' ', b'\n', 0x00, 0xff] {
                    let mut changed = bytes.clone();
                    changed.insert(at, other);
                    pair(&changed, &format!("{name} with {other:#x} at {at}"));
                }
            }
        }
    }

    #[test]
    fn undoing_gives_the_first_files_back_byte_for_byte_and_redoing_the_edited_ones() {
        let model = CodingModel::default();
        for seed in 0..20 {
            let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
            let mut history = History::new(drafted(6));
            let first = frame_files(&history, &model).unwrap();
            for _ in 0..100 {
                // Some are refused.
                let _ = history.edit(any_edit(history.frame(), &mut random).into());
            }
            let edited = frame_files(&history, &model).unwrap();
            let found = read_frame(&edited.0, &edited.1).unwrap();
            assert_eq!(found.history, history);
            assert!(frame_files(&found.history, &found.model).unwrap() == edited, "read and written anew");
            let undone = history.undo(usize::MAX).unwrap();
            assert!(undone.len() > 20 && frame_files(&history, &model).unwrap() == first);
            for entry in undone {
                history.edit(entry).unwrap();
            }
            assert!(frame_files(&history, &model).unwrap() == edited);
        }
    }

    #[test]
    fn a_place_of_another_space_is_not_saved() {
        let mut frame = frame();
        let kind = PlaceKind::Example;
        let text = "no room".to_owned();
        let vector = vec![0.6, 0.8];
        frame.places.push(Place { code: CodeNumber(1), kind, vector, threshold: 0.5, text });
        let error = frame_files(&History::new(frame), &CodingModel::default()).unwrap_err().to_string();
        assert!(error.contains("of another frame"), "{error}");
    }
}
