//! Ratings beside the text: the sentiment of the answers at each rating, and the answers that contradict theirs.
//!
//! Ratings correct nothing: a person may rate high and complain, and irony is told by no word. Such answers are listed
//! to be read.

use super::hide::hidden_segments;
use crate::coding::Coding;
use crate::sentiment::Polarity;
use crate::survey::Study;

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
    /// Spearman's rank correlation of rating and sentiment score, −1..1.
    pub correlation: f64,
    /// Whether a higher rating is a better one; none where the answers do not show it.
    pub higher_is_better: Option<bool>,
    /// Sentiment by rating, lowest rating first.
    pub rows: Vec<RatingRow>,
    /// Answers whose text clearly takes the other side than their rating, strongest first.
    pub contradictions: Vec<Contradiction>,
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

/// An answer whose text clearly takes the other side than its rating.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contradiction {
    /// Position of the respondent in the study.
    pub respondent: usize,
    /// The rating.
    pub rating: f64,
    /// Whether the text is better than the rating; else it is worse.
    pub text_is_better: bool,
    /// How far apart they are, 0..1.
    pub strength: f64,
}

/// A person of the base who gave a rating.
#[derive(Clone, Copy)]
struct Rated {
    respondent: usize,
    rating: f64,
    weight: f64,
    side: Polarity,
    score: f32,
}

/// Compares ratings with the sentiment of the answers; none if nobody in the base gave a rating, or all the same.
///
/// A contradiction is a rating in the top quarter of the scale used with a clearly negative text, or in the bottom
/// quarter with a clearly positive one. Which end is the top is told by the correlation over all answers; where that
/// is not clear there are no contradictions.
#[must_use]
pub fn compare_ratings(study: &Study, codings: &[Coding]) -> Option<Ratings> {
    let people: Vec<Rated> = rated(study, codings);
    let (lowest, highest) = scale(&people)?;
    let correlation = spearman(&people);
    let higher_is_better = direction(correlation, people.len());
    let quarter = (highest - lowest) / 4.0;
    let contradiction = |person: &Rated| {
        let place = ((person.rating - lowest) / (highest - lowest)).clamp(0.0, 1.0);
        let (is_top, is_bottom) = (person.rating >= highest - quarter, person.rating <= lowest + quarter);
        let is_rated_well = if higher_is_better? { is_top } else { is_bottom };
        let is_rated_badly = if higher_is_better? { is_bottom } else { is_top };
        let reads_badly = person.side == Polarity::Negative && person.score <= -CLEAR;
        let reads_well = person.side == Polarity::Positive && person.score >= CLEAR;
        let contradicts = is_rated_well && reads_badly || is_rated_badly && reads_well;
        contradicts.then(|| Contradiction {
            respondent: person.respondent,
            rating: person.rating,
            text_is_better: reads_well,
            strength: (place - 0.5).abs() * 2.0 * f64::from(person.score.abs()),
        })
    };
    let mut contradictions: Vec<Contradiction> = people.iter().filter_map(contradiction).collect();
    contradictions.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.respondent.cmp(&b.respondent)));
    Some(Ratings { correlation, higher_is_better, rows: rows(&people, lowest, highest), contradictions })
}

fn rated(study: &Study, codings: &[Coding]) -> Vec<Rated> {
    let people = study.respondents.iter().zip(codings).enumerate();
    let rated = people.filter_map(|(respondent, (person, coding))| {
        let (rating, side) = (person.score.filter(|s| s.is_finite())?, coding.sentiment?);
        let weight = person.weight;
        Some(Rated { respondent, rating, weight, side, score: coding.sentiment_score })
    });
    rated.collect()
}

/// The lowest and highest rating in use, one in two hundred at either end apart (a 99 for "refused"); none if they are
/// the same.
fn scale(people: &[Rated]) -> Option<(f64, f64)> {
    let mut ratings: Vec<f64> = people.iter().map(|p| p.rating).collect();
    ratings.sort_by(f64::total_cmp);
    let stray = ratings.len() / 200;
    let (low, high) = (*ratings.get(stray)?, *ratings.get(ratings.len().checked_sub(1 + stray)?)?);
    (low < high).then_some((low, high))
}

/// Which way the scale runs, where the interval of the correlation is clear of nought (Fisher's transformation).
fn direction(correlation: f64, people: usize) -> Option<bool> {
    if people < LEAST_PEOPLE {
        return None;
    }
    let z = correlation.abs().min(0.999_999).atanh() - QUANTILE / (people as f64 - 3.0).sqrt();
    (z.tanh() > LEAST_CORRELATION).then_some(correlation > 0.0)
}

