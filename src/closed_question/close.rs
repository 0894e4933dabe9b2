//! Which codes are printed, in which order, and how much of the base they cover.

use super::wording::Wording;
use super::{Category, CategoryKind, ClosedQuestion, Patterns};
use crate::code_frame::{CodeFrame, CodeKind, CodeNumber};
use crate::settings::Settings;
use crate::shares::{Base, Share, ShareTable, wilson};
use crate::survey::Question;
use crate::text::Language;
use std::collections::BTreeMap;

/// Most reasons in one list: longer ones are read unevenly, the top of the list most.
const MOST_REASONS: usize = 12;
/// A reason that fewer people volunteered is an anecdote, whatever its share of a small base.
const LEAST_PEOPLE: usize = 10;

/// Closes the open question: the codes that enough people volunteered become the options of a tick-all list.
///
/// `table` and `patterns` are counted from the same codings. A reason has at least `settings.min_share` percent of the base
/// (weighted) and ten people (unweighted); the largest twelve are printed, then Other and None, and
/// Don't know if anybody volunteered it. Where no code qualifies the list is empty and a note says so.
#[must_use]
pub fn close(
    frame: &CodeFrame,
    table: &ShareTable,
    patterns: &Patterns,
    asked: &Question,
    settings: &Settings,
) -> ClosedQuestion {
    let printer = Printer { frame, languages: languages(frame) };
    let base = table.total().map(|c| c.base).unwrap_or_default();
    let mut reasons = recurring(frame, table, settings);
    let found = reasons.len();
    reasons.truncate(MOST_REASONS);
    let (stem, mut notes) = printer.stem(asked);
    notes.extend(limits(base, found, settings));
    if reasons.is_empty() {
        return ClosedQuestion { stem, multiple: true, categories: Vec::new(), notes };
    }
    notes.push(
        "The open share of an option is the part of the base that volunteered it. A listed option draws more \
         (\"economy\": 35 % when asked openly, 58 % when listed, Pew Research Center), so it is no forecast."
            .to_owned(),
    );
    let coverage = Coverage::count(&reasons, patterns);
    let categories = printer.categories(&reasons, table, &coverage, base, settings);
    ClosedQuestion { stem, multiple: true, categories, notes }
}

/// The survey's languages, the label language first.
fn languages(frame: &CodeFrame) -> Vec<Language> {
    let mut languages = vec![frame.label_language];
    languages.extend(frame.languages.iter().filter(|&&l| l != frame.label_language));
    languages.retain(|&l| l != Language::UND);
    languages
}

/// Theme codes that enough people volunteered, largest share first.
fn recurring<'t>(frame: &CodeFrame, table: &'t ShareTable, settings: &Settings) -> Vec<&'t Share> {
    let themes = frame.active_codes().filter(|c| c.kind == CodeKind::Theme);
    let mut reasons: Vec<&Share> = themes
        .filter_map(|code| table.of_total(code.number))
        .filter(|s| s.count >= LEAST_PEOPLE && s.share.is_some_and(|p| p * 100.0 >= settings.min_share))
        .collect();
    reasons.sort_by(|a, b| {
        let (first, second) = (a.share.unwrap_or(0.0), b.share.unwrap_or(0.0));
        second.total_cmp(&first).then(a.number.cmp(&b.number))
    });
    reasons
}

/// What the limits left out.
fn limits(base: Base, found: usize, settings: &Settings) -> Vec<String> {
    let mut notes = Vec::new();
    let least = LEAST_PEOPLE as f64 / base.count.max(1) as f64 * 100.0;
    if base.count < LEAST_PEOPLE {
        notes.push(format!(
            "The base is {} people; an option needs {LEAST_PEOPLE} who volunteered it. Keep the question open.",
            base.count
        ));
    } else if least > settings.min_share {
        notes.push(format!(
            "The base is {} people, so the {LEAST_PEOPLE} people that an option needs are {least:.1} % of it; \
             rarer reasons are not listed. They fall under Other.",
            base.count
        ));
    }
    if found == 0 && base.count >= LEAST_PEOPLE {
        notes.push(format!(
            "No code reaches {} % of the base and {LEAST_PEOPLE} people. Keep the question open.",
            settings.min_share
        ));
    }
    if found > MOST_REASONS {
        notes.push(format!(
            "{} more codes reach the limits; the list stops at the {MOST_REASONS} most frequent.",
            found - MOST_REASONS
        ));
    }
    notes
}

