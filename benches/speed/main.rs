//! How fast, how large, and where the time goes: `cargo bench --bench speed [-- PART...]`.
#![expect(clippy::print_stdout, reason = "a bench reports on the terminal")]

mod binary;
mod code;
mod reading;
mod recombine;
#[path = "../support/mod.rs"]
mod support;

use openend::code_frame::History;
use openend::coding::frame_files;
use openend::files::{StudyOptions, open_studies, read_table};
use openend::outputs::{Contents, OutputFolder, RunFacts, write_analysis};
use openend::report::{Provenance, ReportInput, html};
use openend::{Progress, Stage, Threads, analyze};
use recombine::Clauses;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use support::engine::Engine;
use support::options::Options;
use support::run::{self, Run};
use support::{root, scratch, shared};

const USAGE: &str = "usage: cargo bench --bench speed -- [whole] [scaling] [stages] [reading] [binary] [code] [--engine NAME,NAME] \
                     [--runs N] [--rows N,N,...] [--megabytes N] [--peer-command COMMAND] [--seed N]";

/// Time per comment may grow by this factor from the smallest survey to the largest.
const GROWTH: f64 = 1.5;
/// Bars of the whole job on [`WHOLE`]: how many times faster than the peer, with the engine of that name and with
/// any other, and in how much memory.
const FASTER_WITH: (&str, f64) = ("accurate", 2.0);
const FASTER: f64 = 50.0;
const WHOLE_MB: f64 = 500.0;
/// Memory of a run on a million comments.
const LARGE_MB: f64 = 2048.0;
/// Least part of the made comments that must be distinct.
const DISTINCT: f64 = 0.8;
/// The survey of the whole job.
const WHOLE: &str = "nhs_patients_en.csv";
/// The survey that the repository holds.
const SAMPLE: &str = "data/sample.csv";

