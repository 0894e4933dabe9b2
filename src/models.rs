//! The bytes of the models that openend ships, with the hash that a frame remembers.
//!
//! They are compiled into the program, so that it works from any folder and nothing can be swapped under it.

use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The multilingual static vectors; see models/README.md for source, licence and measured quality.
pub(crate) static STATIC_VECTORS: &[u8] = include_bytes!("../models/static/model.safetensors");
/// Their vocabulary.
pub(crate) static STATIC_TOKENIZER: &[u8] = include_bytes!("../models/static/tokenizer.json");

/// What the fast engine hears the side of a clause with.
pub(crate) static FAST_TONE: &[u8] = include_bytes!("../models/tones/fast.safetensors");
/// What the accurate engine hears it with, behind its encoder.
pub(crate) static ACCURATE_TONE: &[u8] = include_bytes!("../models/tones/accurate.safetensors");

/// The sentence encoder of the accurate engine with its vocabulary.
pub(crate) static ACCURATE: &[u8] = include_bytes!("../models/accurate/model.safetensors");

/// SHA-256 over the shipped vectors, vocabulary and tones, hexadecimal; frames name it and refuse another.
#[must_use]
pub fn static_model_sha256() -> &'static str {
    static HASH: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        hash.update(STATIC_VECTORS);
        hash.update(STATIC_TOKENIZER);
        hash.update(FAST_TONE);
        hex(&hash.finalize())
    });
    &HASH
}

/// SHA-256 over all that a frame of the accurate engine depends on: its encoder with the tones, and the static
/// model, whose tokens every engine uses.
#[must_use]
pub fn accurate_model_sha256() -> &'static str {
    static HASH: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        hash.update(ACCURATE);
        hash.update(ACCURATE_TONE);
        hash.update(static_model_sha256());
        hex(&hash.finalize())
    });
    &HASH
}

/// Lower-case hexadecimal.
#[must_use]
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
