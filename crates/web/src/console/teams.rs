//! Teams: the list, a new one, another name, other members, and dissolving one.

use std::collections::BTreeSet;

use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::teammates;
use domain::teams::{self, Team, TeamError, TeamShown};
use privacy::access::{Allowed, act, allow};
use privacy::ids::Teammate;
use privacy::{Id, Personal};

use super::desk::{Asked, Desk};
use super::view::{Member, Said, Section, TeamForm, TeamProblem, TeamRow, TeamsPage, teams_page};
use super::workspace::is_name;
use crate::app::App;
use crate::edge::form::Form;
use crate::inbox::problem::Problem;
use crate::words::TeamWords;

/// `GET /settings/teams`
pub(super) async fn screen(State(app): State<App>, desk: Desk, Query(asked): Query<Asked>) -> Response {
    let words = &desk.words().teams;
    let said = match asked.done.as_str() {
        "made" => Some(Said::Good(words.done_made)),
        "renamed" => Some(Said::Good(words.done_renamed)),
        "members" => Some(Said::Good(words.done_members)),
        "dissolved" => Some(Said::Good(words.done_dissolved)),
        _ => None,
    };
    let drawn = draw(&app, &desk, said, None).await;
    desk.or_problem(drawn)
}

async fn draw(
    app: &App,
    desk: &Desk,
    said: Option<Said>,
    typed: Option<TeamForm>,
) -> Result<Response, Problem> {
    desk.allowed::<act::ManageTeams>()?;
    let about = desk.about()?;
    let member = |one: teammates::TeammateShown| Member { id: one.id.to_string(), name: one.name };
    let people: Vec<Member> = teammates::list(&app.d, &about).await?.into_iter().map(member).collect();
    let row = |team: TeamShown| {
        let ids: BTreeSet<String> = team.members.iter().map(ToString::to_string).collect();
        TeamRow {
            id: team.id.to_string(),
            version: team.version,
            name: team.name,
            members: people.iter().filter(|one| ids.contains(&one.id)).cloned().collect(),
        }
    };
    let teams = teams::list(&app.d, &about).await?.into_iter().map(row).collect();
    let refused = typed.is_some();
    let page = TeamsPage { teams, people, typed };
    let content = teams_page(desk.who.language, desk.who.csrf.as_str(), &page);
    if refused {
        return Ok(desk.draw_refused(Section::Teams, &content));
    }
    Ok(desk.draw(Some(Section::Teams), said, &content))
}

/// `POST /settings/teams`
pub(super) async fn make(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let made = async {
        let workspace = desk.allowed::<act::ManageTeams>()?;
        let form = desk.form(&headers, request).await?;
        let typed =
            Typed { id: None, version: 0, name: Some(form.trimmed("name")), members: Some(chosen(&form)) };
        let made = match typed.given() {
            Ok((name, members)) => teams::create(&app.d, &workspace, name, &members).await.map(|_| ()),
            Err(error) => Err(error),
        };
        after(&app, &desk, made, "made", typed).await
    };
    let made = made.await;
    desk.or_problem(made)
}

/// `POST /settings/teams/{id}/name`
pub(super) async fn rename(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let renamed = async {
        let form = desk.form(&headers, request).await?;
        let team = found(&app, &desk, &id).await?;
        let typed = Typed::of(&form, id, Some(form.trimmed("name")), None);
        let renamed = match typed.given() {
            Ok((name, _)) if typed.is_over(&team) => teams::rename(&app.d, &team, name).await,
            Ok(_) => Err(TeamError::ChangedMeanwhile),
            Err(error) => Err(error),
        };
        after(&app, &desk, renamed, "renamed", typed).await
    };
    let renamed = renamed.await;
    desk.or_problem(renamed)
}

/// `POST /settings/teams/{id}/members`
pub(super) async fn members(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let changed = async {
        let form = desk.form(&headers, request).await?;
        let team = found(&app, &desk, &id).await?;
        let typed = Typed::of(&form, id, None, Some(chosen(&form)));
        let changed = match typed.members() {
            Ok(members) if typed.is_over(&team) => teams::set_members(&app.d, &team, &members).await,
            Ok(_) => Err(TeamError::ChangedMeanwhile),
            Err(error) => Err(error),
        };
        after(&app, &desk, changed, "members", typed).await
    };
    let changed = changed.await;
    desk.or_problem(changed)
}

