//! The bytes of an SPSS file in order. Nothing that the file claims is reserved before it is there.

use crate::error::{Error, Result};
use crate::files::input::Input;
use sha2::{Digest, Sha256};

/// Bytes read at once.
const PIECE: usize = 64 << 10;

/// A file read from its first byte to its last, hashed on the way.
pub(super) struct Bytes {
    input: Input,
    piece: Vec<u8>,
    at: usize,
    before: u64,
    sha256: Sha256,
    /// Whether numbers have their highest byte first.
    pub(super) is_big_endian: bool,
}

impl Bytes {
    /// The file from its beginning.
    pub(super) fn new(mut input: Input) -> Result<Self> {
        input.rewind()?;
        let (piece, sha256) = (Vec::new(), Sha256::new());
        Ok(Self { input, piece, at: 0, before: 0, sha256, is_big_endian: false })
    }

    /// File name for messages.
    pub(super) fn file(&self) -> &str {
        &self.input.file
    }

    /// How many bytes were taken so far.
    pub(super) fn position(&self) -> u64 {
        self.before + self.at as u64
    }

    /// The bytes that are at hand, some as long as the file has any.
    pub(super) fn ahead(&mut self) -> Result<&[u8]> {
        if self.at >= self.piece.len() {
            self.before += self.piece.len() as u64;
            self.at = 0;
            self.input.read(&mut self.piece, PIECE)?;
            self.sha256.update(&self.piece);
        }
        Ok(self.piece.get(self.at..).unwrap_or_default())
    }

    /// Takes some of the bytes that are at hand.
    pub(super) fn consume(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.piece.len());
    }

    /// Adds the next `size` bytes to `out`, fewer only at the end; says how many.
    pub(super) fn take(&mut self, size: usize, out: &mut Vec<u8>) -> Result<usize> {
        let mut taken = 0;
        while taken < size {
            let ahead = self.ahead()?;
            let part = ahead.get(..size - taken).unwrap_or(ahead);
            if part.is_empty() {
                break;
            }
            out.extend_from_slice(part);
            let bytes = part.len();
            taken += bytes;
            self.consume(bytes);
        }
        Ok(taken)
    }

    /// The next `size` bytes of the dictionary.
    ///
    /// # Errors
    /// [`Error::Input`] if the file ends before.
    pub(super) fn exact(&mut self, size: usize) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        if self.take(size, &mut out)? < size { Err(self.cut()) } else { Ok(out) }
    }

    /// Passes over bytes of the dictionary.
    ///
    /// # Errors
    /// As [`Bytes::exact`].
    pub(super) fn skip(&mut self, mut size: u64) -> Result<()> {
        while size > 0 {
            let ahead = self.ahead()?.len();
            if ahead == 0 {
                return Err(self.cut());
            }
            let part = usize::try_from(size).unwrap_or(usize::MAX).min(ahead);
            self.consume(part);
            size -= part as u64;
        }
        Ok(())
    }

    /// The next `N` bytes of the dictionary.
    ///
    /// # Errors
    /// As [`Bytes::exact`].
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let bytes = self.exact(N)?;
        <[u8; N]>::try_from(bytes.as_slice()).map_err(|_| self.cut())
    }

    /// A whole number of four bytes.
    ///
    /// # Errors
    /// As [`Bytes::exact`].
    pub(super) fn whole(&mut self) -> Result<i32> {
        let bytes = self.array()?;
        Ok(self.four(bytes))
    }

    /// Four bytes as a whole number, in the file's order.
    pub(super) fn four(&self, bytes: [u8; 4]) -> i32 {
        if self.is_big_endian { i32::from_be_bytes(bytes) } else { i32::from_le_bytes(bytes) }
    }

    /// A whole number of eight bytes.
    ///
    /// # Errors
    /// As [`Bytes::exact`].
    pub(super) fn long(&mut self) -> Result<i64> {
        let bytes = self.array()?;
        Ok(self.eight(bytes))
    }

    /// Eight bytes as a whole number, in the file's order.
    pub(super) fn eight(&self, bytes: [u8; 8]) -> i64 {
        if self.is_big_endian { i64::from_be_bytes(bytes) } else { i64::from_le_bytes(bytes) }
    }

    /// A length: a whole number that is not below 0.
    ///
    /// # Errors
    /// [`Error::Input`] at a negative number and at the file's end.
    pub(super) fn length(&mut self) -> Result<usize> {
        let length = self.whole()?;
        usize::try_from(length).map_err(|_| self.damaged(&format!("a length of {length}")))
    }

    /// A number as the file writes it.
    pub(super) fn number(&self, bytes: [u8; 8]) -> f64 {
        if self.is_big_endian { f64::from_be_bytes(bytes) } else { f64::from_le_bytes(bytes) }
    }

    /// Reads what is left, so that all bytes are hashed.
    pub(super) fn finish(&mut self) -> Result<()> {
        loop {
            let ahead = self.ahead()?.len();
            if ahead == 0 {
                return Ok(());
            }
            self.consume(ahead);
        }
    }

    /// SHA-256 of the bytes read, hexadecimal.
    pub(super) fn sha256(&self) -> String {
        format!("{:x}", self.sha256.clone().finalize())
    }

    fn cut(&self) -> Error {
        let message = format!(
            "the SPSS file is cut off at byte {}, before its data begin: copy or export it again",
            self.position()
        );
        Error::input(self.file(), message)
    }

    /// The error for a dictionary that cannot be true.
    pub(super) fn damaged(&self, what: &str) -> Error {
        let message = format!(
            "damaged SPSS file: {what} at byte {}; export it again, or save the data as CSV",
            self.position()
        );
        Error::input(self.file(), message)
    }
}
