//! Bytes → text: byte order mark, UTF-16 without one, strict UTF-8, else the likeliest older encoding.
//!
//! No byte is lost without a note. The verdict looks at the whole file, never at a window, so a bad byte in the
//! last row is treated as one in the first.

use super::notes::lines_in_words;
use super::recognize::is_binary;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes shown to the detector at most; it is certain long before.
const DETECTOR_BYTES: usize = 8 << 20;

/// Smallest part of the lines beyond ASCII that must be sound UTF-8 for the file to be UTF-8 with stray rows.
/// By chance a line of an older encoding is sound UTF-8 in a few per cent of very short answers, else never.
const UTF8_LINES: f64 = 0.1;

/// Text with what was found out about its encoding.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text, without byte order mark.
    pub(super) text: String,
    /// The encoding's name.
    pub(super) encoding: &'static str,
    /// Repairs, losses and oddities, one sentence each.
    pub(super) notes: Vec<String>,
}

/// Decodes a whole file.
///
/// # Errors
/// A sentence for the user if the bytes are no text.
pub(super) fn decode(bytes: Vec<u8>) -> Result<Decoded, String> {
    let mut decoded = decode_bytes(bytes)?;
    if decoded.text.ends_with('\u{1a}') {
        decoded.text.pop();
        decoded.notes.push("The end-of-file mark (Ctrl-Z) after the last line was left out.".into());
    }
    let nul = decoded.text.bytes().filter(|&b| b == 0).count();
    if nul > 0 {
        decoded.notes.push(format!("{nul} NUL characters stand in the text; they are kept."));
    }
    Ok(decoded)
}

fn decode_bytes(bytes: Vec<u8>) -> Result<Decoded, String> {
    if bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Err("the encoding is UTF-32: save the file as UTF-8".into());
    }
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return Ok(utf16(rest, UTF_16LE, false));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return Ok(utf16(rest, UTF_16BE, false));
    }
    if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
        let rest = bytes.get(3..).unwrap_or_default().to_vec();
        return Ok(String::from_utf8(rest).map_or_else(|e| by_line(e.as_bytes(), true), sound));
    }
    if bytes.contains(&0) {
        if let Some(encoding) = utf16_by_nul(&bytes)? {
            return Ok(utf16(&bytes, encoding, true));
        }
    }
    if is_binary(&bytes) {
        return Err("looks like binary data, not a table: save the data as CSV or XLSX".into());
    }
    Ok(String::from_utf8(bytes).map_or_else(|e| by_line(e.as_bytes(), false), sound))
}

/// Text that was sound UTF-8; says so if an earlier program has already lost characters.
fn sound(text: String) -> Decoded {
    let notes = if !text.contains('\u{fffd}') {
        Vec::new()
    } else {
        let lost = text.matches('\u{fffd}').count();
        vec![format!(
            "{lost} characters were already lost (U+FFFD) when the file was written: export it again as UTF-8."
        )]
    };
    Decoded { text, encoding: "UTF-8", notes }
}

fn utf16(bytes: &[u8], encoding: &'static Encoding, guessed: bool) -> Decoded {
    let mut notes = Vec::new();
    if guessed {
        notes.push(format!("{} without a byte order mark, recognised by its zero bytes.", encoding.name()));
    }
    let even = bytes.len() & !1;
    if even != bytes.len() {
        notes.push("The last byte is half a character and was left out.".into());
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes.get(..even).unwrap_or_default());
    let lost = text.matches('\u{fffd}').count();
    if lost > 0 {
        notes.push(format!("{lost} characters are damaged; each is shown as U+FFFD."));
    }
    Decoded { text: text.into_owned(), encoding: encoding.name(), notes }
}

/// UTF-16 without a mark shows itself by zero bytes in only the even or only the odd places: those of its line ends
/// and delimiters at least, even where every answer is in Chinese.
fn utf16_by_nul(bytes: &[u8]) -> Result<Option<&'static Encoding>, String> {
    let (mut even, mut odd, mut line_ends) = (0usize, 0usize, 0usize);
    for pair in bytes.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
        line_ends += usize::from(matches!(pair, [b'\n' | b'\r', 0] | [0, b'\n' | b'\r']));
    }
    let (pairs, zeros) = (bytes.len() / 2, even + odd);
    if zeros * 50 < pairs || (line_ends == 0 && zeros * 3 < pairs) || zeros == 0 {
        return Ok(None);
    }
    if zeros * 10 > pairs * 13 {
        return Err("the encoding looks like UTF-32: save the file as UTF-8".into());
    }
    if odd > 9 * even {
        return Ok(Some(UTF_16LE));
    }
    Ok((even > 9 * odd).then_some(UTF_16BE))
}

