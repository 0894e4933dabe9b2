//! How well codes, shares and sentiment agree with people's: `cargo bench --bench quality [-- SET...]`.
//!
//! Every set of `../shared/data` that people have labelled goes through the program and its coded file through
//! `../shared/tools/score.py`; the sets were labelled by others and the program never sees the labels.
#![expect(clippy::print_stdout, reason = "a bench reports on the terminal")]

mod agreement;
#[path = "../support/mod.rs"]
mod support;

use agreement::adjusted_mutual_information;
use anyhow::Context;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::options::Options;
use support::{run, scratch, shared};

const USAGE: &str = "usage: cargo bench --bench quality -- [SET...] [--python PATH] [--peer FOLDER]";

/// Sets on which themes must agree with people's at least as well as the peer's.
const AGAINST_PEER: [&str; 5] =
    ["nhs_patients_en", "airline_tweets_en", "banking_en", "stackoverflow_en", "happy_moments_en"];
/// On these, the part of answers without a code must stay below this.
const UNCODED: f64 = 0.15;
/// Sets of many languages: codes must agree this many times better with the label than with the language.
const MIXED: [&str; 2] = ["hotels_8langs", "topics_14langs"];
const OVER_LANGUAGE: f64 = 3.0;

/// Sets of which a part is used: its rows with a label, or its rows in these languages.
const LABELLED_ONLY: &str = "airline_tweets_en";
const LANGUAGES_OF: (&str, [&str; 5]) = ("topics_14langs", ["et", "vi", "zh-Hans", "zh-Hant", "en"]);

fn main() -> anyhow::Result<()> {
    let options = Options::read(&["--python", "--peer"], USAGE)?;
    let (Some(data), Some(tools)) = (shared("data"), shared("tools")) else {
        println!("../shared/data is not present: nothing to measure");
        return Ok(());
    };
    let python = options.value("--python").unwrap_or("python3");
    let can_score = Command::new(python).args(["-c", "import numpy, scipy, sklearn"]).output();
    let score = can_score.is_ok_and(|o| o.status.success()).then(|| tools.join("score.py"));
    if score.is_none() {
        println!(
            "{python} with numpy, scipy and scikit-learn is not present: AMI only (--python PATH names another)"
        );
    }
    let peer = options.value("--peer").map(PathBuf::from);
    let folder = scratch("quality")?;
    println!("{}", Line::HEADER);
    let mut verdicts = Vec::new();
    for file in sets(&data)? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !options.words.is_empty() && !options.words.contains(&name) {
            continue;
        }
        let Some(rows) = Rows::read(&file, &name)? else { continue };
        let line = measure(&name, &rows, &folder, python, score.as_deref())?;
        println!("{}", line.print(&name));
        let beside = peer.as_deref().and_then(|folder| Line::of_peer(folder, &name));
        if let Some(beside) = &beside {
            println!("{}", beside.print("… peer"));
        }
        verdicts.extend(judge(&name, &line, beside.as_ref()));
    }
    println!();
    for verdict in verdicts {
        println!("{verdict}");
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// All survey files, by name.
fn sets(data: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries: Result<Vec<_>, _> = std::fs::read_dir(data)?.map(|e| e.map(|e| e.path())).collect();
    let mut files = entries?;
    files.retain(|file| file.extension().is_some_and(|e| e == "csv"));
    files.sort();
    Ok(files)
}

/// The rows of a set that are used.
struct Rows {
    headers: csv::StringRecord,
    records: Vec<csv::StringRecord>,
}

impl Rows {
    /// None if people have labelled nothing in it.
    fn read(file: &Path, set: &str) -> anyhow::Result<Option<Self>> {
        let place = || file.display().to_string();
        let text = std::fs::read_to_string(file).with_context(place)?;
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headers = reader.headers().with_context(place)?.clone();
        let mut rows = Self { headers, records: Vec::new() };
        for record in reader.records() {
            let record = record.with_context(place)?;
            let wanted = match set {
                LABELLED_ONLY => !rows.cell(&record, "labels").is_empty(),
                _ if set == LANGUAGES_OF.0 => LANGUAGES_OF.1.contains(&rows.cell(&record, "lang")),
                _ => true,
            };
            // The peer leaves blank answers out.
            if wanted && !rows.cell(&record, "text").trim().is_empty() {
                rows.records.push(record);
            }
        }
        let labelled = |column| rows.records.iter().any(|r| !rows.cell(r, column).is_empty());
        Ok((labelled("labels") || labelled("sentiment")).then_some(rows))
    }

    fn cell<'r>(&self, record: &'r csv::StringRecord, column: &str) -> &'r str {
        let place = self.headers.iter().position(|h| h == column);
        place.and_then(|column| record.get(column)).unwrap_or("")
    }

    fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut out = csv::Writer::from_path(path)?;
        out.write_record(&self.headers)?;
        self.records.iter().try_for_each(|record| out.write_record(record))?;
        Ok(out.flush()?)
    }
}

