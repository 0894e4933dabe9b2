//! What should change in the question after a wave has answered it.

use super::tally::PairCount;
use super::verified::{Figure, OptionShares, OtherShares};
use crate::closed_question::{Category, CategoryKind, ClosedQuestion};
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::proposals::Proposals;
use serde::Serialize;
use std::collections::BTreeSet;

/// An option that more people tick tells few of them apart.
const BROAD: f64 = 2.0 / 3.0;
/// Two options with a larger part of their people in common are hardly two; as for codes of a frame.
const SAME_PEOPLE: f64 = 0.7;
/// Least number of people who ticked both.
const LEAST_BOTH: usize = 10;
/// Where so large a part of those who mean an option wrote it under Other, they did not find it in its words.
const NOT_FOUND: f64 = 0.1;
/// One answer shows nothing: at least three people, as for a code.
const LEAST_PEOPLE: usize = 3;

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Too few people tick the option: take it off the list. Its code stays in the frame.
    Drop,
    /// Nearly everybody ticks it: divide its code, then list the parts.
    Split,
    /// Nearly the same people tick both: make one of them.
    Merge,
    /// People write under Other what is not listed: list it.
    Add,
    /// People write under Other what is listed: say it in their words.
    Reword,
}

impl ChangeKind {
    /// Its name in print.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Split => "split",
            Self::Merge => "merge",
            Self::Add => "add",
            Self::Reword => "reword",
        }
    }
}

/// One change of the question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// What to do.
    pub kind: ChangeKind,
    /// The option codes that it is about; for a merge the one that stays comes last.
    pub options: Vec<CodeNumber>,
    /// Why, in one sentence with the figures.
    pub reason: String,
}

/// What becomes of an option in the next question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Printed again, with the same code.
    Kept,
    /// Printed again; a person should change its words.
    Reword,
    /// Printed again; a person should divide it.
    Split,
    /// No longer printed.
    Dropped,
    /// Now part of this option.
    MergedInto(CodeNumber),
    /// New on the list.
    Added,
}

impl Fate {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Reword => "reword",
            Self::Split => "split",
            Self::Dropped => "dropped",
            Self::MergedInto(_) => "merged",
            Self::Added => "added",
        }
    }
}

/// Everything that changes are found in.
pub(super) struct Evidence<'a> {
    pub(super) question: &'a ClosedQuestion,
    pub(super) frame: &'a CodeFrame,
    pub(super) options: &'a [OptionShares],
    /// Whether somebody could have ticked each option: it had a column.
    pub(super) was_asked: &'a [bool],
    pub(super) other: &'a OtherShares,
    pub(super) pairs: &'a [PairCount],
    /// Themes among the texts under Other; shares are parts of everybody who answered.
    pub(super) themes: &'a Proposals,
    /// Least share of an option, 0..1.
    pub(super) min_share: f64,
}

