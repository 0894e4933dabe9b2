//! How a stored number is written as text.

/// What a number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Itself.
    Plain,
    /// Seconds since the calendar began: a day, perhaps with a time.
    Day,
    /// The same, always with the time.
    Moment,
    /// Seconds: a time of day or a duration.
    Time,
}

/// Days from the beginning of SPSS's calendar, 14 October 1582, to 1 January 1970.
const DAYS_BEFORE_1970: i64 = 141_428;

const DAY: f64 = 86_400.0;

impl Shape {
    /// By the number of the print format.
    /// Source: PSPP developers' manual, "Variable Record".
    pub(super) fn of(format: u8) -> Self {
        match format {
            20 | 23 | 24 | 28 | 29 | 30 | 38 | 39 => Self::Day,
            22 | 41 => Self::Moment,
            21 | 25 | 40 => Self::Time,
            _ => Self::Plain,
        }
    }

    /// Adds the number to `text`; false, and nothing added, if it is infinite or no number.
    pub(super) fn write(self, value: f64, text: &mut String) -> bool {
        if !value.is_finite() {
            return false;
        }
        let written = match self {
            Self::Plain => number(value),
            Self::Day | Self::Moment => moment(value, self == Self::Moment).unwrap_or_else(|| number(value)),
            Self::Time => time(value),
        };
        text.push_str(&written);
        true
    }
}

/// As a spreadsheet shows it: whole numbers without a point, fractions to 15 significant digits.
fn number(value: f64) -> String {
    // Every whole number up to here has its own f64.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        return (value as i64).to_string();
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if rounded.abs() >= 1e21 || rounded.abs() < 1e-7 { format!("{rounded:e}") } else { rounded.to_string() }
}

/// ISO 8601 with a space between day and time; none before the calendar and beyond the year 9999.
fn moment(seconds: f64, with_time: bool) -> Option<String> {
    // The last second of 9999-12-31.
    const LAST: f64 = 265_621_679_999.0;
    if !(0.0..=LAST).contains(&seconds) {
        return None;
    }
    let (day, rest) = ((seconds / DAY).floor(), seconds.rem_euclid(DAY));
    let (year, month, of_month) = civil(day as i64 - DAYS_BEFORE_1970);
    let day = format!("{year:04}-{month:02}-{of_month:02}");
    Some(if with_time || rest >= 1.0 { format!("{day} {:0>8}", time(rest.floor())) } else { day })
}

/// Hours, minutes and seconds, with milliseconds if there are any.
fn time(seconds: f64) -> String {
    const MOST: f64 = 1e12;
    if seconds.abs() > MOST {
        return number(seconds);
    }
    let sign = if seconds < 0.0 { "-" } else { "" };
    let millis = (seconds.abs() * 1_000.0).round() as u64;
    let whole = millis / 1_000;
    let part = match millis % 1_000 {
        0 => String::new(),
        part => format!(".{part:03}"),
    };
    format!("{sign}{}:{:02}:{:02}{part}", whole / 3_600, whole / 60 % 60, whole % 60)
}

/// Year, month and day of a day counted from 1 January 1970, in the Gregorian calendar.
///
/// Years begin in March and come in cycles of 400 years or 146,097 days, so that leap days fall at the end of both.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (cycle, of_cycle) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let is_after_new_year = month >= 10;
    let month = if is_after_new_year { month - 9 } else { month + 3 };
    (cycle * 400 + year + i64::from(is_after_new_year), month, of_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(shape: Shape, value: f64) -> String {
        let mut text = String::new();
        shape.write(value, &mut text);
        text
    }

    #[test]
    fn numbers_are_written_as_spreadsheets_show_them() {
        for (value, expected) in [
            (3.0, "3"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.3"),
            (1_234_567_890_123_456.0, "1234567890123456"),
            (-2.5, "-2.5"),
            (1e300, "1e300"),
            (f64::NAN, ""),
        ] {
            assert_eq!(text(Shape::Plain, value), expected);
        }
    }

    #[test]
    fn days_and_times_are_iso() {
        // 2024-02-29 is 161,210 days after 1582-10-14, as python's date.toordinal says.
        let day = 161_210.0 * DAY;
        assert_eq!(text(Shape::of(39), day), "2024-02-29");
        assert_eq!(text(Shape::of(22), day + 3_661.0), "2024-02-29 01:01:01");
        assert_eq!(text(Shape::of(20), 0.0), "1582-10-14");
        assert_eq!(text(Shape::of(21), 90_061.5), "25:01:01.500");
        assert_eq!(text(Shape::of(20), -5.0), "-5");
        assert_eq!(text(Shape::of(20), 1e18), "1000000000000000000");
    }
}
