//! Servers of one vault on PostgreSQL: each hears at once what another destroyed, or before long, or derives nothing.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use privacy::ids::Workspace;
use privacy::keys::{KeyError, Leaf, LeafKind, Ref, RootKey, Target, WorkspaceKeys};
use privacy::{Id, Random, Region};
use store::vault::{Acknowledged, Vault, VaultAddress};
use testkit::engines::Place;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_postgres::Client;

/// Two servers with the keys of one workspace, and people in it.
struct Two {
    place: Place,
    one: Vault,
    other: Vault,
    keys: WorkspaceKeys,
    workspace: Id<Workspace>,
    people: Vec<Leaf>,
}

async fn two(through: impl AsyncFnOnce(&Place) -> VaultAddress) -> Two {
    let (place, root) = (Place::postgres().await, RootKey::create(&Random::system()));
    let workspace = Id::<Workspace>::fresh(&Random::system(), Region::Eu);
    let one = Vault::open(place.vault_address(), &root, &Random::system()).await.unwrap();
    one.create_workspace(workspace, Region::Eu).await.unwrap();
    let mut people = Vec::new();
    for _ in 0..32 {
        people.push(one.deal(workspace, LeafKind::Person).await.unwrap());
    }
    let address = through(&place).await;
    let other = Vault::open(address, &root, &Random::system()).await.unwrap();
    let keys = other.keys(workspace).await.unwrap().unwrap();
    Two { place, one, other, keys, workspace, people }
}

impl Two {
    async fn destroy(&self, leaf: Leaf) -> Acknowledged {
        let target = [Target::Key(Ref::of(leaf))];
        self.one.puncture(self.workspace, &target, &[]).await.unwrap().acknowledged
    }

    async fn shell(&self) -> Client {
        let (client, connection) =
            tokio_postgres::connect(&self.place.vault(), tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }
}

async fn directly(place: &Place) -> VaultAddress {
    place.vault_address()
}

async fn until(what: impl Fn() -> bool) {
    while !what() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Servers look by themselves only twice a second: here each destruction begins just after a look.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_destruction_wakes_the_others() {
    let two = two(directly).await;
    // Listening is begun in the background.
    let listening = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'troth vault' \
                     AND query LIKE '%LISTEN%'";
    let shell = two.shell().await;
    while shell.query(listening, &[]).await.unwrap().len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut took = Vec::new();
    for leaf in &two.people[..21] {
        let began = Instant::now();
        assert_eq!(two.destroy(*leaf).await, Acknowledged::Everywhere);
        assert_eq!(two.keys.holds(Ref::of(*leaf)), Err(KeyError::Shredded));
        took.push(began.elapsed());
    }
    took.sort_unstable();
    assert!(took[10] < Duration::from_millis(250), "not woken: {took:?}");
}

/// Without any notification what was destroyed is heard of all the same, within the second that it is waited for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_notification_costs_only_time() {
    let two = two(directly).await;
    let shell = two.shell().await;
    allow_no_connections(&two.place).await;
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND application_name = 'troth vault'";
    while !shell.query(cut, &[]).await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for leaf in &two.people[..3] {
        assert_eq!(two.destroy(*leaf).await, Acknowledged::Everywhere);
        assert_eq!(two.keys.holds(Ref::of(*leaf)), Err(KeyError::Shredded));
    }
}

/// The connections that are there stay.
async fn allow_no_connections(place: &Place) {
    let cluster = std::env::var(testkit::engines::CLUSTER).unwrap();
    let (client, connection) = tokio_postgres::connect(&cluster, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let url = place.vault();
    let (_, name) = url.rsplit_once('/').unwrap();
    client.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await.unwrap();
}

/// Forwards to a server; while it is stopped, nothing passes and nothing is closed.
async fn wire(to: SocketAddr, open: watch::Receiver<bool>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let far = TcpStream::connect(to).await.unwrap();
            let ((near_read, near_write), (far_read, far_write)) = (near.into_split(), far.into_split());
            tokio::spawn(pass(near_read, far_write, open.clone()));
            tokio::spawn(pass(far_read, near_write, open.clone()));
        }
    });
    address
}

async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut open: watch::Receiver<bool>,
) {
    let mut bytes = vec![0; 65_536];
    while let Ok(read) = from.read(&mut bytes).await {
        if open.wait_for(|open| *open).await.is_err() || read == 0 {
            return;
        }
        if to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}

/// The connection stays open and nothing comes through: the server stops when its lease has run out, by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_cut_off_derives_nothing_once_its_lease_is_over() {
    let (stop, open) = watch::channel(true);
    let two = two(async |place: &Place| {
        let url = place.vault();
        let (_, rest) = url.rsplit_once('@').unwrap();
        let (server, _) = rest.split_once('/').unwrap();
        let to = tokio::net::lookup_host(server).await.unwrap().next().unwrap();
        let wire = wire(to, open).await;
        VaultAddress::parse(&url.replace(server, &wire.to_string())).unwrap()
    })
    .await;
    let (gone, stays) = (Ref::of(two.people[0]), Ref::of(two.people[1]));
    assert_eq!((two.keys.holds(gone), two.keys.holds(stays)), (Ok(()), Ok(())));
    stop.send(false).unwrap();
    let cut = Instant::now();
    assert_eq!(two.destroy(two.people[0]).await, Acknowledged::Pending, "its lease is waited for");
    assert!(
        two.keys.holds(stays).is_ok() || cut.elapsed() > Duration::from_secs(3),
        "it has its lease still"
    );
    assert_eq!(two.one.settled().await.unwrap(), Acknowledged::Everywhere);
    for key in [gone, stays] {
        assert_eq!(two.keys.holds(key), Err(KeyError::NotLive), "what was settled is not derived");
    }
    assert!(!two.other.is_live());
    stop.send(true).unwrap();
    until(|| two.other.is_live()).await;
    assert_eq!((two.keys.holds(gone), two.keys.holds(stays)), (Err(KeyError::Shredded), Ok(())));
}

/// A vault that is put back while servers use it would open what they know to be destroyed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vault_that_goes_back_is_derived_from_no_more() {
    let two = two(directly).await;
    two.destroy(two.people[0]).await;
    assert!(two.other.is_live());
    two.shell().await.batch_execute("DELETE FROM vault_punctures").await.unwrap();
    until(|| !two.other.is_live()).await;
    assert_eq!(two.keys.holds(Ref::of(two.people[1])), Err(KeyError::NotLive));
}

/// Who leaves is not waited for, and derives nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_leaves_is_not_waited_for() {
    let two = two(directly).await;
    assert_eq!(two.one.others().await.unwrap(), 1);
    two.other.leave().await;
    assert_eq!(two.one.others().await.unwrap(), 0);
    assert_eq!(two.keys.holds(Ref::of(two.people[1])), Err(KeyError::NotLive));
    // Longer than it would take to renew.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!((two.one.others().await.unwrap(), two.other.is_live()), (0, false));
}
