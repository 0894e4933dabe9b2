//! Phrases that could name a theme: whole phrases of the clauses closest to its centre, counted in people.

use super::evidence::{Evidence, EvidenceWord};
use super::grammar::{Classes, Grammar, Phrase};
use super::spelling::Spelling;
use crate::text::Language;
use std::collections::{BTreeMap, HashMap};

/// Clauses per theme and language that candidates are taken from, the closest first; more changed no label of the
/// samples.
const CLAUSES: usize = 300;
/// Most words of a label.
const WORDS: usize = 6;
/// A candidate holds a word of at least this part of the strongest word's weight.
const TELLING: f32 = 0.08;
/// Most characters of a label.
const CHARACTERS: usize = 44;
/// Characters of a label in a script without spaces.
const UNSPACED: std::ops::RangeInclusive<usize> = 2..=12;
/// A phrase that stands inside a longer one for at least this part of its people is a fragment of it.
const FRAGMENT: f32 = 0.6;

/// One way to write a candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Form {
    people: u32,
    kind: Phrase,
    words: usize,
}

/// Phrases of the same words, in whatever order.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidate {
    /// The stems of its naming words, and denials, sorted.
    pub(super) stems: Vec<String>,
    /// Those of its stems that do not merely praise or blame.
    pub(super) core: Vec<String>,
    /// Those that judge, deny or do rather than name a thing.
    pub(super) judging: Vec<String>,
    /// Respondents who say it among the theme's closest clauses.
    pub(super) people: u32,
    /// Respondents whose whole clause it is.
    pub(super) whole: u32,
    /// How much nearer its clauses lie to the theme than to any other, on average.
    pub(super) margin: f32,
    forms: BTreeMap<String, Form>,
}

impl Candidate {
    /// The way to write it: common, and a whole phrase.
    fn form(&self) -> Option<(&String, &Form)> {
        let rank = |form: &Form| {
            let whole = match form.kind {
                Phrase::Noun => 6,
                Phrase::Statement => 5,
                Phrase::Action => 4,
                Phrase::Loose => 2,
                Phrase::Bare => 1,
            };
            form.people.saturating_mul(if form.words > 1 { 2 * whole } else { whole })
        };
        self.forms.iter().max_by(|a, b| rank(a.1).cmp(&rank(b.1)).then_with(|| b.0.cmp(a.0)))
    }

    /// What kind of phrase it is, and of how many words.
    pub(super) fn shape(&self) -> (Phrase, usize) {
        self.form().map_or((Phrase::Bare, 0), |(_, f)| (f.kind, f.words))
    }

    /// As written, first letter as in a sentence.
    pub(super) fn text(&self) -> &str {
        self.form().map_or("", |(text, _)| text)
    }

    /// As printed: the first letter a capital where the script has them.
    pub(super) fn printed(&self) -> String {
        capitalized(self.text())
    }
}

/// The first letter a capital, unless the word has one further on ("iPhone").
pub(super) fn capitalized(text: &str) -> String {
    let first_word = text.split(' ').next().unwrap_or("");
    if first_word.chars().skip(1).any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The candidates of one theme from its clauses in one language, in the order in which they were met. Each holds one
/// of the words in `weights` that speak for the theme by a fair part of the strongest.
pub(super) fn collect(
    clauses: &[&Evidence],
    language: Language,
    spelling: &Spelling,
    weights: &BTreeMap<&str, f32>,
) -> Vec<Candidate> {
    let mut closest = clauses.to_vec();
    closest.sort_by(|a, b| b.closeness.total_cmp(&a.closeness).then_with(|| a.text.cmp(&b.text)));
    closest.truncate(CLAUSES);
    let strongest = weights.values().copied().fold(0.0, f32::max);
    let mut candidates = read(&closest, language, spelling, weights, TELLING * strongest);
    if candidates.is_empty() {
        // The strongest words may all be names.
        candidates = read(&closest, language, spelling, weights, 0.0);
    }
    candidates
}

fn read<'e>(
    clauses: &[&'e Evidence],
    language: Language,
    spelling: &'e Spelling,
    weights: &'e BTreeMap<&'e str, f32>,
    telling: f32,
) -> Vec<Candidate> {
    let mut found = Found {
        language,
        grammar: Grammar::of(language),
        spelling,
        weights,
        telling,
        stems: HashMap::new(),
        spellings: HashMap::new(),
        index: HashMap::new(),
        list: Vec::new(),
    };
    for clause in clauses {
        found.read(clause);
    }
    found.finish()
}

struct Found<'e> {
    language: Language,
    grammar: Grammar,
    spelling: &'e Spelling,
    weights: &'e BTreeMap<&'e str, f32>,
    telling: f32,
    /// A number for each stem, and whether it is telling.
    stems: HashMap<&'e str, (u32, bool)>,
    /// The usual spelling of each word as written, and whether it is a name.
    spellings: HashMap<&'e str, (String, bool)>,
    index: HashMap<Vec<u32>, usize>,
    list: Vec<Candidate>,
}

/// A word of a clause that is read for candidates.
#[derive(Clone, Copy)]
struct Piece {
    /// Its stem's number.
    stem: u32,
    /// Whether it counts among a candidate's stems.
    counts: bool,
    /// Whether its stem speaks for the theme.
    tells: bool,
    /// Whether a phrase may end with it.
    ends: bool,
}

