//! Cells that a spreadsheet would run as a formula, made harmless.

pub use crate::files::runs_in_a_spreadsheet;
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
