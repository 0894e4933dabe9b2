//! What every edit must not say, and in which words it is refused.

use super::super::words::{list, name};
use super::super::{Code, CodeNumber, Net, Place, PlaceKind, Standing};
use super::{Editor, Seat};
use crate::error::{Error, Result};
use crate::text::Language;
use std::collections::BTreeMap;

/// Most characters of a label: it is a column's heading and a row of a table.
const LONGEST_LABEL: usize = 200;
/// Most characters of a definition, or of one thing that it includes.
pub(super) const LONGEST_SENTENCE: usize = 2_000;
/// How far a place's length may be from 1: rounding of `f32`, no more.
const LENGTH_SLACK: f32 = 1e-3;

/// An edit refused.
pub(super) fn refused(why: impl Into<String>) -> Error {
    Error::Frame(why.into())
}

impl Editor {
    /// A number with its label.
    pub(super) fn name(&self, number: CodeNumber) -> String {
        let frame = &self.frame;
        let labels = match self.seat_of(number) {
            Seat::Code(at) => frame.codes.get(at).map(|code| &code.labels),
            Seat::Net(at) => frame.nets.get(at).map(|net| &net.labels),
            Seat::Free => None,
        };
        labels.map_or_else(|| number.to_string(), |_| name(frame, number))
    }

    /// The code of that number.
    pub(super) fn code(&self, number: CodeNumber) -> Result<&Code> {
        match self.seat_of(number) {
            Seat::Code(at) => self.frame.codes.get(at).ok_or_else(|| self.unknown(number)),
            Seat::Net(_) => Err(refused(format!("{} is a net; a code is needed here", self.name(number)))),
            Seat::Free => Err(self.unknown(number)),
        }
    }

    /// The net of that number.
    pub(super) fn net(&self, number: CodeNumber) -> Result<&Net> {
        match self.seat_of(number) {
            Seat::Net(at) => self.frame.nets.get(at).ok_or_else(|| self.unknown(number)),
            Seat::Code(_) => Err(refused(format!("{} is a code; a net is needed here", self.name(number)))),
            Seat::Free => Err(self.unknown(number)),
        }
    }

    /// The code of that number, if people are given it.
    pub(super) fn code_in_use(&self, number: CodeNumber) -> Result<&Code> {
        let code = self.code(number)?;
        self.in_use(number, &code.standing)?;
        Ok(code)
    }

    /// Refuses what is out of use, and says how it went.
    pub(super) fn in_use(&self, number: CodeNumber, standing: &Standing) -> Result<()> {
        let (went, instead) = match standing {
            Standing::Active => return Ok(()),
            Standing::Retired => ("retired".to_owned(), String::new()),
            Standing::Merged(into) => {
                (format!("merged into {}", self.name(*into)), format!("name {into}, or "))
            }
            Standing::Split(parts) => {
                let parts = list(parts.iter().map(|part| self.name(*part)));
                (format!("split into {parts}"), "name one of these, or ".to_owned())
            }
        };
        Err(refused(format!("{} is {went}: {instead}restore {number} first", self.name(number))))
    }

    /// Refuses 97 and 98, which answers get as a whole, in every frame.
    pub(super) fn not_special(&self, number: CodeNumber, what: &str) -> Result<()> {
        if number == CodeNumber::NOTHING || number == CodeNumber::DONT_KNOW {
            let name = self.name(number);
            return Err(refused(format!(
                "{name} stands for whole answers in every frame: it cannot be {what}, but renamed"
            )));
        }
        Ok(())
    }

    /// Refuses a number that was ever given.
    pub(super) fn never_used(&self, number: CodeNumber) -> Result<()> {
        if number == CodeNumber::NOTHING || number == CodeNumber::DONT_KNOW || number.0 == 0 {
            return Err(refused(format!("{number} is no number for a code or net of one's own")));
        }
        if self.seat_of(number) == Seat::Free {
            return Ok(());
        }
        let name = self.name(number);
        Err(refused(format!(
            "{number} is the number of {name}, and numbers are never used again: take one that is free"
        )))
    }

