//! The composer: one form for replies and notes, whole without scripts.

use maud::{Markup, html};

use super::shapes::{Thread, Viewing};
use super::thread::csrf;
use crate::page::icon;
use crate::words::InboxWords;

pub(super) fn composer(viewing: &Viewing, words: &InboxWords, thread: &Thread) -> Markup {
    html! {
        form #composer .composer method="post" enctype="multipart/form-data" action={ "/inbox/" (thread.id) "/reply" }
            data-teammates=(names(thread)) data-reply-hint=(words.reply_hint) data-note-hint=(words.note_hint) data-send=(words.send) data-add-note=(words.add_note) {
            (csrf(viewing))
            input type="hidden" name="client_key" value=(thread.client_key);
            p .hint.no-mail-hint { (words.no_mail_hint) }
            p .hint.closed-hint { (words.closed_hint) }
            fieldset .kinds {
                legend .hidden-text { (words.message) }
                label { input type="radio" name="kind" value="comment" checked[!thread.begun.note]; span { (words.reply) } }
                label { input type="radio" name="kind" value="note" checked[thread.begun.note]; span { (words.note) } }
            }
            textarea #body name="body" rows="2" aria-label=(words.message) placeholder=(words.reply_hint) { (thread.begun.body) }
            ul #chosen .chosen hidden {}
            div .composer-foot {
                label .icon-button.attach title=(words.attach_limit) {
                    (icon("attach")) span .hidden-text { (words.attach) }
                    input #files .hidden-text type="file" name="file" multiple;
                }
                a #macros .icon-button href={ "/inbox/" (thread.id) "/macros" } aria-label=(words.macros) title=(words.macros) aria-keyshortcuts="m" { (icon("macro")) }
                button #emoji .icon-button.with-script type="button" disabled aria-haspopup="dialog" aria-label=(words.emoji) title=(words.emoji) { (icon("emoji")) }
                span .grow {}
                kbd .hint { "Ctrl ↵" }
                button #send .primary { (words.send) }
                button #send-and-close .icon-button name="then" value="close" aria-label=(words.send_and_close) title={ (words.send_and_close) " (Ctrl ⇧ ↵)" } aria-keyshortcuts="Control+Shift+Enter" { (icon("check")) }
            }
        }
    }
}

/// Who can be mentioned, as JSON for the page's script.
fn names(thread: &Thread) -> String {
    let names = thread.teammates.iter().map(|one| one.name.as_str().into());
    serde_json::Value::Array(names.collect()).to_string()
}