fn main() -> anyhow::Result<()> {
    let known = ["--engine", "--runs", "--rows", "--megabytes", "--peer-command", "--seed"];
    let options = Options::read(&known, &[], USAGE)?;
    if let [word, reader, file] = options.words.as_slice()
        && word == reading::ALONE
    {
        return reading::alone(reader, Path::new(file));
    }
    let wants = |part: &str| options.words.is_empty() || options.words.iter().any(|w| w == part);
    if options
        .words
        .iter()
        .any(|w| !["whole", "scaling", "stages", "reading", "binary", "code"].contains(&w.as_str()))
    {
        anyhow::bail!("{USAGE}");
    }
    let number = |name: &str, default: u64| options.value(name).map_or(Ok(default), str::parse);
    let rows = options.value("--rows").unwrap_or("10000,100000,1000000");
    let rows: Vec<usize> = rows.split(',').map(str::parse).collect::<Result<_, _>>()?;
    let engines = Engine::all(&options);
    let folder = scratch("speed")?;
    println!("{} cores", std::thread::available_parallelism()?);
    let survey = shared("data").map(|data| data.join(WHOLE)).filter(|file| file.is_file());
    if wants("whole") {
        match &survey {
            Some(file) => {
                whole(file, &folder, &engines, number("--runs", 5)?, options.value("--peer-command"))?;
            }
            None => println!("\nwhole job: ../shared/data/{WHOLE} is not present"),
        }
    }
    if wants("scaling") {
        for engine in &engines {
            scaling(&rows, &folder, engine, number("--seed", 1)?)?;
        }
    }
    if wants("stages") {
        let made = folder.join("stages.csv");
        clauses()?.write(&made, rows.iter().copied().min().unwrap_or(10_000), number("--seed", 1)?)?;
        let sample = root().join(SAMPLE);
        let surveys = survey.iter().map(|file| (file.as_path(), "text"));
        let surveys: Vec<_> =
            surveys.chain([(made.as_path(), "text"), (sample.as_path(), "reason")]).collect();
        for engine in &engines {
            surveys.iter().try_for_each(|(file, text)| stages(file, text, engine, &folder))?;
        }
    }
    if wants("code") {
        code::measure(&clauses()?, &folder, &rows, number("--seed", 1)?)?;
    }
    if wants("reading") {
        let (megabytes, runs) = (number("--megabytes", 1_000)?, number("--runs", 3)?);
        reading::reading(&clauses()?, &folder, megabytes, runs, number("--seed", 1)?)?;
    }
    if wants("binary") {
        binary::binary(
            &clauses()?,
            &folder,
            rows.iter().copied().max().unwrap_or(1_000_000),
            number("--seed", 1)?,
        )?;
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// The whole program on one survey with each engine, and the peer beside them.
fn whole(
    file: &Path,
    folder: &Path,
    engines: &[Engine],
    runs: u64,
    peer: Option<&str>,
) -> anyhow::Result<()> {
    let out = folder.join("whole");
    println!("\nwhole job, {WHOLE}, file to all outputs");
    let mut medians = Vec::new();
    for engine in engines {
        let mut done: Vec<Run> =
            (0..runs.max(1)).map(|_| run::analyze(file, &out, engine, &[])).collect::<Result<_, _>>()?;
        done.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        let (median, best) = (done[done.len() / 2], done[0]);
        println!(
            "  openend, {:<9}{:>8.2} s  (median of {}, best {:.2})  peak {}",
            engine.name(),
            median.seconds,
            done.len(),
            best.seconds,
            peak(&median)
        );
        println!("  {} peak under {WHOLE_MB} MB", verdict(median.peak_mb.map(|mb| mb < WHOLE_MB)));
        medians.push((engine, median.seconds));
    }
    let Some(command) = peer else { return Ok(()) };
    // The command gets the input and a place for its coded file, as the shared peer does.
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{command} \"$@\""), "peer"]).arg(file).arg(folder.join("peer.csv"));
    let peer = run::timed(&mut shell)?;
    println!("  peer              {:>8.2} s", peer.seconds);
    for (engine, seconds) in medians {
        let ratio = peer.seconds / seconds;
        let faster = if engine.name() == FASTER_WITH.0 { FASTER_WITH.1 } else { FASTER };
        println!(
            "  {} {}: {ratio:.1} times as fast as the peer, at least {faster}",
            verdict(Some(ratio >= faster)),
            engine.name()
        );
    }
    Ok(())
}

/// What made surveys are made of.
fn clauses() -> anyhow::Result<Clauses> {
    Clauses::read(shared("data").as_deref(), &root().join(SAMPLE))
}

