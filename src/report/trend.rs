//! The trend over waves as one page.

use super::html::fill;
use super::numbers;
use super::stub::Name;
use super::trend_chart::Chart;
use super::visible::{NAME, SENTENCE, Shown};
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::error::Result;
use crate::shares::{HIDDEN_BASE, RowKind, SMALL_BASE};
use crate::waves::{Bridge, BridgeRow, Change, Listed, MeanRow, Overlap, Trend, TrendRow, WaveBase};
use serde::Serialize;
use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("page/trend.html");
const STYLE: &str = concat!(include_str!("page/report.css"), include_str!("page/trend.css"));

/// Most waves whose shares stand in the table: the first and the latest. The drawing shows them all.
const MOST_WAVES: usize = 6;
/// Changes named at the top.
const MOST_LEAD: usize = 3;

/// What is told of a trend.
#[derive(Debug, Clone, Copy)]
pub struct TrendInput<'a> {
    /// The waves compared.
    pub trend: &'a Trend,
    /// The frame that they are compared by.
    pub frame: &'a CodeFrame,
    /// SHA-256 of its files.
    pub frame_sha256: &'a str,
    /// The survey file of each wave and its SHA-256.
    pub inputs: &'a [(String, String)],
}

/// The trend as one self-contained, offline HTML page; as safe against its labels as [`super::html`].
///
/// # Errors
/// [`crate::Error::Internal`] if the template cannot be filled.
pub fn trend_html(input: &TrendInput) -> Result<String> {
    fill(TEMPLATE, &Page::new(input), STYLE, "")
}

#[derive(Debug, Serialize)]
struct Page {
    question: Shown,
    version: &'static str,
    level: String,
    waves: Vec<WaveView>,
    /// Names of the waves whose shares stand in the table.
    heads: Vec<Shown>,
    latest: (Shown, Shown),
    since_first: Option<(Shown, Shown)>,
    left_out: usize,
    is_weighted: bool,
    is_any_again: bool,
    is_any_small: bool,
    tested: usize,
    significant: usize,
    lead: Vec<(ChangeView, Name)>,
    overlaps: Vec<OverlapView>,
    rows: Vec<RowView>,
    means: Vec<MeanView>,
    bridges: Vec<BridgeView>,
    listed: Option<Shown>,
    why_listed: &'static str,
    notes: Vec<Shown>,
    frame_sha256: Shown,
}

#[derive(Debug, Serialize)]
struct WaveView {
    name: Shown,
    base: String,
    effective: String,
    is_small: bool,
    again: Option<&'static str>,
    file: Shown,
    sha256: Shown,
}

#[derive(Debug, Serialize)]
struct OverlapView {
    from: Shown,
    to: Shown,
    people: String,
    of_from: String,
    of_to: String,
    is_whole: bool,
}

#[derive(Debug, Serialize)]
struct RowView {
    kind: &'static str,
    number: CodeNumber,
    name: Name,
    cells: Vec<Cell>,
    chart: Option<Chart>,
    latest: Option<ChangeView>,
    since_first: Option<ChangeView>,
    listed: Option<String>,
}

#[derive(Debug, Serialize)]
struct Cell {
    wave: Shown,
    value: String,
    interval: String,
    is_again: bool,
}

/// A difference in print.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ChangeView {
    pub(super) value: String,
    pub(super) interval: String,
    /// `up` or `down` where it is significant, else empty.
    pub(super) mark: &'static str,
    pub(super) chance: String,
    pub(super) test: &'static str,
}

impl ChangeView {
    /// A difference of shares, in points.
    pub(super) fn points(change: &Change) -> Self {
        Self::new(change, numbers::points)
    }

    fn new(change: &Change, print: impl Fn(f64) -> String) -> Self {
        Self {
            value: print(change.difference),
            interval: format!("{} to {}", print(change.low), print(change.high)),
            mark: match change.is_significant {
                true if change.difference > 0.0 => "up",
                true => "down",
                false => "",
            },
            chance: change.adjusted.map_or_else(String::new, numbers::chance),
            test: change.test.name(),
        }
    }
}

#[derive(Debug, Serialize)]
struct MeanView {
    name: &'static str,
    cells: Vec<Cell>,
    latest: Option<ChangeView>,
    since_first: Option<ChangeView>,
}

