//! The page of what proves who a user is.

use maud::{Markup, html};

use super::form::{around, careful, copy, field, once, versioned};
use crate::inbox::view::time::day;
use crate::words::{IdentityWords, Language, Words, fill};

/// The names of the fields for the web, iOS and Android, in this order everywhere.
const PLATFORMS: [&str; 3] = ["web", "ios", "android"];

/// One secret, without its text.
#[derive(Debug, Clone)]
pub struct SecretRow {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whether it is for the web, iOS, Android.
    pub platforms: [bool; 3],
    /// When it was made.
    pub created_at: i64,
}

/// What stands in the form for a new one.
#[derive(Debug, Clone)]
pub struct SecretForm {
    /// Field `name`.
    pub name: String,
    /// Fields `web`, `ios`, `android`.
    pub platforms: [bool; 3],
}

impl Default for SecretForm {
    fn default() -> Self {
        Self { name: String::new(), platforms: [true, false, false] }
    }
}

/// The page.
pub struct IdentityPage<'a> {
    /// The secrets, oldest first.
    pub secrets: Vec<SecretRow>,
    /// The form for a new one.
    pub form: SecretForm,
    /// The secret that was just made.
    pub made: Option<&'a str>,
    /// Under which the form for a new one does it once.
    pub key: &'a str,
    /// Of which version of the settings the page is.
    pub version: i64,
    /// Whether hashes are taken too.
    pub user_hash: bool,
    /// Whether attributes are taken that nobody signed.
    pub unsigned_attributes: bool,
}

/// The page.
pub fn identity_page(language: Language, csrf: &str, page: &IdentityPage<'_>) -> Markup {
    let all = language.words();
    let words = &all.identity;
    html! {
        @if let Some(secret) = page.made {
            section .panel.made aria-labelledby="made-title" {
                h2 #made-title { (words.made) }
                div .copyable { output #secret tabindex="0" aria-labelledby="made-title" { (secret) } (copy(language, "secret")) }
                p .hint { (words.made_hint) }
            }
        }
        section .panel aria-labelledby="required-title" {
            h2 #required-title { (words.required) }
            p { (words.required_text) }
        }
        section .panel.list aria-label=(words.secrets) {
            p .hint.foot { @if page.secrets.is_empty() { (words.none) } @else { (words.roll_over) } }
            ul .rows { @for one in &page.secrets { (row(language, words, csrf, one)) } }
        }
        h2 .between { (words.make) }
        (new(words, &once(csrf, page.key), &page.form))
        h2 .between { (words.rules) }
        (rules(all, csrf, page))
    }
}

fn row(language: Language, words: &IdentityWords, csrf: &str, one: &SecretRow) -> Markup {
    html! {
        li {
            div .what {
                p .name {
                    (one.name)
                    @for (label, is_for) in platform_words(words).into_iter().zip(one.platforms) {
                        @if is_for { " " span .badge { (label) } }
                    }
                }
                p .hint { (around(words.made_on, "{day}", &day(language, one.created_at))) }
            }
            (careful(
                words.delete,
                &fill(words.delete_title, "name", &one.name),
                words.delete_effect,
                words.delete_now,
                &format!("/settings/identity/{}/delete", one.id),
                csrf,
            ))
        }
    }
}

fn new(words: &IdentityWords, hidden: &Markup, form: &SecretForm) -> Markup {
    let name = html! { input type="text" name="name" value=(form.name) required maxlength="100" autocomplete="off"; };
    html! {
        form .panel method="post" action="/settings/identity" {
            (hidden)
            (field(words.name, words.name_hint, &name))
            fieldset .choices {
                legend .field-name { (words.platforms) }
                @for ((code, label), is_for) in PLATFORMS.into_iter().zip(platform_words(words)).zip(form.platforms) {
                    label .choice { input type="checkbox" name=(code) value="1" checked[is_for]; span { strong { (label) } } }
                }
            }
            p .do { button .primary { (words.create) } }
        }
    }
}

fn rules(all: &Words, csrf: &str, page: &IdentityPage<'_>) -> Markup {
    let words = &all.identity;
    let choices = [
        ("user_hash", page.user_hash, words.user_hash, words.user_hash_hint),
        ("unsigned_attributes", page.unsigned_attributes, words.unsigned, words.unsigned_hint),
    ];
    html! {
        form .panel method="post" action="/settings/identity/rules" {
            (versioned(csrf, page.version))
            div .choices {
                @for (name, is_on, label, hint) in choices {
                    label .choice {
                        input type="checkbox" name=(name) value="1" checked[is_on];
                        span { strong { (label) } small { (hint) } }
                    }
                }
            }
            p .do { button .primary { (all.console.save) } }
        }
    }
}

const fn platform_words(words: &IdentityWords) -> [&'static str; 3] {
    [words.web, words.ios, words.android]
}
