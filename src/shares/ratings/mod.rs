//! Ratings beside the text: the sentiment of the answers at each rating, and the answers that contradict theirs.
//!
//! Ratings correct nothing: a person may rate high and complain, and irony is told by no word. Such answers are listed
//! to be read.

mod counter;

pub use counter::RatingCounter;

use super::ListedAnswer;
use super::hide::hidden_segments;
use super::listed::{Foremost, Listed};
use counter::{Cell, STEPS};
use std::cmp::Ordering;

/// People with a rating and an answer that it takes to say which way the scale runs.
const LEAST_PEOPLE: usize = 30;
/// The correlation that its interval must lie beyond: below it the numbers are about something else than the text (how
/// sure a person was, say).
const LEAST_CORRELATION: f64 = 0.2;
/// Normal quantile of a 99 % interval: two sides, and many surveys.
const QUANTILE: f64 = 2.576;
/// An answer is clearly on a side from this score on.
const CLEAR: f32 = 0.5;
/// Most rows by single ratings; with more of them, rows are quarters of the scale.
const MOST_RATINGS: usize = 11;

/// The survey's ratings against its sentiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratings {
    /// Spearman's rank correlation of rating and sentiment score as printed, in thousandths; −1..1.
    pub correlation: f64,
    /// Whether a higher rating is a better one; none where the answers do not show it.
    pub higher_is_better: Option<bool>,
    /// Sentiment by rating, lowest rating first.
    pub rows: Vec<RatingRow>,
    /// Answers whose text clearly takes the other side than their rating.
    pub contradictions: Contradictions,
}

/// The answers at one rating, or at those of one quarter of the scale.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingRow {
    /// Lowest rating.
    pub low: f64,
    /// Highest rating, inclusive.
    pub high: f64,
    /// People; none where they are too few to show, or keep others from being worked out.
    pub base: Option<usize>,
    /// Weighted parts that are negative, neutral, positive, mixed; all 0 without a base.
    pub sides: [f64; 4],
    /// Weighted mean sentiment score, −1..1.
    pub mean: Option<f64>,
}

/// Answers whose text clearly takes the other side than their rating.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contradictions {
    /// Strongest first; on a scale of ten ratings at most 10,000, on a finer one fewer, and 64 MB.
    pub list: Vec<Contradiction>,
    /// How many there are, listed or not.
    pub count: usize,
}

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// The answer.
    pub answer: ListedAnswer,
    /// The rating.
    pub rating: f64,
    /// Whether the text is better than the rating; else it is worse.
    pub text_is_better: bool,
    /// How far apart they are, 0..1.
    pub strength: f64,
}

impl Listed for Contradiction {
    fn order(&self, other: &Self) -> Ordering {
        other.strength.total_cmp(&self.strength).then(self.answer.row.cmp(&other.answer.row))
    }

    fn bytes(&self) -> usize {
        self.answer.bytes()
    }
}

/// The scale in use and which way it runs.
#[derive(Clone, Copy)]
struct Scale {
    lowest: f64,
    highest: f64,
    higher_is_better: Option<bool>,
}

impl Scale {
    /// The lowest and highest rating in use, one in two hundred at either end apart (a 99 for "refused"); none if they
    /// are the same.
    fn of(cells: &[&Cell]) -> Option<Self> {
        let people: usize = cells.iter().map(|cell| cell.people).sum();
        let stray = people / 200;
        let lowest = beyond(cells.iter(), stray)?.low;
        let highest = beyond(cells.iter().rev(), stray)?.high;
        (lowest < highest).then_some(Self { lowest, highest, higher_is_better: None })
    }

    /// Whether a rating is in the quarter of the scale that is good, and in the one that is bad.
    fn judge(&self, rating: f64) -> (bool, bool) {
        let quarter = (self.highest - self.lowest) / 4.0;
        let (is_top, is_bottom) = (rating >= self.highest - quarter, rating <= self.lowest + quarter);
        match self.higher_is_better {
            Some(true) => (is_top, is_bottom),
            Some(false) => (is_bottom, is_top),
            None => (false, false),
        }
    }

    /// How far a rating is from the middle, 0..1.
    fn distance(&self, rating: f64) -> f64 {
        (((rating - self.lowest) / (self.highest - self.lowest)).clamp(0.0, 1.0) - 0.5).abs() * 2.0
    }
}

