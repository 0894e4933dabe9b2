//! The verified closed question as one page.

use super::html::fill;
use super::loop_chart::{Picture, pictures};
use super::numbers;
use super::stub::Worded;
use super::visible::{NAME, QUOTE, SENTENCE, Shown};
use crate::closed_answers::{BridgeRow, Fate, Figure, Group, KindGroup, OtherKind, Verified};
use crate::closed_question::CategoryKind;
use crate::code_frame::{CodeFrame, CodeNumber, Exemplar};
use crate::error::Result;
use crate::shares::{HIDDEN_BASE, SMALL_BASE};
use crate::waves::Listed;
use serde::Serialize;

const TEMPLATE: &str = include_str!("page/verify.html");
const STYLE: &str = concat!(include_str!("page/report.css"), include_str!("page/verify.css"));

/// Pairs of options in the table: the most alike.
const MOST_PAIRS: usize = 10;
/// Codes that are not listed in the table: the most frequent.
const MOST_UNLISTED: usize = 12;
/// The folder's name in commands: the page does not know where it lies.
const FOLDER: &str = "DIR";

/// What is told of a verified question.
#[derive(Debug, Clone, Copy)]
pub struct VerifiedInput<'a> {
    /// What the answers say.
    pub verified: &'a Verified,
    /// The frame that coded Other.
    pub frame: &'a CodeFrame,
    /// The survey file's name.
    pub source: &'a str,
    /// SHA-256 of the question's file and of the frame's files.
    pub sha256: (&'a str, &'a str),
}

impl VerifiedInput<'_> {
    /// The words of an option, a code of the frame or a theme that is to become one.
    pub(super) fn label(&self, number: CodeNumber) -> String {
        let question = &self.verified.next;
        let asked = &self.verified.question;
        let main = asked.languages.first().copied().unwrap_or(self.frame.label_language);
        let option = asked.categories.iter().chain(&question.categories).find(|o| o.number == number);
        if let Some(option) = option {
            return option.label(main, asked).0.to_owned();
        }
        let mut themes = self.verified.proposals.list.iter().filter_map(|proposal| proposal.theme.as_ref());
        match themes.find(|theme| theme.code.number == number) {
            Some(theme) => theme.code.labels.values().next().cloned().unwrap_or_default(),
            None => self.frame.label(number, main).0.to_owned(),
        }
    }
}

/// The loop as one self-contained, offline HTML page; as safe against its labels and quotes as [`super::html`].
///
/// # Errors
/// [`crate::Error::Internal`] if the template cannot be filled.
pub fn verified_html(input: &VerifiedInput) -> Result<String> {
    fill(TEMPLATE, &Page::new(input), STYLE, "")
}

#[derive(Debug, Serialize)]
struct Page {
    stem: Shown,
    version: &'static str,
    level: String,
    lead: Lead,
    pictures: Vec<Picture>,
    options: Vec<OptionView>,
    has_other: bool,
    kinds: Vec<KindView>,
    unlisted: Vec<GroupView>,
    themes: Vec<ThemeView>,
    changes: Vec<ChangeView>,
    bridge: Vec<BridgeView>,
    proposals: Vec<(Shown, Shown)>,
    pairs: Vec<PairView>,
    ticked: Vec<(String, String)>,
    mean_ticked: String,
    segments: Vec<SegmentView>,
    why_listed: &'static str,
    notes: Vec<Shown>,
    is_small: bool,
    is_weighted: bool,
    source: Shown,
    sha256: (Shown, Shown),
}

#[derive(Debug, Serialize)]
struct Lead {
    read: String,
    base: String,
    no_answer: String,
    rejected: String,
    effective: String,
    open_base: String,
    other: String,
    adjusted: String,
    written: String,
    listed: String,
    unlisted: String,
    changes: usize,
}

#[derive(Debug, Serialize)]
struct OptionView {
    number: CodeNumber,
    label: Shown,
    open: (String, String),
    closed: (String, String),
    count: String,
    ratio: String,
    written: String,
    adjusted: (String, String),
    quotes: Vec<Worded>,
}

#[derive(Debug, Serialize)]
struct KindView {
    class: &'static str,
    words: &'static str,
    count: String,
    part: String,
    share: String,
    quotes: Vec<Worded>,
}

#[derive(Debug, Serialize)]
struct GroupView {
    number: CodeNumber,
    label: Shown,
    count: String,
    share: (String, String),
    quotes: Vec<Worded>,
}

#[derive(Debug, Serialize)]
struct ThemeView {
    id: Shown,
    label: Shown,
    reason: Shown,
    quotes: Vec<Worded>,
    command: Shown,
}

#[derive(Debug, Serialize)]
struct ChangeView {
    kind: &'static str,
    options: Vec<(CodeNumber, Shown)>,
    reason: Shown,
}

#[derive(Debug, Serialize)]
struct BridgeView {
    number: CodeNumber,
    label: Shown,
    is_asked: bool,
    next: String,
}

