//! The analysis copy: one normal form for matching and counting, with the way back to what was typed.

use super::contacts::{self, Kind};
use super::{han, pinyin};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Unicode scalar values of one verbatim that are analysed; the rest of a longer one is kept but not read.
/// A spoken answer of an hour is about 50,000; survey platforms stop at 4,000 to 20,000.
pub const MOST_SCALARS: usize = 20_000;

/// Bytes of the copy per piece of the map: the most that a look-up has to count through.
const PIECE: usize = 64;

/// Characters of the longest pinyin in brackets that is looked for.
const MOST_PINYIN: usize = 40;

/// A verbatim's normal form and the map back to it.
///
/// NFKC, lower case, invisible characters removed, typographic quotes straightened, Traditional characters as
/// Simplified ones (where there is no kana), pinyin in brackets after a character, links, e-mail addresses and
/// handles left out, letters repeated three times or more written twice. Only the first [`MOST_SCALARS`] are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    /// The copy.
    pub text: String,
    pieces: Vec<Piece>,
    visible: bool,
}

/// A stretch of the copy made from consecutive scalars `from..to` of the verbatim: character by character if both
/// have the same number of them, else as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    at: u32,
    from: u32,
    to: u32,
}

impl Analysis {
    /// Where bytes `range` of the copy stand in the verbatim, in Unicode scalar values, end exclusive.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> (u32, u32) {
        let Some(last) = self.text.get(..range.end.min(self.text.len())).and_then(|t| t.chars().next_back())
        else {
            return (0, 0);
        };
        if range.start >= range.end {
            let at = self.scalar(range.start).0;
            return (at, at);
        }
        (self.scalar(range.start).0, self.scalar(range.end.min(self.text.len()) - last.len_utf8()).1)
    }

    /// Whether the verbatim held anything to see, links and handles included.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        self.visible
    }

    /// The scalars behind the character that starts at byte `at`.
    fn scalar(&self, at: usize) -> (u32, u32) {
        let index = self.pieces.partition_point(|p| p.at as usize <= at);
        let Some(piece) = index.checked_sub(1).and_then(|i| self.pieces.get(i)) else { return (0, 0) };
        let end = self.pieces.get(index).map_or(self.text.len(), |p| p.at as usize);
        let start = piece.at as usize;
        let count = |range: Range<usize>| self.text.get(range).map_or(0, |t| t.chars().count() as u32);
        if count(start..end) != piece.to - piece.from {
            return (piece.from, piece.to);
        }
        let from = piece.from + count(start..at.min(end));
        (from, (from + 1).min(piece.to))
    }
}

/// Makes the analysis copy of a verbatim. Linear in its length.
#[must_use]
pub fn analysis_copy(verbatim: &str) -> Analysis {
    let mut copy = Copy::new(verbatim.len());
    let contacts = contacts::addresses(verbatim);
    let mut contacts = contacts.iter().filter(|c| c.kind != Kind::Number).peekable();
    // Kanji stand beside kana: Japanese is not to be simplified.
    copy.simplify = !verbatim.is_ascii() && !verbatim.chars().any(han::is_kana);
    let mut at = 0;
    while copy.scalars < MOST_SCALARS as u32 {
        if let Some(contact) = contacts.next_if(|c| c.range.start == at) {
            let skipped = verbatim.get(contact.range.clone()).unwrap_or("");
            copy.visible = true;
            copy.skip(skipped.chars().count());
            at = contact.range.end;
            continue;
        }
        let Some(rest) = verbatim.get(at..) else { break };
        let Some(c) = rest.chars().next() else { break };
        if matches!(c, '(' | '（' | ' ')
            && copy.simplify
            && let Some((bytes, scalars)) = romanisation(rest, &copy.text)
        {
            copy.skip(scalars);
            at += bytes;
            continue;
        }
        let until = contacts.peek().map_or(rest.len(), |c| c.range.start.saturating_sub(at).min(rest.len()));
        at += match copy.plain(rest.get(..until).unwrap_or(rest)) {
            0 if c.is_ascii() => copy.ascii(c, rest),
            0 => copy.wide(c, rest),
            read => read,
        };
    }
    Analysis { text: copy.text, pieces: copy.pieces, visible: copy.visible }
}

struct Copy {
    text: String,
    pieces: Vec<Piece>,
    scalars: u32,
    /// Whether the last piece maps character by character and may grow.
    open: bool,
    last: char,
    repeats: u8,
    simplify: bool,
    visible: bool,
}

