//! Reading one contact.

use privacy::ids::{Contact as ContactKind, Workspace};
use privacy::{Id, Personal};
use store::{Row, params, statements};

use super::{Contact, ContactRole, Language};
use crate::uses::{ContactEmail, ContactExternalId};
use crate::{Deployment, Trouble};

/// The columns of a contact, in the order in which `read` takes them.
macro_rules! contact_columns {
    () => {
        "c.workspace_id, c.contact_id, c.tree, c.leaf, c.role, c.version, c.external_id, c.email, c.phone, c.name, \
         c.custom_attributes, c.owner_id, c.unsubscribed, c.created_at, c.updated_at, c.signed_up_at, c.last_seen_at, \
         c.last_replied_at, c.last_contacted_at, c.language"
    };
}
pub(crate) use contact_columns;

statements! {
    /// One contact.
    FIND_CONTACT = concat!("SELECT ", contact_columns!(), " FROM contacts c \
                   WHERE c.workspace_id = $1 AND c.contact_id = $2 AND c.state = 'active'");
    /// One contact whose erasure waits for a hold.
    FIND_RESTRICTED = concat!("SELECT ", contact_columns!(), " FROM contacts c \
                   WHERE c.workspace_id = $1 AND c.contact_id = $2 AND c.state = 'restricted'");
    /// One contact who is closed to ordinary work.
    FIND_CLOSED = concat!("SELECT ", contact_columns!(), " FROM contacts c \
                   WHERE c.workspace_id = $1 AND c.contact_id = $2 AND c.state IN ('restricted', 'erasing')");
    /// The contact with that id at the customer's.
    FIND_BY_EXTERNAL_ID = concat!("SELECT ", contact_columns!(), " FROM contacts c \
                          WHERE c.workspace_id = $1 AND c.external_id_index = $2 AND c.state = 'active'");
    /// The contacts with that address, oldest first.
    FIND_CONTACTS_BY_EMAIL = concat!("SELECT ", contact_columns!(), " FROM contacts c \
                    WHERE c.workspace_id = $1 AND c.email_index = $2 AND c.state = 'active' \
                    ORDER BY c.created_at, c.contact_id LIMIT 100");
}

/// Reads a contact from the columns of `contact_columns`.
pub(crate) fn read(c: &mut store::Cells) -> Result<Contact, Trouble> {
    Ok(Contact {
        workspace: c.id()?,
        id: c.id()?,
        leaf: c.leaf()?,
        role: c.code(ContactRole::of_code)?,
        version: c.count()?,
        external_id: c.maybe_sealed()?,
        email: c.maybe_sealed()?,
        phone: c.maybe_sealed()?,
        name: c.maybe_sealed()?,
        custom_attributes: c.maybe_sealed()?,
        owner: c.maybe_id()?,
        unsubscribed: c.flag()?,
        created_at: c.time()?,
        updated_at: c.time()?,
        signed_up_at: c.maybe_time()?,
        last_seen_at: c.maybe_time()?,
        last_replied_at: c.maybe_time()?,
        last_contacted_at: c.maybe_time()?,
        language: c.maybe_code(Language::of_code)?,
    })
}

fn one(row: Option<Row>) -> Result<Option<Contact>, Trouble> {
    row.map(|row| read(&mut row.cells())).transpose()
}

/// The contact of that id.
pub async fn find(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<ContactKind>,
) -> Result<Option<Contact>, Trouble> {
    one(d.store.row(&FIND_CONTACT, params![workspace, id]).await?)
}

/// The contact of that id whose erasure waits for a hold.
pub(crate) async fn find_restricted(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<ContactKind>,
) -> Result<Option<Contact>, Trouble> {
    one(d.store.row(&FIND_RESTRICTED, params![workspace, id]).await?)
}

/// The contact of that id whose erasure waits for a hold, or has begun.
pub(crate) async fn find_closed(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<ContactKind>,
) -> Result<Option<Contact>, Trouble> {
    one(d.store.row(&FIND_CLOSED, params![workspace, id]).await?)
}

/// The contact with that id at the customer's.
pub async fn find_by_external_id(
    d: &Deployment,
    workspace: Id<Workspace>,
    external_id: &Personal<String>,
) -> Result<Option<Contact>, Trouble> {
    let index = d.keys(workspace).await?.index::<ContactExternalId>(external_id);
    one(d.store.row(&FIND_BY_EXTERNAL_ID, params![workspace, index]).await?)
}

/// The contacts with that address, oldest first, a hundred at most: several people may share one.
pub async fn find_by_email(
    d: &Deployment,
    workspace: Id<Workspace>,
    email: &Personal<String>,
) -> Result<Vec<Contact>, Trouble> {
    let index = d.keys(workspace).await?.index::<ContactEmail>(email);
    let rows = d.store.rows(&FIND_CONTACTS_BY_EMAIL, params![workspace, index]).await?;
    rows.into_iter().map(|row| read(&mut row.cells())).collect()
}