impl<'e> Found<'e> {
    fn read(&mut self, clause: &'e Evidence) {
        let classes = self.grammar.classes(clause);
        let pieces = clause.words.iter().zip(&classes);
        let pieces: Vec<Option<Piece>> =
            pieces.map(|(word, class)| self.piece(clause, word, *class)).collect();
        let mut seen: Vec<Vec<u32>> = Vec::new();
        for first in 0..clause.words.len() {
            // Up to the next name.
            let ahead: Vec<Piece> = pieces.iter().skip(first).take(WORDS).map_while(|piece| *piece).collect();
            if !ahead.iter().any(|p| p.tells) {
                continue;
            }
            for (last, kind) in self.grammar.phrases(clause, &classes, first, ahead.len()) {
                let Some(words) = ahead.get(..=last - first) else { break };
                if !words.iter().any(|p| p.tells)
                    || !words.last().is_some_and(|p| p.ends)
                    || !self.is_printable(clause, first, last)
                {
                    continue;
                }
                let mut key: Vec<u32> = words.iter().filter(|p| p.counts).map(|p| p.stem).collect();
                key.sort_unstable();
                let twice = words.windows(2).any(|pair| matches!(pair, [a, b] if a.stem == b.stem));
                key.dedup();
                if twice || seen.contains(&key) {
                    continue;
                }
                seen.push(key.clone());
                let form = Form { people: clause.people, kind, words: words.len() };
                self.add(clause, &classes, (first, last), key, form);
            }
        }
    }

    /// Nothing for a name.
    fn piece(&mut self, clause: &'e Evidence, word: &'e EvidenceWord, class: Classes) -> Option<Piece> {
        let number = self.stems.len() as u32;
        let weight = self.weights.get(word.stem.as_str()).copied().unwrap_or(0.0);
        let telling = weight > 0.0 && weight >= self.telling;
        let (stem, tells) = *self.stems.entry(&word.stem).or_insert((number, telling));
        let written = word.written(&clause.text);
        let spelling = self.spelling;
        let known = self
            .spellings
            .entry(written)
            .or_insert_with(|| (spelling.usual(written), spelling.is_name(written)));
        (!known.1).then_some(Piece {
            stem,
            counts: word.names || class.is_negator(),
            tells: tells && word.names,
            ends: word.names || class.is_particle(),
        })
    }

    fn is_printable(&self, clause: &Evidence, first: usize, last: usize) -> bool {
        let Some(span) = clause.span(first, last) else { return false };
        let characters = span.chars().count();
        if self.language.uses_spaces() {
            return characters <= CHARACTERS;
        }
        // Hiragana alone is grammar more often than not.
        let meaningful =
            self.language.tag() != "ja" || span.chars().any(|c| !('\u{3040}'..='\u{309f}').contains(&c));
        UNSPACED.contains(&characters) && meaningful && !span.contains(' ')
    }

    fn add(
        &mut self,
        clause: &Evidence,
        classes: &[Classes],
        (first, last): (usize, usize),
        key: Vec<u32>,
        form: Form,
    ) {
        let text = self.spelled(clause, first, last);
        let next = self.list.len();
        let at = *self.index.entry(key).or_insert(next);
        if at == next {
            let words = clause.words.get(first..=last).unwrap_or(&[]).iter();
            let counted = words.zip(classes.iter().skip(first)).filter(|(w, c)| w.names || c.is_negator());
            let stems = |fits: &dyn Fn(Classes) -> bool| -> Vec<String> {
                let fitting = counted.clone().filter(|(_, c)| fits(**c));
                let mut stems: Vec<String> = fitting.map(|(w, _)| w.stem.clone()).collect();
                stems.sort_unstable();
                stems.dedup();
                stems
            };
            self.list.push(Candidate {
                stems: stems(&|_| true),
                core: stems(&|c| !c.is_generic()),
                judging: stems(&Classes::is_judging),
                ..Candidate::default()
            });
        }
        let Some(candidate) = self.list.get_mut(at) else { return };
        candidate.people += clause.people;
        if first == 0 && last + 1 == clause.words.len() {
            candidate.whole += clause.people;
        }
        let closest = clause.next.map_or(0.0, |(_, closeness)| closeness);
        candidate.margin += (clause.closeness - closest) * clause.people as f32;
        candidate.forms.entry(text).or_insert(Form { people: 0, ..form }).people += form.people;
    }

    /// The span with every word in its usual spelling.
    fn spelled(&self, clause: &Evidence, first: usize, last: usize) -> String {
        let mut out = String::new();
        for (place, word) in clause.words.get(first..=last).unwrap_or(&[]).iter().enumerate() {
            let gap = if place > 0 { clause.gap(first + place).unwrap_or("") } else { "" };
            out.push_str(if gap.contains(' ') { " " } else { gap });
            let written = word.written(&clause.text);
            out.push_str(self.spellings.get(written).map_or(written, |known| &known.0));
        }
        out.replace('’', "'")
    }

    /// Averages, and takes out fragments.
    fn finish(mut self) -> Vec<Candidate> {
        let mut fragment = vec![false; self.list.len()];
        let mut keys: Vec<(&Vec<u32>, usize)> = self.index.iter().map(|(key, at)| (key, *at)).collect();
        keys.sort_unstable_by_key(|(_, at)| *at);
        for (key, longer) in keys.iter().filter_map(|(key, at)| Some((*key, self.list.get(*at)?))) {
            if key.len() < 2 || longer.people < 3 {
                continue;
            }
            for left_out in 0..key.len() {
                let mut key = key.clone();
                key.remove(left_out);
                let Some(&at) = self.index.get(&key) else { continue };
                let people = self.list.get(at).map_or(0, |c| c.people);
                if let Some(flag) = fragment.get_mut(at)
                    && longer.people as f32 >= FRAGMENT * people as f32
                {
                    *flag = true;
                }
            }
        }
        for candidate in &mut self.list {
            candidate.margin /= candidate.people.max(1) as f32;
        }
        self.list.into_iter().zip(fragment).filter(|(_, f)| !f).map(|(c, _)| c).collect()
    }
}
