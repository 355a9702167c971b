//! One conversation: its head with what can be done, what was said, and the composer.

use maud::{Markup, html};

use super::avatar::avatar;
use super::composer::composer;
use super::events::event_line;
use super::linkify::linkify;
use super::list::address;
use super::shapes::{Attachment, Author, Part, PartKind, State, Thread, Viewing};
use super::time::{date_and_time, day, moment};
use crate::page::icon;
use crate::words::InboxWords;

/// Parts of one author closer than this stand in one group under one time.
const ONE_GROUP_US: i64 = 5 * 60 * 1_000_000;
pub(super) const DAY_US: i64 = 24 * 3_600 * 1_000_000;

/// The open conversation.
pub fn thread_fragment(viewing: &Viewing, thread: &Thread) -> Markup {
    let words = &viewing.language.words().inbox;
    html! {
        article #thread .thread data-id=(thread.id) data-state=(thread.state.as_str()) aria-label=(thread.name) {
            (head(viewing, words, thread))
            div #log .log role="log" aria-label=(words.messages) aria-live="off" tabindex="0" {
                @if let Some(before) = thread.earlier {
                    a #earlier .quiet href={ (address(Some(&thread.id), viewing.folder, viewing.state)) "&before=" (before) } data-before=(before) {
                        (words.earlier)
                    }
                }
                ol #parts .parts { (parts(viewing, words, &thread.parts, thread.seen)) }
            }
            @if thread.answers { (composer(viewing, words, thread)) }
        }
    }
}

fn head(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    html! {
        header #thread-head .thread-head {
            a .back.icon-button href=(address(None, viewing.folder, viewing.state)) aria-label=(words.back_to_list) { (icon("back")) }
            div .thread-title {
                h2 { (thread.name) }
                @if let (State::Snoozed, Some(until)) = (thread.state, thread.snoozed_until) {
                    p .hint { (around(words.snoozed_until, "{time}", &date_and_time(viewing.language, until))) }
                }
                (tags(viewing, words, thread))
            }
            @if thread.answers {
                (assignee(viewing, words, thread))
                (snooze(viewing, words, thread))
                (close_or_open(viewing, words, thread))
            }
            a .to-person.icon-button href="#person-pane" aria-label=(words.show_person) { (icon("person")) }
        }
    }
}

/// The escaped sentence with an element in place of its blank.
pub(super) fn around(sentence: &str, blank: &str, element: &Markup) -> Markup {
    let (before, after) = sentence.split_once(blank).unwrap_or((sentence, ""));
    html! { (before) (element) (after) }
}

fn tags(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    html! {
        div .tags {
            ul aria-label=(words.tags) { @for tag in &thread.tags { li .tag { (tag) } } }
            @if thread.answers { details .menu {
                summary .tag.add aria-label=(words.add_tag) { "+" }
                form .popover.tag-form method="post" action={ "/inbox/" (thread.id) "/tag" } data-act="tag" {
                    (csrf(viewing))
                    input type="text" name="name" required maxlength="100" autocomplete="off" aria-label=(words.add_tag) placeholder=(words.add_tag);
                    button .small { (words.add) }
                }
            } }
        }
    }
}

fn assignee(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    let chosen = thread.assignee.as_ref().map(|teammate| teammate.id.as_str());
    html! {
        form .assign method="post" action={ "/inbox/" (thread.id) "/assign" } data-act="assign" {
            (csrf(viewing))
            select name="assignee" aria-label=(words.assign) {
                option value="" selected[chosen.is_none()] { (words.nobody) }
                @for teammate in &thread.teammates {
                    option value=(teammate.id) selected[chosen == Some(teammate.id.as_str())] { (teammate.name) }
                }
            }
            button .small.without-script { (words.assign_save) }
        }
    }
}

fn snooze(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    let now_s = viewing.now.div_euclid(1_000_000);
    let choices =
        [(words.later_today, 3 * 3_600), (words.tomorrow, 24 * 3_600), (words.next_week, 7 * 24 * 3_600)];
    html! {
        details .menu {
            summary .icon-button aria-label=(words.snooze) { (icon("snooze")) }
            form .popover method="post" action={ "/inbox/" (thread.id) "/snooze" } data-act="snooze" {
                (csrf(viewing))
                @for (label, seconds) in choices { button .choice name="until" value=(now_s + seconds) { (label) } }
            }
        }
    }
}