#[derive(Debug, Serialize)]
struct PairView {
    one: (CodeNumber, Shown),
    other: (CodeNumber, Shown),
    both: String,
    overlap: String,
    lift: String,
}

#[derive(Debug, Serialize)]
struct SegmentView {
    variable: Shown,
    heads: Vec<(Shown, String)>,
    rows: Vec<(CodeNumber, Shown, Vec<String>)>,
}

impl Page {
    fn new(input: &VerifiedInput) -> Self {
        let VerifiedInput { verified, .. } = *input;
        let asked = &verified.question;
        let main = asked.languages.first().copied().unwrap_or(input.frame.label_language);
        let label = |number| Shown::new(&input.label(number), NAME);
        Self {
            stem: Shown::new(asked.stem_in(main).0, SENTENCE),
            version: env!("CARGO_PKG_VERSION"),
            level: format!("{:.0}%", verified.confidence * 100.0),
            lead: lead(verified),
            pictures: pictures(verified, &|number| input.label(number)),
            options: verified
                .options
                .iter()
                .map(|option| OptionView {
                    number: option.number,
                    label: label(option.number),
                    open: shown(&option.open),
                    closed: shown(&option.closed),
                    count: numbers::count(option.closed.count),
                    ratio: option
                        .ratio
                        .map_or_else(|| numbers::NO_FIGURE.into(), |ratio| format!("×{ratio:.1}")),
                    written: numbers::count(option.hidden.figure.count),
                    adjusted: shown(&option.adjusted),
                    quotes: quotes(&option.hidden.quotes),
                })
                .collect(),
            has_other: verified.other.texts > 0,
            kinds: kinds(verified),
            unlisted: verified
                .other
                .unlisted
                .iter()
                .take(MOST_UNLISTED)
                .map(|unlisted| GroupView {
                    number: unlisted.code,
                    label: label(unlisted.code),
                    count: numbers::count(unlisted.group.figure.count),
                    share: shown(&unlisted.group.figure),
                    quotes: quotes(&unlisted.group.quotes),
                })
                .collect(),
            themes: themes(input),
            changes: verified
                .changes
                .iter()
                .map(|change| ChangeView {
                    kind: change.kind.name(),
                    options: change.options.iter().map(|&number| (number, label(number))).collect(),
                    reason: Shown::new(&change.reason, SENTENCE),
                })
                .collect(),
            bridge: bridge(input),
            proposals: verified
                .proposals
                .list
                .iter()
                .filter(|proposal| proposal.theme.is_none())
                .map(|p| {
                    let words = format!("{} {}", p.id, p.words(input.frame));
                    (Shown::new(&words, SENTENCE), Shown::new(&p.command(FOLDER), SENTENCE))
                })
                .collect(),
            pairs: pairs(input),
            ticked: ticked(verified),
            mean_ticked: verified
                .mean_ticked()
                .map_or_else(|| numbers::NO_FIGURE.into(), |m| format!("{m:.1}")),
            segments: segments(input),
            why_listed: Listed::WHY,
            notes: verified.notes.iter().map(|note| Shown::new(note, SENTENCE)).collect(),
            is_small: verified.base.count < SMALL_BASE,
            is_weighted: verified.is_weighted,
            source: Shown::new(input.source, NAME),
            sha256: (Shown::new(input.sha256.0, NAME), Shown::new(input.sha256.1, NAME)),
        }
    }
}

/// Share and interval.
fn shown(figure: &Figure) -> (String, String) {
    (numbers::percent(figure.share), numbers::interval(figure.low, figure.high))
}

fn quotes(quotes: &[Exemplar]) -> Vec<Worded> {
    quotes.iter().map(|quote| Worded::new(&quote.text, quote.language, QUOTE)).collect()
}

fn lead(verified: &Verified) -> Lead {
    let other = verified.question.of_kind(CategoryKind::Other).next();
    let other = other.and_then(|other| verified.options.iter().find(|option| option.number == other.number));
    let texts = verified.other.texts;
    let part = |kind| {
        let count = verified.other.of(kind).map_or(0, |group: &Group| group.figure.count);
        numbers::percent((texts > 0).then(|| count as f64 / texts.max(1) as f64))
    };
    let ledger = &verified.ledger;
    Lead {
        read: numbers::count(ledger.read),
        base: numbers::count(ledger.answered),
        no_answer: numbers::count(ledger.no_answer),
        rejected: numbers::count(ledger.rejected),
        effective: numbers::weighted(verified.base.effective),
        open_base: numbers::count(verified.question.base.count),
        other: numbers::percent(other.and_then(|other| other.closed.share)),
        adjusted: numbers::percent(other.and_then(|other| other.adjusted.share)),
        written: numbers::count(texts),
        listed: part(OtherKind::Listed),
        unlisted: part(OtherKind::Unlisted),
        changes: verified.changes.len(),
    }
}

