//! JSON Lines: one object per row, UTF-8, LF; keys are the headers.
//!
//! Numbers are numbers in the digits that were typed, codes are lists of numbers, blank cells are null. Where headers
//! repeat, the later ones get a number behind (`why`, `why_2`), since many readers keep only one of equal keys; a blank
//! header becomes the column's number.

use super::{CodedSource, Kind, TypedColumn};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes the table.
pub(super) fn write(path: &Path, source: &CodedSource) -> io::Result<Vec<String>> {
    let (names, notes) = unique_names(source.columns(), "coded.jsonl");
    let keys = names.iter().map(|name| Ok(serde_json::to_string(name)?)).collect::<io::Result<Vec<_>>>()?;
    let mut out = BufWriter::with_capacity(1 << 16, File::create(path)?);
    let mut rows = source.rows()?;
    while let Some(row) = rows.next()? {
        let mut before = b"{".as_slice();
        for ((cell, column), key) in row.cells().zip(source.columns()).zip(&keys) {
            out.write_all(before)?;
            out.write_all(key.as_bytes())?;
            out.write_all(b":")?;
            write_cell(cell, column.kind, &mut out)?;
            before = b",";
        }
        out.write_all(b"}\n")?;
    }
    out.into_inner()?.sync_all()?;
    Ok(notes)
}

fn write_cell(cell: &str, kind: Kind, out: &mut impl Write) -> io::Result<()> {
    match kind {
        Kind::Text | Kind::Number | Kind::Whole | Kind::Flag if cell.is_empty() => out.write_all(b"null"),
        Kind::Text => Ok(serde_json::to_writer(out, cell)?),
        Kind::Numbers if cell.is_empty() => out.write_all(b"[]"),
        Kind::Numbers => write!(out, "[{}]", cell.replace('|', ",")),
        Kind::Words => {
            let words: Vec<&str> = cell.split('|').filter(|word| !word.is_empty()).collect();
            Ok(serde_json::to_writer(out, &words)?)
        }
        Kind::Number | Kind::Whole | Kind::Flag => out.write_all(cell.as_bytes()),
    }
}

/// The columns' names, no two alike and none blank, and a note if any had to be changed.
pub(super) fn unique_names(columns: &[TypedColumn], file: &str) -> (Vec<String>, Vec<String>) {
    let mut taken: HashSet<String> = columns.iter().map(|column| column.name.clone()).collect();
    // How many columns of that name there were; a blank header counts from its own place on.
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut changed = Vec::new();
    let mut names = Vec::with_capacity(columns.len());
    for (place, column) in (1usize..).zip(columns) {
        let known = seen.entry(&column.name).or_insert(0);
        *known = if column.name.is_empty() { place } else { *known + 1 };
        if *known == 1 && !column.name.is_empty() {
            names.push(column.name.clone());
            continue;
        }
        let stem = if column.name.is_empty() { "column" } else { &column.name };
        let mut name = format!("{stem}_{known}");
        while !taken.insert(name.clone()) {
            *known += 1;
            name = format!("{stem}_{known}");
        }
        changed.push(name.clone());
        names.push(name);
    }
    let note = match changed.split_first() {
        None => None,
        Some((one, [])) => {
            Some(format!("{file} names a column \"{one}\": its header is blank or stands twice."))
        }
        Some((one, more)) => Some(format!(
            "{file} names {} columns anew, the first \"{one}\": their headers are blank or stand twice.",
            more.len() + 1
        )),
    };
    (names, note.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Scratch, coded_table};
    use super::*;
    use crate::survey::Column;

    #[test]
    fn rows_are_objects_with_numbers_lists_and_nulls() {
        let (scratch, out) = (Scratch::new("coded.csv"), Scratch::new("coded.jsonl"));
        let headers = ["id", "why", "n", "oe_codes", "oe_alerts", "oe_sentiment_score", "oe_c1"];
        let rows: [&[&str]; 2] = [
            &["007", "=1+1 \"q\"\u{0}\u{2028}😀", "-2.5", "2|1", "legal|churn", "-0.25", "1"],
            &["8", "", "", "", "", "", ""],
        ];
        let source = coded_table(&scratch.0, &headers, &rows, &vec![Column::default(); 3]);
        assert!(write(&out.0, &source).unwrap().is_empty());
        assert_eq!(
            std::fs::read_to_string(&out.0).unwrap(),
            "{\"id\":\"007\",\"why\":\"=1+1 \\\"q\\\"\\u0000\u{2028}😀\",\"n\":-2.5,\"oe_codes\":[2,1],\
             \"oe_alerts\":[\"legal\",\"churn\"],\"oe_sentiment_score\":-0.25,\"oe_c1\":1}\n\
             {\"id\":\"8\",\"why\":null,\"n\":null,\"oe_codes\":[],\"oe_alerts\":[],\
             \"oe_sentiment_score\":null,\"oe_c1\":null}\n"
        );
    }

    #[test]
    fn names_are_made_unique_and_never_blank() {
        let names = |headers: &[&str]| {
            let scratch = Scratch::new("names.csv");
            let source = coded_table(&scratch.0, headers, &[], &vec![Column::default(); headers.len()]);
            unique_names(source.columns(), "coded.jsonl")
        };
        assert_eq!(names(&["a", "b"]), (vec!["a".into(), "b".into()], vec![]));
        let (made, notes) = names(&["why", "", "why", "why_2", "why", "", "column_6"]);
        assert_eq!(made, ["why", "column_2", "why_3", "why_2", "why_4", "column_7", "column_6"]);
        assert!(notes[0].contains("4 columns") && notes[0].contains("column_2"), "{notes:?}");
        let many = vec!["same"; 20_000];
        let (made, _) = names(&many);
        assert_eq!(made.iter().collect::<HashSet<_>>().len(), 20_000);
    }
}
