//! The screens of erasures: one with its steps, which a script keeps live, and the list of all.

use maud::{Markup, html};

use super::avatar::avatar;
use super::thread::around;
use super::time::date_and_time;
use crate::page::{Careful, Shell, careful, data_block, document, form_words, icon};
use crate::words::{ErasureWords, Language, fill};

/// One erasure, as it is shown.
#[derive(Debug, Clone)]
pub struct ErasureShown {
    /// Its id.
    pub id: String,
    /// Chooses the avatar's colour.
    pub object_id: String,
    /// What is erased, in words.
    pub what: String,
    /// Who asked, and through what.
    pub asked: String,
    /// Who asked, when.
    pub requested_at: i64,
    /// It waits for a hold.
    pub deferred: bool,
    /// When it was closed to everybody.
    pub fenced_at: Option<i64>,
    /// When the keys ended, how many, and whether every server has confirmed it.
    pub shredded: Option<(i64, i64, bool)>,
    /// When it was checked that nothing is left.
    pub checked_at: Option<i64>,
    /// When it was complete.
    pub finished_at: Option<i64>,
    /// When the last copy of the keys is gone.
    pub horizon_at: Option<i64>,
    /// It goes on by itself in a moment: whoever looks should look again.
    pub moving: bool,
}

/// One place that an erasure empties.
#[derive(Debug, Clone)]
pub struct ErasurePlace {
    /// Its code.
    pub place: String,
    /// How many rows there were, once they were counted.
    pub planned: Option<i64>,
    /// How many are gone.
    pub removed: i64,
    /// It is empty.
    pub finished: bool,
}

/// The screen of one erasure.
#[derive(Debug, Clone)]
pub struct ErasurePage {
    /// The language of the text.
    pub language: Language,
    /// The workspace's name.
    pub workspace_name: String,
    /// The erasure.
    pub erasure: ErasureShown,
    /// Its places, in order.
    pub places: Vec<ErasurePlace>,
    /// What it left to be looked over.
    pub reviews: Vec<ErasureReview>,
    /// What forms must send back.
    pub csrf: String,
    /// The one who looks may say that something was looked over.
    pub reviews_it: bool,
    /// The one who looks may delete conversations.
    pub deletes: bool,
}

/// A conversation that an erasure left to be looked over.
#[derive(Debug, Clone)]
pub struct ErasureReview {
    /// The conversation.
    pub conversation: String,
    /// It is still there.
    pub there: bool,
    /// Who looked it over, and when.
    pub done: Option<(String, i64)>,
}

/// The screen of all erasures.
#[derive(Debug, Clone)]
pub struct ErasuresPage {
    /// The language of the text.
    pub language: Language,
    /// The workspace's name.
    pub workspace_name: String,
    /// Newest first.
    pub erasures: Vec<ErasureShown>,
    /// The address of the older ones.
    pub older: Option<String>,
    /// These are not the newest.
    pub paged: bool,
}

fn shell<'a>(title: &'a str, language: Language, modules: &'a [&'a str]) -> Shell<'a> {
    Shell {
        title,
        language,
        styles: &["inbox/inbox.css", "inbox/erasure.css"],
        modules,
        class: "erasure-page",
    }
}

/// One erasure with its steps.
pub fn erasure_page(page: &ErasurePage) -> Markup {
    let words = &page.language.words().erasure;
    let title = format!("{} · {}", words.title, page.workspace_name);
    let body = html! {
        header .erasure-head {
            a .icon-button href="/inbox/erasures" aria-label=(words.to_list) title=(words.to_list) { (icon("back")) }
            h1 { (words.title) }
        }
        main .erasure-main {
            section .whom {
                (avatar(&page.erasure.object_id, &page.erasure.what))
                h2 { (page.erasure.what) }
            }
            (erasure_fragment(page))
        }
        (data_block("words", &page.language.words().script))
        (form_words(page.language))
    };
    document(&shell(&title, page.language, &["inbox/erasure.js", "live/forms.js"]), &body)
}

/// The steps and, when they are to be had, the receipts: what the script asks for again while it goes on.
pub fn erasure_fragment(page: &ErasurePage) -> Markup {
    let (erasure, words) = (&page.erasure, &page.language.words().erasure);
    html! {
        div #erasure data-over=[(!erasure.moving).then_some("yes")] data-address={ "/inbox/erasures/" (erasure.id) "/steps" } {
            div role="status" { ol .steps { (steps(page, words)) } }
            (receipts(erasure, words))
            @if !page.reviews.is_empty() { (reviews(page, words)) }
        }
    }
}

/// What it left, each with what can be done about it.
fn reviews(page: &ErasurePage, words: &ErasureWords) -> Markup {
    html! {
        section .reviews aria-labelledby="reviews-title" {
            h2 #reviews-title { (words.reviews) }
            p .hint { (words.reviews_hint) }
            ul { @for one in &page.reviews { li .done[one.done.is_some()] { (review(page, words, one)) } } }
        }
    }
}

