//! Labels: two to five words that respondents themselves wrote, which name one theme and no other.
//!
//! Candidates are spans of clauses that begin and end with a naming word. The winner is near the theme's centre
//! and far from the others', said by many, and of the length that people print. Whole short clauses win ties:
//! they are grammatical because somebody said them so. No label holds the name of a person, place or brand.

use super::evidence::Evidence;
use super::spelling::Spelling;
use crate::embedding::EmbeddingMatrix;
use crate::parallel::Threads;
use crate::text::Language;
use std::collections::{BTreeMap, HashMap};

/// Clauses per theme that candidates are taken from, the closest first; more changed no label of the samples.
const CLAUSES: usize = 300;
/// Candidates per theme that are placed in the embedding.
const SHORTLIST: usize = 40;
/// Most words of a label.
const WORDS: usize = 5;
/// Characters of a label in a script without spaces.
const UNSPACED: std::ops::RangeInclusive<usize> = 2..=10;

/// A span that could name a theme.
#[derive(Debug, Clone, Default)]
struct Candidate {
    stems: Vec<String>,
    people: u32,
    /// Respondents whose whole clause it is.
    whole: u32,
    /// How many of the theme's people say its words, on average, against the theme's commonest word: 0..1.
    typical: f32,
    /// Spellings and how many wrote them so.
    forms: BTreeMap<String, u32>,
    polarity: f32,
}

/// A named theme.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    /// As printed: first letter a capital where the script has them.
    pub(super) text: String,
    /// Its stems, for telling labels apart.
    pub(super) stems: Vec<String>,
}

/// Names each theme in `language` from the clauses written in it; none where nobody wrote a usable span.
/// `place` puts candidate texts into the embedding that `centers` (`themes × dims`) lie in. Labels differ from
/// each other in their stems; earlier themes choose first.
pub(super) fn choose_labels(
    evidence: &[Evidence],
    centers: &EmbeddingMatrix,
    language: Language,
    place: impl Fn(&str, Language) -> Vec<f32> + Sync,
    threads: &Threads,
) -> Vec<Option<Label>> {
    let spelling = Spelling::learn(evidence, language);
    let candidates = collect(evidence, centers.rows(), language, &spelling, threads);
    let mut everywhere: HashMap<&[String], u32> = HashMap::new();
    for theme in &candidates {
        for candidate in theme {
            *everywhere.entry(&candidate.stems).or_default() += candidate.people;
        }
    }
    let indices: Vec<usize> = (0..candidates.len()).collect();
    let ranked = threads.map_chunks(&indices, 1, |theme, _| {
        let list = candidates.get(theme).map_or(&[][..], Vec::as_slice);
        let shortlist = shorten(list, &everywhere);
        rank(shortlist, centers, theme, language, &place)
    });
    let mut taken: Vec<Vec<String>> = Vec::new();
    ranked
        .into_iter()
        .map(|list| {
            let free = |c: &&Candidate| taken.iter().all(|t| overlap(t, &c.stems) < 0.6);
            let chosen = list.iter().copied().find(free)?;
            taken.push(chosen.stems.clone());
            Some(Label { text: print(chosen), stems: chosen.stems.clone() })
        })
        .collect()
}

/// Every span of every theme's closest clauses, counted in people.
fn collect(
    evidence: &[Evidence],
    themes: usize,
    language: Language,
    spelling: &Spelling,
    threads: &Threads,
) -> Vec<Vec<Candidate>> {
    let mut by_theme: Vec<Vec<&Evidence>> = vec![Vec::new(); themes];
    for item in evidence.iter().filter(|e| e.language == language && e.printable) {
        if let Some(list) = by_theme.get_mut(item.theme as usize) {
            list.push(item);
        }
    }
    threads.map_chunks(&by_theme, 1, |_, one| {
        let mut clauses = one.first().cloned().unwrap_or_default();
        clauses.sort_by(|a, b| b.closeness.total_cmp(&a.closeness).then_with(|| a.text.cmp(&b.text)));
        clauses.truncate(CLAUSES);
        let mut found: BTreeMap<Vec<String>, Candidate> = BTreeMap::new();
        for clause in &clauses {
            spans(clause, spelling, &mut found);
        }
        let said = stem_counts(&clauses);
        let most = said.values().copied().max().unwrap_or(1) as f32;
        for candidate in found.values_mut() {
            let sum: u32 = candidate.stems.iter().filter_map(|s| said.get(s.as_str())).sum();
            candidate.typical = sum as f32 / candidate.stems.len().max(1) as f32 / most;
        }
        found.into_values().collect()
    })
}

