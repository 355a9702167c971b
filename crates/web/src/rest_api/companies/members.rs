//! Which contacts belong to which company.

use axum::Json;
use axum::extract::State;
use domain::companies::{self, Company as Held};
use domain::contacts;
use privacy::Id;
use privacy::access::{Allowed, act, allow};
use privacy::ids::Contact as ContactKind;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Given, PLAIN, required};
use super::super::numbered::Turned;
use super::super::path::{IdOf, Pair, Part};
use super::super::query::Query;
use super::super::shapes::company::{CompaniesOf, Company, NumberedList};
use super::super::shapes::contact::Contact;
use super::{find, reading, shown};
use crate::app::App;

const PER_PAGE: i64 = 50;

/// A page of the companies to which the contact of that id belongs.
pub(in super::super) async fn of_contact(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ContactKind>,
    query: Query,
) -> Result<Json<CompaniesOf>, Problem> {
    let page = Turned::of(&query, PER_PAGE)?;
    contacts::read_by(&app.d, &caller.by, id).await?;
    let permit = reading(&app, &caller.by).await?;
    let workspace = caller.by.workspace();
    let found = companies::companies_of(&app.d, workspace, id, page.skipped(), page.size).await?;
    let mut data = Vec::with_capacity(found.companies.len());
    for held in &found.companies {
        data.push(shown(&app, &permit, held).await?);
    }
    let base = format!("{}/contacts/{id}/companies", app.public_origin);
    Ok(Json(CompaniesOf::of(data, found.total, page.stands(found.total, &base))))
}

/// The contacts who belong to the company of that id.
pub(in super::super) async fn contacts(
    State(app): State<App>,
    caller: Caller,
    Part(id): Part,
    query: Query,
) -> Result<Json<NumberedList<Contact>>, Problem> {
    let page = Turned::of(&query, PER_PAGE)?;
    let administration = reading(&app, &caller.by).await?;
    let held = find(&app, &caller.by, &id).await?;
    let total = companies::show(&app.d, &administration, &held).await?.contacts;
    let permit = contacts::list_permit(&app.d, &caller.by).await?;
    let workspace = caller.by.workspace();
    let keys = app.d.keys(workspace).await?;
    let mut data = Vec::new();
    for contact in companies::contacts_of(&app.d, workspace, held.id, page.skipped(), page.size).await? {
        let contact = allow::<_, act::ReadContacts>(&caller.by, contact)?;
        let with = contacts::attached(&app.d, &contact).await?;
        let shown = contacts::show(&keys, &permit, contact.thing())?;
        data.push(Contact::of(contact.thing(), shown, &with, caller.version));
    }
    let base = format!("{}/companies/{}/contacts", app.public_origin, held.id);
    Ok(Json(NumberedList::of(data, total, page.stands(total, &base))))
}

/// Puts the contact into the company that the body names.
pub(in super::super) async fn attach(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ContactKind>,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Company>, Problem> {
    let contact = member(&app, &caller, id).await?;
    let named = required(fields.text("id", 64)?, "id")?;
    let held = find(&app, &caller.by, &named).await?;
    companies::attach(&app.d, &contact, held.id).await?;
    changed(&app, &caller, &held).await
}

/// Takes the contact out of the company; the answer is the company.
pub(in super::super) async fn detach(
    State(app): State<App>,
    caller: Caller,
    Pair(contact, company): Pair,
) -> Result<Json<Company>, Problem> {
    let contact = contact.parse().map_err(|_| Problem::not_found())?;
    let contact = member(&app, &caller, contact).await?;
    let held = find(&app, &caller.by, &company).await?;
    companies::detach(&app.d, &contact, held.id).await?;
    changed(&app, &caller, &held).await
}

/// The company after somebody came or went.
async fn changed(app: &App, caller: &Caller, held: &Held) -> Result<Json<Company>, Problem> {
    let answer = async { shown(app, &reading(app, &caller.by).await?, held).await };
    answer.await.map(Json).map_err(Problem::once_made)
}

async fn member(
    app: &App,
    caller: &Caller,
    id: Id<ContactKind>,
) -> Result<Allowed<contacts::Contact, act::UpdateContact>, Problem> {
    let found = contacts::find(&app.d, caller.by.workspace(), id).await?;
    Ok(allow(&caller.by, found.ok_or_else(Problem::not_found)?)?)
}
