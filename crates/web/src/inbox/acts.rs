//! What a teammate can do in a conversation. A form is answered with the page, a script with JSON.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::conversations::{self, Conversation, To};
use domain::messages::{self, Author, ClientKey, Draft, Kind, NewFile};
use privacy::access::{act, allow};
use privacy::ids::Tag;
use privacy::{Id, Personal, Time};
use serde_json::json;

use super::mentions;
use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;
use crate::edge::body::BodyError;
use crate::edge::form::read_form;
use crate::edge::multipart::{Upload, UploadLimits, read_multipart};
use crate::words::minute;

/// The largest form without files: a message and some fields.
const FORM_BYTES: usize = 256 * 1024;
/// The longest time for which a conversation is put aside.
const LONGEST_SNOOZE: Duration = Duration::from_hours(366 * 24);

/// A form with files or without.
async fn read(headers: &HeaderMap, request: Request) -> Result<Upload, BodyError> {
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        return read_multipart(headers, request.into_body(), UploadLimits::default()).await;
    }
    let form = read_form(headers, request.into_body(), FORM_BYTES).await?;
    Ok(Upload { form, files: Vec::new() })
}

/// A form that brought the session's token.
pub(super) async fn form(who: &SignedIn, headers: &HeaderMap, request: Request) -> Result<Upload, Problem> {
    let upload = read(headers, request).await?;
    let header = headers.get("csrf").and_then(|value| value.to_str().ok());
    if who.has_token(header.or_else(|| upload.form.text("csrf"))) { Ok(upload) } else { Err(Problem::Forged) }
}

/// Scripts ask for JSON; a form without scripts gets the conversation's page.
pub(super) fn answer(
    headers: &HeaderMap,
    id: &str,
    done: Result<serde_json::Value, Problem>,
    who: &SignedIn,
) -> Response {
    let script =
        headers.get("accept").and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("application/json"));
    match done {
        Ok(value) if script => Json(value).into_response(),
        Ok(_) => Redirect::to(&format!("/inbox/{id}")).into_response(),
        Err(problem) if script => problem.as_json(),
        Err(problem) => problem.as_page(who.language),
    }
}

pub(super) async fn found(app: &App, who: &SignedIn, id: &str) -> Result<Conversation, Problem> {
    let id: Id<privacy::ids::Conversation> = id.parse().map_err(|_| Problem::NotFound)?;
    conversations::find(&app.d, who.actor.workspace(), id).await?.ok_or(Problem::NotFound)
}

