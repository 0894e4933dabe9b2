//! How many people write in anger, disappointment, thanks, and so on.

use super::{Base, wilson};
use crate::alerts::AlertKind;
use crate::coding::Coding;
use crate::survey::Study;

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

/// Counts each kind of alert among the people of the base, in the order of [`AlertKind::ALL`].
///
/// `codings` stand in the order of `study.respondents`, `base` is the total's, `confidence` the level of the
/// intervals, 0..1 (Wilson's on the effective base).
#[must_use]
pub fn count_alerts(study: &Study, codings: &[Coding], base: &Base, confidence: f64) -> Vec<AlertShare> {
    let of = |kind: AlertKind| {
        let has = |(coding, _): &(&Coding, _)| {
            coding.status.counts_in_base() && coding.alerts.iter().any(|alert| alert.kind == kind)
        };
        let people = codings.iter().zip(&study.respondents).filter(has);
        let (count, weight) = people.fold((0, 0.0), |(n, w), (_, person)| (n + 1, w + person.weight));
        let share = (base.weighted > 0.0).then(|| (weight / base.weighted).clamp(0.0, 1.0));
        let interval = share.map(|part| wilson(part, base.effective, confidence));
        AlertShare { kind, count, share, low: interval.map(|i| i.0), high: interval.map(|i| i.1) }
    };
    AlertKind::ALL.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::Alert;
    use crate::testing::{coded, outside};

    #[test]
    fn people_are_counted_by_weight_and_only_in_the_base() {
        let mut study = Study::from_verbatims("why", ["x"; 4]);
        study.respondents[0].weight = 3.0;
        let alert = Alert { kind: AlertKind::Gratitude, start: 0, end: 1, strength: 0.5 };
        let mut codings = [coded(&[1], 0.0), coded(&[1], 0.0), coded(&[], 0.0), outside()];
        codings[0].alerts = [alert].into();
        codings[3].alerts = [alert].into();
        let base = Base { count: 3, weighted: 5.0, effective: 25.0 / 11.0 };
        let shares = count_alerts(&study, &codings, &base, 0.95);
        let thanks = shares.iter().find(|s| s.kind == AlertKind::Gratitude).unwrap();
        assert_eq!((thanks.count, thanks.share), (1, Some(0.6)));
        assert!(thanks.low.unwrap() < 0.6 && thanks.high.unwrap() > 0.6);
        assert_eq!(shares[0].share, Some(0.0));
        assert_eq!(count_alerts(&study, &[], &Base::default(), 0.95)[0].share, None);
    }
}
