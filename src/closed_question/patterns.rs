//! Which codes people carry together, so that any list of options can be checked for whom it covers.

use crate::code_frame::CodeNumber;
use crate::coding::Coding;
use crate::survey::Respondent;
use std::collections::BTreeMap;

/// Sets of codes that are told apart: 100 MB. Of people with a set beyond these only the main code counts.
const MOST_PATTERNS: usize = 1_000_000;

/// The people of the base by the set of their codes.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    /// Codes, ascending → people and their weight.
    people: BTreeMap<Box<[CodeNumber]>, (usize, f64)>,
}

impl Patterns {
    /// One more respondent, in the order of the file.
    pub fn add(&mut self, person: &Respondent<'_>, coding: &Coding) {
        if !coding.status.counts_in_base() {
            return;
        }
        let mut codes = coding.codes.clone();
        codes.sort_unstable();
        if self.people.len() >= MOST_PATTERNS && !self.people.contains_key(&codes) {
            codes = coding.codes.first().copied().into_iter().collect();
        }
        let (people, weight) = self.people.entry(codes).or_default();
        *people += 1;
        *weight += person.weight;
    }

    /// Each set of codes with its people and their weight.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[CodeNumber], usize, f64)> {
        self.people.iter().map(|(codes, &(people, weight))| (&**codes, people, weight))
    }
}
