//! The coded table: the input's columns as they were, then what the coding found, one row per respondent.

use super::formats::{OURS, Tally, TypedColumn, typed_columns};
use super::table::TableWriter;
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::coding::Coding;
use crate::survey::{Column, Table};
use std::fmt::Write as _;
use std::io;

/// The columns of the coded table, and what its rows so far say of them.
#[derive(Debug)]
pub(super) struct CodedTable {
    headers: Vec<String>,
    /// How many columns came from the input.
    input: usize,
    codes: Vec<CodeNumber>,
    with_alerts: bool,
    rows: usize,
    text_bytes: u64,
    tallies: Vec<Tally>,
}

impl CodedTable {
    /// The table of a file with these columns, coded with this frame.
    pub(super) fn new(input: &[String], frame: &CodeFrame, with_alerts: bool) -> Self {
        let codes: Vec<CodeNumber> = frame.active_codes().map(|c| c.number).collect();
        let ours = OURS.iter().map(|(name, ..)| (*name).to_owned());
        let ours = ours.filter(|name| with_alerts || name != "oe_alerts");
        let flags = codes.iter().map(|number| format!("oe_c{number}"));
        let headers: Vec<String> = input.iter().cloned().chain(ours).chain(flags).collect();
        let tallies = vec![Tally::default(); headers.len()];
        Self { headers, input: input.len(), codes, with_alerts, rows: 0, text_bytes: 0, tallies }
    }

    /// Names of all columns.
    pub(super) fn headers(&self) -> &[String] {
        &self.headers
    }

    /// How many columns came from the input.
    pub(super) fn input_columns(&self) -> usize {
        self.input
    }

    /// What the columns hold, as far as the rows so far tell; `columns` is what the input says of its own.
    pub(super) fn typed_columns(&self, columns: &[Column], frame: &CodeFrame) -> Vec<TypedColumn> {
        typed_columns(&self.headers, &self.tallies, self.input, columns, frame)
    }

    /// Rows so far.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Length of all input text so far, in bytes.
    pub(super) fn text_bytes(&self) -> u64 {
        self.text_bytes
    }

    /// Writes the rows of one batch; `codings` has one entry per kept row of `table`.
    pub(super) fn write(
        &mut self,
        table: &Table,
        codings: &[Coding],
        out: &mut impl TableWriter,
    ) -> io::Result<()> {
        let mut list = String::new();
        let places = self.codes.iter().map(|c| usize::from(c.0) + 1).max().unwrap_or(0);
        let mut carried = vec![false; places];
        let mut tallies = std::mem::take(&mut self.tallies);
        for (row, coding) in codings.iter().enumerate() {
            let mut out = Tallied { out, tallies: tallies.iter_mut() };
            for column in 0..self.input {
                let cell = table.cell(row, column);
                out.text(cell);
                self.text_bytes += cell.len() as u64;
            }
            self.rows += 1;
            self.write_coding(coding, &mut carried, &mut list, &mut out);
            out.end_row()?;
        }
        self.tallies = tallies;
        Ok(())
    }

    fn write_coding(
        &self,
        coding: &Coding,
        carried: &mut [bool],
        list: &mut String,
        out: &mut impl TableWriter,
    ) {
        out.text(coding.status.name());
        match coding.duplicate_of {
            Some(row) => out.whole(row),
            None => out.blank(),
        }
        out.text(coding.language.tag());
        out.text(joined(&coding.codes, list));
        out.text(joined(&coding.nets, list));
        out.text(coding.sentiment.map_or("", |polarity| polarity.name()));
        let in_base = coding.status.counts_in_base();
        out.decimal(in_base.then_some(f64::from(coding.sentiment_score)), 3);
        out.decimal(in_base.then_some(f64::from(coding.sentiment_confidence)), 3);
        if self.with_alerts {
            let kinds: Vec<&str> = coding.alerts.iter().map(|alert| alert.kind.name()).collect();
            out.text(&kinds.join("|"));
        }
        if !in_base {
            self.codes.iter().for_each(|_| out.blank());
            return;
        }
        set(carried, &coding.codes, true);
        for code in &self.codes {
            let carries = carried.get(usize::from(code.0)) == Some(&true);
            out.number(if carries { "1" } else { "0" });
        }
        set(carried, &coding.codes, false);
    }
}

