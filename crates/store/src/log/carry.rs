//! A log carried from one embedded database into another that no server uses: what the first has beyond the second. Whoever
//! carries has proved that it continues what is there.

use std::path::Path;

use activity_log::Entry;
use activity_log::tree::{Tile, TileMap};
use privacy::ids::{Change, Hex, Workspace};
use privacy::{Id, Time};

use super::append::{ADD_CHECKPOINT, PUT_TILE, number};
use super::read::{NEWEST_CHECKPOINT, READ_HEAD, READ_PLACES, READ_TILE, checkpoint};
use super::witness::{MOVE_WITNESS, PUT_COSIGNATURE, kept, witnessed};
use super::{LogCheckpoint, LoggedEntry, Witnessed};
use crate::embedded::Copy;
use crate::failure::{OpenError, ReadFailed};
use crate::param::{Code, Count, Param};
use crate::params;
use crate::row::Row;
use crate::sqlite::alone::Alone;

/// The first schema that has witnesses.
const WITNESS_SCHEMA: i64 = 6;

crate::statements! {
    /// Checkpoints over more than so many entries, the smallest first.
    CHECKPOINTS_AFTER = "SELECT size, note, signed_at FROM log_checkpoints WHERE workspace_id = $1 AND size > $2 \
        ORDER BY size LIMIT 1000";
    /// The checkpoint over exactly so many.
    CHECKPOINT_OF = "SELECT size, note, signed_at FROM log_checkpoints WHERE workspace_id = $1 AND size = $2";
    /// Entries that have no place yet, after one; the first column stands for it.
    READ_UNPLACED = "SELECT CAST(0 AS BIGINT), workspace_id, change_id, ordinal, at, actor_kind, actor_id, action, object_kind, \
        object_id, facts FROM entries WHERE workspace_id = $1 AND log_index IS NULL \
        AND (change_id > $2 OR (change_id = $2 AND ordinal > $3)) ORDER BY change_id, ordinal LIMIT 1000";
    /// Places beyond the tree are dealt anew: the other database may have dealt them to others.
    TAKE_PLACES_BACK = "UPDATE entries SET log_index = NULL WHERE workspace_id = $1 AND log_index >= $2";
    /// An entry at its place; one that is there without a place gets it.
    CARRY_ENTRY = "INSERT INTO entries (workspace_id, change_id, ordinal, at, actor_kind, actor_id, action, object_kind, object_id, \
        facts, log_index) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
        ON CONFLICT (workspace_id, change_id, ordinal) DO UPDATE SET log_index = EXCLUDED.log_index";
    /// An entry without a place, unless it is there.
    CARRY_UNPLACED = "INSERT INTO entries (workspace_id, change_id, ordinal, at, actor_kind, actor_id, action, object_kind, \
        object_id, facts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    /// Which numbers were dealt.
    READ_NUMBERS = "SELECT series, next_number FROM number_blocks WHERE workspace_id = $1";
    /// Numbers that the other database has dealt are not dealt again: entries name what had them.
    CARRY_NUMBERS = "INSERT INTO number_blocks (workspace_id, series, next_number) VALUES ($1, $2, $3) \
        ON CONFLICT (workspace_id, series) DO UPDATE SET next_number = EXCLUDED.next_number \
        WHERE number_blocks.next_number < EXCLUDED.next_number";
    /// What witnesses signed of checkpoints over more than so many entries, after one signature of these.
    COSIGNATURES_AFTER = "SELECT witness, size, witnessed_at, signature FROM log_cosignatures WHERE workspace_id = $1 \
        AND (size > $2 OR (size = $2 AND witness > $3)) ORDER BY size, witness LIMIT 1000";
    /// How far the log has grown.
    CARRY_HEAD = "INSERT INTO log_heads (workspace_id, deals, size) VALUES ($1, 0, $2) \
        ON CONFLICT (workspace_id) DO UPDATE SET size = EXCLUDED.size";
}

impl Copy {
    /// How many entries a log has; 0 where it has not begun.
    pub fn log_size(&self, workspace: Id<Workspace>) -> Result<u64, ReadFailed> {
        let row = self.rows(&READ_HEAD, &params![workspace])?.into_iter().next();
        let size = row.map(|row| row.cells().count()).transpose()?.unwrap_or(0);
        Ok(u64::try_from(size).unwrap_or(0))
    }

