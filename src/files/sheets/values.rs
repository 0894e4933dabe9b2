//! Typed cells as text: the same number or date reads alike whichever format it comes from.

use calamine::ExcelDateTime;

/// The first serial number of a day beyond the year 9999, where spreadsheets end.
const DAYS_END: f64 = 2_958_466.0;

/// A number as a spreadsheet shows it: 15 significant digits, so 0.1 + 0.2 is 0.3.
pub(super) fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    rounded.to_string()
}

/// A truth value.
pub(super) fn truth(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

/// A day, a time or both, in ISO form; a duration in hours, minutes and seconds.
pub(super) fn date(value: &ExcelDateTime) -> String {
    let days = value.as_f64();
    if !(0.0..DAYS_END).contains(&days) {
        return number(days);
    }
    if value.is_duration() {
        let seconds = (days * 86_400.0).round() as i64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if days < 1.0 {
        return time;
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if days.fract() == 0.0 { day } else { format!("{day} {time}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_and_dates_read_as_a_spreadsheet_shows_them() {
        assert_eq!((number(0.1 + 0.2), number(7.0), number(-2.5)), ("0.3".into(), "7".into(), "-2.5".into()));
        let text = |value: f64, kind| date(&ExcelDateTime::new(value, kind, false));
        let day = ExcelDateTimeType::DateTime;
        assert_eq!(
            (text(45_352.0, day), text(45_352.5, day)),
            ("2024-03-01".into(), "2024-03-01 12:00:00".into())
        );
        assert_eq!(text(0.25, ExcelDateTimeType::DateTime), "06:00:00");
        assert_eq!(text(1.5, ExcelDateTimeType::TimeDelta), "36:00:00");
        for odd in [-3.0, 1e300, f64::NAN] {
            assert_eq!(text(odd, ExcelDateTimeType::DateTime), number(odd));
        }
    }
}
