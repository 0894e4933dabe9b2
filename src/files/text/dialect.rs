//! Which byte separates the cells of a text, found from the text itself.

use super::delimited::{Delimited, Dialect};
use crate::files::row::Row;

/// Delimiters tried, in order of preference where two fit equally well.
const CANDIDATES: [u8; 4] = *b",;\t|";

/// How much of the text is tried, in bytes and rows. A wrong guess shows as rejected rows, never as lost ones.
pub(super) const SAMPLE_BYTES: usize = 256 << 10;
const SAMPLE_ROWS: usize = 200;

/// How many lines of title may stand above the header.
pub(in crate::files) const MOST_TITLE_ROWS: usize = 20;

/// Smallest part of the sampled rows that has to agree on the number of cells.
const LEAST_AGREEMENT: f64 = 0.5;

/// The same where a header was found only below the first line.
const AGREEMENT_BELOW_TITLES: f64 = 0.8;

/// The dialect and where the data starts: after a `sep=` line, if there is one. `text` is the whole text or a beginning
/// of more than [`SAMPLE_BYTES`]; `backslash` says how the whole writes quotes within quotes.
pub(super) fn sniff(text: &str, backslash: bool) -> (Dialect, usize, Option<String>) {
    if let Some((delimiter, start)) = sep_line(text) {
        let note = format!("The first line names the delimiter: {}.", name(Some(delimiter)));
        return (Dialect { delimiter: Some(delimiter), backslash }, start, Some(note));
    }
    let sample = sample(text);
    let best = CANDIDATES
        .into_iter()
        .filter_map(|delimiter| {
            let dialect = Dialect { delimiter: Some(delimiter), backslash };
            agreement(sample, dialect).map(|(agreement, width)| (delimiter, agreement, width))
        })
        .reduce(|best, next| if (next.1, next.2) > (best.1, best.2) { next } else { best });
    (Dialect { delimiter: best.map(|(delimiter, ..)| delimiter), backslash }, 0, None)
}

/// The delimiter in words.
pub(super) fn name(delimiter: Option<u8>) -> &'static str {
    match delimiter {
        Some(b',') => "comma",
        Some(b';') => "semicolon",
        Some(b'\t') => "tab",
        Some(b'|') => "vertical bar",
        _ => "delimiter",
    }
}

/// Excel's first line `sep=;`.
fn sep_line(text: &str) -> Option<(u8, usize)> {
    let bytes = text.as_bytes();
    let quoted = usize::from(bytes.first() == Some(&b'"'));
    let key = bytes.get(quoted..quoted + 4)?;
    let delimiter = *bytes.get(quoted + 4)?;
    if !key.eq_ignore_ascii_case(b"sep=") || !CANDIDATES.contains(&delimiter) {
        return None;
    }
    let end = quoted + 5 + quoted;
    match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some((delimiter, end + 2)),
        (Some(b'\r' | b'\n'), _) => Some((delimiter, end + 1)),
        _ => None,
    }
}

/// The first rows, cut at a line end.
fn sample(text: &str) -> &str {
    let mut end = SAMPLE_BYTES.min(text.len());
    if end == text.len() {
        return text;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or("");
    head.rfind(['\n', '\r']).and_then(|cut| head.get(..cut)).unwrap_or(head)
}

/// Share of rows with as many cells as the header would have, and that number; none if the delimiter splits nothing.
fn agreement(sample: &str, dialect: Dialect) -> Option<(f64, usize)> {
    let mut reader = Delimited::new(sample, dialect, 0, 1);
    let mut row = Row::default();
    let mut widths = Vec::new();
    // An unclosed quote ends the trial; the real reading reports it.
    while widths.len() < SAMPLE_ROWS && matches!(reader.next_row(&mut row), Ok(true)) {
        widths.push((row.len(), row.filled()));
    }
    // The header is the first row that is split; a title above it is not.
    let header = widths.iter().take(MOST_TITLE_ROWS).position(|&(_, filled)| filled > 1)?;
    let usual = usual_width(widths.iter().skip(header).map(|&(width, _)| width));
    let header = widths.iter().take(MOST_TITLE_ROWS).position(|&(w, filled)| filled > 1 && w * 2 >= usual)?;
    let width = widths.get(header)?.0;
    let below = widths.len() - header - 1;
    if below == 0 {
        // Nothing below speaks for a split that the first line does not have.
        return (header == 0).then_some((1.0, width));
    }
    let agreeing = widths.iter().skip(header + 1).filter(|&&(w, _)| w == width).count();
    // Where the header is not on the first line, one stray delimiter in running text must not make a table.
    let share = agreeing as f64 / below as f64;
    if header > 0 {
        return (share >= AGREEMENT_BELOW_TITLES).then_some((share, width));
    }
    // Rows that are all long speak for the delimiter too: it stands unquoted in the text, which is for the reader
    // to refuse row by row.
    let long = widths.iter().skip(1).filter(|&&(w, _)| w >= width).count();
    (share >= LEAST_AGREEMENT || width > 2 || long * 10 >= below * 9).then_some((share, width))
}

/// The commonest number of cells; rows of one cell count only if there is nothing else.
pub(in crate::files) fn usual_width(widths: impl Iterator<Item = usize>) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    for width in widths {
        *counts.entry(width).or_insert(0usize) += 1;
    }
    let total: usize = counts.values().sum();
    let several = counts.iter().filter(|&(&w, _)| w > 1);
    let split: usize = several.clone().map(|(_, n)| n).sum();
    if split * 5 < total {
        return 1;
    }
    several.max_by_key(|&(_, &n)| n).map_or(1, |(&w, _)| w)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> Option<char> {
        sniff(text, false).0.delimiter.map(char::from)
    }

    #[test]
    fn the_delimiter_is_the_one_that_rows_agree_on() {
        assert_eq!(delimiter("id,comment\n1,\"good; fast\"\n2,\"slow; bad\"\n"), Some(','));
        assert_eq!(delimiter("id;weight;comment\n1;0,5;good, fast\n2;1,5;slow\n"), Some(';'));
        assert_eq!(delimiter("id\tWhat, and why?\n1\tgood, fast\n2\tslow, bad\n3\tx\n"), Some('\t'));
        assert_eq!(delimiter("id|comment\n1|good, fast, nice\n"), Some('|'));
        assert_eq!(delimiter("id,comment\n"), Some(','));
        assert_eq!(delimiter("id,comment\n1,good,\n2,bad,\n"), Some(','));
        assert_eq!(delimiter("id,comment\n1,good, fast\n2,bad, slow, late\n"), Some(','));
    }

    #[test]
    fn one_column_of_running_text_is_not_split() {
        assert_eq!(delimiter("comment\nGood, fast\nNice\nSlow, rude, dear\n"), None);
        assert_eq!(delimiter("comment\nGood\nNice\n"), None);
    }

    #[test]
    fn titles_above_the_header_do_not_hide_the_delimiter() {
        assert_eq!(delimiter("Survey 2024\n\nid,region,comment\n1,north,good\n2,south,bad\n"), Some(','));
    }

    #[test]
    fn a_sep_line_is_obeyed_and_left_out() {
        let (dialect, start, note) = sniff("sep=;\r\nid;comment\r\n1;a,b\r\n", false);
        assert_eq!((dialect.delimiter, start), (Some(b';'), 7));
        assert!(note.unwrap().contains("semicolon"));
    }
}
