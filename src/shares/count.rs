//! People per code and per net, weighted.

use super::hide::hidden_segments;
use super::{Base, RowKind, Share, ShareColumn, ShareTable, wilson};
use crate::code_frame::{CodeFrame, CodeKind, CodeNumber};
use crate::coding::Coding;
use crate::sentiment::NEUTRAL;
use crate::survey::{Respondent, SegmentVariable, Study};

/// Counts every code and net in the total and in each segment, in one pass over the respondents.
///
/// `codings` stand in the order of `study.respondents`; `confidence` is the level of the intervals, 0..1. The base
/// of every share is the people with status coded or uncoded. People are counted, not mentions: a net counts
/// everybody with at least one of its codes once. Shares are weighted, intervals Wilson's on the effective base;
/// an empty base gives no share. Segments under [`super::HIDDEN_BASE`] people show nothing, nor can they be worked
/// out by subtracting the others of their variable.
///
/// Source: Kish (1965), Survey Sampling, for the effective base (Σw)²/Σw².
#[must_use]
pub fn tabulate(study: &Study, codings: &[Coding], frame: &CodeFrame, confidence: f64) -> ShareTable {
    let rows = Rows::of(frame);
    let mut columns = Columns::of(study, codings, rows.list.len());
    let mut person = Vec::new();
    for (index, (respondent, coding)) in study.respondents.iter().zip(codings).enumerate() {
        if coding.status.counts_in_base() {
            rows.sentiments(coding, &mut person);
            columns.add(index, respondent, &person);
        }
    }
    columns.finish(&rows, confidence)
}

/// The rows of the table: theme codes, nets, specials.
struct Rows {
    list: Vec<(CodeNumber, RowKind)>,
    /// For each number: its row and the row of its net.
    place: Vec<(Option<usize>, Option<usize>)>,
}

impl Rows {
    fn of(frame: &CodeFrame) -> Self {
        let codes = |theme: bool| frame.codes.iter().filter(move |c| (c.kind == CodeKind::Theme) == theme);
        let mut list: Vec<(CodeNumber, RowKind)> = codes(true).map(|c| (c.number, RowKind::Code)).collect();
        list.extend(frame.nets.iter().map(|n| (n.number, RowKind::Net)));
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
#[derive(Clone, Default)]
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

/// One column while it is counted; a hidden one has no tallies.
struct Column<'s> {
    variable: &'s str,
    segment: &'s str,
    people: usize,
    weight: f64,
    squares: f64,
    tallies: Vec<Tally>,
}

impl<'s> Column<'s> {
    fn new(variable: &'s str, segment: &'s str, rows: usize) -> Self {
        Self {
            variable,
            segment,
            people: 0,
            weight: 0.0,
            squares: 0.0,
            tallies: vec![Tally::default(); rows],
        }
    }

    fn finish(self, rows: &Rows, confidence: f64) -> ShareColumn {
        let effective = if self.squares > 0.0 { self.weight * self.weight / self.squares } else { 0.0 };
        let base = Base { count: self.people, weighted: self.weight, effective };
        let tallies = rows.list.iter().zip(&self.tallies);
        let shares = tallies.map(|(&row, tally)| tally.share(row, &base, confidence)).collect();
        ShareColumn { variable: self.variable.to_owned(), segment: self.segment.to_owned(), base, shares }
    }
}

/// The total, then each segment of each variable, in banner order.
struct Columns<'s> {
    list: Vec<Column<'s>>,
    /// Each variable with the position of its first segment's column.
    variables: Vec<(&'s SegmentVariable, usize)>,
    /// Which columns are hidden, by position.
    hidden: Vec<bool>,
}

impl<'s> Columns<'s> {
    fn of(study: &'s Study, codings: &[Coding], rows: usize) -> Self {
        let mut list = vec![Column::new("", "Total", rows)];
        let (mut variables, mut hidden) = (Vec::new(), vec![false]);
        for variable in &study.banner.variables {
            variables.push((variable, list.len()));
            let mut bases = vec![0; variable.segments.len()];
            let mut blank = 0;
            for (member, _) in
                variable.member.iter().zip(codings).filter(|(_, coding)| coding.status.counts_in_base())
            {
                *member.and_then(|m| bases.get_mut(m as usize)).unwrap_or(&mut blank) += 1;
            }
            for (segment, is_hidden) in variable.segments.iter().zip(hidden_segments(&bases, blank)) {
                list.push(Column::new(&variable.name, segment, if is_hidden { 0 } else { rows }));
                hidden.push(is_hidden);
            }
        }
        Self { list, variables, hidden }
    }

    fn add(&mut self, index: usize, respondent: &Respondent, person: &[(usize, f64)]) {
        let segments = self.variables.iter().filter_map(|(variable, first)| {
            let member = variable.member.get(index).copied().flatten()? as usize;
            (member < variable.segments.len()).then_some(first + member)
        });
        for column in std::iter::once(0).chain(segments) {
            if self.hidden.get(column) != Some(&false) {
                continue;
            }
            let Some(column) = self.list.get_mut(column) else { continue };
            column.people += 1;
            column.weight += respondent.weight;
            column.squares += respondent.weight * respondent.weight;
            for &(row, sentiment) in person {
                if let Some(tally) = column.tallies.get_mut(row) {
                    tally.add(respondent, sentiment);
                }
            }
        }
    }

    fn finish(self, rows: &Rows, confidence: f64) -> ShareTable {
        ShareTable { columns: self.list.into_iter().map(|c| c.finish(rows, confidence)).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::Mention;
    use crate::shares::HIDDEN_BASE;
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
