//! What a file is, by its first bytes: its extension is not asked.

/// What the reader can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Delimited text in some encoding.
    Text,
    /// JSON, or one JSON object on each line.
    Json,
    /// A zip archive, to be opened as a workbook.
    Zip,
    /// An OLE container with an old Excel workbook.
    OldExcel,
    /// Columns in Apache Parquet.
    Parquet,
    /// An SPSS system file.
    Spss,
    /// The description of a Triple-S survey.
    TripleS,
}

const SAVE_AS: &str = "save the data as CSV or XLSX";

/// First bytes of formats that are not read, and what they are called.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-zip archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"PARE", "an encrypted Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"<stata_dta>", "a Stata file"),
    (b"{\\rtf", "an RTF document"),
];

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Share of control characters from which bytes are taken for binary data. Random bytes have 11 %; text has none.
const MOST_CONTROL: f64 = 0.02;

/// Whether the format can only be told from the whole file, as `head` begins.
pub(super) fn needs_whole(head: &[u8]) -> bool {
    is_zip(head) || head.starts_with(OLE)
}

fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Names the format, or says what the file looks like instead and what to do.
pub(super) fn recognize(bytes: &[u8]) -> Result<Format, String> {
    if is_zip(bytes) {
        return Ok(Format::Zip);
    }
    if bytes.starts_with(OLE) {
        return ole(bytes);
    }
    if bytes.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if bytes.starts_with(b"$FL2") || bytes.starts_with(b"$FL3") {
        return Ok(Format::Spss);
    }
    if let Some((_, name)) = FOREIGN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(format!("looks like {name}, not a table: {SAVE_AS}"));
    }
    if is_triple_s(bytes) {
        return Ok(Format::TripleS);
    }
    if is_json(bytes) {
        return Ok(Format::Json);
    }
    markup(bytes)
        .map_or(Ok(Format::Text), |name| Err(format!("looks like {name}, not CSV or XLSX: {SAVE_AS}")))
}

/// Number of control characters that text does not have.
pub(super) fn control(bytes: &[u8]) -> u64 {
    let is_control = |b: u8| u8::from((b < 0x20 && b != b'\t' && b != b'\n' && b != b'\r') || b == 0x7f);
    // Counts that fit a byte, so that many bytes are looked at in one step.
    bytes.chunks(255).map(|chunk| u64::from(chunk.iter().map(|&b| is_control(b)).sum::<u8>())).sum()
}

/// Whether single-byte text holds so many control characters that it cannot be text.
pub(super) fn is_binary(control: u64, bytes: u64) -> bool {
    control > 8 && control as f64 > MOST_CONTROL * bytes as f64
}

/// What is wrong with a zip archive that is no workbook, by the names of its parts and the kind that it states.
pub(super) fn zip_without_workbook(names: &[String], mimetype: &str) -> String {
    let has = |part: &str| names.iter().any(|name| name.starts_with(part));
    let name = if has("xl/workbook.bin") {
        "a binary workbook (.xlsb)"
    } else if has("word/") {
        "a Word document"
    } else if has("ppt/") {
        "a PowerPoint file"
    } else if has("Index/") {
        "an Apple Numbers or Pages file"
    } else if mimetype.contains("opendocument.text") {
        "an OpenDocument text"
    } else if mimetype.contains("opendocument") {
        "an OpenDocument file without a spreadsheet"
    } else {
        "a zip archive without a workbook"
    };
    format!("looks like {name}: {SAVE_AS}")
}

/// An OLE container: an Excel workbook from before 2007, a later one under password, or another Office file.
fn ole(bytes: &[u8]) -> Result<Format, String> {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    if holds("EncryptedPackage") {
        Err("password-protected workbook: save a copy without password".into())
    } else if holds("Workbook") || holds("Book") {
        Ok(Format::OldExcel)
    } else {
        Err(format!("looks like an old or damaged Office file: {SAVE_AS}"))
    }
}

