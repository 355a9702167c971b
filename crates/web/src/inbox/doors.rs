//! The doors: sign-in by password or link, sign-out, and the operator's first workspace.

use axum::Extension;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::teammates::{self, Entered, NewTeammate, SignInError};
use domain::workspaces::{self, NewWorkspace, Settings};
use domain::{Trouble, setup};
use privacy::access::Actor;
use privacy::ids::Workspace;
use privacy::secret::Secret;
use privacy::{Id, Personal, Region};

use super::next::{Next, Wanted};
use super::problem::{Problem, page};
use super::session::{self, SignedIn};
use super::view::{
    FirstRunForm, FirstRunPage, FirstRunProblem, HostRegion, Notice, SignInPage, SignInProblem,
    first_run_page, sign_in_page as draw_sign_in,
};
use super::{code, page_headers};
use crate::app::App;
use crate::console::chosen;
use crate::edge::body::BodyError;
use crate::edge::form::{Form, read_form};
use crate::edge::rate::Kind;
use crate::edge::{Peer, Transport};
use crate::messenger::allowed;
use crate::messenger::view::Colour;
use crate::words::Language;

/// The largest form at the doors.
const FORM_BYTES: usize = 16 * 1024;

/// `GET /sign-in`: where there is one workspace, its door; that of the workspace in which the browser was last; else the visitor
/// says which. Whoever is in goes on.
pub(super) async fn sign_in_page(
    State(app): State<App>,
    Extension(transport): Extension<Transport>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let (language, next) = (session::language(&headers), wanted.next());
    if session::known(&app, &headers, transport).await.is_some() {
        return on(next.as_ref());
    }
    let all = workspaces::all_ids(&app.d).await;
    let last = session::named(&headers, transport);
    match all.as_deref() {
        Ok([only]) => Redirect::to(&Next::after(&door_of(*only), next.as_ref())).into_response(),
        Ok(all) => match last.filter(|last| all.contains(last)) {
            Some(last) => Redirect::to(&Next::after(&door_of(last), next.as_ref())).into_response(),
            None => door(language, None, next, String::new(), None),
        },
        Err(_) => page(StatusCode::SERVICE_UNAVAILABLE, language, Notice::Unavailable),
    }
}

/// `POST /sign-in`: with the workspace's id in the form.
pub(super) async fn sign_in(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    Extension(transport): Extension<Transport>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let language = session::language(&headers);
    match read(request).await {
        Ok(form) => {
            let workspace = form.trimmed("workspace");
            enter(&app, peer, (transport, &headers), language, &workspace, &form).await
        }
        Err(error) => Problem::from(error).as_page(language),
    }
}

/// `GET /sign-in/{workspace}`: whoever is in there goes on.
pub(super) async fn sign_in_page_of(
    State(app): State<App>,
    Extension(transport): Extension<Transport>,
    Path(workspace): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let (language, next) = (session::language(&headers), wanted.next());
    let Ok(id) = workspace.parse::<Id<Workspace>>() else { return Problem::NotFound.as_page(language) };
    match session::known(&app, &headers, transport).await {
        Some(known) if known.actor.workspace() == id => on(next.as_ref()),
        _ => door(language, Some(id), next, String::new(), None),
    }
}

/// The address of a workspace's door.
pub(super) fn door_of(workspace: Id<Workspace>) -> String {
    format!("/sign-in/{workspace}")
}

fn on(next: Option<&Next>) -> Response {
    Redirect::to(next.map_or("/inbox", Next::as_str)).into_response()
}

/// `POST /sign-in/{workspace}`
pub(super) async fn sign_in_to(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    Extension(transport): Extension<Transport>,
    Path(workspace): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let language = session::language(&headers);
    match read(request).await {
        Ok(form) => enter(&app, peer, (transport, &headers), language, &workspace, &form).await,
        Err(error) => Problem::from(error).as_page(language),
    }
}

