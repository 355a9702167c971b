//! The page of teams.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::form::{BAD, bad, name_field, token};
use crate::inbox::view::avatar::avatar;
use crate::words::{Language, TeamWords, fill};

/// How many members a row shows.
const SHOWN: usize = 12;

/// Somebody who belongs to a team, or may.
#[derive(Debug, Clone)]
pub struct Member {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
}

/// One team, opened.
#[derive(Debug, Clone)]
pub struct TeamRow {
    /// Its id.
    pub id: String,
    /// Counts changes.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Who belongs to it.
    pub members: Vec<Member>,
}

/// What was typed into a form that was not taken.
#[derive(Debug, Clone)]
pub struct TeamForm {
    /// The team that is changed; none for a new one.
    pub id: Option<String>,
    /// The version that is changed, as it was shown.
    pub version: i64,
    /// Field `name`; none where the form has no such field.
    pub name: Option<String>,
    /// Fields `member`: ids; none where the form has no such fields.
    pub members: Option<BTreeSet<String>>,
    /// Why it was not taken.
    pub why_not: TeamProblem,
}

/// Why a form was not taken, at the field that it is about.
#[derive(Debug, Clone, Copy)]
pub enum TeamProblem {
    /// The name.
    Name(&'static str),
    /// Those who are to belong to it.
    Members(&'static str),
}

/// The page.
#[derive(Debug, Clone)]
pub struct TeamsPage {
    /// The teams, in the order in which they were made.
    pub teams: Vec<TeamRow>,
    /// Who may belong to one.
    pub people: Vec<Member>,
    /// What was not taken.
    pub typed: Option<TeamForm>,
}

/// The page.
pub fn teams_page(language: Language, csrf: &str, page: &TeamsPage) -> Markup {
    let words = &language.words().teams;
    html! {
        section .panel.list aria-label=(words.title) {
            @if page.teams.is_empty() { p .hint.foot { (words.none) } }
            @else { ul .rows { @for one in &page.teams { (row(words, csrf, page, one)) } } }
        }
        h2 .between { (words.make) }
        (new(words, csrf, page))
    }
}

fn row(words: &TeamWords, csrf: &str, page: &TeamsPage, one: &TeamRow) -> Markup {
    let address = format!("/settings/teams/{}", one.id);
    let hidden = one.members.len().saturating_sub(SHOWN);
    html! {
        li {
            div .what {
                p .name { (one.name) }
                @if one.members.is_empty() { p .hint { (words.nobody) } }
                @else {
                    ul .crew aria-label=(words.members) {
                        @for member in one.members.iter().take(SHOWN) { li { (avatar(&member.id, &member.name)) span { (member.name) } } }
                        @if hidden > 0 { li .hint { (fill(words.more, "count", &hidden.to_string())) } }
                    }
                }
            }
            (changing(words, csrf, page, one, &address))
            details .careful {
                summary .button { (words.dissolve) }
                form method="post" action={ (address) "/dissolve" } {
                    (token(csrf))
                    input type="hidden" name="version" value=(one.version);
                    h3 { (fill(words.dissolve_title, "name", &one.name)) }
                    p { (words.dissolve_effect) }
                    button .button.danger { (words.dissolve_now) }
                }
            }
        }
    }
}

fn changing(words: &TeamWords, csrf: &str, page: &TeamsPage, one: &TeamRow, address: &str) -> Markup {
    let typed = page.typed.as_ref().filter(|typed| typed.id.as_ref() == Some(&one.id));
    let version = typed.map_or(one.version, |typed| typed.version);
    let name = typed.and_then(|typed| typed.name.as_deref()).unwrap_or(&one.name);
    let members = typed.and_then(|typed| typed.members.clone());
    let members = members.unwrap_or_else(|| one.members.iter().map(|member| member.id.clone()).collect());
    let (bad_name, bad_members) = why_not(typed);
    html! {
        details .careful.calm open[typed.is_some()] {
            summary .button { (words.change) }
            form method="post" action={ (address) "/name" } {
                (token(csrf))
                input type="hidden" name="version" value=(version);
                (name_field((words.name, ""), name, "off", bad_name))
                button .button { (words.rename) }
            }
            form method="post" action={ (address) "/members" } {
                (token(csrf))
                input type="hidden" name="version" value=(version);
                (boxes(words, &page.people, &members, bad_members))
                button .button { (words.save_members) }
            }
        }
    }
}

fn new(words: &TeamWords, csrf: &str, page: &TeamsPage) -> Markup {
    let typed = page.typed.as_ref().filter(|typed| typed.id.is_none());
    let name = typed.and_then(|typed| typed.name.as_deref()).unwrap_or_default();
    let members = typed.and_then(|typed| typed.members.clone()).unwrap_or_default();
    let (bad_name, bad_members) = why_not(typed);
    html! {
        form .panel method="post" action="/settings/teams" {
            (token(csrf))
            (name_field((words.name, words.name_hint), name, "off", bad_name))
            (boxes(words, &page.people, &members, bad_members))
            p .do { button .primary { (words.create) } }
        }
    }
}

fn why_not(typed: Option<&TeamForm>) -> (Option<&'static str>, Option<&'static str>) {
    match typed.map(|typed| typed.why_not) {
        Some(TeamProblem::Name(says)) => (Some(says), None),
        Some(TeamProblem::Members(says)) => (None, Some(says)),
        None => (None, None),
    }
}

/// A box for everybody who may belong to it.
fn boxes(words: &TeamWords, people: &[Member], chosen: &BTreeSet<String>, why_not: Option<&str>) -> Markup {
    let described = why_not.map(|_| BAD);
    html! {
        fieldset .choices.people aria-describedby=[described] {
            legend .field-name { (words.members) }
            @for one in people {
                label .choice {
                    input type="checkbox" name="member" value=(one.id) checked[chosen.contains(&one.id)];
                    (avatar(&one.id, &one.name))
                    span { (one.name) }
                }
            }
            (bad(why_not))
        }
    }
}
