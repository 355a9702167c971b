//! One's own sign-in: name, password, second factor, recovery codes, sessions; and what an owner asks of everybody.

use axum::Extension;
use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::contacts::Language;
use domain::teammates::second_factor::{self, CodeError};
use domain::teammates::{self, PasswordError, PasswordRule, RenameError, SessionShown};
use domain::workspaces;
use privacy::Personal;
use privacy::access::act;
use zeroize::Zeroizing;

use super::desk::{Asked, Desk};
use super::look;
use super::view::{Factor, Said, Section, SessionRow, SignInPage, sign_in_page};
use super::workspace::is_name;
use crate::app::App;
use crate::edge::Transport;
use crate::edge::form::Form;
use crate::edge::rate::Kind;
use crate::inbox::problem::Problem;
use crate::inbox::session;
use crate::messenger::allowed;

/// What an act adds to the page.
#[derive(Default)]
struct Extra {
    /// A key that was just drawn.
    key: Option<Zeroizing<String>>,
    /// Codes for paper that were just made.
    codes: Vec<Zeroizing<String>>,
    /// A name that was typed and not taken, and why.
    name: Option<(String, &'static str)>,
}

/// `GET /settings/sign-in`
pub(super) async fn screen(State(app): State<App>, desk: Desk, Query(asked): Query<Asked>) -> Response {
    let words = &desk.words().sign_in;
    let said = match asked.done.as_str() {
        "password" => Some(Said::Good(words.password_changed)),
        "off" => Some(Said::Good(words.turned_off)),
        "ended" => Some(Said::Good(words.session_ended)),
        "saved" => Some(Said::Good(desk.words().console.saved)),
        _ => None,
    };
    let drawn = draw(&app, &desk, said, Extra::default()).await;
    desk.or_problem(drawn)
}

async fn draw(app: &App, desk: &Desk, said: Option<Said>, extra: Extra) -> Result<Response, Problem> {
    let (by, id, workspace) = (&desk.who.actor, desk.who.id, desk.workspace.id);
    let required = workspaces::requires_second_factor(&app.d, workspace).await?;
    let on = second_factor::is_on(&app.d, workspace, id).await?;
    let factor = match &extra.key {
        Some(key) => Factor::Begun { key, address: address(desk, key) },
        None if on => {
            Factor::On { codes_left: second_factor::recovery_codes_left(&app.d, workspace, id).await? }
        }
        None => Factor::Off { owed: required },
    };
    let row = |one: SessionShown| SessionRow {
        id: one.id.to_string(),
        this: one.id == desk.who.session,
        created_at: one.created_at.micros(),
        last_used_at: one.last_used_at.micros(),
    };
    let refused = extra.name.is_some();
    let (name, bad_name) = match extra.name {
        Some((typed, why_not)) => (typed, Some(why_not)),
        None => (teammates::own_name(&app.d, &desk.about()?).await?.unwrap_or_default(), None),
    };
    let page = SignInPage {
        name,
        bad_name,
        factor,
        codes: &extra.codes,
        sessions: teammates::sessions(&app.d, by, id).await?.into_iter().map(row).collect(),
        language: teammates::language(&app.d, by).await?.map_or("", Language::code),
        required: desk.may::<act::GiveRoles>().then_some(required),
    };
    let content = sign_in_page(desk.who.language, desk.who.csrf.as_str(), &page);
    if refused {
        return Ok(desk.draw_refused(Section::SignIn, &content));
    }
    Ok(desk.draw(Some(Section::SignIn), said, &content))
}

/// `POST /settings/sign-in/name`
pub(super) async fn name(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let typed = desk.form(&headers, request).await?.trimmed("name");
        let renamed = if is_name(&typed) {
            teammates::rename(&app.d, &desk.who.actor, Personal::new(typed.clone())).await
        } else {
            Err(RenameError::BadName)
        };
        match renamed {
            Ok(()) => Ok(desk.back(Section::SignIn, Ok("saved"))),
            Err(RenameError::BadName) => {
                let name = Some((typed, desk.words().sign_in.name_bad));
                draw(&app, &desk, None, Extra { name, ..Extra::default() }).await
            }
            Err(RenameError::NotFound) => Err(Problem::NotFound),
            Err(RenameError::Trouble(trouble)) => Err(trouble.into()),
        }
    };
    let done = done.await;
    desk.or_problem(done)
}

