//! Visitors: those who wrote in and of whom nobody knows who they are. Their `user_id` is their id.

mod convert;
mod show;
mod update;

pub(super) use convert::convert;
pub(super) use show::show;
pub(super) use update::update;

use domain::contacts::{self, Contact, ContactRole};
use privacy::access::Actor;
use privacy::ids::Contact as ContactKind;

use super::error::Problem;
use super::given::Fields;
use super::shapes::visitor::Visitor;
use crate::app::App;

/// The visitor whom the text names; whoever is known by more is none.
async fn find(app: &App, by: &Actor, id: &str) -> Result<Contact, Problem> {
    let id: privacy::Id<ContactKind> = id.parse().map_err(|_| Problem::not_found())?;
    let found = contacts::find(&app.d, by.workspace(), id).await?;
    found.filter(|found| found.role == ContactRole::Visitor).ok_or_else(Problem::not_found)
}

/// The text of the field that names a visitor.
fn named(fields: &mut Fields) -> Result<String, Problem> {
    for field in ["id", "user_id"] {
        if let Some(id) = fields.id_text(field, 64)?.value() {
            return Ok(id);
        }
    }
    Err(Problem::missing(fields.name("id")))
}

/// The visitor, opened for somebody who is entered as their reader.
async fn shown(app: &App, by: &Actor, id: privacy::Id<ContactKind>) -> Result<Visitor, Problem> {
    let (contact, permit) = contacts::read_by(&app.d, by, id).await?;
    let keys = app.d.keys(by.workspace()).await?;
    let shown = contacts::show(&keys, &permit, contact.thing())?;
    let with = contacts::attached(&app.d, &contact).await?;
    Ok(Visitor::of(contact.thing(), shown, &with))
}