/// What a kind of text is called in print.
pub(super) fn kind_words(kind: OtherKind) -> &'static str {
    match kind {
        OtherKind::Listed => "say a listed reason",
        OtherKind::Unlisted => "say a code of the frame that is not listed",
        OtherKind::Unknown => "no code fits",
        OtherKind::Nothing => "say nothing",
    }
}

fn kinds(verified: &Verified) -> Vec<KindView> {
    let texts = verified.other.texts.max(1) as f64;
    let view = |KindGroup { kind, group }: &KindGroup| KindView {
        class: kind.name(),
        words: kind_words(*kind),
        count: numbers::count(group.figure.count),
        part: numbers::percent(Some(group.figure.count as f64 / texts)),
        share: numbers::percent(group.figure.share),
        quotes: quotes(&group.quotes),
    };
    verified.other.kinds.iter().map(view).collect()
}

fn themes(input: &VerifiedInput) -> Vec<ThemeView> {
    let shows_quotes = input.verified.base.count >= HIDDEN_BASE;
    let proposals = input.verified.proposals.list.iter();
    let themes = proposals.filter_map(|proposal| Some((proposal, proposal.theme.as_ref()?)));
    themes
        .map(|(proposal, theme)| {
            let clear = theme.code.exemplars.iter().filter(|quote| quote.borders.is_none() && shows_quotes);
            let clear: Vec<Exemplar> = clear.take(3).cloned().collect();
            ThemeView {
                id: Shown::new(&proposal.id, NAME),
                label: Shown::new(&input.label(theme.code.number), NAME),
                reason: Shown::new(&proposal.reason, SENTENCE),
                quotes: quotes(&clear),
                command: Shown::new(&proposal.command(FOLDER), SENTENCE),
            }
        })
        .collect()
}

fn bridge(input: &VerifiedInput) -> Vec<BridgeView> {
    let view = |&BridgeRow { option: number, next }: &BridgeRow| BridgeView {
        number,
        label: Shown::new(&input.label(number), NAME),
        is_asked: next != Fate::Added,
        next: match next {
            Fate::Kept | Fate::Added => number.to_string(),
            Fate::Reword => format!("{number}, to be reworded"),
            Fate::Split => format!("{number}, to be divided"),
            Fate::Dropped => "not printed; its code stays in the frame".to_owned(),
            Fate::MergedInto(into) => into.to_string(),
        },
    };
    input.verified.bridge.iter().map(view).collect()
}

fn pairs(input: &VerifiedInput) -> Vec<PairView> {
    let named = |at: usize| {
        let number = input.verified.options.get(at).map_or(CodeNumber(0), |option| option.number);
        (number, Shown::new(&input.label(number), NAME))
    };
    let shown = input.verified.pairs.iter().take(MOST_PAIRS);
    shown
        .map(|pair| PairView {
            one: named(pair.options.0),
            other: named(pair.options.1),
            both: numbers::count(pair.both),
            overlap: numbers::percent(Some(pair.overlap)),
            lift: format!("×{:.1}", pair.lift),
        })
        .collect()
}

/// People by how many options they ticked, up to the last that anybody did.
fn ticked(verified: &Verified) -> Vec<(String, String)> {
    let last = verified.ticked.iter().rposition(|people| *people > 0).map_or(0, |last| last + 1);
    let ticked = verified.ticked.iter().take(last).enumerate();
    ticked.map(|(options, people)| (options.to_string(), numbers::count(*people))).collect()
}

/// One table per segment variable; hidden segments show a dash.
fn segments(input: &VerifiedInput) -> Vec<SegmentView> {
    let columns = &input.verified.segments.columns;
    let mut variables: Vec<&str> = Vec::new();
    for column in columns.iter().filter(|column| !column.is_total()) {
        if variables.last() != Some(&column.variable.as_str()) {
            variables.push(&column.variable);
        }
    }
    let view = |variable: &str| {
        let own: Vec<_> = columns.iter().filter(|column| column.variable == variable).collect();
        let head = |column: &&crate::shares::ShareColumn| {
            let base = if column.is_hidden() {
                format!("<{HIDDEN_BASE}")
            } else {
                numbers::count(column.base.count)
            };
            (Shown::new(&column.segment, NAME), base)
        };
        let row = |number: CodeNumber| {
            let share = |column: &&crate::shares::ShareColumn| {
                let share = column.shares.iter().find(|share| share.number == number);
                share.map_or_else(|| numbers::NO_FIGURE.to_owned(), numbers::share)
            };
            (number, Shown::new(&input.label(number), NAME), own.iter().map(share).collect())
        };
        SegmentView {
            variable: Shown::new(variable, NAME),
            heads: own.iter().map(head).collect(),
            rows: input.verified.options.iter().map(|option| row(option.number)).collect(),
        }
    };
    variables.into_iter().map(view).collect()
}
