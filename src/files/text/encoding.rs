//! Which encoding the bytes of a file have: byte order mark, UTF-16 without one, strict UTF-8, else the likeliest older
//! encoding.
//!
//! No byte is lost without a note. The verdict looks at the whole file, never at its beginning, so a bad byte in the
//! last row is treated as one in the first.

use super::decode::{Decoder, Lines, Repair};
use super::evidence::TextEvidence;
use super::hint::Hint;
use crate::files::recognize::{control, is_binary};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_4, ISO_8859_10, ISO_8859_13, ISO_8859_15, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1250, WINDOWS_1252, WINDOWS_1254, WINDOWS_1257, WINDOWS_1258,
};

/// Bytes shown to the detector at most; it is certain long before.
const DETECTOR_BYTES: usize = 8 << 20;

/// Smallest part of the lines beyond ASCII that must be sound UTF-8 for the file to be UTF-8 with stray rows.
/// By chance a line of an older encoding is sound UTF-8 in a few per cent of very short answers, else never.
const UTF8_LINES: f64 = 0.1;

/// Bytes beyond ASCII from which the detector is asked about stray lines of a UTF-8 file; with fewer they are taken
/// for Western, the commonest by far.
const STRAY_EVIDENCE: usize = 30;

/// Encodings of Latin letters, which a detector takes for one another.
const LATIN: [&Encoding; 9] = [
    WINDOWS_1250,
    WINDOWS_1252,
    WINDOWS_1254,
    WINDOWS_1257,
    WINDOWS_1258,
    ISO_8859_2,
    ISO_8859_4,
    ISO_8859_10,
    ISO_8859_13,
];

/// Least part of the bytes beyond ASCII that are tone marks behind a vowel, and that are đ, ơ or ư, in Vietnamese of
/// windows-1258. Any five answers of three Vietnamese sets have 47 to 70 % and 7 to 29 %; any five of French,
/// Spanish, German, Finnish, Estonian, Russian, Chinese, Japanese and Korean in their own encodings at most 3 % tone marks.
const TONE_MARKS: f64 = 0.25;
const HORNED_LETTERS: f64 = 0.02;

/// How the bytes of a file are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Sound UTF-8 throughout.
    Utf8,
    /// UTF-8 with stray lines, which are in the encoding given.
    ByLine(&'static Encoding),
    /// One older encoding throughout.
    Older(&'static Encoding),
    /// UTF-16, with a byte order mark or recognised without.
    Utf16 {
        /// With its byte order.
        encoding: &'static Encoding,
        /// Whether there is no mark.
        is_guessed: bool,
    },
}

/// How a file is to be read, and which of its bytes are text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// The encoding.
    pub(super) how: How,
    /// Bytes of the byte order mark.
    pub(super) mark: u64,
    /// Where the text ends: before the last byte where that is half a character.
    pub(super) end: u64,
    /// All bytes of the file.
    pub(super) bytes: u64,
    /// What became of the encoding that was asked for.
    pub(super) asked: Asked,
}

/// What became of the encoding that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// None was.
    Nothing,
    /// The file is read in it.
    Followed,
    /// The file begins with the mark of another, which is certain.
    Overruled(&'static Encoding),
}

