//! What each edit does to a frame.
//!
//! | file | edits |
//! |---|---|
//! | `labels.rs` | rename, define |
//! | `codes.rs` | add, merge, split, retire, restore |
//! | `nets.rs` | move, net |
//! | `places.rs` | example, drop example |
//! | `pins.rs` | pin, unpin |
//! | `checks.rs` | what every edit must not say, and in which words it is refused |
//!
//! Each edit checks all that it names before it changes anything, so a refused one leaves the frame as it was.

mod checks;
mod codes;
mod labels;
mod nets;
mod pins;
mod places;
#[cfg(test)]
pub(super) mod tests;

use super::{Code, CodeFrame, CodeKind, CodeNumber, Edit, Net, PlaceKind};
use crate::error::{Error, Result};
use std::collections::HashMap;

/// A frame with what finds its parts by number, so that an edit takes the same time in a frame of any size (but for
/// copying a net's list of codes).
#[derive(Debug, Clone)]
pub(super) struct Editor {
    frame: CodeFrame,
    /// By number: which code or net has it.
    seats: Vec<Seat>,
    /// By code and answer: its example or counter-example's positions in `frame.places`.
    examples: HashMap<(CodeNumber, String), Vec<usize>>,
    /// Positions in `frame.places` that were dropped and are taken out by [`Editor::settle`].
    dropped: Vec<usize>,
    /// By respondent and answer: the position in `frame.pins`.
    pins: HashMap<(Option<String>, String), usize>,
    /// By part of a split code: that code.
    wholes: HashMap<CodeNumber, CodeNumber>,
}

/// Who has a number: the position in the frame's codes or nets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Seat {
    #[default]
    Free,
    Code(usize),
    Net(usize),
}

/// The index follows from the frame.
impl PartialEq for Editor {
    fn eq(&self, other: &Self) -> bool {
        self.frame == other.frame
    }
}

impl Editor {
    /// Edits this frame.
    pub(super) fn new(frame: CodeFrame) -> Self {
        let mut editor = Self {
            seats: Vec::new(),
            examples: HashMap::new(),
            dropped: Vec::new(),
            pins: HashMap::new(),
            wholes: HashMap::new(),
            frame,
        };
        for at in 0..editor.frame.nets.len() {
            editor.seat(editor.frame.nets[at].number, Seat::Net(at));
        }
        editor.seat_codes_from(0);
        editor.know_places_from(0);
        for (at, pin) in editor.frame.pins.iter().enumerate() {
            editor.pins.insert((pin.respondent.clone(), pin.verbatim_sha256.clone()), at);
        }
        editor
    }

    /// The frame as edited so far.
    pub(super) fn frame(&self) -> &CodeFrame {
        &self.frame
    }

    /// Changes the frame as the edit says; leaves it as it was if the edit is refused.
    ///
    /// # Errors
    /// [`crate::Error::Frame`] saying what the edit names wrongly, and what to do.
    pub(super) fn apply(&mut self, edit: &Edit) -> Result<()> {
        self.change(edit)?;
        self.settle();
        Ok(())
    }

    /// Applies many edits, in time linear in them.
    ///
    /// # Errors
    /// As [`Editor::apply`], with the position of the edit that is refused.
    pub(super) fn apply_all<'e>(
        &mut self,
        edits: impl IntoIterator<Item = &'e Edit>,
    ) -> std::result::Result<(), (usize, Error)> {
        for (at, edit) in edits.into_iter().enumerate() {
            self.change(edit).map_err(|error| (at, error))?;
        }
        self.settle();
        Ok(())
    }

    /// As [`Editor::apply`], but dropped examples wait for [`Editor::settle`].
    pub(super) fn change(&mut self, edit: &Edit) -> Result<()> {
        match edit {
            Edit::Rename { number, language, label } => self.rename(*number, *language, label.as_deref()),
            Edit::Define { number, definition, includes, excludes } => {
                self.define(*number, definition.as_deref(), includes.as_deref(), *excludes)
            }
            Edit::Add(code) => self.add(code),
            Edit::Merge { from, into } => self.merge(from, *into),
            Edit::Split { number, parts } => self.split(*number, parts),
            Edit::Move { number, net } => self.move_to(*number, *net),
            Edit::Net { number, labels, codes } => self.add_net(*number, labels, codes),
            Edit::Retire { number } => self.retire(*number),
            Edit::Restore { number } => self.restore(*number),
            Edit::Pin(pin) => self.pin(pin),
            Edit::Unpin { respondent, verbatim_sha256 } => self.unpin(respondent.as_deref(), verbatim_sha256),
            Edit::Example { number, text, places, .. } => self.give_example(*number, text, places),
            Edit::DropExample { number, text } => self.drop_example(*number, text),
        }
    }

    fn seat_of(&self, number: CodeNumber) -> Seat {
        self.seats.get(usize::from(number.0)).copied().unwrap_or_default()
    }

    fn seat(&mut self, number: CodeNumber, seat: Seat) {
        let at = usize::from(number.0);
        if at >= self.seats.len() {
            self.seats.resize(at + 1, Seat::Free);
        }
        self.seats[at] = seat;
    }

    fn seat_codes_from(&mut self, first: usize) {
        for at in first..self.frame.codes.len() {
            self.seat(self.frame.codes[at].number, Seat::Code(at));
        }
    }

    /// Files the places from this position on under what they belong to.
    fn know_places_from(&mut self, first: usize) {
        for (at, place) in self.frame.places.iter().enumerate().skip(first) {
            match place.kind {
                PlaceKind::Centre => {}
                PlaceKind::Part { of } => {
                    self.wholes.insert(place.code, of);
                }
                PlaceKind::Example | PlaceKind::CounterExample => {
                    self.examples.entry((place.code, place.text.clone())).or_default().push(at);
                }
            }
        }
    }

    /// The code of that number, to be changed; the number was checked before.
    fn code_mut(&mut self, number: CodeNumber) -> Option<&mut Code> {
        let Seat::Code(at) = self.seat_of(number) else { return None };
        self.frame.codes.get_mut(at)
    }

    /// As [`Editor::code_mut`].
    fn net_mut(&mut self, number: CodeNumber) -> Option<&mut Net> {
        let Seat::Net(at) = self.seat_of(number) else { return None };
        self.frame.nets.get_mut(at)
    }

    /// Adds a code after the other themes, before 97 and 98, and puts it under its net.
    fn insert(&mut self, code: Code) {
        let (number, net) = (code.number, code.net);
        let last = self.frame.codes.iter().rposition(|code| code.kind == CodeKind::Theme);
        let at = last.map_or(0, |last| last + 1);
        self.frame.codes.insert(at, code);
        self.seat_codes_from(at);
        if let Some(net) = net.and_then(|net| self.net_mut(net)) {
            net.codes.push(number);
        }
    }
}
