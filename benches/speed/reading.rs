//! Reading a survey file in batches, against the plain `csv` crate on the same file in the same run.

use crate::recombine::Clauses;
use crate::support::run::{self, Run};
use anyhow::{Context, ensure};
use openend::files::{ReadOptions, StudyOptions, StudyPlan, TableStream};
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Command;

/// The word by which the bench calls itself, so that each reader has a process, and its peak memory, of its own.
pub(crate) const ALONE: &str = "reading-alone";

/// Least speed, as a part of the speed of the `csv` crate.
const LEAST_SPEED: f64 = 0.5;
/// Rows of a batch.
const BATCH: usize = 1 << 16;
/// Most memory, whatever the file's size.
const MOST_MB: f64 = 200.0;
/// Rows that are made; the file repeats them.
const MADE: usize = 50_000;

/// Ways to read a file. The last also makes a study of each batch, with weight 1, ids, scores and segments.
const READERS: [&str; 4] = ["csv records", "csv bytes", BATCHES, "openend studies"];
/// The way that reads every format.
pub(crate) const BATCHES: &str = "openend batches";

/// Each reader `runs` times in turn on a made survey of about `megabytes`.
pub(crate) fn reading(
    clauses: &Clauses,
    folder: &Path,
    megabytes: u64,
    runs: u64,
    seed: u64,
) -> anyhow::Result<()> {
    let file = folder.join("reading.csv");
    let rows = write(clauses, &file, megabytes << 20, seed)?;
    let bytes = std::fs::metadata(&file)?.len() as f64;
    println!("\nreading, {rows} rows, {:.0} MB, comments from {}", bytes / 1e6, clauses.source);
    let mut best: Vec<Option<Run>> = vec![None; READERS.len()];
    for _ in 0..runs.max(1) {
        for (reader, best) in READERS.iter().zip(&mut best) {
            let mut command = Command::new(std::env::current_exe()?);
            let took = run::timed(command.args([ALONE, reader]).arg(&file))?;
            if best.is_none_or(|best| took.seconds < best.seconds) {
                *best = Some(took);
            }
        }
    }
    let best: Vec<Run> = best.into_iter().flatten().collect();
    let first = best.first().context("no reader")?.seconds;
    for (reader, run) in READERS.iter().zip(&best) {
        println!(
            "  {reader:<16}{:>8.2} s  {:>6.0} MB a second  {:>5.2} of the first's speed  peak {}",
            run.seconds,
            bytes / 1e6 / run.seconds,
            first / run.seconds,
            super::peak(run)
        );
    }
    let batches = best.get(2).context("no reader")?;
    println!(
        "  {} at least {LEAST_SPEED} of the speed of csv records",
        super::verdict(Some(first / batches.seconds >= LEAST_SPEED))
    );
    println!("  {} peak under {MOST_MB} MB", super::verdict(batches.peak_mb.map(|mb| mb < MOST_MB)));
    std::fs::remove_file(&file)?;
    Ok(())
}

/// A made survey, its rows repeated until the file has `bytes`; returns the number of rows.
fn write(clauses: &Clauses, file: &Path, bytes: u64, seed: u64) -> anyhow::Result<usize> {
    let made = file.with_extension("made");
    clauses.write(&made, MADE, seed)?;
    let text = std::fs::read(&made)?;
    std::fs::remove_file(&made)?;
    let header = text.iter().position(|&b| b == b'\n').context("no header")? + 1;
    let (header, body) = text.split_at(header);
    let times = bytes.div_ceil(body.len().max(1) as u64);
    let mut out = BufWriter::new(File::create(file)?);
    out.write_all(header)?;
    for _ in 0..times {
        out.write_all(body)?;
    }
    out.flush()?;
    Ok(MADE * times as usize)
}

/// Reads `file` in one way and checks that all of it was seen.
pub(crate) fn alone(reader: &str, file: &Path) -> anyhow::Result<()> {
    let (mut rows, mut bytes) = (0u64, 0u64);
    match reader {
        "csv records" => {
            let mut reader = csv::Reader::from_reader(BufReader::new(File::open(file)?));
            let mut record = csv::StringRecord::new();
            while reader.read_record(&mut record)? {
                rows += 1;
                bytes += record.iter().map(|cell| cell.len() as u64).sum::<u64>();
            }
        }
        "csv bytes" => {
            let mut reader = csv::Reader::from_reader(BufReader::new(File::open(file)?));
            let mut record = csv::ByteRecord::new();
            while reader.read_byte_record(&mut record)? {
                rows += 1;
                bytes += record.iter().map(|cell| cell.len() as u64).sum::<u64>();
            }
        }
        BATCHES => {
            let mut stream = TableStream::open(file, &ReadOptions::default())?;
            while let Some(batch) = stream.next_batch(BATCH)? {
                rows += batch.len() as u64;
                let columns = 0..batch.headers().len();
                bytes += columns
                    .flat_map(|column| batch.column(column))
                    .map(|cell| cell.len() as u64)
                    .sum::<u64>();
            }
            stream.finish()?;
        }
        _ => {
            let options = StudyOptions {
                text: vec!["text".into()],
                id: Some("id".into()),
                score: Some("score".into()),
                by: vec!["segment".into()],
                ..StudyOptions::default()
            };
            let mut stream = TableStream::open(file, &options.reading())?;
            let mut plan: Option<StudyPlan> = None;
            while let Some(batch) = stream.next_batch(BATCH)? {
                let plan = match &mut plan {
                    Some(plan) => plan,
                    none => none.insert(StudyPlan::of(&batch, &options)?),
                };
                let study = plan.study(&batch)?;
                rows += study.respondents.len() as u64;
                bytes += study.respondents.iter().map(|r| r.verbatim.len() as u64).sum::<u64>();
            }
            stream.finish()?;
            plan.context("no batch")?.finish()?;
        }
    }
    ensure!(rows > 0 && bytes > 0, "{}: nothing was read", file.display());
    // Every reader prints the same figures but the last, which sees the answers alone.
    println!("{rows} rows, {bytes} bytes");
    Ok(())
}
