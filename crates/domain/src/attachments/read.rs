//! Opening files. A link to one is signed with the workspace's key, carries no personal data and ends after an hour.

use activity_log::Action;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use privacy::access::{Actor, Allowed, Permit, act};
use privacy::ids::{Attachment, Conversation, Workspace};
use privacy::keys::WorkspaceKeys;
use privacy::{Id, RowId, Sealed, Time, secret};
use store::{Count, params, statements};

use crate::messages::FileShown;
use crate::uses::FileContent;
use crate::{Deployment, Trouble, api_tokens, conversations, entry, limits, reads, teammates};

statements! {
    /// The files of a part.
    FILES_OF_PART = "SELECT attachment_id, name, media_type, size_bytes FROM attachments \
                     WHERE workspace_id = $1 AND conversation_id = $2 AND seq = $3 ORDER BY position";
    /// One file and its conversation.
    FIND_FILE = "SELECT conversation_id, attachment_id, name, media_type, size_bytes FROM attachments \
                 WHERE workspace_id = $1 AND attachment_id = $2";
}

/// The files of a part, opened but for their contents.
pub(crate) async fn of_part(
    d: &Deployment,
    keys: &WorkspaceKeys,
    permit: &Permit,
    conversation: Id<Conversation>,
    seq: i64,
) -> Result<Vec<FileShown>, Trouble> {
    let rows = d.store.rows(&FILES_OF_PART, params![keys.workspace(), conversation, Count(seq)]).await?;
    rows.into_iter().map(|row| show(&mut row.cells(), keys, permit)).collect()
}

fn show(c: &mut store::Cells, keys: &WorkspaceKeys, permit: &Permit) -> Result<FileShown, Trouble> {
    let id: Id<Attachment> = c.id()?;
    let row = RowId::of(id);
    Ok(FileShown {
        id,
        name: keys.open::<crate::uses::FileName>(permit, &row, &c.sealed()?)?.into_shown(),
        media_type: keys.open::<crate::uses::FileMediaType>(permit, &row, &c.sealed()?)?.into_shown(),
        size_bytes: c.count()?,
    })
}

/// A file, opened.
pub struct Opened {
    /// Name, type and size.
    pub file: FileShown,
    /// The content.
    pub content: Vec<u8>,
}

/// Why a file was not opened. Outside, all but trouble is "not found".
#[derive(Debug, thiserror::Error)]
pub enum ReadFileError {
    /// There is no such file, or the link is not (or no longer) good.
    #[error("no such file")]
    NotFound,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// The text that lets its bearer open a file as the permit's actor, for an hour: `<actor kind>.<id>.<end>.<signature>`.
pub fn link(keys: &WorkspaceKeys, now: Time, permit: &Permit, id: Id<Attachment>) -> String {
    let until = now.after(limits::FILE_LINK).seconds();
    let bearer = bearer(permit.actor());
    let signature = URL_SAFE_NO_PAD.encode(keys.sign(PURPOSE, message(&bearer, id, until).as_bytes()));
    format!("{bearer}.{until}.{signature}")
}

const PURPOSE: &str = "file-link/v1";

fn bearer(actor: &Actor) -> String {
    format!("{}.{}", actor.kind(), actor.id())
}

fn message(bearer: &str, id: Id<Attachment>, until: i64) -> String {
    format!("{bearer}\n{id}\n{until}")
}

/// Opens the file of a link, for the actor to whom the link was given, who is entered as its reader.
pub async fn open_by_link(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<Attachment>,
    link: &str,
) -> Result<Opened, ReadFileError> {
    let keys = d.vault.keys(workspace).await.map_err(Trouble::from)?.ok_or(ReadFileError::NotFound)?;
    let (kind, who) = verify(&keys, d.now(), id, link).ok_or(ReadFileError::NotFound)?;
    let by = actor(d, workspace, kind, who).await?.ok_or(ReadFileError::NotFound)?;
    let row = d.store.row(&FIND_FILE, params![workspace, id]).await.map_err(Trouble::from)?;
    let mut c = row.ok_or(ReadFileError::NotFound)?.cells();
    let conversation: Id<Conversation> = c.id().map_err(Trouble::from)?;
    match conversations::read_by(d, &by, conversation).await {
        Ok((held, permit)) => open(d, &held, &permit, id).await,
        Err(conversations::ReadError::Trouble(trouble)) => Err(trouble.into()),
        Err(_) => Err(ReadFileError::NotFound),
    }
}

/// The kind and id of the actor to whom a link was given, if the link is good.
fn verify<'l>(
    keys: &WorkspaceKeys,
    now: Time,
    id: Id<Attachment>,
    link: &'l str,
) -> Option<(&'l str, &'l str)> {
    let mut parts = link.splitn(4, '.');
    let (kind, who, until, signature) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let until: i64 = until.parse().ok()?;
    let given = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let right = keys.sign(PURPOSE, message(&format!("{kind}.{who}"), id, until).as_bytes());
    (secret::same(&given, &right) && now.seconds() < until).then_some((kind, who))
}

/// Opens a file of a conversation that the permit's actor may read; the actor is entered as its reader.
pub async fn open(
    d: &Deployment,
    held: &Allowed<conversations::Conversation, act::ReadConversations>,
    permit: &Permit,
    id: Id<Attachment>,
) -> Result<Opened, ReadFileError> {
    let conversation = held.thing();
    let (workspace, keys) = (conversation.workspace, d.keys(conversation.workspace).await?);
    let row = d.store.row(&FIND_FILE, params![workspace, id]).await.map_err(Trouble::from)?;
    let mut c = row.ok_or(ReadFileError::NotFound)?.cells();
    let of: Id<Conversation> = c.id().map_err(Trouble::from)?;
    if of != conversation.id {
        return Err(ReadFileError::NotFound);
    }
    let file = show(&mut c, &keys, permit)?;
    let act = entry::of(Action::AttachmentRead, &id);
    reads::note(d, permit, act, Some(conversation.contact)).await?;
    let sealed = d.files.get(workspace, id).await?.ok_or(ReadFileError::NotFound)?;
    let sealed = Sealed::<FileContent>::from_store(sealed).map_err(Trouble::from)?;
    let content = keys.open(permit, &RowId::of(id), &sealed).map_err(Trouble::from)?.into_shown();
    Ok(Opened { file, content })
}

/// The actor as they are now: a link dies with the token or teammate to whom it was given.
async fn actor(
    d: &Deployment,
    workspace: Id<Workspace>,
    kind: &str,
    who: &str,
) -> Result<Option<Actor>, Trouble> {
    match (kind, who.parse(), who.parse(), who.parse()) {
        ("contact", Ok(id), ..) => Ok(Some(Actor::Contact { workspace, id })),
        ("teammate", _, Ok(id), _) => teammates::actor(d, workspace, id).await,
        ("api_token", .., Ok(id)) => api_tokens::actor(d, workspace, id).await,
        _ => Ok(None),
    }
}
