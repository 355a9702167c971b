//! The doors: sign-in, the first run of a server, and a plain page for everything that went wrong.

use maud::{Markup, html};

use super::shapes::HostRegion;
use crate::page::{Shell, document, form_words, icon};
use crate::words::{DoorWords, Language, fill};

/// The sign-in page.
#[derive(Debug, Clone)]
pub struct SignInPage {
    /// The language of the text.
    pub language: Language,
    /// Id and name of the workspace, where the address names one.
    pub workspace: Option<(String, String)>,
    /// The page to which they come once they are in.
    pub next: Option<String>,
    /// The token that the form sends back.
    pub csrf: String,
    /// The address as typed before.
    pub email: String,
    /// Why the page is shown again.
    pub problem: Option<SignInProblem>,
}

/// Why sign-in did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInProblem {
    /// Unknown address or other password; never told apart.
    Wrong,
    /// Too many attempts.
    TooMany {
        /// When the next attempt is allowed, seconds from now.
        retry_after_s: u64,
    },
    /// The session ended.
    Ended,
    /// The form's token was not ours any more.
    Stale,
}

/// Where the operator makes the first workspace.
#[derive(Debug, Clone)]
pub struct FirstRunPage {
    /// The language of the text.
    pub language: Language,
    /// The one-time link's secret, as it stands in the address.
    pub link: String,
    /// The token that the form sends back.
    pub csrf: String,
    /// What was typed before; never the password.
    pub form: FirstRunForm,
    /// Why the page is shown again.
    pub problems: Vec<FirstRunProblem>,
}

/// What was typed before.
#[derive(Debug, Clone, Default)]
pub struct FirstRunForm {
    /// Field `workspace_name`.
    pub workspace_name: String,
    /// Field `region`.
    pub region: Option<HostRegion>,
    /// Field `name`.
    pub name: String,
    /// Field `email`.
    pub email: String,
    /// Field `colour`, `#rrggbb`.
    pub colour: String,
}

/// What is wrong with the form; the password's field is `password`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstRunProblem {
    /// No name, or a longer one than 100 characters.
    WorkspaceName,
    /// No region.
    Region,
    /// No name, or a longer one than 100 characters.
    Name,
    /// No e-mail address.
    Email,
    /// Fewer than 12 characters.
    Password,
    /// The form's token was not ours any more.
    Stale,
}

/// A page that says one thing.
#[derive(Debug, Clone)]
pub struct MessagePage {
    /// The language of the text.
    pub language: Language,
    /// What it says.
    pub notice: Notice,
    /// What exactly was wrong.
    pub reason: Option<String>,
    /// The request's id, for the operator's log.
    pub reference: Option<String>,
}

/// What a plain page can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// Not there, or not theirs to see.
    NotFound,
    /// The first-run link was used or replaced.
    LinkUsed,
    /// The link that signs somebody in was used, or its day is over.
    SignInLinkUsed,
    /// A form came without a session that lives.
    Ended,
    /// A form came from somebody who owes a second factor.
    FactorOwed,
    /// Too many requests.
    TooFast,
    /// The server cannot answer.
    Unavailable,
    /// The disk is full: reads only.
    ReadOnly,
    /// The request could not be read.
    BadRequest,
    /// The session was ended by its owner.
    SignedOut,
}

/// Sign-in.
pub fn sign_in_page(page: &SignInPage) -> Markup {
    let words = &page.language.words().doors;
    let (title, action) = match &page.workspace {
        // Whoever knows no more than the address is not told whose it is.
        Some((id, name)) if name.is_empty() => (words.sign_in.to_owned(), format!("/sign-in/{id}")),
        Some((id, name)) => (fill(words.sign_in_to, "workspace", name), format!("/sign-in/{id}")),
        None => (words.sign_in.to_owned(), "/sign-in".to_owned()),
    };
    let form = html! {
        @match (page.problem, &page.next) {
            (Some(problem), _) => p .problem role="alert" { (sign_in_problem(words, problem)) },
            (None, Some(_)) => p .hint role="status" { (words.to_go_on) },
            (None, None) => {},
        }
        form method="post" action=(action) {
            input type="hidden" name="csrf" value=(page.csrf);
            @if let Some(next) = &page.next { input type="hidden" name="next" value=(next); }
            @if page.workspace.is_none() {
                label {
                    span { (words.workspace_id) }
                    input type="text" name="workspace" required autofocus autocomplete="organization" autocapitalize="none" spellcheck="false" maxlength="64";
                    small { (words.workspace_id_hint) }
                }
            }
            label { span { (words.email) } input type="email" name="email" value=(page.email) autocomplete="username" required autofocus[page.workspace.is_some()]; }
            label { span { (words.password) } input type="password" name="password" autocomplete="current-password" required; }
            button .primary { (words.sign_in) }
        }
        p .hint.promise { (icon("seal")) (words.promise) }
    };
    door(page.language, &title, &form)
}

