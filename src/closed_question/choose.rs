//! Which codes become options, and which of them a person should look at first.

use super::reach::Reach;
use super::{Closing, Patterns, ReachStep};
use crate::code_frame::check::{Mend, Rule, Usage, check};
use crate::code_frame::{Code, CodeFrame, CodeKind, CodeNumber, History, Net, Side, Standing};
use crate::error::{Error, Result};
use crate::shares::{Share, ShareTable};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A reason that fewer people volunteered is an anecdote, whatever its share of a small base.
pub(super) const LEAST_PEOPLE: usize = 10;
/// A net that more of the base volunteered says too little to be one option.
const WIDEST_NET: f64 = 0.15;
/// How much further the list must reach with a net in place of its codes for the net to be proposed. With both limits twenty
/// options would cover 57.8 % of the other half instead of 53.9, twelve 49.7 instead of 43.5 (three random halvings of six
/// labelled sets, default engine). On eight further surveys they lost, 50.3 % instead of 55.4, so a net is proposed to people
/// and never listed unasked (benches/README.md).
const NET_GAIN: f64 = 1.02;

/// What options are chosen by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChooseBy {
    /// The largest shares.
    #[default]
    Share,
    /// The most people that together they reach (TURF).
    Reach,
}

/// What a person is asked to consider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdviceKind {
    /// The code is too broad for one option.
    Split,
    /// The codes are too alike for two options.
    Merge,
}

/// Codes that a person should look at before the question is printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    /// What to consider.
    pub kind: AdviceKind,
    /// The codes that it is about: the one to divide, or the one to merge and the one to merge it into.
    pub numbers: Vec<CodeNumber>,
    /// Why, in one sentence with the figures.
    pub reason: String,
}

impl Advice {
    /// The command that does it, for the frame in `folder` as a shell takes it.
    #[must_use]
    pub fn command(&self, folder: &str) -> String {
        match (self.kind, self.numbers.as_slice()) {
            (AdviceKind::Split, [code, ..]) => format!("openend frame split {folder} {code}"),
            (AdviceKind::Merge, [from, into, ..]) => {
                format!("openend frame merge {folder} {from} --into {into}")
            }
            _ => String::new(),
        }
    }
}

/// A code or net that is listed.
#[derive(Debug, Clone)]
pub(super) struct Reason<'t> {
    /// The code or net.
    pub(super) number: CodeNumber,
    /// The codes behind it: itself, or those of the net.
    pub(super) codes: Vec<CodeNumber>,
    /// The side that its codes take.
    pub(super) side: Side,
    /// The net above it; none for a net.
    pub(super) net: Option<CodeNumber>,
    /// Who volunteered it.
    pub(super) share: &'t Share,
}

impl Reason<'_> {
    fn part(&self) -> f64 {
        self.share.share.unwrap_or(0.0)
    }
}

/// What was chosen.
#[derive(Debug)]
pub(super) struct Chosen<'t> {
    /// The reasons to list, the largest share first.
    pub(super) reasons: Vec<Reason<'t>>,
    /// Reasons that reach the limits and find no place.
    pub(super) crowded_out: usize,
    /// Reasons that are listed only because the owner keeps them.
    pub(super) kept: Vec<CodeNumber>,
    /// Nets that would let the list reach more people if they stood in place of their codes.
    pub(super) nets: Vec<CodeNumber>,
}

