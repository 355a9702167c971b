//! The workspace's name and colour; its region and id to read.

use axum::extract::{Query, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::workspaces::{self, Settings, SettingsError};
use privacy::Personal;
use privacy::access::act;

use super::desk::{Asked, Desk};
use super::view::{Said, Section, WorkspaceForm, workspace_page};
use crate::app::App;
use crate::inbox::problem::Problem;
use crate::messenger::view::Colour;

/// The longest name, in characters.
const NAME_CHARACTERS: usize = 100;

/// `GET /settings/workspace`
pub(super) async fn screen(desk: Desk, Query(asked): Query<Asked>) -> Response {
    let said = (asked.done == "saved").then(|| Said::Good(desk.words().console.saved));
    let form =
        WorkspaceForm { name: desk.shown.name.clone(), colour: colour_of(&desk.shown.settings).to_owned() };
    desk.or_problem(draw(&desk, said, &form))
}

/// The messenger's own colour.
const OWN: &str = "#1f6f5c";

/// The colour that a picker starts from where none was chosen is the messenger's own.
pub(super) fn colour_of(settings: &Settings) -> &str {
    if settings.colour.is_empty() { OWN } else { &settings.colour }
}

/// The colour as it is kept: who leaves the picker where it starts has chosen none, and the website may.
pub(crate) fn chosen(colour: &str) -> String {
    if colour == OWN { String::new() } else { colour.to_owned() }
}

fn draw(desk: &Desk, said: Option<Said>, form: &WorkspaceForm) -> Result<Response, Problem> {
    desk.allowed::<act::ManageWorkspace>()?;
    let region = desk.workspace.region.code();
    let (id, csrf) = (desk.workspace.id.to_string(), desk.who.csrf.as_str());
    let content = workspace_page(desk.who.language, (csrf, desk.workspace.version), (region, &id), form);
    Ok(desk.draw(Some(Section::Workspace), said, &content))
}

/// `POST /settings/workspace`
pub(super) async fn save(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let saved = do_save(&app, &desk, &headers, request).await;
    desk.or_problem(saved)
}

async fn do_save(app: &App, desk: &Desk, headers: &HeaderMap, request: Request) -> Result<Response, Problem> {
    let workspace = desk.allowed::<act::ManageWorkspace>()?;
    let form = desk.form(headers, request).await?;
    let field = |name| form.trimmed(name);
    let typed = WorkspaceForm { name: field("name"), colour: field("colour").to_lowercase() };
    let words = desk.words();
    if !is_name(&typed.name) {
        return draw(desk, Some(Said::Bad(words.workspace.name_bad)), &typed);
    }
    if Colour::parse(&typed.colour).is_none() {
        return draw(desk, Some(Said::Bad(words.workspace.colour_bad)), &typed);
    }
    if !desk.is_current(&form) {
        return draw(desk, Some(Said::Bad(words.console.meanwhile_typed)), &typed);
    }
    let colour = chosen(&typed.colour);
    let change = |settings: Settings| Settings { colour, ..settings };
    match workspaces::describe(&app.d, &workspace, &Personal::new(typed.name.clone()), change).await {
        Ok(()) => Ok(desk.back(Section::Workspace, Ok("saved"))),
        Err(SettingsError::ChangedMeanwhile) => draw(desk, Some(Said::Bad(words.console.meanwhile)), &typed),
        Err(SettingsError::Messenger(bad)) => Err(Problem::Bad(bad.to_string())),
        Err(SettingsError::Trouble(trouble)) => Err(trouble.into()),
    }
}

/// Whether something may be called so: 1 to 100 characters.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= NAME_CHARACTERS
}
