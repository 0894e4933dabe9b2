//! How many people write in anger, disappointment, thanks, and so on; and whom to answer first.

use super::listed::{Foremost, Listed, ListedAnswer};
use super::{Base, wilson};
use crate::alerts::{Alert, AlertKind};
use crate::coding::Coding;
use crate::survey::Respondent;
use std::cmp::Ordering;
use std::sync::Arc;

/// Most alerts that are listed, and the bytes of their answers: 64 MB, and as much again while they are gathered.
const MOST_LISTED: usize = 100_000;
const MOST_BYTES: usize = 64 << 20;

/// The people whose answers hold one kind of alert.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertShare {
    /// The kind.
    pub kind: AlertKind,
    /// How many they are.
    pub count: usize,
    /// Their weighted part of the base, 0..1; none if the base is empty.
    pub share: Option<f64>,
    /// Lower end of the interval, 0..1.
    pub low: Option<f64>,
    /// Upper end, 0..1.
    pub high: Option<f64>,
}

/// Alerts that need an answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UrgentAlerts {
    /// By kind, then by strength, then by the answer's sentiment, the most urgent first; at most 100,000, and 64 MB.
    pub list: Vec<UrgentAlert>,
    /// How many there are, listed or not.
    pub alerts: usize,
    /// Answers with at least one.
    pub answers: usize,
}

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub struct UrgentAlert {
    /// What it says.
    pub alert: Alert,
    /// In which answer.
    pub answer: Arc<ListedAnswer>,
}

impl Listed for UrgentAlert {
    fn order(&self, other: &Self) -> Ordering {
        let by_strength = other.alert.strength.total_cmp(&self.alert.strength);
        let by_sentiment = || self.answer.sentiment_score.total_cmp(&other.answer.sentiment_score);
        let by_place = || {
            (self.answer.row, self.alert.start, self.alert.end).cmp(&(
                other.answer.row,
                other.alert.start,
                other.alert.end,
            ))
        };
        self.alert.kind.cmp(&other.alert.kind).then(by_strength).then_with(by_sentiment).then_with(by_place)
    }

    fn bytes(&self) -> usize {
        size_of::<Self>() + self.answer.bytes()
    }
}

/// Counts alerts person by person.
#[derive(Debug, Clone, Default)]
pub struct AlertCounter {
    /// People and their weight by kind, in the order of [`AlertKind::ALL`].
    kinds: [(usize, f64); AlertKind::ALL.len()],
    list: Foremost<UrgentAlert>,
    alerts: usize,
    answers: usize,
}

impl AlertCounter {
    /// One more respondent, in the order of the file.
    pub fn add(&mut self, person: &Respondent<'_>, coding: &Coding) {
        if coding.alerts.is_empty() || !coding.status.counts_in_base() {
            return;
        }
        for (kind, (count, weight)) in AlertKind::ALL.into_iter().zip(&mut self.kinds) {
            if coding.alerts.iter().any(|alert| alert.kind == kind) {
                *count += 1;
                *weight += person.weight;
            }
        }
        let mut urgent = coding.alerts.iter().filter(|alert| alert.kind.needs_answer()).peekable();
        if urgent.peek().is_none() {
            return;
        }
        self.answers += 1;
        let answer = Arc::new(ListedAnswer::of(person, coding));
        for &alert in urgent {
            self.alerts += 1;
            let listed = UrgentAlert { alert, answer: Arc::clone(&answer) };
            self.list.add(listed, MOST_LISTED, MOST_BYTES);
        }
    }

    /// Each kind, in the order of [`AlertKind::ALL`], and the list. `base` is the total's, `confidence` the level of the
    /// intervals, 0..1 (Wilson's on the effective base).
    #[must_use]
    pub fn finish(self, base: &Base, confidence: f64) -> (Vec<AlertShare>, UrgentAlerts) {
        let of = |(kind, (count, weight)): (AlertKind, (usize, f64))| {
            let share = (base.weighted > 0.0).then(|| (weight / base.weighted).clamp(0.0, 1.0));
            let interval = share.map(|part| wilson(part, base.effective, confidence));
            AlertShare { kind, count, share, low: interval.map(|i| i.0), high: interval.map(|i| i.1) }
        };
        let kinds = AlertKind::ALL.into_iter().zip(self.kinds).map(of).collect();
        let list = self.list.finish(MOST_LISTED, MOST_BYTES);
        (kinds, UrgentAlerts { list, alerts: self.alerts, answers: self.answers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::AlertKind::{Anger, Churn, Gratitude, Safety};
    use crate::survey::Study;
    use crate::testing::{coded, outside};

    fn counted(study: &Study<'_>, codings: &[Coding], base: &Base) -> (Vec<AlertShare>, UrgentAlerts) {
        let mut counter = AlertCounter::default();
        study.respondents.iter().zip(codings).for_each(|(person, coding)| counter.add(person, coding));
        counter.finish(base, 0.95)
    }

    #[test]
    fn people_are_counted_by_weight_and_only_in_the_base() {
        let mut study = Study::from_verbatims("why", ["x"; 4]);
        study.respondents[0].weight = 3.0;
        let alert = Alert { kind: Gratitude, start: 0, end: 1, strength: 0.5 };
        let mut codings = [coded(&[1], 0.0), coded(&[1], 0.0), coded(&[], 0.0), outside()];
        codings[0].alerts = [alert].into();
        codings[3].alerts = [alert].into();
        let base = Base { count: 3, weighted: 5.0, effective: 25.0 / 11.0 };
        let (shares, urgent) = counted(&study, &codings, &base);
        let thanks = shares.iter().find(|s| s.kind == Gratitude).unwrap();
        assert_eq!((thanks.count, thanks.share), (1, Some(0.6)));
        assert!(thanks.low.unwrap() < 0.6 && thanks.high.unwrap() > 0.6);
        assert_eq!(shares[0].share, Some(0.0));
        assert_eq!(urgent, UrgentAlerts::default());
        assert_eq!(counted(&study, &[], &Base::default()).0[0].share, None);
    }

    #[test]
    fn the_most_urgent_stand_first_and_thanks_nowhere() {
        let alert = |kind, strength| Alert { kind, start: 0, end: 1, strength };
        let study = Study::from_verbatims("why", ["a", "b", "c", "d"]);
        let mut codings = [coded(&[], -0.1), coded(&[], -0.9), coded(&[], -0.2), coded(&[], 0.9)];
        codings[0].alerts = [alert(Churn, 1.0), alert(Anger, 1.0)].into();
        codings[1].alerts = [alert(Churn, 1.0)].into();
        codings[2].alerts = [alert(Safety, 0.5), alert(Churn, 0.5)].into();
        codings[3].alerts = [alert(Gratitude, 1.0)].into();
        let (_, urgent) = counted(&study, &codings, &Base::default());
        let order: Vec<_> = urgent.list.iter().map(|u| (u.answer.row, u.alert.kind)).collect();
        assert_eq!(order, [(3, Safety), (2, Churn), (1, Churn), (3, Churn), (1, Anger)]);
        assert_eq!((urgent.alerts, urgent.answers), (5, 3));
        assert_eq!(*urgent.list[0].answer.urgent, [Safety, Churn]);
    }
}
