//! The second step at the door: a code from the app, or one from the paper.

use axum::Extension;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::teammates::second_factor::CodeError;
use domain::teammates::{self, StepError};
use privacy::Id;
use privacy::ids::Workspace;

use super::doors::{door_of, first};
use super::next::{Next, Wanted};
use super::page_headers;
use super::problem::Problem;
use super::session;
use super::view::door;
use crate::app::App;
use crate::edge::form::read_form;
use crate::edge::rate::Kind;
use crate::edge::{Peer, Transport};
use crate::inbox::welcome;
use crate::messenger::allowed;
use crate::words::Language;
use maud::html;

/// The largest form at this door.
const FORM_BYTES: usize = 4 * 1024;

/// To the door that asks for a code, with the step in a cookie of its own.
pub(super) fn owed(
    transport: Transport,
    workspace: Id<Workspace>,
    step: &str,
    next: Option<&Next>,
) -> Response {
    let door = Next::after(&format!("/sign-in/{workspace}/code"), next);
    let mut response = Redirect::to(&door).into_response();
    session::set_step(&mut response, transport, workspace, step);
    response
}

/// `GET /sign-in/{workspace}/code`
pub(super) async fn screen(
    Path(workspace): Path<String>,
    Extension(transport): Extension<Transport>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let (language, next) = (session::language(&headers), wanted.next());
    match session::read_step(&headers, transport) {
        Some((known, _)) if known.to_string() == workspace => draw(language, &workspace, next.as_ref(), None),
        _ => Redirect::to(&Next::after(&again_at(&workspace), next.as_ref())).into_response(),
    }
}

/// Where it begins again.
fn again_at(workspace: &str) -> String {
    workspace.parse().map_or_else(|_| "/sign-in".to_owned(), door_of)
}

fn draw(language: Language, workspace: &str, next: Option<&Next>, problem: Option<&'static str>) -> Response {
    let all = language.words();
    let words = &all.sign_in;
    let form = html! {
        p .hint { (words.door_hint) }
        @if let Some(problem) = problem { p .problem role="alert" { (problem) } }
        form method="post" action={ "/sign-in/" (workspace) "/code" } {
            @if let Some(next) = next { input type="hidden" name="next" value=(next.as_str()); }
            label { span { (words.code) }
                input type="text" name="code" required autofocus inputmode="text" autocomplete="one-time-code" maxlength="32" spellcheck="false" autocapitalize="none";
            }
            button .primary { (all.doors.sign_in) }
        }
        p .hint { a .quiet href=(Next::after(&format!("/sign-in/{workspace}"), next)) { (words.door_again) } }
    };
    let status = if problem.is_some() { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
    (status, page_headers(), Html(door(language, words.door, &form).into_string())).into_response()
}

/// `POST /sign-in/{workspace}/code`
pub(super) async fn enter(
    State(app): State<App>,
    Extension(Peer(peer)): Extension<Peer>,
    Extension(transport): Extension<Transport>,
    Path(workspace): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let language = session::language(&headers);
    if let Err(problem) = allowed(app.rates.check_address(Kind::SignInCode, peer)) {
        return problem.as_page(language);
    }
    let Some((known, step)) =
        session::read_step(&headers, transport).filter(|(id, _)| id.to_string() == workspace)
    else {
        return Redirect::to("/sign-in").into_response();
    };
    let form = match read_form(&headers, request.into_body(), FORM_BYTES).await {
        Ok(form) => form,
        Err(error) => return Problem::from(error).as_page(language),
    };
    let words = &language.words().sign_in;
    let next = form.text("next").and_then(Next::read);
    let next = next.as_ref();
    match teammates::by_code(&app.d, known, &step, form.text("code").unwrap_or_default()).await {
        Ok(signed_in) => {
            session::end_known(&app, &headers, transport).await;
            let to = first(&app, &signed_in.actor, next).await;
            let mut response = welcome(transport, known, &signed_in.secret, to);
            session::clear_step(&mut response, transport);
            response
        }
        Err(StepError::Over) => draw(language, &workspace, next, Some(words.door_over)),
        Err(StepError::Code(CodeError::Wrong)) => draw(language, &workspace, next, Some(words.door_wrong)),
        Err(StepError::Code(CodeError::Locked)) => draw(language, &workspace, next, Some(words.locked)),
        Err(StepError::Code(CodeError::Trouble(trouble))) => Problem::from(trouble).as_page(language),
    }
}
