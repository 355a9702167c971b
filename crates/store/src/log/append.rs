//! Growing the tree: head, tiles and checkpoint in one commit, and only from the size that was found.

use crate::change::{Expected, Step, Work};
use crate::failure::{Applied, Failed};
use crate::param::{Count, Param};
use crate::params;
use crate::store::Store;

use super::LogStep;

crate::statements! {
    /// Moves the head on, unless somebody else did.
    MOVE_HEAD = "UPDATE log_heads SET size = $3 WHERE workspace_id = $1 AND size = $2";
    /// A tile, or the tile as it grew.
    PUT_TILE = "INSERT INTO log_tiles (workspace_id, level, tile, hashes) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (workspace_id, level, tile) DO UPDATE SET hashes = excluded.hashes";
    /// The checkpoint of the new size.
    ADD_CHECKPOINT = "INSERT INTO log_checkpoints (workspace_id, size, note, signed_at) VALUES ($1, $2, $3, $4)";
}

impl Store {
    /// Grows a log by one step; `false` if another server's step came first, and nothing was done.
    pub async fn append_log(&self, step: LogStep) -> Result<bool, Failed> {
        let (workspace, to) = (step.workspace, number(step.checkpoint.size));
        let move_head = params![workspace, number(step.from), to];
        let mut steps = vec![Step { statement: &MOVE_HEAD, params: move_head, expected: Expected::Rows(1) }];
        steps.extend(step.tiles.into_iter().map(|(tile, hashes)| Step {
            statement: &PUT_TILE,
            params: params![
                workspace,
                Count(i64::from(tile.level)),
                number(tile.index),
                Param::bytes(hashes)
            ],
            expected: Expected::Rows(1),
        }));
        let signed = params![workspace, to, Param::text(step.checkpoint.note), step.checkpoint.signed_at];
        steps.push(Step { statement: &ADD_CHECKPOINT, params: signed, expected: Expected::Rows(1) });
        Ok(self.apply(Work { steps, events: Vec::new() }).await? == Applied::Now)
    }
}

/// A size or index of the tree as it is stored.
pub(super) fn number(number: u64) -> Count {
    Count(i64::try_from(number).unwrap_or(i64::MAX))
}