/// One line of the table; figures that do not apply are none.
#[derive(Debug, Default)]
struct Line {
    rows: Option<f64>,
    codes: Option<f64>,
    uncoded: Option<f64>,
    ami: Option<f64>,
    ari: Option<f64>,
    net_ami: Option<f64>,
    many_f1: Option<f64>,
    share_error: Option<f64>,
    macro_f1: Option<f64>,
    balanced: Option<f64>,
    language_ami: Option<f64>,
    seconds: Option<f64>,
    peak_mb: Option<f64>,
}

impl Line {
    const HEADER: &str = "| set | rows | codes | uncoded % | AMI | ARI | net AMI | many F1 | share error, points \
                          | sentiment macro-F1 | balanced | AMI with language | seconds | peak MB |\n\
                          |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

    /// From what `score.py` prints.
    fn of_score(score: &Value) -> Self {
        let figure = |part: &str, name: &str| score.get(part)?.get(name)?.as_f64();
        Self {
            rows: score.get("rows").and_then(Value::as_f64),
            codes: figure("themes", "codes").or_else(|| figure("many", "codes")),
            uncoded: figure("themes", "uncoded").or_else(|| figure("many", "uncoded")),
            ami: figure("themes", "ami"),
            ari: figure("themes", "ari"),
            net_ami: figure("themes", "net_ami"),
            many_f1: figure("many", "f1"),
            share_error: figure("many", "share_error_points"),
            macro_f1: figure("sentiment", "macro_f1"),
            balanced: figure("sentiment", "balanced"),
            ..Self::default()
        }
    }

    /// The peer's figures for a set, where its folder has them.
    fn of_peer(folder: &Path, set: &str) -> Option<Self> {
        let read = |end: &str| -> Option<Value> {
            serde_json::from_slice(&std::fs::read(folder.join(format!("{set}.{end}"))).ok()?).ok()
        };
        let seconds = read("time").and_then(|time| time.get("total_s")?.as_f64());
        Some(Self { seconds, ..Self::of_score(&read("json")?) })
    }

    fn print(&self, name: &str) -> String {
        let cell =
            |figure: Option<f64>, digits: usize| figure.map_or(String::new(), |f| format!("{f:.digits$}"));
        let cells = [
            cell(self.rows, 0),
            cell(self.codes, 0),
            cell(self.uncoded.map(|u| u * 100.0), 1),
            cell(self.ami, 3),
            cell(self.ari, 3),
            cell(self.net_ami, 3),
            cell(self.many_f1, 3),
            cell(self.share_error, 2),
            cell(self.macro_f1, 3),
            cell(self.balanced, 3),
            cell(self.language_ami, 3),
            cell(self.seconds, 1),
            cell(self.peak_mb, 0),
        ];
        format!("| {name} | {} |", cells.join(" | "))
    }
}

