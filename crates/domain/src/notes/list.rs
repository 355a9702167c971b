//! Reading notes about contacts, for somebody who is entered as having looked at the contact.

use privacy::access::{Actor, Allowed, Permit, act};
use privacy::ids::{Contact as ContactKind, Note as NoteKind, Workspace};
use privacy::keys::WorkspaceKeys;
use privacy::{Id, RowId};
use store::{Count, Row, params, statements};

use super::NoteShown;
use crate::contacts::{self, Contact, ReadError};
use crate::uses::ContactNote;
use crate::{Deployment, Trouble, limits};

statements! {
    /// A page of the notes about a contact, newest first.
    LIST_CONTACT_NOTES = "SELECT note_id, contact_id, author_id, body, created_at FROM contact_notes \
                          WHERE workspace_id = $1 AND contact_id = $2 ORDER BY note_id DESC LIMIT $3 OFFSET $4";
    /// How many there are.
    COUNT_CONTACT_NOTES = "SELECT CAST(COUNT(*) AS BIGINT) FROM contact_notes WHERE workspace_id = $1 AND contact_id = $2";
    /// About whom a note is.
    ABOUT_WHOM = "SELECT contact_id FROM contact_notes WHERE workspace_id = $1 AND note_id = $2";
    /// One note.
    FIND_CONTACT_NOTE = "SELECT note_id, contact_id, author_id, body, created_at FROM contact_notes \
                         WHERE workspace_id = $1 AND note_id = $2";
}

/// A page of notes and how many there are in all.
pub struct Page {
    /// The notes.
    pub notes: Vec<NoteShown>,
    /// How many there are about the contact.
    pub total: i64,
}

/// Notes about a contact, newest first: `limit` of them after the first `skip`.
pub async fn list(
    d: &Deployment,
    about: &Allowed<Contact, act::ReadContacts>,
    permit: &Permit,
    skip: i64,
    limit: i64,
) -> Result<Page, Trouble> {
    let held = about.thing();
    let asked = params![held.workspace, held.id, Count(limit.clamp(1, limits::PAGE)), Count(skip.max(0))];
    let rows = d.store.rows(&LIST_CONTACT_NOTES, asked).await?;
    let keys = d.keys(held.workspace).await?;
    Ok(Page {
        notes: rows.into_iter().map(|row| open(&keys, permit, row)).collect::<Result<_, _>>()?,
        total: count(d, held.workspace, held.id).await?,
    })
}

/// How many notes there are about a contact.
pub(crate) async fn count(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
) -> Result<i64, Trouble> {
    let row = d.store.row(&COUNT_CONTACT_NOTES, params![workspace, contact]).await?;
    Ok(row.map_or(Ok(0), |row| row.cells().count())?)
}

/// The note of that id, for somebody who may see whom it is about and is entered as having looked.
pub async fn find(d: &Deployment, by: &Actor, id: Id<NoteKind>) -> Result<NoteShown, ReadError> {
    let workspace = by.workspace();
    let row = d.store.row(&ABOUT_WHOM, params![workspace, id]).await.map_err(Trouble::from)?;
    let contact: Id<ContactKind> = row.ok_or(ReadError::NotFound)?.cells().id().map_err(Trouble::from)?;
    let (_, permit) = contacts::read_by(d, by, contact).await?;
    let row = d.store.row(&FIND_CONTACT_NOTE, params![workspace, id]).await.map_err(Trouble::from)?;
    Ok(open(&d.keys(workspace).await?, &permit, row.ok_or(ReadError::NotFound)?)?)
}

fn open(keys: &WorkspaceKeys, permit: &Permit, row: Row) -> Result<NoteShown, Trouble> {
    let mut c = row.cells();
    let (id, contact, author) = (c.id()?, c.id()?, c.id()?);
    let body = keys.open::<ContactNote>(permit, &RowId::of(id), &c.sealed()?)?;
    Ok(NoteShown { id, contact, author, body: body.into_shown(), created_at: c.time()? })
}
