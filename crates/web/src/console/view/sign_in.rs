//! The page of one's own sign-in.

use maud::{Markup, html};
use zeroize::Zeroizing;

use super::form::{around, copy, field, languages, name_field, select, token};
use super::qr::qr;
use crate::inbox::view::time::date_and_time;
use crate::words::{Language, SignInWords, Words, fill};

/// How far the second factor is.
#[derive(Debug)]
pub enum Factor<'a> {
    /// There is none.
    Off {
        /// Everybody here must have one.
        owed: bool,
    },
    /// A key was just drawn.
    Begun {
        /// For typing.
        key: &'a str,
        /// For scanning.
        address: Zeroizing<String>,
    },
    /// Nobody signs in without.
    On {
        /// How many codes on paper are left.
        codes_left: i64,
    },
}

/// One session.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Its id.
    pub id: String,
    /// Whether it is the one in which the page is read.
    pub this: bool,
    /// When it began.
    pub created_at: i64,
    /// When it was last used.
    pub last_used_at: i64,
}

/// The page.
pub struct SignInPage<'a> {
    /// What the reader is called, or typed.
    pub name: String,
    /// Why what they typed was not taken.
    pub bad_name: Option<&'static str>,
    /// Whether the reader has a password.
    pub has_password: bool,
    /// How far the second factor is.
    pub factor: Factor<'a>,
    /// Codes for paper that were just made.
    pub codes: &'a [Zeroizing<String>],
    /// Where the reader is signed in.
    pub sessions: Vec<SessionRow>,
    /// The code of the language that the reader chose; empty where they follow their browser.
    pub language: &'static str,
    /// Whether everybody must have a second factor; none for those who do not decide it.
    pub required: Option<bool>,
}

/// The page.
pub fn sign_in_page(language: Language, csrf: &str, page: &SignInPage<'_>) -> Markup {
    let all = language.words();
    let words = &all.sign_in;
    html! {
        (fresh_codes(language, words, page.codes))
        @if !page.has_password { (password(all, csrf, false)) }
        section .panel aria-labelledby="factor-title" {
            h2 #factor-title { (words.factor) }
            @match &page.factor {
                Factor::Off { owed } => (factor_off(words, csrf, *owed)),
                Factor::Begun { key, address } => (factor_begun(language, words, csrf, key, address)),
                Factor::On { codes_left } => (factor_on(words, csrf, *codes_left)),
            }
        }
        (own_name(all, csrf, page))
        @if page.has_password { (password(all, csrf, true)) }
        (own_language(all, csrf, page.language))
        (sessions(language, words, csrf, &page.sessions))
        @if let Some(required) = page.required { (everybody(all, csrf, required)) }
    }
}

fn fresh_codes(language: Language, words: &SignInWords, codes: &[Zeroizing<String>]) -> Markup {
    html! {
        @if !codes.is_empty() {
            section .panel.made aria-labelledby="codes-title" {
                h2 #codes-title { (words.codes_made) }
                pre #codes .codes tabindex="0" aria-labelledby="codes-title" { @for code in codes { (code.as_str()) "\n" } }
                p .do { (copy(language, "codes")) }
                p .hint { (words.codes_shown) " " (words.codes_hint) }
            }
        }
    }
}

fn factor_off(words: &SignInWords, csrf: &str, owed: bool) -> Markup {
    let password = html! { input type="password" name="password" autocomplete="current-password"; };
    html! {
        @if owed { p .said.bad { (words.factor_owed) } } @else { p { (words.factor_off) } }
        form .step method="post" action="/settings/sign-in/factor" {
            (token(csrf))
            (field(words.password, words.set_up_hint, &password))
            p .do { button .primary { (words.set_up) } }
        }
    }
}

fn factor_begun(language: Language, words: &SignInWords, csrf: &str, key: &str, address: &str) -> Markup {
    let code = code_field(words);
    html! {
        div .enrol {
            div { (qr(words.picture, address)) }
            div {
                p { strong { (words.scan) } }
                p .hint { (words.scan_hint) }
                (super::form::value(language, "factor-key", words.key, words.key_hint, key))
                form method="post" action="/settings/sign-in/factor/confirm" {
                    (token(csrf))
                    (code)
                    p .do { button .primary { (words.confirm) } }
                }
            }
        }
    }
}

