//! What a single cell looks like: number, date, address, running text.

/// A number as typed: decimal point, or decimal comma if the column uses commas only. None for anything else.
#[must_use]
pub(super) fn number(cell: &str, decimal_comma: bool) -> Option<f64> {
    let cell = cell.trim();
    if !cell.bytes().any(|b| b.is_ascii_digit()) || !cell.bytes().all(is_numeric_byte) {
        return None;
    }
    let value: f64 = if !cell.contains(',') {
        cell.parse().ok()?
    } else if decimal_comma {
        cell.replacen(',', ".", 1).parse().ok()?
    } else {
        cell.replace(',', "").parse().ok()?
    };
    value.is_finite().then_some(value)
}

fn is_numeric_byte(b: u8) -> bool {
    b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'+' | b'e' | b'E')
}

/// Whether a column writes decimals with a comma: some cell has one and none has a point.
pub(super) fn uses_decimal_comma<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let mut comma = false;
    for cell in cells.filter(|cell| is_of_number_signs(cell)) {
        if cell.contains('.') {
            return false;
        }
        comma |= cell.contains(',');
    }
    comma
}

/// Whether a cell speaks against the comma as decimal sign: it is made as a number is, and has a point.
pub(super) fn has_decimal_point(cell: &str) -> bool {
    cell.contains('.') && is_of_number_signs(cell)
}

fn is_of_number_signs(cell: &str) -> bool {
    cell.bytes().all(|b| is_numeric_byte(b) || b == b' ')
}

/// `2024-03-01`, `1/3/24 10:15`, `01.03.2024`: two or more separators among digits, perhaps a time.
pub(super) fn is_date(cell: &str) -> bool {
    let cell = cell.trim();
    let day = cell.split([' ', 'T']).next().unwrap_or("");
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    cell.len() <= 40
        && parts.len() == 3
        && parts.iter().all(|p| (1..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
}

/// An e-mail address, telephone number, IP address or web address standing alone.
pub(super) fn is_personal(cell: &str) -> bool {
    let cell = cell.trim();
    if cell.is_empty() || cell.len() > 200 || cell.split_whitespace().count() > 6 {
        return false;
    }
    let one_word = !cell.contains(char::is_whitespace);
    if one_word && (cell.starts_with("http://") || cell.starts_with("https://") || cell.starts_with("www.")) {
        return true;
    }
    if one_word && cell.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) {
        return true;
    }
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let is_phone = (8..=15).contains(&digits)
        && cell.bytes().all(|b| b.is_ascii_digit() || b" +-()./".contains(&b))
        && (cell.starts_with('+') || cell.bytes().any(|b| b" -()/".contains(&b)))
        && !is_date(cell);
    let octets = cell.split('.').filter(|o| o.parse::<u8>().is_ok()).count();
    is_phone || (octets == 4 && cell.split('.').count() == 4)
}

/// Length in words; a Chinese, Japanese or Korean character counts as half a word and a letter of a script without
/// spaces (Thai, Lao, Khmer, Burmese) as a fifth, which is about what their words take.
pub(super) fn words(cell: &str) -> f64 {
    let (mut words, mut in_word) = (0.0, false);
    for c in cell.chars() {
        let weight = match c {
            '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{20000}'..='\u{3ffff}' => 0.5,
            '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => 0.2,
            _ => 0.0,
        };
        let is_letter = c.is_alphanumeric() && weight == 0.0;
        words += weight;
        if is_letter && !in_word {
            words += 1.0;
        }
        in_word = is_letter || (in_word && weight == 0.0 && !c.is_whitespace());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_either_decimal_sign() {
        assert_eq!(number(" 1.5 ", false), Some(1.5));
        assert_eq!(number("1,5", true), Some(1.5));
        assert_eq!(number("1,234.5", false), Some(1234.5));
        for cell in ["", "inf", "NaN", "1/2", "0x10", "ten", "1e999", "-"] {
            assert_eq!(number(cell, false), None, "{cell}");
        }
        assert!(uses_decimal_comma(["1,5", "2", ""].into_iter()));
        assert!(!uses_decimal_comma(["1,234.5", "2"].into_iter()));
    }

    #[test]
    fn addresses_and_dates_are_told_from_answers() {
        for cell in ["a@b.org", "+372 5555 1234", "(02) 9999-1234", "10.0.0.1", "https://x.org/a"] {
            assert!(is_personal(cell), "{cell}");
        }
        for cell in ["good", "12345678", "write to a@b.org please", "2024-03-01"] {
            assert!(!is_personal(cell), "{cell}");
        }
        assert!(is_date("2024-03-01T10:20:00") && is_date("1/3/24 10:15") && is_date("01.03.2024"));
        assert!(!is_date("1.5") && !is_date("10.0.0.1") && !is_date("a-b-c"));
    }

    #[test]
    fn words_are_counted_in_every_script() {
        assert_eq!(words("The staff weren't friendly."), 4.0);
        assert_eq!(words("等待时间太长"), 3.0);
        assert!(words("บริการดีมากและราคาถูก") > 3.0);
        assert_eq!(words("--- !!"), 0.0);
        assert_eq!(words("survey:2024/17#3"), 1.0);
    }
}
