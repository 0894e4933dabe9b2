//! Codes that people fixed for single respondents or answers, whatever the coder says.

use super::{Coding, Mention, Status};
use crate::code_frame::{CodeFrame, CodeNumber, Standing};
use crate::models::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The pins of a frame, by answer.
#[derive(Debug, Default)]
pub struct Pins {
    /// SHA-256 of the verbatim → the pins of that answer.
    by_answer: BTreeMap<String, Vec<Fixed>>,
    nets: BTreeMap<CodeNumber, CodeNumber>,
}

#[derive(Debug)]
struct Fixed {
    respondent: Option<String>,
    /// For each code of the pin, the codes that are given for it today: one, or the parts that it was split into.
    codes: Vec<Vec<CodeNumber>>,
}

/// SHA-256 of a verbatim as typed, as a pin names it.
#[must_use]
pub fn verbatim_sha256(verbatim: &str) -> String {
    hex(&Sha256::digest(verbatim))
}

impl Pins {
    /// The pins of a frame. Codes that were merged since stand for the code that is given instead, those that were split
    /// for their parts; retired ones are left out.
    #[must_use]
    pub fn of(frame: &CodeFrame) -> Self {
        let mut by_answer: BTreeMap<String, Vec<Fixed>> = BTreeMap::new();
        for pin in &frame.pins {
            let given = pin.codes.iter().map(|&code| given_for(frame, code, frame.codes.len()));
            let codes = given.filter(|codes| !codes.is_empty()).collect();
            let fixed = Fixed { respondent: pin.respondent.clone(), codes };
            by_answer.entry(pin.verbatim_sha256.clone()).or_default().push(fixed);
        }
        let active = |net| frame.net(net).is_some_and(|net| net.standing.is_active());
        let nets = frame.active_codes().filter_map(|c| Some((c.number, c.net.filter(|&net| active(net))?)));
        Self { by_answer, nets: nets.collect() }
    }

    /// Gives the coding of this respondent's answer the codes that were fixed for it, if any were: the respondent's own
    /// before those of everybody who gives the answer. Whoever is pinned is in the base.
    ///
    /// Of a split code, the parts that the coder found, or else the first, the largest. The clauses that speak for a code
    /// are its evidence, or else the whole answer; people gave it, so it is sure.
    pub fn fix(&self, id: &str, verbatim: &str, coding: &mut Coding) {
        if self.by_answer.is_empty() {
            return;
        }
        let Some(pins) = self.by_answer.get(&verbatim_sha256(verbatim)) else { return };
        let of = |wanted: Option<&str>| pins.iter().find(|pin| pin.respondent.as_deref() == wanted);
        let Some(pin) = of(Some(id)).or_else(|| of(None)) else { return };
        let mut codes: Vec<CodeNumber> = Vec::new();
        for given in &pin.codes {
            let found: Vec<CodeNumber> = given.iter().filter(|c| coding.codes.contains(c)).copied().collect();
            let fixed = if found.is_empty() { given.iter().take(1).copied().collect() } else { found };
            codes.extend(fixed.into_iter().filter(|code| !codes.contains(code)).collect::<Vec<_>>());
        }
        let mut nets: Vec<CodeNumber> = Vec::new();
        for net in codes.iter().filter_map(|code| self.nets.get(code)) {
            if !nets.contains(net) {
                nets.push(*net);
            }
        }
        coding.mentions = evidence(&codes, coding, verbatim).into();
        coding.nets = nets.into();
        coding.status = if codes.is_empty() { Status::Uncoded } else { Status::Coded };
        coding.codes = codes.into();
    }
}

/// What speaks for these codes, in order of the text.
fn evidence(codes: &[CodeNumber], coding: &Coding, verbatim: &str) -> Vec<Mention> {
    let clauses = coding.mentions.iter().filter(|mention| codes.contains(&mention.code));
    let mut mentions: Vec<Mention> = clauses.map(|mention| Mention { score: 1.0, ..*mention }).collect();
    let without = codes.iter().filter(|code| coding.mentions.iter().all(|mention| mention.code != **code));
    let end = verbatim.chars().count() as u32;
    let whole =
        without.map(|&code| Mention { start: 0, end, code, score: 1.0, sentiment: coding.sentiment_score });
    mentions.extend(whole);
    mentions.sort_by_key(|mention| mention.start);
    mentions
}

/// The codes that are given for a code today. No way through merges and splits is longer than the frame has codes.
fn given_for(frame: &CodeFrame, code: CodeNumber, steps: usize) -> Vec<CodeNumber> {
    let Some(standing) = frame.code(code).map(|code| &code.standing).filter(|_| steps > 0) else {
        return Vec::new();
    };
    match standing {
        Standing::Active => vec![code],
        Standing::Retired => Vec::new(),
        Standing::Merged(into) => given_for(frame, *into, steps - 1),
        Standing::Split(parts) => parts.iter().flat_map(|&part| given_for(frame, part, steps - 1)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code_frame::Pin;
    use crate::testing::{coded, frame, outside};

    fn pin(respondent: Option<&str>, verbatim: &str, codes: &[u16]) -> Pin {
        Pin {
            respondent: respondent.map(str::to_owned),
            verbatim_sha256: verbatim_sha256(verbatim),
            codes: codes.iter().map(|&c| CodeNumber(c)).collect(),
        }
    }

    #[test]
    fn a_pin_holds_for_its_answer_and_its_respondent_first() {
        let mut frame = frame();
        frame.codes[1].standing = Standing::Merged(CodeNumber(1));
        frame.pins =
            vec![pin(None, "slow", &[3]), pin(Some("r1"), "slow", &[2, 1]), pin(Some("r2"), "n/a", &[])];
        let pins = Pins::of(&frame);
        let fixed = |id, verbatim, mut coding: Coding| {
            pins.fix(id, verbatim, &mut coding);
            (coding.codes.iter().map(|c| c.0).collect::<Vec<_>>(), coding.nets.len(), coding.status)
        };
        assert_eq!(fixed("r1", "slow", coded(&[], 0.0)), (vec![1], 1, Status::Coded));
        assert_eq!(fixed("r9", "slow", coded(&[1], 0.0)), (vec![3], 0, Status::Coded));
        assert_eq!(fixed("r1", "slower", coded(&[1], 0.0)), (vec![1], 1, Status::Coded));
        assert_eq!(fixed("r2", "n/a", outside()), (vec![], 0, Status::Uncoded));
    }

    #[test]
    fn a_pin_outlives_a_split_and_shows_the_whole_answer_where_no_clause_speaks_for_it() {
        let mut frame = frame();
        frame.codes[0].standing = Standing::Split(vec![CodeNumber(2), CodeNumber(3)]);
        frame.pins = vec![pin(None, "großartig", &[1])];
        let fixed = |before: &[u16]| {
            let mut coding = coded(before, 0.25);
            Pins::of(&frame).fix("", "großartig", &mut coding);
            coding
        };
        assert_eq!(fixed(&[3]).codes, [CodeNumber(3)].into(), "the part that the coder found");
        let largest = fixed(&[]);
        assert_eq!(largest.codes, [CodeNumber(2)].into());
        let whole = Mention { start: 0, end: 9, code: CodeNumber(2), score: 1.0, sentiment: 0.25 };
        assert_eq!((&*largest.mentions, largest.nets.len()), (&[whole][..], 1));
    }
}
