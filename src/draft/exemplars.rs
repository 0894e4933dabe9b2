//! Quotes that show a theme: near its centre, or at its border; readable, unlike each other, in every language that
//! speaks of it.

use super::evidence::Evidence;
use crate::text::Language;
use std::collections::BTreeMap;

/// Representative quotes per code; more where more languages matter, up to [`LANGUAGES`].
const REPRESENTATIVE: usize = 3;
/// Most languages that get a quote of their own.
const LANGUAGES: usize = 5;
/// Borderline quotes per code.
const BORDERLINE: usize = 2;
/// A language with a smaller part of a theme's people gets no quote of its own.
const LANGUAGE_PART: f32 = 0.1;
/// A clause is borderline if another theme is at least so near, as a part of its closeness to its own.
const BORDER: f32 = 0.85;

/// A chosen quote, and for a borderline one the theme that it is nearly as close to.
pub(super) type Quote<'e> = (&'e Evidence, Option<u32>);

/// The quotes of each theme: representative ones, best first, then borderline ones.
#[must_use]
pub(super) fn exemplars(evidence: &[Evidence], themes: usize) -> Vec<Vec<Quote<'_>>> {
    let mut by_theme: Vec<Vec<&Evidence>> = vec![Vec::new(); themes];
    for clause in evidence.iter().filter(|e| e.printable && is_readable(e)) {
        if let Some(list) = by_theme.get_mut(clause.theme as usize) {
            list.push(clause);
        }
    }
    by_theme.into_iter().map(choose).collect()
}

fn choose(mut clauses: Vec<&Evidence>) -> Vec<Quote<'_>> {
    let score = |e: &Evidence| e.closeness + 0.05 * (e.people as f32).ln();
    clauses.sort_by(|a, b| score(b).total_cmp(&score(a)).then_with(|| a.text.cmp(&b.text)));
    // One quote per language that matters, then the best of all.
    let mut chosen: Vec<&Evidence> = Vec::new();
    for language in languages(&clauses) {
        chosen.extend(clauses.iter().find(|c| c.language == language));
    }
    let (clear, near): (Vec<&Evidence>, Vec<&Evidence>) = clauses.iter().partition(|c| nearness(c) < BORDER);
    let firsts = best_of_parts(&clear);
    for clause in firsts.into_iter().chain(clear).chain(near) {
        if chosen.len() >= REPRESENTATIVE {
            break;
        }
        if chosen.iter().all(|c| !is_alike(c, clause)) {
            chosen.push(clause);
        }
    }
    let mut quotes: Vec<Quote> = chosen.iter().map(|&clause| (clause, None)).collect();
    // Strays lie near no theme; of those that clearly belong here, the ones that another theme nearly took.
    let mut borderline: Vec<(f32, &Evidence, u32)> = clauses
        .iter()
        .take(clauses.len().div_ceil(2))
        .filter_map(|clause| {
            let (theme, _) = clause.next?;
            Some((nearness(clause), *clause, theme))
        })
        .filter(|(part, ..)| *part >= BORDER)
        .collect();
    borderline.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.text.cmp(&b.1.text)));
    for (_, clause, theme) in borderline {
        if quotes.len() >= chosen.len() + BORDERLINE {
            break;
        }
        if quotes.iter().all(|(c, _)| !is_alike(c, clause)) {
            quotes.push((clause, Some(theme)));
        }
    }
    quotes
}

/// The first clause of each part of the theme, that of the part with the most people first.
fn best_of_parts<'e>(clauses: &[&'e Evidence]) -> Vec<&'e Evidence> {
    let mut parts: BTreeMap<usize, (u32, &Evidence)> = BTreeMap::new();
    for clause in clauses {
        parts.entry(clause.part).or_insert((0, clause)).0 += clause.people;
    }
    let mut parts: Vec<(u32, &Evidence)> = parts.into_values().collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.0));
    parts.into_iter().map(|p| p.1).collect()
}

/// How near the nearest other theme is, as a part of the closeness to its own.
fn nearness(clause: &Evidence) -> f32 {
    clause.next.map_or(0.0, |(_, closeness)| closeness / clause.closeness.max(f32::EPSILON))
}

/// The languages that a fair part of the theme's people use, most frequent first.
fn languages(clauses: &[&Evidence]) -> Vec<Language> {
    let mut people: BTreeMap<Language, u32> = BTreeMap::new();
    for clause in clauses {
        *people.entry(clause.language).or_default() += clause.people;
    }
    let all: u32 = people.values().sum();
    let mut languages: Vec<(Language, u32)> = people.into_iter().collect();
    languages.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    languages.retain(|&(_, n)| n as f32 >= LANGUAGE_PART * all as f32);
    languages.truncate(LANGUAGES);
    languages.into_iter().map(|l| l.0).collect()
}

/// Neither a bare word nor an essay.
fn is_readable(clause: &Evidence) -> bool {
    let characters = clause.text.chars().count();
    if clause.language.uses_spaces() {
        clause.words.len() >= 3 && characters <= 200
    } else {
        (4..=80).contains(&characters)
    }
}

/// Shares at least half of its naming words.
fn is_alike(a: &Evidence, b: &Evidence) -> bool {
    let (a, b) = (a.stems(), b.stems());
    let shared = a.iter().filter(|s| b.contains(s)).count();
    shared * 2 >= a.len().max(b.len())
}

#[cfg(test)]
mod tests {
    use super::super::evidence::testing::evidence;
    use super::*;

    #[test]
    fn quotes_differ_and_borderline_ones_name_their_neighbour() {
        let said = [
            "the queue was far too long",
            "the queue was way too long",
            "waited an hour for my turn",
            "nobody answered the phone for days",
            "not enough seats for everybody",
            "ok",
        ];
        let said: Vec<(u32, &str)> = said.iter().map(|s| (0, *s)).collect();
        let mut evidence = evidence(Language::EN, &said);
        for (place, clause) in evidence.iter_mut().enumerate() {
            clause.closeness = 0.9 - 0.01 * place as f32;
            clause.next = Some((1, if place == 2 { 0.85 } else { 0.1 }));
        }
        let quotes = exemplars(&evidence, 1).remove(0);
        let texts: Vec<&str> = quotes.iter().map(|(clause, _)| clause.text.as_str()).collect();
        assert_eq!(texts, [said[0].1, said[3].1, said[4].1, said[2].1]);
        assert_eq!(quotes.iter().map(|q| q.1).collect::<Vec<_>>(), [None, None, None, Some(1)]);
    }

    #[test]
    fn every_part_of_a_theme_is_quoted() {
        let said =
            ["the queue was long", "we stood there waiting", "they were slow today", "no free seats left"];
        let said: Vec<(u32, &str)> = said.iter().map(|s| (0, *s)).collect();
        let mut evidence = evidence(Language::EN, &said);
        for (place, clause) in evidence.iter_mut().enumerate() {
            clause.closeness = 0.9 - 0.01 * place as f32;
            clause.part = usize::from(place == 3);
        }
        let quotes = exemplars(&evidence, 1).remove(0);
        let texts: Vec<&str> = quotes.iter().map(|(clause, _)| clause.text.as_str()).collect();
        assert_eq!(texts, [said[0].1, said[3].1, said[1].1]);
    }
}