/// The whole program on made surveys of growing size.
fn scaling(sizes: &[usize], folder: &Path, engine: &Engine, seed: u64) -> anyhow::Result<()> {
    let clauses = clauses()?;
    println!("\nscaling, engine {}, comments recombined from {}", engine.name(), clauses.source);
    println!(
        "| comments | distinct | MB of text | seconds | µs a comment | to the first | µs each further one | peak |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    let mut first = None;
    let mut before: Option<(usize, f64)> = None;
    let mut faults = Vec::new();
    for &rows in sizes {
        let (file, out) = (folder.join(format!("{rows}.csv")), folder.join("scaling"));
        let distinct = clauses.write(&file, rows, seed)?;
        let bytes = std::fs::metadata(&file)?.len() as f64;
        let took = run::analyze(&file, &out, engine, &["--id", "id", "--by", "segment", "--score", "score"])?;
        let each = took.seconds / rows.max(1) as f64 * 1e6;
        let growth = each / *first.get_or_insert(each);
        // Without what every run pays whatever its size.
        let further =
            before.filter(|(smaller, _)| *smaller < rows).map_or(String::new(), |(smaller, seconds)| {
                format!("{:.1}", (took.seconds - seconds) / (rows - smaller) as f64 * 1e6)
            });
        before = Some((rows, took.seconds));
        println!(
            "| {rows} | {:.1} % | {:.1} | {:.2} | {each:.1} | {growth:.2} | {further} | {} |",
            distinct * 100.0,
            bytes / 1e6,
            took.seconds,
            peak(&took)
        );
        if growth > GROWTH {
            faults.push(format!("{rows} comments: time per comment grew by {growth:.2}"));
        }
        if distinct < DISTINCT {
            faults.push(format!("{rows} comments: only {:.0} % distinct", distinct * 100.0));
        }
        if took.peak_mb.is_some_and(|mb| mb >= LARGE_MB) {
            faults.push(format!("{rows} comments: {}", peak(&took)));
        }
        std::fs::remove_file(&file)?;
        std::fs::remove_dir_all(&out)?;
    }
    println!(
        "{} growth at most {GROWTH}, under {LARGE_MB} MB, at least {:.0} % distinct",
        verdict(Some(faults.is_empty())),
        DISTINCT * 100.0
    );
    for fault in faults {
        println!("  {fault}");
    }
    Ok(())
}

/// The peak as printed.
fn peak(run: &Run) -> String {
    run.peak_mb.map_or("unknown".to_owned(), |mb| format!("{mb:.0} MB"))
}

fn verdict(passed: Option<bool>) -> &'static str {
    match passed {
        Some(true) => "PASS",
        Some(false) => "FAIL",
        None => "UNKNOWN",
    }
}

/// Remembers when each part of a run began.
struct Clock {
    begun: Mutex<Vec<(&'static str, Instant)>>,
}

impl Clock {
    fn begin(&self, part: &'static str) {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).push((part, Instant::now()));
    }
}

impl Progress for Clock {
    fn stage(&self, stage: Stage, _: usize) {
        self.begin(match stage {
            Stage::Grouping => "grouping",
            Stage::Drafting => "drafting",
            Stage::Coding => "coding",
            Stage::Counting => "counting",
        });
    }

    fn step(&self, _: usize) {}
}

/// The same job inside this process, stage by stage. The first survey also pays for loading the models.
fn stages(file: &Path, text: &str, engine: &Engine, folder: &Path) -> anyhow::Result<()> {
    let clock = Clock { begun: Mutex::default() };
    let (threads, settings) = (Threads::new(0)?, engine.settings()?);
    let out: PathBuf = folder.join("stages");
    clock.begin("reading");
    let columns = StudyOptions { text: vec![text.to_owned()], ..StudyOptions::default() };
    let table = read_table(file, &columns.reading())?;
    let studies = open_studies(&table, &columns)?;
    let mut people = 0;
    for opened in &studies {
        let study = &opened.study;
        people += study.respondents.len();
        let analysis = analyze(study, &settings, &threads, &clock)?;
        clock.begin("frame and report");
        let (json, arrays) = frame_files(&History::new(analysis.frame.clone()), &analysis.model)?;
        let page = html(&ReportInput::new(&analysis, &Provenance::default()))?;
        let extra = [
            ("frame.json".to_owned(), json),
            ("frame.bin".to_owned(), arrays),
            ("report.html".to_owned(), page.into_bytes()),
        ];
        clock.begin("writing");
        let output = OutputFolder::claim(&out, &[file], true)?;
        let run = RunFacts::default();
        let contents = Contents { table: &table, study, analysis: &analysis, extra: &extra, run: &run };
        write_analysis(output.staging(), &contents)?;
        output.publish()?;
    }
    clock.begin("end");
    let begun = clock.begun.into_inner().unwrap_or_else(PoisonError::into_inner);
    let name = file.file_name().unwrap_or_default().display();
    println!("\nstages, engine {}, {name}, {people} respondents", engine.name());
    for ((part, from), (_, to)) in begun.iter().zip(begun.iter().skip(1)) {
        println!("  {part:<18}{:>8.3} s", to.duration_since(*from).as_secs_f64());
    }
    Ok(())
}
