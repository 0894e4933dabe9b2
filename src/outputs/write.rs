//! All files of one question, written into one folder: row by row as the answers are coded, the rest at the end.

use super::book::{BookParts, book_notes, write_book};
use super::coded::CodedTable;
use super::formats::{self, CodedFormat, CodedSource};
use super::lists::{self, ALERTS, CONTRADICTIONS, MENTIONS, REJECTS, SHARES};
use super::record::{RunFacts, Source, Written, run_json};
use super::table::CsvTable;
use super::{Neutralised, OUR_FILES, RUN_FILE};
use crate::closed_question::question_file;
use crate::code_frame::CodeFrame;
use crate::coding::Coding;
use crate::error::{Error, Result};
use crate::pipeline::Analysis;
use crate::survey::{Column, Study, Table};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
pub fn write_analysis(folder: &Path, contents: &Contents) -> Result<Vec<String>> {
    let Contents { table, study, analysis, extra, run } = *contents;
    let mut files = ResultFiles::begin(folder, table.headers(), table.columns(), &analysis.frame, run)?;
    files.add(table, study, &analysis.codings)?;
    files.finish(&Source::of(table), analysis, extra)
}

/// The files of one question while its answers are coded, batch by batch.
pub struct ResultFiles<'a> {
    folder: PathBuf,
    run: &'a RunFacts,
    columns: Vec<Column>,
    table: CodedTable,
    coded: Csv,
    mentions: Csv,
    /// Begun with the first rejected row.
    rejects: Option<Csv>,
}

impl<'a> ResultFiles<'a> {
    /// Begins the files of a survey file with columns of these names, coded with this frame; `columns`, what else the file
    /// says of them, may be empty.
    ///
    /// # Errors
    /// [`Error::Disk`] with the file's path if the system refuses.
    pub fn begin(
        folder: &Path,
        headers: &[String],
        columns: &[Column],
        frame: &CodeFrame,
        run: &'a RunFacts,
    ) -> Result<Self> {
        let table = CodedTable::new(headers, frame, run.settings.alerts);
        let coded = Csv::begin(folder, "coded.csv", table.headers().to_vec(), run.raw_cells)?;
        let mentions = Csv::begin(folder, "mentions.csv", MENTIONS.map(str::to_owned).into(), run.raw_cells)?;
        let (folder, columns) = (folder.to_owned(), columns.to_vec());
        Ok(Self { folder, run, columns, table, coded, mentions, rejects: None })
    }

    /// Writes one more batch, in the order of the file: one respondent and one coding per kept row of `table`.
    ///
    /// # Errors
    /// [`Error::Disk`] if the system refuses; [`Error::Internal`] if the parts do not belong together.
    pub fn add(&mut self, table: &Table, study: &Study<'_>, codings: &[Coding]) -> Result<()> {
        let (people, rows) = (codings.len(), table.len());
        if people != rows || people != study.respondents.len() {
            let asked = study.respondents.len();
            return Err(Error::Internal(format!("{people} codings of {asked} respondents in {rows} rows")));
        }
        self.coded.write(|out| self.table.write(table, codings, out))?;
        self.mentions.write(|out| lists::write_mentions(study, codings, out))?;
        if self.rejects.is_none() && !table.rejected.is_empty() {
            let headers = REJECTS.map(str::to_owned).into();
            self.rejects = Some(Csv::begin(&self.folder, "rejects.csv", headers, self.run.raw_cells)?);
        }
        match &mut self.rejects {
            Some(rejects) => rejects.write(|out| lists::write_rejects(table, out)),
            None => Ok(()),
        }
    }

