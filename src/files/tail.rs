//! Rows at the end of a file that may be no respondents, held until an ordinary row or the end follows.

use super::row::Row;
use super::values::words;
use std::collections::VecDeque;

/// A footer or second table at the end of a file is not longer than this, in rows and in bytes of text.
const MOST_TAIL: usize = 200;
pub(super) const MOST_HELD_BYTES: usize = 32 << 20;

/// Stretches of rows of blank cells that are held.
const MOST_BLANK_RUNS: usize = 100_000;

/// First words of lines that export programs put below the data.
const FOOTERS: [&str; 8] = ["total", "source", "generated", "exported", "end of", "copyright", "©", "page "];

/// A row that outlives the text that it was read from.
#[derive(Debug)]
pub(super) struct HeldRow {
    pub(super) row: Row,
    /// As it stands in the file.
    pub(super) raw: String,
}

impl HeldRow {
    /// Bytes of text.
    pub(super) fn bytes(&self) -> usize {
        self.row.bytes() + self.raw.len()
    }
}

/// A row that is to be kept or set aside next.
#[derive(Debug)]
pub(super) enum Due {
    /// As any other row.
    Row(HeldRow),
    /// Rows of blank cells.
    Blank(BlankRun),
    /// A row at the end of the file.
    Last {
        /// The row.
        held: HeldRow,
        /// It looks like a line below the data.
        is_below: bool,
        /// It looks like part of a second table.
        is_second: bool,
    },
}

/// Rows of blank cells one after the other, which spreadsheets write by the thousand below the data: their places are
/// all that matters.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlankRun {
    rows: u64,
    /// The first row's line, and blank lines before it.
    line: u64,
    blank_before: u64,
    /// Lines from row to row, and how many of them are blank.
    step: u64,
    blank_step: u64,
}

impl BlankRun {
    fn of(row: &Row) -> Self {
        Self { rows: 1, line: row.line, blank_before: row.blank_before, step: 0, blank_step: 0 }
    }

    /// Adds a row if it goes on evenly.
    fn takes(&mut self, row: &Row) -> bool {
        if self.rows == 1 {
            (self.step, self.blank_step) = (row.line.saturating_sub(self.line), row.blank_before);
        }
        let goes_on = row.line == self.line + self.rows * self.step && row.blank_before == self.blank_step;
        self.rows += u64::from(goes_on);
        goes_on
    }

    /// Takes out the first row.
    pub(super) fn next(&mut self) -> Option<Row> {
        self.rows = self.rows.checked_sub(1)?;
        let row = Row::blank(self.line, self.blank_before);
        self.line += self.step;
        self.blank_before = self.blank_step;
        Some(row)
    }
}

#[derive(Debug)]
enum Entry {
    Row(HeldRow),
    Blank(BlankRun),
}

impl Entry {
    fn row(&self) -> Option<&Row> {
        match self {
            Self::Row(held) => Some(&held.row),
            Self::Blank(_) => None,
        }
    }

    /// Whether the row stands apart from those above it.
    fn is_gap(&self) -> bool {
        self.row().is_none_or(|row| row.blank_before > 0 || row.filled() == 0)
    }
}

/// Rows that may be a footer or second table.
#[derive(Debug, Default)]
pub(super) struct Tail {
    entries: Vec<Entry>,
    rows: u64,
    bytes: usize,
}

impl Tail {
    /// Whether no row is held.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether there is room for a row with text.
    pub(super) fn has_room(&self) -> bool {
        self.rows < MOST_TAIL as u64 && self.bytes < MOST_HELD_BYTES
    }

    /// Whether there is room for rows of blank cells.
    pub(super) fn has_room_for_blank(&self) -> bool {
        self.entries.len() < MOST_BLANK_RUNS
    }

    /// Holds a row with text.
    pub(super) fn push(&mut self, held: HeldRow) {
        self.rows += 1;
        self.bytes += held.bytes();
        self.entries.push(Entry::Row(held));
    }

