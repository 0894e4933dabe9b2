//! `openend inspect`: what is in a file, and the command that it asks for. No model is loaded, nothing is written.

use super::results::reading_options;
use crate::args::{Inspect, Reading};
use openend::Error;
use openend::files::{Inspection, SurveyFiles, inspect};
use openend::report::{InspectionInput, inspection, inspection_json, proposed_command};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Runs the command.
pub(crate) fn run(options: &Inspect) -> anyhow::Result<()> {
    let reading = reading_options(&options.reading);
    let files = survey_files(&options.files)?;
    let found = files.iter().map(|file| {
        let found = inspect(file, &reading)?;
        let command = command(file, &options.reading, &found);
        Ok((found, command))
    });
    let found: Vec<(Inspection, Vec<String>)> = found.collect::<Result<_, Error>>()?;
    let inputs: Vec<InspectionInput> =
        found.iter().map(|(inspection, command)| InspectionInput { inspection, command }).collect();
    let stdout = std::io::stdout();
    let text = if options.json {
        inspection_json(&inputs)?
    } else {
        // 100 where standard output is no terminal.
        let width = console::Term::stdout().size_checked().map_or(100, |(_, columns)| columns.into());
        inputs.iter().map(|input| inspection(input, width, stdout.is_terminal())).collect()
    };
    // A reader that closed the pipe is no fault.
    match stdout.lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// The files as typed, a folder as the survey files in it.
fn survey_files(typed: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for path in typed {
        if path.is_dir() {
            files.extend(SurveyFiles::find(std::slice::from_ref(path), &[])?.paths().map(Path::to_owned));
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// The command for a file, with what was typed to read it.
fn command(file: &Path, reading: &Reading, found: &Inspection) -> Vec<String> {
    let typed =
        [("--sheet", &reading.sheet), ("--encoding", &reading.encoding), ("--platform", &reading.platform)];
    let typed: Vec<(&str, &str)> =
        typed.iter().filter_map(|(option, value)| Some((*option, value.as_deref()?))).collect();
    proposed_command(&file.to_string_lossy(), &typed, &found.recognized.options)
}