impl Copy {
    fn new(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            pieces: Vec::with_capacity(bytes / PIECE + 1),
            scalars: 0,
            open: false,
            last: ' ',
            repeats: 0,
            simplify: false,
            visible: false,
        }
    }

    /// Reads the ASCII characters ahead that need nothing but lower case, as far as one piece goes; returns the bytes
    /// read. Most text is this.
    fn plain(&mut self, rest: &str) -> usize {
        let bytes = rest.as_bytes();
        let room = PIECE.min(MOST_SCALARS - self.scalars as usize);
        let mut len = 0;
        for &byte in bytes.iter().take(room) {
            let c = char::from(byte.to_ascii_lowercase());
            let repeats =
                if c == self.last && c.is_ascii_alphabetic() { self.repeats.saturating_add(1) } else { 0 };
            let is_plain = matches!(byte, b' '..=b'~') && !matches!(byte, b'&' | b'<' | b'(' | b'`');
            if !is_plain || repeats >= 2 {
                break;
            }
            len += 1;
            (self.last, self.repeats) = (c, repeats);
        }
        // The last letter may carry an accent that is a character of its own.
        if bytes.get(len).is_some_and(|b| !b.is_ascii()) {
            len = len.saturating_sub(1);
            (self.last, self.repeats) = (' ', 0);
        }
        if len == 0 {
            return 0;
        }
        let start = self.text.len();
        self.pieces.push(Piece { at: start as u32, from: self.scalars, to: self.scalars + len as u32 });
        self.text.push_str(rest.get(..len).unwrap_or(""));
        if let Some(tail) = self.text.get_mut(start..) {
            tail.make_ascii_lowercase();
            self.visible |= tail.bytes().any(|b| b != b' ');
        }
        self.scalars += len as u32;
        self.open = true;
        len
    }

    /// Reads an ASCII character (or an HTML entity that it begins); returns the bytes read.
    fn ascii(&mut self, c: char, rest: &str) -> usize {
        if rest.get(1..).and_then(|r| r.chars().next()).is_some_and(joins) {
            // A letter and its accent may be two characters.
            return self.wide(c, rest);
        }
        if matches!(c, '&' | '<')
            && let Some((entity, plain)) = entity(rest)
        {
            self.replace(plain, entity.len() as u32);
            return entity.len();
        }
        match c {
            '\r' if rest.starts_with("\r\n") => self.skip(1),
            '\n' | '\r' | '\u{b}' | '\u{c}' => self.push('\n'),
            '\t' => self.push(' '),
            _ if c.is_ascii_control() => self.skip(1),
            '`' => self.push('\''),
            _ => self.push(c.to_ascii_lowercase()),
        }
        1
    }

    /// Reads a character and the combining marks after it; returns the bytes read.
    fn wide(&mut self, c: char, rest: &str) -> usize {
        let len = c.len_utf8();
        if is_invisible(c) {
            self.skip(1);
            return len;
        }
        let marks = rest.get(len..).unwrap_or("").chars().take_while(|&m| joins(m)).take(16);
        let (mut bytes, mut scalars) = (len, 1);
        for mark in marks {
            bytes += mark.len_utf8();
            scalars += 1;
        }
        match c {
            // NFKC would take the Thai and the Lao vowel apart, and dictionaries have them whole.
            '\u{e33}' | '\u{eb3}' if scalars == 1 => {
                self.push(c);
                return len;
            }
            // Turkish: its lower case would be an "i" with a dot of its own.
            'İ' if scalars == 1 => {
                self.push('i');
                return len;
            }
            _ => {}
        }
        if scalars == 1
            && let Some(plain) = lower_case(c)
        {
            self.push(fold(if self.simplify { han::to_simplified(plain) } else { plain }));
            return len;
        }
        let cluster = rest.get(..bytes).unwrap_or("");
        let kept = cluster.nfkc().filter(|c| !is_arabic_sign(*c));
        let normal: String = kept.flat_map(char::to_lowercase).map(fold).collect();
        let mut chars = normal.chars();
        match (chars.next(), chars.next()) {
            (Some(only), None) if scalars == 1 => {
                self.push(if self.simplify { han::to_simplified(only) } else { only });
            }
            _ => self.replace(&normal, scalars),
        }
        bytes
    }

    /// Appends one character made from one scalar.
    fn push(&mut self, c: char) {
        if c == self.last && c.is_alphabetic() {
            self.repeats = self.repeats.saturating_add(1);
            if self.repeats >= 2 {
                self.skip(1);
                return;
            }
        } else {
            self.repeats = 0;
        }
        let at = self.text.len() as u32;
        let full = self.pieces.last().is_none_or(|p| at - p.at >= PIECE as u32);
        if !self.open || full {
            self.pieces.push(Piece { at, from: self.scalars, to: self.scalars });
            self.open = true;
        }
        self.scalars += 1;
        if let Some(piece) = self.pieces.last_mut() {
            piece.to = self.scalars;
        }
        self.text.push(c);
        self.visible |= !c.is_whitespace();
        self.last = c;
    }

    /// Appends text that stands for `scalars` scalars as a whole.
    fn replace(&mut self, normal: &str, scalars: u32) {
        if !normal.is_empty() {
            self.pieces.push(Piece {
                at: self.text.len() as u32,
                from: self.scalars,
                to: self.scalars + scalars,
            });
            self.text.push_str(normal);
            self.visible |= !normal.trim().is_empty();
            self.last = normal.chars().next_back().unwrap_or(' ');
            self.repeats = 0;
        }
        self.scalars += scalars;
        self.open = false;
    }

    /// Leaves scalars out.
    fn skip(&mut self, scalars: usize) {
        self.scalars += scalars as u32;
        self.open = false;
    }
}