    fn unknown(&self, number: CodeNumber) -> Error {
        let at = usize::from(number.0);
        let is_taken = |at: &usize| self.seats.get(*at).is_some_and(|seat| *seat != Seat::Free);
        let below = (0..at.min(self.seats.len())).rev().find(is_taken);
        let above = (at + 1..self.seats.len()).find(is_taken);
        let near: Vec<String> =
            below.into_iter().chain(above).map(|at| self.name(CodeNumber(at as u16))).collect();
        let near = match near.len() {
            0 => String::new(),
            1 => format!("; the nearest is {}", list(near.into_iter())),
            _ => format!("; the nearest are {}", list(near.into_iter())),
        };
        refused(format!("there is no code or net {number}{near} (`openend frame show` lists all)"))
    }

    /// Refuses places that do not belong to the code, are of a kind that does not belong here, or lie in another
    /// space.
    pub(super) fn check_places(
        &self,
        number: CodeNumber,
        places: &[Place],
        may_be: impl Fn(PlaceKind) -> bool,
    ) -> Result<()> {
        let first = self.frame.places.first().or(places.first());
        let dims = first.map_or(0, |place| place.vector.len());
        for place in places {
            if place.code != number {
                return Err(refused(format!("a place of {} stands among those of {number}", place.code)));
            }
            if !may_be(place.kind) {
                return Err(refused(format!(
                    "a place of {number} is of a kind that this edit cannot give it"
                )));
            }
            if place.vector.len() != dims {
                let length = place.vector.len();
                return Err(refused(format!(
                    "a place of {number} has {length} numbers, the others {dims}: it is of another frame"
                )));
            }
            let length = place.vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            if !(1.0 - LENGTH_SLACK..=1.0 + LENGTH_SLACK).contains(&length) {
                return Err(refused(format!("a place of {number} has length {length}, not 1")));
            }
            if !(-1.0..=1.0).contains(&place.threshold) {
                let threshold = place.threshold;
                return Err(refused(format!("a place of {number} has threshold {threshold}, not −1 to 1")));
            }
        }
        Ok(())
    }
}

/// Refuses a list that names something twice.
pub(super) fn once_each(numbers: &[CodeNumber]) -> Result<()> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(refused(format!("{} is named twice", pair[0]))),
        None => Ok(()),
    }
}

/// Refuses labels that cannot be printed.
pub(super) fn check_labels(number: CodeNumber, labels: &BTreeMap<Language, String>) -> Result<()> {
    if labels.is_empty() {
        return Err(refused(format!("{number} needs a label in at least one language")));
    }
    labels.values().try_for_each(|label| check_label(number, label))
}

/// Refuses a label that cannot be printed.
pub(super) fn check_label(number: CodeNumber, label: &str) -> Result<()> {
    check_text(number, "label", label, LONGEST_LABEL)
}

/// Refuses text that is empty, endless or not what it looks like.
pub(super) fn check_text(number: CodeNumber, what: &str, text: &str, longest: usize) -> Result<()> {
    if text.trim().is_empty() {
        return Err(refused(format!("the {what} of {number} is empty")));
    }
    let length = text.chars().count();
    if length > longest {
        return Err(refused(format!(
            "the {what} of {number} has {length} characters; at most {longest} can be kept"
        )));
    }
    let hidden = (1..).zip(text.chars()).find(|(_, c)| is_hidden(*c));
    if let Some((place, c)) = hidden {
        let c = c.escape_default();
        return Err(refused(format!(
            "the {what} of {number} holds a control or direction character ({c}, the {place}th): leave it out"
        )));
    }
    Ok(())
}

/// Control characters, line ends, and characters that turn the direction of text. The joiners of Persian and Indic
/// words and of emoji may stay.
fn is_hidden(c: char) -> bool {
    let turns =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns || matches!(c, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}')
}
