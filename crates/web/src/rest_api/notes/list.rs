//! The notes about a contact, newest first.

use axum::Json;
use axum::extract::State;
use domain::{contacts, notes, teams};
use privacy::ids::Contact as ContactKind;

use super::super::caller::Caller;
use super::super::conversations::colleagues;
use super::super::error::Problem;
use super::super::numbered::Turned;
use super::super::path::IdOf;
use super::super::query::Query;
use super::super::shapes::company::NumberedList;
use super::super::shapes::note::Note;
use crate::app::App;

const PER_PAGE: i64 = 50;

/// A page of them.
pub(in super::super) async fn list(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ContactKind>,
    query: Query,
) -> Result<Json<NumberedList<Note>>, Problem> {
    let page = Turned::of(&query, PER_PAGE)?;
    let (about, permit) = contacts::read_by(&app.d, &caller.by, id).await?;
    let found = notes::list(&app.d, &about, &permit, page.skipped(), page.size).await?;
    let known = colleagues(&app, &permit).await?;
    let teams = teams::of_teammates(&app.d, &permit).await?;
    let shown = found.notes.into_iter().map(|note| {
        let author = known.get(&note.author).cloned();
        let theirs = teams.get(&note.author).map_or(&[][..], Vec::as_slice);
        Note::of(note, author, theirs, caller.version)
    });
    let base = format!("{}/contacts/{id}/notes", app.public_origin);
    Ok(Json(NumberedList::of(shown.collect(), found.total, page.stands(found.total, &base))))
}
