//! What a Parquet file claims, checked before anything is allocated for it.
//!
//! The parquet crate holds the claims of a file's footer against its bytes, but follows nested columns by recursion, and
//! takes what pages say of their size and number of values as it stands.

use super::source::Source;
use super::thrift::{Compact, Taken};
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, Length};

/// Most bytes of a footer. One of 20,000 columns has 3 MB.
const MOST_FOOTER: u64 = 64 << 20;

/// Most columns, nested ones and those that hold them included; Excel's sheets have 16,384.
const MOST_COLUMNS: usize = 100_000;

/// How deep columns may be nested.
const MOST_NESTING: usize = 32;

/// Most bytes that the pages which are held at once may take: the dictionary and largest page of each column.
const MOST_HELD: u64 = 384 << 20;

/// Bytes that a value of a dictionary takes beside its text.
const PER_VALUE: u64 = 32;

/// A page's header, whose statistics may hold a value in full.
const HEADER: usize = 64 << 10;
const MOST_HEADER: usize = 16 << 20;

/// Most values of a page whose lengths are all decoded at once, and most bytes of one whose values repeat the beginning
/// of the one before, so that a batch of them stays within [`MOST_HELD`].
const MOST_LENGTHS: u64 = 16 << 20;
const MOST_REPEATING: usize = 4 << 20;

fn fault(message: impl Into<String>) -> ParquetError {
    ParquetError::General(message.into())
}

/// Walks the footer.
///
/// # Errors
/// If it is cut, encrypted, too large, or claims what it cannot hold.
pub(super) fn check_footer(source: &Source) -> Result<()> {
    let length = source.len();
    let tail = length.checked_sub(8).ok_or_else(|| fault("it is cut off"))?;
    let bytes = source.get_bytes(tail, 8)?;
    let (size, magic) = bytes.split_at_checked(4).ok_or_else(|| fault("it is cut off"))?;
    if magic == b"PARE" {
        return Err(fault(ENCRYPTED));
    }
    if magic != b"PAR1" {
        return Err(fault("its end is missing"));
    }
    let size = size.first_chunk().map_or(0, |size| u64::from(u32::from_le_bytes(*size)));
    if size > MOST_FOOTER || size > tail.saturating_sub(4) || size == 0 {
        return Err(fault(format!("a footer of {size} bytes cannot be in it")));
    }
    let footer = source.get_bytes(tail - size, size as usize)?;
    walk_footer(&footer)
}

/// Said of files under encryption.
pub(super) const ENCRYPTED: &str = "encrypted";

fn walk_footer(footer: &[u8]) -> Result<()> {
    let (mut children, mut is_encrypted) = (Vec::new(), false);
    let walked = Compact::new(footer).fields(|compact, field| {
        match field.number {
            // The schema: each column group with the number of its columns, before them.
            2 => compact.structures(field, |compact| {
                let mut own = 0;
                compact.fields(|compact, field| {
                    if field.number != 5 {
                        return Some(Taken::Left);
                    }
                    own = compact.whole(field)?;
                    Some(Taken::Read)
                })?;
                children.push(usize::try_from(own).ok()?);
                (children.len() <= MOST_COLUMNS).then_some(())
            })?,
            8 => {
                is_encrypted = true;
                return Some(Taken::Left);
            }
            _ => return Some(Taken::Left),
        }
        Some(Taken::Read)
    });
    if is_encrypted {
        return Err(fault(ENCRYPTED));
    }
    walked.ok_or_else(|| fault("its footer cannot be followed"))?;
    let mut open: Vec<usize> = Vec::new();
    for own in children {
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        open.push(own);
        while open.last() == Some(&0) {
            open.pop();
        }
        if open.len() > MOST_NESTING {
            return Err(fault(format!("columns nested more than {MOST_NESTING} deep")));
        }
    }
    Ok(())
}

/// What a page's header says.
#[derive(Debug, Default)]
struct Header {
    is_dictionary: bool,
    inflated: u64,
    stored: u64,
    values: u64,
    /// Bytes of the header itself.
    length: u64,
}

