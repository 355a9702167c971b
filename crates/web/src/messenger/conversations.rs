//! What the frame asks for: a visitor's own conversations, never anybody else's.

use std::convert::Infallible;

use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::conversations::{self, Condition, Conversation, Listed, Sort};
use domain::messages::{
    self, Author, ClientKey, Draft, Kind as PartKind, NewFile, PartShown, SendError, Which,
};
use domain::{attachments, contacts};
use futures_util::Stream;
use privacy::access::{Allowed, Permit, act, allow};
use privacy::ids::Contact;
use privacy::keys::WorkspaceKeys;
use privacy::{Id, Personal};
use serde::Deserialize;
use serde_json::{Value, json};

use super::given::{bad, object};
use super::session::{Messenger, allowed};
use super::written_on;
use crate::app::App;
use crate::edge::Shutdown;
use crate::edge::rate::Kind;
use crate::inbox::events::{Under, stream};
use crate::inbox::problem::Problem;
use crate::inbox::{listed, session};
use crate::words::Language;

/// How many conversations are listed, and how many parts of one are read, at once.
const PAGE: usize = 50;
/// One more is looked for, to see whether a page follows.
const LOOKED_FOR: i64 = 51;
/// The largest body: 20 MiB of files in base64 and a message.
const BODY_BYTES: usize = 28 * 1024 * 1024;
/// The same of what was seen.
const SEEN_BYTES: usize = 1024;

#[derive(Deserialize)]
struct Said {
    #[serde(default = "empty")]
    body: Personal<String>,
    client_key: String,
    #[serde(default)]
    attachments: Vec<File>,
    /// On which page, where a conversation begins.
    #[serde(default)]
    page: Option<Personal<written_on::Said>>,
}

fn empty() -> Personal<String> {
    Personal::new(String::new())
}

#[derive(Deserialize)]
struct File {
    name: Personal<String>,
    content_type: Personal<String>,
    data: String,
}

/// What a list is asked for: what comes after a place in it.
#[derive(Deserialize)]
pub(super) struct Beyond {
    after: Option<String>,
}

/// `GET /messenger/{app_id}/conversations`
pub(super) async fn list(
    State(app): State<App>,
    who: Messenger,
    Query(beyond): Query<Beyond>,
) -> Result<Json<Value>, Problem> {
    let permit = conversations::permit_for(&who.actor)?;
    let after = beyond.after.map(|at| listed::place_of(&at).ok_or_else(|| bad("after is a place in a list")));
    // A contact is listed their own, whether they are with them or with several.
    let all = Condition::Every(Vec::new());
    let mut page =
        conversations::page(&app.d, &permit, &all, Sort::NEWEST, after.transpose()?, LOOKED_FOR).await?;
    let goes_on = page.len() > PAGE;
    page.truncate(PAGE);
    let next =
        page.last().filter(|_| goes_on).map(|last| listed::place(last.conversation.place(Sort::NEWEST)));
    let rows: Vec<Value> = page
        .iter()
        .map(|one| {
            json!({
                "id": one.conversation.id.to_string(),
                "state": one.conversation.state.code(),
                "preview": preview(one),
                "files": one.last_files.len(),
                "updated_at": one.conversation.moved_at.micros(),
                "unread": one.unseen,
            })
        })
        .collect();
    // Whoever lists none has said nothing that could be answered.
    let own = contacts::find(&app.d, who.actor.workspace(), who.contact).await?;
    let reachable = page.is_empty()
        || own.as_ref().is_none_or(|one| one.role == contacts::ContactRole::User || one.email.is_some());
    let (called, email) = match own {
        Some(one) => {
            let keys = app.d.keys(one.workspace).await?;
            let shown = contacts::show(&keys, &permit, &one)?;
            // A user's address is not changed here.
            let left = (one.role != contacts::ContactRole::User).then_some(shown.email.as_deref()).flatten();
            (Some(shown.called().to_owned()), left.map(str::to_owned))
        }
        None => (None, None),
    };
    Ok(Json(json!({
        "conversations": rows,
        "next": next,
        "reachable": reachable,
        "called": called,
        "email": email,
    })))
}

