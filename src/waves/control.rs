//! Many differences at once: which of them may be called significant.

/// Of the differences called significant, the part that may be so by chance.
pub(super) const FALSE_PART: f64 = 0.05;

/// Adjusted chances, in the order given: a difference is significant where its own is at most [`FALSE_PART`].
///
/// A tracker tests hundreds of differences, and is read for the few that changed: of those it names, at most one in
/// twenty is chance on average. If nothing changed at all, it names any in one comparison of twenty at most. The tests
/// are not independent (codes of one person, a net and its codes); they mostly move together, under which the procedure
/// holds.
///
/// Sources: Benjamini and Hochberg (1995), JRSS B 57, 289–300; Benjamini and Yekutieli (2001), Annals of Statistics 29,
/// 1165–1188, for tests that move together.
pub(super) fn benjamini_hochberg(chances: &[f64]) -> Vec<f64> {
    let value = |at: usize| chances.get(at).copied().unwrap_or(1.0);
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|&a, &b| value(b).total_cmp(&value(a)));
    let mut adjusted = vec![1.0; chances.len()];
    let mut least: f64 = 1.0;
    for (larger, &at) in order.iter().enumerate() {
        let rank = chances.len() - larger;
        // In this order no adjusted chance falls below its own by rounding.
        least = least.min(value(at) * (chances.len() as f64 / rank as f64));
        if let Some(slot) = adjusted.get_mut(at) {
            *slot = least;
        }
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjusted_chances_match_computed_values() {
        // false_discovery_control([…]) of SciPy.
        let found = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.005, 0.2]);
        for (found, expected) in found.iter().zip([0.025, 0.05, 0.05, 0.025, 0.2]) {
            assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
        }
        assert!(benjamini_hochberg(&[]).is_empty());
        assert_eq!(benjamini_hochberg(&[0.7, 0.9]), [0.9, 0.9]);
    }
}