impl RatingCounter {
    /// Compares ratings with the sentiment of the answers; none if nobody in the base gave a rating, or all the same.
    ///
    /// A contradiction is a rating in the top quarter of the scale used with a clearly negative text, or in the bottom
    /// quarter with a clearly positive one. Which end is the top is told by the correlation over all answers; where that
    /// is not clear there are no contradictions.
    #[must_use]
    pub fn finish(self) -> Option<Ratings> {
        let (most, most_bytes) = self.most_listed();
        let cells = self.into_cells();
        let refs: Vec<&Cell> = cells.iter().collect();
        let mut scale = Scale::of(&refs)?;
        let correlation = spearman(&refs);
        scale.higher_is_better = direction(correlation, refs.iter().map(|cell| cell.people).sum());
        let rows = rows(&refs, &scale);
        let mut count = 0;
        let mut list = Foremost::default();
        for cell in cells {
            let (is_good, is_bad) = scale.judge(cell.low);
            for (listed, text_is_better, contradicts) in
                [(cell.blame, false, is_good), (cell.praise, true, is_bad)]
            {
                if !contradicts {
                    continue;
                }
                count += listed.count;
                for found in listed.list.finish(most, most_bytes) {
                    let strength =
                        scale.distance(found.rating) * f64::from(found.answer.sentiment_score.abs());
                    let (answer, rating) = (found.answer, found.rating);
                    list.add(Contradiction { answer, rating, text_is_better, strength }, most, most_bytes);
                }
            }
        }
        let contradictions = Contradictions { list: list.finish(most, most_bytes), count };
        Some(Ratings { correlation, higher_is_better: scale.higher_is_better, rows, contradictions })
    }
}

/// The first of these cells at which more people than that are behind.
fn beyond<'c>(mut cells: impl Iterator<Item = &'c &'c Cell>, stray: usize) -> Option<&'c Cell> {
    let mut seen = 0;
    let found = cells.find(|cell| {
        seen += cell.people;
        seen > stray
    });
    found.copied()
}

/// Which way the scale runs, where the interval of the correlation is clear of nought (Fisher's transformation).
fn direction(correlation: f64, people: usize) -> Option<bool> {
    if people < LEAST_PEOPLE {
        return None;
    }
    let z = correlation.abs().min(0.999_999).atanh() - QUANTILE / (people as f64 - 3.0).sqrt();
    (z.tanh() > LEAST_CORRELATION).then_some(correlation > 0.0)
}

/// Spearman's correlation of ratings and scores: Pearson's of the ranks, so that neither the scale's steps nor a stray
/// rating matter. People with equal values share their mean rank, so the table of ratings and scores tells all.
fn spearman(cells: &[&Cell]) -> f64 {
    let ratings: Vec<u64> = cells.iter().map(|cell| cell.people as u64).collect();
    let mut scores = vec![0u64; STEPS];
    for cell in cells {
        scores.iter_mut().zip(&cell.scores).for_each(|(sum, &people)| *sum += people);
    }
    let (of_rating, of_score) = (ranks(&ratings), ranks(&scores));
    let products = |people: &[u64], ranks: &[f64]| -> f64 {
        people.iter().zip(ranks).map(|(&people, rank)| people as f64 * rank * rank).sum()
    };
    let spread = (products(&ratings, &of_rating) * products(&scores, &of_score)).sqrt();
    let together: f64 = cells
        .iter()
        .zip(&of_rating)
        .map(|(cell, rank)| {
            let scores = cell.scores.iter().zip(&of_score);
            rank * scores.map(|(&people, of_score)| people as f64 * of_score).sum::<f64>()
        })
        .sum();
    if spread > 0.0 { together / spread } else { 0.0 }
}

/// The mean rank of each group of equals, lowest group first, from the middle of all ranks.
fn ranks(groups: &[u64]) -> Vec<f64> {
    let middle = f64::midpoint(groups.iter().sum::<u64>() as f64, 1.0);
    let mut below = 0;
    let rank = |&people: &u64| {
        let rank = below as f64 + f64::midpoint(people as f64, 1.0);
        below += people;
        rank - middle
    };
    groups.iter().map(rank).collect()
}

