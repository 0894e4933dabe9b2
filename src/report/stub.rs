//! The stub: which rows a table has, in which order, and what is printed beside them.

use super::visible::{NAME, QUOTE, SENTENCE, Shown};
use super::{languages, numbers};
use crate::code_frame::{Code, CodeFrame, CodeNumber, Exemplar, Net};
use crate::shares::{HIDDEN_BASE, Share, ShareColumn};
use crate::text::Language;
use serde::Serialize;
use std::collections::BTreeMap;

/// Text with the language it is in, for fonts and screen readers.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Worded {
    pub(super) text: Shown,
    /// BCP 47 tag; empty if undetermined.
    pub(super) lang: &'static str,
    /// The language's English name.
    pub(super) language: &'static str,
}

impl Worded {
    pub(super) fn new(text: &str, language: Language, most: usize) -> Self {
        let lang = if language == Language::UND { "" } else { language.tag() };
        Self { text: Shown::new(text, most), lang, language: languages::name(language) }
    }
}

/// A label in the language of the tables, and in the survey's others.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Name {
    pub(super) main: Worded,
    pub(super) others: Vec<Worded>,
    /// Languages of the survey that lack it, by tag.
    pub(super) missing: Vec<&'static str>,
}

impl Name {
    /// The label-language wording first, or else the one of the survey's most frequent language that has one.
    pub(super) fn new(labels: &BTreeMap<Language, String>, frame: &CodeFrame) -> Self {
        let wanted = spoken(frame);
        let first = wanted.iter().find(|l| labels.contains_key(l)).or_else(|| labels.keys().next());
        let worded = |l: Language| Worded::new(labels.get(&l).map_or("", String::as_str), l, NAME);
        Self {
            main: worded(first.copied().unwrap_or(Language::UND)),
            others: labels.keys().filter(|l| Some(*l) != first).map(|l| worded(*l)).collect(),
            missing: wanted.iter().filter(|l| !labels.contains_key(l)).map(|l| l.tag()).collect(),
        }
    }
}

/// The label language, then the survey's languages, most frequent first.
pub(super) fn spoken(frame: &CodeFrame) -> Vec<Language> {
    let mut languages = vec![frame.label_language];
    for language in &frame.languages {
        if *language != Language::UND && !languages.contains(language) {
            languages.push(*language);
        }
    }
    languages
}

/// Rows that belong together: a net with its codes, or the codes that are in none.
pub(super) struct Group<'a> {
    pub(super) net: Option<&'a Net>,
    pub(super) codes: Vec<&'a Code>,
}

/// All theme codes by share, gathered under their nets by the nets' share, those without a net last; and the
/// special codes. A net of one code would print every figure twice: its code stands with those without a net.
pub(super) fn groups<'a>(frame: &'a CodeFrame, total: &ShareColumn) -> (Vec<Group<'a>>, Vec<&'a Code>) {
    let by_share = |a: CodeNumber, b: CodeNumber| {
        let of = |number| find(total, number).and_then(|s| s.share).unwrap_or(0.0);
        of(b).total_cmp(&of(a)).then(a.cmp(&b))
    };
    let is_special = |c: &&Code| matches!(c.number, CodeNumber::NOTHING | CodeNumber::DONT_KNOW);
    let (special, mut codes): (Vec<&Code>, Vec<&Code>) = frame.active_codes().partition(is_special);
    codes.sort_by(|a, b| by_share(a.number, b.number));
    let mut nets: Vec<&Net> = frame.active_nets().collect();
    nets.sort_by(|a, b| by_share(a.number, b.number));
    let under =
        |net: Option<CodeNumber>| codes.iter().copied().filter(move |c| c.net == net).collect::<Vec<_>>();
    let mut groups: Vec<Group> =
        nets.iter().map(|net| Group { net: Some(net), codes: under(Some(net.number)) }).collect();
    groups.retain(|group| group.codes.len() > 1);
    let is_alone = |code: &&Code| !groups.iter().any(|group| group.net.map(|net| net.number) == code.net);
    let alone: Vec<&Code> = codes.iter().copied().filter(is_alone).collect();
    if !alone.is_empty() {
        groups.push(Group { net: None, codes: alone });
    }
    (groups, special)
}

/// A code's or net's figures in one column.
pub(super) fn find(column: &ShareColumn, number: CodeNumber) -> Option<&Share> {
    column.shares.iter().find(|s| s.number == number)
}

/// Whether a segment shows no figures: too few people, or withheld so that a smaller one cannot be worked out.
pub(super) fn is_hidden(column: &ShareColumn) -> bool {
    column.base.count < HIDDEN_BASE || column.shares.is_empty()
}

/// The common axis of all bars, from 0 to a round share above the highest interval.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    top: f64,
}

