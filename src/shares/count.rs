//! People per code and per net, weighted.

use super::hide::hidden_segments;
use super::{Base, RowKind, Share, ShareColumn, ShareTable, wilson};
use crate::code_frame::{CodeFrame, CodeKind, CodeNumber};
use crate::coding::Coding;
use crate::sentiment::NEUTRAL;
use crate::survey::{Respondent, Study};
use std::collections::BTreeMap;

/// Segments of one variable that are counted apart: 60 MB with a hundred codes. A variable with more of them makes no
/// groups of people.
const MOST_SEGMENTS: usize = 10_000;

/// Counts every code and net in the total and in each segment of one study; see [`Tabulator`].
#[must_use]
pub fn tabulate(study: &Study, codings: &[Coding], frame: &CodeFrame, confidence: f64) -> ShareTable {
    let mut tabulator = Tabulator::new(frame);
    tabulator.add(study, codings);
    tabulator.finish(confidence)
}

/// Counts every code and net in use in the total and in each segment, batch by batch.
///
/// The base of every share is the people with status coded or uncoded. People are counted, not mentions: a net counts
/// everybody with at least one of its codes once. Shares are weighted, intervals Wilson's on the effective base;
/// an empty base gives no share. Segments under [`super::HIDDEN_BASE`] people show nothing, nor can they be worked
/// out by subtracting the others of their variable.
///
/// Source: Kish (1965), Survey Sampling, for the effective base (Σw)²/Σw².
#[derive(Debug, Clone)]
pub struct Tabulator {
    rows: Rows,
    total: Column,
    variables: Vec<Variable>,
}

impl Tabulator {
    /// A table of this frame, before anybody is counted.
    #[must_use]
    pub fn new(frame: &CodeFrame) -> Self {
        Self { rows: Rows::of(frame), total: Column::default(), variables: Vec::new() }
    }

    /// One more batch, in the order of the file; `codings` stand in the order of `study.respondents`. Every batch has
    /// the same segment variables, each with the segments that occur in it.
    pub fn add(&mut self, study: &Study, codings: &[Coding]) {
        for (place, variable) in study.banner.variables.iter().enumerate() {
            if self.variables.len() == place {
                let (name, order) = (variable.name.clone(), variable.order.clone());
                self.variables.push(Variable { name, order, ..Variable::default() });
            }
        }
        let columns: Vec<Vec<Option<usize>>> = self
            .variables
            .iter_mut()
            .zip(&study.banner.variables)
            .map(|(known, variable)| variable.segments.iter().map(|segment| known.column(segment)).collect())
            .collect();
        let mut person = Vec::new();
        for (index, (respondent, coding)) in study.respondents.iter().zip(codings).enumerate() {
            if !coding.status.counts_in_base() {
                continue;
            }
            self.rows.sentiments(coding, &mut person);
            let rows = self.rows.list.len();
            self.total.add(respondent, &person, rows);
            let banner = study.banner.variables.iter().zip(&columns);
            for (variable, (from, columns)) in self.variables.iter_mut().zip(banner) {
                let member = from.member.get(index).copied().flatten();
                let column = member.and_then(|m| columns.get(m as usize).copied().flatten());
                match column.and_then(|column| variable.columns.get_mut(column)) {
                    Some(column) => column.add(respondent, &person, rows),
                    None => variable.blank += 1,
                }
            }
        }
    }

    /// What a reader must know of segments that are not counted, one sentence each.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let full = self.variables.iter().filter(|variable| variable.is_full);
        full.map(|variable| {
            format!(
                "\"{}\" has more than {MOST_SEGMENTS} values; only the first {MOST_SEGMENTS} are counted as segments.",
                variable.name
            )
        })
        .collect()
    }

    /// The table: the total, then each segment of each variable, in the order of its labels, then sorted. `confidence` is the level of the intervals,
    /// 0..1.
    #[must_use]
    pub fn finish(self, confidence: f64) -> ShareTable {
        let Self { rows, total, variables } = self;
        let mut columns = vec![total.finish("", "Total", &rows, confidence)];
        for mut variable in variables {
            variable.sort();
            let bases: Vec<usize> = variable.columns.iter().map(|column| column.people).collect();
            let hidden = hidden_segments(&bases, variable.blank);
            for (column, is_hidden) in variable.columns.into_iter().zip(hidden) {
                let segment = column.segment.clone();
                columns.push(if is_hidden {
                    let (base, shares) = (Base::default(), Vec::new());
                    ShareColumn { variable: variable.name.clone(), segment, base, shares }
                } else {
                    column.finish(&variable.name, &segment, &rows, confidence)
                });
            }
        }
        ShareTable { columns }
    }
}