/// Everybody in the base, by the first place of the printed list where they find their answer.
struct Coverage {
    /// Weight of the people whose first reason this is, in printed order.
    reasons: Vec<f64>,
    /// People none of whose codes is printed.
    other: (usize, f64),
    /// Weight of the people left who only said that there is nothing.
    nothing: f64,
    /// Weight of the people left who only said that they do not know.
    dont_know: f64,
}

impl Coverage {
    fn count(reasons: &[&Share], patterns: &Patterns) -> Self {
        let mut covered =
            Self { reasons: vec![0.0; reasons.len()], other: (0, 0.0), nothing: 0.0, dont_know: 0.0 };
        for (codes, people, weight) in patterns.iter() {
            let first = reasons.iter().position(|reason| codes.contains(&reason.number));
            if let Some(place) = first.and_then(|place| covered.reasons.get_mut(place)) {
                *place += weight;
            } else if codes.contains(&CodeNumber::NOTHING) {
                covered.nothing += weight;
            } else if codes.contains(&CodeNumber::DONT_KNOW) {
                covered.dont_know += weight;
            } else {
                covered.other.0 += people;
                covered.other.1 += weight;
            }
        }
        covered
    }
}

/// Words categories in the survey's languages.
struct Printer<'f> {
    frame: &'f CodeFrame,
    languages: Vec<Language>,
}

