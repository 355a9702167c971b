//! The page of API tokens.

use maud::{Markup, html};
use privacy::access::Scope;

use super::form::{around, careful, copy, field, once};
use crate::inbox::view::time::day;
use crate::words::{Language, TokenWords, fill};

/// One token, without its secret.
#[derive(Debug, Clone)]
pub struct TokenRow {
    /// Its id.
    pub id: String,
    /// What its teammate is called.
    pub owner: String,
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// When it was made.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: Option<i64>,
    /// Whether that is past.
    pub ended: bool,
}

/// What stands in the form for a new one.
#[derive(Debug, Clone, Default)]
pub struct TokenForm {
    /// Field `name`.
    pub name: String,
    /// Field `scope`: a scope's code.
    pub scope: String,
    /// Field `expires`: `30`, `90`, `365` days or `never`.
    pub expires: String,
}

/// The page.
pub struct TokensPage<'a> {
    /// The tokens, newest first.
    pub tokens: Vec<TokenRow>,
    /// The form for a new one.
    pub form: TokenForm,
    /// The token that was just made.
    pub made: Option<&'a str>,
    /// Under which the form does it once.
    pub key: &'a str,
}

/// The page.
pub fn tokens_page(language: Language, csrf: &str, page: &TokensPage<'_>) -> Markup {
    let words = &language.words().tokens;
    html! {
        @if let Some(secret) = page.made {
            section .panel.made aria-labelledby="made-title" {
                h2 #made-title { (words.made) }
                div .copyable { output #token tabindex="0" aria-labelledby="made-title" { (secret) } (copy(language, "token")) }
                p .hint { (words.made_hint) }
            }
        }
        section .panel.list aria-label=(words.title) {
            @if page.tokens.is_empty() { p .hint.foot { (words.none) } }
            @else { ul .rows { @for one in &page.tokens { (row(language, words, csrf, one)) } } }
        }
        h2 .between { (words.make) }
        (new(words, &once(csrf, page.key), &page.form))
    }
}

fn row(language: Language, words: &TokenWords, csrf: &str, one: &TokenRow) -> Markup {
    let (scope, _) = scope_words(words, one.scope);
    html! {
        li {
            div .what {
                p .name { (one.name) " " span .badge { (scope) } }
                p .hint {
                    (one.owner) " · " (around(words.made_on, "{day}", &day(language, one.created_at))) " · "
                    @match one.expires_at {
                        Some(at) => (around(if one.ended { words.ended_on } else { words.ends_on }, "{day}", &day(language, at))),
                        None => (words.endless),
                    }
                }
            }
            (careful(
                words.revoke,
                &fill(words.revoke_title, "name", &one.name),
                words.revoke_effect,
                words.revoke_now,
                &format!("/settings/tokens/{}/revoke", one.id),
                csrf,
            ))
        }
    }
}

fn new(words: &TokenWords, hidden: &Markup, form: &TokenForm) -> Markup {
    let name = html! { input type="text" name="name" value=(form.name) required maxlength="100" autocomplete="off"; };
    let ends =
        [("30", words.days_30), ("90", words.days_90), ("365", words.days_365), ("never", words.never)];
    let (scope, expires) = (or(&form.scope, "read"), or(&form.expires, "90"));
    let expiry = html! {
        select name="expires" { @for (code, word) in ends { option value=(code) selected[code == expires] { (word) } } }
    };
    html! {
        form .panel method="post" action="/settings/tokens" {
            (hidden)
            (field(words.name, words.name_hint, &name))
            fieldset .choices {
                legend .field-name { (words.scope) }
                @for one in Scope::ALL {
                    @let (word, hint) = scope_words(words, *one);
                    label .choice {
                        input type="radio" name="scope" value=(one.code()) required checked[one.code() == scope];
                        span { strong { (word) } small { (hint) } }
                    }
                }
            }
            (field(words.expires, "", &expiry))
            p .do { button .primary { (words.create) } }
        }
    }
}

/// What a scope is called, and what it lets.
const fn scope_words(words: &TokenWords, scope: Scope) -> (&'static str, &'static str) {
    match scope {
        Scope::Read => (words.read, words.read_hint),
        Scope::Write => (words.write, words.write_hint),
        Scope::Privacy => (words.privacy, words.privacy_hint),
    }
}

fn or<'a>(given: &'a str, usual: &'a str) -> &'a str {
    if given.is_empty() { usual } else { given }
}
