//! What happened in a conversation, as one line of text.

use super::shapes::{Author, Event, Side, Teammate};
use super::thread::around;
use super::time::date_and_time;
use crate::words::{EventWords, Language, fill};
use maud::{Markup, html};

/// The line for this event; names are escaped.
pub(super) fn event_line(language: Language, author: &Author, event: &Event) -> Markup {
    let words = &language.words().events;
    let who =
        if author.side == Side::System || author.name.is_empty() { words.somebody } else { &author.name };
    let sentence = match event {
        Event::Woken => words.woken.to_owned(),
        Event::Closed => fill(words.closed_by, "who", who),
        Event::Reopened => fill(words.reopened_by, "who", who),
        Event::Snoozed { until: None } => fill(words.snoozed_by, "who", who),
        Event::Snoozed { until: Some(until) } => return snoozed_until(language, words, who, *until),
        Event::Assigned { to } => assigned(words, author, who, to.as_ref()),
        Event::AssignedTeam { to: None } => fill(words.taken_from_team_by, "who", who),
        Event::AssignedTeam { to: Some(team) } => {
            fill(&fill(words.assigned_team_by, "who", who), "team", team)
        }
        Event::Attached => fill(words.attached_by, "who", who),
        Event::Detached => fill(words.detached_by, "who", who),
    };
    html! { (sentence) }
}

fn snoozed_until(language: Language, words: &EventWords, who: &str, until: i64) -> Markup {
    // The blank is found before the name is filled in, so that a name holding "{time}" stays a name.
    let (before, after) = words.snoozed_by_until.split_once("{time}").unwrap_or((words.snoozed_by_until, ""));
    around(
        "{time}",
        "{time}",
        &html! { (fill(before, "who", who)) (date_and_time(language, until)) (fill(after, "who", who)) },
    )
}

fn assigned(words: &EventWords, author: &Author, who: &str, to: Option<&Teammate>) -> String {
    match to {
        None => fill(words.unassigned_by, "who", who),
        Some(to) if to.id == author.id => fill(words.taken_by, "who", who),
        Some(to) => fill(&fill(words.assigned_by, "who", who), "whom", &to.name),
    }
}