/// Text that is not sound UTF-8 as a whole: either some other encoding throughout, or UTF-8 with a few bad lines.
fn by_line(bytes: &[u8], marked: bool) -> Decoded {
    let (mut sound_lines, mut bad_lines) = (0usize, 0usize);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let mut fed = 0;
    for line in bytes.split_inclusive(|&b| b == b'\n').filter(|line| !line.is_ascii()) {
        if std::str::from_utf8(line).is_ok() {
            sound_lines += 1;
            continue;
        }
        bad_lines += 1;
        if fed < DETECTOR_BYTES {
            detector.feed(line, false);
            fed += line.len();
        }
    }
    detector.feed(b"", true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let is_utf8 = marked || sound_lines as f64 > UTF8_LINES * (sound_lines + bad_lines) as f64;
    if is_utf8 { repair(bytes, guess) } else { whole(bytes, guess) }
}

/// The whole file in one older encoding.
fn whole(bytes: &[u8], guess: &'static Encoding) -> Decoded {
    let (text, _) = guess.decode_without_bom_handling(bytes);
    let mut notes = vec![format!(
        "The text is not UTF-8; its encoding was recognised as {}. If letters look wrong, save the file as UTF-8.",
        guess.name()
    )];
    let lost = text.matches('\u{fffd}').count();
    if lost > 0 {
        let lines = (1u64..).zip(text.lines()).filter(|(_, l)| l.contains('\u{fffd}')).map(|(n, _)| n);
        notes.push(format!(
            "{lost} bytes mean nothing in it and are shown as U+FFFD ({}).",
            lines_in_words(lines)
        ));
    }
    Decoded { text: text.into_owned(), encoding: guess.name(), notes }
}

/// UTF-8 with stray lines: a line with no sound character beyond ASCII came from elsewhere and is read in that
/// encoding; in a damaged UTF-8 line only the damaged bytes are replaced.
fn repair(bytes: &[u8], guess: &'static Encoding) -> Decoded {
    // A handful of stray Western letters says too little for the detector; the multi-byte guesses need more.
    let guess = if guess.is_single_byte() { guess } else { WINDOWS_1252 };
    let mut text = String::with_capacity(bytes.len());
    let (mut foreign, mut damaged) = (Vec::new(), Vec::new());
    for (number, line) in (1u64..).zip(bytes.split_inclusive(|&b| b == b'\n')) {
        if let Ok(line) = std::str::from_utf8(line) {
            text.push_str(line);
            continue;
        }
        let (as_utf8, _) = UTF_8.decode_without_bom_handling(line);
        if as_utf8.chars().any(|c| !c.is_ascii() && c != '\u{fffd}') || is_wrong_utf8(line) {
            damaged.push(number);
            text.push_str(&as_utf8);
        } else {
            foreign.push(number);
            text.push_str(&guess.decode_without_bom_handling(line).0);
        }
    }
    let mut notes = Vec::new();
    if !foreign.is_empty() {
        let lines = lines_in_words(foreign.into_iter());
        notes.push(format!("Not UTF-8, read as {}: {lines}.", guess.name()));
    }
    if !damaged.is_empty() {
        let lines = lines_in_words(damaged.into_iter());
        notes.push(format!("Damaged UTF-8, the damaged characters are shown as U+FFFD: {lines}."));
    }
    Decoded { text, encoding: "UTF-8", notes }
}

/// Bytes that were meant as UTF-8 and are forbidden there: overlong forms, surrogates, beyond U+10FFFF.
fn is_wrong_utf8(line: &[u8]) -> bool {
    let tail = |b: u8| (0x80..0xc0).contains(&b);
    line.windows(3).any(|w| matches!(w, &[0xed, a, b] | &[0xe0, a, b] if tail(a) && tail(b)))
        || line.windows(2).any(|w| matches!(w, &[0xc0 | 0xc1, a] if tail(a)))
        || line.windows(4).any(|w| matches!(w, &[0xf0..=0xff, a, b, c] if tail(a) && tail(b) && tail(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(decode(utf32).unwrap_err().contains("UTF-32"));
        assert!(decode((0..=255).cycle().take(4_000).collect()).unwrap_err().contains("binary"));
    }

    #[test]
    fn older_encodings_give_the_right_text_and_say_so() {
        let cases: [(&'static Encoding, &str); 4] = [
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
        let lost = text("id,a\n1,b\u{fffd}\n".as_bytes());
        assert!(lost.notes.concat().contains("already lost"));
    }
}