impl Printer<'_> {
    /// The open question's own wording in the label language, a standard text in the others.
    fn stem(&self, asked: &Question) -> (BTreeMap<Language, String>, Vec<String>) {
        let mut stem = BTreeMap::new();
        let (mut standard, mut missing) = (Vec::new(), Vec::new());
        let wording = asked.wording.as_deref().map(str::trim).filter(|w| !w.is_empty());
        for &language in &self.languages {
            if let Some(wording) = wording.filter(|_| language == self.frame.label_language) {
                stem.insert(language, wording.to_owned());
            } else if let Some(text) = Wording::of(language) {
                stem.insert(language, text.stem.to_owned());
                standard.push(language.tag());
            } else {
                missing.push(language.tag());
            }
        }
        let mut notes = Vec::new();
        if !standard.is_empty() {
            notes.push(format!(
                "The stem in {} is a standard text, since the question's wording there is not known: adapt it.",
                standard.join(", ")
            ));
        }
        if !missing.is_empty() {
            notes.push(format!("The stem needs translation into {}.", missing.join(", ")));
        }
        (stem, notes)
    }

    fn categories(
        &self,
        reasons: &[&Share],
        table: &ShareTable,
        covered: &Coverage,
        base: Base,
        settings: &Settings,
    ) -> Vec<Category> {
        let mut categories = Vec::new();
        let mut reached = 0.0;
        let mut print = |mut category: Category, adds: f64| {
            reached += adds;
            category.position = categories.len() + 1;
            category.cumulative_coverage =
                (base.weighted > 0.0).then(|| (reached / base.weighted).clamp(0.0, 1.0));
            categories.push(category);
        };
        for (reason, &adds) in reasons.iter().zip(&covered.reasons) {
            print(self.reason(reason), adds);
        }
        let mut other = self.fixed(CategoryKind::Other, |w| w.other);
        let share = (base.weighted > 0.0).then(|| (covered.other.1 / base.weighted).clamp(0.0, 1.0));
        let interval = share.map(|p| wilson(p, base.effective, settings.confidence));
        (other.count, other.open_share) = (covered.other.0, share);
        (other.low, other.high) = (interval.map(|i| i.0), interval.map(|i| i.1));
        print(other, covered.other.1);

        let nothing = table.of_total(CodeNumber::NOTHING);
        // Where many volunteered "nothing", that is the wording they look for.
        let volunteered = nothing.and_then(|s| s.share).is_some_and(|p| p * 100.0 >= settings.min_share);
        let none = self.fixed(CategoryKind::None, |w| if volunteered { w.nothing } else { w.none });
        print(with_share(none, CodeNumber::NOTHING, nothing), covered.nothing);

        let dont_know = table.of_total(CodeNumber::DONT_KNOW).filter(|s| s.count > 0);
        if dont_know.is_some() {
            let category = self.fixed(CategoryKind::DontKnow, |w| w.dont_know);
            print(with_share(category, CodeNumber::DONT_KNOW, dont_know), covered.dont_know);
        }
        categories
    }

    fn reason(&self, share: &Share) -> Category {
        let labels = self.frame.code(share.number).map(|c| &c.labels);
        let mut category = self.worded(CategoryKind::Reason, |language| {
            labels.and_then(|l| l.get(&language)).map(|label| sentence_case(label))
        });
        if category.labels.is_empty() {
            // No survey language has a label: the one that exists is better than a blank line.
            category.labels =
                labels.into_iter().flatten().map(|(&l, label)| (l, sentence_case(label))).collect();
        }
        category.shuffle = true;
        with_share(category, share.number, Some(share))
    }

    fn fixed(&self, kind: CategoryKind, text: impl Fn(&Wording) -> &'static str) -> Category {
        let mut category = self.worded(kind, |language| Wording::of(language).map(|w| text(w).to_owned()));
        category.open_text = kind == CategoryKind::Other;
        category.exclusive = kind != CategoryKind::Other;
        category
    }

    /// A category without figures, in every language of the survey that `text` knows.
    fn worded(&self, kind: CategoryKind, text: impl Fn(Language) -> Option<String>) -> Category {
        let labels: BTreeMap<Language, String> =
            self.languages.iter().filter_map(|&l| Some((l, text(l)?))).collect();
        let needs_translation = self.languages.iter().copied().filter(|l| !labels.contains_key(l)).collect();
        Category {
            position: 0,
            kind,
            labels,
            needs_translation,
            codes: Vec::new(),
            count: 0,
            open_share: None,
            low: None,
            high: None,
            cumulative_coverage: None,
            shuffle: false,
            exclusive: false,
            open_text: false,
        }
    }
}

fn with_share(category: Category, number: CodeNumber, share: Option<&Share>) -> Category {
    Category {
        codes: vec![number],
        count: share.map_or(0, |s| s.count),
        open_share: share.and_then(|s| s.share),
        low: share.and_then(|s| s.low),
        high: share.and_then(|s| s.high),
        ..category
    }
}

