//! Text on its way into a cell and back: what a spreadsheet program would lose is taken out, so that a cell that nobody
//! touched comes back as it went.

use crate::outputs::runs_in_a_spreadsheet;

/// Most UTF-16 units of a cell in every spreadsheet program; one is left for an apostrophe.
const MOST_UNITS: usize = 32_766;

/// Text as a cell can hold it: without control characters but line feeds, and without blanks at its ends.
///
/// In text of several lines a blank follows a quotation mark that stands alone between separators. Without it a reader
/// of delimited text could take it for the end of a cell.
pub(super) fn cell(text: &str) -> String {
    let text = plain(text);
    if !(text.contains('\n') && text.contains('"')) {
        return cut(text);
    }
    let mut guarded = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        guarded.push(c);
        let is_between = matches!(before, Some('\n' | ',')) && matches!(characters.peek(), Some('\n' | ','));
        if c == '"' && is_between {
            guarded.push(' ');
        }
        if c != ' ' {
            before = Some(c);
        }
    }
    cut(guarded)
}

/// Text without what XML and delimited text cannot hold, each line end a line feed.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let kept = text.chars().filter_map(|c| match c {
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => Some('\n'),
        '\t' => Some(' '),
        '\n' => Some(c),
        '\u{fffe}' | '\u{ffff}' | '\u{feff}' => None,
        c => (!c.is_control()).then_some(c),
    });
    kept.collect::<String>().trim().to_owned()
}

/// At most as much as a cell holds.
fn cut(text: String) -> String {
    // No character has more UTF-16 units than bytes.
    if text.len() <= MOST_UNITS {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MOST_UNITS
    });
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(&text).to_owned()
}

/// Whether a cell as exported holds less than the text.
pub(super) fn is_cut(cell: &str, text: &str) -> bool {
    cell.len() >= MOST_UNITS && cell.len() < plain(text).len()
}

