//! What the page prints: every figure already a string, every text from outside already safe to look at.

use super::attention::{AlertsView, FeelingView, RatingsView, alerts, feelings, ratings};
use super::closed::ClosedView;
use super::new_themes::{NewView, new_themes};
use super::segments::{BannerView, UnderCode, Variable, under_code, variables};
use super::stub::{Axis, Figure, Name, Part, Story, find, groups, parts};
use super::visible::{NAME, SENTENCE, Shown};
use super::{Provenance, ReportInput, languages, numbers};
use crate::code_frame::{Code, CodeFrame, CodeNumber};
use crate::coding::Ledger;
use crate::error::{Error, Result};
use crate::pipeline::Analysis;
use crate::shares::{HIDDEN_BASE, LanguageCount, SMALL_BASE, Share, ShareColumn, Sides};
use serde::Serialize;

/// The whole page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    question: Shown,
    file: Shown,
    version: &'static str,
    base: String,
    level: String,
    has_nets: bool,
    has_scores: bool,
    weighted: Option<Weighted>,
    lead: Vec<(String, Name)>,
    nothing: Option<String>,
    ledger: LedgerView,
    ticks: [(String, String); 3],
    groups: Vec<GroupView>,
    special: Vec<Row>,
    banner: Option<BannerView>,
    new: Option<NewView>,
    alerts: Option<AlertsView>,
    sentiment: Vec<Part>,
    feelings: Vec<FeelingView>,
    ratings: Option<RatingsView>,
    closed: Option<ClosedView>,
    languages: Vec<LanguageView>,
    notes: Vec<Shown>,
    limits: Vec<String>,
    recognized: Vec<Shown>,
    engine: Shown,
    /// The name of the saved frame, and its edits in words.
    coded_with: Option<(Shown, String)>,
    settings: Vec<(String, Shown)>,
    hashes: Vec<(Shown, Shown)>,
}

/// A weighted base.
#[derive(Debug, Serialize)]
struct Weighted {
    people: String,
    effective: String,
}

/// Where every row went.
#[derive(Debug, Serialize)]
struct LedgerView {
    read: String,
    parts: Vec<Part>,
    /// The part of the bar that is the base, in per cent of its width.
    base_width: String,
}

/// A net with its codes.
#[derive(Debug, Serialize)]
struct GroupView {
    net: Option<Row>,
    codes: Vec<Row>,
}

/// One line of the table of codes.
#[derive(Debug, Serialize)]
struct Row {
    number: CodeNumber,
    name: Name,
    figure: Figure,
    /// Place among the codes by share, from 0.
    rank: usize,
    sentiment: Vec<Part>,
    score: String,
    story: Option<Story>,
    segments: Vec<UnderCode>,
}

/// How well one language was understood.
#[derive(Debug, Serialize)]
struct LanguageView {
    tag: &'static str,
    name: &'static str,
    count: String,
    share: String,
    width: String,
    coded: String,
}