impl Axis {
    pub(super) fn over<'a>(shares: impl Iterator<Item = &'a Share>) -> Self {
        Self::up_to(shares.filter_map(|s| s.high.or(s.share)))
    }

    /// The axis that holds all of these parts.
    pub(super) fn up_to(parts: impl Iterator<Item = f64>) -> Self {
        const TOPS: [f64; 9] = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0];
        let highest = parts.filter(|part| part.is_finite()).fold(0.0, f64::max);
        Self { top: TOPS.into_iter().find(|top| highest <= *top).unwrap_or(1.0) }
    }

    /// Where a share stands, in per cent of the drawing's width.
    pub(super) fn at(self, part: f64) -> String {
        let part = if part.is_finite() { (part / self.top).clamp(0.0, 1.0) } else { 0.0 };
        format!("{:.2}", part * 100.0)
    }

    /// The marks of the axis: position and figure.
    pub(super) fn ticks(self) -> [(String, String); 3] {
        [0.0, self.top / 2.0, self.top].map(|part| (self.at(part), numbers::percent(Some(part))))
    }
}

/// A share as drawn and as printed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Figure {
    pub(super) share: String,
    pub(super) interval: String,
    pub(super) count: String,
    /// The bar's length and the interval's ends, in per cent of the drawing's width; none if there is no figure.
    pub(super) bar: Option<(String, String, String)>,
}

impl Figure {
    pub(super) fn new(share: Option<&Share>, axis: Axis) -> Self {
        let Some(s) = share else {
            let none = || numbers::NO_FIGURE.to_owned();
            return Self { share: none(), interval: none(), count: none(), bar: None };
        };
        let bar = match (s.share, s.low, s.high) {
            (Some(part), Some(low), Some(high)) => Some((axis.at(part), axis.at(low), axis.at(high))),
            _ => None,
        };
        Self {
            share: numbers::share(s),
            interval: numbers::interval(s.low, s.high),
            count: numbers::count(s.count),
            bar,
        }
    }
}

/// A whole divided into parts, drawn as one bar.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Part {
    /// Its style: `negative`, `coded`, …
    pub(super) kind: &'static str,
    pub(super) label: &'static str,
    /// Start and width, in per cent of the drawing's width.
    pub(super) from: String,
    pub(super) width: String,
    pub(super) text: String,
    /// The people, where they are counted.
    pub(super) count: String,
}

/// Lays parts side by side; their widths add up to the whole. Nothing if there is no whole.
pub(super) fn parts<const N: usize>(values: [(&'static str, &'static str, f64); N]) -> Vec<Part> {
    let sum: f64 = values.iter().map(|v| v.2).sum();
    if !(sum > 0.0 && sum.is_finite()) {
        return Vec::new();
    }
    let mut from = 0.0;
    values
        .into_iter()
        .map(|(kind, label, value)| {
            let part = value / sum;
            let start = from;
            from += part;
            Part {
                kind,
                label,
                from: format!("{:.2}", start * 100.0),
                width: format!("{:.2}", part * 100.0),
                text: numbers::percent(Some(part)),
                count: String::new(),
            }
        })
        .collect()
}

/// A quote; a borderline one with the number and label of the code that it is nearly as close to.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Quote {
    pub(super) said: Worded,
    pub(super) borders: Option<Shown>,
}

impl Quote {
    fn new(exemplar: &Exemplar, frame: &CodeFrame) -> Self {
        let label = |number| frame.label(number, frame.label_language).0;
        let borders = exemplar.borders.map(|number| Shown::new(&format!("{number} {}", label(number)), NAME));
        Self { said: Worded::new(&exemplar.text, exemplar.language, QUOTE), borders }
    }
}

/// What is told of a code beside its figures.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Story {
    pub(super) definition: Shown,
    pub(super) keywords: Vec<Shown>,
    pub(super) quotes: Vec<Quote>,
}

impl Story {
    /// Quotes only where the code has people enough that none of them can be guessed at.
    pub(super) fn new(code: &Code, frame: &CodeFrame, base: usize) -> Self {
        let most = if base < HIDDEN_BASE { 0 } else { 7 };
        Self {
            definition: Shown::new(&code.definition, SENTENCE),
            keywords: code.keywords.iter().take(10).map(|k| Shown::new(k, NAME)).collect(),
            quotes: code.exemplars.iter().take(most).map(|e| Quote::new(e, frame)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shares::tabulate;
    use crate::survey::Study;
    use crate::testing::{coded, frame};

    #[test]
    fn a_net_of_one_code_is_not_printed_and_its_code_is() {
        let mut frame = frame();
        let codings = [coded(&[1], 0.5), coded(&[2], -0.5)];
        let study = Study::from_verbatims("Why?", ["x", "y"]);
        let printed = |frame: &CodeFrame| {
            let table = tabulate(&study, &codings, frame, 0.95);
            let (groups, _) = groups(frame, table.total().unwrap());
            let nets: Vec<Option<u16>> =
                groups.iter().map(|group| group.net.map(|net| net.number.0)).collect();
            (nets, groups.iter().map(|group| group.codes.len()).sum::<usize>())
        };
        let (nets, codes) = printed(&frame);
        assert!(nets.contains(&Some(101)), "{nets:?}");
        frame.codes.iter_mut().filter(|code| code.number.0 == 2).for_each(|code| code.net = None);
        assert_eq!(printed(&frame), (vec![None], codes));
    }
}
