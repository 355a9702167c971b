//! Making a tag, renaming one, and labelling several contacts at once: one address for all, as clients expect.

use axum::Json;
use axum::extract::State;
use domain::contacts::{self, Contact};
use domain::workspaces::{self, Workspace};
use domain::{limits, tags};
use privacy::access::{Actor, act, allow};
use privacy::ids::{Contact as ContactKind, Tag as TagKind};
use privacy::{Id, Personal};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Fields, Given, PLAIN, Said, required};
use super::super::shapes::tag::Tag;
use super::{names, unknown};
use crate::app::App;

/// The most contacts that one request labels.
const AT_ONCE: usize = 50;

/// The tag that was made, renamed or put on contacts.
pub(in super::super) async fn create(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Tag>, Problem> {
    let name = required(fields.line("name", limits::SHORT_TEXT_BYTES)?, "name")?;
    let by = caller.by;
    if fields.lists("companies")? {
        return Err(Problem::invalid(
            "companies",
            "Companies have no tags here: tag contacts or conversations.",
        ));
    }
    let users = fields.objects("users", AT_ONCE)?;
    let id = match fields.id::<TagKind>("id", || unknown().about("id"))? {
        Said::Value(id) => rename(&app, &by, id, name).await?,
        _ if users.is_empty() => made(&app, &by, name).await?,
        _ => label(&app, &by, users, &name).await?,
    };
    let name = names(&app, &by).await.map_err(Problem::once_made)?.remove(&id).ok_or_else(unknown)?;
    Ok(Json(Tag::of(id, name)))
}

async fn rename(
    app: &App,
    by: &Actor,
    id: Id<TagKind>,
    name: Personal<String>,
) -> Result<Id<TagKind>, Problem> {
    let found = tags::find(&app.d, by.workspace(), id).await?.ok_or_else(|| unknown().about("id"))?;
    tags::rename(&app.d, &allow::<_, act::ManageTags>(by, found)?, name).await?;
    Ok(id)
}

async fn made(app: &App, by: &Actor, name: Personal<String>) -> Result<Id<TagKind>, Problem> {
    let workspace = workspaces::find(&app.d, by.workspace()).await?.ok_or_else(Problem::not_found)?;
    let here = allow::<Workspace, act::Tag>(by, workspace)?;
    let Actor::Token { teammate, .. } = *here.actor() else { return Err(Problem::forbidden()) };
    Ok(tags::find_or_create(&app.d, by, teammate, name).await?)
}

/// Every contact is looked up before the first is labelled.
async fn label(
    app: &App,
    by: &Actor,
    users: Vec<Fields>,
    name: &Personal<String>,
) -> Result<Id<TagKind>, Problem> {
    let Actor::Token { teammate, .. } = *by else { return Err(Problem::forbidden()) };
    let mut held = Vec::with_capacity(users.len());
    for mut user in users {
        let field = user.name("id");
        let id = required(user.id::<ContactKind>("id", Problem::not_found)?, field)?;
        let found: Contact =
            contacts::find(&app.d, by.workspace(), id).await?.ok_or_else(Problem::not_found)?;
        held.push((allow::<_, act::Tag>(by, found)?, user.flag("untag")?.value().unwrap_or_default()));
    }
    let tag = tags::find_or_create(&app.d, by, teammate, name.clone()).await?;
    for (contact, untag) in held {
        let done = if untag {
            tags::untag_contact(&app.d, &contact, tag).await
        } else {
            tags::label_contact(&app.d, &contact, teammate, tag).await.map(drop)
        };
        done.map_err(|error| Problem::from(error).once_made())?;
    }
    Ok(tag)
}
