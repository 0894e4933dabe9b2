//! Shares of a closed question, to stand beside a trend of open answers and never to be compared with it.

use crate::code_frame::{CodeFrame, CodeNumber};
use crate::error::{Error, Place, Result};
use crate::survey::Table;
use serde::Serialize;

/// What respondents ticked in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// The file's name.
    pub name: String,
    /// One entry per line of the file.
    pub shares: Vec<ListedShare>,
}

/// The share that ticked one option.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ListedShare {
    /// The code behind the option.
    pub code: CodeNumber,
    /// Part of those asked, 0..=1.
    pub share: f64,
    /// People asked, where the file says so.
    pub base: Option<f64>,
}

impl Listed {
    /// Why the two are never compared: the fact and its size.
    pub const WHY: &'static str = "Listed, not volunteered: an option that people read draws more than one they must think \
         of (\"economy\" as the top issue: 35 % in open answers, 58 % from a list; Pew Research Center, 2008), so listed \
         shares are shown and never tested against open ones.";

    /// Reads a table with columns `code` (or `number`), `share` and, if it likes, `base`. Shares are parts of 1, or per
    /// cent with the sign; codes are those in use of the frame that is compared by.
    ///
    /// # Errors
    /// [`Error::Input`] naming the row and column at fault.
    pub fn read(table: &Table, frame: &CodeFrame) -> Result<Self> {
        let missing = |name: &str| {
            Error::input(
                &table.file,
                format!(
                    "no column \"{name}\": shares of a closed question need columns code and share, and may have base"
                ),
            )
        };
        let code = table
            .find_column("code")
            .or_else(|| table.find_column("number"))
            .ok_or_else(|| missing("code"))?;
        let share = table.find_column("share").ok_or_else(|| missing("share"))?;
        let base = table.find_column("base");
        let fault = |row: usize, column: usize, message: &str| Error::Input {
            file: table.file.clone(),
            at: Box::new(Place {
                sheet: table.sheet.clone(),
                line: Some(table.line(row)),
                row: Some(u64::from(table.row_number(row))),
                column: table.headers().get(column).cloned(),
            }),
            message: message.to_owned(),
        };
        let read = |row: usize| {
            let number = table.cell(row, code).trim().parse();
            let number = CodeNumber(number.map_err(|_| fault(row, code, "is no code's number"))?);
            let is_in_use = frame.active_codes().any(|code| code.number == number)
                || frame.active_nets().any(|net| net.number == number);
            if !is_in_use {
                return Err(fault(row, code, "the code frame has no such code in use"));
            }
            let value = part(table.cell(row, share));
            let value = value.ok_or_else(|| fault(row, share, "give a part of 1 such as 0.58, or 58%"))?;
            let base = base.map(|column| {
                let people =
                    table.cell(row, column).trim().parse().ok().filter(|n: &f64| n.is_finite() && *n > 0.0);
                people.ok_or_else(|| fault(row, column, "is no number of people"))
            });
            Ok(ListedShare { code: number, share: value, base: base.transpose()? })
        };
        let shares = (0..table.len()).map(read).collect::<Result<Vec<_>>>()?;
        Ok(Self { name: table.file.clone(), shares })
    }

    /// The share of a code, if the file has it.
    #[must_use]
    pub fn share(&self, code: CodeNumber) -> Option<&ListedShare> {
        self.shares.iter().find(|listed| listed.code == code)
    }
}

/// `0.58` or `58%` → 0.58.
fn part(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    let part = match cell.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => cell.parse().ok()?,
    };
    (0.0..=1.0).contains(&part).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::TableBuilder;
    use crate::testing::frame;

    fn table(headers: &[&str], rows: &[&[&str]]) -> Table {
        let mut builder =
            TableBuilder::new("closed.csv", headers.iter().map(|h| (*h).into()).collect(), vec![]);
        for (line, row) in (2..).zip(rows) {
            builder.keep(line, row.iter().copied());
        }
        builder.finish(None, String::new())
    }

    #[test]
    fn shares_are_parts_or_per_cent() {
        let table = table(&["Number", "share", "base"], &[&["3", "0.58", "900"], &["2", " 7 %", "900"]]);
        let listed = Listed::read(&table, &frame()).unwrap();
        assert_eq!(listed.share(CodeNumber(3)).map(|s| (s.share, s.base)), Some((0.58, Some(900.0))));
        assert!((listed.share(CodeNumber(2)).unwrap().share - 0.07).abs() < 1e-12);
        assert_eq!(listed.share(CodeNumber(5)), None);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_place() {
        for (headers, row, part) in [
            (["code", "part"], ["1", "0.5"], "\"share\""),
            (["code", "share"], ["one", "0.5"], "column \"code\""),
            (["code", "share"], ["4", "0.5"], "no such code in use"),
            (["code", "share"], ["1", "58"], "0.58, or 58%"),
            (["code", "share"], ["1", "NaN"], "line 2 (row 1)"),
        ] {
            let error = Listed::read(&table(&headers, &[&row]), &frame()).unwrap_err().to_string();
            assert!(error.starts_with("closed.csv: ") && error.contains(part), "{error}");
        }
    }
}