async fn enter(
    app: &App,
    Peer(peer): Peer,
    (transport, headers): (Transport, &HeaderMap),
    language: Language,
    workspace: &str,
    form: &Form,
) -> Response {
    let id = workspace.parse::<Id<Workspace>>().ok();
    let email = form.text("email").unwrap_or_default().to_owned();
    let next = form.text("next").and_then(Next::read);
    let again = |problem| door(language, id, next.clone(), email.clone(), Some(problem));
    let Some(id) = id else { return again(SignInProblem::Wrong) };
    let account = format!("{id}\n{}", email.trim().to_lowercase());
    let decision = app
        .rates
        .check_address(Kind::SignInAddress, peer)
        .or_stricter(app.rates.check(Kind::SignInAccount, account.as_bytes()));
    if let Err(Problem::TooFast(retry_after_s)) = allowed(decision) {
        return again(SignInProblem::TooMany { retry_after_s });
    }
    let password = Personal::new(form.text("password").unwrap_or_default().to_owned());
    match teammates::by_password(&app.d, id, &Personal::new(email.clone()), password).await {
        Ok(Entered::In(signed_in)) => {
            session::end_known(app, headers, transport).await;
            welcome(transport, id, &signed_in.secret, next.as_ref().map_or("/inbox", Next::as_str))
        }
        Ok(Entered::Code(step)) => code::owed(transport, id, &step, next.as_ref()),
        Err(SignInError::Refused) => again(SignInProblem::Wrong),
        Err(SignInError::Trouble(trouble)) => Problem::from(trouble).as_page(language),
    }
}

async fn read(request: Request) -> Result<Form, BodyError> {
    let (parts, body) = request.into_parts();
    read_form(&parts.headers, body, FORM_BYTES).await
}

/// To a page of ours, with the session in a cookie.
pub(crate) fn welcome(transport: Transport, workspace: Id<Workspace>, secret: &str, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    session::set(&mut response, transport, workspace, secret);
    response
}

/// Where somebody comes who may have no password: one is set first, for their link lets nobody in again. People of the demo
/// come by links alone.
pub(super) async fn first<'a>(app: &App, who: &Actor, next: Option<&'a Next>) -> &'a str {
    let lacks = match who {
        Actor::Teammate { workspace, id, .. } if app.demo.is_none() => {
            matches!(teammates::has_password(&app.d, *workspace, *id).await, Ok(false))
        }
        _ => false,
    };
    if lacks { "/settings/sign-in" } else { next.map_or("/inbox", Next::as_str) }
}

fn door(
    language: Language,
    workspace: Option<Id<Workspace>>,
    next: Option<Next>,
    email: String,
    problem: Option<SignInProblem>,
) -> Response {
    let workspace = workspace.map(|id| (id.to_string(), String::new()));
    let status = match problem {
        None => StatusCode::OK,
        Some(SignInProblem::TooMany { .. }) => StatusCode::TOO_MANY_REQUESTS,
        Some(_) => StatusCode::UNAUTHORIZED,
    };
    let next = next.map(|next| next.as_str().to_owned());
    let markup = draw_sign_in(&SignInPage { language, workspace, next, csrf: String::new(), email, problem });
    (status, page_headers(), Html(markup.into_string())).into_response()
}