impl Reading {
    /// The encoding's name.
    pub(super) fn name(&self) -> &'static str {
        match self.how {
            How::Utf8 | How::ByLine(_) => "UTF-8",
            How::Older(encoding) | How::Utf16 { encoding, .. } => encoding.name(),
        }
    }

    /// Repairs, losses and oddities, one sentence each, once the whole text was seen.
    pub(super) fn notes(&self, text: &TextEvidence, decoder: &Decoder) -> Vec<String> {
        let mut notes = Vec::new();
        let lost = text.lost;
        if let Asked::Overruled(asked) = self.asked {
            let (name, asked) = (self.name(), asked.name());
            notes.push(format!("The file begins with the mark of {name} and was not read as {asked}."));
        }
        match self.how {
            How::Utf8 if lost > 0 => notes.push(format!(
                "{lost} characters were already lost (U+FFFD) when the file was written: export it again as UTF-8."
            )),
            How::Utf8 => {}
            How::ByLine(stray) => {
                if let Decoder::ByLine(_, repair) = decoder {
                    notes.extend(repair_notes(repair, stray));
                }
            }
            How::Older(encoding) => {
                notes.push(match self.asked {
                    Asked::Followed => format!("Read as {}, as --encoding says.", encoding.name()),
                    _ => format!(
                        "The text is not UTF-8; its encoding was recognised as {}. If letters look wrong, name it with \
                         --encoding, or give the answers' --language, which helps to recognise it.",
                        encoding.name()
                    ),
                });
                if lost > 0 {
                    let lines = text.lost_lines.in_words();
                    notes.push(format!("{lost} bytes mean nothing in it and are shown as U+FFFD ({lines}): --encoding names another."));
                }
            }
            How::Utf16 { encoding, is_guessed } => {
                if is_guessed {
                    let name = encoding.name();
                    notes.push(format!("{name} without a byte order mark, recognised by its zero bytes."));
                }
                if self.end != self.bytes {
                    notes.push("The last byte is half a character and was left out.".into());
                }
                if lost > 0 {
                    notes.push(format!("{lost} characters are damaged; each is shown as U+FFFD."));
                }
            }
        }
        if text.has_end_mark() {
            notes.push("The end-of-file mark (Ctrl-Z) after the last line was left out.".into());
        }
        if text.nul > 0 {
            notes.push(format!("{} NUL characters stand in the text; they are kept.", text.nul));
        }
        notes
    }
}

fn repair_notes(repair: &Repair, stray: &'static Encoding) -> Vec<String> {
    let mut notes = Vec::new();
    if repair.foreign.len() > 0 {
        notes.push(format!("Not UTF-8, read as {}: {}.", stray.name(), repair.foreign.in_words()));
    }
    if repair.damaged.len() > 0 {
        let lines = repair.damaged.in_words();
        notes.push(format!("Damaged UTF-8, the damaged characters are shown as U+FFFD: {lines}."));
    }
    notes
}

/// UTF-8's byte order mark.
const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// What the bytes of a file show, gathered piece by piece.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    start: Vec<u8>,
    bytes: u64,
    control: u64,
    /// Zero bytes in even and odd places, and line ends of two bytes.
    even: u64,
    odd: u64,
    line_ends: u64,
}

impl Evidence {
    /// Takes in the next piece, an even number of bytes and at least four unless it is the last; returns the length of
    /// the UTF-8 mark that the piece begins with.
    pub(super) fn see(&mut self, piece: &[u8]) -> usize {
        let is_first = self.bytes == 0;
        if is_first {
            self.start = piece.get(..4).unwrap_or(piece).to_vec();
        }
        self.bytes += piece.len() as u64;
        self.control += control(piece);
        self.see_zeros(piece);
        if is_first { self.mark() } else { 0 }
    }

    fn see_zeros(&mut self, piece: &[u8]) {
        if memchr::memchr(0, piece).is_none() {
            return;
        }
        for pair in piece.chunks_exact(2) {
            self.even += u64::from(pair.first() == Some(&0));
            self.odd += u64::from(pair.last() == Some(&0));
            self.line_ends += u64::from(matches!(pair, [b'\n' | b'\r', 0] | [0, b'\n' | b'\r']));
        }
    }

    /// Bytes of UTF-8's byte order mark.
    pub(super) fn mark(&self) -> usize {
        if self.start.starts_with(&MARK) { MARK.len() } else { 0 }
    }

    /// The reading, where `is_sound` says whether the bytes after the mark are sound UTF-8; none if the lines have to be
    /// looked at one by one. An encoding that is asked for stands below a mark alone.
    ///
    /// # Errors
    /// A sentence for the user if the bytes are no text.
    pub(super) fn reading(
        &self,
        is_sound: bool,
        asked: Option<&'static Encoding>,
    ) -> Result<Option<Reading>, String> {
        let found = self.recognized(is_sound, asked)?;
        let keep = |reading: Reading| match asked {
            Some(encoding) if reading.asked == Asked::Nothing && reading.name() != encoding.name() => {
                Reading { asked: Asked::Overruled(encoding), ..reading }
            }
            _ => reading,
        };
        Ok(found.map(keep))
    }

