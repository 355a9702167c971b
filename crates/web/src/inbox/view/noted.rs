//! What is noted of the open conversation: what it is called, its attributes, and the fields in which they are changed.

use maud::{Markup, html};

use super::person::fact;
use super::person_forms::{Before, attributes};
use super::shapes::{Person, Viewing};
use super::thread::csrf;
use crate::words::PersonWords;

/// So many attributes have a field: a form has at most 200, and those that have none stay as they are.
const EDITED: usize = 50;

/// What is noted of a conversation.
#[derive(Debug, Clone, Default)]
pub struct Noted {
    /// What it is called.
    pub title: Option<String>,
    /// Names and values.
    pub attributes: Vec<(String, String)>,
    /// Whether the one who looks may change it.
    pub may_change: bool,
}

/// Beside whoever the conversation is with.
pub(super) fn of_conversation(viewing: &Viewing, words: &PersonWords, person: &Person) -> Markup {
    let noted = &person.noted;
    html! {
        @if noted.may_change || !noted.attributes.is_empty() {
            section aria-labelledby="of-conversation-title" {
                h3 #of-conversation-title { (words.of_conversation) }
                dl .facts { @for (name, value) in &noted.attributes { (fact(name, &html! { (value) })) } }
                @if noted.may_change { (change(viewing, words, person)) }
            }
        }
    }
}

/// Each field goes with what stood in it: only what is different is changed, and over nothing that somebody else wrote.
fn change(viewing: &Viewing, words: &PersonWords, person: &Person) -> Markup {
    let title = person.noted.title.clone().unwrap_or_default();
    html! {
        details .change data-keep="noted" {
            summary { (words.edit_conversation) }
            form method="post" action={ "/inbox/" (person.conversation) "/noted" } data-person="noted" {
                (csrf(viewing))
                input type="hidden" name="title_was" value=(title);
                label { span { (words.called) } input type="text" name="title" value=(title) maxlength="500" autocomplete="off"; }
                (attributes(words, person.noted.attributes.iter().take(EDITED), Before::Told))
            }
        }
    }
}
