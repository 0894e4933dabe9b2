//! What a zipped workbook claims, checked before anything is allocated for it.
//!
//! calamine trusts an XLSX file: it reserves memory for the number of strings that the workbook states, holds them and
//! all formats, and reads cell references into 32 bits. So every part is inflated once beforehand, counted, and its tags
//! looked at. Of an OpenDocument file we read the contents alone, with a reader of our own; here they are counted.

use super::{MOST_COLUMNS, MOST_ROWS, PASSWORD, SAVE_ANEW};
use crate::files::recognize::zip_without_workbook;
use memchr::{memchr, memchr3};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most parts of a workbook; a real one has some ten and one per sheet.
const MOST_PARTS: usize = 10_000;

/// Most bytes of all parts together when inflated.
const MOST_BYTES: u64 = 2 << 30;

/// Beyond this size a workbook may not be inflated to more than [`MOST_RATIO`] times the file. Real sheets reach 20.
const RATIO_FROM: u64 = 64 << 20;
const MOST_RATIO: u64 = 200;

/// Bytes that the strings which sheets share may take, and how often the file's size beyond: they are held as long as a
/// sheet is read. Strings of ten random letters, all different, take 4.4 times their file.
const STRINGS_FROM: u64 = 192 << 20;
const STRINGS_RATIO: u64 = 24;

/// What a string takes beside its letters.
const PER_STRING: u64 = 40;

/// Most cell formats, fonts and the like of a workbook; Excel allows 65,490 formats.
const MOST_FORMATS: u64 = 200_000;

/// A text without a tag in it that is longer than this is no cell; CSV's rows end there too.
pub(super) const MOST_TEXT: usize = 64 << 20;

/// A tag longer than this is no tag of a workbook.
const MOST_TAG: usize = 64 << 10;

/// What kind of workbook an archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Package {
    Xlsx,
    OpenDocument,
}

/// Checks a zip archive.
///
/// # Errors
/// A sentence for the user: what is wrong with the workbook and what to do.
pub(super) fn check(bytes: &[u8]) -> Result<Package, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e.to_string()))?;
    if archive.len() > MOST_PARTS {
        return Err(format!("more than {MOST_PARTS} parts in the workbook: save it anew as XLSX"));
    }
    let names: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    let package = package(&mut archive, &names)?;
    let file = bytes.len() as u64;
    let mut left = file.saturating_mul(MOST_RATIO).clamp(RATIO_FROM, MOST_BYTES);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|e| damaged(&e.to_string()))?;
        let name = part.name().map_err(|e| damaged(&e.to_string()))?.into_owned();
        if package == Package::OpenDocument && !matches!(name.as_str(), CONTENT | MANIFEST) {
            continue;
        }
        let mut tags = Tags::new(&name, file.saturating_mul(STRINGS_RATIO).max(STRINGS_FROM));
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
    Ok(package)
}

const CONTENT: &str = "content.xml";
const MANIFEST: &str = "META-INF/manifest.xml";

fn package(archive: &mut ZipArchive<Cursor<&[u8]>>, names: &[String]) -> Result<Package, String> {
    if names.iter().any(|name| name.rsplit(['/', '\\']).next() == Some("workbook.xml")) {
        return Ok(Package::Xlsx);
    }
    let mut kind = String::new();
    if let Ok(part) = archive.by_name("mimetype") {
        part.take(100).read_to_string(&mut kind).map_err(|e| damaged(&e.to_string()))?;
    }
    let is_sheet = kind.starts_with("application/vnd.oasis.opendocument.spreadsheet");
    if is_sheet && names.iter().any(|name| name == CONTENT) {
        return Ok(Package::OpenDocument);
    }
    Err(zip_without_workbook(names, &kind))
}

fn damaged(reason: &str) -> String {
    format!("the workbook is damaged ({reason}): {SAVE_ANEW}")
}

/// Looks at the tags of one part as its bytes go by.
struct Tags<'n> {
    part: &'n str,
    /// Whether the part is XML; pictures are only counted.
    is_xml: bool,
    /// The tag that is being read, as far as it is known.
    tag: Option<Tag>,
    bytes: u64,
    /// Bytes since the last tag.
    text: u64,
    stated_strings: u64,
    /// Shared strings, and the most bytes that they may take.
    strings: u64,
    most_strings: u64,
    formats: u64,
    /// Rows and cells that were opened and not closed yet.
    unclosed: i64,
}

#[derive(Debug, Default)]
struct Tag {
    bytes: Vec<u8>,
    /// The quote that an attribute's value was opened with.
    quote: Option<u8>,
}

impl<'n> Tags<'n> {
    fn new(part: &'n str, most_strings: u64) -> Self {
        let ending = part.rsplit('.').next().unwrap_or("");
        let is_xml = ["xml", "rels", "vml"].iter().any(|known| ending.eq_ignore_ascii_case(known));
        Self {
            part,
            is_xml,
            tag: None,
            bytes: 0,
            text: 0,
            stated_strings: 0,
            strings: 0,
            most_strings,
            formats: 0,
            unclosed: 0,
        }
    }

