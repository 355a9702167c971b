//! Lists: whole pages of a list, and the short lists inside another thing.

use serde::Serialize;

/// A page of contacts.
#[derive(Serialize)]
pub(in super::super) struct List<T> {
    #[serde(rename = "type")]
    kind: &'static str,
    data: Vec<T>,
    total_count: i64,
    pages: Pages,
}

impl<T> List<T> {
    pub(in super::super) const fn of(data: Vec<T>, total_count: i64, pages: Pages) -> Self {
        Self { kind: "list", data, total_count, pages }
    }
}

/// A page of conversations.
#[derive(Serialize)]
pub(in super::super) struct ConversationList<T> {
    #[serde(rename = "type")]
    kind: &'static str,
    conversations: Vec<T>,
    total_count: i64,
    pages: Pages,
}

impl<T> ConversationList<T> {
    pub(in super::super) const fn of(conversations: Vec<T>, total_count: i64, pages: Pages) -> Self {
        Self { kind: "conversation.list", conversations, total_count, pages }
    }
}

/// An empty list inside another thing, with the address where the whole of it would be.
#[derive(Serialize)]
pub(super) struct EmptyList {
    #[serde(rename = "type")]
    kind: &'static str,
    data: [(); 0],
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    total_count: i64,
    has_more: bool,
}

impl EmptyList {
    /// An empty list that may be asked for at `url`.
    pub(super) const fn at(url: Option<String>) -> Self {
        Self { kind: "list", data: [], url, total_count: 0, has_more: false }
    }
}

/// A short list inside another thing: at most ten of what it holds, each with its address, and how many there are.
#[derive(Serialize)]
pub(super) struct ShortList {
    #[serde(rename = "type")]
    kind: &'static str,
    data: Vec<Addressed>,
    url: String,
    total_count: usize,
    has_more: bool,
}

/// A thing by its kind, id and address.
#[derive(Serialize)]
struct Addressed {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    url: String,
}

impl ShortList {
    /// The list of `ids`, of which there are `total`; each stands below `each`, and all of them at `url`.
    pub(super) fn of(kind: &'static str, ids: &[String], total: usize, each: &str, url: String) -> Self {
        let shown =
            ids.iter().take(10).map(|id| Addressed { kind, id: id.clone(), url: format!("{each}/{id}") });
        let data: Vec<_> = shown.collect();
        Self { kind: "list", url, total_count: total, has_more: data.len() < total, data }
    }
}

/// Where a page stands in its list.
#[derive(Debug, Serialize)]
pub(in super::super) struct Pages {
    #[serde(rename = "type")]
    kind: &'static str,
    page: u32,
    per_page: i64,
    pub(in super::super) total_pages: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in super::super) next: Option<Next>,
}

/// How to ask for the page that follows.
#[derive(Debug, Serialize)]
pub(in super::super) struct Next {
    pub(in super::super) page: u32,
    pub(in super::super) per_page: i64,
    pub(in super::super) starting_after: String,
}

impl Pages {
    pub(in super::super) const fn of(page: u32, per_page: i64, total_pages: i64, next: Option<Next>) -> Self {
        Self { kind: "pages", page, per_page, total_pages, next }
    }
}
