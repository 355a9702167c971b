//! The screen of macros, and the list from which one is put into the composer.

use maud::{Markup, html};

use super::shapes::Team;
use crate::page::{Careful, Shell, careful, document, form_words, icon};
use crate::words::{Language, MacroWords, fill};

/// One macro.
#[derive(Debug, Clone)]
pub struct MacroRow {
    /// Its id.
    pub id: String,
    /// Counts changes.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Its text: with its places on its own screen, filled where it is used.
    pub body: String,
    /// The team that sees it; `None`: everybody does.
    pub team: Option<Team>,
}

/// What stands in a form.
#[derive(Debug, Clone, Default)]
pub struct MacroForm {
    /// The macro that is changed; none for a new one.
    pub id: Option<String>,
    /// The version that is changed, as it was shown.
    pub version: i64,
    /// Field `name`.
    pub name: String,
    /// Field `body`.
    pub body: String,
    /// Field `team`: an id, or empty for everybody.
    pub team: String,
}

/// The screen.
#[derive(Debug, Clone)]
pub struct MacrosPage {
    /// The language of the text.
    pub language: Language,
    /// The workspace's name.
    pub workspace_name: String,
    /// What forms must send back.
    pub csrf: String,
    /// The macros.
    pub macros: Vec<MacroRow>,
    /// The teams to which one may be given.
    pub teams: Vec<Team>,
    /// The places that a text may have.
    pub places: &'static [&'static str],
    /// What was just done.
    pub good: Option<&'static str>,
    /// Why it was not.
    pub bad: Option<String>,
    /// What was typed when it was not.
    pub typed: MacroForm,
}

/// The macros for one conversation.
#[derive(Debug, Clone)]
pub struct MacrosToUse {
    /// The language of the text.
    pub language: Language,
    /// The conversation.
    pub conversation: String,
    /// The macros, filled.
    pub macros: Vec<MacroRow>,
}

/// The screen on which macros are made, changed and deleted.
pub fn macros_page(page: &MacrosPage) -> Markup {
    let words = &page.language.words().macros;
    let title = format!("{} · {}", words.title, page.workspace_name);
    let content = html! {
        @if let Some(good) = page.good { p .done role="status" { (good) } }
        @if let Some(bad) = &page.bad { p .done.bad role="alert" { (bad) } }
        @if page.macros.is_empty() { div .empty { p { (words.none) } } }
        @else { ul .macros { @for one in &page.macros { li { (changing(page, words, one)) } } } }
        section .new aria-labelledby="new-title" {
            h2 #new-title { (words.new) }
            @let typed = if page.typed.id.is_none() { page.typed.clone() } else { MacroForm::default() };
            (form(page, words, "/inbox/macros", &typed, words.make))
        }
    };
    frame(page.language, &title, words.title, words.intro, "/inbox", &content)
}

fn changing(page: &MacrosPage, words: &MacroWords, one: &MacroRow) -> Markup {
    let typed_here = page.typed.id.as_ref() == Some(&one.id);
    let typed = if typed_here {
        page.typed.clone()
    } else {
        let team = one.team.as_ref().map(|team| team.id.clone()).unwrap_or_default();
        MacroForm {
            id: Some(one.id.clone()),
            version: one.version,
            name: one.name.clone(),
            body: one.body.clone(),
            team,
        }
    };
    html! {
        details open[typed_here] {
            summary {
                strong { (one.name) }
                @if let Some(team) = &one.team { span .of-team { (team.name) } }
                span .hint { (one.body.lines().next().unwrap_or_default()) }
            }
            (form(page, words, &format!("/inbox/macros/{}", one.id), &typed, words.save))
            (deleting(page, words, one))
        }
    }
}

