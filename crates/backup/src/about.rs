//! What a backup tells of itself, first of all inside its seal: enough to refuse it before the rest is read.

use privacy::ids::Workspace;
use privacy::{Id, Time};
use serde::{Deserialize, Serialize};

use crate::failure::BackupError;

/// Of what, when and by which program a backup was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// When the database was copied.
    pub made_at: Time,
    /// The version of the program that made it.
    pub program: String,
    /// The version of the database's schema.
    pub schema: i64,
    /// The vault that holds the keys, by name.
    pub vault: String,
    /// The workspaces inside.
    pub workspaces: Vec<Id<Workspace>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    made_at_us: i64,
    program: String,
    schema: i64,
    vault: String,
    workspaces: Vec<String>,
}

impl About {
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, BackupError> {
        let written = Written {
            made_at_us: self.made_at.micros(),
            program: self.program.clone(),
            schema: self.schema,
            vault: self.vault.clone(),
            workspaces: self.workspaces.iter().map(ToString::to_string).collect(),
        };
        serde_json::to_vec(&written).map_err(|_| BackupError::Form("it cannot be described"))
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Self, BackupError> {
        let bad = BackupError::Form("its description cannot be read");
        let Ok(read) = serde_json::from_slice::<Written>(bytes) else { return Err(bad) };
        let workspaces: Result<_, _> = read.workspaces.iter().map(|id| id.parse()).collect();
        let Ok(workspaces) = workspaces else { return Err(bad) };
        let made_at = Time::from_micros(read.made_at_us);
        Ok(Self { made_at, program: read.program, schema: read.schema, vault: read.vault, workspaces })
    }
}
