//! `<time>` elements: UTC as written by the server, rewritten in the reader's own time zone by `frontend/live/times.js`.

use maud::{Markup, html};

use crate::words::{Language, age, date, date_time, iso};

/// Hour and minute of a message; the script shows the local time.
pub(super) fn moment(language: Language, at: i64) -> Markup {
    html! { time datetime=(iso(at)) data-show="time" { (date_time(language, at)) } }
}

/// Day, hour and minute.
pub(crate) fn date_and_time(language: Language, at: i64) -> Markup {
    html! { time datetime=(iso(at)) data-show="date-time" { (date_time(language, at)) } }
}

/// A day.
pub(crate) fn day(language: Language, at: i64) -> Markup {
    html! { time datetime=(iso(at)) data-show="day" { (date(language, at)) } }
}

/// How long ago, in a letter or two; the script keeps it fresh.
pub(crate) fn ago(language: Language, at: i64, now: i64) -> Markup {
    shown(language, at, now, "age")
}

/// The same within a sentence, for which the script finds the words.
pub(crate) fn ago_in_words(language: Language, at: i64, now: i64) -> Markup {
    shown(language, at, now, "ago")
}

fn shown(language: Language, at: i64, now: i64, show: &str) -> Markup {
    html! { time datetime=(iso(at)) data-show=(show) title=(date_time(language, at)) { (age(language, at, now)) } }
}