#[derive(Debug, Serialize)]
struct BridgeView {
    wave: Shown,
    reason: &'static str,
    base_then: String,
    base_now: String,
    rows: Vec<BridgeLine>,
    unchanged: usize,
    /// Codes that did not exist then.
    is_any_new: bool,
}

#[derive(Debug, Serialize)]
struct BridgeLine {
    number: CodeNumber,
    name: Name,
    /// The code's own number and label then, where they differ.
    was: Option<Shown>,
    then: String,
    again: String,
    effect: String,
    gained: String,
    lost: String,
}

impl Page {
    fn new(input: &TrendInput) -> Self {
        let TrendInput { trend, frame, frame_sha256, .. } = *input;
        let last = trend.waves.len().saturating_sub(1);
        let name = |at: usize| Shown::new(trend.waves.get(at).map_or("", |wave| &wave.name), NAME);
        let shown = shown_waves(trend.waves.len());
        Self {
            question: Shown::new(&frame.question, SENTENCE),
            version: env!("CARGO_PKG_VERSION"),
            level: format!("{:.0}%", trend.confidence * 100.0),
            waves: waves(input),
            heads: shown.iter().map(|&at| name(at)).collect(),
            latest: (name(last.saturating_sub(1)), name(last)),
            since_first: (last > 1).then(|| (name(0), name(last))),
            left_out: trend.waves.len() - shown.len(),
            is_weighted: trend.waves.iter().any(|w| (w.base.effective - w.base.count as f64).abs() > 0.5),
            is_any_again: !trend.bridges.is_empty(),
            is_any_small: trend.waves.iter().any(|w| w.base.count < SMALL_BASE),
            tested: trend.tested,
            significant: trend.significant,
            lead: lead(trend, frame),
            overlaps: trend.overlaps.iter().map(|overlap| overlap_view(trend, overlap)).collect(),
            rows: trend.by_change().into_iter().map(|row| row_view(input, row, &shown)).collect(),
            means: trend.means.iter().map(|row| mean_view(trend, row, &shown)).collect(),
            bridges: trend.bridges.iter().map(|bridge| bridge_view(input, bridge)).collect(),
            listed: trend.listed.as_ref().map(|listed| Shown::new(&listed.name, NAME)),
            why_listed: Listed::WHY,
            notes: trend.notes.iter().map(|note| Shown::new(note, SENTENCE)).collect(),
            frame_sha256: Shown::new(frame_sha256, NAME),
        }
    }
}

/// The first wave and the latest ones.
fn shown_waves(waves: usize) -> Vec<usize> {
    let from = waves.saturating_sub(MOST_WAVES - 1).max(1);
    (0..waves).filter(|&at| waves <= MOST_WAVES || at == 0 || at >= from).collect()
}

/// The largest significant changes since the wave before.
pub(super) fn lead(trend: &Trend, frame: &CodeFrame) -> Vec<(ChangeView, Name)> {
    let rows = trend.by_change().into_iter();
    let changed = rows.filter_map(|row| Some((row, row.latest().filter(|change| change.is_significant)?)));
    changed
        .take(MOST_LEAD)
        .map(|(row, change)| (ChangeView::points(change), name(frame, row.number)))
        .collect()
}

/// The label of a code or net.
pub(super) fn name(frame: &CodeFrame, number: CodeNumber) -> Name {
    let none = BTreeMap::new();
    let labels =
        frame.code(number).map(|code| &code.labels).or_else(|| frame.net(number).map(|net| &net.labels));
    Name::new(labels.unwrap_or(&none), frame)
}

fn is_again(trend: &Trend, wave: usize) -> bool {
    trend.bridges.iter().any(|bridge| bridge.wave == wave)
}

