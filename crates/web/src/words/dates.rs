//! Times as text for pages without scripts; with scripts the browser rewrites them in the reader's own time zone.

use super::Language;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// RFC 3339 in UTC with seconds, for `<time datetime>`; `at` in Unix microseconds.
pub fn iso(at: i64) -> String {
    let (year, month, day) = civil(at.div_euclid(DAY));
    let (hour, minute, second) = clock(at);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The day in UTC, as the language writes it; `at` in Unix microseconds.
pub fn date(language: Language, at: i64) -> String {
    let (year, month, day) = civil(at.div_euclid(DAY));
    match language {
        Language::English => format!("{day} {} {year}", month_name(month)),
        Language::Japanese => format!("{year}年{month}月{day}日"),
    }
}

/// Day, hour and minute, marked as UTC; `at` in Unix microseconds.
pub fn date_time(language: Language, at: i64) -> String {
    let (hour, minute, _) = clock(at);
    format!("{} {hour:02}:{minute:02} UTC", date(language, at))
}

/// How long ago, in one short word ("now", "5m", "3h", "2d"), or the date after a week; both in Unix microseconds.
pub fn age(language: Language, at: i64, now: i64) -> String {
    let passed = now.saturating_sub(at).max(0);
    let (count, english, japanese) = match passed {
        p if p < MINUTE => return if language == Language::English { "now".into() } else { "今".into() },
        p if p < HOUR => (p / MINUTE, "m", "分前"),
        p if p < DAY => (p / HOUR, "h", "時間前"),
        p if p < 7 * DAY => (p / DAY, "d", "日前"),
        _ => return date(language, at),
    };
    format!("{count}{}", if language == Language::English { english } else { japanese })
}

/// The first moment in UTC of a day written as `2026-11-26`, in Unix microseconds; `None` unless it is a day.
pub fn day_start(text: &str) -> Option<i64> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    let wanted = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let (year, month, day): (i64, i64, i64) = wanted;
    let from_march = (month + 9) % 12;
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let (era, of_era) = (shifted_year.div_euclid(400), shifted_year.rem_euclid(400));
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    (civil(days) == wanted).then_some(days * DAY)
}

/// A minute in UTC written as `2026-11-26T09:30`, in Unix microseconds; `None` unless it is one.
pub fn minute(text: &str) -> Option<i64> {
    let (day, clock) = text.split_once('T')?;
    let (hour, minute) = clock.split_once(':')?;
    let two = |part: &str, below: i64| {
        let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten().filter(|number: &i64| *number < below)
    };
    Some(day_start(day)? + two(hour, 24)? * HOUR + two(minute, 60)? * MINUTE)
}

fn clock(at: i64) -> (i64, i64, i64) {
    let within = at.rem_euclid(DAY);
    (within / HOUR, within % HOUR / MINUTE, within % MINUTE / SECOND)
}

/// Days since 1970-01-01 to year, month, day in the Gregorian calendar, counting 400-year cycles from 1 March.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

const fn month_name(month: i64) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_moments_are_written_right() {
        assert_eq!(iso(0), "1970-01-01T00:00:00Z");
        assert_eq!(iso(951_782_400 * SECOND), "2000-02-29T00:00:00Z");
        assert_eq!(iso(1_795_491_153 * SECOND + 999_999), "2026-11-24T03:32:33Z");
        assert_eq!(iso(-SECOND), "1969-12-31T23:59:59Z");
        assert_eq!(date(Language::Japanese, 1_795_491_153 * SECOND), "2026年11月24日");
        assert_eq!(date_time(Language::English, 1_795_491_153 * SECOND), "24 November 2026 03:32 UTC");
    }

    #[test]
    fn every_day_of_four_centuries_follows_the_one_before() {
        let mut before = civil(-1);
        for days in 0..146_097 {
            let (year, month, day) = civil(days);
            let next_day = (year, month) == (before.0, before.1) && day == before.2 + 1;
            let next_month =
                day == 1 && before.2 >= 28 && (year * 12 + month) == (before.0 * 12 + before.1 + 1);
            assert!(next_day || next_month, "{before:?} then {year}-{month}-{day}");
            before = (year, month, day);
        }
        assert_eq!(civil(146_097), (2370, 1, 1));
    }

    #[test]
    fn a_day_is_read_as_it_is_written_and_nothing_else() {
        for days in (-719_162..100_000).step_by(97) {
            let (year, month, day) = civil(days);
            assert_eq!(day_start(&format!("{year:04}-{month:02}-{day:02}")), Some(days * DAY));
        }
        for bad in [
            "",
            "2026-02-30",
            "2026-13-01",
            "2026-00-10",
            "26-01-01",
            "2026-1-1",
            "2026-01-01 ",
            "２０２６-01-01",
            "-",
        ] {
            assert_eq!(day_start(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_as_a_day_begins_it(text in "\\PC{0,12}|[0-9]{4}-[0-9]{2}-[0-9]{2}") {
            if let Some(at) = day_start(&text) {
                prop_assert_eq!(iso(at), format!("{text}T00:00:00Z"));
            }
        }
    }

    #[test]
    fn a_minute_is_read_as_a_field_writes_it() {
        let day = day_start("2026-11-26").unwrap();
        assert_eq!(minute("2026-11-26T00:00"), Some(day));
        assert_eq!(minute("2026-11-26T23:59"), Some(day + DAY - MINUTE));
        for bad in
            ["", "2026-11-26", "2026-11-26T", "2026-11-26T24:00", "2026-11-26T9:00", "2026-11-26T09:60"]
        {
            assert_eq!(minute(bad), None, "{bad}");
        }
    }

    #[test]
    fn ages_are_short_and_never_negative() {
        let now = 1_000 * DAY;
        assert_eq!(age(Language::English, now + HOUR, now), "now");
        assert_eq!(age(Language::English, now - 5 * MINUTE, now), "5m");
        assert_eq!(age(Language::Japanese, now - 3 * HOUR, now), "3時間前");
        assert_eq!(age(Language::English, now - 2 * DAY, now), "2d");
        assert_eq!(age(Language::English, now - 8 * DAY, now), "19 September 1972");
    }
}
