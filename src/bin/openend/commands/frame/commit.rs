//! What every editing command ends with: its edits are made, saved and told.

use crate::args::Edited;
use openend::code_frame::{CodeNumber, Edit, Entry, describe};
use openend::coding::SavedFrame;
use openend::outputs::{ClaimedFrame, tables_are_current};
use openend::text::Language;
use openend::{Error, escape};
use std::io::Write;
use std::path::Path;

/// Makes the edits that `edits` derives from the frame as it is, all of them or none, saves the frame and prints what
/// was done. Nobody else can edit the frame meanwhile.
pub(crate) fn commit(
    target: &Edited,
    edits: impl FnOnce(&SavedFrame) -> anyhow::Result<Vec<Edit>>,
) -> anyhow::Result<()> {
    let said =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    let (who, why) = (said(&target.who), said(&target.why));
    let mut claimed = ClaimedFrame::claim(&target.frame)?;
    let edits = edits(claimed.saved())?;
    let mut lines = Vec::new();
    for edit in edits {
        let sentence = escape(&describe(&edit, claimed.saved().frame()));
        claimed.edit(Entry { edit, who: who.clone(), why: why.clone() })?;
        lines.push(format!("Edit {}: {sentence}", claimed.saved().history.entries().len()));
    }
    claimed.save()?;
    tell(&lines, &target.frame)
}

/// Prints what was done to the frame at `path`, and that the tables beside it do not show it yet.
pub(super) fn tell(lines: &[String], path: &Path) -> anyhow::Result<()> {
    let mut text = lines.join("\n");
    text.push('\n');
    if tables_are_current(path) == Some(false) {
        text.push_str(&stale(path));
    }
    print(&text)
}

/// Says that the tables of a results folder are those of another state of the frame.
fn stale(path: &Path) -> String {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let name = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let name = escape(&name.display().to_string());
    let quoted = if name.contains(' ') { format!("\"{name}\"") } else { name.clone() };
    format!(
        "The tables in {name} still show the frame as it was; to code the answers anew:\n  \
         openend code FILE --frame {quoted} --out NEW-FOLDER\n"
    )
}

/// Prints to standard output. A reader that closed the pipe is no fault.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// A language as typed after `--language`; the frame's own where nothing was typed.
pub(crate) fn label_language(typed: Option<&str>, saved: &SavedFrame) -> Result<Language, Error> {
    let Some(typed) = typed else { return Ok(saved.frame().label_language) };
    Language::parse(typed).ok_or_else(|| {
        let message = format!("no language named \"{typed}\": give a code such as en, vi or zh-Hans");
        Error::settings("--language", message)
    })
}

/// A number as typed, or none for "none".
pub(crate) fn number_or_none(option: &str, typed: &str) -> Result<Option<CodeNumber>, Error> {
    if typed == "none" {
        return Ok(None);
    }
    let number = typed.parse().map(|number| Some(CodeNumber(number)));
    number.map_err(|_| Error::settings(option, format!("\"{typed}\" is neither a number nor none")))
}
