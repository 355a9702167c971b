//! Outgoing mail: the server, a test of it, and what has not left yet.

use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::mail::{self, Failure, Fault, MailError, Security, Server, SettingsShown, WaitingMail};
use privacy::Personal;
use privacy::access::act;

use super::desk::{Asked, Desk};
use super::view::{MailForm, MailPage, MailRow, Said, Section, mail_page};
use crate::app::App;
use crate::edge::form::Form;
use crate::edge::rate::Kind;
use crate::inbox::problem::Problem;
use crate::messenger::allowed;
use crate::words::{MailWords, fill};

/// `GET /settings/mail`
pub(super) async fn screen(State(app): State<App>, desk: Desk, Query(asked): Query<Asked>) -> Response {
    let words = &desk.words().mail;
    let said = match asked.done.as_str() {
        "saved" => Some(Said::Good(desk.words().console.saved)),
        "removed" => Some(Said::Good(words.removed)),
        "queued" => Some(Said::Good(words.queued)),
        "discarded" => Some(Said::Good(words.discarded)),
        _ => None,
    };
    let drawn = draw(&app, &desk, said, None, None).await;
    desk.or_problem(drawn)
}

async fn draw(
    app: &App,
    desk: &Desk,
    said: Option<Said>,
    typed: Option<MailForm>,
    tested: Option<(bool, String)>,
) -> Result<Response, Problem> {
    let workspace = desk.allowed::<act::ManageWorkspace>()?;
    let shown = mail::shown(&app.d, &workspace).await?;
    let words = &desk.words().mail;
    let row = |one: WaitingMail| MailRow {
        id: one.id.to_string(),
        recipient: one.recipient,
        subject: one.subject,
        dead: one.state == mail::State::Dead,
        tries: one.tries,
        failure: one.failure.map(|failure| reason(words, failure)),
        next_try_at: one.next_try_at.micros(),
    };
    let page = MailPage {
        is_set_up: shown.is_some(),
        has_password: shown.as_ref().is_some_and(|shown| shown.has_password),
        form: typed.unwrap_or_else(|| form_of(shown.as_ref())),
        tested,
        waiting: mail::list(&app.d, &workspace).await?.into_iter().map(row).collect(),
    };
    let content = mail_page(desk.who.language, desk.who.csrf.as_str(), &page);
    Ok(desk.draw(Some(Section::Mail), said, &content))
}

fn form_of(shown: Option<&SettingsShown>) -> MailForm {
    let Some(SettingsShown { server, .. }) = shown else {
        return MailForm { port: "587".into(), security: "start_tls".into(), ..MailForm::default() };
    };
    MailForm {
        host: server.host.clone(),
        port: server.port.to_string(),
        security: server.security.code().to_owned(),
        user: server.user.clone(),
        from: server.from.clone(),
    }
}

/// A failure in words.
pub(super) const fn reason(words: &'static MailWords, failure: Failure) -> &'static str {
    match failure {
        Failure::Unreachable => words.unreachable,
        Failure::Timeout => words.timeout,
        Failure::Tls => words.bad_tls,
        Failure::Deferred => words.deferred,
        Failure::Refused => words.refused,
        Failure::NotFromHere => words.not_from_here,
        Failure::Address => words.address,
        Failure::Protocol => words.protocol,
    }
}

/// `POST /settings/mail`
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
    desk.allowed::<act::ManageWorkspace>()?;
    let form = desk.form(headers, request).await?;
    match set(app, desk, &form).await? {
        Ok(()) => Ok(desk.back(Section::Mail, Ok("saved"))),
        Err(say) => draw(app, desk, Some(Said::Bad(say)), Some(typed(&form).0), None).await,
    }
}

/// Sets the server as it was typed; else the sentence that says what is wrong with it.
async fn set(app: &App, desk: &Desk, form: &Form) -> Result<Result<(), &'static str>, Problem> {
    let workspace = desk.allowed::<act::ManageWorkspace>()?;
    let (typed, password) = typed(form);
    let words = &desk.words().mail;
    let Ok(port) = typed.port.parse::<u16>() else { return Ok(Err(words.bad_port)) };
    let Some(security) = Security::of_code(&typed.security) else { return Ok(Err(words.bad_form)) };
    let server = Server { host: typed.host, port, security, user: typed.user, from: typed.from };
    match mail::change(&app.d, &workspace, server, password).await {
        Ok(()) => Ok(Ok(())),
        Err(MailError::Fault(fault)) => Ok(Err(fault_words(words, fault))),
        Err(MailError::ChangedMeanwhile) => Ok(Err(desk.words().console.meanwhile)),
        Err(error) => Err(error.into()),
    }
}

