//! The bytes of a file, read as often as needed: from the disk, or from memory where they can be read once only.

use crate::error::{Error, Result};
use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::{Path, PathBuf};

/// Largest file that is held in memory as a whole, in bytes.
pub(super) const MOST_BYTES: u64 = 2 << 30;

/// A file's bytes from their beginning.
#[derive(Debug)]
pub(super) struct Input {
    /// File name for messages.
    pub(super) file: String,
    /// Where it lies, unless it was given in memory.
    pub(super) path: Option<PathBuf>,
    bytes: Bytes,
}

/// Where a file's bytes are.
#[derive(Debug)]
pub(super) enum Stored {
    Disk(File),
    Memory(Vec<u8>),
}

#[derive(Debug)]
enum Bytes {
    Disk(File),
    Memory(Cursor<Vec<u8>>),
}

impl Input {
    /// Opens a file, or standard input. What is no ordinary file (a pipe) gives its bytes once and is read at once.
    ///
    /// # Errors
    /// [`Error::Input`] if it cannot be read, or is a pipe with more than [`MOST_BYTES`].
    pub(super) fn open(path: &Path) -> Result<Self> {
        let file = name(path);
        if is_standard(path) {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes);
            read.map_err(|error| unreadable(&file, &error))?;
            return if bytes.len() as u64 > MOST_BYTES {
                Err(too_large(&file))
            } else {
                Ok(Self::of_bytes(&file, bytes))
            };
        }
        let fail = |error| unreadable(&file, &error);
        let handle = File::open(path).map_err(fail)?;
        let is_ordinary = handle.metadata().map_err(fail)?.is_file();
        let mut input = Self { file, path: Some(path.to_owned()), bytes: Bytes::Disk(handle) };
        if !is_ordinary {
            input.bytes = Bytes::Memory(Cursor::new(input.rest()?));
        }
        Ok(input)
    }

    /// Bytes that are in memory already; `file` is their name for messages.
    pub(super) fn of_bytes(file: &str, bytes: Vec<u8>) -> Self {
        Self { file: file.to_owned(), path: None, bytes: Bytes::Memory(Cursor::new(bytes)) }
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

    /// Where the bytes are, to be read at any place.
    pub(super) fn stored(self) -> Stored {
        match self.bytes {
            Bytes::Disk(file) => Stored::Disk(file),
            Bytes::Memory(bytes) => Stored::Memory(bytes.into_inner()),
        }
    }

    /// Bytes of the file; none where the system does not say.
    pub(super) fn size(&self) -> Option<u64> {
        match &self.bytes {
            Bytes::Disk(file) => file.metadata().ok().map(|about| about.len()),
            Bytes::Memory(bytes) => Some(bytes.get_ref().len() as u64),
        }
    }

    /// Whether the file is too large to be held in memory as a whole.
    pub(super) fn is_too_large(&self) -> bool {
        matches!(self.bytes, Bytes::Disk(_)) && self.size().is_some_and(|size| size > MOST_BYTES)
    }

    /// The error for a file that would have to be held in memory as a whole.
    pub(super) fn too_large(&self) -> Error {
        too_large(&self.file)
    }

    fn rest(&mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read(&mut bytes, MOST_BYTES as usize + 1)?;
        if bytes.len() as u64 > MOST_BYTES { Err(self.too_large()) } else { Ok(bytes) }
    }
}

/// Whether a path means standard input.
pub(super) fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// A file's name for messages: without its folder.
pub(super) fn name(path: &Path) -> String {
    if is_standard(path) {
        return "standard input".into();
    }
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The error for what would have to be held in memory as a whole.
pub(super) fn too_large(file: &str) -> Error {
    let limit = MOST_BYTES >> 30;
    Error::input(file, format!("larger than {limit} GiB: split the file, or leave columns out"))
}

fn unreadable(file: &str, error: &std::io::Error) -> Error {
    Error::input(file, format!("cannot be read ({error}): check the path"))
}
