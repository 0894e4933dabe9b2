//! A code's shares wave by wave as a small drawing: line, dots, intervals as a band with whiskers.

use super::numbers;
use crate::waves::Point;
use serde::Serialize;

/// The drawing's size, in pixels.
const WIDTH: f64 = 168.0;
const HEIGHT: f64 = 60.0;
/// Room around the drawing for half a dot.
const MARGIN: f64 = 7.0;
/// Least part that the top of the scale stands for.
const LEAST_TOP: f64 = 0.02;

/// What the page draws; all numbers are pixels in print.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Chart {
    width: f64,
    height: f64,
    /// Where nought is.
    floor: String,
    /// Polygons around the intervals, one for each run of waves with figures.
    bands: Vec<String>,
    /// Lines through the shares, likewise.
    lines: Vec<String>,
    marks: Vec<Mark>,
    /// What the top of the scale stands for.
    top: String,
}

#[derive(Debug, Clone, Serialize)]
struct Mark {
    x: String,
    y: String,
    low: String,
    high: String,
    /// Drawn hollow: coded again.
    is_again: bool,
    is_last: bool,
}

impl Chart {
    /// None if fewer than two waves have a figure. The scale starts at nought and is the row's own.
    pub(super) fn new(points: &[Option<Point>], again: &[bool]) -> Option<Self> {
        if points.iter().flatten().count() < 2 {
            return None;
        }
        let highest = points.iter().flatten().map(|point| point.high).fold(LEAST_TOP, f64::max);
        let top = round_top(highest);
        let x = |at: usize| MARGIN + (WIDTH - 2.0 * MARGIN) * at as f64 / (points.len() - 1).max(1) as f64;
        let y = |part: f64| HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * (part / top).clamp(0.0, 1.0);
        let last = points.iter().rposition(Option::is_some);
        let known: Vec<(usize, Point)> =
            points.iter().enumerate().filter_map(|(at, point)| Some((at, (*point)?))).collect();
        let spot = |at: usize, part: f64| format!("{:.1},{:.1}", x(at), y(part));
        let runs = || known.chunk_by(|a, b| a.0 + 1 == b.0).filter(|run| run.len() > 1);
        let join = |spots: Vec<String>| spots.join(" ");
        let band = |run: &[(usize, Point)]| {
            let above = run.iter().map(|(at, point)| spot(*at, point.high));
            let below = run.iter().rev().map(|(at, point)| spot(*at, point.low));
            join(above.chain(below).collect())
        };
        let line =
            |run: &[(usize, Point)]| join(run.iter().map(|(at, point)| spot(*at, point.share)).collect());
        let mark = |&(at, point): &(usize, Point)| Mark {
            x: format!("{:.1}", x(at)),
            y: format!("{:.1}", y(point.share)),
            low: format!("{:.1}", y(point.low)),
            high: format!("{:.1}", y(point.high)),
            is_again: again.get(at) == Some(&true),
            is_last: Some(at) == last,
        };
        Some(Self {
            width: WIDTH,
            height: HEIGHT,
            floor: format!("{:.1}", y(0.0)),
            bands: runs().map(band).collect(),
            lines: runs().map(line).collect(),
            marks: known.iter().map(mark).collect(),
            top: numbers::percent(Some(top)),
        })
    }
}

/// The next of 1, 2, 5 times a power of ten, at most 1.
fn round_top(part: f64) -> f64 {
    let power = 10.0_f64.powf(part.log10().floor());
    let steps = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let top = steps.into_iter().map(|step| step * power).find(|top| *top >= part * 0.999_999);
    top.unwrap_or(1.0).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(share: f64) -> Point {
        Point { count: 10, share, low: share * 0.8, high: share * 1.2 }
    }

    #[test]
    fn higher_shares_stand_higher_and_a_gap_breaks_the_line() {
        let points = [Some(point(0.1)), Some(point(0.2)), None, Some(point(0.05)), Some(point(0.3))];
        let chart = Chart::new(&points, &[true, false, false, false, false]);
        let chart = chart.unwrap();
        assert_eq!((chart.lines.len(), chart.bands.len(), chart.marks.len()), (2, 2, 4));
        let heights: Vec<f64> = chart.marks.iter().map(|mark| mark.y.parse().unwrap()).collect();
        assert!(heights[3] < heights[1] && heights[1] < heights[0] && heights[0] < heights[2], "{heights:?}");
        assert!(chart.marks[0].is_again && chart.marks[3].is_last && !chart.marks[0].is_last);
        assert_eq!(chart.top, "40%");
        assert!(Chart::new(&[Some(point(0.1)), None], &[]).is_none());
        assert!(Chart::new(&[Some(point(0.0)); 2], &[]).is_some());
    }

    #[test]
    fn the_top_of_the_scale_is_a_round_share() {
        let tops = [0.02, 0.021, 0.13, 0.41, 0.99].map(|part| (round_top(part) * 1000.0).round());
        assert_eq!(tops, [20.0, 30.0, 150.0, 500.0, 1000.0]);
    }
}
