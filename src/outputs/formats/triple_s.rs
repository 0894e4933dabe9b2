//! Triple-S XML 2.0, the market-research trade's format: `coded.sss` describes `coded.asc`, whose cells are
//! comma-separated.
//!
//! The codes are one variable of type `multiple`, in the data a string of 0s and 1s with a place for every number up to
//! the highest; text is `character`, numbers are `quantity`, whole numbers with labels are `single`. The data file is
//! not called .csv, for no spreadsheet shall run its cells, which stand as typed; the description names it.
//!
//! Source: Triple-S XML Version 2.0 (Triple-S Group, 2011).

use super::names::{Letters, legal};
use super::{CodedSource, Kind, TypedColumn};
use quick_xml::escape::escape;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Values of a labelled column that are looked at; one with more is described as a quantity.
const MOST_VALUES: usize = 10_000;

/// Writes the description at `path`, and the data beside it.
pub(super) fn write(path: &Path, source: &CodedSource) -> io::Result<Vec<String>> {
    let mut seen: Vec<Seen> = source.columns().iter().map(|_| Seen::default()).collect();
    write_data(&path.with_extension("asc"), source, &mut seen)?;
    let (definition, notes) = definition(source, &seen);
    let mut file = File::create(path)?;
    file.write_all(definition.as_bytes())?;
    file.sync_all()?;
    Ok(notes)
}

/// What the cells of a column turned out to be.
#[derive(Debug, Default)]
struct Seen {
    low: f64,
    high: f64,
    is_filled: bool,
    decimals: usize,
    /// Characters of the longest cell.
    characters: usize,
    values: BTreeSet<i64>,
}

impl Seen {
    fn add(&mut self, cell: &str, column: &TypedColumn) {
        if !matches!(column.kind, Kind::Number | Kind::Whole | Kind::Flag) {
            self.characters = self.characters.max(cell.chars().count());
            return;
        }
        let Ok(value) = cell.parse::<f64>() else { return };
        self.low = if self.is_filled { self.low.min(value) } else { value };
        self.high = if self.is_filled { self.high.max(value) } else { value };
        self.is_filled = true;
        self.decimals = self.decimals.max(cell.split_once('.').map_or(0, |(_, part)| part.len()));
        if !column.labels.is_empty() && self.values.len() <= MOST_VALUES {
            self.values.extend(cell.parse::<i64>().ok());
        }
    }
}

/// The highest code number; 0 where there are no codes.
fn highest_code(source: &CodedSource) -> u16 {
    source.columns().iter().filter_map(|column| column.code).map(|code| code.0).max().unwrap_or(0)
}

fn write_data(path: &Path, source: &CodedSource, seen: &mut [Seen]) -> io::Result<()> {
    let places = usize::from(highest_code(source));
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BufWriter::with_capacity(1 << 16, File::create(path)?));
    let plain = source.columns().iter().filter(|column| column.code.is_none());
    let header = plain.map(|column| column.name.as_str()).chain((places > 0).then_some("codes"));
    out.write_record(header)?;
    let mut mentions = vec![b'0'; places];
    let mut rows = source.rows()?;
    while let Some(row) = rows.next()? {
        mentions.fill(b'0');
        let mut is_coded = false;
        for ((cell, column), seen) in row.cells().zip(source.columns()).zip(seen.iter_mut()) {
            let Some(code) = column.code else {
                seen.add(cell, column);
                out.write_field(cell)?;
                continue;
            };
            is_coded |= !cell.is_empty();
            if cell == "1"
                && let Some(place) = usize::from(code.0).checked_sub(1).and_then(|at| mentions.get_mut(at))
            {
                *place = b'1';
            }
        }
        if places > 0 {
            out.write_field(if is_coded { mentions.as_slice() } else { b"" })?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    let out = out.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    out.into_inner()?.sync_all()
}

/// The description, and what of the columns it cannot say.
fn definition(source: &CodedSource, seen: &[Seen]) -> (String, Vec<String>) {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sss version=\"2.0\">\n<origin>openend</origin>\n<survey>\n",
    );
    let question = clean(source.question());
    _ = writeln!(xml, "<title>{question}</title>");
    xml.push_str("<record ident=\"A\" href=\"coded.asc\" format=\"csv\" skip=\"1\">\n");
    let plain: Vec<(&TypedColumn, &Seen)> =
        source.columns().iter().zip(seen).filter(|(column, _)| column.code.is_none()).collect();
    let codes: Vec<&TypedColumn> = source.columns().iter().filter(|column| column.code.is_some()).collect();
    let headers = plain.iter().map(|(column, _)| column.name.as_str());
    let names = legal(headers.chain((!codes.is_empty()).then_some("codes")), Letters::Latin);
    let mut unlabelled = 0;
    for (place, ((column, seen), name)) in (1usize..).zip(plain.iter().zip(&names)) {
        let label = match column.label.trim() {
            "" => column.name.as_str(),
            label => label,
        };
        let kind = Type::of(column, seen);
        unlabelled += usize::from(kind != Type::Single && !column.labels.is_empty());
        begin(&mut xml, place, kind.name(), name, label);
        kind.describe(column, seen, &mut xml);
        xml.push_str("</variable>\n");
    }
    if let Some(name) = names.get(plain.len()) {
        begin(&mut xml, plain.len() + 1, "multiple", name, source.question());
        xml.push_str("<values>\n");
        for column in codes {
            let number = column.code.map_or(0, |code| code.0);
            value(&mut xml, &number.to_string(), &column.label);
        }
        xml.push_str("</values>\n</variable>\n");
    }
    xml.push_str("</record>\n</survey>\n</sss>\n");
    let mut notes = Vec::new();
    if unlabelled > 0 {
        notes.push(format!(
            "coded.sss leaves out the value labels of {unlabelled} columns: Triple-S labels whole numbers from 0 alone."
        ));
    }
    (xml, notes)
}

