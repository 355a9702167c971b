//! Destroying keys in a vault: durable, on every server, whoever meets; and what is left of the old state.

use std::path::Path;

use privacy::ids::{Contact, Conversation, Hold, Workspace};
use privacy::keys::{
    EpochKey, Holder, HolderKind, KeyError, Leaf, LeafKind, Ref, RootError, RootKey, RootRecord, Target,
};
use privacy::{Id, Random, Region, Time};
use store::vault::{Acknowledged, Kept, Note, Vault, VaultAddress, VaultError, Whose};
use testkit::engines::Place;
use testkit::on_both_engines;
use tokio::task::JoinSet;

struct Scene {
    root: RootKey,
    workspace: Id<Workspace>,
    vault: Vault,
}

async fn open(place: &Place, root: &RootKey) -> Result<Vault, VaultError> {
    Vault::open(place.vault_address(), root, &Random::system()).await
}

async fn scene(place: &Place) -> Scene {
    let (root, workspace) =
        (RootKey::create(&Random::system()), Id::<Workspace>::fresh(&Random::system(), Region::Eu));
    let vault = open(place, &root).await.unwrap();
    vault.create_workspace(workspace, Region::Eu).await.unwrap();
    Scene { root, workspace, vault }
}

impl Scene {
    async fn people(&self, count: usize) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        for _ in 0..count {
            leaves.push(self.vault.deal(self.workspace, LeafKind::Person).await.unwrap());
        }
        leaves
    }
}

fn target(leaf: Leaf) -> [Target; 1] {
    [Target::Key(Ref::of(leaf))]
}

