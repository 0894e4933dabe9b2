//! Texts → vectors by a transformer: multilingual-e5-small, 12 layers, in 8-bit integers on the processor.
//!
//! [`Pieces`] cuts a text into word pieces, [`Encoder`] turns their ids into one mean vector and a tone, and a stored
//! matrix (the bridge) turns the mean into the vector that the rest of the program sees. The bits of a row depend on its text
//! alone: not on the processor, the number of threads or the other texts. The integer products are exact, and
//! all else is single-precision arithmetic in a fixed order, without fused multiply-add.

mod layers;
mod matmul;
mod pieces;

use super::weights::Tables;
use super::{Embedded, EmbeddingMatrix, Tone, normalize};
use crate::error::{Error, Result};
use crate::models;
use crate::parallel::Threads;
use layers::{Encoder, Heard};
use pieces::Pieces;
use std::sync::OnceLock;

/// Tokens that go through the layers together: enough to keep the integer product busy, few enough for its input
/// and output to stay in a core's cache.
const GROUP_TOKENS: usize = 192;
/// Pieces of a window of a text too long for the model.
const WINDOW: usize = 128;
/// Windows read of such a text; what comes behind does not count.
const MOST_WINDOWS: usize = 4;

/// The shipped sentence encoder with its vocabulary.
///
/// A text that fits the model's places (about 250 pieces) is read whole. Of a longer one the first 512 pieces are
/// read, in windows of 128; its vector is the windows' mean, each weighted by its pieces.
pub struct Transformer {
    pieces: Pieces,
    encoder: Encoder,
    /// `width × dims`, row-major.
    bridge: Vec<f32>,
    dims: usize,
    /// The factor of what the words by themselves tell, beside the encoder's tone.
    words: f32,
}

impl std::fmt::Debug for Transformer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transformer").field("dims", &self.dims).finish_non_exhaustive()
    }
}

/// A run of pieces that goes through the layers as one, and the text that it belongs to.
struct Window<'a> {
    text: usize,
    pieces: &'a [u32],
}

