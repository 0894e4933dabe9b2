//! Thrift's compact protocol, in which Parquet writes what it says of itself: walked, not believed.
//!
//! Source: Apache Thrift, "Thrift Compact protocol encoding". Every length is held against the bytes that are left.

/// How deep structures may lie within each other; Parquet's own reach 7.
const MOST_DEPTH: u32 = 32;

/// Field types of the protocol.
const STOP: u8 = 0;
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;
const UUID: u8 = 13;

/// Bytes that are read from front to back.
pub(super) struct Compact<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// A field of a structure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) number: i16,
    kind: u8,
}

impl<'b> Compact<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes read so far.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn skip_bytes(&mut self, count: u64) -> Option<()> {
        let count = usize::try_from(count).ok()?;
        self.at = self.at.checked_add(count).filter(|&at| at <= self.bytes.len())?;
        Some(())
    }

    /// A whole number in seven bits a byte, the lowest first.
    pub(super) fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn integer(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// Takes each field of a structure: `take` reads those it knows and leaves the rest. None if it is damaged.
    pub(super) fn fields(&mut self, mut take: impl FnMut(&mut Self, Field) -> Option<Taken>) -> Option<()> {
        let mut number = 0i16;
        loop {
            let head = self.byte()?;
            let kind = head & 0x0f;
            if kind == STOP {
                return Some(());
            }
            let step = i16::from(head >> 4);
            number =
                if step > 0 { number.checked_add(step)? } else { i16::try_from(self.integer()?).ok()? };
            let field = Field { number, kind };
            match take(self, field)? {
                Taken::Read => {}
                Taken::Left => self.skip(field.kind, 0)?,
            }
        }
    }

    /// A field that is a whole number.
    pub(super) fn whole(&mut self, field: Field) -> Option<i64> {
        matches!(field.kind, I16 | I32 | I64).then(|| self.integer())?
    }

    /// Takes each element of a list of structures.
    pub(super) fn structures(
        &mut self,
        field: Field,
        mut take: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        let (kind, size) = self.list()?;
        if field.kind != LIST || (kind != STRUCT && size > 0) {
            return None;
        }
        (0..size).try_for_each(|_| take(self))
    }

    /// Takes the fields of a field that is a structure.
    pub(super) fn structure(
        &mut self,
        field: Field,
        take: impl FnMut(&mut Self, Field) -> Option<Taken>,
    ) -> Option<()> {
        (field.kind == STRUCT).then_some(())?;
        self.fields(take)
    }

    /// The kind of a list's elements and how many there are: each takes a byte at least.
    fn list(&mut self) -> Option<(u8, u64)> {
        let head = self.byte()?;
        let size = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        (size <= (self.bytes.len() - self.at) as u64).then_some((head & 0x0f, size))
    }

    fn skip(&mut self, kind: u8, depth: u32) -> Option<()> {
        if depth > MOST_DEPTH {
            return None;
        }
        match kind {
            // A field's truth lies in its kind.
            TRUE | FALSE if depth == 0 => Some(()),
            TRUE | FALSE | BYTE => self.skip_bytes(1),
            I16 | I32 | I64 => self.varint().map(drop),
            DOUBLE => self.skip_bytes(8),
            BINARY => {
                let length = self.varint()?;
                self.skip_bytes(length)
            }
            LIST | SET => {
                let (kind, size) = self.list()?;
                (0..size).try_for_each(|_| self.skip(kind, depth + 1))
            }
            MAP => {
                let size = self.varint()?;
                let kinds = if size > 0 { self.byte()? } else { 0 };
                let left = (self.bytes.len() - self.at) as u64;
                (size <= left).then_some(())?;
                (0..size).try_for_each(|_| {
                    self.skip(kinds >> 4, depth + 1)?;
                    self.skip(kinds & 0x0f, depth + 1)
                })
            }
            STRUCT => self.skip_fields(depth),
            UUID => self.skip_bytes(16),
            _ => None,
        }
    }

    fn skip_fields(&mut self, depth: u32) -> Option<()> {
        loop {
            let head = self.byte()?;
            let kind = head & 0x0f;
            if kind == STOP {
                return Some(());
            }
            if head >> 4 == 0 {
                self.integer()?;
            }
            match kind {
                TRUE | FALSE => {}
                kind => self.skip(kind, depth + 1)?,
            }
        }
    }
}

/// Whether a field was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Read,
    Left,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Field 1: 300 as i32; field 3: a list of two structures that each have field 1, a byte string.
    const SOUND: &[u8] = &[0x15, 0xd8, 0x04, 0x29, 0x2c, 0x18, 2, b'a', b'b', 0, 0x18, 0, 0, 0];

    fn walk(bytes: &[u8]) -> Option<(i64, usize, usize)> {
        let (mut value, mut structures) = (0, 0);
        let mut compact = Compact::new(bytes);
        compact.fields(|compact, field| {
            match field.number {
                1 => value = compact.whole(field)?,
                3 => compact.structures(field, |compact| {
                    structures += 1;
                    compact.fields(|_, _| Some(Taken::Left))
                })?,
                _ => return Some(Taken::Left),
            }
            Some(Taken::Read)
        })?;
        Some((value, structures, compact.position()))
    }

    #[test]
    fn structures_are_walked_and_lies_refused() {
        assert_eq!(walk(SOUND), Some((300, 2, SOUND.len())));
        for cut in 0..SOUND.len() {
            assert_eq!(walk(&SOUND[..cut]), None, "{cut}");
        }
        // A list of 2^31 truth values, a string of 2^60 bytes, structures without end.
        assert_eq!(walk(&[0x59, 0xf1, 0xff, 0xff, 0xff, 0xff, 7, 0]), None);
        assert_eq!(walk(&[0x58, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 7, 0]), None);
        assert_eq!(walk(&vec![0x5c; 100_000]), None);
        assert_eq!(walk(&[0x59, 0xf9, 0xff, 7].repeat(3)), None);
    }
}
