//! Dealing places: in one statement the database numbers the entries that it sees and that have none. What becomes
//! visible later, however early it began, is seen the next time: nothing is remembered that could skip it.

use privacy::Id;
use privacy::ids::Workspace;

use crate::change::{Expected, Step, Work};
use crate::failure::{Failed, ReadFailed};
use crate::param::Count;
use crate::params;
use crate::store::Store;

crate::statements! {
    /// A log begins.
    BEGIN_LOG = "INSERT INTO log_heads (workspace_id, deals, size) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING";
    /// Takes the turn: who comes second waits here, and then sees what the first has dealt.
    TAKE_TURN = "UPDATE log_heads SET deals = deals + 1 WHERE workspace_id = $1";
    /// Deals the next places to at most so many entries, the oldest of them first. The tree's size counts where bodies
    /// are gone. Which of many are taken is left to the index: sorting all that wait would cost too much.
    DEAL_PLACES = "UPDATE entries SET log_index = dealt.place FROM (\
            SELECT e.change_id, e.ordinal, n.next + ROW_NUMBER() OVER (ORDER BY e.at, e.change_id, e.ordinal) - 1 AS place \
            FROM (SELECT change_id, ordinal, at FROM entries WHERE workspace_id = $1 AND log_index IS NULL LIMIT $2) e \
            CROSS JOIN (SELECT CASE WHEN last.place >= h.size THEN last.place + 1 ELSE h.size END AS next \
                FROM log_heads h CROSS JOIN (SELECT COALESCE(MAX(log_index), -1) AS place FROM entries \
                    WHERE workspace_id = $1 AND log_index >= 0) last \
                WHERE h.workspace_id = $1) n) dealt \
        WHERE entries.workspace_id = $1 AND entries.change_id = dealt.change_id AND entries.ordinal = dealt.ordinal";
    /// Whether an entry waits for a place.
    FIND_UNDEALT = "SELECT ordinal FROM entries WHERE workspace_id = $1 AND log_index IS NULL LIMIT 1";
    /// The workspaces in which an entry waits, for a place or for the tree to reach it.
    LIST_UNLOGGED = "SELECT w.workspace_id FROM workspaces w LEFT JOIN log_heads h ON h.workspace_id = w.workspace_id \
        WHERE EXISTS (SELECT 1 FROM entries e WHERE e.workspace_id = w.workspace_id AND e.log_index IS NULL) \
            OR EXISTS (SELECT 1 FROM entries e WHERE e.workspace_id = w.workspace_id AND e.log_index >= h.size)";
}

impl Store {
    /// Makes sure that the workspace, or the operator, has a log.
    pub async fn begin_log(&self, workspace: Id<Workspace>) -> Result<(), Failed> {
        let step = Step { statement: &BEGIN_LOG, params: params![workspace], expected: Expected::Any };
        self.apply(Work { steps: vec![step], events: Vec::new() }).await.map(drop)
    }

    /// Deals the log's next places to at most `most` entries that have none.
    pub async fn deal_log_places(&self, workspace: Id<Workspace>, most: u32) -> Result<(), Failed> {
        let turn = Step { statement: &TAKE_TURN, params: params![workspace], expected: Expected::Rows(1) };
        let params = params![workspace, Count(i64::from(most))];
        let deal = Step { statement: &DEAL_PLACES, params, expected: Expected::Any };
        self.apply(Work { steps: vec![turn, deal], events: Vec::new() }).await.map(drop)
    }

    /// Whether an entry of the workspace has no place in the log yet.
    pub async fn has_undealt(&self, workspace: Id<Workspace>) -> Result<bool, ReadFailed> {
        Ok(self.row(&FIND_UNDEALT, params![workspace]).await?.is_some())
    }

    /// The workspaces in which entries are not in the log yet, and the operator, who is no workspace.
    pub async fn all_unlogged(&self) -> Result<Vec<Id<Workspace>>, ReadFailed> {
        let rows = self.rows(&LIST_UNLOGGED, params![]).await?;
        let operator = std::iter::once(Ok(Id::<Workspace>::OPERATOR));
        rows.into_iter().map(|row| Ok(row.cells().id()?)).chain(operator).collect()
    }
}
