//! Renaming a tag, and deleting it: it is taken from everything, some hundred at a time, and then it goes.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act};
use privacy::keys::Under;
use privacy::{Personal, RowId};
use store::{Change, Failed, Statement, params, statements};

use super::{Tag, TagError};
use crate::uses::TagName;
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// A tag's new name.
    RENAME_TAG = "UPDATE tags SET name = $3, name_index = $4 WHERE workspace_id = $1 AND tag_id = $2";
    /// The other tag that has a name.
    TAGGED_SO = "SELECT tag_id FROM tags WHERE workspace_id = $1 AND name_index = $3 AND tag_id <> $2";
    /// How many conversations the next step takes it from, 500 at most.
    NEXT_CONVERSATIONS = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM conversation_tags \
                          WHERE workspace_id = $1 AND tag_id = $2 LIMIT 500) AS batch";
    /// They change.
    CHANGE_CONVERSATIONS = "UPDATE conversations SET updated_at = $3 WHERE workspace_id = $1 AND state <> 'erasing' \
                            AND conversation_id IN (SELECT conversation_id FROM conversation_tags \
                            WHERE workspace_id = $1 AND tag_id = $2 ORDER BY conversation_id LIMIT 500)";
    /// Takes it from them.
    TAKE_FROM_CONVERSATIONS = "DELETE FROM conversation_tags WHERE workspace_id = $1 AND tag_id = $2 \
                               AND conversation_id IN (SELECT conversation_id FROM conversation_tags \
                               WHERE workspace_id = $1 AND tag_id = $2 ORDER BY conversation_id LIMIT 500)";
    /// How many contacts the next step takes it from, 500 at most.
    NEXT_CONTACTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM contact_tags \
                     WHERE workspace_id = $1 AND tag_id = $2 LIMIT 500) AS batch";
    /// They change.
    CHANGE_CONTACTS = "UPDATE contacts SET updated_at = $3 WHERE workspace_id = $1 AND state = 'active' \
                       AND contact_id IN (SELECT contact_id FROM contact_tags \
                       WHERE workspace_id = $1 AND tag_id = $2 ORDER BY contact_id LIMIT 500)";
    /// Takes it from them.
    TAKE_FROM_CONTACTS = "DELETE FROM contact_tags WHERE workspace_id = $1 AND tag_id = $2 \
                          AND contact_id IN (SELECT contact_id FROM contact_tags \
                          WHERE workspace_id = $1 AND tag_id = $2 ORDER BY contact_id LIMIT 500)";
    /// Nobody labels anything with it before this is stored.
    CLOSE_TAG = "UPDATE tags SET created_at = created_at WHERE workspace_id = $1 AND tag_id = $2";
    /// The tag goes, if it is on nothing.
    DELETE_TAG = "DELETE FROM tags WHERE workspace_id = $1 AND tag_id = $2 \
                  AND NOT EXISTS (SELECT 1 FROM conversation_tags g WHERE g.workspace_id = $1 AND g.tag_id = $2) \
                  AND NOT EXISTS (SELECT 1 FROM contact_tags g WHERE g.workspace_id = $1 AND g.tag_id = $2)";
}

/// Gives the tag another name.
pub async fn rename(
    d: &Deployment,
    tag: &Allowed<Tag, act::ManageTags>,
    name: Personal<String>,
) -> Result<(), TagError> {
    let (held, now) = (tag.thing(), d.now());
    let name = super::find::checked(name)?;
    let keys = d.keys(held.workspace).await?;
    let (row, index) = (RowId::of(held.id), keys.index::<TagName>(&name));
    let other = d.store.row(&TAGGED_SO, params![held.workspace, held.id, index]).await;
    if other.map_err(Trouble::from)?.is_some() {
        return Err(TagError::NameTaken);
    }
    let sealed =
        keys.seal::<TagName>(Under::one(keys.settings_leaf()), &row, &name).map_err(Trouble::from)?;
    let change = Change::new(d.change(), tag.actor(), now, entry::of(Action::TagRenamed, &held.id))
        .one(&RENAME_TAG, params![held.workspace, held.id, sealed, index]);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        // It was deleted, or the name taken, at the same moment.
        Err(Failed::Conflict(_)) => Err(TagError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Deletes the tag.
pub async fn delete(d: &Deployment, tag: &Allowed<Tag, act::ManageTags>) -> Result<(), TagError> {
    let (held, by) = (tag.thing(), tag.actor());
    for _ in 0..limits::TRIES {
        empty(d, tag, [&NEXT_CONVERSATIONS, &CHANGE_CONVERSATIONS, &TAKE_FROM_CONVERSATIONS]).await?;
        empty(d, tag, [&NEXT_CONTACTS, &CHANGE_CONTACTS, &TAKE_FROM_CONTACTS]).await?;
        let change = Change::new(d.change(), by, d.now(), entry::of(Action::TagDeleted, &held.id))
            .one(&CLOSE_TAG, params![held.workspace, held.id])
            .one(&DELETE_TAG, params![held.workspace, held.id]);
        match d.store.commit(change).await {
            Ok(_) => return Ok(()),
            Err(Failed::Conflict(name)) if name == CLOSE_TAG.name => return Err(TagError::ChangedMeanwhile),
            // Something was labelled with it in between.
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
    }
    Err(Trouble::Contended.into())
}

async fn empty(
    d: &Deployment,
    tag: &Allowed<Tag, act::ManageTags>,
    [next, change, take]: [&'static Statement; 3],
) -> Result<(), Trouble> {
    let held = tag.thing();
    loop {
        let row = d.store.row(next, params![held.workspace, held.id]).await?;
        let count = row.map_or(Ok(0), |row| row.cells().count())?;
        let Some(count) = u64::try_from(count).ok().filter(|count| *count > 0) else { return Ok(()) };
        let act = entry::with(Action::TagEmptied, &held.id, Facts::new().count(FactKey::Count, count));
        let now = d.now();
        let change = Change::new(d.change(), tag.actor(), now, act)
            .any(change, params![held.workspace, held.id, now])
            .any(take, params![held.workspace, held.id]);
        d.store.commit(change).await?;
    }
}
