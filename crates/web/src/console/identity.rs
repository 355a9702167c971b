//! What proves who a user is: the secrets that sign it, each shown once, and what is taken besides signed tokens.

use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::identity::Rules;
use domain::identity_secrets::{self, CreateError, DeleteError, NewSecret, Platforms, SecretShown};
use domain::workspaces::{self, SettingsError};
use privacy::Personal;
use privacy::access::act;

use super::desk::{self, Asked, Desk};
use super::view::{IdentityPage, Said, SecretForm, SecretRow, Section, identity_page};
use super::workspace::is_name;
use crate::app::App;
use crate::inbox::problem::Problem;

/// `GET /settings/identity`
pub(super) async fn screen(State(app): State<App>, desk: Desk, Query(asked): Query<Asked>) -> Response {
    let said = match asked.done.as_str() {
        "deleted" => Some(Said::Good(desk.words().identity.deleted)),
        "saved" => Some(Said::Good(desk.words().console.saved)),
        "again" => Some(Said::Good(desk.words().console.again)),
        _ => None,
    };
    let drawn = draw(&app, &desk, said, SecretForm::default(), None).await;
    desk.or_problem(drawn)
}

async fn draw(
    app: &App,
    desk: &Desk,
    said: Option<Said>,
    form: SecretForm,
    made: Option<&str>,
) -> Result<Response, Problem> {
    let workspace = desk.allowed::<act::ManageIdentitySecrets>()?;
    let row = |one: SecretShown| SecretRow {
        id: one.id.to_string(),
        name: one.name,
        platforms: [one.platforms.web, one.platforms.ios, one.platforms.android],
        created_at: one.created_at.micros(),
    };
    let secrets = identity_secrets::list(&app.d, &workspace, &desk.about()?).await?;
    let rules = desk.shown.settings.identity;
    let page = IdentityPage {
        secrets: secrets.into_iter().map(row).collect(),
        form,
        made,
        key: &desk::fresh_key(app),
        version: desk.workspace.version,
        user_hash: rules.user_hash,
        unsigned_attributes: rules.unsigned_attributes,
    };
    let content = identity_page(desk.who.language, desk.who.csrf.as_str(), &page);
    Ok(desk.draw(Some(Section::Identity), said, &content))
}

/// `POST /settings/identity`: answers the page with the new secret on it, this once.
pub(super) async fn make(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let made = do_make(&app, &desk, &headers, request).await;
    desk.or_problem(made)
}

async fn do_make(app: &App, desk: &Desk, headers: &HeaderMap, request: Request) -> Result<Response, Problem> {
    let workspace = desk.allowed::<act::ManageIdentitySecrets>()?;
    let form = desk.form(headers, request).await?;
    let chosen = |name| form.text(name).is_some();
    let typed = SecretForm {
        name: form.trimmed("name"),
        platforms: [chosen("web"), chosen("ios"), chosen("android")],
    };
    let words = &desk.words().identity;
    if !is_name(&typed.name) {
        return draw(app, desk, Some(Said::Bad(words.name_bad)), typed, None).await;
    }
    let [web, ios, android] = typed.platforms;
    let (name, platforms) = (Personal::new(typed.name.clone()), Platforms { web, ios, android });
    let new = NewSecret { name, platforms, key: desk::key(&form)? };
    let say = match identity_secrets::create(&app.d, &workspace, new).await {
        Ok(made) => return draw(app, desk, None, SecretForm::default(), Some(&made.text)).await,
        Err(CreateError::Again) => return Ok(desk.back(Section::Identity, Ok("again"))),
        Err(CreateError::NoName) => words.name_bad,
        Err(CreateError::NoPlatform) => words.platform_missing,
        Err(CreateError::TooMany) => words.too_many,
        Err(CreateError::Trouble(trouble)) => return Err(trouble.into()),
    };
    draw(app, desk, Some(Said::Bad(say)), typed, None).await
}

/// `POST /settings/identity/{id}/delete`
pub(super) async fn delete(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let workspace = desk.allowed::<act::ManageIdentitySecrets>()?;
        desk.form(&headers, request).await?;
        let id = id.parse().map_err(|_| Problem::NotFound)?;
        match identity_secrets::delete(&app.d, &workspace, id).await {
            Ok(()) => Ok("deleted"),
            Err(DeleteError::NotFound) => Err(Problem::NotFound),
            Err(DeleteError::Trouble(trouble)) => Err(trouble.into()),
        }
    };
    let done = done.await;
    desk.back(Section::Identity, done)
}

/// `POST /settings/identity/rules`
pub(super) async fn change_rules(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let saved = async {
        let workspace = desk.allowed::<act::ManageIdentitySecrets>()?;
        let form = desk.form(&headers, request).await?;
        if !desk.is_current(&form) {
            let said = Said::Bad(desk.words().console.meanwhile);
            return draw(&app, &desk, Some(said), SecretForm::default(), None).await;
        }
        let chosen = |name| form.text(name).is_some();
        let rules =
            Rules { user_hash: chosen("user_hash"), unsigned_attributes: chosen("unsigned_attributes") };
        match workspaces::change_identity_rules(&app.d, &workspace, rules).await {
            Ok(()) => Ok(desk.back(Section::Identity, Ok("saved"))),
            Err(SettingsError::ChangedMeanwhile) => {
                let said = Said::Bad(desk.words().console.meanwhile);
                draw(&app, &desk, Some(said), SecretForm::default(), None).await
            }
            Err(SettingsError::Messenger(bad)) => Err(Problem::Bad(bad.to_string())),
            Err(SettingsError::Trouble(trouble)) => Err(trouble.into()),
        }
    };
    let saved = saved.await;
    desk.or_problem(saved)
}