fn review(page: &ErasurePage, words: &ErasureWords, one: &ErasureReview) -> Markup {
    let what = fill(words.conversation, "id", &one.conversation);
    let at = format!("/inbox/erasures/{}/reviews/{}", page.erasure.id, one.conversation);
    html! {
        div .review {
            span .what { (what) }
            @if let Some((who, at)) = &one.done {
                span .hint { (icon("check")) (around(&fill(words.reviewed, "who", who), "{time}", &date_and_time(page.language, *at))) }
            }
            @if !one.there { span .hint { (words.review_gone) } }
        }
        div .review-acts {
            @if one.there { a .button href={ "/inbox/" (one.conversation) } { (words.review_open) } }
            @if one.done.is_none() && page.reviews_it {
                form method="post" action={ (at) "/done" } {
                    input type="hidden" name="csrf" value=(page.csrf);
                    button .button.primary aria-label=(fill(words.review_done_named, "what", &what)) { (words.review_done) }
                }
            }
            @if one.there && page.deletes {
                @let act = Careful {
                    summary: words.review_delete,
                    title: &fill(words.review_delete_title, "what", &what),
                    effect: words.review_delete_effect,
                    now: words.review_delete_now,
                    action: &format!("{at}/delete"),
                    ends: true,
                };
                (careful(&act, &html! { input type="hidden" name="csrf" value=(page.csrf); }))
            }
        }
    }
}

fn steps(page: &ErasurePage, words: &ErasureWords) -> Markup {
    let (erasure, language) = (&page.erasure, page.language);
    let keys = erasure.shredded.map(|(at, ..)| at);
    let ended = erasure.shredded.map(|(_, count, _)| fill(words.shredded, "count", &count.to_string()));
    html! {
        (step("requested", language, Some(erasure.requested_at), words.requested, &html! { p .hint { (erasure.asked) } }))
        @if erasure.deferred {
            (step("deferred", language, None, words.deferred, &html! { p .hint { (words.deferred_hint) } }))
        }
        (step("fenced", language, erasure.fenced_at, words.fenced, &html! {}))
        (step("shredded", language, keys, ended.as_deref().unwrap_or(words.keys), &html! {
            @if let Some((_, _, everywhere)) = erasure.shredded {
                p .hint { (if everywhere { words.everywhere } else { words.not_everywhere }) }
            }
        }))
        (step("removing", language, removed_at(page), words.removing, &places(page, words)))
        (step("checked", language, erasure.checked_at, words.checked, &html! {}))
        (step("done", language, erasure.finished_at, words.done, &html! {
            @if let (Some(at), None) = (erasure.horizon_at, erasure.finished_at) {
                @let (before, after) = words.horizon.split_once("{time}").unwrap_or((words.horizon, ""));
                p .hint { (before) (date_and_time(language, at)) (after) }
            }
        }))
    }
}

/// The removal is over when the check, which follows it, is.
fn removed_at(page: &ErasurePage) -> Option<i64> {
    let all = !page.places.is_empty() && page.places.iter().all(|place| place.finished);
    page.erasure.checked_at.filter(|_| all)
}

fn step(name: &str, language: Language, at: Option<i64>, says: &str, more: &Markup) -> Markup {
    html! {
        li .done[at.is_some()] data-step=(name) {
            span .mark { @if at.is_some() { (icon("check")) } }
            div {
                p .says { (says) @if let Some(at) = at { " " (date_and_time(language, at)) } }
                (more)
            }
        }
    }
}

fn places(page: &ErasurePage, words: &ErasureWords) -> Markup {
    html! {
        ul .places {
            @for place in &page.places {
                @let planned = place.planned.unwrap_or(0).max(place.removed);
                @let (removed, of) = (place.removed.to_string(), planned.to_string());
                @let number = if planned == 0 { removed.clone() } else { fill(&fill(words.removed_of, "removed", &removed), "planned", &of) };
                li .done[place.finished] {
                    span { (words.place(&place.place)) }
                    @if planned > 0 {
                        progress value=(if place.finished { planned } else { place.removed }) max=(planned) aria-label=(words.place(&place.place)) {}
                    }
                    span .number { @if place.planned.is_some() || place.finished { (number) } }
                }
            }
        }
    }
}

fn receipts(erasure: &ErasureShown, words: &ErasureWords) -> Markup {
    html! {
        @if erasure.shredded.is_some() {
            section .receipts aria-label=(words.receipt_hint) {
                a .button href={ "/inbox/erasures/" (erasure.id) "/receipts/keys" } download { (icon("seal")) (words.receipt_keys) }
                @if erasure.finished_at.is_some() {
                    a .button.primary href={ "/inbox/erasures/" (erasure.id) "/receipts/done" } download { (icon("seal")) (words.receipt_done) }
                }
                p .hint { (words.receipt_hint) }
            }
        }
    }
}

