//! Delimited text in any encoding → rows: passes over the whole find its encoding, and a window moves over it.

mod decode;
mod delimited;
mod dialect;
mod encoding;
mod evidence;
mod hint;
mod window;

pub(super) use dialect::{MOST_TITLE_ROWS, usual_width};

use super::input::Input;
use super::options::ReadOptions;
use super::stream::{Opened, Written};
use crate::error::{Error, Result};
use decode::{Decoder, Sound};
use delimited::Dialect;
use encoding::{Evidence, How, LineEvidence, Reading};
use evidence::{END_MARK, TextEvidence};
use hint::Hint;
use sha2::{Digest, Sha256};
use window::TextRows;

/// What the whole text shows before its rows are read.
#[derive(Debug)]
struct Found {
    /// How cells are written.
    dialect: Dialect,
    /// Where the first row starts, in bytes of text: after a line that names the delimiter.
    start: usize,
    /// What was recognised, mended or lost, one sentence each.
    notes: Vec<String>,
}

/// The text of a file in order, some bytes at a time.
pub(super) struct TextPieces {
    input: Input,
    /// Bytes read at once.
    size: usize,
    reading: Reading,
    decoder: Decoder,
    /// Bytes read so far.
    at: u64,
    piece: Vec<u8>,
    sha256: Sha256,
}

/// Opens delimited text; `size` bytes of it are held at once.
///
/// # Errors
/// As [`find`].
pub(super) fn open(input: Input, options: &ReadOptions, size: usize) -> Result<Opened> {
    let (pieces, found) = find(input, options, size)?;
    let written = Written {
        format: "delimited text".into(),
        encoding: pieces.encoding().into(),
        delimiter: found.dialect.delimiter.map_or("", |_| dialect::name(found.dialect.delimiter)).into(),
        sheets: Vec::new(),
    };
    let rows = TextRows::new(pieces, &found, size)?;
    Ok(Opened { rows: Box::new(rows), sheet: None, notes: found.notes, written })
}

/// Opens text of any other kind: its pieces, and what is to be said of its encoding. `size` bytes are held at once.
///
/// # Errors
/// As [`open`].
pub(super) fn decoded(
    input: Input,
    options: &ReadOptions,
    size: usize,
) -> Result<(TextPieces, &'static str, Vec<String>)> {
    let (pieces, text) = look(input, options, size)?;
    let (reading, notes) = (pieces.reading, pieces.reading.notes(&text, &pieces.decoder));
    Ok((pieces.again(), reading.name(), notes))
}

/// Finds out how a file is to be read: once over all its bytes where they are sound UTF-8, up to three times where they
/// are not. `size` bytes are held at once.
///
/// # Errors
/// [`Error::Input`] if the bytes cannot be read or are no text, [`Error::Settings`] for an encoding that nobody knows.
fn find(input: Input, options: &ReadOptions, size: usize) -> Result<(TextPieces, Found)> {
    let (pieces, text) = look(input, options, size)?;
    let reading = pieces.reading;
    let (dialect, start, sep_note) = dialect::sniff(&text.head, text.quotes.are_backslashed());
    let name = dialect::name(dialect.delimiter);
    let cells = dialect.delimiter.map_or("one column".into(), |_| format!("{name}-separated"));
    let mut notes = vec![format!("Read as {} text, {cells}.", reading.name())];
    notes.extend(sep_note);
    notes.extend(reading.notes(&text, &pieces.decoder));
    Ok((pieces.again(), Found { dialect, start, notes }))
}

/// The text, and what all of it shows.
fn look(mut input: Input, options: &ReadOptions, size: usize) -> Result<(TextPieces, TextEvidence)> {
    // A byte order mark is whole in the first piece, and pairs of bytes stay together.
    let size = size.max(4) & !1;
    let (reading, text) = reading(&mut input, options, size)?;
    let mut pieces = TextPieces::new(input, size, reading);
    let text = match text {
        Some(text) => text,
        None => pieces.evidence()?,
    };
    Ok((pieces, text))
}

