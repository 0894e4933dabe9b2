//! Small waves that several unit tests share.

use super::{CountedWave, Person};
use crate::code_frame::CodeNumber;

/// A person of the base with these codes, weight 1.
pub(super) fn person<'a>(id: &'a str, codes: &[u16]) -> Person<'a> {
    Person { id, codes: codes.iter().map(|&c| CodeNumber(c)).collect(), ..Person::default() }
}

/// A wave of these people.
pub(super) fn wave(people: Vec<Person<'_>>) -> CountedWave<'_> {
    CountedWave { name: "a wave".into(), people }
}