fn waves(input: &TrendInput) -> Vec<WaveView> {
    let view = |(at, wave): (usize, &WaveBase)| {
        let (file, sha256) = input.inputs.get(at).map_or(("", ""), |(file, hash)| (file, hash));
        let is_hidden = wave.base.count < HIDDEN_BASE;
        WaveView {
            name: Shown::new(&wave.name, NAME),
            base: if is_hidden { format!("<{HIDDEN_BASE}") } else { numbers::count(wave.base.count) },
            effective: if is_hidden {
                numbers::NO_FIGURE.into()
            } else {
                numbers::weighted(wave.base.effective)
            },
            is_small: wave.base.count < SMALL_BASE,
            again: input
                .trend
                .bridges
                .iter()
                .find(|bridge| bridge.wave == at)
                .map(|bridge| bridge.reason.name()),
            file: Shown::new(file, NAME),
            sha256: Shown::new(sha256, NAME),
        }
    };
    input.trend.waves.iter().enumerate().map(view).collect()
}

fn overlap_view(trend: &Trend, overlap: &Overlap) -> OverlapView {
    let part = |at: usize| {
        let base = trend.waves.get(at).map_or(0, |wave| wave.base.count);
        numbers::percent((base > 0).then(|| overlap.people as f64 / base as f64))
    };
    let name = |at: usize| Shown::new(trend.waves.get(at).map_or("", |wave| &wave.name), NAME);
    OverlapView {
        from: name(overlap.from),
        to: name(overlap.to),
        people: numbers::count(overlap.people),
        of_from: part(overlap.from),
        of_to: part(overlap.to),
        is_whole: overlap.is_whole,
    }
}

fn row_view(input: &TrendInput, row: &TrendRow, shown: &[usize]) -> RowView {
    let TrendInput { trend, frame, .. } = *input;
    let last = trend.waves.len().saturating_sub(1);
    let again: Vec<bool> = (0..trend.waves.len()).map(|at| is_again(trend, at)).collect();
    let cell = |&at: &usize| {
        let point = row.points.get(at).copied().flatten();
        Cell {
            wave: Shown::new(trend.waves.get(at).map_or("", |wave| &wave.name), NAME),
            value: numbers::percent(point.map(|p| p.share)),
            interval: point.map_or_else(String::new, |p| numbers::interval(Some(p.low), Some(p.high))),
            is_again: point.is_some() && again.get(at) == Some(&true),
        }
    };
    RowView {
        kind: match row.kind {
            RowKind::Code => "code",
            RowKind::Net => "net",
            RowKind::Special => "special",
        },
        number: row.number,
        name: name(frame, row.number),
        cells: shown.iter().map(cell).collect(),
        chart: Chart::new(&row.points, &again),
        latest: row.latest().map(ChangeView::points),
        since_first: row.change(0, last).filter(|_| last > 1).map(ChangeView::points),
        listed: trend
            .listed
            .as_ref()
            .map(|listed| numbers::percent(listed.share(row.number).map(|share| share.share))),
    }
}

fn mean_view(trend: &Trend, row: &MeanRow, shown: &[usize]) -> MeanView {
    let last = trend.waves.len().saturating_sub(1);
    let cell = |&at: &usize| {
        let point = row.points.get(at).copied().flatten();
        Cell {
            wave: Shown::new(trend.waves.get(at).map_or("", |wave| &wave.name), NAME),
            value: point
                .map_or_else(|| numbers::NO_FIGURE.into(), |p| format!("{:.2}", p.mean).replace('-', "−")),
            interval: point
                .map_or_else(String::new, |p| format!("{:.2} to {:.2}", p.low, p.high).replace('-', "−")),
            is_again: false,
        }
    };
    let view = |change: &Change| ChangeView::new(change, |number| numbers::signed(number, 2));
    MeanView {
        name: row.of.name(),
        cells: shown.iter().map(cell).collect(),
        latest: last.checked_sub(1).and_then(|before| row.change(before, last)).map(view),
        since_first: row.change(0, last).filter(|_| last > 1).map(view),
    }
}