/// All erasures.
pub fn erasures_page(page: &ErasuresPage) -> Markup {
    let words = &page.language.words().erasure;
    let title = format!("{} · {}", words.list_title, page.workspace_name);
    let body = html! {
        header .erasure-head {
            a .icon-button href="/inbox" aria-label=(words.back) title=(words.back) { (icon("back")) }
            h1 { (words.list_title) }
            p .hint { (words.intro) }
        }
        main .erasure-main {
            @if page.erasures.is_empty() { div .empty { p { (words.none) } } }
            @else { ul .erasures { @for erasure in &page.erasures { (line(page, words, erasure)) } } }
            nav .pages {
                @if page.paged { a .quiet href="/inbox/erasures" { (words.newest) } }
                @if let Some(older) = &page.older { a #older .quiet rel="next" href=(older) { (words.older) } }
            }
        }
        (data_block("words", &page.language.words().script))
        (form_words(page.language))
    };
    document(&shell(&title, page.language, &["inbox/erasure.js", "live/forms.js"]), &body)
}

fn line(page: &ErasuresPage, words: &ErasureWords, erasure: &ErasureShown) -> Markup {
    html! {
        li {
            a href={ "/inbox/erasures/" (erasure.id) } {
                (avatar(&erasure.object_id, &erasure.what))
                span .what { (erasure.what) }
                span .state.done[erasure.finished_at.is_some()] {
                    @if erasure.finished_at.is_some() { (icon("check")) (words.done) }
                    @else if erasure.deferred { (words.deferred) }
                    @else { (words.in_progress) }
                }
                span .asked {
                    (around(&fill(words.asked_at, "asked", &erasure.asked), "{time}", &date_and_time(page.language, erasure.requested_at)))
                }
            }
        }
    }
}

/// The form on a person's card that asks for their erasure.
pub(super) fn erase_form(language: Language, csrf: &str, contact: &str) -> Markup {
    let words = &language.words().erasure;
    html! {
        details .erase {
            summary { (words.erase) }
            form method="post" action={ "/inbox/people/" (contact) "/erase" } {
                input type="hidden" name="csrf" value=(csrf);
                h4 { (words.erase_title) }
                p { (words.erase_effect) }
                button .primary { (words.erase_now) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "<script>alert('x')</script>";

    fn page(erasure: ErasureShown) -> ErasurePage {
        let place = |place: &str, finished| ErasurePlace {
            place: place.into(),
            planned: Some(3),
            removed: if finished { 3 } else { 1 },
            finished,
        };
        ErasurePage {
            language: Language::English,
            workspace_name: HOSTILE.into(),
            erasure,
            places: vec![place("messages", true), place(HOSTILE, false)],
            reviews: vec![
                ErasureReview { conversation: "7".into(), there: true, done: None },
                ErasureReview { conversation: "8".into(), there: false, done: Some((HOSTILE.into(), 0)) },
            ],
            csrf: "t".into(),
            reviews_it: true,
            deletes: true,
        }
    }

    fn shown() -> ErasureShown {
        ErasureShown {
            id: "e1".into(),
            object_id: "c1".into(),
            what: HOSTILE.into(),
            asked: HOSTILE.into(),
            requested_at: 0,
            deferred: false,
            fenced_at: Some(0),
            shredded: None,
            checked_at: None,
            finished_at: None,
            horizon_at: None,
            moving: true,
        }
    }

    #[test]
    fn values_are_shown_as_text() {
        let drawn = erasure_page(&page(shown())).into_string();
        assert!(!drawn.contains("<script>alert"));
        assert!(drawn.contains("Messages") && drawn.contains("3 of 3") && drawn.contains("1 of 3"));
    }

    #[test]
    fn what_was_left_is_listed_with_what_can_be_done() {
        let all = erasure_page(&page(shown())).into_string();
        assert!(all.contains("href=\"/inbox/7\"") && !all.contains("href=\"/inbox/8\""));
        assert!(all.contains("/reviews/7/done") && all.contains("/reviews/7/delete"));
        assert!(!all.contains("/reviews/8/"), "it was looked over, and is gone");
        let looks = ErasurePage { reviews_it: false, deletes: false, ..page(shown()) };
        assert!(!erasure_page(&looks).into_string().contains("<form"));
    }

    #[test]
    fn a_receipt_is_offered_once_it_can_be_had() {
        let before = erasure_fragment(&page(shown())).into_string();
        assert!(!before.contains("/receipts/"));
        let keys = ErasureShown { shredded: Some((0, 1, true)), ..shown() };
        let after = erasure_fragment(&page(keys.clone())).into_string();
        assert!(after.contains("/receipts/keys") && !after.contains("/receipts/done"));
        let over = ErasureShown { checked_at: Some(0), finished_at: Some(0), moving: false, ..keys };
        let over = erasure_fragment(&page(over)).into_string();
        assert!(over.contains("/receipts/done") && over.contains("data-over"));
    }
}
