//! The longer-than-wide tables: mentions, shares, codes, answers to read, rejected rows.

use super::table::TableWriter;
use super::workbook::{Column, Look};
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::coding::Coding;
use crate::pipeline::Analysis;
use crate::shares::{Contradiction, Contradictions, RowKind, Share, ShareColumn, UrgentAlert, UrgentAlerts};
use crate::survey::{RejectedRow, Study, Table};
use std::io;

/// A column's name, and its width and look in a workbook.
pub(super) type Heading = (&'static str, usize, Look);

impl From<Heading> for Column {
    fn from((header, width, look): Heading) -> Self {
        Self { header: header.to_owned(), width, look }
    }
}

/// Columns of `mentions.csv`.
pub(super) const MENTIONS: [&str; 8] = ["row", "id", "start", "end", "clause", "code", "score", "sentiment"];

/// One line per clause that carries a code.
pub(super) fn write_mentions(
    study: &Study,
    codings: &[Coding],
    out: &mut impl TableWriter,
) -> io::Result<()> {
    for (respondent, coding) in study.respondents.iter().zip(codings) {
        let mut ruler = Ruler::new(respondent.verbatim);
        for mention in &coding.mentions {
            out.whole(respondent.row);
            out.text(respondent.id);
            out.whole(mention.start);
            out.whole(mention.end);
            out.text(ruler.slice(mention.start, mention.end));
            out.whole(mention.code.0);
            out.decimal(f64::from(mention.score), 4);
            out.decimal(f64::from(mention.sentiment), 4);
            out.end_row()?;
        }
    }
    Ok(())
}

/// Cuts a text by positions in Unicode scalar values, in linear time for positions that ascend.
struct Ruler<'t> {
    text: &'t str,
    scalar: u32,
    byte: usize,
}

impl<'t> Ruler<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, scalar: 0, byte: 0 }
    }

    fn slice(&mut self, start: u32, end: u32) -> &'t str {
        if start < self.scalar {
            (self.scalar, self.byte) = (0, 0);
        }
        let from = self.byte + bytes_of(self.text.get(self.byte..).unwrap_or(""), start - self.scalar);
        (self.scalar, self.byte) = (start, from);
        let rest = self.text.get(from..).unwrap_or("");
        rest.get(..bytes_of(rest, end.saturating_sub(start))).unwrap_or("")
    }
}

/// Bytes of the first `scalars` characters of `text`.
fn bytes_of(text: &str, scalars: u32) -> usize {
    text.char_indices().nth(scalars as usize).map_or(text.len(), |(byte, _)| byte)
}

/// Columns of `shares.csv` and of the workbook's sheet of shares.
pub(super) const SHARES: [Heading; 17] = [
    ("segment_variable", 20, Look::Ours),
    ("segment", 20, Look::Ours),
    ("code", 10, Look::Ours),
    ("label", 40, Look::Ours),
    ("kind", 10, Look::Ours),
    ("count", 10, Look::Ours),
    ("weighted_count", 18, Look::Decimal),
    ("base", 10, Look::Ours),
    ("weighted_base", 18, Look::Decimal),
    ("effective_base", 18, Look::Decimal),
    ("share", 10, Look::Percent),
    ("low", 10, Look::Percent),
    ("high", 10, Look::Percent),
    ("negative", 12, Look::Percent),
    ("neutral", 12, Look::Percent),
    ("positive", 12, Look::Percent),
    ("mean_score", 14, Look::Decimal),
];

/// One line per code and net in the total and in each segment that shows figures.
pub(super) fn write_shares(analysis: &Analysis, out: &mut impl TableWriter) -> io::Result<()> {
    for column in &analysis.shares.columns {
        for share in &column.shares {
            write_share(&analysis.frame, column, share, out)?;
        }
    }
    Ok(())
}

fn write_share(
    frame: &CodeFrame,
    column: &ShareColumn,
    share: &Share,
    out: &mut impl TableWriter,
) -> io::Result<()> {
    out.text(&column.variable);
    out.text(&column.segment);
    out.whole(share.number.0);
    out.text(label(frame, share.number));
    out.text(match share.kind {
        RowKind::Code => "code",
        RowKind::Net => "net",
        RowKind::Special => "special",
    });
    out.whole(share.count as u64);
    out.decimal(share.weighted_count, 6);
    out.whole(column.base.count as u64);
    out.decimal(column.base.weighted, 6);
    out.decimal(column.base.effective, 6);
    for part in [share.share, share.low, share.high] {
        out.decimal(part, 6);
    }
    for part in share.sentiment {
        out.decimal((share.weighted_count > 0.0).then_some(part), 6);
    }
    out.decimal(share.mean_score, 6);
    out.end_row()
}

/// Columns of the workbook's code book.
pub(super) const CODES: [Heading; 11] = [
    ("code", 10, Look::Ours),
    ("label", 40, Look::Ours),
    ("kind", 10, Look::Ours),
    ("net", 30, Look::Ours),
    ("definition", 60, Look::Ours),
    ("includes", 40, Look::Ours),
    ("excludes", 30, Look::Ours),
    ("quotes", 60, Look::Ours),
    ("borderline", 60, Look::Ours),
    ("count", 10, Look::Ours),
    ("share", 10, Look::Percent),
];

