//! How notes name many lines at once.

/// Lines named in one note at most; the rest are counted.
const NAMED: usize = 20;

/// "line 4", "lines 4 and 9", "lines 4, 9, 12 and 30 more".
pub(super) fn lines_in_words(lines: impl Iterator<Item = u64>) -> String {
    let (mut named, mut count) = (Vec::new(), 0usize);
    for line in lines {
        count += 1;
        if named.len() < NAMED {
            named.push(line.to_string());
        }
    }
    match (named.as_slice(), count - named.len()) {
        ([], _) => "no line".into(),
        ([one], 0) => format!("line {one}"),
        ([first @ .., last], 0) => format!("lines {} and {last}", first.join(", ")),
        (all, more) => format!("lines {} and {more} more", all.join(", ")),
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
        assert_eq!(lines_in_words([7].into_iter()), "line 7");
        assert_eq!(lines_in_words([7, 9, 10].into_iter()), "lines 7, 9 and 10");
        assert!(lines_in_words(1..=25).ends_with("19, 20 and 5 more"));
        assert_eq!(excerpt(&"a\n".repeat(40)).chars().count(), 61);
    }
}
