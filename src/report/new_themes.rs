//! What is new: themes that emerged, and the edits that a wave speaks for.

use super::numbers;
use super::stub::{Name, Worded};
use super::visible::{QUOTE, SENTENCE, Shown};
use crate::code_frame::{CodeFrame, Exemplar};
use crate::emerging::EmergingTheme;
use crate::proposals::{Proposal, Proposals};
use crate::shares::HIDDEN_BASE;
use serde::Serialize;

/// The folder's name in commands: the page does not know where it lies.
const FOLDER: &str = "DIR";
/// Quotes of a theme.
const QUOTES: usize = 4;

/// The section.
#[derive(Debug, Serialize)]
pub(super) struct NewView {
    themes: Vec<ThemeView>,
    others: Vec<OtherView>,
    notes: Vec<Shown>,
    /// Whether the first wave is known.
    is_compared: bool,
}

/// A theme that emerged.
#[derive(Debug, Serialize)]
struct ThemeView {
    id: Shown,
    name: Name,
    share: String,
    interval: String,
    people: String,
    /// Its share in the first wave.
    before: String,
    reason: Shown,
    keywords: Vec<Shown>,
    quotes: Vec<Worded>,
    command: Shown,
}

/// Another proposal.
#[derive(Debug, Serialize)]
struct OtherView {
    id: Shown,
    words: Shown,
    reason: Shown,
    command: Shown,
}

/// The section of a wave that was coded with a saved frame; quotes stand in it only where the base has people enough.
pub(super) fn new_themes(proposals: &Proposals, frame: &CodeFrame, base: usize) -> NewView {
    let themes: Vec<(&Proposal, &EmergingTheme)> =
        proposals.list.iter().filter_map(|p| Some((p, p.theme.as_ref()?))).collect();
    let is_compared = themes.iter().any(|(_, theme)| theme.before.is_some());
    let others = proposals.list.iter().filter(|proposal| proposal.theme.is_none());
    NewView {
        themes: themes.into_iter().map(|(proposal, theme)| view(proposal, theme, frame, base)).collect(),
        others: others
            .map(|proposal| OtherView {
                id: Shown::new(&proposal.id, SENTENCE),
                words: Shown::new(&proposal.words(frame), SENTENCE),
                reason: Shown::new(&proposal.reason, SENTENCE),
                command: Shown::new(&proposal.command(FOLDER), SENTENCE),
            })
            .collect(),
        notes: proposals.notes.iter().map(|note| Shown::new(note, SENTENCE)).collect(),
        is_compared,
    }
}

fn view(proposal: &Proposal, theme: &EmergingTheme, frame: &CodeFrame, base: usize) -> ThemeView {
    let code = &theme.code;
    let quotes: &[Exemplar] = if base >= HIDDEN_BASE { &code.exemplars } else { &[] };
    let clear = quotes.iter().filter(|quote| quote.borders.is_none()).take(QUOTES);
    ThemeView {
        id: Shown::new(&proposal.id, SENTENCE),
        name: Name::new(&code.labels, frame),
        share: numbers::percent(Some(theme.share)),
        interval: numbers::interval(Some(theme.low), Some(theme.high)),
        people: numbers::count(theme.people as usize),
        before: numbers::percent(theme.before.map(|before| before.share)),
        reason: Shown::new(&proposal.reason, SENTENCE),
        keywords: code.keywords.iter().map(|word| Shown::new(word, SENTENCE)).collect(),
        quotes: clear.map(|quote| Worded::new(&quote.text, quote.language, QUOTE)).collect(),
        command: Shown::new(&proposal.command(FOLDER), SENTENCE),
    }
}
