//! Edits in words: for logs, and for whoever is asked before one is made.

use super::{CodeFrame, CodeNumber, Edit, Exclusion, NewCode, PlaceKind};

/// Most characters of an answer or label that a sentence quotes.
const LONGEST_QUOTE: usize = 60;

/// What an edit does, in one sentence without a full stop. Labels are those of `frame`; text that people wrote stands
/// in it as written.
#[must_use]
pub fn describe(edit: &Edit, frame: &CodeFrame) -> String {
    let name = |number: &CodeNumber| name(frame, *number);
    match edit {
        Edit::Rename { number, language, label: Some(label) } => {
            format!("rename {} to {} ({})", name(number), quote(label), language.tag())
        }
        Edit::Rename { number, language, label: None } => {
            format!("take the {} label of {} back", language.tag(), name(number))
        }
        Edit::Define { number, definition, includes, excludes } => {
            format!(
                "define {}: {}",
                name(number),
                defined(frame, definition.as_deref(), includes.as_deref(), excludes.as_ref())
            )
        }
        Edit::Add(code) => format!("add {}{}", new_code(code), under(frame, code.net)),
        Edit::Merge { from, into } => {
            format!("merge {} into {}", list(from.iter().map(name)), name(into))
        }
        Edit::Split { number, parts } => {
            format!("split {} into {}", name(number), list(parts.iter().map(new_code)))
        }
        Edit::Move { number, net: Some(net) } => format!("move {} under {}", name(number), name(net)),
        Edit::Move { number, net: None } => format!("take {} out of its net", name(number)),
        Edit::Net { number, labels, codes } => {
            let label = labels.get(&frame.label_language).or_else(|| labels.values().next());
            let label = label.map_or_else(String::new, |label| format!(" {}", quote(label)));
            format!("add net {number}{label} over {}", list(codes.iter().map(name)))
        }
        Edit::Retire { number } => format!("retire {}", name(number)),
        Edit::Restore { number } => format!("restore {}", name(number)),
        Edit::Pin(pin) => {
            let codes =
                if pin.codes.is_empty() { "no code".to_owned() } else { list(pin.codes.iter().map(name)) };
            format!("pin {} to {codes}", whose(pin.respondent.as_deref(), &pin.verbatim_sha256))
        }
        Edit::Unpin { respondent, verbatim_sha256 } => {
            format!("unpin {}", whose(respondent.as_deref(), verbatim_sha256))
        }
        Edit::Example { number, text, places, .. } => {
            let is_counter = places.iter().any(|place| place.kind == PlaceKind::CounterExample);
            let kind = if is_counter { "counter-example" } else { "example" };
            format!("{kind} of {}: {}", name(number), quote(text))
        }
        Edit::DropExample { number, text } => format!("drop an example of {}: {}", name(number), quote(text)),
    }
}

/// `7 “Parking”`; the number alone if the frame does not know it.
pub(super) fn name(frame: &CodeFrame, number: CodeNumber) -> String {
    match frame.label(number, frame.label_language).0 {
        "" => number.to_string(),
        label => format!("{number} {}", quote(label)),
    }
}

/// Text in quotation marks, cut if it is long.
pub(super) fn quote(text: &str) -> String {
    let mut shown: String = text.chars().take(LONGEST_QUOTE).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("“{shown}”")
}

/// `a, b and c`.
pub(super) fn list(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    match items.as_slice() {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn new_code(code: &NewCode) -> String {
    match code.labels.values().next() {
        Some(label) => format!("{} {}", code.number, quote(label)),
        None => code.number.to_string(),
    }
}

fn under(frame: &CodeFrame, net: Option<CodeNumber>) -> String {
    net.map_or_else(String::new, |net| format!(" under {}", name(frame, net)))
}

fn whose(respondent: Option<&str>, verbatim_sha256: &str) -> String {
    let short: String = verbatim_sha256.chars().take(8).collect();
    match respondent {
        Some(id) => format!("respondent {} (answer {short}…)", quote(id)),
        None => format!("every respondent who gave answer {short}…"),
    }
}

fn defined(
    frame: &CodeFrame,
    definition: Option<&str>,
    includes: Option<&[String]>,
    excludes: Option<&Exclusion>,
) -> String {
    let mut parts = Vec::new();
    parts.extend(definition.map(quote));
    parts.extend(includes.map(|all| format!("includes {}", list(all.iter().map(|i| quote(i))))));
    parts.extend(excludes.map(|excluded| match excluded {
        Exclusion::Nothing => "excludes nothing in particular".to_owned(),
        Exclusion::Code(code) => format!("excludes {}", name(frame, *code)),
    }));
    parts.join("; ")
}