fn sign_in_problem(words: &DoorWords, problem: SignInProblem) -> String {
    match problem {
        SignInProblem::Wrong => words.wrong.to_owned(),
        SignInProblem::TooMany { retry_after_s } => match retry_after_s.div_ceil(60) {
            0 | 1 => words.too_many_one.to_owned(),
            minutes => fill(words.too_many, "minutes", &minutes.to_string()),
        },
        SignInProblem::Ended => words.ended.to_owned(),
        SignInProblem::Stale => words.stale.to_owned(),
    }
}

/// First run.
pub fn first_run_page(page: &FirstRunPage) -> Markup {
    let words = &page.language.words().doors;
    let form = html! {
        p .hint { (words.first_run_hint) }
        @if !page.problems.is_empty() {
            div .problem role="alert" {
                p { (words.problems) }
                ul { @for problem in &page.problems { li { (first_run_problem(words, *problem)) } } }
            }
        }
        form method="post" action={ "/setup/" (page.link) } {
            input type="hidden" name="csrf" value=(page.csrf);
            label {
                span { (words.workspace_name) }
                input type="text" name="workspace_name" value=(page.form.workspace_name) required maxlength="100" autocomplete="organization" autofocus;
                small { (words.workspace_hint) }
            }
            (regions(words, page.form.region))
            label {
                @let all = page.language.words();
                span { (all.workspace.colour) }
                input type="color" name="colour" value=(if page.form.colour.is_empty() { "#1f6f5c" } else { page.form.colour.as_str() });
                small { (all.workspace.colour_hint) }
            }
            label { span { (words.your_name) } input type="text" name="name" value=(page.form.name) required maxlength="100" autocomplete="name"; }
            label { span { (words.email) } input type="email" name="email" value=(page.form.email) required autocomplete="username"; }
            label {
                span { (words.password) }
                input type="password" name="password" required minlength="12" autocomplete="new-password";
                small { (words.password_hint) }
            }
            button .primary { (words.create) }
        }
    };
    door(page.language, words.first_run, &form)
}

fn regions(words: &DoorWords, chosen: Option<HostRegion>) -> Markup {
    html! {
        fieldset .regions {
            legend { (words.region) }
            @for region in HostRegion::EVERY {
                @let label = match region { HostRegion::Us => words.us, HostRegion::Eu => words.eu, HostRegion::Au => words.au };
                label .choice { input type="radio" name="region" value=(region.as_str()) required checked[chosen == Some(region)]; span { (label) } }
            }
            small { (words.region_hint) }
        }
    }
}

const fn first_run_problem(words: &DoorWords, problem: FirstRunProblem) -> &'static str {
    match problem {
        FirstRunProblem::WorkspaceName => words.workspace_missing,
        FirstRunProblem::Region => words.region_missing,
        FirstRunProblem::Name => words.name_missing,
        FirstRunProblem::Email => words.email_invalid,
        FirstRunProblem::Password => words.password_short,
        FirstRunProblem::Stale => words.stale,
    }
}

/// A plain page.
pub fn message_page(page: &MessagePage) -> Markup {
    let all = page.language.words();
    let words = &all.doors;
    let (title, text) = match page.notice {
        Notice::NotFound => (words.not_found, words.not_found_text),
        Notice::LinkUsed => (words.link_used, words.link_used_text),
        Notice::SignInLinkUsed => (words.link_used, words.sign_in_link_used_text),
        Notice::Ended => (words.ended_title, words.ended_text),
        Notice::FactorOwed => (words.factor_owed, all.sign_in.factor_owed),
        Notice::TooFast => (words.too_fast, words.too_fast_text),
        Notice::Unavailable => (words.unavailable, words.unavailable_text),
        Notice::ReadOnly => (words.read_only, words.read_only_text),
        Notice::BadRequest => (words.bad_request, words.bad_request_text),
        Notice::SignedOut => (words.signed_out, words.signed_out_text),
    };
    let (address, label) = match page.notice {
        Notice::SignedOut | Notice::SignInLinkUsed | Notice::Ended => ("/sign-in", words.sign_in),
        Notice::FactorOwed => ("/settings/sign-in", all.sign_in.title),
        _ => ("/inbox", words.to_inbox),
    };
    let body = html! {
        p { (text) }
        @if let Some(reason) = &page.reason { p { (reason) } }
        p { a .quiet href=(address) { (label) } }
        @if let Some(reference) = &page.reference { p .hint { (words.reference) " " code { (reference) } } }
    };
    door(page.language, title, &body)
}

/// A card with a title.
pub(crate) fn door(language: Language, title: &str, body: &Markup) -> Markup {
    let shell =
        Shell { title, language, styles: &["inbox/doors.css"], modules: &["live/forms.js"], class: "door" };
    document(
        &shell,
        &html! { main .card { p .brand { (icon("mark")) span { "Troth" } } h1 { (title) } (body) } (form_words(language)) },
    )
}