/// XML whose first element is `sss`.
fn is_triple_s(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let mut rest = bytes.get(..4 << 10).unwrap_or(bytes);
    // Declarations and comments may stand before it; a document type may hold declarations in brackets.
    while let [b'<', b'?' | b'!', ..] = rest {
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', ..] => b"-->",
            [b'<', b'!', ..] if memchr::memmem::find(rest, b"[<").is_some() => b"]>",
            _ => b">",
        };
        let Some(at) = memchr::memmem::find(rest, end) else { return false };
        rest = rest.get(at + end.len()..).unwrap_or_default().trim_ascii_start();
    }
    rest.starts_with(b"<sss")
}

/// Whether text begins as an object or as a list of objects or lists, in UTF-8 or UTF-16.
fn is_json(bytes: &[u8]) -> bool {
    let is_mark = |b: &u8| matches!(b, 0xef | 0xbb | 0xbf | 0xfe | 0xff | 0);
    let mut telling =
        bytes.iter().skip_while(|b| is_mark(b)).filter(|b| **b != 0 && !b.is_ascii_whitespace());
    matches!(
        (telling.next(), telling.next()),
        (Some(b'{'), Some(b'"' | b'}')) | (Some(b'['), Some(b'{' | b'[' | b']'))
    )
}

/// Text that is no table: a page, or data in another notation.
fn markup(bytes: &[u8]) -> Option<&'static str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head: Vec<u8> = bytes
        .iter()
        .copied()
        .skip_while(u8::is_ascii_whitespace)
        .take(64)
        .collect::<Vec<u8>>()
        .to_ascii_lowercase();
    let starts = |prefix: &str| head.starts_with(prefix.as_bytes());
    if starts("<!doctype html") || starts("<html") || starts("<head") || starts("<!--") {
        return Some("a web page (a login page, perhaps)");
    }
    if starts("<?xml") {
        return Some("an XML file");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_foreign_format_is_named() {
        let cases: [(&[u8], &str); 5] = [
            (b"\x89PNG\r\n\x1a\n", "PNG"),
            (b"\x1f\x8b\x08", "gzip"),
            (b"PARE....", "encrypted Parquet"),
            (b"  <!DOCTYPE html><html>", "web page"),
            (b"<?xml version=\"1.0\"?>", "XML"),
        ];
        for (bytes, name) in cases {
            let message = recognize(bytes).unwrap_err();
            assert!(message.contains(name) && message.contains("CSV"), "{message}");
        }
        assert_eq!(recognize(b"id,comment\n1,a\n"), Ok(Format::Text));
        assert_eq!(recognize(b"[id],comment\n"), Ok(Format::Text));
        for json in [b"{\"id\": 1}".as_slice(), b"[ {\"id\": 1}]", b"\xef\xbb\xbf{}", b"\xff\xfe{\0\"\0"] {
            assert_eq!(recognize(json), Ok(Format::Json));
        }
    }

    #[test]
    fn a_password_and_an_old_workbook_are_told_apart() {
        let container = |stream: &str| {
            let mut bytes = OLE.to_vec();
            bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        };
        assert!(recognize(&container("EncryptedPackage")).unwrap_err().contains("password"));
        assert_eq!(recognize(&container("Workbook")), Ok(Format::OldExcel));
        assert!(recognize(&container("WordDocument")).unwrap_err().contains("an old or damaged Office file"));
        assert_eq!(recognize(b"PAR1"), Ok(Format::Parquet));
    }

    #[test]
    fn random_bytes_are_binary_and_text_is_not() {
        let random: Vec<u8> = (0..4_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let is_binary = |bytes: &[u8]| is_binary(control(bytes), bytes.len() as u64);
        assert!(is_binary(&random));
        assert!(!is_binary("naïve\tcafé\r\n".repeat(50).as_bytes()));
    }
}
