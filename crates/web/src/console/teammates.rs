//! Teammates: who they are, what each may do, and whether they may sign in.

use std::collections::HashSet;

use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::invitations::{self, InvitationShown};
use domain::mail;
use domain::teammates::{self, ChangeRoleError, DeactivateError, ResetError, TeammateShown, second_factor};
use privacy::access::{Role, act};
use privacy::ids::Teammate;
use privacy::{Id, Time};

use super::desk::{self, Asked, Desk};
use super::mail::reason;
use super::view::{
    InvitationForm, InvitationRow, InvitationsPart, LetterState, Said, Section, SignsInBy, TeammateRow,
    TeammatesPage, teammates_page,
};
use crate::app::App;
use crate::inbox::problem::Problem;

/// `GET /settings/teammates`
pub(super) async fn screen(State(app): State<App>, desk: Desk, Query(asked): Query<Asked>) -> Response {
    let words = &desk.words().teammates;
    let said = match asked.done.as_str() {
        "role" => Some(Said::Good(words.done_role)),
        "off" => Some(Said::Good(words.done_off)),
        "on" => Some(Said::Good(words.done_on)),
        "reset" => Some(Said::Good(words.done_reset)),
        "again" => Some(Said::Good(desk.words().console.again)),
        "revoked" => Some(Said::Good(desk.words().invitations.done_revoked)),
        _ => None,
    };
    let drawn = draw(&app, &desk, said, Extra::default()).await;
    desk.or_problem(drawn)
}

/// What an act adds to the page.
#[derive(Default)]
pub(super) struct Extra {
    /// What was typed into the form for an invitation.
    pub(super) form: InvitationForm,
    /// The link of one that was just made.
    pub(super) made: Option<String>,
    /// Whether a letter has it too.
    pub(super) mailed: bool,
    /// The link that signs somebody in who forgot their password, and who that is.
    pub(super) signs_in: Option<(Id<Teammate>, String)>,
}

/// The whole page.
pub(super) async fn draw(
    app: &App,
    desk: &Desk,
    said: Option<Said>,
    extra: Extra,
) -> Result<Response, Problem> {
    desk.allowed::<act::ReadTeammates>()?;
    let (manages, gives) = (desk.may::<act::ManageTeammates>(), desk.may::<act::GiveRoles>());
    let all = teammates::everyone(&app.d, &desk.about()?).await?;
    // Who can be signed in as with a password alone is for those who look after it.
    let holders = if manages { Some(second_factor::holders(&app.d, desk.workspace.id).await?) } else { None };
    let signs_in_by = |id: &Id<Teammate>| {
        let by =
            |all: &HashSet<_>| if all.contains(id) { SignsInBy::SecondFactor } else { SignsInBy::Password };
        holders.as_ref().map(by)
    };
    let row = |one: &TeammateShown| TeammateRow {
        id: one.id.to_string(),
        name: one.name.clone(),
        email: one.email.clone(),
        role: one.role,
        you: one.id == desk.who.id,
        away_since: one.away_since.filter(|_| one.is_active()).map(Time::micros),
        role_changeable: gives,
        state_changeable: manages && (gives || one.role == Role::Agent),
        signs_in_by: signs_in_by(&one.id),
    };
    let rows = |active| all.iter().filter(|one| one.is_active() == active).map(row).collect();
    let waiting = if manages { invitations::list(&app.d, &desk.about()?).await? } else { Vec::new() };
    let now = app.d.now();
    let invitation = |one: InvitationShown| InvitationRow {
        id: one.id.to_string(),
        email: one.email,
        role: one.role,
        by: all.iter().find(|by| by.id == one.invited_by).map(|by| by.name.clone()).unwrap_or_default(),
        expires_at: one.expires_at.micros(),
        ended: one.expires_at <= now,
        letter: one.letter.map(|letter| LetterState {
            dead: letter.state == mail::State::Dead,
            failure: letter.failure.map(|failure| reason(&desk.words().mail, failure)),
        }),
        changeable: gives || one.role == Role::Agent,
    };
    let invited = InvitationsPart {
        waiting: waiting.into_iter().map(invitation).collect(),
        form: manages.then_some(extra.form),
        made: extra.made,
        mailed: extra.mailed,
    };
    let roles = Role::ALL.iter().copied().filter(|role| gives || *role == Role::Agent).collect();
    let named = |id| all.iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default();
    let signs_in = extra.signs_in.map(|(id, link)| (named(id), link));
    let key = desk::fresh_key(app);
    let page = TeammatesPage { active: rows(true), former: rows(false), roles, invited, signs_in, key };
    let content = teammates_page(desk.who.language, desk.who.csrf.as_str(), &page);
    Ok(desk.draw(Some(Section::Teammates), said, &content))
}