    /// The newest checkpoint of a log.
    pub fn newest_checkpoint(&self, workspace: Id<Workspace>) -> Result<Option<LogCheckpoint>, ReadFailed> {
        self.rows(&NEWEST_CHECKPOINT, &params![workspace])?.into_iter().next().map(checkpoint).transpose()
    }

    /// The checkpoint of a log over exactly so many entries.
    pub fn checkpoint_of(
        &self,
        workspace: Id<Workspace>,
        size: u64,
    ) -> Result<Option<LogCheckpoint>, ReadFailed> {
        let rows = self.rows(&CHECKPOINT_OF, &params![workspace, number(size)])?;
        rows.into_iter().next().map(checkpoint).transpose()
    }

    /// The next thousand checkpoints over more than `size` entries, the smallest first.
    pub fn checkpoints_after(
        &self,
        workspace: Id<Workspace>,
        size: u64,
    ) -> Result<Vec<LogCheckpoint>, ReadFailed> {
        let rows = self.rows(&CHECKPOINTS_AFTER, &params![workspace, number(size)])?;
        rows.into_iter().map(checkpoint).collect()
    }

    /// The next thousand signatures by witnesses and their lines, by size and witness, after that witness's over `size`
    /// entries; none before the schema that has them.
    pub fn cosignatures_after(
        &self,
        workspace: Id<Workspace>,
        (size, witness): (u64, &str),
    ) -> Result<Vec<(Witnessed, String)>, ReadFailed> {
        if self.schema() < WITNESS_SCHEMA {
            return Ok(Vec::new());
        }
        let asked = params![workspace, number(size), Param::text(witness.to_owned())];
        let read = |row: Row| -> Result<(Witnessed, String), ReadFailed> {
            let mut c = row.cells();
            Ok((witnessed(&mut c)?, c.text(|line| Some(line.to_owned()))?))
        };
        self.rows(&COSIGNATURES_AFTER, &asked)?.into_iter().map(read).collect()
    }

    /// Those tiles of a log, as far as they are there.
    pub fn log_tiles(&self, workspace: Id<Workspace>, tiles: Vec<Tile>) -> Result<TileMap, ReadFailed> {
        let mut found = TileMap::new();
        for tile in tiles {
            let asked = params![workspace, Count(i64::from(tile.level)), number(tile.index)];
            if let Some(row) = self.rows(&READ_TILE, &asked)?.into_iter().next() {
                found.insert(tile, row.cells().bytes()?);
            }
        }
        Ok(found)
    }

    /// At most `most` entries from a place on, in order.
    pub fn logged(
        &self,
        workspace: Id<Workspace>,
        from: u64,
        most: u32,
    ) -> Result<Vec<LoggedEntry>, ReadFailed> {
        let asked = params![workspace, number(from), Count(i64::from(most))];
        read_all(self.rows(&READ_PLACES, &asked)?)
    }

    /// Up to where the numbers of each series are dealt.
    pub fn numbers(&self, workspace: Id<Workspace>) -> Result<Vec<(String, i64)>, ReadFailed> {
        let read = |row: Row| -> Result<(String, i64), ReadFailed> {
            let mut c = row.cells();
            Ok((c.text(|series| Some(series.to_owned()))?, c.count()?))
        };
        self.rows(&READ_NUMBERS, &params![workspace])?.into_iter().map(read).collect()
    }

    /// The next thousand entries that have no place yet, after one.
    pub fn unplaced(
        &self,
        workspace: Id<Workspace>,
        after: Option<&Entry>,
    ) -> Result<Vec<LoggedEntry>, ReadFailed> {
        let (change, ordinal) = after.map_or((Param::text(String::new()), 0), |last| {
            (change_of(last).into(), i64::from(last.stamp().ordinal))
        });
        read_all(self.rows(&READ_UNPLACED, &[workspace.into(), change, Count(ordinal).into()])?)
    }
}

fn read_all(rows: Vec<Row>) -> Result<Vec<LoggedEntry>, ReadFailed> {
    rows.into_iter().map(|row| Ok(LoggedEntry::read(row)?)).collect()
}

