//! What teammates put on a person: tags and notes, each with a form that works without scripts.

use maud::{Markup, html};

use super::linkify::{Writer, linkify};
use super::person::newest;
use super::person_forms::{about, about_in};
use super::shapes::{Person, Viewing};
use super::time::ago;
use crate::words::{PersonWords, fill};

/// A note about a person.
#[derive(Debug, Clone)]
pub struct PersonNote {
    /// Who wrote it.
    pub author: String,
    /// The text.
    pub text: String,
    /// When it was written.
    pub at: i64,
}

/// The notes about a person.
#[derive(Debug, Clone, Default)]
pub struct PersonNotes {
    /// The newest, newest first.
    pub newest: Vec<PersonNote>,
    /// How many there are in all.
    pub all: u64,
}

/// The notes that are shown at once; the others are shown on demand.
const AT_ONCE: usize = 3;

/// The tags, each with a button that takes it away, and the field that adds one.
pub(super) fn tags(viewing: &Viewing, person: &Person) -> Markup {
    let inbox = &viewing.language.words().inbox;
    let add = html! {
        input type="text" name="name" required maxlength="100" autocomplete="off" list="tag-names" aria-label=(inbox.add_tag) placeholder=(inbox.add_tag);
        button .small { (inbox.add) }
    };
    html! {
        @if person.may.tag || !person.tags.is_empty() {
            section aria-labelledby="person-tags-title" {
                h3 #person-tags-title { (inbox.tags) }
                div .tags {
                    @if !person.tags.is_empty() {
                        ul aria-labelledby="person-tags-title" {
                            @for tag in &person.tags {
                                li .tag data-tag=(tag.id) {
                                    span { (tag.name) }
                                    @if person.may.tag {
                                        @let untag = html! {
                                            input type="hidden" name="tag" value=(tag.id);
                                            button aria-label=(fill(inbox.remove_tag, "name", &tag.name)) { "×" }
                                        };
                                        (about(viewing, person, "untag", &untag))
                                    }
                                }
                            }
                        }
                    }
                    @if person.may.tag {
                        details .menu data-keep="tag" {
                            summary .tag.add aria-label=(inbox.add_tag) { "+" }
                            (about_in(viewing, person, "tag", Some("popover tag-form"), &add))
                        }
                    }
                }
            }
        }
    }
}

/// The notes, newest first, and the field in which another one is written.
pub(super) fn notes(viewing: &Viewing, words: &PersonWords, person: &Person) -> Markup {
    let shown = &person.notes.newest;
    let beyond = person.notes.all.saturating_sub(shown.len() as u64);
    let add = html! {
        label { span { (words.note_hint) } textarea name="body" rows="3" required {} }
        button .primary { (words.note_now) }
    };
    html! {
        @if person.may.note || !shown.is_empty() {
            section aria-labelledby="person-notes-title" {
                h3 #person-notes-title { (words.notes) }
                (newest(words, "notes", shown, AT_ONCE, |notes| listed(viewing, notes)))
                @if beyond > 0 { p .hint { (fill(words.notes_beyond, "count", &beyond.to_string())) } }
                @if person.may.note {
                    details .change data-keep="note" {
                        summary { (words.add_note) }
                        (about(viewing, person, "note", &add))
                    }
                }
            }
        }
    }
}

fn listed(viewing: &Viewing, notes: &[PersonNote]) -> Markup {
    html! {
        ul .noted {
            @for note in notes {
                li {
                    p .by { span .who { (note.author) } " · " (ago(viewing.language, note.at, viewing.now)) }
                    p .text { (linkify(&note.text, Writer::Teammate)) }
                }
            }
        }
    }
}
