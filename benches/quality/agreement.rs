//! How far two groupings of the same people agree, corrected for chance.

use std::collections::BTreeMap;

/// Adjusted mutual information of two groupings, one entry per person in each: 1 if they are the same, about 0 if
/// they are unrelated. Normalised by the arithmetic mean of the entropies.
///
/// Source: Vinh, Epps and Bailey (2010), JMLR 11, with the expected mutual information of its section 4.
pub(crate) fn adjusted_mutual_information(left: &[&str], right: &[&str]) -> f64 {
    let people = left.len().min(right.len());
    let mut cells: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let (mut rows, mut columns) = (BTreeMap::new(), BTreeMap::new());
    for (&a, &b) in left.iter().zip(right) {
        *cells.entry((a, b)).or_default() += 1;
        *rows.entry(a).or_default() += 1;
        *columns.entry(b).or_default() += 1;
    }
    // Two groupings without any division are the same, and so are two that divide everybody from everybody.
    if rows.len() == columns.len() && (rows.len() <= 1 || rows.len() == people) {
        return 1.0;
    }
    let n = people as f64;
    let size = |groups: &BTreeMap<&str, usize>, name: &str| groups.get(name).copied().unwrap_or(0) as f64;
    let mutual: f64 = cells
        .iter()
        .map(|(&(a, b), &together)| {
            let together = together as f64;
            together / n * (n * together / (size(&rows, a) * size(&columns, b))).ln()
        })
        .sum();
    let expected = expected_mutual_information(&rows, &columns, people);
    let mean = f64::midpoint(entropy(&rows, n), entropy(&columns, n));
    let room = mean - expected;
    if room.abs() < f64::EPSILON { 0.0 } else { (mutual - expected) / room }
}

fn entropy(groups: &BTreeMap<&str, usize>, people: f64) -> f64 {
    groups.values().map(|&size| size as f64 / people).map(|part| -part * part.ln()).sum()
}

/// The mutual information that groups of these sizes have by chance, when people are dealt out at random.
fn expected_mutual_information(
    rows: &BTreeMap<&str, usize>,
    columns: &BTreeMap<&str, usize>,
    people: usize,
) -> f64 {
    // ln k! for k up to the number of people.
    let mut factorial = vec![0.0f64; people + 1];
    for k in 1..=people {
        factorial[k] = factorial[k - 1] + (k as f64).ln();
    }
    let n = people as f64;
    let mut expected = 0.0;
    for &a in rows.values() {
        for &b in columns.values() {
            let sizes = factorial[a] + factorial[b] + factorial[people - a] + factorial[people - b];
            for together in (a + b).saturating_sub(people).max(1)..=a.min(b) {
                let ways = factorial[people]
                    + factorial[together]
                    + factorial[a - together]
                    + factorial[b - together]
                    + factorial[people + together - a - b];
                let k = together as f64;
                expected += k / n * (n * k / (a as f64 * b as f64)).ln() * (sizes - ways).exp();
            }
        }
    }
    expected
}
