//! What contacts did: told once, bounded, and gone after 90 days, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that finds less than it expects must fail")]

use std::time::Duration;

use domain::contacts::{self, Attributes, ContactRole};
use domain::data_events::{self, Before, NewEvent, ToldBy, TrackError};
use domain::holds::{self, Ground, NewHold, On, Scope};
use domain::limits;
use domain::messages::ClientKey;
use privacy::access::{Actor, allow};
use privacy::ids::Contact;
use privacy::sealed::Json;
use privacy::{Id, Personal, Time};
use store::{params, statements};
use testkit::on_both_engines;
use testkit::world::{Desk, World, personal};

statements! {
    /// How many entries of an action there are.
    ENTRIES_OF = "SELECT CAST(COUNT(*) AS BIGINT) FROM entries WHERE workspace_id = $1 AND action = $2";
    /// How many events are stored.
    STORED = "SELECT CAST(COUNT(*) AS BIGINT) FROM data_events WHERE workspace_id = $1";
}

fn event(name: &str, at: Time) -> NewEvent {
    NewEvent { name: personal(name), metadata: None, happened_at: at, key: None }
}

async fn tell(w: &World, by: Actor, whom: Id<Contact>, event: NewEvent) -> Result<(), TrackError> {
    let found = contacts::find(&w.d, by.workspace(), whom).await.unwrap().unwrap();
    data_events::track(&w.d, &allow(&by, found).unwrap(), event).await
}

async fn names(w: &World, desk: Desk, whom: Id<Contact>) -> Vec<String> {
    let (about, permit) = contacts::read_by(&w.d, &desk.owner, whom).await.unwrap();
    let all = data_events::list(&w.d, &about, &permit, Before::ALL, limits::EVENTS).await.unwrap();
    all.into_iter().map(|event| event.name).collect()
}

async fn entries(w: &World, desk: Desk, action: &'static str) -> i64 {
    let asked = params![desk.workspace, store::Code(action)];
    w.d.store.row(&ENTRIES_OF, asked).await.unwrap().unwrap().cells().count().unwrap()
}

async fn stored(w: &World, desk: Desk) -> i64 {
    w.d.store.row(&STORED, params![desk.workspace]).await.unwrap().unwrap().cells().count().unwrap()
}

fn hold(w: &World, desk: Desk) -> NewHold {
    NewHold {
        ground: Ground::Litigation,
        scope: Scope::Everything,
        basis: personal("the claim of March"),
        until: None,
        review_at: w.d.now().after(Duration::from_hours(24)),
        reviewer: desk.owner_id,
    }
}

