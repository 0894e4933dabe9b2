//! Words that set a theme apart, whole and as people wrote them.

use super::evidence::Evidence;
use std::collections::{BTreeMap, HashMap};

/// Keywords shown per code.
const SHOWN: usize = 8;

/// How strongly each stem speaks for each theme, by stem.
///
/// People of the theme who say it × log of its rate here over its rate anywhere, so a frequent word that is
/// everybody's counts nothing (class-based TF–IDF in spirit, with rates for counts); only stems above 0.
pub(super) fn weights<'e>(
    evidence: impl Iterator<Item = &'e Evidence>,
    themes: usize,
) -> Vec<BTreeMap<&'e str, f32>> {
    let mut here: Vec<BTreeMap<&str, u32>> = vec![BTreeMap::new(); themes];
    let mut size = vec![0u32; themes];
    let mut everywhere: HashMap<&str, u32> = HashMap::new();
    for clause in evidence {
        let (Some(words), Some(people)) =
            (here.get_mut(clause.theme as usize), size.get_mut(clause.theme as usize))
        else {
            continue;
        };
        *people += clause.people;
        for stem in clause.stems() {
            *words.entry(stem).or_default() += clause.people;
            *everywhere.entry(stem).or_default() += clause.people;
        }
    }
    let total: f32 = size.iter().sum::<u32>().max(1) as f32;
    let rate = |count: u32, of: f32| count as f32 / of.max(1.0);
    here.into_iter()
        .zip(size)
        .map(|(words, people)| {
            let weighed = words.into_iter().map(|(stem, count)| {
                let all = everywhere.get(stem).copied().unwrap_or(count);
                let lift = (rate(count, people as f32) / rate(all, total)).ln();
                (stem, count as f32 * lift)
            });
            weighed.filter(|(_, weight)| *weight > 0.0).collect()
        })
        .collect()
}

/// The words of each theme, strongest first, in the spelling most people use.
#[must_use]
pub(super) fn keywords(evidence: &[Evidence], themes: usize) -> Vec<Vec<String>> {
    let printable = || evidence.iter().filter(|e| e.printable);
    let mut forms: HashMap<&str, BTreeMap<String, u32>> = HashMap::new();
    for clause in printable() {
        for word in clause.words.iter().filter(|w| w.names) {
            let written = word.written(&clause.text).to_lowercase();
            *forms.entry(&word.stem).or_default().entry(written).or_default() += clause.people;
        }
    }
    let spell = |stem: &str| {
        let best = forms.get(stem)?.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))?;
        Some(best.0.clone())
    };
    let strongest = |words: BTreeMap<&str, f32>| {
        let mut words: Vec<(&str, f32)> = words.into_iter().collect();
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        words.into_iter().take(SHOWN).filter_map(|(stem, _)| spell(stem)).collect()
    };
    weights(printable(), themes).into_iter().map(strongest).collect()
}
