//! Add, merge, split, retire, restore.

use super::super::{Code, CodeKind, CodeNumber, NewCode, PlaceKind, Standing};
use super::checks::{LONGEST_SENTENCE, check_labels, check_text, once_each, refused};
use super::labels::check_includes;
use super::{Editor, Seat};
use crate::error::Result;
use std::collections::BTreeSet;

impl Editor {
    pub(super) fn add(&mut self, code: &NewCode) -> Result<()> {
        self.check_new(code, |kind| matches!(kind, PlaceKind::Centre | PlaceKind::Example))?;
        self.take_in(code);
        Ok(())
    }

    pub(super) fn merge(&mut self, from: &[CodeNumber], into: CodeNumber) -> Result<()> {
        if from.is_empty() {
            return Err(refused(format!("name a code to merge into {into}")));
        }
        once_each(from)?;
        self.not_special(into, "merged into")?;
        self.code_in_use(into)?;
        for &number in from {
            if number == into {
                return Err(refused(format!("{} cannot be merged into itself", self.name(number))));
            }
            self.not_special(number, "merged")?;
            // A retired one may be merged after all: it leads to no other either.
            if self.code(number)?.standing != Standing::Retired {
                self.code_in_use(number)?;
            }
        }
        // Never a circle: only codes that lead to no other are merged, and only into one that leads to no other.
        for &number in from {
            self.set_standing(number, Standing::Merged(into));
        }
        Ok(())
    }

    pub(super) fn split(&mut self, number: CodeNumber, parts: &[NewCode]) -> Result<()> {
        self.not_special(number, "split")?;
        self.code_in_use(number)?;
        if parts.len() < 2 {
            return Err(refused(format!("a split of {} needs at least two parts", self.name(number))));
        }
        let numbers: Vec<CodeNumber> = parts.iter().map(|part| part.number).collect();
        once_each(&numbers)?;
        let is_part = |kind| kind == PlaceKind::Part { of: number };
        for part in parts {
            self.check_new(part, is_part)?;
            if part.places.is_empty() {
                let (part, name) = (part.number, self.name(number));
                return Err(refused(format!(
                    "part {part} of {name} needs a place, or nothing would be near it"
                )));
            }
        }
        // In a frame without places yet, each part was compared with itself alone.
        let lengths = parts.iter().flat_map(|part| &part.places).map(|place| place.vector.len());
        if lengths.clone().min() != lengths.max() {
            return Err(refused(format!("the parts of {} lie in different spaces", self.name(number))));
        }
        for part in parts {
            self.take_in(part);
        }
        self.set_standing(number, Standing::Split(numbers));
        Ok(())
    }

    pub(super) fn retire(&mut self, number: CodeNumber) -> Result<()> {
        if let Seat::Net(_) = self.seat_of(number) {
            self.in_use(number, &self.net(number)?.standing)?;
        } else {
            self.not_special(number, "retired")?;
            self.code_in_use(number)?;
        }
        self.set_standing(number, Standing::Retired);
        Ok(())
    }

    pub(super) fn restore(&mut self, number: CodeNumber) -> Result<()> {
        let standing = match self.seat_of(number) {
            Seat::Net(_) => &self.net(number)?.standing,
            _ => &self.code(number)?.standing,
        };
        if standing.is_active() {
            return Err(refused(format!("{} is in use already", self.name(number))));
        }
        let standing = standing.clone();
        self.is_reached(number)?;
        if let Standing::Split(parts) = standing {
            self.gather(parts, number);
        }
        self.set_standing(number, Standing::Active);
        Ok(())
    }

    /// Refuses a part that no answer would be routed to: its whole is no longer split into it.
    fn is_reached(&self, number: CodeNumber) -> Result<()> {
        let mut part = number;
        let mut seen = BTreeSet::new();
        while let Some(&whole) = self.wholes.get(&part).filter(|_| seen.insert(part)) {
            let is_split =
                matches!(&self.code(whole)?.standing, Standing::Split(parts) if parts.contains(&part));
            if !is_split {
                return Err(refused(format!(
                    "{} is a part of {}, which is no longer split into it: split {whole} anew",
                    self.name(part),
                    self.name(whole)
                )));
            }
            part = whole;
        }
        Ok(())
    }

    /// Merges the parts that are in use, and theirs, into the code that they are parts of.
    fn gather(&mut self, parts: Vec<CodeNumber>, whole: CodeNumber) {
        let mut seen = BTreeSet::from([whole]);
        let mut waiting = parts;
        while let Some(part) = waiting.pop() {
            if !seen.insert(part) {
                continue;
            }
            match self.code_mut(part).map(|code| &mut code.standing) {
                Some(standing @ Standing::Active) => *standing = Standing::Merged(whole),
                Some(Standing::Split(parts)) => waiting.extend_from_slice(parts),
                _ => {}
            }
        }
    }

    fn set_standing(&mut self, number: CodeNumber, standing: Standing) {
        if let Some(code) = self.code_mut(number) {
            code.standing = standing;
        } else if let Some(net) = self.net_mut(number) {
            net.standing = standing;
        }
    }

    /// Refuses a code that cannot stand in the frame.
    fn check_new(&self, code: &NewCode, may_be: impl Fn(PlaceKind) -> bool) -> Result<()> {
        let number = code.number;
        self.never_used(number)?;
        check_labels(number, &code.labels)?;
        if !code.definition.is_empty() {
            check_text(number, "definition", &code.definition, LONGEST_SENTENCE)?;
        }
        check_includes(number, &code.includes)?;
        if let Some(net) = code.net {
            self.in_use(net, &self.net(net)?.standing)?;
        }
        self.check_places(number, &code.places, may_be)
    }

    /// Adds a code that was checked, with its places.
    fn take_in(&mut self, code: &NewCode) {
        let known = self.frame.places.len();
        self.frame.places.extend_from_slice(&code.places);
        self.know_places_from(known);
        self.insert(Code {
            number: code.number,
            kind: CodeKind::Theme,
            labels: code.labels.clone(),
            definition: code.definition.clone(),
            includes: code.includes.clone(),
            excludes: None,
            keywords: code.keywords.clone(),
            exemplars: code.exemplars.clone(),
            net: code.net,
            side: code.side,
            standing: Standing::Active,
        });
    }
}