    fn recognized(
        &self,
        is_sound: bool,
        asked: Option<&'static Encoding>,
    ) -> Result<Option<Reading>, String> {
        let start = self.start.as_slice();
        if start == [0xff, 0xfe, 0, 0] || start == [0, 0, 0xfe, 0xff] {
            return Err("the encoding is UTF-32: save the file as UTF-8".into());
        }
        for (mark, encoding) in [([0xff, 0xfe], UTF_16LE), ([0xfe, 0xff], UTF_16BE)] {
            if start.starts_with(&mark) {
                return Ok(Some(self.utf16(encoding, 2)));
            }
        }
        if let Some(asked) = asked.filter(|_| self.mark() == 0) {
            return Ok(Some(self.reading_asked(asked, is_sound)));
        }
        if self.mark() == 0 {
            if let Some(encoding) = self.utf16_by_nul()? {
                return Ok(Some(self.utf16(encoding, 0)));
            }
            if is_binary(self.control, self.bytes) {
                return Err("looks like binary data, not a table: save the data as CSV or XLSX".into());
            }
        }
        Ok(is_sound.then(|| self.reading_as(How::Utf8)))
    }

    /// The reading of a file that is neither UTF-16 nor sound UTF-8, from its lines.
    pub(super) fn reading_by_line(&self, lines: LineEvidence, hint: Hint) -> Reading {
        self.reading_as(lines.verdict(self.mark() > 0, hint))
    }

    fn reading_asked(&self, encoding: &'static Encoding, is_sound: bool) -> Reading {
        let reading = if [UTF_16LE, UTF_16BE].contains(&encoding) {
            let how = How::Utf16 { encoding, is_guessed: false };
            Reading { how, ..self.utf16(encoding, 0) }
        } else if encoding == UTF_8 && is_sound {
            self.reading_as(How::Utf8)
        } else {
            self.reading_as(How::Older(encoding))
        };
        Reading { asked: Asked::Followed, ..reading }
    }

    fn reading_as(&self, how: How) -> Reading {
        let (mark, bytes) = (self.mark() as u64, self.bytes);
        Reading { how, mark, end: bytes, bytes, asked: Asked::Nothing }
    }

    fn utf16(&self, encoding: &'static Encoding, mark: u64) -> Reading {
        let how = How::Utf16 { encoding, is_guessed: mark == 0 };
        Reading { how, mark, end: self.bytes & !1, bytes: self.bytes, asked: Asked::Nothing }
    }

    /// UTF-16 without a mark shows itself by zero bytes in only the even or only the odd places: those of its line ends
    /// and delimiters at least, even where every answer is in Chinese.
    fn utf16_by_nul(&self) -> Result<Option<&'static Encoding>, String> {
        let (pairs, zeros) = (self.bytes / 2, self.even + self.odd);
        if zeros == 0 || zeros * 50 < pairs || (self.line_ends == 0 && zeros * 3 < pairs) {
            return Ok(None);
        }
        if zeros * 10 > pairs * 13 {
            return Err("the encoding looks like UTF-32: save the file as UTF-8".into());
        }
        if self.odd > 9 * self.even {
            return Ok(Some(UTF_16LE));
        }
        Ok((self.even > 9 * self.odd).then_some(UTF_16BE))
    }
}

/// What the lines show of a file that is not sound UTF-8 as a whole: either some other encoding throughout, or UTF-8
/// with a few bad lines.
pub(super) struct LineEvidence {
    lines: Lines,
    sound: usize,
    bad: usize,
    detector: EncodingDetector,
    /// Bytes shown to the detector, and those beyond ASCII among them.
    fed: usize,
    beyond_ascii: usize,
    has_o_tilde: bool,
    has_eth_or_thorn: bool,
    /// Of the bytes beyond ASCII: what would be tone marks behind a vowel in windows-1258, and đ, ơ or ư.
    tone_marks: usize,
    horned_letters: usize,
}

impl LineEvidence {
    /// Before the first piece.
    pub(super) fn new() -> Self {
        Self {
            lines: Lines::default(),
            sound: 0,
            bad: 0,
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
            fed: 0,
            beyond_ascii: 0,
            has_o_tilde: false,
            has_eth_or_thorn: false,
            tone_marks: 0,
            horned_letters: 0,
        }
    }