/// The lower case of a letter that NFKC leaves alone, without a search in its tables: nearly all that people type.
fn lower_case(c: char) -> Option<char> {
    match c {
        '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{2010}'..='\u{201f}'
            if !matches!(c, '\u{2011}' | '\u{2017}') =>
        {
            Some(c)
        }
        '\u{130}' | '\u{132}'..='\u{133}' | '\u{13f}'..='\u{140}' | '\u{149}' => None,
        '\u{c0}'..='\u{17e}' | '\u{1ea0}'..='\u{1ef9}' | '\u{400}'..='\u{45f}' => c.to_lowercase().next(),
        _ => None,
    }
}

/// Whether a character composes with the one before it.
fn joins(c: char) -> bool {
    match c {
        ..'\u{300}' | '\u{1e00}'..='\u{20cf}' | '\u{3100}'..='\u{a66e}' | '\u{ac00}'..='\u{d7a3}' => false,
        '\u{1160}'..='\u{11ff}' | '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}' => true,
        _ => canonical_combining_class(c) != 0,
    }
}

/// Zero-width, bidirectional and variation characters, soft hyphens, the Arabic stroke that stretches a word: nothing that
/// a reader reads.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{640}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Arabic vowel signs, which most people leave out.
fn is_arabic_sign(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{652}' | '\u{670}')
}

/// Quotes, dashes and line ends in one form each.
fn fold(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | 'ʼ' | '′' | '´' | '＇' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
        '‐' | '‑' | '‒' | '−' => '-',
        '–' | '―' => '—',
        '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{fffd}' => ' ',
        c if c.is_control() => ' ',
        c if c.is_whitespace() && c != '\n' => ' ',
        c => c,
    }
}

/// HTML left in exported comments: the written form and the plain one.
fn entity(rest: &str) -> Option<(&str, &'static str)> {
    const ENTITIES: [(&str, &str); 11] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("<br>", "\n"),
        ("<br/>", "\n"),
        ("<br />", "\n"),
        ("<BR>", "\n"),
    ];
    ENTITIES
        .iter()
        .find(|(written, _)| rest.starts_with(written))
        .map(|&(w, p)| (rest.get(..w.len()).unwrap_or(""), p))
}

