//! The dictionary's records → the columns of the table: names, labels and where their values lie in a row.

use super::bytes::Bytes;
use super::charset::Charset;
use super::dictionary::{Dictionary, LabelRecord, VariableRecord, elements_of, trimmed};
use super::shape::Shape;
use crate::survey::{Column, Storage};
use std::collections::{BTreeMap, HashMap};

/// Most labels of all columns together; one list of labels may belong to many columns.
const MOST_LABELS: usize = 4_000_000;

/// Bytes of text that one variable record holds, and that it stands for where text is longer.
const SEGMENT: usize = 255;
const SEGMENT_STEP: usize = 252;

/// One column.
#[derive(Debug)]
pub(super) struct Variable {
    /// Its first element in a row.
    pub(super) element: usize,
    pub(super) values: Values,
}

/// What a column's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// Numbers.
    Number(Shape),
    /// Text of so many bytes, in segments of 255 where it is longer.
    Text(usize),
}

impl Variable {
    /// The pieces that a cell's text is made of, in a row's bytes.
    pub(super) fn pieces<'r>(&self, row: &'r [u8]) -> impl Iterator<Item = &'r [u8]> + use<'r> {
        let width = match self.values {
            Values::Number(_) => 0,
            Values::Text(width) => width,
        };
        // A segment of 255 bytes takes 32 elements, and so leaves one byte unused.
        let start = self.element * 8;
        (0..width.div_ceil(SEGMENT)).filter_map(move |segment| {
            let from = start + segment * (SEGMENT + 1);
            row.get(from..from + SEGMENT.min(width - segment * SEGMENT))
        })
    }

    /// Elements of a row that it takes.
    pub(super) fn elements(&self) -> usize {
        match self.values {
            Values::Number(_) => 1,
            Values::Text(width) => {
                let (whole, rest) = (width / SEGMENT, width % SEGMENT);
                whole * elements_of(SEGMENT) + if rest > 0 { elements_of(rest) } else { 0 }
            }
        }
    }

    fn shape(&self) -> Shape {
        match self.values {
            Values::Number(shape) => shape,
            Values::Text(_) => Shape::Plain,
        }
    }
}

/// The columns with their positions, and what to say of them.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) columns: Vec<Column>,
    pub(super) variables: Vec<Variable>,
    pub(super) notes: Vec<String>,
}

impl Layout {
    /// Makes sense of the dictionary that `bytes` began with.
    pub(super) fn of(dictionary: &Dictionary, charset: Charset, bytes: &Bytes) -> Self {
        let number = |eight| bytes.number(eight);
        let mut reading = Reading { charset, damaged: 0 };
        let long = reading.pairs(&dictionary.extensions.names, b'=');
        let widths = reading.pairs(&dictionary.extensions.widths, b'=');
        let long: HashMap<String, &str> =
            long.iter().map(|(short, long)| (short.to_lowercase(), long.as_str())).collect();
        let widths: HashMap<String, &str> =
            widths.iter().map(|(short, width)| (short.to_lowercase(), width.as_str())).collect();

        let mut found = Self::default();
        let mut at_element: BTreeMap<usize, usize> = BTreeMap::new();
        let mut short_names: HashMap<String, usize> = HashMap::new();
        let records = &dictionary.variables;
        let mut at = 0;
        while let Some(record) = records.get(at) {
            let short = reading.text(&record.name);
            let key = short.to_lowercase();
            let declared = widths.get(&key).and_then(|width| width.trim().parse().ok()).unwrap_or(0);
            let (width, segments) = whole_width(records.get(at..).unwrap_or_default(), declared);
            if declared > SEGMENT && segments == 1 {
                found.notes.push(format!(
                    "{short}: its text of {declared} bytes is not where the file says; its parts stand in columns of their own."
                ));
            }
            let name = long.get(&key).map_or(short, |long| (*long).to_owned());
            let values =
                if width == 0 { Values::Number(Shape::of(record.format)) } else { Values::Text(width) };
            at_element.insert(record.element, found.columns.len());
            short_names.insert(key, found.columns.len());
            found.columns.push(Column {
                name,
                description: reading.text(&record.label),
                labels: Vec::new(),
                storage: storage(values),
                width,
                ..Column::default()
            });
            found.variables.push(Variable { element: record.element, values });
            at += segments;
        }
        let mut labels = Labels { found: &mut found, reading: &mut reading, count: 0 };
        for record in &dictionary.labels {
            labels.add(record, &at_element, &number);
        }
        labels.add_long(&dictionary.extensions.labels, &short_names, |four| bytes.four(four));
        if labels.count > MOST_LABELS {
            found.notes.push(format!("More than {MOST_LABELS} labels: the rest were left out."));
        }
        found.note_missing(records, &at_element, &number, &mut reading);
        found.note_sets(&dictionary.extensions.sets, &mut reading);
        found.note_weight(dictionary.weight, &at_element);
        if reading.damaged > 0 {
            found.notes.push(format!(
                "{} names or labels hold characters that are damaged or cut; they are shown as U+FFFD or left out.",
                reading.damaged
            ));
        }
        found
    }