/// `GET /sign-in/{workspace}/link/{secret}`
pub(super) async fn link(
    State(app): State<App>,
    Extension(Peer(peer)): Extension<Peer>,
    Extension(transport): Extension<Transport>,
    Path((workspace, secret)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let language = session::language(&headers);
    if let Err(problem) = allowed(app.rates.check_address(Kind::SignInAddress, peer)) {
        return problem.as_page(language);
    }
    let (Ok(workspace), Some(secret)) = (workspace.parse(), Secret::read(&secret)) else {
        return page(StatusCode::NOT_FOUND, language, Notice::SignInLinkUsed);
    };
    match teammates::by_link(&app.d, workspace, &secret).await {
        Ok(Entered::In(signed_in)) => {
            session::end_known(&app, &headers, transport).await;
            welcome(transport, workspace, &signed_in.secret, first(&app, &signed_in.actor, None).await)
        }
        Ok(Entered::Code(step)) => code::owed(transport, workspace, &step, None),
        Err(SignInError::Refused) => page(StatusCode::NOT_FOUND, language, Notice::SignInLinkUsed),
        Err(SignInError::Trouble(trouble)) => Problem::from(trouble).as_page(language),
    }
}

/// `POST /sign-out`
pub(super) async fn sign_out(
    State(app): State<App>,
    Extension(transport): Extension<Transport>,
    who: SignedIn,
    request: Request,
) -> Response {
    let form = match read(request).await {
        Ok(form) => form,
        Err(error) => return Problem::from(error).as_page(who.language),
    };
    if !who.has_token(form.text("csrf")) {
        return Problem::Forged.as_page(who.language);
    }
    if let Err(trouble) = teammates::sign_out(&app.d, &who.actor, who.session).await {
        return Problem::from(trouble).as_page(who.language);
    }
    let mut response = Redirect::to(&door_of(who.actor.workspace())).into_response();
    session::clear(&mut response, transport);
    response
}

/// `GET /setup/{link}`
pub(super) async fn setup_page(
    State(app): State<App>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    let language = session::language(&headers);
    let good = match setup::Link::read(&link) {
        Some(read) => setup::is_good(&app.d, read).await,
        None => Ok(false),
    };
    match good {
        Ok(true) => first_run(language, link, FirstRunForm::default(), Vec::new()),
        Ok(false) => page(StatusCode::NOT_FOUND, language, Notice::LinkUsed),
        Err(trouble) => Problem::from(trouble).as_page(language),
    }
}

fn first_run(
    language: Language,
    link: String,
    form: FirstRunForm,
    problems: Vec<FirstRunProblem>,
) -> Response {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let markup = first_run_page(&FirstRunPage { language, link, csrf: String::new(), form, problems });
    (status, page_headers(), Html(markup.into_string())).into_response()
}

/// `POST /setup/{link}`: makes the workspace and its owner, and signs the owner in.
pub(super) async fn set_up(
    State(app): State<App>,
    Extension(Peer(peer)): Extension<Peer>,
    Extension(transport): Extension<Transport>,
    Path(link): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let language = session::language(&headers);
    if let Err(problem) = allowed(app.rates.check_address(Kind::SignInAddress, peer)) {
        return problem.as_page(language);
    }
    let form = match read(request).await {
        Ok(form) => form,
        Err(error) => return Problem::from(error).as_page(language),
    };
    match make(&app, &link, &form).await {
        Ok(Made::Workspace(workspace, secret)) => {
            session::end_known(&app, &headers, transport).await;
            let mut response = Redirect::to("/settings").into_response();
            session::set(&mut response, transport, workspace, &secret);
            response
        }
        Ok(Made::LinkUsed) => page(StatusCode::NOT_FOUND, language, Notice::LinkUsed),
        Ok(Made::Problems(problems)) => first_run(language, link, typed(&form), problems),
        Err(trouble) => Problem::from(trouble).as_page(language),
    }
}

enum Made {
    Workspace(Id<Workspace>, zeroize::Zeroizing<String>),
    LinkUsed,
    Problems(Vec<FirstRunProblem>),
}

async fn make(app: &App, link: &str, form: &Form) -> Result<Made, Trouble> {
    let (typed, password) =
        (typed(form), Personal::new(form.text("password").unwrap_or_default().to_owned()));
    let problems = problems(&typed, &password);
    let region = typed.region.and_then(|region| Region::of_code(region.as_str()));
    let (true, Some(region)) = (problems.is_empty(), region) else { return Ok(Made::Problems(problems)) };
    let Some(link) = setup::Link::read(link) else { return Ok(Made::LinkUsed) };
    if !setup::is_good(&app.d, link).await? {
        return Ok(Made::LinkUsed);
    }
    let email = Personal::new(typed.email);
    let new = NewWorkspace {
        region,
        name: Personal::new(typed.workspace_name),
        settings: Settings { colour: chosen(&typed.colour), ..Settings::default() },
        owner: NewTeammate {
            name: Personal::new(typed.name),
            email: email.clone(),
            password: Some(password.clone()),
        },
    };
    let Some((workspace, _)) = workspaces::create(&app.d, new, Some(link)).await? else {
        return Ok(Made::LinkUsed);
    };
    match teammates::by_password(&app.d, workspace, &email, password).await {
        Ok(Entered::In(signed_in)) => Ok(Made::Workspace(workspace, signed_in.secret)),
        Err(SignInError::Trouble(trouble)) => Err(trouble),
        Ok(Entered::Code(_)) | Err(SignInError::Refused) => Err(Trouble::Broken),
    }
}

fn typed(form: &Form) -> FirstRunForm {
    let field = |name| form.trimmed(name);
    FirstRunForm {
        workspace_name: field("workspace_name"),
        region: HostRegion::parse(&field("region")),
        name: field("name"),
        email: field("email"),
        colour: Colour::parse(&field("colour")).map(|_| field("colour").to_lowercase()).unwrap_or_default(),
    }
}

fn problems(typed: &FirstRunForm, password: &Personal<String>) -> Vec<FirstRunProblem> {
    let named = |text: &str| !text.is_empty() && text.chars().count() <= 100;
    let email_ok = domain::contacts::is_email(&typed.email);
    [
        (!named(&typed.workspace_name), FirstRunProblem::WorkspaceName),
        (typed.region.is_none(), FirstRunProblem::Region),
        (!named(&typed.name), FirstRunProblem::Name),
        (!email_ok, FirstRunProblem::Email),
        (teammates::check_password(password).is_err(), FirstRunProblem::Password),
    ]
    .into_iter()
    .filter_map(|(wrong, problem)| wrong.then_some(problem))
    .collect()
}
