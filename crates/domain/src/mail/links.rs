//! The links in letters. One opens the conversation that the letter is about, for its contact, and nothing else; one ends
//! mail to the contact. Only digests are kept. They end by themselves, with the address to which they went, and with an erasure.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, SystemRole};
use privacy::ids::{Contact as ContactKind, Conversation, Workspace};
use privacy::secret::Secret;
use privacy::{BlindIndex, Id, Time, codes};
use store::{Change, Code, Failed, params, statements};

use super::queue::forgetting_contact;
use crate::contacts::Contact;
use crate::uses::ContactEmail;
use crate::{Deployment, Trouble, contacts, entry, limits};

statements! {
    /// A link in a letter.
    ADD_MAIL_LINK = "INSERT INTO mail_links (workspace_id, link_hash, opens, contact_id, conversation_id, created_at, expires_at) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// What a link opens, as long as its contact is there.
    FIND_MAIL_LINK = "SELECT l.contact_id, l.conversation_id FROM mail_links l JOIN contacts c ON c.workspace_id = l.workspace_id \
                      AND c.contact_id = l.contact_id AND c.state = 'active' \
                      WHERE l.workspace_id = $1 AND l.link_hash = $2 AND l.opens = $3 AND l.expires_at > $4";
    /// A contact wants no more mail.
    STOP_MAIL = "UPDATE contacts SET unsubscribed = 1, version = version + 1, updated_at = $3 \
                 WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
    /// The links in letters to a contact end, unless their address is still that one.
    END_MAIL_LINKS = "DELETE FROM mail_links WHERE workspace_id = $1 AND contact_id = $2 AND NOT EXISTS (SELECT 1 FROM contacts c \
                      WHERE c.workspace_id = $1 AND c.contact_id = $2 AND c.email_index = $3)";
    /// How many links had ended by a time, 500 at most.
    ENDED_MAIL_LINKS = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM mail_links \
                        WHERE workspace_id = $1 AND expires_at <= $2 LIMIT 500) AS ended";
    /// Removes so many.
    REMOVE_ENDED_MAIL_LINKS = "DELETE FROM mail_links WHERE workspace_id = $1 AND link_hash IN (SELECT link_hash FROM mail_links \
                               WHERE workspace_id = $1 AND expires_at <= $2 LIMIT 500)";
}

codes! {
    /// What a link in a letter is for.
    Opens {
        /// Reading and answering in one conversation.
        Conversation = "conversation",
        /// Ending mail.
        Stop = "stop",
    }
}

/// What the holder of a link may see and answer.
#[derive(Debug, Clone, Copy)]
pub struct ReplyLink {
    /// The contact to whom the letter went.
    pub contact: Id<ContactKind>,
    /// The one conversation.
    pub conversation: Id<Conversation>,
}

/// Joins a link to the change that lets its letter wait.
pub(super) fn adding(
    change: Change,
    secret: &Secret,
    opens: Opens,
    contact: &Contact,
    conversation: Id<Conversation>,
    now: Time,
) -> Change {
    let lasts = match opens {
        Opens::Conversation => limits::REPLY_LINK,
        Opens::Stop => limits::STOP_LINK,
    };
    let row = params![
        contact.workspace,
        secret.digest(),
        Code(opens.code()),
        contact.id,
        conversation,
        now,
        now.after(lasts)
    ];
    change.one(&ADD_MAIL_LINK, row)
}

/// Joins the end of the links that went to a contact's address, before another one is noted; the same one again ends none.
pub(crate) fn ending(
    change: Change,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
    address: Option<BlindIndex<ContactEmail>>,
) -> Change {
    change.any(&END_MAIL_LINKS, params![workspace, contact, address])
}

/// The conversation that the link in a letter opens; `None` where it ended, or never was.
pub async fn reply_link(
    d: &Deployment,
    workspace: Id<Workspace>,
    secret: &Secret,
) -> Result<Option<ReplyLink>, Trouble> {
    find(d, workspace, secret, Opens::Conversation).await
}

/// Whether the link ends mail to somebody.
pub async fn is_stop_link(
    d: &Deployment,
    workspace: Id<Workspace>,
    secret: &Secret,
) -> Result<bool, Trouble> {
    Ok(find(d, workspace, secret, Opens::Stop).await?.is_some())
}

async fn find(
    d: &Deployment,
    workspace: Id<Workspace>,
    secret: &Secret,
    opens: Opens,
) -> Result<Option<ReplyLink>, Trouble> {
    let asked = params![workspace, secret.digest(), Code(opens.code()), d.now()];
    let Some(row) = d.store.row(&FIND_MAIL_LINK, asked).await? else { return Ok(None) };
    let mut c = row.cells();
    Ok(Some(ReplyLink { contact: c.id()?, conversation: c.id()? }))
}

/// Ends mail to whoever got the letter with that link; `false` where it is none.
pub async fn stop(d: &Deployment, workspace: Id<Workspace>, secret: &Secret) -> Result<bool, Trouble> {
    let Some(ReplyLink { contact: id, .. }) = find(d, workspace, secret, Opens::Stop).await? else {
        return Ok(false);
    };
    // Mail programs ask again.
    if contacts::find(d, workspace, id).await?.is_some_and(|contact| contact.unsubscribed) {
        return Ok(true);
    }
    let (by, now) = (Actor::Contact { workspace, id }, d.now());
    let change = Change::new(d.change(), &by, now, entry::of(Action::ContactUnsubscribed, &id))
        .one(&STOP_MAIL, params![workspace, id, now]);
    match d.store.commit(forgetting_contact(change, workspace, id)).await {
        Ok(_) => Ok(true),
        Err(Failed::Conflict(_)) => Ok(false),
        Err(failed) => Err(failed.into()),
    }
}

/// Removes links that have ended, 500 at most; answers how many.
pub async fn expire_links(d: &Deployment, workspace: Id<Workspace>) -> Result<u32, Trouble> {
    let now = d.now();
    let row = d.store.row(&ENDED_MAIL_LINKS, params![workspace, now]).await?;
    let ended = u32::try_from(row.map_or(Ok(0), |row| row.cells().count())?).unwrap_or_default();
    if ended == 0 {
        return Ok(0);
    }
    let by = Actor::System { workspace, role: SystemRole::Schedule };
    let facts = Facts::new().count(FactKey::Count, ended.into());
    let change = Change::new(d.change(), &by, now, entry::with(Action::MailLinksExpired, &workspace, facts))
        .exactly(ended, &REMOVE_ENDED_MAIL_LINKS, params![workspace, now]);
    d.store.commit(change).await?;
    Ok(ended)
}
