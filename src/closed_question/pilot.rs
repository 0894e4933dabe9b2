//! What a small base may have missed, and how many more answers would show it.
//!
//! A reason is found once three people have said it ([`smallest_visible_share`]), so estimators from species seen once or
//! twice (Good–Turing, Chao) do not fit: a draft makes no code of them. Nor does the same thought with codes of three
//! people: drafts of 50 and of 200 answers of `happy_moments_en` have none, and ten codes or more still to come. The
//! saturation curve is therefore continued by its own last half, as a lower bound: larger bases are drafted finer too.

use crate::shares::{Base, RowKind, ShareTable, smallest_visible_share};
use serde::{Deserialize, Serialize};

/// The effective base up to which a question is a pilot: below 315 a code of 2 % is missed more than once in 20 surveys.
const LARGEST: f64 = 300.0;
/// The people that make a reason a code.
const PEOPLE: usize = 3;
/// The share that a designer would not like to miss: next to the usual least share of an option, 3 %.
const SHARE: f64 = 0.02;
/// Answers in which fewer than one new code means that more answers show little.
const MORE: f64 = 50.0;
/// Shares whose chance of being found is told.
const SHARES: [f64; 4] = [0.01, 0.02, 0.05, 0.1];
/// Steps of the saturation curve.
const STEPS: usize = 10;

/// How complete the codes of a small base are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Pilot {
    /// Sentences for a reader, the most important first.
    pub sentences: Vec<String>,
    /// The effective base.
    #[serde(default)]
    pub effective: f64,
    /// The largest share, 0..1, that nobody of the base may hold by chance: the exact form of the rule of three, 95 %.
    #[serde(default)]
    pub unseen: f64,
    /// The smallest share, 0..1, of which three people come up in 95 of 100 such surveys.
    #[serde(default)]
    pub visible: f64,
    /// Shares and the chance, 0..1, that three people of the base hold a reason of that share.
    #[serde(default)]
    pub found: Vec<(f64, f64)>,
    /// Answers and how many of today's codes three of so many would carry: the saturation curve.
    #[serde(default)]
    pub curve: Vec<(usize, f64)>,
    /// New codes in the next fifty answers, at least.
    #[serde(default)]
    pub new_codes: f64,
    /// Further answers until a code of 2 % is found in 95 of 100 surveys.
    #[serde(default)]
    pub more_for_share: usize,
    /// Further answers until fewer than one new code comes with fifty, at least.
    #[serde(default)]
    pub more_for_codes: usize,
}

/// What a base of at most 300 people may have missed; none for a larger one or an empty one. `table` holds the shares of
/// the answers' own draft.
///
/// *Curve*: the expected number of today's codes that three people carry among m of the n answers, exact (rarefaction with
/// the hypergeometric distribution; Hurlbert 1971, Ecology 52, for the first person, here for the third).
/// *New codes*: the curve goes on as a + b·ln m, with what the last half of the answers brought as b·ln 2 (the logarithmic
/// accumulation of Gleason 1922, Ecology 3; Soberón and Llorente 1993, Conservation Biology 7). *More answers*: until that
/// curve rises by less than one code in fifty answers.
pub(super) fn pilot(table: &ShareTable) -> Option<Pilot> {
    let total = table.total()?;
    let Base { count, effective, .. } = total.base;
    if count == 0 || effective > LARGEST {
        return None;
    }
    let codes = total.shares.iter().filter(|share| share.kind == RowKind::Code && share.count > 0);
    let people: Vec<usize> = codes.map(|share| share.count).collect();
    let visible = smallest_visible_share(effective)?;
    let curve = Curve::of(&people, count);
    let slope = curve.doubling() / std::f64::consts::LN_2;
    let answers = count as f64;
    let new_codes = slope * ((answers + MORE) / answers).ln();
    let for_codes = if new_codes < 1.0 { 0.0 } else { MORE / ((1.0 / slope).exp() - 1.0) };
    let weighting = count as f64 / effective;
    let needed = |effective: f64| ((effective * weighting).ceil() as usize).saturating_sub(count);
    let for_share = visible * effective / SHARE;
    let mut pilot = Pilot {
        sentences: Vec::new(),
        effective,
        unseen: 1.0 - 0.05_f64.powf(1.0 / effective),
        visible,
        found: SHARES.iter().map(|&share| (share, found(share, effective))).collect(),
        curve: curve.steps(),
        new_codes,
        more_for_share: needed(for_share),
        more_for_codes: (for_codes.ceil() as usize).saturating_sub(count),
    };
    pilot.sentences = sentences(&pilot, count);
    Some(pilot)
}

/// The chance that at least three of `base` people hold a reason of this share (binomial, to a base that is not whole).
fn found(share: f64, base: f64) -> f64 {
    let rest = 1.0 - share;
    let few = rest.powf(base)
        + base * share * rest.powf(base - 1.0)
        + base * (base - 1.0) / 2.0 * share * share * rest.powf(base - 2.0);
    if base < PEOPLE as f64 { 0.0 } else { (1.0 - few).clamp(0.0, 1.0) }
}

/// How many codes three people carry among fewer answers.
struct Curve<'p> {
    /// The people of each code.
    people: &'p [usize],
    answers: usize,
    /// ln k! for every k up to the answers.
    logs: Vec<f64>,
}

impl<'p> Curve<'p> {
    fn of(people: &'p [usize], answers: usize) -> Self {
        let mut sum = 0.0;
        let logs = (0..=answers).map(|k| {
            sum += (k.max(1) as f64).ln();
            sum
        });
        Self { people, answers, logs: logs.collect() }
    }