pub(super) fn percent(part: Option<f64>) -> String {
    let percent = part.unwrap_or(0.0) * 100.0;
    if percent < 9.95 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

impl Evidence<'_> {
    /// The changes: drops, merges, splits and rewordings in print order, then what to add, the largest first.
    pub(super) fn changes(&self) -> Vec<Change> {
        let drops = self.drops();
        let dropped: BTreeSet<CodeNumber> = drops.iter().flat_map(|drop| drop.options.clone()).collect();
        let merges = self.merges(&dropped);
        let gone = |number: &CodeNumber| {
            dropped.contains(number) || merges.iter().any(|merge| merge.options.first() == Some(number))
        };
        let stay: Vec<&OptionShares> = self.reasons().filter(|shares| !gone(&shares.number)).collect();
        let splits = stay.iter().filter_map(|shares| split(shares));
        let rewords = stay
            .iter()
            .filter(|shares| !self.is_near_a_theme(shares.number))
            .filter_map(|shares| reword(shares));
        let rest: Vec<Change> = splits.chain(rewords).chain(self.unlisted()).chain(self.emerged()).collect();
        drops.into_iter().chain(merges.iter().cloned()).chain(rest).collect()
    }

    fn category(&self, number: CodeNumber) -> Option<&Category> {
        self.question.categories.iter().find(|option| option.number == number)
    }

    /// Reasons that could be ticked, in print order.
    fn reasons(&self) -> impl Iterator<Item = &OptionShares> {
        let asked = self.options.iter().zip(self.was_asked).filter(|(_, asked)| **asked);
        asked.map(|(shares, _)| shares).filter(|shares| {
            self.category(shares.number).is_some_and(|option| option.kind == CategoryKind::Reason)
        })
    }

    /// Options that are surely rarer than an option should be.
    fn drops(&self) -> Vec<Change> {
        let is_rare = |shares: &&OptionShares| shares.adjusted.high.is_some_and(|high| high < self.min_share);
        let drop = |shares: &OptionShares| {
            let Figure { count, share, high, .. } = shares.adjusted;
            let who = match count {
                0 => "nobody".to_owned(),
                1 => "one person".to_owned(),
                _ => format!("{count} people"),
            };
            let reason = format!(
                "{who} chose it, {} (at most {}): less than the {} that an option should have.",
                percent(share),
                percent(high),
                percent(Some(self.min_share))
            );
            Change { kind: ChangeKind::Drop, options: vec![shares.number], reason }
        };
        self.reasons().filter(is_rare).map(drop).collect()
    }

    /// Pairs of reasons that the same people tick, the most alike first; none twice, none of two sides.
    fn merges(&self, dropped: &BTreeSet<CodeNumber>) -> Vec<Change> {
        let mut used = dropped.clone();
        let mut merges = Vec::new();
        let alike = self.pairs.iter().filter(|p| p.overlap > SAME_PEOPLE && p.both >= LEAST_BOTH);
        for pair in alike {
            let at = |option: usize| Some((self.options.get(option)?, self.question.categories.get(option)?));
            let (Some(one), Some(other)) = (at(pair.options.0), at(pair.options.1)) else { continue };
            let is_reason = |option: &Category| option.kind == CategoryKind::Reason;
            if !is_reason(one.1)
                || !is_reason(other.1)
                || one.1.side != other.1.side
                || used.contains(&one.1.number)
                || used.contains(&other.1.number)
            {
                continue;
            }
            used.extend([one.1.number, other.1.number]);
            let (from, into) =
                if other.0.closed.count > one.0.closed.count { (one.1, other.1) } else { (other.1, one.1) };
            let reason = format!(
                "{} people ticked both, {} of those who ticked either.",
                pair.both,
                percent(Some(pair.overlap))
            );
            merges.push(Change { kind: ChangeKind::Merge, options: vec![from.number, into.number], reason });
        }
        merges
    }

    /// Whether texts of a new theme are coded to the option as long as the frame does not know the theme: what was written
    /// under Other says nothing of the option's words then.
    fn is_near_a_theme(&self, number: CodeNumber) -> bool {
        let codes = self.category(number).map_or(&[][..], |option| &option.codes);
        let mut themes = self.themes.list.iter().filter_map(|proposal| proposal.theme.as_ref());
        themes.any(|theme| theme.nearest.is_some_and(|nearest| codes.contains(&nearest)))
    }

    /// Codes of the frame that enough people wrote under Other.
    fn unlisted(&self) -> impl Iterator<Item = Change> {
        let is_enough = |figure: &Figure| {
            figure.count >= LEAST_PEOPLE && figure.share.is_some_and(|share| share >= self.min_share)
        };
        self.other.unlisted.iter().filter(move |unlisted| is_enough(&unlisted.group.figure)).map(|unlisted| {
            let figure = &unlisted.group.figure;
            let reason = format!(
                "{} people wrote it under Other, {} of everybody: code {} of the frame is not listed.",
                figure.count,
                percent(figure.share),
                unlisted.code
            );
            Change { kind: ChangeKind::Add, options: vec![unlisted.code], reason }
        })
    }

    /// New themes that enough people wrote under Other.
    fn emerged(&self) -> impl Iterator<Item = Change> {
        let themes =
            self.themes.list.iter().filter_map(|proposal| Some((proposal, proposal.theme.as_ref()?)));
        themes.filter(|(_, theme)| theme.share >= self.min_share).map(|(proposal, theme)| {
            let reason = format!(
                "{} people wrote it under Other, {} of everybody: no code of the frame says it; accept {} first.",
                theme.people,
                percent(Some(theme.share)),
                proposal.id
            );
            Change { kind: ChangeKind::Add, options: vec![theme.code.number], reason }
        })
    }

    /// The label of an option, code or new theme.
    pub(super) fn label(&self, number: CodeNumber) -> String {
        let language = self.question.languages.first().copied().unwrap_or(self.frame.label_language);
        if let Some(option) = self.category(number) {
            return option.label(language, self.question).0.to_owned();
        }
        let new = self.themes.list.iter().filter_map(|proposal| proposal.theme.as_ref());
        match new.map(|theme| &theme.code).find(|code| code.number == number) {
            Some(code) => code.labels.get(&language).or_else(|| code.labels.values().next()).cloned(),
            None => Some(self.frame.label(number, language).0.to_owned()),
        }
        .unwrap_or_default()
    }
}