/// One line per code: what the columns `oe_c…` mean, what belongs under each code and what does not.
pub(super) fn write_codes(analysis: &Analysis, out: &mut impl TableWriter) -> io::Result<()> {
    let frame = &analysis.frame;
    for code in frame.active_codes() {
        let share = analysis.shares.of_total(code.number);
        out.whole(code.number.0);
        out.text(label(frame, code.number));
        out.text(if share.is_some_and(|s| s.kind == RowKind::Special) { "special" } else { "code" });
        out.text(
            code.net
                .filter(|&net| frame.active_nets().any(|n| n.number == net))
                .map_or("", |net| label(frame, net)),
        );
        out.text(&code.definition);
        out.text(&code.includes.join(" | "));
        out.text(&code.excludes.map_or_else(String::new, |other| named(frame, other)));
        let quotes = |borderline: bool| {
            let wanted = code.exemplars.iter().filter(|e| e.borders.is_some() == borderline);
            let shown = wanted.map(|e| match e.borders {
                Some(other) => format!("{} ({})", e.text, named(frame, other)),
                None => e.text.clone(),
            });
            shown.collect::<Vec<_>>().join(" | ")
        };
        out.text(&quotes(false));
        out.text(&quotes(true));
        out.whole(share.map_or(0, |s| s.count as u64));
        out.decimal(share.and_then(|s| s.share), 6);
        out.end_row()?;
    }
    Ok(())
}

/// A code as "7 Parking".
fn named(frame: &CodeFrame, number: CodeNumber) -> String {
    format!("{number} {}", label(frame, number))
}

fn label(frame: &CodeFrame, number: CodeNumber) -> &str {
    frame.label(number, frame.label_language).0
}

/// Columns of `alerts.csv`.
pub(super) const ALERTS: [&str; 10] =
    ["row", "id", "kind", "evidence", "start", "end", "strength", "sentiment_score", "score", "verbatim"];

/// One line per listed alert, the most urgent first.
pub(super) fn write_alerts(urgent: &UrgentAlerts, out: &mut impl TableWriter) -> io::Result<()> {
    for UrgentAlert { alert, answer } in &urgent.list {
        out.whole(answer.row);
        out.text(&answer.id);
        out.text(alert.kind.name());
        out.text(Ruler::new(&answer.verbatim).slice(alert.start, alert.end));
        out.whole(alert.start);
        out.whole(alert.end);
        out.decimal(f64::from(alert.strength), 2);
        out.decimal(f64::from(answer.sentiment_score), 3);
        out.decimal(answer.score, 6);
        out.text(&answer.verbatim);
        out.end_row()?;
    }
    Ok(())
}

/// Columns of `contradictions.csv`.
pub(super) const CONTRADICTIONS: [&str; 8] =
    ["row", "id", "score", "text_is", "sentiment", "sentiment_score", "strength", "verbatim"];

/// One line per listed answer whose text clearly takes the other side than its rating, strongest first.
pub(super) fn write_contradictions(found: &Contradictions, out: &mut impl TableWriter) -> io::Result<()> {
    for Contradiction { answer, rating, text_is_better, strength } in &found.list {
        out.whole(answer.row);
        out.text(&answer.id);
        out.decimal(*rating, 6);
        out.text(if *text_is_better { "better" } else { "worse" });
        out.text(answer.sentiment.map_or("", |polarity| polarity.name()));
        out.decimal(f64::from(answer.sentiment_score), 3);
        out.decimal(*strength, 3);
        out.text(&answer.verbatim);
        out.end_row()?;
    }
    Ok(())
}

/// Columns of `rejects.csv`.
pub(super) const REJECTS: [&str; 7] = ["file", "sheet", "row", "line", "column", "reason", "raw"];

/// One line per row that was set aside. `row` counts over all files of the run, as in the other tables; `line` is that of
/// its file, or the sheet's row.
pub(super) fn write_rejects(table: &Table, out: &mut impl TableWriter) -> io::Result<()> {
    table.rejected.iter().try_for_each(|row| write_reject(table, row, out))
}

/// One such line.
pub(super) fn write_reject(table: &Table, row: &RejectedRow, out: &mut impl TableWriter) -> io::Result<()> {
    let (file, sheet, _) = table.source_of(row.row);
    out.text(file);
    out.text(sheet.unwrap_or(""));
    out.whole(row.row);
    out.whole(row.line);
    out.text(row.column.as_deref().unwrap_or(""));
    out.text(&row.reason);
    out.text(&row.raw);
    out.end_row()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_cut_by_scalar_values_in_any_order() {
        let mut ruler = Ruler::new("很好 but 慢😀!");
        assert_eq!(ruler.slice(0, 2), "很好");
        assert_eq!(ruler.slice(7, 9), "慢😀");
        assert_eq!(ruler.slice(3, 6), "but");
        assert_eq!(ruler.slice(9, 99), "!");
        assert_eq!(ruler.slice(50, 60), "");
        assert_eq!(ruler.slice(4, 2), "");
    }
}