fn close_or_open(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    let (act, label, mark) = match thread.state {
        State::Open => ("close", words.close, "check"),
        State::Snoozed | State::Closed => ("open", words.reopen, "reopen"),
    };
    html! {
        form method="post" action={ "/inbox/" (thread.id) "/" (act) } data-act=(act) {
            (csrf(viewing))
            button .state-button aria-keyshortcuts="e" { (icon(mark)) span { (label) } }
        }
    }
}

/// The hidden field that proves a form came from this page.
pub(super) fn csrf(viewing: &Viewing) -> Markup {
    html! { input type="hidden" name="csrf" value=(viewing.csrf); }
}

/// What was said and done, oldest first, under its days.
pub(super) fn parts(viewing: &Viewing, words: &InboxWords, parts: &[Part], seen: Option<i64>) -> Markup {
    let groups: Vec<(i64, &Part, &[Part])> = parts
        .chunk_by(one_group)
        .filter_map(|group| group.first().map(|first| (first.at.div_euclid(DAY_US), first, group)))
        .collect();
    html! {
        @for days in groups.chunk_by(|one, next| one.0 == next.0) {
            @if let Some((of_day, first, _)) = days.first() {
                li .day data-key={ "day-" (of_day) } { (day(viewing.language, first.at)) }
            }
            @for (_, first, group) in days { (group_of(viewing, words, first, group, seen)) }
        }
    }
}

fn one_group(one: &Part, next: &Part) -> bool {
    one.author == next.author
        && one.kind == next.kind
        && !matches!(one.kind, PartKind::System(_))
        && next.at.saturating_sub(one.at) < ONE_GROUP_US
        && one.at.div_euclid(DAY_US) == next.at.div_euclid(DAY_US)
}

fn group_of(
    viewing: &Viewing,
    words: &InboxWords,
    first: &Part,
    group: &[Part],
    seen: Option<i64>,
) -> Markup {
    if let PartKind::System(event) = &first.kind {
        return html! {
            li .event data-key=(first.seq) data-at=(first.at) {
                (event_line(viewing.language, &first.author, event)) " · " (moment(viewing.language, first.at))
            }
        };
    }
    let note = first.kind == PartKind::Note;
    let class = format!("group {}{}", first.author.side.as_str(), if note { " note" } else { "" });
    html! {
        li class=(class) data-key=(first.seq) data-at=(first.at) data-author=(first.author.name) {
            (avatar(&first.author.id, &first.author.name))
            div .said {
                p .by { (byline(words, &first.author, note)) " · " (moment(viewing.language, first.at)) }
                @for part in group { (bubble(words, part)) }
                @if group.iter().any(|part| Some(part.seq) == seen) { p .seen { (words.seen) } }
            }
        }
    }
}

fn byline(words: &InboxWords, author: &Author, note: bool) -> Markup {
    html! { span .who { (author.name) } @if note { " · " (words.note_label) } }
}

fn bubble(words: &InboxWords, part: &Part) -> Markup {
    html! {
        div .bubble data-seq=(part.seq) {
            @if !part.body.is_empty() { p .text { (linkify(&part.body)) } }
            @if !part.attachments.is_empty() {
                ul .files { @for attachment in &part.attachments { li { (file(words, attachment)) } } }
            }
        }
    }
}

fn file(words: &InboxWords, attachment: &Attachment) -> Markup {
    let shown =
        matches!(attachment.media_type.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp");
    html! {
        a .file href=(attachment.url) download=(attachment.name) aria-label={ (words.attachment) ": " (attachment.name) } {
            @if shown { img src=(attachment.url) alt="" loading="lazy"; } @else { (icon("file")) }
            span .file-name { (attachment.name) }
            span .file-size { (size(attachment.size_bytes)) }
        }
    }
}

/// A size in kB or MB of 1,000, as file managers show it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