/// What the picture says, as authenticator apps read it.
fn address(desk: &Desk, key: &str) -> Zeroizing<String> {
    let label: String = desk.workspace.id.to_string();
    Zeroizing::new(format!("otpauth://totp/Troth:{label}?secret={key}&issuer=Troth"))
}

/// `POST /settings/sign-in/password`
pub(super) async fn password(
    State(app): State<App>,
    Extension(transport): Extension<Transport>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let changed = do_password(&app, transport, &desk, &headers, request).await;
    desk.or_problem(changed)
}

async fn do_password(
    app: &App,
    transport: Transport,
    desk: &Desk,
    headers: &HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let form = tried(app, desk, headers, request).await?;
    let given = |name| form.personal(name).unwrap_or_else(|| Personal::new(String::new()));
    let changed =
        teammates::change_password(&app.d, &desk.who.actor, desk.who.id, given("old"), given("new")).await;
    let say = match changed {
        Ok(secret) => {
            let mut response = desk.back(Section::SignIn, Ok("password"));
            session::set(&mut response, transport, desk.workspace.id, &secret);
            return Ok(response);
        }
        Err(PasswordError::Wrong) => desk.words().sign_in.wrong_password,
        Err(PasswordError::Rule(PasswordRule::TooShort)) => desk.words().doors.password_short,
        Err(PasswordError::Rule(PasswordRule::TooLong)) => desk.words().sign_in.password_long,
        Err(PasswordError::Trouble(trouble)) => return Err(trouble.into()),
    };
    draw(app, desk, Some(Said::Bad(say)), Extra::default()).await
}

/// The form with a password or code in it; they are tried ten times a minute at most, whoever sits there.
async fn tried(app: &App, desk: &Desk, headers: &HeaderMap, request: Request) -> Result<Form, Problem> {
    let form = desk.form(headers, request).await?;
    let account = format!("{}\n{}", desk.workspace.id, desk.who.id);
    allowed(app.rates.check(Kind::SignInAccount, account.as_bytes()))?;
    Ok(form)
}

/// `POST /settings/sign-in/factor`: answers the page with a new key on it, this once.
pub(super) async fn begin(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let begun = async {
        let form = tried(&app, &desk, &headers, request).await?;
        let given = form.personal("password").unwrap_or_else(|| Personal::new(String::new()));
        match teammates::confirm_password(&app.d, &desk.who.actor, desk.who.id, given).await {
            Ok(()) => {}
            Err(PasswordError::Trouble(trouble)) => return Err(trouble.into()),
            Err(_) => {
                let said = Said::Bad(desk.words().sign_in.set_up_wrong);
                return draw(&app, &desk, Some(said), Extra::default()).await;
            }
        }
        match second_factor::begin(&app.d, &desk.who.actor, desk.who.id).await {
            Ok(key) => draw(&app, &desk, None, Extra { key: Some(key), ..Extra::default() }).await,
            // It is on already: the page says so.
            Err(CodeError::Wrong) => draw(&app, &desk, None, Extra::default()).await,
            Err(error) => refused(&app, &desk, error).await,
        }
    };
    let begun = begun.await;
    desk.or_problem(begun)
}

async fn refused(app: &App, desk: &Desk, error: CodeError) -> Result<Response, Problem> {
    let words = &desk.words().sign_in;
    let say = match error {
        CodeError::Wrong => words.wrong_code,
        CodeError::Locked => words.locked,
        CodeError::Trouble(trouble) => return Err(trouble.into()),
    };
    draw(app, desk, Some(Said::Bad(say)), Extra::default()).await
}

