//! Labels: whole phrases that respondents themselves wrote, which name one theme and no other.
//!
//! A phrase wins by the weight of its words for the theme, by the people who say it here and not elsewhere, by the
//! shape that people print (noun phrases and short statements before fragments), and, where the theme takes a side, by
//! showing it. Where two themes want the same words, the one that they fit better gets them, and the other is
//! named by what sets it apart.

use super::candidates::{Candidate, collect};
use super::evidence::Evidence;
use super::grammar::Phrase;
use super::keywords::weights;
use super::spelling::Spelling;
use crate::parallel::Threads;
use crate::sentiment::NEUTRAL;
use crate::text::Language;
use std::collections::{BTreeMap, HashMap};

/// Candidates per theme that a label may be chosen from, best first.
const SHORTLIST: usize = 60;
/// Phrasings that a definition names.
const PHRASINGS: usize = 4;
/// Two phrases that share this part of their words say the same.
const ALIKE: f32 = 0.6;
/// People who are added to every word before its tone is believed.
const DOUBT: f32 = 5.0;
/// From so many people on, a phrase gains or loses all that its side is worth.
const SAID: f32 = 3.0;
/// A clear tone: the sentiment of a word's clauses beyond the survey's average.
const CLEAR_TONE: f32 = 0.25;

/// How a theme is called in one language.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Naming {
    /// As printed: first letter a capital where the script has them. None where nobody wrote a usable phrase.
    pub(super) label: Option<String>,
    /// Other ways in which people put it, the commonest first; distinct in their words.
    pub(super) phrasings: Vec<String>,
}

/// Names each theme in `language` from the clauses written in it. No two labels are the same.
pub(super) fn choose_labels(
    evidence: &[Evidence],
    themes: usize,
    language: Language,
    threads: &Threads,
) -> Vec<Naming> {
    let own: Vec<&Evidence> = evidence.iter().filter(|e| e.language == language).collect();
    let spelling = Spelling::learn(&own, language);
    let mut by_theme: Vec<Vec<&Evidence>> = vec![Vec::new(); themes];
    for clause in own.iter().filter(|e| e.printable) {
        if let Some(list) = by_theme.get_mut(clause.theme as usize) {
            list.push(clause);
        }
    }
    let words = weights(own.iter().copied(), themes);
    let indices: Vec<usize> = (0..themes).collect();
    let candidates =
        threads.map_chunks(&indices, 1, |theme, _| match (by_theme.get(theme), words.get(theme)) {
            (Some(clauses), Some(weights)) => collect(clauses, language, &spelling, weights),
            _ => Vec::new(),
        });
    let survey = Survey {
        words,
        tones: tones(&own),
        sides: by_theme.iter().map(|clauses| mean_polarity(clauses)).collect(),
        said: said(&candidates),
        language,
    };
    let ranked = threads.map_chunks(&indices, 1, |theme, _| {
        candidates.get(theme).map_or_else(Vec::new, |list| survey.rank(list, theme))
    });
    let labels = assign(&ranked, &survey);
    let named = ranked.iter().zip(labels).map(|(list, label)| Naming {
        phrasings: phrasings(list, label.as_ref().map(|l| l.chosen)),
        label: label.map(|l| l.text),
    });
    named.collect()
}

/// What every label is judged by.
struct Survey<'e> {
    /// The weight of each stem for each theme.
    words: Vec<BTreeMap<&'e str, f32>>,
    /// By stem: how much more positive its clauses are than all, summed over people, and how many people.
    tones: HashMap<&'e str, (f32, f32)>,
    /// The mean sentiment of each theme.
    sides: Vec<f32>,
    /// How many people say a phrase in any theme, by its stems.
    said: HashMap<&'e [String], u32>,
    language: Language,
}

/// A candidate and how well it names its theme.
#[derive(Debug, Clone, Copy)]
struct Scored<'c> {
    candidate: &'c Candidate,
    score: f32,
    tone: f32,
}

fn mean_polarity(clauses: &[&Evidence]) -> f32 {
    let people: u32 = clauses.iter().map(|c| c.people).sum();
    let sum: f32 = clauses.iter().map(|c| c.polarity * c.people as f32).sum();
    sum / people.max(1) as f32
}

