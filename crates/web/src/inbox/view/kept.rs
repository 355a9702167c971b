//! What a hold keeps: the door that asks why, and the screen on which it can be read.

use maud::{Markup, html};

use super::avatar::avatar;
use super::linkify::{Writer, linkify};
use super::person::deed;
use super::shapes::{DataEvent, Part, Viewing, WrittenOn};
use super::thread::{DAY_US, parts, written_on};
use super::time::{date_and_time, day};
use crate::page::{Shell, data_block, document, form_words, icon};
use crate::words::{HoldWords, Language, fill};

const STYLES: &[&str] = &[
    "inbox/inbox.css",
    "inbox/list.css",
    "inbox/thread.css",
    "inbox/person.css",
    "inbox/erasure.css",
    "inbox/kept.css",
];

/// The hold, in words.
#[derive(Debug, Clone)]
pub struct UnderHold {
    /// Its id.
    pub id: String,
    /// Chooses the avatar's colour.
    pub contact_id: String,
    /// Whom or what it is on.
    pub what: String,
    /// Why.
    pub ground: &'static str,
    /// What is kept.
    pub scope: &'static str,
}

/// The page that asks why.
#[derive(Debug, Clone)]
pub struct KeptDoor {
    /// The language of the text.
    pub language: Language,
    /// The workspace's name.
    pub workspace_name: String,
    /// What forms must send back.
    pub csrf: String,
    /// The hold.
    pub hold: UnderHold,
}

/// One conversation on the list.
#[derive(Debug, Clone)]
pub struct KeptConversation {
    /// Its id.
    pub id: String,
    /// When it began.
    pub created_at: i64,
    /// When it last changed.
    pub updated_at: i64,
    /// Comments and notes in it.
    pub parts: u64,
}

/// The conversation that is open.
#[derive(Debug, Clone)]
pub struct KeptTalk {
    /// Its id.
    pub id: String,
    /// On which page it began.
    pub written_on: Option<WrittenOn>,
    /// What was said and done, oldest first.
    pub parts: Vec<Part>,
    /// Older parts exist before this number.
    pub earlier: Option<i64>,
}

/// What the person did, as far as it is open.
#[derive(Debug, Clone)]
pub struct KeptDeeds {
    /// Newest first.
    pub events: Vec<DataEvent>,
    /// Older ones exist after this place.
    pub earlier: Option<String>,
}

/// What teammates noted about the person, as far as it is open.
#[derive(Debug, Clone)]
pub struct KeptNotes {
    /// Newest first.
    pub notes: Vec<KeptNote>,
    /// Older ones exist after so many.
    pub earlier: Option<i64>,
}

/// A note about the person.
#[derive(Debug, Clone)]
pub struct KeptNote {
    /// Who wrote it.
    pub author: String,
    /// The text.
    pub text: String,
    /// When it was written, in microseconds.
    pub at: i64,
}

/// The page on which it is read.
#[derive(Debug, Clone)]
pub struct KeptPage {
    /// Who looks, and when.
    pub viewing: Viewing,
    /// The workspace's name.
    pub workspace_name: String,
    /// The hold.
    pub hold: UnderHold,
    /// What the person is called.
    pub name: String,
    /// What is kept of the person, by its name.
    pub known: Vec<(String, String)>,
    /// The conversations, oldest first.
    pub conversations: Vec<KeptConversation>,
    /// The one that is open.
    pub talk: Option<KeptTalk>,
    /// How many things are kept that the person did.
    pub did: u64,
    /// Those that are open.
    pub deeds: Option<KeptDeeds>,
    /// How many notes about the person are kept.
    pub noted: u64,
    /// Those that are open.
    pub notes: Option<KeptNotes>,
    /// This page's address, without what is open.
    pub address: String,
}

/// The page that asks why.
pub fn kept_door(page: &KeptDoor) -> Markup {
    let words = &page.language.words().holds;
    framed(
        page.language,
        &page.workspace_name,
        &html! {
            (marked(words, &page.hold, &page.hold.what))
            form .why method="post" action={ "/inbox/holds/" (page.hold.id) "/kept" } {
                input type="hidden" name="csrf" value=(page.csrf);
                label { span { (words.read_why) } textarea name="reason" rows="3" maxlength="1000" required {} }
                p .hint { (words.read_effect) }
                button .button.primary { (words.read_now) }
            }
        },
    )
}

