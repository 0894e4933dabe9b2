//! How sure the difference between two waves is, the people who answered both taken into account.
//!
//! Everything rests on effective bases, as the shares themselves do. Two waves of one panel move together, so their
//! difference is surer than that of two samples; how much so is told by the people who answered both.

use crate::shares::{two_sided_chance, wilson};
use serde::Serialize;

/// A share on its base.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sample {
    /// 0..=1.
    pub(super) share: f64,
    /// Kish's effective size, above 0.
    pub(super) base: f64,
}

/// What the people who answered both waves say of one code; parts are weighted by the product of both weights.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Pairs {
    /// How closely the waves are tied: Σ over the pairs of w₁w₂ / √(Σw₁² · Σw₂²) of all people; 0 for two samples, 1 for
    /// a panel in which everybody answered twice.
    pub(super) tie: f64,
    /// Kish's effective number of pairs.
    pub(super) effective: f64,
    /// The part that carries the code in the first wave, 0..=1.
    pub(super) first: f64,
    /// In the second.
    pub(super) second: f64,
    /// In both.
    pub(super) both: f64,
}

/// What told whether a difference may be chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Two samples without a person in common: z of two proportions.
    TwoSamples,
    /// Some people answered both: z with their covariance.
    Overlapping,
    /// Everybody answered both, unweighted: McNemar's.
    Mcnemar,
    /// The same with few who changed: exact binomial.
    McnemarExact,
    /// None: too few people carry the code in either wave.
    TooFew,
}

impl Test {
    /// As printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TwoSamples => "two samples",
            Self::Overlapping => "overlapping samples",
            Self::Mcnemar => "McNemar",
            Self::McnemarExact => "McNemar, exact",
            Self::TooFew => "too few to test",
        }
    }
}

/// The interval of `second − first`, both ends in −1..=1.
///
/// `correlation` is that of the two shares' errors, −1..=1; 0 for samples without a person in common. Sources: Newcombe
/// (1998), Statistics in Medicine 17, 873–890, method 10, for two samples; 17, 2635–2650, method 10, for pairs.
pub(super) fn newcombe(first: Sample, second: Sample, correlation: f64, confidence: f64) -> (f64, f64) {
    let (low1, high1) = wilson(first.share, first.base, confidence);
    let (low2, high2) = wilson(second.share, second.base, confidence);
    let joint = |a: f64, b: f64| (a * a - 2.0 * correlation * a * b + b * b).max(0.0).sqrt();
    let difference = second.share - first.share;
    let down = joint(second.share - low2, high1 - first.share);
    let up = joint(high2 - second.share, first.share - low1);
    ((difference - down).max(-1.0), (difference + up).min(1.0))
}

/// The correlation of the two shares' errors as the pairs show it: phi, times how closely the waves are tied.
///
/// A positive covariance is taken half a pair smaller, as Newcombe's method 10 does, so that few pairs promise nothing.
pub(super) fn observed_correlation(pairs: &Pairs) -> f64 {
    let spread = |part: f64| part * (1.0 - part);
    let scale = (spread(pairs.first) * spread(pairs.second)).sqrt();
    if scale <= 0.0 || pairs.effective <= 0.0 {
        return 0.0;
    }
    let covariance = pairs.both - pairs.first * pairs.second;
    let careful = if covariance > 0.0 { (covariance - 0.5 / pairs.effective).max(0.0) } else { covariance };
    pairs.tie * (careful / scale).clamp(-1.0, 1.0)
}

/// The same if nothing changed: both waves share one mean and one spread.
fn correlation_of_no_change(pairs: &Pairs) -> f64 {
    let mean = f64::midpoint(pairs.first, pairs.second);
    let spread = mean * (1.0 - mean);
    if spread <= 0.0 {
        return 0.0;
    }
    pairs.tie * ((pairs.both - mean * mean) / spread).clamp(-1.0, 1.0)
}

/// People's worth of information (the variance of the difference in people) below which the normal distribution does not
/// hold: five expected in each wave, Cochran's rule, make ten.
const LEAST_INFORMATION: f64 = 10.0;

/// The chance of a difference at least as large if nothing changed; none where too few carry the code.
///
/// The variance is that of one common share on both effective bases less twice the covariance of the pairs. With a whole
/// unweighted panel it is McNemar's, exactly. Sources: Kish (1965), Survey Sampling, 12.4; Derrick, Dobson-McKittrick,
/// Toher and White (2015), "Test statistics for comparing two proportions with partially overlapping samples", Journal
/// of Applied Quantitative Methods 10(3).
pub(super) fn z_test(first: Sample, second: Sample, pairs: &Pairs) -> Option<f64> {
    let common = (first.share * first.base + second.share * second.base) / (first.base + second.base);
    let spread = common * (1.0 - common);
    let (v1, v2) = (spread / first.base, spread / second.base);
    let variance = v1 + v2 - 2.0 * correlation_of_no_change(pairs) * (v1 * v2).sqrt();
    let base = 2.0 / (1.0 / first.base + 1.0 / second.base);
    if variance * base * base < LEAST_INFORMATION {
        return None;
    }
    Some(two_sided_chance((second.share - first.share) / variance.sqrt()))
}

/// People who changed up to which McNemar's test is exact.
pub(super) const EXACT_UP_TO: usize = 25;

