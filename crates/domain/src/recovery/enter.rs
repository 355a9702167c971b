//! Entering a destruction of which the log does not tell: a server ended it and not itself, or the data is older.

use activity_log::{Action, FactKey, Facts, LeafRange, MAX_RANGES, Object, ObjectKind};
use privacy::Id;
use privacy::access::{Actor, SystemRole};
use privacy::ids::Workspace;
use store::vault::{Destroyed, VaultState};
use store::{Act, Change};

use crate::{Deployment, Trouble};

/// Enters one destruction, in several entries where its ranges do not fit into one.
pub(super) async fn destroyed(
    d: &Deployment,
    workspace: Id<Workspace>,
    state: VaultState,
    destroyed: &Destroyed,
) -> Result<(), Trouble> {
    let of = |range: &privacy::keys::DeadRange| LeafRange {
        tree: range.tree,
        first: range.first,
        last: range.last,
    };
    let ranges: Vec<LeafRange> = destroyed.ranges.as_slice().iter().map(of).collect();
    let mut acts = ranges.chunks(MAX_RANGES).map(|some| {
        let facts = Facts::new()
            .count(FactKey::Generation, state.generation)
            .count(FactKey::ChainNumber, destroyed.chain.n)
            .hash(FactKey::Chain, destroyed.chain.hash)
            .ranges(FactKey::Ranges, some.to_vec());
        act(d, Action::VaultPunctured, facts)
    });
    let Some(first) = acts.next() else { return Ok(()) };
    let change = acts.fold(Change::new(d.change(), &itself(workspace), d.now(), first), Change::also);
    d.store.commit(change).await?;
    Ok(())
}

/// Enters that the vault was recovered and new trees are in use.
pub(super) async fn recovered(
    d: &Deployment,
    workspace: Id<Workspace>,
    state: VaultState,
    replayed: usize,
) -> Result<(), Trouble> {
    let facts = Facts::new()
        .count(FactKey::Count, replayed as u64)
        .count(FactKey::Generation, state.generation)
        .count(FactKey::ChainNumber, state.chain.n)
        .hash(FactKey::Chain, state.chain.hash);
    let recovered = act(d, Action::VaultRecovered, facts);
    let opened = act(d, Action::TreeOpened, Facts::new());
    let change = Change::new(d.change(), &itself(workspace), d.now(), recovered).also(opened);
    d.store.commit(change).await?;
    Ok(())
}

fn act(d: &Deployment, action: Action, facts: Facts) -> Act {
    Act { action, object: Object::new(ObjectKind::Vault, d.vault.id().to_string()), facts }
}

const fn itself(workspace: Id<Workspace>) -> Actor {
    Actor::System { workspace, role: SystemRole::Erasure }
}
