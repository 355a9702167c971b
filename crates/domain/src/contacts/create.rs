//! Creating a contact, with a leaf of their own.

use activity_log::Action;
use privacy::access::Actor;
use privacy::ids::{Contact as ContactKind, Workspace};
use privacy::keys::{HolderKind, Leaf, LeafKind, Under, WorkspaceKeys};
use privacy::{Id, Personal, RowId};
use store::{Change, Code, Count, Failed, Flag, params, statements};

use super::markup::told_of;
use super::{Attributes, ContactRole, find_by_external_id, holding};
use crate::uses::{ContactCustom, ContactEmail, ContactExternalId, ContactName, ContactPhone};
use crate::{Deployment, Trouble, carried, entry, suppression};

statements! {
    /// A new contact; none when the external id is taken.
    ADD_CONTACT = "INSERT INTO contacts (workspace_id, contact_id, tree, leaf, role, state, version, external_id, \
                   external_id_index, email, email_index, phone, phone_index, name, custom_attributes, owner_id, \
                   unsubscribed, created_at, updated_at, signed_up_at, last_seen_at, language) \
                   VALUES ($1, $2, $3, $4, $5, 'active', 1, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $18, $19) \
                   ON CONFLICT DO NOTHING";
    /// Those who are known by nothing but their address are made one after the other.
    ONE_AFTER_THE_OTHER = "UPDATE workspaces SET version = version WHERE workspace_id = $1";
    /// Nobody has the address by now.
    NOBODY_HAS_ADDRESS = "UPDATE workspaces SET version = version WHERE workspace_id = $1 AND NOT EXISTS \
                          (SELECT 1 FROM contacts WHERE workspace_id = $1 AND email_index = $2 AND state = 'active')";
}

/// Why a contact was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] privacy::access::Denied),
    /// They were erased, and nobody said that they are to come back.
    #[error("somebody with this id, address or phone number was erased, and does not come back silently")]
    Suppressed,
    /// Another contact has that external id.
    #[error("a contact with this external id exists")]
    ExternalIdTaken(Option<Id<ContactKind>>),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// How somebody comes to be a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Somebody entered just them: whoever was erased comes back, and it is entered.
    OnPurpose,
    /// Among many, as in an import, or by the program: whoever was erased is refused.
    Silent,
}

/// Creates a contact in the actor's workspace. What a teammate or an integration enters is on purpose.
pub async fn create(
    d: &Deployment,
    by: &Actor,
    role: ContactRole,
    attributes: Attributes,
) -> Result<Id<ContactKind>, CreateError> {
    let by_itself = matches!(by, Actor::System { .. });
    create_as(d, by, role, attributes, if by_itself { Arrival::Silent } else { Arrival::OnPurpose }).await
}

/// Creates a contact in the actor's workspace.
pub async fn create_as(
    d: &Deployment,
    by: &Actor,
    role: ContactRole,
    attributes: Attributes,
    arrival: Arrival,
) -> Result<Id<ContactKind>, CreateError> {
    making(d, by, role, attributes, arrival, false).await?.ok_or(Trouble::Broken.into())
}

/// Creates a lead of whom nothing but an address is known; `None` where somebody has it by then.
pub async fn create_by_address(
    d: &Deployment,
    by: &Actor,
    email: Personal<String>,
    arrival: Arrival,
) -> Result<Option<Id<ContactKind>>, CreateError> {
    let known = Attributes { email: Some(email), ..Attributes::default() };
    making(d, by, ContactRole::Lead, known, arrival, true).await
}