    fn feed(&mut self, mut bytes: &[u8]) -> Result<(), String> {
        self.bytes += bytes.len() as u64;
        if !self.is_xml {
            return Ok(());
        }
        if memchr(0, bytes).is_some() {
            return Err(damaged(&format!("{} is not in UTF-8", self.part)));
        }
        while !bytes.is_empty() {
            let mut tag = match self.tag.take() {
                Some(tag) => tag,
                None => match self.next_tag(bytes)? {
                    Some(start) => {
                        bytes = bytes.get(start..).unwrap_or_default();
                        Tag::default()
                    }
                    None => return Ok(()),
                },
            };
            let (more, ended) = rest_of_tag(bytes, &mut tag.quote);
            let piece = bytes.get(..more).unwrap_or_default();
            bytes = bytes.get(more + usize::from(ended)..).unwrap_or_default();
            if tag.bytes.len() + more > MOST_TAG {
                return Err(damaged(&format!("{}: a tag without end", self.part)));
            }
            // Most tags lie within one piece and are not copied.
            if ended && tag.bytes.is_empty() {
                self.check_tag(piece)?;
            } else {
                tag.bytes.extend(piece);
                if ended {
                    self.check_tag(&tag.bytes)?;
                } else {
                    self.tag = Some(tag);
                }
            }
        }
        Ok(())
    }

    /// Where the next tag begins, behind its sign; none if there is only text.
    fn next_tag(&mut self, bytes: &[u8]) -> Result<Option<usize>, String> {
        let start = memchr(b'<', bytes);
        self.text += start.unwrap_or(bytes.len()) as u64;
        if self.text > MOST_TEXT as u64 {
            return Err(format!("a cell has more than {} MB of text: refused", MOST_TEXT >> 20));
        }
        if start.is_some() {
            self.text = 0;
        }
        Ok(start.map(|start| start + 1))
    }

    fn check_tag(&mut self, tag: &[u8]) -> Result<(), String> {
        let is_manifest = self.part == MANIFEST;
        if tag.starts_with(b"!ENTITY") || (tag.starts_with(b"!DOCTYPE") && !is_manifest) {
            return Err(
                "the workbook defines XML entities, which no spreadsheet program writes: refused".into()
            );
        }
        if let Some(closed) = tag.strip_prefix(b"/") {
            self.unclosed -= i64::from(matches!(local_name(closed), b"c" | b"row"));
            return Ok(());
        }
        match local_name(tag) {
            b"c" | b"row" => {
                self.unclosed += i64::from(!tag.ends_with(b"/"));
                attribute(tag, b"r").map_or(Ok(()), |place| self.check_place(place))
            }
            b"sst" => {
                self.stated_strings =
                    attribute(tag, b"uniqueCount").map_or(0, digits).max(self.stated_strings);
                Ok(())
            }
            b"si" => {
                self.strings += 1;
                if self.bytes.saturating_add(self.strings * PER_STRING) > self.most_strings {
                    return Err("more shared strings than a workbook of this size holds: refused".into());
                }
                Ok(())
            }
            b"xf" | b"font" | b"fill" | b"border" | b"numFmt" | b"sheet" | b"definedName"
            | b"Relationship" => {
                self.formats += 1;
                if self.formats > MOST_FORMATS {
                    return Err(damaged(&format!("{}: more than {MOST_FORMATS} formats", self.part)));
                }
                Ok(())
            }
            b"encryption-data" if is_manifest => Err(PASSWORD.into()),
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
        // calamine does not ask which tag is closed.
        if self.unclosed != 0 {
            return Err(damaged(&format!("{}: a row or cell is not closed", self.part)));
        }
        Ok(())
    }
}

/// A tag's name without its prefix.
fn local_name(tag: &[u8]) -> &[u8] {
    let end = tag.iter().position(|&b| b.is_ascii_whitespace() || b == b'/').unwrap_or(tag.len());
    let name = tag.get(..end).unwrap_or_default();
    memchr(b':', name).and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

/// How many of the bytes belong to a tag that was opened before them, and whether it ends there. A value in quotes may
/// hold what would end it.
fn rest_of_tag(bytes: &[u8], quote: &mut Option<u8>) -> (usize, bool) {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let found = match *quote {
            Some(open) => memchr(open, rest),
            None => memchr3(b'>', b'"', b'\'', rest),
        };
        let Some(found) = found else { return (bytes.len(), false) };
        let sign = rest.get(found).copied();
        at += found;
        if quote.take().is_none() {
            if sign == Some(b'>') {
                return (at, true);
            }
            *quote = sign;
        }
        at += 1;
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
        let mut tags = Tags::new(part, STRINGS_FROM);
        for piece in xml.as_bytes().chunks(step) {
            tags.feed(piece)?;
        }
        tags.finish()
    }

    #[test]
    fn places_and_counts_are_checked_however_the_bytes_are_cut() {
        for step in [1, 3, 1_000] {
            assert!(
                scan("s.xml", "<row r=\"1\"><c r=\"XFD1048576\" t=\"s\"><v>0</v></c></row>", step).is_ok()
            );
            for bad in ["ZZZZZZZ99999999999", "XFE1", "A1048577", "A0", "A", "", "A-1", "Ä1"] {
                let error = scan("s.xml", &format!("<x:c s='1' r='{bad}'/>"), step).unwrap_err();
                assert!(error.contains("outside any sheet"), "{error}");
            }
            assert!(
                scan("s.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]>", step).unwrap_err().contains("entities")
            );
            let hidden = "<sst x=\">\" uniqueCount='4000000000'><si/></sst>";
            assert!(scan("s.xml", hidden, step).unwrap_err().contains("too short"));
            assert!(scan("s.xml", "<\0s\0", step).unwrap_err().contains("UTF-8"));
            assert!(scan("s.png", "<\0s\0<!DOCTYPE", step).is_ok());
            assert!(scan("s.xml", "<sst count=\"9\" uniqueCount=\"4000000000\"><si/></sst>", step).is_err());
        }
    }
}
