//! Which keys end. Each is checked against the record of whose it is: a wrong row must not destroy a stranger's key.

use privacy::ids::{Conversation as ConversationKind, Kind};
use privacy::keys::{Commitment, HolderKind, KeyError, Leaf, Ref, WorkspaceKeys};
use privacy::{Id, RowId, Sealed};
use store::{AsText, Code, Count, params, statements};

use super::EraseError;
use crate::contacts::Contact;
use crate::uses::MessageBody;
use crate::{Deployment, Trouble};

statements! {
    /// The leaves of a holder, and the commitments to them.
    LEAVES_OF = "SELECT tree, leaf, commitment FROM leaves WHERE workspace_id = $1 AND holder_kind = $2 AND holder_id = $3 \
                 ORDER BY tree, leaf";
    /// What was said in a conversation, from one part on.
    BODIES_FROM = "SELECT seq, body FROM messages WHERE workspace_id = $1 AND conversation_id = $2 AND seq >= $3 \
                   AND body IS NOT NULL ORDER BY seq LIMIT 200";
}

/// A key that the plan names.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// The leaf, or one part below it.
    pub(crate) reference: Ref,
    /// What the store holds of whose leaf it is; a part has no record of its own.
    pub(crate) commitment: Option<Commitment>,
}

/// How the record of a leaf fits its key.
enum Fit {
    Fits,
    /// The key is underivable as a whole: destroyed, or a part below it is.
    Ended,
}

/// The leaves of a contact, each checked; the one in their row must be among them.
pub(super) async fn of_contact(
    d: &Deployment,
    keys: &WorkspaceKeys,
    contact: &Contact,
) -> Result<Vec<Named>, EraseError> {
    let all = held_by(d, keys, HolderKind::Contact, contact.id).await?;
    let theirs = all.iter().any(|(named, _)| named.reference == Ref::of(contact.leaf));
    if !theirs {
        return Err(wrong(contact.leaf));
    }
    Ok(all.into_iter().map(|(named, _)| named).collect())
}

/// The same, for whoever hands them to another contact.
pub(crate) async fn leaves_of_contact(
    d: &Deployment,
    keys: &WorkspaceKeys,
    contact: &Contact,
) -> Result<Vec<Leaf>, EraseError> {
    let named = of_contact(d, keys, contact).await?;
    Ok(named.into_iter().map(|named| named.reference.leaf()).collect())
}

/// The leaves of a conversation, each checked. One of which a part was destroyed can no longer be checked by its
/// commitment: there a part that still opens shows whose it is, and one without such a part keeps nothing alive.
pub(crate) async fn of_conversation(
    d: &Deployment,
    keys: &WorkspaceKeys,
    id: Id<ConversationKind>,
) -> Result<Vec<Named>, EraseError> {
    let mut all = Vec::new();
    for (named, fit) in held_by(d, keys, HolderKind::Conversation, id).await? {
        match fit {
            Fit::Fits => all.push(named),
            Fit::Ended if seals_here(d, keys, id, named.reference.leaf()).await? => {
                all.push(Named { commitment: None, ..named });
            }
            Fit::Ended => {}
        }
    }
    Ok(all)
}

/// The part under which a body is sealed. The body opens only in its own row, so that no other part is named.
pub(crate) fn of_part(
    keys: &WorkspaceKeys,
    row: &RowId,
    body: &Sealed<MessageBody>,
) -> Result<Vec<Named>, EraseError> {
    match keys.reopen(row, body) {
        Ok(_) => {}
        Err(KeyError::Shredded) => return Ok(Vec::new()),
        Err(error) => return Err(Trouble::from(error).into()),
    }
    let (first, second) = body.under().ok_or(EraseError::WrongKey)?.refs();
    let part = [Some(first), second].into_iter().flatten().find(|one| one.part_number().is_some());
    let reference = part.ok_or(EraseError::WrongKey)?;
    Ok(vec![Named { reference, commitment: None }])
}

async fn held_by<K: Kind>(
    d: &Deployment,
    keys: &WorkspaceKeys,
    kind: HolderKind,
    holder: Id<K>,
) -> Result<Vec<(Named, Fit)>, EraseError> {
    let asked = params![keys.workspace(), Code(kind.code()), AsText(holder.clone())];
    let rows = d.store.rows(&LEAVES_OF, asked).await.map_err(Trouble::from)?;
    let holder = holder.to_string();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let mut c = row.cells();
        let (leaf, stored) = (c.leaf().map_err(Trouble::from)?, c.hash().map_err(Trouble::from)?);
        let stored = Commitment::from_store(stored);
        let fit = match keys.commitment(kind, &holder, leaf) {
            Ok(right) if right == stored => Fit::Fits,
            Err(KeyError::Shredded) => Fit::Ended,
            Ok(_) | Err(_) => return Err(wrong(leaf)),
        };
        all.push((Named { reference: Ref::of(leaf), commitment: Some(stored) }, fit));
    }
    Ok(all)
}

/// Whether something of this conversation is sealed below the leaf, and opens.
async fn seals_here(
    d: &Deployment,
    keys: &WorkspaceKeys,
    id: Id<ConversationKind>,
    leaf: Leaf,
) -> Result<bool, Trouble> {
    let mut from = 0;
    loop {
        let rows = d.store.rows(&BODIES_FROM, params![keys.workspace(), id, Count(from)]).await?;
        if rows.is_empty() {
            return Ok(false);
        }
        for row in rows {
            let mut c = row.cells();
            let seq = c.count()?;
            let body: Sealed<MessageBody> = c.sealed()?;
            let refs = body.under().map(privacy::keys::Under::refs);
            let below = refs.is_some_and(|(first, second)| second.unwrap_or(first).leaf() == leaf);
            if below && keys.reopen(&RowId::of_two(id, seq), &body).is_ok() {
                return Ok(true);
            }
            from = seq + 1;
        }
    }
}

fn wrong(leaf: Leaf) -> EraseError {
    tracing::error!(tree = leaf.tree, leaf = leaf.index, "the record of a leaf does not fit its key");
    EraseError::WrongKey
}
