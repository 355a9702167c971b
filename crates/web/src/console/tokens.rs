//! API tokens: the list, a new one, which is shown once, and taking one back.

use std::collections::HashMap;
use std::time::Duration;

use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::api_tokens::{self, NewToken, TokenShown};
use domain::teammates;
use privacy::access::{Scope, act};
use privacy::{Personal, Time};

use super::desk::{self, Asked, Desk};
use super::view::{Said, Section, TokenForm, TokenRow, TokensPage, tokens_page};
use super::workspace::is_name;
use crate::app::App;
use crate::inbox::problem::Problem;

/// `GET /settings/tokens`
pub(super) async fn screen(State(app): State<App>, desk: Desk, Query(asked): Query<Asked>) -> Response {
    let said = match asked.done.as_str() {
        "revoked" => Some(Said::Good(desk.words().tokens.revoked)),
        "again" => Some(Said::Good(desk.words().console.again)),
        _ => None,
    };
    let drawn = draw(&app, &desk, said, TokenForm::default(), None).await;
    desk.or_problem(drawn)
}

async fn draw(
    app: &App,
    desk: &Desk,
    said: Option<Said>,
    form: TokenForm,
    made: Option<&str>,
) -> Result<Response, Problem> {
    let workspace = desk.allowed::<act::ManageTokens>()?;
    let people = teammates::everyone(&app.d, &desk.about()?).await?;
    let names: HashMap<_, _> = people.into_iter().map(|one| (one.id, one.name)).collect();
    let now = app.d.now();
    let row = |one: TokenShown| TokenRow {
        id: one.id.to_string(),
        owner: names.get(&one.teammate).cloned().unwrap_or_default(),
        name: one.name,
        scope: one.scope,
        created_at: one.created_at.micros(),
        expires_at: one.expires_at.map(Time::micros),
        ended: one.expires_at.is_some_and(|end| end <= now),
    };
    let tokens = api_tokens::list(&app.d, &workspace).await?.into_iter().map(row).collect();
    let page = TokensPage { tokens, form, made, key: &desk::fresh_key(app) };
    let content = tokens_page(desk.who.language, desk.who.csrf.as_str(), &page);
    Ok(desk.draw(Some(Section::Tokens), said, &content))
}

/// `POST /settings/tokens`: answers the page with the new token on it, this once.
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
    let workspace = desk.allowed::<act::ManageTokens>()?;
    let form = desk.form(headers, request).await?;
    let field = |name| form.trimmed(name);
    let typed = TokenForm { name: field("name"), scope: field("scope"), expires: field("expires") };
    let words = &desk.words().tokens;
    if !is_name(&typed.name) {
        return draw(app, desk, Some(Said::Bad(words.name_bad)), typed, None).await;
    }
    let (Some(scope), Some(Lasts(lasts))) = (Scope::of_code(&typed.scope), lasts(&typed.expires)) else {
        return draw(app, desk, Some(Said::Bad(words.bad_form)), typed, None).await;
    };
    let expires_at = lasts.map(|lasts| app.d.now().after(lasts));
    let name = Personal::new(typed.name);
    let new = NewToken { teammate: desk.who.id, scope, name, expires_at };
    let made = match desk::key(&form)? {
        Some(key) => api_tokens::create_once(&app.d, &workspace, new, key).await?,
        None => Some(api_tokens::create(&app.d, &workspace, new).await?),
    };
    let Some(token) = made else { return Ok(desk.back(Section::Tokens, Ok("again"))) };
    draw(app, desk, None, TokenForm::default(), Some(&token)).await
}

/// After how long a token ends; nothing for never.
struct Lasts(Option<Duration>);

/// What the form offers; `None` for anything else.
fn lasts(choice: &str) -> Option<Lasts> {
    let days = |days: u64| Some(Lasts(Some(Duration::from_hours(days * 24))));
    match choice {
        "30" => days(30),
        "90" => days(90),
        "365" => days(365),
        "never" => Some(Lasts(None)),
        _ => None,
    }
}

/// `POST /settings/tokens/{id}/revoke`
pub(super) async fn revoke(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = do_revoke(&app, &desk, &id, &headers, request).await;
    desk.back(Section::Tokens, done)
}

async fn do_revoke(
    app: &App,
    desk: &Desk,
    id: &str,
    headers: &HeaderMap,
    request: Request,
) -> Result<&'static str, Problem> {
    let workspace = desk.allowed::<act::ManageTokens>()?;
    desk.form(headers, request).await?;
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    if api_tokens::revoke(&app.d, &workspace, id).await? { Ok("revoked") } else { Err(Problem::NotFound) }
}
