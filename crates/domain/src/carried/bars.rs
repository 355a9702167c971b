//! Bars against a silent return: noted when an erasure sets them or somebody lifts them, carried over by their hash.

use std::time::Duration;

use activity_log::{Action, FactKey, Facts};
use privacy::ids::{Erasure as ErasureKind, Hex, Raw as _, Workspace};
use privacy::keys::KeyedHash;
use privacy::secret::Digest;
use privacy::{Id, Time};
use store::vault::Note;
use store::{Change, Code, Param, Row, params, statements};

use super::body::{self, Bar};
use super::{change_of, itself, noted};
use crate::restoring::Restored;
use crate::suppression::Kind;
use crate::{Deployment, Trouble, entry, limits};

pub(super) const BAR: &str = "bar";

/// The columns of a bar, in the order in which `read` takes them.
macro_rules! bar_columns {
    () => {
        "suppression_hash, kind, erasure_id, created_at, expires_at, overridden_at"
    };
}
pub(super) use bar_columns;

statements! {
    /// The bars that an erasure has set, found by their end.
    BARS_OF_ERASURE = concat!("SELECT ", bar_columns!(), " FROM suppressions WHERE workspace_id = $1 AND expires_at > $2 \
                      AND expires_at <= $3 AND erasure_id = $4");
    /// Bars by their hashes.
    BARS_BY_HASH = concat!("SELECT ", bar_columns!(), " FROM suppressions WHERE workspace_id = $1 \
                   AND suppression_hash IN ($2, $3, $4)");
    /// A bar that was set or lifted since the backup.
    CARRY_BAR = "INSERT INTO suppressions (workspace_id, suppression_hash, kind, erasure_id, created_at, expires_at, \
                 overridden_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (workspace_id, suppression_hash) \
                 DO UPDATE SET kind = EXCLUDED.kind, erasure_id = EXCLUDED.erasure_id, created_at = EXCLUDED.created_at, \
                 expires_at = EXCLUDED.expires_at, overridden_at = EXCLUDED.overridden_at \
                 WHERE suppressions.created_at < EXCLUDED.created_at \
                 OR (suppressions.created_at = EXCLUDED.created_at AND suppressions.overridden_at IS NULL)";
}

/// Between the reading of what a bar is made of and its commit passes less than this.
const MADE_WITHIN: Duration = Duration::from_hours(1);

/// Notes the bars that an erasure has set.
pub(crate) async fn note_bars_of(
    d: &Deployment,
    workspace: Id<Workspace>,
    erasure: Id<ErasureKind>,
    requested_at: Time,
) -> Result<(), Trouble> {
    let ends = requested_at.after(limits::SUPPRESSION);
    let asked = params![workspace, before(ends, MADE_WITHIN), ends, erasure];
    let notes = read_all(d.store.rows(&BARS_OF_ERASURE, asked).await?)?;
    Ok(d.vault.note(workspace, BAR, &notes).await?)
}

/// Notes how the bars with these hashes stand.
pub(crate) async fn note_bars(d: &Deployment, workspace: Id<Workspace>, hashes: [Option<KeyedHash>; 3]) {
    let [one, two, three] = hashes;
    let rows = d.store.rows(&BARS_BY_HASH, params![workspace, one, two, three]).await;
    noted(d, workspace, BAR, rows.map_err(Trouble::from).and_then(read_all)).await;
}

/// So much earlier.
pub(super) fn before(at: Time, earlier: Duration) -> Time {
    Time::from_micros(at.micros().saturating_sub(i64::try_from(earlier.as_micros()).unwrap_or(i64::MAX)))
}

/// The notes of rows with the columns of `bar_columns`.
pub(super) fn read_all(rows: Vec<Row>) -> Result<Vec<Note>, Trouble> {
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Note, Trouble> {
    let mut c = row.cells();
    let (hash, kind) = (c.hash()?, c.code(Kind::of_code)?);
    let erasure: Id<ErasureKind> = c.id()?;
    let (created, expires, overridden) = (c.time()?, c.time()?, c.maybe_time()?);
    let bar = Bar {
        kind: kind.code().to_owned(),
        erasure: erasure.to_string(),
        created_us: created.micros(),
        expires_us: expires.micros(),
        overridden_us: overridden.map(Time::micros),
    };
    let at = overridden.map_or(created, |overridden| overridden.max(created));
    Ok(Note { name: Hex::new(hash).to_string(), at, body: body::written(&bar)? })
}

/// Carries a page of notes over into a restored store, in one change; answers how many.
pub(super) async fn carry(
    d: &Deployment,
    restored: &Restored,
    workspace: Id<Workspace>,
    notes: &[Note],
) -> Result<u64, Trouble> {
    let Some(first) = notes.first() else { return Ok(0) };
    let mut rows = Vec::with_capacity(notes.len());
    for note in notes {
        let bar: Bar = body::read(&note.body)?;
        if bar.expires_us > d.now().micros() {
            rows.push(row(workspace, &note.name, &bar)?);
        }
    }
    let count = rows.len() as u64;
    let facts = Facts::new().count(FactKey::Count, count);
    let id = change_of(restored, workspace, BAR, &first.name);
    let act = entry::with(Action::SuppressionAdded, &workspace, facts);
    let change = Change::new(id, &itself(workspace), d.now(), act);
    let change = rows.into_iter().fold(change, |change, row| change.any(&CARRY_BAR, row));
    d.store.commit(change).await?;
    Ok(count)
}

fn row(workspace: Id<Workspace>, name: &str, bar: &Bar) -> Result<Vec<Param>, Trouble> {
    let hash = hash_named(name)?;
    let kind = Kind::of_code(&bar.kind).ok_or(Trouble::Broken)?;
    let erasure: Id<ErasureKind> = bar.erasure.parse().map_err(|_| Trouble::Broken)?;
    Ok(params![
        workspace,
        hash,
        Code(kind.code()),
        erasure,
        Time::from_micros(bar.created_us),
        Time::from_micros(bar.expires_us),
        bar.overridden_us.map(Time::from_micros)
    ])
}

/// The hash of which a note is.
pub(super) fn hash_of(note: &Note) -> Result<Param, Trouble> {
    Ok(hash_named(&note.name)?.into())
}

fn hash_named(name: &str) -> Result<Digest, Trouble> {
    Hex::<32>::read(name).map(|hash| Digest::known(*hash.bytes())).ok_or(Trouble::Broken)
}
