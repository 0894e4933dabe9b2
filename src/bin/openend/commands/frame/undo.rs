//! `openend frame undo` and `openend frame redo`.

use super::commit::tell;
use crate::args::Steps;
use openend::Error;
use openend::outputs::{ClaimedFrame, undone_edits};

/// Takes the last edits back.
pub(crate) fn undo(options: &Steps) -> anyhow::Result<()> {
    let mut claimed = ClaimedFrame::claim(&options.frame)?;
    let count = claimed.undo(wanted(options))?;
    if count == 0 {
        return Err(Error::Frame("there is nothing to undo: it is as drafted".into()).into());
    }
    let left = claimed.saved().history.entries().len();
    save(claimed, options, &format!("{} undone; {}", edits(count), in_force(left)))
}

/// Makes undone edits again.
pub(crate) fn redo(options: &Steps) -> anyhow::Result<()> {
    let mut claimed = ClaimedFrame::claim(&options.frame)?;
    let count = claimed.redo(wanted(options))?;
    if count == 0 {
        let (_, is_foreign) = undone_edits(&options.frame, claimed.saved());
        let why = if is_foreign {
            "there is nothing to redo: its file of undone edits is damaged or follows other edits than the frame's"
        } else {
            "there is nothing to redo"
        };
        return Err(Error::Frame(why.into()).into());
    }
    let left = claimed.saved().history.entries().len();
    save(claimed, options, &format!("{} made again; {}", edits(count), in_force(left)))
}

fn wanted(options: &Steps) -> usize {
    if options.all { usize::MAX } else { options.count as usize }
}

fn save(claimed: ClaimedFrame, options: &Steps, what: &str) -> anyhow::Result<()> {
    let undone = claimed.undone().len();
    let waiting = if undone > 0 { format!(", {undone} to redo") } else { String::new() };
    claimed.save()?;
    tell(&[format!("{what}{waiting}.")], &options.frame)
}

fn edits(count: usize) -> String {
    if count == 1 { "1 edit".into() } else { format!("{count} edits") }
}

fn in_force(count: usize) -> String {
    if count == 0 { "the frame is as drafted".into() } else { format!("{} in force", edits(count)) }
}
