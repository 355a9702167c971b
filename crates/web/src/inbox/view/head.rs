//! The head of a conversation: its name, its tags, and what can be done with it. Each act is a form of its own, and
//! `frontend/inbox/actions.js` sends it without leaving the page.

use maud::{Markup, html};

use super::listing::State;
use super::shapes::{Team, Teammate, Thread, Viewing};
use super::thread::{around, csrf};
use super::time::date_and_time;
use crate::page::icon;
use crate::words::{InboxWords, fill};

const SECOND_US: i64 = 1_000_000;
const DAY_S: i64 = 24 * 3_600;

pub(super) fn head(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    html! {
        header #thread-head .thread-head {
            a .back.icon-button href=(viewing.listing.address(None)) aria-label=(words.back_to_list) { (icon("back")) }
            div .thread-title {
                h2 { (thread.name) }
                @if let Some(title) = &thread.title { p .called title=(title) { (title) } }
                @if let (State::Snoozed, Some(until)) = (thread.state, thread.snoozed_until) {
                    p .hint.snoozed-until { (around(words.snoozed_until, "{time}", &date_and_time(viewing.language, until))) }
                }
                (tags(viewing, words, thread))
            }
            @if thread.answers {
                (unread(viewing, words, thread))
                (priority(viewing, words, thread))
                (assign(viewing, words, thread))
                (snooze(viewing, words, thread))
                (close_or_open(viewing, words, thread))
            }
            a .to-person.icon-button href="#person-pane" aria-label=(words.show_person) { (icon("person")) }
        }
    }
}

fn tags(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    html! {
        div .tags {
            @if !thread.tags.is_empty() || thread.answers {
                ul aria-label=(words.tags) {
                    @for tag in &thread.tags {
                        li .tag data-tag=(tag.id) {
                            span { (tag.name) }
                            @if thread.answers {
                                form method="post" action={ "/inbox/" (thread.id) "/untag" } data-act="untag" {
                                    (csrf(viewing))
                                    input type="hidden" name="tag" value=(tag.id);
                                    button aria-label=(fill(words.remove_tag, "name", &tag.name)) { "×" }
                                }
                            }
                        }
                    }
                }
            }
            @if thread.answers {
                details .menu data-menu="tag" {
                    summary .tag.add aria-label=(words.add_tag) aria-keyshortcuts="l" data-focus="tag" { "+" }
                    form .popover.tag-form method="post" action={ "/inbox/" (thread.id) "/tag" } data-act="tag" {
                        (csrf(viewing))
                        input type="text" name="name" required maxlength="100" autocomplete="off" list="tag-names" aria-label=(words.add_tag) placeholder=(words.add_tag);
                        button .small { (words.add) }
                    }
                }
            }
        }
    }
}

fn priority(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    let label = if thread.priority { words.take_priority } else { words.give_priority };
    html! {
        form method="post" action={ "/inbox/" (thread.id) "/priority" } data-act="priority" {
            (csrf(viewing))
            input type="hidden" name="first" value=(if thread.priority { "no" } else { "yes" });
            button .icon-button.star aria-pressed=(if thread.priority { "true" } else { "false" }) aria-label=(words.priority) title=(label) data-focus="priority" {
                (icon("star"))
            }
        }
    }
}

/// For whoever comes back to it later.
fn unread(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    html! {
        form method="post" action={ "/inbox/" (thread.id) "/unread" } data-act="unread" {
            (csrf(viewing))
            button .icon-button.unread-button aria-label=(words.mark_unread) title=(words.mark_unread) aria-keyshortcuts="u" data-focus="unread" { (icon("unread")) }
        }
    }
}

/// Who has it, and a menu of all who could.
fn assign(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    let (mate, team) = (thread.assignee.as_ref(), thread.team.as_ref());
    let names: Vec<&str> =
        mate.map(|one| one.name.as_str()).into_iter().chain(team.map(|one| one.name.as_str())).collect();
    let has = if names.is_empty() { words.nobody.to_owned() } else { names.join(" · ") };
    let teammate = format!("teammate-{}", mate.map_or("none", |one| one.id.as_str()));
    let team = format!("team-{}", team.map_or("none", |one| one.id.as_str()));
    let chosen = [teammate.as_str(), team.as_str()];
    html! {
        details .menu.assign data-menu="assign" {
            summary .chip title=(has) aria-keyshortcuts="a" data-focus="assign" {
                (icon("person")) span .hidden-text { (words.assign) ": " } span .has { (has) }
            }
            form .popover.choices method="post" action={ "/inbox/" (thread.id) "/assign" } data-act="assign" {
                (csrf(viewing))
                (assignees(words, &thread.assignees, &thread.teams, ("to", ""), &chosen))
            }
        }
    }
}