/// `None` where nobody else may have the address, and somebody has.
async fn making(
    d: &Deployment,
    by: &Actor,
    role: ContactRole,
    attributes: Attributes,
    arrival: Arrival,
    alone: bool,
) -> Result<Option<Id<ContactKind>>, CreateError> {
    super::may_create(by)?;
    let (now, keys) = (d.now(), d.keys(by.workspace()).await?);
    let id = Id::<ContactKind>::fresh(&d.random, now);
    let external_id = attributes.external_id.clone();
    let bars = suppression::bars(d, &keys, &attributes).await?;
    if bars.hold() && arrival == Arrival::Silent {
        return Err(CreateError::Suppressed);
    }
    let change = Change::new(
        d.change(),
        by,
        now,
        entry::with(Action::ContactCreated, &id, told_of(attributes.name.as_ref())),
    );
    let change = match attributes.email.as_ref().filter(|_| alone) {
        // What the first step waited for, the second one sees.
        Some(email) => change
            .one(&ONE_AFTER_THE_OTHER, params![by.workspace()])
            .one(&NOBODY_HAS_ADDRESS, params![by.workspace(), keys.index::<ContactEmail>(email)]),
        None => change,
    };
    let change = suppression::overriding(d, change, by.workspace(), id, &bars);
    let (change, _) = adding(d, &keys, change, id, role, attributes).await?;
    match d.store.commit(change).await {
        Ok(_) => {
            if bars.hold() {
                carried::note_bars(d, by.workspace(), bars.hashes()).await;
            }
            Ok(Some(id))
        }
        Err(Failed::Conflict(name)) if name == NOBODY_HAS_ADDRESS.name => Ok(None),
        Err(Failed::Conflict(name)) if name == ADD_CONTACT.name => {
            let taken = match &external_id {
                Some(external_id) => find_by_external_id(d, by.workspace(), external_id).await?,
                None => None,
            };
            Err(CreateError::ExternalIdTaken(taken.map(|contact| contact.id)))
        }
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Whether somebody with these attributes was erased, and comes back on purpose only.
pub async fn is_barred(
    d: &Deployment,
    workspace: Id<Workspace>,
    attributes: &Attributes,
) -> Result<bool, Trouble> {
    Ok(suppression::bars(d, &d.keys(workspace).await?, attributes).await?.hold())
}

/// The steps that add a contact, joined to a change; answers their leaf too.
pub(crate) async fn adding(
    d: &Deployment,
    keys: &WorkspaceKeys,
    change: Change,
    id: Id<ContactKind>,
    role: ContactRole,
    a: Attributes,
) -> Result<(Change, Leaf), Trouble> {
    let kind = if role == ContactRole::Visitor { LeafKind::Visitor } else { LeafKind::Person };
    let leaf = d.vault.deal(keys.workspace(), kind).await?;
    let (now, row, under) = (d.now(), RowId::of(id), Under::one(leaf));
    let change = holding(keys, change, HolderKind::Contact, id, leaf, now)?;
    let change = change.one(
        &ADD_CONTACT,
        params![
            keys.workspace(),
            id,
            Count::tree(leaf),
            Count::leaf(leaf),
            Code(role.code()),
            a.external_id.as_ref().map(|v| keys.seal::<ContactExternalId>(under, &row, v)).transpose()?,
            a.external_id.as_ref().map(|v| keys.index::<ContactExternalId>(v)),
            a.email.as_ref().map(|v| keys.seal::<ContactEmail>(under, &row, v)).transpose()?,
            a.email.as_ref().map(|v| keys.index::<ContactEmail>(v)),
            a.phone.as_ref().map(|v| keys.seal::<ContactPhone>(under, &row, v)).transpose()?,
            a.phone.as_ref().map(|v| keys.index::<ContactPhone>(v)),
            a.name.as_ref().map(|v| keys.seal::<ContactName>(under, &row, v)).transpose()?,
            a.custom_attributes.as_ref().map(|v| keys.seal::<ContactCustom>(under, &row, v)).transpose()?,
            a.owner,
            Flag(a.unsubscribed),
            now,
            a.signed_up_at,
            a.last_seen_at,
            a.language.map(|language| Code(language.code()))
        ],
    );
    Ok((change, leaf))
}
