//! The dictionary of an SPSS file as it stands there: its records, nothing decoded yet.

use super::bytes::Bytes;
use crate::error::Result;

/// Most bytes of a dictionary; a file with 30,000 variables has 10 MB.
const MOST_BYTES: u64 = 128 << 20;

/// Widest text that one variable record may hold; longer text is spread over several.
const WIDEST: i32 = 255;

/// How the rows are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// Eight bytes for each element.
    None,
    /// One byte for small whole numbers and blanks.
    Bytecode,
    /// The same in blocks of zlib.
    Zlib,
}

/// A variable record with the elements (eight bytes each) that it takes of every row.
#[derive(Debug)]
pub(super) struct VariableRecord {
    /// Position of its first element.
    pub(super) element: usize,
    /// Bytes of text; 0 for a number.
    pub(super) width: usize,
    /// Its name of up to eight bytes.
    pub(super) name: Vec<u8>,
    pub(super) label: Vec<u8>,
    /// How it is shown: number of the print format.
    pub(super) format: u8,
    /// Values that are declared missing: how many, negative if two of them are the ends of a range.
    pub(super) missing: i32,
    pub(super) missing_values: Vec<[u8; 8]>,
}

/// Labels with the elements of the variables that they belong to, counted from 1.
#[derive(Debug)]
pub(super) struct LabelRecord {
    pub(super) labels: Vec<([u8; 8], Vec<u8>)>,
    pub(super) elements: Vec<i32>,
}

/// Records of kind 7 that are used, by subtype; "" or empty where the file has none.
#[derive(Debug, Default)]
pub(super) struct Extensions {
    /// Code page by number (3).
    pub(super) code_page: Option<i32>,
    /// The number that stands for a blank (4).
    pub(super) blank: Option<f64>,
    /// Multiple-response sets (7 and 19).
    pub(super) sets: Vec<u8>,
    /// Long names (13).
    pub(super) names: Vec<u8>,
    /// Widths of text beyond 255 bytes (14).
    pub(super) widths: Vec<u8>,
    /// Number of rows beyond what the header can say (16).
    pub(super) rows: Option<i64>,
    /// The encoding's name (20).
    pub(super) encoding: Vec<u8>,
    /// Labels of text of more than eight bytes (21).
    pub(super) labels: Vec<u8>,
}

/// Everything before the rows.
#[derive(Debug)]
pub(super) struct Dictionary {
    pub(super) packing: Packing,
    /// Number of rows, if the file says it.
    pub(super) rows: Option<u64>,
    /// What a small whole number's byte is above the number.
    pub(super) bias: f64,
    /// Element of the variable that weights, from 1; 0 for none.
    pub(super) weight: i32,
    /// Elements of a row.
    pub(super) elements: usize,
    pub(super) variables: Vec<VariableRecord>,
    pub(super) labels: Vec<LabelRecord>,
    pub(super) extensions: Extensions,
}

impl Dictionary {
    /// Reads up to the first row.
    ///
    /// # Errors
    /// [`crate::Error::Input`] if the file ends before, or says what cannot be.
    pub(super) fn read(bytes: &mut Bytes) -> Result<Self> {
        let mut dictionary = Self::header(bytes)?;
        loop {
            if bytes.position() > MOST_BYTES {
                return Err(bytes.damaged("a dictionary of more than 128 MiB"));
            }
            match bytes.whole()? {
                2 => dictionary.variable(bytes)?,
                3 => dictionary.value_labels(bytes)?,
                6 => {
                    let lines = bytes.length()? as u64;
                    bytes.skip(lines * 80)?;
                }
                7 => dictionary.extension(bytes)?,
                999 => {
                    bytes.whole()?;
                    break;
                }
                kind => return Err(bytes.damaged(&format!("a record of unknown kind {kind}"))),
            }
        }
        if dictionary.variables.is_empty() {
            return Err(bytes.damaged("no variable"));
        }
        match dictionary.variables.last() {
            Some(last) if last.element + elements_of(last.width) > dictionary.elements => {
                Err(bytes.damaged("text that is cut short"))
            }
            _ => Ok(dictionary),
        }
    }

    fn header(bytes: &mut Bytes) -> Result<Self> {
        let magic: [u8; 4] = bytes.array()?;
        bytes.skip(60)?;
        let layout: [u8; 4] = bytes.array()?;
        bytes.is_big_endian = match (i32::from_le_bytes(layout), i32::from_be_bytes(layout)) {
            (2 | 3, _) => false,
            (_, 2 | 3) => true,
            _ => return Err(bytes.damaged("a layout that is unknown")),
        };
        // The size of a row is worked out from the variables: programs disagree on what they write here.
        bytes.skip(4)?;
        let packing = match (bytes.whole()?, &magic) {
            (0, b"$FL2") => Packing::None,
            (1, b"$FL2") => Packing::Bytecode,
            (2, b"$FL3") => Packing::Zlib,
            (packing, _) => return Err(bytes.damaged(&format!("packing of unknown kind {packing}"))),
        };
        let weight = bytes.whole()?;
        let rows = bytes.whole()?;
        let bias = bytes.array()?;
        let bias = bytes.number(bias);
        bytes.skip(9 + 8 + 64 + 3)?;
        Ok(Self {
            packing,
            rows: u64::try_from(rows).ok(),
            bias: if bias.is_finite() { bias } else { 100.0 },
            weight,
            elements: 0,
            variables: Vec::new(),
            labels: Vec::new(),
            extensions: Extensions::default(),
        })
    }

