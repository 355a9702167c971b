//! The inbox's whole page: folders, list, thread, person; on a phone they are steps of one another.

use maud::{Markup, html};

use super::avatar::{avatar, initials};
use super::away::away;
use super::list::{folder_name, list_pane};
use super::listing::{Folder, FolderRow, State};
use super::person::person_fragment;
use super::shapes::{InboxPage, Viewing};
use super::thread::{csrf, thread_fragment};
use crate::page::{Shell, data_block, document, form_words, icon};
use crate::words::InboxWords;

/// The whole page.
pub fn inbox_page(page: &InboxPage) -> Markup {
    let words = &page.viewing.language.words().inbox;
    let title = format!("{} · {}", words.inbox, page.workspace_name);
    let class = if page.thread.is_some() { "inbox at-thread" } else { "inbox at-list" };
    let shell = Shell {
        title: &title,
        language: page.viewing.language,
        styles: &[
            "inbox/inbox.css",
            "inbox/list.css",
            "inbox/thread.css",
            "inbox/composer.css",
            "inbox/person.css",
        ],
        // The second takes the forms that the first leaves to the browser.
        modules: &["inbox/inbox.js", "live/forms.js"],
        class,
    };
    let body = html! {
        a .skip href="#thread-pane" { (words.skip_to_thread) }
        p #line .line role="status" hidden {}
        div .panes {
            (folders(page, words))
            main .work {
                (list_pane(page, words))
                div #thread-pane .thread-pane tabindex="-1" {
                    @match &page.thread { Some(thread) => (thread_fragment(&page.viewing, thread)), None => (nothing_selected(words)) }
                }
            }
            aside #person-pane .person-pane aria-label=(words.show_person) {
                @if let Some(person) = &page.person { (person_fragment(&page.viewing, person)) }
            }
            div #toast .toast role="status" hidden {}
        }
        datalist #tag-names { @for name in &page.tag_names { option value=(name) {} } }
        div #said .hidden-text aria-live="polite" {}
        (data_block("words", &page.viewing.language.words().script))
        (data_block("session", &serde_json::json!({ "csrf": page.viewing.csrf, "language": page.viewing.language.tag(), "me": page.me.name, "teammates": names(page), "now": page.viewing.now })))
        (form_words(page.viewing.language))
    };
    document(&shell, &body)
}

fn folders(page: &InboxPage, words: &InboxWords) -> Markup {
    let viewing = &page.viewing;
    html! {
        nav .folders aria-label=(words.folders) {
            p .brand { (icon("mark")) span { (page.workspace_name) } }
            ul {
                @for row in &page.list.folders { li .of-view[matches!(row.folder, Folder::View(_))] { (folder(viewing, words, row)) } }
                @if page.keeps_views {
                    @let manage = viewing.language.words().views.manage;
                    li { a .manage-views href={ "/inbox/views" (viewing.listing.address(None).trim_start_matches("/inbox")) } title=(manage) {
                        (icon("view")) span .folder-name { (viewing.language.words().views.title) "…" }
                    } }
                }
            }
            (account(page, viewing, words))
        }
    }
}

/// A folder's line.
fn folder(viewing: &Viewing, words: &InboxWords, row: &FolderRow) -> Markup {
    let here = viewing.listing.of(row.folder, State::Open);
    let name = row.name.as_deref().unwrap_or_else(|| folder_name(words, row.folder));
    html! {
        a href=(here.address(None)) aria-current=[(row.folder == viewing.listing.folder).then_some("page")] data-folder=(row.folder) title=(name) {
            (icon(row.folder.icon()))
            // Of teams, and of views, there are several: without room for names, letters tell them apart.
            @if matches!(row.folder, Folder::Team(_) | Folder::View(_)) { span .folder-letters aria-hidden="true" { (initials(name)) } }
            span .folder-name { (name) }
            span .count data-count=(row.folder) data-zero[row.count.number == 0] { (row.count) }
        }
    }
}

fn account(page: &InboxPage, viewing: &Viewing, words: &InboxWords) -> Markup {
    html! {
        div .account {
            (avatar(&page.me.id, &page.me.name))
            span .me { span { (page.me.name) } @if page.away.is_some() { " " small { (words.away) } } }
            (away(viewing, words, page.away))
            @if page.sees_log {
                @let log = viewing.language.words().log.title;
                a .icon-button href="/inbox/log" aria-label=(log) title=(log) { (icon("log")) }
            }
            @if page.sees_erasures {
                @let erasures = viewing.language.words().erasure.list_title;
                @let holds = viewing.language.words().holds.title;
                a .icon-button href="/inbox/holds" aria-label=(holds) title=(holds) { (icon("hold")) }
                a .icon-button href="/inbox/erasures" aria-label=(erasures) title=(erasures) { (icon("erase")) }
            }
            @let settings = viewing.language.words().console.title;
            a .icon-button href="/settings" aria-label=(settings) title=(settings) { (icon("settings")) }
            button #notices .icon-button.with-script type="button" aria-pressed="false" aria-label=(words.notices) title=(words.notices) { (icon("bell")) }
            button #keys .icon-button.with-script type="button" aria-label=(words.keys) title=(words.keys) { "?" }
            form method="post" action="/sign-out" {
                (csrf(viewing))
                button .icon-button aria-label=(words.sign_out) title=(words.sign_out) { (icon("leave")) }
            }
        }
    }
}

fn nothing_selected(words: &InboxWords) -> Markup {
    html! {
        div .empty.unselected {
            (icon("mark"))
            p { (words.nothing_selected) }
            p .hint { (words.nothing_selected_hint) }
        }
    }
}

/// What teammates are called, by id.
fn names(page: &InboxPage) -> serde_json::Map<String, serde_json::Value> {
    page.teammates.iter().map(|one| (one.id.clone(), one.name.as_str().into())).collect()
}
