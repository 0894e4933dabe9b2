//! How notes name many lines at once.

/// Lines named in one note at most; the rest are counted.
const NAMED: usize = 20;

/// Lines in the order of the file: the first of them by number, the rest only counted.
#[derive(Debug, Default)]
pub(super) struct LineList {
    named: Vec<u64>,
    count: usize,
    last: Option<u64>,
}

impl LineList {
    /// Adds a line.
    pub(super) fn push(&mut self, line: u64) {
        self.count += 1;
        self.last = Some(line);
        if self.named.len() < NAMED {
            self.named.push(line);
        }
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The first line.
    pub(super) fn first(&self) -> Option<u64> {
        self.named.first().copied()
    }

    /// The line added last.
    pub(super) fn last(&self) -> Option<u64> {
        self.last
    }

    /// "line 4", "lines 4 and 9", "lines 4, 9, 12 and 30 more".
    pub(super) fn in_words(&self) -> String {
        let named: Vec<String> = self.named.iter().map(u64::to_string).collect();
        match (named.as_slice(), self.count - named.len()) {
            ([], _) => "no line".into(),
            ([one], 0) => format!("line {one}"),
            ([first @ .., last], 0) => format!("lines {} and {last}", first.join(", ")),
            (all, more) => format!("lines {} and {more} more", all.join(", ")),
        }
    }
}

impl Extend<u64> for LineList {
    fn extend<L: IntoIterator<Item = u64>>(&mut self, lines: L) {
        lines.into_iter().for_each(|line| self.push(line));
    }
}

/// "1 row", "2 rows".
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// The start of a text on one line, for a message.
pub(super) fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short.replace(['\r', '\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_lines_are_counted_not_listed() {
        let words = |lines: &[u64]| {
            let mut list = LineList::default();
            list.extend(lines.iter().copied());
            assert_eq!((list.len(), list.first()), (lines.len(), lines.first().copied()));
            list.in_words()
        };
        assert_eq!(words(&[7]), "line 7");
        assert_eq!(words(&[7, 9, 10]), "lines 7, 9 and 10");
        assert!(words(&(1..=25).collect::<Vec<u64>>()).ends_with("19, 20 and 5 more"));
        assert_eq!(excerpt(&"a\n".repeat(40)).chars().count(), 61);
    }
}