    /// Takes in the next piece of what comes after the mark.
    pub(super) fn see(&mut self, piece: &[u8], is_last: bool) {
        self.has_o_tilde |= memchr::memchr2(0xf5, 0xd5, piece).is_some();
        self.has_eth_or_thorn |= memchr::memchr2(0xf0, 0xfe, piece).is_some();
        let mut lines = std::mem::take(&mut self.lines);
        lines.see(piece, is_last, |line| self.see_line(line));
        self.lines = lines;
    }

    fn see_line(&mut self, line: &[u8]) {
        if line.is_ascii() {
            return;
        }
        if std::str::from_utf8(line).is_ok() {
            self.sound += 1;
            return;
        }
        self.bad += 1;
        if self.fed < DETECTOR_BYTES {
            self.detector.feed(line, false);
            self.fed += line.len();
            self.beyond_ascii += line.iter().filter(|b| !b.is_ascii()).count();
            self.tone_marks += line.windows(2).filter(|pair| is_toned(pair)).count();
            self.horned_letters += line.iter().filter(|b| matches!(b, 0xd0 | 0xf0 | 0xf5 | 0xfd)).count();
        }
    }

    fn verdict(mut self, is_marked: bool, hint: Hint) -> How {
        self.detector.feed(b"", true);
        let guess = self.detector.guess(hint.country.map(str::as_bytes), Utf8Detection::Deny);
        let guess = match hint.own.filter(|_| LATIN.contains(&guess) || guess == ISO_8859_15) {
            Some(own) => own,
            None if self.is_vietnamese() => WINDOWS_1258,
            None => guess,
        };
        let is_utf8 = is_marked || self.sound as f64 > UTF8_LINES * (self.sound + self.bad) as f64;
        if !is_utf8 {
            return How::Older(if self.is_estonian(guess) { WINDOWS_1257 } else { guess });
        }
        How::ByLine(if self.beyond_ascii < STRAY_EVIDENCE { WINDOWS_1252 } else { guess })
    }

    /// The detector knows no windows-1258. There a vowel with its tone takes two bytes, which few languages have side by
    /// side, and every second word has a đ, ơ or ư.
    fn is_vietnamese(&self) -> bool {
        let beyond = self.beyond_ascii as f64;
        self.tone_marks as f64 > TONE_MARKS * beyond && self.horned_letters as f64 > HORNED_LETTERS * beyond
    }

    /// The detector takes Estonian in Windows' Baltic encoding for Western or Turkish text, which differ from it in the
    /// rare š and ž only (there ð and þ, ğ and ş). Neither Icelandic nor Turkish has the õ that stands beside them.
    fn is_estonian(&self, guess: &'static Encoding) -> bool {
        [WINDOWS_1252, WINDOWS_1254].contains(&guess) && self.has_o_tilde && self.has_eth_or_thorn
    }
}

/// A vowel and one of the five tone marks, in windows-1258.
fn is_toned(pair: &[u8]) -> bool {
    let [vowel, mark] = pair else { return false };
    let is_vowel = b"aeiouyAEIOUY".contains(vowel)
        || matches!(vowel, 0xc2 | 0xc3 | 0xca | 0xd4 | 0xd5 | 0xdd | 0xe2 | 0xe3 | 0xea | 0xf4 | 0xf5 | 0xfd);
    is_vowel && matches!(mark, 0xcc | 0xd2 | 0xde | 0xec | 0xf2)
}

