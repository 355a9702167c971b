//! Inviting teammates, making an invitation's link anew, and taking one back. All of it shows on the teammates' page.

use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::invitations::{self, InviteError, Made};
use domain::mail::Letter;
use domain::teammates;
use privacy::Personal;
use privacy::access::{Role, act};

use super::desk::{self, Desk};
use super::teammates::{Extra, draw};
use super::view::{InvitationForm, Said, Section};
use crate::app::App;
use crate::inbox::problem::Problem;
use crate::words::fill;

/// `POST /settings/invitations`: answers the page with the new link on it, this once.
pub(super) async fn invite(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let made = do_invite(&app, &desk, &headers, request).await;
    desk.or_problem(made)
}

async fn do_invite(
    app: &App,
    desk: &Desk,
    headers: &HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    desk.allowed::<act::ManageTeammates>()?;
    let form = desk.form(headers, request).await?;
    let field = |name| form.trimmed(name);
    let typed = InvitationForm { email: field("email"), role: field("role") };
    let Some(role) = Role::of_code(&typed.role) else {
        let said = Said::Bad(desk.words().teammates.bad_form);
        return draw(app, desk, Some(said), Extra { form: typed, ..Extra::default() }).await;
    };
    let email = Personal::new(typed.email.clone());
    let by = inviter(app, desk).await?;
    let write = |secret: &str| letter(app, desk, &by, secret);
    let made = invitations::invite(&app.d, &desk.who.actor, desk.who.id, &email, role, &write).await;
    answer(app, desk, made, typed).await
}

/// What the reader is called, for the letter.
async fn inviter(app: &App, desk: &Desk) -> Result<String, Problem> {
    let me = teammates::find(&app.d, &desk.about()?, desk.who.id).await?;
    Ok(me.ok_or(Problem::SignedOut)?.name)
}

fn link(app: &App, desk: &Desk, secret: &str) -> String {
    format!("{}/invitation/{}/{secret}", app.browser_origin(), desk.workspace.id)
}

fn letter(app: &App, desk: &Desk, by: &str, secret: &str) -> Letter {
    let words = &desk.words().letters;
    let named = |sentence| fill(&fill(sentence, "name", by), "workspace", &desk.shown.name);
    let body = fill(words.invitation_body, "link", &link(app, desk, secret));
    Letter::plain(Personal::new(named(words.invitation_subject)), Personal::new(named(&body)))
}

/// The page with the link, or with what stands in the way.
async fn answer(
    app: &App,
    desk: &Desk,
    made: Result<Made, InviteError>,
    typed: InvitationForm,
) -> Result<Response, Problem> {
    let words = &desk.words().invitations;
    let say = match made {
        Ok(made) => {
            let (link, said) = (link(app, desk, &made.secret), Said::Good(words.mailed));
            let extra = Extra { made: Some(link), mailed: made.mailed, ..Extra::default() };
            return draw(app, desk, made.mailed.then_some(said), extra).await;
        }
        Err(InviteError::Again) => return Ok(desk.back(Section::Teammates, Ok("again"))),
        Err(InviteError::BadEmail) => words.bad_email,
        Err(InviteError::IsTeammate) => words.is_teammate,
        Err(InviteError::IsInvited) => words.is_invited,
        Err(InviteError::NotFound) => return Err(Problem::NotFound),
        Err(InviteError::Denied(denied)) => return Err(denied.into()),
        Err(InviteError::Trouble(trouble)) => return Err(trouble.into()),
    };
    draw(app, desk, Some(Said::Bad(say)), Extra { form: typed, ..Extra::default() }).await
}

/// `POST /settings/invitations/{id}/renew`
pub(super) async fn renew(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let made = async {
        let form = desk.form(&headers, request).await?;
        let id = id.parse().map_err(|_| Problem::NotFound)?;
        let by = inviter(&app, &desk).await?;
        let write = |secret: &str| letter(&app, &desk, &by, secret);
        let made = invitations::renew(&app.d, &desk.who.actor, id, &write, desk::key(&form)?).await;
        answer(&app, &desk, made, InvitationForm::default()).await
    };
    let made = made.await;
    desk.or_problem(made)
}

/// `POST /settings/invitations/{id}/revoke`
pub(super) async fn revoke(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = do_revoke(&app, &desk, &id, &headers, request).await;
    desk.back(Section::Teammates, done)
}

async fn do_revoke(
    app: &App,
    desk: &Desk,
    id: &str,
    headers: &HeaderMap,
    request: Request,
) -> Result<&'static str, Problem> {
    desk.form(headers, request).await?;
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    match invitations::revoke(&app.d, &desk.who.actor, id).await {
        Ok(()) => Ok("revoked"),
        Err(InviteError::Denied(denied)) => Err(denied.into()),
        Err(InviteError::Trouble(trouble)) => Err(trouble.into()),
        Err(_) => Err(Problem::NotFound),
    }
}
