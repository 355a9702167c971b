//! Whether a vault is at least as new as the one that a backup knew: an older one would open who was erased since, and may
//! not have the keys of what the backup holds.

use std::fmt;

use backup::{About, KeysAt};
use privacy::Id;
use privacy::ids::Workspace;
use store::vault::{Vault, VaultError};

/// How a vault compares with the one that a backup knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultAge {
    /// The backup does not say.
    Unknown,
    /// It goes on from there.
    AsNew,
    /// It is of before the backup.
    Older(Older),
    /// It went another way: other keys were destroyed than those that the backup knows of.
    Forked(Id<Workspace>),
}

/// In what a vault is older.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Older {
    /// The first workspace of which it is.
    pub workspace: Id<Workspace>,
    /// What the backup knows of it.
    pub backup: KeysAt,
    /// What the vault knows of it; none if it does not know the workspace.
    pub vault: Option<KeysAt>,
}

impl fmt::Display for Older {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (workspace, knows) = (self.workspace, self.backup);
        write!(f, "of the workspace {workspace} the backup knows generation {} and ", knows.generation)?;
        write!(f, "{} destructions of keys, and the vault ", knows.chain.n)?;
        match self.vault {
            Some(vault) => write!(f, "generation {} and {}", vault.generation, vault.chain.n),
            None => f.write_str("does not know it"),
        }
    }
}

/// How far the vault is with these workspaces.
pub(super) async fn keys_at(vault: &Vault, workspaces: &[Id<Workspace>]) -> Result<Vec<KeysAt>, VaultError> {
    let mut all = Vec::with_capacity(workspaces.len());
    for workspace in workspaces {
        all.extend(of(vault, *workspace).await?);
    }
    Ok(all)
}

async fn of(vault: &Vault, workspace: Id<Workspace>) -> Result<Option<KeysAt>, VaultError> {
    let state = vault.state(workspace).await?;
    Ok(state.map(|state| KeysAt { workspace, generation: state.generation, chain: state.chain }))
}

/// Compares the vault with what a backup of its data says of it.
pub async fn vault_age(vault: &Vault, about: &About) -> Result<VaultAge, VaultError> {
    for known in &about.keys {
        let now = of(vault, known.workspace).await?;
        let as_new = now.filter(|now| now.generation >= known.generation && now.chain.n >= known.chain.n);
        let Some(now) = as_new else {
            return Ok(VaultAge::Older(Older { workspace: known.workspace, backup: *known, vault: now }));
        };
        let same = match known.chain.n {
            0 => true,
            n if n == now.chain.n => now.chain == known.chain,
            n => {
                let since = vault.destroyed_since(known.workspace, n - 1).await?;
                since.first().is_some_and(|first| first.chain == known.chain)
            }
        };
        if !same {
            return Ok(VaultAge::Forked(known.workspace));
        }
    }
    Ok(if about.keys.is_empty() { VaultAge::Unknown } else { VaultAge::AsNew })
}
