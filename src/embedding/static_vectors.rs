//! Mean of stored word vectors: no network, no transformer, tens of thousands of clauses per second.

use super::static_tones::StaticTones;
use super::{ClauseText, Embedded, Embedder, EmbeddingMatrix, Tone};
use crate::error::{Error, Result};
use crate::models;
use crate::parallel::Threads;
use safetensors::SafeTensors;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;
use tokenizers::Tokenizer;

/// What the tokenizer writes for a blank.
const BLANK: char = '\u{2581}';
/// Words that a thread remembers, first come first served: about ten megabytes. With 20,000 of them, a tenth to a sixth of
/// the time of coding went into cutting words that came later.
const MOST_KNOWN: usize = 100_000;
/// Bytes of the longest of them; a whole clause of a script without blanks is no word that comes again.
const LONGEST_KNOWN: usize = 40;

thread_local! {
    /// Tokens of words met before; there is one shipped tokenizer, so they hold for every text.
    static KNOWN: RefCell<HashMap<Box<str>, Box<[u32]>>> = RefCell::default();
}

/// The shipped multilingual word vectors with their vocabulary.
///
/// The vector of a text is the mean of its tokens' rows. Rows are 4-bit: value = (nibble − 8) × the row's scale,
/// low nibble first; the weight of a frequent word is already in its scale.
#[derive(Debug)]
pub struct StaticVectors {
    tokenizer: Tokenizer,
    packed: &'static [u8],
    scales: Vec<f32>,
    tones: StaticTones,
    dims: usize,
}

impl StaticVectors {
    /// The shipped model, loaded once per process.
    ///
    /// # Errors
    /// [`Error::Model`] if the shipped files do not fit together.
    pub fn shipped() -> Result<&'static Self> {
        static LOADED: OnceLock<std::result::Result<StaticVectors, String>> = OnceLock::new();
        LOADED
            .get_or_init(|| Self::load(models::STATIC_VECTORS, models::STATIC_TOKENIZER))
            .as_ref()
            .map_err(|message| Error::Model { name: "static".into(), message: message.clone() })
    }

    fn load(vectors: &'static [u8], tokenizer: &[u8]) -> std::result::Result<Self, String> {
        let tokenizer = Tokenizer::from_bytes(tokenizer).map_err(|e| e.to_string())?;
        let tensors = SafeTensors::deserialize(vectors).map_err(|e| e.to_string())?;
        let find = |name: &str| tensors.tensor(name).map_err(|e| format!("{name}: {e}"));
        let (packed, scales) = (find("vectors")?, find("scales")?);
        let rows = scales.shape().first().copied().unwrap_or(0);
        let dims = packed.shape().get(1).copied().unwrap_or(0) * 2;
        let fits = packed.data().len() * 2 == rows * dims
            && scales.data().len() == rows * 4
            && tokenizer.get_vocab_size(true) <= rows;
        if rows == 0 || dims == 0 || !fits {
            return Err("the tables differ in length".into());
        }
        let scales =
            scales.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        let packed = packed.data();
        let tones = StaticTones::shipped(rows)?;
        Ok(Self { tokenizer, packed, scales, tones, dims })
    }

    /// Token ids of a text (analysis copy: lower-case, NFKC, Simplified Han); empty for an empty text.
    #[must_use]
    pub fn tokens(&self, text: &str) -> Vec<u32> {
        if text.is_empty() {
            return Vec::new();
        }
        if text.contains(BLANK) {
            return self.encode(text);
        }
        // The tokenizer cuts at blanks and looks at each word by itself, so a word's tokens can be remembered.
        let words = text.strip_prefix(' ').unwrap_or(text).split(' ');
        KNOWN.with_borrow_mut(|known| {
            let mut tokens = Vec::with_capacity(text.len() / 4 + 1);
            for word in words {
                if let Some(remembered) = known.get(word) {
                    tokens.extend_from_slice(remembered);
                    continue;
                }
                // A second blank is a word of its own.
                let new = self.encode(if word.is_empty() { " " } else { word });
                tokens.extend_from_slice(&new);
                if word.len() <= LONGEST_KNOWN && known.len() < MOST_KNOWN {
                    known.insert(word.into(), new.into());
                }
            }
            tokens
        })
    }

    fn encode(&self, text: &str) -> Vec<u32> {
        self.tokenizer.encode_fast(text, false).map(|e| e.get_ids().to_vec()).unwrap_or_default()
    }

    /// Adds one token's row, times `weight`, to `sum` (`dims` numbers).
    pub fn add_row(&self, token: u32, weight: f32, sum: &mut [f32]) {
        let width = self.dims / 2;
        let start = token as usize * width;
        let (Some(row), Some(&scale)) =
            (self.packed.get(start..start + width), self.scales.get(token as usize))
        else {
            return;
        };
        let scale = scale * weight;
        for (pair, &byte) in sum.chunks_exact_mut(2).zip(row) {
            pair[0] += (f32::from(byte & 15) - 8.0) * scale;
            pair[1] += (f32::from(byte >> 4) - 8.0) * scale;
        }
    }

    /// Mean vector of these tokens, not centred, not scaled; zero for none.
    #[must_use]
    pub fn mean(&self, tokens: &[u32]) -> Vec<f32> {
        let mut sum = vec![0.0; self.dims];
        let weight = 1.0 / tokens.len().max(1) as f32;
        for &token in tokens {
            self.add_row(token, weight, &mut sum);
        }
        sum
    }

    /// The tone of a clause with these tokens; the default for none.
    #[must_use]
    pub fn tone(&self, tokens: &[u32]) -> Tone {
        self.tones.hear(tokens)
    }
}

impl Embedder for StaticVectors {
    fn dims(&self) -> usize {
        self.dims
    }

    fn embed(&self, clauses: &[&ClauseText], threads: &Threads) -> Result<Embedded> {
        let heard = threads.map(clauses, |clause| (self.mean(&clause.tokens), self.tone(&clause.tokens)));
        let (rows, tones): (Vec<Vec<f32>>, Vec<Tone>) = heard.into_iter().unzip();
        Ok(Embedded { vectors: EmbeddingMatrix { dims: self.dims, values: rows.concat() }, tones })
    }

    fn is_slow(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_tokens_of_its_words() {
        let vectors = StaticVectors::shipped().unwrap();
        let texts = [
            "the waiting times were too long",
            " two  blanks   and one behind ",
            " ",
            "  ",
            "a\u{2581}b \u{2581}c",
            "送货快 质量好",
            "nhân viên\nphục vụ\ttốt",
            "zzqxv \u{1f600}\u{1f600} ж",
        ];
        for text in texts.iter().chain(&texts) {
            assert_eq!(vectors.tokens(text), vectors.encode(text), "{text:?}");
        }
    }
}
