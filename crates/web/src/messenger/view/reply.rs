//! The page that a letter's link opens: one conversation, read and answered without the messenger and without scripts;
//! and the page on which somebody ends such mail.

use maud::{Markup, html};

use crate::inbox::view::{Writer, door, linkify, time};
use crate::page::{Shell, document, form_words, icon};
use crate::words::{Language, ReplyWords, fill};

/// One conversation.
pub struct ReplyPage<'a> {
    /// The language of the text.
    pub language: Language,
    /// The workspace's name.
    pub workspace_name: &'a str,
    /// Where the form goes.
    pub address: &'a str,
    /// What was said, oldest first.
    pub parts: &'a [ReplyPart],
    /// Whether the conversation is closed.
    pub closed: bool,
    /// By which sending the form twice is harmless.
    pub key: &'a str,
    /// What was typed before.
    pub typed: &'a str,
    /// What became of it.
    pub notice: Option<ReplyNotice>,
}

/// One message.
pub struct ReplyPart {
    /// Whether the reader wrote it.
    pub own: bool,
    /// Who wrote it, if somebody else did.
    pub author: String,
    /// Whether that is a teammate.
    pub writer: Writer,
    /// The text.
    pub text: String,
    /// The files that came with it: name and address.
    pub files: Vec<(String, String)>,
    /// Whether its content was taken out.
    pub redacted: bool,
    /// When it was written, in microseconds.
    pub at: i64,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyNotice {
    /// It was sent.
    Sent,
    /// Nothing was written.
    Empty,
    /// It has too many bytes.
    TooLong,
    /// The reader is blocked.
    Blocked,
}

/// The page.
pub fn reply_page(page: &ReplyPage<'_>) -> Markup {
    let words = &page.language.words().reply;
    let title = fill(words.title, "workspace", page.workspace_name);
    let shell = Shell {
        title: &title,
        language: page.language,
        styles: &["messenger/reply.css"],
        modules: &["live/forms.js"],
        class: "reply",
    };
    let body = html! {
        main .sheet {
            header { h1 { (title) } p .hint { (words.alone) } }
            ol .parts aria-label=(words.messages) { @for part in page.parts { (part_line(page, words, part)) } }
            (notice(page, words))
            form method="post" action=(page.address) {
                input type="hidden" name="key" value=(page.key);
                label { span { (words.answer) } textarea name="body" rows="4" required { (page.typed) } }
                button .primary { (words.send) }
            }
        }
        (form_words(page.language))
    };
    document(&shell, &body)
}

fn part_line(page: &ReplyPage<'_>, words: &ReplyWords, part: &ReplyPart) -> Markup {
    html! {
        li .own[part.own] {
            p .by { b { @if part.own { (words.you) } @else { (part.author) } } " " (time::date_and_time(page.language, part.at)) }
            @if part.redacted { p .bubble.hint { (words.taken_out) } }
            @else {
                @if !part.text.is_empty() { p .bubble { (linkify(&part.text, part.writer)) } }
                @for (name, address) in &part.files {
                    a .file href=(address) target="_blank" rel="noopener" { (icon("file")) span .file-name { (name) } }
                }
            }
        }
    }
}

fn notice(page: &ReplyPage<'_>, words: &ReplyWords) -> Markup {
    html! {
        @match page.notice {
            Some(ReplyNotice::Sent) => p .good role="status" { (fill(words.sent, "workspace", page.workspace_name)) },
            Some(ReplyNotice::Empty) => p .problem role="alert" { (words.empty) },
            Some(ReplyNotice::TooLong) => p .problem role="alert" { (words.too_long) },
            Some(ReplyNotice::Blocked) => p .problem role="alert" { (words.blocked) },
            None if page.closed => p .hint { (words.closed) },
            None => {}
        }
    }
}

/// Where the link to a conversation opens nothing any more, with what was just written there, if anything.
pub fn link_gone_page(language: Language, typed: &str) -> Markup {
    let words = &language.words().reply;
    if typed.is_empty() {
        return door(language, words.gone, &html! { p { (words.gone_text) } });
    }
    let shell =
        Shell { title: words.gone, language, styles: &["messenger/reply.css"], modules: &[], class: "reply" };
    let body = html! {
        main .sheet {
            header { h1 { (words.gone) } p .hint { (words.gone_text) } }
            p .problem role="alert" { (words.not_sent) }
            label { span { (words.answer) } textarea rows="8" readonly { (typed) } }
        }
    };
    document(&shell, &body)
}

/// Where a link ends mail to nobody any more.
pub fn stop_gone_page(language: Language) -> Markup {
    let words = &language.words().reply;
    door(language, words.gone, &html! { p { (words.stop_gone_text) } })
}

/// The page on which somebody ends mail to them.
pub struct StopPage<'a> {
    /// The language of the text.
    pub language: Language,
    /// The workspace's name.
    pub workspace_name: &'a str,
    /// Where the form goes; `None` once it is done.
    pub address: Option<&'a str>,
}

/// The page.
pub fn stop_page(page: &StopPage<'_>) -> Markup {
    let words = &page.language.words().reply;
    let named = |sentence| fill(sentence, "workspace", page.workspace_name);
    match page.address {
        Some(address) => {
            let form = html! {
                p { (words.stop_text) }
                form method="post" action=(address) { button .primary { (words.stop_yes) } }
            };
            door(page.language, &named(words.stop), &form)
        }
        None => door(page.language, words.stopped, &html! { p { (named(words.stopped_text)) } }),
    }
}
