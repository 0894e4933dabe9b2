//! The closed question itself, independent of any survey tool: what `question.json` holds.

use super::wording::StandardTexts;
use super::{Advice, Finding, Pilot, ReachStep, lint};
use crate::code_frame::{CodeNumber, Side};
use crate::shares::Base;
use crate::text::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How people answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerFormat {
    /// A list; all that apply are ticked.
    #[default]
    Multiple,
    /// A list; one is ticked.
    Single,
    /// Each reason is an item of its own with yes and no. Finds more than a list does (63 % against 51 % in the experiments of
    /// Pew Research Center 2019), and takes people longer.
    YesNo,
}

/// What a category is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CategoryKind {
    /// A reason that respondents gave.
    Reason,
    /// "Other (please specify)", with a text field.
    Other,
    /// "None of these"; excludes all others.
    None,
    /// "Don't know"; excludes all others.
    DontKnow,
    /// "Prefer not to say"; excludes all others.
    PreferNot,
}

/// One answer option as printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Position in print, from 1.
    pub position: usize,
    /// The option's code, for ever: that of its code or net for a reason, 97 for None, 98 for Don't know,
    /// [`Category::OTHER`] and [`Category::PREFER_NOT`]. Unique in the question.
    pub number: CodeNumber,
    /// What it is for.
    pub kind: CategoryKind,
    /// The wording by language.
    pub labels: BTreeMap<Language, String>,
    /// Languages of the question in which the wording is missing and a person must translate.
    pub needs_translation: Vec<Language>,
    /// The code numbers behind it: one for a reason (those of a net that is printed as one option), 97 for None, 98 for
    /// Don't know, none for Other and for Prefer not to say.
    pub codes: Vec<CodeNumber>,
    /// The side that its people take; none if it is no reason.
    pub side: Option<Side>,
    /// The group that it is printed and shuffled with.
    pub group: Option<CodeNumber>,
    /// People who volunteered it.
    pub count: usize,
    /// Share of the base that *volunteered* it, 0..1; a listed option draws more.
    pub open_share: Option<f64>,
    /// Interval of the open share, at the question's confidence.
    pub low: Option<f64>,
    /// Interval of the open share, at the question's confidence.
    pub high: Option<f64>,
    /// 90 % prediction interval of the share that would volunteer it if as many others were asked the open question again.
    pub again_low: Option<f64>,
    /// 90 % prediction interval, upper end.
    pub again_high: Option<f64>,
    /// Weighted share of the base that finds an answer among this and the categories above it, 0..1.
    pub cumulative_coverage: Option<f64>,
    /// May change places with the other shuffled ones.
    pub shuffle: bool,
    /// Cannot be combined with any other.
    pub exclusive: bool,
    /// Comes with a text field.
    pub open_text: bool,
}

impl Category {
    /// The option code of Other. Codes and nets of a frame are numbered from 1 without gaps and do not get so far.
    pub const OTHER: CodeNumber = CodeNumber(9996);
    /// The option code of Prefer not to say.
    pub const PREFER_NOT: CodeNumber = CodeNumber(9999);

    /// The label to print in `language`, and whether it stands in that language (false: a wording of another language of the
    /// question, and it needs translation). Empty only if there is no label at all.
    #[must_use]
    pub fn label(&self, language: Language, question: &ClosedQuestion) -> (&str, bool) {
        worded(&self.labels, language, &question.languages)
    }
}

/// Options that are printed together and change places among themselves: those of a net.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptionGroup {
    /// The net.
    pub number: CodeNumber,
    /// Its label by language.
    pub labels: BTreeMap<Language, String>,
}

/// The open question that was closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenQuestion {
    /// Its column in the survey file.
    pub column: String,
    /// Its wording, if known.
    pub wording: Option<String>,
}

/// The question as it may be printed in the next survey.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClosedQuestion {
    /// The open question that it was made of.
    pub open_question: OpenQuestion,
    /// Everybody who answered that: the base of all shares.
    pub base: Base,
    /// Level of the intervals of the open shares, 0..1.
    pub confidence: f64,
    /// The languages that the question is asked in, the label language first; never empty.
    pub languages: Vec<Language>,
    /// The stem by language.
    pub stem: BTreeMap<Language, String>,
    /// How people answer.
    pub answer: AnswerFormat,
    /// Options, in print order; empty where no code recurs often enough to be printed.
    pub categories: Vec<Category>,
    /// The groups that options belong to, in print order; empty where they are printed as one list.
    #[serde(default)]
    pub groups: Vec<OptionGroup>,
    /// How many people find at least one of their reasons among the first options.
    #[serde(default)]
    pub reach: Vec<ReachStep>,
    /// Codes that a person should look at before the question is printed: too broad, too alike.
    #[serde(default)]
    pub advice: Vec<Advice>,
    /// What a questionnaire designer would object to.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// What a small base may have missed; none where it is large.
    #[serde(default)]
    pub pilot: Option<Pilot>,
    /// What a reader must know (base too small, codes left out and why), one sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl ClosedQuestion {
    /// The stem to print in `language`, and whether it stands in that language.
    #[must_use]
    pub fn stem_in(&self, language: Language) -> (&str, bool) {
        worded(&self.stem, language, &self.languages)
    }

    /// "Yes" and "No" in `language`, for items that are answered one by one; none in a language without standard texts.
    #[must_use]
    pub fn yes_no(language: Language) -> Option<(&'static str, &'static str)> {
        StandardTexts::of(language).map(|texts| (texts.yes, texts.no))
    }

    /// Looks over a question that people edited: what is to be translated, and what a questionnaire designer would object to.
    pub fn look_over(&mut self) {
        for category in &mut self.categories {
            let missing = self.languages.iter().filter(|language| !category.labels.contains_key(language));
            category.needs_translation = missing.copied().collect();
        }
        self.findings = lint(self);
    }

    /// The options of a kind.
    pub fn of_kind(&self, kind: CategoryKind) -> impl Iterator<Item = &Category> {
        self.categories.iter().filter(move |category| category.kind == kind)
    }
}

/// The wording in `language`, else in the first of `languages` that has one, else any.
fn worded<'l>(
    labels: &'l BTreeMap<Language, String>,
    language: Language,
    languages: &[Language],
) -> (&'l str, bool) {
    if let Some(own) = labels.get(&language) {
        return (own, true);
    }
    let other = languages.iter().find_map(|l| labels.get(l)).or_else(|| labels.values().next());
    (other.map_or("", String::as_str), false)
}
