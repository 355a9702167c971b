//! What the links in letters open: one conversation for whom the letter went to, and the end of mail. Looking changes nothing,
//! for programs follow links too; whatever changes something is a form that is sent.

use std::net::IpAddr;

use axum::Extension;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::conversations::{self, State as Standing};
use domain::mail::{self, ReplyLink};
use domain::messages::{self, Author, ClientKey, Draft, Kind as PartKind, PartShown, SendError, Which};
use domain::{attachments, limits};
use maud::Markup;
use privacy::access::{Actor, act, allow};
use privacy::ids::{Hex, Workspace};
use privacy::secret::Secret;
use privacy::{Id, Personal};
use serde::Deserialize;

use super::view::{ReplyNotice, ReplyPage, ReplyPart, StopPage};
use super::view::{link_gone_page, reply_page, stop_gone_page, stop_page};
use super::{allowed, frame};
use crate::app::App;
use crate::edge::Peer;
use crate::edge::form::{Form, read_form};
use crate::edge::rate::Kind;
use crate::inbox::problem::Problem;
use crate::inbox::view::Writer;
use crate::inbox::{self, session};
use crate::words::Language;

/// The largest form: a message of 64 KiB, each byte of it escaped.
const FORM_BYTES: usize = 3 * limits::MESSAGE_BYTES + 4096;

/// Whoever holds a link, and the one conversation that they may see.
struct Holder {
    actor: Actor,
    link: ReplyLink,
    address: String,
    language: Language,
}

/// What came back with the form.
#[derive(Default)]
struct Typed {
    body: String,
    notice: Option<ReplyNotice>,
}

/// What the address says of an answer that was just sent.
#[derive(Deserialize)]
pub(super) struct Asked {
    sent: Option<String>,
}