/// McNemar's test, exact: how likely so uneven a split of the people who changed is if both ways are as likely. 1 if
/// nobody changed.
///
/// Source: McNemar (1947), Psychometrika 12, 153–157; the binomial form as in Agresti (2013), Categorical Data Analysis,
/// 11.1.
pub(super) fn mcnemar_exact(gained: usize, lost: usize) -> f64 {
    let all = gained + lost;
    let mut ways = 1.0;
    let mut sum = 0.0;
    for k in 0..=gained.min(lost) {
        sum += ways;
        ways *= (all - k) as f64 / (k + 1) as f64;
    }
    (2.0 * sum / 2.0_f64.powi(i32::try_from(all).unwrap_or(i32::MAX))).min(1.0)
}

/// A mean with the spread of single answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mean {
    pub(super) value: f64,
    /// Standard deviation.
    pub(super) spread: f64,
    /// Kish's effective size, above 0.
    pub(super) base: f64,
}

/// The standard error of the difference of two means whose errors have this correlation.
pub(super) fn error_of_difference(first: Mean, second: Mean, correlation: f64) -> f64 {
    let (e1, e2) = (first.spread / first.base.sqrt(), second.spread / second.base.sqrt());
    (e1 * e1 + e2 * e2 - 2.0 * correlation * e1 * e2).max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(count: f64, base: f64) -> Sample {
        Sample { share: count / base, base }
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 5e-5, "{found} is not {expected}");
    }

    /// A panel in which so many carry the code in both waves, in the first only, the second only, and in neither.
    fn panel(both: f64, first: f64, second: f64, neither: f64) -> (Sample, Sample, Pairs) {
        let n = both + first + second + neither;
        let pairs = Pairs {
            tie: 1.0,
            effective: n,
            first: (both + first) / n,
            second: (both + second) / n,
            both: both / n,
        };
        (of(both + first, n), of(both + second, n), pairs)
    }

    #[test]
    fn two_samples_have_the_intervals_that_newcombe_printed() {
        // Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10.
        for (x1, n1, x2, n2, low, high) in [
            (56.0, 70.0, 48.0, 80.0, 0.0524, 0.3339),
            (9.0, 10.0, 3.0, 10.0, 0.1705, 0.8090),
            (6.0, 7.0, 2.0, 7.0, 0.0582, 0.8062),
            (5.0, 56.0, 0.0, 29.0, -0.0381, 0.1926),
            (0.0, 10.0, 0.0, 20.0, -0.1611, 0.2775),
            (10.0, 10.0, 0.0, 20.0, 0.6791, 1.0),
        ] {
            let found = newcombe(of(x2, n2), of(x1, n1), 0.0, 0.95);
            near(found.0, low);
            near(found.1, high);
        }
    }

    #[test]
    fn pairs_have_the_intervals_of_newcombes_tenth_method() {
        // The formula of Newcombe (1998), Statistics in Medicine 17, 2635–2650, computed apart in NumPy.
        for (cells, low, high) in [
            ([36.0, 12.0, 2.0, 0.0], 0.056_930, 0.340_428),
            ([20.0, 12.0, 2.0, 16.0], 0.056_156, 0.329_207),
            ([212.0, 144.0, 256.0, 707.0], -0.114_192, -0.055_433),
        ] {
            let [a, b, c, d] = cells;
            let (first, second, pairs) = panel(a, b, c, d);
            // Newcombe takes the first from the second.
            let turned = Pairs { first: pairs.second, second: pairs.first, ..pairs };
            let found = newcombe(second, first, observed_correlation(&turned), 0.95);
            near(found.0, low);
            near(found.1, high);
        }
    }

    #[test]
    fn z_of_two_samples_is_the_chi_squared_test() {
        // chi2_contingency(correction=False) of SciPy.
        for (x1, n1, x2, n2, chance) in
            [(56.0, 70.0, 48.0, 80.0, 0.008_045_081), (30.0, 400.0, 52.0, 420.0, 0.019_869_994)]
        {
            let found = z_test(of(x1, n1), of(x2, n2), &Pairs::default()).unwrap();
            assert!((found / chance - 1.0).abs() < 1e-6, "{found}");
        }
        assert_eq!(z_test(of(2.0, 100.0), of(5.0, 100.0), &Pairs::default()), None, "seven people");
        assert_eq!(z_test(of(0.0, 100.0), of(0.0, 100.0), &Pairs::default()), None);
    }

    #[test]
    fn z_of_a_whole_panel_is_mcnemars() {
        // (c − b) / √(b + c) = 112 / 20 with the third of the tables above.
        let (first, second, pairs) = panel(212.0, 144.0, 256.0, 707.0);
        let found = z_test(first, second, &pairs).unwrap();
        assert!((found / two_sided_chance(112.0 / 20.0) - 1.0).abs() < 1e-9, "{found}");
        let apart = z_test(first, second, &Pairs::default()).unwrap();
        assert!(apart > 100.0 * found, "two samples of that size would be less sure: {apart}");
    }

    #[test]
    fn the_exact_test_is_the_binomial_one() {
        // binomtest(k, n).pvalue of SciPy.
        for (gained, lost, chance) in
            [(3, 11, 0.057_373_046_875), (12, 2, 0.012_939_453_125), (5, 19, 0.006_610_751_152_038_574)]
        {
            assert!((mcnemar_exact(gained, lost) - chance).abs() < 1e-12);
        }
        assert_eq!((mcnemar_exact(0, 0), mcnemar_exact(4, 4), mcnemar_exact(0, 1)), (1.0, 1.0, 1.0));
    }

    #[test]
    fn means_that_move_together_differ_more_surely() {
        let (a, b) =
            (Mean { value: 5.0, spread: 3.0, base: 90.0 }, Mean { value: 6.0, spread: 4.0, base: 160.0 });
        near(error_of_difference(a, b, 0.0), 0.2_f64.sqrt());
        near(error_of_difference(a, b, 0.5), 0.1_f64.sqrt());
    }
}
