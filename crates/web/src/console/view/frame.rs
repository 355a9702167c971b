//! The console's frame: the list of pages beside the page on a wide screen, steps of one another on a phone.

use maud::{Markup, html};

use crate::page::{Shell, data_block, document, form_words, icon};
use crate::words::{Language, Words};

/// A page of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Name, colour, region.
    Workspace,
    /// How it comes onto a website.
    Messenger,
    /// What proves who a user is.
    Identity,
    /// Who answers.
    Teammates,
    /// Who works together.
    Teams,
    /// The labels of conversations and people.
    Tags,
    /// The server by which mail leaves.
    Mail,
    /// Keys to the REST API.
    Tokens,
    /// One's own password, second factor and sessions.
    SignIn,
}

impl Section {
    /// All of them, in the order of the list.
    pub const EVERY: [Self; 9] = [
        Self::Workspace,
        Self::Messenger,
        Self::Identity,
        Self::Teammates,
        Self::Teams,
        Self::Tags,
        Self::Mail,
        Self::Tokens,
        Self::SignIn,
    ];

    /// Its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Workspace => "/settings/workspace",
            Self::Messenger => "/settings/messenger",
            Self::Identity => "/settings/identity",
            Self::Teammates => "/settings/teammates",
            Self::Teams => "/settings/teams",
            Self::Tags => "/settings/tags",
            Self::Mail => "/settings/mail",
            Self::Tokens => "/settings/tokens",
            Self::SignIn => "/settings/sign-in",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Workspace => "settings",
            Self::Messenger => "mark",
            Self::Identity => "person",
            Self::Teammates => "people",
            Self::Teams => "team",
            Self::Tags => "tag",
            Self::Mail => "mail",
            Self::Tokens => "token",
            Self::SignIn => "seal",
        }
    }

    /// What it is called, and one sentence on what is set there.
    pub(crate) const fn says(self, words: &'static Words) -> (&'static str, &'static str) {
        match self {
            Self::Workspace => (words.workspace.title, words.workspace.about),
            Self::Messenger => (words.installing.title, words.installing.about),
            Self::Identity => (words.identity.title, words.identity.about),
            Self::Teammates => (words.teammates.title, words.teammates.about),
            Self::Teams => (words.teams.title, words.teams.about),
            Self::Tags => (words.tags.title, words.tags.about),
            Self::Mail => (words.mail.title, words.mail.about),
            Self::Tokens => (words.tokens.title, words.tokens.about),
            Self::SignIn => (words.sign_in.title, words.sign_in.about),
        }
    }
}

/// What an act ended in, said above the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It was done.
    Good(&'static str),
    /// It was not, and why.
    Bad(&'static str),
}

/// What stands around a page.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The language of the text.
    pub language: Language,
    /// The workspace's name.
    pub workspace_name: &'a str,
    /// The pages that the reader's role opens.
    pub sections: &'a [Section],
    /// The page; none for the list of all.
    pub here: Option<Section>,
    /// What the last act ended in.
    pub said: Option<Said>,
}

/// The whole document.
pub fn console_page(frame: &Frame<'_>, content: &Markup) -> Markup {
    let words = frame.language.words();
    let (heading, about) =
        frame.here.map_or((words.console.title, words.console.intro), |here| here.says(words));
    let title = format!("{heading} · {}", frame.workspace_name);
    let shell = Shell {
        title: &title,
        language: frame.language,
        styles: &["console/console.css"],
        modules: &["console/console.js", "console/installing.js", "live/forms.js"],
        class: if frame.here.is_some() { "console at-page" } else { "console at-list" },
    };
    let body = html! {
        a .skip href="#page" { (words.console.skip) }
        (list(frame, words))
        main #page .page tabindex="-1" {
            header .page-head {
                @if frame.here.is_some() {
                    a .to-list.icon-button href="/settings" aria-label=(words.console.back_to_list) { (icon("back")) }
                }
                h1 { (heading) }
                p .hint { (about) }
            }
            @match frame.said {
                Some(Said::Good(text)) => p .said.good role="status" { (icon("check")) span { (text) } },
                Some(Said::Bad(text)) => p .said.bad role="alert" { (text) },
                None => {},
            }
            (content)
            @if frame.here.is_none() { (cards(frame, words)) }
        }
        div #said .hidden-text aria-live="polite" {}
        (data_block("words", &words.script))
        (form_words(frame.language))
    };
    document(&shell, &body)
}

fn list(frame: &Frame<'_>, words: &'static Words) -> Markup {
    html! {
        nav .sections aria-label=(words.console.title) {
            a .to-inbox href="/inbox" { (icon("back")) span { (words.console.back) } }
            p .brand { (icon("mark")) span { (frame.workspace_name) } }
            ul {
                @for section in frame.sections {
                    li { a href=(section.path()) aria-current=[(frame.here == Some(*section)).then_some("page")] {
                        (icon(section.icon())) span { (section.says(words).0) }
                    } }
                }
            }
        }
    }
}

fn cards(frame: &Frame<'_>, words: &'static Words) -> Markup {
    html! {
        ul .cards {
            @for section in frame.sections {
                @let (title, about) = section.says(words);
                li { a .card href=(section.path()) {
                    (icon(section.icon()))
                    span { strong { (title) } span .hint { (about) } }
                    (icon("forward"))
                } }
            }
        }
    }
}