/// Chooses the reasons to list: those that are kept, then of the codes that reach the limits those with the largest shares;
/// or, if the owner wants, those that together reach the most people. A net stands in place of its codes only if it is kept:
/// as drafted its label is a list of words, which is no answer; those that would let the list reach more are told.
///
/// By share unless told otherwise: on three random halvings of six labelled sets (fast engine) the twenty options of the
/// largest shares cover 53.3 % of the other half and the twenty of the furthest reach 53.6 %; of twelve, 43.9 and 43.5 %.
/// Where lists are equally good, the one that leaves out no larger share is easier to defend.
pub(super) fn choose<'t>(
    frame: &'t CodeFrame,
    table: &'t ShareTable,
    patterns: &Patterns,
    closing: &Closing,
) -> Result<Chosen<'t>> {
    let asked = Asked::read(frame, closing)?;
    let mut kept = Vec::new();
    for &number in &asked.keep {
        let reason = reason(frame, table, number);
        kept.push(reason.ok_or_else(|| Error::Internal(format!("no share of code {number}")))?);
    }
    let is_taken = |code: &Code| {
        asked.leave_out.contains(&code.number) || kept.iter().any(|kept| kept.codes.contains(&code.number))
    };
    let reaches_limits = |share: &Share| {
        share.count >= LEAST_PEOPLE && share.share.is_some_and(|part| part * 100.0 >= closing.min_share)
    };
    let mut others: Vec<Reason> = themes(frame)
        .filter(|code| !is_taken(code))
        .filter_map(|code| reason(frame, table, code.number))
        .filter(|reason| reaches_limits(reason.share))
        .collect();
    by_share(&mut others);
    let nets = frame.active_nets().filter(|net| {
        let codes = || members(frame, net);
        let mixes = matches!(sides(frame, net), [Some(_), Some(_)]);
        !mixes && codes().count() > 1 && !codes().any(&is_taken)
    });
    let nets = nets.filter_map(|net| reason(frame, table, net.number));
    let nets = nets.filter(|net| reaches_limits(net.share) && net.part() <= WIDEST_NET).collect::<Vec<_>>();
    let nets = wider(&kept, &others, &nets, patterns, closing.options);
    let below = kept.iter().filter(|reason| !reaches_limits(reason.share)).map(|reason| reason.number);
    let below = below.collect();
    let (first, mut reasons) = (kept.len(), kept);
    reasons.extend(others);
    let crowded_out = reasons.len().saturating_sub(closing.options);
    if crowded_out > 0 && closing.choose == ChooseBy::Reach {
        reasons = furthest(&reasons, first, patterns, closing.options);
    }
    reasons.truncate(closing.options);
    by_share(&mut reasons);
    Ok(Chosen { reasons, crowded_out, kept: below, nets })
}

/// Those nets that in place of their codes let the first `most` reasons, after those that are kept, reach more people: the one
/// that gains the most first, as long as one gains enough.
fn wider(
    kept: &[Reason],
    codes: &[Reason],
    nets: &[Reason],
    patterns: &Patterns,
    most: usize,
) -> Vec<CodeNumber> {
    let all: Vec<&Reason> = kept.iter().chain(codes).chain(nets).collect();
    let reach = Reach::new(&all.iter().map(|reason| reason.codes.as_slice()).collect::<Vec<_>>(), patterns);
    // Places in `all` of the list that these nets give.
    let list = |standing: &[usize]| -> Vec<usize> {
        let covers = |net: &usize, place: usize| match (all.get(*net), all.get(place)) {
            (Some(net), Some(code)) => net.codes.contains(&code.number),
            _ => false,
        };
        let free = (kept.len()..kept.len() + codes.len())
            .filter(|&place| !standing.iter().any(|net| covers(net, place)));
        let mut list: Vec<usize> = free.chain(standing.iter().copied()).collect();
        let key = |place: &usize| all.get(*place).map_or((0.0, CodeNumber(0)), |r| (r.part(), r.number));
        list.sort_by(|a, b| {
            let (a, b) = (key(a), key(b));
            b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
        });
        list
    };
    let reached = |standing: &[usize]| {
        let list: Vec<usize> = (0..kept.len()).chain(list(standing)).take(most).collect();
        reach.added(&list).iter().sum::<f64>()
    };
    let mut standing = Vec::new();
    let mut best = reached(&standing);
    loop {
        let left = (kept.len() + codes.len()..all.len()).filter(|net| !standing.contains(net));
        let tried = left.map(|net| {
            let with: Vec<usize> = standing.iter().copied().chain([net]).collect();
            (reached(&with), net)
        });
        let furthest = tried.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let Some((gained, net)) = furthest.filter(|(gained, _)| *gained > best * NET_GAIN) else { break };
        (best, standing) = (gained, standing.into_iter().chain([net]).collect());
    }
    standing.iter().filter_map(|&net| all.get(net)).map(|net| net.number).collect()
}

