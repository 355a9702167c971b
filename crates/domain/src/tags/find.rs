//! Finding a tag by its name, making it where there is none.

use activity_log::Action;
use privacy::access::{Actor, Allowed, Permit, act};
use privacy::ids::{Tag as TagKind, Teammate, Workspace};
use privacy::keys::{Under, WorkspaceKeys};
use privacy::{Id, Personal, RowId};
use store::{Change, Count, Failed, Series, params, statements};

use super::{Tag, TagError, TagShown, Uses};
use crate::uses::TagName;
use crate::{Deployment, Trouble, entry, limits, workspaces};

statements! {
    /// The tag of that name.
    FIND_TAG = "SELECT tag_id FROM tags WHERE workspace_id = $1 AND name_index = $2";
    /// Whether there is a tag of that id.
    KNOWN_TAG = "SELECT tag_id FROM tags WHERE workspace_id = $1 AND tag_id = $2";
    /// The tag is still there, and stays until this change is stored: whoever deletes it waits for it.
    STILL_A_TAG = "UPDATE tags SET created_at = created_at WHERE workspace_id = $1 AND tag_id = $2";
    /// A new tag; none when the name is taken.
    ADD_TAG = "INSERT INTO tags (workspace_id, tag_id, name, name_index, created_by, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    /// All tags.
    LIST_TAGS = "SELECT tag_id, name FROM tags WHERE workspace_id = $1 ORDER BY tag_id LIMIT $2";
    /// All tags, each with on how many conversations and contacts it is: counted no further than to a number.
    LIST_TAGS_IN_USE = "SELECT t.tag_id, t.name, \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM conversation_tags g WHERE g.workspace_id = t.workspace_id \
         AND g.tag_id = t.tag_id LIMIT $3) AS talks), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM contact_tags g WHERE g.workspace_id = t.workspace_id \
         AND g.tag_id = t.tag_id LIMIT $3) AS people) \
        FROM tags t WHERE t.workspace_id = $1 ORDER BY t.tag_id LIMIT $2";
    /// How many tags there are.
    COUNT_TAGS = "SELECT CAST(COUNT(*) AS BIGINT) FROM tags WHERE workspace_id = $1";
}

/// The name without blanks around it, if it may be one.
pub(super) fn checked(name: Personal<String>) -> Result<Personal<String>, TagError> {
    let name = name.map(|name| name.trim().to_owned());
    let good = name.is(|name| !name.is_empty() && name.len() <= limits::SHORT_TEXT_BYTES);
    if good { Ok(name) } else { Err(TagError::BadName) }
}

/// The tag of that id.
pub async fn find(d: &Deployment, workspace: Id<Workspace>, id: Id<TagKind>) -> Result<Option<Tag>, Trouble> {
    let row = d.store.row(&KNOWN_TAG, params![workspace, id]).await?;
    Ok(row.map(|_| Tag { workspace, id }))
}

/// The tag of that name, made if there is none.
pub async fn find_or_create(
    d: &Deployment,
    by: &Actor,
    teammate: Id<Teammate>,
    name: Personal<String>,
) -> Result<Id<TagKind>, TagError> {
    let name = checked(name)?;
    let workspace = by.workspace();
    let keys = d.keys(workspace).await?;
    let index = keys.index::<TagName>(&name);
    for _ in 0..2 {
        if let Some(row) = d.store.row(&FIND_TAG, params![workspace, index]).await.map_err(Trouble::from)? {
            return Ok(row.cells().id().map_err(Trouble::from)?);
        }
        if let Some(id) = made(d, &keys, by, teammate, &name).await? {
            return Ok(id);
        }
    }
    Err(Trouble::Contended.into())
}

/// Makes a tag of a name that no tag has.
pub async fn create(
    d: &Deployment,
    to: &Allowed<workspaces::Workspace, act::ManageTags>,
    teammate: Id<Teammate>,
    name: Personal<String>,
) -> Result<Id<TagKind>, TagError> {
    let name = checked(name)?;
    let keys = d.keys(to.thing().id).await?;
    made(d, &keys, to.actor(), teammate, &name).await?.ok_or(TagError::NameTaken)
}

/// A new tag of that name; `None` when the name is taken.
async fn made(
    d: &Deployment,
    keys: &WorkspaceKeys,
    by: &Actor,
    teammate: Id<Teammate>,
    name: &Personal<String>,
) -> Result<Option<Id<TagKind>>, TagError> {
    let (workspace, now) = (keys.workspace(), d.now());
    let tags = d.store.row(&COUNT_TAGS, params![workspace]).await.map_err(Trouble::from)?;
    if tags.map_or(Ok(0), |row| row.cells().count()).map_err(Trouble::from)? >= limits::TAGS {
        return Err(TagError::TooMany);
    }
    let id = Id::<TagKind>::of(d.store.number(workspace, Series::Tags).await.map_err(Trouble::from)?);
    let sealed = keys
        .seal::<TagName>(Under::one(keys.settings_leaf()), &RowId::of(id), name)
        .map_err(Trouble::from)?;
    let index = keys.index::<TagName>(name);
    let change = Change::new(d.change(), by, now, entry::of(Action::TagCreated, &id))
        .one(&ADD_TAG, params![workspace, id, sealed, index, teammate, now]);
    match d.store.commit(change).await {
        Ok(_) => Ok(Some(id)),
        Err(Failed::Conflict(_)) => Ok(None),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// All tags of the permit's workspace with how often each is used.
pub async fn in_use(d: &Deployment, permit: &Permit) -> Result<Vec<TagShown>, Trouble> {
    let workspace = permit.actor().workspace();
    let keys = d.keys(workspace).await?;
    let counted = params![workspace, Count(limits::TAGS), Count(limits::TAG_USES_COUNTED + 1)];
    let rows = d.store.rows(&LIST_TAGS_IN_USE, counted).await?;
    rows.into_iter()
        .map(|row| {
            let mut c = row.cells();
            let id: Id<TagKind> = c.id()?;
            let name = keys.open::<TagName>(permit, &RowId::of(id), &c.sealed()?)?.into_shown();
            Ok(TagShown { id, name, conversations: Uses::of(c.count()?), contacts: Uses::of(c.count()?) })
        })
        .collect()
}

/// All tags of the permit's workspace with their names.
pub async fn list(d: &Deployment, permit: &Permit) -> Result<Vec<(Id<TagKind>, String)>, Trouble> {
    let workspace = permit.actor().workspace();
    let keys = d.keys(workspace).await?;
    let rows = d.store.rows(&LIST_TAGS, params![workspace, Count(limits::TAGS)]).await?;
    rows.into_iter()
        .map(|row| {
            let mut c = row.cells();
            let id: Id<TagKind> = c.id()?;
            let name = keys.open::<TagName>(permit, &RowId::of(id), &c.sealed()?)?;
            Ok((id, name.into_shown()))
        })
        .collect()
}
