//! Inviting somebody, and doing so again with another secret.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, Role};
use privacy::ids::{Invitation, Teammate};
use privacy::keys::{HolderKind, Leaf, LeafKind, Under};
use privacy::secret::Secret;
use privacy::{Id, Personal, RowId, Sealed};
use store::{Applied, AsText, Change, Code, Count, Failed, Row, Series, params, statements};

use super::{InviteError, Made, Writing, judged};
use crate::contacts::{holding, is_email};
use crate::mail::{self, Letter, To};
use crate::messages::ClientKey;
use crate::uses::{InvitationEmail, TeammateEmail};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// Somebody who is or was a teammate, by their address.
    ADDRESS_TAKEN = "SELECT teammate_id FROM teammates WHERE workspace_id = $1 AND email_index = $2";
    /// A new invitation; none where one to that address waits.
    ADD_INVITATION = "INSERT INTO invitations (workspace_id, invitation_id, secret_hash, teammate_id, tree, leaf, role, email, \
                      email_index, invited_by, created_at, expires_at) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING";
    /// An invitation that waits.
    HELD_INVITATION = "SELECT role, teammate_id, tree, leaf, email FROM invitations WHERE workspace_id = $1 AND invitation_id = $2";
    /// Another secret and another end; the secret before opens nothing any more.
    RENEW_INVITATION = "UPDATE invitations SET secret_hash = $3, expires_at = $4 WHERE workspace_id = $1 AND invitation_id = $2";
}

/// Invites somebody to become a teammate in that role, for seven days.
pub async fn invite(
    d: &Deployment,
    by: &Actor,
    teammate: Id<Teammate>,
    email: &Personal<String>,
    role: Role,
    write: Writing<'_>,
) -> Result<Made, InviteError> {
    judged(d, by, role).await?;
    if !email.is(|email| is_email(email) && email.len() <= limits::SHORT_TEXT_BYTES) {
        return Err(InviteError::BadEmail);
    }
    let (workspace, now) = (by.workspace(), d.now());
    let keys = d.keys(workspace).await?;
    let taken = d.store.row(&ADDRESS_TAKEN, params![workspace, keys.index::<TeammateEmail>(email)]).await;
    if taken.map_err(Trouble::from)?.is_some() {
        return Err(InviteError::IsTeammate);
    }
    let invited =
        Id::<Teammate>::of(d.store.number(workspace, Series::Teammates).await.map_err(Trouble::from)?);
    let leaf = d.vault.deal(workspace, LeafKind::Teammate).await.map_err(Trouble::from)?;
    let (id, secret) = (Id::<Invitation>::fresh(&d.random, now), Secret::fresh(&d.random));
    let sealed =
        keys.seal::<InvitationEmail>(Under::one(leaf), &RowId::of(id), email).map_err(Trouble::from)?;
    let facts = Facts::new().code(FactKey::Role, role.code()).id(FactKey::Teammate, invited.to_string());
    let change = Change::new(d.change(), by, now, entry::with(Action::InvitationCreated, &id, facts));
    let change =
        holding(&keys, change, HolderKind::Teammate, invited, leaf, now).map_err(Trouble::from)?.one(
            &ADD_INVITATION,
            params![
                workspace,
                id,
                secret.digest(),
                invited,
                Count::tree(leaf),
                Count::leaf(leaf),
                Code(role.code()),
                sealed,
                keys.index::<InvitationEmail>(email),
                teammate,
                now,
                now.after(limits::INVITATION)
            ],
        );
    let secret = secret.reveal();
    let (change, mailed) = mailing(d, change, (invited, leaf), email, &write(&secret)).await?;
    match d.store.commit(change).await {
        Ok(_) => Ok(Made { id, secret, mailed }),
        Err(Failed::Conflict(name)) if name == ADD_INVITATION.name => Err(InviteError::IsInvited),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// The letter joined to the change, where there is a mail server; and whether there is.
async fn mailing(
    d: &Deployment,
    change: Change,
    (invited, leaf): (Id<Teammate>, Leaf),
    email: &Personal<String>,
    letter: &Letter,
) -> Result<(Change, bool), Trouble> {
    let keys = d.keys(change.workspace()).await?;
    if !mail::is_set_up(d, keys.workspace()).await? {
        return Ok((change, false));
    }
    let to = To { kind: HolderKind::Teammate, id: AsText(invited).into(), leaf, email };
    Ok((mail::queueing(d, &keys, change, to, letter)?, true))
}

/// Makes an invitation anew: the link before stops working, the seven days begin again. Under the same key it is done once.
pub async fn renew(
    d: &Deployment,
    by: &Actor,
    id: Id<Invitation>,
    write: Writing<'_>,
    key: Option<ClientKey>,
) -> Result<Made, InviteError> {
    let (workspace, now) = (by.workspace(), d.now());
    let held = held(d, by, id).await?;
    judged(d, by, held.role).await?;
    let email = d.keys(workspace).await?.reopen(&RowId::of(id), &held.email).map_err(Trouble::from)?;
    let secret = Secret::fresh(&d.random);
    let what = format!("troth/renew-invitation/v1\n{id}");
    let change = key.map_or_else(|| d.change(), |key| key.change_id(&what, by));
    let change = Change::new(change, by, now, entry::of(Action::InvitationRenewed, &id))
        .one(&RENEW_INVITATION, params![workspace, id, secret.digest(), now.after(limits::INVITATION)]);
    let change = mail::forgetting(change, workspace, held.teammate);
    let secret = secret.reveal();
    let (change, mailed) = mailing(d, change, (held.teammate, held.leaf), &email, &write(&secret)).await?;
    match d.store.commit(change).await {
        Ok(Applied::Now) => Ok(Made { id, secret, mailed }),
        Ok(Applied::Before) => Err(InviteError::Again),
        Err(Failed::Conflict(_)) => Err(InviteError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// An invitation that waits, as the store holds it.
pub(super) struct Held {
    pub(super) role: Role,
    pub(super) teammate: Id<Teammate>,
    leaf: Leaf,
    email: Sealed<InvitationEmail>,
}

/// The invitation of that id in the actor's workspace.
pub(super) async fn held(d: &Deployment, by: &Actor, id: Id<Invitation>) -> Result<Held, InviteError> {
    let row = d.store.row(&HELD_INVITATION, params![by.workspace(), id]).await.map_err(Trouble::from)?;
    Ok(read(row.ok_or(InviteError::NotFound)?)?)
}

fn read(row: Row) -> Result<Held, Trouble> {
    let mut c = row.cells();
    let (role, teammate, leaf) = (c.code(Role::of_code)?, c.id()?, c.leaf()?);
    Ok(Held { role, teammate, leaf, email: c.sealed()? })
}