    fn at(&self, sample: usize) -> f64 {
        self.people.iter().map(|&k| at_least_three(k, sample, self.answers, &self.logs)).sum()
    }

    /// What the last half of the answers brought.
    fn doubling(&self) -> f64 {
        self.at(self.answers) - self.at(self.answers / 2)
    }

    /// The curve at ten sizes of the sample.
    fn steps(&self) -> Vec<(usize, f64)> {
        let mut sizes: Vec<usize> =
            (1..=STEPS).map(|step| self.answers * step / STEPS).filter(|size| *size > 0).collect();
        sizes.dedup();
        sizes.into_iter().map(|size| (size, self.at(size))).collect()
    }
}

/// The chance that at least three of `carriers` are among `sample` of `answers` people (hypergeometric).
fn at_least_three(carriers: usize, sample: usize, answers: usize, logs: &[f64]) -> f64 {
    let ln = |k: usize| logs.get(k).copied().unwrap_or(0.0);
    let choose = |n: usize, k: usize| (k <= n).then(|| ln(n) - ln(k) - ln(n - k));
    let exactly = |x: usize| {
        let rest = answers.checked_sub(carriers)?;
        let ways = choose(carriers, x)? + choose(rest, sample.checked_sub(x)?)?;
        Some((ways - choose(answers, sample)?).exp())
    };
    let few: f64 = (0..PEOPLE).filter_map(exactly).sum();
    (1.0 - few).clamp(0.0, 1.0)
}

fn sentences(pilot: &Pilot, people: usize) -> Vec<String> {
    let percent = |part: f64| {
        let percent = part * 100.0;
        if percent < 9.95 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
    };
    let chances: Vec<String> = pilot
        .found
        .iter()
        .map(|(share, chance)| {
            format!("{:.0} % in {:.0} of 100", share * 100.0, (chance * 100.0).clamp(0.0, 99.0).floor())
        })
        .collect();
    let mut sentences = vec![
        format!(
            "This is a pilot: {people} answers show reasons of {} reliably, and a reason that nobody gave may still be \
             held by up to {} of people.",
            percent(pilot.visible),
            percent(pilot.unseen)
        ),
        format!(
            "A reason is found when three people give it; surveys of this size find one of {}.",
            chances.join(", ")
        ),
    ];
    if pilot.more_for_share > 0 {
        sentences.push(format!(
            "About {} more answers are needed to find a reason of {:.0} % in 95 of 100 surveys.",
            pilot.more_for_share,
            SHARE * 100.0
        ));
    }
    sentences.push(if pilot.new_codes < 1.0 {
        format!(
            "As far as these codes tell, fewer than one new one comes with the next {MORE:.0} answers; a larger base may \
             still divide them."
        )
    } else {
        format!(
            "At least {:.0} new codes are to be expected in the next {MORE:.0} answers; fewer than one comes with fifty after \
             {} more at the earliest.",
            pilot.new_codes, pilot.more_for_codes
        )
    });
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::Coding;
    use crate::shares::tabulate;
    use crate::survey::Study;
    use crate::testing::{coded, frame};

    fn of(groups: &[(usize, &[u16])]) -> Option<Pilot> {
        let codings: Vec<Coding> =
            groups.iter().flat_map(|&(people, codes)| vec![coded(codes, 0.0); people]).collect();
        let study = Study::from_verbatims("Why?", codings.iter().map(|_| "x"));
        pilot(&tabulate(&study, &codings, &frame(), 0.95))
    }

    #[test]
    fn a_large_base_is_no_pilot_and_an_empty_one_neither() {
        assert!(of(&[(301, &[1])]).is_none());
        assert!(of(&[]).is_none());
        assert!(of(&[(300, &[1])]).is_some());
    }

    #[test]
    fn the_figures_are_those_of_the_textbooks() {
        let pilot = of(&[(60, &[1]), (3, &[2]), (37, &[])]).unwrap();
        // Rule of three: 3 / 100, exactly 1 − 0.05^(1/100).
        assert!((pilot.unseen - 0.029_5).abs() < 1e-4, "{}", pilot.unseen);
        // P(binomial(100, 0.02) ≥ 3) = 0.3233, P(binomial(100, 0.05) ≥ 3) = 0.8817.
        let chances: Vec<f64> = pilot.found.iter().map(|(_, chance)| *chance).collect();
        assert!((chances[1] - 0.3233).abs() < 1e-4 && (chances[2] - 0.8817).abs() < 1e-4, "{chances:?}");
        // The last half brought 2 − 1.1212 codes: 1.2679 · ln m, so 0.514 with the next fifty.
        assert!((pilot.new_codes - 0.514).abs() < 1e-3, "{}", pilot.new_codes);
        assert_eq!((pilot.more_for_codes, pilot.more_for_share), (0, 215));
        // Half of the answers: all three of code 2 with chance 50·49·48 / (100·99·98) = 0.1212; code 1 surely.
        assert_eq!(pilot.curve.len(), 10);
        assert!(
            (pilot.curve[4].1 - 1.121_2).abs() < 1e-4 && pilot.curve[9] == (100, 2.0),
            "{:?}",
            pilot.curve
        );
        assert!(pilot.sentences[0].contains("6.3 % reliably"), "{:?}", pilot.sentences);
    }

    #[test]
    fn a_handful_of_answers_shows_next_to_nothing() {
        let pilot = of(&[(2, &[1])]).unwrap();
        assert!(pilot.found.iter().all(|(_, chance)| *chance == 0.0) && pilot.visible == 1.0);
        assert_eq!(pilot.curve, [(1, 0.0), (2, 0.0)]);
    }
}
