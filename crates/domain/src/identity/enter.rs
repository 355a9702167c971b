//! Opening a user's messenger: proof, person, attributes, session.

use privacy::access::{Actor, SystemRole, allow, permit};
use privacy::identity::Refusal;
use privacy::ids::{Contact as ContactKind, Workspace};
use privacy::keys::WorkspaceKeys;
use privacy::purpose::Purpose;
use privacy::sealed::{Json, Use};
use privacy::{Id, Personal, RowId, Sealed};
use store::Failed;

use super::attributes::Known;
use super::proof::{self, Proven, Who};
use super::{EnterError, Entered, Rules, Said, refuse, session};
use crate::contacts::{
    self, Arrival, Attributes, Changes, Contact, ContactRole, CreateError, CustomAttributes, MergeError,
    UpdateError,
};
use crate::{Deployment, Trouble, limits, messenger_sessions, suppression, workspaces};

/// How often it is tried to take a visitor along; the next page tries again.
const TAKES: usize = 3;

/// Opens the messenger of the user whom the proof names; makes the user if there is none yet, of the visitor who wrote
/// on this device if there is one. What is refused is entered with its reason.
pub async fn enter(d: &Deployment, workspace: Id<Workspace>, said: Said) -> Result<Entered, EnterError> {
    let by = Actor::System { workspace, role: SystemRole::SignIn };
    let keys = d.keys(workspace).await?;
    match enter_as(d, &by, &keys, said).await {
        Err(EnterError::Refused(refusal)) => {
            refuse::enter(d, &by, refusal).await?;
            Err(refusal.into())
        }
        other => other,
    }
}

async fn enter_as(
    d: &Deployment,
    by: &Actor,
    keys: &WorkspaceKeys,
    said: Said,
) -> Result<Entered, EnterError> {
    let rules = rules(d, by.workspace()).await?;
    let mut proven = proof::check(d, keys, rules, &said).await?;
    let known = Known::of(std::mem::take(&mut proven.claims));
    let contact = person(d, by, keys, &proven, known, &said).await?;
    let took_visitor = take_along(d, by, contact, &said).await?;
    let secret = session::open(d, by, keys, contact, &proven, &said).await?;
    let takes_unsigned = rules.unsigned_attributes;
    Ok(Entered { contact, secret: secret.reveal(), took_visitor, takes_unsigned })
}

/// What was written on this device before the user was known is the user's. Whoever is blocked stays who they are, and so
/// does a visitor of whom a hold needs something.
async fn take_along(d: &Deployment, by: &Actor, user: Id<ContactKind>, said: &Said) -> Result<bool, Trouble> {
    for _ in 0..TAKES {
        let Some(visitor) = visitor(d, by, said).await? else { return Ok(false) };
        let blocked = contacts::is_blocked(d, by.workspace(), visitor.id).await?;
        let found = contacts::find(d, by.workspace(), user).await?;
        let Some(found) = found.filter(|_| !blocked) else { return Ok(false) };
        let allowed = (allow(by, visitor), allow(by, found));
        let (Ok(visitor), Ok(found)) = allowed else { return Err(Trouble::Broken) };
        match contacts::take_along(d, &visitor, &found).await {
            Ok(()) => return Ok(true),
            Err(MergeError::HeldOrChanged) => {}
            Err(MergeError::Trouble(trouble)) => return Err(trouble),
            Err(_) => return Ok(false),
        }
    }
    Ok(false)
}

/// What the workspace takes as proof: a part of its public face, for every page of the customer's shows it.
async fn rules(d: &Deployment, workspace: Id<Workspace>) -> Result<Rules, Trouble> {
    let by = Actor::System { workspace, role: SystemRole::Messenger };
    let held = workspaces::find(d, workspace).await?.ok_or(Trouble::Gone)?;
    let permit = permit(&by, Purpose::PublicFace).map_err(|_| Trouble::Broken)?;
    Ok(workspaces::shown(d, &held, &permit).await?.settings.identity)
}

