//! The page of teammates.

use maud::{Markup, html};
use privacy::access::Role;

use super::form::{careful, once, token};
use super::invitations::{InvitationsPart, invitations, made};
use crate::inbox::view::avatar::avatar;
use crate::page::{self, Careful};
use crate::words::{Language, TeammateWords, fill};

/// One teammate, opened.
#[derive(Debug, Clone)]
pub struct TeammateRow {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// Whether they are the reader.
    pub you: bool,
    /// Since when they are away, if they said so.
    pub away_since: Option<i64>,
    /// Whether the reader may give them another role.
    pub role_changeable: bool,
    /// Whether the reader may deactivate and reactivate them.
    pub state_changeable: bool,
    /// By what they sign in; none for readers whose business it is not.
    pub signs_in_by: Option<SignsInBy>,
}

/// By what somebody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignsInBy {
    /// A password or a link alone.
    Password,
    /// A second factor with it.
    SecondFactor,
}

/// The page.
#[derive(Debug, Clone)]
pub struct TeammatesPage {
    /// Those who may sign in.
    pub active: Vec<TeammateRow>,
    /// Those who were deactivated.
    pub former: Vec<TeammateRow>,
    /// The roles that the reader may give.
    pub roles: Vec<Role>,
    /// Those who were invited.
    pub invited: InvitationsPart,
    /// Who forgot their password, and the link that was just made for them.
    pub signs_in: Option<(String, String)>,
    /// Under which a form whose answer shows a link does it once.
    pub key: String,
}

/// The page.
pub fn teammates_page(language: Language, csrf: &str, page: &TeammatesPage) -> Markup {
    let words = &language.words().teammates;
    let invited = &language.words().invitations;
    html! {
        @if let Some(link) = &page.invited.made {
            @let hint = if page.invited.mailed { invited.made_hint_mailed } else { invited.made_hint };
            (made(language, "invitation-link", link, (invited.made, hint)))
        }
        @if let Some((name, link)) = &page.signs_in {
            (made(language, "sign-in-link", link, (words.forgot_made, &fill(words.forgot_hint, "name", name))))
        }
        section .panel.list aria-label=(words.active) {
            ul .rows { @for row in &page.active { (active(words, csrf, page, row)) } }
            p .hint.foot { (words.roles_hint) }
        }
        @if !page.former.is_empty() {
            h2 .between { (words.former) }
            section .panel.list aria-label=(words.former) {
                ul .rows { @for row in &page.former { (former(words, csrf, row)) } }
            }
        }
        (invitations(language, (csrf, &page.key), &page.invited, &page.roles))
    }
}

fn who(words: &TeammateWords, row: &TeammateRow) -> Markup {
    html! {
        (avatar(&row.id, &row.name))
        div .what {
            p .name {
                (row.name)
                @if row.you { " " span .badge { (words.you) } }
                @if row.away_since.is_some() { " " span .badge { (words.away) } }
                @if row.signs_in_by == Some(SignsInBy::SecondFactor) { " " span .badge { (words.second_factor) } }
            }
            p .hint { (row.email) }
        }
    }
}

fn active(words: &TeammateWords, csrf: &str, page: &TeammatesPage, row: &TeammateRow) -> Markup {
    let address = format!("/settings/teammates/{}", row.id);
    html! {
        li {
            (who(words, row))
            div .row-acts {
                @if row.role_changeable {
                    form .quick method="post" action={ (address) "/role" } {
                        (token(csrf))
                        select name="role" aria-label=(fill(words.role_of, "name", &row.name)) {
                            @for role in &page.roles { option value=(role.code()) selected[*role == row.role] { (role_word(words, *role)) } }
                        }
                        button .button { (words.change) }
                    }
                } @else {
                    p .state { (role_word(words, row.role)) }
                }
                @if row.state_changeable && !row.you {
                    (careful(
                        words.deactivate,
                        &fill(words.deactivate_title, "name", &row.name),
                        words.deactivate_effect,
                        words.deactivate_now,
                        &format!("{address}/deactivate"),
                        csrf,
                    ))
                }
                @if row.role_changeable && !row.you { (resets(words, csrf, row, (&address, &page.key))) }
            }
        }
    }
}

/// Ways back in for somebody who is locked out.
fn resets(words: &TeammateWords, csrf: &str, row: &TeammateRow, (address, key): (&str, &str)) -> Markup {
    let password = Careful {
        summary: words.forgot,
        title: &fill(words.forgot_title, "name", &row.name),
        effect: words.forgot_effect,
        now: words.forgot_now,
        action: &format!("{address}/reset-password"),
        ends: false,
    };
    let factor = Careful {
        summary: words.reset,
        title: &fill(words.reset_title, "name", &row.name),
        effect: words.reset_effect,
        now: words.reset_now,
        action: &format!("{address}/reset-factor"),
        ends: false,
    };
    html! {
        (page::careful(&password, &once(csrf, key)))
        @if row.signs_in_by == Some(SignsInBy::SecondFactor) { (page::careful(&factor, &token(csrf))) }
    }
}

fn former(words: &TeammateWords, csrf: &str, row: &TeammateRow) -> Markup {
    html! {
        li {
            (who(words, row))
            @if row.state_changeable {
                form method="post" action={ "/settings/teammates/" (row.id) "/reactivate" } {
                    (token(csrf))
                    button .button { (words.reactivate) }
                }
            } @else {
                p .state { (role_word(words, row.role)) }
            }
        }
    }
}

/// What a role is called.
pub(crate) const fn role_word(words: &TeammateWords, role: Role) -> &'static str {
    match role {
        Role::Owner => words.owner,
        Role::Admin => words.admin,
        Role::Agent => words.agent,
        Role::PrivacyOfficer => words.privacy_officer,
    }
}
