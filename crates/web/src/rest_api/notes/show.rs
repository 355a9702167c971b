//! One note.

use axum::Json;
use axum::extract::State;
use domain::{notes, teams};
use privacy::Id;
use privacy::access::permit;
use privacy::ids::Note as NoteKind;
use privacy::purpose::Purpose;

use super::super::caller::Caller;
use super::super::conversations::colleagues;
use super::super::error::Problem;
use super::super::path::IdOf;
use super::super::shapes::note::Note;
use crate::app::App;

/// The note of that id.
pub(in super::super) async fn show(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<NoteKind>,
) -> Result<Json<Note>, Problem> {
    shown(&app, &caller, id).await.map(Json)
}

/// The note, opened for somebody who is entered as having looked at the contact.
pub(super) async fn shown(app: &App, caller: &Caller, id: Id<NoteKind>) -> Result<Note, Problem> {
    let note = notes::find(&app.d, &caller.by, id).await?;
    let permit = permit(&caller.by, Purpose::Administration)?;
    let author = colleagues(app, &permit).await?.remove(&note.author);
    let teams = teams::of_teammates(&app.d, &permit).await?.remove(&note.author).unwrap_or_default();
    Ok(Note::of(note, author, &teams, caller.version))
}