fn split(shares: &OptionShares) -> Option<Change> {
    let share = shares.closed.share.filter(|share| *share > BROAD)?;
    let reason = format!("{} ticked it: it tells few people apart.", percent(Some(share)));
    Some(Change { kind: ChangeKind::Split, options: vec![shares.number], reason })
}

fn reword(shares: &OptionShares) -> Option<Change> {
    let (hidden, meant) = (shares.hidden.figure.count, shares.adjusted.count);
    let part = hidden as f64 / meant.max(1) as f64;
    (hidden >= LEAST_PEOPLE && part >= NOT_FOUND).then(|| {
        let reason =
            format!("{hidden} of {meant} people who mean it wrote it under Other: say it in their words.");
        Change { kind: ChangeKind::Reword, options: vec![shares.number], reason }
    })
}

#[cfg(test)]
mod tests {
    use super::super::other::Group;
    use super::super::verifier::tests::question;
    use super::*;
    use crate::testing::frame;

    fn figure(count: usize, high: f64) -> Figure {
        let share = count as f64 / 400.0;
        Figure { count, share: Some(share), low: Some(share / 2.0), high: Some(high) }
    }

    /// Ticked by so many of 400, and written under Other by so many.
    fn option(number: u16, ticked: usize, hidden: usize, high: f64) -> OptionShares {
        OptionShares {
            number: CodeNumber(number),
            closed: figure(ticked, high),
            open: Figure::default(),
            ratio: None,
            hidden: Group { figure: figure(hidden, high), quotes: Vec::new() },
            adjusted: figure(ticked + hidden, high),
        }
    }

    fn told(options: &[OptionShares], pairs: &[PairCount]) -> Vec<(ChangeKind, Vec<u16>)> {
        let (question, frame) = (question(), frame());
        let evidence = Evidence {
            question: &question,
            frame: &frame,
            options,
            was_asked: &[true; 5],
            other: &OtherShares::default(),
            pairs,
            themes: &Proposals::default(),
            min_share: 0.03,
        };
        let changes = evidence.changes();
        changes.into_iter().map(|c| (c.kind, c.options.into_iter().map(|n| n.0).collect())).collect()
    }

    #[test]
    fn what_is_rare_broad_or_not_found_is_told() {
        let options = [
            option(1, 300, 0, 0.8),
            option(2, 1, 0, 0.015),
            option(3, 20, 5, 0.1),
            option(9996, 0, 0, 0.01),
            option(97, 0, 0, 0.01),
        ];
        let expected =
            [(ChangeKind::Drop, vec![2]), (ChangeKind::Split, vec![1]), (ChangeKind::Reword, vec![3])];
        assert_eq!(told(&options, &[]), expected);
    }

    #[test]
    fn the_smaller_of_two_that_go_together_is_merged_into_the_larger() {
        let options = [option(1, 40, 0, 0.2), option(2, 60, 0, 0.2), option(3, 50, 0, 0.2)];
        let pair = |one, other, both, overlap| PairCount { options: (one, other), both, overlap, lift: 2.0 };
        let pairs = [pair(0, 1, 40, 0.9), pair(1, 2, 45, 0.8), pair(0, 2, 9, 0.75)];
        assert_eq!(told(&options, &pairs), [(ChangeKind::Merge, vec![1, 2])]);
    }
}
