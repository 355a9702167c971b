//! The connection over which one server hears of the others: it listens, looks, and notifies.

use privacy::Id;
use privacy::ids::Workspace;
use tokio::sync::mpsc;

use super::whisper;
use crate::events::{Event, EventKind, Publisher};
use crate::failure::OpenError;
use crate::jobs::Job;
use crate::param::{Code, Count, Param};
use crate::params;
use crate::postgres::connect::{Connection, Connector};
use crate::postgres::fault;
use crate::postgres::prepared::Unrun;
use crate::row::{BadCell, Row};
use crate::statement::Statement;

/// What became visible between the snapshot $1 and now, but for what $2 told itself; $3 rows at most. A commit becomes
/// visible whenever it ends, whatever its number: the snapshot names those that were under way. `missed` is 1 if rows
/// were swept that $1 did not show, or if the history is not the one ($4) to which $1 belongs.
static LOOK: Statement = Statement {
    name: "LOOK_FOR_EVENTS",
    sql: "SELECT here.snapshot, here.timeline, here.horizon, here.missed, \
            told.workspace_id, told.conversation_id, told.contact_id, told.kind \
          FROM (SELECT now.snapshot, now.timeline, now.horizon, CAST(CASE WHEN now.timeline <> CAST($4 AS TEXT) \
              OR (swept.progress > CAST(CAST(pg_snapshot_xmin(CAST(CAST($1 AS TEXT) AS pg_snapshot)) AS TEXT) AS BIGINT) \
                AND swept.progress <= now.horizon) THEN 1 ELSE 0 END AS BIGINT) AS missed \
            FROM (SELECT CAST(pg_current_snapshot() AS TEXT) AS snapshot, \
                SUBSTR(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) AS timeline, \
                CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AS horizon) AS now \
            LEFT JOIN jobs AS swept ON swept.workspace_id = $5 AND swept.job = $6) AS here \
          LEFT JOIN ( \
            SELECT workspace_id, conversation_id, contact_id, kind, position, ordinal FROM events \
              WHERE position >= CAST(CAST(pg_snapshot_xmax(CAST(CAST($1 AS TEXT) AS pg_snapshot)) AS TEXT) AS BIGINT) \
              AND position < CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT) \
              AND origin <> CAST($2 AS BIGINT) \
            UNION ALL \
            SELECT workspace_id, conversation_id, contact_id, kind, position, ordinal FROM events \
              WHERE position IN (SELECT CAST(CAST(pg_snapshot_xip(CAST(CAST($1 AS TEXT) AS pg_snapshot)) AS TEXT) AS BIGINT)) \
              AND origin <> CAST($2 AS BIGINT) \
            ORDER BY position, ordinal LIMIT CAST($3 AS BIGINT)) AS told ON TRUE",
};

/// Seen in the list of connections; its few writes are notifications, which nobody waits for; and an empty table
/// that soon is a large one must not be read whole.
const SETTINGS: &str = "SET application_name = 'troth events'; SET synchronous_commit = off; \
                        SET enable_seqscan = off; LISTEN troth_events";

/// How far this server has read: a snapshot, and the history to which it belongs.
#[derive(Clone)]
pub(super) struct Position {
    snapshot: String,
    pub(super) timeline: String,
}

/// What a look found.
pub(super) struct Seen {
    pub(super) position: Position,
    /// Every transaction before it is settled.
    pub(super) horizon: i64,
    /// More happened than can be told.
    pub(super) missed: bool,
    pub(super) events: Vec<Event>,
}

/// The connection is no longer of use.
pub(super) struct Unlinked;

/// A connection that listens.
pub(super) struct Link {
    connection: Connection,
    heard: mpsc::Receiver<()>,
    notify: String,
}

impl Link {
    /// Connects and listens to all servers but `server` itself.
    pub(super) async fn connect(
        connector: &Connector,
        server: i64,
        events: &Publisher,
    ) -> Result<Self, OpenError> {
        let (tell, heard) = mpsc::channel(1);
        let own = server.to_string();
        let notify = format!("NOTIFY troth_events, '{own}'");
        let events = events.clone();
        let connection = connector.connect_hearing(move |payload| {
            if let Some(heard) = whisper::read(payload) {
                if heard.server != own {
                    events.publish(&[heard.event]);
                }
            } else if payload != own {
                // If one waits already, it stands for this one too.
                let _ = tell.try_send(());
            }
        });
        let connection = connection.await?;
        connection.run(SETTINGS).await?;
        Ok(Self { connection, heard, notify })
    }

    /// Waits for another server's notification; `None` when the connection is lost.
    pub(super) async fn heard(&mut self) -> Option<()> {
        self.heard.recv().await
    }

    /// Tells the other servers that it is worth looking.
    pub(super) async fn notify(&self) -> Result<(), Unlinked> {
        self.connection.run(&self.notify).await.map_err(|_| Unlinked)
    }

    /// Tells the other servers what no row says.
    pub(super) async fn whisper(&self, server: i64, event: &Event) -> Result<(), Unlinked> {
        let notify = format!("NOTIFY troth_events, '{}'", whisper::write(server, event));
        self.connection.run(&notify).await.map_err(|_| Unlinked)
    }

    /// What became visible since `from`; without it, nothing but where to read from.
    pub(super) async fn look(
        &self,
        from: Option<&Position>,
        origin: i64,
        most: usize,
    ) -> Result<Seen, Unlinked> {
        let snapshot = from.map(|from| Param::text(from.snapshot.clone()));
        let timeline = from.map(|from| Param::text(from.timeline.clone()));
        let limit = i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX);
        let sweep = Code(Job::SweepEvents.code());
        let params =
            params![snapshot, Count(origin), Count(limit), timeline, Id::<Workspace>::OPERATOR, sweep];
        let rows = self.connection.rows(&LOOK, &params).await.map_err(|unrun| unlinked(&unrun))?;
        read(rows, most).map_err(|error| {
            tracing::error!(%error, "the events of other servers cannot be read");
            Unlinked
        })
    }
}

/// Makes the operator's line, unless the connection was just lost.
fn unlinked(unrun: &Unrun) -> Unlinked {
    // The answer says whether another connection would help; the line is the same as for any read.
    fault::of_read(LOOK.name, unrun);
    Unlinked
}

fn read(rows: Vec<Row>, most: usize) -> Result<Seen, BadCell> {
    let full = rows.len() > most;
    let mut seen: Option<Seen> = None;
    for row in rows {
        let mut cells = row.cells();
        let text = |text: &str| Some(text.to_owned());
        let position = Position { snapshot: cells.text(text)?, timeline: cells.text(text)? };
        let (horizon, missed) = (cells.count()?, cells.flag()?);
        let seen = seen.get_or_insert_with(|| Seen {
            position,
            horizon,
            missed: missed || full,
            events: Vec::new(),
        });
        if let Some(workspace) = cells.maybe_id()? {
            let (conversation, contact) = (cells.id()?, cells.id()?);
            // A kind that only a newer server knows.
            match cells.maybe_code(|code| Some(EventKind::of_code(code)))?.flatten() {
                Some(kind) => seen.events.push(Event { workspace, conversation, contact, kind, by: None }),
                None => seen.missed = true,
            }
        }
    }
    seen.ok_or(BadCell { position: 1, expected: "a row" })
}