fn deleting(page: &MacrosPage, words: &MacroWords, one: &MacroRow) -> Markup {
    let act = Careful {
        summary: words.delete,
        title: &fill(words.delete_title, "name", &one.name),
        effect: words.delete_effect,
        now: words.delete_now,
        action: &format!("/inbox/macros/{}/delete", one.id),
        ends: true,
    };
    let fields = html! {
        input type="hidden" name="csrf" value=(page.csrf);
        input type="hidden" name="version" value=(one.version);
    };
    careful(&act, &fields)
}

fn form(page: &MacrosPage, words: &MacroWords, action: &str, typed: &MacroForm, save: &str) -> Markup {
    html! {
        form .macro-form method="post" action=(action) {
            input type="hidden" name="csrf" value=(page.csrf);
            @if typed.id.is_some() { input type="hidden" name="version" value=(typed.version); }
            label { span { (words.name) } input type="text" name="name" value=(typed.name) required maxlength="120" autocomplete="off"; }
            label { span { (words.body) } textarea name="body" rows="5" required maxlength="20000" { (typed.body) } }
            p .hint { (words.places) " " @for place in page.places { code { (place) } " " } (words.otherwise) " " code { "{{contact.first_name|" (words.unknown) "}}" } }
            label {
                span { (words.team) }
                select name="team" {
                    option value="" selected[typed.team.is_empty()] { (words.everybody) }
                    @for team in &page.teams { option value=(team.id) selected[team.id == typed.team] { (team.name) } }
                }
            }
            button .button.primary { (save) }
        }
    }
}

/// The list from which a macro is put into a conversation's composer.
pub fn macros_to_use(page: &MacrosToUse) -> Markup {
    let words = &page.language.words().macros;
    let back = format!("/inbox/{}", page.conversation);
    let content = html! {
        @if page.macros.is_empty() { div .empty { p { (words.none) } a .quiet href="/inbox/macros" { (words.manage) } } }
        @else {
            ul #macros-to-use .macros {
                @for one in &page.macros {
                    li { a href={ (back) "?macro=" (one.id) } data-macro=(one.id) { strong { (one.name) } span .text { (one.body) } } }
                }
            }
            p { a .quiet href="/inbox/macros" { (words.manage) } }
        }
    };
    frame(page.language, words.choose, words.choose, words.choose_hint, &back, &content)
}

pub(super) fn frame(
    language: Language,
    title: &str,
    heading: &str,
    intro: &str,
    back: &str,
    content: &Markup,
) -> Markup {
    let words = language.words();
    let shell = Shell {
        title,
        language,
        styles: &["inbox/inbox.css", "inbox/person.css", "inbox/erasure.css", "inbox/macros.css"],
        modules: &["live/forms.js"],
        class: "erasure-page",
    };
    let body = html! {
        header .erasure-head {
            a .icon-button href=(back) aria-label=(words.macros.back) title=(words.macros.back) { (icon("back")) }
            h1 { (heading) }
            p .hint { (intro) }
        }
        main .erasure-main { (content) }
        (form_words(language))
    };
    document(&shell, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_shown_as_text() {
        let hostile = "<script>alert('x')</script>";
        let team = Team { id: "3".into(), name: hostile.into() };
        let one = MacroRow {
            id: "7".into(),
            version: 1,
            name: hostile.into(),
            body: hostile.into(),
            team: Some(team.clone()),
        };
        let page = MacrosPage {
            language: Language::Japanese,
            workspace_name: hostile.into(),
            csrf: "t".into(),
            macros: vec![one.clone()],
            teams: vec![team],
            places: &["{{contact.name}}"],
            good: None,
            bad: Some(hostile.into()),
            typed: MacroForm { id: Some("7".into()), name: hostile.into(), ..MacroForm::default() },
        };
        let drawn = macros_page(&page).into_string();
        assert!(!drawn.contains("<script>alert") && drawn.contains("<details open>"));
        let page = MacrosToUse { language: Language::English, conversation: "5".into(), macros: vec![one] };
        let drawn = macros_to_use(&page).into_string();
        assert!(!drawn.contains("<script>alert") && drawn.contains("href=\"/inbox/5?macro=7\""));
    }
}
