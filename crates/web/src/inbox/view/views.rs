//! The screen of views: each with the form that changes it, and the form for a new one.

use maud::{Markup, html};

use super::listing::{Order, State};
use super::shapes::{Tag, Team, Teammate};
use crate::page::{Careful, Shell, careful, document, form_words, icon};
use crate::words::{InboxWords, Language, ViewWords, fill};

/// Which conversations a view holds, as a form has it; empty where nothing is chosen.
#[derive(Debug, Clone, Default)]
pub struct ViewChoice {
    /// Field `state`: a state's word.
    pub state: String,
    /// Field `whose`: `anybody`, `mine`, `nobody`, or `teammate-` and an id.
    pub whose: String,
    /// Field `team`: an id.
    pub team: String,
    /// Field `tag`: an id.
    pub tag: String,
    /// Field `priority`.
    pub priority: bool,
    /// Field `sort`.
    pub order: Order,
}

/// What stands in a form.
#[derive(Debug, Clone, Default)]
pub struct ViewForm {
    /// The view that is changed; none for a new one.
    pub id: Option<String>,
    /// The version that is changed, as it was shown.
    pub version: i64,
    /// Field `name`.
    pub name: String,
    /// What is chosen.
    pub choice: ViewChoice,
    /// Field `shared`: everybody sees it.
    pub shared: bool,
}

/// One view.
#[derive(Debug, Clone)]
pub struct ViewRow {
    /// Where it is open.
    pub address: String,
    /// The one who looks may change it.
    pub changeable: bool,
    /// What stands in its form.
    pub form: ViewForm,
}

/// The screen.
#[derive(Debug, Clone)]
pub struct ViewsPage {
    /// The language of the text.
    pub language: Language,
    /// The workspace's name.
    pub workspace_name: String,
    /// What forms must send back.
    pub csrf: String,
    /// The views.
    pub views: Vec<ViewRow>,
    /// The teammates by whom one may choose.
    pub teammates: Vec<Teammate>,
    /// The teams.
    pub teams: Vec<Team>,
    /// The tags.
    pub tags: Vec<Tag>,
    /// The one who looks may make views for everybody.
    pub shares: bool,
    /// What was just done.
    pub good: Option<&'static str>,
    /// Why it was not.
    pub bad: Option<&'static str>,
    /// What was typed when it was not, or what a new view begins with.
    pub typed: ViewForm,
}

/// A field's choices: what is sent, and what is read.
type Options = Vec<(String, String)>;

/// The screen on which views are made, changed and deleted.
pub fn views_page(page: &ViewsPage) -> Markup {
    let words = page.language.words();
    let (views, title) = (&words.views, format!("{} · {}", words.views.title, page.workspace_name));
    let shell = Shell {
        title: &title,
        language: page.language,
        styles: &["inbox/inbox.css", "inbox/erasure.css", "inbox/macros.css"],
        modules: &["live/forms.js"],
        class: "erasure-page",
    };
    let body = html! {
        header .erasure-head {
            a .icon-button href="/inbox" aria-label=(views.back) title=(views.back) { (icon("back")) }
            h1 { (views.title) }
            p .hint { (views.intro) }
        }
        main .erasure-main {
            @if let Some(good) = page.good { p .done role="status" { (good) } }
            @if let Some(bad) = page.bad { p .done.bad role="alert" { (bad) } }
            @if page.views.is_empty() { div .empty { p { (views.none) } } }
            @else { ul .macros { @for one in &page.views { li { (changing(page, views, one)) } } } }
            section .new aria-labelledby="new-title" {
                h2 #new-title { (views.new) }
                @let typed = if page.typed.id.is_none() { page.typed.clone() } else { ViewForm::default() };
                (form(page, "/inbox/views", &typed, views.make))
            }
        }
        (form_words(page.language))
    };
    document(&shell, &body)
}

fn changing(page: &ViewsPage, words: &ViewWords, one: &ViewRow) -> Markup {
    let typed_here = page.typed.id.is_some() && page.typed.id == one.form.id;
    let typed = if typed_here { &page.typed } else { &one.form };
    let id = one.form.id.as_deref().unwrap_or_default();
    html! {
        details open[typed_here] {
            summary {
                strong { (one.form.name) }
                @if one.form.shared { span .of-team { (words.everybody) } }
                span .hint { (summary(page, &one.form.choice)) }
            }
            p .go { a .quiet href=(one.address) { (words.open) } }
            @if one.changeable {
                (form(page, &format!("/inbox/views/{id}"), typed, words.save))
                (deleting(page, words, &one.form, id))
            }
        }
    }
}

fn deleting(page: &ViewsPage, words: &ViewWords, view: &ViewForm, id: &str) -> Markup {
    let act = Careful {
        summary: words.delete,
        title: &fill(words.delete_title, "name", &view.name),
        effect: words.delete_effect,
        now: words.delete_now,
        action: &format!("/inbox/views/{id}/delete"),
        ends: true,
    };
    let fields = html! {
        input type="hidden" name="csrf" value=(page.csrf);
        input type="hidden" name="version" value=(view.version);
    };
    careful(&act, &fields)
}

