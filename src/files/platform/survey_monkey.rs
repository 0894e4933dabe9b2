//! SurveyMonkey: a row of questions, a row of what each column of a question holds.

use super::{Known, Platform, Screen, has, make_unique, position};
use crate::files::row::Row;

/// What stands below a question with one column.
const WHOLE: [&str; 3] = ["", "Response", "Open-Ended Response"];

/// See [`super::recognize`].
pub(super) fn recognize(head: &[String], below: &[&Row], is_asked: bool) -> Option<Known> {
    let is_it = is_asked || (has(head, "respondentid") && has(head, "collectorid"));
    if !is_it {
        return None;
    }
    let mut known = Known::plain(Platform::SurveyMonkey, head);
    let respondent = position(head, &["respondentid"]).unwrap_or(0);
    // Every respondent has an id; the second header row has none.
    let second = below.first().filter(|row| row.cell(respondent).trim().is_empty());
    let Some(second) = second else { return Some(known) };
    let mut question = "";
    for (at, (column, name)) in known.columns.iter_mut().zip(head).enumerate() {
        let part = second.cell(at).trim();
        if !name.trim().is_empty() || part.is_empty() {
            question = name.trim();
        }
        column.name = if WHOLE.contains(&part) {
            question.to_owned()
        } else {
            format!("{question} [{part}]").trim_start().to_owned()
        };
        if !part.is_empty() {
            question.clone_into(&mut column.description);
        }
        column.is_open = part == "Open-Ended Response" || part.starts_with("Other (please specify)");
    }
    make_unique(&mut known.columns);
    known.extra_rows = 1;
    known.screen = Screen::All;
    "2 header rows joined into one name for each column".clone_into(&mut known.undone);
    Some(known)
}
