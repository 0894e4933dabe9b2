//! The coded table: the input's columns as they were, then what the coding found, one row per respondent.

use super::neutral::is_exact_number;
use super::table::TableWriter;
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::coding::Coding;
use crate::survey::Table;
use std::fmt::Write as _;
use std::io;

/// Our columns in front of the codes, and whether they hold numbers; the last only where alerts were looked for.
const OURS: [(&str, bool); 9] = [
    ("oe_status", false),
    ("oe_duplicate_of", true),
    ("oe_language", false),
    ("oe_codes", false),
    ("oe_nets", false),
    ("oe_sentiment", false),
    ("oe_sentiment_score", true),
    ("oe_sentiment_confidence", true),
    ("oe_alerts", false),
];

/// The columns of the coded table, and what its rows so far say of the input's columns.
#[derive(Debug)]
pub(super) struct CodedTable {
    input: Vec<String>,
    codes: Vec<CodeNumber>,
    with_alerts: bool,
    rows: usize,
    text_bytes: u64,
    /// For each input column, whether it has a filled cell, and whether all of them are numbers that a spreadsheet gives
    /// back as typed.
    numeric: Vec<(bool, bool)>,
}

impl CodedTable {
    /// The table of a file with these columns, coded with this frame.
    pub(super) fn new(input: &[String], frame: &CodeFrame, with_alerts: bool) -> Self {
        Self {
            input: input.to_vec(),
            codes: frame.active_codes().map(|c| c.number).collect(),
            with_alerts,
            rows: 0,
            text_bytes: 0,
            numeric: vec![(false, true); input.len()],
        }
    }

    /// Names of all columns.
    pub(super) fn headers(&self) -> Vec<String> {
        let ours = self.ours().map(|(name, _)| name.to_owned());
        let codes = self.codes.iter().map(|number| format!("oe_c{number}"));
        self.input.iter().cloned().chain(ours).chain(codes).collect()
    }

    /// How many columns came from the input.
    pub(super) fn input_columns(&self) -> usize {
        self.input.len()
    }

    /// For each column, whether its cells are numbers, as far as the rows so far tell.
    pub(super) fn numeric_columns(&self) -> Vec<bool> {
        let input = self.numeric.iter().map(|&(is_filled, is_numeric)| is_filled && is_numeric);
        input
            .chain(self.ours().map(|(_, is_number)| is_number))
            .chain(self.codes.iter().map(|_| true))
            .collect()
    }

    /// Rows so far.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Length of all input text so far, in bytes.
    pub(super) fn text_bytes(&self) -> u64 {
        self.text_bytes
    }

    fn ours(&self) -> impl Iterator<Item = (&'static str, bool)> + use<> {
        let with_alerts = self.with_alerts;
        OURS.into_iter().filter(move |(name, _)| with_alerts || *name != "oe_alerts")
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
        for (row, coding) in codings.iter().enumerate() {
            for (column, (is_filled, is_numeric)) in self.numeric.iter_mut().enumerate() {
                let cell = table.cell(row, column);
                out.text(cell);
                self.text_bytes += cell.len() as u64;
                *is_filled |= !cell.is_empty();
                *is_numeric = *is_numeric && (cell.is_empty() || is_exact_number(cell));
            }
            self.rows += 1;
            self.write_coding(coding, &mut carried, &mut list, out);
            out.end_row()?;
        }
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
        let mut out = CsvTable::new(Vec::new(), coded.headers(), false).unwrap();
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
        assert_eq!(
            coded.numeric_columns()[..2],
            [false, false],
            "007 is no number, so the column stays text"
        );
        let without = CodedTable::new(table.headers(), &frame(), false);
        assert!(!without.headers().contains(&"oe_alerts".to_owned()));
    }
}