/// `GET /reply/{app_id}/{secret}`
pub(super) async fn screen(
    State(app): State<App>,
    Extension(Peer(peer)): Extension<Peer>,
    Path((app_id, secret)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let language = match language(&app, peer, &app_id, &headers).await {
        Ok(language) => language,
        Err(too_fast) => return too_fast,
    };
    let drawn = async {
        let Some(holder) = holder(&app, &app_id, &secret, language).await? else {
            return Ok(gone(language, ""));
        };
        let notice = asked.sent.map(|_| ReplyNotice::Sent);
        draw(&app, &holder, Typed { notice, ..Typed::default() }).await
    };
    drawn.await.unwrap_or_else(|problem: Problem| problem.as_page(language))
}

/// `POST /reply/{app_id}/{secret}`
pub(super) async fn send(
    State(app): State<App>,
    Extension(Peer(peer)): Extension<Peer>,
    Path((app_id, secret)): Path<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let language = match language(&app, peer, &app_id, &headers).await {
        Ok(language) => language,
        Err(too_fast) => return too_fast,
    };
    let sent = async {
        let form = read_form(&headers, request.into_body(), FORM_BYTES).await?;
        // Whoever wrote while the link ended gets back what they wrote.
        let Some(holder) = holder(&app, &app_id, &secret, language).await? else {
            return Ok(gone(language, form.text("body").unwrap_or_default()));
        };
        allowed(app.rates.check(Kind::MessengerSend, holder.link.contact.raw().bytes()))?;
        answer(&app, &holder, &form).await
    };
    sent.await.unwrap_or_else(|problem: Problem| problem.as_page(language))
}

async fn answer(app: &App, holder: &Holder, form: &Form) -> Result<Response, Problem> {
    let (d, workspace) = (&app.d, holder.actor.workspace());
    let key = form.text("key").and_then(ClientKey::read).ok_or_else(|| {
        Problem::Bad("key has 32 hexadecimal digits, lower case, as the page gave them".to_owned())
    })?;
    let body = form.text("body").unwrap_or_default().to_owned();
    let Some(found) = conversations::find(d, workspace, holder.link.conversation).await? else {
        return Ok(gone(holder.language, &body));
    };
    let held = allow::<_, act::Reply>(&holder.actor, found)?;
    let draft = Draft {
        kind: PartKind::Comment,
        author: Author::Contact(holder.link.contact),
        body: Personal::new(body.clone()),
        files: Vec::new(),
        key: Some(key),
    };
    let notice = match messages::send(d, held, draft).await {
        Ok(_) => {
            // Whoever answers has read what they answer to.
            let (held, permit) = conversations::read_by(d, &holder.actor, holder.link.conversation).await?;
            messages::thread(d, &held, &permit, Which::Latest, limits::PARTS).await?;
            return Ok(Redirect::to(&format!("{}?sent=1", holder.address)).into_response());
        }
        Err(SendError::Empty) => ReplyNotice::Empty,
        Err(SendError::TooLong) => ReplyNotice::TooLong,
        Err(SendError::Blocked) => ReplyNotice::Blocked,
        Err(SendError::NotFound) => return Ok(gone(holder.language, &body)),
        Err(other) => return Err(other.into()),
    };
    let mut drawn = draw(app, holder, Typed { body, notice: Some(notice) }).await?;
    *drawn.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(drawn)
}

/// The language of what is answered: the one that the workspace's messenger is fixed in, or the one that the browser asks for.
/// Whoever asks too much is told so before anything is looked up.
async fn language(app: &App, peer: IpAddr, app_id: &str, headers: &HeaderMap) -> Result<Language, Response> {
    let asked = session::language(headers);
    allowed(app.rates.check_address(Kind::Address, peer)).map_err(|problem| problem.as_page(asked))?;
    let shown = super::shown(app, app_id).await;
    Ok(shown.map_or(asked, |shown| frame::language(&shown.settings, headers)))
}

/// Whoever holds the link; `None` where it opens nothing.
async fn holder(
    app: &App,
    app_id: &str,
    secret: &str,
    language: Language,
) -> Result<Option<Holder>, Problem> {
    let Some((workspace, read)) = read(app_id, secret) else { return Ok(None) };
    let Some(link) = mail::reply_link(&app.d, workspace, &read).await? else { return Ok(None) };
    Ok(Some(Holder {
        actor: Actor::Contact { workspace, id: link.contact },
        link,
        address: format!("/reply/{app_id}/{secret}"),
        language,
    }))
}

fn read(app_id: &str, secret: &str) -> Option<(Id<Workspace>, Secret)> {
    Some((app_id.parse().ok()?, Secret::read(secret)?))
}

async fn draw(app: &App, holder: &Holder, typed: Typed) -> Result<Response, Problem> {
    let (held, permit) = match conversations::read_by(&app.d, &holder.actor, holder.link.conversation).await {
        Ok(found) => found,
        Err(conversations::ReadError::Trouble(trouble)) => return Err(trouble.into()),
        Err(_) => return Ok(gone(holder.language, &typed.body)),
    };
    let parts = messages::parts(&app.d, &held, &permit, Which::Latest, limits::PARTS).await?;
    let keys = app.d.keys(held.thing().workspace).await?;
    let shown = |part: PartShown| ReplyPart {
        own: part.author.author == Author::Contact(holder.link.contact),
        writer: match part.author.author {
            Author::Teammate(_) => Writer::Teammate,
            Author::Contact(_) | Author::System => Writer::Contact,
        },
        author: part.author.name,
        text: part.body,
        files: part
            .files
            .into_iter()
            .map(|file| {
                let link = attachments::link(&keys, app.d.now(), &permit, file.id);
                (file.name, format!("/files/{}/{}?key={link}", keys.workspace(), file.id))
            })
            .collect(),
        redacted: part.redacted,
        at: part.created_at.micros(),
    };
    let parts: Vec<ReplyPart> = parts.into_iter().map(shown).collect();
    let workspace_name = super::shown(app, &held.thing().workspace.to_string()).await?.name;
    let page = ReplyPage {
        language: holder.language,
        workspace_name: &workspace_name,
        address: &holder.address,
        parts: &parts,
        closed: held.thing().state == Standing::Closed,
        key: &Hex::<16>::new(app.d.random.bytes()).to_string(),
        typed: &typed.body,
        notice: typed.notice,
    };
    Ok((page_headers(), Html(reply_page(&page).into_string())).into_response())
}

/// No search engine keeps what somebody's link opens, wherever the link was written.
fn page_headers() -> [(HeaderName, HeaderValue); 2] {
    let [policy] = inbox::page_headers();
    [policy, (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"))]
}

fn gone(language: Language, typed: &str) -> Response {
    not_there(link_gone_page(language, typed))
}

fn stop_gone(language: Language) -> Response {
    not_there(stop_gone_page(language))
}

fn not_there(page: Markup) -> Response {
    (StatusCode::NOT_FOUND, page_headers(), Html(page.into_string())).into_response()
}

/// `GET /no-mail/{app_id}/{secret}`
pub(super) async fn stop_screen(
    State(app): State<App>,
    Extension(Peer(peer)): Extension<Peer>,
    Path((app_id, secret)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let language = match language(&app, peer, &app_id, &headers).await {
        Ok(language) => language,
        Err(too_fast) => return too_fast,
    };
    let drawn = async {
        let Some((workspace, read)) = read(&app_id, &secret) else { return Ok(stop_gone(language)) };
        if !mail::is_stop_link(&app.d, workspace, &read).await? {
            return Ok(stop_gone(language));
        }
        stop_answer(&app, language, &app_id, Some(&format!("/no-mail/{app_id}/{secret}"))).await
    };
    drawn.await.unwrap_or_else(|problem: Problem| problem.as_page(language))
}

/// `POST /no-mail/{app_id}/{secret}`: from the page, or by a mail program at its reader's word (RFC 8058).
pub(super) async fn stop(
    State(app): State<App>,
    Extension(Peer(peer)): Extension<Peer>,
    Path((app_id, secret)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let language = match language(&app, peer, &app_id, &headers).await {
        Ok(language) => language,
        Err(too_fast) => return too_fast,
    };
    let stopped = async {
        let Some((workspace, read)) = read(&app_id, &secret) else { return Ok(stop_gone(language)) };
        if !mail::stop(&app.d, workspace, &read).await? {
            return Ok(stop_gone(language));
        }
        stop_answer(&app, language, &app_id, None).await
    };
    stopped.await.unwrap_or_else(|problem: Problem| problem.as_page(language))
}

async fn stop_answer(
    app: &App,
    language: Language,
    app_id: &str,
    address: Option<&str>,
) -> Result<Response, Problem> {
    let workspace_name = super::shown(app, app_id).await?.name;
    let page = StopPage { language, workspace_name: &workspace_name, address };
    Ok((page_headers(), Html(stop_page(&page).into_string())).into_response())
}