/// `POST /settings/teams/{id}/dissolve`
pub(super) async fn dissolve(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let dissolved = async {
        let form = desk.form(&headers, request).await?;
        let team = found(&app, &desk, &id).await?;
        let typed = Typed::of(&form, id, None, None);
        let dissolved = if typed.is_over(&team) {
            teams::delete(&app.d, &team).await
        } else {
            Err(TeamError::ChangedMeanwhile)
        };
        match dissolved {
            Ok(()) => Ok(desk.back(Section::Teams, Ok("dissolved"))),
            Err(TeamError::Trouble(trouble)) => Err(trouble.into()),
            Err(_) => draw(&app, &desk, Some(Said::Bad(desk.words().teams.meanwhile)), None).await,
        }
    };
    let dissolved = dissolved.await;
    desk.or_problem(dissolved)
}

async fn found(app: &App, desk: &Desk, id: &str) -> Result<Allowed<Team, act::ManageTeams>, Problem> {
    // Who may not is told so before they learn which teams there are.
    desk.allowed::<act::ManageTeams>()?;
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let team = teams::find(&app.d, desk.workspace.id, id).await?.ok_or(Problem::NotFound)?;
    Ok(allow(&desk.who.actor, team)?)
}

/// The boxes that were checked.
fn chosen(form: &Form) -> BTreeSet<String> {
    form.every("member").map(str::to_owned).collect()
}

/// What a form says of a team.
struct Typed {
    id: Option<String>,
    version: i64,
    name: Option<String>,
    members: Option<BTreeSet<String>>,
}

impl Typed {
    fn of(form: &Form, id: String, name: Option<String>, members: Option<BTreeSet<String>>) -> Self {
        let version = form.text("version").and_then(|version| version.parse().ok()).unwrap_or_default();
        Self { id: Some(id), version, name, members }
    }

    /// Whether the team is as it was shown.
    fn is_over(&self, team: &Allowed<Team, act::ManageTeams>) -> bool {
        team.thing().version == self.version
    }

    fn given(&self) -> Result<(Personal<String>, BTreeSet<Id<Teammate>>), TeamError> {
        let name = self.name.as_ref().filter(|name| is_name(name)).ok_or(TeamError::BadName)?;
        Ok((Personal::new(name.clone()), self.members()?))
    }

    fn members(&self) -> Result<BTreeSet<Id<Teammate>>, TeamError> {
        let ids = self.members.iter().flatten();
        ids.map(|id| id.parse().map_err(|_| TeamError::NoSuchTeammate)).collect()
    }
}

/// Back to the page, or the page with what was typed and why it was not taken.
async fn after(
    app: &App,
    desk: &Desk,
    done: Result<(), TeamError>,
    word: &str,
    typed: Typed,
) -> Result<Response, Problem> {
    let why_not = match done {
        Ok(()) => return Ok(desk.back(Section::Teams, Ok(word))),
        Err(TeamError::Trouble(trouble)) => return Err(trouble.into()),
        Err(error) => problem(&error, &desk.words().teams, typed.name.is_some()),
    };
    // What was typed is saved over the newest by whoever has looked at it again.
    let newest = match &typed.id {
        Some(id) => found(app, desk, id).await?.thing().version,
        None => 0,
    };
    let form = TeamForm { id: typed.id, version: newest, name: typed.name, members: typed.members, why_not };
    draw(app, desk, None, Some(form)).await
}

/// What stood in the way, at its field.
const fn problem(error: &TeamError, words: &'static TeamWords, has_name: bool) -> TeamProblem {
    match error {
        TeamError::BadName => TeamProblem::Name(words.bad_name),
        TeamError::NameTaken => TeamProblem::Name(words.name_taken),
        TeamError::TooMany => TeamProblem::Name(words.too_many),
        TeamError::NoSuchTeammate => TeamProblem::Members(words.no_such_teammate),
        TeamError::ChangedMeanwhile | TeamError::Trouble(_) if has_name => TeamProblem::Name(words.meanwhile),
        TeamError::ChangedMeanwhile | TeamError::Trouble(_) => TeamProblem::Members(words.meanwhile),
    }
}