fn tones<'e>(evidence: &[&'e Evidence]) -> HashMap<&'e str, (f32, f32)> {
    let average = mean_polarity(evidence);
    let mut sums: HashMap<&str, (f32, f32)> = HashMap::new();
    for clause in evidence {
        let people = clause.people as f32;
        for stem in clause.stems() {
            let (sum, count) = sums.entry(stem).or_default();
            *sum += (clause.polarity - average) * people;
            *count += people;
        }
    }
    sums
}

fn said(candidates: &[Vec<Candidate>]) -> HashMap<&[String], u32> {
    let mut said: HashMap<&[String], u32> = HashMap::new();
    for candidate in candidates.iter().flatten() {
        *said.entry(&candidate.stems).or_default() += candidate.people;
    }
    said
}

impl Survey<'_> {
    /// The best candidates of a theme, best first.
    fn rank<'c>(&self, candidates: &'c [Candidate], theme: usize) -> Vec<Scored<'c>> {
        let most = candidates.iter().map(|c| c.people).max().unwrap_or(1) as f32;
        let margins: Vec<f32> = candidates.iter().map(|c| c.margin).collect();
        let average = margins.iter().sum::<f32>() / margins.len().max(1) as f32;
        let spread = margins.iter().map(|m| (m - average).powi(2)).sum::<f32>() / margins.len().max(1) as f32;
        let spread = spread.sqrt().max(0.01);
        let mut scored: Vec<Scored> = candidates
            .iter()
            .map(|candidate| {
                let people = candidate.people as f32;
                let said = (1.0 + people).ln() / (1.0 + most).ln();
                let everywhere = self.said.get(candidate.stems.as_slice()).copied().unwrap_or(0) as f32;
                let own = people / (everywhere.max(people) + 1.0);
                let whole = candidate.whole as f32 / people.max(1.0);
                let typical = ((candidate.margin - average) / spread).clamp(-1.0, 1.0);
                let tone = self.tone(candidate);
                let score = 0.9 * self.weight(candidate, theme)
                    + 0.5 * said
                    + 0.3 * own
                    + 0.1 * whole
                    + 0.1 * typical
                    + self.shape(candidate)
                    + self.side(tone, theme) * (people / SAID).min(1.0);
                Scored { candidate, score, tone }
            })
            .collect();
        scored.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| a.candidate.stems.cmp(&b.candidate.stems))
        });
        scored.truncate(SHORTLIST);
        scored
    }

    /// How strongly its words speak for the theme, against the strongest word of all: 0..1.
    fn weight(&self, candidate: &Candidate, theme: usize) -> f32 {
        let Some(words) = self.words.get(theme) else { return 0.0 };
        let strongest = words.values().copied().fold(f32::EPSILON, f32::max);
        let weights =
            candidate.stems.iter().map(|s| words.get(s.as_str()).copied().unwrap_or(0.0) / strongest);
        // The root lets a telling second word count although a common one outweighs it by far.
        let (sum, best) = weights.fold((0.0, 0.0f32), |(sum, best), w| (sum + w.sqrt(), best.max(w)));
        0.5 * best.sqrt() + 0.5 * sum / candidate.stems.len().max(1) as f32
    }

    /// The strongest tone among the words that judge or do, each drawn to 0 if rare: the name of a thing takes no
    /// side, however often people complain about it.
    fn tone(&self, candidate: &Candidate) -> f32 {
        let tones = candidate.judging.iter().filter_map(|s| self.tones.get(s.as_str()));
        let tones = tones.map(|(sum, people)| sum / (people + DOUBT));
        tones.fold(0.0, |strongest, t| if t.abs() > f32::abs(strongest) { t } else { strongest })
    }

    /// What a one-sided theme gains by showing its side, or loses by showing the other; what a two-sided one loses by
    /// showing any.
    fn side(&self, tone: f32, theme: usize) -> f32 {
        let side = self.sides.get(theme).copied().unwrap_or(0.0);
        if side.abs() < NEUTRAL {
            return -0.05 * (tone.abs() / CLEAR_TONE).min(1.5);
        }
        0.2 * (tone * side.signum() / CLEAR_TONE).clamp(-1.5, 1.0)
    }

    /// What people print: two to four words, a noun phrase or a statement.
    fn shape(&self, candidate: &Candidate) -> f32 {
        let (kind, words) = candidate.shape();
        let kind = match kind {
            Phrase::Noun => 0.25,
            Phrase::Statement => 0.2,
            Phrase::Action => 0.15,
            Phrase::Loose => -0.05,
            Phrase::Bare => -0.3,
        };
        let length = match words {
            1 => -0.42,
            2..=4 => 0.1,
            5 => 0.0,
            _ => -0.1,
        };
        let numbered = candidate.text().chars().any(char::is_numeric);
        let rare = match candidate.people {
            1 => 0.15,
            2 => 0.05,
            _ => 0.0,
        };
        let empty = if candidate.core.is_empty() { 0.15 } else { 0.0 };
        let short = self.language.uses_spaces() && candidate.text().chars().count() < 4;
        kind + length - rare - empty - if numbered { 0.2 } else { 0.0 } - if short { 0.2 } else { 0.0 }
    }
}

