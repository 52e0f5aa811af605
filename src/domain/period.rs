//! Lengths of time and moments as people write them: `24h`, `90d`, `1y`, `2027-01-31`.

use serde::{Deserialize, Serialize};
use std::fmt;

use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp, civil, tz::TimeZone};
use thiserror::Error;

/// A hundred years. A longer time is a typing error.
const LONGEST: i64 = 100 * 365 * 86_400;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PeriodError {
    #[error("{0} isn't a length of time such as 30m, 24h, 90d or 1y")]
    Unreadable(String),
    #[error("a length of time must be more than zero and at most a hundred years")]
    OutOfRange,
    #[error("{0} is neither a length of time (90d) nor a date (2027-01-31, 2027-01-31T18:00:00Z)")]
    UnreadableMoment(String),
    #[error("that date is in the past")]
    Passed,
}

/// A length of time in whole seconds, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Period {
    seconds: i64,
}

impl TryFrom<i64> for Period {
    type Error = PeriodError;

    fn try_from(seconds: i64) -> Result<Self, PeriodError> {
        match seconds {
            1..=LONGEST => Ok(Self { seconds }),
            _ => Err(PeriodError::OutOfRange),
        }
    }
}

impl From<Period> for i64 {
    fn from(period: Period) -> Self {
        period.seconds
    }
}

impl Period {
    pub const DAY: Self = Self::from_seconds(86_400);

    pub const fn from_seconds(seconds: i64) -> Self {
        Self { seconds }
    }

    pub fn parse(typed: &str) -> Result<Self, PeriodError> {
        let unreadable = || PeriodError::Unreadable(super::escape::quoted(typed));
        let span: Span = typed.trim().parse().map_err(|_| {
            if with_small_numbers(typed).parse::<Span>().is_ok() {
                PeriodError::OutOfRange
            } else {
                unreadable()
            }
        })?;
        let span = years_as_days(span).map_err(|_| PeriodError::OutOfRange)?;
        // Months have no fixed length, so jiff refuses them here.
        let length = span
            .to_duration(SpanRelativeTo::days_are_24_hours())
            .map_err(|_| unreadable())?;
        length.as_secs().try_into()
    }

    pub fn after(self, moment: Timestamp) -> Timestamp {
        moment
            .saturating_add(SignedDuration::from_secs(self.seconds))
            .unwrap_or(Timestamp::MAX)
    }

    pub fn before(self, moment: Timestamp) -> Timestamp {
        moment
            .saturating_sub(SignedDuration::from_secs(self.seconds))
            .unwrap_or(Timestamp::MIN)
    }
}

/// Takes a year for 365 days.
fn years_as_days(span: Span) -> Result<Span, jiff::Error> {
    let days = i64::from(span.get_years()) * 365 + i64::from(span.get_days());
    span.years(0).try_days(days)
}

/// The text with a 1 in place of each number, to tell a number that is too large from no length of
/// time.
fn with_small_numbers(typed: &str) -> String {
    let mut text = String::new();
    for c in typed.trim().chars() {
        match c {
            '0'..='9' if text.ends_with('1') => {}
            '0'..='9' => text.push('1'),
            other => text.push(other),
        }
    }
    text
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (length, unit) in [(86_400, "d"), (3_600, "h"), (60, "m")] {
            if self.seconds % length == 0 {
                return write!(f, "{}{unit}", self.seconds / length);
            }
        }
        write!(f, "{}s", self.seconds)
    }
}

/// Parses a moment in the future: a distance from now, a day (its end, in UTC) or an exact time.
pub fn parse_future(typed: &str, now: Timestamp) -> Result<Timestamp, PeriodError> {
    let moment = match parse_moment(typed)? {
        Moment::Distance(period) => period.after(now),
        Moment::Day(day) => end_of(day)?,
        Moment::Exact(exact) => exact,
    };
    if moment > now {
        Ok(moment)
    } else {
        Err(PeriodError::Passed)
    }
}

