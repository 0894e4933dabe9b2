//! What a workbook claims, checked before anything is allocated for it.
//!
//! calamine trusts the file: it reserves memory for the number of strings that the workbook states, and reads
//! cell references into 32 bits. So every part is inflated once beforehand, counted, and its tags looked at.

use super::recognize::zip_without_workbook;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most parts of a workbook; a real one has some ten and one per sheet.
const MOST_PARTS: usize = 10_000;

/// Most bytes of all parts together when inflated.
const MOST_BYTES: u64 = 2 << 30;

/// Beyond this size a workbook may not be inflated to more than [`MOST_RATIO`] times the file. Real sheets reach 20.
const RATIO_FROM: u64 = 64 << 20;
const MOST_RATIO: u64 = 200;

/// Excel's last row and column.
pub(super) const MOST_ROWS: u64 = 1_048_576;
pub(super) const MOST_COLUMNS: u64 = 16_384;

/// A tag longer than this is cut; what is looked for stands near its start.
const TAG_BYTES: usize = 4_096;

/// Checks a zip archive.
///
/// # Errors
/// A sentence for the user: what is wrong with the workbook and what to do.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e.to_string()))?;
    if archive.len() > MOST_PARTS {
        return Err(format!("more than {MOST_PARTS} parts in the workbook: save it anew as XLSX"));
    }
    let names: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    if !names.iter().any(|name| name.rsplit(['/', '\\']).next() == Some("workbook.xml")) {
        return Err(zip_without_workbook(&names));
    }
    let mut left = MOST_BYTES;
    if bytes.len() as u64 * MOST_RATIO < left {
        left = (bytes.len() as u64 * MOST_RATIO).max(RATIO_FROM);
    }
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|e| damaged(&e.to_string()))?;
        let name = part.name().map_err(|e| damaged(&e.to_string()))?.into_owned();
        let mut tags = Tags::new(&name);
        let mut buffer = vec![0u8; 64 << 10];
        loop {
            let read = part.read(&mut buffer).map_err(|e| damaged(&format!("{name}: {e}")))?;
            if read == 0 {
                break;
            }
            left = left
                .checked_sub(read as u64)
                .ok_or("the workbook inflates to more than a real one would: refused")?;
            tags.feed(buffer.get(..read).unwrap_or_default())?;
        }
        tags.finish()?;
    }
    Ok(())
}

fn damaged(reason: &str) -> String {
    format!("the workbook is damaged ({reason}): open it in a spreadsheet program and save it anew")
}

/// Looks at the tags of one XML part as its bytes go by.
struct Tags<'n> {
    part: &'n str,
    tag: Option<Vec<u8>>,
    bytes: u64,
    stated_strings: u64,
}

impl<'n> Tags<'n> {
    fn new(part: &'n str) -> Self {
        Self { part, tag: None, bytes: 0, stated_strings: 0 }
    }

    fn feed(&mut self, mut bytes: &[u8]) -> Result<(), String> {
        self.bytes += bytes.len() as u64;
        while !bytes.is_empty() {
            if let Some(mut tag) = self.tag.take() {
                let end = bytes.iter().position(|&b| b == b'>');
                let room = TAG_BYTES.saturating_sub(tag.len());
                let more = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
                tag.extend(more.iter().take(room));
                if let Some(end) = end {
                    self.check_tag(&tag)?;
                    bytes = bytes.get(end + 1..).unwrap_or_default();
                } else {
                    self.tag = Some(tag);
                    return Ok(());
                }
            } else {
                let Some(start) = bytes.iter().position(|&b| b == b'<') else { return Ok(()) };
                self.tag = Some(Vec::with_capacity(64));
                bytes = bytes.get(start + 1..).unwrap_or_default();
            }
        }
        Ok(())
    }

    fn check_tag(&mut self, tag: &[u8]) -> Result<(), String> {
        if tag.starts_with(b"!DOCTYPE") || tag.starts_with(b"!ENTITY") {
            return Err(
                "the workbook defines XML entities, which no spreadsheet program writes: refused".into()
            );
        }
        let end = tag.iter().position(|&b| b.is_ascii_whitespace() || b == b'/').unwrap_or(tag.len());
        let name = tag.get(..end).unwrap_or_default();
        let name = name.iter().position(|&b| b == b':').and_then(|at| name.get(at + 1..)).unwrap_or(name);
        match name {
            b"c" | b"row" => attribute(tag, b"r").map_or(Ok(()), |place| self.check_place(place)),
            b"sst" => {
                self.stated_strings =
                    attribute(tag, b"uniqueCount").map_or(0, digits).max(self.stated_strings);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A cell reference (`B12`) or row number (`12`) has to lie within a sheet.
    fn check_place(&self, place: &[u8]) -> Result<(), String> {
        let letters = place.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let column = place.iter().take(letters.min(4)).fold(0u64, |column, letter| {
            column * 26 + u64::from(letter.to_ascii_uppercase().saturating_sub(b'A')) + 1
        });
        let row = place.get(letters..).unwrap_or_default();
        let is_number = !row.is_empty() && row.iter().all(u8::is_ascii_digit);
        if is_number && column <= MOST_COLUMNS && (1..=MOST_ROWS).contains(&digits(row)) {
            return Ok(());
        }
        let place =
            String::from_utf8_lossy(place.get(..place.len().min(30)).unwrap_or_default()).into_owned();
        Err(damaged(&format!("{}: cell {place} lies outside any sheet", self.part)))
    }

    /// Each shared string takes at least `<si/>`.
    fn finish(self) -> Result<(), String> {
        if self.stated_strings > self.bytes / 5 {
            return Err(damaged(&format!(
                "{} states {} strings and is too short for them",
                self.part, self.stated_strings
            )));
        }
        Ok(())
    }
}

/// The value of an attribute within a tag.
fn attribute<'t>(tag: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    let mut rest = tag;
    loop {
        let at = rest.iter().position(u8::is_ascii_whitespace)?;
        rest = rest.get(at + 1..)?;
        let Some(value) = rest.strip_prefix(name) else { continue };
        let value = value.trim_ascii_start();
        let Some(value) = value.strip_prefix(b"=") else { continue };
        let value = value.trim_ascii_start();
        let quote = *value.first()?;
        let value = value.get(1..)?;
        let end = value.iter().position(|&b| b == quote)?;
        return value.get(..end);
    }
}

/// A number in digits; too many digits give the largest.
fn digits(text: &[u8]) -> u64 {
    text.iter()
        .filter(|b| b.is_ascii_digit())
        .fold(0u64, |n, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(part: &str, xml: &str, step: usize) -> Result<(), String> {
        let mut tags = Tags::new(part);
        for piece in xml.as_bytes().chunks(step) {
            tags.feed(piece)?;
        }
        tags.finish()
    }

    #[test]
    fn places_and_counts_are_checked_however_the_bytes_are_cut() {
        for step in [1, 3, 1_000] {
            assert!(scan("s", "<row r=\"1\"><c r=\"XFD1048576\" t=\"s\"><v>0</v></c></row>", step).is_ok());
            for bad in ["ZZZZZZZ99999999999", "XFE1", "A1048577", "A0", "A", "", "A-1", "Ä1"] {
                let error = scan("s", &format!("<x:c s='1' r='{bad}'/>"), step).unwrap_err();
                assert!(error.contains("outside any sheet"), "{error}");
            }
            assert!(scan("s", "<!DOCTYPE x [<!ENTITY a \"b\">]>", step).unwrap_err().contains("entities"));
            assert!(scan("s", "<sst count=\"9\" uniqueCount=\"4000000000\"><si/></sst>", step).is_err());
        }
    }
}
