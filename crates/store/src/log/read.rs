//! Reading the log: its size, tiles, checkpoints and the entries by place.

use activity_log::tree::{Tile, TileMap};
use activity_log::{Action, ActorKind, Entry, Object, ObjectKind, Party, Stamp};
use privacy::ids::{Change, Workspace};
use privacy::{Id, Time};

use super::LogCheckpoint;
use super::append::number;
use crate::failure::ReadFailed;
use crate::param::Count;
use crate::params;
use crate::row::{BadCell, Row};
use crate::store::Store;

crate::statements! {
    /// How far a log has grown.
    READ_HEAD = "SELECT size FROM log_heads WHERE workspace_id = $1";
    /// One tile.
    READ_TILE = "SELECT hashes FROM log_tiles WHERE workspace_id = $1 AND level = $2 AND tile = $3";
    /// The newest checkpoint.
    NEWEST_CHECKPOINT = "SELECT size, note, signed_at FROM log_checkpoints WHERE workspace_id = $1 \
        ORDER BY size DESC LIMIT 1";
    /// The first checkpoint that covers a place.
    FIRST_CHECKPOINT = "SELECT size, note, signed_at FROM log_checkpoints WHERE workspace_id = $1 AND size > $2 \
        ORDER BY size LIMIT 1";
    /// Entries from a place on, in order.
    READ_PLACES = "SELECT log_index, workspace_id, change_id, ordinal, at, actor_kind, actor_id, action, object_kind, \
        object_id, facts FROM entries WHERE workspace_id = $1 AND log_index >= $2 ORDER BY log_index LIMIT $3";
    /// The place of one entry.
    FIND_PLACE = "SELECT log_index FROM entries WHERE workspace_id = $1 AND change_id = $2 AND ordinal = $3";
}

/// An entry at its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEntry {
    /// The place, from 0.
    pub index: u64,
    /// What stands there.
    pub entry: Entry,
}

impl LoggedEntry {
    /// Reads the eleven columns place, workspace, change, ordinal, time, actor, action, object, facts.
    pub fn read(row: Row) -> Result<Self, BadCell> {
        let mut c = row.cells();
        let index = c.count()?;
        let stamp = Stamp {
            workspace: c.id::<Workspace>()?.to_string(),
            change: *c.id::<Change>()?.raw().bytes(),
            ordinal: u32::try_from(c.count()?).unwrap_or(u32::MAX),
            at_us: c.time()?.micros(),
        };
        let actor = Party::new(c.code(ActorKind::of_code)?, c.text(|id| Some(id.to_owned()))?);
        let action = c.code(Action::of_code)?;
        let object = Object::new(c.code(ObjectKind::of_code)?, c.text(|id| Some(id.to_owned()))?);
        let facts = c.facts()?;
        let bad = BadCell { position: 1, expected: "an entry of the log" };
        let entry = Entry::new(stamp, actor, action, object, facts).map_err(|_| bad)?;
        Ok(Self { index: u64::try_from(index).map_err(|_| bad)?, entry })
    }
}

impl Store {
    /// How many entries a log has; none where it has not begun.
    pub async fn log_size(&self, workspace: Id<Workspace>) -> Result<Option<u64>, ReadFailed> {
        let row = self.row(&READ_HEAD, params![workspace]).await?;
        Ok(row.map(|row| row.cells().count()).transpose()?.and_then(|size| u64::try_from(size).ok()))
    }

    /// The hashes' bytes of a tile as far as it has grown, which may be further than asked for.
    pub async fn log_tile(
        &self,
        workspace: Id<Workspace>,
        tile: Tile,
    ) -> Result<Option<Vec<u8>>, ReadFailed> {
        let params = params![workspace, Count(i64::from(tile.level)), number(tile.index)];
        let row = self.row(&READ_TILE, params).await?;
        Ok(row.map(|row| row.cells().bytes()).transpose()?)
    }

    /// Those tiles, together.
    pub async fn log_tiles(
        &self,
        workspace: Id<Workspace>,
        tiles: impl IntoIterator<Item = Tile>,
    ) -> Result<TileMap, ReadFailed> {
        let mut found = TileMap::new();
        for tile in tiles {
            if let Some(bytes) = self.log_tile(workspace, tile).await? {
                found.insert(tile, bytes);
            }
        }
        Ok(found)
    }

    /// The newest checkpoint.
    pub async fn newest_checkpoint(
        &self,
        workspace: Id<Workspace>,
    ) -> Result<Option<LogCheckpoint>, ReadFailed> {
        self.row(&NEWEST_CHECKPOINT, params![workspace]).await?.map(checkpoint).transpose()
    }

    /// The first checkpoint kept that covers the place.
    pub async fn checkpoint_over(
        &self,
        workspace: Id<Workspace>,
        index: u64,
    ) -> Result<Option<LogCheckpoint>, ReadFailed> {
        self.row(&FIRST_CHECKPOINT, params![workspace, number(index)]).await?.map(checkpoint).transpose()
    }

    /// At most `most` entries from a place on, in order. Those whose bodies are gone are not among them.
    pub async fn logged(
        &self,
        workspace: Id<Workspace>,
        from: u64,
        most: u32,
    ) -> Result<Vec<LoggedEntry>, ReadFailed> {
        let params = params![workspace, number(from), Count(i64::from(most))];
        let rows = self.rows(&READ_PLACES, params).await?;
        rows.into_iter().map(|row| Ok(LoggedEntry::read(row)?)).collect()
    }

    /// Where an entry stands: `None` if there is no such entry, `Some(None)` while it waits for a place.
    pub async fn place_of(
        &self,
        workspace: Id<Workspace>,
        change: Id<Change>,
        ordinal: u32,
    ) -> Result<Option<Option<u64>>, ReadFailed> {
        let params = params![workspace, change, Count(i64::from(ordinal))];
        let row = self.row(&FIND_PLACE, params).await?;
        let place = row.map(|row| row.cells().maybe_count()).transpose()?;
        Ok(place.map(|place| place.and_then(|place| u64::try_from(place).ok())))
    }
}

/// Reads size, note and time.
pub(super) fn checkpoint(row: Row) -> Result<LogCheckpoint, ReadFailed> {
    let mut c = row.cells();
    let size = u64::try_from(c.count()?).unwrap_or(0);
    let (note, signed_at): (String, Time) = (c.text(|note| Some(note.to_owned()))?, c.time()?);
    Ok(LogCheckpoint { size, note, signed_at })
}
