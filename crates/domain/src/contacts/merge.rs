//! Merging a lead into a user: everything of the lead becomes the user's, their keys too, and the lead is no more. What
//! the lead wrote stays sealed under the lead's own leaf, which is the user's from then on and ends with the user's.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act};
use privacy::keys::{Commitment, HolderKind, WorkspaceKeys};
use privacy::sealed::Json;
use privacy::{Personal, RowId};
use store::{AsText, Code, Count, EventKind, Failed, params, statements};

use super::screens::on_screens;
use super::update::{Changes, UpdateError, changing};
use super::{Contact, ContactRole, CustomAttributes};
use crate::conversations::still_there;
use crate::data_events::{self, ToldBy};
use crate::erasure::{self, EraseError};
use crate::{Deployment, Trouble, entry, limits, mail};

statements! {
    /// The lead goes, if it is the version that was read, and no hold needs anything of either.
    MERGE_AWAY = "DELETE FROM contacts WHERE workspace_id = $1 AND contact_id = $2 AND version = $3 AND state = 'active' \
                  AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.workspace_id = $1 AND h.contact_id IN ($2, $4) \
                  AND h.lifted_at IS NULL AND (h.held_until IS NULL OR h.held_until > $5))";
    /// Whether two share an address or a phone number.
    KNOWN_ALIKE = "SELECT a.contact_id FROM contacts a JOIN contacts b ON b.workspace_id = a.workspace_id AND b.contact_id = $3 \
                   WHERE a.workspace_id = $1 AND a.contact_id = $2 \
                   AND (a.email_index = b.email_index OR a.phone_index = b.phone_index)";
    /// Locks the lead as a hold and a fence do, before anything of theirs is moved.
    LOCK_MERGED = "UPDATE contacts SET version = version WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
    /// Their conversations are the user's.
    MERGE_CONVERSATIONS = "UPDATE conversations SET contact_id = $3, updated_at = $4, version = version + 1 \
                           WHERE workspace_id = $1 AND contact_id = $2 AND state <> 'erasing'";
    /// Those in which they were beside others have somebody else in them.
    MERGE_SHARED = "UPDATE conversations SET updated_at = $3 WHERE workspace_id = $1 AND state <> 'erasing' AND conversation_id IN \
                    (SELECT conversation_id FROM conversation_contacts WHERE workspace_id = $1 AND contact_id = $2)";
    /// What they wrote was written by the user.
    MERGE_AUTHOR = "UPDATE messages SET author_id = $3 WHERE workspace_id = $1 AND author_kind = 'contact' AND author_id = $2 \
                    AND conversation_id IN (SELECT conversation_id FROM conversations WHERE workspace_id = $1 AND contact_id = $3 \
                    UNION SELECT conversation_id FROM conversation_contacts WHERE workspace_id = $1 AND contact_id = $3)";
    /// Where both are in a conversation with others, the user is there as both were; what was said while neither was stays unseen.
    MERGE_WHAT_IS_SEALED = "UPDATE conversation_contacts SET \
                    sealed_until = (SELECT MAX(o.sealed_until) FROM conversation_contacts o WHERE o.workspace_id = $1 \
                    AND o.conversation_id = conversation_contacts.conversation_id AND o.contact_id IN ($2, $3)), \
                    from_seq = (SELECT COALESCE(MIN(CASE WHEN o.detached_at IS NULL THEN o.from_seq END), MIN(o.from_seq)) \
                    FROM conversation_contacts o WHERE o.workspace_id = $1 \
                    AND o.conversation_id = conversation_contacts.conversation_id AND o.contact_id IN ($2, $3)), \
                    seen_seq = (SELECT MAX(o.seen_seq) FROM conversation_contacts o WHERE o.workspace_id = $1 \
                    AND o.conversation_id = conversation_contacts.conversation_id AND o.contact_id IN ($2, $3)), \
                    mailed_seq = (SELECT MAX(o.mailed_seq) FROM conversation_contacts o WHERE o.workspace_id = $1 \
                    AND o.conversation_id = conversation_contacts.conversation_id AND o.contact_id IN ($2, $3)), \
                    detached_at = (SELECT CASE WHEN COUNT(o.detached_at) < COUNT(*) THEN NULL ELSE MAX(o.detached_at) END \
                    FROM conversation_contacts o WHERE o.workspace_id = $1 \
                    AND o.conversation_id = conversation_contacts.conversation_id AND o.contact_id IN ($2, $3)) \
                    WHERE workspace_id = $1 AND contact_id = $3 AND conversation_id IN \
                    (SELECT conversation_id FROM conversation_contacts WHERE workspace_id = $1 AND contact_id = $2)";
    /// Where only the lead is, the user is in their place.
    MERGE_PARTICIPATION = "UPDATE conversation_contacts SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 \
                    AND conversation_id NOT IN (SELECT conversation_id FROM conversation_contacts WHERE workspace_id = $1 AND contact_id = $3)";
    /// And those in which both were.
    DROP_MERGED_PARTICIPATION = "DELETE FROM conversation_contacts WHERE workspace_id = $1 AND contact_id = $2";
    /// Their labels that the user does not have.
    MERGE_TAGS = "UPDATE contact_tags SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND tag_id NOT IN \
                  (SELECT tag_id FROM contact_tags WHERE workspace_id = $1 AND contact_id = $3)";
    /// And those that both had.
    DROP_MERGED_TAGS = "DELETE FROM contact_tags WHERE workspace_id = $1 AND contact_id = $2";
    /// Their companies that the user does not have.
    MERGE_COMPANIES = "UPDATE contact_companies SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 \
                       AND company_id NOT IN (SELECT company_id FROM contact_companies WHERE workspace_id = $1 AND contact_id = $3)";
    /// And those that both had.
    DROP_MERGED_COMPANIES = "DELETE FROM contact_companies WHERE workspace_id = $1 AND contact_id = $2";
    /// Notes about them are about the user.
    MERGE_NOTES = "UPDATE contact_notes SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2";
    /// What they did, the user did.
    MERGE_DATA_EVENTS = "UPDATE data_events SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2";
    /// Where a letter to them waits, which goes with them, the answers are told of again.
    TELL_MERGED_AGAIN = "UPDATE conversations SET mailed_seq = contact_seen_seq WHERE workspace_id = $1 AND contact_id = $2 AND state <> 'erasing' \
                         AND EXISTS (SELECT 1 FROM outgoing_mail o WHERE o.workspace_id = $1 AND o.person_kind = 'contact' AND o.person_id = $3)";
    /// Whoever was told how to end mail ends the user's.
    MERGE_STOP_LINKS = "UPDATE mail_links SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND opens = 'stop'";
    /// The other links in letters to them end, as their messengers do.
    DROP_MERGED_LINKS = "DELETE FROM mail_links WHERE workspace_id = $1 AND contact_id = $2";
    /// Holds that are over.
    MERGE_HOLDS = "UPDATE holds SET contact_id = $3, object_id = CASE WHEN object_kind = 'contact' THEN $3 ELSE object_id END \
                   WHERE workspace_id = $1 AND contact_id = $2";
    /// Their messengers end: whoever holds one has not shown to be the user.
    DROP_MERGED_SESSIONS = "DELETE FROM messenger_sessions WHERE workspace_id = $1 AND contact_id = $2";
    /// A leaf of theirs is the user's.
    MERGE_LEAF = "UPDATE leaves SET holder_id = $6, commitment = $7 WHERE workspace_id = $1 AND tree = $2 AND leaf = $3 \
                  AND holder_kind = $4 AND holder_id = $5";
}

