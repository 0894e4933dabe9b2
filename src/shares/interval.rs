//! How sure a share is.

/// Wilson's score interval of a share, both ends in 0..=1 and around `share`.
///
/// `share` is the weighted share, 0..=1; `base` the effective base, above 0, not necessarily whole; `confidence`
/// the level, 0..1. Chosen over the textbook interval because it stays inside 0..1 and keeps its level on small
/// bases and near 0, where shares of codes lie.
///
/// Source: Wilson (1927), JASA 22, 209–212; on the effective base of Kish (1965), Survey Sampling.
#[must_use]
pub fn wilson(share: f64, base: f64, confidence: f64) -> (f64, f64) {
    let p = share.clamp(0.0, 1.0);
    let z = normal_quantile(f64::midpoint(1.0, confidence));
    let z2 = z * z;
    let scale = 1.0 + z2 / base;
    let center = (p + z2 / (2.0 * base)) / scale;
    let half = z / scale * (p * (1.0 - p) / base + z2 / (4.0 * base * base)).sqrt();
    // At 0 and 1 the formula's end is the share itself; rounding must not move it off.
    ((center - half).clamp(0.0, p), (center + half).clamp(p, 1.0))
}

/// Interval that holds, with probability `confidence`, the share that a new sample of `next` people shows of what `base`
/// people showed with `share`; both ends in 0..=1 and around `share`.
///
/// Both samples are of one population, so their pooled share gives the error of the difference: the interval holds every
/// share that a score test of two samples would not tell from `share`. With an endless new sample it is [`wilson`]'s.
/// Bases are effective ones, above 0, not necessarily whole.
///
/// Source: Krishnamoorthy and Peng (2011), Journal of Statistical Planning and Inference 141, 1709–1718 (joint sampling).
#[must_use]
pub fn predicted(share: f64, base: f64, next: f64, confidence: f64) -> (f64, f64) {
    let p = share.clamp(0.0, 1.0);
    let z = normal_quantile(f64::midpoint(1.0, confidence));
    // (p − q)² = scale · r (1 − r), with the pooled share r = old + new · q, solved for q.
    let scale = z * z * (1.0 / base + 1.0 / next);
    let (old, new) = (base * p / (base + next), next / (base + next));
    let square = 1.0 + scale * new * new;
    let half_linear = p + scale * new * (1.0 - 2.0 * old) / 2.0;
    let constant = p * p - scale * old * (1.0 - old);
    let half = (half_linear * half_linear - square * constant).max(0.0).sqrt();
    (((half_linear - half) / square).clamp(0.0, p), ((half_linear + half) / square).clamp(p, 1.0))
}

/// The point of the standard normal distribution with probability `p` (0..1, both exclusive) below it.
///
/// Relative error below 1.2e-9. Source: Acklam (2003), rational approximation of the inverse normal.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 5] = [
        7.784_695_709_041_462e-3,
        3.224_671_290_700_398e-1,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
        1.0,
    ];
    // Where the tail's approximation takes over from the middle's.
    const TAIL: f64 = 0.024_25;
    if p > 1.0 - TAIL {
        return -normal_quantile(1.0 - p);
    }
    if p < TAIL {
        let q = (-2.0 * p.ln()).sqrt();
        return polynomial(&C, q) / polynomial(&D, q);
    }
    let q = p - 0.5;
    let r = q * q;
    q * polynomial(&A, r) / polynomial(&B, r)
}

/// Horner's rule, highest power first.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
}

/// The chance that a standard normal value lies at least as far from 0 as `z`, on either side: 0..=1.
///
/// Relative error below 1e-12 wherever a double can hold the result. Source: Abramowitz and Stegun (1964), Handbook of
/// Mathematical Functions, 26.2.11 (series) and 26.2.14 (continued fraction).
#[must_use]
pub fn two_sided_chance(z: f64) -> f64 {
    // Below it the series takes 60 terms at most, above it the fraction 100.
    const FAR: f64 = 3.0;
    let z = z.abs();
    let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if z >= FAR {
        let fraction = (1..=100).rev().fold(z, |below, k| z + f64::from(k) / below);
        return 2.0 * density / fraction;
    }
    let (mut term, mut sum) = (z, z);
    for k in 1..=60 {
        term *= z * z / f64::from(2 * k + 1);
        sum += term;
    }
    (1.0 - 2.0 * density * sum).clamp(0.0, 1.0)
}

/// The smallest share, 0..=1, that a base of this (effective) size shows reliably; none for an empty base.
///
/// One answer makes no theme: three people must have said it. With 6.3 expected, at least three come
/// up in 95 of 100 samples, so a code of 2 % needs a base of about 315.
#[must_use]
pub fn smallest_visible_share(base: f64) -> Option<f64> {
    (base > 0.0).then(|| (THREE_PEOPLE / base).min(1.0))
}

