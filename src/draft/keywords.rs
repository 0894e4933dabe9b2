//! Words that set a theme apart, whole and as people wrote them.

use super::evidence::Evidence;
use std::collections::{BTreeMap, HashMap};

/// Keywords shown per code.
const SHOWN: usize = 8;

/// The words of each theme, strongest first: said by many of its people and by few others.
///
/// Weight: people × log of the word's rate here over its rate anywhere, so a frequent word that is everybody's
/// counts nothing (class-based TF–IDF in spirit, with rates for counts).
#[must_use]
pub(super) fn keywords(evidence: &[Evidence], themes: usize) -> Vec<Vec<String>> {
    let mut here: Vec<BTreeMap<&str, u32>> = vec![BTreeMap::new(); themes];
    let mut size = vec![0u32; themes];
    let mut everywhere: HashMap<&str, u32> = HashMap::new();
    let mut forms: HashMap<&str, BTreeMap<String, u32>> = HashMap::new();
    for clause in evidence.iter().filter(|e| e.printable) {
        let (Some(words), Some(people)) = (here.get_mut(clause.theme as usize), size.get_mut(clause.theme as usize))
        else {
            continue;
        };
        *people += clause.people;
        let mut seen: Vec<&str> = Vec::new();
        for word in clause.words.iter().filter(|w| w.names) {
            if seen.contains(&word.stem.as_str()) {
                continue;
            }
            seen.push(&word.stem);
            *words.entry(&word.stem).or_default() += clause.people;
            *everywhere.entry(&word.stem).or_default() += clause.people;
            let written = clause.text.get(word.start..word.end).unwrap_or("").to_lowercase();
            *forms.entry(&word.stem).or_default().entry(written).or_default() += clause.people;
        }
    }
    let total: f32 = size.iter().sum::<u32>().max(1) as f32;
    here.iter()
        .zip(&size)
        .map(|(words, &people)| {
            let rate = |count: u32, of: f32| count as f32 / of.max(1.0);
            let mut scored: Vec<(f32, &str)> = words
                .iter()
                .map(|(stem, &count)| {
                    let all = everywhere.get(stem).copied().unwrap_or(count);
                    let weight = (rate(count, people as f32) / rate(all, total)).ln();
                    (count as f32 * weight.max(0.0), *stem)
                })
                .filter(|s| s.0 > 0.0)
                .collect();
            scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            let spell = |stem: &str| {
                let best = forms.get(stem)?.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))?;
                Some(best.0.clone())
            };
            scored.into_iter().take(SHOWN).filter_map(|(_, stem)| spell(stem)).collect()
        })
        .collect()
}
