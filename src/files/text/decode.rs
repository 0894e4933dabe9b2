//! Bytes → text, piece by piece: what one piece leaves unfinished waits for the next.

use super::encoding::{How, is_wrong_utf8};
use crate::files::notes::LineList;
use encoding_rs::{Encoding, UTF_8};

/// Longest stretch of a line that is looked at in one, in bytes: longer lines are cut.
const LONGEST_LINE: usize = 16 << 20;

/// The bytes are no text of the encoding that the whole file was found to have.
#[derive(Debug)]
pub(super) struct Broken;

/// Turns the bytes of a file into text.
pub(super) enum Decoder {
    /// Sound UTF-8.
    Utf8(Sound),
    /// UTF-8 with stray lines.
    ByLine(Lines, Repair),
    /// Any other encoding throughout.
    Other(Box<encoding_rs::Decoder>),
}

impl Decoder {
    /// A decoder for the first piece.
    pub(super) fn new(how: How) -> Self {
        match how {
            How::Utf8 => Self::Utf8(Sound::default()),
            How::ByLine(stray) => Self::ByLine(Lines::default(), Repair::new(stray)),
            How::Older(encoding) | How::Utf16 { encoding, .. } => {
                Self::Other(Box::new(encoding.new_decoder_without_bom_handling()))
            }
        }
    }

    /// Adds the text of the next piece to `text`; `is_last` ends the file.
    ///
    /// # Errors
    /// [`Broken`] if it is not the sound UTF-8 that it was found to be.
    pub(super) fn decode(&mut self, piece: &[u8], is_last: bool, text: &mut String) -> Result<(), Broken> {
        match self {
            Self::Utf8(sound) => sound.see(piece, is_last, |part| text.push_str(part)),
            Self::ByLine(lines, repair) => {
                lines.see(piece, is_last, |line| repair.line(line, text));
                Ok(())
            }
            Self::Other(decoder) => {
                // The length is one that no input of this size exceeds, so one call takes in all of it.
                text.reserve(decoder.max_utf8_buffer_length(piece.len()).ok_or(Broken)?);
                let _ = decoder.decode_to_string(piece, text, is_last);
                Ok(())
            }
        }
    }
}

/// Bytes of UTF-8 as text, as long as they are sound.
#[derive(Debug, Default)]
pub(super) struct Sound {
    /// The bytes of a character whose end is still to come.
    open: Vec<u8>,
}

impl Sound {
    /// Gives the text of the next piece, in one or two parts.
    ///
    /// # Errors
    /// [`Broken`] if it is no sound UTF-8.
    pub(super) fn see(
        &mut self,
        mut piece: &[u8],
        is_last: bool,
        mut take: impl FnMut(&str),
    ) -> Result<(), Broken> {
        while let (false, Some((&next, rest))) = (self.open.is_empty(), piece.split_first()) {
            self.open.push(next);
            piece = rest;
            match std::str::from_utf8(&self.open) {
                Ok(character) => {
                    take(character);
                    self.open.clear();
                }
                Err(error) if error.error_len().is_some() => return Err(Broken),
                Err(_) => {}
            }
        }
        let (whole, begun) = piece.split_at(piece.len() - begun_character(piece));
        take(simdutf8::basic::from_utf8(whole).map_err(|_| Broken)?);
        self.open.extend(begun);
        if is_last && !self.open.is_empty() { Err(Broken) } else { Ok(()) }
    }
}

/// How many bytes at the end begin a UTF-8 character that needs more.
fn begun_character(bytes: &[u8]) -> usize {
    for (length, &byte) in (1..4).zip(bytes.iter().rev()) {
        match byte {
            0x80..=0xbf => {}
            0xc0..=0xff => {
                let needed = if byte < 0xe0 {
                    2
                } else if byte < 0xf0 {
                    3
                } else {
                    4
                };
                return if length < needed { length } else { 0 };
            }
            _ => return 0,
        }
    }
    0
}

/// Cuts bytes into lines that keep their line feed.
#[derive(Debug, Default)]
pub(super) struct Lines {
    open: Vec<u8>,
}

