//! The vault: made once, opened by its root key only, and never dealing a leaf twice.

use std::collections::HashSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use privacy::ids::Workspace;
use privacy::keys::{HolderKind, Leaf, LeafKind, RootKey, WorkspaceKeys};
use privacy::{Id, Random, Region};
use store::vault::{Vault, VaultError};
use testkit::engines::Place;
use testkit::on_both_engines;
use tokio::task::JoinSet;

async fn open(place: &Place, root: &RootKey) -> Result<Vault, VaultError> {
    Vault::open(place.vault_address(), root, &Random::system()).await
}

fn workspace() -> Id<Workspace> {
    Id::<Workspace>::fresh(&Random::system(), Region::Eu)
}

/// Tells one leaf's key from another's, without showing either.
fn key_of(keys: &WorkspaceKeys, leaf: Leaf) -> [u8; 32] {
    *keys.commitment(HolderKind::Contact, "1", leaf).unwrap().as_bytes()
}

on_both_engines! {
    async fn a_vault_is_made_once_and_keeps_its_keys(place: Place) {
        let root = RootKey::create(&Random::system());
        let (vault, workspace) = (open(&place, &root).await.unwrap(), workspace());
        assert!(vault.keys(workspace).await.unwrap().is_none());
        let keys = vault.create_workspace(workspace, Region::Eu).await.unwrap();
        let leaf = vault.deal(workspace, LeafKind::Person).await.unwrap();
        let again = open(&place, &root).await.unwrap();
        assert_eq!(again.id(), vault.id());
        let kept = again.keys(workspace).await.unwrap().unwrap();
        assert_eq!(key_of(&kept, leaf), key_of(&keys, leaf));
        assert_eq!((kept.workspace(), kept.region()), (workspace, Region::Eu));
        let twice = again.create_workspace(workspace, Region::Eu).await;
        assert!(matches!(twice, Err(VaultError::WorkspaceExists)));
        assert_eq!(key_of(&again.keys(workspace).await.unwrap().unwrap(), leaf), key_of(&keys, leaf));
    }

    async fn another_root_key_is_refused_by_name_and_touches_nothing(place: Place) {
        let (root, other) = (RootKey::create(&Random::system()), RootKey::create(&Random::system()));
        let (vault, workspace) = (open(&place, &root).await.unwrap(), workspace());
        let keys = vault.create_workspace(workspace, Region::Eu).await.unwrap();
        let before = contents(&place);
        let refused = open(&place, &other).await.err().unwrap().to_string();
        assert!(refused.contains(&root.fingerprint().to_string()), "{refused}");
        assert!(refused.contains(&other.fingerprint().to_string()), "{refused}");
        assert_eq!(before, contents(&place));
        let kept = open(&place, &root).await.unwrap().keys(workspace).await.unwrap().unwrap();
        assert_eq!(key_of(&kept, kept.settings_leaf()), key_of(&keys, keys.settings_leaf()));
    }

    /// Two servers lease at the same time, again and again: each start takes a lease of its own.
    async fn no_leaf_is_dealt_twice(place: Place) {
        let root = RootKey::create(&Random::system());
        let workspace = workspace();
        open(&place, &root).await.unwrap().create_workspace(workspace, Region::Eu).await.unwrap();
        let mut servers = JoinSet::new();
        for _ in 0..2 {
            for _ in 0..4 {
                let vault = open(&place, &root).await.unwrap();
                servers.spawn(async move {
                    let mut dealt = Vec::new();
                    for round in 0..12 {
                        let kind = LeafKind::ALL[round % LeafKind::ALL.len()];
                        let leaf = vault.deal(workspace, kind).await.unwrap();
                        assert!(kind.range().contains(&leaf.index));
                        dealt.push(leaf);
                    }
                    dealt
                });
            }
        }
        let dealt = servers.join_all().await.concat();
        assert_eq!(dealt.iter().collect::<HashSet<_>>().len(), dealt.len());
    }

    /// After a restore every leaf comes from a tree that the restored state never knew.
    async fn a_new_tree_is_dealt_from_and_the_old_one_still_opens(place: Place) {
        let root = RootKey::create(&Random::system());
        let (vault, workspace) = (open(&place, &root).await.unwrap(), workspace());
        let keys = vault.create_workspace(workspace, Region::Eu).await.unwrap();
        let before = vault.deal(workspace, LeafKind::Person).await.unwrap();
        vault.open_tree(workspace, None).await.unwrap();
        let after = vault.deal(workspace, LeafKind::Person).await.unwrap();
        assert_ne!(before.tree, after.tree);
        let renewed = vault.keys(workspace).await.unwrap().unwrap();
        assert_eq!(key_of(&renewed, before), key_of(&keys, before));
        assert_ne!(key_of(&renewed, after), key_of(&renewed, before));
    }

    async fn a_workspace_that_the_vault_does_not_know_gets_no_leaf(place: Place) {
        let vault = open(&place, &RootKey::create(&Random::system())).await.unwrap();
        let dealt = vault.deal(workspace(), LeafKind::Person).await;
        assert!(matches!(dealt, Err(VaultError::NoWorkspace)));
    }
}

