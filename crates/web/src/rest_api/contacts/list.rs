//! Pages of contacts, newest first.

use axum::Json;
use axum::extract::State;
use domain::contacts;
use privacy::access::{act, allow};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::paging::Page;
use super::super::query::Query;
use super::super::shapes::contact::Contact;
use super::super::shapes::list::List;
use crate::app::App;

const PER_PAGE: i64 = 50;

/// A page of contacts.
pub(in super::super) async fn list(
    State(app): State<App>,
    caller: Caller,
    query: Query,
) -> Result<Json<List<Contact>>, Problem> {
    let page = Page::of(&query, PER_PAGE)?;
    let permit = contacts::list_permit(&app.d, &caller.by).await?;
    let mut found = contacts::list(&app.d, &caller.by, page.after, page.rows()).await?;
    let pages = page.cut(&mut found.contacts, found.total, |contact| (contact.created_at, contact.id));
    let keys = app.d.keys(caller.by.workspace()).await?;
    let mut data = Vec::with_capacity(found.contacts.len());
    for contact in found.contacts {
        let contact = allow::<_, act::ReadContacts>(&caller.by, contact)?;
        let shown = contacts::show(&keys, &permit, contact.thing())?;
        let with = contacts::attached(&app.d, &contact).await?;
        data.push(Contact::of(contact.thing(), shown, &with, caller.version));
    }
    Ok(Json(List::of(data, found.total, pages)))
}
