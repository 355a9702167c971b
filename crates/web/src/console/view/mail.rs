//! The page on outgoing mail.

use maud::{Markup, html};

use super::form::{around, careful, field, token};
use crate::inbox::view::time::date_and_time;
use crate::page::icon;
use crate::words::{Language, MailWords, Words, fill};

/// What stands in the form; never the password.
#[derive(Debug, Clone, Default)]
pub struct MailForm {
    /// Field `host`.
    pub host: String,
    /// Field `port`.
    pub port: String,
    /// Field `security`: `tls`, `start_tls` or `plain`.
    pub security: String,
    /// Field `user`.
    pub user: String,
    /// Field `from`.
    pub from: String,
}

/// A letter that has not left.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// Its id.
    pub id: String,
    /// To whom it goes.
    pub recipient: String,
    /// The line above it.
    pub subject: String,
    /// Whether it was given up.
    pub dead: bool,
    /// How often it was tried.
    pub tries: i64,
    /// Why it has not left.
    pub failure: Option<&'static str>,
    /// When it is tried next.
    pub next_try_at: i64,
}

/// The page.
#[derive(Debug, Clone, Default)]
pub struct MailPage {
    /// Whether there is a server.
    pub is_set_up: bool,
    /// Whether a password is kept for it.
    pub has_password: bool,
    /// The form.
    pub form: MailForm,
    /// Whether a test went through, and what the server said.
    pub tested: Option<(bool, String)>,
    /// What has not left.
    pub waiting: Vec<MailRow>,
}

/// The page.
pub fn mail_page(language: Language, csrf: &str, page: &MailPage) -> Markup {
    let all = language.words();
    let words = &all.mail;
    html! {
        @if let Some((good, text)) = &page.tested {
            @if *good { p .said.good role="status" { (icon("check")) span { (text) } } } @else { p .said.bad role="alert" { span { (text) } } }
        }
        (server(all, csrf, page))
        @if page.is_set_up {
            section .panel aria-label=(words.remove) {
                (careful(words.remove, words.remove_title, words.remove_effect, words.remove_now, "/settings/mail/remove", csrf))
            }
        }
        h2 .between { (words.waiting) }
        section .panel.list aria-label=(words.waiting) {
            p .hint.foot { @if page.waiting.is_empty() { (words.none) } @else { (words.waiting_hint) } }
            ul .rows { @for one in &page.waiting { (row(language, words, csrf, one)) } }
        }
    }
}

fn server(all: &Words, csrf: &str, page: &MailPage) -> Markup {
    let (words, form) = (&all.mail, &page.form);
    let kinds = [("tls", words.tls), ("start_tls", words.start_tls), ("plain", words.plain)];
    let host = html! { input type="text" name="host" value=(form.host) required maxlength="253" autocomplete="off" spellcheck="false"; };
    let port = html! { input type="number" name="port" value=(form.port) required min="1" max="65535"; };
    let security = html! {
        select name="security" { @for (code, word) in kinds { option value=(code) selected[code == form.security] { (word) } } }
    };
    let user = html! { input type="text" name="user" value=(form.user) maxlength="512" autocomplete="off" spellcheck="false"; };
    let password =
        html! { input type="password" name="password" maxlength="512" autocomplete="new-password"; };
    let from = html! { input type="email" name="from" value=(form.from) required autocomplete="off"; };
    let kept = if page.has_password { words.password_kept } else { words.password_hint };
    html! {
        form .panel method="post" action="/settings/mail" {
            (token(csrf))
            (field(words.host, words.host_hint, &host))
            div .pair { (field(words.port, words.port_hint, &port)) (field(words.security, words.security_hint, &security)) }
            div .pair { (field(words.user, words.user_hint, &user)) (field(words.password, kept, &password)) }
            (field(words.from, words.from_hint, &from))
            p .do {
                button .primary { (all.console.save) }
                @if page.is_set_up {
                    button .button formaction="/settings/mail/test" { (words.test) } span .hint { (words.test_hint) }
                }
            }
        }
    }
}

fn row(language: Language, words: &MailWords, csrf: &str, one: &MailRow) -> Markup {
    let address = format!("/settings/mail/{}", one.id);
    html! {
        li {
            div .what {
                p .name { (one.subject) @if one.dead { " " span .badge.alarm { (words.dead) } } }
                p .hint {
                    (one.recipient)
                    @match one.tries {
                        0 => {},
                        1 => { " · " (words.tried_once) },
                        tries => { " · " (fill(words.tried, "count", &tries.to_string())) },
                    }
                    @if let Some(failure) = one.failure { " · " (failure) }
                    @if !one.dead { " · " (around(words.next_try, "{time}", &date_and_time(language, one.next_try_at))) }
                }
            }
            div .row-acts {
                form method="post" action={ (address) "/again" } { (token(csrf)) button .button { (words.try_now) } }
                form method="post" action={ (address) "/discard" } { (token(csrf)) button .button { (words.discard) } }
            }
        }
    }
}