/// Why two contacts were not merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// It is one and the same.
    #[error("a contact cannot be merged into itself")]
    Same,
    /// The one that goes is a user.
    #[error("only a lead or a visitor can be merged into another contact")]
    NotALead,
    /// The one that stays is none.
    #[error("a contact can be merged into a user only")]
    NotAUser,
    /// Together they have more custom attributes than a contact may have.
    #[error(
        "a contact has at most {} custom attributes, of {} bytes in all",
        limits::CUSTOM_ATTRIBUTES,
        limits::CUSTOM_ATTRIBUTES_BYTES
    )]
    TooManyAttributes,
    /// A hold needs something of one of them, or somebody changed one at the same time.
    #[error("one of them was changed at the same time, or a hold needs it")]
    HeldOrChanged,
    /// A key of the lead's is not what the record says.
    #[error("the record of a key does not fit it")]
    WrongKey,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Whether both are known by the same address or phone number.
pub async fn known_alike(d: &Deployment, one: &Contact, other: &Contact) -> Result<bool, Trouble> {
    let both = params![one.workspace, one.id, other.id];
    Ok(d.store.row(&KNOWN_ALIKE, both).await?.is_some())
}

/// Merges a lead into a user, who keeps what is known of them and gains what was known of the lead alone.
pub async fn merge(
    d: &Deployment,
    from: &Allowed<Contact, act::UpdateContact>,
    into: &Allowed<Contact, act::UpdateContact>,
) -> Result<(), MergeError> {
    let (lead, user) = (from.thing(), into.thing());
    check(lead, user)?;
    let gained = gained(&d.keys(user.workspace).await?, lead, user)?;
    merging(d, from, into, gained).await
}

