//! The teammate behind a cookie, and the cookie itself.

use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode};
use axum::middleware;
use axum::response::{IntoResponse, Redirect, Response};
use domain::teammates::{Authenticated, SessionKey};
use privacy::Id;
use privacy::access::Actor;
use privacy::ids::{Session, Teammate, Workspace};
use privacy::secret::Secret;
use zeroize::Zeroizing;

use crate::app::App;
use crate::edge::Transport;
use crate::edge::csrf::CsrfToken;
use crate::edge::form::{Form, read_form};
use crate::inbox::next::Next;
use crate::inbox::problem::{self, Problem};
use crate::inbox::view::Notice;
use crate::refused;
use crate::words::Language;

/// A teammate who is signed in.
pub(crate) struct SignedIn {
    /// Who acts.
    pub(crate) actor: Actor,
    /// The teammate.
    pub(crate) id: Id<Teammate>,
    /// The session.
    pub(crate) session: Id<Session>,
    /// What forms must send back.
    pub(crate) csrf: CsrfToken,
    /// The language that they chose, or that the browser asks for.
    pub(crate) language: Language,
}

impl SignedIn {
    /// The fields of a form that brought the session's token.
    pub(crate) async fn form(
        &self,
        headers: &HeaderMap,
        request: Request,
        max_bytes: usize,
    ) -> Result<Form, Problem> {
        let form = read_form(headers, request.into_body(), max_bytes).await?;
        if self.has_token(form.text("csrf")) { Ok(form) } else { Err(Problem::Forged) }
    }

    /// Whether a form or header brought the session's token.
    pub(crate) fn has_token(&self, given: Option<&str>) -> bool {
        self.csrf.matches(given)
    }
}

/// Where the next turn of a session waits for the answer that brings it to the browser.
#[derive(Clone, Default)]
struct Turned(Arc<OnceLock<NextTurn>>);

struct NextTurn {
    workspace: Id<Workspace>,
    session: Id<Session>,
    cookie: Zeroizing<String>,
}

impl Turned {
    fn take(&self, workspace: Id<Workspace>, found: &mut Authenticated) {
        if let Some(cookie) = found.renewed.take() {
            // A request is authenticated once.
            let _ = self.0.set(NextTurn { workspace, session: found.session, cookie });
        }
    }
}

/// Middleware of the pages behind a cookie: their answers bring a session's next turn, unless they set the cookie themselves,
/// or the session ended meanwhile: the browser may have another one.
pub(crate) async fn turn(State(app): State<App>, mut request: Request, next: middleware::Next) -> Response {
    let turned = Turned::default();
    let transport = transport(request.extensions());
    request.extensions_mut().insert(turned.clone());
    let mut response = next.run(request).await;
    let own = format!("{}=", name(transport));
    let sets = |cookie: &HeaderValue| cookie.as_bytes().starts_with(own.as_bytes());
    if let Some(NextTurn { workspace, session, cookie }) = turned.0.get()
        && !response.headers().get_all(SET_COOKIE).iter().any(sets)
        && domain::teammates::is_live(&app.d, *workspace, *session).await.is_ok_and(|live| live)
    {
        set(&mut response, transport, *workspace, cookie);
    }
    response
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let language = language(&parts.headers);
        let Some((workspace, key)) = read(&parts.headers, transport(&parts.extensions)) else {
            return Err(to_sign_in(parts));
        };
        let mut found = domain::teammates::authenticate(&app.d, workspace, &key).await;
        if let (Ok(Some(found)), Some(turned)) = (&mut found, parts.extensions.get::<Turned>()) {
            turned.take(workspace, found);
        }
        match found {
            Ok(Some(Authenticated { owes_factor: true, .. })) if !may_without_factor(parts.uri.path()) => {
                Err(to_second_factor(parts))
            }
            Ok(Some(Authenticated {
                actor: actor @ Actor::Teammate { id, .. },
                session,
                language: chosen,
                ..
            })) => {
                let language = chosen.map_or(language, Language::of);
                let csrf = CsrfToken::for_session(&key.secret, &format!("{workspace}-{id}"));
                Ok(Self { actor, id, session, csrf, language })
            }
            Ok(_) => {
                refused::session(app, parts.extensions.get().copied(), workspace, &key).await;
                Err(to_sign_in(parts))
            }
            Err(trouble) => Err(Problem::from(trouble).into_response()),
        }
    }
}

/// Whoever owes a second factor may set it up, or leave.
fn may_without_factor(path: &str) -> bool {
    let own = ["/settings/sign-in", "/settings/sign-in/password", "/session", "/sign-out"];
    own.contains(&path) || path.starts_with("/settings/sign-in/factor")
}