on_both_engines! {
    async fn of_each_thing_the_latest_note_stands(place: Place) {
        let scene = scene(&place).await;
        let (vault, workspace) = (&scene.vault, scene.workspace);
        let note = |name: &str, at: i64, body: &[u8]| Note {
            name: name.to_owned(),
            at: Time::from_seconds(at),
            body: body.to_vec(),
        };
        vault.note(workspace, "bar", &[note("a", 5, b"one"), note("b", 5, b"two")]).await.unwrap();
        vault.note(workspace, "bar", &[note("a", 4, b"older"), note("b", 5, b"same time")]).await.unwrap();
        vault.note(workspace, "hold", &[note("a", 9, b"another kind")]).await.unwrap();
        let all = vault.notes_after(workspace, "bar", "").await.unwrap();
        assert_eq!(all, [note("a", 5, b"one"), note("b", 5, b"same time")]);
        assert_eq!(vault.notes_after(workspace, "bar", "a").await.unwrap(), all[1..]);
        vault.drop_notes(workspace, Time::from_seconds(6)).await.unwrap();
        assert!(vault.noted(workspace, "bar", "a").await.unwrap().is_none());
        assert!(vault.noted(workspace, "hold", "a").await.unwrap().is_some());
    }

    async fn what_is_destroyed_is_gone_for_every_handle_and_server_and_start(place: Place) {
        let scene = scene(&place).await;
        let people = scene.people(6).await;
        let other = open(&place, &scene.root).await.unwrap();
        let handle = scene.vault.keys(scene.workspace).await.unwrap().unwrap();
        let elsewhere = other.keys(scene.workspace).await.unwrap().unwrap();
        assert!(handle.holds(Ref::of(people[1])).is_ok() && elsewhere.holds(Ref::of(people[1])).is_ok());
        let answer = scene.vault.puncture(scene.workspace, &target(people[1]), &[]).await.unwrap();
        assert_eq!(answer.acknowledged, Acknowledged::Everywhere);
        assert_eq!(handle.holds(Ref::of(people[1])), Err(KeyError::Shredded));
        if !place.is_embedded() {
            assert_eq!(elsewhere.holds(Ref::of(people[1])), Err(KeyError::Shredded));
        }
        let again = open(&place, &scene.root).await.unwrap();
        let keys = again.keys(scene.workspace).await.unwrap().unwrap();
        assert_eq!(keys.holds(Ref::of(people[1])), Err(KeyError::Shredded));
        for leaf in [0, 2, 3, 4, 5].map(|at: usize| people[at]) {
            assert!(keys.holds(Ref::of(leaf)).is_ok() && handle.holds(Ref::of(leaf)).is_ok());
        }
        // Once more is nothing, and the log can still be told.
        let twice = scene.vault.puncture(scene.workspace, &target(people[1]), &[]).await.unwrap();
        assert_eq!((twice.ranges, twice.state), (None, answer.state));
        let told = again.destroyed_since(scene.workspace, 0).await.unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].chain, Some(told[0].ranges.clone())), (answer.state.chain, answer.ranges));
        assert_eq!(again.state(scene.workspace).await.unwrap(), Some(answer.state));
    }

    async fn a_strangers_leaf_stops_all_of_it(place: Place) {
        let scene = scene(&place).await;
        let people = scene.people(2).await;
        let keys = scene.vault.keys(scene.workspace).await.unwrap().unwrap();
        let commitment = keys.commitment(HolderKind::Contact, "ada", people[0]).unwrap();
        let holder = |leaf| Holder { kind: HolderKind::Contact, id: "ada".to_owned(), leaf, commitment };
        let refused = scene.vault.puncture(scene.workspace, &target(people[1]), &[holder(people[1])]).await;
        assert!(matches!(refused, Err(VaultError::Record(RootError::NotTheirs))));
        assert!(keys.holds(Ref::of(people[1])).is_ok());
        scene.vault.puncture(scene.workspace, &target(people[0]), &[holder(people[0])]).await.unwrap();
        assert_eq!(keys.holds(Ref::of(people[0])), Err(KeyError::Shredded));
    }

    /// Servers destroy, deal and open workspaces at the same time; nothing comes back, nobody else is lost.
    async fn nothing_comes_back_when_servers_meet(place: Place) {
        let scene = scene(&place).await;
        let people = scene.people(24).await;
        let mut servers = JoinSet::new();
        for server in 0..3 {
            let vault = if place.is_embedded() { scene.vault.clone() } else { open(&place, &scene.root).await.unwrap() };
            let (workspace, mine) = (scene.workspace, people[server * 8..server * 8 + 4].to_vec());
            servers.spawn(async move {
                for leaf in mine {
                    vault.puncture(workspace, &target(leaf), &[]).await.unwrap();
                    let keys = vault.keys(workspace).await.unwrap().unwrap();
                    assert_eq!(keys.holds(Ref::of(leaf)), Err(KeyError::Shredded));
                    vault.deal(workspace, LeafKind::Conversation).await.unwrap();
                    let new = Id::<Workspace>::fresh(&Random::system(), Region::Eu);
                    vault.create_workspace(new, Region::Eu).await.unwrap();
                    vault.turn_epoch().await.unwrap();
                    assert!(vault.keys(new).await.unwrap().unwrap().holds(Ref::of(
                        vault.deal(new, LeafKind::Person).await.unwrap())).is_ok());
                }
            });
        }
        servers.join_all().await;
        let again = open(&place, &scene.root).await.unwrap();
        let keys = again.keys(scene.workspace).await.unwrap().unwrap();
        for (at, leaf) in people.iter().enumerate() {
            assert_eq!(keys.holds(Ref::of(*leaf)).is_err(), at % 8 < 4, "person {at}");
        }
        let told = again.destroyed_since(scene.workspace, 0).await.unwrap();
        assert_eq!(told.iter().map(|one| one.chain.n).collect::<Vec<_>>(), (1..=12).collect::<Vec<_>>());
    }

    /// Enough for pages below the first; then the whole history again on a fresh copy of the record's start.
    async fn pages_are_read_again(place: Place) {
        let scene = scene(&place).await;
        let settings = scene.vault.keys(scene.workspace).await.unwrap().unwrap().settings_leaf();
        let far = |n: u64| Leaf { index: (2 << 36) + (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 28), ..settings };
        for n in 0..40 {
            scene.vault.puncture(scene.workspace, &target(far(n)), &[]).await.unwrap();
        }
        let again = open(&place, &scene.root).await.unwrap();
        let keys = again.keys(scene.workspace).await.unwrap().unwrap();
        for n in 0..60 {
            assert_eq!(keys.holds(Ref::of(far(n))).is_err(), n < 40, "leaf {n}");
        }
    }

    /// A vault of the first version, as its program left it: before pages, epochs, servers and notes.
    async fn a_vault_of_the_first_version_opens(place: Place) {
        let scene = scene(&place).await;
        let people = scene.people(2).await;
        scene.vault.leave().await;
        beneath(&place, TO_VERSION_1).await;
        let again = open(&place, &scene.root).await.unwrap();
        for person in &people {
            assert_eq!(again.holds(scene.workspace, Ref::of(*person)).await.unwrap(), Ok(()));
        }
        let answer = again.puncture(scene.workspace, &target(people[0]), &[]).await.unwrap();
        assert_eq!((answer.state.chain.n, answer.acknowledged), (1, Acknowledged::Everywhere));
        let later = open(&place, &scene.root).await.unwrap();
        let holds = async |leaf| later.holds(scene.workspace, Ref::of(leaf)).await.unwrap();
        assert_eq!((holds(people[0]).await, holds(people[1]).await), (Err(KeyError::Shredded), Ok(())));
        let dealt = later.deal(scene.workspace, LeafKind::Person).await.unwrap();
        assert!(!people.contains(&dealt), "what was leased in the first version is not dealt again");
    }

    /// Each hold lets its own person's keys stand, as long as it is in force, on every server.
    async fn what_a_hold_needs_is_not_destroyed(place: Place) {
        let scene = scene(&place).await;
        let (people, vault, workspace) = (scene.people(2).await, &scene.vault, scene.workspace);
        let (at, hold) = (Time::from_seconds, Id::<Hold>::fresh(&Random::system(), Time::from_seconds(1)));
        let contact = || Id::<Contact>::fresh(&Random::system(), at(1));
        let conversation = |number: i64| -> Id<Conversation> { number.to_string().parse().unwrap() };
        let (held, other) = (contact(), contact());
        let whole = |contact| Whose { contact, conversation: None };
        let one = |contact, number| Whose { contact, conversation: Some(conversation(number)) };
        let destroy = async |leaf, whose: Whose, now| {
            vault.puncture_unless_held(workspace, &target(leaf), &[], (&whose, at(now))).await
        };
        vault.hold(workspace, hold, &one(held, 7), Some(at(100)), at(1)).await.unwrap();
        vault.hold(workspace, hold, &one(held, 7), None, at(2)).await.unwrap();
        assert_eq!(vault.kept_after(workspace, None).await.unwrap(), [Kept { hold, noted_at: at(1) }]);
        assert_eq!(vault.kept_after(workspace, Some(hold)).await.unwrap(), []);
        let before = vault.state(workspace).await.unwrap();
        for whose in [whole(held), one(held, 7)] {
            let refused = destroy(people[0], whose, 99).await;
            assert!(matches!(refused, Err(VaultError::Held(by)) if by == hold), "{refused:?}");
        }
        assert_eq!(vault.state(workspace).await.unwrap(), before, "nothing was written");
        assert!(vault.derives(workspace, Ref::of(people[0])).await.unwrap());
        // Somebody else's, and another conversation of theirs.
        destroy(people[1], whole(other), 99).await.unwrap();
        let another = scene.people(1).await[0];
        destroy(another, one(held, 8), 99).await.unwrap();
        // A hold on all of somebody's needs each conversation of theirs.
        let all = Id::<Hold>::fresh(&Random::system(), at(1));
        vault.hold(workspace, all, &whole(held), None, at(3)).await.unwrap();
        let refused = destroy(people[0], one(held, 8), 1_000_000).await;
        assert!(matches!(refused, Err(VaultError::Held(by)) if by == all), "{refused:?}");
        vault.release(workspace, all).await.unwrap();
        // The other has ended by itself.
        destroy(people[0], whole(held), 100).await.unwrap();
        assert!(!vault.derives(workspace, Ref::of(people[0])).await.unwrap());
    }

    async fn another_root_key_takes_over(place: Place) {
        let scene = scene(&place).await;
        let people = scene.people(1).await;
        let new = RootKey::create(&Random::system());
        let wrong = scene.vault.rotate_root_key(&new, &scene.root).await;
        assert!(matches!(wrong, Err(VaultError::WrongRootKey { .. })));
        scene.vault.rotate_root_key(&scene.root, &new).await.unwrap();
        assert!(matches!(open(&place, &scene.root).await.err(), Some(VaultError::WrongRootKey { .. })));
        scene.vault.turn_epoch().await.unwrap();
        let again = open(&place, &new).await.unwrap();
        assert!(again.holds(scene.workspace, Ref::of(people[0])).await.unwrap().is_ok());
    }
}