impl Page {
    /// Turns a result into what is printed.
    pub(super) fn new(input: &ReportInput) -> Result<Self> {
        let ReportInput { analysis, provenance, proposals } = input;
        let (frame, ledger) = (&analysis.frame, &analysis.ledger);
        if !ledger.adds_up() {
            return Err(Error::Internal("report: the ledger does not add up".into()));
        }
        let nobody = ShareColumn {
            variable: String::new(),
            segment: "Total".into(),
            base: crate::shares::Base::default(),
            shares: Vec::new(),
        };
        let total = analysis.shares.columns.first().unwrap_or(&nobody);
        let (groups, special) = groups(frame, total);
        let variables = variables(&analysis.shares);
        let rows = Rows { frame, total, variables: &variables, axis: Axis::over(total.shares.iter()) };
        let level = numbers::percent(Some(provenance.settings.confidence));
        let is_weighted = analysis.is_weighted;
        let nothing = find(total, CodeNumber::NOTHING).filter(|s| s.count > 0).map(numbers::share);
        Ok(Self {
            question: Shown::new(question(analysis), SENTENCE),
            file: Shown::new(&provenance.file, NAME),
            version: env!("CARGO_PKG_VERSION"),
            base: numbers::count(ledger.base()),
            has_nets: groups.iter().any(|g| g.net.is_some()),
            has_scores: total.shares.iter().any(|s| s.mean_score.is_some()),
            weighted: is_weighted.then(|| Weighted {
                people: numbers::weighted(total.base.weighted),
                effective: numbers::weighted(total.base.effective),
            }),
            lead: lead(frame, total),
            nothing,
            ledger: ledger_view(ledger),
            ticks: rows.axis.ticks(),
            groups: groups
                .iter()
                .map(|g| GroupView {
                    net: g.net.map(|n| rows.row(n.number, Name::new(&n.labels, frame), None)),
                    codes: g.codes.iter().map(|c| rows.code(c)).collect(),
                })
                .collect(),
            special: special.iter().map(|c| rows.code(c)).collect(),
            banner: BannerView::new(frame, total, &variables, &groups, &special),
            new: proposals.map(|proposals| new_themes(proposals, frame, ledger.base())),
            alerts: alerts(analysis),
            sentiment: sentiment(analysis.sides),
            feelings: feelings(&analysis.alerts),
            ratings: ratings(analysis),
            closed: ClosedView::new(&analysis.question),
            languages: language_views(&analysis.languages, ledger.base()),
            notes: analysis.notes.iter().map(|n| Shown::new(n, SENTENCE)).collect(),
            limits: limits(ledger, total, &level, is_weighted),
            level,
            recognized: provenance.recognized.iter().map(|n| Shown::new(n, SENTENCE)).collect(),
            engine: Shown::new(&provenance.engine, SENTENCE),
            coded_with: provenance.coded_with.as_ref().map(|(frame, edits)| {
                let edits = match edits {
                    0 => "as drafted".to_owned(),
                    1 => "with 1 edit".to_owned(),
                    edits => format!("with {} edits", numbers::count(*edits)),
                };
                (Shown::new(frame, NAME), edits)
            }),
            settings: settings(provenance)?,
            hashes: hashes(provenance),
        })
    }
}

/// The wording if it is known, else what the frame or the file calls it.
pub(super) fn question(analysis: &Analysis) -> &str {
    match &analysis.asked.wording {
        Some(wording) if !wording.trim().is_empty() => wording,
        _ if !analysis.frame.question.trim().is_empty() => &analysis.frame.question,
        _ => &analysis.asked.name,
    }
}

/// Theme codes by share, largest first.
pub(super) fn by_share<'a>(frame: &'a CodeFrame, total: &'a ShareColumn) -> Vec<(&'a Code, &'a Share)> {
    let is_theme = |c: &&Code| !matches!(c.number, CodeNumber::NOTHING | CodeNumber::DONT_KNOW);
    let mut codes: Vec<(&Code, &Share)> =
        frame.active_codes().filter(is_theme).filter_map(|c| Some((c, find(total, c.number)?))).collect();
    let part = |s: &Share| s.share.unwrap_or(0.0);
    codes.sort_by(|a, b| part(b.1).total_cmp(&part(a.1)).then(a.0.number.cmp(&b.0.number)));
    codes
}

fn lead(frame: &CodeFrame, total: &ShareColumn) -> Vec<(String, Name)> {
    by_share(frame, total)
        .into_iter()
        .filter(|(_, share)| share.count > 0)
        .take(3)
        .map(|(code, share)| (numbers::share(share), Name::new(&code.labels, frame)))
        .collect()
}

fn ledger_view(ledger: &Ledger) -> LedgerView {
    let counts = [ledger.coded, ledger.uncoded, ledger.no_answer, ledger.junk, ledger.rejected];
    let mut parts = parts([
        ("coded", "coded", counts[0] as f64),
        ("uncoded", "uncoded", counts[1] as f64),
        ("no-answer", "no answer", counts[2] as f64),
        ("junk", "junk", counts[3] as f64),
        ("rejected", "rejected", counts[4] as f64),
    ]);
    for (part, count) in parts.iter_mut().zip(counts) {
        part.count = numbers::count(count);
    }
    let base = if ledger.read > 0 { ledger.base() as f64 / ledger.read as f64 } else { 0.0 };
    LedgerView { read: numbers::count(ledger.read), parts, base_width: format!("{:.2}", base * 100.0) }
}

/// What all rows of the table of codes share.
struct Rows<'a> {
    frame: &'a CodeFrame,
    total: &'a ShareColumn,
    variables: &'a [Variable<'a>],
    axis: Axis,
}

