//! An entry as people and programs read it: one line of JSON that follows from the entry's bytes and from nothing else.

use std::fmt::Write as _;

use crate::note::base64;
use crate::{Entry, FactValue};

/// The entry's one reading.
pub fn reading(entry: &Entry) -> String {
    let mut out = String::with_capacity(512);
    let (stamp, actor, object) = (entry.stamp(), entry.actor(), entry.object());
    out.push_str(r#"{"at":""#);
    push_time(&mut out, stamp.at_us);
    push(&mut out, [r#"","workspace":""#, &stamp.workspace, r#"","change":"#]);
    hex(&mut out, &stamp.change);
    let _ = write!(out, r#","ordinal":{}"#, stamp.ordinal);
    push(
        &mut out,
        [r#","actor":{"kind":""#, actor.kind.code(), r#"","id":""#, &actor.id, r#""},"action":""#],
    );
    push(
        &mut out,
        [entry.action().code(), r#"","object":{"kind":""#, object.kind.code(), r#"","id":""#, &object.id],
    );
    out.push_str(r#""},"facts":{"#);
    for (place, (key, value)) in entry.facts().list().iter().enumerate() {
        push(&mut out, [if place == 0 { "\"" } else { ",\"" }, key.code(), "\":"]);
        push_value(&mut out, value);
    }
    out.push_str("}}");
    out
}

/// Texts one after the other: a verifier makes a million readings a second, and formatting would be most of its work.
fn push<const N: usize>(out: &mut String, texts: [&str; N]) {
    for text in texts {
        out.push_str(text);
    }
}

/// Ids and codes need no escaping: they have no characters that JSON escapes.
fn push_value(out: &mut String, value: &FactValue) {
    let _ = match value {
        FactValue::Count(count) => write!(out, "{count}"),
        FactValue::Id(text) => {
            push(out, ["\"", text, "\""]);
            Ok(())
        }
        FactValue::Code(text) => {
            push(out, ["\"", text, "\""]);
            Ok(())
        }
        FactValue::Time(at_us) => write!(out, r#""{}""#, time(*at_us)),
        FactValue::Sealed(sealed) => write!(out, r#"{{"sealed":"{}"}}"#, base64(sealed)),
        FactValue::Hash(hash) => {
            hex(out, hash);
            Ok(())
        }
        FactValue::Ranges(ranges) => {
            push_list(out, '[', ranges.iter().map(|r| format!("[{},{},{}]", r.tree, r.first, r.last)), ']')
        }
        FactValue::Counts(counts) => {
            push_list(out, '{', counts.iter().map(|(kind, count)| format!(r#""{kind}":{count}"#)), '}')
        }
    };
}

fn push_list(
    out: &mut String,
    open: char,
    items: impl Iterator<Item = String>,
    close: char,
) -> std::fmt::Result {
    out.push(open);
    for (place, item) in items.enumerate() {
        let comma = if place == 0 { "" } else { "," };
        write!(out, "{comma}{item}")?;
    }
    out.push(close);
    Ok(())
}

fn hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().map_or('?', char::from);
    out.push('"');
    out.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    out.push('"');
}

/// Microseconds since 1970 as `2026-11-26T11:30:30.123456Z`.
pub fn time(at_us: i64) -> String {
    let mut out = String::with_capacity(27);
    push_time(&mut out, at_us);
    out
}

fn push_time(out: &mut String, at_us: i64) {
    let (second, micros) = (at_us.div_euclid(1_000_000), at_us.rem_euclid(1_000_000));
    let (days, of_day) = (second.div_euclid(86_400), second.rem_euclid(86_400));
    let (year, month, day) = date(days);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    if (0..10_000).contains(&year) {
        push_digits(out, year, 1000, "-");
    } else {
        let _ = write!(out, "{year:04}-");
    }
    push_digits(out, month, 10, "-");
    push_digits(out, day, 10, "T");
    push_digits(out, hour, 10, ":");
    push_digits(out, minute, 10, ":");
    push_digits(out, second, 10, ".");
    push_digits(out, micros, 100_000, "Z");
}

/// A number's digits from that power of ten down, and what follows.
fn push_digits(out: &mut String, number: i64, mut power: i64, then: &str) {
    while power > 0 {
        let digit = u8::try_from(number / power % 10).unwrap_or(0);
        out.push(char::from(b'0' + digit));
        power /= 10;
    }
    out.push_str(then);
}

/// Year, month and day of the Gregorian calendar, of a number of days since 1970. Years are counted from March, so
/// that the leap day is the last.
const fn date(days: i64) -> (i64, i64, i64) {
    const DAYS_TO_1970: i64 = 719_468;
    const DAYS_OF_400_YEARS: i64 = 146_097;
    let days = days + DAYS_TO_1970;
    let (era, day) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_are_those_of_the_calendar() {
        assert_eq!(time(0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(time(-1), "1969-12-31T23:59:59.999999Z");
        assert_eq!(time(951_782_400_000_000), "2000-02-29T00:00:00.000000Z");
        assert_eq!(time(1_764_155_430_123_456), "2025-11-26T11:10:30.123456Z");
        assert_eq!(time(4_107_542_400_000_000), "2100-03-01T00:00:00.000000Z");
        assert_eq!(time(i64::MIN).len(), "-290308-12-21T19:59:05.224192Z".len());
    }
}
