//! Text → word pieces: the most probable way to put each word together from the vocabulary (unigram model).

use crate::embedding::weights::Tables;
use std::cell::RefCell;
use std::collections::HashMap;

/// What the vocabulary writes for a blank: every word begins with it.
const BLANK: char = '\u{2581}';
/// Bytes read of one word; whoever types more without a blank has not typed a word.
const LONGEST_WORD: usize = 4096;
/// By how much an unknown character is worse than the rarest piece (SentencePiece's `kUnkPenalty`).
const UNKNOWN_PENALTY: f64 = 10.0;
/// Words that a thread remembers: two megabytes, and more than the frequent words of any survey.
const MOST_KNOWN: usize = 20_000;
/// Bytes of the longest of them; a whole clause of a script without blanks is no word that comes again.
const LONGEST_KNOWN: usize = 40;

thread_local! {
    /// Pieces of words met before; there is one shipped vocabulary, so they hold for every text.
    static KNOWN: RefCell<HashMap<Box<str>, Box<[u32]>>> = RefCell::default();
}

/// The vocabulary with its log probabilities.
///
/// A map from piece to id and the best path by lookups of every prefix, rather than `Unigram` of the tokenizers
/// crate, whose tree of maps took 230 ms and 75 MB for 100,000 pieces where this takes 16 ms and 4 MB; the tests
/// compare the two.
pub(super) struct Pieces {
    ids: HashMap<&'static str, u32>,
    scores: Vec<f32>,
    unknown: u32,
    unknown_score: f64,
    longest_piece: usize,
}

/// The best way to write a word up to some byte: its last piece, where that begins, and the sum of scores.
#[derive(Clone, Copy)]
struct Step {
    piece: u32,
    start: usize,
    score: f64,
}

impl Pieces {
    /// From the tables `piece_bytes`, `piece_ends` and `piece_scores`.
    pub(super) fn load(tables: &Tables) -> Result<Self, String> {
        let bytes = std::str::from_utf8(tables.bytes("piece_bytes")?).map_err(|e| e.to_string())?;
        let ends = tables.integers("piece_ends")?;
        let scores = tables.floats("piece_scores")?;
        let unknown: u32 = tables.fact("unknown")?;
        if ends.len() != scores.len() || unknown as usize >= ends.len() {
            return Err("the vocabulary's tables differ in length".into());
        }
        let mut ids = HashMap::with_capacity(ends.len());
        let mut start = 0;
        let mut longest_piece = 0;
        for (id, &end) in (0..).zip(&ends) {
            let piece = bytes.get(start..end as usize).ok_or("a piece ends where none can end")?;
            longest_piece = longest_piece.max(piece.chars().count());
            ids.insert(piece, id);
            start = end as usize;
        }
        let unknown_score = scores.iter().copied().fold(0.0, f32::min);
        let unknown_score = f64::from(unknown_score) - UNKNOWN_PENALTY;
        Ok(Self { ids, scores, unknown, unknown_score, longest_piece })
    }

    /// Number of pieces.
    pub(super) fn count(&self) -> usize {
        self.scores.len()
    }

    /// The first `most` pieces of a text; none for an empty or blank one.
    pub(super) fn of(&self, text: &str, most: usize) -> Vec<u32> {
        let mut pieces = Vec::with_capacity((text.len() / 4 + 1).min(most));
        KNOWN.with_borrow_mut(|known| {
            for word in text.split(|c: char| c.is_whitespace() || c == BLANK).filter(|word| !word.is_empty())
            {
                if pieces.len() >= most {
                    break;
                }
                if let Some(remembered) = known.get(word) {
                    pieces.extend_from_slice(remembered);
                    continue;
                }
                let new = self.of_word(&word[..word.floor_char_boundary(LONGEST_WORD)]);
                pieces.extend_from_slice(&new);
                if word.len() <= LONGEST_KNOWN && known.len() < MOST_KNOWN {
                    known.insert(word.into(), new.into());
                }
            }
        });
        pieces.truncate(most);
        pieces
    }