fn header(bytes: &[u8]) -> Option<Header> {
    let mut header = Header::default();
    let mut compact = Compact::new(bytes);
    let size = |number: i64| u64::try_from(number).ok();
    compact.fields(|compact, field| {
        match field.number {
            2 => header.inflated = size(compact.whole(field)?)?,
            3 => header.stored = size(compact.whole(field)?)?,
            5 | 7 | 8 => {
                header.is_dictionary = field.number == 7;
                compact.structure(field, |compact, inner| {
                    if inner.number != 1 {
                        return Some(Taken::Left);
                    }
                    header.values = size(compact.whole(inner)?)?;
                    Some(Taken::Read)
                })?;
            }
            _ => return Some(Taken::Left),
        }
        Some(Taken::Read)
    })?;
    header.length = compact.position() as u64;
    Some(header)
}

/// Walks the headers of a column's pages in one group of `rows` rows; gives the bytes that its dictionary and largest
/// page take.
fn bytes_held(source: &Source, chunk: &ColumnChunkMetaData, rows: u64) -> Result<u64> {
    let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
    let start = u64::try_from(start).map_err(|_| fault("a column begins before the file"))?;
    let length = u64::try_from(chunk.compressed_size()).map_err(|_| fault("a column without size"))?;
    let end = start.checked_add(length).filter(|&end| end <= source.len());
    let end = end.ok_or_else(|| fault("a column lies beyond its end"))?;
    let (mut at, mut dictionary, mut largest) = (start, 0, 0);
    while at < end {
        let header = header_at(source, at)?;
        at = at.saturating_add(header.length).saturating_add(header.stored);
        if at > end {
            return Err(fault("a page goes beyond its column"));
        }
        let bytes = header.inflated.saturating_add(header.stored);
        if header.is_dictionary {
            // Each value takes a byte at least, but those of one bit.
            if header.values > header.inflated.saturating_mul(8) {
                return Err(fault("a dictionary states more values than it has"));
            }
            dictionary = bytes.saturating_add(header.values.saturating_mul(PER_VALUE));
        } else {
            if header.values > rows {
                return Err(fault("a page states more values than the file has rows"));
            }
            largest = bytes.max(largest);
        }
    }
    Ok(dictionary.saturating_add(largest))
}

fn header_at(source: &Source, at: u64) -> Result<Header> {
    for most in [HEADER, MOST_HEADER] {
        if let Some(header) = header(&source.up_to(at, most)?) {
            return Ok(header);
        }
    }
    Err(fault("a page's header cannot be followed"))
}

/// Checks the pages of the columns that are read together.
///
/// # Errors
/// If they would take more than [`MOST_HELD`] bytes, or lie about their sizes.
pub(super) fn check_pages<'c>(
    source: &Source,
    chunks: impl Iterator<Item = &'c ColumnChunkMetaData>,
    rows: u64,
) -> Result<()> {
    let mut held = 0u64;
    for chunk in chunks {
        held = held.saturating_add(bytes_held(source, chunk, rows)?);
        if held > MOST_HELD {
            let limit = MOST_HELD >> 20;
            return Err(fault(format!(
                "its pages take more than {limit} MB at once; write it with smaller pages"
            )));
        }
    }
    Ok(())
}

/// Pages whose values are only decoded if they can be what they state.
pub(super) struct CheckedPages<P> {
    pub(super) pages: P,
    /// Level of a value that is there; 0 where none may be missing.
    pub(super) level: i16,
}

impl<P: PageReader> PageReader for CheckedPages<P> {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.iter().try_for_each(|page| check_page(page, self.level))?;
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }
}

impl<P: PageReader> Iterator for CheckedPages<P> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

