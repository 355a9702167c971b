//! Deleting a company: its contacts belong to it no more, some hundred at a time, and then it goes.

use activity_log::Action;
use privacy::access::{Allowed, act};
use store::{Change, Failed, params, statements};

use super::{Company, CompanyError};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// Whether a contact belongs to it.
    HAS_CONTACTS = "SELECT contact_id FROM contact_companies WHERE workspace_id = $1 AND company_id = $2 LIMIT 1";
    /// The contacts of whom the next step lets go change.
    LETTING_GO = "UPDATE contacts SET updated_at = $3 WHERE workspace_id = $1 AND state = 'active' AND contact_id IN \
                  (SELECT contact_id FROM contact_companies WHERE workspace_id = $1 AND company_id = $2 ORDER BY contact_id LIMIT 500)";
    /// Lets go of 500 contacts at most.
    LET_GO = "DELETE FROM contact_companies WHERE workspace_id = $1 AND company_id = $2 AND contact_id IN \
              (SELECT contact_id FROM contact_companies WHERE workspace_id = $1 AND company_id = $2 ORDER BY contact_id LIMIT 500)";
    /// No contact is attached to it before this is stored.
    CLOSE_COMPANY = "UPDATE companies SET version = version + 1 WHERE workspace_id = $1 AND company_id = $2";
    /// The company goes, if no contact belongs to it.
    DELETE_COMPANY = "DELETE FROM companies WHERE workspace_id = $1 AND company_id = $2 AND NOT EXISTS \
                      (SELECT 1 FROM contact_companies m WHERE m.workspace_id = $1 AND m.company_id = $2)";
}

/// Deletes the company.
pub async fn delete(
    d: &Deployment,
    company: &Allowed<Company, act::ManageCompanies>,
) -> Result<(), CompanyError> {
    let (held, by) = (company.thing(), company.actor());
    let whose = || params![held.workspace, held.id];
    for _ in 0..limits::TRIES {
        while d.store.row(&HAS_CONTACTS, whose()).await.map_err(Trouble::from)?.is_some() {
            let now = d.now();
            let change = Change::new(d.change(), by, now, entry::of(Action::CompanyUpdated, &held.id))
                .any(&LETTING_GO, params![held.workspace, held.id, now])
                .any(&LET_GO, whose());
            d.store.commit(change).await.map_err(Trouble::from)?;
        }
        let change = Change::new(d.change(), by, d.now(), entry::of(Action::CompanyDeleted, &held.id))
            .one(&CLOSE_COMPANY, whose())
            .one(&DELETE_COMPANY, whose());
        match d.store.commit(change).await {
            Ok(_) => return Ok(()),
            Err(Failed::Conflict(name)) if name == CLOSE_COMPANY.name => return Err(CompanyError::NotFound),
            // Somebody was attached to it in between.
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
    }
    Err(Trouble::Contended.into())
}
