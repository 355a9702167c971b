//! The door for whoever was invited: name and password, and they are in.

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use domain::invitations::{self, AcceptError, Open};
use domain::teammates;
use privacy::Id;
use privacy::Personal;
use privacy::ids::Workspace;
use privacy::secret::Secret;

use super::view::{JoinPage, JoinProblem, gone_page, join_page};
use super::workspace::is_name;
use crate::app::App;
use crate::edge::form::{Form, read_form};
use crate::edge::rate::Kind;
use crate::edge::{Peer, Transport};
use crate::inbox::problem::Problem;
use crate::inbox::{page_headers, session, welcome};
use crate::messenger::{allowed, shown};
use crate::words::Language;

/// The largest form at this door.
const FORM_BYTES: usize = 16 * 1024;

/// `GET /invitation/{workspace}/{secret}`
pub(super) async fn screen(
    State(app): State<App>,
    Extension(Peer(peer)): Extension<Peer>,
    Path((workspace, secret)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let language = session::language(&headers);
    if let Err(problem) = allowed(app.rates.check_address(Kind::SignInAddress, peer)) {
        return problem.as_page(language);
    }
    match found(&app, &workspace, &secret).await {
        Ok(Some(found)) => draw(&app, language, (&workspace, &secret), &found.2, "", &[]).await,
        Ok(None) => gone(language),
        Err(problem) => problem.as_page(language),
    }
}

/// The workspace, the secret and the invitation, where there is one.
async fn found(
    app: &App,
    workspace: &str,
    secret: &str,
) -> Result<Option<(Id<Workspace>, Secret, Open)>, Problem> {
    let (Ok(workspace), Some(secret)) = (workspace.parse::<Id<Workspace>>(), Secret::read(secret)) else {
        return Ok(None);
    };
    let open = invitations::open(&app.d, workspace, &secret).await?;
    Ok(open.map(|open| (workspace, secret, open)))
}

fn gone(language: Language) -> Response {
    (StatusCode::NOT_FOUND, page_headers(), Html(gone_page(language).into_string())).into_response()
}

async fn draw(
    app: &App,
    language: Language,
    (workspace, secret): (&str, &str),
    open: &Open,
    name: &str,
    problems: &[JoinProblem],
) -> Response {
    let workspace_name = match shown(app, workspace).await {
        Ok(shown) => shown.name,
        Err(problem) => return problem.as_page(language),
    };
    let page = JoinPage {
        language,
        workspace_name: &workspace_name,
        address: &format!("/invitation/{workspace}/{secret}"),
        email: &open.email,
        role: open.role,
        name,
        problems,
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, page_headers(), Html(join_page(&page).into_string())).into_response()
}

/// `POST /invitation/{workspace}/{secret}`
pub(super) async fn join(
    State(app): State<App>,
    Extension(Peer(peer)): Extension<Peer>,
    Extension(transport): Extension<Transport>,
    Path((workspace, secret)): Path<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let language = session::language(&headers);
    if let Err(problem) = allowed(app.rates.check_address(Kind::SignInAddress, peer)) {
        return problem.as_page(language);
    }
    let form = match read_form(&headers, request.into_body(), FORM_BYTES).await {
        Ok(form) => form,
        Err(error) => return Problem::from(error).as_page(language),
    };
    let (id, read, open) = match found(&app, &workspace, &secret).await {
        Ok(Some(found)) => found,
        Ok(None) => return gone(language),
        Err(problem) => return problem.as_page(language),
    };
    let (name, password) = given(&form);
    let problems = problems(&name, &password);
    if !problems.is_empty() {
        return draw(&app, language, (&workspace, &secret), &open, &name, &problems).await;
    }
    match invitations::accept(&app.d, id, &read, Personal::new(name), password).await {
        Ok(signed_in) => {
            session::end_known(&app, &headers, transport).await;
            welcome(transport, id, &signed_in.secret, "/inbox")
        }
        Err(AcceptError::Gone | AcceptError::EmailTaken | AcceptError::Password(_)) => gone(language),
        Err(AcceptError::Trouble(trouble)) => Problem::from(trouble).as_page(language),
    }
}

fn given(form: &Form) -> (String, Personal<String>) {
    let name = form.trimmed("name");
    (name, Personal::new(form.text("password").unwrap_or_default().to_owned()))
}

fn problems(name: &str, password: &Personal<String>) -> Vec<JoinProblem> {
    let wrong = [
        (!is_name(name), JoinProblem::Name),
        (teammates::check_password(password).is_err(), JoinProblem::Password),
    ];
    wrong.into_iter().filter_map(|(wrong, problem)| wrong.then_some(problem)).collect()
}
