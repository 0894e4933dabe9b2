//! Rules on what codes mean, and whether the rest of the frame agrees with it.

use super::super::{CodeFrame, CodeKind, CodeNumber, PlaceKind};
use super::{Finding, Mend, Rule, named, standing, themes};
use crate::text::{Collocations, Language, Triage, Words, analysis_copy, triage};
use std::collections::{BTreeMap, BTreeSet};

/// Looks at definitions, exclusions, special codes, examples and pins of `frame`, which was drafted as `first`.
pub(super) fn check(first: &CodeFrame, frame: &CodeFrame, findings: &mut Vec<Finding>) {
    for code in themes(frame) {
        let mut find = |rule, sentence, mend| {
            findings.push(Finding { rule, numbers: vec![code.number], sentence, mend: Some(mend) });
        };
        if code.definition.trim().is_empty() {
            let sentence = format!("{} has no definition.", named(frame, code.number));
            find(Rule::NoDefinition, sentence, Mend::Define(code.number));
        }
        if let Some(other) = code.excludes
            && let Some(standing) = standing(frame, other)
        {
            let sentence =
                format!("{} excludes {}, which {standing}.", named(frame, code.number), named(frame, other));
            find(Rule::ExcludesInactive, sentence, Mend::Exclude(code.number));
        }
    }
    specials(first, frame, findings);
    examples(frame, findings);
    pins(frame, findings);
}

/// Labels of "nothing" and "don't know" that no longer say so.
fn specials(first: &CodeFrame, frame: &CodeFrame, findings: &mut Vec<Finding>) {
    for code in frame.active_codes() {
        let wanted = match code.kind {
            CodeKind::Theme => continue,
            CodeKind::Nothing => Triage::Nothing,
            CodeKind::DontKnow => Triage::DontKnow,
        };
        let drafted = first.code(code.number).map(|code| &code.labels);
        for (&language, label) in &code.labels {
            let first = drafted.and_then(|labels| labels.get(&language));
            let says_so = first == Some(label)
                || triage(&analysis_copy(label), language, &[]) == wanted
                || first.is_some_and(|first| shares_a_word(first, label, language));
            // In a language that the drafted frame did not label, and without lists of ours, nobody can tell.
            let Some(first) = first.filter(|_| !says_so) else { continue };
            let sentence = format!(
                "{} is given to answers that say \"{first}\", but is labelled \"{label}\".",
                code.number
            );
            let mend = Some(Mend::RenameBack(code.number, language, first.clone()));
            findings.push(Finding { rule: Rule::SpecialRenamed, numbers: vec![code.number], sentence, mend });
        }
    }
}

/// Whether two labels have a word in common that is no stop word, or a long one: "know" is one.
fn shares_a_word(one: &str, other: &str, language: Language) -> bool {
    let (none, one, other) = (Collocations::default(), analysis_copy(one), analysis_copy(other));
    let words = Words::new(language, &none);
    let of_one = words.of(&one.text);
    let telling = of_one.iter().filter(|word| !word.is_stop_word || word.text.chars().count() > 3);
    let stems: BTreeSet<&str> = telling.map(|word| word.stem.as_ref()).collect();
    words.of(&other.text).iter().any(|word| stems.contains(word.stem.as_ref()))
}

/// Texts that are an example and a counter-example of one code.
fn examples(frame: &CodeFrame, findings: &mut Vec<Finding>) {
    let mut examples: BTreeSet<(CodeNumber, String)> = BTreeSet::new();
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    for place in frame.places.iter().filter(|place| place.kind == PlaceKind::Example) {
        examples.insert((place.code, plain(&place.text)));
    }
    let mut told = BTreeSet::new();
    for place in frame.places.iter().filter(|place| place.kind == PlaceKind::CounterExample) {
        let key = (place.code, plain(&place.text));
        if examples.contains(&key) && told.insert(key) {
            let text: String = place.text.chars().take(80).collect();
            let sentence = format!(
                "\"{text}\" is both an example and a counter-example of {}.",
                named(frame, place.code)
            );
            let mend = Some(Mend::DropExample(place.code, place.text.clone()));
            findings.push(Finding {
                rule: Rule::ExamplesConflict,
                numbers: vec![place.code],
                sentence,
                mend,
            });
        }
    }
}