fn bridge_view(input: &TrendInput, bridge: &Bridge) -> BridgeView {
    /// Half of the last printed digit: what prints as no change is counted, not listed.
    const SEEN: f64 = 0.000_5;
    let mut rows: Vec<_> = bridge.rows.iter().filter(|row| row.now.is_some()).collect();
    let all = rows.len();
    rows.retain(|row| row.effect().is_none_or(|effect| effect.abs() >= SEEN));
    let unchanged = all - rows.len();
    rows.sort_by(|a, b| {
        let size = |effect: Option<f64>| effect.map_or(-1.0, f64::abs);
        size(b.effect()).total_cmp(&size(a.effect())).then(a.number.cmp(&b.number))
    });
    let line = |row: &&BridgeRow| {
        let label = input.frame.label(row.number, input.frame.label_language).0;
        let then = row.then.as_ref();
        let was = then.filter(|then| then.number != row.number || then.label != label);
        let people =
            |people: Option<usize>| people.map_or_else(|| numbers::NO_FIGURE.to_owned(), numbers::count);
        BridgeLine {
            number: row.number,
            name: name(input.frame, row.number),
            was: was.map(|then| Shown::new(&format!("{} {}", then.number, then.label), NAME)),
            then: numbers::percent(then.map(|then| then.point.share)),
            again: numbers::percent(row.now.map(|now| now.share)),
            effect: row.effect().map_or_else(|| numbers::NO_FIGURE.to_owned(), numbers::points),
            gained: people(then.map(|then| then.gained)),
            lost: people(then.map(|then| then.lost)),
        }
    };
    BridgeView {
        wave: Shown::new(input.trend.waves.get(bridge.wave).map_or("", |wave| &wave.name), NAME),
        reason: bridge.reason.name(),
        base_then: numbers::count(bridge.base_then),
        base_now: numbers::count(bridge.base_now),
        is_any_new: rows.iter().any(|row| row.then.is_none()),
        rows: rows.iter().map(line).collect(),
        unchanged,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::code_frame::History;
    use crate::code_frame::{Code, CodeKind, Side, Standing};
    use crate::coding::{CodingModel, SavedFrame};
    use crate::parallel::Threads;
    use crate::pipeline::Silent;
    use crate::seed::Seed;
    use crate::survey::Study;
    use crate::testing::frame;
    use crate::text::Language;
    use crate::waves::{BridgeRow, CodedWave, ListedShare, Person, Point, Reason, Then, compare};
    use rand::Rng;

    /// A trend of so many waves over so many codes; the last code comes to life in the last wave, and the first wave
    /// was coded again.
    pub(in crate::report) fn drawn(waves: usize, codes: u16) -> (Trend, CodeFrame) {
        let mut frame = frame();
        frame.codes = (1..=codes)
            .map(|number| Code {
                number: CodeNumber(number),
                kind: CodeKind::Theme,
                labels: BTreeMap::from([match number % 4 {
                    1 => (Language::EN, format!("waiting too long at counter {number}")),
                    2 => (Language::ZH_HANS, format!("服务态度很好，员工热情 {number}")),
                    3 => (Language::VI, format!("nhân viên thân thiện và nhiệt tình {number}")),
                    _ => (Language::EN, format!("price {number}")),
                }]),
                definition: String::new(),
                includes: vec![],
                excludes: None,
                keywords: vec![],
                exemplars: vec![],
                net: (number <= 2).then_some(CodeNumber(101)),
                side: Side::Neutral,
                standing: Standing::Active,
            })
            .collect();
        let mut random = Seed(5).stream("trend");
        let mut share = |code: u16, wave: usize| {
            let base = 0.5 / f64::from(code).sqrt() * 0.6;
            let moved = if code % 5 == 1 { 0.05 * wave as f64 } else { 0.0 };
            let is_new = code == codes && wave + 1 < waves;
            if is_new {
                0.0
            } else if code == codes {
                0.09
            } else {
                (base + moved + random.r#gen_range(-0.01..0.01)).max(0.003)
            }
        };
        let shares: Vec<Vec<f64>> = (0..waves).map(|w| (1..=codes).map(|c| share(c, w)).collect()).collect();
        let ids: Vec<String> = (0..waves * 300 + 500).map(|i| format!("p{i}")).collect();
        let study = Study::default();
        let saved = SavedFrame { history: History::new(frame.clone()), model: CodingModel::default() };
        let of_wave = |wave: usize| {
            let people = if waves > 3 && wave == 1 { 24 } else { 500 };
            (0..people)
                .map(|i| {
                    let shares = shares.get(wave).map_or(&[][..], Vec::as_slice);
                    let carried = (1..).zip(shares).filter(|(_, share)| random.r#gen::<f64>() < **share);
                    Person {
                        id: &ids[wave * 300 + i],
                        codes: carried.map(|(code, _)| CodeNumber(code)).collect::<Vec<_>>().into(),
                        weight: random.r#gen_range(0.5..1.5),
                        sentiment: random.r#gen_range(-1.0..1.0),
                        score: Some(f64::from(random.r#gen_range(0..11u8))),
                        ..Person::default()
                    }
                })
                .collect::<Vec<_>>()
        };
        let mut of_wave = of_wave;
        let coded: Vec<CodedWave> = (0..waves)
            .map(|wave| CodedWave {
                name: format!("{} 202{wave}", if wave % 2 == 0 { "Spring" } else { "秋季" }),
                study: &study,
                people: of_wave(wave),
                frame: &saved,
                is_as_coded: true,
                language: None,
            })
            .collect();
        let mut trend = compare(coded, &saved, 0.95, &Threads::new(1).unwrap(), &Silent).unwrap();
        let then = |row: &TrendRow, point: Point| Then {
            number: row.number,
            label: frame.label(row.number, Language::EN).0.to_owned(),
            point: Point { share: point.share * 0.9, ..point },
            gained: 12,
            lost: 3,
        };
        let rows = trend.rows.iter().map(|row| BridgeRow {
            number: row.number,
            kind: row.kind,
            then: row.points[0].filter(|_| row.number.0 % 7 != 3).map(|point| then(row, point)),
            now: row.points[0],
        });
        let rows = rows.collect();
        trend.bridges.push(Bridge {
            wave: 0,
            reason: Reason::EditedFrame,
            base_then: 500,
            base_now: 500,
            rows,
        });
        trend.listed = Some(Listed {
            name: "closed.csv".into(),
            shares: vec![ListedShare { code: CodeNumber(1), share: 0.58, base: None }],
        });
        (trend, frame)
    }

    fn page(trend: &Trend, frame: &CodeFrame) -> String {
        let inputs = vec![("survey.csv".to_owned(), "abc".to_owned()); trend.waves.len()];
        trend_html(&TrendInput { trend, frame, frame_sha256: "def", inputs: &inputs }).unwrap()
    }

    /// The pages to look at: `cargo test --release --lib trend_fixture -- --ignored`.
    #[test]
    #[ignore = "writes files for eyes, not for asserts"]
    fn trend_fixture() {
        for (waves, codes) in [(2, 12), (5, 60), (9, 20)] {
            let (trend, frame) = drawn(waves, codes);
            std::fs::write(format!("target/trend-{waves}.html"), page(&trend, &frame)).unwrap();
            let inputs = [];
            let input = TrendInput { trend: &trend, frame: &frame, frame_sha256: "", inputs: &inputs };
            let text = crate::report::trend_summary(&input, "out", &["trend.html"], 100, true);
            std::fs::write(format!("target/trend-{waves}.txt"), text).unwrap();
        }
    }

    #[test]
    fn every_wave_code_and_figure_is_on_the_page() {
        let (mut trend, frame) = drawn(5, 60);
        let with = page(&trend, &frame);
        assert_eq!(with.matches("<svg class=\"trend\"").count(), trend.rows.len());
        for needle in
            ["id=\"bridge\"", "Listed, not volunteered", "秋季 2021", "significantly up", "Mean score"]
        {
            assert!(with.contains(needle), "{needle}");
        }
        assert!(
            !with.contains("NaN")
                && !with.contains("<script")
                && with.contains("script-src &#x27;none&#x27;")
        );
        let arrows =
            trend.rows.iter().filter_map(TrendRow::latest).filter(|change| change.is_significant).count();
        assert!(arrows > 0);
        trend.bridges.clear();
        trend.listed = None;
        let without = page(&trend, &frame);
        assert!(!without.contains("id=\"bridge\"") && !without.contains("Listed, not volunteered"));
    }

    #[test]
    fn many_waves_keep_the_first_and_the_latest() {
        assert_eq!(shown_waves(2), [0, 1]);
        assert_eq!(shown_waves(6), [0, 1, 2, 3, 4, 5]);
        assert_eq!(shown_waves(9), [0, 4, 5, 6, 7, 8]);
    }
}
