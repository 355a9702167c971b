//! What can be done with several conversations of the list at once: a bar that is there while some are chosen. The lines'
//! check boxes belong to its form.

use maud::{Markup, html};

use super::head::{another_time, assignees, times};
use super::listing::State;
use super::shapes::{InboxPage, Viewing};
use super::thread::csrf;
use crate::page::icon;
use crate::words::{InboxWords, fill};

/// The bar. Enter in the tag's field presses the form's first button, which is the tag's own. The server checks the time: the browser
/// would refuse every act for one that was left in a menu that is closed.
pub(super) fn bar(page: &InboxPage, words: &InboxWords) -> Markup {
    let viewing = &page.viewing;
    html! {
        form #bulk .bulk method="post" action="/inbox/bulk" novalidate aria-label=(words.chosen) {
            (csrf(viewing))
            (place(viewing))
            span .chosen-count.with-script aria-live="polite" {}
            button .icon-button.with-script type="button" data-all aria-label=(words.choose_all) title=(words.choose_all) aria-keyshortcuts="Shift+X" { (icon("choose-all")) }
            details .menu data-menu="tag" {
                summary .icon-button aria-label=(words.add_tag) { (icon("tag")) }
                div .popover.tag-form {
                    input type="text" name="name" maxlength="100" autocomplete="off" list="tag-names" aria-label=(words.add_tag) placeholder=(words.add_tag);
                    button .small name="act" value="tag" { (words.add) }
                }
            }
            details .menu data-menu="assign" {
                summary .icon-button aria-label=(words.assign) { (icon("person")) }
                div .popover.choices { (assignees(words, &page.assignees, &page.teams, ("act", "assign "), &[])) }
            }
            details .menu data-menu="snooze" {
                summary .icon-button aria-label=(words.snooze) { (icon("snooze")) }
                div .popover {
                    div .choices { (times(viewing, words, ("act", "snooze "))) }
                    div .until { (another_time(words, ("act", "snooze"), false)) }
                }
            }
            button .icon-button data-unread name="act" value="unread" aria-label=(words.mark_unread) title=(words.mark_unread) { (icon("unread")) }
            button .icon-button name="act" value="read" aria-label=(words.mark_read) title=(words.mark_read) { (icon("read")) }
            details .menu data-menu="priority" {
                summary .icon-button aria-label=(words.priority) { (icon("star")) }
                div .popover.choices {
                    button .choice name="act" value="priority yes" { (words.give_priority) }
                    button .choice name="act" value="priority no" { (words.take_priority) }
                }
            }
            @if viewing.listing.state == State::Open {
                button .icon-button data-state name="act" value="close" aria-label=(words.close) title=(words.close) { (icon("check")) }
            } @else {
                button .icon-button data-state name="act" value="open" aria-label=(words.reopen) title=(words.reopen) { (icon("reopen")) }
            }
        }
    }
}

/// The list to which the form goes back.
pub(super) fn place(viewing: &Viewing) -> Markup {
    let listing = viewing.listing;
    html! {
        input type="hidden" name="folder" value=(listing.folder);
        input type="hidden" name="state" value=(listing.state.as_str());
        input type="hidden" name="sort" value=(listing.order.as_str());
    }
}

/// The check box of a line.
pub(super) fn pick(words: &InboxWords, id: &str, name: &str) -> Markup {
    html! { input .pick type="checkbox" name="id" value=(id) form="bulk" aria-label=(fill(words.choose, "name", name)) aria-keyshortcuts="x"; }
}
