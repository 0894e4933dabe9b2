//! What people wrote under "Other (please specify)", coded with the frame.

use super::verified::Figure;
use crate::closed_question::ClosedQuestion;
use crate::code_frame::{CodeNumber, Exemplar};
use crate::coding::{Coding, Status};
use crate::shares::{Base, HIDDEN_BASE, wilson};
use crate::survey::Respondent;
use crate::text::{Language, redact};
use serde::Serialize;
use std::collections::BTreeMap;

/// Quotes that are kept of a group: the first different ones of the file.
const QUOTES: usize = 3;
/// Most characters of a quote that is kept; longer answers show little in a row of a table.
const LONGEST: usize = 200;

/// What a text under Other turned out to be; each is exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherKind {
    /// Every code of it is behind a listed option.
    Listed,
    /// Some code of the frame that is not listed.
    Unlisted,
    /// No code of the frame fits.
    Unknown,
    /// Says nothing: a filler, keyboard mash, "nothing" where the list has no such option.
    Nothing,
}

impl OtherKind {
    /// Every kind, in the order of print.
    pub const ALL: [Self; 4] = [Self::Listed, Self::Unlisted, Self::Unknown, Self::Nothing];

    /// As printed in `other.csv`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Unlisted => "unlisted",
            Self::Unknown => "unknown",
            Self::Nothing => "nothing",
        }
    }
}

/// One text under Other.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedOther {
    /// Row in the file, from 1.
    pub row: u32,
    /// The respondent's id as typed.
    pub id: String,
    /// The text as typed.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// What it turned out to be.
    pub kind: OtherKind,
    /// Option codes that it says.
    pub options: Vec<CodeNumber>,
    /// Codes of the frame, strongest first.
    pub codes: Vec<CodeNumber>,
}

/// People whose texts say the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Group {
    /// How many of everybody who answered.
    pub figure: Figure,
    /// What some of them wrote, cleaned of personal data.
    pub quotes: Vec<Exemplar>,
}

/// People of a group while they are counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Gathered {
    pub(super) count: usize,
    pub(super) weight: f64,
    quotes: Vec<Exemplar>,
}

impl Gathered {
    fn add(&mut self, person: &Respondent<'_>, language: Language, languages: &[Language]) {
        self.count += 1;
        self.weight += person.weight;
        if self.quotes.len() == QUOTES || person.verbatim.chars().count() > LONGEST {
            return;
        }
        let text = redact(person.verbatim.trim(), languages);
        if self.quotes.iter().all(|quote| quote.text != text) {
            self.quotes.push(Exemplar { text, language, borders: None });
        }
    }

    pub(super) fn finish(self, base: &Base, confidence: f64) -> Group {
        // Of so few people no quote is shown.
        let quotes = if base.count < HIDDEN_BASE { Vec::new() } else { self.quotes };
        Group { figure: Figure::of(self.count, self.weight, base, confidence), quotes }
    }
}

impl Figure {
    pub(super) fn of(count: usize, weight: f64, base: &Base, confidence: f64) -> Self {
        let share = (base.weighted > 0.0).then(|| (weight / base.weighted).clamp(0.0, 1.0));
        let interval = share.map(|share| wilson(share, base.effective, confidence));
        Self { count, share, low: interval.map(|i| i.0), high: interval.map(|i| i.1) }
    }
}

/// What Other holds, while it is counted.
#[derive(Debug, Clone, Default)]
pub(super) struct OtherTally {
    /// Texts that say something, and the weight of their people.
    pub(super) spoken: Gathered,
    pub(super) kinds: BTreeMap<OtherKind, Gathered>,
    /// By position of the option.
    pub(super) listed: BTreeMap<usize, Gathered>,
    pub(super) unlisted: BTreeMap<CodeNumber, Gathered>,
}

impl OtherTally {
    /// One more text; `back` holds the options that it says, `codes` its codes that are no option.
    pub(super) fn add(
        &mut self,
        person: &Respondent<'_>,
        coding: &Coding,
        (kind, back, codes): (OtherKind, &[usize], &[CodeNumber]),
        languages: &[Language],
    ) {
        if coding.status.counts_in_base() {
            self.spoken.add(person, coding.language, languages);
        }
        self.kinds.entry(kind).or_default().add(person, coding.language, languages);
        for &option in back {
            self.listed.entry(option).or_default().add(person, coding.language, languages);
        }
        for &code in codes {
            self.unlisted.entry(code).or_default().add(person, coding.language, languages);
        }
    }
}

/// What a coding under Other says: the options behind which its codes are, and the codes that are behind none.
pub(super) fn sorted(coding: &Coding, question: &ClosedQuestion) -> (OtherKind, Vec<usize>, Vec<CodeNumber>) {
    let (mut options, mut codes) = (Vec::new(), Vec::new());
    let mut says_nothing = false;
    for &code in &coding.codes {
        let option = question.categories.iter().position(|option| option.codes.contains(&code));
        match option {
            Some(option) if !options.contains(&option) => options.push(option),
            Some(_) => {}
            None if [CodeNumber::NOTHING, CodeNumber::DONT_KNOW].contains(&code) => says_nothing = true,
            None => codes.push(code),
        }
    }
    let kind = match coding.status {
        Status::NoAnswer | Status::Junk => OtherKind::Nothing,
        _ if !codes.is_empty() => OtherKind::Unlisted,
        _ if !options.is_empty() => OtherKind::Listed,
        _ if says_nothing => OtherKind::Nothing,
        _ => OtherKind::Unknown,
    };
    (kind, options, codes)
}

#[cfg(test)]
mod tests {
    use super::super::verifier::tests::question;
    use super::*;
    use crate::testing::{coded, outside};

    #[test]
    fn each_text_is_of_one_kind() {
        let question = question();
        let of = |codes: &[u16]| sorted(&coded(codes, 0.0), &question);
        assert_eq!(of(&[2, 1]), (OtherKind::Listed, vec![1, 0], vec![]));
        assert_eq!(of(&[1, 9]), (OtherKind::Unlisted, vec![0], vec![CodeNumber(9)]));
        assert_eq!(of(&[]).0, OtherKind::Unknown);
        assert_eq!(of(&[98]).0, OtherKind::Nothing);
        assert_eq!(of(&[97]), (OtherKind::Listed, vec![4], vec![]));
        assert_eq!(sorted(&outside(), &question).0, OtherKind::Nothing);
    }
}
