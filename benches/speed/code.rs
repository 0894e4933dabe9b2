//! How fast a saved frame codes, beside the tokenizer alone on the same clauses, and in how much memory.

use crate::recombine::Clauses;
use crate::support::engine::Engine;
use crate::support::root;
use crate::support::run;
use crate::{peak, verdict};
use anyhow::anyhow;
use openend::files::{StudyOptions, StudyPlan, TableStream};
use openend::outputs::{ResultFiles, RunFacts, open_frame};
use openend::{ClauseListener, HeardAnswer, Result, Threads, Wave};
use std::path::Path;
use std::time::Instant;
use tokenizers::Tokenizer;

/// Comments of the wave that the frame is drafted of.
const FIRST: usize = 10_000;
/// Least part of the tokenizer's rate.
const PART: f64 = 0.5;
/// The rate that is aimed at, short comments per second and core.
const AIM: f64 = 20_000.0;
/// Memory of a wave of any size.
const MOST_MB: f64 = 2048.0;
/// Rows at once, as in the program.
const ROWS: usize = 16_384;

/// Seconds of processor time of this process where the system tells (Linux), else of the clock: on a machine with other
/// work the clock says little.
fn now(begun: Instant) -> f64 {
    /// Ticks a second, on every Linux.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Fields 14 and 15, counted behind the program's name in brackets.
    let fields: Vec<f64> = stat.rsplit(')').next().map_or(Vec::new(), |rest| {
        rest.split_whitespace().skip(11).take(2).filter_map(|t| t.parse().ok()).collect()
    });
    match fields.as_slice() {
        [user, system] => (user + system) / TICKS,
        _ => begun.elapsed().as_secs_f64(),
    }
}

/// Gathers the clauses as read.
struct Gather(Vec<String>);

impl ClauseListener for Gather {
    fn hear(&mut self, answer: &HeardAnswer<'_>) -> Result<()> {
        self.0.extend(answer.reading.clauses.iter().map(|clause| clause.text.text.clone()));
        Ok(())
    }
}

/// Rates on one thread, then whole runs of growing size.
///
/// # Errors
/// If a file cannot be written, read or coded.
#[expect(clippy::print_stdout, reason = "a bench reports on the terminal")]
pub(crate) fn measure(clauses: &Clauses, folder: &Path, sizes: &[usize], seed: u64) -> anyhow::Result<()> {
    let (first, frame) = (folder.join("first.csv"), folder.join("frame"));
    clauses.write(&first, FIRST, seed)?;
    run::analyze(&first, &frame, &Engine::named("fast"), &["--score", "score"])?;
    println!("\ncoding with a saved frame, fast engine, comments recombined from {}", clauses.source);
    let wave = folder.join("wave.csv");
    clauses.write(&wave, sizes.iter().copied().min().unwrap_or(FIRST), seed + 1)?;
    rates(&wave, &frame)?;
    println!("\n| comments | MB of text | seconds | comments a second | peak |");
    println!("|---:|---:|---:|---:|---:|");
    let mut highest: Option<f64> = None;
    for &rows in sizes {
        clauses.write(&wave, rows, seed + 1)?;
        let out = folder.join("coded");
        let took = run::code(&wave, &frame, &out, &["--id", "id", "--by", "segment", "--score", "score"])?;
        println!(
            "| {rows} | {:.1} | {:.1} | {:.0} | {} |",
            std::fs::metadata(&wave)?.len() as f64 / 1e6,
            took.seconds,
            rows as f64 / took.seconds,
            peak(&took)
        );
        highest = highest.into_iter().chain(took.peak_mb).reduce(f64::max);
        std::fs::remove_dir_all(&out)?;
    }
    println!("{} under {MOST_MB} MB", verdict(highest.map(|mb| mb < MOST_MB)));
    std::fs::remove_file(&wave)?;
    Ok(())
}

/// One thread inside this process: reading and coding, then writing too, beside the tokenizer on the same clauses.
#[expect(clippy::print_stdout, reason = "a bench reports on the terminal")]
fn rates(file: &Path, frame: &Path) -> anyhow::Result<()> {
    let threads = Threads::new(1)?;
    let (_, saved) = open_frame(frame)?;
    let columns = StudyOptions { text: vec!["text".into()], ..StudyOptions::default() };
    let run = RunFacts::default();
    // The first pass gathers clauses and warms what is loaded once; the second is timed.
    let mut gather = Gather(Vec::new());
    let (mut coding, mut rest, mut people) = (0.0, 0.0, 0);
    let clock = Instant::now();
    for is_timed in [false, true] {
        let begun = now(clock);
        let mut stream = TableStream::open(file, &columns.reading())?;
        let mut batch = stream.next_batch(ROWS)?.unwrap_or_default();
        let mut plan = StudyPlan::of(&batch, &columns)?;
        let question = plan.question().cloned().unwrap_or_default();
        let mut wave = Wave::new(&saved, question, &run.settings)?;
        let out = file.with_extension("files");
        std::fs::create_dir_all(&out)?;
        let mut files = ResultFiles::begin(&out, stream.headers(), stream.columns(), saved.frame(), &run)?;
        (coding, people) = (0.0, 0);
        loop {
            let study = plan.study(&batch)?;
            let from = now(clock);
            let listener: Option<&mut dyn ClauseListener> = if is_timed { None } else { Some(&mut gather) };
            let codings = wave.add(&study, &threads, listener)?;
            coding += now(clock) - from;
            people += codings.len();
            files.add(&batch, &study, &codings)?;
            match stream.next_batch(ROWS)? {
                Some(next) => batch = next,
                None => break,
            }
        }
        rest = now(clock) - begun - coding;
        std::fs::remove_dir_all(&out)?;
    }
    let tokenizer =
        Tokenizer::from_file(root().join("models/static/tokenizer.json")).map_err(|e| anyhow!("{e}"))?;
    let begun = now(clock);
    let mut tokens = 0;
    for clause in &gather.0 {
        tokens += tokenizer.encode_fast(clause.as_str(), false).map_err(|e| anyhow!("{e}"))?.len();
    }
    let encoding = now(clock) - begun;
    let (ours, theirs) = (people as f64 / coding, people as f64 / encoding);
    println!("  {people} comments, {} clauses, {tokens} tokens; one thread, processor time", gather.0.len());
    println!("  coding alone        {ours:>9.0} comments a second");
    println!("  with the files      {:>9.0}", people as f64 / (coding + rest));
    println!("  tokenizers alone    {theirs:>9.0}");
    println!(
        "  {} at least {PART} of tokenizers: {:.2}",
        verdict(Some(ours >= PART * theirs)),
        ours / theirs
    );
    println!("  {} the aim of {AIM}", verdict(Some(ours >= AIM)));
    Ok(())
}
