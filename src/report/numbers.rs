//! How figures are printed: the only place where a share becomes a percentage.
//!
//! One rule everywhere: below 10 % one decimal, from 10 % on whole per cent, since no survey of ordinary size
//! measures finer. "0%" is said of nobody but nobody, "100%" of nobody but everybody.

use crate::shares::Share;

/// What stands where there is no figure.
pub(super) const NO_FIGURE: &str = "—";

/// A part of a base, 0..1, as a percentage: `23%`, `9.4%`, `<0.1%`, `>99%`.
pub(super) fn percent(part: Option<f64>) -> String {
    digits(part).map_or_else(|| NO_FIGURE.to_owned(), |digits| digits + "%")
}

/// The share of a code; people whose weights are nought still do not make "0%".
pub(super) fn share(share: &Share) -> String {
    match share.share {
        Some(part) if part <= 0.0 && share.count > 0 => "<0.1%".to_owned(),
        part => percent(part),
    }
}

/// Both ends of an interval: `20–26%`, `8.1–11%`.
pub(super) fn interval(low: Option<f64>, high: Option<f64>) -> String {
    match (digits(low), digits(high)) {
        (Some(low), Some(high)) => format!("{low}–{high}%"),
        _ => NO_FIGURE.to_owned(),
    }
}

/// A difference of two shares in percentage points, with its sign: `+4.9`, `−0.3`.
pub(super) fn points(difference: f64) -> String {
    signed(difference * 100.0, 1)
}

/// A number with so many decimals and its sign; `0.0` has none.
pub(super) fn signed(number: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", number.abs());
    let is_zero = digits.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if is_zero {
        ""
    } else if number < 0.0 {
        "−"
    } else {
        "+"
    };
    format!("{sign}{digits}")
}

/// A chance as printed: `.012`, `<.001`.
pub(super) fn chance(chance: f64) -> String {
    let thousandths = (chance * 1000.0).round();
    if thousandths < 1.0 {
        "<.001".to_owned()
    } else if thousandths >= 1000.0 {
        "1".to_owned()
    } else {
        format!(".{thousandths:03.0}")
    }
}

fn digits(part: Option<f64>) -> Option<String> {
    let part = part.filter(|p| p.is_finite())?;
    let tenths = (part * 1000.0).round();
    let whole = (part * 100.0).round();
    Some(if part <= 0.0 {
        "0".to_owned()
    } else if tenths < 1.0 {
        "<0.1".to_owned()
    } else if tenths < 100.0 {
        format!("{:.1}", tenths / 10.0)
    } else if whole >= 100.0 && part < 1.0 - 1e-9 {
        ">99".to_owned()
    } else {
        format!("{whole:.0}")
    })
}

/// A number of people with thousands set off: `1,412`.
pub(super) fn count(people: usize) -> String {
    let digits = people.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A weighted number of people, to the nearest whole: `1,398`.
pub(super) fn weighted(people: f64) -> String {
    if people.is_finite() && people >= 0.0 { count(people.round() as usize) } else { NO_FIGURE.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_rounding_rule() {
        let printed =
            [0.0, 0.0001, 0.0006, 0.0123, 0.0994, 0.0996, 0.1049, 0.2351, 0.9949, 0.9951, 1.0, f64::NAN]
                .map(|part| percent(Some(part)));
        let expected =
            ["0%", "<0.1%", "0.1%", "1.2%", "9.9%", "10%", "10%", "24%", "99%", ">99%", "100%", "—"];
        assert_eq!(printed, expected);
        assert_eq!(percent(None), "—");
    }

    #[test]
    fn differences_have_a_sign_and_chances_three_digits() {
        assert_eq!(
            [0.049, -0.003, 0.000_4, -0.000_4, -1.0].map(points),
            ["+4.9", "−0.3", "0.0", "0.0", "−100.0"]
        );
        assert_eq!([0.0123, 0.000_4, 0.25, 0.9999, 0.05].map(chance), [".012", "<.001", ".250", "1", ".050"]);
    }

    #[test]
    fn intervals_and_counts() {
        assert_eq!(interval(Some(0.081), Some(0.112)), "8.1–11%");
        assert_eq!(interval(Some(0.0), Some(0.0004)), "0–<0.1%");
        assert_eq!(interval(None, Some(0.1)), "—");
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
    }
}