/// How Triple-S describes a column that is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Character,
    Quantity,
    Single,
}

impl Type {
    fn of(column: &TypedColumn, seen: &Seen) -> Self {
        let has_codes = || {
            seen.values.len() <= MOST_VALUES
                && seen.values.first().is_none_or(|&low| low >= 0)
                && column.labels.iter().all(|(value, _)| value.parse::<u32>().is_ok())
        };
        match column.kind {
            Kind::Text | Kind::Numbers | Kind::Words => Self::Character,
            Kind::Whole | Kind::Flag if !column.labels.is_empty() && has_codes() => Self::Single,
            Kind::Number | Kind::Whole | Kind::Flag => Self::Quantity,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Character => "character",
            Self::Quantity => "quantity",
            Self::Single => "single",
        }
    }

    /// The size, range or values.
    fn describe(self, column: &TypedColumn, seen: &Seen, xml: &mut String) {
        match self {
            Self::Character => _ = writeln!(xml, "<size>{}</size>", seen.characters.max(1)),
            Self::Quantity => {
                let (low, high, decimals) = (seen.low, seen.high, seen.decimals);
                _ = writeln!(
                    xml,
                    "<values>\n<range from=\"{low:.decimals$}\" to=\"{high:.decimals$}\"/>\n</values>"
                );
            }
            Self::Single => {
                xml.push_str("<values>\n");
                for (code, label) in &column.labels {
                    value(xml, code, label);
                }
                let known: BTreeSet<i64> =
                    column.labels.iter().filter_map(|(code, _)| code.parse().ok()).collect();
                for code in seen.values.difference(&known) {
                    value(xml, &code.to_string(), &code.to_string());
                }
                xml.push_str("</values>\n");
            }
        }
    }
}

fn begin(xml: &mut String, place: usize, kind: &str, name: &str, label: &str) {
    let label = clean(label);
    _ = writeln!(
        xml,
        "<variable ident=\"{place}\" type=\"{kind}\">\n<name>{name}</name>\n<label>{label}</label>"
    );
    _ = writeln!(xml, "<position start=\"{place}\"/>");
}

fn value(xml: &mut String, code: &str, label: &str) {
    _ = writeln!(xml, "<value code=\"{code}\">{}</value>", clean(label));
}

/// Text on one line without what XML does not allow, its signs escaped.
fn clean(text: &str) -> String {
    let allowed = text.chars().map(|c| match c {
        '\t' | '\n' | '\r' => ' ',
        c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => '\u{fffd}',
        c => c,
    });
    escape(allowed.collect::<String>()).into_owned()
}

#[cfg(test)]
mod tests {
    use crate::files::{ReadOptions, read_table};
    use crate::outputs::formats::CodedFormat;
    use crate::outputs::formats::fixture::{Scratch, coded_table};
    use crate::survey::Column;

    #[test]
    fn what_is_written_is_read_back() {
        let csv = Scratch::new("triple.csv");
        let sss = Scratch::new("coded.sss");
        let headers = ["region", "why <b>", "score", "oe_status", "oe_c1", "oe_c3"];
        let labels = [("1", "North & East"), ("2", "South")].map(|(v, l)| (v.to_owned(), l.to_owned()));
        let columns = [
            Column { labels: labels.to_vec(), ..Column::described("Where?") },
            Column::described("Why did\nyou come?"),
            Column::default(),
        ];
        let rows: [&[&str]; 3] = [
            &["1", "=järjekord, \"pikk\"\nja 等候 🙂", "7.5", "coded", "1", "0"],
            &["2", "", "-3", "no_answer", "", ""],
            &["7", "x", "", "coded", "0", "1"],
        ];
        let source = coded_table(&csv.0, &headers, &rows, &columns);
        let notes = crate::outputs::formats::write(CodedFormat::TripleS, &sss.0, &source).unwrap();
        assert_eq!(notes, Vec::<String>::new());
        let definition = std::fs::read_to_string(&sss.0).unwrap();
        assert!(definition.contains("<range from=\"-3.0\" to=\"7.5\"/>"), "{definition}");
        assert!(definition.contains("<value code=\"7\">7</value>"), "{definition}");

        let table = read_table(&sss.0, &ReadOptions::default()).unwrap();
        assert_eq!(table.headers(), ["region", "why_b", "score", "oe_status", "codes_1", "codes_3"]);
        assert_eq!(table.description(1), "Why did you come?");
        assert_eq!(table.columns()[0].label("1"), "North & East");
        assert!(table.description(5).ends_with("opening hours"), "{}", table.description(5));
        for (row, cells) in rows.iter().enumerate() {
            let read: Vec<&str> = (0..headers.len()).map(|at| table.cell(row, at)).collect();
            assert_eq!(read, *cells);
        }
    }
}