    fn variable(&mut self, bytes: &mut Bytes) -> Result<()> {
        let width = bytes.whole()?;
        let has_label = bytes.whole()? != 0;
        let missing = bytes.whole()?;
        let format = bytes.whole()?;
        bytes.skip(4)?;
        let name: [u8; 8] = bytes.array()?;
        if !(-1..=WIDEST).contains(&width) {
            return Err(bytes.damaged(&format!(
                "variable {} claims {width} bytes of text, where 255 are the most",
                self.variables.len() + 1
            )));
        }
        let mut label = Vec::new();
        if has_label {
            let length = bytes.length()?;
            if length as u64 > MOST_BYTES {
                return Err(bytes.damaged(&format!("a label of {length} bytes")));
            }
            label = bytes.exact(length)?;
            bytes.skip((length.next_multiple_of(4) - length) as u64)?;
        }
        if !(-3..=3).contains(&missing) {
            return Err(bytes.damaged(&format!("{missing} missing values, where three are the most")));
        }
        let mut missing_values = Vec::new();
        for _ in 0..missing.unsigned_abs() {
            missing_values.push(bytes.array()?);
        }
        // The other elements of a text have records of width -1.
        let due = self.variables.last().map_or(0, |last| last.element + elements_of(last.width));
        if (width == -1) == (self.elements >= due) {
            return Err(bytes.damaged("text whose parts do not fit its width"));
        }
        if width >= 0 {
            self.variables.push(VariableRecord {
                element: self.elements,
                width: width.unsigned_abs() as usize,
                name: trimmed(&name).to_vec(),
                label,
                format: (format >> 16) as u8,
                missing,
                missing_values,
            });
        }
        self.elements += 1;
        Ok(())
    }

    fn value_labels(&mut self, bytes: &mut Bytes) -> Result<()> {
        let mut labels = Vec::new();
        for _ in 0..bytes.length()? {
            let value = bytes.array()?;
            let [length] = bytes.array()?;
            let label = bytes.exact(usize::from(length))?;
            let stored = usize::from(length) + 1;
            bytes.skip((stored.next_multiple_of(8) - stored) as u64)?;
            labels.push((value, label));
            if bytes.position() > MOST_BYTES {
                return Err(bytes.damaged("more than 128 MiB of labels"));
            }
        }
        if bytes.whole()? != 4 {
            return Err(bytes.damaged("labels that belong to no variable"));
        }
        let mut elements = Vec::new();
        for _ in 0..bytes.length()? {
            elements.push(bytes.whole()?);
            if bytes.position() > MOST_BYTES {
                return Err(bytes.damaged("more than 128 MiB of labels"));
            }
        }
        self.labels.push(LabelRecord { labels, elements });
        Ok(())
    }

    fn extension(&mut self, bytes: &mut Bytes) -> Result<()> {
        let subtype = bytes.whole()?;
        let (size, count) = (bytes.length()? as u64, bytes.length()? as u64);
        let length = size * count;
        let is_used = matches!(subtype, 3 | 4 | 7 | 13 | 14 | 16 | 19 | 20 | 21);
        if !is_used {
            return bytes.skip(length);
        }
        if length > MOST_BYTES {
            return Err(bytes.damaged(&format!("a record of {length} bytes")));
        }
        let data = bytes.exact(length as usize)?;
        let number = |at: usize| data.get(at..at + 8).and_then(|part| <[u8; 8]>::try_from(part).ok());
        let known = &mut self.extensions;
        match subtype {
            3 => {
                let page = data.get(28..32).and_then(|part| <[u8; 4]>::try_from(part).ok());
                known.code_page = page.map(|page| bytes.four(page));
            }
            4 => known.blank = number(0).map(|blank| bytes.number(blank)),
            16 => known.rows = number(8).map(|rows| bytes.eight(rows)),
            7 | 19 => {
                known.sets.extend_from_slice(&data);
                known.sets.push(b'\n');
            }
            13 => known.names = data,
            14 => known.widths = data,
            20 => known.encoding = data,
            _ => known.labels = data,
        }
        Ok(())
    }
}

/// Elements of eight bytes that a variable takes.
pub(super) fn elements_of(width: usize) -> usize {
    width.div_ceil(8).max(1)
}

/// Text without the padding at its right.
pub(super) fn trimmed(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|&b| b != b' ' && b != 0).map_or(0, |at| at + 1);
    bytes.get(..end).unwrap_or_default()
}
