//! `openend export`: the coded table of a finished run in another format.

use super::results;
use crate::args::Export;
use openend::Error;
use openend::outputs::{CodedFormat, export_coded};
use std::fmt::Write as _;

/// Runs the command.
pub(crate) fn run(options: &Export) -> anyhow::Result<()> {
    let format = CodedFormat::named(&options.format);
    let format = format.ok_or_else(|| Error::settings("--format", "no such format"))?;
    let exported = export_coded(&options.results, format, options.output.as_deref(), options.force)?;
    if options.quiet {
        return Ok(());
    }
    let mut text = String::new();
    for note in &exported.notes {
        let _ = writeln!(text, "  {}", openend::escape(note));
    }
    let _ = writeln!(text, "  {}", openend::escape(&exported.path.display().to_string()));
    results::say(&text)
}
