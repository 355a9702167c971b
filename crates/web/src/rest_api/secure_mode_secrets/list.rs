//! The live secrets, without their texts.

use axum::Json;
use axum::extract::State;
use domain::{conversations, identity_secrets};
use serde::Serialize;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::{Shown, workspace};
use crate::app::App;

/// All of them: there are never many.
#[derive(Serialize)]
pub(in super::super) struct List {
    #[serde(rename = "type")]
    kind: &'static str,
    data: Vec<Shown>,
}

/// The secrets of the caller's workspace, oldest first.
pub(in super::super) async fn list(State(app): State<App>, caller: Caller) -> Result<Json<List>, Problem> {
    let of = workspace(&app, &caller).await?;
    let permit = conversations::permit_for(&caller.by)?;
    let secrets = identity_secrets::list(&app.d, &of, &permit).await?;
    let data =
        secrets.into_iter().map(|one| Shown::of(one.id, one.name, one.platforms, one.created_at)).collect();
    Ok(Json(List { kind: "list", data }))
}
