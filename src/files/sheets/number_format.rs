//! What a cell's number format makes of its number: a number, a day, or a duration.

use calamine::{ExcelDateTime, ExcelDateTimeType};

use super::values::{date, number};

/// What a number is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Number,
    Date,
    Duration,
}

impl Shown {
    /// By the number of a format that every workbook has without listing it.
    pub(super) fn built_in(format: u16) -> Self {
        match format {
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Date,
            46 => Self::Duration,
            _ => Self::Number,
        }
    }

    /// By a format as typed, such as `yyyy-mm-dd` or `[h]:mm`: its first section, without quoted text.
    pub(super) fn typed(format: &str) -> Self {
        let mut letters = format.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => {
                    letters.by_ref().find(|&l| l == '"');
                }
                // The next letter stands for itself, or is a space's width.
                '\\' | '_' | '*' => {
                    letters.next();
                }
                '[' => {
                    let inside: String = letters.by_ref().take_while(|&l| l != ']').collect();
                    let inside = inside.to_ascii_lowercase();
                    let is_elapsed = ["h", "m", "s"]
                        .iter()
                        .any(|unit| inside.trim_matches(|c| unit.contains(c)).is_empty());
                    if !inside.is_empty() && is_elapsed {
                        return Self::Duration;
                    }
                }
                ';' => return Self::Number,
                'G' | 'g' if letters.as_str().to_ascii_lowercase().starts_with("eneral") => {
                    return Self::Number;
                }
                'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return Self::Date,
                _ => {}
            }
        }
        Self::Number
    }

    /// A number as text; `is_1904` says from which year its days are counted.
    pub(super) fn text(self, value: f64, is_1904: bool) -> String {
        let kind = match self {
            Self::Number => return number(value),
            Self::Date => ExcelDateTimeType::DateTime,
            Self::Duration => ExcelDateTimeType::TimeDelta,
        };
        date(&ExcelDateTime::new(value, kind, is_1904))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_numbers_with_letters() {
        for format in ["yyyy-mm-dd", "[$-409]d\\-mmm;@", "h:mm AM/PM", "\"am\" dd.mm.", "[Red]mm:ss.0"] {
            assert_eq!(Shown::typed(format), Shown::Date, "{format}");
        }
        for format in
            ["General", "0.00", "0\" days\"", "[Red]0;[Blue]-0", "#,##0\\d", "0;d", "@", "_m0", "0.00E+00"]
        {
            assert_eq!(Shown::typed(format), Shown::Number, "{format}");
        }
        assert_eq!((Shown::typed("[h]:mm:ss"), Shown::built_in(46)), (Shown::Duration, Shown::Duration));
        assert_eq!(Shown::built_in(14).text(45_352.0, false), "2024-03-01");
        assert_eq!(Shown::built_in(14).text(43_890.0, true), "2024-03-01");
    }
}
