//! What a teammate is told of although they look elsewhere, on both engines.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that finds less than it expects must fail")]

use std::collections::BTreeSet;
use std::time::Duration;

use domain::conversations::{self, To};
use domain::messages::{self, Author, Draft, Kind};
use domain::notices::{self, Why};
use domain::{teams, workspaces};
use privacy::access::{Actor, allow};
use privacy::ids::{Conversation, Teammate};
use privacy::{Id, Time};
use testkit::on_both_engines;
use testkit::world::{Desk, World, draft, personal};

store::statements! {
    /// How many entries of one action there are.
    ENTRIES_TOLD = "SELECT CAST(COUNT(*) AS BIGINT) FROM entries WHERE workspace_id = $1 AND action = $2";
}

fn id_of(actor: Actor) -> Id<Teammate> {
    let Actor::Teammate { id, .. } = actor else { panic!("not a teammate") };
    id
}

async fn held(w: &World, by: Actor, id: Id<Conversation>) -> conversations::Conversation {
    conversations::find(&w.d, by.workspace(), id).await.unwrap().unwrap()
}

async fn give(w: &World, by: Actor, id: Id<Conversation>, to: To) {
    let allowed = allow(&by, held(w, by, id).await).unwrap();
    conversations::assign_to(&w.d, allowed, Author::of(&by), to).await.unwrap();
}

async fn say(w: &World, by: Actor, id: Id<Conversation>) {
    let allowed = allow(&by, held(w, by, id).await).unwrap();
    messages::send(&w.d, allowed, draft(Author::of(&by), "and another thing")).await.unwrap();
}

async fn mention(w: &World, by: Actor, id: Id<Conversation>, whom: Actor) {
    let note = Draft { kind: Kind::Note, ..draft(Author::of(&by), "look at this") };
    let allowed = allow(&by, held(w, by, id).await).unwrap();
    messages::note_to(&w.d, allowed, note, [id_of(whom)].into()).await.unwrap();
}

/// Why a teammate is told of which conversation, the newest first.
async fn told(w: &World, whom: Actor, since: Time) -> Vec<(Id<Conversation>, Why)> {
    let told = notices::since(&w.d, &whom, id_of(whom), since).await.unwrap();
    told.iter().map(|one| (one.conversation, one.why)).collect()
}

/// The time after which something happens.
fn mark(w: &World) -> Time {
    let now = w.d.now();
    w.clock.advance(Duration::from_secs(1));
    now
}

async fn team_of(w: &World, desk: Desk, one: Actor) -> Id<privacy::ids::Team> {
    let found = workspaces::find(&w.d, desk.workspace).await.unwrap().unwrap();
    let members: BTreeSet<_> = [id_of(one)].into();
    teams::create(&w.d, &allow(&desk.owner, found).unwrap(), personal("Refunds"), &members).await.unwrap()
}