const fn fault_words(words: &'static MailWords, fault: Fault) -> &'static str {
    match fault {
        Fault::Host => words.bad_host,
        Fault::Port => words.bad_port,
        Fault::Plain => words.bad_plain,
        Fault::Credentials => words.bad_credentials,
        Fault::NoPassword => words.no_password,
        Fault::From => words.bad_from,
    }
}

/// What was typed; the password apart, which is never shown again. An empty one keeps what is kept.
fn typed(form: &Form) -> (MailForm, Option<Personal<String>>) {
    let field = |name| form.trimmed(name);
    let typed = MailForm {
        host: field("host").to_lowercase(),
        port: field("port"),
        security: field("security"),
        user: field("user"),
        from: field("from"),
    };
    (typed, form.personal("password").filter(|password| password.is(|text| !text.is_empty())))
}

/// `POST /settings/mail/test`: what was typed is saved first, so that it is what is tested, and nothing of it is lost.
pub(super) async fn test(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let tested = do_test(&app, &desk, &headers, request).await;
    desk.or_problem(tested)
}

async fn do_test(app: &App, desk: &Desk, headers: &HeaderMap, request: Request) -> Result<Response, Problem> {
    let workspace = desk.allowed::<act::ManageWorkspace>()?;
    let form = desk.form(headers, request).await?;
    if form.text("host").is_some()
        && let Err(say) = set(app, desk, &form).await?
    {
        return draw(app, desk, Some(Said::Bad(say)), Some(typed(&form).0), None).await;
    }
    allowed(app.rates.check(Kind::MailTest, desk.workspace.id.to_string().as_bytes()))?;
    let (words, letters) = (&desk.words().mail, &desk.words().letters);
    let named = |sentence| fill(sentence, "workspace", &desk.shown.name);
    let (subject, body) = (named(letters.test_subject), named(letters.test_body));
    let tested = match mail::test(&app.d, &workspace, &subject, &body).await? {
        Ok(answer) => (true, fill(words.test_sent, "answer", &answer)),
        Err(told) => {
            let failed = fill(words.test_failed, "reason", reason(words, told.failure));
            (false, fill(&failed, "answer", &told.text))
        }
    };
    draw(app, desk, None, None, Some(tested)).await
}

/// `POST /settings/mail/remove`
pub(super) async fn remove(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let workspace = desk.allowed::<act::ManageWorkspace>()?;
        desk.form(&headers, request).await?;
        mail::remove(&app.d, &workspace).await?;
        Ok("removed")
    };
    let done = done.await;
    desk.back(Section::Mail, done)
}

/// `POST /settings/mail/{id}/again`
pub(super) async fn again(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let workspace = desk.allowed::<act::ManageWorkspace>()?;
        desk.form(&headers, request).await?;
        mail::try_again(&app.d, &workspace, id.parse().map_err(|_| Problem::NotFound)?).await?;
        Ok("queued")
    };
    let done = done.await;
    desk.back(Section::Mail, done)
}

/// `POST /settings/mail/{id}/discard`
pub(super) async fn discard(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let workspace = desk.allowed::<act::ManageWorkspace>()?;
        desk.form(&headers, request).await?;
        mail::discard(&app.d, &workspace, id.parse().map_err(|_| Problem::NotFound)?).await?;
        Ok("discarded")
    };
    let done = done.await;
    desk.back(Section::Mail, done)
}

impl From<MailError> for Problem {
    fn from(error: MailError) -> Self {
        match error {
            MailError::NotFound | MailError::NoServer => Self::NotFound,
            MailError::Denied(denied) => denied.into(),
            MailError::Trouble(trouble) => trouble.into(),
            MailError::Fault(_) | MailError::ChangedMeanwhile => Self::Bad(error.to_string()),
        }
    }
}
