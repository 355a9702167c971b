//! A conversation's files, for a signed-in teammate.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::{attachments, conversations};
use privacy::Id;
use privacy::ids::{Attachment, Conversation};

use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;
use crate::files::download;

/// `GET /inbox/{id}/files/{file}`
pub(super) async fn file(
    State(app): State<App>,
    who: SignedIn,
    Path((conversation, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let conversation: Id<Conversation> = conversation.parse().map_err(|_| Problem::NotFound)?;
    let file: Id<Attachment> = file.parse().map_err(|_| Problem::NotFound)?;
    let (held, permit) = conversations::read_by(&app.d, &who.actor, conversation).await?;
    let opened = attachments::open(&app.d, &held, &permit, file).await?;
    Ok(download(opened))
}