fn code(form: &Form) -> String {
    form.trimmed("code")
}

/// `POST /settings/sign-in/factor/confirm`: answers the page with the codes for paper on it, this once.
pub(super) async fn confirm(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let confirmed = async {
        let form = tried(&app, &desk, &headers, request).await?;
        let me = (desk.who.id, desk.who.session);
        match second_factor::confirm(&app.d, &desk.who.actor, me, &code(&form)).await {
            Ok(codes) => draw(&app, &desk, None, Extra { codes, ..Extra::default() }).await,
            // Whoever mistyped goes on with the key that is in their app already.
            Err(CodeError::Wrong) => {
                let key = second_factor::begun(&app.d, &desk.who.actor, desk.who.id).await?;
                let said = Said::Bad(desk.words().sign_in.wrong_code);
                draw(&app, &desk, Some(said), Extra { key, ..Extra::default() }).await
            }
            Err(error) => refused(&app, &desk, error).await,
        }
    };
    let confirmed = confirmed.await;
    desk.or_problem(confirmed)
}

/// `POST /settings/sign-in/factor/off`
pub(super) async fn off(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let form = tried(&app, &desk, &headers, request).await?;
        match second_factor::remove(&app.d, &desk.who.actor, desk.who.id, &code(&form)).await {
            Ok(()) => Ok(desk.back(Section::SignIn, Ok("off"))),
            Err(error) => refused(&app, &desk, error).await,
        }
    };
    let done = done.await;
    desk.or_problem(done)
}

/// `POST /settings/sign-in/codes`: answers the page with new codes for paper on it, this once.
pub(super) async fn codes(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let made = async {
        let form = tried(&app, &desk, &headers, request).await?;
        match second_factor::renew_codes(&app.d, &desk.who.actor, desk.who.id, &code(&form)).await {
            Ok(codes) => draw(&app, &desk, None, Extra { codes, ..Extra::default() }).await,
            Err(error) => refused(&app, &desk, error).await,
        }
    };
    let made = made.await;
    desk.or_problem(made)
}

/// `POST /settings/sign-in/language`
pub(super) async fn language(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let form = desk.form(&headers, request).await?;
        let Ok(chosen) = look::language(form.text("language").unwrap_or_default()) else {
            let said = Said::Bad(desk.words().installing.bad_choice);
            return draw(&app, &desk, Some(said), Extra::default()).await;
        };
        if !teammates::choose_language(&app.d, &desk.who.actor, chosen).await? {
            return Err(Problem::NotFound);
        }
        Ok(desk.back(Section::SignIn, Ok("saved")))
    };
    let done = done.await;
    desk.or_problem(done)
}

/// `POST /settings/sign-in/sessions/{id}/end`
pub(super) async fn end(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        desk.form(&headers, request).await?;
        let id = id.parse().map_err(|_| Problem::NotFound)?;
        let ended = teammates::end_session(&app.d, &desk.who.actor, desk.who.id, id).await?;
        if ended { Ok("ended") } else { Err(Problem::NotFound) }
    };
    let done = done.await;
    desk.back(Section::SignIn, done)
}

/// `POST /settings/sign-in/sessions/end-others`
pub(super) async fn end_others(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        desk.form(&headers, request).await?;
        teammates::end_other_sessions(&app.d, &desk.who.actor, desk.who.id, desk.who.session).await?;
        Ok("ended")
    };
    let done = done.await;
    desk.back(Section::SignIn, done)
}

/// `POST /settings/sign-in/require`
pub(super) async fn require(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let workspace = desk.allowed::<act::GiveRoles>()?;
        let form = desk.form(&headers, request).await?;
        workspaces::require_second_factor(&app.d, &workspace, form.text("required").is_some()).await?;
        Ok("saved")
    };
    let done = done.await;
    desk.back(Section::SignIn, done)
}
