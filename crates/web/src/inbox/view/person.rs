//! The person beside a conversation.

use maud::{Markup, html};

use super::avatar::avatar;
use super::companies::companies;
use super::data_card::data_card;
use super::erasure::erase_form;
use super::holds::hold_form;
use super::labels::{notes, tags};
use super::listing::State;
use super::noted::of_conversation;
use super::participants::participants;
use super::person_forms::{careful, edit};
use super::shapes::{Counted, DataEvent, Mail, Person, PersonRole, Previous, Viewing};
use super::thread::around;
use super::time::{ago, day};
use crate::page::icon;
use crate::words::{Language, PersonWords, fill};

/// How many of somebody's events and other conversations are shown at once; the others are shown on demand.
const AT_ONCE: usize = 5;

/// The person the open conversation is with.
pub fn person_fragment(viewing: &Viewing, person: &Person) -> Markup {
    let words = &viewing.language.words().person;
    html! {
        div #person .person data-id=(person.id) data-beside=[person.beside.then_some(person.id.as_str())] {
            a .back.icon-button href="#thread-pane" aria-label=(viewing.language.words().inbox.back_to_thread) { (icon("back")) }
            header .person-head {
                (avatar(&person.id, &person.name))
                div {
                    h2 { (breakable(&person.name)) }
                    p .role { (role(words, person.role)) }
                }
            }
            @if person.pseudonym { p .hint { (words.pseudonym_hint) } }
            @if person.blocked { p .blocked { (icon("block")) (words.blocked) } }
            @if person.mail == Mail::Unwanted { (no_mail(words, person)) }
            (participants(viewing, words, person))
            (tags(viewing, person))
            (known(words, person))
            @if person.may.edit { (edit(viewing, words, person)) }
            (companies(viewing, words, person))
            (notes(viewing, words, person))
            (of_conversation(viewing, words, person))
            (did(viewing, words, person))
            (previous(viewing, words, person))
            (data_card(viewing, words, &person.data))
            @if person.may.edit { (careful(viewing, words, person)) }
            @if !person.reviewers.is_empty() { (hold_form(viewing.language, &viewing.csrf, &person.id, &person.reviewers)) }
            @if person.may.export { (export(words, &person.id)) }
            @if person.may.erase { (erase_form(viewing.language, &viewing.csrf, &person.id)) }
        }
    }
}

/// All that is held, to be handed to them.
fn export(words: &PersonWords, contact: &str) -> Markup {
    html! {
        p .export {
            a href={ "/inbox/people/" (contact) "/export" } download { (icon("file")) (words.export) }
            span .hint { (words.export_hint) }
        }
    }
}

/// That no answer reaches them by mail, and where it says since when.
fn no_mail(words: &PersonWords, person: &Person) -> Markup {
    html! {
        p #no-mail .hint { (words.no_mail)
            @if let Some(log) = &person.mail_log { " " a href=(log) { (words.no_mail_since) } }
        }
    }
}

/// A name that goes on in the next line after its @, where it is an address.
fn breakable(name: &str) -> Markup {
    let (before, after) = name.split_at(name.find('@').map_or(name.len(), |at| at + 1));
    html! { (before) @if !after.is_empty() { wbr; (after) } }
}

fn known(words: &PersonWords, person: &Person) -> Markup {
    let given = [
        (words.email, &person.email),
        (words.phone, &person.phone),
        (words.external_id, &person.external_id),
    ];
    html! {
        @if given.iter().any(|(_, value)| value.is_some()) {
            dl .facts { @for (label, value) in given { @if let Some(value) = value { (fact(label, &html! { (value) })) } } }
        }
        @if !person.custom_attributes.is_empty() {
            h3 { (words.custom) }
            dl .facts { @for (name, value) in &person.custom_attributes { (fact(name, &html! { (value) })) } }
        }
    }
}

fn did(viewing: &Viewing, words: &PersonWords, person: &Person) -> Markup {
    let listed = |events: &[DataEvent]| {
        html! {
            ul .did {
                @for event in events { (deed(viewing.language, event, &ago(viewing.language, event.at, viewing.now))) }
            }
        }
    };
    html! {
        @if !person.events.opened.is_empty() {
            section aria-labelledby="events-title" {
                h3 #events-title { (words.recent_events) }
                (newest(words, "events", &person.events.opened, AT_ONCE, listed))
                @if person.events.goes_on { p .hint { (words.events_beyond) } }
            }
        }
    }
}

/// The first `at_once` of them, and the others on demand.
pub(super) fn newest<T>(
    words: &PersonWords,
    keep: &str,
    all: &[T],
    at_once: usize,
    listed: impl Fn(&[T]) -> Markup,
) -> Markup {
    let (first, others) = all.split_at(all.len().min(at_once));
    html! {
        @if !first.is_empty() { (listed(first)) }
        @if !others.is_empty() {
            details .change data-keep=(keep) {
                summary { (fill(words.older, "count", &others.len().to_string())) }
                (listed(others))
            }
        }
    }
}

/// Something that the person did, and when.
pub(super) fn deed(language: Language, event: &DataEvent, when: &Markup) -> Markup {
    let words = &language.words().person;
    html! {
        li {
            p .did-name { (event.name) }
            @if !event.facts.is_empty() {
                dl .did-facts { @for (name, value) in &event.facts { (fact(name, &html! { (value) })) } }
            }
            @if let Some(counted) = &event.counted { p .hint { (times(language, words, counted)) } }
            p .hint { (when) " · " (if event.by_website { words.by_website } else { words.by_server }) }
        }
    }
}

fn times(language: Language, words: &PersonWords, counted: &Counted) -> Markup {
    let sentence = fill(words.counted, "count", &counted.times.to_string());
    around(&sentence, "{time}", &day(language, counted.first))
}

fn previous(viewing: &Viewing, words: &PersonWords, person: &Person) -> Markup {
    let states = &viewing.language.words().inbox;
    let listed = |all: &[Previous]| {
        html! {
            ul .previous {
                @for one in all {
                    @let state = match one.state { State::Open => states.open, State::Snoozed => states.snoozed, State::Closed => states.closed };
                    li { a .talk href=(viewing.listing.address(Some(&one.id))) {
                        span .row-preview { (one.preview) }
                        span .hint { (state) " ·\u{a0}" (ago(viewing.language, one.at, viewing.now)) }
                    } }
                }
            }
        }
    };
    html! {
        @if !person.previous.opened.is_empty() {
            section aria-labelledby="previous-title" {
                h3 #previous-title { (words.previous) }
                (newest(words, "previous", &person.previous.opened, AT_ONCE, listed))
                @if person.previous.goes_on { p .hint { (words.previous_beyond) } }
            }
        }
    }
}

pub(super) fn fact(label: &str, value: &Markup) -> Markup {
    html! { div { dt { (label) } dd { (value) } } }
}

const fn role(words: &PersonWords, role: PersonRole) -> &'static str {
    match role {
        PersonRole::Visitor => words.visitor,
        PersonRole::Lead => words.lead,
        PersonRole::User => words.user,
    }
}
