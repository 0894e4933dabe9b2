//! Pin, unpin.

use super::super::{CodeNumber, Pin};
use super::Editor;
use super::checks::{once_each, refused};
use crate::error::Result;

/// Digits of a SHA-256.
const DIGITS: usize = 64;

impl Editor {
    pub(super) fn pin(&mut self, pin: &Pin) -> Result<()> {
        if pin.respondent.as_ref().is_some_and(String::is_empty) {
            return Err(refused(
                "a pin needs the respondent's id, or none for everybody who gave the answer",
            ));
        }
        let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        if pin.verbatim_sha256.len() != DIGITS || !pin.verbatim_sha256.chars().all(is_digit) {
            return Err(refused("a pin names its answer by SHA-256: 64 digits 0 to 9 and a to f"));
        }
        once_each(&pin.codes)?;
        let is_special = |code: &CodeNumber| *code == CodeNumber::NOTHING || *code == CodeNumber::DONT_KNOW;
        for code in &pin.codes {
            self.code_in_use(*code)?;
            if is_special(code) && pin.codes.len() > 1 {
                let name = self.name(*code);
                return Err(refused(format!("{name} stands for a whole answer: pin it alone")));
            }
        }
        let key = (pin.respondent.clone(), pin.verbatim_sha256.clone());
        let at = *self.pins.entry(key).or_insert(self.frame.pins.len());
        match self.frame.pins.get_mut(at) {
            Some(known) => known.clone_from(pin),
            None => self.frame.pins.push(pin.clone()),
        }
        Ok(())
    }

    /// The last pin takes the room of the removed one.
    pub(super) fn unpin(&mut self, respondent: Option<&str>, verbatim_sha256: &str) -> Result<()> {
        let key = (respondent.map(str::to_owned), verbatim_sha256.to_owned());
        let Some(at) = self.pins.remove(&key) else {
            let whose =
                respondent.map_or_else(|| "for everybody".to_owned(), |id| format!("of respondent {id}"));
            return Err(refused(format!("there is no pin {whose} with that answer")));
        };
        self.frame.pins.swap_remove(at);
        if let Some(moved) = self.frame.pins.get(at) {
            self.pins.insert((moved.respondent.clone(), moved.verbatim_sha256.clone()), at);
        }
        Ok(())
    }
}
