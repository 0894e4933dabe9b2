//! The closed question on the page: as respondents see it in each language, the figures behind it, and what is left to do.

use super::stub::{Axis, Worded};
use super::visible::{NAME, SENTENCE, Shown};
use super::{languages, numbers};
use crate::closed_question::{AnswerFormat, Category, CategoryKind, ClosedQuestion, ReachStep};
use crate::code_frame::CodeNumber;
use crate::text::Language;
use serde::Serialize;

/// The question in print.
#[derive(Debug, Serialize)]
pub(super) struct ClosedView {
    /// How people answer, in words.
    answer: &'static str,
    options: Vec<OptionView>,
    ticks: [(String, String); 3],
    reach: Option<ReachView>,
    /// One per language, the language of the tables first.
    prints: Vec<Print>,
    todo: Vec<Task>,
    pilot: Vec<Shown>,
    notes: Vec<Shown>,
}

/// An option with its figures.
#[derive(Debug, Serialize)]
struct OptionView {
    /// The group that begins with it.
    opens: Option<Worded>,
    name: Worded,
    /// Tags of the languages that lack it.
    missing: Vec<&'static str>,
    codes: Vec<CodeNumber>,
    share: String,
    interval: String,
    /// The share that would volunteer it if as many were asked again.
    again: String,
    /// The bar's length and the interval's ends, in per cent of the drawing's width.
    bar: Option<(String, String, String)>,
    /// The style of its sign.
    sign: &'static str,
    /// How it behaves, in words.
    behaves: Vec<&'static str>,
    is_open: bool,
}

/// The question in one language, as a respondent sees it.
#[derive(Debug, Serialize)]
struct Print {
    name: &'static str,
    tag: &'static str,
    stem: Worded,
    /// Whether somebody must still word it in this language.
    is_stem_missing: bool,
    /// "Yes" and "No", for items that are answered one by one.
    yes_no: Option<(&'static str, &'static str)>,
    lines: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    text: Worded,
    sign: &'static str,
    is_missing: bool,
    is_open: bool,
    is_item: bool,
}

/// How many people find an answer of theirs.
#[derive(Debug, Serialize)]
struct ReachView {
    sentence: String,
    /// Per option: place, width, top and height of its column, in per cent of the drawing.
    columns: Vec<(String, String, String, String)>,
}

/// Something that a person should do before the question is printed.
#[derive(Debug, Serialize)]
struct Task {
    /// The language that it is about, where there are several.
    language: Option<&'static str>,
    sentence: Shown,
}

impl ClosedView {
    /// None where no option can be proposed.
    pub(super) fn new(question: &ClosedQuestion) -> Option<Self> {
        if question.categories.is_empty() {
            return None;
        }
        let axis = Axis::up_to(question.categories.iter().filter_map(|c| c.high.or(c.open_share)));
        let mut group = None;
        let options = question.categories.iter().map(|category| {
            let opens = category.group.filter(|net| group != Some(*net));
            group = category.group;
            option(category, opens, question, axis)
        });
        Some(Self {
            answer: answer(question.answer),
            options: options.collect(),
            ticks: axis.ticks(),
            reach: reach(&question.reach),
            prints: question.languages.iter().map(|&language| print(question, language)).collect(),
            todo: todo(question),
            pilot: sentences(question.pilot.iter().flat_map(|pilot| &pilot.sentences)),
            notes: sentences(&question.notes),
        })
    }
}

fn sentences<'s>(sentences: impl IntoIterator<Item = &'s String>) -> Vec<Shown> {
    sentences.into_iter().map(|sentence| Shown::new(sentence, SENTENCE)).collect()
}

/// How people answer.
pub(super) fn answer(format: AnswerFormat) -> &'static str {
    match format {
        AnswerFormat::Multiple => "Several answers allowed.",
        AnswerFormat::Single => "One answer allowed.",
        AnswerFormat::YesNo => "Yes or no to each reason.",
    }
}

/// Whether an option gets a round sign: it excludes others.
pub(super) fn is_round(category: &Category, format: AnswerFormat) -> bool {
    category.exclusive || format != AnswerFormat::Multiple
}

fn sign(category: &Category, format: AnswerFormat) -> &'static str {
    if is_round(category, format) { "round" } else { "box" }
}

/// The language of the tables.
fn first(question: &ClosedQuestion) -> Language {
    question.languages.first().copied().unwrap_or(Language::UND)
}