/// The page on which it is read.
pub fn kept_page(page: &KeptPage) -> Markup {
    let words = &page.viewing.language.words().holds;
    framed(
        page.viewing.language,
        &page.workspace_name,
        &html! {
            (marked(words, &page.hold, &page.name))
            section .known {
                h3 { (words.person) }
                @if page.known.is_empty() { p .hint { (words.nothing_known) } }
                @else { dl { @for (label, value) in &page.known { div { dt { (label) } dd { (value) } } } } }
            }
            @if page.did > 0 || page.noted > 0 {
                section {
                    h3 { (words.kept_else) }
                    ul .talks {
                        @if page.did > 0 { li { (events(page, words)) } }
                        @if page.noted > 0 { li { (noted(page, words)) } }
                    }
                }
            }
            section {
                h3 { (words.conversations) }
                @if page.conversations.is_empty() { p .hint { (words.no_conversations) } }
                @else { ul .talks { @for one in &page.conversations { li { (conversation(page, words, one)) } } } }
            }
            @match (&page.talk, &page.deeds, &page.notes) {
                (Some(open), ..) => (talk(page, open)),
                (None, Some(open), _) => (deeds(page, words, open)),
                (None, None, Some(open)) => (notes(page, words, open)),
                (None, None, None) => @if !page.conversations.is_empty() { p .hint { (words.choose) } },
            }
        },
    )
}

fn framed(language: Language, workspace_name: &str, inside: &Markup) -> Markup {
    let words = &language.words().holds;
    let title = format!("{} · {workspace_name}", words.read_title);
    let shell = Shell {
        title: &title,
        language,
        styles: STYLES,
        modules: &["inbox/erasure.js", "live/forms.js"],
        class: "erasure-page kept-page",
    };
    let body = html! {
        header .erasure-head {
            a .icon-button href="/inbox/holds" aria-label=(words.to_list) title=(words.to_list) { (icon("back")) }
            h1 { (words.read_title) }
        }
        main .erasure-main { (inside) }
        (data_block("words", &language.words().script))
        (form_words(language))
    };
    document(&shell, &body)
}

fn marked(words: &HoldWords, hold: &UnderHold, name: &str) -> Markup {
    html! {
        section .under-hold {
            p .mark { (icon("hold")) (words.under_hold) }
            div .whom {
                (avatar(&hold.contact_id, name))
                div { h2 { (name) } p { (hold.ground) " · " (hold.scope) } }
            }
            p { (words.only_read) }
        }
    }
}

fn conversation(page: &KeptPage, words: &HoldWords, one: &KeptConversation) -> Markup {
    let open = page.talk.as_ref().is_some_and(|talk| talk.id == one.id);
    let language = page.viewing.language;
    html! {
        a href={ (page.address) "?conversation=" (one.id) } aria-current=[open.then_some("true")] {
            span .when {
                (day(language, one.created_at))
                @if one.created_at.div_euclid(DAY_US) != one.updated_at.div_euclid(DAY_US) { " – " (day(language, one.updated_at)) }
            }
            span .count { (fill(words.parts, "count", &one.parts.to_string())) }
        }
    }
}

fn events(page: &KeptPage, words: &HoldWords) -> Markup {
    html! {
        a href={ (page.address) "?events=newest" } aria-current=[page.deeds.is_some().then_some("true")] {
            span { (words.what_they_did) }
            span .count { (fill(words.deeds, "count", &page.did.to_string())) }
        }
    }
}

fn noted(page: &KeptPage, words: &HoldWords) -> Markup {
    html! {
        a href={ (page.address) "?notes=0" } aria-current=[page.notes.is_some().then_some("true")] {
            span { (words.noted) }
            span .count { (fill(words.notes, "count", &page.noted.to_string())) }
        }
    }
}

fn notes(page: &KeptPage, words: &HoldWords, open: &KeptNotes) -> Markup {
    let language = page.viewing.language;
    html! {
        section .talk aria-label=(words.noted) {
            ul .kept-notes {
                @for note in &open.notes {
                    li {
                        p .by { span .who { (note.author) } " ·\u{a0}" (date_and_time(language, note.at)) }
                        p .bubble { (linkify(&note.text, Writer::Teammate)) }
                    }
                }
            }
            @if let Some(skip) = open.earlier {
                a .quiet.older href={ (page.address) "?notes=" (skip) } { (words.older) }
            }
        }
    }
}