/// `POST /settings/teammates/{id}/role`
pub(super) async fn role(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = do_role(&app, &desk, &id, &headers, request).await;
    answer(&app, &desk, done, "role").await
}

async fn do_role(
    app: &App,
    desk: &Desk,
    id: &str,
    headers: &HeaderMap,
    request: Request,
) -> Result<(), Refused> {
    let form = desk.form(headers, request).await?;
    let role = form.text("role").and_then(Role::of_code);
    let role = role.ok_or(Refused::Said(desk.words().teammates.bad_form))?;
    Ok(teammates::change_role(&app.d, &desk.who.actor, teammate(id)?, role).await?)
}

/// `POST /settings/teammates/{id}/deactivate`
pub(super) async fn deactivate(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        desk.form(&headers, request).await?;
        Ok(teammates::deactivate(&app.d, &desk.who.actor, teammate(&id)?).await?)
    };
    let done = done.await;
    answer(&app, &desk, done, "off").await
}

/// `POST /settings/teammates/{id}/reactivate`
pub(super) async fn reactivate(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        desk.form(&headers, request).await?;
        Ok(teammates::reactivate(&app.d, &desk.who.actor, teammate(&id)?).await?)
    };
    let done = done.await;
    answer(&app, &desk, done, "on").await
}

/// `POST /settings/teammates/{id}/reset-factor`
pub(super) async fn reset_factor(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        desk.form(&headers, request).await?;
        Ok(teammates::reset_factor(&app.d, &desk.who.actor, teammate(&id)?).await?)
    };
    let done = done.await;
    answer(&app, &desk, done, "reset").await
}

/// `POST /settings/teammates/{id}/reset-password`
pub(super) async fn reset_password(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let made: Result<_, Refused> = async {
        let form = desk.form(&headers, request).await?;
        let (id, key) = (teammate(&id)?, desk::key(&form)?);
        Ok((id, teammates::reset_password(&app.d, &desk.who.actor, id, key).await?))
    }
    .await;
    match made {
        Ok((id, secret)) => {
            let link =
                format!("{}/sign-in/{}/link/{}", app.browser_origin(), desk.workspace.id, secret.as_str());
            let extra = Extra { signs_in: Some((id, link)), ..Extra::default() };
            let drawn = draw(&app, &desk, None, extra).await;
            desk.or_problem(drawn)
        }
        Err(Refused::Again) => answer(&app, &desk, Ok(()), "again").await,
        Err(refused) => answer(&app, &desk, Err(refused), "forgot").await,
    }
}

fn teammate(id: &str) -> Result<Id<Teammate>, Problem> {
    id.parse().map_err(|_| Problem::NotFound)
}

/// What stood in the way: something to say on the page itself, or more.
enum Refused {
    Said(&'static str),
    LastOwner,
    Yourself,
    Again,
    Problem(Problem),
}

impl From<ChangeRoleError> for Refused {
    fn from(error: ChangeRoleError) -> Self {
        match error {
            ChangeRoleError::LastOwner => Self::LastOwner,
            ChangeRoleError::NotFound => Self::Problem(Problem::NotFound),
            ChangeRoleError::Denied(denied) => Self::Problem(denied.into()),
            ChangeRoleError::Trouble(trouble) => Self::Problem(trouble.into()),
        }
    }
}

impl From<DeactivateError> for Refused {
    fn from(error: DeactivateError) -> Self {
        match error {
            DeactivateError::LastOwner => Self::LastOwner,
            DeactivateError::Yourself => Self::Yourself,
            DeactivateError::NotFound => Self::Problem(Problem::NotFound),
            DeactivateError::Denied(denied) => Self::Problem(denied.into()),
            DeactivateError::Trouble(trouble) => Self::Problem(trouble.into()),
        }
    }
}

impl From<ResetError> for Refused {
    fn from(error: ResetError) -> Self {
        match error {
            ResetError::NotFound => Self::Problem(Problem::NotFound),
            ResetError::Again => Self::Again,
            ResetError::Yourself => Self::Problem(Problem::NotAllowed),
            ResetError::Denied(denied) => Self::Problem(denied.into()),
            ResetError::Trouble(trouble) => Self::Problem(trouble.into()),
        }
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

async fn answer(app: &App, desk: &Desk, done: Result<(), Refused>, word: &str) -> Response {
    let words = &desk.words().teammates;
    let say = match done {
        Ok(()) => return desk.back(Section::Teammates, Ok(word)),
        Err(Refused::Problem(problem)) => return desk.back(Section::Teammates, Err(problem)),
        Err(Refused::Again) => desk.words().console.again,
        Err(Refused::Said(say)) => say,
        Err(Refused::LastOwner) => words.last_owner,
        Err(Refused::Yourself) => words.yourself,
    };
    let drawn = draw(app, desk, Some(Said::Bad(say)), Extra::default()).await;
    desk.or_problem(drawn)
}
