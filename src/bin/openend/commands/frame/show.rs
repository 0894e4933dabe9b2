//! `openend frame show`.

use crate::args::ShowFrame;
use openend::outputs::open_frame;
use std::io::Write;

/// Prints the codes in use.
pub(crate) fn run(options: &ShowFrame) -> anyhow::Result<()> {
    let (_, saved) = open_frame(&options.frame)?;
    let frame = saved.frame();
    let mut out = std::io::stdout().lock();
    for code in frame.active_codes() {
        writeln!(
            out,
            "{:>5}  {}",
            code.number,
            openend::escape(frame.label(code.number, frame.label_language).0)
        )?;
    }
    Ok(())
}