/// The Poisson mean λ with P(at least 3) = 0.95, the solution of exp(−λ)·(1 + λ + λ²/2) = 0.05.
const THREE_PEOPLE: f64 = 6.295_8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prediction_is_wider_than_an_interval_and_becomes_one_for_an_endless_sample() {
        let (low, high) = predicted(0.1, 500.0, 500.0, 0.9);
        let (narrow_low, narrow_high) = wilson(0.1, 500.0, 0.9);
        assert!(low < narrow_low && high > narrow_high);
        // The ends are where a score test of the two samples is just significant.
        for end in [low, high] {
            let pooled = f64::midpoint(0.1, end);
            let z = (end - 0.1).abs() / (pooled * (1.0 - pooled) * (2.0 / 500.0)).sqrt();
            near(z, normal_quantile(0.95), 1e-9);
        }
        let endless = predicted(0.1, 500.0, 1e15, 0.9);
        near(endless.0, narrow_low, 1e-9);
        near(endless.1, narrow_high, 1e-9);
        for share in [0.0, 1.0] {
            let (low, high) = predicted(share, 3.0, 7.5, 0.9);
            assert!((0.0..=share).contains(&low) && (share..=1.0).contains(&high));
        }
    }

    /// 600 surveys and their repetitions, drawn from known shares: the shares of the second lie in the prediction of the
    /// first as often as it says.
    #[test]
    fn nine_of_ten_repetitions_lie_in_it() {
        let mut state = 7_u64;
        let mut drawn = |share: f64| {
            let people = (0..400).filter(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                ((state >> 11) as f64 / (1_u64 << 53) as f64) < share
            });
            people.count() as f64 / 400.0
        };
        let mut inside = 0;
        for round in 0..600 {
            let share = 0.03 + 0.27 * f64::from(round % 10) / 10.0;
            let (low, high) = predicted(drawn(share), 400.0, 400.0, 0.9);
            inside += usize::from((low..=high).contains(&drawn(share)));
        }
        assert!((522..=564).contains(&inside), "{inside} of 600");
    }

    fn near(a: f64, b: f64, within: f64) {
        assert!((a - b).abs() < within, "{a} is not {b}");
    }

    #[test]
    fn quantiles_match_the_printed_tables() {
        near(normal_quantile(0.5), 0.0, 1e-12);
        near(normal_quantile(0.975), 1.959_963_984_540_054, 1e-8);
        near(normal_quantile(0.95), 1.644_853_626_951_472, 1e-8);
        near(normal_quantile(0.995), 2.575_829_303_548_901, 1e-8);
        near(normal_quantile(0.001), -3.090_232_306_167_814, 1e-8);
    }

    #[test]
    fn chances_of_both_tails_match_computed_values() {
        // 2·norm.sf(z) of SciPy 1.x.
        for (z, chance) in [
            (0.0, 1.0),
            (0.5, 0.617_075_077_451_973_8),
            (1.0, 0.317_310_507_862_914_15),
            (-1.959_963_984_540_054, 0.05),
            (2.9, 0.003_731_626_600_768_075),
            (3.1, 0.001_935_206_426_436_712_6),
            (5.0, 5.733_031_437_583_866e-7),
            (12.0, 3.552_964_224_155_306e-33),
            (30.0, 9.813_427_854_295_816e-198),
        ] {
            near(two_sided_chance(z) / chance, 1.0, 1e-12);
        }
    }

    #[test]
    fn one_in_ten_has_the_interval_that_the_quadratic_gives() {
        // The ends are the roots of (p̂ − p)² = z²·p(1 − p)/n, solved here directly.
        let (n, p, z2) = (10.0, 0.1, 1.959_963_984_540_054_f64.powi(2));
        let (a, b, c): (f64, f64, f64) = (1.0 + z2 / n, -(2.0 * p + z2 / n), p * p);
        let root = (b * b - 4.0 * a * c).sqrt();
        let (low, high) = wilson(p, n, 0.95);
        near(low, (-b - root) / (2.0 * a), 1e-8);
        near(high, (-b + root) / (2.0 * a), 1e-8);
        near(low, 0.017_876, 1e-5);
        near(high, 0.404_150, 1e-5);
    }

    #[test]
    fn nobody_and_everybody_keep_their_end() {
        let (low, high) = wilson(0.0, 12.0, 0.95);
        assert_eq!(low, 0.0);
        assert!(high > 0.2 && high < 0.3);
        let (low, high) = wilson(1.0 + 1e-12, 12.0, 0.95);
        assert!(low > 0.7 && high == 1.0);
    }

    #[test]
    fn two_percent_needs_about_three_hundred_people() {
        let tail = |l: f64| (-l).exp() * (1.0 + l + l * l / 2.0);
        near(tail(THREE_PEOPLE), 0.05, 1e-5);
        assert!(smallest_visible_share(300.0).is_some_and(|s| s > 0.02));
        assert!(smallest_visible_share(320.0).is_some_and(|s| s < 0.02));
        assert_eq!(smallest_visible_share(0.0), None);
    }
}
