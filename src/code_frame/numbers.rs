//! Which number a new code or net gets.

use super::{CodeFrame, CodeNumber};
use crate::error::{Error, Result};

/// The lowest number of a net; codes up to 96 stay apart from nets, as in print.
const FIRST_NET: u16 = 101;
/// The highest number below the special codes.
const LAST_LOW: u16 = CodeNumber::NOTHING.0 - 1;

impl CodeFrame {
    /// The number for the next code: the one above the highest used of 1 to 96, and above every number once 96 is
    /// used. It was never used before; an edit that was undone was never made, so its numbers are free again.
    ///
    /// # Errors
    /// [`Error::Frame`] if every number is used.
    pub fn next_code(&self) -> Result<CodeNumber> {
        let highest =
            self.codes.iter().map(|code| code.number.0).chain(self.nets.iter().map(|net| net.number.0));
        let low = highest.filter(|number| *number <= LAST_LOW).max().unwrap_or(0);
        if low < LAST_LOW { Ok(CodeNumber(low + 1)) } else { self.next_net() }
    }

    /// The number for the next net: the one above every number used, at least 101.
    ///
    /// # Errors
    /// [`Error::Frame`] if every number is used.
    pub fn next_net(&self) -> Result<CodeNumber> {
        let numbers =
            self.codes.iter().map(|code| code.number.0).chain(self.nets.iter().map(|net| net.number.0));
        let highest = numbers.max().unwrap_or(0).max(FIRST_NET - 1);
        let next = highest.checked_add(1).map(CodeNumber);
        next.ok_or_else(|| Error::Frame("every number up to 65535 is used: draft a new frame".into()))
    }
}