    /// Writes what can only be written now that all answers are coded: tables, workbook, question, `extra`, and last the
    /// record. Returns what a reader must know about the files, one sentence each; the record holds them too.
    ///
    /// # Errors
    /// [`Error::Disk`] if the system refuses; [`Error::Internal`] for a file in `extra` that no run writes.
    pub fn finish(
        self,
        source: &Source,
        analysis: &Analysis,
        extra: &[(String, Vec<u8>)],
    ) -> Result<Vec<String>> {
        let Self { folder, run, columns, table, coded, mentions, rejects } = self;
        let mut neutralised = coded.finish()?;
        neutralised.extend(mentions.finish()?);
        let mut csv = |name, headers: Vec<String>, fill: &dyn Fn(&mut CsvTable<File>) -> io::Result<()>| {
            let mut csv = Csv::begin(&folder, name, headers, run.raw_cells)?;
            csv.write(fill)?;
            neutralised.extend(csv.finish()?);
            Ok::<(), Error>(())
        };
        csv("shares.csv", SHARES.map(|(name, ..)| name.to_owned()).into(), &|out| {
            lists::write_shares(analysis, out)
        })?;
        if analysis.urgent.alerts > 0 {
            let urgent = &analysis.urgent;
            csv("alerts.csv", ALERTS.map(str::to_owned).into(), &|out| lists::write_alerts(urgent, out))?;
        }
        let contradictions = analysis.ratings.as_ref().map(|ratings| &ratings.contradictions);
        if let Some(found) = contradictions.filter(|found| found.count > 0) {
            let headers = CONTRADICTIONS.map(str::to_owned).into();
            csv("contradictions.csv", headers, &|out| lists::write_contradictions(found, out))?;
        }
        if let Some(rejects) = rejects {
            neutralised.extend(rejects.finish()?);
        }
        let coded = folder.join("coded.csv");
        let of_coded = neutralised.iter().filter(|n| n.file == "coded.csv");
        let marked: HashSet<&str> = of_coded.map(|n| n.column.as_str()).collect();
        let coded_source = CodedSource::new(
            &coded,
            table.typed_columns(&columns, &analysis.frame),
            table.rows(),
            analysis.asked.wording.as_deref().unwrap_or(&analysis.asked.name),
            table.headers().iter().map(|name| marked.contains(name.as_str())).collect(),
        );
        let asked = run.written_formats();
        let mut notes = notes(&table, &neutralised, &asked);
        let mut workbook = None;
        for &format in &asked {
            let path = folder.join(format.files().first().copied().unwrap_or_default());
            match format {
                CodedFormat::Csv => {}
                CodedFormat::Xlsx => {
                    let (source, raw_cells) = (&coded_source, run.raw_cells);
                    let text_bytes = table.text_bytes();
                    workbook = write_book(
                        &path,
                        &BookParts { source, text_bytes, analysis: Some(analysis), raw_cells },
                    )?;
                    notes.extend(book_notes(workbook));
                }
                typed => notes.extend(formats::write(typed, &path, &coded_source)?),
            }
        }
        for (name, bytes) in extra {
            if !OUR_FILES.contains(&name.as_str()) {
                return Err(Error::Internal(format!("a file named {name}")));
            }
            write_bytes(&folder, name, bytes)?;
        }
        write_bytes(&folder, "question.json", &question_file(&analysis.question)?)?;
        let written = Written { columns: &columns, neutralised_cells: &neutralised, workbook, notes: &notes };
        let record = run_json(source, analysis, run, &written)?;
        write_bytes(&folder, RUN_FILE, &record)?;
        Ok(notes)
    }
}

/// A text file while it is written.
struct Csv {
    name: &'static str,
    path: PathBuf,
    out: CsvTable<File>,
}

impl Csv {
    fn begin(folder: &Path, name: &'static str, headers: Vec<String>, raw_cells: bool) -> Result<Self> {
        let path = folder.join(name);
        let begun = File::create(&path).and_then(|file| CsvTable::new(file, headers, raw_cells));
        match begun {
            Ok(out) => Ok(Self { name, path, out }),
            Err(e) => Err(Error::disk(path, e)),
        }
    }

    fn write(&mut self, fill: impl FnOnce(&mut CsvTable<File>) -> io::Result<()>) -> Result<()> {
        fill(&mut self.out).map_err(|e| Error::disk(&self.path, e))
    }

    /// Ends the file; returns what was neutralised in it.
    fn finish(self) -> Result<Vec<Neutralised>> {
        let finish = |(file, counted): (File, _)| file.sync_all().map(|()| counted);
        self.out.finish(self.name).and_then(finish).map_err(|e| Error::disk(&self.path, e))
    }
}

