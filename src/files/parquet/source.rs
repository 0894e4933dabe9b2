//! The bytes of a Parquet file, read at any place within it.

use crate::error::{Error, Result};
use crate::files::input::{Input, Stored};
use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Cursor, Read};

/// Bytes that are hashed at once.
const PIECE: usize = 1 << 20;

/// A file on the disk or bytes in memory, and how many there are.
pub(super) struct Source {
    stored: Held,
    length: u64,
}

enum Held {
    Disk(File),
    Memory(Bytes),
}

impl Source {
    /// # Errors
    /// [`Error::Input`] if the file cannot be read.
    pub(super) fn new(input: Input) -> Result<Self> {
        let file = input.file.clone();
        let (stored, length) = match input.stored() {
            Stored::Disk(disk) => {
                let about =
                    disk.metadata().map_err(|e| Error::input(file, format!("cannot be read ({e})")))?;
                (Held::Disk(disk), about.len())
            }
            Stored::Memory(bytes) => {
                let length = bytes.len() as u64;
                (Held::Memory(Bytes::from(bytes)), length)
            }
        };
        Ok(Self { stored, length })
    }

    /// SHA-256 of all bytes, hexadecimal.
    pub(super) fn sha256(&self) -> parquet::errors::Result<String> {
        let (mut hash, mut at) = (Sha256::new(), 0u64);
        while at < self.length {
            let size = (self.length - at).min(PIECE as u64);
            hash.update(self.get_bytes(at, size as usize)?);
            at += size;
        }
        Ok(format!("{:x}", hash.finalize()))
    }

    /// At most so many bytes from a place on, fewer only at the file's end.
    pub(super) fn up_to(&self, start: u64, most: usize) -> parquet::errors::Result<Bytes> {
        let left = self.length.saturating_sub(start);
        self.get_bytes(start, usize::try_from(left).unwrap_or(usize::MAX).min(most))
    }
}

impl Length for Source {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Source {
    type T = Box<dyn Read + Send>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        Ok(match &self.stored {
            Held::Disk(file) => Box::new(file.get_read(start)?),
            Held::Memory(bytes) => {
                let start = usize::try_from(start).unwrap_or(usize::MAX).min(bytes.len());
                Box::new(Cursor::new(bytes.slice(start..)))
            }
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        // Before anything is allocated for them.
        if start.checked_add(length as u64).is_none_or(|end| end > self.length) {
            return Err(ParquetError::EOF(format!(
                "{length} bytes from {start} on lie beyond the file's end"
            )));
        }
        match &self.stored {
            Held::Disk(file) => file.get_bytes(start, length),
            Held::Memory(bytes) => bytes.get_bytes(start, length),
        }
    }
}
