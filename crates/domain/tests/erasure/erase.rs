//! A person is erased: nothing of theirs is left, and nobody else notices.

use activity_log::{Receipt, ReceiptKind};
use domain::erasure::{self, EraseError, Source, State};
use domain::{contacts, conversations, messenger_sessions};
use privacy::access::Actor;
use privacy::keys::{HolderKind, KeyError, Ref};
use privacy::secret::{Digest, Secret};
use store::{AsText, EventKind, params};
use testkit::on_both_engines;
use testkit::world::World;

use crate::scene::{self, beneath, contact_of, entries, erase, left, objects, person, to_the_end};

on_both_engines! {
    async fn nothing_is_left_of_the_person_and_everything_of_others(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (gone, stays) = (person(&w, desk, "ada").await, person(&w, desk, "kofi").await);
        let leaf = contact_of(&w, desk, gone.id).await.leaf;
        let before = left(&w, desk.workspace, stays.id).await;
        let (all, files) = (left(&w, desk.workspace, gone.id).await, objects(&w));
        let over = erase(&w, desk, gone.id).await;
        assert_eq!((over.state, over.leaves), (State::Done, 1));
        assert_eq!(left(&w, desk.workspace, gone.id).await, 0);
        assert_eq!(left(&w, desk.workspace, stays.id).await, before);
        assert_eq!((files, objects(&w)), (4, 2));
        let keys = w.d.keys(desk.workspace).await.unwrap();
        assert_eq!(keys.holds(Ref::of(leaf)), Err(KeyError::Shredded));
        assert!(contacts::find(&w.d, desk.workspace, gone.id).await.unwrap().is_none());
        assert!(contacts::read_by(&w.d, &desk.owner, stays.id).await.is_ok());
        let progress = erasure::find_by_contact(&w.d, &desk.owner, gone.id).await.unwrap();
        assert_eq!(progress.steps.iter().map(|step| step.removed).sum::<i64>(), all);
        assert!(progress.steps.iter().all(|step| step.finished_at.is_some() && step.planned == Some(step.removed)));
        for action in ["erasure.requested", "erasure.fenced", "erasure.shredded", "erasure.checked", "erasure.completed"] {
            assert_eq!(entries(&w, desk.workspace, action).await, 1, "{action}");
        }
    }

    async fn asking_again_answers_with_the_same_erasure(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let gone = person(&w, desk, "ada").await;
        let first = erasure::request(&w.d, &desk.owner, gone.id, Source::Api).await.unwrap();
        let again = erasure::request(&w.d, &desk.owner, gone.id, Source::Api).await.unwrap();
        assert_eq!(first, again);
        to_the_end(&w, desk, first.erasure).await;
        let late = erasure::request(&w.d, &desk.owner, gone.id, Source::Api).await.unwrap();
        assert_eq!((late.erasure, late.state), (first.erasure, State::Done));
        assert_eq!(entries(&w, desk.workspace, "erasure.completed").await, 1);
    }

    /// The row of a stranger's leaf says that it is the person's: nothing may end.
    async fn a_wrong_row_destroys_nobodys_key(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (asked, stranger) = (person(&w, desk, "ada").await, person(&w, desk, "kofi").await);
        let leaf = contact_of(&w, desk, stranger.id).await.leaf;
        let mislabel = params![desk.workspace, AsText(stranger.id), AsText(asked.id)];
        w.d.store.commit(beneath(&w, desk.workspace).one(&scene::MISLABEL, mislabel)).await.unwrap();
        let refused = erasure::request(&w.d, &desk.owner, asked.id, Source::Api).await;
        assert!(matches!(refused, Err(EraseError::WrongKey)), "{refused:?}");
        assert_eq!(w.d.keys(desk.workspace).await.unwrap().holds(Ref::of(leaf)), Ok(()));
        assert!(contacts::read_by(&w.d, &desk.owner, asked.id).await.is_ok(), "nothing was closed");
        let theirs = erasure::request(&w.d, &desk.owner, stranger.id, Source::Api).await;
        assert!(matches!(theirs, Err(EraseError::WrongKey)), "the leaf in their row has no record: {theirs:?}");
    }

    /// A plan that does not fit the keys: the erasure stands still, ends nothing, and says why for as long as it does.
    async fn an_erasure_that_stands_still_says_why(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let gone = person(&w, desk, "ada").await;
        let leaf = contact_of(&w, desk, gone.id).await.leaf;
        let id = erasure::close(&w.d, &desk.owner, gone.id, Source::Api).await.unwrap();
        let fits = w.d.keys(desk.workspace).await.unwrap().commitment(HolderKind::Contact, &gone.id.to_string(), leaf).unwrap();
        let judge = async |commitment: [u8; 32]| {
            let asked = params![desk.workspace, id, Digest::known(commitment)];
            w.d.store.commit(beneath(&w, desk.workspace).any(&scene::MISJUDGE, asked)).await.unwrap();
        };
        let now = async || {
            let progress = erasure::progress(&w.d, &desk.owner, id).await.unwrap();
            (progress.erasure.state, progress.reason)
        };
        assert_eq!(now().await, (State::Fenced, None));
        judge([7; 32]).await;
        for _ in 0..2 {
            assert_eq!(erasure::resume(&w.d, desk.workspace).await.unwrap(), 0);
            assert_eq!(now().await, (State::Fenced, Some("wrong_key")));
        }
        assert_eq!(w.d.keys(desk.workspace).await.unwrap().holds(Ref::of(leaf)), Ok(()));
        judge(*fits.as_bytes()).await;
        to_the_end(&w, desk, id).await;
        assert_eq!(now().await, (State::Done, None));
    }

    async fn the_messenger_of_somebody_online_is_told_and_ends(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = messenger_sessions::start(&w.d, desk.workspace, None).await.unwrap();
        let theirs = Actor::Contact { workspace: desk.workspace, id: visitor.contact };
        let id = w.conversation(theirs, "anybody?").await.conversation;
        let secret = Secret::read(&visitor.secret).unwrap();
        let stranger = Secret::fresh(&w.d.random);
        let mut events = w.d.store.events(store::Audience::Team(desk.workspace));
        assert_eq!(messenger_sessions::ended_by_erasure(&w.d, desk.workspace, &secret).await.unwrap(), None);
        erasure::request(&w.d, &theirs, visitor.contact, Source::Messenger).await.unwrap();
        let told = events.next().await.unwrap().unwrap();
        assert_eq!((told.kind, told.contact, told.conversation), (EventKind::Erased, visitor.contact, id));
        assert!(told.kind.seen_by_contact());
        assert!(messenger_sessions::authenticate(&w.d, desk.workspace, &secret).await.unwrap().is_none());
        let ended = messenger_sessions::ended_by_erasure(&w.d, desk.workspace, &secret).await.unwrap();
        assert_eq!(ended, Some(State::Shredded));
        assert_eq!(messenger_sessions::ended_by_erasure(&w.d, desk.workspace, &stranger).await.unwrap(), None);
        assert!(conversations::find(&w.d, desk.workspace, id).await.unwrap().is_none());
    }

    async fn only_those_who_may_erase(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let agent = w.agent(desk, "agent").await;
        let gone = person(&w, desk, "ada").await;
        let stranger = w.visitor(desk).await;
        for by in [agent, stranger] {
            let refused = erasure::request(&w.d, &by, gone.id, Source::Api).await;
            assert!(matches!(refused, Err(EraseError::Denied(_))), "{refused:?}");
        }
        let elsewhere = erasure::request(&w.d, &other.owner, gone.id, Source::Api).await;
        assert!(matches!(elsewhere, Err(EraseError::NotFound)), "{elsewhere:?}");
        let over = erase(&w, desk, gone.id).await;
        assert!(matches!(erasure::progress(&w.d, &agent, over.id).await, Err(EraseError::Denied(_))));
        assert!(matches!(erasure::progress(&w.d, &other.owner, over.id).await, Err(EraseError::NotFound)));
        assert_eq!(erasure::list(&w.d, &desk.owner, None, 10).await.unwrap().len(), 1);
        assert!(erasure::list(&w.d, &other.owner, None, 10).await.unwrap().is_empty());
    }

    async fn two_receipts_that_an_outsider_can_check(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let gone = person(&w, desk, "ada").await;
        let asked = erasure::request(&w.d, &desk.owner, gone.id, Source::Api).await.unwrap();
        let early = erasure::receipt(&w.d, &desk.owner, asked.erasure, ReceiptKind::Horizon).await;
        assert!(matches!(early, Err(EraseError::NotFound)), "not before it is over");
        erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
        w.clock.advance(std::time::Duration::from_hours(1));
        erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
        for kind in [ReceiptKind::KeyEnd, ReceiptKind::Horizon] {
            let text = erasure::receipt(&w.d, &desk.owner, asked.erasure, kind).await.unwrap().to_string();
            let read = Receipt::parse(&text).unwrap();
            assert_eq!(read.kind(), kind);
            assert!(read.verify(None, None).is_ok());
            assert!(Receipt::parse(&text.replacen("erasure", "erasvre", 1)).is_err(), "a changed receipt");
        }
        let agent = w.agent(desk, "agent").await;
        let refused = erasure::receipt(&w.d, &agent, asked.erasure, ReceiptKind::KeyEnd).await;
        assert!(matches!(refused, Err(EraseError::Denied(_))));
    }
}
