//! What can be changed about a person: what is known of them, whether they may write, and into whom they are merged. Each is a form of its own that works without scripts.

use maud::{Markup, html};

use super::shapes::{Person, PersonRole, Viewing};
use super::thread::csrf;
use crate::words::PersonWords;

/// So many attributes have a field: a form has at most 200, and those that have none stay as they are.
const EDITED: usize = 80;

/// A form about the person; `frontend/inbox/people.js` sends it without leaving the page.
pub(super) fn about(viewing: &Viewing, person: &Person, act: &str, content: &Markup) -> Markup {
    about_in(viewing, person, act, None, content)
}

/// The same in a form of that class.
pub(super) fn about_in(
    viewing: &Viewing,
    person: &Person,
    act: &str,
    class: Option<&str>,
    content: &Markup,
) -> Markup {
    html! {
        form class=[class] method="post" action={ "/inbox/people/" (person.id) "/" (act) } data-person=(act) {
            (csrf(viewing))
            input type="hidden" name="conversation" value=(person.conversation);
            (content)
        }
    }
}

/// The fields of what is known.
pub(super) fn edit(viewing: &Viewing, words: &PersonWords, person: &Person) -> Markup {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let content = html! {
        input type="hidden" name="version" value=(person.version);
        label { span { (words.name) } input type="text" name="name" value=(text(&person.given_name)) maxlength="500" autocomplete="off"; }
        label { span { (words.email) } input type="text" inputmode="email" name="email" value=(text(&person.email)) maxlength="320" autocomplete="off"; }
        label { span { (words.phone) } input type="tel" name="phone" value=(text(&person.phone)) maxlength="100" autocomplete="off"; }
        (attributes(words, person.custom_attributes.iter().take(EDITED), Before::Unsaid))
    };
    html! {
        details .change data-keep="edit" {
            summary { (words.edit) }
            (about(viewing, person, "edit", &content))
        }
    }
}

/// Whether a form tells what stood in the field of an attribute when it was drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    Told,
    Unsaid,
}

/// The end of a form with attributes: a field for each, one for another, and the button.
pub(super) fn attributes<'a>(
    words: &PersonWords,
    all: impl Iterator<Item = &'a (String, String)>,
    before: Before,
) -> Markup {
    let told = before == Before::Told;
    html! {
        fieldset .attributes {
            legend { (words.custom) }
            @for (name, value) in all {
                div .attribute {
                    input type="hidden" name="attribute" value=(name);
                    @if told { input type="hidden" name="was" value=(value); }
                    label { span { (name) } input type="text" name="value" value=(value) maxlength="2000" autocomplete="off"; }
                }
            }
            div .attribute.another {
                label { span { (words.attribute_name) } input type="text" name="attribute" maxlength="100" autocomplete="off"; }
                @if told { input type="hidden" name="was"; }
                label { span { (words.attribute_value) } input type="text" name="value" maxlength="2000" autocomplete="off"; }
            }
        }
        p .hint { (words.empty_removes) }
        button .primary { (words.save) }
    }
}

/// Blocking, and merging a lead away.
pub(super) fn careful(viewing: &Viewing, words: &PersonWords, person: &Person) -> Markup {
    let (act, summary, effect, now) = if person.blocked {
        ("unblock", words.unblock, words.unblock_effect, words.unblock_now)
    } else {
        ("block", words.block, words.block_effect, words.block_now)
    };
    let block = html! { p { (effect) } button .primary { (now) } };
    let merge = html! {
        p { (words.merge_effect) }
        label { span { (words.merge_into) } input type="text" name="into" required maxlength="500" autocomplete="off"; }
        button .primary { (words.merge_now) }
    };
    html! {
        @if person.role != PersonRole::User {
            details .change data-keep="merge" {
                summary { (words.merge) }
                (about(viewing, person, "merge", &merge))
            }
        }
        details .change data-keep="block" {
            summary { (summary) }
            (about(viewing, person, act, &block))
        }
    }
}