/// A visitor on whose device a user has proven who they are is that user: what they wrote is the user's. What the visitor
/// said of themselves is not: nobody has proven it.
pub(crate) async fn take_along(
    d: &Deployment,
    visitor: &Allowed<Contact, act::UpdateContact>,
    user: &Allowed<Contact, act::UpdateContact>,
) -> Result<(), MergeError> {
    check(visitor.thing(), user.thing())?;
    merging(d, visitor, user, Changes::default()).await
}

async fn merging(
    d: &Deployment,
    from: &Allowed<Contact, act::UpdateContact>,
    into: &Allowed<Contact, act::UpdateContact>,
    gained: Changes,
) -> Result<(), MergeError> {
    let (lead, user, by, now) = (from.thing(), into.thing(), into.actor(), d.now());
    let keys = d.keys(user.workspace).await?;
    let leaves = erasure::leaves_of_contact(d, &keys, lead).await.map_err(|error| match error {
        EraseError::Trouble(trouble) => trouble.into(),
        _ => MergeError::WrongKey,
    })?;
    let both = || params![user.workspace, lead.id, user.id];
    // Who asked for no more mail is asked for none, under whichever name.
    let unsubscribed = (lead.unsubscribed && !user.unsubscribed).then_some(true);
    let change = changing(d, by, user, Changes { unsubscribed, ..gained }).await.map_err(of_update)?;
    let facts = Facts::new().id(FactKey::Contact, lead.id.to_string());
    let mut change = still_there(
        change.also(entry::with(Action::ContactMerged, &user.id, facts)),
        user.workspace,
        user.id,
    )
    .one(&LOCK_MERGED, params![user.workspace, lead.id])
    .any(&TELL_MERGED_AGAIN, params![user.workspace, lead.id, AsText(lead.id)])
    .any(&MERGE_CONVERSATIONS, params![user.workspace, lead.id, user.id, now])
    .any(&MERGE_SHARED, params![user.workspace, lead.id, now])
    .any(&MERGE_WHAT_IS_SEALED, both())
    .any(&MERGE_PARTICIPATION, both())
    .any(&DROP_MERGED_PARTICIPATION, params![user.workspace, lead.id])
    .any(&MERGE_AUTHOR, params![user.workspace, AsText(lead.id), user.id])
    .any(&MERGE_TAGS, both())
    .any(&DROP_MERGED_TAGS, params![user.workspace, lead.id])
    .any(&MERGE_COMPANIES, both())
    .any(&DROP_MERGED_COMPANIES, params![user.workspace, lead.id])
    .any(&MERGE_NOTES, both())
    .any(&MERGE_DATA_EVENTS, both())
    .any(&MERGE_HOLDS, both())
    .any(&MERGE_STOP_LINKS, both())
    .any(&DROP_MERGED_LINKS, params![user.workspace, lead.id])
    .any(&DROP_MERGED_SESSIONS, params![user.workspace, lead.id]);
    for told_by in ToldBy::ALL {
        change = data_events::trimming(change, user.workspace, user.id, *told_by, now);
    }
    change = mail::forgetting_contact(change, user.workspace, lead.id);
    for leaf in leaves {
        let commitment: Commitment =
            keys.commitment(HolderKind::Contact, &user.id.to_string(), leaf).map_err(Trouble::from)?;
        change = change.one(
            &MERGE_LEAF,
            params![
                user.workspace,
                Count::tree(leaf),
                Count::leaf(leaf),
                Code(HolderKind::Contact.code()),
                AsText(lead.id),
                AsText(user.id),
                commitment
            ],
        );
    }
    let gone = params![user.workspace, lead.id, Count(lead.version), user.id, now];
    change = change.one(&MERGE_AWAY, gone);
    for conversation in on_screens(d, user.workspace, lead.id).await? {
        // The lead's messenger must not show it any more; inboxes look again.
        for (contact, kind) in [(lead.id, EventKind::Merged), (user.id, EventKind::Changed)] {
            change = change.tell(store::Event {
                workspace: user.workspace,
                conversation,
                contact,
                kind,
                by: None,
            });
        }
    }
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(MergeError::HeldOrChanged),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

fn check(lead: &Contact, user: &Contact) -> Result<(), MergeError> {
    if lead.id == user.id {
        return Err(MergeError::Same);
    }
    if lead.role == ContactRole::User {
        return Err(MergeError::NotALead);
    }
    if user.role == ContactRole::User { Ok(()) } else { Err(MergeError::NotAUser) }
}

/// What is known of the lead and not of the user. The lead's external id goes with the lead.
fn gained(keys: &WorkspaceKeys, lead: &Contact, user: &Contact) -> Result<Changes, Trouble> {
    let row = RowId::of(lead.id);
    macro_rules! missing {
        ($field:ident) => {
            match (&user.$field, &lead.$field) {
                (None, Some(sealed)) => Some(Some(keys.reopen(&row, sealed)?)),
                _ => None,
            }
        };
    }
    let email: Option<Option<Personal<String>>> = missing!(email);
    Ok(Changes {
        email,
        phone: missing!(phone),
        name: missing!(name),
        custom_attributes: attributes(keys, lead, user)?,
        owner: user.owner.is_none().then_some(lead.owner),
        last_seen_at: lead.last_seen_at.max(user.last_seen_at).map(Some),
        ..Changes::default()
    })
}

/// The lead's custom attributes that the user does not have.
fn attributes(
    keys: &WorkspaceKeys,
    lead: &Contact,
    user: &Contact,
) -> Result<Option<Personal<Json<CustomAttributes>>>, Trouble> {
    let Some(theirs) = &lead.custom_attributes else { return Ok(None) };
    let theirs = keys.reopen(&RowId::of(lead.id), theirs)?;
    let Some(own) = &user.custom_attributes else { return Ok(Some(theirs)) };
    let own = keys.reopen(&RowId::of(user.id), own)?;
    let new = |Json(theirs): Json<CustomAttributes>, Json(own): Json<CustomAttributes>| {
        Json(theirs.into_iter().filter(|(name, _)| !own.contains_key(name)).collect())
    };
    Ok(Some(theirs.join(own, new)))
}

fn of_update(error: UpdateError) -> MergeError {
    match error {
        UpdateError::Trouble(trouble) => trouble.into(),
        UpdateError::TooManyAttributes => MergeError::TooManyAttributes,
        _ => MergeError::HeldOrChanged,
    }
}
