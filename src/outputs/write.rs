//! All files of one question, written into one folder.

use super::coded::CodedTable;
use super::lists::{self, ALERTS, CODES, CONTRADICTIONS, MENTIONS, REJECTS, SHARES};
use super::record::{RunFacts, question_json, run_json};
use super::table::CsvTable;
use super::workbook::{Altered, Column, Look, MOST_COLUMNS, MOST_ROWS, Workbook, fitting_width};
use super::{Neutralised, OUR_FILES, RUN_FILE};
use crate::error::{Error, Result};
use crate::parallel::Threads;
use crate::pipeline::Analysis;
use crate::survey::{Study, Table};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// What one question's folder will hold.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'a> {
    /// The file as read; its columns lead the coded table.
    pub table: &'a Table,
    /// The question: one respondent per kept row of `table`.
    pub study: &'a Study<'a>,
    /// What the question's answers yielded.
    pub analysis: &'a Analysis,
    /// Files made elsewhere, by a name of [`OUR_FILES`]: the code frame, the report, the question in prose.
    pub extra: &'a [(String, Vec<u8>)],
    /// What goes into the record besides.
    pub run: &'a RunFacts,
}

/// Writes all files of one question into `folder`, the record last, and makes them last through a power cut.
///
/// Returns what a reader must know about the files (cells made harmless, cells cut), one sentence each; the record
/// holds them too.
///
/// # Errors
/// [`Error::Disk`] with the file's path if the system refuses; [`Error::Internal`] if the parts of `contents` do not
/// belong together.
pub fn write_analysis(folder: &Path, contents: &Contents, threads: &Threads) -> Result<Vec<String>> {
    let Contents { table, study, analysis, extra, run } = *contents;
    let people = analysis.codings.len();
    if people != table.len() || people != study.respondents.len() {
        return Err(Error::Internal(format!(
            "{people} codings of {} respondents in {} rows",
            study.respondents.len(),
            table.len()
        )));
    }
    let coded = CodedTable::new(table, &analysis.codings, &analysis.frame, run.settings.alerts);
    let numeric = coded.numeric_columns();
    let (workbook, text) = threads.both(
        || write_workbook(folder, contents, &coded, &numeric),
        || write_text_files(folder, contents, &coded, &numeric),
    );
    let (workbook, neutralised) = (workbook?, text?);
    let notes = notes(table, &neutralised, workbook);
    for (name, bytes) in extra {
        if !OUR_FILES.contains(&name.as_str()) {
            return Err(Error::Internal(format!("a file named {name}")));
        }
        write_bytes(folder, name, bytes)?;
    }
    write_bytes(folder, "question.json", &question_json(study, analysis)?)?;
    write_bytes(folder, RUN_FILE, &run_json(table, study, analysis, run, &neutralised, workbook, &notes)?)?;
    Ok(notes)
}

fn write_text_files(
    folder: &Path,
    contents: &Contents,
    coded: &CodedTable,
    numeric: &[bool],
) -> Result<Vec<Neutralised>> {
    let Contents { table, study, analysis, run, .. } = *contents;
    let mut neutralised = Vec::new();
    let mut csv = |name: &str, headers: Vec<String>, fill: &dyn Fn(&mut CsvTable<File>) -> io::Result<()>| {
        let write = || {
            let mut out = CsvTable::new(File::create(folder.join(name))?, headers, run.raw_cells)?;
            fill(&mut out)?;
            let (file, counted) = out.finish(name)?;
            neutralised.extend(counted);
            file.sync_all()
        };
        write().map_err(|e| Error::disk(folder.join(name), e))
    };
    csv("coded.csv", coded.headers(), &|out| coded.write(out, numeric))?;
    csv("mentions.csv", MENTIONS.map(str::to_owned).into(), &|out| {
        lists::write_mentions(study, &analysis.codings, out)
    })?;
    csv("shares.csv", SHARES.map(|(name, ..)| name.to_owned()).into(), &|out| {
        lists::write_shares(analysis, out)
    })?;
    let alerts = || analysis.codings.iter().flat_map(|coding| &coding.alerts);
    if alerts().any(|alert| alert.kind.needs_answer()) {
        csv("alerts.csv", ALERTS.map(str::to_owned).into(), &|out| {
            lists::write_alerts(study, &analysis.codings, out)
        })?;
    }
    if analysis.ratings.as_ref().is_some_and(|ratings| !ratings.contradictions.is_empty()) {
        csv("contradictions.csv", CONTRADICTIONS.map(str::to_owned).into(), &|out| {
            lists::write_contradictions(study, analysis, out)
        })?;
    }
    if !table.rejected.is_empty() {
        csv("rejects.csv", REJECTS.map(str::to_owned).into(), &|out| {
            lists::write_rejects(&table.rejected, out)
        })?;
    }
    Ok(neutralised)
}

