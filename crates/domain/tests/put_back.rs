//! Taking back a closing, an opening, a snooze or an assignment, on both engines.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that finds less than it expects must fail")]

use std::collections::BTreeSet;
use std::time::Duration;

use domain::conversations::{
    self, AssignError, Back, Compare, Condition, Moment, Sort, State, StateError, Stood, To,
};
use domain::messages::{self, Author, Which};
use domain::{teammates, teams, workspaces};
use privacy::access::{Actor, Allowed, act, allow};
use privacy::ids::{Conversation, Teammate};
use privacy::{Id, Time};
use testkit::on_both_engines;
use testkit::world::{Desk, World, draft, personal};

fn id_of(actor: Actor) -> Id<Teammate> {
    let Actor::Teammate { id, .. } = actor else { panic!("not a teammate") };
    id
}

async fn held<A: act::Act>(
    w: &World,
    desk: Desk,
    id: Id<Conversation>,
) -> Allowed<conversations::Conversation, A> {
    allow(&desk.owner, conversations::find(&w.d, desk.workspace, id).await.unwrap().unwrap()).unwrap()
}

async fn stands(w: &World, desk: Desk, id: Id<Conversation>) -> Stood {
    Stood::from(held::<act::ChangeState>(w, desk, id).await.thing())
}

async fn close(w: &World, desk: Desk, id: Id<Conversation>) -> i64 {
    w.clock.advance(Duration::from_mins(1));
    conversations::close(&w.d, held(w, desk, id).await, Author::of(&desk.owner)).await.unwrap()
}

async fn snooze(w: &World, desk: Desk, id: Id<Conversation>, until: Time) {
    w.clock.advance(Duration::from_mins(1));
    conversations::snooze(&w.d, held(w, desk, id).await, Author::of(&desk.owner), until).await.unwrap();
}

async fn try_back(w: &World, desk: Desk, id: Id<Conversation>, back: Back) -> Result<i64, StateError> {
    w.clock.advance(Duration::from_mins(1));
    conversations::put_back(&w.d, held(w, desk, id).await, Author::of(&desk.owner), back).await
}

/// Puts back what was done last.
async fn put_back(w: &World, desk: Desk, id: Id<Conversation>, stood: Stood) {
    let left = held::<act::ChangeState>(w, desk, id).await.thing().next_seq;
    try_back(w, desk, id, Back { stood, left }).await.unwrap();
}

/// Tries to put back what was done before something else happened: nothing changes.
async fn refused(w: &World, desk: Desk, id: Id<Conversation>, back: Back) {
    let before = stands(w, desk, id).await;
    let tried = try_back(w, desk, id, back).await;
    assert!(matches!(tried, Err(StateError::ChangedMeanwhile)), "{tried:?}");
    assert_eq!(stands(w, desk, id).await, before);
}

async fn give(w: &World, desk: Desk, id: Id<Conversation>, to: To) -> i64 {
    w.clock.advance(Duration::from_mins(1));
    conversations::assign_to(&w.d, held(w, desk, id).await, Author::of(&desk.owner), to).await.unwrap()
}

async fn hand_back(w: &World, desk: Desk, id: Id<Conversation>, back: Back) -> Result<i64, AssignError> {
    w.clock.advance(Duration::from_mins(1));
    conversations::hand_back(&w.d, held(w, desk, id).await, Author::of(&desk.owner), back).await
}

async fn say(w: &World, by: Actor, id: Id<Conversation>) {
    w.clock.advance(Duration::from_mins(1));
    let found = conversations::find(&w.d, by.workspace(), id).await.unwrap().unwrap();
    messages::send(&w.d, allow(&by, found).unwrap(), draft(Author::of(&by), "more")).await.unwrap();
}

/// The orders in which screens list.
const SCREENS: [Sort; 4] = [Sort::NEWEST, Sort::OLDEST, Sort::WAITING_LONGEST, Sort::PriorityFirst];

/// The open conversations in each of these orders.
async fn lists(w: &World, desk: Desk, orders: &[Sort]) -> Vec<Vec<Id<Conversation>>> {
    let mut all = Vec::new();
    for sort in orders {
        all.push(listed(w, desk, &Condition::State(State::Open), *sort).await);
    }
    all
}

async fn listed(w: &World, desk: Desk, condition: &Condition, sort: Sort) -> Vec<Id<Conversation>> {
    let permit = conversations::permit_for(&desk.owner).unwrap();
    let page = conversations::page(&w.d, &permit, condition, sort, None, 10).await.unwrap();
    page.iter().map(|one| one.conversation.id).collect()
}

fn hours(w: &World, hours: u64) -> Time {
    w.d.now().after(Duration::from_hours(hours))
}

