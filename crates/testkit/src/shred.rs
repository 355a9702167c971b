//! Destroys keys in the vault of a server that does not run: what somebody's erasure leaves for a restore to find.

use std::path::Path;

use privacy::ids::Workspace;
use privacy::keys::{EpochKey, RootKey, RootRecord, Target};
use privacy::{Id, Random};

use crate::client::Error;

/// Where the wrapped key begins in the epoch slot's first half, and the bytes of its length before it.
const WRAPPED: usize = 27;

/// Makes the targets' keys underivable in the vault of that folder.
pub fn shred(vault: &Path, root: &RootKey, workspace: &str, targets: &[Target]) -> Result<(), Error> {
    let workspace: Id<Workspace> = workspace.parse()?;
    let database = rusqlite::Connection::open(vault.join("vault.db"))?;
    let id: String = database.query_row("SELECT vault_id FROM vault_meta", [], |row| row.get(0))?;
    let slot = std::fs::read(vault.join("epoch.slot"))?;
    let length =
        slot.get(WRAPPED - 2..WRAPPED).and_then(|bytes| bytes.try_into().ok()).map(u16::from_be_bytes);
    let wrapped = length.and_then(|length| slot.get(WRAPPED..WRAPPED + usize::from(length)));
    let epoch = EpochKey::unwrap(root, &id, wrapped.ok_or("the epoch slot is damaged")?)?;
    let read = "SELECT sealed FROM vault_roots WHERE workspace_id = ?1";
    let sealed: Vec<u8> = database.query_row(read, [workspace.to_string()], |row| row.get(0))?;
    let mut record = RootRecord::open(&epoch, workspace, &sealed)?;
    let punctured = record.puncture(&Random::system(), targets, &[])?.ok_or("the keys are gone already")?;
    if !punctured.added.is_empty() {
        return Err("so many keys need pages, which this does not write".into());
    }
    let generation = i64::try_from(record.generation())?;
    let write = "UPDATE vault_roots SET generation = ?2, sealed = ?3 WHERE workspace_id = ?1";
    database.execute(write, (workspace.to_string(), generation, record.seal(&epoch)?))?;
    Ok(())
}
