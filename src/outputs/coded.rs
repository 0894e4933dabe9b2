//! The coded table: the input's columns as they were, then what the coding found, one row per respondent.

use super::neutral::is_exact_number;
use super::table::TableWriter;
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::coding::Coding;
use crate::survey::Table;
use std::fmt::Write as _;
use std::io;

/// Our columns in front of the codes; the last only where alerts were looked for.
const OURS: [&str; 9] = [
    "oe_status",
    "oe_duplicate_of",
    "oe_language",
    "oe_codes",
    "oe_nets",
    "oe_sentiment",
    "oe_sentiment_score",
    "oe_sentiment_confidence",
    "oe_alerts",
];

/// The coded table, ready to be written in any format.
pub(super) struct CodedTable<'a> {
    table: &'a Table,
    codings: &'a [Coding],
    codes: Vec<CodeNumber>,
    with_alerts: bool,
}

impl<'a> CodedTable<'a> {
    /// `codings` has one entry per kept row of `table`.
    pub(super) fn new(table: &'a Table, codings: &'a [Coding], frame: &CodeFrame, with_alerts: bool) -> Self {
        Self { table, codings, codes: frame.codes.iter().map(|c| c.number).collect(), with_alerts }
    }

    /// Names of all columns.
    pub(super) fn headers(&self) -> Vec<String> {
        let ours = OURS.iter().filter(|name| self.with_alerts || **name != "oe_alerts");
        let ours = ours.map(|&name| name.to_owned());
        let codes = self.codes.iter().map(|number| format!("oe_c{number}"));
        self.table.headers().iter().cloned().chain(ours).chain(codes).collect()
    }

    /// How many columns came from the input.
    pub(super) fn input_columns(&self) -> usize {
        self.table.headers().len()
    }

    /// Rows below the header.
    pub(super) fn rows(&self) -> usize {
        self.table.len()
    }

    /// Length of all input text, in bytes.
    pub(super) fn text_bytes(&self) -> u64 {
        let columns = (0..self.input_columns()).map(|column| self.table.column(column));
        columns.flatten().map(|cell| cell.len() as u64).sum()
    }

    /// The first cells of an input column.
    pub(super) fn sample(&self, column: usize) -> impl Iterator<Item = &str> {
        const ENOUGH: usize = 200;
        self.table.column(column).take(ENOUGH)
    }

    /// For each input column, whether all its filled cells are numbers that a spreadsheet gives back as typed.
    pub(super) fn numeric_columns(&self) -> Vec<bool> {
        let numeric = |column| {
            let mut filled = self.table.column(column).filter(|cell| !cell.is_empty()).peekable();
            filled.peek().is_some() && filled.all(is_exact_number)
        };
        (0..self.input_columns()).map(numeric).collect()
    }

    /// Writes all rows. Cells of the columns that `numeric` names are written as numbers.
    pub(super) fn write(&self, out: &mut impl TableWriter, numeric: &[bool]) -> io::Result<()> {
        let mut list = String::new();
        let places = self.codes.iter().map(|c| usize::from(c.0) + 1).max().unwrap_or(0);
        let mut carried = vec![false; places];
        for (row, coding) in self.codings.iter().enumerate() {
            for column in 0..self.input_columns() {
                match self.table.cell(row, column) {
                    "" => out.blank(),
                    cell if numeric.get(column) == Some(&true) => out.number(cell),
                    cell => out.text(cell),
                }
            }
            out.text(coding.status.name());
            match coding.duplicate_of {
                Some(row) => out.whole(row),
                None => out.blank(),
            }
            out.text(coding.language.tag());
            out.text(joined(&coding.codes, &mut list));
            out.text(joined(&coding.nets, &mut list));
            out.text(coding.sentiment.map_or("", |polarity| polarity.name()));
            let in_base = coding.status.counts_in_base();
            out.decimal(in_base.then_some(f64::from(coding.sentiment_score)), 3);
            out.decimal(in_base.then_some(f64::from(coding.sentiment_confidence)), 3);
            if self.with_alerts {
                let kinds: Vec<&str> = coding.alerts.iter().map(|alert| alert.kind.name()).collect();
                out.text(&kinds.join("|"));
            }
            if in_base {
                set(&mut carried, &coding.codes, true);
                for code in &self.codes {
                    let carries = carried.get(usize::from(code.0)) == Some(&true);
                    out.number(if carries { "1" } else { "0" });
                }
                set(&mut carried, &coding.codes, false);
            } else {
                self.codes.iter().for_each(|_| out.blank());
            }
            out.end_row()?;
        }
        Ok(())
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
        let coded = CodedTable::new(&table, &codings, &frame(), true);
        let mut out = CsvTable::new(Vec::new(), coded.headers(), false).unwrap();
        coded.write(&mut out, &coded.numeric_columns()).unwrap();
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
        assert_eq!(coded.numeric_columns(), [false, false], "007 is no number, so the column stays text");
        let without = CodedTable::new(&table, &codings, &frame(), false);
        assert!(!without.headers().contains(&"oe_alerts".to_owned()));
    }
}