/// A row per rating, or per quarter of the scale where there are many ratings.
fn rows(cells: &[&Cell], scale: &Scale) -> Vec<RatingRow> {
    let bands: Vec<Vec<&Cell>> = if cells.len() <= MOST_RATINGS {
        cells.iter().map(|&cell| vec![cell]).collect()
    } else {
        let quarter = |n: i32| scale.lowest + (scale.highest - scale.lowest) * f64::from(n) / 4.0;
        let band_of = |cell: &Cell| (1..4).filter(|&n| cell.low > quarter(n)).count();
        (0..4).map(|band| cells.iter().copied().filter(|cell| band_of(cell) == band).collect()).collect()
    };
    let bands: Vec<Vec<&Cell>> = bands.into_iter().filter(|band| !band.is_empty()).collect();
    let bases: Vec<usize> = bands.iter().map(|band| band.iter().map(|cell| cell.people).sum()).collect();
    let hidden = hidden_segments(&bases, 0);
    bands.iter().zip(bases).zip(hidden).map(|((band, base), is_hidden)| row(band, base, is_hidden)).collect()
}

fn row(band: &[&Cell], base: usize, is_hidden: bool) -> RatingRow {
    let low = band.iter().map(|cell| cell.low).fold(f64::INFINITY, f64::min);
    let high = band.iter().map(|cell| cell.high).fold(f64::NEG_INFINITY, f64::max);
    let weight: f64 = band.iter().map(|cell| cell.weight).sum();
    if is_hidden || weight <= 0.0 {
        return RatingRow { low, high, base: None, sides: [0.0; 4], mean: None };
    }
    let mut sides = [0.0; 4];
    for cell in band {
        sides.iter_mut().zip(cell.sides).for_each(|(sum, side)| *sum += side);
    }
    let mean = band.iter().map(|cell| cell.score).sum::<f64>() / weight;
    RatingRow { low, high, base: Some(base), sides: sides.map(|side| side / weight), mean: Some(mean) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::Coding;
    use crate::sentiment::Polarity;
    use crate::survey::Study;
    use crate::testing::{coded, outside};

    fn counted(study: &Study<'_>, codings: &[Coding]) -> Option<Ratings> {
        let mut counter = RatingCounter::default();
        study.respondents.iter().zip(codings).for_each(|(person, coding)| counter.add(person, coding));
        counter.finish()
    }

    /// People with these ratings and sentiment scores.
    fn survey(people: &[(f64, f32)]) -> Option<Ratings> {
        let mut study = Study::from_verbatims("why", people.iter().map(|_| "x"));
        let mut codings = Vec::new();
        for (respondent, &(rating, score)) in study.respondents.iter_mut().zip(people) {
            respondent.score = Some(rating);
            let mut coding = coded(&[1], score);
            let sides = [Polarity::Negative, Polarity::Neutral, Polarity::Positive];
            coding.sentiment = Some(sides[if score < -0.2 { 0 } else { usize::from(score > 0.2) + 1 }]);
            codings.push(coding);
        }
        counted(&study, &codings)
    }

    fn agreeing() -> Vec<(f64, f32)> {
        (0..200).map(|i| (f64::from(i % 11), (i % 11) as f32 / 5.0 - 1.0)).collect()
    }

    #[test]
    fn the_other_side_is_listed_strongest_first_on_scales_of_either_direction() {
        let odd = [(10.0, -0.95), (0.0, 0.6), (8.0, -0.9), (10.0, -0.3), (5.0, -1.0)];
        for turned in [false, true] {
            let turn = |&(rating, score): &(f64, f32)| (if turned { 10.0 - rating } else { rating }, score);
            let people: Vec<_> = agreeing().iter().chain(&odd).map(turn).collect();
            let ratings = survey(&people).unwrap();
            assert_eq!(ratings.higher_is_better, Some(!turned));
            let found: Vec<_> =
                ratings.contradictions.list.iter().map(|c| (c.answer.row, c.text_is_better)).collect();
            assert_eq!(found, [(201, false), (202, true), (203, false)], "{turned}");
            assert_eq!(ratings.contradictions.count, 3);
        }
    }

    #[test]
    fn without_a_clear_direction_nothing_is_called_a_contradiction() {
        let few: Vec<_> = agreeing().into_iter().take(20).chain([(10.0, -1.0)]).collect();
        assert_eq!(survey(&few).unwrap().higher_is_better, None);
        let unrelated: Vec<_> = (0..300).map(|i| (f64::from(i % 11), (i % 7) as f32 / 3.0 - 1.0)).collect();
        let ratings = survey(&unrelated).unwrap();
        assert_eq!((ratings.higher_is_better, ratings.contradictions.count), (None, 0));
        assert_eq!(survey(&[(5.0, 0.1), (5.0, 0.9)]), None, "one rating is no scale");
        assert_eq!(survey(&[]), None);
        let study = Study::from_verbatims("why", ["x"]);
        assert_eq!(counted(&study, &[outside()]), None);
    }

    #[test]
    fn rows_show_sentiment_by_rating_and_hide_few_people() {
        let mut people = agreeing();
        people.retain(|p| p.0 > 1.0);
        people.extend([(0.0, -1.0); 3]);
        people.extend([(10.0, 1.0); 30]);
        let ratings = survey(&people).unwrap();
        let row = |rating: f64| ratings.rows.iter().find(|r| r.low == rating && r.high == rating).unwrap();
        assert_eq!((row(0.0).base, row(0.0).sides), (None, [0.0; 4]));
        assert_eq!((row(10.0).base, row(10.0).sides), (Some(48), [0.0, 0.0, 1.0, 0.0]));
        assert_eq!(row(10.0).mean, Some(1.0));
        let hidden = ratings.rows.iter().filter(|r| r.base.is_none()).count();
        assert!(hidden > 1, "three people could be worked out by subtraction");
        let fine: Vec<_> = (0..400).map(|i| (f64::from(i), i as f32 / 200.0 - 1.0)).collect();
        let quarters = survey(&fine).unwrap().rows;
        assert_eq!(quarters.len(), 4);
        assert!(quarters.windows(2).all(|w| w[0].high < w[1].low && w[0].mean < w[1].mean));
    }

    #[test]
    fn equals_share_a_rank_and_a_stray_rating_makes_no_scale() {
        assert_eq!(ranks(&[1, 2, 0, 1]), [-1.5, 0.0, 1.0, 1.5]);
        let people: Vec<_> = agreeing().into_iter().chain([(999.0, -1.0), (10.0, -1.0)]).collect();
        let found = survey(&people).unwrap();
        assert!(found.contradictions.list.iter().any(|c| c.answer.row == 202), "the scale still ends at ten");
    }

    /// As the definition has it: Pearson's correlation of ranks, person by person.
    fn exact(people: &[(f64, f32)]) -> f64 {
        let rank = |values: &[f64]| -> Vec<f64> {
            let rank = |v: &f64| {
                let (below, equal) =
                    (values.iter().filter(|o| *o < v).count(), values.iter().filter(|o| *o == v).count());
                below as f64 + f64::midpoint(equal as f64, 1.0) - f64::midpoint(values.len() as f64, 1.0)
            };
            values.iter().map(rank).collect()
        };
        let ratings = rank(&people.iter().map(|p| p.0).collect::<Vec<_>>());
        let scores = rank(&people.iter().map(|p| f64::from(p.1)).collect::<Vec<_>>());
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
        dot(&ratings, &scores) / (dot(&ratings, &ratings) * dot(&scores, &scores)).sqrt()
    }

    #[test]
    fn the_correlation_from_the_table_is_the_exact_one() {
        let noise = |i: u32| (f64::from(i) * 12.9898).sin() * 43758.5453 % 1.0;
        // Eleven ratings: exact to the rounding of scores. Three thousand: exact to the coarser ratings.
        for (ratings, within) in [(11.0, 1e-4), (3000.0, 1e-3)] {
            let people: Vec<(f64, f32)> = (0..1500)
                .map(|i| {
                    let rating = (f64::from(i) * 7.0 % ratings).floor();
                    (rating, (rating / ratings - 0.5 + noise(i)).clamp(-1.0, 1.0) as f32)
                })
                .collect();
            let (found, exact) = (survey(&people).unwrap().correlation, exact(&people));
            assert!((found - exact).abs() < within, "{found} {exact}");
        }
    }

    #[test]
    fn a_scale_of_any_number_of_ratings_stays_bounded() {
        let people: Vec<(f64, f32)> =
            (0..5000).map(|i| (f64::from(i) * 0.731 - 900.0, if i % 2 == 0 { -0.9 } else { 0.9 })).collect();
        let mut counter = RatingCounter::default();
        let study = Study::from_verbatims("why", people.iter().map(|_| "x"));
        for (person, &(rating, score)) in study.respondents.iter().zip(&people) {
            let mut coding = coded(&[1], score);
            coding.sentiment = Some(if score < 0.0 { Polarity::Negative } else { Polarity::Positive });
            counter.add(&crate::survey::Respondent { score: Some(rating), ..*person }, &coding);
        }
        let cells = counter.into_cells();
        assert!((300..=1024).contains(&cells.len()), "{}", cells.len());
        assert_eq!(cells.iter().map(|cell| cell.people).sum::<usize>(), 5000);
        assert!(cells.windows(2).all(|pair| pair[0].high < pair[1].low));
    }
}
