//! What an event may be.

use std::time::Duration;

use privacy::Time;
use privacy::sealed::Json;
use serde_json::Value;

use super::{Metadata, NewCount, NewEvent, TrackError};
use crate::limits;

/// How far clocks may be apart.
const APART: Duration = Duration::from_mins(1);

impl NewEvent {
    /// Whether it can be kept, as seen at this time.
    pub(super) fn check(&self, now: Time) -> Result<(), TrackError> {
        if !self.name.is(|name| named(name)) {
            return Err(TrackError::BadName);
        }
        timely(self.happened_at, now)?;
        let mut found = Ok(());
        if let Some(metadata) = &self.metadata {
            metadata.is(|Json(metadata)| {
                found = fits(metadata);
                found.is_ok()
            });
        }
        found
    }
}

impl NewCount {
    /// Whether it can be kept, as seen at this time.
    pub fn check(&self, now: Time) -> Result<(), TrackError> {
        if !self.name.is(|name| named(name)) {
            return Err(TrackError::BadName);
        }
        if !(1..=limits::EVENT_TIMES).contains(&self.times) {
            return Err(TrackError::BadCount);
        }
        timely(self.last, now)?;
        if self.first > self.last { Err(TrackError::FirstAfterLast) } else { Ok(()) }
    }
}

fn timely(at: Time, now: Time) -> Result<(), TrackError> {
    if at > now.after(APART) {
        Err(TrackError::InTheFuture)
    } else if at < oldest(now) {
        Err(TrackError::TooOld)
    } else {
        Ok(())
    }
}

/// The time before which nothing is kept.
pub(super) fn oldest(now: Time) -> Time {
    let kept = i64::try_from(limits::EVENTS_KEPT.as_micros()).unwrap_or(i64::MAX);
    Time::from_micros(now.micros().saturating_sub(kept))
}

fn named(name: &str) -> bool {
    (1..=limits::EVENT_NAME_BYTES).contains(&name.len())
        && !name.trim().is_empty()
        && !name.contains(char::is_control)
}

fn fits(metadata: &Metadata) -> Result<(), TrackError> {
    if metadata.len() > limits::EVENT_METADATA {
        return Err(TrackError::TooMuch);
    }
    if !metadata.keys().all(|key| named(key)) {
        return Err(TrackError::BadKey);
    }
    if !metadata.values().all(|value| simple(value) || rich(value)) {
        return Err(TrackError::BadValue);
    }
    let bytes = serde_json::to_vec(metadata).map_or(usize::MAX, |text| text.len());
    if bytes > limits::EVENT_METADATA_BYTES { Err(TrackError::TooMuch) } else { Ok(()) }
}

const fn simple(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

/// A link with its text, or an amount with its currency: the two objects that clients of the API know.
fn rich(value: &Value) -> bool {
    let Value::Object(object) = value else { return false };
    let of = |names: [&str; 2]| {
        object.len() == 2 && names.iter().all(|name| object.get(*name).is_some_and(simple))
    };
    of(["url", "value"]) || of(["amount", "currency"])
}

#[cfg(test)]
mod tests {
    use privacy::Personal;
    use serde_json::json;

    use super::*;

    const NOW: Time = Time::from_seconds(1_767_225_600);

    fn told(name: &str, metadata: &Value, at: Time) -> Result<(), TrackError> {
        let Value::Object(metadata) = metadata.clone() else { panic!("an object") };
        let metadata = Some(Personal::new(Json(metadata)));
        NewEvent { name: Personal::new(name.to_owned()), metadata, happened_at: at, key: None }.check(NOW)
    }

    #[test]
    fn an_event_is_flat_short_and_of_the_last_ninety_days() {
        let rich = json!({"price": {"amount": 12, "currency": "eur"}, "to": {"url": "https://a.example", "value": "A"}});
        for metadata in [json!({}), json!({"a": 1, "b": "x", "c": null, "d": true}), rich] {
            assert!(told("ordered", &metadata, NOW).is_ok(), "{metadata}");
        }
        for name in ["", " ", "a\nb", &"x".repeat(limits::EVENT_NAME_BYTES + 1)] {
            assert!(matches!(told(name, &json!({}), NOW), Err(TrackError::BadName)), "{name:?}");
        }
        for value in [json!([1]), json!({}), json!({"url": "x"}), json!({"url": {"a": 1}, "value": 1})] {
            assert!(matches!(told("x", &json!({"a": value}), NOW), Err(TrackError::BadValue)), "{value}");
        }
        assert!(matches!(told("x", &json!({"": 1}), NOW), Err(TrackError::BadKey)));
        let many: Metadata = (0..21).map(|number| (number.to_string(), json!(1))).collect();
        assert!(matches!(told("x", &Value::Object(many), NOW), Err(TrackError::TooMuch)));
        let long = json!({"a": "x".repeat(limits::EVENT_METADATA_BYTES)});
        assert!(matches!(told("x", &long, NOW), Err(TrackError::TooMuch)));
        let minutes = |minutes: i64| Time::from_seconds(NOW.seconds() + minutes * 60);
        assert!(told("x", &json!({}), minutes(1)).is_ok());
        assert!(matches!(told("x", &json!({}), minutes(2)), Err(TrackError::InTheFuture)));
        assert!(told("x", &json!({}), minutes(-90 * 24 * 60)).is_ok());
        assert!(matches!(told("x", &json!({}), minutes(-90 * 24 * 60 - 1)), Err(TrackError::TooOld)));
    }
}