on_both_engines! {
    async fn a_message_is_told_to_whom_it_is_for(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (kofi, lena) = (w.agent(desk, "kofi").await, w.agent(desk, "lena").await);
        let team = team_of(&w, desk, kofi).await;
        let visitor = w.visitor(desk).await;
        let begin = mark(&w);
        let id = w.conversation(visitor, "hello?").await.conversation;
        for whom in [desk.owner, kofi, lena] {
            assert_eq!(told(&w, whom, begin).await, [(id, Why::Message)], "nobody has it: everybody hears");
        }
        assert_eq!(told(&w, kofi, w.d.now()).await, [], "and once");

        give(&w, desk.owner, id, To::Team(Some(team))).await;
        let next = mark(&w);
        say(&w, visitor, id).await;
        assert_eq!(told(&w, kofi, next).await, [(id, Why::Message)], "their team has it");
        assert_eq!((told(&w, lena, next).await, told(&w, desk.owner, next).await), (vec![], vec![]));

        give(&w, desk.owner, id, To::Teammate(Some(id_of(lena)))).await;
        let next = mark(&w);
        say(&w, visitor, id).await;
        assert_eq!(told(&w, lena, next).await, [(id, Why::Message)], "it is hers");
        assert_eq!(told(&w, kofi, next).await, [], "a colleague of the team has it");
        let next = mark(&w);
        say(&w, lena, id).await;
        for whom in [desk.owner, kofi, lena] {
            assert_eq!(told(&w, whom, next).await, [], "what teammates write is no news");
        }
        let other = w.desk().await;
        assert_eq!(told(&w, other.owner, begin).await, [], "and nothing of it elsewhere");
    }

    async fn what_colleagues_give_is_told_and_what_one_does_oneself_is_not(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (kofi, lena) = (w.agent(desk, "kofi").await, w.agent(desk, "lena").await);
        let team = team_of(&w, desk, kofi).await;
        let id = w.conversation(w.visitor(desk).await, "hello?").await.conversation;

        let next = mark(&w);
        give(&w, lena, id, To::Teammate(Some(id_of(kofi)))).await;
        assert_eq!(told(&w, kofi, next).await, [(id, Why::Assigned)]);
        assert_eq!((told(&w, lena, next).await, told(&w, desk.owner, next).await), (vec![], vec![]));
        give(&w, lena, id, To::Teammate(None)).await;
        assert_eq!(told(&w, kofi, next).await, [], "it was taken back before they heard");

        let next = mark(&w);
        give(&w, kofi, id, To::Teammate(Some(id_of(kofi)))).await;
        give(&w, kofi, id, To::Both(None, Some(team))).await;
        assert_eq!(told(&w, kofi, next).await, [], "by themselves");
        give(&w, kofi, id, To::Team(None)).await;
        let next = mark(&w);
        give(&w, lena, id, To::Team(Some(team))).await;
        assert_eq!(told(&w, kofi, next).await, [(id, Why::AssignedTeam)]);

        let next = mark(&w);
        mention(&w, kofi, id, lena).await;
        assert_eq!((told(&w, lena, next).await, told(&w, kofi, next).await), (vec![(id, Why::Mentioned)], vec![]));
    }

    async fn what_comes_back_from_a_snooze_is_told_to_whose_it_is(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (kofi, lena) = (w.agent(desk, "kofi").await, w.agent(desk, "lena").await);
        let team = team_of(&w, desk, kofi).await;
        for (to, told_to, not_told) in [
            (To::Teammate(Some(id_of(lena))), vec![lena], vec![kofi, desk.owner]),
            (To::Team(Some(team)), vec![kofi], vec![lena, desk.owner]),
            (To::Both(None, None), vec![kofi, lena, desk.owner], vec![]),
        ] {
            let id = w.conversation(w.visitor(desk).await, "later please").await.conversation;
            give(&w, desk.owner, id, to).await;
            let until = w.d.now().after(Duration::from_hours(2));
            let allowed = allow(&lena, held(&w, lena, id).await).unwrap();
            conversations::snooze(&w.d, allowed, Author::of(&lena), until).await.unwrap();
            w.clock.advance(Duration::from_hours(3));
            let next = mark(&w);
            assert_eq!(conversations::wake(&w.d, desk.workspace).await.unwrap(), 1);
            for whom in told_to {
                assert_eq!(told(&w, whom, next).await, [(id, Why::Opened)], "{to:?}");
            }
            for whom in not_told {
                assert_eq!(told(&w, whom, next).await, [], "{to:?}");
            }
            // Whoever opens it by hand knows of it.
            let allowed = allow(&lena, held(&w, lena, id).await).unwrap();
            conversations::close(&w.d, allowed, Author::of(&lena)).await.unwrap();
            let next = mark(&w);
            let allowed = allow(&lena, held(&w, lena, id).await).unwrap();
            conversations::open(&w.d, allowed, Author::of(&lena)).await.unwrap();
            assert_eq!((told(&w, kofi, next).await, told(&w, desk.owner, next).await), (vec![], vec![]));
        }
    }

    async fn every_part_is_told_and_whoever_is_told_a_name_is_entered(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let kofi = w.agent(desk, "kofi").await;
        let visitor = w.visitor(desk).await;
        let begin = mark(&w);
        let entries = || async {
            let asked = store::params![desk.workspace, store::Code("conversation.listed")];
            w.d.store.row(&ENTRIES_TOLD, asked).await.unwrap().unwrap().cells().count().unwrap()
        };
        assert_eq!((told(&w, kofi, begin).await, entries().await), (vec![], 0));
        let id = w.conversation(visitor, "hello?").await.conversation;
        mention(&w, desk.owner, id, kofi).await;
        say(&w, visitor, id).await;
        let told = notices::since(&w.d, &kofi, id_of(kofi), begin).await.unwrap();
        let parts: Vec<_> = told.iter().map(|one| (one.seq, one.why)).collect();
        assert_eq!(parts, [(2, Why::Message), (1, Why::Mentioned), (0, Why::Message)], "the newest first");
        assert!(told.iter().all(|one| one.conversation == id && !one.name.is_empty()));
        assert_eq!(entries().await, 1);
    }
}