/// The user whom the proof names, with what is known of them brought up to date.
async fn person(
    d: &Deployment,
    by: &Actor,
    keys: &WorkspaceKeys,
    proven: &Proven,
    known: Known,
    said: &Said,
) -> Result<Id<ContactKind>, EnterError> {
    for _ in 0..limits::TRIES {
        let found = match &proven.who {
            Who::Id(id) => contacts::find_by_external_id(d, by.workspace(), id).await?,
            Who::Email(email) => alone_with(contacts::find_by_email(d, by.workspace(), email).await?)?,
        };
        let done = match found {
            Some(found) => update(d, by, keys, found, proven, &known).await?,
            None => match visitor(d, by, said).await? {
                Some(visitor) => convert(d, by, keys, visitor, proven, &known).await?,
                None => create(d, by, proven, &known).await?,
            },
        };
        if let Some(id) = done {
            return Ok(id);
        }
    }
    Err(Trouble::Contended.into())
}

/// The one user of an address who has no id. Whoever has one is known by it alone: else somebody who takes another's
/// address would be taken for them.
fn alone_with(found: Vec<Contact>) -> Result<Option<Contact>, Refusal> {
    let mut fitting =
        found.into_iter().filter(|one| one.role == ContactRole::User && one.external_id.is_none());
    match (fitting.next(), fitting.next()) {
        (_, Some(_)) => Err(Refusal::Ambiguous),
        (one, None) => Ok(one),
    }
}

/// The contact behind the messenger that was used on this device until now, while nobody knows who they are.
async fn visitor(d: &Deployment, by: &Actor, said: &Said) -> Result<Option<Contact>, Trouble> {
    let Some(secret) = &said.visitor else { return Ok(None) };
    let session = messenger_sessions::authenticate(d, by.workspace(), secret).await?;
    let Some(Actor::Contact { id, .. }) = session else { return Ok(None) };
    let found = contacts::find(d, by.workspace(), id).await?;
    Ok(found.filter(|found| found.role != ContactRole::User && found.external_id.is_none()))
}

fn attributes(proven: &Proven, known: &Known) -> Attributes {
    let (external_id, email) = match &proven.who {
        Who::Id(id) => (Some(id.clone()), known.email.clone()),
        Who::Email(email) => (None, Some(email.clone())),
    };
    Attributes {
        external_id,
        email,
        phone: known.phone.clone(),
        name: known.name.clone(),
        custom_attributes: known.custom.clone(),
        signed_up_at: proven.signed_up_at,
        ..Attributes::default()
    }
}

/// `None`: somebody else was quicker, look again.
async fn create(
    d: &Deployment,
    by: &Actor,
    proven: &Proven,
    known: &Known,
) -> Result<Option<Id<ContactKind>>, EnterError> {
    let new = Attributes { last_seen_at: Some(d.now()), ..attributes(proven, known) };
    match contacts::create_as(d, by, ContactRole::User, new, Arrival::Silent).await {
        Ok(id) => Ok(Some(id)),
        Err(CreateError::Suppressed) => Err(Refusal::Erased.into()),
        Err(CreateError::ExternalIdTaken(Some(_))) => Ok(None),
        // The id is taken by somebody who cannot be found: their erasure waits, or is under way.
        Err(CreateError::ExternalIdTaken(None)) => Err(Refusal::Restricted.into()),
        Err(CreateError::Denied(_)) => Err(Trouble::Broken.into()),
        Err(CreateError::Trouble(trouble)) => Err(trouble.into()),
    }
}

