//! Everybody who is in a conversation, beside the one who is shown; and whoever could be brought in.

use maud::{Markup, html};

use super::avatar::avatar;
use super::macros::frame;
use super::shapes::{Participant, Person, Viewing};
use super::thread::csrf;
use crate::words::{Language, PersonWords, fill};

/// Who could be brought into a conversation.
#[derive(Debug, Clone)]
pub struct Candidates {
    /// The language of the text.
    pub language: Language,
    /// What forms must send back.
    pub csrf: String,
    /// The conversation.
    pub conversation: String,
    /// Those who were found.
    pub people: Vec<Participant>,
    /// An address that nobody has.
    pub new: Option<String>,
    /// Somebody who had that address was erased.
    pub erased: bool,
}

/// The people, each a link that shows them here, and a form that finds others.
pub(super) fn participants(viewing: &Viewing, words: &PersonWords, person: &Person) -> Markup {
    let several = person.participants.len() > 1;
    html! {
        @if several || person.may.bring_in {
            section .participants aria-label=(words.participants) {
                @if several {
                    h3 { (words.participants) }
                    ul { @for one in &person.participants { li { (line(viewing, words, person, one)) } } }
                }
                @if person.may.bring_in { (bring_in(viewing, words, person)) }
            }
        }
    }
}

fn line(viewing: &Viewing, words: &PersonWords, person: &Person, one: &Participant) -> Markup {
    let address =
        format!("{}&person={}#person-pane", viewing.listing.address(Some(&person.conversation)), one.id);
    html! {
        a .participant href=(address) data-person-id=(one.id) aria-current=[(one.id == person.id).then_some("true")] {
            (avatar(&one.id, &one.name))
            span .what { (one.name) }
            @if let Some(email) = &one.email { span .hint { (email) } }
        }
        @if person.may.bring_in {
            form method="post" action={ "/inbox/" (person.conversation) "/people/remove" } data-person="take-out" {
                (csrf(viewing))
                input type="hidden" name="contact" value=(one.id);
                button aria-label=(fill(words.take_out, "name", &one.name)) title=(fill(words.take_out, "name", &one.name)) { "×" }
            }
        }
    }
}

fn bring_in(viewing: &Viewing, words: &PersonWords, person: &Person) -> Markup {
    html! {
        details .change data-keep="bring-in" {
            summary { (words.bring_in) }
            form .find-people method="post" action={ "/inbox/" (person.conversation) "/people/find" } {
                (csrf(viewing))
                p .hint { (words.bring_in_effect) }
                label { span { (words.bring_in_who) } input type="text" name="who" required maxlength="320" autocomplete="off"; }
                button .primary { (words.bring_in_find) }
            }
            div .candidates aria-live="polite" {}
        }
    }
}

/// Those who were found, each a form that brings them in.
pub fn candidates_fragment(found: &Candidates) -> Markup {
    let words = &found.language.words().person;
    let add = |field: &str, value: &str, returns: bool, content: &Markup| {
        html! {
            form method="post" action={ "/inbox/" (found.conversation) "/people/add" } data-person="bring-in" {
                input type="hidden" name="csrf" value=(found.csrf);
                input type="hidden" name=(field) value=(value);
                @if returns { input type="hidden" name="returns" value="yes"; }
                button .candidate { (content) }
            }
        }
    };
    html! {
        div #candidates {
            @if found.people.is_empty() && found.new.is_none() { p .hint { (words.bring_in_none) } }
            @else {
                ul aria-label=(words.bring_in_found) {
                    @for one in &found.people {
                        li { (add("contact", &one.id, false, &html! {
                            (avatar(&one.id, &one.name)) span .what { (one.name) }
                            @if let Some(email) = &one.email { span .hint { (email) } }
                        })) }
                    }
                    @if let Some(email) = &found.new {
                        @let say = if found.erased { words.bring_in_again } else { words.bring_in_new };
                        li {
                            @if found.erased { p .hint { (words.bring_in_erased) } }
                            (add("email", email, found.erased, &html! { span .what { (fill(say, "email", email)) } }))
                        }
                    }
                }
            }
        }
    }
}

/// The same as a page, without scripts.
pub fn candidates_page(found: &Candidates) -> Markup {
    let words = &found.language.words().person;
    let back = format!("/inbox/{}", found.conversation);
    let content = html! { div .candidates { (candidates_fragment(found)) } };
    frame(found.language, words.bring_in, words.bring_in, words.bring_in_effect, &back, &content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_are_called_is_shown_as_text() {
        let hostile = "<script>alert('x')</script>";
        let one = Participant { id: "5f".into(), name: hostile.into(), email: Some(hostile.into()) };
        let found = Candidates {
            language: Language::Japanese,
            csrf: "t".into(),
            conversation: "7".into(),
            people: vec![one],
            new: Some(hostile.into()),
            erased: true,
        };
        let drawn = candidates_page(&found).into_string();
        assert!(!drawn.contains("<script>alert") && drawn.contains("action=\"/inbox/7/people/add\""));
        let none = Candidates { people: Vec::new(), new: None, ..found };
        assert!(candidates_fragment(&none).into_string().contains("見つかりませんでした"));
    }
}
