//! Which contacts belong to which company.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::access::{Allowed, act};
use privacy::ids::{Company as CompanyKind, Contact as ContactKind, Workspace};
use store::{Change, Count, Failed, params, statements};

use super::{CompanyError, Page, find};
use crate::contacts::{self, Contact, changed, telling_screens};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// A contact belongs to a company; saying so again changes nothing.
    ATTACH_COMPANY = "INSERT INTO contact_companies (workspace_id, contact_id, company_id, attached_at) \
                      VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    /// The contact is still there, and belongs to a company to which they did not.
    STILL_THERE_TO_ATTACH = "UPDATE contacts SET updated_at = CASE WHEN EXISTS (SELECT 1 FROM contact_companies m \
                             WHERE m.workspace_id = $1 AND m.contact_id = $2 AND m.company_id = $3) THEN updated_at ELSE $4 END \
                             WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
    /// The company is still there, and stays until this change is stored.
    STILL_A_COMPANY = "UPDATE companies SET version = version WHERE workspace_id = $1 AND company_id = $2";
    /// A contact belongs to a company no more.
    DETACH_COMPANY = "DELETE FROM contact_companies WHERE workspace_id = $1 AND contact_id = $2 AND company_id = $3";
    /// The companies of a contact.
    COMPANIES_OF = concat!("SELECT ", find::company_columns!(), " FROM contact_companies m JOIN companies o \
        ON o.workspace_id = m.workspace_id AND o.company_id = m.company_id \
        WHERE m.workspace_id = $1 AND m.contact_id = $2 ORDER BY o.company_id LIMIT $3 OFFSET $4");
    /// How many companies a contact has.
    COUNT_COMPANIES_OF = "SELECT CAST(COUNT(*) AS BIGINT) FROM contact_companies WHERE workspace_id = $1 AND contact_id = $2";
    /// A page of the contacts of a company who are there.
    CONTACTS_OF = concat!("SELECT ", contacts::contact_columns!(), " FROM contact_companies m JOIN contacts c \
        ON c.workspace_id = m.workspace_id AND c.contact_id = m.contact_id AND c.state = 'active' \
        WHERE m.workspace_id = $1 AND m.company_id = $2 ORDER BY c.contact_id LIMIT $3 OFFSET $4");
}

/// Notes that the contact belongs to the company.
pub async fn attach(
    d: &Deployment,
    contact: &Allowed<Contact, act::UpdateContact>,
    company: Id<CompanyKind>,
) -> Result<(), CompanyError> {
    let (held, now) = (contact.thing(), d.now());
    let change = change(d, contact, Action::ContactAttached, company)
        .one(&STILL_THERE_TO_ATTACH, params![held.workspace, held.id, company, now])
        .one(&STILL_A_COMPANY, params![held.workspace, company])
        .any(&ATTACH_COMPANY, params![held.workspace, held.id, company, now]);
    committed(d, contact, change).await
}

/// Notes that the contact does not belong to the company any more.
pub async fn detach(
    d: &Deployment,
    contact: &Allowed<Contact, act::UpdateContact>,
    company: Id<CompanyKind>,
) -> Result<(), CompanyError> {
    let held = contact.thing();
    let change = change(d, contact, Action::ContactDetached, company);
    let change = changed(change, held.workspace, held.id, d.now())
        .one(&DETACH_COMPANY, params![held.workspace, held.id, company]);
    committed(d, contact, change).await
}

fn change(
    d: &Deployment,
    contact: &Allowed<Contact, act::UpdateContact>,
    action: Action,
    company: Id<CompanyKind>,
) -> Change {
    let held = contact.thing();
    let facts = Facts::new().id(FactKey::Company, company.to_string());
    Change::new(d.change(), contact.actor(), d.now(), entry::with(action, &held.id, facts))
}

async fn committed(
    d: &Deployment,
    contact: &Allowed<Contact, act::UpdateContact>,
    change: Change,
) -> Result<(), CompanyError> {
    let change = telling_screens(d, change, contact.actor(), contact.thing().id).await?;
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(CompanyError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// The companies to which a contact belongs, `limit` of them after the first `skip`, and how many there are.
pub async fn companies_of(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
    skip: i64,
    limit: i64,
) -> Result<Page, Trouble> {
    let asked = params![workspace, contact, Count(limit.clamp(1, limits::PAGE)), Count(skip.max(0))];
    let rows = d.store.rows(&COMPANIES_OF, asked).await?;
    let total = d.store.row(&COUNT_COMPANIES_OF, params![workspace, contact]).await?;
    Ok(Page {
        companies: rows.into_iter().map(find::read).collect::<Result<_, _>>()?,
        total: total.map_or(Ok(0), |row| row.cells().count())?,
    })
}

/// The contacts who belong to a company: `limit` of them after the first `skip`.
pub async fn contacts_of(
    d: &Deployment,
    workspace: Id<Workspace>,
    company: Id<CompanyKind>,
    skip: i64,
    limit: i64,
) -> Result<Vec<Contact>, Trouble> {
    let asked = params![workspace, company, Count(limit.clamp(1, limits::PAGE)), Count(skip.max(0))];
    let rows = d.store.rows(&CONTACTS_OF, asked).await?;
    rows.into_iter().map(|row| contacts::read_row(&mut row.cells())).collect()
}