/// Parses a moment in the past: a distance from now, a day (its start, in UTC) or an exact time.
pub fn parse_past(typed: &str, now: Timestamp) -> Result<Timestamp, PeriodError> {
    Ok(match parse_moment(typed)? {
        Moment::Distance(period) => period.before(now),
        Moment::Day(day) => start_of(day)?,
        Moment::Exact(exact) => exact,
    })
}

enum Moment {
    Distance(Period),
    Day(civil::Date),
    Exact(Timestamp),
}

fn parse_moment(typed: &str) -> Result<Moment, PeriodError> {
    let text = typed.trim();
    if let Ok(exact) = text.parse::<Timestamp>() {
        // The store keeps whole seconds.
        let whole = Timestamp::from_second(exact.as_second()).unwrap_or(exact);
        return Ok(Moment::Exact(whole));
    }
    if text.len() == "2027-01-31".len()
        && let Ok(day) = text.parse::<civil::Date>()
    {
        return Ok(Moment::Day(day));
    }
    match Period::parse(text) {
        Ok(period) => Ok(Moment::Distance(period)),
        Err(PeriodError::Unreadable(quoted)) => Err(PeriodError::UnreadableMoment(quoted)),
        Err(other) => Err(other),
    }
}

fn start_of(day: civil::Date) -> Result<Timestamp, PeriodError> {
    day.to_zoned(TimeZone::UTC)
        .map(|zoned| zoned.timestamp())
        .map_err(|_| PeriodError::OutOfRange)
}

fn end_of(day: civil::Date) -> Result<Timestamp, PeriodError> {
    start_of(day.tomorrow().map_err(|_| PeriodError::OutOfRange)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn periods_are_read_and_written_as_people_do() {
        for (typed, shown) in [
            ("24h", "1d"),
            ("90d", "90d"),
            ("2w", "14d"),
            ("1y", "365d"),
            ("1y 1d", "366d"),
            ("100y", "36500d"),
            ("90m", "90m"),
            ("1d 12h", "36h"),
            ("45s", "45s"),
        ] {
            assert_eq!(Period::parse(typed).unwrap().to_string(), shown, "{typed}");
        }
    }

    #[test]
    fn nothing_negative_endless_or_vague_is_a_period() {
        for typed in [
            "",
            "0s",
            "-3d",
            "soon",
            "1mo",
            "101y",
            "-1y",
            "9999y",
            "40000d",
            "3",
            "9999999999999999999d",
        ] {
            assert!(Period::parse(typed).is_err(), "{typed}");
        }
        for typed in [
            "0s",
            "9999y",
            "40000d",
            "99999999d",
            "9999999999999999999d 1h",
        ] {
            assert_eq!(
                Period::parse(typed),
                Err(PeriodError::OutOfRange),
                "{typed}"
            );
        }
    }

    #[test]
    fn moments_are_distances_days_or_exact() {
        let now = at("2026-11-21T12:00:00Z");
        assert_eq!(parse_future("36h", now), Ok(at("2026-11-23T00:00:00Z")));
        assert_eq!(
            parse_future("2026-11-21", now),
            Ok(at("2026-11-22T00:00:00Z"))
        );
        assert_eq!(
            parse_future("2026-11-21T18:00:00+02:00", now),
            Ok(at("2026-11-21T16:00:00Z"))
        );
        assert_eq!(parse_future("2026-11-20", now), Err(PeriodError::Passed));
        let this_moment = now.to_string();
        assert_eq!(parse_future(&this_moment, now), Err(PeriodError::Passed));
        assert_eq!(parse_past("2h", now), Ok(at("2026-11-21T10:00:00Z")));
        assert_eq!(
            parse_past("2026-11-20", now),
            Ok(at("2026-11-20T00:00:00Z"))
        );
        for vague in ["later", "tomorrow"] {
            let refused = parse_past(vague, now);
            assert!(matches!(refused, Err(PeriodError::UnreadableMoment(_))));
        }
    }
}
