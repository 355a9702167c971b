//! Putting a message's files aside, sealed, and joining them to the change that sends it.

use privacy::keys::WorkspaceKeys;
use privacy::{Personal, RowId};
use store::{Change, Count, params, statements};

use crate::messages::{NewFile, Part};
use crate::uses::{FileContent, FileMediaType, FileName};
use crate::{Deployment, Trouble};

statements! {
    /// A file of a message.
    ADD_ATTACHMENT = "INSERT INTO attachments (workspace_id, attachment_id, conversation_id, seq, position, size_bytes, name, \
                      media_type, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
}

/// A content's size, in bytes.
pub(crate) fn size(content: &Personal<Vec<u8>>) -> usize {
    let mut size = 0;
    content.is(|bytes| {
        size = bytes.len();
        true
    });
    size
}

/// Keeps the files' sealed contents and joins their rows to a change.
pub(crate) async fn adding(
    d: &Deployment,
    keys: &WorkspaceKeys,
    mut change: Change,
    part: &Part,
    files: &[NewFile],
) -> Result<Change, Trouble> {
    let (under, now) = (part.under(), d.now());
    for (position, file) in (0_i64..).zip(files) {
        let row = RowId::of(file.id);
        let content = keys.seal::<FileContent>(under, &row, &file.content)?;
        d.files.put(part.workspace, file.id, content.into_bytes()).await?;
        change = change.one(
            &ADD_ATTACHMENT,
            params![
                part.workspace,
                file.id,
                part.conversation,
                Count(part.seq),
                Count(position),
                Count(i64::try_from(size(&file.content)).unwrap_or(i64::MAX)),
                keys.seal::<FileName>(under, &row, &file.name)?,
                keys.seal::<FileMediaType>(under, &row, &file.media_type)?,
                now
            ],
        );
    }
    Ok(change)
}
