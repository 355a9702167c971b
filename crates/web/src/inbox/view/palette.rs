//! What the palette found on the server, as the options of its list; `frontend/inbox/palette.js` adds the acts.

use maud::{Markup, html};

use super::avatar::avatar;
use super::shapes::{ConversationRow, Viewing};
use super::time::ago;
use crate::page::icon;

/// What was found, a kind a field.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// People, each with their newest conversation.
    pub people: Vec<FoundPerson>,
    /// Conversations.
    pub conversations: Vec<ConversationRow>,
    /// Macros, by id and name.
    pub macros: Vec<(String, String)>,
    /// Teams' folders and views, by name, icon and address.
    pub folders: Vec<(String, &'static str, String)>,
    /// Pages of settings, by title and address.
    pub settings: Vec<(&'static str, &'static str)>,
}

/// Somebody who was found.
#[derive(Debug, Clone)]
pub struct FoundPerson {
    /// Their id.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their newest conversation.
    pub conversation: String,
}

/// The groups that have something, in the order in which they are shown.
pub fn palette_fragment(viewing: &Viewing, found: &Found) -> Markup {
    let words = &viewing.language.words().palette;
    html! {
        div #found {
            @if !found.people.is_empty() {
                (group(words.people, &html! { @for one in &found.people {
                    li role="option" data-conversation=(one.conversation) {
                        (avatar(&one.id, &one.name)) span .what { (one.name) }
                        @if let Some(email) = &one.email { span .hint { (email) } }
                    }
                } }))
            }
            @if !found.conversations.is_empty() {
                (group(words.conversations, &html! { @for one in &found.conversations {
                    li role="option" data-conversation=(one.id) {
                        (icon("all")) span .what { (one.name) ": " (one.preview) }
                        span .hint { (ago(viewing.language, one.said_at, viewing.now)) }
                    }
                } }))
            }
            @if !found.macros.is_empty() {
                (group(words.macros, &html! { @for (id, name) in &found.macros {
                    li role="option" data-macro=(id) { (icon("macro")) span .what { (name) } }
                } }))
            }
            @if !found.folders.is_empty() {
                (group(words.folders, &html! { @for (name, mark, address) in &found.folders {
                    li role="option" data-href=(address) { (icon(mark)) span .what { (name) } }
                } }))
            }
            @if !found.settings.is_empty() {
                (group(words.settings, &html! { @for (title, path) in &found.settings {
                    li role="option" data-href=(path) { (icon("settings")) span .what { (title) } }
                } }))
            }
        }
    }
}

fn group(title: &str, options: &Markup) -> Markup {
    html! { ul role="group" aria-label=(title) { li .group-name role="presentation" { (title) } (options) } }
}
