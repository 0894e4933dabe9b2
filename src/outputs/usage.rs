//! Who was given which code, read from a folder's coded table row by row.

use crate::code_frame::check::Usage;
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::coding::Status;
use crate::error::{Error, Place, Result};
use crate::text::Language;
use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::Path;

/// The table that a run writes for whoever reads on by program.
const CODED_FILE: &str = "coded.csv";

/// Who was given which code in the results folder that the frame lies in; none if it holds no coded table.
///
/// # Errors
/// [`Error::Input`] if the table can no longer be read.
pub fn read_usage(folder: &Path, frame: &CodeFrame) -> Result<Option<Usage>> {
    let path = folder.join(CODED_FILE);
    let changed = |row: Option<u64>, what: &str| {
        let at = Place { row, ..Place::default() };
        let message = format!("{what}: it was changed since the run; run openend anew");
        Error::Input { file: path.display().to_string(), at: Box::new(at), message }
    };
    let file = match File::open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(|error| Error::disk(&path, error))?,
    };
    // The byte-order mark becomes part of the first header, which is no column of ours.
    let mut reader = csv::Reader::from_reader(BufReader::new(file));
    let headers = reader.headers().map_err(|error| changed(None, &error.to_string()))?.clone();
    // A run on an earlier run's table has such columns twice; ours are the last.
    let column = |name: &str| {
        let found = (0..headers.len()).rev().find(|&at| headers.get(at) == Some(name));
        found.ok_or_else(|| changed(None, &format!("it has no column \"{name}\"")))
    };
    let (status, language, codes) = (column("oe_status")?, column("oe_language")?, column("oe_codes")?);
    let coded = headers.iter().skip(codes).filter_map(|name| name.strip_prefix("oe_c")?.parse().ok());
    let mut usage = Usage::new(frame, coded.map(CodeNumber));
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    loop {
        row += 1;
        if !reader.read_record(&mut record).map_err(|error| changed(Some(row), &error.to_string()))? {
            return Ok(Some(usage));
        }
        let cell = |at: usize| record.get(at).unwrap_or("");
        let is_in_base = [Status::Coded, Status::Uncoded].iter().any(|known| known.name() == cell(status));
        if !is_in_base {
            continue;
        }
        let numbers: Option<Vec<CodeNumber>> = cell(codes)
            .split('|')
            .filter(|code| !code.is_empty())
            .map(|code| code.parse().ok().map(CodeNumber))
            .collect();
        let numbers = numbers.ok_or_else(|| changed(Some(row), "its codes are no numbers"))?;
        usage.add(Language::from_tag(cell(language)).unwrap_or(Language::UND), &numbers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::frame;

    #[test]
    fn people_are_counted_from_the_coded_table() {
        let folder = std::env::temp_dir().join(format!("openend-usage-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        assert_eq!(read_usage(&folder, &frame()).unwrap(), None);
        let write = |text: &str| std::fs::write(folder.join(CODED_FILE), text).unwrap();
        let header = "\u{feff}why,oe_status,oe_language,oe_codes,oe_c1,oe_c2";
        write(&format!("{header}\n\"x,\ny\",coded,en,1|2,1,1\n=,no_answer,und,,0,0\nz,uncoded,et,,0,0\n"));
        let usage = read_usage(&folder, &frame()).unwrap().unwrap();
        assert_eq!(
            (usage.base(), usage.people(CodeNumber(1)), usage.people(CodeNumber(3))),
            (2, Some(1), None)
        );
        assert_eq!(usage.languages().count(), 2);
        for damaged in
            ["why,oe_status\n", &format!("{header}\nx,coded,en,one,1,1\n"), &format!("{header}\nx\n")]
        {
            write(damaged);
            assert!(matches!(read_usage(&folder, &frame()), Err(Error::Input { .. })), "{damaged}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
