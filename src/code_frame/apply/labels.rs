//! Rename, define.

use super::super::{CodeNumber, Exclusion};
use super::checks::{LONGEST_SENTENCE, check_label, check_text, refused};
use super::{Editor, Seat};
use crate::error::Result;
use crate::text::Language;

/// Most things that a definition lists.
const MOST_INCLUDES: usize = 100;

impl Editor {
    pub(super) fn rename(
        &mut self,
        number: CodeNumber,
        language: Language,
        label: Option<&str>,
    ) -> Result<()> {
        let labels = match self.seat_of(number) {
            Seat::Net(_) => &self.net(number)?.labels,
            _ => &self.code(number)?.labels,
        };
        match label {
            Some(label) => check_label(number, label)?,
            None if !labels.contains_key(&language) => {
                return Err(refused(format!("{} has no label in {}", self.name(number), language.tag())));
            }
            None if labels.len() == 1 => {
                return Err(refused(format!("{} is the last label: give another first", self.name(number))));
            }
            None => {}
        }
        let labels = match self.seat_of(number) {
            Seat::Net(_) => self.net_mut(number).map(|net| &mut net.labels),
            _ => self.code_mut(number).map(|code| &mut code.labels),
        };
        if let Some(labels) = labels {
            match label {
                Some(label) => labels.insert(language, label.to_owned()),
                None => labels.remove(&language),
            };
        }
        self.frame.worded.insert((number, language));
        Ok(())
    }

    pub(super) fn define(
        &mut self,
        number: CodeNumber,
        definition: Option<&str>,
        includes: Option<&[String]>,
        excludes: Option<Exclusion>,
    ) -> Result<()> {
        self.code(number)?;
        if definition.is_none() && includes.is_none() && excludes.is_none() {
            let name = self.name(number);
            return Err(refused(format!(
                "say what to change of {name}: definition, what it includes or excludes"
            )));
        }
        definition.map_or(Ok(()), |text| check_text(number, "definition", text, LONGEST_SENTENCE))?;
        check_includes(number, includes.unwrap_or(&[]))?;
        if let Some(Exclusion::Code(other)) = excludes {
            self.code(other)?;
            if other == number {
                return Err(refused(format!("{} cannot exclude itself", self.name(number))));
            }
        }
        let Some(code) = self.code_mut(number) else { return Ok(()) };
        if let Some(definition) = definition {
            definition.clone_into(&mut code.definition);
        }
        if let Some(includes) = includes {
            includes.clone_into(&mut code.includes);
        }
        match excludes {
            Some(Exclusion::Code(other)) => code.excludes = Some(other),
            Some(Exclusion::Nothing) => code.excludes = None,
            None => {}
        }
        Ok(())
    }
}

/// Refuses lists that no reader would finish.
pub(super) fn check_includes(number: CodeNumber, includes: &[String]) -> Result<()> {
    if includes.len() > MOST_INCLUDES {
        let count = includes.len();
        return Err(refused(format!(
            "{number} includes {count} things; at most {MOST_INCLUDES} can be kept"
        )));
    }
    includes
        .iter()
        .try_for_each(|text| check_text(number, "list of what it includes", text, LONGEST_SENTENCE))
}
