//! In whose name a request writes: a teammate by id, a contact by one of the three ids that clients use.

use domain::contacts::{self, Contact};
use domain::messages::Author;
use domain::{limits, teammates};
use privacy::access::Actor;
use privacy::ids::{Contact as ContactKind, Teammate};
use privacy::{Id, Personal};

use super::super::error::Problem;
use super::super::given::{Fields, required};
use crate::app::App;

/// The teammate whom the field names; they must be of the caller's workspace.
pub(in super::super) async fn admin(
    app: &App,
    by: &Actor,
    fields: &mut Fields,
) -> Result<Id<Teammate>, Problem> {
    named_admin(app, by, fields, "admin_id").await
}

/// The teammate whom another field names.
pub(in super::super) async fn named_admin(
    app: &App,
    by: &Actor,
    fields: &mut Fields,
    field: &'static str,
) -> Result<Id<Teammate>, Problem> {
    let named = fields.name(field);
    let unknown = || Problem::no_such_admin(named.clone());
    let id = required(fields.id(field, unknown)?, named.clone())?;
    let found = teammates::actor(&app.d, by.workspace(), id).await?;
    found.map(|_| id).ok_or_else(unknown)
}

/// The same, or whoever the token belongs to where the field names nobody.
pub(super) async fn admin_or_own(app: &App, by: &Actor, fields: &mut Fields) -> Result<Author, Problem> {
    if fields.has("admin_id") {
        Ok(Author::Teammate(admin(app, by, fields).await?))
    } else {
        Ok(Author::of(by))
    }
}

/// How a request names a contact.
pub(in super::super) struct Names {
    /// The field with the contact's own id.
    pub(in super::super) own: &'static str,
    /// Whether their address will do.
    pub(in super::super) email: bool,
}

/// The contacts of the caller's workspace who may be meant: one, or several who share an address.
pub(in super::super) async fn contacts(
    app: &App,
    by: &Actor,
    fields: &mut Fields,
    names: &Names,
) -> Result<Vec<Contact>, Problem> {
    let (d, workspace) = (&app.d, by.workspace());
    if let Some(id) = fields.id::<ContactKind>(names.own, Problem::not_found)?.value() {
        return Ok(contacts::find(d, workspace, id).await?.into_iter().collect());
    }
    if let Some(id) = fields.id_text("user_id", limits::SHORT_TEXT_BYTES)?.value() {
        let found = contacts::find_by_external_id(d, workspace, &Personal::new(id)).await?;
        return Ok(found.into_iter().collect());
    }
    if names.email
        && let Some(email) = fields.line("email", limits::SHORT_TEXT_BYTES)?.value()
    {
        return Ok(contacts::find_by_email(d, workspace, &email).await?);
    }
    Err(Problem::missing(fields.name(names.own)))
}
