//! From what was heard to proposals.

use super::{Proposal, ProposalKind, Proposals, WaveEars};
use crate::code_frame::{CodeFrame, CodeKind, CodeNumber, Edit};
use crate::coding::CodingModel;
use crate::emerging::{EmergingTheme, find_emerging};
use crate::error::Result;
use crate::parallel::Threads;
use crate::settings::Settings;
use std::collections::BTreeSet;

/// Two codes with a larger part of their people in common are hardly two.
const SAME_PEOPLE: f64 = 0.7;
/// Least number of people who carry both.
const LEAST_BOTH: u64 = 10;
/// A code of a larger part of the base says little.
const BROAD: f64 = 0.3;

/// The proposals after a wave that was coded with this frame.
///
/// # Errors
/// As [`find_emerging`].
pub fn propose(
    frame: &CodeFrame,
    model: &CodingModel,
    heard: &WaveEars,
    settings: &Settings,
    threads: &Threads,
) -> Result<Proposals> {
    let emerging = find_emerging(frame, model, &heard.sample, settings, threads)?;
    let mut list: Vec<Proposal> = emerging.themes.into_iter().map(|theme| add(theme, frame)).collect();
    list.extend(merges(frame, heard));
    list.extend(splits(frame, heard));
    list.extend(retirements(frame, heard));
    for (number, proposal) in (1..).zip(&mut list) {
        proposal.id = format!("P{number}");
    }
    Ok(Proposals { list, notes: emerging.notes })
}

fn about(kind: ProposalKind, number: Option<CodeNumber>, edit: Option<Edit>, reason: String) -> Proposal {
    Proposal { id: String::new(), kind, reason, number, edit, theme: None }
}

fn percent(part: f64) -> String {
    let percent = part * 100.0;
    if percent < 9.95 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

fn add(theme: EmergingTheme, frame: &CodeFrame) -> Proposal {
    let share = format!(
        "{} of the base ({} to {}) speak of it",
        percent(theme.share),
        percent(theme.low),
        percent(theme.high)
    );
    let before = match theme.before {
        None => String::new(),
        Some(before) if before.share <= 0.0 => "; nobody in the first wave's sample did".to_owned(),
        Some(before) if before.uncoded > 0.0 => format!(
            "; {} in the first wave's, {} where no code fitted",
            percent(before.share),
            percent(before.uncoded)
        ),
        Some(before) => format!("; {} in the first wave's", percent(before.share)),
    };
    let nearest = theme.nearest.filter(|_| theme.uncoded < 0.5).map_or_else(String::new, |code| {
        format!("; today most of it is coded {code} \"{}\"", frame.label(code, frame.label_language).0)
    });
    let edit = Edit::Add(theme.code.clone());
    Proposal {
        theme: Some(theme),
        ..about(ProposalKind::Add, None, Some(edit), format!("{share}{before}{nearest}."))
    }
}

/// Pairs of codes that hardly differ in their people, the most alike first; no code twice.
fn merges(frame: &CodeFrame, heard: &WaveEars) -> Vec<Proposal> {
    let is_theme = |number| {
        frame.code(number).is_some_and(|code| code.kind == CodeKind::Theme && code.standing.is_active())
    };
    let found = heard.pairs.overlaps().filter(|((a, b), part, both)| {
        *part > SAME_PEOPLE && *both >= LEAST_BOTH && is_theme(*a) && is_theme(*b)
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut used = BTreeSet::new();
    let mut proposals = Vec::new();
    for ((a, b), part, both) in found {
        if used.contains(&a) || used.contains(&b) {
            continue;
        }
        used.extend([a, b]);
        let (from, into) = if heard.pairs.people(a) < heard.pairs.people(b) { (a, b) } else { (b, a) };
        let reason = format!("{both} people carry both, {} of those who carry either.", percent(part));
        let edit = Edit::Merge { from: vec![from], into };
        proposals.push(about(ProposalKind::Merge, Some(from), Some(edit), reason));
    }
    proposals
}

/// Codes that carry too much, the largest first.
fn splits(frame: &CodeFrame, heard: &WaveEars) -> Vec<Proposal> {
    let base = heard.pairs.base().max(1) as f64;
    let themes = frame.active_codes().filter(|code| code.kind == CodeKind::Theme);
    let shares = themes.map(|code| (heard.pairs.people(code.number) as f64 / base, code.number));
    let mut broad: Vec<(f64, CodeNumber)> = shares.filter(|(share, _)| *share > BROAD).collect();
    broad.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let split = |(share, number): (f64, CodeNumber)| {
        let reason = format!("{} of the base carry it: too broad to say much.", percent(share));
        about(ProposalKind::Split, Some(number), None, reason)
    };
    broad.into_iter().map(split).collect()
}

/// Codes that nobody gave, in the frame's order.
fn retirements(frame: &CodeFrame, heard: &WaveEars) -> Vec<Proposal> {
    let base = heard.pairs.base();
    let themes = frame.active_codes().filter(|code| code.kind == CodeKind::Theme && base > 0);
    let unused = themes.filter(|code| heard.pairs.people(code.number) == 0);
    let retire = |number| {
        let reason = format!("None of {base} people gave it in this wave.");
        about(ProposalKind::Retire, Some(number), Some(Edit::Retire { number }), reason)
    };
    unused.map(|code| retire(code.number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{coded, frame};

    #[test]
    fn unused_broad_and_double_codes_are_proposed_in_that_order_and_numbered() {
        let mut heard = WaveEars::default();
        (0..30).for_each(|_| heard.pairs.add(&coded(&[1, 2], 0.0)));
        (0..5).for_each(|_| heard.pairs.add(&coded(&[1], 0.0)));
        (0..30).for_each(|_| heard.pairs.add(&coded(&[], 0.0)));
        let model = CodingModel::default();
        let threads = Threads::new(1).unwrap();
        let found = propose(&frame(), &model, &heard, &Settings::default(), &threads).unwrap();
        let told: Vec<_> =
            found.list.iter().map(|p| (p.id.as_str(), p.kind, p.number.map(|n| n.0))).collect();
        let (merge, split, retire) = (ProposalKind::Merge, ProposalKind::Split, ProposalKind::Retire);
        assert_eq!(
            told,
            [("P1", merge, Some(2)), ("P2", split, Some(1)), ("P3", split, Some(2)), ("P4", retire, Some(3))]
        );
        assert_eq!(found.list[0].words(&frame()), "merge 2 “rude staff” into 1 “friendly staff”");
        assert_eq!(found.list[1].command("DIR"), "openend frame split DIR 1");
        assert_eq!(found.list[3].command("DIR"), "openend frame accept DIR P4");
    }

    #[test]
    fn an_empty_wave_proposes_nothing() {
        let (model, threads) = (CodingModel::default(), Threads::new(1).unwrap());
        let found = propose(&frame(), &model, &WaveEars::default(), &Settings::default(), &threads).unwrap();
        assert_eq!(found.list, []);
    }
}