/// The coded table, the code book and the shares; none if the table is larger than a sheet can be.
fn write_workbook(
    folder: &Path,
    contents: &Contents,
    coded: &CodedTable,
    numeric: &[bool],
) -> Result<Option<Altered>> {
    let headers = coded.headers();
    if coded.rows() >= MOST_ROWS || headers.len() > MOST_COLUMNS {
        return Ok(None);
    }
    let path = folder.join("coded.xlsx");
    let Contents { analysis, run, .. } = *contents;
    let write = || {
        let mut book = Workbook::new(File::create(&path)?, &["coded", "codes", "shares"])?;

        let columns = coded_columns(coded, headers);
        let mut sheet = book.sheet(&columns, coded.rows(), coded.text_bytes(), run.raw_cells)?;
        coded.write(&mut sheet, numeric)?;
        sheet.finish()?;

        let codes = analysis.frame.codes.len();
        let mut sheet = book.sheet(&CODES.map(Column::from), codes, 0, run.raw_cells)?;
        lists::write_codes(analysis, &mut sheet)?;
        sheet.finish()?;

        let shares = analysis.shares.columns.iter().map(|c| c.shares.len()).sum();
        let mut sheet = book.sheet(&SHARES.map(Column::from), shares, 0, run.raw_cells)?;
        lists::write_shares(analysis, &mut sheet)?;
        sheet.finish()?;

        let (file, altered) = book.finish()?;
        file.sync_all()?;
        Ok(Some(altered))
    };
    write().map_err(|e| Error::disk(&path, e))
}

fn coded_columns(coded: &CodedTable, headers: Vec<String>) -> Vec<Column> {
    let columns = headers.into_iter().enumerate().map(|(index, header)| {
        if index < coded.input_columns() {
            let width = fitting_width(&header, coded.sample(index));
            Column { header, width, look: Look::Given }
        } else {
            let width = fitting_width(&header, std::iter::empty());
            Column { header, width, look: Look::Ours }
        }
    });
    columns.collect()
}

