//! The screen of the activity log: a filter, the entries, and what to take away.

use maud::{Markup, html};

use super::avatar::avatar;
use super::time::date_and_time;
use crate::page::{Shell, document, icon};
use crate::words::{Language, LogWords, fill};

/// The whole screen.
#[derive(Debug, Clone)]
pub struct LogPage {
    /// The language of the text.
    pub language: Language,
    /// The workspace's name.
    pub workspace_name: String,
    /// How many entries the log has, and when the newest checkpoint was signed.
    pub checkpoint: Option<(u64, i64)>,
    /// How far the witnesses are.
    pub witnesses: Vec<WitnessLine>,
    /// What is asked for.
    pub asked: LogAsked,
    /// Whom one may ask for: a word for addresses, and a name.
    pub people: Vec<(String, String)>,
    /// Which acts one may ask for: a code, and a sentence.
    pub acts: Vec<(&'static str, String)>,
    /// The entries, newest first.
    pub entries: Vec<LogLine>,
    /// Where older ones go on.
    pub older: Option<u64>,
}

/// What the address asks for, as it was given.
#[derive(Debug, Clone, Default)]
pub struct LogAsked {
    /// A person.
    pub who: String,
    /// An act's code.
    pub act: String,
    /// A day, `2026-11-26`.
    pub from: String,
    /// A day, included.
    pub until: String,
    /// Only entries below this place.
    pub below: Option<u64>,
}

/// How far a witness is.
#[derive(Debug, Clone)]
pub struct WitnessLine {
    /// Its name.
    pub name: String,
    /// How many entries it signed for, and when it says it did.
    pub signed: Option<(u64, i64)>,
}

/// One entry in words.
#[derive(Debug, Clone)]
pub struct LogLine {
    /// Its place.
    pub index: u64,
    /// Chooses the avatar's colour.
    pub actor_id: String,
    /// What whoever acted is called; nothing for the program and its operator.
    pub name: Option<String>,
    /// The whole sentence.
    pub sentence: String,
    /// The act's code.
    pub act: &'static str,
    /// Where the thing can be looked at.
    pub link: Option<String>,
    /// When.
    pub at: i64,
    /// How many entries the first checkpoint kept over it covers.
    pub covered: Option<u64>,
}

/// The screen.
pub fn log_page(page: &LogPage) -> Markup {
    let words = &page.language.words().log;
    let title = format!("{} · {}", words.title, page.workspace_name);
    let shell = Shell {
        title: &title,
        language: page.language,
        styles: &["inbox/inbox.css", "inbox/log.css"],
        modules: &["inbox/log.js"],
        class: "log-page",
    };
    let body = html! {
        header .log-head {
            a .icon-button href="/inbox" aria-label=(words.back) title=(words.back) { (icon("back")) }
            h1 { (words.title) }
            p .hint { (words.intro) }
        }
        main .log-main {
            (standing(page, words))
            (filter(page, words))
            (entries(page, words))
        }
        (crate::page::data_block("words", &page.language.words().script))
    };
    document(&shell, &body)
}

/// How far the log is, and what to take away from it.
fn standing(page: &LogPage, words: &LogWords) -> Markup {
    html! {
        section .standing aria-label=(words.download_checkpoint) {
            p .seal { (icon("seal"))
                @match page.checkpoint {
                    Some((size, at)) => span {
                        (fill(words.in_log, "count", &size.to_string())) " ·\u{a0}"
                        @let (before, after) = words.checkpoint_of.split_once("{time}").unwrap_or((words.checkpoint_of, ""));
                        (before) (date_and_time(page.language, at)) (after)
                    },
                    None => span { (words.no_checkpoint) },
                }
            }
            p .take {
                a .button href="/inbox/log/checkpoint" download { (words.download_checkpoint) }
                a .button href={ "/inbox/log/export" (address(&page.asked, None)) } download { (words.download_export) }
            }
            @for line in &page.witnesses { (witness(page, words, line)) }
            p .hint { (words.download_hint) }
        }
    }
}

/// How far one witness is, in a line.
fn witness(page: &LogPage, words: &LogWords, line: &WitnessLine) -> Markup {
    let size = page.checkpoint.map_or(0, |(size, _)| size).to_string();
    html! {
        p .hint {
            @match line.signed {
                Some((signed, at)) => {
                    @let told = fill(&fill(&fill(words.witnessed, "name", &line.name), "signed", &signed.to_string()), "size", &size);
                    (told) " ·\u{a0}" (date_and_time(page.language, at))
                },
                None => (fill(words.not_witnessed, "name", &line.name)),
            }
        }
    }
}

fn filter(page: &LogPage, words: &LogWords) -> Markup {
    let asked = &page.asked;
    html! {
        form .log-filter method="get" action="/inbox/log" aria-label=(words.filter) {
            label { span { (words.person) }
                select name="who" {
                    option value="" { (words.anyone) }
                    @for (word, name) in &page.people { option value=(word) selected[*word == asked.who] { (name) } }
                }
            }
            label { span { (words.act) }
                select name="act" {
                    option value="" { (words.any_act) }
                    @for (code, sentence) in &page.acts { option value=(code) selected[*code == asked.act] { (sentence) } }
                }
            }
            label { span { (words.from) } input type="date" name="from" value=(asked.from); }
            label { span { (words.until) } input type="date" name="until" value=(asked.until); }
            p .do {
                button .primary { (words.apply) }
                @if address(&LogAsked { below: None, ..asked.clone() }, None) != "?" { a .quiet href="/inbox/log" { (words.clear) } }
            }
        }
    }
}

fn entries(page: &LogPage, words: &LogWords) -> Markup {
    html! {
        section .log-entries aria-label=(words.entries) {
            @if page.entries.is_empty() { div .empty { p { (words.none) } } }
            @else { ol #entries { @for line in &page.entries { (entry(page, words, line)) } } }
            nav .pages {
                @if page.asked.below.is_some() { a .quiet href={ "/inbox/log" (address(&page.asked, None)) } { (words.newest) } }
                @if let Some(below) = page.older {
                    a #older .quiet rel="next" href={ "/inbox/log" (address(&page.asked, Some(below))) } { (words.older) }
                }
            }
            p .hint.with-script { (words.keys_hint) }
        }
    }
}

fn entry(page: &LogPage, words: &LogWords, line: &LogLine) -> Markup {
    let place = fill(words.place, "index", &line.index.to_string());
    html! {
        li id={ "e" (line.index) } tabindex="0" title=(line.act) aria-label={ (line.sentence) ". " (place) } {
            @match &line.name {
                Some(name) => (avatar(&line.actor_id, name)),
                None => span .avatar.program aria-hidden="true" { (icon("settings")) },
            }
            p .told {
                @match &line.link { Some(to) => a href=(to) { (line.sentence) }, None => (line.sentence) }
            }
            p .when { (date_and_time(page.language, line.at)) }
            p .proof {
                span { "#" (line.index) } " "
                @if let Some(size) = line.covered {
                    span title=(fill(words.covered, "size", &size.to_string())) { (fill(words.covered_short, "size", &size.to_string())) }
                }
            }
        }
    }
}

/// What stands after the path so that the same is asked for again, from a place down.
fn address(asked: &LogAsked, below: Option<u64>) -> String {
    let below = below.map(|below| below.to_string()).unwrap_or_default();
    let parts = [
        ("who", &asked.who),
        ("act", &asked.act),
        ("from", &asked.from),
        ("until", &asked.until),
        ("below", &below),
    ];
    let given: Vec<String> = parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    format!("?{}", given.join("&"))
}

fn escaped(value: &str) -> String {
    use std::fmt::Write as _;
    value.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "<script>alert('x')</script>\"><img src=x>";

    fn page(entries: Vec<LogLine>) -> LogPage {
        LogPage {
            language: Language::English,
            workspace_name: HOSTILE.into(),
            checkpoint: Some((12, 0)),
            witnesses: vec![
                WitnessLine { name: HOSTILE.into(), signed: Some((9, 0)) },
                WitnessLine { name: "w2.example".into(), signed: None },
            ],
            asked: LogAsked {
                who: HOSTILE.into(),
                act: HOSTILE.into(),
                from: HOSTILE.into(),
                until: HOSTILE.into(),
                below: Some(9),
            },
            people: vec![(HOSTILE.into(), HOSTILE.into())],
            acts: vec![("log.read", HOSTILE.into())],
            entries,
            older: Some(3),
        }
    }

    #[test]
    fn what_people_are_called_is_shown_as_text() {
        let line = LogLine {
            index: 7,
            actor_id: "1".into(),
            name: Some(HOSTILE.into()),
            sentence: HOSTILE.into(),
            act: "log.read",
            link: Some("/inbox/4".into()),
            at: 0,
            covered: Some(12),
        };
        let drawn = log_page(&page(vec![line])).into_string();
        assert!(!drawn.contains("<script>alert") && !drawn.contains("<img src=x"));
        assert!(
            drawn.contains("#7")
                && drawn.contains("checkpoint 12")
                && drawn.contains("12 entries in the log")
        );
        assert!(drawn.contains("below=3"));
        assert!(drawn.contains("signed 9 of 12 entries") && drawn.contains("w2.example has not signed yet"));
    }

    #[test]
    fn an_empty_log_says_so() {
        assert!(log_page(&page(Vec::new())).into_string().contains("No entry fits."));
    }

    #[test]
    fn an_address_asks_for_the_same_again() {
        let asked = LogAsked { who: "teammate:1".into(), act: "log.read".into(), ..LogAsked::default() };
        assert_eq!(address(&asked, Some(5)), "?who=teammate%3A1&act=log.read&below=5");
        assert_eq!(address(&LogAsked::default(), None), "?");
    }
}