    /// Which numbers are declared missing: they are kept, for a reason not to answer is an answer too.
    fn note_missing(
        &mut self,
        records: &[VariableRecord],
        at_element: &BTreeMap<usize, usize>,
        number: &impl Fn([u8; 8]) -> f64,
        reading: &mut Reading,
    ) {
        const NAMED: usize = 8;
        let mut named = Vec::new();
        let mut more = 0;
        for record in records.iter().filter(|record| record.missing != 0) {
            let Some(at) = at_element.get(&record.element) else { continue };
            let (Some(column), Some(variable)) = (self.columns.get(*at), self.variables.get(*at)) else {
                continue;
            };
            let mut values: Vec<String> = record
                .missing_values
                .iter()
                .map(|&value| cell(variable, value, number, reading.charset))
                .collect();
            if record.missing < 0 && values.len() >= 2 {
                let range: Vec<String> = values.drain(..2).collect();
                values.insert(0, range.join(" to "));
            }
            if named.len() < NAMED {
                named.push(format!("{} ({})", column.name, values.join(", ")));
            } else {
                more += 1;
            }
        }
        if !named.is_empty() {
            let more = if more == 0 { String::new() } else { format!(" and {more} more columns") };
            self.notes
                .push(format!("Declared missing by the file, kept as values: {}{more}.", named.join(", ")));
        }
    }

    /// Names the multiple-response sets: `$name=D1 1 5 label VAR1 VAR2`, one a line.
    /// Source: PSPP developers' manual, "Multiple Response Sets Records".
    fn note_sets(&mut self, sets: &[u8], reading: &mut Reading) {
        const NAMED: usize = 8;
        let mut named: Vec<String> = Vec::new();
        for line in sets.split(|&b| b == b'\n').filter(|line| line.starts_with(b"$")) {
            let mut halves = line.splitn(2, |&b| b == b'=');
            let name = reading.text(halves.next().unwrap_or_default());
            if named.len() < NAMED && !named.contains(&name) {
                named.push(name);
            }
        }
        if !named.is_empty() {
            let names = named.join(", ");
            self.notes.push(format!(
                "Multiple-response sets of the file, whose columns are read one by one: {names}."
            ));
        }
    }

    fn note_weight(&mut self, weight: i32, at_element: &BTreeMap<usize, usize>) {
        let column = usize::try_from(weight).ok().and_then(|at| at_element.get(&at.checked_sub(1)?));
        if let Some(column) = column.and_then(|at| self.columns.get(*at)) {
            self.notes.push(format!(
                "The file weights by \"{name}\": give --weight {name} to have it done.",
                name = column.name
            ));
        }
    }
}

/// The width of the text that begins with the first record, and how many records it takes.
fn whole_width(records: &[VariableRecord], declared: usize) -> (usize, usize) {
    let width = records.first().map_or(0, |record| record.width);
    let segments = declared.div_ceil(SEGMENT_STEP);
    if declared <= SEGMENT || segments > records.len() {
        return (width, 1);
    }
    let fits = records.iter().take(segments).enumerate().all(|(at, record)| {
        let left = declared - at * SEGMENT_STEP;
        if at + 1 < segments {
            record.width == SEGMENT
        } else {
            elements_of(record.width) == elements_of(left)
        }
    });
    if fits { (declared, segments) } else { (width, 1) }
}