/// Every file of a vault's folder.
fn contents(place: &Place) -> Vec<(String, Vec<u8>)> {
    if !place.is_embedded() {
        return Vec::new();
    }
    let files = std::fs::read_dir(place.vault()).unwrap().map(|file| file.unwrap().path());
    let mut all: Vec<(String, Vec<u8>)> =
        files.map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect();
    all.sort();
    all
}

fn sealed_root(place: &Place) -> Vec<u8> {
    let connection = rusqlite::Connection::open(Path::new(&place.vault()).join("vault.db")).unwrap();
    connection.query_row("SELECT sealed FROM vault_roots", [], |row| row.get(0)).unwrap()
}

fn is_in(place: &Place, bytes: &[u8]) -> bool {
    contents(place).iter().any(|(_, held)| held.windows(bytes.len()).any(|window| window == bytes))
}

/// A replaced record is in no file: not in the journal, not in a free page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replaced_record_leaves_no_copy_in_the_folder() {
    let place = Place::embedded();
    let (vault, workspace) = (open(&place, &RootKey::create(&Random::system())).await.unwrap(), workspace());
    vault.create_workspace(workspace, Region::Eu).await.unwrap();
    let before = sealed_root(&place);
    let part = &before[before.len() - 24..];
    assert!(is_in(&place, part), "the search finds what is there");
    vault.deal(workspace, LeafKind::Person).await.unwrap();
    assert_ne!(sealed_root(&place), before);
    assert!(!is_in(&place, part));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vault_without_its_epoch_key_says_so() {
    let place = Place::embedded();
    let root = RootKey::create(&Random::system());
    open(&place, &root).await.unwrap().create_workspace(workspace(), Region::Eu).await.unwrap();
    let slot = Path::new(&place.vault()).join("epoch.slot");
    let whole = std::fs::read(&slot).unwrap();
    let mut damaged = whole.clone();
    damaged[100] ^= 1;
    std::fs::write(&slot, damaged).unwrap();
    assert!(matches!(open(&place, &root).await.err(), Some(VaultError::DamagedEpoch)));
    std::fs::remove_file(&slot).unwrap();
    assert!(matches!(open(&place, &root).await.err(), Some(VaultError::DamagedEpoch)));
    std::fs::write(&slot, whole).unwrap();
    open(&place, &root).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vaults_folder_is_private() {
    let place = Place::embedded();
    open(&place, &RootKey::create(&Random::system())).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(Path::new(&place.vault())), 0o700);
    for file in std::fs::read_dir(place.vault()).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_datas_database_is_no_place_for_a_vault() {
    let place = Place::postgres().await;
    store::Store::open(place.store_address(), store::Options::default()).await.unwrap();
    let address = store::vault::VaultAddress::parse(&place.store()).unwrap();
    let refused =
        Vault::open(address, &RootKey::create(&Random::system()), &Random::system()).await.err().unwrap();
    assert!(refused.to_string().contains("one of its own"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_together_make_one_vault() {
    for place in [Place::embedded(), Place::postgres().await] {
        let root = RootKey::create(&Random::system());
        let again = || open(&place, &root);
        let (a, b, c, d) = tokio::join!(again(), again(), again(), again());
        let ids: HashSet<String> = [a, b, c, d].map(|vault| vault.unwrap().id().to_string()).into();
        assert_eq!(ids.len(), 1);
    }
}
