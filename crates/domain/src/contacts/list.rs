//! Pages of contacts, newest first.

use privacy::Id;
use privacy::Time;
use privacy::access::Actor;
use privacy::ids::Contact as ContactKind;
use store::{Count, params, statements};

use super::{Contact, find};
use crate::{Deployment, Trouble, limits};

statements! {
    /// A page of contacts before a place in time.
    LIST_CONTACTS = concat!("SELECT ", find::contact_columns!(), " FROM contacts c \
                    WHERE c.workspace_id = $1 AND c.state = 'active' AND c.role <> 'visitor' \
                    AND (c.created_at < $2 OR (c.created_at = $2 AND c.contact_id < $3)) \
                    ORDER BY c.created_at DESC, c.contact_id DESC LIMIT $4");
    /// How many contacts the list has.
    COUNT_CONTACTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM contacts WHERE workspace_id = $1 AND state = 'active' AND role <> 'visitor'";
}

/// A page of contacts and how many there are in all.
pub struct Page {
    /// The contacts of this page.
    pub contacts: Vec<Contact>,
    /// How many the whole list has.
    pub total: i64,
}

/// The contacts after (older than) `after`, at most `limit` of them. Visitors are not listed: nothing is known of them.
pub async fn list(
    d: &Deployment,
    by: &Actor,
    after: Option<(Time, Id<ContactKind>)>,
    limit: i64,
) -> Result<Page, Trouble> {
    let workspace = by.workspace();
    let (time, id) = after.unwrap_or((Time::from_micros(i64::MAX), super::last_id()));
    let page = params![workspace, time, id, Count(limit.clamp(1, limits::PAGE + 1))];
    let rows = d.store.rows(&LIST_CONTACTS, page).await?;
    let contacts = rows.into_iter().map(|row| find::read(&mut row.cells())).collect::<Result<_, _>>()?;
    let total = d.store.row(&COUNT_CONTACTS, params![workspace]).await?;
    let total = total.map_or(Ok(0), |row| row.cells().count())?;
    Ok(Page { contacts, total })
}