impl Rows<'_> {
    fn code(&self, code: &Code) -> Row {
        let story = Story::new(code, self.frame, self.total.base.count);
        self.row(code.number, Name::new(&code.labels, self.frame), Some(story))
    }

    fn row(&self, number: CodeNumber, name: Name, story: Option<Story>) -> Row {
        let share = find(self.total, number);
        let [negative, neutral, positive] = share.map_or([0.0; 3], |s| s.sentiment);
        let rank = share.and_then(|s| s.share).map_or(usize::MAX, |part| {
            self.total.shares.iter().filter(|s| s.share.is_some_and(|other| other > part)).count()
        });
        Row {
            number,
            name,
            figure: Figure::new(share, self.axis),
            rank,
            sentiment: parts([
                ("negative", "negative", negative),
                ("neutral", "neutral", neutral),
                ("positive", "positive", positive),
            ]),
            score: share
                .and_then(|s| s.mean_score)
                .filter(|m| m.is_finite())
                .map_or_else(|| numbers::NO_FIGURE.to_owned(), |mean| format!("{mean:.1}")),
            segments: if story.is_some() { under_code(self.variables, number) } else { Vec::new() },
            story,
        }
    }
}

/// Everybody in the base by the side they take, weighted.
fn sentiment(sides: Sides) -> Vec<Part> {
    parts([
        ("negative", "negative", sides.negative),
        ("mixed", "mixed", sides.mixed),
        ("neutral", "neutral", sides.neutral),
        ("positive", "positive", sides.positive),
    ])
}

fn language_views(languages: &[LanguageCount], base: usize) -> Vec<LanguageView> {
    let part = |of: usize, all: usize| of as f64 / all.max(1) as f64;
    let view = |&LanguageCount { language, people, coded }: &LanguageCount| LanguageView {
        tag: language.tag(),
        name: languages::name(language),
        count: numbers::count(people),
        share: numbers::percent(Some(part(people, base))),
        width: format!("{:.2}", part(people, base) * 100.0),
        coded: numbers::percent(Some(part(coded, people))),
    };
    languages.iter().map(view).collect()
}

/// What a reader must know to read the figures right, beside the run's own notes.
fn limits(ledger: &Ledger, total: &ShareColumn, level: &str, is_weighted: bool) -> Vec<String> {
    let mut out = vec![
        format!(
            "Base of every share: the {} people with a usable answer, coded or not. Blank answers, junk and \
             rejected rows are outside it.",
            numbers::count(ledger.base())
        ),
        "Shares count people, not mentions. A person may give several reasons, so the codes add up to more than \
         100%; a net counts each person once."
            .to_owned(),
        format!(
            "The whiskers are {level} intervals (Wilson{}). They cover the chance of sampling only: neither \
             errors of coding nor people who never answer.",
            if is_weighted { ", on the effective base of the weights" } else { "" }
        ),
    ];
    // The rule of three: if nobody of n says it, up to 3 in n may still hold it at 95 %.
    if total.base.effective >= 1.0 {
        out.push(format!(
            "A reason that fewer than {} of people would volunteer may be missing here altogether (three in the \
             effective base).",
            numbers::percent(Some((3.0 / total.base.effective).min(1.0)))
        ));
    }
    out.push(format!(
        "Segments of fewer than {SMALL_BASE} people are marked as small; of fewer than {HIDDEN_BASE} nothing is \
         shown."
    ));
    out.push(
        "An open question shows what comes to mind unaided. The same reason draws more people when it stands in a \
         list, so never compare these shares with those of a closed question."
            .to_owned(),
    );
    out.push(
        "Printed shares have one decimal below 10% and none above; shares.csv has all digits.".to_owned(),
    );
    out
}

fn settings(provenance: &Provenance) -> Result<Vec<(String, Shown)>> {
    let value = serde_json::to_value(&provenance.settings)
        .map_err(|e| Error::Internal(format!("settings of the report: {e}")))?;
    let Some(settings) = value.as_object() else { return Ok(Vec::new()) };
    Ok(settings
        .iter()
        .map(|(key, value)| {
            let value = match value {
                serde_json::Value::Null => "auto".to_owned(),
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            (key.clone(), Shown::new(&value, NAME))
        })
        .collect())
}

fn hashes(provenance: &Provenance) -> Vec<(Shown, Shown)> {
    provenance.hashes.iter().map(|(what, hash)| (Shown::new(what, NAME), Shown::new(hash, NAME))).collect()
}
