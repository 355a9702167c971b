//! Clusters whose owner was killed before it could stop them are stopped and removed at the next start.

use std::fs;
use std::path::Path;

use crate::postgres::account::Account;
use crate::process;
use crate::report::note;

/// Stops and removes every cluster under `parent` whose starter is gone.
pub(crate) fn remove(parent: &Path, pg_ctl: &Path, account: &Account) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let folder = entry.path();
        if owner_is_gone(&folder) {
            note(&format!("removing a PostgreSQL that was left behind: {}", folder.display()));
            stop(&folder, pg_ctl, account);
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

/// Stops the server of a cluster; harmless if it does not run.
pub(crate) fn stop(folder: &Path, pg_ctl: &Path, account: &Account) {
    let mut command = account.command(pg_ctl);
    command.args(["stop", "--mode", "immediate", "--silent", "--pgdata"]).arg(folder.join("data"));
    let _ = process::read(&mut command);
}

/// A folder's name ends in the process id of its starter.
fn owner_is_gone(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Some(id) = name.strip_prefix("troth-postgres-").and_then(|id| id.parse::<u32>().ok()) else {
        return false;
    };
    !Path::new(&format!("/proc/{id}")).exists()
}
