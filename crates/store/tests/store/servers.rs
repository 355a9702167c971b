//! Several servers on one PostgreSQL: what one stores, the others are told, each thing once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use privacy::Id;
use privacy::ids::{Contact, Workspace};
use store::{Applied, Audience, Event, EventKind, Events, Failed, Job, Lagged, Options};
use testkit::engines::Place;
use tokio::task::JoinSet;
use tokio_postgres::Client;

use crate::scene::{ADD_LABEL, NOW, Scene, act, number};

/// What another server's commit does, in steps that a test decides on.
const TELL: &str = "INSERT INTO events (workspace_id, ordinal, position, origin, conversation_id, contact_id, kind) \
                    SELECT $1, 0, CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT), $3, $2, $4, 'message'";

/// An origin that no server here has.
const ELSEWHERE: i64 = -7;

fn event(scene: &Scene, conversation: i64) -> Event {
    Event {
        workspace: scene.workspace,
        conversation: number(conversation),
        contact: Id::<Contact>::fresh(&scene.random, NOW),
        kind: EventKind::Message,
        by: None,
    }
}

/// What `server` hears of the workspace of `told`.
fn of(told: &Scene, server: &Scene) -> Events {
    server.store.events(Audience::Team(told.workspace))
}

async fn tell(scene: &Scene, conversation: i64) -> Event {
    let event = event(scene, conversation);
    let change = scene.change().one(&ADD_LABEL, scene.label(conversation, 1)).tell(event);
    assert_eq!(scene.store.commit(change).await, Ok(Applied::Now));
    event
}

