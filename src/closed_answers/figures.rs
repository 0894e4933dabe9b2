//! From counts to figures: every option's, what Other holds, what is new in it, what a reader must know.

use super::changes::percent;
use super::columns::Shape;
use super::other::{Gathered, OtherKind, OtherTally};
use super::rows::RowReader;
use super::tally::Tally;
use super::verified::{Figure, KindGroup, OptionShares, OtherShares, Unlisted};
use super::verifier::bare;
use super::vocabulary::Vocabulary;
use crate::closed_question::{Category, ClosedQuestion};
use crate::code_frame::{CodeNumber, Edit};
use crate::coding::SavedFrame;
use crate::error::Result;
use crate::parallel::Threads;
use crate::proposals::{ProposalKind, Proposals, WaveEars, propose};
use crate::settings::Settings;
use crate::shares::{Base, ShareColumn};
use std::collections::BTreeMap;

/// Whether each option could be ticked.
pub(super) fn was_asked(reader: &RowReader<'_>) -> Vec<bool> {
    let has_column = |at: usize| match &reader.layout.shape {
        Shape::Own(own) => own.iter().any(|(_, option)| *option == at),
        Shape::Lists(_) => true,
    };
    let is_written = |at: usize| reader.other == Some(at) && reader.layout.other.is_some();
    (0..reader.question.categories.len()).map(|at| has_column(at) || is_written(at)).collect()
}

/// Every option's figures.
pub(super) fn options(
    question: &ClosedQuestion,
    (closed, adjusted): (Option<&ShareColumn>, Option<&ShareColumn>),
    others: &OtherTally,
    confidence: f64,
) -> Vec<OptionShares> {
    let base = closed.map(|column| column.base).unwrap_or_default();
    let figure = |column: Option<&ShareColumn>, number: CodeNumber| {
        let share = column.and_then(|column| column.shares.iter().find(|share| share.number == number));
        share.map_or_else(Figure::default, |s| Figure {
            count: s.count,
            share: s.share,
            low: s.low,
            high: s.high,
        })
    };
    let option = |(at, option): (usize, &Category)| {
        let ticked = figure(closed, option.number);
        let open =
            Figure { count: option.count, share: option.open_share, low: option.low, high: option.high };
        let ratio = ticked.share.zip(open.share).filter(|(_, open)| *open > 0.0);
        OptionShares {
            number: option.number,
            closed: ticked,
            open,
            ratio: ratio.map(|(closed, open)| closed / open),
            hidden: others.listed.get(&at).cloned().unwrap_or_default().finish(&base, confidence),
            adjusted: figure(adjusted, option.number),
        }
    };
    question.categories.iter().enumerate().map(option).collect()
}

pub(super) fn other_shares(others: OtherTally, base: &Base, confidence: f64) -> OtherShares {
    let texts = others.kinds.values().map(|gathered| gathered.count).sum();
    let mut kinds = others.kinds;
    let group = |kind: OtherKind, kinds: &mut BTreeMap<OtherKind, Gathered>| {
        let group = kinds.remove(&kind).unwrap_or_default().finish(base, confidence);
        KindGroup { kind, group }
    };
    let kinds = OtherKind::ALL.map(|kind| group(kind, &mut kinds)).into();
    let mut unlisted: Vec<Unlisted> = others
        .unlisted
        .into_iter()
        .map(|(code, gathered)| Unlisted { code, group: gathered.finish(base, confidence) })
        .collect();
    let share = |unlisted: &Unlisted| unlisted.group.figure.share.unwrap_or(0.0);
    unlisted.sort_by(|a, b| share(b).total_cmp(&share(a)).then(a.code.cmp(&b.code)));
    OtherShares { texts, kinds, unlisted }
}

/// New themes among the texts, each with a number of its own; shares as parts of everybody who answered.
pub(super) fn themes(
    saved: &SavedFrame,
    heard: &WaveEars,
    settings: &Settings,
    threads: &Threads,
    (spoken, base): (&Gathered, &Base),
) -> Result<Proposals> {
    let mut found = propose(saved.frame(), &saved.model, heard, settings, threads)?;
    found.list.retain(|proposal| proposal.kind == ProposalKind::Add);
    let part = if base.weighted > 0.0 { spoken.weight / base.weighted } else { 0.0 };
    // Each takes the number that it will get if they are accepted in their order.
    let mut numbered = saved.frame().clone();
    for proposal in &mut found.list {
        let Some(theme) = &mut proposal.theme else { continue };
        let of_texts = theme.share;
        theme.share *= part;
        theme.low *= part;
        theme.high *= part;
        theme.code.number = numbered.next_code()?;
        numbered.codes.push(bare(theme.code.number));
        theme.code.places.iter_mut().for_each(|place| place.code = theme.code.number);
        proposal.reason = format!(
            "{} people wrote it under Other: {} of the texts there, {} of everybody who answered.",
            theme.people,
            percent(Some(of_texts)),
            percent(Some(theme.share))
        );
        proposal.edit = Some(Edit::Add(theme.code.clone()));
    }
    if !found.list.is_empty() {
        found.notes.push(
            "As long as a new theme is no code, its texts count to the nearest code or to none: accept it and verify again \
             for shares without them."
                .to_owned(),
        );
    }
    if found.list.len() > 1 {
        found.notes.push(
            "Accept new themes in the order of their numbers, so that their codes get the numbers of the options."
                .to_owned(),
        );
    }
    Ok(found)
}

/// What a reader must know of the rows.
pub(super) fn notes_of(tally: &Tally, vocabulary: &Vocabulary, was_asked: &[bool]) -> Vec<String> {
    let mut notes = Vec::new();
    let people = |count: usize| if count == 1 { "1 person".to_owned() } else { format!("{count} people") };
    if tally.unreadable_count > 0 {
        let places = tally.unreadable.iter().map(|row| {
            let column = row.column.as_deref().unwrap_or("");
            format!("row {}, column \"{column}\": {}", row.row, row.reason)
        });
        let places: Vec<String> = places.collect();
        let rows = if tally.unreadable_count == 1 { "row was" } else { "rows were" };
        notes.push(format!("{} {rows} set aside: {}.", tally.unreadable_count, places.join("; ")));
    }
    if tally.only_written > 0 {
        notes.push(format!(
            "{} wrote under Other without ticking it; they count as having ticked it.",
            people(tally.only_written)
        ));
    }
    if tally.contradictory > 0 {
        notes.push(format!(
            "{} ticked more beside an answer that excludes all others, or several where one was asked for; all of it counts.",
            people(tally.contradictory)
        ));
    }
    if let Some(&none) = tally.ticked.first().filter(|people| **people > 0) {
        notes.push(format!("{} said no to every option: in the base, with nothing ticked.", people(none)));
    }
    let nobody = was_asked.iter().enumerate().filter(|(at, asked)| **asked && tally.both(*at, *at) == 0);
    let nobody: Vec<&str> = nobody.map(|(at, _)| vocabulary.shown(at)).collect();
    if !nobody.is_empty() {
        notes.push(format!("Ticked by nobody: {}.", nobody.join(", ")));
    }
    notes
}