fn deeds(page: &KeptPage, words: &HoldWords, open: &KeptDeeds) -> Markup {
    let language = page.viewing.language;
    html! {
        section .talk aria-label=(words.what_they_did) {
            ul .did {
                @for event in &open.events { (deed(language, event, &date_and_time(language, event.at))) }
            }
            @if let Some(after) = &open.earlier {
                a .quiet.older href={ (page.address) "?events=" (after) } { (words.older) }
            }
        }
    }
}

fn talk(page: &KeptPage, open: &KeptTalk) -> Markup {
    let words = &page.viewing.language.words().inbox;
    html! {
        section .talk aria-label=(words.messages) {
            @if let Some(before) = open.earlier {
                a .quiet href={ (page.address) "?conversation=" (open.id) "&before=" (before) } { (words.earlier) }
            }
            @if let (None, Some(on)) = (open.earlier, &open.written_on) { (written_on(words, on)) }
            ol #parts .parts { (parts(&page.viewing, words, &open.parts, None)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::listing::Listing;
    use super::super::shapes::{Author, Counted, PartKind, Side};
    use super::*;

    #[test]
    fn what_people_wrote_is_shown_as_text_and_nothing_can_be_done_with_it() {
        let hostile = "<script>alert('x')</script>";
        let author = Author { id: "c".into(), name: hostile.into(), side: Side::Contact };
        let said = Part {
            id: "9".into(),
            seq: 3,
            kind: PartKind::Comment,
            author,
            body: hostile.into(),
            attachments: Vec::new(),
            redacted: false,
            removable: false,
            at: 0,
        };
        let hold = UnderHold {
            id: "h".into(),
            contact_id: "c".into(),
            what: hostile.into(),
            ground: "Litigation",
            scope: "Everything",
        };
        let viewing =
            Viewing { language: Language::English, csrf: "t".into(), listing: Listing::default(), now: 0 };
        let page = KeptPage {
            viewing,
            workspace_name: hostile.into(),
            hold: hold.clone(),
            name: hostile.into(),
            known: vec![(hostile.into(), hostile.into())],
            conversations: vec![KeptConversation { id: "7".into(), created_at: 0, updated_at: 0, parts: 1 }],
            talk: Some(KeptTalk { id: "7".into(), written_on: None, parts: vec![said], earlier: Some(3) }),
            did: 1,
            deeds: None,
            noted: 1,
            notes: None,
            address: "/inbox/holds/h/kept/r".into(),
        };
        let drawn = kept_page(&page).into_string();
        assert!(!drawn.contains("<script>alert") && !drawn.contains("<form"));
        assert!(drawn.contains("Under a hold") && drawn.contains("?conversation=7&amp;before=3"));
        let on = WrittenOn { url: "https://shop.example/".into(), referrer: Some(hostile.into()) };
        let talk = page.talk.clone().map(|talk| KeptTalk { written_on: Some(on), earlier: None, ..talk });
        let drawn = kept_page(&KeptPage { talk, ..page.clone() }).into_string();
        assert!(drawn.contains("id=\"written-on\"") && !drawn.contains("<script>alert"));
        let event = DataEvent {
            name: hostile.into(),
            facts: vec![(hostile.into(), hostile.into())],
            by_website: true,
            counted: Some(Counted { times: 42, first: 0 }),
            at: 0,
        };
        let deeds = Some(KeptDeeds { events: vec![event], earlier: Some("3-e".into()) });
        let drawn = kept_page(&KeptPage { talk: None, deeds, ..page.clone() }).into_string();
        assert!(!drawn.contains("<script>alert") && !drawn.contains("<form"));
        assert!(
            drawn.contains("?events=newest\" aria-current")
                && drawn.contains("?events=3-e")
                && drawn.contains("42 times")
        );
        let note = KeptNote { author: hostile.into(), text: hostile.into(), at: 0 };
        let notes = Some(KeptNotes { notes: vec![note], earlier: Some(50) });
        let read = kept_page(&KeptPage { talk: None, notes, ..page }).into_string();
        assert!(!read.contains("<script>alert") && !read.contains("<form") && read.contains("?notes=50"));
        let door =
            KeptDoor { language: Language::Japanese, workspace_name: hostile.into(), csrf: "t".into(), hold };
        let drawn = kept_door(&door).into_string();
        assert!(!drawn.contains("<script>alert") && drawn.contains("name=\"reason\""));
    }
}