fn storage(values: Values) -> Storage {
    match values {
        Values::Number(Shape::Plain) => Storage::Number,
        Values::Number(_) => Storage::Date,
        Values::Text(_) => Storage::Text,
    }
}

/// A short value as its cell is written.
fn cell(variable: &Variable, value: [u8; 8], number: &impl Fn([u8; 8]) -> f64, charset: Charset) -> String {
    match variable.values {
        Values::Number(_) => {
            let mut text = String::new();
            let value = number(value);
            match value.abs() >= f64::MAX / 2.0 {
                true if value > 0.0 => text.push_str("highest"),
                true => text.push_str("lowest"),
                false => _ = variable.shape().write(value, &mut text),
            }
            text
        }
        Values::Text(_) => charset.decode(trimmed(&value)).0.into_owned(),
    }
}

/// Decodes names and labels, and counts those that are damaged.
struct Reading {
    charset: Charset,
    damaged: usize,
}

impl Reading {
    fn text(&mut self, bytes: &[u8]) -> String {
        let (text, fault) = self.charset.decode(trimmed(bytes));
        self.damaged += usize::from(fault.is_some());
        text.into_owned()
    }

    /// `NAME=value` with tabs (and zeros) between.
    fn pairs(&mut self, bytes: &[u8], sign: u8) -> Vec<(String, String)> {
        let parts = bytes.split(|&b| b == b'\t');
        let pairs = parts.filter_map(|part| {
            let at = part.iter().position(|&b| b == sign)?;
            Some((part.get(..at)?, part.get(at + 1..)?))
        });
        pairs.map(|(name, value)| (self.text(name), self.text(value))).collect()
    }
}

/// Puts labels on the columns.
struct Labels<'l> {
    found: &'l mut Layout,
    reading: &'l mut Reading,
    count: usize,
}

impl Labels<'_> {
    /// Labels of numbers and of text of up to eight bytes.
    fn add(
        &mut self,
        record: &LabelRecord,
        at_element: &BTreeMap<usize, usize>,
        number: &impl Fn([u8; 8]) -> f64,
    ) {
        for &element in &record.elements {
            let at = usize::try_from(element).ok().and_then(|at| at_element.get(&at.checked_sub(1)?));
            let Some(&at) = at else { continue };
            self.count += record.labels.len();
            if self.count > MOST_LABELS {
                return;
            }
            let (Some(column), Some(variable)) =
                (self.found.columns.get_mut(at), self.found.variables.get(at))
            else {
                continue;
            };
            for (value, label) in &record.labels {
                let value = cell(variable, *value, number, self.reading.charset);
                column.labels.push((value, self.reading.text(label)));
            }
        }
    }

    /// Labels of longer text: name, width, then values and labels, each after its length.
    fn add_long<'b>(
        &mut self,
        bytes: &'b [u8],
        short_names: &HashMap<String, usize>,
        whole: impl Fn([u8; 4]) -> i32,
    ) {
        let mut rest = bytes;
        let text = |rest: &mut &'b [u8]| -> Option<&'b [u8]> {
            let length = usize::try_from(four(rest, &whole)?).ok()?;
            let (head, tail) = rest.split_at_checked(length)?;
            *rest = tail;
            Some(head)
        };
        let names: HashMap<String, usize> = (0usize..)
            .zip(&self.found.columns)
            .map(|(at, column)| (column.name.to_lowercase(), at))
            .collect();
        while let Some(name) = text(&mut rest) {
            let name = self.reading.text(name).to_lowercase();
            let column = names.get(&name).or_else(|| short_names.get(&name)).copied();
            let (Some(_), Some(count)) = (four(&mut rest, &whole), four(&mut rest, &whole)) else { return };
            for _ in 0..count {
                let (Some(value), Some(label)) = (text(&mut rest), text(&mut rest)) else { return };
                self.count += 1;
                if self.count > MOST_LABELS {
                    return;
                }
                let label = (self.reading.text(value), self.reading.text(label));
                if let Some(column) = column.and_then(|at| self.found.columns.get_mut(at)) {
                    column.labels.push(label);
                }
            }
        }
    }
}

fn four(rest: &mut &[u8], whole: &impl Fn([u8; 4]) -> i32) -> Option<i32> {
    let (head, tail) = rest.split_at_checked(4)?;
    *rest = tail;
    Some(whole(head.try_into().ok()?))
}