/// The rows of the table: theme codes, nets, specials.
#[derive(Debug, Clone)]
struct Rows {
    list: Vec<(CodeNumber, RowKind)>,
    /// For each number: its row and the row of its net.
    place: Vec<(Option<usize>, Option<usize>)>,
}

impl Rows {
    fn of(frame: &CodeFrame) -> Self {
        let codes = |theme: bool| frame.active_codes().filter(move |c| (c.kind == CodeKind::Theme) == theme);
        let mut list: Vec<(CodeNumber, RowKind)> = codes(true).map(|c| (c.number, RowKind::Code)).collect();
        list.extend(frame.active_nets().map(|n| (n.number, RowKind::Net)));
        list.extend(codes(false).map(|c| (c.number, RowKind::Special)));
        let numbers = list.iter().map(|(number, _)| usize::from(number.0) + 1).max().unwrap_or(0);
        let row = |wanted: CodeNumber| list.iter().position(|&(number, _)| number == wanted);
        let mut place = vec![(None, None); numbers];
        for &(number, _) in &list {
            let net = frame.code(number).and_then(|c| c.net);
            if let Some(slot) = place.get_mut(usize::from(number.0)) {
                *slot = (row(number), net.and_then(row));
            }
        }
        Self { list, place }
    }

    fn place(&self, number: CodeNumber) -> (Option<usize>, Option<usize>) {
        self.place.get(usize::from(number.0)).copied().unwrap_or_default()
    }

    /// One person's rows, each once, with the mean sentiment of its mentions. Where the coder left no clause as
    /// evidence, the whole answer's score stands in.
    fn sentiments(&self, coding: &Coding, person: &mut Vec<(usize, f64)>) {
        let carried = coding.codes.iter().chain(&coding.nets).filter_map(|&number| self.place(number).0);
        person.clear();
        person.extend(carried.map(|row| {
            let (mut sum, mut mentions) = (0.0, 0u32);
            for mention in &coding.mentions {
                let (code, net) = self.place(mention.code);
                if code == Some(row) || net == Some(row) {
                    sum += f64::from(mention.sentiment);
                    mentions += 1;
                }
            }
            let mean =
                if mentions == 0 { f64::from(coding.sentiment_score) } else { sum / f64::from(mentions) };
            (row, mean)
        }));
    }
}

/// What one cell of the table adds up.
#[derive(Debug, Clone, Default)]
struct Tally {
    count: usize,
    weight: f64,
    sides: [f64; 3],
    scored: f64,
    score: f64,
}

impl Tally {
    fn add(&mut self, respondent: &Respondent, sentiment: f64) {
        let w = respondent.weight;
        self.count += 1;
        self.weight += w;
        let [negative, neutral, positive] = &mut self.sides;
        // The same line as for a whole answer.
        let neutral_within = f64::from(NEUTRAL);
        if sentiment < -neutral_within {
            *negative += w;
        } else if sentiment > neutral_within {
            *positive += w;
        } else {
            *neutral += w;
        }
        if let Some(score) = respondent.score {
            self.scored += w;
            self.score += w * score;
        }
    }

    fn share(&self, (number, kind): (CodeNumber, RowKind), base: &Base, confidence: f64) -> Share {
        let share = (base.weighted > 0.0).then(|| (self.weight / base.weighted).clamp(0.0, 1.0));
        let interval = share.map(|p| wilson(p, base.effective, confidence));
        let side = |weight: f64| if self.weight > 0.0 { weight / self.weight } else { 0.0 };
        Share {
            number,
            kind,
            count: self.count,
            weighted_count: self.weight,
            share,
            low: interval.map(|i| i.0),
            high: interval.map(|i| i.1),
            sentiment: self.sides.map(side),
            mean_score: (self.scored > 0.0).then(|| self.score / self.scored),
        }
    }
}