fn write_bytes(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    let write = || {
        let mut file = File::create(&path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|e| Error::disk(&path, e))
}

/// What a reader must know about the files.
fn notes(table: &Table, neutralised: &[Neutralised], workbook: Option<Altered>) -> Vec<String> {
    let mut notes = Vec::new();
    let cells: usize = neutralised.iter().filter(|n| n.file == "coded.csv").map(|n| n.cells).sum();
    if cells > 0 {
        notes.push(format!(
            "{cells} cells of the coded table start like a formula and got a leading apostrophe ({RUN_FILE} counts \
             them by column; --raw-cells leaves them)."
        ));
    }
    if table.headers().iter().any(|header| header.starts_with("oe_")) {
        notes.push(
            "The input has columns of an earlier coding (oe_…); the new ones stand to their right.".into(),
        );
    }
    match workbook {
        None => notes.push(format!(
            "coded.xlsx is left out: a sheet holds {} rows and {MOST_COLUMNS} columns. coded.csv has them all.",
            MOST_ROWS - 1
        )),
        Some(altered) => {
            if altered.cut_cells > 0 {
                notes.push(format!(
                    "coded.xlsx shows {} longer cells up to Excel's 32,767 characters. coded.csv has them whole.",
                    altered.cut_cells
                ));
            }
            if altered.removed_characters > 0 {
                notes.push(format!(
                    "coded.xlsx lacks {} control characters that a workbook cannot hold. coded.csv has them.",
                    altered.removed_characters
                ));
            }
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::{Alert, AlertKind};
    use crate::closed_question::close;
    use crate::code_frame::CodeNumber;
    use crate::coding::{CodingModel, Ledger, Mention};
    use crate::outputs::OutputFolder;
    use crate::settings::Settings;
    use crate::shares::{Contradiction, Ratings, tabulate};
    use crate::survey::TableBuilder;
    use crate::testing::{coded, frame, outside};
    use std::fs;

    /// Twenty people, one blank, one row set aside; a formula as id and one as answer.
    fn survey() -> Table {
        let mut builder = TableBuilder::new("s.csv", vec!["id".into(), "age".into(), "why".into()], vec![]);
        for row in 1..=20u64 {
            let id = if row == 3 { "=cmd|' /C calc'!A0".to_owned() } else { format!("r{row}") };
            let answer = if row == 5 { "＝SUM(A1) ok" } else { "很好, but slow\n\"really\"" };
            builder.keep(row + 1, [id.as_str(), &row.to_string(), if row == 9 { "" } else { answer }]);
        }
        builder.reject(22, Some("why".into()), "too many cells", "=1,2,3,4");
        builder.finish(None, "abc".into())
    }

    fn written(threads: usize) -> (std::path::PathBuf, Vec<String>) {
        let table = survey();
        let mut study = Study::from_verbatims("Why?", table.column(2));
        for (row, respondent) in study.respondents.iter_mut().enumerate() {
            respondent.id = table.cell(row, 0);
        }
        study.rejected = 1;
        let mut codings = vec![coded(&[2, 1], -0.5); 20];
        codings[8] = outside();
        codings[0].mentions =
            [Mention { start: 4, end: 12, code: CodeNumber(2), score: 0.75, sentiment: -0.5 }].into();
        codings[2].alerts = [Alert { kind: AlertKind::Churn, start: 4, end: 12, strength: 0.5 }].into();
        let settings = Settings::default();
        let contradiction =
            Contradiction { respondent: 4, rating: 9.0, text_is_better: false, strength: 0.8 };
        let ratings = Ratings {
            correlation: 0.5,
            higher_is_better: Some(true),
            rows: vec![],
            contradictions: vec![contradiction],
        };
        let shares = tabulate(&study, &codings, &frame(), 0.95);
        let question = close(&frame(), &shares, &codings, &study, &settings);
        let ledger = Ledger::count(&codings, 1);
        let analysis = Analysis {
            frame: frame(),
            model: CodingModel::default(),
            codings,
            ledger,
            shares,
            alerts: vec![],
            ratings: Some(ratings),
            question,
            notes: vec!["Small.".into()],
        };
        let extra = [("report.html".to_owned(), b"<html>".to_vec())];
        let run = RunFacts::default();
        let contents =
            Contents { table: &table, study: &study, analysis: &analysis, extra: &extra, run: &run };
        let out = std::env::temp_dir().join(format!("openend-write-{}-{threads}", std::process::id()));
        let folder = OutputFolder::claim(&out, &[], true).unwrap();
        let notes = write_analysis(folder.staging(), &contents, &Threads::new(threads).unwrap()).unwrap();
        folder.publish().unwrap();
        (out, notes)
    }

    #[test]
    fn every_file_is_written_alike_by_any_number_of_threads() {
        let ((one, notes), (two, _)) = (written(1), written(2));
        let mut names: Vec<String> =
            fs::read_dir(&one).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(
            names,
            [
                "alerts.csv",
                "coded.csv",
                "coded.xlsx",
                "contradictions.csv",
                "mentions.csv",
                "question.json",
                "rejects.csv",
                "report.html",
                "run.json",
                "shares.csv"
            ]
        );
        for name in &names {
            assert_eq!(fs::read(one.join(name)).unwrap(), fs::read(two.join(name)).unwrap(), "{name}");
        }
        let text = |name: &str| fs::read_to_string(one.join(name)).unwrap();

        assert_eq!(
            text("mentions.csv"),
            "\u{feff}row,id,start,end,clause,code,score,sentiment\n1,r1,4,12,but slow,2,0.75,-0.5\n"
        );
        assert_eq!(
            text("rejects.csv"),
            "\u{feff}row,line,column,reason,raw\n21,22,why,too many cells,\"'=1,2,3,4\"\n"
        );
        assert_eq!(
            text("alerts.csv"),
            "\u{feff}row,id,kind,evidence,start,end,strength,sentiment_score,score,verbatim\n\
             3,'=cmd|' /C calc'!A0,churn,but slow,4,12,0.5,-0.5,,\"很好, but slow\n\"\"really\"\"\"\n"
        );
        assert_eq!(
            text("contradictions.csv"),
            "\u{feff}row,id,score,text_is,sentiment,sentiment_score,strength,verbatim\n\
             5,r5,9,worse,,-0.5,0.8,'＝SUM(A1) ok\n"
        );
        assert!(text("shares.csv").contains("\n,Total,101,staff,net,19,19,19,19,19,1,0.831821,1,1,0,0,\n"));

        let table = survey();
        let coded = text("coded.csv");
        let mut reader = csv::Reader::from_reader(coded.trim_start_matches('\u{feff}').as_bytes());
        for (row, record) in reader.records().enumerate() {
            for (column, cell) in record.unwrap().iter().take(3).enumerate() {
                assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), table.cell(row, column));
            }
        }

        let run: serde_json::Value = serde_json::from_str(&text("run.json")).unwrap();
        assert_eq!(run["ledger"]["read"], 21);
        assert_eq!(run["settings"]["seed"], 1);
        assert_eq!(run["input"]["sha256"], "abc");
        let neutralised: Vec<(&str, &str, u64)> = run["neutralised_cells"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| {
                (n["file"].as_str().unwrap(), n["column"].as_str().unwrap(), n["cells"].as_u64().unwrap())
            })
            .collect();
        assert_eq!(
            neutralised,
            [
                ("coded.csv", "id", 1),
                ("coded.csv", "why", 1),
                ("alerts.csv", "id", 1),
                ("contradictions.csv", "verbatim", 1),
                ("rejects.csv", "raw", 1)
            ]
        );
        assert!(notes[0].starts_with("2 cells"));
        assert_eq!(run["notes"][0], "Small.");
        let question: serde_json::Value = serde_json::from_str(&text("question.json")).unwrap();
        assert_eq!(question["categories"][0]["labels"]["en"], "Friendly staff");
        assert_eq!(question["base"]["count"], 19);

        for folder in [one, two] {
            fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn parts_that_do_not_belong_together_are_refused() {
        let table = survey();
        let study = Study::default();
        let shares = tabulate(&study, &[], &frame(), 0.95);
        let analysis = Analysis {
            frame: frame(),
            model: CodingModel::default(),
            codings: vec![],
            ledger: Ledger::default(),
            shares,
            alerts: vec![],
            ratings: None,
            question: crate::closed_question::ClosedQuestion::default(),
            notes: vec![],
        };
        let run = RunFacts::default();
        let contents = Contents { table: &table, study: &study, analysis: &analysis, extra: &[], run: &run };
        let error = write_analysis(Path::new("/nowhere"), &contents, &Threads::new(1).unwrap()).unwrap_err();
        assert!(matches!(error, Error::Internal(_)));
    }
}
