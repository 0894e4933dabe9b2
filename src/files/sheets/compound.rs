//! OLE containers ("compound files"), in which old Excel keeps its workbooks: a file system in sectors.
//!
//! Source: [MS-CFB], Compound File Binary File Format. Every chain of sectors is followed for no more sectors than the
//! file has, and every place is checked to lie within it.

const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Sector numbers from here on are marks: end of a chain, free, not in use.
const MARKS: u32 = 0xffff_fffa;

/// Streams shorter than this lie in small sectors within the root's stream.
const SHORT: usize = 4096;
const SMALL_SECTOR: usize = 64;

/// Whether bytes begin as a container does.
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// A container and where its streams lie.
pub(super) struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    /// The sector that follows each one.
    next: Vec<u32>,
    next_small: Vec<u32>,
    small: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

impl<'b> Compound<'b> {
    /// Reads the directory; none if it is damaged.
    pub(super) fn open(bytes: &'b [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let (next, next_small) = (Vec::new(), Vec::new());
        let mut compound = Self { bytes, sector, next, next_small, small: Vec::new(), entries: Vec::new() };
        compound.next = compound.table()?;
        let directory = compound.chain(u32_at(bytes, 48)?, usize::MAX);
        compound.entries =
            directory.chunks_exact(128).filter_map(|entry| Entry::read(entry, sector)).collect();
        let root = compound.entries.first()?;
        compound.small = compound.chain(root.start, root.length);
        let small = compound.chain(u32_at(bytes, 60)?, usize::MAX);
        compound.next_small = numbers(&small);
        Some(compound)
    }

    /// A stream's bytes, by its name in any case.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        if entry.length >= SHORT {
            return Some(self.chain(entry.start, entry.length));
        }
        let mut stream = Vec::new();
        let mut at = entry.start;
        while stream.len() < entry.length {
            let start = (at as usize).checked_mul(SMALL_SECTOR)?;
            let Some(piece) = self.small.get(start..self.small.len().min(start + SMALL_SECTOR)) else {
                break;
            };
            stream.extend_from_slice(piece);
            let Some(&next) = self.next_small.get(at as usize) else { break };
            at = next;
        }
        stream.truncate(entry.length);
        Some(stream)
    }

    /// The table of sectors: the header has the places of its first 109 sectors, further sectors those of the rest.
    fn table(&self) -> Option<Vec<u32>> {
        let mut places = numbers(self.bytes.get(76..512)?);
        let mut more = u32_at(self.bytes, 68)?;
        let sectors = self.bytes.len() / self.sector;
        for _ in 0..=sectors {
            let Some(listed) = self.sector_at(more) else { break };
            let mut listed = numbers(listed);
            more = listed.pop()?;
            places.extend(listed);
        }
        let mut next = Vec::new();
        // A sector that is named twice is no cause to read more of them than there are.
        for sector in places.iter().filter(|&&place| place < MARKS).take(sectors) {
            next.extend(numbers(self.sector_at(*sector)?));
        }
        Some(next)
    }

    /// The bytes of a chain of sectors, `length` at most; what lies beyond the file's end is left out.
    fn chain(&self, start: u32, length: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut at = start;
        for _ in 0..=self.bytes.len() / self.sector {
            let Some(sector) = self.sector_at(at) else { break };
            bytes.extend_from_slice(sector);
            let Some(&next) = self.next.get(at as usize) else { break };
            if bytes.len() >= length {
                break;
            }
            at = next;
        }
        bytes.truncate(length);
        bytes
    }

    fn sector_at(&self, at: u32) -> Option<&'b [u8]> {
        if at >= MARKS {
            return None;
        }
        let start = (at as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.saturating_add(self.sector).min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }
}

impl Entry {
    /// None for an entry that is not in use.
    fn read(bytes: &[u8], sector: usize) -> Option<Self> {
        let name_bytes = usize::from(u16_at(bytes, 64)?).min(64);
        if !matches!(bytes.get(66)?, 2 | 5) {
            return None;
        }
        let units: Vec<u16> = bytes
            .get(..name_bytes)?
            .chunks_exact(2)
            .filter_map(|pair| u16_at(pair, 0))
            .take_while(|&unit| unit != 0)
            .collect();
        // The upper half of a length may be anything where sectors have 512 bytes.
        let upper = if sector == 512 { 0 } else { u64::from(u32_at(bytes, 124)?) << 32 };
        let length = usize::try_from(upper | u64::from(u32_at(bytes, 120)?)).ok()?;
        Some(Self { name: String::from_utf16_lossy(&units), start: u32_at(bytes, 116)?, length })
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect()
}

/// A number in two bytes, the lower first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

/// A number in four bytes, the lower first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}