/// What the first version did not have.
const TO_VERSION_1: &str = "DROP TABLE vault_pages; DROP TABLE vault_punctures; DROP TABLE vault_servers; \
    DROP TABLE vault_journal; DROP TABLE vault_copies; DROP TABLE vault_holds; \
    ALTER TABLE vault_meta DROP COLUMN epoch; ALTER TABLE vault_meta DROP COLUMN epoch_at; \
    UPDATE vault_meta SET version = 1";

/// Runs SQL on the vault behind its back.
async fn beneath(place: &Place, sql: &str) {
    if place.is_embedded() {
        let path = Path::new(&place.vault()).join("vault.db");
        rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
    } else {
        let (client, connection) =
            tokio_postgres::connect(&place.vault(), tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap();
    }
}

/// The folder's files: database and slot.
fn files(folder: &Path) -> (Vec<u8>, Vec<u8>) {
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    (read("vault.db"), read("epoch.slot"))
}

fn put(folder: &Path, database: &[u8], slot: &[u8]) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("vault.db"), database).unwrap();
    std::fs::write(folder.join("epoch.slot"), slot).unwrap();
}

fn sealed_root(folder: &Path) -> Vec<u8> {
    let connection = rusqlite::Connection::open(folder.join("vault.db")).unwrap();
    connection.query_row("SELECT sealed FROM vault_roots", [], |row| row.get(0)).unwrap()
}