/// A page sends its reader to where the second factor is set up; a form is told so; a script is refused.
fn to_second_factor(parts: &Parts) -> Response {
    match (wants_page(parts), parts.method.is_safe()) {
        (true, true) => Redirect::to("/settings/sign-in").into_response(),
        (true, false) => problem::page(StatusCode::FORBIDDEN, language(&parts.headers), Notice::FactorOwed),
        (false, _) => Problem::NotAllowed.into_response(),
    }
}

/// Whether a browser shows the answer as a page. Those that do not say so are told apart by what they take.
fn wants_page(parts: &Parts) -> bool {
    let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    match header("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => !header("accept").is_some_and(|accept| accept.contains("application/json")),
    }
}

/// A page sends its reader to the door, and from there back; whoever sent a form learns that nothing of it was kept; a script
/// is told that the session ended.
fn to_sign_in(parts: &Parts) -> Response {
    match (wants_page(parts), parts.method.is_safe()) {
        (true, true) => Redirect::to(&Next::after("/sign-in", Next::of(&parts.uri).as_ref())).into_response(),
        (true, false) => Problem::SignedOut.as_page(language(&parts.headers)),
        (false, _) => Problem::SignedOut.into_response(),
    }
}

pub(crate) fn language(headers: &HeaderMap) -> Language {
    Language::accepted(headers.get("accept-language").and_then(|v| v.to_str().ok()).unwrap_or_default())
}

pub(crate) fn transport(extensions: &Extensions) -> Transport {
    extensions.get::<Transport>().copied().unwrap_or(Transport::Tls)
}

const fn name(transport: Transport) -> &'static str {
    match transport {
        Transport::Tls => "__Host-troth",
        Transport::PlainLoopback => "troth-demo",
    }
}

/// The cookie of whoever owes a code.
const fn step_name(transport: Transport) -> &'static str {
    match transport {
        Transport::Tls => "__Host-troth-step",
        Transport::PlainLoopback => "troth-demo-step",
    }
}

fn read(headers: &HeaderMap, transport: Transport) -> Option<(Id<Workspace>, SessionKey)> {
    read_cookie(headers, name(transport), SessionKey::read)
}

/// The workspace that a cookie names, whether or not it opens anything there.
pub(crate) fn named(headers: &HeaderMap, transport: Transport) -> Option<Id<Workspace>> {
    read(headers, transport).map(|(workspace, _)| workspace)
}

/// The step that the browser is in.
pub(crate) fn read_step(headers: &HeaderMap, transport: Transport) -> Option<(Id<Workspace>, Secret)> {
    read_cookie(headers, step_name(transport), Secret::read)
}

fn read_cookie<T>(
    headers: &HeaderMap,
    name: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<(Id<Workspace>, T)> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let ours = cookies
        .flat_map(|header| header.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))?;
    let (workspace, rest) = ours.split_once('.')?;
    Some((workspace.parse().ok()?, read(rest)?))
}

/// Sets the cookie. `Secure` and its `__Host-` name are left out on the demo's plain loopback listener only.
pub(crate) fn set(response: &mut Response, transport: Transport, workspace: Id<Workspace>, secret: &str) {
    let age = domain::limits::TEAMMATE_SESSION.as_secs();
    put(response, transport, (name(transport), &format!("{workspace}.{secret}")), age);
}

/// Sets the cookie of the step, for as long as the step lasts.
pub(crate) fn set_step(
    response: &mut Response,
    transport: Transport,
    workspace: Id<Workspace>,
    secret: &str,
) {
    let age = domain::limits::SIGN_IN_STEP.as_secs();
    put(response, transport, (step_name(transport), &format!("{workspace}.{secret}")), age);
}

/// Takes the cookie of the step away.
pub(crate) fn clear_step(response: &mut Response, transport: Transport) {
    put(response, transport, (step_name(transport), ""), 0);
}

/// Whose session the browser has, if it lives.
pub(crate) async fn known(app: &App, headers: &HeaderMap, transport: Transport) -> Option<Authenticated> {
    let (workspace, key) = read(headers, transport)?;
    let found = domain::teammates::authenticate(&app.d, workspace, &key).await.ok()?;
    if found.is_none() {
        refused::copied(app, workspace, &key).await;
    }
    found
}

/// Ends the session that the browser had before it signed in again. That it cannot be ended keeps nobody out.
pub(crate) async fn end_known(app: &App, headers: &HeaderMap, transport: Transport) {
    if let Some(known) = known(app, headers, transport).await
        && let Err(trouble) = domain::teammates::sign_out(&app.d, &known.actor, known.session).await
    {
        tracing::warn!(%trouble, "the session before a new sign-in was not ended");
    }
}

/// Takes the cookie away.
pub(crate) fn clear(response: &mut Response, transport: Transport) {
    put(response, transport, (name(transport), ""), 0);
}

fn put(response: &mut Response, transport: Transport, (name, value): (&str, &str), age: u64) {
    let secure = if transport == Transport::Tls { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}
