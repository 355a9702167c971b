//! Making a company, or changing the one that has the same id at the customer's.

use activity_log::Action;
use privacy::access::{Allowed, act};
use privacy::ids::Company as CompanyKind;
use privacy::keys::{Under, WorkspaceKeys};
use privacy::sealed::Json;
use privacy::{Id, Personal, RowId};
use store::{Change, Count, Failed, params, statements};

use super::{Company, CompanyError, Profile, find_by_external_id};
use crate::contacts::{CustomAttributes, fits, merge_attributes};
use crate::uses::{CompanyExternalId, CompanyName, CompanyProfile};
use crate::{Deployment, Trouble, entry, limits, workspaces};

statements! {
    /// A new company; none when its id at the customer's is taken.
    ADD_COMPANY = "INSERT INTO companies (workspace_id, company_id, version, external_id, external_id_index, name, profile, \
                   created_at, updated_at) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING";
    /// A company's new values over the version that was read.
    CHANGE_COMPANY = "UPDATE companies SET name = $4, profile = $5, updated_at = $6, version = version + 1 \
                      WHERE workspace_id = $1 AND company_id = $2 AND version = $3";
}

/// What is said of a company: `None` keeps a value, `Some(None)` takes it away.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Its name.
    pub name: Option<Option<Personal<String>>>,
    /// What it has bought.
    pub plan: Option<Option<Personal<String>>>,
    /// How many work there.
    pub size: Option<Option<i64>>,
    /// Its website.
    pub website: Option<Option<Personal<String>>>,
    /// What it does.
    pub industry: Option<Option<Personal<String>>>,
    /// What it pays each month.
    pub monthly_spend: Option<Option<i64>>,
    /// When it was made at the customer's, in seconds since 1970.
    pub remote_created_at: Option<Option<i64>>,
    /// Custom attributes to set; `null` takes one away, those not named stay.
    pub custom: Option<Personal<Json<CustomAttributes>>>,
}

/// Makes the company of that id at the customer's, or changes it if it is there.
pub async fn save(
    d: &Deployment,
    to: &Allowed<workspaces::Workspace, act::ManageCompanies>,
    external_id: Personal<String>,
    given: &Given,
) -> Result<Id<CompanyKind>, CompanyError> {
    let external_id = external_id.map(|id| id.trim().to_owned());
    if external_id.is(|id| id.is_empty() || id.len() > limits::SHORT_TEXT_BYTES) {
        return Err(CompanyError::NoExternalId);
    }
    let workspace = to.thing().id;
    for _ in 0..limits::TRIES {
        if let Some(known) = find_by_external_id(d, workspace, &external_id).await? {
            match changed(d, to.actor(), &known, given).await {
                Ok(()) => return Ok(known.id),
                Err(CompanyError::ChangedMeanwhile) => continue,
                Err(error) => return Err(error),
            }
        }
        let (keys, now) = (d.keys(workspace).await?, d.now());
        let id = Id::<CompanyKind>::fresh(&d.random, now);
        let (under, row) = (Under::one(keys.settings_leaf()), RowId::of(id));
        let name = given.name.clone().flatten();
        let name = name.map(|name| keys.seal::<CompanyName>(under, &row, &name)).transpose();
        let profile = sealed(&keys, &row, Personal::new(Json(Profile::default())), given)?;
        let own = keys.seal::<CompanyExternalId>(under, &row, &external_id).map_err(Trouble::from)?;
        let index = keys.index::<CompanyExternalId>(&external_id);
        let change = Change::new(d.change(), to.actor(), now, entry::of(Action::CompanyCreated, &id)).one(
            &ADD_COMPANY,
            params![workspace, id, own, index, name.map_err(Trouble::from)?, profile, now],
        );
        match d.store.commit(change).await {
            Ok(_) => return Ok(id),
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
    }
    Err(Trouble::Contended.into())
}

/// Changes a company.
pub async fn update(
    d: &Deployment,
    company: &Allowed<Company, act::ManageCompanies>,
    given: &Given,
) -> Result<(), CompanyError> {
    changed(d, company.actor(), company.thing(), given).await
}

async fn changed(
    d: &Deployment,
    by: &privacy::access::Actor,
    held: &Company,
    given: &Given,
) -> Result<(), CompanyError> {
    let (keys, now, row) = (d.keys(held.workspace).await?, d.now(), RowId::of(held.id));
    let under = Under::one(keys.settings_leaf());
    let name = match &given.name {
        None => held.name.clone(),
        Some(None) => None,
        Some(Some(name)) => Some(keys.seal::<CompanyName>(under, &row, name).map_err(Trouble::from)?),
    };
    let old = keys.reopen(&row, &held.profile).map_err(Trouble::from)?;
    let profile = sealed(&keys, &row, old, given)?;
    let change = Change::new(d.change(), by, now, entry::of(Action::CompanyUpdated, &held.id))
        .one(&CHANGE_COMPANY, params![held.workspace, held.id, Count(held.version), name, profile, now]);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(CompanyError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

fn sealed(
    keys: &WorkspaceKeys,
    row: &RowId,
    old: Personal<Json<Profile>>,
    given: &Given,
) -> Result<privacy::Sealed<CompanyProfile>, CompanyError> {
    let new = known(old, given);
    if !new.is(|Json(new)| fits(&new.custom)) {
        return Err(CompanyError::TooManyAttributes);
    }
    let under = Under::one(keys.settings_leaf());
    Ok(keys.seal::<CompanyProfile>(under, row, &new).map_err(Trouble::from)?)
}

/// The profile with what is given over it.
fn known(old: Personal<Json<Profile>>, given: &Given) -> Personal<Json<Profile>> {
    let mut new = old.map(|Json(old)| {
        Json(Profile {
            size: given.size.unwrap_or(old.size),
            monthly_spend: given.monthly_spend.unwrap_or(old.monthly_spend),
            remote_created_at: given.remote_created_at.unwrap_or(old.remote_created_at),
            ..old
        })
    });
    macro_rules! text {
        ($field:ident) => {
            new = match given.$field.clone() {
                None => new,
                Some(None) => new.map(|Json(old)| Json(Profile { $field: None, ..old })),
                Some(Some(text)) => {
                    new.join(text, |Json(old), text| Json(Profile { $field: Some(text), ..old }))
                }
            };
        };
    }
    text!(plan);
    text!(website);
    text!(industry);
    match given.custom.clone() {
        None => new,
        Some(custom) => new.join(custom, |Json(old), Json(custom)| {
            Json(Profile { custom: merge_attributes(old.custom, custom), ..old })
        }),
    }
}
