//! Cells that a spreadsheet would run as a formula, made harmless.

use serde::{Deserialize, Serialize};

/// How many cells of a written column got a leading apostrophe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neutralised {
    /// The file written.
    pub file: String,
    /// The column's name.
    pub column: String,
    /// Cells with an added apostrophe, the header included.
    pub cells: usize,
}

/// Whether a spreadsheet might run `cell` when it opens a text file, so that it needs a leading apostrophe.
///
/// True for a first character `=`, `+`, `-`, `@`, TAB, CR, LF, NUL or a full-width form of the four signs, unless the
/// cell is a plain number, percentage or date. Source: OWASP, CSV Injection, and ASVS 5, 1.2.10.
#[must_use]
pub fn runs_in_a_spreadsheet(cell: &str) -> bool {
    let Some(first) = cell.chars().next() else { return false };
    match first {
        '=' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠' => true,
        '+' | '-' => !is_plain_number(cell.get(1..).unwrap_or("")),
        _ => false,
    }
}

/// Digits after a sign, grouped or not, with a decimal point or comma, an exponent, a percent or per-mille sign; or a
/// date in digits. Nothing that is made of these can call, link or compute more than itself.
fn is_plain_number(unsigned: &str) -> bool {
    let number = unsigned.trim_end().trim_end_matches(['%', '‰']).trim_end();
    let (mantissa, exponent) = match number.find(['e', 'E']) {
        Some(at) => (number.get(..at).unwrap_or(""), number.get(at + 1..).unwrap_or("")),
        None => (number, "0"),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let grouping = |c: char| matches!(c, '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}');
    let ends_in_digit = mantissa.ends_with(|c: char| c.is_ascii_digit());
    let grouped = ends_in_digit && mantissa.chars().all(|c| c.is_ascii_digit() || grouping(c));
    (grouped && digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))) || is_iso_date(unsigned)
}

/// Years before 0 and after 9999 carry a sign in ISO 8601: `-0044-03-15`.
fn is_iso_date(unsigned: &str) -> bool {
    let parts: Vec<&str> = unsigned.split('-').collect();
    matches!(parts.as_slice(), [year, month, day]
        if year.len() >= 4 && month.len() == 2 && day.len() == 2
        && parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit())))
}

/// Whether `cell` is a number that a spreadsheet shows and gives back exactly as typed: no plus, no leading or
/// trailing zeros, no exponent, at most eleven digits (a general cell rounds what is longer).
pub(super) fn is_exact_number(cell: &str) -> bool {
    let unsigned = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let ends_well = |f: &str| digits(f) && !f.ends_with('0');
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(ends_well)
        && cell != "-0"
        && unsigned.len() <= 11
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_are_caught_in_every_form() {
        for payload in [
            "=1+1",
            "=HYPERLINK(\"http://x\",\"y\")",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(1+1)",
            "\t=1+1",
            "\r=1",
            "\n=1",
            "\0=1",
            "＝1+1",
            "＋1",
            "－1+A1",
            "＠x",
            "-",
            "--",
            "-A1",
            "-1-1",
            "+1;2",
            "-1e",
            "-e5",
            "- nothing",
            "-5 % of =x",
            "-2020-1-1+A1",
            "+",
        ] {
            assert!(runs_in_a_spreadsheet(payload), "{payload:?}");
        }
    }

    #[test]
    fn numbers_percentages_dates_and_words_are_left() {
        for plain in [
            "",
            "-5",
            "+3.2",
            "-1,5 %",
            "-1.234,5",
            "-1 000",
            "-1'000.50",
            "+7%",
            "-1e5",
            "-1.5E-10",
            "-.5",
            "5-3",
            "2020-01-01",
            "-0044-03-15",
            "good = better",
            "a@b",
            "'=1",
            " =1",
            "−5",
        ] {
            assert!(!runs_in_a_spreadsheet(plain), "{plain:?}");
        }
    }

    #[test]
    fn a_number_is_exact_only_if_it_comes_back_as_typed() {
        for number in ["0", "7", "-7", "10", "3.25", "0.5", "-0.001", "12345678901"] {
            assert!(is_exact_number(number), "{number}");
            assert_eq!(number.parse::<f64>().unwrap().to_string(), number);
        }
        for text in
            ["", "-", "007", "+5", "1e5", "5.0", "5.", ".5", "-0", "1,5", "123456789012", "5 ", "0x1", "٣"]
        {
            assert!(!is_exact_number(text), "{text}");
        }
    }
}