/// The `most` reasons that together reach the most people, the first `kept` of them given.
fn furthest<'t>(reasons: &[Reason<'t>], kept: usize, patterns: &Patterns, most: usize) -> Vec<Reason<'t>> {
    let codes: Vec<&[CodeNumber]> = reasons.iter().map(|reason| reason.codes.as_slice()).collect();
    let (reach, first) = (Reach::new(&codes, patterns), (0..kept).collect::<Vec<_>>());
    let best = reach.best(&first, most).unwrap_or_else(|| reach.greedy(&first, most));
    best.iter().filter_map(|&place| reasons.get(place).cloned()).collect()
}

fn by_share(reasons: &mut [Reason]) {
    reasons.sort_by(|a, b| b.part().total_cmp(&a.part()).then(a.number.cmp(&b.number)));
}

fn themes(frame: &CodeFrame) -> impl Iterator<Item = &Code> {
    frame.active_codes().filter(|code| code.kind == CodeKind::Theme)
}

/// A code or net with its share; none if the table does not count it.
fn reason<'t>(frame: &'t CodeFrame, table: &'t ShareTable, number: CodeNumber) -> Option<Reason<'t>> {
    let share = table.of_total(number)?;
    if let Some(code) = frame.code(number) {
        let (side, net) = (code.side, code.net);
        return Some(Reason { number, codes: vec![number], side, net, share });
    }
    let net = frame.net(number)?;
    let side = match sides(frame, net) {
        [Some(_), _] => Side::Positive,
        [_, Some(_)] => Side::Negative,
        _ => Side::Neutral,
    };
    let codes = members(frame, net).map(|code| code.number).collect();
    Some(Reason { number, codes, side, net: None, share })
}

/// The theme codes in use of a net.
fn members<'t>(frame: &'t CodeFrame, net: &Net) -> impl Iterator<Item = &'t Code> {
    let number = net.number;
    themes(frame).filter(move |code| code.net == Some(number))
}

/// The first code of praise and the first of blame in a net.
fn sides(frame: &CodeFrame, net: &Net) -> [Option<CodeNumber>; 2] {
    [Side::Positive, Side::Negative]
        .map(|side| members(frame, net).find(|code| code.side == side).map(|code| code.number))
}

/// What the owner named, looked up in the frame.
struct Asked {
    /// Codes and nets, each once.
    keep: BTreeSet<CodeNumber>,
    /// Codes alone.
    leave_out: BTreeSet<CodeNumber>,
}

impl Asked {
    fn read(frame: &CodeFrame, closing: &Closing) -> Result<Self> {
        let keep: BTreeSet<CodeNumber> = closing.keep.iter().copied().collect();
        let mut leave_out = BTreeSet::new();
        for &number in &closing.leave_out {
            leave_out.extend(codes_of(frame, number, "--leave-out")?);
        }
        let refused = |message: String| Err(Error::settings("--keep", message));
        let mut listed = BTreeMap::new();
        for &number in &keep {
            if let Some([Some(praise), Some(blame)]) = frame.net(number).map(|net| sides(frame, net)) {
                return refused(format!(
                    "net {number} holds praise ({praise}) and blame ({blame}), and a tick at it would mean either: \
                     keep its codes instead, as in --keep {praise} --keep {blame}"
                ));
            }
            for code in codes_of(frame, number, "--keep")? {
                if leave_out.contains(&code) {
                    return refused(format!("{number} is left out too: name it once"));
                }
                if let Some(other) = listed.insert(code, number) {
                    let (net, code) = (number.max(other), number.min(other));
                    return refused(format!(
                        "net {net} stands as one option for all of its codes, so {code} cannot stand beside it"
                    ));
                }
            }
        }
        if keep.len() > closing.options {
            let message = format!("{} reasons are kept, more than {} options", keep.len(), closing.options);
            return Err(Error::settings("--options", message));
        }
        Ok(Self { keep, leave_out })
    }
}

