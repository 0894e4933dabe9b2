//! What a reader must know before she believes the figures, one sentence each.

use super::Analysis;
use crate::code_frame::{CodeFrame, CodeKind};
use crate::coding::Ledger;
use crate::embedding::Engine;
use crate::sentiment::{QuestionSide, Sentiment};
use crate::settings::Settings;
use crate::shares::{Ratings, ShareTable, UrgentAlerts, smallest_visible_share};

/// Codes that a note names before it counts the rest.
const NAMED: usize = 10;

/// Of the base, its codes and its segments.
pub(super) fn of_figures(ledger: &Ledger, shares: &ShareTable, frame: &CodeFrame) -> Vec<String> {
    let mut notes = Vec::new();
    let base = shares.columns.first().map(|c| c.base).unwrap_or_default();
    if ledger.base() == 0 {
        notes.push("Nobody gave an answer: there is nothing to code.".to_owned());
        return notes;
    }
    if let Some(share) = smallest_visible_share(base.effective).filter(|&s| s > 0.02) {
        let percent = share * 100.0;
        notes.push(format!(
            "With an effective base of {:.0}, a reason held by fewer than {percent:.1} % of people may well be missed.",
            base.effective
        ));
    }
    if frame.active_codes().all(|code| code.kind != CodeKind::Theme) {
        notes.push("Too few answers are alike to form themes; read them one by one.".to_owned());
    }
    notes.extend(shares.notes());
    notes
}

/// Says in how many answers the sentiment is a guess, where it is in more than one in twenty; `part` is 0..1.
pub(super) fn unsure(part: f64) -> Option<String> {
    let percent = 100.0 * part;
    (percent > 5.0).then(|| {
        format!(
            "The sentiment of {percent:.0} % of the answers is not sure (oe_sentiment_confidence under {}).",
            Sentiment::SURE
        )
    })
}

/// Says which lists of single answers are cut.
pub(super) fn lists(urgent: &UrgentAlerts, ratings: Option<&Ratings>) -> Vec<String> {
    let mut notes = Vec::new();
    if urgent.list.len() < urgent.alerts {
        notes.push(format!(
            "alerts.csv lists the {} most urgent alerts of {}; oe_alerts in coded.csv has them all.",
            urgent.list.len(),
            urgent.alerts
        ));
    }
    if let Some(found) = ratings.map(|r| &r.contradictions).filter(|found| found.list.len() < found.count) {
        notes.push(format!(
            "contradictions.csv lists the {} strongest contradictions of {}.",
            found.list.len(),
            found.count
        ));
    }
    notes
}

/// Says which engine was chosen, and why.
pub(super) fn engine(engine: Engine, distinct_clauses: usize) -> String {
    let (limit, name) = (grouped(Engine::ACCURATE_CLAUSES), engine.name());
    if engine == Engine::Accurate {
        return format!(
            "The {name} engine compared the clauses: {} distinct ones, and it is the default up to {limit}.",
            grouped(distinct_clauses)
        );
    }
    format!("The {name} engine compared the clauses, as in every survey of more than {limit} distinct ones.")
}

/// A count with thousands set off: `20,000`.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let first = digits.len() % 3;
    let mut groups: Vec<&str> = digits.get(..first).filter(|group| !group.is_empty()).into_iter().collect();
    groups.extend((first..digits.len()).step_by(3).filter_map(|at| digits.get(at..at + 3)));
    groups.join(",")
}

/// Says which way the question turns the sentiment of bare nouns, and how to have it otherwise.
pub(super) fn side(side: QuestionSide, settings: &Settings) -> Option<String> {
    let (asks, count) = match side {
        QuestionSide::Negative => ("wrong", "negative"),
        QuestionSide::Positive => ("good", "positive"),
        QuestionSide::Neutral => return None,
    };
    Some(match settings.question_side {
        Some(_) => format!("Bare nouns count as {count}, as --question-side asks."),
        None => format!(
            "The question asks for what is {asks}, so bare nouns count as {count}; --question-side neutral turns this off."
        ),
    })
}

/// Names the codes of the frame that nobody in this wave gave.
pub(super) fn unused(analysis: &Analysis) -> Option<String> {
    let Analysis { frame, shares, ledger, .. } = analysis;
    let is_unused = |number| shares.of_total(number).is_none_or(|share| share.count == 0);
    let themes = frame.active_codes().filter(|code| code.kind == CodeKind::Theme);
    let unused: Vec<String> = themes
        .filter(|code| is_unused(code.number))
        .map(|code| format!("{} {}", code.number, frame.label(code.number, frame.label_language).0))
        .collect();
    if unused.is_empty() || ledger.base() == 0 {
        return None;
    }
    let named = unused.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = unused.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!("Codes of the frame that nobody gave this time: {named}{rest}. They stay in the frame."))
}