/// How many people say each naming word of these clauses.
fn stem_counts<'e>(clauses: &[&'e Evidence]) -> HashMap<&'e str, u32> {
    let mut said: HashMap<&str, u32> = HashMap::new();
    for clause in clauses {
        let mut stems: Vec<&str> = clause.words.iter().filter(|w| w.names).map(|w| w.stem.as_str()).collect();
        stems.sort_unstable();
        stems.dedup();
        for stem in stems {
            *said.entry(stem).or_default() += clause.people;
        }
    }
    said
}

fn spans(clause: &Evidence, spelling: &Spelling, found: &mut BTreeMap<Vec<String>, Candidate>) {
    for (first, _) in clause.words.iter().enumerate().filter(|(_, w)| w.names) {
        for last in first..clause.words.len().min(first + WORDS) {
            let word = &clause.words[last];
            if spelling.is_name(clause.text.get(word.start..word.end).unwrap_or("")) {
                break;
            }
            if !word.names {
                continue;
            }
            let Some(span) = clause.span(first, last) else { break };
            if !clause.language.uses_spaces() && !UNSPACED.contains(&span.chars().count()) {
                continue;
            }
            let stems: Vec<String> =
                clause.words[first..=last].iter().filter(|w| w.names).map(|w| w.stem.clone()).collect();
            let candidate = found.entry(stems.clone()).or_default();
            candidate.stems = stems;
            candidate.people += clause.people;
            candidate.polarity += clause.polarity * clause.people as f32;
            if first == 0 && last + 1 == clause.words.len() {
                candidate.whole += clause.people;
            }
            *candidate.forms.entry(written(clause, first, last, spelling)).or_default() += clause.people;
        }
    }
}

/// The span with every word in its usual spelling.
fn written(clause: &Evidence, first: usize, last: usize, spelling: &Spelling) -> String {
    let mut out = String::new();
    let mut end = clause.words[first].start;
    for word in &clause.words[first..=last] {
        out.push_str(clause.text.get(end..word.start).unwrap_or(""));
        out.push_str(&spelling.usual(clause.text.get(word.start..word.end).unwrap_or("")));
        end = word.end;
    }
    out
}

/// The candidates that many of this theme say and few of the others.
fn shorten<'c>(list: &'c [Candidate], everywhere: &HashMap<&[String], u32>) -> Vec<&'c Candidate> {
    let mut scored: Vec<(f32, &Candidate)> = list
        .iter()
        .map(|c| {
            let all = everywhere.get(c.stems.as_slice()).copied().unwrap_or(c.people).max(1);
            let own = c.people as f32 / all as f32;
            let words = if c.stems.len() > 1 { 1.0 } else { 0.5 };
            ((1.0 + c.people as f32).ln() * own * words * (0.2 + c.typical), c)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.stems.cmp(&b.1.stems)));
    scored.into_iter().take(SHORTLIST).map(|s| s.1).collect()
}

/// Best first.
fn rank<'c>(
    shortlist: Vec<&'c Candidate>,
    centers: &EmbeddingMatrix,
    theme: usize,
    language: Language,
    place: impl Fn(&str, Language) -> Vec<f32>,
) -> Vec<&'c Candidate> {
    let most = shortlist.iter().map(|c| c.people).max().unwrap_or(1) as f32;
    let mut scored: Vec<(f32, &Candidate)> = shortlist
        .into_iter()
        .map(|c| {
            let vector = place(&print(c), language);
            let near = |t: usize| crate::embedding::dot(centers.row(t), &vector);
            let others = (0..centers.rows()).filter(|&t| t != theme).map(near).fold(0.0f32, f32::max);
            let said = (1.0 + c.people as f32).ln() / (1.0 + most).ln();
            let whole = c.whole as f32 / c.people.max(1) as f32;
            let sided = (c.polarity / c.people.max(1) as f32).abs();
            let score =
                near(theme) - 0.5 * others + 0.35 * said + 0.1 * whole + 0.1 * sided + length(c, language);
            (score, c)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.stems.cmp(&b.1.stems)));
    scored.into_iter().map(|s| s.1).collect()
}

/// Labels of two and three words are printed most; one word alone is vague.
fn length(candidate: &Candidate, language: Language) -> f32 {
    if !language.uses_spaces() {
        let characters = commonest(candidate).chars().count();
        return if (4..=8).contains(&characters) { 0.1 } else { 0.0 };
    }
    match commonest(candidate).split_whitespace().count() {
        1 => -0.25,
        2 | 3 => 0.1,
        4 => 0.0,
        _ => -0.1,
    }
}

fn commonest(candidate: &Candidate) -> &str {
    let best = candidate.forms.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    best.map_or("", |f| f.0)
}

fn print(candidate: &Candidate) -> String {
    let mut chars = commonest(candidate).chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Part of the smaller set of stems that the other shares.
fn overlap(a: &[String], b: &[String]) -> f32 {
    let shared = a.iter().filter(|s| b.contains(s)).count();
    shared as f32 / a.len().max(b.len()).max(1) as f32
}