/// The code of that number, or the codes in use of the net.
fn codes_of(frame: &CodeFrame, number: CodeNumber, option: &str) -> Result<Vec<CodeNumber>> {
    let refused = |message: String| Err(Error::settings(option, message));
    let standing = frame.code(number).map(|code| &code.standing);
    let list = |numbers: &[CodeNumber]| {
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        numbers.join(", ")
    };
    match standing.or_else(|| frame.net(number).map(|net| &net.standing)) {
        Some(Standing::Active) => {}
        Some(Standing::Retired) => {
            return refused(format!("{number} is retired: `openend frame restore` puts it back"));
        }
        Some(Standing::Merged(into)) => {
            return refused(format!("{number} was merged into {into}: name that"));
        }
        Some(Standing::Split(parts)) => {
            return refused(format!("{number} was split into {}: name those", list(parts)));
        }
        None => {
            let message = "the frame has no code or net of this number: `openend frame show` lists them";
            return refused(format!("{number}: {message}"));
        }
    }
    if frame.code(number).is_some_and(|code| code.kind != CodeKind::Theme) {
        return refused(format!("{number} is no reason: --no-none and --dont-know decide on such options"));
    }
    let Some(net) = frame.net(number) else { return Ok(vec![number]) };
    let codes: Vec<CodeNumber> = members(frame, net).map(|code| code.number).collect();
    if codes.is_empty() { refused(format!("net {number} has no code in use")) } else { Ok(codes) }
}

/// The coverage curve of the listed reasons: the one that reaches the most people first, then whichever adds the most, so
/// that each step tells what a shorter list could reach.
pub(super) fn curve(reasons: &[Reason], patterns: &Patterns, base: f64) -> Vec<ReachStep> {
    let codes: Vec<&[CodeNumber]> = reasons.iter().map(|reason| reason.codes.as_slice()).collect();
    let reach = Reach::new(&codes, patterns);
    let order = reach.greedy(&[], reasons.len());
    let mut covered = 0.0;
    let steps = order.iter().zip(reach.added(&order)).filter_map(|(&place, added)| {
        covered += added;
        let covered = if base > 0.0 { (covered / base).clamp(0.0, 1.0) } else { 0.0 };
        reasons.get(place).map(|reason| (reason.number, covered))
    });
    (1..).zip(steps).map(|(options, (number, covered))| ReachStep { options, number, covered }).collect()
}

/// Listed codes that the checks of the frame find too broad or too alike for options. Praise is never to be merged with
/// blame.
pub(super) fn advice(frame: &CodeFrame, reasons: &[Reason], patterns: &Patterns) -> Vec<Advice> {
    let mut usage = Usage::new(frame, themes(frame).map(|code| code.number));
    for (codes, people, _) in patterns.iter() {
        (0..people).for_each(|_| usage.add(frame.label_language, codes));
    }
    let listed = |number: &CodeNumber| reasons.iter().find(|reason| reason.number == *number);
    let mut advice = Vec::new();
    for finding in check(&History::new(frame.clone()), Some(&usage)) {
        let reason = finding.sentence;
        match (finding.rule, finding.mend) {
            (Rule::TooBroad, Some(Mend::Split(code))) if listed(&code).is_some() => {
                advice.push(Advice { kind: AdviceKind::Split, numbers: vec![code], reason });
            }
            (Rule::SimilarLabels | Rule::DuplicateLabel | Rule::Overlap, Some(Mend::Merge(from, into))) => {
                let (Some(one), Some(other)) = (listed(&from), listed(&into)) else { continue };
                let opposed = one.side != other.side && ![one.side, other.side].contains(&Side::Neutral);
                if !opposed {
                    advice.push(Advice { kind: AdviceKind::Merge, numbers: vec![from, into], reason });
                }
            }
            _ => {}
        }
    }
    advice
}
