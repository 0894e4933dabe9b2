//! What differs between two frames.

use super::{Code, CodeFrame, CodeNumber, Net, Place, Standing};
use crate::text::Language;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One difference between an earlier frame and a later one. Codes are the same if their numbers are, which holds
/// between frames of one draft.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "difference", rename_all = "snake_case")]
pub enum Difference {
    /// A code or net that only the later frame has.
    Added {
        /// The code or net.
        number: CodeNumber,
    },
    /// A code or net that only the earlier frame has.
    Removed {
        /// The code or net.
        number: CodeNumber,
    },
    /// Another label; none where there is none.
    Renamed {
        /// The code or net.
        number: CodeNumber,
        /// The label's language.
        language: Language,
        /// In the earlier frame.
        from: Option<String>,
        /// In the later.
        to: Option<String>,
    },
    /// Another definition, or other things included or excluded.
    Defined {
        /// The code.
        number: CodeNumber,
    },
    /// Another net.
    Moved {
        /// The code.
        number: CodeNumber,
        /// The net in the earlier frame.
        from: Option<CodeNumber>,
        /// The net in the later.
        to: Option<CodeNumber>,
    },
    /// Merged, split, retired or restored.
    Standing {
        /// The code or net.
        number: CodeNumber,
        /// In the earlier frame.
        from: Standing,
        /// In the later.
        to: Standing,
    },
    /// Other places: its answers are told from others in another way.
    Placed {
        /// The code.
        number: CodeNumber,
        /// How many places edits gave it in the earlier frame.
        from: usize,
        /// In the later.
        to: usize,
    },
    /// Other respondents' codes fixed, or fixed otherwise.
    Pinned {
        /// Pins of the earlier frame that the later lacks.
        dropped: usize,
        /// Pins of the later frame that the earlier lacks.
        added: usize,
    },
}

/// What differs between an earlier frame and a later one: codes in the order of their numbers, then nets, then pins.
#[must_use]
pub fn differences(earlier: &CodeFrame, later: &CodeFrame) -> Vec<Difference> {
    let mut found = Vec::new();
    let (old, new) = (by_number(&earlier.codes, |c| c.number), by_number(&later.codes, |c| c.number));
    let (old_places, new_places) = (places(earlier), places(later));
    for number in numbers(&old, &new) {
        let pair = (old.get(&number), new.get(&number));
        let Some((old, new)) = both(number, pair, &mut found) else { continue };
        relabelled(number, &old.labels, &new.labels, &mut found);
        if is_redefined(old, new) {
            found.push(Difference::Defined { number });
        }
        if old.net != new.net {
            found.push(Difference::Moved { number, from: old.net, to: new.net });
        }
        restood(number, &old.standing, &new.standing, &mut found);
        let (from, to) = (old_places.get(&number), new_places.get(&number));
        if from != to {
            let count = |places: Option<&Vec<_>>| places.map_or(0, Vec::len);
            found.push(Difference::Placed { number, from: count(from), to: count(to) });
        }
    }
    let (old, new) = (by_number(&earlier.nets, |n| n.number), by_number(&later.nets, |n| n.number));
    for number in numbers(&old, &new) {
        let pair: (Option<&&Net>, _) = (old.get(&number), new.get(&number));
        let Some((old, new)) = both(number, pair, &mut found) else { continue };
        relabelled(number, &old.labels, &new.labels, &mut found);
        restood(number, &old.standing, &new.standing, &mut found);
    }
    found.extend(repinned(earlier, later));
    found
}

fn by_number<T>(items: &[T], number: impl Fn(&T) -> CodeNumber) -> BTreeMap<CodeNumber, &T> {
    items.iter().map(|item| (number(item), item)).collect()
}

fn numbers<T>(old: &BTreeMap<CodeNumber, T>, new: &BTreeMap<CodeNumber, T>) -> BTreeSet<CodeNumber> {
    old.keys().chain(new.keys()).copied().collect()
}

/// Both sides, or a note that one of them is missing.
fn both<'a, T>(
    number: CodeNumber,
    pair: (Option<&'a &'a T>, Option<&'a &'a T>),
    found: &mut Vec<Difference>,
) -> Option<(&'a T, &'a T)> {
    match pair {
        (Some(old), Some(new)) => return Some((old, new)),
        (Some(_), None) => found.push(Difference::Removed { number }),
        _ => found.push(Difference::Added { number }),
    }
    None
}

