//! The list of conversations: its head with status, order and search, its rows, and where it goes on.

use maud::{Markup, html};

use super::avatar::avatar;
use super::bulk::{bar, pick, place};
use super::listing::{Folder, List, Order, Searched, State};
use super::shapes::{ConversationRow, InboxPage, Side, Viewing};
use super::thread::{around, csrf};
use super::time::{ago, date_and_time, day};
use crate::page::icon;
use crate::words::{InboxWords, fill};

/// The list with its head.
pub(super) fn list_pane(page: &InboxPage, words: &InboxWords) -> Markup {
    let viewing = &page.viewing;
    html! {
        section #list-pane .list-pane aria-label=(words.conversations) {
            header .list-head {
                h1 { (heading(page, words)) }
                @if page.list.searched.is_none() { (order(viewing, words)) }
                (search(page, words))
                @if !viewing.listing.is_view() { (states(viewing, words)) }
            }
            @if page.list.choosable { (bar(page, words)) }
            (list_fragment(viewing, &page.list))
        }
    }
}

/// The same folder in each state; a view has the states that it was given.
fn states(viewing: &Viewing, words: &InboxWords) -> Markup {
    html! {
        nav .states aria-label=(words.status) {
            @for state in State::EVERY {
                @let label = match state { State::Open => words.open, State::Snoozed => words.snoozed, State::Closed => words.closed };
                @let listing = viewing.listing.of(viewing.listing.folder, state);
                a href=(listing.address(None)) aria-current=[(listing == viewing.listing).then_some("page")] { (label) }
            }
        }
    }
}

/// A form of its own, posted: what people are called does not belong into an address.
fn search(page: &InboxPage, words: &InboxWords) -> Markup {
    let searched = page.list.searched.as_ref().map(|searched| searched.text.as_str());
    html! {
        form #search .search role="search" method="post" action="/inbox/search" {
            (csrf(&page.viewing))
            (place(&page.viewing))
            (icon("search"))
            input type="search" name="q" value=[searched] maxlength="500" autocomplete="off" aria-label=(words.search) aria-describedby="search-hint"
                aria-keyshortcuts="/" placeholder=(words.search);
            p #search-hint .hint { (words.search_hint) }
        }
    }
}

fn heading<'a>(page: &'a InboxPage, words: &'a InboxWords) -> &'a str {
    if page.list.searched.is_some() {
        return words.found;
    }
    let here = page.viewing.listing.folder;
    let name = page.list.folders.iter().find(|row| row.folder == here).and_then(|row| row.name.as_deref());
    name.unwrap_or_else(|| folder_name(words, here))
}

/// What a folder is called; a team's and a view's name is not known here.
pub(super) const fn folder_name(words: &InboxWords, folder: Folder) -> &'static str {
    match folder {
        Folder::Mine => words.mine,
        Folder::Unassigned => words.unassigned,
        Folder::Mentions => words.mentions,
        Folder::All => words.all,
        Folder::Team(_) => words.team,
        Folder::View(_) => words.view,
    }
}

/// What an order is called.
pub(super) const fn order_name(words: &InboxWords, order: Order) -> &'static str {
    match order {
        Order::Newest => words.newest,
        Order::Oldest => words.oldest,
        Order::Waiting => words.waiting_longest,
        Order::Priority => words.priority_first,
    }
}

fn order(viewing: &Viewing, words: &InboxWords) -> Markup {
    let listing = viewing.listing;
    html! {
        form .order method="get" action="/inbox" {
            input type="hidden" name="folder" value=(listing.folder);
            @if !listing.is_view() { input type="hidden" name="state" value=(listing.state.as_str()); }
            select name="sort" aria-label=(words.sort) autocomplete="off" {
                @for order in Order::EVERY {
                    option value=(order.as_str()) selected[order == listing.order] { (order_name(words, order)) }
                }
            }
            button .small.without-script { (words.sort_now) }
        }
    }
}

/// The list; it also carries the folders' counts, so that one answer refreshes both.
pub fn list_fragment(viewing: &Viewing, list: &List) -> Markup {
    let (words, listing) = (&viewing.language.words().inbox, viewing.listing);
    html! {
        div #list .list data-listing=(listing.address(None)) data-counts=(counts(list)) data-searched[list.searched.is_some()] {
            @if list.searched.is_some() { a .quiet.pager href=(listing.address(None)) { (words.leave_search) } }
            @if list.later { a .quiet.pager href=(listing.address(None)) { (words.first_page) } }
            @if list.rows.is_empty() && list.searched.is_some() {
                div .empty { p { (words.found_nothing) } p .hint { (words.search_hint) } }
            } @else if list.rows.is_empty() {
                (nothing_here(viewing, words))
            } @else {
                ol .rows { @for row in &list.rows { (line(viewing, words, row, list.choosable)) } }
            }
            @if let Some(searched) = &list.searched { (looked(viewing, words, searched)) }
            @if let Some(next) = &list.next {
                a #more .quiet.pager href={ (listing.address(None)) "&after=" (next) } { (words.more) }
            }
        }
    }
}

