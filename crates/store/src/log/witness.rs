//! What witnesses signed of the logs, and which checkpoints still wait for them.

use privacy::ids::Workspace;
use privacy::{Id, Time};

use super::LogCheckpoint;
use super::append::number;
use super::read::checkpoint;
use crate::change::{Expected, Step, Work};
use crate::failure::{Failed, ReadFailed};
use crate::param::{Code, Count, Param};
use crate::params;
use crate::row::{Cells, Row};
use crate::store::Store;

crate::statements! {
    /// A witness's signature of a checkpoint; the newest it gave for that one.
    PUT_COSIGNATURE = "INSERT INTO log_cosignatures (workspace_id, size, witness, signature, witnessed_at) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, size, witness) \
        DO UPDATE SET signature = excluded.signature, witnessed_at = excluded.witnessed_at";
    /// How far the witness has come; never back.
    MOVE_WITNESS = "INSERT INTO log_witnesses (workspace_id, witness, size, witnessed_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (workspace_id, witness) DO UPDATE SET size = excluded.size, witnessed_at = excluded.witnessed_at \
        WHERE excluded.size >= log_witnesses.size";
    /// The signatures of a checkpoint.
    READ_COSIGNATURES = "SELECT signature FROM log_cosignatures WHERE workspace_id = $1 AND size = $2 ORDER BY witness";
    /// The newest checkpoint that so many witnesses signed and that covers a place.
    NEWEST_WITNESSED = "SELECT k.size, k.note, k.signed_at FROM log_checkpoints k WHERE k.workspace_id = $1 AND k.size = \
        (SELECT c.size FROM log_cosignatures c WHERE c.workspace_id = $1 AND c.size > $2 \
            GROUP BY c.size HAVING COUNT(*) >= $3 ORDER BY c.size DESC LIMIT 1)";
    /// How far each witness has come with a log.
    LIST_WITNESSES = "SELECT witness, size, witnessed_at FROM log_witnesses WHERE workspace_id = $1 ORDER BY witness";
    /// The workspaces' logs, by id from one on, whose newest checkpoint a witness has not signed, and since when there is
    /// such a one. The operator's own log is handed out to nobody, so nobody could tell a witness of it.
    LIST_UNWITNESSED = "SELECT h.workspace_id, COALESCE(w.size, 0), COALESCE((SELECT k.signed_at FROM log_checkpoints k \
            WHERE k.workspace_id = h.workspace_id AND k.size > COALESCE(w.size, 0) ORDER BY k.size LIMIT 1), 0) \
        FROM log_heads h LEFT JOIN log_witnesses w ON w.workspace_id = h.workspace_id AND w.witness = $1 \
        WHERE h.workspace_id > $2 AND h.workspace_id <> $3 AND h.size > COALESCE(w.size, 0) ORDER BY h.workspace_id LIMIT 100";
}

/// A log whose newest checkpoint a witness has not signed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unwitnessed {
    /// Whose log.
    pub workspace: Id<Workspace>,
    /// How many entries the witness signed for.
    pub signed: u64,
    /// When the first checkpoint was signed that the witness has not seen.
    pub since: Time,
}

/// What a witness signed of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// The witness's public key, in its text form.
    pub witness: String,
    /// How many entries its newest signature covers.
    pub size: u64,
    /// When it says it signed.
    pub at: Time,
}

impl Store {
    /// Keeps a witness's signature line of the checkpoint over `of.size` entries.
    pub async fn put_cosignature(
        &self,
        workspace: Id<Workspace>,
        of: Witnessed,
        line: String,
    ) -> Result<(), Failed> {
        let [put, moved] = kept(workspace, &of, line);
        let steps = vec![
            Step { statement: &PUT_COSIGNATURE, params: put, expected: Expected::Rows(1) },
            Step { statement: &MOVE_WITNESS, params: moved, expected: Expected::Any },
        ];
        self.apply(Work { steps, events: Vec::new() }).await.map(drop)
    }

    /// The signature lines that witnesses gave for the checkpoint over so many entries.
    pub async fn cosignatures(&self, workspace: Id<Workspace>, size: u64) -> Result<Vec<String>, ReadFailed> {
        let rows = self.rows(&READ_COSIGNATURES, params![workspace, number(size)]).await?;
        rows.into_iter().map(|row| Ok(row.cells().text(|line| Some(line.to_owned()))?)).collect()
    }

    /// The newest checkpoint with signatures by at least `witnesses` witnesses, over more than `beyond` entries.
    pub async fn newest_witnessed(
        &self,
        workspace: Id<Workspace>,
        beyond: u64,
        witnesses: u32,
    ) -> Result<Option<LogCheckpoint>, ReadFailed> {
        let params = params![workspace, number(beyond), Count(i64::from(witnesses))];
        self.row(&NEWEST_WITNESSED, params).await?.map(checkpoint).transpose()
    }

    /// How far each witness has come with a log, those that ever signed for it.
    pub async fn witnesses(&self, workspace: Id<Workspace>) -> Result<Vec<Witnessed>, ReadFailed> {
        self.rows(&LIST_WITNESSES, params![workspace])
            .await?
            .into_iter()
            .map(|row| witnessed(&mut row.cells()))
            .collect()
    }

    /// At most a hundred logs that wait for a witness, by id, after one.
    pub async fn unwitnessed(
        &self,
        witness: &str,
        after: Option<Id<Workspace>>,
    ) -> Result<Vec<Unwitnessed>, ReadFailed> {
        let after = after.map_or_else(|| Param::from(Code("")), Param::from);
        let rows = self
            .rows(
                &LIST_UNWITNESSED,
                params![Param::text(witness.to_owned()), after, Id::<Workspace>::OPERATOR],
            )
            .await?;
        rows.into_iter().map(unwitnessed).collect()
    }
}

/// What `PUT_COSIGNATURE` and `MOVE_WITNESS` take.
pub(super) fn kept(workspace: Id<Workspace>, of: &Witnessed, line: String) -> [Vec<Param>; 2] {
    let (size, witness) = (number(of.size), || Param::text(of.witness.clone()));
    [
        params![workspace, size, witness(), Param::text(line), of.at],
        params![workspace, witness(), size, of.at],
    ]
}

/// Reads witness, size and time.
pub(super) fn witnessed(c: &mut Cells) -> Result<Witnessed, ReadFailed> {
    let witness = c.text(|key| Some(key.to_owned()))?;
    Ok(Witnessed { witness, size: u64::try_from(c.count()?).unwrap_or(0), at: c.time()? })
}

fn unwitnessed(row: Row) -> Result<Unwitnessed, ReadFailed> {
    let mut c = row.cells();
    let (workspace, signed) = (c.id()?, u64::try_from(c.count()?).unwrap_or(0));
    Ok(Unwitnessed { workspace, signed, since: c.time()? })
}