fn option(
    category: &Category,
    opens: Option<CodeNumber>,
    question: &ClosedQuestion,
    axis: Axis,
) -> OptionView {
    let language = first(question);
    let (text, is_own) = category.label(language, question);
    let group = opens.and_then(|net| question.groups.iter().find(|group| group.number == net));
    let label = group.and_then(|group| group.labels.get(&language).or_else(|| group.labels.values().next()));
    let bar = match (category.open_share, category.low, category.high) {
        (Some(part), Some(low), Some(high)) => Some((axis.at(part), axis.at(low), axis.at(high))),
        _ => None,
    };
    let behaves = [(category.exclusive, "excludes all others"), (!category.shuffle, "keeps its place")];
    OptionView {
        opens: label.map(|label| Worded::new(label, language, NAME)),
        name: Worded::new(text, if is_own { language } else { Language::UND }, NAME),
        missing: category.needs_translation.iter().map(|l| l.tag()).collect(),
        codes: category.codes.clone(),
        share: numbers::percent(category.open_share),
        interval: numbers::interval(category.low, category.high),
        again: category
            .again_low
            .map_or_else(String::new, |low| numbers::interval(Some(low), category.again_high)),
        bar,
        sign: sign(category, question.answer),
        behaves: behaves.into_iter().filter(|(is_so, _)| *is_so).map(|(_, how)| how).collect(),
        is_open: category.open_text,
    }
}

fn print(question: &ClosedQuestion, language: Language) -> Print {
    let worded = |(text, is_own): (&str, bool)| {
        (Worded::new(text, if is_own { language } else { Language::UND }, SENTENCE), !is_own)
    };
    let (stem, is_stem_missing) = worded(question.stem_in(language));
    let is_yes_no = question.answer == AnswerFormat::YesNo;
    let lines = question.categories.iter().map(|category| {
        let (text, is_missing) = worded(category.label(language, question));
        Line {
            text,
            is_missing,
            sign: sign(category, question.answer),
            is_open: category.open_text,
            is_item: is_yes_no && category.kind == CategoryKind::Reason,
        }
    });
    Print {
        name: languages::name(language),
        tag: language.tag(),
        stem,
        is_stem_missing,
        yes_no: ClosedQuestion::yes_no(language).filter(|_| is_yes_no),
        lines: lines.collect(),
    }
}

fn reach(steps: &[ReachStep]) -> Option<ReachView> {
    let width = 100.0 / steps.len() as f64;
    let columns = steps.iter().enumerate().map(|(at, step)| {
        let height = if step.covered.is_finite() { step.covered.clamp(0.0, 1.0) * 100.0 } else { 0.0 };
        let place = |part: f64| format!("{part:.2}");
        (place(at as f64 * width), place(width * 0.8), place(100.0 - height), place(height))
    });
    Some(ReachView { sentence: reach_sentence(steps)?, columns: columns.collect() })
}

/// "The first 5 options cover 71% of the people, all 12 cover 84%."; none without a curve.
pub(super) fn reach_sentence(steps: &[ReachStep]) -> Option<String> {
    let last = steps.last()?;
    let all = numbers::percent(Some(last.covered));
    let half = steps.len().div_ceil(2);
    let sentence = match steps.get(half.saturating_sub(1)) {
        _ if last.options == 1 => format!("The option covers {all} of the people"),
        Some(step) if steps.len() > 3 => {
            let some = numbers::percent(Some(step.covered));
            format!(
                "The first {} options cover {some} of the people, all {} cover {all}",
                step.options, last.options
            )
        }
        _ => format!("The {} options cover {all} of the people", last.options),
    };
    Some(format!("{sentence}: so many volunteered at least one of them."))
}

fn todo(question: &ClosedQuestion) -> Vec<Task> {
    let is_one = question.languages.len() == 1;
    let advice = question.advice.iter().map(|advice| (None, &advice.reason));
    let findings = question.findings.iter().map(|finding| (finding.language, &finding.sentence));
    let tasks = advice.chain(findings).map(|(language, sentence)| Task {
        language: language.filter(|_| !is_one).map(languages::name),
        sentence: Shown::new(sentence, SENTENCE),
    });
    tasks.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_in_one_sentence() {
        let steps = |covered: &[f64]| -> Vec<ReachStep> {
            let step = |(at, &covered)| ReachStep { options: at + 1, number: CodeNumber(at as u16), covered };
            covered.iter().enumerate().map(step).collect()
        };
        let sentence = |covered: &[f64]| reach_sentence(&steps(covered)).unwrap_or_default();
        assert_eq!(sentence(&[]), "");
        assert_eq!(
            sentence(&[0.3]),
            "The option covers 30% of the people: so many volunteered at least one of them."
        );
        assert_eq!(
            sentence(&[0.3, 0.4]),
            "The 2 options cover 40% of the people: so many volunteered at least one of them."
        );
        assert!(
            sentence(&[0.3, 0.4, 0.5, 0.55, 0.6])
                .starts_with("The first 3 options cover 50% of the people, all 5 cover 60%:")
        );
        let drawn = reach(&steps(&[0.25, f64::NAN])).unwrap();
        assert_eq!(drawn.columns[0], ("0.00".into(), "40.00".into(), "75.00".into(), "25.00".into()));
        assert_eq!(drawn.columns[1].3, "0.00");
    }
}
