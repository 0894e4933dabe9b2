//! The clauses of texts, for feelings.py: JSON lines in (`text`, `lang`), a JSON list of clauses out for each.
#![allow(unused_crate_dependencies, reason = "an example sees all dependencies of the package")]

use openend::text::{LanguageDetector, analysis_copy, split_clauses};
use std::io::{BufRead, BufWriter, Error, Write, stdin, stdout};

fn main() -> Result<(), Error> {
    let detector = LanguageDetector::new(&[]);
    let mut out = BufWriter::new(stdout());
    for line in stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = row.get("text").and_then(|text| text.as_str()).unwrap_or_default();
        let language = detector.detect(text, row.get("lang").and_then(|tag| tag.as_str()));
        let copy = analysis_copy(text);
        let clauses = split_clauses(&copy, language);
        let clauses: Vec<&str> = clauses.iter().map(|clause| clause.text(&copy)).collect();
        serde_json::to_writer(&mut out, &clauses)?;
        writeln!(out)?;
    }
    out.flush()
}