macro_rules! act {
    ($(#[$doc:meta])* $name:ident => $does:ident) => {
        $(#[$doc])*
        pub(super) async fn $name(
            State(app): State<App>,
            who: SignedIn,
            Path(id): Path<String>,
            headers: HeaderMap,
            request: Request,
        ) -> Response {
            let done = match form(&who, &headers, request).await {
                Ok(upload) => $does(&app, &who, &id, &upload).await,
                Err(problem) => Err(problem),
            };
            answer(&headers, &id, done, &who)
        }
    };
}

act! {
    /// `POST /inbox/{id}/reply`
    reply => do_reply
}
act! {
    /// `POST /inbox/{id}/close`
    close => do_close
}
act! {
    /// `POST /inbox/{id}/open`
    open => do_open
}
act! {
    /// `POST /inbox/{id}/snooze`
    snooze => do_snooze
}
act! {
    /// `POST /inbox/{id}/assign`
    assign => do_assign
}
act! {
    /// `POST /inbox/{id}/priority`
    priority => do_priority
}
act! {
    /// `POST /inbox/{id}/tag`
    tag => do_tag
}
act! {
    /// `POST /inbox/{id}/untag`
    untag => do_untag
}

pub(super) type Done = Result<serde_json::Value, Problem>;

async fn do_reply(app: &App, who: &SignedIn, id: &str, Upload { form, files }: &Upload) -> Done {
    let held = found(app, who, id).await?;
    let is_note = match form.text("kind") {
        None | Some("comment") => false,
        Some("note") => true,
        Some(_) => return Err(bad("kind is comment or note")),
    };
    let key = form.text("client_key").filter(|key| !key.is_empty());
    let key = key.map(|key| ClientKey::read(key).ok_or_else(|| bad("client_key has 32 hexadecimal digits")));
    let files = files.iter().map(|file| {
        let media_type = Personal::new(file.media_type.clone());
        NewFile::new(&app.d, file.name.clone(), media_type, file.content.clone())
    });
    let draft = Draft {
        kind: if is_note { Kind::Note } else { Kind::Comment },
        author: Author::of(&who.actor),
        body: form.personal("body").unwrap_or_else(|| Personal::new(String::new())),
        files: files.collect(),
        key: key.transpose()?,
    };
    let sent = if is_note {
        let whom = mentions::named(app, who, form.text("body").unwrap_or_default()).await?;
        messages::note_to(&app.d, allow::<_, act::Note>(&who.actor, held)?, draft, whom).await?
    } else {
        messages::send(&app.d, allow::<_, act::Reply>(&who.actor, held)?, draft).await?
    };
    Ok(json!({"seq": sent.seq}))
}

/// What is done with a conversation, once it is clear what was asked.
#[derive(Clone)]
pub(super) enum Task {
    Close,
    Open,
    Snooze(Time),
    Assign(To),
    Prioritise(bool),
    Tag(Personal<String>),
    Untag(Id<Tag>),
}

/// Does it with the conversation, and answers what a script wants to know.
pub(super) async fn perform(app: &App, who: &SignedIn, held: Conversation, task: Task) -> Done {
    let (d, by, author) = (&app.d, &who.actor, Author::of(&who.actor));
    match task {
        Task::Close => {
            conversations::close(d, allow(by, held)?, author).await?;
            Ok(json!({"state": "closed"}))
        }
        Task::Open => {
            conversations::open(d, allow(by, held)?, author).await?;
            Ok(json!({"state": "open"}))
        }
        Task::Snooze(until) => {
            conversations::snooze(d, allow(by, held)?, author, until).await?;
            Ok(json!({"state": "snoozed"}))
        }
        Task::Assign(to) => {
            conversations::assign_to(d, allow(by, held)?, author, to).await?;
            Ok(json!({}))
        }
        Task::Prioritise(first) => {
            conversations::set_priority(d, &allow(by, held)?, first).await?;
            Ok(json!({"priority": first}))
        }
        Task::Tag(name) => {
            let tag = conversations::tag(d, &allow(by, held)?, who.id, name).await?;
            Ok(json!({"tag": tag.to_string()}))
        }
        Task::Untag(tag) => {
            conversations::untag(d, &allow(by, held)?, tag).await?;
            Ok(json!({}))
        }
    }
}

async fn do_close(app: &App, who: &SignedIn, id: &str, _: &Upload) -> Done {
    perform(app, who, found(app, who, id).await?, Task::Close).await
}

async fn do_open(app: &App, who: &SignedIn, id: &str, _: &Upload) -> Done {
    perform(app, who, found(app, who, id).await?, Task::Open).await
}

async fn do_snooze(app: &App, who: &SignedIn, id: &str, Upload { form, .. }: &Upload) -> Done {
    let seconds = match form.text("at") {
        Some(at) => minute(at).map(|micros| micros / 1_000_000),
        None => form.text("until").and_then(|text| text.parse().ok()),
    };
    let task = Task::Snooze(until(app, seconds)?);
    perform(app, who, found(app, who, id).await?, task).await
}

/// A time until which something may be put aside.
pub(super) fn until(app: &App, seconds: Option<i64>) -> Result<Time, Problem> {
    let now = app.d.now();
    let latest = now.after(LONGEST_SNOOZE).micros() / 1_000_000;
    let until = seconds.filter(|seconds| *seconds < latest).map(Time::from_seconds);
    let until = until.filter(|until| *until > now);
    until.ok_or_else(|| bad("until is a time to come within a year, in Unix seconds"))
}

async fn do_assign(app: &App, who: &SignedIn, id: &str, Upload { form, .. }: &Upload) -> Done {
    let task = Task::Assign(assignee(form.text("to").unwrap_or_default())?);
    perform(app, who, found(app, who, id).await?, task).await
}

/// `teammate-3`, `team-2`, `teammate-none`, `team-none` or `nobody`.
pub(super) fn assignee(word: &str) -> Result<To, Problem> {
    let to = match word.split_once('-') {
        Some(("teammate", "none")) => Some(To::Teammate(None)),
        Some(("teammate", id)) => id.parse().ok().map(|id| To::Teammate(Some(id))),
        Some(("team", "none")) => Some(To::Team(None)),
        Some(("team", id)) => id.parse().ok().map(|id| To::Team(Some(id))),
        _ => (word == "nobody").then_some(To::Nobody),
    };
    to.ok_or_else(|| bad("to is teammate- or team- with an id or none, or nobody"))
}

async fn do_priority(app: &App, who: &SignedIn, id: &str, Upload { form, .. }: &Upload) -> Done {
    let first = match form.text("first") {
        Some("yes") => true,
        Some("no") => false,
        _ => return Err(bad("first is yes or no")),
    };
    perform(app, who, found(app, who, id).await?, Task::Prioritise(first)).await
}

async fn do_tag(app: &App, who: &SignedIn, id: &str, Upload { form, .. }: &Upload) -> Done {
    let name = form.personal("name").unwrap_or_else(|| Personal::new(String::new()));
    perform(app, who, found(app, who, id).await?, Task::Tag(name)).await
}

async fn do_untag(app: &App, who: &SignedIn, id: &str, Upload { form, .. }: &Upload) -> Done {
    let task = Task::Untag(tag_of(form.text("tag").unwrap_or_default())?);
    perform(app, who, found(app, who, id).await?, task).await
}

pub(super) fn tag_of(word: &str) -> Result<Id<Tag>, Problem> {
    word.parse().map_err(|_| bad("tag is the id of a tag"))
}

pub(super) fn bad(what: &str) -> Problem {
    Problem::Bad(what.to_owned())
}
