//! How the messenger of a user is opened: what the page says of who is there, checked, becomes a session. Whatever does
//! not fit is answered in one way; the reason is in the activity log.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::contacts::{self, CustomAttributes, Language};
use domain::identity::{self, EnterError, Said};
use privacy::ids::Workspace;
use privacy::sealed::Json as Sealable;
use privacy::secret::Secret;
use privacy::{Id, Personal, Time};
use serde::Deserialize;
use serde_json::Value;

use super::frame::{language, shown};
use super::given::object;
use super::session::{Messenger, allowed};
use crate::app::App;
use crate::edge::Peer;
use crate::edge::rate::Kind;
use crate::inbox::problem::Problem;

/// The largest body: a token of 16 KiB, attributes of 32 KiB, and what surrounds them.
const BODY_BYTES: usize = 64 * 1024;

#[derive(Deserialize)]
struct Given {
    #[serde(default)]
    intercom_user_jwt: Option<Personal<String>>,
    #[serde(default)]
    user_id: Option<Named>,
    #[serde(default)]
    email: Option<Personal<String>>,
    #[serde(default)]
    user_hash: Option<Personal<String>>,
    #[serde(default)]
    attributes: Option<CustomAttributes>,
    #[serde(default)]
    visitor: Option<String>,
}

/// An id as pages write it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Named {
    Text(String),
    Number(i64),
}

impl Given {
    fn said(self, language: Language) -> Said {
        let filled = |text: Option<Personal<String>>| text.filter(|text| text.is(|text| !text.is_empty()));
        let user_id = self.user_id.map(|id| match id {
            Named::Text(id) => Personal::new(id),
            Named::Number(id) => Personal::new(id.to_string()),
        });
        let at = self.attributes.as_ref().and_then(|all| all.get("created_at")).and_then(Value::as_i64);
        Said {
            token: filled(self.intercom_user_jwt),
            user_id: filled(user_id),
            email: filled(self.email),
            user_hash: filled(self.user_hash),
            attributes: self.attributes.map(|all| Personal::new(Sealable(all))),
            signed_up_at: at.filter(|at| (0..=253_402_300_799).contains(at)).map(Time::from_seconds),
            visitor: self.visitor.as_deref().and_then(Secret::read),
            language: Some(language),
        }
    }
}

/// `POST /messenger/{app_id}/identify`
pub(super) async fn identify(
    State(app): State<App>,
    Path(app_id): Path<String>,
    axum::Extension(Peer(peer)): axum::Extension<Peer>,
    request: Request,
) -> Result<Response, Problem> {
    let workspace: Id<Workspace> = app_id.parse().map_err(|_| Problem::NotFound)?;
    allowed(app.rates.check_address(Kind::Identify, peer))?;
    let settings = shown(&app, &app_id).await?.settings;
    let (parts, body) = request.into_parts();
    let expected =
        "an object with intercom_user_jwt, or user_id or email with user_hash, and attributes is expected";
    let given: Given = object(&parts.headers, body, BODY_BYTES, expected).await?;
    let language = language(&settings, &parts.headers).known();
    let entered = match identity::enter(&app.d, workspace, given.said(language)).await {
        Ok(entered) => entered,
        Err(EnterError::Refused(_)) => {
            allowed(app.rates.check_address(Kind::IdentityRefused, peer))?;
            return Err(Problem::Unproven);
        }
        Err(EnterError::Trouble(trouble)) => return Err(trouble.into()),
    };
    let by = privacy::access::Actor::Contact { workspace, id: entered.contact };
    let name = match contacts::find(&app.d, workspace, entered.contact).await? {
        Some(contact) => {
            let permit = domain::conversations::permit_for(&by)?;
            contacts::show(&app.d.keys(workspace).await?, &permit, &contact)?.called().to_owned()
        }
        None => return Err(Problem::Unproven),
    };
    let answer = serde_json::json!({
        "token": *entered.secret,
        "visitor": {"id": entered.contact.to_string(), "name": name},
        "took_visitor": entered.took_visitor,
        "takes_unsigned": entered.takes_unsigned,
    });
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// `POST /messenger/{app_id}/sign-out`: this messenger's session ends.
pub(super) async fn sign_out(State(app): State<App>, who: Messenger) -> Result<StatusCode, Problem> {
    domain::messenger_sessions::end(&app.d, &who.actor, &who.secret).await?;
    Ok(StatusCode::NO_CONTENT)
}
