//! `openend compare`: results folders of several waves → the trend.

use crate::args::Compare;
use crate::progress::Shown;
use openend::coding::SavedFrame;
use openend::files::{OpenedStudy, ReadOptions, read_table};
use openend::outputs::{
    FrameOfWave, OutputFolder, RUN_FILE, ResultsFolder, TrendContents, frame_of_wave, frame_sha256,
    open_frame, open_results, recorded_people, write_trend,
};
use openend::report::{TrendInput, trend_html, trend_summary};
use openend::waves::{CodedWave, Listed, Trend, compare, same_question};
use openend::{Error, Settings, Threads};
use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Files named in the summary.
const SHOWN: [&str; 4] = ["trend.html", "trend.xlsx", "trend.csv", "trend.json"];

/// Runs the command.
pub(crate) fn run(options: &Compare) -> anyhow::Result<()> {
    let threads = Threads::new(options.run.threads.unwrap_or(0))?;
    let names = names(options)?;
    let out = out(options)?;
    let inputs: Vec<PathBuf> = options.folders.iter().map(|folder| folder.join(RUN_FILE)).collect();
    let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    let folder = OutputFolder::claim(&out, &inputs, options.run.force)?;
    let shown = Shown::new(options.run.quiet);
    shown.say("reading the waves");
    let waves = options.folders.iter().map(|folder| open_results(folder)).collect::<Result<Vec<_>, _>>()?;
    let frames = waves.iter().map(frame_of_wave).collect::<Result<Vec<_>, _>>()?;
    let studies = waves.iter().map(ResultsFolder::study).collect::<Result<Vec<_>, _>>()?;
    let target = match (&options.frame, frames.last()) {
        (Some(path), _) => open_frame(path)?.1,
        (None, Some(last)) => last.present.clone(),
        (None, None) => return Err(Error::settings("DIR", "name at least two results folders").into()),
    };
    let listed = options.closed.as_deref().map(|file| read_listed(file, &target)).transpose()?;
    let coded: Vec<CodedWave> = names
        .into_iter()
        .zip(&waves)
        .zip(frames.iter().zip(&studies))
        .map(|((name, wave), (frame, study))| coded(name, wave, frame, study))
        .collect();
    if options.frame.is_none() {
        same_question(&coded)?;
    }
    let mut trend = compare(coded, &target, Settings::default().confidence, &threads, &shown)?;
    trend.listed = listed;
    shown.say("writing the results");
    let report = Report {
        files: waves.iter().map(|w| (w.run.input.file.clone(), w.run.input.sha256.clone())).collect(),
        frame_sha256: frame_sha256(&target)?,
        trend,
        target,
    };
    let page = trend_html(&report.input())?;
    let contents = TrendContents {
        trend: &report.trend,
        frame: report.target.frame(),
        frame_sha256: &report.frame_sha256,
        inputs: &report.files,
        page: &page,
        raw_cells: options.run.raw_cells,
    };
    write_trend(folder.staging(), &contents)?;
    folder.publish()?;
    shown.finish();
    if !options.run.quiet {
        print(&report, &out)?;
    }
    Ok(())
}

/// What the page and the terminal tell of.
struct Report {
    trend: Trend,
    target: SavedFrame,
    frame_sha256: String,
    files: Vec<(String, String)>,
}

impl Report {
    fn input(&self) -> TrendInput<'_> {
        TrendInput {
            trend: &self.trend,
            frame: self.target.frame(),
            frame_sha256: &self.frame_sha256,
            inputs: &self.files,
        }
    }
}

fn coded<'a>(
    name: String,
    wave: &ResultsFolder,
    frame: &'a FrameOfWave,
    opened: &'a OpenedStudy<'a>,
) -> CodedWave<'a> {
    CodedWave {
        name,
        study: &opened.study,
        people: recorded_people(&opened.study, &wave.codings),
        frame: &frame.saved,
        is_as_coded: frame.is_as_coded,
        language: wave.run.facts.settings.language,
    }
}

/// A name for each wave: as typed, else its folder's, without what all folders of openend end in.
fn names(options: &Compare) -> Result<Vec<String>, Error> {
    let folder_name = |folder: &PathBuf| {
        let real = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
        let name = real.file_name().unwrap_or(real.as_os_str()).to_string_lossy().into_owned();
        name.strip_suffix("-openend").filter(|rest| !rest.is_empty()).map(str::to_owned).unwrap_or(name)
    };
    let names: Vec<String> = match options.name.len() {
        0 => options.folders.iter().map(folder_name).collect(),
        typed if typed == options.folders.len() => options.name.clone(),
        typed => {
            let message = format!("{typed} names for {} waves: give one for each DIR", options.folders.len());
            return Err(Error::settings("--name", message));
        }
    };
    let apart: BTreeSet<&String> = names.iter().collect();
    if apart.len() < names.len() {
        return Err(Error::settings("--name", "two waves have one name: give each its own with --name"));
    }
    Ok(names)
}

/// Where the trend goes: `wave2-openend` → `wave2-openend-trend`, in the same folder. Results of another kind are never
/// replaced by it.
fn out(options: &Compare) -> Result<PathBuf, Error> {
    let last = options.folders.last().map_or(Path::new("."), PathBuf::as_path);
    let beside = || {
        let real = std::fs::canonicalize(last).unwrap_or_else(|_| last.to_owned());
        let mut name = real.file_name().unwrap_or_default().to_owned();
        name.push("-trend");
        // As typed where that has a name, so that messages stay short.
        last.file_name().map_or_else(|| real.with_file_name(&name), |_| last.with_file_name(&name))
    };
    let out = options.out.clone().unwrap_or_else(beside);
    if out.join(RUN_FILE).exists() {
        let message = format!("{} holds the results of a wave; choose another folder", out.display());
        return Err(Error::settings("--out", message));
    }
    Ok(out)
}

fn read_listed(path: &Path, target: &SavedFrame) -> Result<Listed, Error> {
    Listed::read(&read_table(path, &ReadOptions::wanting(vec!["share".to_owned()]))?, target.frame())
}

/// The summary. A reader that closed the pipe is no fault.
fn print(report: &Report, out: &Path) -> anyhow::Result<()> {
    let stdout = std::io::stdout();
    // 100 where standard output is no terminal.
    let width = console::Term::stdout().size_checked().map_or(100, |(_, columns)| columns.into());
    let folder = out.display().to_string();
    let text = trend_summary(&report.input(), &folder, &SHOWN, width, stdout.is_terminal());
    match stdout.lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
