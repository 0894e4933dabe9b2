//! What a column's stored values stand for, and how they read as text.
//!
//! Source: Apache Parquet, "Parquet Logical Type Definitions".

use crate::survey::Storage;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::schema::types::ColumnDescriptor;
use std::fmt::Write;

/// What stored values stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Truth,
    Whole {
        is_signed: bool,
    },
    Float,
    /// A float in two bytes.
    Half,
    /// A number of which so many digits stand behind the point.
    Decimal {
        scale: u32,
    },
    Day,
    /// Time of day, in units of which so many make a second.
    Time {
        per_second: i64,
    },
    /// Point in time since 1970.
    Moment {
        per_second: i64,
        is_utc: bool,
    },
    /// Point in time as a day's number and nanoseconds, of older programs.
    OldMoment,
    Uuid,
}

/// Most digits behind a decimal's point: more do not fit the 16 bytes that are read.
const MOST_SCALE: i32 = 38;

impl Kind {
    /// None for what cannot be put into a cell: binary data, intervals, places on a map.
    pub(super) fn of(column: &ColumnDescriptor) -> Option<Self> {
        let stored = column.physical_type();
        let fixed = (stored == Type::FIXED_LEN_BYTE_ARRAY).then(|| column.type_length());
        let decimal =
            |scale: i32| (0..=MOST_SCALE).contains(&scale).then_some(Self::Decimal { scale: scale as u32 });
        let known = match column.logical_type_ref() {
            Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) => Self::Text,
            Some(LogicalType::Decimal(kind)) => decimal(kind.scale)?,
            Some(LogicalType::Date) => Self::Day,
            Some(LogicalType::Time(kind)) => Self::Time { per_second: per_second(kind.unit) },
            Some(LogicalType::Timestamp(kind)) => {
                Self::Moment { per_second: per_second(kind.unit), is_utc: kind.is_adjusted_to_u_t_c }
            }
            Some(LogicalType::Integer(kind)) => Self::Whole { is_signed: kind.is_signed },
            Some(LogicalType::Uuid) => Self::Uuid,
            Some(LogicalType::Float16) => Self::Half,
            Some(LogicalType::Unknown) | None => Self::converted(column, stored)?,
            Some(_) => return None,
        };
        // A kind that its storage cannot hold is damage.
        let fits = match known {
            Self::Text => stored == Type::BYTE_ARRAY,
            Self::Truth => stored == Type::BOOLEAN,
            Self::Whole { .. } | Self::Time { .. } => matches!(stored, Type::INT32 | Type::INT64),
            Self::Day => stored == Type::INT32,
            Self::Moment { .. } => stored == Type::INT64,
            Self::Float => matches!(stored, Type::FLOAT | Type::DOUBLE),
            Self::Half => fixed == Some(2),
            Self::Uuid => fixed == Some(16),
            Self::OldMoment => stored == Type::INT96,
            Self::Decimal { .. } => {
                matches!(stored, Type::INT32 | Type::INT64 | Type::BYTE_ARRAY)
                    || fixed.is_some_and(|length| (1..=16).contains(&length))
            }
        };
        fits.then_some(known)
    }

    /// By the older way to say it, or by the storage alone.
    fn converted(column: &ColumnDescriptor, stored: Type) -> Option<Self> {
        Some(match column.converted_type() {
            ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => Self::Text,
            ConvertedType::DECIMAL => {
                let scale =
                    u32::try_from(column.type_scale()).ok().filter(|&scale| scale <= MOST_SCALE as u32)?;
                Self::Decimal { scale }
            }
            ConvertedType::DATE => Self::Day,
            ConvertedType::TIME_MILLIS => Self::Time { per_second: 1_000 },
            ConvertedType::TIME_MICROS => Self::Time { per_second: 1_000_000 },
            ConvertedType::TIMESTAMP_MILLIS => Self::Moment { per_second: 1_000, is_utc: true },
            ConvertedType::TIMESTAMP_MICROS => Self::Moment { per_second: 1_000_000, is_utc: true },
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Self::Whole { is_signed: false },
            ConvertedType::BSON | ConvertedType::INTERVAL => return None,
            _ => match stored {
                Type::BOOLEAN => Self::Truth,
                Type::INT32 | Type::INT64 => Self::Whole { is_signed: true },
                Type::INT96 => Self::OldMoment,
                Type::FLOAT | Type::DOUBLE => Self::Float,
                // Programs that know no text (Hive, early Spark) write it as bytes.
                Type::BYTE_ARRAY => Self::Text,
                Type::FIXED_LEN_BYTE_ARRAY => return None,
            },
        })
    }

    /// How the column is stored, for what is written of it.
    pub(super) fn storage(self) -> Storage {
        match self {
            Self::Text | Self::Uuid => Storage::Text,
            Self::Truth => Storage::Any,
            Self::Whole { .. } | Self::Float | Self::Half | Self::Decimal { .. } => Storage::Number,
            Self::Day | Self::Time { .. } | Self::Moment { .. } | Self::OldMoment => Storage::Date,
        }
    }

    /// What a cell holds instead of text.
    pub(super) fn not_text(self) -> Option<&'static str> {
        match self {
            Self::Text | Self::Uuid => None,
            Self::Truth => Some("a truth value"),
            Self::Whole { .. } | Self::Float | Self::Half | Self::Decimal { .. } => Some("a number"),
            Self::Day | Self::Time { .. } | Self::Moment { .. } | Self::OldMoment => Some("a date"),
        }
    }
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}