/// The text as a CSV cell: with an apostrophe in front if a spreadsheet would run it as a formula.
pub(super) fn harmless(cell: &str) -> String {
    if runs_in_a_spreadsheet(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// A cell that came back, as exported if nobody touched it: also where it lost or kept its apostrophe.
pub(super) fn returned(cell_read: &str, exported: &str) -> String {
    let read = cell(cell_read);
    if read == exported {
        return read;
    }
    match read.strip_prefix('\'') {
        Some(rest) if runs_in_a_spreadsheet(rest) => rest.to_owned(),
        _ => read,
    }
}

/// Text on one line, as a line of a list or a label.
pub(super) fn line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Things as a list: one per line.
pub(super) fn list<'t>(things: impl IntoIterator<Item = &'t str>) -> String {
    things.into_iter().map(line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The lines of a list that came back.
pub(super) fn lines(cell: &str) -> Vec<String> {
    cell.lines().map(line).filter(|line| !line.is_empty()).collect()
}

/// A whole number as some programs write it, "7.0" or "7,00", without its zeros; any other text as it is.
pub(super) fn whole(cell: &str) -> &str {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match cell.split_once(['.', ',']) {
        Some((whole, zeros)) if digits(whole) && digits(zeros) && zeros.bytes().all(|b| b == b'0') => whole,
        _ => cell,
    }
}

/// Whether a cell is what was exported with question marks in place of letters: what a program leaves that saves text in
/// a code page without them.
pub(super) fn lost_letters(cell: &str, exported: &str) -> bool {
    let (now, before): (Vec<u16>, Vec<u16>) =
        (cell.encode_utf16().collect(), exported.encode_utf16().collect());
    let is_lost = |(now, before): (&u16, &u16)| now == before || (*now == u16::from(b'?') && *before > 127);
    now != before && now.len() == before.len() && now.iter().zip(&before).all(is_lost)
}

/// What a spreadsheet made of a cell instead of the text that somebody typed, if it did: an end of a sentence.
pub(super) fn damage(cell: &str) -> Option<&'static str> {
    const ERRORS: [&str; 9] =
        ["#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#ERROR!", "Err:508"];
    if ERRORS.contains(&cell) {
        return Some("is an error of the spreadsheet: it ran the text as a formula");
    }
    if is_date(cell) {
        return Some("is a date: the spreadsheet may have made it of what was typed");
    }
    let is_scientific = cell.split_once(['E', 'e']).is_some_and(|(mantissa, exponent)| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits(&mantissa.replace(['.', ',', '-'], "")) && digits(exponent.trim_start_matches(['+', '-']))
    });
    is_scientific.then_some("is a number: the spreadsheet may have made it of what was typed")
}

/// `2024-02-01`, with or without a time, `1/2/2024`, `01.02.24`, `1-Feb`, `Feb-24`, `1-Feb-24`.
fn is_date(cell: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let day = cell.split([' ', 'T']).next().unwrap_or("");
    if day.len() != cell.len() && !cell.ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    if day.len() < cell.len() && cell.contains(|c: char| c.is_alphabetic() && c != 'T') {
        return false;
    }
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let digits = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let month = |part: &str| MONTHS.contains(&part.to_lowercase().as_str());
    match parts.as_slice() {
        [a, b, c] => digits(a) && (digits(b) || month(b)) && digits(c) && a.len() + c.len() >= 3,
        [a, b] => (digits(a) && month(b)) || (month(a) && digits(b)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_the_same_after_any_number_of_trips() {
        for text in [
            "plain",
            " padded \n",
            "a\r\nb\rc",
            "x\u{0}y\u{1b}z\u{feff}",
            "a\n\"\nb",
            "a\nb,\",c",
            "=1+1",
            "'=1+1",
            "\u{202e}bidi",
        ] {
            let once = cell(text);
            assert_eq!(cell(&once), once, "{text:?}");
            assert_eq!(returned(&harmless(&once), &once), once, "{text:?}");
            assert_eq!(returned(&once.replace('\n', "\r\n"), &once), once, "{text:?}");
            assert!(!once.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
        }
        assert_eq!(cell("a\n\"\nb"), "a\n\" \nb");
    }

    #[test]
    fn a_formula_loses_its_apostrophe_and_a_word_keeps_it() {
        assert_eq!(returned("'=1+1", ""), "=1+1");
        assert_eq!(returned("'tis slow", ""), "'tis slow");
        assert_eq!(returned("'=1", "'=1"), "'=1");
    }

    #[test]
    fn a_cell_is_cut_between_characters() {
        let long = "😀".repeat(20_000);
        let kept = cell(&long);
        assert_eq!(kept.encode_utf16().count(), MOST_UNITS);
        assert!(is_cut(&kept, &long));
        assert!(!is_cut("short", "short"));
    }

    #[test]
    fn numbers_and_lost_letters_are_known() {
        for (cell, number) in
            [("7", "7"), ("7.0", "7"), ("7,00", "7"), ("7.5", "7.5"), ("a.0", "a.0"), ("7.", "7.")]
        {
            assert_eq!(whole(cell), number);
        }
        assert!(lost_letters("gi? ??", "giá 😀") && lost_letters("??", "服务"));
        assert!(!lost_letters("giá?", "giá!") && !lost_letters("same", "same") && !lost_letters("?", "服务"));
    }

    #[test]
    fn lists_are_lines() {
        assert_eq!(list(["one", " two\nlines ", "", "3"]), "one\ntwo lines\n3");
        assert_eq!(lines("one\n\n two  lines\n"), ["one", "two lines"]);
    }

    #[test]
    fn what_a_spreadsheet_did_to_a_cell_is_seen() {
        for cell in [
            "2024-02-01",
            "2024-02-01 10:00:00",
            "1/2/2024",
            "1.2.24",
            "1-Feb",
            "Feb-24",
            "3-mar-2024",
            "#NAME?",
            "1.23E+05",
            "1E10",
        ] {
            assert!(damage(cell).is_some(), "{cell}");
        }
        for cell in [
            "24/7",
            "1-2",
            "C-3",
            "2024",
            "3.5",
            "may be",
            "12-hour wait",
            "2024-02-01 was bad",
            "v1.2.3",
            "1E",
            "Easy",
        ] {
            assert_eq!(damage(cell), None, "{cell}");
        }
    }
}
