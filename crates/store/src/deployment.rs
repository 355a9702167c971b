//! What the data store remembers of its deployment: the one vault that holds its keys.

use activity_log::{Action, Facts, Object, ObjectKind};
use privacy::{Id, Time};

use crate::change::{Act, Change};
use crate::failure::{Applied, Failed, OpenError, ReadFailed};
use crate::param::{Code, Param};
use crate::params;
use crate::store::Store;
use crate::vault::VaultId;

crate::statements! {
    /// Remembers the vault; there is one row at most.
    ADD_DEPLOYMENT = "INSERT INTO deployment (deployment_id, vault_id, created_at) VALUES ($1, $2, $3) \
        ON CONFLICT DO NOTHING";
    /// The vault that is remembered.
    READ_DEPLOYMENT = "SELECT vault_id FROM deployment WHERE deployment_id = $1";
}

pub(crate) const ONLY: Code = Code("only");

impl Store {
    /// Binds the data to the vault that holds its keys, the first time; later, refuses any other vault.
    pub async fn bind_vault(&self, vault: VaultId, now: Time) -> Result<(), OpenError> {
        let object = Object::new(ObjectKind::Deployment, "only");
        let act = Act { action: Action::DeploymentCreated, object, facts: Facts::new() };
        // The vault's name names the change too, so that starting twice at once is harmless.
        let change = Change::for_operator(Id::of(vault.0), now, act);
        let change = change.one(&ADD_DEPLOYMENT, params![ONLY, Param::text(vault.to_string()), now]);
        match self.commit(change).await {
            Ok(Applied::Now) => Ok(()),
            Ok(Applied::Before) | Err(Failed::Conflict(_)) => self.same_vault(vault).await,
            Err(failed) => Err(OpenError(failed.to_string())),
        }
    }

    /// Whether the data belongs to a vault already.
    pub async fn is_bound(&self) -> Result<bool, ReadFailed> {
        Ok(self.row(&READ_DEPLOYMENT, params![ONLY]).await?.is_some())
    }

    async fn same_vault(&self, vault: VaultId) -> Result<(), OpenError> {
        let row = self
            .row(&READ_DEPLOYMENT, params![ONLY])
            .await
            .map_err(|failed| OpenError(failed.to_string()))?;
        let bound = row.and_then(|row| row.cells().text(|text| Some(text == vault.to_string())).ok());
        if bound == Some(true) {
            return Ok(());
        }
        Err(OpenError(format!(
            "the data belongs to another vault than {vault}: give the vault that it was made with; nothing was changed"
        )))
    }
}
