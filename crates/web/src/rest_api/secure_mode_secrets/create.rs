//! Making a secret. Its text is answered here and nowhere else.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::identity_secrets::{self, CreateError, NewSecret, Platforms};
use domain::limits;
use privacy::Personal;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Given as Body, PLAIN, Said, required};
use super::{Shown, workspace};
use crate::app::App;

/// A new secret. Who names no platform means the web.
pub(in super::super) async fn create(
    State(app): State<App>,
    caller: Caller,
    Body(mut fields): Body<PLAIN>,
) -> Result<(StatusCode, Json<Shown>), Problem> {
    let of = workspace(&app, &caller).await?;
    let name = required(fields.text("name", limits::SHORT_TEXT_BYTES)?, "name")?;
    let mut flag = |name| fields.flag(name).map(Said::value);
    let (web, ios, android) = (flag("supports_web")?, flag("supports_ios")?, flag("supports_android")?);
    let unsaid = web.is_none() && ios.is_none() && android.is_none();
    let platforms = Platforms {
        web: web.unwrap_or(unsaid),
        ios: ios.unwrap_or_default(),
        android: android.unwrap_or_default(),
    };
    let new = NewSecret { name: Personal::new(name.clone()), platforms, key: None };
    let made = identity_secrets::create(&app.d, &of, new).await?;
    let shown =
        Shown { secret: Some((*made.text).clone()), ..Shown::of(made.id, name, platforms, made.created_at) };
    Ok((StatusCode::CREATED, Json(shown)))
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::NoName => Self::missing("name"),
            CreateError::NoPlatform => Self::invalid(
                "supports_web",
                "One of supports_web, supports_ios and supports_android must be true.",
            ),
            CreateError::Again => Self::changed_meanwhile(),
            CreateError::TooMany => Self::of(
                StatusCode::CONFLICT,
                "conflict",
                "There are as many secrets as a workspace may have: delete one first.",
            ),
            CreateError::Trouble(trouble) => trouble.into(),
        }
    }
}
