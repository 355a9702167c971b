//! Reading companies.

use privacy::access::Permit;
use privacy::ids::{Company as CompanyKind, Workspace};
use privacy::{Id, Personal, RowId, Time};
use store::{Count, Row, params, statements};

use super::{Company, CompanyShown};
use crate::uses::CompanyExternalId;
use crate::{Deployment, Trouble, limits};

/// The columns of a company `o`, in the order in which `read` takes them.
macro_rules! company_columns {
    () => {
        "o.workspace_id, o.company_id, o.version, o.external_id, o.name, o.profile, o.created_at, o.updated_at"
    };
}
pub(super) use company_columns;

statements! {
    /// One company.
    FIND_COMPANY = concat!("SELECT ", company_columns!(), " FROM companies o WHERE o.workspace_id = $1 AND o.company_id = $2");
    /// The company with that id at the customer's.
    FIND_COMPANY_BY_EXTERNAL_ID = concat!("SELECT ", company_columns!(), " FROM companies o \
        WHERE o.workspace_id = $1 AND o.external_id_index = $2");
    /// A page of companies, newest first.
    LIST_COMPANIES = concat!("SELECT ", company_columns!(), " FROM companies o WHERE o.workspace_id = $1 \
        ORDER BY o.created_at DESC, o.company_id DESC LIMIT $2 OFFSET $3");
    /// The same, the oldest first.
    LIST_COMPANIES_OLDEST_FIRST = concat!("SELECT ", company_columns!(), " FROM companies o WHERE o.workspace_id = $1 \
        ORDER BY o.created_at, o.company_id LIMIT $2 OFFSET $3");
    /// Companies before a place in time, newest first.
    COMPANIES_AFTER = concat!("SELECT ", company_columns!(), " FROM companies o WHERE o.workspace_id = $1 \
        AND (o.created_at < $2 OR (o.created_at = $2 AND o.company_id < $3)) \
        ORDER BY o.created_at DESC, o.company_id DESC LIMIT $4");
    /// How many companies there are.
    COUNT_COMPANIES = "SELECT CAST(COUNT(*) AS BIGINT) FROM companies WHERE workspace_id = $1";
    /// How many contacts who are there belong to a company.
    COUNT_OF_COMPANY = "SELECT CAST(COUNT(*) AS BIGINT) FROM contact_companies m JOIN contacts c \
        ON c.workspace_id = m.workspace_id AND c.contact_id = m.contact_id AND c.state = 'active' \
        WHERE m.workspace_id = $1 AND m.company_id = $2";
}

/// Reads a company from the columns of `company_columns`.
pub(super) fn read(row: Row) -> Result<Company, Trouble> {
    let mut c = row.cells();
    Ok(Company {
        workspace: c.id()?,
        id: c.id()?,
        version: c.count()?,
        external_id: c.sealed()?,
        name: c.maybe_sealed()?,
        profile: c.sealed()?,
        created_at: c.time()?,
        updated_at: c.time()?,
    })
}

/// The company of that id.
pub async fn find(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<CompanyKind>,
) -> Result<Option<Company>, Trouble> {
    d.store.row(&FIND_COMPANY, params![workspace, id]).await?.map(read).transpose()
}

/// The company with that id at the customer's.
pub async fn find_by_external_id(
    d: &Deployment,
    workspace: Id<Workspace>,
    external_id: &Personal<String>,
) -> Result<Option<Company>, Trouble> {
    let index = d.keys(workspace).await?.index::<CompanyExternalId>(external_id);
    d.store.row(&FIND_COMPANY_BY_EXTERNAL_ID, params![workspace, index]).await?.map(read).transpose()
}

/// A page of companies and how many there are in all.
pub struct Page {
    /// The companies.
    pub companies: Vec<Company>,
    /// How many there are.
    pub total: i64,
}

/// Companies, newest or oldest first: `limit` of them after the first `skip`.
pub async fn list(
    d: &Deployment,
    workspace: Id<Workspace>,
    oldest_first: bool,
    (skip, limit): (i64, i64),
) -> Result<Page, Trouble> {
    let asked = params![workspace, Count(limit.clamp(1, limits::PAGE)), Count(skip.max(0))];
    let statement = if oldest_first { &LIST_COMPANIES_OLDEST_FIRST } else { &LIST_COMPANIES };
    let rows = d.store.rows(statement, asked).await?;
    let total = d.store.row(&COUNT_COMPANIES, params![workspace]).await?;
    Ok(Page {
        companies: rows.into_iter().map(read).collect::<Result<_, _>>()?,
        total: total.map_or(Ok(0), |row| row.cells().count())?,
    })
}

/// The companies after (older than) `after`, newest first, at most `limit` of them: however many there are, none is passed over.
pub async fn after(
    d: &Deployment,
    workspace: Id<Workspace>,
    after: Option<(Time, Id<CompanyKind>)>,
    limit: i64,
) -> Result<Vec<Company>, Trouble> {
    let last = Id::of(privacy::ids::Hex::new([0xff; 12]));
    let (time, id) = after.unwrap_or((Time::from_micros(i64::MAX), last));
    let asked = params![workspace, time, id, Count(limit.clamp(1, limits::PAGE))];
    d.store.rows(&COMPANIES_AFTER, asked).await?.into_iter().map(read).collect()
}

/// Opens a company. It is the customer's own, and about nobody: looking at one leaves no entry.
pub async fn show(d: &Deployment, permit: &Permit, company: &Company) -> Result<CompanyShown, Trouble> {
    let (keys, row) = (d.keys(company.workspace).await?, RowId::of(company.id));
    let name = company.name.as_ref().map(|name| keys.open(permit, &row, name)).transpose()?;
    let count = d.store.row(&COUNT_OF_COMPANY, params![company.workspace, company.id]).await?;
    Ok(CompanyShown {
        external_id: keys.open(permit, &row, &company.external_id)?.into_shown(),
        name: name.map(privacy::Disclosed::into_shown),
        profile: keys.open(permit, &row, &company.profile)?.into_shown().0,
        contacts: count.map_or(Ok(0), |row| row.cells().count())?,
    })
}
