//! The lines of a data file whose values stand at fixed places.

use crate::error::{Error, Result};
use crate::files::input::Input;
use crate::files::spss::Charset;
use sha2::{Digest, Sha256};

/// Bytes read at once, and most bytes of one line.
const PIECE: usize = 64 << 10;
const LONGEST: usize = 64 << 20;

/// A file's lines in order.
pub(super) struct Lines {
    input: Input,
    charset: Charset,
    piece: Vec<u8>,
    at: usize,
    line: Vec<u8>,
    pub(super) sha256: Sha256,
}

impl Lines {
    /// The lines of a file whose text is so written.
    pub(super) fn new(input: Input, charset: Charset) -> Self {
        Self { input, charset, piece: Vec::new(), at: 0, line: Vec::new(), sha256: Sha256::new() }
    }

    /// Reads the next line into `text`, without its end; false at the end of the file. Says whether characters were lost.
    pub(super) fn next(&mut self, text: &mut String) -> Result<Option<bool>> {
        self.line.clear();
        let mut is_any = false;
        loop {
            if self.at >= self.piece.len() {
                self.at = 0;
                self.input.read(&mut self.piece, PIECE)?;
                self.sha256.update(&self.piece);
                if self.piece.is_empty() {
                    break;
                }
            }
            is_any = true;
            let ahead = self.piece.get(self.at..).unwrap_or_default();
            let end = memchr::memchr(b'\n', ahead);
            let part = ahead.get(..end.unwrap_or(ahead.len())).unwrap_or_default();
            if self.line.len() + part.len() > LONGEST {
                let message = "a line of more than 64 MiB: the data file is damaged";
                return Err(Error::input(&self.input.file, message));
            }
            self.line.extend_from_slice(part);
            self.at += part.len() + usize::from(end.is_some());
            if end.is_some() {
                break;
            }
        }
        if !is_any {
            return Ok(None);
        }
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        // The end-of-file mark of old systems is no row.
        let line = line.strip_suffix(b"\x1a").unwrap_or(line);
        let (decoded, fault) = self.charset.decode(line);
        text.clear();
        text.push_str(decoded.trim_start_matches('\u{feff}'));
        Ok(Some(fault.is_some()))
    }
}