/// Pins to codes that are no longer in use, one finding for each code.
fn pins(frame: &CodeFrame, findings: &mut Vec<Finding>) {
    let mut pinned: BTreeMap<CodeNumber, usize> = BTreeMap::new();
    for pin in &frame.pins {
        for &code in pin.codes.iter().collect::<BTreeSet<_>>() {
            *pinned.entry(code).or_default() += 1;
        }
    }
    let active: BTreeSet<CodeNumber> = frame.active_codes().map(|code| code.number).collect();
    for (&code, &pins) in pinned.iter().filter(|(code, _)| !active.contains(code)) {
        let Some(standing) = standing(frame, code) else { continue };
        let answers = if pins == 1 { "answer is" } else { "answers are" };
        let sentence = format!("{pins} {answers} pinned to {}, which {standing}.", named(frame, code));
        let mend = frame.code(code).map(|_| Mend::Restore(code));
        findings.push(Finding { rule: Rule::PinInactive, numbers: vec![code], sentence, mend });
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{History, Pin, Place, Standing};
    use super::super::tests::{found, good};
    use super::*;

    #[test]
    fn a_code_needs_a_definition_and_excludes_what_is_in_use() {
        let mut frame = good();
        frame.codes[0].definition = " \n".into();
        frame.codes[1].excludes = Some(CodeNumber(3));
        assert_eq!(found(Rule::NoDefinition, frame.clone(), None), [[1]]);
        assert_eq!(found(Rule::ExcludesInactive, frame.clone(), None), Vec::<Vec<u16>>::new());
        frame.codes[2].standing = Standing::Merged(CodeNumber(1));
        assert_eq!(found(Rule::ExcludesInactive, frame, None), [[2]]);
    }

    #[test]
    fn special_codes_may_be_worded_anew_but_not_away() {
        let relabelled = |nothing: &str, dont_know: &str| {
            let mut changed = good();
            changed.codes[3].labels.insert(Language::EN, nothing.into());
            changed.codes[4].labels.insert(Language::EN, dont_know.into());
            let mut findings = Vec::new();
            specials(&good(), &changed, &mut findings);
            findings.iter().map(|finding| finding.numbers[0].0).collect::<Vec<_>>()
        };
        assert_eq!(relabelled("No complaints", "Not sure"), Vec::<u16>::new());
        assert_eq!(relabelled("Everything is fine", "Does not know"), Vec::<u16>::new());
        assert_eq!(relabelled("Staff", "Prices"), [97, 98]);
    }

    #[test]
    fn an_answer_is_no_example_and_counter_example_of_one_code() {
        let place = |code: u16, kind, text: &str| Place {
            code: CodeNumber(code),
            kind,
            vector: vec![1.0],
            threshold: 0.5,
            text: text.into(),
        };
        let mut frame = good();
        frame.places = vec![
            place(1, PlaceKind::Example, "So kind"),
            place(2, PlaceKind::CounterExample, "so kind"),
            place(1, PlaceKind::CounterExample, "unkind"),
        ];
        assert_eq!(found(Rule::ExamplesConflict, frame.clone(), None), Vec::<Vec<u16>>::new());
        frame.places.push(place(1, PlaceKind::CounterExample, "so  kind"));
        assert_eq!(found(Rule::ExamplesConflict, frame, None), [[1]]);
    }

    #[test]
    fn pins_to_codes_out_of_use_are_counted() {
        let mut frame = good();
        let pin = |codes: &[u16]| Pin {
            respondent: None,
            verbatim_sha256: String::new(),
            codes: codes.iter().map(|&n| CodeNumber(n)).collect(),
        };
        frame.pins = vec![pin(&[1, 3]), pin(&[3])];
        assert_eq!(found(Rule::PinInactive, frame.clone(), None), Vec::<Vec<u16>>::new());
        frame.codes[2].standing = Standing::Retired;
        let findings = super::super::check(&History::new(frame), None);
        assert_eq!(findings[0].sentence, "2 answers are pinned to 3 \"opening hours\", which is retired.");
    }
}
