//! Which answers repeat an earlier one.

use super::groups::content_hash;
use std::collections::HashMap;

/// Most distinct answers that are remembered: 150 MB. Answers that are first given after as many others count as nobody's
/// copy.
const MOST_ANSWERS: usize = 4_000_000;

/// The row in which each answer stood first.
#[derive(Debug, Default)]
pub(super) struct Copies {
    first: HashMap<u64, u32>,
    is_full: bool,
}

impl Copies {
    /// The row of the first answer that is the same, if it is not this `row`; `same` is its [`sameness`].
    pub(super) fn of(&mut self, same: u64, row: u32) -> Option<u32> {
        if self.first.len() >= MOST_ANSWERS {
            self.is_full |= !self.first.contains_key(&same);
            return self.first.get(&same).copied();
        }
        let first = *self.first.entry(same).or_insert(row);
        (first != row).then_some(first)
    }

    /// What a reader must know of copies that were not seen.
    pub(super) fn note(&self) -> Option<String> {
        self.is_full.then(|| {
            format!(
                "oe_duplicate_of knows the first {MOST_ANSWERS} distinct answers; copies of later ones are not marked."
            )
        })
    }
}

/// Answers are copies of each other if their analysis copies differ in spaces and marks alone.
pub(super) fn sameness(copy: &str) -> u64 {
    let letters: String = copy.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect();
    content_hash(&letters.split_whitespace().collect::<Vec<_>>().join(" "))
}
