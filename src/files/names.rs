//! Columns by the names that people type.

use super::columns::column_list;
use crate::error::{Error, Result};
use crate::survey::Table;

/// The column of that name: exactly, else without case and spaces around.
///
/// # Errors
/// [`Error::Input`] if there is none (with the nearest name) or there are two; `option` is what asked for it.
pub(super) fn find(table: &Table, name: &str, option: &str) -> Result<usize> {
    let fail = |message: String| Err(Error::input(table.file.clone(), message));
    let same = |matches: &dyn Fn(&str) -> bool| -> Vec<usize> {
        table.headers().iter().enumerate().filter(|(_, header)| matches(header)).map(|(at, _)| at).collect()
    };
    let fold = |text: &str| text.trim().to_lowercase();
    let mut found = same(&|header| header == name);
    if found.is_empty() {
        found = same(&|header| fold(header) == fold(name));
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [first, second, ..] => fail(format!(
            "{option}: column \"{name}\" stands there twice (columns {} and {}): rename one of them",
            first + 1,
            second + 1
        )),
        [] => {
            let nearest = nearest(table.headers(), name);
            let hint = nearest.map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default();
            fail(format!("{option}: no column \"{name}\"{hint}; found columns: {}", column_list(table)))
        }
    }
}

/// Names for a message, the first thirty.
pub(super) fn listed(names: &[String]) -> String {
    const LISTED: usize = 30;
    let list = names.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => list,
        more => format!("{list} and {more} more"),
    }
}

/// The name that takes fewest single-letter edits, whatever its case, if that is less than half of the letters.
pub(super) fn nearest<'n>(names: &'n [String], wanted: &str) -> Option<&'n str> {
    const LETTERS: usize = 64;
    let letters = |name: &str| name.trim().to_lowercase().chars().take(LETTERS).collect::<Vec<char>>();
    let wanted = letters(wanted);
    names
        .iter()
        .filter_map(|name| {
            let letters = letters(name);
            let edits = edit_distance(&wanted, &letters);
            (edits * 2 <= wanted.len().max(letters.len())).then_some((edits, name))
        })
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name.as_str())
}

/// Levenshtein's distance: insertions, deletions and substitutions.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for ((to, diagonal), up) in b.iter().zip(&above).zip(above.iter().skip(1)) {
            let left = row.last().copied().unwrap_or(0);
            row.push((diagonal + usize::from(from != to)).min(left + 1).min(up + 1));
        }
        above = row;
    }
    above.last().copied().unwrap_or(0)
}
