//! The records of an old Excel workbook ("BIFF"), and the strings in them.
//!
//! Source: [MS-XLS], Excel Binary File Format; OpenOffice's Documentation of the Microsoft Excel File Format for the
//! versions before 97.

use super::compound::{u16_at, u32_at};
use encoding_rs::Encoding;

/// A record goes on in one or more of these.
const CONTINUE: u16 = 0x3c;

/// A record: its kind, its data, and where it lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'b> {
    pub(super) kind: u16,
    pub(super) data: &'b [u8],
    pub(super) at: usize,
}

/// The record at a place; none at the end, or where the stream is cut.
pub(super) fn record(stream: &[u8], at: usize) -> Option<Record<'_>> {
    let (kind, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
    Some(Record { kind, data: stream.get(at + 4..at + 4 + length)?, at })
}

impl Record<'_> {
    /// Where the next record lies.
    pub(super) fn end(&self) -> usize {
        self.at + 4 + self.data.len()
    }
}

/// The records from a place on.
pub(super) fn records(stream: &[u8], at: usize) -> impl Iterator<Item = Record<'_>> {
    std::iter::successors(record(stream, at), |last| record(stream, last.end()))
}

/// How a workbook writes text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letters {
    /// Since Excel 97: UTF-16, or its lower bytes alone.
    pub(super) is_unicode: bool,
    /// Before that.
    pub(super) encoding: &'static Encoding,
}

/// The encoding of a Windows or Macintosh code page.
pub(super) fn code_page(number: u16) -> Option<&'static Encoding> {
    let name = match number {
        874 | 1250..=1258 => format!("windows-{number}"),
        932 => "shift_jis".into(),
        936 => "gbk".into(),
        949 => "euc-kr".into(),
        950 => "big5".into(),
        10_000 | 32_768 => "macintosh".into(),
        65_001 => "utf-8".into(),
        // What Excel writes for "ANSI", and the oldest machines' own pages, of which plain letters are the same.
        32_769 | 367 | 437 | 850 => "windows-1252".into(),
        _ => return None,
    };
    Encoding::for_label(name.as_bytes())
}

/// The data of a record and of those that it goes on in, read from front to back.
pub(super) struct Pieces<'b> {
    stream: &'b [u8],
    left: &'b [u8],
    next: usize,
}

impl<'b> Pieces<'b> {
    pub(super) fn new(stream: &'b [u8], record: &Record<'b>) -> Self {
        Self { stream, left: record.data, next: record.end() }
    }

    /// Goes on in the next record if nothing is left of this one.
    fn go_on(&mut self) -> bool {
        while self.left.is_empty() {
            let Some(more) = record(self.stream, self.next).filter(|r| r.kind == CONTINUE) else {
                return false;
            };
            (self.left, self.next) = (more.data, more.end());
        }
        true
    }

    fn byte(&mut self) -> Option<u8> {
        self.go_on();
        let (&byte, left) = self.left.split_first()?;
        self.left = left;
        Some(byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?]))
    }

    /// Passes over bytes, as far as there are any.
    pub(super) fn skip(&mut self, mut bytes: usize) {
        while bytes > 0 && self.go_on() {
            let step = bytes.min(self.left.len());
            self.left = self.left.get(step..).unwrap_or_default();
            bytes -= step;
        }
    }

    /// A string with its length before it, in two bytes or one.
    pub(super) fn string(&mut self, letters: Letters, is_short: bool, into: &mut String) -> Option<()> {
        let length = if is_short { u16::from(self.byte()?) } else { self.u16()? };
        let length = usize::from(length);
        if !letters.is_unicode {
            let mut bytes = Vec::new();
            while bytes.len() < length && self.go_on() {
                bytes.push(self.byte()?);
            }
            into.push_str(&letters.encoding.decode_without_bom_handling(&bytes).0);
            return Some(());
        }
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) * 4 } else { 0 };
        let phonetic = if flags & 4 != 0 { self.u32()? as usize } else { 0 };
        self.units(length, flags & 1 != 0, into)?;
        self.skip(runs);
        self.skip(phonetic);
        Some(())
    }

    /// UTF-16 units; where they go on in another record, its first byte says anew whether they have both bytes.
    fn units(&mut self, mut length: usize, mut is_wide: bool, into: &mut String) -> Option<()> {
        let mut units: Vec<u16> = Vec::new();
        while length > 0 {
            if self.left.is_empty() {
                is_wide = self.byte()? & 1 != 0;
            }
            let width = if is_wide { 2 } else { 1 };
            let step = length.min(self.left.len() / width);
            if step == 0 {
                return None;
            }
            let (now, left) = self.left.split_at_checked(step * width)?;
            if is_wide {
                units.extend(now.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)));
            } else {
                units.extend(now.iter().map(|&byte| u16::from(byte)));
            }
            self.left = left;
            length -= step;
        }
        into.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
        Some(())
    }
}

/// The strings that sheets share, one after the other.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Reads them as far as they go; what the record claims of their number is not asked.
    pub(super) fn read(stream: &[u8], record: &Record) -> Self {
        let mut strings = Self::default();
        let mut pieces = Pieces::new(stream, record);
        pieces.skip(8);
        let letters = Letters { is_unicode: true, encoding: encoding_rs::WINDOWS_1252 };
        while pieces.go_on() {
            let start = strings.text.len();
            if pieces.string(letters, false, &mut strings.text).is_none() {
                strings.text.truncate(start);
                break;
            }
            strings.ends.push(strings.text.len());
        }
        strings
    }

    /// A string by its position.
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..end)
    }
}

/// A number that takes four bytes: an integer or the upper bits of a float, perhaps in hundredths.
pub(super) fn short_number(bytes: &[u8]) -> Option<f64> {
    let bits = u32_at(bytes, 0)?;
    let value = if bits & 2 != 0 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & 0xffff_fffc) << 32)
    };
    Some(if bits & 1 != 0 { value / 100.0 } else { value })
}
