//! Deleting a conversation and redacting a part end their own keys, and nobody else's.

use domain::conversations;
use domain::erasure::{self, Source, State};
use domain::messages::{self, PartShown, Which};
use privacy::Id;
use privacy::access::allow;
use privacy::ids::Message;
use privacy::keys::{KeyError, Ref};
use store::params;
use store::register::removal::Subject;
use testkit::on_both_engines;
use testkit::world::{Desk, World};

use crate::scene::{Person, conversation_of, entries, erase, left_of, objects, person, say};

async fn parts(w: &World, desk: Desk, of: &Person) -> Vec<PartShown> {
    let (read, permit) = conversations::read_by(&w.d, &desk.owner, of.conversation).await.unwrap();
    messages::thread(&w.d, &read, &permit, Which::After(-1), 50).await.unwrap()
}

async fn redact(w: &World, desk: Desk, of: &Person, message: Id<Message>) -> erasure::Requested {
    let found = conversation_of(w, desk, of.conversation).await;
    let asked =
        messages::redact(&w.d, allow(&desk.owner, found).unwrap(), message, Source::Api).await.unwrap();
    erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
    asked
}

on_both_engines! {
    async fn a_deleted_conversation_is_gone_and_its_person_stays(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (one, other) = (person(&w, desk, "ada").await, person(&w, desk, "kofi").await);
        let found = conversation_of(&w, desk, one.conversation).await;
        let keys = w.d.keys(desk.workspace).await.unwrap();
        let asked = conversations::delete(&w.d, allow(&desk.owner, found.clone()).unwrap(), Source::Api).await.unwrap();
        assert_eq!(asked.state, State::Shredded);
        let keys_now = w.d.keys(desk.workspace).await.unwrap();
        assert_eq!(keys_now.holds(Ref::part(found.leaf, 60_000)), Err(KeyError::Shredded), "parts to come too");
        assert_eq!(keys_now.holds(Ref::of(found.contact_leaf)), Ok(()));
        assert!(conversations::find(&w.d, desk.workspace, one.conversation).await.unwrap().is_none());
        erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
        let gone = params![desk.workspace, one.conversation];
        assert_eq!((left_of(&w, Subject::Conversation, &gone).await, objects(&w)), (0, 2));
        assert_eq!(parts(&w, desk, &other).await.len(), 4);
        drop(keys);
        let again = conversations::delete(&w.d, allow(&desk.owner, found).unwrap(), Source::Api).await.unwrap();
        assert_eq!(again.erasure, asked.erasure);
        let over = erase(&w, desk, one.id).await;
        assert_eq!(over.state, State::Done, "the person can still be erased");
    }

    async fn a_redacted_part_is_blank_and_its_neighbours_stay(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let one = person(&w, desk, "ada").await;
        let before = parts(&w, desk, &one).await;
        let asked = redact(&w, desk, &one, before[1].message).await;
        let after = parts(&w, desk, &one).await;
        assert_eq!(after.len(), before.len());
        assert!(after[1].redacted && after[1].body.is_empty() && after[1].files.is_empty());
        for at in [0, 2, 3] {
            assert!(!after[at].redacted);
            assert_eq!((&after[at].body, after[at].files.len()), (&before[at].body, before[at].files.len()));
        }
        assert_eq!(objects(&w), 1);
        let leaf = conversation_of(&w, desk, one.conversation).await.leaf;
        let keys = w.d.keys(desk.workspace).await.unwrap();
        assert_eq!(keys.holds(Ref::part(leaf, 1)), Err(KeyError::Shredded));
        assert_eq!(keys.holds(Ref::part(leaf, 2)), Ok(()));
        assert_eq!(redact(&w, desk, &one, before[1].message).await.erasure, asked.erasure);
        assert_eq!(entries(&w, desk.workspace, "message.redacted").await, 1);
        say(&w, desk.owner, one.conversation, "it goes on", false).await;
        assert_eq!(parts(&w, desk, &one).await.len(), before.len() + 1);
    }

    /// The commitment to its leaf can no longer be checked: a part that opens shows whose it is.
    async fn a_conversation_with_a_redacted_part_can_be_deleted(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let one = person(&w, desk, "ada").await;
        let before = parts(&w, desk, &one).await;
        redact(&w, desk, &one, before[0].message).await;
        let found = conversation_of(&w, desk, one.conversation).await;
        let asked = conversations::delete(&w.d, allow(&desk.owner, found.clone()).unwrap(), Source::Api).await.unwrap();
        erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
        let keys = w.d.keys(desk.workspace).await.unwrap();
        assert_eq!(keys.holds(Ref::part(found.leaf, 3)), Err(KeyError::Shredded));
        assert_eq!(objects(&w), 0);
    }
}
