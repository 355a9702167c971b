//! The key that signs a log's checkpoints: its seed follows from the workspace's record, so that it lies in no store
//! and comes back with the vault.

use activity_log::note::{KeyKind, NoteError, NoteKey};
use zeroize::Zeroizing;

use super::WorkspaceKeys;

const PURPOSE: &str = "troth/log-key/v1";

impl WorkspaceKeys {
    /// The key of the workspace's log, under the log's name: seed `sign("troth/log-key/v1", workspace id)`.
    pub fn log_key(&self, name: &str) -> Result<NoteKey, NoteError> {
        let seed = Zeroizing::new(self.sign(PURPOSE, self.workspace().to_string().as_bytes()));
        NoteKey::from_seed(name, KeyKind::Ed25519, &seed)
    }
}

#[cfg(test)]
mod tests {
    use crate::ids::Workspace;
    use crate::keys::RootRecord;
    use crate::{Id, Random, Region};

    #[test]
    fn each_workspace_has_its_own_key_and_always_the_same() {
        let random = Random::seeded(5);
        let record = RootRecord::create(&random, Id::<Workspace>::fresh(&random, Region::Eu), Region::Eu);
        let other = RootRecord::create(&random, Id::<Workspace>::fresh(&random, Region::Eu), Region::Eu);
        let key = |record: &RootRecord| record.keys().log_key("log").unwrap().verifier().to_string();
        assert_eq!(key(&record), key(&record));
        assert_ne!(key(&record), key(&other));
    }
}
