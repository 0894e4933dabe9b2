//! The question for the wave after, and the edits of the frame that go with it.

use super::changes::{Change, ChangeKind, Evidence, Fate};
use super::verified::BridgeRow;
use crate::closed_question::{Category, CategoryKind, ClosedQuestion};
use crate::code_frame::{CodeNumber, Edit, Side};
use crate::proposals::{Proposal, ProposalKind, Proposals};
use crate::text::Language;
use std::collections::BTreeMap;

/// What the changes make of the question.
pub(super) struct Next {
    pub(super) question: ClosedQuestion,
    pub(super) bridge: Vec<BridgeRow>,
    pub(super) proposals: Proposals,
}

/// Applies the changes. Options keep their codes; those that are added get the number of their code, so that an answer
/// means the same in every wave.
pub(super) fn next(evidence: &Evidence<'_>, changes: &[Change]) -> Next {
    let mut bridge: Vec<BridgeRow> = evidence
        .question
        .categories
        .iter()
        .map(|option| BridgeRow { option: option.number, next: fate(option, changes) })
        .collect();
    let added: Vec<CodeNumber> = changes
        .iter()
        .filter(|change| change.kind == ChangeKind::Add)
        .flat_map(|change| change.options.iter().copied())
        .collect();
    bridge.extend(added.iter().map(|&option| BridgeRow { option, next: Fate::Added }));
    Next {
        question: question(evidence, changes, &bridge, &added),
        proposals: proposals(evidence, changes),
        bridge,
    }
}

fn fate(option: &Category, changes: &[Change]) -> Fate {
    let mut fate = Fate::Kept;
    for change in changes {
        let is_first = change.options.first() == Some(&option.number);
        match change.kind {
            ChangeKind::Drop if is_first => return Fate::Dropped,
            ChangeKind::Merge if is_first => {
                return change.options.last().map_or(Fate::Kept, |&into| Fate::MergedInto(into));
            }
            ChangeKind::Reword if is_first => fate = Fate::Reword,
            ChangeKind::Split if is_first => fate = Fate::Split,
            _ => {}
        }
    }
    fate
}

fn question(
    evidence: &Evidence<'_>,
    changes: &[Change],
    bridge: &[BridgeRow],
    added: &[CodeNumber],
) -> ClosedQuestion {
    let stays = |option: &&Category| {
        let fate = bridge.iter().find(|row| row.option == option.number).map(|row| row.next);
        !matches!(fate, Some(Fate::Dropped | Fate::MergedInto(_)))
    };
    let mut categories: Vec<Category> = evidence.question.categories.iter().filter(stays).cloned().collect();
    // A merged option carries the codes of both.
    for row in bridge {
        let Fate::MergedInto(into) = row.next else { continue };
        let from = evidence.question.categories.iter().find(|option| option.number == row.option);
        if let (Some(from), Some(into)) = (from, categories.iter_mut().find(|o| o.number == into)) {
            into.codes.extend(from.codes.iter().copied());
        }
    }
    let end =
        categories.iter().position(|option| option.kind != CategoryKind::Reason).unwrap_or(categories.len());
    categories.splice(end..end, added.iter().map(|&number| new_option(evidence, number)));
    for (position, option) in (1..).zip(&mut categories) {
        option.position = position;
        // Of the list as it was.
        option.cumulative_coverage = None;
    }
    let groups = evidence.question.groups.iter();
    let is_used = |number: CodeNumber| categories.iter().any(|option| option.group == Some(number));
    let sentence = |change: &Change| {
        let labels: Vec<String> =
            change.options.iter().map(|&n| format!("{n} “{}”", evidence.label(n))).collect();
        format!("{} {}: {}", change.kind.name(), labels.join(" into "), change.reason)
    };
    ClosedQuestion {
        groups: groups.filter(|group| is_used(group.number)).cloned().collect(),
        categories,
        reach: Vec::new(),
        advice: Vec::new(),
        findings: Vec::new(),
        pilot: None,
        notes: changes.iter().map(sentence).collect(),
        ..evidence.question.clone()
    }
}

/// An option for a code of the frame, or for a theme that is to become one.
fn new_option(evidence: &Evidence<'_>, number: CodeNumber) -> Category {
    let new = evidence.themes.list.iter().filter_map(|proposal| proposal.theme.as_ref());
    let new = new.map(|theme| &theme.code).find(|code| code.number == number);
    let code = evidence.frame.code(number);
    let labels = new.map(|code| &code.labels).or(code.map(|code| &code.labels));
    let side = new.map(|code| code.side).or(code.map(|code| code.side));
    let languages = &evidence.question.languages;
    let labels: BTreeMap<Language, String> = labels
        .map(|labels| {
            labels.iter().filter(|(l, _)| languages.contains(l)).map(|(l, t)| (*l, t.clone())).collect()
        })
        .unwrap_or_default();
    Category {
        position: 0,
        number,
        kind: CategoryKind::Reason,
        needs_translation: languages.iter().copied().filter(|l| !labels.contains_key(l)).collect(),
        labels,
        codes: vec![number],
        side: Some(side.unwrap_or(Side::Neutral)),
        group: None,
        count: 0,
        open_share: None,
        low: None,
        high: None,
        again_low: None,
        again_high: None,
        cumulative_coverage: None,
        shuffle: true,
        exclusive: false,
        open_text: false,
    }
}

/// Edits of the frame: new themes first, as they were numbered, then merges and splits.
fn proposals(evidence: &Evidence<'_>, changes: &[Change]) -> Proposals {
    let mut list = evidence.themes.list.clone();
    for change in changes {
        let codes = |number: Option<&CodeNumber>| {
            let option = evidence.question.categories.iter().find(|option| Some(&option.number) == number);
            option.and_then(|option| match option.codes.as_slice() {
                [code] => Some(*code),
                _ => None,
            })
        };
        let (first, last) = (codes(change.options.first()), codes(change.options.last()));
        let (kind, number, edit) = match (change.kind, first, last) {
            (ChangeKind::Merge, Some(from), Some(into)) => {
                (ProposalKind::Merge, from, Some(Edit::Merge { from: vec![from], into }))
            }
            (ChangeKind::Split, Some(code), _) => (ProposalKind::Split, code, None),
            _ => continue,
        };
        let id = format!("P{}", list.len() + 1);
        list.push(Proposal {
            id,
            kind,
            reason: change.reason.clone(),
            number: Some(number),
            edit,
            theme: None,
        });
    }
    Proposals { list, notes: evidence.themes.notes.clone() }
}
