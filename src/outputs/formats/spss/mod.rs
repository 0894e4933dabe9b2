//! An SPSS system file (.sav): UTF-8, packed byte by byte, with the wording as variable labels, value labels, and the
//! codes as one multiple-response set, `$codes`.
//!
//! Memory follows one row. Source: GNU PSPP developers' manual, "System File Format".

mod dictionary;
mod variables;

use super::CodedSource;
use dictionary::BIAS;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use variables::{SEGMENT, Variable, WIDEST};

/// Codes of the packing that are no small numbers.
const END: u8 = 252;
const LITERAL: u8 = 253;
const SPACES: u8 = 254;
const BLANK: u8 = 255;

/// Writes the table.
pub(super) fn write(path: &Path, source: &CodedSource) -> io::Result<Vec<String>> {
    let (variables, mut notes) = variables::of(source);
    let mut out = BufWriter::with_capacity(1 << 16, File::create(path)?);
    dictionary::write(&variables, source.len(), source.question(), &mut out)?;
    let mut packer = Packer { out, codes: Vec::with_capacity(8), literals: Vec::new() };
    let mut losses = Losses::default();
    let mut rows = source.rows()?;
    while let Some(row) = rows.next()? {
        for (cell, variable) in row.cells().zip(&variables) {
            if variable.width == 0 {
                packer.number(cell)?;
            } else {
                packer.text(&losses.kept(cell), variable)?;
            }
        }
    }
    packer.finish()?.into_inner()?.sync_all()?;
    notes.extend(losses.notes());
    Ok(notes)
}

/// Cells that SPSS cannot hold as they are.
#[derive(Debug, Default)]
struct Losses {
    cut: usize,
    padded: usize,
    zeros: usize,
}

impl Losses {
    /// The part of a cell that fits, with spaces for NUL characters, at which readers in C end a text.
    fn kept<'c>(&mut self, cell: &'c str) -> Cow<'c, str> {
        let kept = cell.get(..cell.floor_char_boundary(WIDEST)).unwrap_or(cell);
        self.cut += usize::from(kept.len() < cell.len());
        self.padded += usize::from(kept.ends_with(' '));
        if memchr::memchr(0, kept.as_bytes()).is_none() {
            return Cow::Borrowed(kept);
        }
        self.zeros += 1;
        Cow::Owned(kept.replace('\0', " "))
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.cut > 0 {
            notes.push(format!(
                "coded.sav: {} cells are longer than the 32,767 bytes that SPSS takes and were cut; coded.csv has them whole.",
                self.cut
            ));
        }
        if self.padded > 0 {
            notes.push(format!(
                "coded.sav: {} cells end in spaces, which SPSS does not tell from its padding.",
                self.padded
            ));
        }
        if self.zeros > 0 {
            notes.push(format!(
                "coded.sav: {} cells hold NUL characters, which end a text in SPSS; they are spaces there.",
                self.zeros
            ));
        }
        notes
    }
}

/// Packs elements of eight bytes: eight codes, then what they do not say by themselves.
struct Packer<W: Write> {
    out: W,
    codes: Vec<u8>,
    literals: Vec<u8>,
}

impl<W: Write> Packer<W> {
    fn number(&mut self, cell: &str) -> io::Result<()> {
        let Ok(value) = cell.parse::<f64>() else { return self.push(BLANK, &[]) };
        let code = value + BIAS;
        if (1.0..f64::from(END)).contains(&code) && code.fract() == 0.0 {
            return self.push(code as u8, &[]);
        }
        self.push(LITERAL, &value.to_le_bytes())
    }

    fn text(&mut self, cell: &str, variable: &Variable) -> io::Result<()> {
        let mut rest = cell.as_bytes();
        for width in variable.segments() {
            let (segment, behind) = rest.split_at(rest.len().min(width.min(SEGMENT)));
            rest = behind;
            let mut elements = segment.chunks(8);
            for _ in 0..width.div_ceil(8) {
                let mut element = [b' '; 8];
                element
                    .iter_mut()
                    .zip(elements.next().unwrap_or_default())
                    .for_each(|(to, &from)| *to = from);
                if element == [b' '; 8] {
                    self.push(SPACES, &[])?;
                } else {
                    self.push(LITERAL, &element)?;
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, code: u8, literal: &[u8]) -> io::Result<()> {
        self.codes.push(code);
        self.literals.extend_from_slice(literal);
        if self.codes.len() == 8 {
            self.out.write_all(&self.codes)?;
            self.out.write_all(&self.literals)?;
            self.codes.clear();
            self.literals.clear();
        }
        Ok(())
    }

    /// Ends the data.
    fn finish(mut self) -> io::Result<W> {
        self.push(END, &[])?;
        while !self.codes.is_empty() {
            self.push(0, &[])?;
        }
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests;