/// Buttons for everybody who can have a conversation: with that name, and that before their value.
pub(super) fn assignees(
    words: &InboxWords,
    teammates: &[Teammate],
    teams: &[Team],
    (name, before): (&str, &str),
    chosen: &[&str],
) -> Markup {
    let choice = |value: String, called: &str, away: bool| {
        let current = chosen.contains(&value.as_str()).then_some("true");
        let away = away.then_some(words.away);
        html! {
            button .choice name=(name) value={ (before) (value) } aria-current=[current] data-name=(called) data-away=[away] {
                span { (called) } @if let Some(away) = away { " " small { (away) } }
            }
        }
    };
    html! {
        input .filter.with-script type="text" autocomplete="off" aria-label=(words.find_assignee) placeholder=(words.find_assignee);
        p .choice-group { (words.teammates) }
        @for one in teammates { (choice(format!("teammate-{}", one.id), &one.name, one.away)) }
        (choice("teammate-none".to_owned(), words.nobody, false))
        @if !teams.is_empty() {
            p .choice-group { (words.teams) }
            @for one in teams { (choice(format!("team-{}", one.id), &one.name, false)) }
            (choice("team-none".to_owned(), words.no_team, false))
        }
    }
}

/// The usual times, and any other. Without scripts they are told in UTC; `frontend/inbox/snooze.js` moves them to the
/// mornings of the reader's own days and reads the field in their time zone.
fn snooze(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    html! {
        details .menu data-menu="snooze" {
            summary .icon-button aria-label=(words.snooze) aria-keyshortcuts="h" data-focus="snooze" { (icon("snooze")) }
            div .popover {
                form .choices method="post" action={ "/inbox/" (thread.id) "/snooze" } data-act="snooze" {
                    (csrf(viewing))
                    (times(viewing, words, ("until", "")))
                }
                form .until method="post" action={ "/inbox/" (thread.id) "/snooze" } data-act="snooze" {
                    (csrf(viewing))
                    (another_time(words, ("", ""), true))
                }
            }
        }
    }
}

/// A field for any other time, and the button that sends it: with that name and value, where it has one.
pub(super) fn another_time(words: &InboxWords, (name, value): (&str, &str), required: bool) -> Markup {
    let named = (!name.is_empty()).then_some((name, value));
    html! {
        label {
            span { (words.snooze_until) " " span .zone { "(UTC)" } }
            input type="datetime-local" name="at" required[required];
        }
        button .small name=[named.map(|(name, _)| name)] value=[named.map(|(_, value)| value)] { (words.snooze) }
    }
}

/// Buttons for the usual times: with that name, and that before their value.
pub(super) fn times(viewing: &Viewing, words: &InboxWords, (name, before): (&str, &str)) -> Markup {
    let now_s = viewing.now.div_euclid(SECOND_US);
    let choices = [
        ("later", words.later_today, 3 * 3_600),
        ("tomorrow", words.tomorrow, DAY_S),
        ("week", words.next_week, 7 * DAY_S),
    ];
    html! {
        @for (when, label, seconds) in choices {
            button .choice name=(name) value={ (before) (now_s + seconds) } data-before=(before) data-when=(when) {
                span { (label) }
                (date_and_time(viewing.language, (now_s + seconds) * SECOND_US))
            }
        }
    }
}

fn close_or_open(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    let (act, label, mark, other) = match thread.state {
        State::Open => ("close", words.close, "check", words.reopen),
        State::Snoozed | State::Closed => ("open", words.reopen, "reopen", words.close),
    };
    html! {
        form method="post" action={ "/inbox/" (thread.id) "/" (act) } data-act=(act) {
            (csrf(viewing))
            button .state-button title=(label) aria-keyshortcuts="e" data-focus="state" data-other=(other) { (icon(mark)) span { (label) } }
        }
    }
}
