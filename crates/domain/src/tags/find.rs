//! Finding a tag by its name, making it where there is none.

use activity_log::Action;
use privacy::access::{Actor, Permit};
use privacy::ids::{Tag as TagKind, Teammate, Workspace};
use privacy::keys::Under;
use privacy::{Id, Personal, RowId};
use store::{Change, Count, Failed, Series, params, statements};

use super::{Tag, TagError};
use crate::uses::TagName;
use crate::{Deployment, Trouble, entry, limits};

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
        let id = Id::<TagKind>::of(d.store.number(workspace, Series::Tags).await.map_err(Trouble::from)?);
        let sealed = keys
            .seal::<TagName>(Under::one(keys.settings_leaf()), &RowId::of(id), &name)
            .map_err(Trouble::from)?;
        let now = d.now();
        let change = Change::new(d.change(), by, now, entry::of(Action::TagCreated, &id))
            .one(&ADD_TAG, params![workspace, id, sealed, index, teammate, now]);
        match d.store.commit(change).await {
            Ok(_) => return Ok(id),
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
    }
    Err(Trouble::Contended.into())
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