/// What is chosen, in short.
fn summary(page: &ViewsPage, choice: &ViewChoice) -> String {
    let words = page.language.words();
    let fields = [
        (states(page), &choice.state),
        (whose(page), &choice.whose),
        (teams(page), &choice.team),
        (tags(page), &choice.tag),
    ];
    let said = |(options, chosen): (Options, &String)| -> Option<String> {
        let known = options.iter().position(|(value, _)| value == chosen);
        // The first choice is not to choose.
        (known != Some(0)).then(|| {
            known
                .and_then(|at| options.get(at))
                .map_or_else(|| words.views.gone.to_owned(), |one| one.1.clone())
        })
    };
    let priority = choice.priority.then(|| words.views.priority.to_owned());
    let all: Vec<String> = fields.into_iter().filter_map(said).chain(priority).collect();
    if all.is_empty() { words.inbox.all.to_owned() } else { all.join(" · ") }
}

fn states(page: &ViewsPage) -> Options {
    let (words, views) = (&page.language.words().inbox, &page.language.words().views);
    let named = State::EVERY.into_iter().map(|state| (state.as_str().to_owned(), state_name(words, state)));
    let any = (String::new(), views.any_state.to_owned());
    std::iter::once(any).chain(named.map(|(value, name)| (value, name.to_owned()))).collect()
}

const fn state_name(words: &InboxWords, state: State) -> &'static str {
    match state {
        State::Open => words.open,
        State::Snoozed => words.snoozed,
        State::Closed => words.closed,
    }
}

fn whose(page: &ViewsPage) -> Options {
    let words = &page.language.words().views;
    let own = [("anybody", words.anybody), ("mine", words.mine), ("nobody", words.nobody)];
    let own = own.into_iter().map(|(value, name)| (value.to_owned(), name.to_owned()));
    own.chain(page.teammates.iter().map(|one| (format!("teammate-{}", one.id), one.name.clone()))).collect()
}

fn teams(page: &ViewsPage) -> Options {
    let any = (String::new(), page.language.words().views.any_team.to_owned());
    std::iter::once(any).chain(page.teams.iter().map(|one| (one.id.clone(), one.name.clone()))).collect()
}

fn tags(page: &ViewsPage) -> Options {
    let any = (String::new(), page.language.words().views.any_tag.to_owned());
    std::iter::once(any).chain(page.tags.iter().map(|one| (one.id.clone(), one.name.clone()))).collect()
}

fn orders(page: &ViewsPage) -> Options {
    let words = &page.language.words().inbox;
    let named = |order: Order| (order.as_str().to_owned(), super::list::order_name(words, order).to_owned());
    Order::EVERY.into_iter().map(named).collect()
}

fn form(page: &ViewsPage, action: &str, typed: &ViewForm, save: &str) -> Markup {
    let words = &page.language.words().views;
    html! {
        form .macro-form method="post" action=(action) {
            input type="hidden" name="csrf" value=(page.csrf);
            @if typed.id.is_some() { input type="hidden" name="version" value=(typed.version); }
            label { span { (words.name) } input type="text" name="name" value=(typed.name) required maxlength="60" autocomplete="off"; }
            div .choice-fields {
                (select(words, "state", words.state, &states(page), &typed.choice.state))
                (select(words, "whose", words.whose, &whose(page), &typed.choice.whose))
                (select(words, "team", words.team, &teams(page), &typed.choice.team))
                (select(words, "tag", words.tag, &tags(page), &typed.choice.tag))
                (select(words, "sort", words.order, &orders(page), typed.choice.order.as_str()))
                @if page.shares {
                    @let sees = vec![(String::new(), words.only_me.to_owned()), ("yes".to_owned(), words.everybody.to_owned())];
                    (select(words, "shared", words.who_sees, &sees, if typed.shared { "yes" } else { "" }))
                }
            }
            label .check { input type="checkbox" name="priority" value="yes" checked[typed.choice.priority]; span { (words.priority) } }
            button .button.primary { (save) }
        }
    }
}

/// A field; what was chosen and is gone is still shown, so that nobody changes it unawares.
fn select(words: &ViewWords, name: &str, label: &str, options: &[(String, String)], chosen: &str) -> Markup {
    let known = chosen.is_empty() || options.iter().any(|(value, _)| value == chosen);
    html! {
        label {
            span { (label) }
            select name=(name) {
                @for (value, text) in options { option value=(value) selected[value == chosen] { (text) } }
                @if !known { option value=(chosen) selected { (words.gone) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_shown_as_text_and_what_is_gone_stays_chosen() {
        let hostile = "<script>alert('x')</script>";
        let choice = ViewChoice { team: "3".into(), tag: "9".into(), ..ViewChoice::default() };
        let form = ViewForm { id: Some("7".into()), version: 1, name: hostile.into(), choice, shared: true };
        let page = ViewsPage {
            language: Language::Japanese,
            workspace_name: hostile.into(),
            csrf: "t".into(),
            views: vec![ViewRow {
                address: "/inbox?folder=view-7".into(),
                changeable: true,
                form: form.clone(),
            }],
            teammates: vec![Teammate { id: "1".into(), name: hostile.into(), away: false }],
            teams: vec![Team { id: "3".into(), name: hostile.into() }],
            tags: Vec::new(),
            shares: false,
            good: None,
            bad: Some("?"),
            typed: form,
        };
        let drawn = views_page(&page).into_string();
        assert!(!drawn.contains("<script>alert") && drawn.contains("<details open>"));
        assert!(
            drawn.contains("<option value=\"3\" selected>")
                && drawn.contains("<option value=\"9\" selected>削除済み")
        );
        assert!(!drawn.contains("name=\"shared\""), "not offered to whoever may not");
        assert!(drawn.contains("href=\"/inbox?folder=view-7\""));
    }
}