async fn shell(place: &Place) -> Client {
    let (client, connection) = tokio_postgres::connect(&place.store(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn tell_by_hand(client: &Client, event: &Event, origin: i64) {
    let (conversation, contact) = (event.conversation.raw().get(), event.contact.to_string());
    client.execute(TELL, &[&event.workspace.to_string(), &conversation, &origin, &contact]).await.unwrap();
}

/// Ends the connections over which servers hear of each other; answers how many there were.
async fn cut_links(client: &Client) -> usize {
    let links = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE datname = current_database() AND application_name = 'troth events'";
    client.query(links, &[]).await.unwrap().len()
}

/// No connections but those that are there, until it is undone.
async fn allow_connections(place: &Place, allow: bool) {
    let cluster = std::env::var(testkit::engines::CLUSTER).unwrap();
    let (client, connection) = tokio_postgres::connect(&cluster, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let url = place.store();
    let (_, name) = url.rsplit_once('/').unwrap();
    client.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {allow}")).await.unwrap();
}

/// Until nobody listens.
async fn all_cut(client: &Client) {
    while cut_links(client).await > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_server_stored_the_other_is_told() {
    let place = Place::postgres().await;
    let (here, there) = (Scene::open(&place).await, Scene::open(&place).await);
    let (mut hears, mut tells) = (of(&here, &there), of(&here, &here));
    for conversation in 1..=3 {
        let told = tell(&here, conversation).await;
        assert_eq!(hears.next().await, Some(Ok(told)));
        assert_eq!(tells.next().await, Some(Ok(told)), "and its own receivers, once");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_one_change_tells_is_told_in_its_order() {
    let place = Place::postgres().await;
    let (here, there) = (Scene::open(&place).await, Scene::open(&place).await);
    let (first, second, third) = (event(&here, 1), event(&here, 2), event(&here, 3));
    let mut hears = of(&here, &there);
    here.store.commit(here.change().also(act()).tell(first).tell(second).tell(third)).await.unwrap();
    for event in [first, second, third] {
        assert_eq!(hears.next().await, Some(Ok(event)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whisper_is_heard_on_every_server_and_lies_in_no_table() {
    let place = Place::postgres().await;
    let (here, there) = (Scene::open(&place).await, Scene::open(&place).await);
    let (mut hears, mut own) = (of(&here, &there), of(&here, &here));
    let typing = Event { kind: EventKind::ContactTyping, ..event(&here, 1) };
    here.store.whisper(typing);
    assert_eq!(hears.next().await, Some(Ok(typing)));
    assert_eq!(own.next().await, Some(Ok(typing)));
    let rows = shell(&place).await.query_one("SELECT COUNT(*) FROM events", &[]).await.unwrap();
    assert_eq!(rows.get::<_, i64>(0), 0);
    let stored = tell(&here, 2).await;
    assert_eq!(hears.next().await, Some(Ok(stored)), "heard once, and what is stored still comes");
    assert_eq!(own.next().await, Some(Ok(stored)));
}

/// The transaction with the smaller number is committed after the one with the greater was read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_ends_late_is_told_when_it_ends() {
    let place = Place::postgres().await;
    let (here, there) = (Scene::open(&place).await, Scene::open(&place).await);
    let (early, aborted) = (shell(&place).await, shell(&place).await);
    let mut hears = of(&here, &there);
    let late = event(&here, 1_000);
    early.batch_execute("BEGIN").await.unwrap();
    tell_by_hand(&early, &late, ELSEWHERE).await;
    aborted.batch_execute("BEGIN").await.unwrap();
    tell_by_hand(&aborted, &event(&here, 2_000), ELSEWHERE).await;
    for conversation in 1..=5 {
        let told = tell(&here, conversation).await;
        assert_eq!(hears.next().await, Some(Ok(told)));
    }
    aborted.batch_execute("ROLLBACK").await.unwrap();
    early.batch_execute("COMMIT").await.unwrap();
    assert_eq!(hears.next().await, Some(Ok(late)));
    let last = tell(&here, 6).await;
    assert_eq!(hears.next().await, Some(Ok(last)), "nothing in between, and nothing again");
}

/// Many late commits among many, over connections that are cut.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_event_is_told_once_on_each_server_whatever_is_cut() {
    const EACH: i64 = 60;
    const WRITERS: i64 = 4;
    let place = Place::postgres().await;
    let roomy = Options { events: 10_000, ..Options::default() };
    let (here, mut there) =
        (Scene::open_with(&place, roomy.clone()).await, Scene::open_with(&place, roomy).await);
    there.workspace = here.workspace;
    let hears = [of(&here, &here), of(&here, &there)];
    let scenes = [Arc::new(here), Arc::new(there)];
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let scene = Arc::clone(&scenes[usize::try_from(writer % 2).unwrap()]);
        let client = shell(&place).await;
        writers.spawn(async move {
            for turn in 0..EACH {
                let conversation = 1 + writer * EACH + turn;
                if turn % 3 == 0 {
                    client.batch_execute("BEGIN").await.unwrap();
                    tell_by_hand(&client, &event(&scene, conversation), ELSEWHERE).await;
                    tokio::time::sleep(Duration::from_millis(u64::try_from(turn % 20).unwrap())).await;
                    client.batch_execute("COMMIT").await.unwrap();
                } else {
                    tell(&scene, conversation).await;
                }
            }
        });
    }
    let cutter = shell(&place).await;
    let cutter = tokio::spawn(async move {
        let mut cut = 0;
        while cut < 12 {
            cut += cut_links(&cutter).await;
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    });
    writers.join_all().await;
    cutter.await.unwrap();
    let all = WRITERS * EACH;
    for mut hears in hears {
        let counts = heard_until(&mut hears, &scenes[0], all).await;
        let others: Vec<_> = counts.iter().filter(|(_, times)| **times != 1).collect();
        assert!(others.is_empty(), "told another number of times than once: {others:?}");
        assert_eq!(i64::try_from(counts.len()).unwrap(), all);
    }
}

/// How often each conversation was told, until all were, and a last event after them.
async fn heard_until(hears: &mut Events, by: &Scene, all: i64) -> BTreeMap<i64, u32> {
    let (mut counts, end) = (BTreeMap::new(), 1_000_000 + all);
    let mut ending = false;
    while let Some(next) = hears.next().await {
        let conversation = next.unwrap().conversation.raw().get();
        if conversation == end {
            return counts;
        }
        if conversation < 1_000_000 {
            *counts.entry(conversation).or_default() += 1;
        }
        if !ending && i64::try_from(counts.len()).unwrap() == all {
            ending = true;
            let change = by.change().tell(event(by, end));
            by.store.commit(change).await.unwrap();
        }
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_stored_while_a_server_was_cut_off_is_told_when_it_is_back() {
    let place = Place::postgres().await;
    let (here, there) = (Scene::open(&place).await, Scene::open(&place).await);
    let mut hears = of(&here, &there);
    let first = tell(&here, 1).await;
    assert_eq!(hears.next().await, Some(Ok(first)));
    let client = shell(&place).await;
    allow_connections(&place, false).await;
    all_cut(&client).await;
    let second = tell(&here, 2).await;
    let third = tell(&here, 3).await;
    allow_connections(&place, true).await;
    assert_eq!(hears.next().await, Some(Ok(second)));
    assert_eq!(hears.next().await, Some(Ok(third)));
}

/// What was swept before it could read it, nobody can tell it any more: it is told that it missed some.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_was_cut_off_too_long_is_told_that_it_missed_some() {
    let place = Place::postgres().await;
    let at_once = Options { events_kept: Duration::ZERO, ..Options::default() };
    let (here, there) = (Scene::open_with(&place, at_once).await, Scene::open(&place).await);
    let mut hears = of(&here, &there);
    let lease = here.store.lease(Id::<Workspace>::OPERATOR, Job::SweepEvents, Duration::from_hours(1));
    let lease = lease.await.unwrap().unwrap();
    let client = shell(&place).await;
    let both = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() \
                AND application_name = 'troth events' ORDER BY backend_start";
    let links = client.query(both, &[]).await.unwrap();
    assert_eq!(links.len(), 2);
    tell(&here, 1).await;
    assert!(matches!(hears.next().await, Some(Ok(_))));
    allow_connections(&place, false).await;
    client.execute("SELECT pg_terminate_backend($1)", &[&links[1].get::<_, i32>(0)]).await.unwrap();
    tell(&here, 2).await;
    // The first look after that event makes it old, the next lets it go.
    while here.store.sweep_events(&lease).await.unwrap() == 0 || count_events(&client).await > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    allow_connections(&place, true).await;
    assert_eq!(hears.next().await, Some(Err(Lagged)));
    let last = tell(&here, 3).await;
    assert_eq!(hears.next().await, Some(Ok(last)));
}

async fn count_events(client: &Client) -> i64 {
    client.query_one("SELECT COUNT(*) FROM events", &[]).await.unwrap().get(0)
}

/// Whoever lost the job sweeps nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_are_swept_under_the_lease_only() {
    let place = Place::postgres().await;
    let at_once = Options { events_kept: Duration::ZERO, ..Options::default() };
    let (one, other) = (Scene::open_with(&place, at_once).await, Scene::open(&place).await);
    let ask = |scene: &Scene, lasts| {
        let store = scene.store.clone();
        async move { store.lease(Id::<Workspace>::OPERATOR, Job::SweepEvents, lasts).await.unwrap() }
    };
    let lost = ask(&one, Duration::ZERO).await.unwrap();
    let held = ask(&other, Duration::from_hours(1)).await.unwrap();
    let (client, mut hears) = (shell(&place).await, of(&other, &one));
    tell(&other, 1).await;
    hears.next().await.unwrap().unwrap();
    // Longer than the two looks that make the event old.
    for _ in 0..25 {
        assert_eq!(one.store.sweep_events(&lost).await, Ok(0));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(count_events(&client).await, 1);
    other.store.release(held).await.unwrap();
    let lease = ask(&one, Duration::from_hours(1)).await.unwrap();
    while one.store.sweep_events(&lease).await.unwrap() == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(count_events(&client).await, 0);
}

/// More than receivers keep is not read one by one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_at_once_are_missed() {
    let place = Place::postgres().await;
    let (here, there) = (
        Scene::open(&place).await,
        Scene::open_with(&place, Options { events: 8, ..Options::default() }).await,
    );
    let mut hears = of(&here, &there);
    let client = shell(&place).await;
    client.batch_execute("BEGIN").await.unwrap();
    for conversation in 1..=20 {
        tell_by_hand(&client, &event(&here, conversation), ELSEWHERE).await;
    }
    client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(hears.next().await, Some(Err(Lagged)));
}

/// A commit whose outcome nobody learns may be stored: receivers fetch anew, and its event is told if it comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_in_doubt_is_told_as_missed_and_its_event_when_it_comes() {
    let place = Place::postgres().await;
    let hasty = Options { persistence: Duration::from_millis(100), ..Options::default() };
    let scene = Scene::open_with(&place, hasty).await;
    let mut hears = of(&scene, &scene);
    let told = tell(&scene, 1).await;
    assert_eq!(hears.next().await, Some(Ok(told)));
    let client = shell(&place).await;
    let origin: i64 = client.query_one("SELECT origin FROM events", &[]).await.unwrap().get(0);
    // Somebody else is about to add the same label: the change waits for them.
    client.batch_execute("BEGIN").await.unwrap();
    let same = "INSERT INTO conversation_tags (workspace_id, conversation_id, tag_id, applied_by, applied_at) VALUES ($1, 2, 1, 1, 0)";
    client.execute(same, &[&scene.workspace.to_string()]).await.unwrap();
    let change = scene.change().one(&ADD_LABEL, scene.label(2, 1)).tell(event(&scene, 2));
    let (store, other) = (scene.store.clone(), shell(&place).await);
    let commit = tokio::spawn(async move { store.commit(change).await });
    let waiting =
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while other.query(waiting, &[]).await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    allow_connections(&place, false).await;
    let cut = format!("SELECT pg_terminate_backend(pid) FROM ({waiting}) AS waiting");
    other.query(&cut, &[]).await.unwrap();
    assert_eq!(commit.await.unwrap(), Err(Failed::InDoubt));
    assert_eq!(hears.next().await, Some(Err(Lagged)));
    allow_connections(&place, true).await;
    client.batch_execute("ROLLBACK").await.unwrap();
    let doubtful = event(&scene, 2);
    tell_by_hand(&other, &doubtful, origin).await;
    // What was told before and not looked past yet may be told again, to receivers that fetch everything anew.
    let mut next = hears.next().await;
    while next == Some(Ok(told)) {
        next = hears.next().await;
    }
    assert_eq!(next, Some(Ok(doubtful)));
}