/// One column while it is counted.
#[derive(Debug, Clone, Default)]
struct Column {
    segment: String,
    people: usize,
    weight: f64,
    squares: f64,
    /// One per row of the table; none before the first person.
    tallies: Vec<Tally>,
}

impl Column {
    /// One more person with the rows that she carries, out of so many.
    fn add(&mut self, respondent: &Respondent, person: &[(usize, f64)], rows: usize) {
        self.people += 1;
        self.weight += respondent.weight;
        self.squares += respondent.weight * respondent.weight;
        self.tallies.resize(rows, Tally::default());
        for &(row, sentiment) in person {
            if let Some(tally) = self.tallies.get_mut(row) {
                tally.add(respondent, sentiment);
            }
        }
    }

    fn finish(mut self, variable: &str, segment: &str, rows: &Rows, confidence: f64) -> ShareColumn {
        self.tallies.resize(rows.list.len(), Tally::default());
        let effective = if self.squares > 0.0 { self.weight * self.weight / self.squares } else { 0.0 };
        let base = Base { count: self.people, weighted: self.weight, effective };
        let tallies = rows.list.iter().zip(&self.tallies);
        let shares = tallies.map(|(&row, tally)| tally.share(row, &base, confidence)).collect();
        ShareColumn { variable: variable.to_owned(), segment: segment.to_owned(), base, shares }
    }
}

/// A segment variable with its segments in the order in which they came.
#[derive(Debug, Clone, Default)]
struct Variable {
    name: String,
    /// Segments in the order of their labels; the others come after them, sorted.
    order: Vec<String>,
    columns: Vec<Column>,
    /// Each segment's position in `columns`.
    place: BTreeMap<String, usize>,
    /// People in no segment that is counted.
    blank: usize,
    /// Whether some segment was not counted.
    is_full: bool,
}

impl Variable {
    /// The column of a segment; none beyond the most that are counted.
    fn column(&mut self, segment: &str) -> Option<usize> {
        if let Some(&known) = self.place.get(segment) {
            return Some(known);
        }
        if self.columns.len() == MOST_SEGMENTS {
            self.is_full = true;
            return None;
        }
        let next = self.columns.len();
        self.place.insert(segment.to_owned(), next);
        self.columns.push(Column { segment: segment.to_owned(), ..Column::default() });
        Some(next)
    }

