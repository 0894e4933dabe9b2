//! Which answers to read first.

use super::Coding;
use crate::alerts::Alert;

/// Every alert that needs an answer, with the position of its coding: by kind, then by strength, then by the answer's
/// sentiment, the most urgent first.
#[must_use]
pub fn urgent_alerts(codings: &[Coding]) -> Vec<(usize, Alert)> {
    let of =
        |(at, coding): (usize, &Coding)| coding.alerts.iter().map(|alert| (at, *alert)).collect::<Vec<_>>();
    let mut found: Vec<(usize, Alert)> =
        codings.iter().enumerate().flat_map(of).filter(|(_, alert)| alert.kind.needs_answer()).collect();
    let sentiment = |at: usize| codings.get(at).map_or(0.0, |coding| coding.sentiment_score);
    found.sort_by(|(a, first), (b, second)| {
        let by_strength = second.strength.total_cmp(&first.strength);
        let by_sentiment = || sentiment(*a).total_cmp(&sentiment(*b));
        first.kind.cmp(&second.kind).then(by_strength).then_with(by_sentiment).then(a.cmp(b))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::AlertKind::{Anger, Churn, Gratitude, Safety};
    use crate::testing::coded;

    #[test]
    fn the_most_urgent_stand_first_and_thanks_nowhere() {
        let alert = |kind, strength| Alert { kind, start: 0, end: 1, strength };
        let mut codings = [coded(&[], -0.1), coded(&[], -0.9), coded(&[], -0.2), coded(&[], 0.9)];
        codings[0].alerts = [alert(Churn, 1.0), alert(Anger, 1.0)].into();
        codings[1].alerts = [alert(Churn, 1.0)].into();
        codings[2].alerts = [alert(Safety, 0.5), alert(Churn, 0.5)].into();
        codings[3].alerts = [alert(Gratitude, 1.0)].into();
        let order: Vec<_> = urgent_alerts(&codings).iter().map(|(at, alert)| (*at, alert.kind)).collect();
        assert_eq!(order, [(2, Safety), (1, Churn), (0, Churn), (2, Churn), (0, Anger)]);
    }
}
