//! The rows' bytes, unpacked: eight for each element of a row.

use super::bytes::Bytes;
use super::dictionary::{Dictionary, Packing};
use crate::error::Result;
use flate2::{Decompress, FlushDecompress, Status};

/// Unpacked bytes held at once.
const PIECE: usize = 64 << 10;

/// Codes of the packing that are no small numbers.
const PADDING: u8 = 0;
const END: u8 = 252;
const LITERAL: u8 = 253;
const SPACES: u8 = 254;
const BLANK: u8 = 255;

/// How reading one row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// There is one more row.
    Row,
    /// The last row was read before.
    End,
    /// The data end inside a row.
    Cut,
    /// The packed data are damaged inside a row.
    Damaged,
}

/// The rows of one file.
pub(super) struct Data {
    pub(super) bytes: Bytes,
    packing: Packing,
    bias: f64,
    /// The bytes of the number that stands for a blank.
    blank: [u8; 8],
    blocks: Option<Blocks>,
    /// Codes of the next elements, and how many of them were used.
    codes: [u8; 8],
    used: usize,
    is_over: bool,
}

/// Blocks of zlib, one behind the other.
struct Blocks {
    engine: Decompress,
    out: Vec<u8>,
    at: usize,
    /// Where the blocks end in the file.
    end: u64,
    is_damaged: bool,
}

impl Data {
    /// The rows that follow the dictionary.
    ///
    /// # Errors
    /// [`crate::Error::Input`] if packed data do not begin as they should.
    pub(super) fn new(mut bytes: Bytes, dictionary: &Dictionary, blank: f64) -> Result<Self> {
        let blocks = if dictionary.packing == Packing::Zlib {
            bytes.long()?;
            let end = bytes.long()?;
            bytes.long()?;
            let end = u64::try_from(end).unwrap_or(0);
            if end < bytes.position() {
                return Err(bytes.damaged("packed data that end before they begin"));
            }
            Some(Blocks { engine: Decompress::new(true), out: Vec::new(), at: 0, end, is_damaged: false })
        } else {
            None
        };
        let blank = if bytes.is_big_endian { blank.to_be_bytes() } else { blank.to_le_bytes() };
        Ok(Self {
            bytes,
            packing: dictionary.packing,
            bias: dictionary.bias,
            blank,
            blocks,
            codes: [PADDING; 8],
            used: 8,
            is_over: false,
        })
    }

    /// Puts the next row's `elements` into `row`, or as many as there are.
    ///
    /// # Errors
    /// [`crate::Error::Input`] if the file cannot be read.
    pub(super) fn next_row(&mut self, elements: usize, row: &mut Vec<u8>) -> Result<Step> {
        row.clear();
        if self.is_over {
            return Ok(Step::End);
        }
        if self.packing == Packing::None {
            let taken = self.bytes.take(elements * 8, row)?;
            return Ok(self.ended(elements, taken));
        }
        for _ in 0..elements {
            if !self.unpack(row)? {
                break;
            }
        }
        Ok(self.ended(elements, row.len()))
    }

    fn ended(&mut self, elements: usize, taken: usize) -> Step {
        if taken == elements * 8 {
            return Step::Row;
        }
        self.is_over = true;
        match (&self.blocks, taken) {
            (Some(Blocks { is_damaged: true, .. }), _) => Step::Damaged,
            (_, 0) => Step::End,
            _ => Step::Cut,
        }
    }

    /// Adds one element; false at the end.
    fn unpack(&mut self, row: &mut Vec<u8>) -> Result<bool> {
        loop {
            let Some(&code) = self.codes.get(self.used) else {
                let mut codes = Vec::with_capacity(8);
                self.stored(&mut codes)?;
                let count = codes.len();
                if count == 0 {
                    return Ok(false);
                }
                codes.resize(8, PADDING);
                self.codes.copy_from_slice(&codes);
                self.used = 0;
                continue;
            };
            self.used += 1;
            match code {
                PADDING => {}
                END => return Ok(false),
                LITERAL => return Ok(self.stored(row)? == 8),
                SPACES => {
                    row.extend_from_slice(b"        ");
                    return Ok(true);
                }
                BLANK => {
                    row.extend_from_slice(&self.blank);
                    return Ok(true);
                }
                small => {
                    let value = f64::from(small) - self.bias;
                    let value =
                        if self.bytes.is_big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
                    row.extend_from_slice(&value);
                    return Ok(true);
                }
            }
        }
    }

    /// Adds the next eight bytes, out of their block where they are in one; says how many there were.
    fn stored(&mut self, out: &mut Vec<u8>) -> Result<usize> {
        let Some(blocks) = &mut self.blocks else { return self.bytes.take(8, out) };
        let mut taken = 0;
        while taken < 8 {
            let ahead = blocks.out.get(blocks.at..).unwrap_or_default();
            if ahead.is_empty() {
                if !blocks.inflate(&mut self.bytes)? {
                    break;
                }
                continue;
            }
            let part = ahead.get(..8 - taken).unwrap_or(ahead);
            out.extend_from_slice(part);
            taken += part.len();
            blocks.at += part.len();
        }
        Ok(taken)
    }
}

impl Blocks {
    /// Unpacks some more bytes; false at the end, and where the blocks are damaged.
    fn inflate(&mut self, bytes: &mut Bytes) -> Result<bool> {
        self.at = 0;
        self.out.resize(PIECE, 0);
        loop {
            let left = usize::try_from(self.end.saturating_sub(bytes.position())).unwrap_or(usize::MAX);
            let ahead = bytes.ahead()?;
            let ahead = ahead.get(..left).unwrap_or(ahead);
            let (taken, given) = (self.engine.total_in(), self.engine.total_out());
            if ahead.is_empty() {
                // Nothing of a next block was taken yet: the blocks end where they should.
                self.is_damaged = taken > 0 || left > 0;
                self.out.clear();
                return Ok(false);
            }
            let status = self.engine.decompress(ahead, &mut self.out, FlushDecompress::None);
            let (taken, given) = (self.engine.total_in() - taken, self.engine.total_out() - given);
            bytes.consume(taken as usize);
            match status {
                Ok(Status::StreamEnd) => self.engine.reset(true),
                Ok(_) if taken > 0 || given > 0 => {}
                _ => {
                    self.is_damaged = true;
                    self.out.clear();
                    return Ok(false);
                }
            }
            if given > 0 {
                self.out.truncate(given as usize);
                return Ok(true);
            }
        }
    }
}
