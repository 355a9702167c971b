//! What a teammate can do in a conversation. A form is answered with the page, a script with JSON.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::conversations::{self, Conversation};
use domain::messages::{self, Author, ClientKey, Draft, Kind, NewFile};
use privacy::access::{act, allow};
use privacy::{Id, Personal, Time};
use serde_json::json;

use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;
use crate::edge::body::BodyError;
use crate::edge::form::read_form;
use crate::edge::multipart::{Upload, UploadLimits, read_multipart};

/// The largest form without files: a message and some fields.
const FORM_BYTES: usize = 256 * 1024;

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
async fn form(who: &SignedIn, headers: &HeaderMap, request: Request) -> Result<Upload, Problem> {
    let upload = read(headers, request).await?;
    let header = headers.get("csrf").and_then(|value| value.to_str().ok());
    if who.has_token(header.or_else(|| upload.form.text("csrf"))) { Ok(upload) } else { Err(Problem::Forged) }
}

/// Scripts ask for JSON; a form without scripts gets the conversation's page.
fn answer(
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

async fn found(app: &App, who: &SignedIn, id: &str) -> Result<Conversation, Problem> {
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
    /// `POST /inbox/{id}/tag`
    tag => do_tag
}

type Done = Result<serde_json::Value, Problem>;

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
        messages::note(&app.d, allow::<_, act::Note>(&who.actor, held)?, draft).await?
    } else {
        messages::send(&app.d, allow::<_, act::Reply>(&who.actor, held)?, draft).await?
    };
    Ok(json!({"seq": sent.seq}))
}

async fn do_close(app: &App, who: &SignedIn, id: &str, _: &Upload) -> Done {
    let held = allow::<_, act::ChangeState>(&who.actor, found(app, who, id).await?)?;
    conversations::close(&app.d, held, Author::of(&who.actor)).await?;
    Ok(json!({"state": "closed"}))
}

async fn do_open(app: &App, who: &SignedIn, id: &str, _: &Upload) -> Done {
    let held = allow::<_, act::ChangeState>(&who.actor, found(app, who, id).await?)?;
    conversations::open(&app.d, held, Author::of(&who.actor)).await?;
    Ok(json!({"state": "open"}))
}

async fn do_snooze(app: &App, who: &SignedIn, id: &str, Upload { form, .. }: &Upload) -> Done {
    let until = form.text("until").and_then(|text| text.parse().ok()).map(Time::from_seconds);
    let latest = app.d.now().after(std::time::Duration::from_hours(366 * 24));
    let until = until.filter(|until| *until > app.d.now() && *until < latest);
    let until = until.ok_or_else(|| bad("until is a time to come within a year, in Unix seconds"))?;
    let held = allow::<_, act::ChangeState>(&who.actor, found(app, who, id).await?)?;
    conversations::snooze(&app.d, held, Author::of(&who.actor), until).await?;
    Ok(json!({"state": "snoozed"}))
}

async fn do_assign(app: &App, who: &SignedIn, id: &str, Upload { form, .. }: &Upload) -> Done {
    let to = form.text("teammate").or_else(|| form.text("assignee")).filter(|to| !to.is_empty());
    let to = to.map(str::parse).transpose().map_err(|_| bad("teammate is the id of a teammate, or empty"))?;
    let held = allow::<_, act::Assign>(&who.actor, found(app, who, id).await?)?;
    conversations::assign(&app.d, held, Author::of(&who.actor), to).await?;
    Ok(json!({}))
}

async fn do_tag(app: &App, who: &SignedIn, id: &str, Upload { form, .. }: &Upload) -> Done {
    let name = form.personal("name").unwrap_or_else(|| Personal::new(String::new()));
    let held = allow::<_, act::Tag>(&who.actor, found(app, who, id).await?)?;
    let tag = conversations::tag(&app.d, &held, who.id, name).await?;
    Ok(json!({"tag": tag.to_string()}))
}

fn bad(what: &str) -> Problem {
    Problem::Bad(what.to_owned())
}
