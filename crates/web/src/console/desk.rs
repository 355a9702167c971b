//! Whoever sits at the console, and their workspace: what every page of it needs before anything else.

use axum::extract::{FromRequestParts, Request};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::messages::ClientKey;
use domain::workspaces::{self, Workspace, WorkspaceShown};
use maud::Markup;
use privacy::access::{Allowed, Permit, act, allow, permit};
use privacy::ids::Hex;
use privacy::purpose::Purpose;
use serde::Deserialize;

use super::view::{Frame, Said, Section, console_page};
use crate::app::App;
use crate::edge::csp;
use crate::edge::form::Form;
use crate::inbox::page_headers;
use crate::inbox::problem::Problem;
use crate::inbox::session::SignedIn;
use crate::words::Words;

/// The largest form of the console.
const FORM_BYTES: usize = 64 * 1024;

/// What a page was just sent back from, by a word of its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) done: String,
}

/// A key for the forms of one page whose answer shows what is shown once: sent again, as a page that is reloaded sends it, such
/// a form does nothing.
pub(super) fn fresh_key(app: &App) -> String {
    Hex::<16>::new(app.d.random.bytes()).to_string()
}

/// The key that came with such a form.
pub(super) fn key(form: &Form) -> Result<Option<ClientKey>, Problem> {
    let Some(given) = form.text("key") else { return Ok(None) };
    let read = ClientKey::read(given).map(Some);
    read.ok_or_else(|| {
        Problem::Bad("key has 32 hexadecimal digits, lower case, as the page gave them".to_owned())
    })
}

/// A teammate at the console.
pub(crate) struct Desk {
    pub(crate) who: SignedIn,
    pub(crate) workspace: Workspace,
    pub(super) shown: WorkspaceShown,
}

impl FromRequestParts<App> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let who = SignedIn::from_request_parts(parts, app).await?;
        let language = who.language;
        Self::of(app, who).await.map_err(|problem| problem.as_page(language))
    }
}

impl Desk {
    async fn of(app: &App, who: SignedIn) -> Result<Self, Problem> {
        let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
        let about = permit(&who.actor, Purpose::Administration)?;
        let shown = workspaces::shown(&app.d, &workspace, &about).await?;
        Ok(Self { who, workspace, shown })
    }

    /// All sentences in the reader's language.
    pub(super) const fn words(&self) -> &'static Words {
        self.who.language.words()
    }

    /// Proof that they may do `A` in their workspace.
    pub(super) fn allowed<A: act::Act>(&self) -> Result<Allowed<Workspace, A>, Problem> {
        Ok(allow(&self.who.actor, self.workspace.clone())?)
    }

    /// Whether they may do `A` in their workspace.
    pub(super) fn may<A: act::Act>(&self) -> bool {
        self.allowed::<A>().is_ok()
    }

    /// The right to open what a page of administration shows.
    pub(super) fn about(&self) -> Result<Permit, Problem> {
        Ok(permit(&self.who.actor, Purpose::Administration)?)
    }

    /// The fields of a form that brought the session's token.
    pub(super) async fn form(&self, headers: &HeaderMap, request: Request) -> Result<Form, Problem> {
        self.who.form(headers, request, FORM_BYTES).await
    }

    /// Whether the form was drawn of the settings as they are: nobody changed them since.
    pub(super) fn is_current(&self, form: &Form) -> bool {
        form.text("version").is_none_or(|version| version == self.workspace.version.to_string())
    }

    /// Which pages their role opens.
    pub(crate) fn sections(&self) -> Vec<Section> {
        let opens = |section: &Section| match section {
            Section::Workspace | Section::Messenger | Section::Mail => self.may::<act::ManageWorkspace>(),
            Section::Identity => self.may::<act::ManageIdentitySecrets>(),
            Section::Teammates => self.may::<act::ReadTeammates>(),
            Section::Teams => self.may::<act::ManageTeams>(),
            Section::Tags => self.may::<act::ManageTags>(),
            Section::SignIn => true,
            Section::Tokens => self.may::<act::ManageTokens>(),
        };
        Section::EVERY.into_iter().filter(opens).collect()
    }

    /// A page, or the list of all where there is none.
    pub(super) fn draw(&self, here: Option<Section>, said: Option<Said>, content: &Markup) -> Response {
        let status = match said {
            Some(Said::Bad(_)) => StatusCode::UNPROCESSABLE_ENTITY,
            Some(Said::Good(_)) | None => StatusCode::OK,
        };
        let frame = Frame {
            language: self.who.language,
            workspace_name: &self.shown.name,
            sections: &self.sections(),
            here,
            said,
        };
        (status, page_headers(), Html(console_page(&frame, content).into_string())).into_response()
    }

    /// The same for a page that says at a field why something was not done.
    pub(super) fn draw_refused(&self, here: Section, content: &Markup) -> Response {
        let mut response = self.draw(Some(here), None, content);
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        response
    }

    /// The same for a page that shows another page of ours in a frame.
    pub(super) fn draw_framing(&self, here: Section, said: Option<Said>, content: &Markup) -> Response {
        let mut response = self.draw(Some(here), said, content);
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, csp::framing());
        response
    }

    /// What an act ended in: back to its page, or a page that says what went wrong.
    pub(super) fn back(&self, section: Section, done: Result<&str, Problem>) -> Response {
        match done {
            Ok(word) => Redirect::to(&format!("{}?done={word}", section.path())).into_response(),
            Err(problem) => problem.as_page(self.who.language),
        }
    }

    /// A drawn page, or one that says what went wrong.
    pub(super) fn or_problem(&self, drawn: Result<Response, Problem>) -> Response {
        drawn.unwrap_or_else(|problem| problem.as_page(self.who.language))
    }
}