/// The encoding, and what the text shows where finding it took the whole text already.
fn reading(input: &mut Input, options: &ReadOptions, size: usize) -> Result<(Reading, Option<TextEvidence>)> {
    let asked = options.encoding.as_deref().map(hint::named).transpose()?;
    let (mut evidence, mut text) = (Evidence::default(), TextEvidence::default());
    let (mut sound, mut is_sound) = (Sound::default(), true);
    each_piece(input, size, |piece, is_last| {
        let mark = evidence.see(piece);
        if is_sound {
            let piece = piece.get(mark..).unwrap_or_default();
            is_sound = sound.see(piece, is_last, |part| text.see(part)).is_ok();
        }
    })?;
    let refused = |message| Error::input(&input.file, message);
    if let Some(reading) = evidence.reading(is_sound, asked).map_err(refused)? {
        text.finish();
        return Ok((reading, (reading.how == How::Utf8).then_some(text)));
    }
    let mut lines = LineEvidence::new();
    let mut mark = evidence.mark();
    each_piece(input, size, |piece, is_last| {
        lines.see(piece.get(std::mem::take(&mut mark)..).unwrap_or_default(), is_last);
    })?;
    Ok((evidence.reading_by_line(lines, Hint::of(options.language.as_deref())), None))
}

/// All bytes in order, `size` at once; the last piece, which is shorter, is marked.
fn each_piece(input: &mut Input, size: usize, mut take: impl FnMut(&[u8], bool)) -> Result<()> {
    let mut piece = Vec::new();
    input.rewind()?;
    loop {
        input.read(&mut piece, size)?;
        let is_last = piece.len() < size;
        take(&piece, is_last);
        if is_last {
            return Ok(());
        }
    }
}

impl TextPieces {
    fn new(input: Input, size: usize, reading: Reading) -> Self {
        let decoder = Decoder::new(reading.how);
        Self { input, size, reading, decoder, at: 0, piece: Vec::new(), sha256: Sha256::new() }
    }

    /// The same from the beginning.
    pub(in crate::files) fn again(self) -> Self {
        Self::new(self.input, self.size, self.reading)
    }

    /// File name for messages.
    pub(in crate::files) fn file(&self) -> &str {
        &self.input.file
    }

    /// The name of the text's encoding.
    pub(super) fn encoding(&self) -> &'static str {
        self.reading.name()
    }

    /// Adds the text of the next bytes to `text`; true if those were the last. An end-of-file mark is taken off again,
    /// for which the last line has to be in `text` as a whole.
    ///
    /// # Errors
    /// [`Error::Input`] if the bytes cannot be read, or are no longer those that were looked at first.
    pub(in crate::files) fn more(&mut self, text: &mut String) -> Result<bool> {
        let is_last = self.decode_next(text)?;
        if is_last && text.ends_with(END_MARK) {
            text.pop();
        }
        Ok(is_last)
    }

    fn decode_next(&mut self, text: &mut String) -> Result<bool> {
        if self.at == 0 {
            self.input.rewind()?;
        }
        self.input.read(&mut self.piece, self.size)?;
        // What was added to the file since the first look is left out.
        let left = usize::try_from(self.reading.bytes - self.at).unwrap_or(usize::MAX);
        self.piece.truncate(left);
        self.sha256.update(&self.piece);
        let is_last = left == self.piece.len();
        if !is_last && self.piece.len() < self.size {
            return Err(self.changed());
        }
        let within =
            |at: u64| usize::try_from(at.saturating_sub(self.at)).unwrap_or(usize::MAX).min(self.piece.len());
        let bytes = self.piece.get(within(self.reading.mark)..within(self.reading.end)).unwrap_or_default();
        let decoded = self.decoder.decode(bytes, is_last, text);
        self.at += self.piece.len() as u64;
        if decoded.is_err() {
            return Err(self.changed());
        }
        Ok(is_last)
    }

    /// SHA-256 of the bytes read, hexadecimal.
    pub(in crate::files) fn sha256(&self) -> String {
        format!("{:x}", self.sha256.clone().finalize())
    }

    /// What the text shows, from a pass of its own.
    fn evidence(&mut self) -> Result<TextEvidence> {
        let (mut evidence, mut text) = (TextEvidence::default(), String::new());
        loop {
            text.clear();
            let is_last = self.decode_next(&mut text)?;
            evidence.see(&text);
            if is_last {
                evidence.finish();
                return Ok(evidence);
            }
        }
    }

    fn changed(&self) -> Error {
        Error::input(&self.input.file, "changed while it was read: copy the file, and read the copy")
    }
}