fn relabelled(
    number: CodeNumber,
    old: &BTreeMap<Language, String>,
    new: &BTreeMap<Language, String>,
    found: &mut Vec<Difference>,
) {
    let languages: BTreeSet<Language> = old.keys().chain(new.keys()).copied().collect();
    for language in languages {
        let (from, to) = (old.get(&language).cloned(), new.get(&language).cloned());
        if from != to {
            found.push(Difference::Renamed { number, language, from, to });
        }
    }
}

fn is_redefined(old: &Code, new: &Code) -> bool {
    old.definition != new.definition || old.includes != new.includes || old.excludes != new.excludes
}

fn restood(number: CodeNumber, old: &Standing, new: &Standing, found: &mut Vec<Difference>) {
    if old != new {
        found.push(Difference::Standing { number, from: old.clone(), to: new.clone() });
    }
}

/// Places by code, each as something that can be sorted: their order says nothing.
fn places(frame: &CodeFrame) -> BTreeMap<CodeNumber, Vec<(String, String, Vec<u32>)>> {
    let mut found: BTreeMap<CodeNumber, Vec<_>> = BTreeMap::new();
    for place in &frame.places {
        let Place { code, kind, vector, threshold, text } = place;
        let numbers = vector.iter().chain([threshold]).map(|x| x.to_bits()).collect();
        found.entry(*code).or_default().push((format!("{kind:?}"), text.clone(), numbers));
    }
    found.values_mut().for_each(|list| list.sort_unstable());
    found
}

fn repinned(earlier: &CodeFrame, later: &CodeFrame) -> Option<Difference> {
    let pins = |frame: &CodeFrame| -> BTreeSet<_> {
        let pins = frame.pins.iter().cloned();
        pins.map(|pin| (pin.respondent, pin.verbatim_sha256, pin.codes)).collect()
    };
    let (old, new) = (pins(earlier), pins(later));
    let (dropped, added) = (old.difference(&new).count(), new.difference(&old).count());
    (dropped + added > 0).then_some(Difference::Pinned { dropped, added })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code_frame::{CodeKind, Side};

    #[test]
    fn every_kind_of_difference_is_found_and_equal_frames_have_none() {
        let code = |number: u16| Code {
            number: CodeNumber(number),
            kind: CodeKind::Theme,
            labels: BTreeMap::from([(Language::EN, format!("Theme {number}"))]),
            definition: String::new(),
            includes: Vec::new(),
            excludes: None,
            keywords: Vec::new(),
            exemplars: Vec::new(),
            net: None,
            side: Side::Neutral,
            standing: Standing::Active,
        };
        let earlier = CodeFrame {
            question: "Why?".into(),
            languages: vec![Language::EN],
            label_language: Language::EN,
            codes: [1, 2, 3].map(code).into(),
            nets: Vec::new(),
            places: Vec::new(),
            pins: Vec::new(),
            worded: std::collections::BTreeSet::new(),
        };
        let mut later = earlier.clone();
        later.codes.remove(0);
        later.codes.push(code(4));
        later.codes[0].labels.insert(Language::ET, "Teema 2".into());
        later.codes[0].definition = "They say so.".into();
        later.codes[1].standing = Standing::Merged(CodeNumber(2));
        later.codes[1].net = Some(CodeNumber(101));
        let codes = vec![CodeNumber(3)];
        later.nets.push(Net {
            number: CodeNumber(101),
            labels: code(1).labels,
            codes,
            standing: Standing::Active,
        });
        let number = CodeNumber;
        assert_eq!(
            differences(&earlier, &later),
            [
                Difference::Removed { number: number(1) },
                Difference::Renamed {
                    number: number(2),
                    language: Language::ET,
                    from: None,
                    to: Some("Teema 2".into())
                },
                Difference::Defined { number: number(2) },
                Difference::Moved { number: number(3), from: None, to: Some(number(101)) },
                Difference::Standing {
                    number: number(3),
                    from: Standing::Active,
                    to: Standing::Merged(number(2))
                },
                Difference::Added { number: number(4) },
                Difference::Added { number: number(101) },
            ]
        );
        assert_eq!(differences(&later, &later), []);
    }
}