/// Length in bytes and scalars of pinyin in brackets at the start of `rest`, where `before` ends with the characters that
/// it spells: one syllable with a tone mark or of those that have none ("業(yè)"), or as many syllables as characters
/// ("服务 (fuwu) 很好"). The blanks around it go with it.
fn romanisation(rest: &str, before: &str) -> Option<(usize, usize)> {
    const TONELESS: [&str; 9] = ["de", "le", "zi", "men", "ma", "ne", "ba", "zhe", "me"];
    let characters = before.chars().rev().take_while(|&c| han::is_han(c)).count();
    let blank = usize::from(rest.starts_with(' '));
    let inside = rest.get(blank..)?.strip_prefix(['(', '（'])?;
    if characters == 0 {
        return None;
    }
    let end = inside.char_indices().take(MOST_PINYIN).find(|(_, c)| matches!(c, ')' | '）'))?.0;
    let inside = inside.get(..end)?;
    let is_letter = |c: char| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{2ff}').contains(&c) || joins(c);
    if inside.is_empty() || !inside.chars().all(|c| is_letter(c) || matches!(c, ' ' | '\'' | '’')) {
        return None;
    }
    let toned = inside.nfd().any(|m| matches!(m, '\u{300}' | '\u{301}' | '\u{304}' | '\u{30c}'));
    let letters: String = inside.nfd().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
    let is_one = letters.len() <= 6 && (toned || TONELESS.contains(&inside));
    if !is_one && !pinyin::can_be_syllables(&letters, 2..=characters.min(MOST_PINYIN)) {
        return None;
    }
    let scalars = blank + 2 + inside.chars().count();
    let bytes = rest.char_indices().nth(scalars).map_or(rest.len(), |(at, _)| at);
    let mut following = rest.get(bytes..)?.chars();
    let after = usize::from(following.next() == Some(' ') && following.next().is_some_and(han::is_han));
    Some((bytes + after, scalars + after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(verbatim: &str) -> String {
        analysis_copy(verbatim).text
    }

    fn back(verbatim: &str, part: &str) -> String {
        let analysis = analysis_copy(verbatim);
        let start = analysis.text.find(part).expect("part of the copy");
        let (from, to) = analysis.original(start..start + part.len());
        verbatim.chars().skip(from as usize).take((to - from) as usize).collect()
    }

    #[test]
    fn writing_differences_disappear() {
        assert_eq!(copy("The STAFF was ＧＲＥＡＴ！"), "the staff was great!");
        assert_eq!(copy("Don’t “go”"), "don't \"go\"");
        assert_eq!(copy("soooo goooood"), "soo good");
        assert_eq!(copy(&("n".repeat(1000) + "o")), "nno");
        assert_eq!(copy("ti\u{1ebf}ng Vi\u{1ec7}t"), copy("tie\u{302}\u{301}ng Vie\u{323}\u{302}t"));
        assert_eq!(copy("wai\u{200b}ting\u{ad} time\u{feff}"), "waiting time");
        assert_eq!(copy("企業(yè)網(wǎng)服務"), "企业网服务");
        assert_eq!(copy("蘋果(Apple)"), "苹果(apple)");
        assert_eq!(copy("服务 (fuwu) 很好"), "服务很好");
        assert_eq!(copy("服务（fúwù）很好, 快"), "服务很好, 快");
        assert_eq!(copy("酒店 (wifi) 很慢"), "酒店 (wifi) 很慢");
        assert_eq!(copy("酒店 (bar) 很吵"), "酒店 (bar) 很吵");
        assert_eq!(copy("الخِدْمَة ممتـــازة"), "الخدمة ممتازة");
        assert_eq!(copy("น้ำ İyi"), "น้ำ iyi");
        assert_eq!(copy("サービスが遅い国際線"), "サービスが遅い国際線");
        assert_eq!(copy("see www.x.com or a@b.cc, @united fine &amp; ok"), "see  or ,  fine & ok");
        assert_eq!(copy("1000 www"), "1000 ww");
    }

    #[test]
    fn every_part_leads_back_to_what_was_typed() {
        assert_eq!(back("The ＳＬＯＷ staff", "slow"), "ＳＬＯＷ");
        assert_eq!(back("so goooood food", "food"), "food");
        assert_eq!(back("a so goooood", "good"), "goooood");
        assert_eq!(back("nha\u{302}n vie\u{302}n to\u{302}\u{301}t", "tốt"), "to\u{302}\u{301}t");
        assert_eq!(back("see https://ex.am/ple?long=1 later", "later"), "later");
        assert_eq!(back("企業(yè)網(wǎng)服務慢", "服务"), "服務");
        assert_eq!(back("fish &amp; chips", "chips"), "chips");
        assert_eq!(back("服务 (fuwu) 很好", "很好"), "很好");
        assert_eq!(back("الخِدْمَة بطيئة", "الخدمة"), "الخِدْمَة");
        assert_eq!(back("👩‍👩‍👧 good", "good"), "good");
        let long = "x ".repeat(300) + "ﬁnal word";
        assert_eq!(back(&long, "word"), "word");
        assert_eq!(back(&long, "final"), "ﬁnal");
    }

    #[test]
    fn hostile_text_is_cut_and_never_breaks() {
        assert_eq!(copy(&"a\u{301}b".repeat(20_000)).chars().filter(|&c| c == 'b').count(), MOST_SCALARS / 3);
        for hostile in
            ["\u{301}\u{301}", "\u{200b}", "\0\u{1}", "(", "漢(", "漢（yè", "&", "<br", "\r", "İI", "ß"]
        {
            let analysis = analysis_copy(hostile);
            let (_, end) = analysis.original(0..analysis.text.len());
            assert!(end as usize <= hostile.chars().count(), "{hostile:?}");
        }
        assert!(!analysis_copy("\u{200b} \u{feff}").is_visible());
        assert_eq!(analysis_copy("").original(0..5), (0, 0));
    }
}