/// Pages that give lengths first have all of them decoded before any value is read.
fn check_page(page: &Page, level: i16) -> Result<()> {
    if !matches!(page.encoding(), Encoding::DELTA_LENGTH_BYTE_ARRAY | Encoding::DELTA_BYTE_ARRAY) {
        return Ok(());
    }
    let (bytes, levels) = match page {
        Page::DataPage { buf, .. } if level > 0 => {
            let length = buf.first_chunk().map(|length| u32::from_le_bytes(*length) as usize);
            (buf, length.and_then(|length| length.checked_add(4)))
        }
        Page::DataPage { buf, .. } => (buf, Some(0)),
        Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, .. } => {
            (buf, def_levels_byte_len.checked_add(*rep_levels_byte_len).map(|levels| levels as usize))
        }
        Page::DictionaryPage { .. } => return Ok(()),
    };
    let values = u64::from(page.num_values());
    let lengths = |bytes: &[u8]| {
        packed_numbers(bytes)
            .filter(|(count, _)| *count <= values && *count <= MOST_LENGTHS)
            .map(|(_, end)| end)
    };
    let body = levels.and_then(|levels| bytes.get(levels..)).unwrap_or_default();
    let mut end = lengths(body);
    if page.encoding() == Encoding::DELTA_BYTE_ARRAY {
        if bytes.len() > MOST_REPEATING {
            let limit = MOST_REPEATING >> 20;
            return Err(fault(format!(
                "a page of repeating text has more than {limit} MB; write smaller pages"
            )));
        }
        end = end.and_then(|end| lengths(body.get(end..)?));
    }
    end.map(drop).ok_or_else(|| fault("a page states more values than it has"))
}

/// How many numbers a stretch of packed differences holds, and where it ends.
///
/// Source: Apache Parquet, "Delta Encoding (DELTA_BINARY_PACKED = 5)".
fn packed_numbers(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut compact = Compact::new(bytes);
    let (block, pieces, count) = (compact.varint()?, compact.varint()?, compact.varint()?);
    compact.varint()?;
    let per_piece = block.checked_div(pieces).filter(|&numbers| numbers > 0 && pieces <= block)?;
    let mut left = count.saturating_sub(1);
    let mut at = compact.position();
    while left > 0 {
        let mut head = Compact::new(bytes.get(at..)?);
        head.varint()?;
        at += head.position();
        let widths = bytes.get(at..at.checked_add(usize::try_from(pieces).ok()?)?)?;
        at += widths.len();
        for &width in widths {
            if left == 0 {
                break;
            }
            let size = per_piece.checked_mul(u64::from(width))?.div_ceil(8);
            at = at.checked_add(usize::try_from(size).ok()?).filter(|&at| at <= bytes.len())?;
            left = left.saturating_sub(per_piece);
        }
    }
    Some((count, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_counted_and_lies_refused() {
        // Blocks of 128 in 4 pieces; 5 numbers from 2 on; one piece of 4 bits a number.
        let mut bytes = vec![0x80, 1, 4, 5, 4, 0, 4, 0, 0, 0];
        bytes.extend([0x11; 16]);
        bytes.extend(b"rest");
        assert_eq!(packed_numbers(&bytes), Some((5, 26)));
        assert_eq!(packed_numbers(&bytes[..20]), None);
        // Two thousand million lengths of no bits each take blocks all the same.
        assert_eq!(packed_numbers(&[0x80, 1, 4, 0xff, 0xff, 0xff, 0xff, 7, 4, 0, 0, 0, 0, 0]), None);
        assert_eq!(packed_numbers(&[0, 0, 5, 4]), None);
    }

    #[test]
    fn deep_columns_and_encryption_are_seen_in_the_footer() {
        let footer = |depth: usize, extra: &[u8]| {
            let mut bytes = vec![0x29, 0xfc];
            bytes.extend([0x80 | (depth % 128) as u8, (depth / 128) as u8]);
            // Field 5, one child; the last has none.
            bytes.extend([0x55, 2, 0].repeat(depth - 1));
            bytes.push(0);
            bytes.extend(extra);
            bytes.push(0);
            bytes
        };
        assert!(walk_footer(&footer(20, &[])).is_ok());
        assert!(walk_footer(&footer(10_000, &[])).unwrap_err().to_string().contains("nested"));
        assert!(walk_footer(&footer(3, &[0x6c, 0])).unwrap_err().to_string().contains(ENCRYPTED));
    }
}