/// A chosen label.
#[derive(Debug, Clone)]
struct Label<'c> {
    text: String,
    chosen: Scored<'c>,
}

/// One label per theme: in turn, the theme with the best free candidate takes it.
fn assign<'c>(ranked: &[Vec<Scored<'c>>], survey: &Survey) -> Vec<Option<Label<'c>>> {
    let mut labels: Vec<Option<Label<'c>>> = vec![None; ranked.len()];
    let mut taken: Vec<Scored> = Vec::new();
    let mut at = vec![0usize; ranked.len()];
    loop {
        let open = (0..ranked.len()).filter(|&t| labels[t].is_none());
        let best = open.filter_map(|t| Some((t, *ranked[t].get(at[t])?)));
        let Some((theme, chosen)) = best.max_by(|a, b| a.1.score.total_cmp(&b.1.score).then(b.0.cmp(&a.0)))
        else {
            break;
        };
        labels[theme] = Some(Label { text: chosen.candidate.printed(), chosen });
        taken.push(chosen);
        for (theme, list) in ranked.iter().enumerate().filter(|(t, _)| labels[*t].is_none()) {
            while list.get(at[theme]).is_some_and(|c| taken.iter().any(|t| is_alike(c, t))) {
                at[theme] += 1;
            }
        }
    }
    // Every phrase of these is another theme's too: the best one, with the word that parts it from the others.
    for (theme, list) in ranked.iter().enumerate() {
        if labels[theme].is_none()
            && let Some(best) = list.first()
        {
            labels[theme] = told_apart(*best, theme, survey, &labels);
        }
    }
    labels
}

/// A label that others share, followed by the theme's strongest word that makes it differ from all of them.
fn told_apart<'c>(
    chosen: Scored<'c>,
    theme: usize,
    survey: &Survey,
    labels: &[Option<Label>],
) -> Option<Label<'c>> {
    let mut words: Vec<(&str, f32)> = survey.words.get(theme)?.iter().map(|(s, w)| (*s, *w)).collect();
    words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let text = chosen.candidate.printed();
    let said = words.into_iter().filter(|(s, _)| chosen.candidate.stems.iter().all(|own| own != s));
    let mut texts = said.map(|(stem, _)| format!("{text} ({stem})"));
    let free = |t: &String| labels.iter().flatten().all(|l| l.text != *t);
    Some(Label { text: texts.find(free)?, chosen })
}

/// Whether one label would pass for the other.
fn is_alike(a: &Scored, b: &Scored) -> bool {
    let (left, right) = (a.candidate, b.candidate);
    if shared(&left.stems, &right.stems) >= ALIKE {
        return true;
    }
    let opposed = a.tone * b.tone < 0.0 && a.tone.abs().min(b.tone.abs()) > CLEAR_TONE / 2.0;
    let same_core = !left.core.is_empty() && shared(&left.core, &right.core) >= 1.0;
    let part =
        |small: &[String], large: &[String]| small.len() == 1 && small.iter().all(|s| large.contains(s));
    (same_core && !opposed) || part(&left.stems, &right.stems) || part(&right.stems, &left.stems)
}

