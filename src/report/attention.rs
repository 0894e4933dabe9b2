//! What to read first: answers that need one, feelings put into words, answers that contradict their rating.

use super::numbers;
use super::stub::{Part, parts};
use super::visible::Shown;
use crate::alerts::AlertKind;
use crate::pipeline::Analysis;
use crate::shares::{AlertShare, Contradiction, HIDDEN_BASE, ListedAnswer, RatingRow, Ratings, UrgentAlert};
use crate::text::{Language, MOST_SCALARS, redact};
use serde::Serialize;

/// Most answers of the list of alerts; the rest stand in `alerts.csv`.
const MOST_ALERTS: usize = 12;
/// Most answers of the list of contradictions; the rest stand in `contradictions.csv`.
const MOST_CONTRADICTIONS: usize = 10;
/// Characters shown before and after the words that raised an alert.
const AROUND: usize = 160;

/// Answers that somebody should read today.
#[derive(Debug, Serialize)]
pub(super) struct AlertsView {
    pub(super) answers: String,
    /// Kinds with their people, the most urgent first.
    pub(super) kinds: Vec<(&'static str, String)>,
    list: Vec<AlertView>,
    is_cut: bool,
}

#[derive(Debug, Serialize)]
struct AlertView {
    kinds: Vec<&'static str>,
    row: u32,
    said: Said,
}

/// A piece of an answer with the words that matter in it.
#[derive(Debug, Serialize)]
struct Said {
    lang: &'static str,
    before: Shown,
    evidence: Shown,
    after: Shown,
    /// Whether a blank stands before the words that matter, and after them.
    blanks: (bool, bool),
}

/// A kind of feeling with the people who put it into words.
#[derive(Debug, Serialize)]
pub(super) struct FeelingView {
    name: &'static str,
    share: String,
    interval: String,
    count: String,
}

/// Ratings against sentiment.
#[derive(Debug, Serialize)]
pub(super) struct RatingsView {
    finding: String,
    rows: Vec<RatingView>,
    contradictions: Vec<ContradictionView>,
    /// All of them.
    count: String,
    is_cut: bool,
}

#[derive(Debug, Serialize)]
struct RatingView {
    rating: String,
    base: String,
    sides: Vec<Part>,
    mean: String,
}

#[derive(Debug, Serialize)]
struct ContradictionView {
    rating: String,
    reads: &'static str,
    row: u32,
    said: Said,
}

/// The most urgent answers; none if no answer raised an alert that needs one. Answers are quoted only where the base
/// has people enough that none of them can be guessed at.
pub(super) fn alerts(analysis: &Analysis) -> Option<AlertsView> {
    let urgent = &analysis.urgent;
    if urgent.answers == 0 {
        return None;
    }
    let is_quotable = analysis.ledger.base() >= HIDDEN_BASE;
    let mut seen: Vec<u32> = Vec::new();
    let mut list = Vec::new();
    for UrgentAlert { alert, answer } in urgent.list.iter().filter(|_| is_quotable) {
        if answer.is_copy || seen.contains(&answer.row) {
            continue;
        }
        if list.len() == MOST_ALERTS {
            break;
        }
        seen.push(answer.row);
        list.push(AlertView {
            kinds: answer.urgent.iter().map(|kind| kind.name()).collect(),
            row: answer.row,
            said: Said::new(answer, &analysis.frame.languages, Some((alert.start, alert.end))),
        });
    }
    let kinds = analysis.alerts.iter().filter(|share| share.kind.needs_answer() && share.count > 0);
    Some(AlertsView {
        answers: numbers::count(urgent.answers),
        kinds: kinds.map(|share| (share.kind.name(), numbers::count(share.count))).collect(),
        is_cut: list.len() < urgent.answers,
        list,
    })
}

/// The feelings that are counted; none where the layer is off, nobody is in the base, or nobody put one into words.
pub(super) fn feelings(shares: &[AlertShare]) -> Vec<FeelingView> {
    let names = [
        (AlertKind::Gratitude, "Gratitude"),
        (AlertKind::Disappointment, "Disappointment"),
        (AlertKind::Anger, "Anger"),
    ];
    let of = |(kind, name): (AlertKind, &'static str)| {
        let share = shares.iter().find(|share| share.kind == kind && share.share.is_some())?;
        Some(FeelingView {
            name,
            share: numbers::percent(share.share),
            interval: numbers::interval(share.low, share.high),
            count: numbers::count(share.count),
        })
    };
    let is_felt = |(kind, _): &(AlertKind, &str)| shares.iter().any(|s| s.kind == *kind && s.count > 0);
    if names.iter().any(is_felt) { names.into_iter().filter_map(of).collect() } else { Vec::new() }
}

/// Ratings against sentiment; none where respondents gave no ratings.
pub(super) fn ratings(analysis: &Analysis) -> Option<RatingsView> {
    let found = analysis.ratings.as_ref()?;
    let is_quotable = analysis.ledger.base() >= HIDDEN_BASE;
    let listed = found.contradictions.list.iter().filter(|c| is_quotable && !c.answer.is_copy);
    let view = |contradiction: &Contradiction| ContradictionView {
        rating: rating(contradiction.rating),
        reads: if contradiction.text_is_better { "positive" } else { "negative" },
        row: contradiction.answer.row,
        said: Said::new(&contradiction.answer, &analysis.frame.languages, None),
    };
    let contradictions: Vec<ContradictionView> = listed.take(MOST_CONTRADICTIONS).map(view).collect();
    Some(RatingsView {
        finding: finding(found),
        rows: found.rows.iter().map(row).collect(),
        is_cut: contradictions.len() < found.contradictions.count,
        contradictions,
        count: numbers::count(found.contradictions.count),
    })
}

fn finding(ratings: &Ratings) -> String {
    let correlation = signed(ratings.correlation);
    let agreement = format!("Rank correlation of rating and sentiment score: {correlation}.");
    let direction = match ratings.higher_is_better {
        Some(true) => "A higher rating is a better one.",
        Some(false) => "A lower rating is a better one.",
        None => {
            "That is too little to say which end of the scale is the better one, so no answer contradicts its rating."
        }
    };
    format!("{agreement} {direction}")
}

fn row(row: &RatingRow) -> RatingView {
    let [negative, neutral, positive, mixed] = row.sides;
    RatingView {
        rating: if row.low == row.high {
            rating(row.low)
        } else {
            format!("{}–{}", rating(row.low), rating(row.high))
        },
        base: row.base.map_or_else(|| numbers::NO_FIGURE.to_owned(), numbers::count),
        sides: parts([
            ("negative", "negative", negative),
            ("mixed", "mixed", mixed),
            ("neutral", "neutral", neutral),
            ("positive", "positive", positive),
        ]),
        mean: row.mean.map_or_else(|| numbers::NO_FIGURE.to_owned(), signed),
    }
}

/// A number from −1 to 1 with its sign.
fn signed(value: f64) -> String {
    format!("{value:+.2}").replace('-', "−")
}

/// A rating as people know it: without needless decimals.
fn rating(value: f64) -> String {
    let digits = format!("{value:.2}");
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Said {
    /// A piece of the answer around `evidence` (Unicode scalars of the verbatim, end exclusive), or its beginning, with
    /// everything private in any of the survey's `languages` taken out.
    fn new(answer: &ListedAnswer, languages: &[Language], evidence: Option<(u32, u32)>) -> Self {
        let ListedAnswer { verbatim, language, .. } = answer;
        let piece = |from: usize, to: usize| {
            verbatim.chars().skip(from).take(to.saturating_sub(from)).collect::<String>()
        };
        let whole = redact(&piece(0, MOST_SCALARS), languages);
        let words = evidence.map(|(start, end)| piece(start as usize, end as usize)).unwrap_or_default();
        let words = redact(&words, languages);
        // A gap may have swallowed a part of the words: then the beginning is shown, and nothing stands out.
        let Some((before, after)) = whole.split_once(words.as_str()).filter(|_| !words.is_empty()) else {
            return Self::around("", "", &whole, *language);
        };
        Self::around(before, &words, after, *language)
    }

    fn around(before: &str, words: &str, after: &str, language: Language) -> Self {
        let left_out = before.chars().count().saturating_sub(AROUND);
        let tail: String = before.chars().skip(left_out).collect();
        let tail = if left_out > 0 { format!("…{tail}") } else { tail };
        let most = if words.is_empty() { 2 * AROUND } else { AROUND };
        Self {
            lang: if language == Language::UND { "" } else { language.tag() },
            before: Shown::new(&tail, AROUND + 1),
            evidence: Shown::new(words, AROUND),
            after: Shown::new(after, most),
            blanks: (before.ends_with(char::is_whitespace), after.starts_with(char::is_whitespace)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::shares::UrgentAlerts;
    use crate::survey::Study;
    use crate::testing::coded;

    fn said(verbatim: &str, evidence: (u32, u32)) -> [String; 3] {
        let study = Study::from_verbatims("why", [verbatim]);
        let answer = ListedAnswer::of(&study.respondents[0], &coded(&[], 0.0));
        let said = Said::new(&answer, &[Language::EN], Some(evidence));
        [said.before, said.evidence, said.after].map(|part| part.as_str().to_owned())
    }

    #[test]
    fn evidence_stands_out_in_a_piece_without_anything_private() {
        let text = format!("{}Mail jo@example.org: never again, I swear", "long story ".repeat(40));
        let start = text.chars().count() as u32 - "never again, I swear".len() as u32;
        let [before, evidence, after] = said(&text, (start, start + 11));
        assert!(before.starts_with('…') && before.ends_with("Mail […]:"), "{before}");
        assert_eq!((evidence.as_str(), after.as_str()), ("never again", ", I swear"));
        assert_eq!(
            said("write to a@example.org", (9, 12)),
            ["", "", "write to […]"],
            "evidence inside a gap"
        );
        assert_eq!(said("short", (90, 95)), ["", "", "short"]);
    }

    #[test]
    fn answers_are_quoted_once_and_only_from_a_base_that_hides_them() {
        let (mut analysis, _) = fixture::survey();
        let view = alerts(&analysis).unwrap();
        assert_eq!(view.list[0].kinds[0], "safety");
        assert!(view.list.len() <= MOST_ALERTS && !view.is_cut);
        assert_eq!(view.list.len().to_string(), view.answers);
        assert!(view.list.iter().all(|item| !item.said.evidence.as_str().is_empty()));
        analysis.ledger.coded = 3;
        analysis.ledger.uncoded = 0;
        assert!(alerts(&analysis).unwrap().list.is_empty());
        assert!(ratings(&analysis).unwrap().contradictions.is_empty());
        analysis.urgent = UrgentAlerts::default();
        assert!(alerts(&analysis).is_none());
    }

    #[test]
    fn ratings_are_printed_with_their_finding() {
        let (analysis, _) = fixture::survey();
        let view = ratings(&analysis).unwrap();
        assert!(view.finding.contains("A higher rating is a better one"), "{}", view.finding);
        assert_eq!((view.rows.len(), view.rows[0].rating.as_str()), (11, "0"));
        assert_eq!((view.contradictions.len(), view.contradictions[0].reads), (1, "negative"));
        assert_eq!([rating(7.0), rating(7.5), rating(-0.25), rating(100.0)], ["7", "7.5", "-0.25", "100"]);
        assert_eq!([signed(0.5), signed(-0.123)], ["+0.50", "−0.12"]);
        assert_eq!(feelings(&analysis.alerts).len(), 3);
        assert!(feelings(&[]).is_empty());
    }
}
