//! The part of the teammates' page on those who were invited.

use maud::{Markup, html};
use privacy::access::Role;

use super::form::{around, careful, copy, field, once, token};
use super::teammates::role_word;
use crate::inbox::view::avatar::avatar;
use crate::inbox::view::time::day;
use crate::words::{InvitationWords, Language, Words, fill};

/// One invitation, opened.
#[derive(Debug, Clone)]
pub struct InvitationRow {
    /// Its id.
    pub id: String,
    /// To whom it went.
    pub email: String,
    /// What they will be.
    pub role: Role,
    /// Who invited them.
    pub by: String,
    /// When it ends.
    pub expires_at: i64,
    /// Whether that is past.
    pub ended: bool,
    /// Its letter, where one has not left.
    pub letter: Option<LetterState>,
    /// Whether the reader may renew and revoke it.
    pub changeable: bool,
}

/// A letter that has not left.
#[derive(Debug, Clone, Copy)]
pub struct LetterState {
    /// Whether it was given up.
    pub dead: bool,
    /// Why it has not left, where it was tried.
    pub failure: Option<&'static str>,
}

/// What stands in the form for a new one.
#[derive(Debug, Clone, Default)]
pub struct InvitationForm {
    /// Field `email`.
    pub email: String,
    /// Field `role`.
    pub role: String,
}

/// The invitations that wait, a link that was just made, and the form for a new one.
#[derive(Debug, Clone, Default)]
pub struct InvitationsPart {
    /// Those that wait, newest first.
    pub waiting: Vec<InvitationRow>,
    /// The form for a new one; none for those who may not invite.
    pub form: Option<InvitationForm>,
    /// The link that was just made.
    pub made: Option<String>,
    /// Whether a letter has it too.
    pub mailed: bool,
}

/// A link that was just made, at the top of the page: under this id it is copied.
pub(super) fn made(language: Language, id: &str, link: &str, (title, hint): (&str, &str)) -> Markup {
    html! {
        section .panel.made aria-labelledby="made-title" {
            h2 #made-title { (title) }
            div .copyable { output id=(id) tabindex="0" aria-labelledby="made-title" { (link) } (copy(language, id)) }
            p .hint { (hint) }
        }
    }
}

/// The list and the form.
pub(super) fn invitations(
    language: Language,
    (csrf, key): (&str, &str),
    part: &InvitationsPart,
    roles: &[Role],
) -> Markup {
    let all = language.words();
    let words = &all.invitations;
    html! {
        @if !part.waiting.is_empty() {
            h2 .between { (words.title) }
            section .panel.list aria-label=(words.title) {
                ul .rows { @for one in &part.waiting { (row(language, all, (csrf, key), one)) } }
            }
        }
        @if let Some(form) = &part.form {
            h2 .between { (words.invite) }
            (new(words, all, csrf, form, roles))
        }
    }
}

fn row(language: Language, all: &Words, (csrf, key): (&str, &str), one: &InvitationRow) -> Markup {
    let words = &all.invitations;
    let address = format!("/settings/invitations/{}", one.id);
    let ends = if one.ended { words.ended } else { words.ends };
    html! {
        li {
            (avatar(&one.id, &one.email))
            div .what {
                p .name { (one.email) " " span .badge { (role_word(&all.teammates, one.role)) } }
                p .hint { (around(ends, "{day}", &day(language, one.expires_at))) " · " (fill(words.by, "name", &one.by)) }
                @if let Some(letter) = one.letter { (unsent(words, letter)) }
            }
            @if one.changeable {
                div .row-acts {
                    form method="post" action={ (address) "/renew" } { (once(csrf, key)) button .button { (words.renew) } }
                    (careful(
                        words.revoke,
                        &fill(words.revoke_title, "email", &one.email),
                        words.revoke_effect,
                        words.revoke_now,
                        &format!("{address}/revoke"),
                        csrf,
                    ))
                }
            }
        }
    }
}

fn unsent(words: &InvitationWords, letter: LetterState) -> Markup {
    let sentence = if letter.dead { words.letter_dead } else { words.letter_waits };
    html! {
        p .hint.unsent { (sentence) @if let Some(failure) = letter.failure { " " (fill(words.letter_failed, "reason", failure)) } }
    }
}

fn new(words: &InvitationWords, all: &Words, csrf: &str, form: &InvitationForm, roles: &[Role]) -> Markup {
    let email = html! { input type="email" name="email" value=(form.email) required autocomplete="off"; };
    let chosen = if form.role.is_empty() { "agent" } else { form.role.as_str() };
    let role = html! {
        select name="role" {
            @for role in roles { option value=(role.code()) selected[role.code() == chosen] { (role_word(&all.teammates, *role)) } }
        }
    };
    html! {
        form .panel method="post" action="/settings/invitations" {
            (token(csrf))
            (field(words.email, words.email_hint, &email))
            (field(all.teammates.role, words.role_hint, &role))
            p .do { button .primary { (words.send) } }
        }
    }
}
