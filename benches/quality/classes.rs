//! The class that each answer was given, beside the one that people gave it.

use crate::calibration::{self, BINS, Bin};
use crate::line::cell;
use crate::sets::Rows;

/// As people judge.
const TRUTHS: [&str; 3] = ["negative", "neutral", "positive"];
/// As the program judges; "" is no class.
const GIVEN: [&str; 5] = ["negative", "neutral", "positive", "mixed", ""];
/// Below this confidence a class is as good as "not sure": the first half of the bins.
const UNSURE: usize = BINS / 2;

/// Answers by both classes, and how far the confidence can be believed.
#[derive(Debug, Default)]
pub(crate) struct Classes {
    /// Answers by people's class, then by the given one.
    counts: [[usize; GIVEN.len()]; TRUTHS.len()],
    /// Those with a class and a confidence, by the latter.
    bins: [Bin; BINS],
}

impl Classes {
    /// Below it, the cells of [`Self::cells`].
    pub(crate) const HEADER: &'static str =
        "no class % | confidence − right | not sure % | right where not sure % | right elsewhere %";

    /// From a coded file; as in `score.py`, mixed counts as neutral.
    pub(crate) fn of(coded: &Rows) -> Self {
        let mut classes = Self::default();
        for row in &coded.records {
            let (truth, given) = (coded.cell(row, "sentiment"), coded.cell(row, "oe_sentiment"));
            let places =
                (TRUTHS.iter().position(|t| *t == truth), GIVEN.iter().position(|class| *class == given));
            let (Some(truth_ix), Some(given_ix)) = places else { continue };
            classes.counts[truth_ix][given_ix] += 1;
            let confidence = coded.cell(row, "oe_sentiment_confidence").parse::<f64>();
            if let (Ok(confidence), false) = (confidence, given.is_empty()) {
                let given = if given == "mixed" { "neutral" } else { given };
                calibration::count(&mut classes.bins, confidence, given == truth);
            }
        }
        classes
    }

    /// How honest the confidence is, for a line of a table; blank where there is none.
    pub(crate) fn cells(&self) -> String {
        let all: usize = self.counts.as_flattened().iter().sum();
        let without: usize = self.counts.iter().filter_map(|given| given.last()).sum();
        let (unsure, sure) = self.bins.split_at(UNSURE);
        let total = |bins: &[Bin]| bins.iter().map(|bin| bin.codings).sum::<usize>();
        let right = |bins: &[Bin]| percent(bins.iter().map(|bin| bin.right).sum(), total(bins));
        let figures = [
            cell(percent(without, all), 1),
            cell(calibration::error(&self.bins), 3),
            cell(percent(total(unsure), total(&self.bins)), 1),
            cell(right(unsure), 0),
            cell(right(sure), 0),
        ];
        figures.join(" | ")
    }

    /// Below it, the lines of [`Self::confusion`].
    pub(crate) const CONFUSION_HEADER: &'static str = "| set | engine | people say | negative | neutral | positive | mixed | no class |\n\
         |---|---|---|---:|---:|---:|---:|---:|";

    /// How many answers of each of people's classes were given which.
    pub(crate) fn confusion(&self, set: &str, engine: &str) -> Vec<String> {
        let lines = TRUTHS.iter().zip(&self.counts).filter(|(_, given)| given.iter().sum::<usize>() > 0);
        lines
            .map(|(truth, given)| {
                format!("| {set} | {engine} | {truth} | {} |", given.map(|n| n.to_string()).join(" | "))
            })
            .collect()
    }
}

fn percent(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64 * 100.0)
}