/// Writes a log into a database that no server uses. Nothing of it is there before `keep`, and all of it after.
pub struct LogCarrier(Alone);

impl LogCarrier {
    /// Opens the database.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Alone::open(path).map(Self)
    }

    /// Begins with one log.
    pub fn begin(&mut self) -> Result<(), OpenError> {
        self.0.begin()
    }

    /// Numbers that are dealt elsewhere.
    pub fn numbers(&mut self, workspace: Id<Workspace>, dealt: Vec<(String, i64)>) -> Result<(), OpenError> {
        dealt.into_iter().try_for_each(|(series, next)| {
            self.0.run(&CARRY_NUMBERS, &params![workspace, Param::text(series), Count(next)])
        })
    }

    /// Takes back the places from `size` on, which no tree covers here.
    pub fn take_places_back(&mut self, workspace: Id<Workspace>, size: u64) -> Result<(), OpenError> {
        self.0.run(&TAKE_PLACES_BACK, &params![workspace, number(size)])
    }

    /// An entry at its place.
    pub fn entry(&mut self, workspace: Id<Workspace>, logged: &LoggedEntry) -> Result<(), OpenError> {
        let mut params = columns(workspace, &logged.entry)?;
        params.push(number(logged.index).into());
        self.0.run(&CARRY_ENTRY, &params)
    }

    /// An entry that has no place yet.
    pub fn unplaced(&mut self, workspace: Id<Workspace>, entry: &Entry) -> Result<(), OpenError> {
        self.0.run(&CARRY_UNPLACED, &columns(workspace, entry)?)
    }

    /// A tile as it is now.
    pub fn tile(&mut self, workspace: Id<Workspace>, tile: Tile, hashes: Vec<u8>) -> Result<(), OpenError> {
        let level = Count(i64::from(tile.level));
        self.0.run(&PUT_TILE, &params![workspace, level, number(tile.index), Param::bytes(hashes)])
    }

    /// A checkpoint.
    pub fn checkpoint(&mut self, workspace: Id<Workspace>, at: &LogCheckpoint) -> Result<(), OpenError> {
        let note = Param::text(at.note.clone());
        self.0.run(&ADD_CHECKPOINT, &params![workspace, number(at.size), note, at.signed_at])
    }

    /// A witness's signature line of a checkpoint.
    pub fn cosignature(
        &mut self,
        workspace: Id<Workspace>,
        of: &Witnessed,
        line: String,
    ) -> Result<(), OpenError> {
        let [put, moved] = kept(workspace, of, line);
        self.0.run(&PUT_COSIGNATURE, &put)?;
        self.0.run(&MOVE_WITNESS, &moved)
    }

    /// How far the log has grown.
    pub fn head(&mut self, workspace: Id<Workspace>, size: u64) -> Result<(), OpenError> {
        self.0.run(&CARRY_HEAD, &params![workspace, number(size)])
    }

    /// Keeps all that was carried since the beginning.
    pub fn keep(&mut self) -> Result<(), OpenError> {
        self.0.commit()
    }

    /// Takes back all that was carried since the beginning.
    pub fn undo(&mut self) -> Result<(), OpenError> {
        self.0.roll_back()
    }

    /// Moves all of it into the database's one file.
    pub fn close(self) -> Result<(), OpenError> {
        self.0.close()
    }
}

fn change_of(entry: &Entry) -> Id<Change> {
    Id::of(Hex::new(entry.stamp().change))
}

/// The ten columns of an entry but its place.
fn columns(workspace: Id<Workspace>, entry: &Entry) -> Result<Vec<Param>, OpenError> {
    let facts = entry.facts().to_bytes().map_err(|error| OpenError(error.to_string()))?;
    Ok(params![
        workspace,
        change_of(entry),
        Count(i64::from(entry.stamp().ordinal)),
        Time::from_micros(entry.stamp().at_us),
        Code(entry.actor().kind.code()),
        Param::text(entry.actor().id.clone()),
        Code(entry.action().code()),
        Code(entry.object().kind.code()),
        Param::text(entry.object().id.clone()),
        Param::bytes(facts)
    ])
}