/// A whole number of a column: a number, decimal, day, time or point in time.
pub(super) fn whole(kind: Kind, value: i64, into: &mut String) {
    // Writing to a string cannot fail.
    let _ = match kind {
        Kind::Decimal { scale } => {
            decimal(i128::from(value), scale, into);
            Ok(())
        }
        Kind::Day => {
            day(value, into);
            Ok(())
        }
        Kind::Time { per_second } => {
            time(value, per_second, into);
            Ok(())
        }
        Kind::Moment { per_second, is_utc } => {
            moment(value, per_second, into);
            if is_utc { write!(into, "+00:00") } else { Ok(()) }
        }
        Kind::Whole { is_signed: false } => write!(into, "{}", value as u64),
        _ => write!(into, "{value}"),
    };
}

/// A number with a fixed number of digits behind its point, those at its end that are 0 kept.
pub(super) fn decimal(value: i128, scale: u32, into: &mut String) {
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale as usize + 1);
    let (before, behind) = digits.split_at(digits.len() - scale as usize);
    if value < 0 {
        into.push('-');
    }
    into.push_str(before);
    if scale > 0 {
        into.push('.');
        into.push_str(behind);
    }
}

/// The number that bytes hold, the highest first, in two's complement; none for more than 16.
pub(super) fn wide(bytes: &[u8]) -> Option<i128> {
    if bytes.len() > 16 {
        return None;
    }
    let sign = if bytes.first().is_some_and(|&first| first & 0x80 != 0) { -1 } else { 0 };
    Some(bytes.iter().fold(sign, |value, &byte| (value << 8) | i128::from(byte)))
}

/// A day by its number since 1970.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn day(days: i64, into: &mut String) {
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let _ = write!(into, "{year:04}-{month:02}-{day:02}");
}

/// A time of day; parts of a second only where there are any.
fn time(value: i64, per_second: i64, into: &mut String) {
    let (seconds, part) = (value.div_euclid(per_second), value.rem_euclid(per_second));
    let _ = write!(into, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if part > 0 {
        let width = per_second.ilog10() as usize;
        let digits = format!("{part:0width$}");
        let _ = write!(into, ".{}", digits.trim_end_matches('0'));
    }
}

/// A point in time; midnight too, for other rows of the column have a time.
fn moment(value: i64, per_second: i64, into: &mut String) {
    let a_day = per_second * 86_400;
    day(value.div_euclid(a_day), into);
    into.push(' ');
    time(value.rem_euclid(a_day), per_second, into);
}

/// A point in time as older programs store it: nanoseconds of the day, and the day's Julian number.
pub(super) fn old_moment(parts: &[u32], into: &mut String) {
    if let [low, high, julian] = parts {
        let nanoseconds = i64::from(*low) | (i64::from(*high) << 32);
        day(i64::from(*julian) - 2_440_588, into);
        into.push(' ');
        time(nanoseconds.clamp(0, 86_399_999_999_999), 1_000_000_000, into);
    }
}

/// A float as short as it can be told from others; none that is no number, which stands for a missing one.
pub(super) fn float(value: impl Into<f64> + std::fmt::Display + Copy, into: &mut String) {
    if !value.into().is_nan() {
        let _ = write!(into, "{value}");
    }
}

/// A universally unique identifier, in its usual groups.
pub(super) fn uuid(bytes: &[u8], into: &mut String) {
    for (at, byte) in bytes.iter().enumerate() {
        let group = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
        let _ = write!(into, "{group}{byte:02x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(kind: Kind, value: i64) -> String {
        let mut text = String::new();
        whole(kind, value, &mut text);
        text
    }

    #[test]
    fn days_and_times_are_iso_text() {
        assert_eq!(
            (text(Kind::Day, 0), text(Kind::Day, 19_783), text(Kind::Day, -1)),
            ("1970-01-01".into(), "2024-03-01".into(), "1969-12-31".into())
        );
        let moment = |per_second, is_utc| Kind::Moment { per_second, is_utc };
        assert_eq!(text(moment(1_000, false), 1_709_288_430_500), "2024-03-01 10:20:30.5");
        assert_eq!(text(moment(1_000_000_000, true), -1_000_000_000), "1969-12-31 23:59:59+00:00");
        assert_eq!(text(Kind::Time { per_second: 1_000_000 }, 37_230_000_000), "10:20:30");
        for extreme in [i64::MIN, i64::MAX] {
            text(moment(1_000, false), extreme);
            text(Kind::Day, extreme);
            text(Kind::Time { per_second: 1_000 }, extreme);
        }
        let mut old = String::new();
        old_moment(&[0, 0, 2_460_371], &mut old);
        assert_eq!(old, "2024-03-01 00:00:00");
    }

    #[test]
    fn numbers_of_every_width() {
        let decimal = |value, scale| {
            let mut text = String::new();
            super::decimal(value, scale, &mut text);
            text
        };
        assert_eq!(
            (decimal(-5, 2), decimal(1_230, 2), decimal(7, 0)),
            ("-0.05".into(), "12.30".into(), "7".into())
        );
        decimal(i128::MIN, 38);
        assert_eq!((wide(&[0xff, 0xfe]), wide(&[1, 0]), wide(&[0; 17])), (Some(-2), Some(256), None));
        assert_eq!(text(Kind::Whole { is_signed: false }, -1), u64::MAX.to_string());
        let mut floats = String::new();
        float(0.1f32, &mut floats);
        float(f64::NAN, &mut floats);
        float(5.0f64, &mut floats);
        assert_eq!(floats, "0.15");
    }
}
