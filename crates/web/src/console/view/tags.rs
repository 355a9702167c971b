//! The page of tags.

use maud::{Markup, html};

use super::form::{careful, name_field, token};
use crate::inbox::view::Count;
use crate::words::{Language, TagWords, fill};

/// One tag, opened.
#[derive(Debug, Clone)]
pub struct TagRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// On how many conversations it is.
    pub conversations: Count,
    /// On how many people it is.
    pub people: Count,
}

/// What was typed into a form that was not taken.
#[derive(Debug, Clone)]
pub struct TagForm {
    /// The tag that is renamed; none for a new one.
    pub id: Option<String>,
    /// Field `name`.
    pub name: String,
    /// Why it was not taken.
    pub why_not: &'static str,
}

/// The page.
#[derive(Debug, Clone)]
pub struct TagsPage {
    /// The tags, by name.
    pub tags: Vec<TagRow>,
    /// What was not taken.
    pub typed: Option<TagForm>,
}

/// The page.
pub fn tags_page(language: Language, csrf: &str, page: &TagsPage) -> Markup {
    let words = &language.words().tags;
    let typed = page.typed.as_ref().filter(|typed| typed.id.is_none());
    let (name, why_not) = typed.map_or(("", None), |typed| (typed.name.as_str(), Some(typed.why_not)));
    html! {
        section .panel.list aria-label=(words.title) {
            @if page.tags.is_empty() { p .hint.foot { (words.none) } }
            @else { ul .rows { @for one in &page.tags { (row(words, csrf, page, one)) } } }
        }
        h2 .between { (words.make) }
        form .panel method="post" action="/settings/tags" {
            (token(csrf))
            (name_field((words.name, words.name_hint), name, "off", why_not))
            p .do { button .primary { (words.create) } }
        }
    }
}

fn row(words: &TagWords, csrf: &str, page: &TagsPage, one: &TagRow) -> Markup {
    let address = format!("/settings/tags/{}", one.id);
    let typed = page.typed.as_ref().filter(|typed| typed.id.as_ref() == Some(&one.id));
    let (name, why_not) =
        typed.map_or((one.name.as_str(), None), |typed| (typed.name.as_str(), Some(typed.why_not)));
    html! {
        li {
            div .what {
                p .name { (one.name) }
                p .hint { (uses(words, one)) }
            }
            details .careful.calm open[typed.is_some()] {
                summary .button { (words.rename) }
                form method="post" action={ (address) "/name" } {
                    (token(csrf))
                    (name_field((words.name, ""), name, "off", why_not))
                    button .button { (words.save) }
                }
            }
            (careful(
                words.delete,
                &fill(words.delete_title, "name", &one.name),
                words.delete_effect,
                words.delete_now,
                &format!("{address}/delete"),
                csrf,
            ))
        }
    }
}

fn uses(words: &TagWords, one: &TagRow) -> String {
    let said = [(words.conversations, one.conversations), (words.people, one.people)];
    let used: Vec<String> = said
        .into_iter()
        .filter(|(_, count)| count.number > 0)
        .map(|(sentence, count)| fill(sentence, "count", &count.to_string()))
        .collect();
    if used.is_empty() { words.unused.to_owned() } else { used.join(" · ") }
}
