//! Example, drop example.

use super::super::words::quote;
use super::super::{CodeNumber, Place, PlaceKind};
use super::Editor;
use super::checks::refused;
use crate::error::Result;
use std::collections::BTreeSet;

impl Editor {
    pub(super) fn give_example(&mut self, number: CodeNumber, text: &str, places: &[Place]) -> Result<()> {
        self.not_special(number, "shown by examples")?;
        self.code_in_use(number)?;
        if text.trim().is_empty() {
            return Err(refused(format!("the example of {} is empty", self.name(number))));
        }
        let Some(first) = places.first() else {
            return Err(refused(format!(
                "the example of {} has no clause that could be placed",
                self.name(number)
            )));
        };
        if !matches!(first.kind, PlaceKind::Example | PlaceKind::CounterExample) {
            return Err(refused(format!("the places of an example of {number} are of another kind")));
        }
        self.check_places(number, places, |kind| kind == first.kind)?;
        if places.iter().any(|place| place.text != text) {
            return Err(refused(format!("a place of an example of {number} names another answer")));
        }
        self.forget(number, text);
        let known = self.frame.places.len();
        self.frame.places.extend_from_slice(places);
        self.know_places_from(known);
        Ok(())
    }

    pub(super) fn drop_example(&mut self, number: CodeNumber, text: &str) -> Result<()> {
        self.code(number)?;
        if !self.forget(number, text) {
            let name = self.name(number);
            let message = format!(
                "{name} has no example {} (`openend frame show DIR {number}` lists them)",
                quote(text)
            );
            return Err(refused(message));
        }
        Ok(())
    }

    /// Drops what is said of an answer and code; false if there is nothing. The places go when [`Editor::settle`] is
    /// called, all at once, so that each of many edits takes the same time.
    fn forget(&mut self, number: CodeNumber, text: &str) -> bool {
        let positions = self.examples.remove(&(number, text.to_owned()));
        self.dropped.extend(positions.iter().flatten());
        positions.is_some()
    }

    /// Takes the places of dropped examples out; the others keep their order.
    pub(super) fn settle(&mut self) {
        if self.dropped.is_empty() {
            return;
        }
        let dropped: BTreeSet<usize> = self.dropped.drain(..).collect();
        let mut at = 0;
        self.frame.places.retain(|_| {
            at += 1;
            !dropped.contains(&(at - 1))
        });
        self.examples.clear();
        self.know_places_from(0);
    }
}
