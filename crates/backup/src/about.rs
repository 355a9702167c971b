//! What a backup tells of itself, first of all inside its seal: enough to refuse it before the rest is read.

use privacy::ids::{Hex, Raw as _, Workspace};
use privacy::keys::Chain;
use privacy::{Id, Time};
use serde::{Deserialize, Serialize};

use crate::failure::BackupError;

/// The bytes of a description at most: some 70,000 workspaces.
pub(crate) const ABOUT_BYTES: u64 = 16 << 20;

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
    /// How far the vault's records were then; none in a backup by an older program.
    pub keys: Vec<KeysAt>,
}

/// How far the vault's record of a workspace was. No key, and nothing that tells one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeysAt {
    /// The workspace.
    pub workspace: Id<Workspace>,
    /// Counts the changes of its record.
    pub generation: u64,
    /// Counts the destructions of its keys, and their hash.
    pub chain: Chain,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    made_at_us: i64,
    program: String,
    schema: i64,
    vault: String,
    workspaces: Vec<String>,
    #[serde(default)]
    keys: Vec<WrittenKeys>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKeys {
    workspace: String,
    generation: u64,
    chain_number: u64,
    chain: String,
}

impl WrittenKeys {
    fn of(keys: &KeysAt) -> Self {
        Self {
            workspace: keys.workspace.to_string(),
            generation: keys.generation,
            chain_number: keys.chain.n,
            chain: Hex::new(keys.chain.hash).to_string(),
        }
    }

    fn read(&self) -> Option<KeysAt> {
        let chain = Chain { n: self.chain_number, hash: *Hex::<32>::read(&self.chain)?.bytes() };
        Some(KeysAt { workspace: self.workspace.parse().ok()?, generation: self.generation, chain })
    }
}

impl About {
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, BackupError> {
        let written = Written {
            made_at_us: self.made_at.micros(),
            program: self.program.clone(),
            schema: self.schema,
            vault: self.vault.clone(),
            workspaces: self.workspaces.iter().map(ToString::to_string).collect(),
            keys: self.keys.iter().map(WrittenKeys::of).collect(),
        };
        serde_json::to_vec(&written).map_err(|_| BackupError::Form("it cannot be described"))
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Self, BackupError> {
        let bad = BackupError::Form("its description cannot be read");
        let Ok(read) = serde_json::from_slice::<Written>(bytes) else { return Err(bad) };
        let workspaces: Result<_, _> = read.workspaces.iter().map(|id| id.parse()).collect();
        let Ok(workspaces) = workspaces else { return Err(bad) };
        let keys: Option<Vec<_>> = read.keys.iter().map(WrittenKeys::read).collect();
        let Some(keys) = keys else { return Err(bad) };
        let made_at = Time::from_micros(read.made_at_us);
        Ok(Self { made_at, program: read.program, schema: read.schema, vault: read.vault, workspaces, keys })
    }
}