    /// Puts the columns into their order for the table; none is found by its segment from then on.
    fn sort(&mut self) {
        let places: BTreeMap<&str, usize> = self.order.iter().map(String::as_str).zip(0..).collect();
        let place = |column: &Column| places.get(column.segment.as_str()).copied().unwrap_or(usize::MAX);
        self.columns.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.segment.cmp(&b.segment)));
        self.place.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::Mention;
    use crate::shares::HIDDEN_BASE;
    use crate::survey::SegmentVariable;
    use crate::testing::{coded, frame, outside};

    fn near(a: Option<f64>, b: f64) {
        assert!(a.is_some_and(|a| (a - b).abs() < 1e-9), "{a:?} is not {b}");
    }

    fn study(weights: &[f64]) -> Study<'static> {
        let mut study = Study::from_verbatims("why", weights.iter().map(|_| "x"));
        for (respondent, &weight) in study.respondents.iter_mut().zip(weights) {
            respondent.weight = weight;
        }
        study
    }

    #[test]
    fn people_are_counted_by_weight_and_a_net_counts_them_once() {
        // Codes 1 and 2 under net 101, code 3 alone. Blank and junk rows weigh nothing, whatever their weight.
        let codings = [
            coded(&[1, 2], 0.0),
            coded(&[2], 0.0),
            coded(&[3], 0.0),
            coded(&[97], 0.0),
            coded(&[], 0.0),
            outside(),
        ];
        let table = tabulate(&study(&[2.0, 1.0, 1.0, 0.5, 0.5, 99.0]), &codings, &frame(), 0.95);
        let total = &table.columns[0];
        assert_eq!((total.segment.as_str(), total.base.count), ("Total", 5));
        assert_eq!(total.base.weighted, 5.0);
        // (2 + 1 + 1 + 0.5 + 0.5)² / (4 + 1 + 1 + 0.25 + 0.25)
        near(Some(total.base.effective), 25.0 / 6.5);
        let of = |number: u16| table.of_total(CodeNumber(number)).unwrap();
        near(of(1).share, 2.0 / 5.0);
        near(of(2).share, 3.0 / 5.0);
        near(of(97).share, 0.1);
        assert_eq!((of(101).count, of(101).kind, of(97).kind), (2, RowKind::Net, RowKind::Special));
        near(of(101).share, 3.0 / 5.0);
        let (low, high) = wilson(0.6, 25.0 / 6.5, 0.95);
        near(of(101).low, low);
        near(of(101).high, high);
        let order: Vec<u16> = total.shares.iter().map(|s| s.number.0).collect();
        assert_eq!(order, [1, 2, 3, 101, 97, 98]);
    }

    #[test]
    fn sentiment_within_a_code_is_the_mean_of_a_persons_mentions_of_it() {
        let mention =
            |code, sentiment| Mention { start: 0, end: 1, code: CodeNumber(code), score: 1.0, sentiment };
        let mut first = coded(&[1, 2], 0.9);
        // Code 1: −0.8 and +0.7, mean −0.05: neutral. Code 2: negative. The answer's own 0.9 plays no part.
        first.mentions = vec![mention(1, -0.8), mention(2, -0.6), mention(1, 0.7)].into();
        let second = coded(&[1], 0.5); // no evidence: the whole answer's score
        let table = tabulate(&study(&[3.0, 1.0]), &[first, second], &frame(), 0.95);
        assert_eq!(table.of_total(CodeNumber(1)).unwrap().sentiment, [0.0, 0.75, 0.25]);
        assert_eq!(table.of_total(CodeNumber(2)).unwrap().sentiment, [1.0, 0.0, 0.0]);
        // The net's person: mean of all three, −0.23.
        assert_eq!(table.of_total(CodeNumber(101)).unwrap().sentiment, [0.75, 0.0, 0.25]);
        assert_eq!(table.of_total(CodeNumber(3)).unwrap().sentiment, [0.0; 3]);
    }

    #[test]
    fn the_mean_score_is_weighted_and_skips_people_without_one() {
        let mut study = study(&[3.0, 1.0, 5.0]);
        study.respondents[0].score = Some(2.0);
        study.respondents[1].score = Some(10.0);
        let codings = [coded(&[1], 0.0), coded(&[1], 0.0), coded(&[1, 2], 0.0)];
        let table = tabulate(&study, &codings, &frame(), 0.95);
        near(table.of_total(CodeNumber(1)).unwrap().mean_score, 4.0);
        assert_eq!(table.of_total(CodeNumber(2)).unwrap().mean_score, None);
    }

    #[test]
    fn an_empty_base_has_no_share() {
        let table = tabulate(&study(&[1.0]), &[outside()], &frame(), 0.95);
        let share = table.of_total(CodeNumber(1)).unwrap();
        assert_eq!((share.count, share.share, share.low, share.high), (0, None, None, None));
    }

    #[test]
    fn small_segments_show_nothing_and_cannot_be_worked_out() {
        let cells: Vec<&str> =
            [vec!["north"; 40], vec!["south"; 20], vec!["west"; 4], vec!["empty"; 3]].concat();
        let mut study = study(&[1.0; 67]);
        study.banner.variables = vec![SegmentVariable::from_cells("region", cells.iter().copied())];
        let mut codings = vec![coded(&[1], 0.0); 64];
        codings.extend([outside(), outside(), outside()]);
        let table = tabulate(&study, &codings, &frame(), 0.95);
        let shown: Vec<(&str, usize)> = table
            .columns
            .iter()
            .filter(|c| !c.is_hidden())
            .map(|c| (c.segment.as_str(), c.base.count))
            .collect();
        assert_eq!(shown, [("Total", 64), ("north", 40)]);
        let unprinted = 64 - 40;
        assert!(unprinted >= HIDDEN_BASE);
        assert!(table.columns.iter().filter(|c| c.is_hidden()).all(|c| c.base == Base::default()));
        assert_eq!(table.notes().len(), 1);
        assert!(table.notes()[0].contains("\"empty\", \"south\", \"west\""));
    }
}
