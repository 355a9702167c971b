//! The page on which an invitation is accepted.

use maud::{Markup, html};
use privacy::access::Role;

use super::teammates::role_word;
use crate::inbox::view::door;
use crate::words::{Language, fill};

/// The page.
#[derive(Debug, Clone, Copy)]
pub struct JoinPage<'a> {
    /// The language of the text.
    pub language: Language,
    /// The workspace's name.
    pub workspace_name: &'a str,
    /// Where the form goes.
    pub address: &'a str,
    /// The address that was invited.
    pub email: &'a str,
    /// What they will be.
    pub role: Role,
    /// The name as typed before.
    pub name: &'a str,
    /// Why the page is shown again.
    pub problems: &'a [JoinProblem],
}

/// What is wrong with the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinProblem {
    /// No name, or a longer one than 100 characters.
    Name,
    /// Fewer than 12 characters.
    Password,
}

/// The page.
pub fn join_page(page: &JoinPage<'_>) -> Markup {
    let all = page.language.words();
    let (words, doors) = (&all.invitations, &all.doors);
    let role = role_word(&all.teammates, page.role);
    let form = html! {
        p .hint { (fill(words.join_hint, "role", role)) }
        @if !page.problems.is_empty() {
            div .problem role="alert" {
                p { (doors.problems) }
                ul { @for problem in page.problems {
                    li { @match problem { JoinProblem::Name => (doors.name_missing), JoinProblem::Password => (doors.password_short) } }
                } }
            }
        }
        form method="post" action=(page.address) {
            label { span { (doors.email) } input type="email" value=(page.email) autocomplete="username" readonly; }
            label { span { (doors.your_name) } input type="text" name="name" value=(page.name) required maxlength="100" autocomplete="name" autofocus; }
            label {
                span { (doors.password) }
                input type="password" name="password" required minlength="12" autocomplete="new-password";
                small { (doors.password_hint) }
            }
            button .primary { (words.join_now) }
        }
    };
    door(page.language, &fill(words.join, "workspace", page.workspace_name), &form)
}

/// Where an invitation is not good.
pub fn gone_page(language: Language) -> Markup {
    let words = &language.words().invitations;
    door(language, words.gone, &html! { p { (words.gone_text) } })
}
