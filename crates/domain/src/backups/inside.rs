//! What a copied database names: its workspaces, its files, and how much there is of everything.

use privacy::Id;
use privacy::ids::{Attachment, Workspace};
use store::embedded::Copy;
use store::{Code, ReadFailed, params, statements};

use super::verify::Counts;

statements! {
    /// The next workspaces by id.
    WORKSPACES_AFTER = "SELECT workspace_id FROM workspaces WHERE workspace_id > $1 ORDER BY workspace_id LIMIT 1000";
    /// The next files by workspace and id.
    FILES_AFTER = "SELECT workspace_id, attachment_id FROM attachments \
                   WHERE workspace_id > $1 OR (workspace_id = $1 AND attachment_id > $2) \
                   ORDER BY workspace_id, attachment_id LIMIT 1000";
    /// Whether a message has the file.
    NAMES_FILE = "SELECT attachment_id FROM attachments WHERE workspace_id = $1 AND attachment_id = $2";
    /// How much there is.
    COUNT_ALL = "SELECT (SELECT CAST(COUNT(*) AS BIGINT) FROM workspaces), \
                 (SELECT CAST(COUNT(*) AS BIGINT) FROM contacts), \
                 (SELECT CAST(COUNT(*) AS BIGINT) FROM conversations), \
                 (SELECT CAST(COUNT(*) AS BIGINT) FROM messages), \
                 (SELECT CAST(COUNT(*) AS BIGINT) FROM attachments), \
                 (SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM attachments)";
}

pub(super) type File = (Id<Workspace>, Id<Attachment>);

/// All workspaces, by id.
pub(super) fn workspaces(copy: &Copy) -> Result<Vec<Id<Workspace>>, ReadFailed> {
    let mut all: Vec<Id<Workspace>> = Vec::new();
    loop {
        let after = all.last().map_or_else(|| Code("").into(), |id| (*id).into());
        let rows = copy.rows(&WORKSPACES_AFTER, &[after])?;
        if rows.is_empty() {
            return Ok(all);
        }
        for row in rows {
            all.push(row.cells().id()?);
        }
    }
}

/// The next files after one, or the first; none at the end.
pub(super) fn files(copy: &Copy, after: Option<File>) -> Result<Vec<File>, ReadFailed> {
    let none = || Code("").into();
    let (workspace, id) =
        after.map_or_else(|| (none(), none()), |(workspace, id)| (workspace.into(), id.into()));
    let rows = copy.rows(&FILES_AFTER, &[workspace, id])?;
    let read = |row: store::Row| -> Result<File, ReadFailed> {
        let mut cells = row.cells();
        Ok((cells.id()?, cells.id()?))
    };
    rows.into_iter().map(read).collect()
}

/// Whether a message has the file.
pub(super) fn names(copy: &Copy, (workspace, id): File) -> Result<bool, ReadFailed> {
    Ok(!copy.rows(&NAMES_FILE, &params![workspace, id])?.is_empty())
}

/// How much there is.
pub(super) fn counts(copy: &Copy) -> Result<Counts, ReadFailed> {
    let Some(row) = copy.rows(&COUNT_ALL, &[])?.into_iter().next() else { return Ok(Counts::default()) };
    let mut cells = row.cells();
    let mut next = || cells.count().map(|count| u64::try_from(count).unwrap_or_default());
    Ok(Counts {
        workspaces: next()?,
        contacts: next()?,
        conversations: next()?,
        messages: next()?,
        files: next()?,
        file_bytes: next()?,
    })
}
