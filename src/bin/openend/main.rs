//! The program: it sees only what any user of the library sees.

mod args;
mod commands;
mod progress;

use args::{Arguments, Command};
use clap::Parser;
use openend::Error;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    // clap prints usage faults itself and exits with 2, as any bad input does.
    let arguments = Arguments::parse();
    let done = match &arguments.command {
        Command::Analyze(options) => commands::analyze::run(options),
        Command::Code(options) => commands::code::run(options),
        Command::Compare(options) => commands::compare::run(options),
        Command::Frame(options) => commands::frame::run(options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody listens if this fails too; the exit code still tells.
            let _ = writeln!(std::io::stderr(), "openend: {}", line(&error));
            ExitCode::from(code(&error))
        }
    }
}

/// One line whatever went wrong.
fn line(error: &anyhow::Error) -> String {
    openend::escape(&format!("{error:#}"))
}

/// 2: input or usage; 3: the environment (disk full, permission); 1: our fault.
fn code(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<Error>() {
        Some(Error::Disk { .. }) => 3,
        Some(Error::Internal(_) | Error::Model { .. }) | None => 1,
        Some(_) => 2,
    }
}