/// The visitor of this device becomes the user: what they wrote is theirs. From then on only proof opens it.
async fn convert(
    d: &Deployment,
    by: &Actor,
    keys: &WorkspaceKeys,
    visitor: Contact,
    proven: &Proven,
    known: &Known,
) -> Result<Option<Id<ContactKind>>, EnterError> {
    let new = attributes(proven, known);
    if suppression::bars(d, keys, &new).await?.hold() {
        return Err(Refusal::Erased.into());
    }
    let id = visitor.id;
    let changes = Changes {
        role: Some(ContactRole::User),
        external_id: new.external_id.map(Some),
        // What the visitor typed was proven by nobody: answers would go there in the user's name.
        email: (new.email.is_some() || visitor.email.is_some()).then_some(new.email),
        phone: new.phone.map(Some),
        name: new.name.map(Some),
        custom_attributes: new.custom_attributes,
        signed_up_at: new.signed_up_at.map(Some),
        last_seen_at: Some(Some(d.now())),
        ..Changes::default()
    };
    let change = match contacts::changing(d, by, &visitor, changes).await {
        Ok(change) => {
            let change = session::end_unproven(change, by, id, d.now());
            contacts::telling_screens(d, change, by, id).await?
        }
        Err(UpdateError::Trouble(trouble)) => return Err(trouble.into()),
        Err(_) => return Ok(None),
    };
    match d.store.commit(change).await {
        Ok(_) => Ok(Some(id)),
        Err(Failed::Conflict(_)) => Ok(None),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Takes what is new of what is said; writes nothing where all of it is known.
async fn update(
    d: &Deployment,
    by: &Actor,
    keys: &WorkspaceKeys,
    found: Contact,
    proven: &Proven,
    known: &Known,
) -> Result<Option<Id<ContactKind>>, EnterError> {
    let (id, row) = (found.id, RowId::of(found.id));
    let new = attributes(proven, known);
    let changes = Changes {
        role: (found.role != ContactRole::User).then_some(ContactRole::User),
        email: differing(keys, &row, found.email.as_ref(), new.email)?.map(Some),
        phone: differing(keys, &row, found.phone.as_ref(), new.phone)?.map(Some),
        name: differing(keys, &row, found.name.as_ref(), new.name)?.map(Some),
        custom_attributes: new_custom(keys, &row, &found, new.custom_attributes)?,
        signed_up_at: new.signed_up_at.filter(|at| found.signed_up_at != Some(*at)).map(Some),
        ..Changes::default()
    };
    let nothing = changes.role.is_none()
        && changes.email.is_none()
        && changes.phone.is_none()
        && changes.name.is_none()
        && changes.custom_attributes.is_none()
        && changes.signed_up_at.is_none();
    if nothing {
        return Ok(Some(id));
    }
    let allowed = allow(by, found).map_err(|_| Trouble::Broken)?;
    match contacts::update(d, allowed, changes).await {
        // With more attributes than a contact may have, they stay as they are, and the user comes in.
        Ok(()) | Err(UpdateError::TooManyAttributes | UpdateError::ExternalIdTaken(_)) => Ok(Some(id)),
        Err(UpdateError::ChangedMeanwhile) => Ok(None),
        Err(UpdateError::Trouble(trouble)) => Err(trouble.into()),
    }
}

fn differing<U: Use<Value = String>>(
    keys: &WorkspaceKeys,
    row: &RowId,
    old: Option<&Sealed<U>>,
    new: Option<Personal<String>>,
) -> Result<Option<Personal<String>>, Trouble> {
    let (Some(new), Some(old)) = (&new, old) else { return Ok(new) };
    let differs = keys.reopen(row, old)?.join(new.clone(), |old, new| old != new).is(|differs| *differs);
    Ok(differs.then(|| new.clone()))
}

fn new_custom(
    keys: &WorkspaceKeys,
    row: &RowId,
    found: &Contact,
    new: Option<Personal<Json<CustomAttributes>>>,
) -> Result<Option<Personal<Json<CustomAttributes>>>, Trouble> {
    let (Some(given), Some(old)) = (&new, &found.custom_attributes) else { return Ok(new) };
    let old = keys.reopen(row, old)?;
    let same = old.join(given.clone(), |old, new| {
        new.0.iter().all(|(name, value)| old.0.get(name).map_or(value.is_null(), |old| old == value))
    });
    Ok(if same.is(|same| *same) { None } else { new })
}