/// Bytes that were meant as UTF-8 and are forbidden there: overlong forms, surrogates, beyond U+10FFFF, and an emoji cut
/// off.
pub(super) fn is_wrong_utf8(line: &[u8]) -> bool {
    let tail = |b: u8| (0x80..0xc0).contains(&b);
    line.windows(3).any(|w| matches!(w, &[0xed, a, b] | &[0xe0, a, b] if tail(a) && tail(b)))
        || line.windows(2).any(|w| matches!(w, &[0xf0, 0x9f]) || matches!(w, &[0xc0 | 0xc1, a] if tail(a)))
        || line.windows(4).any(|w| matches!(w, &[0xf0..=0xff, a, b, c] if tail(a) && tail(b) && tail(c)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::ReadOptions;
    use crate::files::input::Input;
    use crate::files::text;

    struct Decoded {
        text: String,
        notes: Vec<String>,
    }

    fn decode(bytes: Vec<u8>) -> crate::Result<Decoded> {
        let (mut pieces, found) = text::find(Input::of_bytes("f", bytes), &ReadOptions::default(), 64)?;
        let mut text = String::new();
        while !pieces.more(&mut text)? {}
        Ok(Decoded { text, notes: found.notes })
    }

    fn text(bytes: &[u8]) -> Decoded {
        decode(bytes.to_vec()).unwrap()
    }

    #[test]
    fn marks_are_taken_off_and_obeyed() {
        let wide = |text: &str, to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        let sample = "id,文本\n1,很好\n";
        assert_eq!(text(format!("\u{feff}{sample}").as_bytes()).text, sample);
        assert_eq!(text(&wide(&format!("\u{feff}{sample}"), u16::to_le_bytes)).text, sample);
        assert_eq!(text(&wide(&format!("\u{feff}{sample}"), u16::to_be_bytes)).text, sample);
        for to in [u16::to_le_bytes, u16::to_be_bytes] {
            let mut bytes = wide(sample, to);
            let decoded = text(&bytes);
            assert_eq!(decoded.text, sample);
            assert!(decoded.notes.concat().contains("without a byte order mark"));
            bytes.push(b'x');
            assert!(text(&bytes).notes.concat().contains("half a character"));
        }
    }

    #[test]
    fn utf32_and_binary_are_refused() {
        let utf32: Vec<u8> =
            "id,comment\n1,good\n".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        assert!(decode(utf32).err().unwrap().to_string().contains("UTF-32"));
        assert!(
            decode((0..=255).cycle().take(4_000).collect()).err().unwrap().to_string().contains("binary")
        );
    }

    #[test]
    fn older_encodings_give_the_right_text_and_say_so() {
        let cases: [(&'static Encoding, &str); 5] = [
            (WINDOWS_1257, "id,comment\n1,väga hea šokolaad ja žürii\n2,õhtul oli külm\n"),
            (encoding_rs::GB18030, "编号,意见\n1,服务员态度很好但是等待时间太长\n2,价格太贵了希望便宜一点\n"),
            (encoding_rs::SHIFT_JIS, "番号,感想\n1,スタッフがとても親切でした\n2,待ち時間が長すぎます\n"),
            (
                encoding_rs::WINDOWS_1251,
                "номер,отзыв\n1,Очень долго ждали приёма врача\n2,Персонал вежливый\n",
            ),
            (
                WINDOWS_1252,
                "id,comment\n1,Très bon café à côté\n2,Déçu par le délai, réponse reçue très tard\n",
            ),
        ];
        for (encoding, sample) in cases {
            let decoded = text(&encoding.encode(sample).0);
            assert_eq!(decoded.text, sample, "{}", encoding.name());
            assert!(decoded.notes.concat().contains("not UTF-8"));
        }
    }

    #[test]
    fn one_stray_row_is_repaired_alone_however_late_it_comes() {
        let mut bytes = "id,comment\n".as_bytes().to_vec();
        for i in 0..6_000 {
            bytes.extend(format!("{i},teenindus on väga hea\n").as_bytes());
        }
        bytes.extend(b"6000,caf\xe9 ferm\xe9\n");
        bytes.extend("6001,tänan\n".as_bytes());
        let decoded = text(&bytes);
        assert!(decoded.text.contains("6000,café fermé\n6001,tänan\n"));
        assert!(decoded.notes.concat().contains("line 6002"), "{:?}", decoded.notes);
        assert!(!decoded.text.contains('\u{fffd}'));
    }

    #[test]
    fn damaged_utf8_costs_only_the_damaged_characters_and_is_reported() {
        let mut bytes = "id,意见\n1,很好\n2,服务".as_bytes().to_vec();
        bytes.extend(b"\xe6\x9c\n3,\xed\xa0\x80\n");
        let decoded = text(&bytes);
        assert!(decoded.text.contains("2,服务\u{fffd}\n"));
        assert!(decoded.notes.concat().contains("lines 3 and 4"), "{:?}", decoded.notes);
        let stray = text(b"id,a\n1,\xe5\xa5\xbd\n2,a\xe2\x28\xa1b\n3,\xf0\x9f\x98\n");
        assert_eq!(stray.text, "id,a\n1,好\n2,aâ(¡b\n3,\u{fffd}\n");
        let lost = text("id,a\n1,b\u{fffd}\n".as_bytes());
        assert!(lost.notes.concat().contains("already lost"));
    }
}