    /// Holds a row of blank cells.
    pub(super) fn push_blank(&mut self, row: &Row) {
        self.rows += 1;
        if let Some(Entry::Blank(run)) = self.entries.last_mut()
            && run.takes(row)
        {
            return;
        }
        self.entries.push(Entry::Blank(BlankRun::of(row)));
    }

    /// Gives back all rows as ordinary ones: an ordinary row follows.
    pub(super) fn release(&mut self, due: &mut VecDeque<Due>) {
        due.extend(std::mem::take(self).entries.into_iter().map(|entry| match entry {
            Entry::Row(held) => Due::Row(held),
            Entry::Blank(run) => Due::Blank(run),
        }));
    }

    /// Judges the rows at the end of the file: blank cells only, footers, a second table, or respondents after all.
    /// Returns how many rows of blank cells come last; these are given to nobody.
    pub(super) fn judge(&mut self, width: usize, writes_blank_cells: bool, due: &mut VecDeque<Due>) -> u64 {
        let tail = std::mem::take(self).entries;
        let block = tail.iter().position(Entry::is_gap).unwrap_or(tail.len());
        let is_odd = |row: &Row| row.filled() > 1 && row.len() != width;
        let odd = tail.iter().skip(block).filter_map(Entry::row).filter(|row| is_odd(row)).count();
        let is_filled = |entry: &Entry| entry.row().is_some_and(|row| row.filled() > 0);
        let last = tail.iter().rposition(is_filled).map_or(0, |at| at + 1);
        let mut blank = 0;
        for (at, entry) in tail.into_iter().enumerate() {
            let after_gap = at >= block;
            match entry {
                Entry::Row(_) if at >= last => blank += 1,
                Entry::Blank(run) if at >= last => blank += run.rows,
                Entry::Blank(run) => due.push_back(Due::Blank(run)),
                Entry::Row(held) => {
                    let is_below = is_below(&held.row, width, after_gap, writes_blank_cells);
                    let row = &held.row;
                    let is_second = after_gap && odd > 1 && row.filled() > 0 && row.len() != width;
                    due.push_back(Due::Last { held, is_below, is_second });
                }
            }
        }
        blank
    }
}

/// Whether a row has another number of cells than the header, by more than a blank or two at its end.
pub(super) fn differs_widely(row: &Row, width: usize) -> bool {
    row.len() > width || row.len() * 2 <= width + 1
}

/// Whether a row looks like a line that stands below the data.
fn is_below(row: &Row, width: usize, after_gap: bool, writes_blank_cells: bool) -> bool {
    if row.filled() != 1 || words(row.cell(0)) <= 1.0 {
        return false;
    }
    // In a file of one or two columns a lone text is more likely an answer.
    if width > 2 {
        after_gap || is_footer_line(row) || (row.len() == 1 && writes_blank_cells)
    } else {
        after_gap && width == 2 && is_footer_line(row)
    }
}

/// Whether the first cell begins as the lines do that programs put below the data.
fn is_footer_line(row: &Row) -> bool {
    let text = row.cell(0).trim_start().to_lowercase();
    words(&text) > 1.0 && words(&text) < 12.0 && FOOTERS.iter().any(|word| text.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_rows_keep_their_places_in_little_room() {
        // Line and blank lines before, even and uneven.
        let mut places: Vec<(u64, u64)> = (0..1_000).map(|i| (10 + 3 * i, 2)).collect();
        places[0].1 = 0;
        places.extend([(3_010, 2), (3_011, 0), (3_012, 0), (3_020, 7), (3_028, 7), (3_029, 0)]);
        let mut tail = Tail::default();
        for &(line, blank_before) in &places {
            tail.push_blank(&Row::blank(line, blank_before));
        }
        assert!(tail.entries.len() < 6, "{tail:?}");
        let mut due = VecDeque::new();
        tail.release(&mut due);
        let mut found = Vec::new();
        for entry in due {
            if let Due::Blank(mut run) = entry {
                found.extend(std::iter::from_fn(|| run.next()).map(|row| (row.line, row.blank_before)));
            }
        }
        assert_eq!(found, places);
    }
}
