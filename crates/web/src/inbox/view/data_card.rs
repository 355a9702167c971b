//! The data card: what we hold of a person, where, until when, how we know who they are, and who looked.

use maud::{Markup, html};

use super::person::fact;
use super::shapes::{HostRegion, Viewing};
use super::thread::around;
use super::time::{date_and_time, day};
use crate::page::icon;
use crate::words::PersonWords;

/// What is held about a person, where, until when, and who looked.
#[derive(Debug, Clone)]
pub struct DataCard {
    /// Counts a kind; zeroes are not shown.
    pub held: Vec<(HeldKind, u64)>,
    /// Where it lies.
    pub region: HostRegion,
    /// What goes by itself, and when the last of its kind does.
    pub until: Vec<(HeldKind, i64)>,
    /// How we know who they are.
    pub identity: Identity,
    /// Who looked last, besides whoever looks now.
    pub last_looked: Option<Looked>,
}

/// A kind of thing held about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldKind {
    /// Name, e-mail, phone, custom attributes.
    Attributes,
    /// Conversations they are in.
    Conversations,
    /// Messages from and to them.
    Messages,
    /// Notes in their conversations and about them.
    Notes,
    /// Files.
    Files,
    /// Messenger sessions.
    Sessions,
    /// What they did.
    Events,
}

/// How we know who a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// They claimed nothing.
    Anonymous,
    /// They said so; nobody checked.
    Stated,
    /// The customer's systems said so, and no proof of it is kept.
    BySystems,
    /// A token signed by the customer's server.
    ByToken,
    /// A hash that the customer's server made of their id or address.
    ByHash,
}

/// A teammate's look at a person.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The teammate's name.
    pub by: String,
    /// When.
    pub at: i64,
}

pub(super) fn data_card(viewing: &Viewing, words: &PersonWords, data: &DataCard) -> Markup {
    html! {
        section .data-card aria-label=(words.data) {
            h3 { (icon("seal")) (words.data) }
            (held(words, &data.held))
            dl .facts {
                (fact(words.region, &html! { (region(words, data.region)) }))
                (fact(words.kept_until, &until(viewing, words, &data.until)))
                (fact(words.identity, &html! { (identity(words, data.identity)) }))
                (fact(words.last_looked, &last_looked(viewing, words, data)))
            }
            p .hint { (words.sealed) }
        }
    }
}

fn held(words: &PersonWords, held: &[(HeldKind, u64)]) -> Markup {
    html! {
        @if held.iter().all(|(_, count)| *count == 0) {
            p .hint { (words.nothing_held) }
        } @else {
            ul .held {
                @for (kind, count) in held.iter().filter(|(_, count)| *count > 0) {
                    li { (held_kind(words, *kind)) " " strong { (count) } }
                }
            }
        }
    }
}

fn until(viewing: &Viewing, words: &PersonWords, until: &[(HeldKind, i64)]) -> Markup {
    html! {
        @if until.is_empty() {
            (words.until_erased)
        } @else {
            ul .until-when {
                @for (kind, at) in until {
                    li { (held_kind(words, *kind)) ": " (around(words.last_ends, "{time}", &day(viewing.language, *at))) }
                }
                li { (words.all_else_until_erased) }
            }
        }
    }
}

fn last_looked(viewing: &Viewing, words: &PersonWords, data: &DataCard) -> Markup {
    let Some(looked) = &data.last_looked else { return html! { (words.never_looked) } };
    let (before, after) = words.looked_by.split_once("{who}").unwrap_or(("", words.looked_by));
    let (between, end) = after.split_once("{time}").unwrap_or((after, ""));
    html! { (before) (looked.by) (between) (date_and_time(viewing.language, looked.at)) (end) }
}

const fn held_kind(words: &PersonWords, kind: HeldKind) -> &'static str {
    match kind {
        HeldKind::Attributes => words.attributes,
        HeldKind::Conversations => words.conversations,
        HeldKind::Messages => words.messages,
        HeldKind::Notes => words.notes,
        HeldKind::Files => words.files,
        HeldKind::Sessions => words.sessions,
        HeldKind::Events => words.events,
    }
}

const fn region(words: &PersonWords, region: HostRegion) -> &'static str {
    match region {
        HostRegion::Us => words.us,
        HostRegion::Eu => words.eu,
        HostRegion::Au => words.au,
    }
}

const fn identity(words: &PersonWords, identity: Identity) -> &'static str {
    match identity {
        Identity::Anonymous => words.anonymous,
        Identity::Stated => words.stated,
        Identity::BySystems => words.by_systems,
        Identity::ByToken => words.by_token,
        Identity::ByHash => words.by_hash,
    }
}
