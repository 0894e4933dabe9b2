//! Quotes that show a theme: near its centre, readable, unlike each other, in every language that speaks of it.

use crate::code_frame::Exemplar;
use super::evidence::Evidence;
use crate::text::Language;
use std::collections::BTreeMap;

/// Quotes per code.
const QUOTES: usize = 5;
/// A language with a smaller part of a theme's people gets no quote of its own.
const LANGUAGE_PART: f32 = 0.1;

/// Up to five quotes for each theme, best first.
#[must_use]
pub(super) fn exemplars(evidence: &[Evidence], themes: usize) -> Vec<Vec<Exemplar>> {
    let mut by_theme: Vec<Vec<&Evidence>> = vec![Vec::new(); themes];
    for clause in evidence.iter().filter(|e| e.printable && is_readable(e)) {
        if let Some(list) = by_theme.get_mut(clause.theme as usize) {
            list.push(clause);
        }
    }
    by_theme.into_iter().map(choose).collect()
}

fn choose(mut clauses: Vec<&Evidence>) -> Vec<Exemplar> {
    let score = |e: &Evidence| e.closeness + 0.05 * (e.people as f32).ln();
    clauses.sort_by(|a, b| score(b).total_cmp(&score(a)).then_with(|| a.text.cmp(&b.text)));
    let mut people: BTreeMap<Language, u32> = BTreeMap::new();
    for clause in &clauses {
        *people.entry(clause.language).or_default() += clause.people;
    }
    let all: u32 = people.values().sum();
    let mut languages: Vec<(Language, u32)> = people.into_iter().collect();
    languages.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    languages.retain(|&(_, n)| n as f32 >= LANGUAGE_PART * all as f32);
    // One quote per language that matters, then the best of all.
    let mut chosen: Vec<&Evidence> = Vec::new();
    for &(language, _) in &languages {
        chosen.extend(clauses.iter().find(|c| c.language == language));
    }
    for clause in &clauses {
        if chosen.len() >= QUOTES {
            break;
        }
        if chosen.iter().all(|c| !is_alike(c, clause)) {
            chosen.push(clause);
        }
    }
    chosen.truncate(QUOTES);
    chosen.into_iter().map(|e| Exemplar { text: e.text.clone(), language: e.language }).collect()
}

/// Neither a bare word nor an essay.
fn is_readable(clause: &Evidence) -> bool {
    let characters = clause.text.chars().count();
    if clause.language.uses_spaces() { clause.words.len() >= 3 && characters <= 200 } else { (4..=80).contains(&characters) }
}

/// Shares most naming words.
fn is_alike(a: &Evidence, b: &Evidence) -> bool {
    let names = |e: &Evidence| -> Vec<String> {
        e.words.iter().filter(|w| w.names).map(|w| w.stem.clone()).collect()
    };
    let (a, b) = (names(a), names(b));
    let shared = a.iter().filter(|s| b.contains(s)).count();
    shared * 5 >= a.len().max(b.len()) * 3
}