fn code_field(words: &SignInWords) -> Markup {
    let control = html! { input type="text" name="code" required inputmode="numeric" autocomplete="one-time-code" maxlength="32" spellcheck="false"; };
    field(words.code, words.code_hint, &control)
}

fn factor_on(words: &SignInWords, csrf: &str, codes_left: i64) -> Markup {
    html! {
        p { (words.factor_on) }
        h3 { (words.codes) }
        p .hint { (fill(words.codes_left, "count", &codes_left.to_string())) " " (words.codes_hint) }
        details .careful {
            summary .button { (words.renew_codes) }
            form method="post" action="/settings/sign-in/codes" { (token(csrf)) (code_field(words)) button .primary { (words.renew_codes) } }
        }
        details .careful {
            summary .button.alarm { (words.turn_off) }
            form method="post" action="/settings/sign-in/factor/off" {
                (token(csrf))
                h3 { (words.turn_off_title) }
                p { (words.turn_off_effect) }
                (code_field(words))
                button .button.danger { (words.turn_off) }
            }
        }
    }
}

fn password(all: &Words, csrf: &str, has_one: bool) -> Markup {
    let words = &all.sign_in;
    let old = html! { input type="password" name="old" autocomplete="current-password"; };
    let new = html! { input type="password" name="new" required minlength="12" autocomplete="new-password"; };
    html! {
        form .panel method="post" action="/settings/sign-in/password" aria-labelledby="password-title" {
            (token(csrf))
            h2 #password-title { (words.password) }
            @if has_one {
                div .pair { (field(words.old, "", &old)) (field(words.new, all.doors.password_hint, &new)) }
            } @else {
                p .said.bad { (words.password_none) }
                (field(words.new, all.doors.password_hint, &new))
            }
            p .do { button .primary { (if has_one { words.change_password } else { words.set_password }) } span .hint { (words.change_hint) } }
        }
    }
}

fn own_name(all: &Words, csrf: &str, page: &SignInPage<'_>) -> Markup {
    let words = &all.sign_in;
    html! {
        form .panel method="post" action="/settings/sign-in/name" {
            (token(csrf))
            (name_field((words.name, words.name_hint), &page.name, "name", page.bad_name))
            p .do { button .primary { (all.console.save) } }
        }
    }
}

fn own_language(all: &Words, csrf: &str, chosen: &str) -> Markup {
    let words = &all.sign_in;
    let control = select("language", "language", &languages(words.language_theirs), chosen);
    html! {
        form .panel method="post" action="/settings/sign-in/language" {
            (token(csrf))
            (field(words.language, words.language_hint, &control))
            p .do { button .primary { (all.console.save) } }
        }
    }
}

fn sessions(language: Language, words: &SignInWords, csrf: &str, rows: &[SessionRow]) -> Markup {
    html! {
        h2 .between { (words.sessions) }
        section .panel.list aria-label=(words.sessions) {
            ul .rows {
                @for one in rows {
                    li {
                        div .what {
                            p .name {
                                (around(words.since, "{time}", &date_and_time(language, one.created_at)))
                                @if one.this { " " span .badge { (words.this) } }
                            }
                            p .hint { (around(words.used, "{time}", &date_and_time(language, one.last_used_at))) }
                        }
                        @if !one.this {
                            form method="post" action={ "/settings/sign-in/sessions/" (one.id) "/end" } {
                                (token(csrf)) button .button { (words.end) }
                            }
                        }
                    }
                }
            }
            div .foot {
                p .hint { (words.sessions_hint) }
                @if rows.len() > 1 {
                    form .do method="post" action="/settings/sign-in/sessions/end-others" { (token(csrf)) button .button { (words.end_others) } }
                }
            }
        }
    }
}

fn everybody(all: &Words, csrf: &str, required: bool) -> Markup {
    let words = &all.sign_in;
    html! {
        h2 .between { (words.everybody) }
        form .panel method="post" action="/settings/sign-in/require" {
            (token(csrf))
            label .choice {
                input type="checkbox" name="required" value="1" checked[required];
                span { strong { (words.require) } small { (words.require_hint) } }
            }
            p .do { button .primary { (all.console.save) } }
        }
    }
}