    /// The pieces of one word (without blanks), whose scores have the highest sum.
    fn of_word(&self, word: &str) -> Vec<u32> {
        let word = format!("{BLANK}{word}");
        let mut best: Vec<Option<Step>> = vec![None; word.len() + 1];
        for (start, first) in word.char_indices() {
            let so_far = best[start].map_or(0.0, |step| step.score);
            let mut offer = |end: usize, piece: u32, score: f64| {
                let score = so_far + score;
                if best[end].is_none_or(|step| score > step.score) {
                    best[end] = Some(Step { piece, start, score });
                }
            };
            let after_first = start + first.len_utf8();
            let mut end = start;
            let mut first_is_known = false;
            for c in word[start..].chars().take(self.longest_piece) {
                end += c.len_utf8();
                if let Some(&id) = self.ids.get(&word[start..end]) {
                    first_is_known |= end == after_first;
                    offer(end, id, f64::from(self.scores[id as usize]));
                }
            }
            if !first_is_known {
                offer(after_first, self.unknown, self.unknown_score);
            }
        }
        let mut pieces: Vec<u32> = Vec::new();
        let mut end = word.len();
        while let Some(step) = best[end] {
            // Unknown characters side by side are one piece.
            if step.piece != self.unknown || pieces.last() != Some(&self.unknown) {
                pieces.push(step.piece);
            }
            end = step.start;
        }
        pieces.reverse();
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models;
    use tokenizers::Model;
    use tokenizers::models::unigram::Unigram;

    #[test]
    fn words_are_cut_as_the_tokenizers_crate_cuts_them() {
        let tables = Tables::read(models::ACCURATE).unwrap();
        let pieces = Pieces::load(&tables).unwrap();
        let mut words = Vec::new();
        let bytes = std::str::from_utf8(tables.bytes("piece_bytes").unwrap()).unwrap();
        let mut start = 0;
        for end in tables.integers("piece_ends").unwrap() {
            words.push(bytes[start..end as usize].to_owned());
            start = end as usize;
        }
        let scores = pieces.scores.iter().map(|&s| f64::from(s));
        let unigram =
            Unigram::from(words.into_iter().zip(scores).collect(), Some(pieces.unknown as usize), false)
                .unwrap();
        for text in TEXTS.iter().chain(TEXTS) {
            let words = text.split([' ', '\n', BLANK]).filter(|word| !word.is_empty());
            let expected: Vec<u32> = words
                .flat_map(|word| unigram.tokenize(&format!("{BLANK}{word}")).unwrap())
                .map(|token| token.id)
                .collect();
            assert_eq!(pieces.of(text, usize::MAX), expected, "{text:?}");
        }
    }

    const TEXTS: &[&str] = &[
        "the waiting times were too long, and nobody answered the phone!",
        " two  blanks   and one behind ",
        "",
        " \n",
        "a\u{2581}b \u{2581}c",
        "送货快,质量好,客服态度也不错",
        "nhân viên phục vụ tốt nhưng giá hơi cao",
        "teenindus oli kiire ja lahke, aga toit külm",
        "zzqxvww \u{1f600}\u{1f600}\u{1f9ff} \u{16a0}\u{16a1}x\u{16a2} ж e\u{301}\u{0}",
    ];

    #[test]
    fn only_the_first_pieces_are_read_and_only_the_beginning_of_a_word() {
        let pieces = Pieces::load(&Tables::read(models::ACCURATE).unwrap()).unwrap();
        assert_eq!(pieces.of(&"good food ".repeat(1_000_000), 7).len(), 7);
        let endless = "é".repeat(5_000_000);
        assert_eq!(pieces.of(&endless, usize::MAX), pieces.of(&endless[..LONGEST_WORD], usize::MAX));
    }
}