/// Runs the program on a set and scores what it wrote.
fn measure(
    set: &str,
    rows: &Rows,
    folder: &Path,
    python: &str,
    score: Option<&Path>,
) -> anyhow::Result<Line> {
    let (input, out) = (folder.join(format!("{set}.csv")), folder.join(set));
    rows.write(&input)?;
    // Cells as typed, so that labels are compared as people wrote them.
    let took = run::analyze(&input, &out, &["--raw-cells"])?;
    let coded = out.join("coded.csv");
    let mut line = agreement(&coded)?;
    if let Some(score) = score {
        let printed = Command::new(python).arg(score).arg(&coded).output()?;
        let scored: Value = serde_json::from_slice(&printed.stdout)
            .with_context(|| format!("score.py on {set}: {}", String::from_utf8_lossy(&printed.stderr)))?;
        let scored = Line::of_score(&scored);
        if let (Some(ours), Some(theirs)) = (line.ami, scored.ami)
            && (ours - theirs).abs() > 1e-3
        {
            anyhow::bail!("{set}: AMI is {ours:.4} by this bench and {theirs:.4} by score.py");
        }
        line = Line { language_ami: line.language_ami, ..scored };
    }
    std::fs::remove_dir_all(&out)?;
    std::fs::remove_file(&input)?;
    Ok(Line {
        rows: Some(rows.records.len() as f64),
        seconds: Some(took.seconds),
        peak_mb: took.peak_mb,
        ..line
    })
}

/// Agreement of the strongest code with the human code and, in a mixed file, with the language: on rows with exactly
/// one human code, rows without a code being one group.
fn agreement(coded: &Path) -> anyhow::Result<Line> {
    let Some(rows) = Rows::read(coded, "")? else { return Ok(Line::default()) };
    let (mut labels, mut languages, mut codes) = (Vec::new(), Vec::new(), Vec::new());
    for record in &rows.records {
        let label = rows.cell(record, "labels");
        if label.is_empty() || label.contains('|') {
            continue;
        }
        labels.push(label);
        languages.push(rows.cell(record, "lang"));
        codes.push(rows.cell(record, "oe_codes").split('|').next().unwrap_or(""));
    }
    if labels.is_empty() {
        return Ok(Line::default());
    }
    let mut kinds = codes.clone();
    kinds.sort_unstable();
    kinds.dedup();
    let is_mixed = languages.iter().any(|&language| Some(&language) != languages.first());
    let without = codes.iter().filter(|code| code.is_empty()).count();
    Ok(Line {
        codes: Some(kinds.iter().filter(|code| !code.is_empty()).count() as f64),
        uncoded: Some(without as f64 / codes.len() as f64),
        ami: Some(adjusted_mutual_information(&labels, &codes)),
        language_ami: is_mixed.then(|| adjusted_mutual_information(&languages, &codes)),
        ..Line::default()
    })
}

/// The bars that apply to a set.
fn judge(set: &str, line: &Line, peer: Option<&Line>) -> Vec<String> {
    let mut verdicts = Vec::new();
    let mut say = |passed: bool, what: String| {
        verdicts.push(format!("{} {set}: {what}", if passed { "PASS" } else { "FAIL" }));
    };
    if AGAINST_PEER.contains(&set) {
        if let Some(uncoded) = line.uncoded {
            say(
                uncoded < UNCODED,
                format!("uncoded {:.1} %, bar below {:.0} %", uncoded * 100.0, UNCODED * 100.0),
            );
        }
        let pairs =
            [("AMI", line.ami, peer.and_then(|p| p.ami)), ("ARI", line.ari, peer.and_then(|p| p.ari))];
        for (name, ours, theirs) in pairs {
            if let (Some(ours), Some(theirs)) = (ours, theirs) {
                say(ours >= theirs, format!("{name} {ours:.3}, peer {theirs:.3}"));
            }
        }
    }
    if MIXED.contains(&set)
        && let (Some(label), Some(language)) = (line.ami, line.language_ami)
    {
        let passed = label >= OVER_LANGUAGE * language;
        say(
            passed,
            format!(
                "AMI {label:.3} with the label, {language:.3} with the language, bar {OVER_LANGUAGE} times"
            ),
        );
    }
    verdicts
}
