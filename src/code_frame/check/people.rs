//! Rules on who was given which code.

use super::super::{CodeFrame, CodeNumber};
use super::{Finding, Mend, Rule, Usage, named, themes};
use crate::text::Language;
use std::fmt::Write as _;

/// Fewest people of a code, and its least share of everybody who answered; the larger counts. Source: themefinder's
/// rules of theme sets.
const LEAST_PEOPLE: usize = 5;
const LEAST_SHARE: f64 = 0.001;
/// Most that two codes may share of their people (Jaccard). Source: as above.
const MOST_OVERLAP: f64 = 0.7;
/// Share above which a code says too little of why people answer so. A rule of thumb of practice, 25 to 30 %; the larger,
/// since many surveys have one true reason that a quarter of people give. The largest of 798 codes of 20 drafted frames
/// has 16 %.
const BROAD: f64 = 0.3;
/// Least share of people who answer in a language for its labels to be missed.
const USED_LANGUAGE: f64 = 0.05;
/// Numbers that one sentence lists.
const LISTED: usize = 8;

/// Looks at every theme code in use, and at the languages of the answers.
pub(super) fn check(frame: &CodeFrame, usage: &Usage, findings: &mut Vec<Finding>) {
    let base = usage.base();
    let least = LEAST_PEOPLE.max((LEAST_SHARE * base as f64).ceil() as usize);
    for code in themes(frame) {
        let Some(people) = usage.people(code.number) else { continue };
        let share = people as f64 / base.max(1) as f64;
        let name = named(frame, code.number);
        let (rule, sentence, mend) = if people == 0 {
            let sentence = format!("{name} was given to nobody.");
            (Rule::Unused, sentence, Mend::Retire(code.number))
        } else if people < least {
            let mut sentence =
                format!("{name} was given to {people} of {base} people; {least} are the least.");
            // Into a rare one nothing is merged unasked.
            let near = code.excludes.filter(|&near| usage.people(near).is_some_and(|people| people >= least));
            if let Some(near) = near {
                sentence.pop();
                let _ = write!(sentence, ", and it is nearest to {}.", named(frame, near));
            }
            let mend = near.map_or(Mend::Retire(code.number), |near| Mend::Merge(code.number, near));
            (Rule::Rare, sentence, mend)
        } else if share > BROAD {
            let percent = 100.0 * share;
            let sentence = format!(
                "{name} was given to {percent:.0} % of people: it may hold several reasons that parts would tell apart."
            );
            (Rule::TooBroad, sentence, Mend::Split(code.number))
        } else {
            continue;
        };
        findings.push(Finding { rule, numbers: vec![code.number], sentence, mend: Some(mend) });
    }
    overlaps(frame, usage, findings);
    languages(frame, usage, findings);
}

fn overlaps(frame: &CodeFrame, usage: &Usage, findings: &mut Vec<Finding>) {
    for (a, b, overlap) in usage.overlaps().filter(|&(_, _, overlap)| overlap > MOST_OVERLAP) {
        let both = [a, b].map(|number| usage.people(number).unwrap_or(0));
        // Of fewer people nothing can be said.
        if both.iter().any(|&people| people < LEAST_PEOPLE) {
            continue;
        }
        let percent = 100.0 * overlap;
        let sentence = format!(
            "{} and {} are carried by nearly the same people: {percent:.0} % of those who carry either carry both.",
            named(frame, a),
            named(frame, b),
        );
        let [of_a, of_b] = both;
        let mend = if of_a < of_b { Mend::Merge(a, b) } else { Mend::Merge(b, a) };
        findings.push(Finding { rule: Rule::Overlap, numbers: vec![a, b], sentence, mend: Some(mend) });
    }
}

fn languages(frame: &CodeFrame, usage: &Usage, findings: &mut Vec<Finding>) {
    for (language, people) in usage.languages().filter(|&(language, _)| language != Language::UND) {
        let share = people as f64 / usage.base().max(1) as f64;
        if people < LEAST_PEOPLE || share < USED_LANGUAGE {
            continue;
        }
        let without = frame.active_codes().filter(|code| !code.labels.contains_key(&language));
        let numbers: Vec<CodeNumber> = without.map(|code| code.number).collect();
        let Some(&first) = numbers.first() else { continue };
        let codes = if numbers.len() == 1 { "code has" } else { "codes have" };
        let sentence = format!(
            "{} {codes} no {} label, in which {:.0} % of people answer: {}.",
            numbers.len(),
            language.english_name(),
            100.0 * share,
            listed(&numbers)
        );
        let mend = Some(Mend::Rename(first, language));
        findings.push(Finding { rule: Rule::NoLabel, numbers, sentence, mend });
    }
}