/// The first letter as a capital, the rest as it is ("NHS app" keeps its capitals).
fn sentence_case(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::Coding;
    use crate::shares::tabulate;
    use crate::survey::Study;
    use crate::testing::{coded, frame, outside};

    fn patterns(study: &Study<'_>, codings: &[Coding]) -> Patterns {
        let mut patterns = Patterns::default();
        study.respondents.iter().zip(codings).for_each(|(person, coding)| patterns.add(person, coding));
        patterns
    }

    fn closed(codings: &[Coding], settings: &Settings) -> ClosedQuestion {
        let study = Study::from_verbatims("What should we improve?", codings.iter().map(|_| "x"));
        let table = tabulate(&study, codings, &frame(), 0.95);
        close(&frame(), &table, &patterns(&study, codings), &study.question, settings)
    }

    fn many(groups: &[(usize, &[u16])]) -> Vec<Coding> {
        groups.iter().flat_map(|&(n, codes)| vec![coded(codes, 0.0); n]).collect()
    }

    #[test]
    fn options_stand_by_share_and_cover_the_base_in_printed_order() {
        // Base 100: praise 20, blame 50 (10 of them with praise), 9 opening hours, 16 nothing, 5 don't know, 10 uncoded.
        let mut codings =
            many(&[(10, &[1]), (10, &[1, 2]), (40, &[2]), (9, &[3]), (16, &[97]), (5, &[98]), (10, &[])]);
        codings.extend(vec![outside(); 30]);
        let question = closed(&codings, &Settings::default());
        let printed: Vec<(&str, f64, f64)> = question
            .categories
            .iter()
            .map(|c| {
                (c.labels[&Language::EN].as_str(), c.open_share.unwrap(), c.cumulative_coverage.unwrap())
            })
            .collect();
        assert_eq!(
            printed,
            [
                ("Rude staff", 0.5, 0.5),
                ("Friendly staff", 0.2, 0.6),
                ("Other (please specify)", 0.19, 0.79),
                ("Nothing", 0.16, 0.95),
                ("Don't know", 0.05, 1.0),
            ]
        );
        assert!(question.categories.iter().all(|c| c.codes.len() <= 1), "praise and blame apart");
        let flags: Vec<(bool, bool, bool)> =
            question.categories.iter().map(|c| (c.shuffle, c.exclusive, c.open_text)).collect();
        assert_eq!(
            flags,
            [
                (true, false, false),
                (true, false, false),
                (false, false, true),
                (false, true, false),
                (false, true, false)
            ]
        );
        assert!(question.notes.iter().any(|n| n.contains("10.0 %")), "a base of 100 hides rarer reasons");
        assert!(question.notes.iter().any(|n| n.contains("volunteered")));
        assert!(question.notes.iter().all(|n| !n.contains("expected")));
    }

    #[test]
    fn wording_in_each_language_of_the_survey_or_a_request_for_it() {
        let question = closed(&many(&[(400, &[1]), (300, &[2])]), &Settings::default());
        let friendly = &question.categories[0];
        assert_eq!(friendly.labels[&Language::ET], "Sõbralik teenindus");
        assert!(friendly.needs_translation.is_empty());
        assert_eq!(question.categories[1].needs_translation, [Language::ET]);
        assert_eq!(question.stem[&Language::EN], "What should we improve?");
        assert!(question.stem[&Language::ET].starts_with("Millised"));
        assert_eq!(question.categories[3].labels[&Language::EN], "None of these");
        assert_eq!(question.categories.len(), 4, "nobody said that they do not know");
    }

    #[test]
    fn nothing_qualifies_on_a_small_base_and_a_note_says_why() {
        let question = closed(&many(&[(9, &[1])]), &Settings::default());
        assert!(question.categories.is_empty());
        assert!(question.notes.iter().any(|n| n.contains("Keep the question open")));
        assert!(closed(&[], &Settings::default()).categories.is_empty());
    }

    #[test]
    fn the_limits_are_a_weighted_share_and_unweighted_people() {
        let settings = Settings { min_share: 5.0, ..Settings::default() };
        let codings = many(&[(12, &[1]), (9, &[2]), (300, &[3])]);
        let mut study = Study::from_verbatims("why", codings.iter().map(|_| "x"));
        // Twelve people of weight 4 are 6 % (unweighted 4 %); nine of weight 50 are 56 %, but only nine.
        study.respondents[..12].iter_mut().for_each(|r| r.weight = 4.0);
        study.respondents[12..21].iter_mut().for_each(|r| r.weight = 50.0);
        let table = tabulate(&study, &codings, &frame(), 0.95);
        let question = close(&frame(), &table, &patterns(&study, &codings), &study.question, &settings);
        let codes: Vec<u16> =
            question.categories.iter().filter(|c| c.shuffle).map(|c| c.codes[0].0).collect();
        assert_eq!(codes, [3, 1]);
    }
}