impl Lines {
    /// Gives every line that ends in this piece. Where a line is cut depends on the line alone, not on the pieces.
    pub(super) fn see(&mut self, piece: &[u8], is_last: bool, mut take: impl FnMut(&[u8])) {
        self.open.extend(piece);
        let mut rest = self.open.as_slice();
        loop {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            let line = if end > LONGEST_LINE {
                let mut cut = LONGEST_LINE;
                while cut > LONGEST_LINE - 4 && rest.get(cut).is_some_and(|b| (0x80..0xc0).contains(b)) {
                    cut -= 1;
                }
                cut
            } else if end == 0 || (rest.last() != Some(&b'\n') && end == rest.len() && !is_last) {
                break;
            } else {
                end
            };
            let (line, after) = rest.split_at(line);
            take(line);
            rest = after;
        }
        let left = rest.len();
        self.open.drain(..self.open.len() - left);
    }
}

/// UTF-8 with stray lines: a line with no sound character beyond ASCII came from elsewhere and is read in that
/// encoding; in a damaged UTF-8 line only the damaged bytes are replaced.
#[derive(Debug)]
pub(super) struct Repair {
    stray: &'static Encoding,
    line: u64,
    /// Lines read in the other encoding.
    pub(super) foreign: LineList,
    /// Lines with replaced bytes.
    pub(super) damaged: LineList,
}

impl Repair {
    fn new(stray: &'static Encoding) -> Self {
        Self { stray, line: 1, foreign: LineList::default(), damaged: LineList::default() }
    }

    fn line(&mut self, line: &[u8], text: &mut String) {
        if let Ok(line) = std::str::from_utf8(line) {
            text.push_str(line);
        } else {
            let (as_utf8, _) = UTF_8.decode_without_bom_handling(line);
            let is_utf8 = as_utf8.chars().any(|c| !c.is_ascii() && c != '\u{fffd}') || is_wrong_utf8(line);
            let list = if is_utf8 { &mut self.damaged } else { &mut self.foreign };
            if list.last() != Some(self.line) {
                list.push(self.line);
            }
            if is_utf8 {
                text.push_str(&as_utf8);
            } else {
                text.push_str(&self.stray.decode_without_bom_handling(line).0);
            }
        }
        self.line += u64::from(line.last() == Some(&b'\n'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], size: usize) -> Vec<Vec<u8>> {
        let (mut lines, mut found) = (Lines::default(), Vec::new());
        for piece in bytes.chunks(size) {
            lines.see(piece, false, |line| found.push(line.to_vec()));
        }
        lines.see(b"", true, |line| found.push(line.to_vec()));
        found
    }

    #[test]
    fn lines_are_the_same_however_the_bytes_come() {
        for bytes in [b"".as_slice(), b"\n", b"a", b"a\n", b"\n\nab\r\ncd", b"a\rb\n\n"] {
            let whole: Vec<Vec<u8>> = bytes.split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec).collect();
            (1..6).for_each(|size| assert_eq!(lines(bytes, size), whole));
        }
    }

    #[test]
    fn endless_lines_are_cut_between_characters() {
        let bytes = "€".repeat(LONGEST_LINE / 3 + 10).into_bytes();
        let found = lines(&bytes, 1 << 20);
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [LONGEST_LINE - 1, 30]);
        assert_eq!(found, lines(&bytes, (1 << 20) + 7));
    }

    #[test]
    fn characters_over_the_edge_of_a_piece_are_whole() {
        let text = "aäß€好😀\u{fffd}z";
        for size in 1..9 {
            let mut decoder = Decoder::new(How::Utf8);
            let mut decoded = String::new();
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            for (at, piece) in pieces.iter().enumerate() {
                decoder.decode(piece, at + 1 == pieces.len(), &mut decoded).unwrap();
            }
            assert_eq!(decoded, text);
        }
        for bad in [b"a\xe2\x82".as_slice(), b"\xe2\x28\xa1", b"\xed\xa0\x80", b"\x80", b"\xf8\x88\x80\x80"] {
            let mut decoder = Decoder::new(How::Utf8);
            let all = bad.chunks(1).try_for_each(|b| decoder.decode(b, false, &mut String::new()));
            assert!(all.and_then(|()| decoder.decode(b"", true, &mut String::new())).is_err(), "{bad:?}");
        }
    }
}
