//! Distances in time as people say them: "3 days ago", "in 2 hours".

use jiff::Timestamp;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;
/// The average, with leap years.
const MONTH: u64 = 2_629_746;
const YEAR: u64 = 12 * MONTH;

/// A unit's length in seconds, its singular and plural, and the count from which the next unit is
/// used. For days and longer units that is about two of the next unit, because "1 week" is too
/// coarse for ten days.
const UNITS: [(u64, &str, &str, u64); 6] = [
    (MINUTE, "minute", "minutes", 60),
    (HOUR, "hour", "hours", 24),
    (DAY, "day", "days", 14),
    (WEEK, "week", "weeks", 9),
    (MONTH, "month", "months", 24),
    (YEAR, "year", "years", u64::MAX),
];

/// Describes how far a moment is from now, rounded to the unit.
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let ahead = at.as_second() - now.as_second();
    let seconds = ahead.unsigned_abs();
    let (count, one, several) = UNITS
        .iter()
        .map(|&(length, one, several, most)| ((seconds + length / 2) / length, one, several, most))
        .find_map(|(count, one, several, most)| (count < most).then_some((count, one, several)))
        .expect("there is no end to years");
    let unit = if count == 1 { one } else { several };
    match (count, ahead > 0) {
        (0, false) => "just now".to_owned(),
        (0, true) => "in a moment".to_owned(),
        (_, false) => format!("{count} {unit} ago"),
        (_, true) => format!("in {count} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn seen(seconds_ahead: i64) -> String {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        ago(at(NOW + seconds_ahead), at(NOW))
    }

    #[test]
    fn each_unit_begins_and_ends_where_it_should() {
        let (hour, day, week, month) = (3_600, 86_400, 604_800, 2_629_746);
        for (seconds, past, future) in [
            (1, "just now", "in a moment"),
            (29, "just now", "in a moment"),
            (30, "1 minute ago", "in 1 minute"),
            (89, "1 minute ago", "in 1 minute"),
            (90, "2 minutes ago", "in 2 minutes"),
            (hour - 31, "59 minutes ago", "in 59 minutes"),
            (hour - 30, "1 hour ago", "in 1 hour"),
            (hour * 3 / 2 - 1, "1 hour ago", "in 1 hour"),
            (hour * 3 / 2, "2 hours ago", "in 2 hours"),
            (day - hour / 2 - 1, "23 hours ago", "in 23 hours"),
            (day - hour / 2, "1 day ago", "in 1 day"),
            (day, "1 day ago", "in 1 day"),
            (day * 3 / 2, "2 days ago", "in 2 days"),
            (14 * day - day / 2 - 1, "13 days ago", "in 13 days"),
            (14 * day - day / 2, "2 weeks ago", "in 2 weeks"),
            (30 * day, "4 weeks ago", "in 4 weeks"),
            (9 * week - week / 2 - 1, "8 weeks ago", "in 8 weeks"),
            (9 * week - week / 2, "2 months ago", "in 2 months"),
            (90 * day, "3 months ago", "in 3 months"),
            (90 * day - 5, "3 months ago", "in 3 months"),
            (365 * day, "12 months ago", "in 12 months"),
            (24 * month - month / 2 - 1, "23 months ago", "in 23 months"),
            (24 * month - month / 2, "2 years ago", "in 2 years"),
            (36_500 * day, "100 years ago", "in 100 years"),
        ] {
            assert_eq!(seen(-seconds), past, "{seconds} s ago");
            assert_eq!(seen(seconds), future, "in {seconds} s");
        }
        assert_eq!(seen(0), "just now");
    }

    #[test]
    fn the_ends_of_time_are_far_off_and_no_bug() {
        assert_eq!(ago(Timestamp::MIN, Timestamp::MAX), "19999 years ago");
        assert_eq!(ago(Timestamp::MAX, Timestamp::MIN), "in 19999 years");
    }
}