pub(super) fn write_bytes(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    let write = || {
        let mut file = File::create(&path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|e| Error::disk(&path, e))
}

/// What a reader must know about the coded table.
fn notes(table: &CodedTable, neutralised: &[Neutralised], written: &[CodedFormat]) -> Vec<String> {
    let mut notes = Vec::new();
    let cells: usize = neutralised.iter().filter(|n| n.file == "coded.csv").map(|n| n.cells).sum();
    if cells > 0 {
        notes.push(format!(
            "{cells} cells of the coded table start like a formula and got a leading apostrophe ({RUN_FILE} counts \
             them by column; --raw-cells leaves them)."
        ));
        let typed = written.iter().filter(|format| format.is_typed());
        let files: Vec<&str> = typed.filter_map(|format| format.files().first().copied()).collect();
        if !files.is_empty() {
            notes.push(format!("They stand as typed in {}, which no spreadsheet runs.", files.join(", ")));
        }
    }
    if table.headers().iter().take(table.input_columns()).any(|header| header.starts_with("oe_")) {
        notes.push(
            "The input has columns of an earlier coding (oe_…); the new ones stand to their right.".into(),
        );
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::{Alert, AlertKind};
    use crate::code_frame::CodeNumber;
    use crate::coding::{Mention, Status};
    use crate::outputs::{OutputFolder, open_results};
    use crate::settings::Settings;
    use crate::shares::{Contradiction, Contradictions, ListedAnswer, Ratings};
    use crate::survey::TableBuilder;
    use crate::testing::{coded, counted, outside};
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

    /// The folder of a survey written in batches of so many rows.
    fn written(rows: usize) -> (std::path::PathBuf, Vec<String>) {
        let table = survey();
        let mut study = Study::from_verbatims("Why?", table.column(2));
        for (row, respondent) in study.respondents.iter_mut().enumerate() {
            respondent.id = table.cell(row, 0);
        }
        study.rejected = 1;
        "why".clone_into(&mut study.question.name);
        let mut codings = vec![coded(&[2, 1], -0.5); 20];
        codings[8] = outside();
        codings[0].mentions =
            [Mention { start: 4, end: 12, code: CodeNumber(2), score: 0.75, sentiment: -0.5 }].into();
        codings[2].alerts = [Alert { kind: AlertKind::Churn, start: 4, end: 12, strength: 0.5 }].into();
        let settings = Settings::default();
        let answer = ListedAnswer::of(&study.respondents[4], &codings[4]);
        let contradiction = Contradiction { answer, rating: 9.0, text_is_better: false, strength: 0.8 };
        let ratings = Ratings {
            correlation: 0.5,
            higher_is_better: Some(true),
            rows: vec![],
            contradictions: Contradictions { list: vec![contradiction], count: 1 },
        };
        let counted = counted(&study, codings, &settings);
        let analysis = Analysis { ratings: Some(ratings), notes: vec!["Small.".into()], ..counted };
        let extra = [("report.html".to_owned(), b"<html>".to_vec())];
        let options = [("--id".to_owned(), vec!["id".to_owned()])].into();
        let run = RunFacts { options, ..RunFacts::default() };
        let out = std::env::temp_dir().join(format!("openend-write-{}-{rows}", std::process::id()));
        let folder = OutputFolder::claim(&out, &[], true).unwrap();
        let mut files =
            ResultFiles::begin(folder.staging(), table.headers(), &[], &analysis.frame, &run).unwrap();
        for start in (0..table.len()).step_by(rows) {
            let part = table.part(start..start + rows);
            let end = start + part.len();
            let respondents = study.respondents[start..end].to_vec();
            let batch = Study { respondents, question: study.question.clone(), ..Study::default() };
            files.add(&part, &batch, &analysis.codings[start..end]).unwrap();
        }
        let notes = files.finish(&Source::of(&table), &analysis, &extra).unwrap();
        folder.publish().unwrap();
        (out, notes)
    }

    #[test]
    fn every_file_is_written_alike_in_batches_of_any_size() {
        let ((one, notes), (two, _)) = (written(20), written(3));
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
            "\u{feff}file,sheet,row,line,column,reason,raw\ns.csv,,21,22,why,too many cells,\"'=1,2,3,4\"\n"
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

        let again = open_results(&one).unwrap();
        assert_eq!(again.table.headers(), table.headers());
        for row in 0..table.len() {
            let cells = |table: &Table| (0..3).map(|c| table.cell(row, c).to_owned()).collect::<Vec<_>>();
            assert_eq!(cells(&again.table), cells(&table));
        }
        let study = again.study().unwrap().study;
        assert_eq!(
            (study.respondents[2].id, study.respondents[4].verbatim),
            ("=cmd|' /C calc'!A0", "＝SUM(A1) ok")
        );
        assert_eq!((study.rejected, study.question.wording.as_deref()), (1, Some("Why?")));
        assert_eq!(again.codings[0].codes, [CodeNumber(2), CodeNumber(1)].into());
        assert_eq!(again.codings[8].status, Status::NoAnswer);
        let spoilt = text("coded.csv").replacen("2|1", "2|x", 1);
        fs::write(one.join("coded.csv"), spoilt).unwrap();
        let error = open_results(&one).unwrap_err().to_string();
        assert!(error.contains("row 1") && error.contains("changed"), "{error}");

        for folder in [one, two] {
            fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn parts_that_do_not_belong_together_are_refused() {
        let table = survey();
        let study = Study::default();
        let analysis = counted(&study, vec![], &Settings::default());
        let run = RunFacts::default();
        let contents = Contents { table: &table, study: &study, analysis: &analysis, extra: &[], run: &run };
        let error = write_analysis(&std::env::temp_dir(), &contents).unwrap_err();
        assert!(matches!(error, Error::Internal(_)));
    }
}