on_both_engines! {
    async fn what_is_told_twice_is_kept_once(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, eve) = (w.user(desk, Attributes::default()).await, w.user(desk, Attributes::default()).await);
        let theirs = Actor::Contact { workspace: desk.workspace, id: ada };
        for _ in 0..2 {
            tell(&w, desk.owner, ada, event("ordered", w.d.now())).await.unwrap();
        }
        tell(&w, desk.owner, ada, event("paid", w.d.now())).await.unwrap();
        tell(&w, desk.owner, eve, event("ordered", w.d.now())).await.unwrap();
        let key = ClientKey::read(&"a".repeat(32));
        for late in [0, 5] {
            w.clock.advance(Duration::from_secs(late));
            let clicked = NewEvent { key, ..event("clicked", w.d.now()) };
            tell(&w, theirs, ada, clicked).await.unwrap();
        }
        assert_eq!(entries(&w, desk, "data_event.tracked").await, 4, "an entry for each that is kept, and no other");
        let (about, permit) = contacts::read_by(&w.d, &desk.owner, ada).await.unwrap();
        let all = data_events::list(&w.d, &about, &permit, Before::ALL, 10).await.unwrap();
        let told: Vec<_> = all.iter().map(|event| (event.name.as_str(), event.told_by)).collect();
        assert_eq!(told.len(), 3);
        assert!(told.contains(&("clicked", ToldBy::Website)) && told.contains(&("ordered", ToldBy::Server)));
        assert_eq!(names(&w, desk, eve).await, ["ordered"]);
        assert_eq!(contacts::held(&w.d, &about).await.unwrap().events, 3);
        let summary = data_events::summary(&w.d, &about, &permit).await.unwrap();
        assert_eq!(summary.iter().map(|one| (one.name.as_str(), one.count)).collect::<Vec<_>>(), [("clicked", 1), ("ordered", 1), ("paid", 1)]);
    }

    async fn a_page_follows_the_one_before_it(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let ada = w.user(desk, Attributes::default()).await;
        for number in 0..7 {
            if number % 3 == 0 {
                w.clock.advance(Duration::from_secs(1));
            }
            tell(&w, desk.owner, ada, event(&format!("step {number}"), w.d.now())).await.unwrap();
        }
        let (about, permit) = contacts::read_by(&w.d, &desk.owner, ada).await.unwrap();
        let (mut after, mut walked) = (Before::ALL, Vec::new());
        loop {
            let page = data_events::list(&w.d, &about, &permit, after, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Before(last.happened_at, last.id);
            walked.extend(page.into_iter().map(|event| event.name));
        }
        assert_eq!(walked, names(&w, desk, ada).await);
        assert_eq!(walked.len(), 7);
    }

    async fn the_newest_are_kept_and_a_hold_keeps_all(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let ada = w.user(desk, Attributes::default()).await;
        let eve = w.user(desk, Attributes::default()).await;
        tell(&w, desk.owner, eve, event("looked", w.d.now())).await.unwrap();
        for number in 0..limits::EVENTS {
            tell(&w, desk.owner, ada, event(&format!("step {number}"), w.d.now())).await.unwrap();
            w.clock.advance(Duration::from_secs(1));
        }
        let last = w.d.now();
        tell(&w, desk.owner, ada, event("one more", last)).await.unwrap();
        let long_before = Time::from_seconds(last.seconds() - 86_400);
        tell(&w, desk.owner, ada, event("long before", long_before)).await.unwrap();
        let all = names(&w, desk, ada).await;
        assert_eq!(all.len(), usize::try_from(limits::EVENTS).unwrap());
        assert_eq!((all.first().unwrap().as_str(), all.last().unwrap().as_str()), ("one more", "step 1"));
        assert_eq!(names(&w, desk, eve).await, ["looked"], "nobody else’s");

        let held = holds::place(&w.d, &desk.owner, On::Contact(ada), hold(&w, desk)).await.unwrap();
        w.clock.advance(Duration::from_secs(1));
        let refused = tell(&w, desk.owner, ada, event("and more", w.d.now())).await;
        assert!(matches!(refused, Err(TrackError::NoRoom)), "{refused:?}");
        tell(&w, desk.owner, ada, event("one more", last)).await.unwrap();
        assert_eq!(names(&w, desk, ada).await, all);
        holds::lift(&w.d, &desk.owner, held).await.unwrap();
        tell(&w, desk.owner, ada, event("and more", w.d.now())).await.unwrap();
    }

    async fn a_page_crowds_out_nothing_that_a_server_told(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let ada = w.user(desk, Attributes::default()).await;
        let theirs = Actor::Contact { workspace: desk.workspace, id: ada };
        tell(&w, desk.owner, ada, event("paid", w.d.now())).await.unwrap();
        for number in 0..=limits::EVENTS {
            w.clock.advance(Duration::from_secs(1));
            let key = ClientKey::read(&format!("{number:032x}"));
            tell(&w, theirs, ada, NewEvent { key, ..event("clicked", w.d.now()) }).await.unwrap();
        }
        let (about, permit) = contacts::read_by(&w.d, &desk.owner, ada).await.unwrap();
        let summary = data_events::summary(&w.d, &about, &permit).await.unwrap();
        let counted: Vec<_> = summary.iter().map(|one| (one.name.as_str(), one.count)).collect();
        assert_eq!(counted, [("clicked", limits::EVENTS), ("paid", 1)]);
    }

    async fn two_who_become_one_have_no_more_than_anybody(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let lead = contacts::create(&w.d, &desk.owner, ContactRole::Lead, Attributes::default()).await.unwrap();
        let user = w.user(desk, Attributes::default()).await;
        for number in 0..=limits::EVENTS / 2 {
            for whom in [lead, user] {
                tell(&w, desk.owner, whom, event(&format!("step {number}"), w.d.now())).await.unwrap();
            }
            w.clock.advance(Duration::from_secs(1));
        }
        let found = async |id| contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
        let (from, into) = (allow(&desk.owner, found(lead).await).unwrap(), allow(&desk.owner, found(user).await).unwrap());
        contacts::merge(&w.d, &from, &into).await.unwrap();
        assert_eq!(stored(&w, desk).await, limits::EVENTS);
        assert!(!names(&w, desk, user).await.contains(&"step 0".to_owned()), "the oldest went");
    }

    async fn what_was_done_long_ago_goes(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let (ada, eve) = (w.user(desk, Attributes::default()).await, w.user(desk, Attributes::default()).await);
        tell(&w, desk.owner, ada, event("ordered", w.d.now())).await.unwrap();
        tell(&w, desk.owner, eve, event("ordered", w.d.now())).await.unwrap();
        let held = holds::place(&w.d, &desk.owner, On::Contact(eve), hold(&w, desk)).await.unwrap();
        w.clock.advance(Duration::from_hours(24));
        tell(&w, desk.owner, ada, event("paid", w.d.now())).await.unwrap();
        w.clock.advance(limits::EVENTS_KEPT.checked_sub(Duration::from_hours(24)).unwrap());
        assert_eq!(data_events::expire(&w.d, desk.workspace).await.unwrap(), 0);
        w.clock.advance(Duration::from_secs(1));
        assert_eq!(names(&w, desk, ada).await, ["paid"], "not shown, though it is not swept yet");
        assert_eq!(data_events::expire(&w.d, other.workspace).await.unwrap(), 0);
        assert_eq!(data_events::expire(&w.d, desk.workspace).await.unwrap(), 1);
        assert_eq!((stored(&w, desk).await, entries(&w, desk, "data_event.expired").await), (2, 1));
        holds::lift(&w.d, &desk.owner, held).await.unwrap();
        assert_eq!(data_events::expire(&w.d, desk.workspace).await.unwrap(), 1, "what the hold kept");
        assert_eq!(data_events::expire(&w.d, desk.workspace).await.unwrap(), 0);
    }

    async fn of_whoever_is_blocked_or_gone_nothing_is_kept(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let ada = w.user(desk, Attributes::default()).await;
        let found = contacts::find(&w.d, desk.workspace, ada).await.unwrap().unwrap();
        contacts::set_blocked(&w.d, &allow(&desk.owner, found.clone()).unwrap(), true).await.unwrap();
        let theirs = Actor::Contact { workspace: desk.workspace, id: ada };
        for by in [desk.owner, theirs] {
            let refused = tell(&w, by, ada, event("ordered", w.d.now())).await;
            assert!(matches!(refused, Err(TrackError::Blocked)), "{refused:?}");
        }
        contacts::set_blocked(&w.d, &allow(&desk.owner, found.clone()).unwrap(), false).await.unwrap();
        domain::erasure::request(&w.d, &desk.owner, ada, domain::erasure::Source::Inbox).await.unwrap();
        let gone = data_events::track(&w.d, &allow(&desk.owner, found).unwrap(), event("ordered", w.d.now())).await;
        assert!(matches!(gone, Err(TrackError::NotFound)), "{gone:?}");
        assert_eq!(stored(&w, desk).await, 0);
    }

    async fn metadata_comes_back_as_it_was_told(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let ada = w.user(desk, Attributes::default()).await;
        let metadata = serde_json::json!({ "tea": "sencha", "grams": 100, "gift": true, "price": { "amount": 1200, "currency": "jpy" } });
        let metadata = metadata.as_object().unwrap().clone();
        let told = NewEvent { metadata: Some(Personal::new(Json(metadata.clone()))), ..event("ordered", w.d.now()) };
        tell(&w, desk.owner, ada, told).await.unwrap();
        let (about, permit) = contacts::read_by(&w.d, &desk.owner, ada).await.unwrap();
        let shown = data_events::list(&w.d, &about, &permit, Before::ALL, 1).await.unwrap().pop().unwrap();
        assert_eq!((shown.name.as_str(), shown.metadata), ("ordered", metadata));
    }
}
