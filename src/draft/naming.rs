//! Words for themes: labels in each language, phrasings, keywords, quotes and the side that each takes.

use super::candidates::capitalized;
use super::evidence::Evidence;
use super::exemplars::{Quote, exemplars};
use super::keywords::keywords;
use super::labels::{Naming, choose_labels};
use super::{LABEL_PART, LEAST_PEOPLE, side};
use crate::code_frame::{CodeNumber, Exemplar, Side};
use crate::parallel::Threads;
use crate::text::Language;
use std::collections::BTreeMap;

/// What is said of a theme.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Named {
    /// The label in each language that has one; never empty.
    pub(crate) labels: BTreeMap<Language, String>,
    /// The commonest distinct phrasings.
    pub(crate) includes: Vec<String>,
    /// Words that set it apart.
    pub(crate) keywords: Vec<String>,
    /// Quotes: representative ones, best first, then borderline ones.
    pub(crate) exemplars: Vec<Exemplar>,
    /// Praise, blame or neither.
    pub(crate) side: Side,
}

/// Names each theme of the evidence; `numbers` are the codes that stand for them, one each.
pub(super) fn name_all(
    evidence: &[Evidence],
    numbers: &[CodeNumber],
    languages: &[Language],
    label_language: Language,
    threads: &Threads,
) -> Vec<Named> {
    let themes = numbers.len();
    let mut named: BTreeMap<Language, Vec<Naming>> = BTreeMap::new();
    for &language in languages {
        let mut names = choose_labels(evidence, themes, language, threads);
        drop_strangers(&mut names, evidence, language);
        named.insert(language, names);
    }
    let words = keywords(evidence, themes);
    let quotes = exemplars(evidence, themes);
    let naming = |list: &'_ Vec<Naming>, theme: usize| list.get(theme).cloned().unwrap_or_default();
    let name = |theme: usize| {
        let labels = named.iter().filter_map(|(&l, list)| Some((l, naming(list, theme).label?)));
        let mut labels: BTreeMap<Language, String> = labels.collect();
        let keywords = words.get(theme).cloned().unwrap_or_default();
        if labels.is_empty() {
            let words = keywords.iter().take(2).cloned().collect::<Vec<_>>().join(", ");
            let text = if words.is_empty() { format!("Theme {}", theme + 1) } else { capitalized(&words) };
            labels.insert(label_language, text);
        }
        let mut includes =
            named.get(&label_language).map(|list| naming(list, theme)).unwrap_or_default().phrasings;
        if includes.len() < 2 {
            includes = keywords.iter().take(4).cloned().collect();
        }
        let quote = |&(clause, next): &Quote<'_>| Exemplar {
            text: clause.text.clone(),
            language: clause.language,
            borders: next.and_then(|theme| numbers.get(theme as usize).copied()),
        };
        Named {
            labels,
            includes,
            keywords,
            exemplars: quotes.get(theme).map_or_else(Vec::new, |list| list.iter().map(quote).collect()),
            side: side(evidence, theme as u32),
        }
    };
    (0..themes).map(name).collect()
}

/// Takes labels back in a language that hardly anybody used for the theme: a handful of answers, often in fact of
/// another language, name it badly, and a person translates better.
fn drop_strangers(names: &mut [Naming], evidence: &[Evidence], language: Language) {
    let mut people = vec![(0u32, 0u32); names.len()];
    for clause in evidence {
        if let Some((own, all)) = people.get_mut(clause.theme as usize) {
            *all += clause.people;
            *own += if clause.language == language { clause.people } else { 0 };
        }
    }
    for (name, (own, all)) in names.iter_mut().zip(people) {
        if own < LEAST_PEOPLE || own * LABEL_PART < all {
            *name = Naming::default();
        }
    }
}
