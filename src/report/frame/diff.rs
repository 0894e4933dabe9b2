//! How two frames differ.

use super::super::summary::{Pen, QUIET, paragraph};
use super::{named, went};
use crate::code_frame::{CodeFrame, CodeNumber, Difference, History, Standing, differences};
use crate::error::escape;

/// What differs between an earlier frame and a later one, one paragraph each, and whether they come from one draft.
/// `width` and `color` as for [`super::frame_list`].
#[must_use]
pub fn frame_diff(earlier: &History, later: &History, width: usize, color: bool) -> String {
    let pen = Pen::new(width, color);
    let mut out = String::from("\n");
    paragraph(&mut out, &origin(earlier, later), QUIET, pen);
    out.push('\n');
    let found = differences(earlier.frame(), later.frame());
    if found.is_empty() {
        paragraph(&mut out, "The frames are the same.", "", pen);
    }
    for difference in &found {
        let (what, text) = told(difference, earlier.frame(), later.frame());
        paragraph(&mut out, &format!("{what} {text}"), "", pen);
    }
    out
}

/// Where the frames come from.
fn origin(earlier: &History, later: &History) -> String {
    if earlier.first() != later.first() {
        return "These frames come from different drafts: the same number need not mean the same code."
            .to_owned();
    }
    let (old, new) = (earlier.entries(), later.entries());
    let alike = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let edits = |count: usize| if count == 1 { "1 edit".to_owned() } else { format!("{count} edits") };
    match (old.len() - alike, new.len() - alike) {
        (0, 0) => format!("Both come from one draft, with the same {}.", edits(alike)),
        (0, more) => format!("The later frame is the earlier one after {} more.", edits(more)),
        (less, 0) => format!("The earlier frame is the later one after {} more.", edits(less)),
        (one, other) => format!(
            "Both come from one draft and share {}; then come {} in the earlier and {} in the later.",
            edits(alike),
            edits(one),
            edits(other)
        ),
    }
}

/// What a difference is, as a word and the rest of the line.
fn told(difference: &Difference, earlier: &CodeFrame, later: &CodeFrame) -> (&'static str, String) {
    let old = |number: CodeNumber| named(earlier, number);
    let new = |number: CodeNumber| named(later, number);
    let kind = |number: CodeNumber| if later.net(number).is_some() { "net " } else { "" };
    let label =
        |label: &Option<String>| label.as_deref().map_or("no label".into(), |l| format!("“{}”", escape(l)));
    match difference {
        Difference::Added { number } => ("added", format!("{}{}", kind(*number), new(*number))),
        Difference::Removed { number } => ("removed", old(*number)),
        Difference::Renamed { number, language, from, to } => {
            ("renamed", format!("{number}: {} → {} ({})", label(from), label(to), language.tag()))
        }
        Difference::Defined { number } => ("defined", format!("{} otherwise", new(*number))),
        Difference::Moved { number, from, to } => {
            let net = |net: Option<CodeNumber>, frame| net.map_or("no net".into(), |net| named(frame, net));
            ("moved", format!("{}: {} → {}", new(*number), net(*from, earlier), net(*to, later)))
        }
        Difference::Standing { number, to: Standing::Active, from } => {
            ("restored", format!("{} (was {})", new(*number), went(earlier, from)))
        }
        Difference::Standing { number, to, .. } => match went(later, to).split_once(' ') {
            Some((_, rest)) => {
                let what = if matches!(to, Standing::Split(_)) { "split" } else { "merged" };
                (what, format!("{} {rest}", new(*number)))
            }
            None => ("retired", new(*number)),
        },
        Difference::Placed { number, from, to } => {
            ("placed", format!("{} otherwise: {from} → {to} places given by edits", new(*number)))
        }
        Difference::Pinned { dropped, added } => {
            ("pinned", format!("otherwise: {dropped} pins dropped, {added} added"))
        }
    }
}
