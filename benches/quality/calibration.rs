//! Whether a score means what it says: of codings, or classes of sentiment, with score .8 about 80 % are right.

use std::collections::{BTreeMap, BTreeSet};

/// Bins of the score between 0 and 1.
pub(crate) const BINS: usize = 10;

/// "This respondent carries this code", on a respondent whom people have coded too.
#[derive(Debug)]
pub(crate) struct Coding<'a> {
    /// The program's code.
    pub(crate) code: &'a str,
    /// How sure the program is, 0..=1.
    pub(crate) score: f64,
    /// People's codes for the respondent.
    pub(crate) labels: &'a BTreeSet<String>,
}

/// The codings, or classes, of one bin.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Bin {
    /// How many there are.
    pub(crate) codings: usize,
    /// How many of them are right.
    pub(crate) right: usize,
    /// The sum of their scores.
    pub(crate) score: f64,
}

impl Bin {
    /// The part that is right; none if it is empty.
    pub(crate) fn share_right(&self) -> Option<f64> {
        (self.codings > 0).then(|| self.right as f64 / self.codings as f64)
    }
}

/// Counts one in its bin.
pub(crate) fn count(bins: &mut [Bin; BINS], score: f64, is_right: bool) {
    let bin = &mut bins[((score * BINS as f64) as usize).min(BINS - 1)];
    bin.codings += 1;
    bin.score += score;
    bin.right += usize::from(is_right);
}

/// Codings by score, right and wrong. A code serves the human code that the largest part of its respondents carry
/// (the first by name among equals, as in `score.py`); a coding is right if the respondent carries that human code.
pub(crate) fn curve(codings: &[Coding<'_>]) -> [Bin; BINS] {
    let mut together: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for coding in codings {
        let labels = together.entry(coding.code).or_default();
        for label in coding.labels {
            *labels.entry(label).or_default() += 1;
        }
    }
    let serves: BTreeMap<&str, &str> = together
        .iter()
        // Of equals `max_by` takes the last: in reverse, the first by name.
        .filter_map(|(code, labels)| Some((*code, *labels.iter().rev().max_by_key(|(_, n)| **n)?.0)))
        .collect();
    let mut bins = [Bin::default(); BINS];
    for coding in codings {
        let label = serves.get(coding.code);
        count(&mut bins, coding.score, label.is_some_and(|label| coding.labels.contains(*label)));
    }
    bins
}

/// By how much score and part right differ, averaged over codings.
pub(crate) fn error(bins: &[Bin]) -> Option<f64> {
    let codings: usize = bins.iter().map(|bin| bin.codings).sum();
    let off: f64 = bins.iter().map(|bin| (bin.score - bin.right as f64).abs()).sum();
    (codings > 0).then(|| off / codings as f64)
}