/// Whether anything in the folder's files opens an old record: every key that stands in a slot is tried.
fn opens_old(folder: &Path, scene: &Scene, old: &[u8]) -> bool {
    let (database, slot) = files(folder);
    let all = [database, slot].concat();
    let marks = all.windows(8).enumerate().filter(|(_, window)| window == b"TROTHEPO");
    marks.filter_map(|(at, _)| all.get(at + 27..at + 27 + 69)).any(|wrapped| {
        let key = EpochKey::unwrap(&scene.root, &scene.vault.id().to_string(), wrapped);
        key.is_ok_and(|key| RootRecord::begin(&key, scene.workspace, old, None).is_ok())
    })
}

/// The destruction is stopped between any two of its steps: what the next start finds is either the state before or
/// after, everybody else lives, and after it nothing opens the old record.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_between_any_two_steps_is_settled() {
    let place = Place::embedded();
    let scene = scene(&place).await;
    let people = scene.people(3).await;
    let folder = Path::new(&place.vault()).to_owned();
    scene.vault.puncture(scene.workspace, &target(people[0]), &[]).await.unwrap();
    let (old_database, old_slot) = files(&folder);
    let old_root = sealed_root(&folder);
    assert!(opens_old(&folder, &scene, &old_root), "the search finds what is there");
    scene.vault.puncture(scene.workspace, &target(people[1]), &[]).await.unwrap();
    let (new_database, new_slot) = files(&folder);
    assert!(!opens_old(&folder, &scene, &old_root));

    // Either half may be the one that was written first.
    let halves =
        [[&old_slot[..4096], &new_slot[4096..]].concat(), [&new_slot[..4096], &old_slot[4096..]].concat()];
    for (half, slot) in halves.iter().enumerate() {
        for (database, done) in [(&old_database, false), (&new_database, true)] {
            let crashed = tempfile::tempdir().unwrap();
            put(crashed.path(), database, slot);
            // Wiping switched off is just this state: the search finds the old key in it.
            assert!(opens_old(crashed.path(), &scene, &old_root), "the search finds the old key");
            let address = VaultAddress::Folder(crashed.path().to_owned());
            let vault = Vault::open(address, &scene.root, &Random::system()).await.unwrap();
            let holds = async |at: usize| vault.holds(scene.workspace, Ref::of(people[at])).await.unwrap();
            assert_eq!(holds(0).await, Err(KeyError::Shredded));
            assert_eq!(holds(1).await.is_err(), done, "half {half}");
            assert_eq!(holds(2).await, Ok(()));
            assert_eq!(opens_old(crashed.path(), &scene, &old_root), !done);
            vault.puncture(scene.workspace, &target(people[1]), &[]).await.unwrap();
            assert_eq!(holds(1).await, Err(KeyError::Shredded));
            assert!(!opens_old(crashed.path(), &scene, &old_root));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_root_key_is_changed_through_a_crash() {
    let place = Place::embedded();
    let scene = scene(&place).await;
    let person = scene.people(1).await[0];
    scene
        .vault
        .puncture(scene.workspace, &target(Leaf { index: person.index + 9, ..person }), &[])
        .await
        .unwrap();
    let folder = Path::new(&place.vault()).to_owned();
    let (old_database, old_slot) = files(&folder);
    let new = RootKey::create(&Random::system());
    scene.vault.rotate_root_key(&scene.root, &new).await.unwrap();
    let (new_database, new_slot) = files(&folder);
    for slot in
        [[&old_slot[..4096], &new_slot[4096..]].concat(), [&new_slot[..4096], &old_slot[4096..]].concat()]
    {
        for (database, right, wrong) in
            [(&old_database, &scene.root, &new), (&new_database, &new, &scene.root)]
        {
            let crashed = tempfile::tempdir().unwrap();
            put(crashed.path(), database, &slot);
            let open = async |key| {
                Vault::open(VaultAddress::Folder(crashed.path().to_owned()), key, &Random::system()).await
            };
            assert!(matches!(open(wrong).await.err(), Some(VaultError::WrongRootKey { .. })));
            let vault = open(right).await.unwrap();
            assert_eq!(vault.holds(scene.workspace, Ref::of(person)).await.unwrap(), Ok(()));
        }
    }
}

/// A copy opens by itself; with the log's ranges it is the current state again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_copy_is_brought_up_to_date() {
    let place = Place::embedded();
    let scene = scene(&place).await;
    let people = scene.people(4).await;
    scene.vault.puncture(scene.workspace, &target(people[0]), &[]).await.unwrap();
    let copies = tempfile::tempdir().unwrap();
    let (now, until) = (Time::from_seconds(1_800_000_000), Time::from_seconds(1_800_086_400));
    let copy = scene.vault.copy_to(copies.path(), now, until).await.unwrap();
    assert!(copy.to_str().unwrap().ends_with("-at-1800000000-until-1800086400"));
    assert!(scene.vault.copy_to(copies.path(), now, until).await.is_err(), "never over another");
    assert_eq!(
        scene.vault.copies_until().await.unwrap(),
        Some(until),
        "the vault knows until when it is kept"
    );
    assert_eq!(std::fs::read_dir(copies.path()).unwrap().count(), 1, "nothing else is left there");
    scene.vault.puncture(scene.workspace, &target(people[1]), &[]).await.unwrap();
    let answer = scene.vault.puncture(scene.workspace, &target(people[2]), &[]).await.unwrap();

    let old = Vault::open(VaultAddress::Folder(copy), &scene.root, &Random::system()).await.unwrap();
    assert_eq!(old.id(), scene.vault.id());
    assert_eq!(old.holds(scene.workspace, Ref::of(people[1])).await.unwrap(), Ok(()));
    let state = old.state(scene.workspace).await.unwrap().unwrap();
    assert_eq!(state.chain.n, 1);
    let told = scene.vault.destroyed_since(scene.workspace, 0).await.unwrap();
    let log: Vec<_> = told.into_iter().map(|one| (one.chain.n, one.ranges)).collect();
    let gap = old.replay(scene.workspace, &log[2..]).await;
    assert!(matches!(gap, Err(VaultError::Record(RootError::OutOfOrder { .. }))));
    assert_eq!(old.replay(scene.workspace, &log).await.unwrap(), 2);
    assert_eq!(old.state(scene.workspace).await.unwrap().unwrap().chain, answer.state.chain);
    for (at, leaf) in people.iter().enumerate() {
        assert_eq!(old.holds(scene.workspace, Ref::of(*leaf)).await.unwrap().is_err(), at < 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_epochs_key_outlives_it_until_no_server_needs_it() {
    let place = Place::postgres().await;
    let scene = scene(&place).await;
    let person = scene.people(1).await[0];
    assert!(scene.vault.is_live());
    let other = open(&place, &scene.root).await.unwrap();
    scene.vault.turn_epoch().await.unwrap();
    assert_eq!(other.holds(scene.workspace, Ref::of(person)).await.unwrap(), Ok(()));
    // Both servers renew once a second; then the old key may go.
    while !scene.vault.destroy_old_epochs().await.unwrap() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let again = open(&place, &scene.root).await.unwrap();
    assert_eq!(again.holds(scene.workspace, Ref::of(person)).await.unwrap(), Ok(()));
}
