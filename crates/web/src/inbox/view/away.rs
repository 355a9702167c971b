//! Whether whoever looks is there: a menu beside their own name, in which they say otherwise.

use maud::{Markup, html};

use super::shapes::{Away, Viewing};
use super::thread::{around, csrf};
use super::time::date_and_time;
use crate::page::icon;
use crate::words::InboxWords;

pub(super) fn away(viewing: &Viewing, words: &InboxWords, away: Option<Away>) -> Markup {
    let label = if away.is_some() { words.away_now } else { words.away_ask };
    html! {
        details .menu.presence data-menu="away" {
            summary .icon-button.is-away[away.is_some()] aria-label=(label) title=(label) { (icon("away")) }
            form .popover method="post" action="/inbox/away" {
                (csrf(viewing))
                @match away {
                    Some(away) => (gone(viewing, words, away)),
                    None => (going(words)),
                }
            }
        }
    }
}

fn gone(viewing: &Viewing, words: &InboxWords, away: Away) -> Markup {
    html! {
        p { (around(words.away_since, "{time}", &date_and_time(viewing.language, away.since))) }
        p .hint { @if away.reassigns { (words.away_gives_back) } @else { (words.away_keeps) } }
        button .small name="presence" value="back" { (words.come_back) }
    }
}

fn going(words: &InboxWords) -> Markup {
    html! {
        p .hint { (words.away_hint) }
        label {
            input type="checkbox" name="reassigns" value="yes";
            span { (words.away_reassigns) small .hint { (words.away_reassigns_hint) } }
        }
        button .small name="presence" value="away" { (words.go_away) }
    }
}