/// The first numbers, and how many more there are.
fn listed(numbers: &[CodeNumber]) -> String {
    let first: Vec<String> = numbers.iter().take(LISTED).map(ToString::to_string).collect();
    let more = match numbers.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", first.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, good};
    use super::*;

    /// `people` carry each of these groups of codes.
    fn usage(groups: &[(&[u16], usize)]) -> Usage {
        let mut usage = Usage::new(&good(), [1, 2, 3, 97, 98].map(CodeNumber));
        for (codes, people) in groups {
            let codes: Vec<CodeNumber> = codes.iter().map(|&n| CodeNumber(n)).collect();
            (0..*people).for_each(|_| usage.add(Language::EN, &codes));
        }
        usage
    }

    #[test]
    fn codes_of_nobody_of_few_and_of_too_many_are_told_apart() {
        let few = usage(&[(&[1], 4), (&[2], 31), (&[], 65)]);
        assert_eq!(found(Rule::Unused, good(), Some(&few)), [[3]]);
        assert_eq!(found(Rule::Rare, good(), Some(&few)), [[1]]);
        assert_eq!(found(Rule::TooBroad, good(), Some(&few)), [[2]]);
        let enough = usage(&[(&[1], 5), (&[2], 30), (&[3], 30), (&[97], 80), (&[], 15)]);
        for rule in [Rule::Unused, Rule::Rare, Rule::TooBroad] {
            assert_eq!(found(rule, good(), Some(&enough)), Vec::<Vec<u16>>::new(), "{rule:?}");
        }
        // In a large survey the least share counts.
        let large = usage(&[(&[1], 9), (&[2], 11), (&[3], 11), (&[], 10_000)]);
        assert_eq!(found(Rule::Rare, good(), Some(&large)), [[1]]);
    }

    #[test]
    fn a_rare_code_is_merged_into_the_nearest_unless_that_is_rare_too() {
        let mut frame = good();
        frame.codes[0].excludes = Some(CodeNumber(2));
        let mend = |usage: &Usage| {
            let mut findings = Vec::new();
            check(&frame, usage, &mut findings);
            findings.into_iter().find(|finding| finding.rule == Rule::Rare).unwrap()
        };
        let near = mend(&usage(&[(&[1], 4), (&[2], 30), (&[3], 30), (&[], 40)]));
        assert_eq!(near.mend, Some(Mend::Merge(CodeNumber(1), CodeNumber(2))));
        assert!(
            near.sentence.ends_with("5 are the least, and it is nearest to 2 \"rude staff\"."),
            "{}",
            near.sentence
        );
        let both = mend(&usage(&[(&[1], 4), (&[2], 4), (&[3], 30), (&[], 70)]));
        assert_eq!(both.mend, Some(Mend::Retire(CodeNumber(1))));
    }

    #[test]
    fn codes_that_were_not_given_at_all_are_not_judged() {
        let mut usage = Usage::new(&good(), [CodeNumber(1)]);
        (0..9).for_each(|_| usage.add(Language::EN, &[CodeNumber(1)]));
        assert_eq!(found(Rule::Unused, good(), Some(&usage)), Vec::<Vec<u16>>::new());
    }

    #[test]
    fn codes_of_nearly_the_same_people_overlap() {
        let same = usage(&[(&[1, 3], 8), (&[1], 2), (&[3], 1), (&[], 90)]);
        assert_eq!(found(Rule::Overlap, good(), Some(&same)), [[1, 3]]);
        let mend = check_mend(&same);
        assert_eq!(mend, Some(Mend::Merge(CodeNumber(3), CodeNumber(1))));
        let apart = usage(&[(&[1, 3], 7), (&[1], 2), (&[3], 1), (&[], 90)]);
        assert_eq!(found(Rule::Overlap, good(), Some(&apart)), Vec::<Vec<u16>>::new());
        let few = usage(&[(&[1, 3], 4), (&[], 90)]);
        assert_eq!(found(Rule::Overlap, good(), Some(&few)), Vec::<Vec<u16>>::new());
    }

    fn check_mend(usage: &Usage) -> Option<Mend> {
        let mut findings = Vec::new();
        overlaps(&good(), usage, &mut findings);
        findings.pop().and_then(|finding| finding.mend)
    }

    #[test]
    fn a_language_that_people_use_needs_its_labels() {
        let mut usage = usage(&[(&[1], 90)]);
        (0..10).for_each(|_| usage.add(Language::ET, &[]));
        (0..4).for_each(|_| usage.add(Language::VI, &[]));
        assert_eq!(found(Rule::NoLabel, good(), Some(&usage)), [[2, 3, 97, 98]]);
        let mut findings = Vec::new();
        languages(&good(), &usage, &mut findings);
        assert_eq!(
            findings[0].sentence,
            "4 codes have no Estonian label, in which 10 % of people answer: 2, 3, 97, 98."
        );
    }
}
