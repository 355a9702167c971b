//! Tags over the API: by themselves, on contacts, on conversations.

mod all;
mod create;
mod of_contact;
mod of_conversation;

pub(super) use all::{delete, list, show};
pub(super) use create::create;
pub(super) use of_contact::{add_to_contact, list_of_contact, remove_from_contact};
pub(super) use of_conversation::{add_to_conversation, remove_from_conversation};

use std::collections::HashMap;

use axum::http::StatusCode;
use domain::tags::{self, Tag};
use privacy::Id;
use privacy::access::{Actor, Permit, permit};
use privacy::ids::Tag as TagKind;
use privacy::purpose::Purpose;

use super::error::Problem;
use super::given::{Fields, required};
use crate::app::App;

/// A tag that is not there.
fn unknown() -> Problem {
    Problem::of(StatusCode::NOT_FOUND, "tag_not_found", "There is no tag with this id.")
}

/// The same where clients are told in other words: asked for by itself, and on a contact.
fn not_there() -> Problem {
    Problem::of(StatusCode::NOT_FOUND, "not_found", "There is no tag with this id.")
}

/// A permit to open the names of tags: they are administration.
fn names_permit(by: &Actor) -> Result<Permit, Problem> {
    Ok(permit(by, Purpose::Administration)?)
}

/// The names of all tags by id.
async fn names(app: &App, by: &Actor) -> Result<HashMap<Id<TagKind>, String>, Problem> {
    Ok(tags::list(&app.d, &names_permit(by)?).await?.into_iter().collect())
}

/// The tag that the body names by `id`.
async fn named(app: &App, by: &Actor, fields: &mut Fields, unknown: fn() -> Problem) -> Result<Tag, Problem> {
    let id = required(fields.id::<TagKind>("id", || unknown().about("id"))?, "id")?;
    tags::find(&app.d, by.workspace(), id).await?.ok_or_else(|| unknown().about("id"))
}