/// How far was looked, and a way to look further: names are sealed, and no index knows them.
fn looked(viewing: &Viewing, words: &InboxWords, searched: &Searched) -> Markup {
    let count = |sentence| fill(sentence, "count", &searched.looked_at.to_string());
    html! {
        div #looked .looked {
            @match (searched.since, &searched.next) {
                (Some(since), Some(next)) => {
                    p .hint role="status" { (around(&count(words.looked_at), "{time}", &day(viewing.language, since))) }
                    form #older method="post" action="/inbox/search" {
                        (csrf(viewing))
                        (place(viewing))
                        input type="hidden" name="q" value=(searched.text);
                        input type="hidden" name="after" value=(next);
                        input type="hidden" name="looked" value=(searched.looked_at);
                        button .quiet.pager { (words.search_older) }
                    }
                }
                _ => @if searched.looked_at > 0 { p .hint role="status" { (count(words.looked_at_all)) } },
            }
        }
    }
}

/// What each folder holds, as JSON for the page's script.
fn counts(list: &List) -> String {
    let all = list.folders.iter().map(|row| (row.folder.to_string(), row.count.to_string().into()));
    serde_json::Value::Object(all.collect()).to_string()
}

fn line(viewing: &Viewing, words: &InboxWords, row: &ConversationRow, choosable: bool) -> Markup {
    let wakes = row.snoozed_until.filter(|_| row.state == State::Snoozed);
    let unread = if row.unread { " unread" } else { "" };
    let class = format!("row{unread}{}", if wakes.is_some() { " asleep" } else { "" });
    let current = row.selected.then_some("true");
    html! {
        li data-key=(row.id) {
            @if choosable { (pick(words, &row.id, &row.name)) }
            a class=(class) href=(viewing.listing.address(Some(&row.id))) data-id=(row.id) data-said=(row.said_at) aria-current=[current] {
                (avatar(&row.person_id, &row.name))
                span .row-name { (row.name) }
                span .row-age {
                    @if row.priority { span .first title=(words.priority) { (icon("star")) span .hidden-text { (words.priority) } } }
                    @match wakes {
                        Some(until) => (around(words.wakes, "{time}", &date_and_time(viewing.language, until))),
                        None => (ago(viewing.language, row.said_at, viewing.now)),
                    }
                }
                span .row-preview {
                    @if row.preview_by == Side::Teammate { span .ours aria-hidden="true" { "↩ " } }
                    (row.preview)
                }
                span .row-marks {
                    @if let Some(mate) = row.assignee.as_ref().filter(|_| viewing.listing.folder != Folder::Mine) {
                        span .has-it title={ (words.assign) ": " (mate.name) } {
                            (avatar(&mate.id, &mate.name)) span .hidden-text { (words.assign) ": " (mate.name) }
                        }
                    }
                    @if row.unread { span .dot { span .hidden-text { (words.unread) } } }
                }
            }
        }
    }
}

/// An honest empty list with one next step.
fn nothing_here(viewing: &Viewing, words: &InboxWords) -> Markup {
    let here = viewing.listing;
    let (sentence, step) = match (here.state, here.folder) {
        (_, Folder::View(_)) => (viewing.language.words().views.empty, Some((words.see_all, Folder::All))),
        (State::Snoozed, folder) => (words.empty_snoozed, Some((words.see_open, folder))),
        (State::Closed, folder) => (words.empty_closed, Some((words.see_open, folder))),
        (State::Open, Folder::Mine) => (words.empty_mine, Some((words.see_unassigned, Folder::Unassigned))),
        (State::Open, Folder::Unassigned) => (words.empty_unassigned, Some((words.see_all, Folder::All))),
        (State::Open, Folder::Mentions) => (words.empty_mentions, Some((words.see_all, Folder::All))),
        (State::Open, Folder::Team(_)) => {
            (words.empty_team, Some((words.see_unassigned, Folder::Unassigned)))
        }
        (State::Open, Folder::All) => (words.empty_all, None),
    };
    html! {
        div .empty {
            p { (sentence) }
            @match step {
                Some((label, folder)) => a .quiet href=(here.of(folder, State::Open).address(None)) { (label) },
                None => p .hint { (words.wait_for_first) },
            }
        }
    }
}