/// Spearman's correlation: Pearson's of the ranks, so that neither the scale's steps nor a stray rating matter.
fn spearman(people: &[Rated]) -> f64 {
    let ratings = ranks(&people.iter().map(|p| p.rating).collect::<Vec<_>>());
    let scores = ranks(&people.iter().map(|p| f64::from(p.score)).collect::<Vec<_>>());
    let middle = f64::midpoint(people.len() as f64, 1.0);
    let products =
        |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - middle) * (y - middle)).sum::<f64>();
    let spread = (products(&ratings, &ratings) * products(&scores, &scores)).sqrt();
    if spread > 0.0 { products(&ratings, &scores) / spread } else { 0.0 }
}

/// Ranks from 1; equals share their mean rank.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    let value = |at: usize| values.get(at).copied().unwrap_or(0.0);
    order.sort_by(|&a, &b| value(a).total_cmp(&value(b)));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for equals in order.chunk_by(|&a, &b| value(a) == value(b)) {
        let mean = first as f64 + f64::midpoint(equals.len() as f64, 1.0);
        for &at in equals {
            if let Some(rank) = ranks.get_mut(at) {
                *rank = mean;
            }
        }
        first += equals.len();
    }
    ranks
}

/// A row per rating, or per quarter of the scale where there are many ratings.
fn rows(people: &[Rated], lowest: f64, highest: f64) -> Vec<RatingRow> {
    let mut ratings: Vec<f64> = people.iter().map(|p| p.rating).collect();
    ratings.sort_by(f64::total_cmp);
    ratings.dedup();
    let quarter = |n: f64| lowest + (highest - lowest) * n / 4.0;
    let bands: Vec<Vec<&Rated>> = if ratings.len() <= MOST_RATINGS {
        ratings.iter().map(|r| people.iter().filter(|p| p.rating == *r).collect()).collect()
    } else {
        let is_in =
            |band: usize, p: &Rated| (1..4).filter(|n| p.rating > quarter(f64::from(*n))).count() == band;
        (0..4).map(|band| people.iter().filter(|p| is_in(band, p)).collect()).collect()
    };
    let bands: Vec<Vec<&Rated>> = bands.into_iter().filter(|band| !band.is_empty()).collect();
    let bases: Vec<usize> = bands.iter().map(Vec::len).collect();
    bands.iter().zip(hidden_segments(&bases, 0)).map(|(band, is_hidden)| row(band, is_hidden)).collect()
}

fn row(band: &[&Rated], is_hidden: bool) -> RatingRow {
    let ratings = || band.iter().map(|p| p.rating);
    let (low, high) = (ratings().fold(f64::INFINITY, f64::min), ratings().fold(f64::NEG_INFINITY, f64::max));
    let weight: f64 = band.iter().map(|p| p.weight).sum();
    if is_hidden || weight <= 0.0 {
        return RatingRow { low, high, base: None, sides: [0.0; 4], mean: None };
    }
    let sides = [Polarity::Negative, Polarity::Neutral, Polarity::Positive, Polarity::Mixed];
    let part = |side| band.iter().filter(|p| p.side == side).map(|p| p.weight).sum::<f64>() / weight;
    let mean = band.iter().map(|p| p.weight * f64::from(p.score)).sum::<f64>() / weight;
    RatingRow { low, high, base: Some(band.len()), sides: sides.map(part), mean: Some(mean) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{coded, outside};

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
        compare_ratings(&study, &codings)
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
                ratings.contradictions.iter().map(|c| (c.respondent, c.text_is_better)).collect();
            assert_eq!(found, [(200, false), (201, true), (202, false)], "{turned}");
        }
    }

    #[test]
    fn without_a_clear_direction_nothing_is_called_a_contradiction() {
        let few: Vec<_> = agreeing().into_iter().take(20).chain([(10.0, -1.0)]).collect();
        assert_eq!(survey(&few).unwrap().higher_is_better, None);
        let unrelated: Vec<_> = (0..300).map(|i| (f64::from(i % 11), (i % 7) as f32 / 3.0 - 1.0)).collect();
        let ratings = survey(&unrelated).unwrap();
        assert_eq!((ratings.higher_is_better, ratings.contradictions.len()), (None, 0));
        assert_eq!(survey(&[(5.0, 0.1), (5.0, 0.9)]), None, "one rating is no scale");
        assert_eq!(survey(&[]), None);
        let study = Study::from_verbatims("why", ["x"]);
        assert_eq!(compare_ratings(&study, &[outside()]), None);
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
        assert_eq!(ranks(&[2.0, 1.0, 2.0, 5.0]), [2.5, 1.0, 2.5, 4.0]);
        let people: Vec<_> = agreeing().into_iter().chain([(999.0, -1.0), (10.0, -1.0)]).collect();
        let found = survey(&people).unwrap();
        assert!(found.contradictions.iter().any(|c| c.respondent == 201), "the scale still ends at ten");
    }
}
