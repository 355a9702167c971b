//! What contacts did: told once, bounded, and gone after 90 days, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that finds less than it expects must fail")]

use std::time::Duration;

use domain::contacts::{self, Attributes, ContactRole};
use domain::data_events::{self, Before, Counted, NewCount, NewEvent, ToldBy, TrackError};
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

/// How often, first and last so many days ago.
fn counted(w: &World, name: &str, times: i64, (first, last): (i64, i64)) -> NewCount {
    let ago = |days: i64| Time::from_seconds(w.d.now().seconds() - days * 86_400);
    NewCount { name: personal(name), times, first: ago(first), last: ago(last) }
}

async fn count(w: &World, desk: Desk, whom: Id<Contact>, counts: Vec<NewCount>) -> Result<(), TrackError> {
    let found = contacts::find(&w.d, desk.workspace, whom).await.unwrap().unwrap();
    data_events::count(&w.d, &allow(&desk.owner, found).unwrap(), counts).await
}

/// What is summed up of somebody: the name, how often, and how many days ago first and last.
async fn summed(w: &World, desk: Desk, whom: Id<Contact>) -> Vec<(String, i64, i64, i64)> {
    let (about, permit) = contacts::read_by(&w.d, &desk.owner, whom).await.unwrap();
    let days = |at: Time| (w.d.now().seconds() - at.seconds()) / 86_400;
    let all = data_events::summary(&w.d, &about, &permit).await.unwrap();
    all.into_iter().map(|one| (one.name, one.count, days(one.first), days(one.last))).collect()
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

    async fn what_was_counted_is_kept_beside_what_was_done(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, eve) = (w.user(desk, Attributes::default()).await, w.user(desk, Attributes::default()).await);
        let days_ago = |days: u64| Time::from_seconds(w.d.now().seconds() - i64::try_from(days * 86_400).unwrap());
        for (name, ago) in [("ordered", 20), ("ordered", 10), ("ordered", 1), ("paid", 5)] {
            tell(&w, desk.owner, ada, event(name, days_ago(ago))).await.unwrap();
        }
        let two = vec![counted(&w, "ordered", 42, (400, 10)), counted(&w, "called", 3, (70, 30))];
        count(&w, desk, ada, two).await.unwrap();
        assert_eq!(entries(&w, desk, "data_event.counted").await, 2, "an entry for each");
        let expected = [("called", 3, 70, 30), ("ordered", 43, 400, 1), ("paid", 1, 5, 5)];
        let expected: Vec<_> = expected.map(|(name, count, first, last)| (name.to_owned(), count, first, last)).into();
        assert_eq!(summed(&w, desk, ada).await, expected, "what was done up to the last time is in it");
        assert_eq!(summed(&w, desk, eve).await, [], "nobody else’s");
        assert_eq!(names(&w, desk, ada).await, ["ordered", "paid", "ordered", "ordered"], "and no count is an event");
        let (about, permit) = contacts::read_by(&w.d, &desk.owner, ada).await.unwrap();
        let all = data_events::list_with_counts(&w.d, &about, &permit, Before::ALL, 10).await.unwrap();
        let called = all.iter().find(|one| one.name == "called").unwrap();
        assert_eq!((called.told_by, called.metadata.len()), (ToldBy::Counted, 0));
        assert_eq!(called.counted, Some(Counted { times: 3, first: days_ago(70) }));
        assert_eq!((all.len(), contacts::held(&w.d, &about).await.unwrap().events), (6, 6));

        // Counted again, the count before is forgotten.
        let again = vec![counted(&w, "ordered", 50, (400, 0)), counted(&w, "ordered", 51, (400, 0))];
        count(&w, desk, ada, again).await.unwrap();
        assert_eq!(summed(&w, desk, ada).await.get(1), Some(&("ordered".to_owned(), 51, 400, 0)));
        assert_eq!(stored(&w, desk).await, 6);

        // It ends 90 days after the last time, as an event does.
        w.clock.advance(limits::EVENTS_KEPT.checked_sub(Duration::from_hours(24)).unwrap());
        assert_eq!(summed(&w, desk, ada).await.len(), 1, "what ended is shown no more");
        assert_eq!(data_events::expire(&w.d, desk.workspace).await.unwrap(), 4);
        w.clock.advance(Duration::from_hours(25));
        assert_eq!(summed(&w, desk, ada).await, []);
        data_events::expire(&w.d, desk.workspace).await.unwrap();
        assert_eq!(stored(&w, desk).await, 0);
    }

    async fn counts_are_checked_bounded_and_held(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let ada = w.user(desk, Attributes::default()).await;
        for (bad, why) in [
            (counted(&w, " ", 1, (1, 1)), TrackError::BadName),
            (counted(&w, "ordered", 0, (1, 1)), TrackError::BadCount),
            (counted(&w, "ordered", limits::EVENT_TIMES + 1, (1, 1)), TrackError::BadCount),
            (counted(&w, "ordered", 1, (1, 2)), TrackError::FirstAfterLast),
            (counted(&w, "ordered", 1, (1, -1)), TrackError::InTheFuture),
            (counted(&w, "ordered", 1, (100, 91)), TrackError::TooOld),
        ] {
            let good = counted(&w, "paid", 1, (1, 1));
            let refused = count(&w, desk, ada, vec![good, bad]).await.unwrap_err();
            assert_eq!(refused.to_string(), why.to_string());
        }
        assert_eq!((stored(&w, desk).await, entries(&w, desk, "data_event.counted").await), (0, 0), "all or none");
        tell(&w, desk.owner, ada, event("ordered", w.d.now())).await.unwrap();
        let (mut number, most) = (0, limits::EVENTS);
        while number <= most {
            let some = (number..number + 50).map(|number| counted(&w, &format!("step {number}"), 1, (1, 1))).collect();
            count(&w, desk, ada, some).await.unwrap();
            number += 50;
        }
        assert_eq!(stored(&w, desk).await, most + 1, "they crowd out nothing that was done");

        let kept = summed(&w, desk, ada).await.into_iter().find(|one| one.0.starts_with("step")).unwrap().0;
        let held = holds::place(&w.d, &desk.owner, On::Contact(ada), hold(&w, desk)).await.unwrap();
        let again = async || count(&w, desk, ada, vec![counted(&w, &kept, 7, (1, 1))]).await;
        assert!(matches!(again().await, Err(TrackError::Held)), "the hold keeps the one before");
        let more = count(&w, desk, ada, vec![counted(&w, "one more", 1, (1, 1))]).await;
        assert!(matches!(more, Err(TrackError::NoRoom)), "{more:?}");
        holds::lift(&w.d, &desk.owner, held).await.unwrap();
        again().await.unwrap();
        assert_eq!(summed(&w, desk, ada).await.into_iter().find(|one| one.0 == kept).unwrap().1, 7);

        let lead = contacts::create(&w.d, &desk.owner, ContactRole::Lead, Attributes::default()).await.unwrap();
        count(&w, desk, lead, vec![counted(&w, &kept, 5, (3, 2))]).await.unwrap();
        let found = async |id| contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
        let (from, into) = (allow(&desk.owner, found(lead).await).unwrap(), allow(&desk.owner, found(ada).await).unwrap());
        contacts::merge(&w.d, &from, &into).await.unwrap();
        assert!(stored(&w, desk).await <= most + 1, "nor do those of two who become one");
        let asked = domain::erasure::request(&w.d, &desk.owner, ada, domain::erasure::Source::Inbox).await.unwrap();
        domain::erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
        assert_eq!(stored(&w, desk).await, 0);
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
