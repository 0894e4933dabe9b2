//! Cells that a spreadsheet would run as a formula, and the apostrophes that keep it from that.

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

/// Whether a cell gets an apostrophe before it goes where a spreadsheet might run it. One that would run behind
/// apostrophes of its own gets one more, so that taking off the first always gives the cell as typed.
#[must_use]
pub fn needs_apostrophe(cell: &str) -> bool {
    runs_in_a_spreadsheet(cell.trim_start_matches('\''))
}

/// The cell as typed, if an apostrophe was put before it.
#[must_use]
pub fn without_apostrophe(cell: &str) -> Option<&str> {
    cell.strip_prefix('\'').filter(|typed| needs_apostrophe(typed))
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
    fn taking_an_apostrophe_off_always_gives_the_cell_as_typed() {
        for typed in ["=1+1", "'=1+1", "''=1+1", "'quoted'", "'", "", "-5", "'-5", "'tis good", "\t=x", "＝x"]
        {
            let written = if needs_apostrophe(typed) { format!("'{typed}") } else { typed.to_owned() };
            assert!(!runs_in_a_spreadsheet(&written), "{typed}");
            assert_eq!(without_apostrophe(&written).unwrap_or(&written), typed);
        }
    }
}