/// The beginning of what was said last, or the name of the first file that came without a text.
fn preview(one: &Listed) -> String {
    one.last_files.first().unwrap_or(&one.last).chars().take(140).collect()
}

/// What a reader has already: of what comes after it, they are told also what was taken out before. Or before what it is to be.
#[derive(Deserialize)]
pub(super) struct Asked {
    after: Option<i64>,
    before: Option<i64>,
}

impl Asked {
    /// Which parts, and what of them is known.
    fn which(&self) -> (Which, Option<i64>) {
        let known = self.after.filter(|seq| *seq >= 0);
        match (self.before, known) {
            (Some(seq), _) => (Which::Before(seq), None),
            (None, Some(seq)) => (Which::After(seq), known),
            (None, None) => (Which::Latest, None),
        }
    }
}

/// `GET /messenger/{app_id}/conversations/{id}`: a page of it, the newest one or the one that was asked for. Nothing is marked as
/// seen by that.
pub(super) async fn read(
    State(app): State<App>,
    who: Messenger,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Problem> {
    let id: Id<privacy::ids::Conversation> = id.parse().map_err(|_| Problem::NotFound)?;
    let (held, permit) = conversations::read_by(&app.d, &who.actor, id).await?;
    let (which, known) = asked.which();
    let mut parts = messages::parts(&app.d, &held, &permit, which, LOOKED_FOR).await?;
    let goes_on = parts.len() > PAGE;
    match which {
        Which::After(_) => parts.truncate(PAGE),
        Which::Latest | Which::Before(_) => parts = parts.split_off(parts.len().saturating_sub(PAGE)),
    }
    let redacted = match known {
        Some(known) => messages::redacted(&app.d, &held, known).await?,
        None => Vec::new(),
    };
    let conversation = held.thing();
    let keys = app.d.keys(conversation.workspace).await?;
    // A part that came after the conversation was read may not have been looked at.
    let seen = !conversation.unread && parts.iter().all(|part| part.seq < conversation.next_seq);
    let parts: Vec<Value> = parts.iter().map(|part| shown(&app, who.contact, &keys, &permit, part)).collect();
    let conversation = json!({"id": id.to_string(), "state": conversation.state.code(), "seen": seen});
    Ok(Json(json!({"conversation": conversation, "parts": parts, "more": goes_on, "redacted": redacted})))
}

fn shown(app: &App, reader: Id<Contact>, keys: &WorkspaceKeys, permit: &Permit, part: &PartShown) -> Value {
    let (kind, name) = match part.author.author {
        Author::Contact(id) if id == reader => ("contact", ""),
        Author::Contact(_) => ("other", part.author.name.as_str()),
        Author::Teammate(_) => ("teammate", part.author.name.as_str()),
        Author::System => ("system", ""),
    };
    let files: Vec<Value> = part
        .files
        .iter()
        .map(|file| {
            let link = attachments::link(keys, app.d.now(), permit, file.id);
            json!({
                "name": file.name,
                "content_type": file.media_type,
                "size": file.size_bytes,
                "url": format!("/files/{}/{}?key={link}", keys.workspace(), file.id),
            })
        })
        .collect();
    json!({
        "seq": part.seq,
        "author": {"kind": kind, "name": name},
        "body": part.body,
        "redacted": part.redacted,
        "attachments": files,
        "at": part.created_at.micros(),
    })
}

/// `POST /messenger/{app_id}/conversations`
pub(super) async fn start(
    State(app): State<App>,
    who: Messenger,
    request: Request,
) -> Result<Response, Problem> {
    let language = session::language(request.headers());
    let mut said = said(&app, &who, request).await?;
    let workspace = who.actor.workspace();
    let on = written_on::kept(&app, workspace, said.page.take()).await?;
    let draft = draft(&app, &who, said)?;
    let contact = contacts::find(&app.d, workspace, who.contact).await?.ok_or(Problem::SignedOut)?;
    let with = allow::<_, act::StartConversation>(&who.actor, contact)?;
    let started =
        conversations::start_on(&app.d, &with, draft, on).await.map_err(|error| unsent(language, error))?;
    let answer = json!({"conversation": started.conversation.to_string(), "seq": 0});
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// `POST /messenger/{app_id}/conversations/{id}/messages`
pub(super) async fn send(
    State(app): State<App>,
    who: Messenger,
    Path((_, id)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let held = theirs::<act::Reply>(&app, &who, &id).await?;
    let language = session::language(request.headers());
    let said = said(&app, &who, request).await?;
    let draft = draft(&app, &who, said)?;
    let sent = messages::send(&app.d, held, draft).await.map_err(|error| unsent(language, error))?;
    Ok((StatusCode::CREATED, Json(json!({"seq": sent.seq}))).into_response())
}

/// Why it was not sent, as whoever wrote it is told.
fn unsent(language: Language, error: SendError) -> Problem {
    match error {
        SendError::Blocked => bad(language.words().reply.blocked),
        other => other.into(),
    }
}

#[derive(Deserialize)]
struct Seen {
    seq: i64,
}

/// `POST /messenger/{app_id}/conversations/{id}/read`: they have before them what was said up to a part.
pub(super) async fn seen(
    State(app): State<App>,
    who: Messenger,
    Path((_, id)): Path<(String, String)>,
    request: Request,
) -> Result<StatusCode, Problem> {
    allowed(app.rates.check(Kind::MessengerSeen, who.contact.raw().bytes()))?;
    let read = theirs::<act::ReadConversations>(&app, &who, &id).await?;
    let (parts, body) = request.into_parts();
    let expected = "an object with seq (a whole number) is expected";
    let Seen { seq } = object(&parts.headers, body, SEEN_BYTES, expected).await?;
    messages::seen(&app.d, &read, seq).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /messenger/{app_id}/conversations/{id}/typing`: kept nowhere.
pub(super) async fn typing(
    State(app): State<App>,
    who: Messenger,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    allowed(app.rates.check(Kind::Typing, who.contact.raw().bytes()))?;
    let held = theirs::<act::Reply>(&app, &who, &id).await?;
    conversations::typing(&app.d, &held);
    Ok(StatusCode::NO_CONTENT)
}

/// The conversation of that id, for an act of theirs; one that they may not do is done in none that is there.
async fn theirs<A: act::Act>(
    app: &App,
    who: &Messenger,
    id: &str,
) -> Result<Allowed<Conversation, A>, Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let found = conversations::find(&app.d, who.actor.workspace(), id).await?.ok_or(Problem::NotFound)?;
    allow(&who.actor, found).map_err(|_| Problem::NotFound)
}

async fn said(app: &App, who: &Messenger, request: Request) -> Result<Said, Problem> {
    allowed(app.rates.check(Kind::MessengerSend, who.contact.raw().bytes()))?;
    let (parts, body) = request.into_parts();
    let expected = "an object with body (text), client_key and attachments is expected";
    object(&parts.headers, body, BODY_BYTES, expected).await
}

fn draft(app: &App, who: &Messenger, said: Said) -> Result<Draft, Problem> {
    let key = ClientKey::read(&said.client_key)
        .ok_or_else(|| bad("client_key has 32 hexadecimal digits, lower case"))?;
    let files = said.attachments.into_iter().map(|file| {
        let content = STANDARD.decode(file.data).map_err(|_| bad("a file's data is base64"))?;
        Ok(NewFile::new(&app.d, file.name, file.content_type, Personal::new(content)))
    });
    Ok(Draft {
        kind: PartKind::Comment,
        author: Author::Contact(who.contact),
        body: said.body,
        files: files.collect::<Result<_, Problem>>()?,
        key: Some(key),
    })
}

/// `GET /messenger/{app_id}/events`
pub(super) async fn events(
    State(app): State<App>,
    who: Messenger,
    Extension(shutdown): Extension<Shutdown>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    stream(&app, &who.actor, Under::Messenger(who.contact, who.secret), shutdown)
}
