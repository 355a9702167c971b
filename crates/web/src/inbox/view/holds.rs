//! The screen of holds, and the form on a person's card that places one.

use maud::{Markup, html};

use super::avatar::avatar;
use super::shapes::Teammate;
use super::time::day;
use crate::page::{Careful, Shell, careful, data_block, document, form_words, icon};
use crate::words::{HoldWords, Language, fill};

/// One hold, opened.
#[derive(Debug, Clone)]
pub struct HoldLine {
    /// Its id.
    pub id: String,
    /// Chooses the avatar's colour.
    pub contact_id: String,
    /// Whom or what it is on, in words.
    pub what: String,
    /// Why, in words.
    pub ground: &'static str,
    /// What is kept, in words.
    pub scope: &'static str,
    /// The words of whoever answers for it.
    pub basis: String,
    /// When it was placed.
    pub placed_at: i64,
    /// When it must be reviewed.
    pub review_at: i64,
    /// By whom.
    pub reviewer: String,
    /// When it ends by itself.
    pub until: Option<i64>,
    /// When it was lifted.
    pub lifted_at: Option<i64>,
    /// The one who looks may read what it keeps.
    pub readable: bool,
}

/// The screen of holds.
#[derive(Debug, Clone)]
pub struct HoldsPage {
    /// The language of the text.
    pub language: Language,
    /// The workspace's name.
    pub workspace_name: String,
    /// What forms must send back.
    pub csrf: String,
    /// Those to be reviewed first come first.
    pub holds: Vec<HoldLine>,
    /// Those that are over are shown too.
    pub past: bool,
}

/// The screen.
pub fn holds_page(page: &HoldsPage) -> Markup {
    let words = &page.language.words().holds;
    let title = format!("{} · {}", words.title, page.workspace_name);
    let shell = Shell {
        title: &title,
        language: page.language,
        styles: &["inbox/inbox.css", "inbox/list.css", "inbox/erasure.css", "inbox/holds.css"],
        modules: &["inbox/erasure.js", "live/forms.js"],
        class: "erasure-page",
    };
    let body = html! {
        header .erasure-head {
            a .icon-button href="/inbox" aria-label=(words.back) title=(words.back) { (icon("back")) }
            h1 { (words.title) }
            p .hint { (words.intro) }
        }
        main .erasure-main {
            nav .states aria-label=(words.title) {
                a href="/inbox/holds" aria-current=[(!page.past).then_some("page")] { (words.current) }
                a href="/inbox/holds?past=1" aria-current=[page.past.then_some("page")] { (words.all) }
            }
            @if page.holds.is_empty() { div .empty { p { (words.none) } } }
            @else { ul .holds { @for hold in &page.holds { (line(page, words, hold)) } } }
        }
        (data_block("words", &page.language.words().script))
        (form_words(page.language))
    };
    document(&shell, &body)
}

fn line(page: &HoldsPage, words: &HoldWords, hold: &HoldLine) -> Markup {
    html! {
        li {
            (avatar(&hold.contact_id, &hold.what))
            div .about {
                h2 { (hold.what) }
                p { (hold.ground) " · " (hold.scope) }
                @if !hold.basis.is_empty() { p .basis { (hold.basis) } }
                dl .terms {
                    div { dt { (words.placed) } dd { (day(page.language, hold.placed_at)) } }
                    div { dt { (words.review_at) } dd { (day(page.language, hold.review_at)) " · " (hold.reviewer) } }
                    @if let Some(until) = hold.until { div { dt { (words.until) } dd { (day(page.language, until)) } } }
                    @if let Some(at) = hold.lifted_at { div { dt { (words.lifted) } dd { (day(page.language, at)) } } }
                }
            }
            @if hold.lifted_at.is_none() {
                div .acts {
                    @if hold.readable { a .button href={ "/inbox/holds/" (hold.id) "/kept" } { (words.read) } }
                    (lifting(page, words, hold))
                }
            }
        }
    }
}

fn lifting(page: &HoldsPage, words: &HoldWords, hold: &HoldLine) -> Markup {
    let act = Careful {
        summary: words.lift,
        title: &fill(words.lift_title, "what", &hold.what),
        effect: words.lift_effect,
        now: words.lift_now,
        action: &format!("/inbox/holds/{}/lift", hold.id),
        ends: true,
    };
    careful(&act, &html! { input type="hidden" name="csrf" value=(page.csrf); })
}

/// The form on a person's card that places a hold.
pub(super) fn hold_form(language: Language, csrf: &str, contact: &str, reviewers: &[Teammate]) -> Markup {
    let words = &language.words().holds;
    let grounds = [
        ("litigation", words.litigation),
        ("statutory_retention", words.statutory_retention),
        ("authority", words.authority),
        ("investigation", words.investigation),
    ];
    html! {
        details .hold {
            summary { (words.place) }
            form method="post" action={ "/inbox/people/" (contact) "/hold" } {
                input type="hidden" name="csrf" value=(csrf);
                h4 { (words.place_title) }
                p { (words.place_effect) }
                label { span { (words.ground) } select name="ground" { @for (code, word) in grounds { option value=(code) { (word) } } } }
                label { span { (words.scope) }
                    select name="scope" { option value="everything" { (words.everything) } option value="messages" { (words.messages) } }
                }
                label { span { (words.basis) } textarea name="basis" rows="2" maxlength="4000" required {} }
                label { span { (words.review_at) } input type="date" name="review_at" required; }
                label { span { (words.until) } input type="date" name="until"; }
                label { span { (words.reviewer) }
                    select name="reviewer" { @for one in reviewers { option value=(one.id) { (one.name) } } }
                }
                button .primary { (words.place_now) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_shown_as_text() {
        let hostile = "<script>alert('x')</script>";
        let hold = HoldLine {
            id: "h".into(),
            contact_id: "c".into(),
            what: hostile.into(),
            ground: "Litigation",
            scope: "Everything",
            basis: hostile.into(),
            placed_at: 0,
            review_at: 0,
            reviewer: hostile.into(),
            until: Some(0),
            lifted_at: None,
            readable: true,
        };
        let page = |holds| HoldsPage {
            language: Language::English,
            workspace_name: hostile.into(),
            csrf: "t".into(),
            holds,
            past: false,
        };
        let drawn = holds_page(&page(vec![hold.clone()])).into_string();
        assert!(!drawn.contains("<script>alert") && drawn.contains("/inbox/holds/h/lift"));
        assert!(drawn.contains("/inbox/holds/h/kept"));
        let unread = holds_page(&page(vec![HoldLine { readable: false, ..hold.clone() }])).into_string();
        assert!(!unread.contains("/kept"));
        let over = holds_page(&page(vec![HoldLine { lifted_at: Some(0), ..hold }])).into_string();
        assert!(!over.contains("/lift"));
        assert!(holds_page(&page(Vec::new())).into_string().contains("Nothing is under a hold."));
    }
}