on_both_engines! {
    async fn it_stands_waits_and_is_unread_as_before(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let id = w.conversation(w.visitor(desk).await, "hello?").await.conversation;
        let before = stands(&w, desk, id).await;
        assert!(before.state == State::Open && before.unread && before.waiting_since.is_some(), "{before:?}");
        close(&w, desk, id).await;
        let closed = stands(&w, desk, id).await;
        assert_eq!((closed.state, closed.unread, closed.waiting_since), (State::Closed, false, None));
        put_back(&w, desk, id, before).await;
        assert_eq!(stands(&w, desk, id).await, before);

        // Once it was looked at, it waits and is read.
        let (read, permit) = conversations::read_by(&w.d, &desk.owner, id).await.unwrap();
        messages::thread(&w.d, &read, &permit, Which::Latest, 50).await.unwrap();
        let read = stands(&w, desk, id).await;
        assert!(!read.unread);
        snooze(&w, desk, id, hours(&w, 3)).await;
        let snoozed = stands(&w, desk, id).await;
        assert_eq!((snoozed.waiting_since, snoozed.unread), (before.waiting_since, false));
        close(&w, desk, id).await;
        put_back(&w, desk, id, snoozed).await;
        assert_eq!(stands(&w, desk, id).await, snoozed, "until the same time");
        put_back(&w, desk, id, read).await;
        assert_eq!(stands(&w, desk, id).await, read);
        close(&w, desk, id).await;
        let closed = stands(&w, desk, id).await;
        conversations::open(&w.d, held(&w, desk, id).await, Author::of(&desk.owner)).await.unwrap();
        put_back(&w, desk, id, closed).await;
        assert_eq!(stands(&w, desk, id).await, closed);
    }

    async fn lists_are_as_before_and_whoever_asks_for_what_is_new_finds_it(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let mut ids = Vec::new();
        for text in ["first", "second", "third"] {
            ids.push(w.conversation(w.visitor(desk).await, text).await.conversation);
            w.clock.advance(Duration::from_mins(1));
        }
        let &[first, second, third] = ids.as_slice() else { unreachable!("three were begun") };
        conversations::set_priority(&w.d, &held(&w, desk, first).await, true).await.unwrap();
        let before = lists(&w, desk, &SCREENS).await;
        let (stood, updated_at) = (stands(&w, desk, second).await, held::<act::ChangeState>(&w, desk, second).await.thing().updated_at);
        close(&w, desk, second).await;
        assert_ne!(lists(&w, desk, &SCREENS).await, before);
        put_back(&w, desk, second, stood).await;
        assert_eq!(lists(&w, desk, &SCREENS).await, before, "in every order");
        let found = held::<act::ChangeState>(&w, desk, second).await.into_thing();
        assert!(found.updated_at > updated_at, "something has happened in it");
        assert_eq!(lists(&w, desk, &[Sort::LATEST]).await, [[second, first, third]]);
        let since = Condition::When(Moment::Updated, Compare::Above, updated_at.after(Duration::from_secs(59)));
        assert_eq!(listed(&w, desk, &since, Sort::LATEST).await.first(), Some(&second));

        // Whoever says that it stood elsewhere moves it nowhere but back.
        for (said, stands_at) in [(hours(&w, 5), None), (Time::from_micros(-1), Some(found.created_at))] {
            close(&w, desk, second).await;
            let closed = stands(&w, desk, second).await.moved_at;
            put_back(&w, desk, second, Stood { moved_at: said, ..stood }).await;
            assert_eq!(stands(&w, desk, second).await.moved_at, stands_at.unwrap_or(closed));
        }
        say(&w, desk.owner, second).await;
        let found = held::<act::ChangeState>(&w, desk, second).await.into_thing();
        assert_eq!(found.moved_at, found.updated_at, "what happens next moves it as ever");
        assert_eq!(lists(&w, desk, &[Sort::NEWEST]).await, [[second, third, first]]);
    }

    async fn what_others_did_meanwhile_is_not_undone(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "hello?").await.conversation;
        snooze(&w, desk, id, hours(&w, 72)).await;
        let snoozed = stands(&w, desk, id).await;
        let left = close(&w, desk, id).await;
        let closed = stands(&w, desk, id).await;
        say(&w, visitor, id).await;
        let reopened = stands(&w, desk, id).await;
        assert!(reopened.state == State::Open && reopened.unread && reopened.waiting_since.is_some(), "{reopened:?}");
        for stood in [snoozed, closed] {
            refused(&w, desk, id, Back { stood, left }).await;
        }

        let left = close(&w, desk, id).await;
        let lena = w.agent(desk, "lena").await;
        let theirs = allow(&lena, conversations::find(&w.d, desk.workspace, id).await.unwrap().unwrap()).unwrap();
        conversations::snooze(&w.d, theirs, Author::of(&lena), hours(&w, 2)).await.unwrap();
        refused(&w, desk, id, Back { stood: reopened, left }).await;

        // What was read in good time is looked at again when it has changed by the commit.
        let left = close(&w, desk, id).await;
        let stale = held(&w, desk, id).await;
        say(&w, visitor, id).await;
        let late = conversations::put_back(&w.d, stale, Author::of(&desk.owner), Back { stood: snoozed, left }).await;
        assert!(matches!(late, Err(StateError::ChangedMeanwhile)), "{late:?}");
        assert_eq!(stands(&w, desk, id).await.state, State::Open);
    }

    async fn whoever_had_it_has_it_again_in_its_place(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let first = w.conversation(w.visitor(desk).await, "first").await.conversation;
        w.clock.advance(Duration::from_mins(1));
        w.conversation(w.visitor(desk).await, "second").await;
        let (lena, kofi) = (w.agent(desk, "lena").await, w.agent(desk, "kofi").await);
        let [for_lena, for_kofi] = [lena, kofi].map(|one| To::Teammate(Some(id_of(one))));
        let members = BTreeSet::from([id_of(lena), id_of(kofi)]);
        let lead = allow(&desk.owner, workspaces::find(&w.d, desk.workspace).await.unwrap().unwrap()).unwrap();
        let team = teams::create(&w.d, &lead, personal("Refunds"), &members).await.unwrap();
        let nobodys = stands(&w, desk, first).await;
        let before = lists(&w, desk, &SCREENS).await;

        let left = give(&w, desk, first, for_lena).await;
        assert_ne!(lists(&w, desk, &SCREENS).await, before);
        hand_back(&w, desk, first, Back { stood: nobodys, left }).await.unwrap();
        assert_eq!(stands(&w, desk, first).await, nobodys);
        assert_eq!(lists(&w, desk, &SCREENS).await, before, "in every order");

        // A team and a teammate are given back together.
        give(&w, desk, first, for_lena).await;
        give(&w, desk, first, To::Team(Some(team))).await;
        let both = stands(&w, desk, first).await;
        assert_eq!((both.assignee, both.team), (Some(id_of(lena)), Some(team)));
        let left = give(&w, desk, first, To::Both(None, None)).await;
        hand_back(&w, desk, first, Back { stood: both, left }).await.unwrap();
        assert_eq!(stands(&w, desk, first).await, both);

        // What a colleague gave to somebody else meanwhile stays theirs.
        let left = give(&w, desk, first, for_kofi).await;
        let theirs = allow(&lena, conversations::find(&w.d, desk.workspace, first).await.unwrap().unwrap()).unwrap();
        conversations::assign_to(&w.d, theirs, Author::of(&lena), To::Both(Some(id_of(lena)), None)).await.unwrap();
        let taken = stands(&w, desk, first).await;
        let late = hand_back(&w, desk, first, Back { stood: both, left }).await;
        assert!(matches!(late, Err(AssignError::ChangedMeanwhile)), "{late:?}");
        assert_eq!(stands(&w, desk, first).await, taken);

        // Nobody gets it back who answers no more.
        let left = give(&w, desk, first, for_kofi).await;
        teammates::deactivate(&w.d, &desk.owner, id_of(lena)).await.unwrap();
        let gone = hand_back(&w, desk, first, Back { stood: taken, left }).await;
        assert!(matches!(gone, Err(AssignError::NoSuchTeammate)), "{gone:?}");
    }

    async fn who_waits_for_nothing_does_not_wait_again(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "hello?").await.conversation;
        let asked = stands(&w, desk, id).await;
        say(&w, desk.owner, id).await;
        close(&w, desk, id).await;
        put_back(&w, desk, id, asked).await;
        let answered = stands(&w, desk, id).await;
        assert_eq!((answered.state, answered.unread, answered.waiting_since), (State::Open, false, None), "it was answered");

        close(&w, desk, id).await;
        let never = Stood { waiting_since: Some(hours(&w, 1)), unread: true, ..asked };
        put_back(&w, desk, id, never).await;
        assert_eq!(stands(&w, desk, id).await.waiting_since, None, "nobody wrote then");

        let until = hours(&w, 1);
        snooze(&w, desk, id, until).await;
        let snoozed = stands(&w, desk, id).await;
        close(&w, desk, id).await;
        w.clock.advance(Duration::from_hours(2));
        put_back(&w, desk, id, snoozed).await;
        assert_eq!(stands(&w, desk, id).await.state, State::Open, "its time has come meanwhile");
    }
}
