//! The bytes of a file, read as often as needed: from the disk, or from memory where they can be read once only.

use crate::error::{Error, Result};
use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::Path;

/// Largest file that is held in memory as a whole, in bytes.
pub(super) const MOST_BYTES: u64 = 2 << 30;

/// A file's bytes from their beginning.
#[derive(Debug)]
pub(super) struct Input {
    /// File name for messages.
    pub(super) file: String,
    bytes: Bytes,
}

#[derive(Debug)]
enum Bytes {
    Disk(File),
    Memory(Cursor<Vec<u8>>),
}

impl Input {
    /// Opens a file. What is no ordinary file (a pipe) gives its bytes once and is read at once.
    ///
    /// # Errors
    /// [`Error::Input`] if it cannot be read, or is a pipe with more than [`MOST_BYTES`].
    pub(super) fn open(path: &Path) -> Result<Self> {
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let fail = |error| unreadable(&file, &error);
        let handle = File::open(path).map_err(fail)?;
        let is_ordinary = handle.metadata().map_err(fail)?.is_file();
        let mut input = Self { file, bytes: Bytes::Disk(handle) };
        if !is_ordinary {
            input.bytes = Bytes::Memory(Cursor::new(input.rest()?));
        }
        Ok(input)
    }

    /// Bytes that are in memory already; `file` is their name for messages.
    pub(super) fn of_bytes(file: &str, bytes: Vec<u8>) -> Self {
        Self { file: file.to_owned(), bytes: Bytes::Memory(Cursor::new(bytes)) }
    }

    /// Back to the first byte.
    pub(super) fn rewind(&mut self) -> Result<()> {
        let done = match &mut self.bytes {
            Bytes::Disk(file) => file.rewind(),
            Bytes::Memory(bytes) => bytes.rewind(),
        };
        done.map_err(|error| unreadable(&self.file, &error))
    }

    /// Puts the next `size` bytes into `piece`, fewer only at the end.
    pub(super) fn read(&mut self, piece: &mut Vec<u8>, size: usize) -> Result<()> {
        piece.clear();
        let size = size as u64;
        let done = match &mut self.bytes {
            Bytes::Disk(file) => file.take(size).read_to_end(piece),
            Bytes::Memory(bytes) => bytes.take(size).read_to_end(piece),
        };
        done.map(drop).map_err(|error| unreadable(&self.file, &error))
    }

    /// All bytes in one, which leaves none here if they were in memory.
    ///
    /// # Errors
    /// [`Error::Input`] if there are more than [`MOST_BYTES`].
    pub(super) fn whole(&mut self) -> Result<Vec<u8>> {
        self.rewind()?;
        match &mut self.bytes {
            Bytes::Memory(bytes) => Ok(std::mem::take(bytes.get_mut())),
            Bytes::Disk(_) => self.rest(),
        }
    }

    /// Whether the file is too large to be held in memory as a whole.
    pub(super) fn is_too_large(&self) -> bool {
        match &self.bytes {
            Bytes::Disk(file) => file.metadata().is_ok_and(|about| about.len() > MOST_BYTES),
            Bytes::Memory(_) => false,
        }
    }

    /// The error for a file that would have to be held in memory as a whole.
    pub(super) fn too_large(&self) -> Error {
        let limit = MOST_BYTES >> 30;
        Error::input(&self.file, format!("larger than {limit} GiB: split the file, or leave columns out"))
    }

    fn rest(&mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read(&mut bytes, MOST_BYTES as usize + 1)?;
        if bytes.len() as u64 > MOST_BYTES { Err(self.too_large()) } else { Ok(bytes) }
    }
}

fn unreadable(file: &str, error: &std::io::Error) -> Error {
    Error::input(file, format!("cannot be read ({error}): check the path"))
}
