//! The list of conversations.

use maud::{Markup, html};

use super::avatar::avatar;
use super::shapes::{ConversationRow, Counts, Folder, Side, State, Viewing};
use super::time::ago;
use crate::words::InboxWords;

/// The list; it also carries the folders' counts, so that one answer refreshes both.
pub fn list_fragment(viewing: &Viewing, rows: &[ConversationRow], counts: &Counts) -> Markup {
    let words = &viewing.language.words().inbox;
    html! {
        div #list .list data-mine=(counts.mine) data-unassigned=(counts.unassigned) data-all=(counts.all)
            data-folder=(viewing.folder.as_str()) data-state=(viewing.state.as_str()) {
            @if rows.is_empty() {
                (nothing_here(viewing, words))
            } @else {
                ol .rows { @for row in rows { (line(viewing, words, row)) } }
            }
        }
    }
}

/// The address of the list, of the conversation in it, or of its counterpart elsewhere.
pub(super) fn address(conversation: Option<&str>, folder: Folder, state: State) -> String {
    let path = conversation.map_or_else(|| "/inbox".to_owned(), |id| format!("/inbox/{id}"));
    format!("{path}?folder={}&state={}", folder.as_str(), state.as_str())
}

fn line(viewing: &Viewing, words: &InboxWords, row: &ConversationRow) -> Markup {
    let class = if row.unread { "row unread" } else { "row" };
    let current = row.selected.then_some("true");
    html! {
        li data-key=(row.id) {
            a class=(class) href=(address(Some(&row.id), viewing.folder, viewing.state)) data-id=(row.id) aria-current=[current] {
                (avatar(&row.person_id, &row.name))
                span .row-name { (row.name) }
                span .row-age { (ago(viewing.language, row.at, viewing.now)) }
                span .row-preview {
                    @if row.preview_by == Side::Teammate { span .ours aria-hidden="true" { "↩ " } }
                    (row.preview)
                }
                @if row.unread { span .dot { span .hidden-text { (words.unread) } } }
            }
        }
    }
}

/// An honest empty list with one next step.
fn nothing_here(viewing: &Viewing, words: &InboxWords) -> Markup {
    let (sentence, step) = match (viewing.state, viewing.folder) {
        (State::Snoozed, folder) => (words.empty_snoozed, Some((words.see_open, folder))),
        (State::Closed, folder) => (words.empty_closed, Some((words.see_open, folder))),
        (State::Open, Folder::Mine) => (words.empty_mine, Some((words.see_unassigned, Folder::Unassigned))),
        (State::Open, Folder::Unassigned) => (words.empty_unassigned, Some((words.see_all, Folder::All))),
        (State::Open, Folder::All) => (words.empty_all, None),
    };
    html! {
        div .empty {
            p { (sentence) }
            @match step {
                Some((label, folder)) => a .quiet href=(address(None, folder, State::Open)) { (label) },
                None => p .hint { (words.wait_for_first) },
            }
        }
    }
}