/// Whether a phrase adds nothing to one that is there.
fn repeats(taken: &Candidate, new: &Candidate) -> bool {
    let same_core = !new.core.is_empty() && shared(&taken.core, &new.core) >= 1.0;
    same_core
        || shared(&taken.stems, &new.stems) >= ALIKE
        || new.stems.iter().all(|s| taken.stems.contains(s))
}

/// Part of the larger set of stems that the other shares.
fn shared(a: &[String], b: &[String]) -> f32 {
    let shared = a.iter().filter(|s| b.contains(s)).count();
    shared as f32 / a.len().max(b.len()).max(1) as f32
}

/// The commonest good phrases, none of which only repeats another or the label. From the third on, several people must
/// have said so.
fn phrasings(ranked: &[Scored], label: Option<Scored>) -> Vec<String> {
    let most = ranked.iter().map(|s| s.candidate.people).max().unwrap_or(1);
    let common =
        |s: &Scored| s.score + 0.6 * (1.0 + s.candidate.people as f32).ln() / (1.0 + most as f32).ln();
    let mut ranked = ranked.to_vec();
    ranked.sort_by(|a, b| {
        common(b).total_cmp(&common(a)).then_with(|| a.candidate.stems.cmp(&b.candidate.stems))
    });
    let mut chosen: Vec<Scored> = Vec::new();
    for scored in ranked {
        let said = scored.candidate.people >= 2 || chosen.len() < 2;
        if said && label.iter().chain(&chosen).all(|taken| !repeats(taken.candidate, scored.candidate)) {
            chosen.push(scored);
        }
        if chosen.len() == PHRASINGS {
            break;
        }
    }
    chosen.into_iter().map(|c| c.candidate.text().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::evidence::testing::evidence;
    use super::*;

    fn named(said: &[(u32, &str)]) -> Vec<Naming> {
        let threads = Threads::new(1).unwrap();
        let themes = said.iter().map(|s| s.0 as usize + 1).max().unwrap_or(0);
        let mut evidence = evidence(Language::EN, said);
        evidence.iter_mut().for_each(|clause| clause.people = 10);
        choose_labels(&evidence, themes, Language::EN, &threads)
    }

    #[test]
    fn labels_are_whole_phrases_that_show_the_side() {
        let named = named(&[
            (0, "long waiting times"),
            (0, "the waiting times are terrible"),
            (0, "very long waiting times at the clinic"),
            (1, "the staff were friendly"),
            (1, "friendly staff"),
            (1, "really friendly staff and doctors"),
            (2, "parking spaces"),
            (2, "more parking spaces please"),
        ]);
        let labels: Vec<&str> = named.iter().map(|n| n.label.as_deref().unwrap()).collect();
        assert_eq!(labels, ["Long waiting times", "Friendly staff", "Parking spaces"]);
    }

    #[test]
    fn themes_with_the_same_words_are_told_apart() {
        let named = named(&[
            (0, "friendly staff"),
            (0, "friendly staff"),
            (0, "the staff are friendly"),
            (1, "staff friendly"),
            (1, "friendly staff at reception"),
            (1, "reception desk"),
        ]);
        let labels: Vec<&str> = named.iter().map(|n| n.label.as_deref().unwrap()).collect();
        assert_eq!(labels[0], "Friendly staff");
        assert!(labels[1].to_lowercase().contains("reception"), "{labels:?}");
    }

    #[test]
    fn phrasings_differ_from_the_label_and_each_other() {
        let named = named(&[
            (0, "cheap prices"),
            (0, "cheap prices"),
            (0, "low prices"),
            (0, "prices are cheap"),
            (0, "good value"),
            (1, "nice view"),
        ]);
        assert_eq!(named[0].label.as_deref(), Some("Cheap prices"));
        assert!(named[0].phrasings.iter().all(|p| p != "cheap prices" && p != "prices are cheap"));
        assert!(named[0].phrasings.contains(&"good value".to_owned()), "{named:?}");
    }
}
