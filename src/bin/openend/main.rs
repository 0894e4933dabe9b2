//! The program: it sees only what any user of the library sees.

mod args;
mod commands;
mod progress;

use args::{Arguments, Command};
use clap::Parser;
use openend::Error;
use std::io::Write;
use std::panic::{PanicHookInfo, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;

/// Where the program failed last, as file and line.
static FAILED_AT: Mutex<String> = Mutex::new(String::new());

fn main() -> ExitCode {
    // Readers of foreign formats may fail on a hostile file, which the library turns into an error; nothing is printed
    // of that. What nobody catches becomes one line here, without the message, which could hold an answer.
    std::panic::set_hook(Box::new(note_failure));
    catch_unwind(run).unwrap_or_else(|_| {
        let place = FAILED_AT.lock().map_or_else(|_| String::new(), |place| place.clone());
        say(&Error::Internal(place).into())
    })
}

fn note_failure(failure: &PanicHookInfo) {
    let place = failure.location().map(|place| {
        let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
        format!("{file}, line {}", place.line())
    });
    if let (Some(place), Ok(mut last)) = (place, FAILED_AT.lock()) {
        *last = place;
    }
}

fn run() -> ExitCode {
    // clap prints usage faults itself and exits with 2, as any bad input does.
    let arguments = Arguments::parse();
    let done = match &arguments.command {
        Command::Inspect(options) => commands::inspect::run(options),
        Command::Analyze(options) => commands::analyze::run(options),
        Command::Code(options) => commands::code::run(options),
        Command::Compare(options) => commands::compare::run(options),
        Command::Export(options) => commands::export::run(options),
        Command::Question(options) => commands::question::run(options),
        Command::Verify(options) => commands::verify::run(options),
        Command::Frame(options) => commands::frame::run(options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => say(&error),
    }
}

/// Prints an error and gives its exit code.
fn say(error: &anyhow::Error) -> ExitCode {
    // Nobody listens if this fails too; the exit code still tells.
    let _ = writeln!(std::io::stderr(), "openend: {}", line(error));
    ExitCode::from(code(error))
}

/// One line whatever went wrong. Errors of the library tell their cause themselves.
fn line(error: &anyhow::Error) -> String {
    let line = error.downcast_ref::<Error>().map_or_else(|| format!("{error:#}"), ToString::to_string);
    openend::escape(&line)
}

/// 2: input or usage; 3: the environment (disk full, permission); 1: our fault.
fn code(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<Error>() {
        Some(Error::Disk { .. }) => 3,
        Some(Error::Internal(_) | Error::Model { .. }) | None => 1,
        Some(_) => 2,
    }
}
