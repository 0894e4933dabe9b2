//! Text to paste: the stem, a blank line, then one line per option, which the editors of most survey tools take in bulk.

use super::printed::quoted;
use super::{Made, Printed};
use crate::closed_question::AnswerFormat;

/// One language: for a list all options, for yes and no the items.
pub(super) fn write(printed: &Printed<'_>) -> Made {
    let is_list = printed.answer() != AnswerFormat::YesNo;
    let options = if is_list { printed.having(|_| true) } else { printed.items() };
    let mut text = format!("{}\n\n", printed.stem());
    for option in options {
        text.push_str(option.label());
        text.push('\n');
    }
    Made { bytes: text.into_bytes(), notes: notes(printed) }
}

/// All that is no text must be set by hand.
fn notes(printed: &Printed<'_>) -> Vec<String> {
    let mut notes = vec![match printed.answer() {
        AnswerFormat::Multiple => "Set by hand: several answers are allowed.".to_owned(),
        AnswerFormat::Single => "Set by hand: one answer is allowed.".to_owned(),
        AnswerFormat::YesNo => {
            let columns = printed.scale().into_iter().filter_map(|(_, texts)| texts.into_iter().next());
            let columns: Vec<String> = columns.map(|text| format!("“{text}”")).collect();
            format!("Set by hand: each line is an item, answered with {}.", columns.join(", "))
        }
    }];
    let is_list = printed.answer() != AnswerFormat::YesNo;
    let fields = printed.having(|c| c.open_text);
    if !fields.is_empty() {
        notes.push(if is_list {
            format!("Set by hand: a text field at {}.", quoted(&fields))
        } else {
            format!("Set by hand: a text field of its own for {}.", quoted(&fields))
        });
    }
    let exclusive = printed.having(|c| c.exclusive);
    if printed.answer() == AnswerFormat::Multiple && !exclusive.is_empty() {
        notes.push(format!("Set by hand: {} cannot be ticked with any other.", quoted(&exclusive)));
    }
    let fixed = printed.having(|c| !c.shuffle);
    if printed.having(|c| c.shuffle).len() > 1 {
        notes.push(if is_list && !fixed.is_empty() {
            format!("Set by hand: shuffle the options, all but {}.", quoted(&fixed))
        } else {
            "Set by hand: shuffle the lines.".to_owned()
        });
    }
    if printed.has_groups() {
        notes.push("Plain text has no groups: headings would become options.".to_owned());
    }
    notes.push("Plain text has no option codes: answers come back as wordings, so change none.".to_owned());
    notes
}