/// A writer of one row that tallies each cell as it goes by.
struct Tallied<'t, W> {
    out: &'t mut W,
    tallies: std::slice::IterMut<'t, Tally>,
}

impl<W: TableWriter> TableWriter for Tallied<'_, W> {
    fn text(&mut self, text: &str) {
        if let Some(tally) = self.tallies.next() {
            tally.add(text);
        }
        self.out.text(text);
    }

    fn number(&mut self, digits: &str) {
        if let Some(tally) = self.tallies.next() {
            tally.add(digits);
        }
        self.out.number(digits);
    }

    fn blank(&mut self) {
        self.tallies.next();
        self.out.blank();
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.out.end_row()
    }
}

fn set(carried: &mut [bool], codes: &[CodeNumber], to: bool) {
    for code in codes {
        if let Some(flag) = carried.get_mut(usize::from(code.0)) {
            *flag = to;
        }
    }
}

/// Numbers joined by a vertical bar.
fn joined<'l>(numbers: &[CodeNumber], list: &'l mut String) -> &'l str {
    list.clear();
    for number in numbers {
        if !list.is_empty() {
            list.push('|');
        }
        let _ = write!(list, "{number}");
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::{Alert, AlertKind};
    use crate::outputs::formats::Kind;
    use crate::outputs::table::CsvTable;
    use crate::survey::TableBuilder;
    use crate::testing::{coded, frame, outside};

    #[test]
    fn input_columns_come_first_unchanged_then_ours_then_one_per_code() {
        let mut builder = TableBuilder::new("s.csv", vec!["id".into(), "why".into()], vec![]);
        builder.keep(2, ["007", "Nice, and \"rude\""]);
        builder.keep(3, ["8", "=x"]);
        builder.keep(4, ["9", ""]);
        let table = builder.finish(None, String::new());
        let mut second = coded(&[], -0.000_1);
        second.duplicate_of = Some(1);
        let mut codings = [coded(&[2, 1], -0.25), second, outside()];
        codings[0].alerts = [AlertKind::Legal, AlertKind::Churn]
            .map(|kind| Alert { kind, start: 0, end: 4, strength: 1.0 })
            .into();
        let mut coded = CodedTable::new(table.headers(), &frame(), true);
        let mut out = CsvTable::new(Vec::new(), coded.headers().to_vec(), false).unwrap();
        coded.write(&table, &codings, &mut out).unwrap();
        let (bytes, neutralised) = out.finish("coded.csv").unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "\u{feff}id,why,oe_status,oe_duplicate_of,oe_language,oe_codes,oe_nets,oe_sentiment,\
             oe_sentiment_score,oe_sentiment_confidence,oe_alerts,oe_c1,oe_c2,oe_c3,oe_c97,oe_c98\n\
             007,\"Nice, and \"\"rude\"\"\",coded,,en,2|1,101,,-0.25,0.75,legal|churn,1,1,0,0,0\n\
             8,'=x,uncoded,1,en,,,,0,0.75,,0,0,0,0,0\n\
             9,,no_answer,,en,,,,,,,,,,,\n"
        );
        assert_eq!((neutralised.len(), neutralised[0].column.as_str(), neutralised[0].cells), (1, "why", 1));
        let columns = coded.typed_columns(table.columns(), &frame());
        assert_eq!(columns[0].kind, Kind::Text, "007 is no number, so the column stays text");
        assert_eq!((columns[0].widest, columns[1].widest, columns[5].widest), (3, 16, 3));
        let without = CodedTable::new(table.headers(), &frame(), false);
        assert!(!without.headers().contains(&"oe_alerts".to_owned()));
    }
}
