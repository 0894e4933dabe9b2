//! The coded table's columns as SPSS stores them.

use crate::outputs::formats::names::{self, Letters};
use crate::outputs::formats::{CodedSource, Kind, TypedColumn};

/// Most bytes of one text variable.
pub(super) const WIDEST: usize = 32_767;

/// Bytes of one segment of text, and bytes of the whole that it stands for where there are several.
pub(super) const SEGMENT: usize = 255;
const SEGMENT_STEP: usize = 252;

/// Most bytes of a column's label and of a value's.
const LABEL: usize = 255;
const VALUE_LABEL: usize = 120;

/// One column.
#[derive(Debug)]
pub(super) struct Variable {
    /// Its legal name.
    pub(super) name: String,
    /// The name of eight bytes that ties the records together; "@" keeps it apart from all legal names.
    pub(super) short: String,
    /// The wording or the meaning; the header where that had to be changed.
    pub(super) label: String,
    /// Bytes of text; 0 for a number.
    pub(super) width: usize,
    /// How a number is shown: digits in all, and behind the point.
    pub(super) digits: (i32, i32),
    /// Value labels of numbers.
    pub(super) numbers: Vec<(f64, String)>,
    /// Value labels of text.
    pub(super) words: Vec<(String, String)>,
    /// Nominal (1) or scale (3).
    pub(super) level: i32,
    /// Whether its 1s are mentions of a code.
    pub(super) is_code: bool,
}

impl Variable {
    /// Widths of the segments that a text is spread over; 0 for a number.
    pub(super) fn segments(&self) -> Vec<usize> {
        if self.width <= SEGMENT {
            return vec![self.width];
        }
        let count = self.width.div_ceil(SEGMENT_STEP);
        let last = self.width - (count - 1) * SEGMENT_STEP;
        let mut widths = vec![SEGMENT; count - 1];
        widths.push(last);
        widths
    }

    /// Elements of eight bytes that it takes of every row.
    pub(super) fn elements(&self) -> usize {
        self.segments().iter().map(|&width| width.div_ceil(8).max(1)).sum()
    }
}

/// The columns, and what of them SPSS cannot hold, one sentence each.
pub(super) fn of(source: &CodedSource) -> (Vec<Variable>, Vec<String>) {
    let names = names::legal(source.columns().iter().map(|column| column.name.as_str()), Letters::All);
    let mut cut_labels = 0;
    let mut renamed = Vec::new();
    let mut parts = 0;
    let mut variables = Vec::new();
    for (column, name) in source.columns().iter().zip(names) {
        if name != column.name {
            renamed.push(name.clone());
        }
        let variable = variable(column, name, parts, &mut cut_labels);
        parts += variable.segments().len();
        variables.push(variable);
    }
    let mut notes = Vec::new();
    match renamed.as_slice() {
        [] => {}
        [one] => notes.push(format!(
            "coded.sav names a column \"{one}\": its header is no name that SPSS takes, and stands in the label."
        )),
        [one, ..] => notes.push(format!(
            "coded.sav names {} columns anew, the first \"{one}\": their headers are no names that SPSS takes, and stand in the labels.",
            renamed.len()
        )),
    }
    if cut_labels > 0 {
        notes.push(format!(
            "coded.sav: {cut_labels} labels are longer than SPSS takes (255 bytes, 120 for values) and were cut."
        ));
    }
    (variables, notes)
}

fn variable(column: &TypedColumn, name: String, parts: usize, cut: &mut usize) -> Variable {
    let is_text = matches!(column.kind, Kind::Text | Kind::Numbers | Kind::Words);
    let mut label = match (&column.code, column.label.trim()) {
        (Some(code), meaning) => format!("Code {}: {meaning}", code.0),
        (None, "") => String::new(),
        (None, wording) => wording.to_owned(),
    };
    if name != column.name && column.name.trim() != label {
        label = if label.is_empty() { column.name.clone() } else { format!("{}: {label}", column.name) };
    }
    let label = shortened(&label, LABEL, cut);
    let (mut numbers, mut words) = (Vec::new(), Vec::new());
    let mut widest = column.widest.max(1);
    for (value, meaning) in &column.labels {
        let meaning = shortened(meaning, VALUE_LABEL, cut);
        if is_text {
            widest = widest.max(value.len());
            words.push((value.clone(), meaning));
        } else if let Ok(value) = value.parse() {
            numbers.push((value, meaning));
        }
    }
    let digits = match column.kind {
        Kind::Flag => (1, 0),
        Kind::Whole => (i32::try_from(column.widest.clamp(8, 20)).unwrap_or(20), 0),
        _ => (12, 4),
    };
    let is_scale = matches!(column.kind, Kind::Number | Kind::Whole) && column.labels.is_empty();
    Variable {
        name,
        short: short_name(parts),
        label,
        width: if is_text { widest.min(WIDEST) } else { 0 },
        digits,
        numbers,
        words,
        level: if is_scale { 3 } else { 1 },
        is_code: column.code.is_some(),
    }
}

/// The name of eight bytes at most for the n-th variable record.
pub(super) fn short_name(part: usize) -> String {
    format!("@{part:X}")
}

/// A label on one line, cut to so many bytes.
fn shortened(label: &str, bytes: usize, cut: &mut usize) -> String {
    let line = label.replace(['\r', '\n', '\t', '\0'], " ");
    if line.len() > bytes {
        *cut += 1;
    }
    line.get(..line.floor_char_boundary(bytes)).unwrap_or("").to_owned()
}
