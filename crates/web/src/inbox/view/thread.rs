//! One conversation: its head, what was said, and the composer.

use maud::{Markup, html};

use super::avatar::avatar;
use super::composer::composer;
use super::events::event_line;
use super::head::head;
use super::linkify::{Writer, linkify};
use super::shapes::{Attachment, Author, Mail, Part, PartKind, Side, Thread, Viewing, WrittenOn};
use super::time::{day, moment};
use crate::page::icon;
use crate::words::{InboxWords, fill};

/// Parts of one author closer than this stand in one group under one time.
const ONE_GROUP_US: i64 = 5 * 60 * 1_000_000;
pub(super) const DAY_US: i64 = 24 * 3_600 * 1_000_000;

/// The open conversation.
pub fn thread_fragment(viewing: &Viewing, thread: &Thread) -> Markup {
    let words = &viewing.language.words().inbox;
    html! {
        article #thread .thread data-id=(thread.id) data-state=(thread.state.as_str()) data-no-mail[thread.mail == Mail::Unwanted] aria-label=(thread.name) {
            (head(viewing, words, thread))
            div #log .log role="log" aria-label=(words.messages) aria-live="off" tabindex="0" {
                @if let Some(before) = thread.earlier {
                    a #earlier .quiet href={ (viewing.listing.address(Some(&thread.id))) "&before=" (before) } data-before=(before) {
                        (words.earlier)
                    }
                }
                @if let (None, Some(on)) = (thread.earlier, &thread.written_on) { (written_on(words, on)) }
                ol #parts .parts data-taken=[taken(&thread.taken)] { (parts(viewing, words, &thread.parts, thread.seen)) }
            }
            @if thread.answers { (composer(viewing, words, thread)) }
        }
    }
}

/// The numbers of earlier parts that were removed, if any.
fn taken(earlier: &[i64]) -> Option<String> {
    let numbers: Vec<_> = earlier.iter().map(i64::to_string).collect();
    (!numbers.is_empty()).then(|| numbers.join(" "))
}

/// Where the conversation began. Where the page was come to from is somebody else's address, and no link.
pub(super) fn written_on(words: &InboxWords, on: &WrittenOn) -> Markup {
    let page = html! {
        a href=(on.url) target="_blank" rel="noopener noreferrer" { (on.url) span .hidden-text { " " (words.new_tab) } }
    };
    html! {
        p #written-on .written-on {
            span { (around(words.written_on, "{page}", &page)) }
            @if let Some(referrer) = &on.referrer { span { (fill(words.come_from, "page", referrer)) } }
        }
    }
}

/// The escaped sentence with an element in place of its blank.
pub(super) fn around(sentence: &str, blank: &str, element: &Markup) -> Markup {
    let (before, after) = sentence.split_once(blank).unwrap_or((sentence, ""));
    html! { (before) (element) (after) }
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
                (event_line(viewing.language, &first.author, event)) " ·\u{a0}" (moment(viewing.language, first.at))
            }
        };
    }
    let note = first.kind == PartKind::Note;
    let class = format!("group {}{}", first.author.side.as_str(), if note { " note" } else { "" });
    html! {
        li class=(class) data-key=(first.seq) data-at=(first.at) data-author=(first.author.name) {
            (avatar(&first.author.id, &first.author.name))
            div .said {
                p .by { (byline(words, &first.author, note)) " ·\u{a0}" (moment(viewing.language, first.at)) }
                @for part in group {
                    (bubble(words, part))
                    @if Some(part.seq) == seen { p .seen { (words.seen) } }
                }
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
            @if part.redacted { p .text.taken-out { (words.taken_out) } }
            @if !part.body.is_empty() { p .text { (linkify(&part.body, writer(&part.author))) } }
            @if !part.attachments.is_empty() {
                ul .files { @for attachment in &part.attachments { li { (file(words, attachment)) } } }
            }
            @if part.removable {
                button .remove.with-script type="button" data-message=(part.id) aria-label=(words.remove_message) title=(words.remove_message) { (icon("bin")) }
            }
        }
    }
}

const fn writer(author: &Author) -> Writer {
    match author.side {
        Side::Teammate => Writer::Teammate,
        Side::Contact | Side::System => Writer::Contact,
    }
}

fn file(words: &InboxWords, attachment: &Attachment) -> Markup {
    let shown =
        matches!(attachment.media_type.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp");
    html! {
        a .file href=(attachment.url) download=(attachment.name) {
            @if shown { img src=(attachment.url) alt="" loading="lazy"; } @else { (icon("file")) }
            span .hidden-text { (words.attachment) ": " }
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