impl Transformer {
    /// The shipped model, loaded once per process.
    ///
    /// # Errors
    /// [`Error::Model`] if the shipped file is not what it should be.
    pub fn shipped() -> Result<&'static Self> {
        static LOADED: OnceLock<std::result::Result<Transformer, String>> = OnceLock::new();
        LOADED
            .get_or_init(|| Self::load(models::ACCURATE, models::ACCURATE_TONE))
            .as_ref()
            .map_err(|message| Error::Model { name: "accurate".into(), message: message.clone() })
    }

    fn load(file: &'static [u8], head: &'static [u8]) -> std::result::Result<Self, String> {
        let tables = Tables::read(file)?;
        let pieces = Pieces::load(&tables)?;
        let head = Tables::read(head)?;
        let encoder = Encoder::load(&tables, &head)?;
        let bridge = tables.halves("bridge")?;
        let dims = bridge.len() / encoder.width();
        if dims == 0 || bridge.len() != dims * encoder.width() || encoder.vocabulary() < pieces.count() {
            return Err("the tables differ in length".into());
        }
        Ok(Self { pieces, encoder, bridge, dims, words: head.fact("words")? })
    }

    /// The encoder's tone of a clause together with what its words by themselves tell (the static model's tone): they
    /// err on different clauses (benches/README.md).
    #[must_use]
    pub fn with_words(&self, tone: Tone, words: Tone) -> Tone {
        tone.with(words, self.words)
    }

    /// Numbers per vector.
    #[must_use]
    pub fn dims(&self) -> usize {
        self.dims
    }

    /// Vector and tone of each text (analysis copy: lower-case, NFKC, Simplified Han), in the order given; a text without
    /// pieces has an all-zero row and takes no side. Equal texts are computed as often as they are given.
    ///
    /// # Errors
    /// [`Error::Settings`] if the system refuses the threads; [`Error::Internal`] if a product fails.
    pub fn embed(&self, texts: &[&str], threads: &Threads) -> Result<Embedded> {
        let longest = self.encoder.longest();
        let pieces = threads.map(texts, |text| self.pieces.of(text, longest.max(WINDOW * MOST_WINDOWS)));
        let mut windows: Vec<Window> = Vec::with_capacity(texts.len());
        for (text, pieces) in pieces.iter().enumerate() {
            let size = if pieces.len() <= longest { longest } else { WINDOW };
            windows.extend(pieces.chunks(size).take(MOST_WINDOWS).map(|pieces| Window { text, pieces }));
        }
        // Equally long ones together, so that groups are full and threads have like work.
        windows.sort_by_key(|window| window.pieces.len());
        let groups = self.groups(&windows);
        let heard = threads.map_apart(&groups, |group| {
            let pieces: Vec<&[u32]> = group.iter().map(|window| window.pieces).collect();
            self.encoder.read(&pieces, pulp::Arch::new())
        })?;
        let width = self.encoder.width();
        let mut sums = vec![0.0f32; texts.len() * width];
        let mut tones = vec![Tone::default(); texts.len()];
        for (group, heard) in groups.iter().zip(heard) {
            let Heard { means, tones: windows } = heard.map_err(Error::Internal)?;
            for ((window, mean), tone) in group.iter().zip(means.chunks_exact(width)).zip(windows) {
                let weight = window.pieces.len() as f32;
                let sum = &mut sums[window.text * width..][..width];
                sum.iter_mut().zip(mean).for_each(|(s, m)| *s += weight * m);
                let known = &mut tones[window.text];
                let is_first = *known == Tone::default();
                *known = if is_first { tone } else { Tone::blend([*known, tone]) };
            }
        }
        let rows = threads.map_chunks(&sums, width, |_, sum| self.across(sum));
        let vectors = EmbeddingMatrix { dims: self.dims, values: rows.concat() };
        Ok(Embedded { vectors, tones })
    }

    /// Runs of windows of at most [`GROUP_TOKENS`] tokens together, or of one window.
    fn groups<'a, 'b>(&self, windows: &'a [Window<'b>]) -> Vec<&'a [Window<'b>]> {
        let mut groups = Vec::new();
        let mut rest = windows;
        while !rest.is_empty() {
            let mut tokens = 0;
            let fitting = rest.iter().take_while(|window| {
                tokens += self.encoder.tokens(window.pieces.len());
                tokens <= GROUP_TOKENS
            });
            let (group, behind) = rest.split_at(fitting.count().max(1));
            groups.push(group);
            rest = behind;
        }
        groups
    }

    /// A pooled sum (changed to length 1) through the bridge, scaled to length 1.
    fn across(&self, sum: &[f32]) -> Vec<f32> {
        let mut mean = sum.to_vec();
        normalize(&mut mean);
        let mut row = vec![0.0; self.dims];
        for (&value, weights) in mean.iter().zip(self.bridge.chunks_exact(self.dims)) {
            row.iter_mut().zip(weights).for_each(|(r, w)| *r += value * w);
        }
        normalize(&mut row);
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::dot;
    use pulp::Arch;

    fn texts() -> Vec<String> {
        let mut texts: Vec<String> = [
            "the waiting time was too long",
            "nothing",
            "送货快,质量好",
            "chờ đợi quá lâu",
            "",
            "teenindus oli lahke, aga toit külm ja kallis",
            " \n",
            "zzqxv \u{1f600}\u{1f600} ж \u{0}",
        ]
        .map(str::to_owned)
        .to_vec();
        texts.push("pikk jutt ".repeat(40));
        texts.push("a long story about 400 things ".repeat(40));
        texts
    }

    #[test]
    fn a_row_depends_on_its_text_alone() {
        let model = Transformer::shipped().unwrap();
        let (one, two) = (Threads::new(1).unwrap(), Threads::new(2).unwrap());
        let texts = texts();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let Embedded { vectors: together, tones } = model.embed(&texts, &two).unwrap();
        assert_eq!((together.rows(), together.dims), (texts.len(), model.dims()));
        for (at, text) in texts.iter().enumerate() {
            let Embedded { vectors: alone, tones: alone_tones } = model.embed(&[text], &one).unwrap();
            assert_eq!(alone_tones[0], tones[at], "{text:?}");
            let bits = |row: &[f32]| row.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(alone.row(0)), bits(together.row(at)), "{text:?}");
            let length = dot(alone.row(0), alone.row(0));
            let expected = if text.trim().is_empty() { 0.0 } else { 1.0 };
            assert!((length - expected).abs() < 1e-5, "{text:?}: {length}");
        }
        assert_eq!(model.embed(&[], &one).unwrap().vectors.rows(), 0);
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let model = Transformer::shipped().unwrap();
        let texts = texts();
        let pieces: Vec<Vec<u32>> = texts.iter().map(|text| model.pieces.of(text, 40)).collect();
        let pieces: Vec<&[u32]> = pieces.iter().map(Vec::as_slice).collect();
        let bits = |arch: Arch| -> Vec<u32> {
            let Heard { means, tones } = model.encoder.read(&pieces, arch).unwrap();
            let tones = tones.iter().flat_map(|t| [t.negative, t.neutral, t.positive, t.weight]);
            means.iter().copied().chain(tones).map(f32::to_bits).collect()
        };
        let plain = bits(Arch::Scalar);
        assert_eq!(bits(Arch::new()), plain);
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = pulp::x86::V3::try_new() {
            assert_eq!(bits(Arch::V3(avx2)), plain);
        }
    }

    #[test]
    fn like_meanings_lie_close_across_languages() {
        let model = Transformer::shipped().unwrap();
        let texts = [
            "the waiting time was too long",
            "chờ đợi quá lâu",
            "ooteaeg oli liiga pikk",
            "等待时间太长",
            "the food was delicious",
        ];
        let rows = model.embed(&texts, &Threads::new(1).unwrap()).unwrap().vectors;
        let to_first = |at: usize| dot(rows.row(0), rows.row(at));
        let other = to_first(4);
        for (at, text) in texts.iter().enumerate().take(4) {
            assert!(to_first(at) > other + 0.02, "{text}: {} {other}", to_first(at));
        }
    }

    #[test]
    fn a_long_text_is_read_in_windows_up_to_a_limit() {
        let model = Transformer::shipped().unwrap();
        let one = Threads::new(1).unwrap();
        // One piece a word, so that pieces can be counted.
        let read = WINDOW * MOST_WINDOWS;
        assert_eq!(model.pieces.of("good good", read).len(), 2);
        let longest = model.encoder.longest();
        let texts =
            [longest, longest + 1, read, read + 1, 300_000].map(|n| "good ".repeat(n - 1) + "food and more");
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let rows = model.embed(&texts, &one).unwrap().vectors;
        for at in 0..3 {
            assert_ne!(rows.row(at), rows.row(at + 1), "{at}");
        }
        assert_eq!(rows.row(3), rows.row(4));
    }
}
