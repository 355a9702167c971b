//! The key that signs a log, and the log's name.

use activity_log::note::{NoteKey, VerifierKey};
use privacy::ids::Workspace;
use privacy::keys::WorkspaceKeys;
use privacy::{Id, Region};
use store::vault::{Vault, VaultError};

use crate::{Deployment, Trouble};

/// The log's name: it stands first in its checkpoints and is the name of its key.
pub fn origin(workspace: Id<Workspace>) -> String {
    format!("troth/log/{workspace}")
}

/// The public key of a log, for whoever checks it.
pub async fn verifier(d: &Deployment, workspace: Id<Workspace>) -> Result<VerifierKey, Trouble> {
    Ok(key(d, workspace).await?.verifier().clone())
}

/// The public keys of the logs of these workspaces and of the operator, as far as the vault knows them.
pub async fn verifiers(
    vault: &Vault,
    workspaces: &[Id<Workspace>],
) -> Result<Vec<(Id<Workspace>, VerifierKey)>, Trouble> {
    let mut found = Vec::with_capacity(workspaces.len() + 1);
    for workspace in workspaces.iter().copied().chain([Id::<Workspace>::OPERATOR]) {
        if let Some(keys) = vault.keys(workspace).await? {
            found.push((workspace, signing(&keys, workspace)?.verifier().clone()));
        }
    }
    Ok(found)
}

/// The key of a log. The operator's is made when it is first needed; a workspace has its own from the start.
pub(super) async fn key(d: &Deployment, workspace: Id<Workspace>) -> Result<NoteKey, Trouble> {
    let mut keys = d.vault.keys(workspace).await?;
    if keys.is_none() && workspace == Id::<Workspace>::OPERATOR {
        keys = match d.vault.create_workspace(workspace, Region::Us).await {
            Ok(made) => Some(made),
            Err(VaultError::WorkspaceExists) => d.vault.keys(workspace).await?,
            Err(failed) => return Err(failed.into()),
        };
    }
    signing(&keys.ok_or(Trouble::Gone)?, workspace)
}

fn signing(keys: &WorkspaceKeys, workspace: Id<Workspace>) -> Result<NoteKey, Trouble> {
    keys.log_key(&origin(workspace)).map_err(|error| {
        tracing::error!(%workspace, %error, "the log's key cannot be made");
        Trouble::Broken
    })
}
