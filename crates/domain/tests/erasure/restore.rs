//! A backup from before, beside the vault as it is now: whose keys have ended is gone again, everybody else is whole.

use domain::erasure::{self, ErasedAgain, Source};
use domain::messages::{self, Which};
use domain::{contacts, conversations};
use privacy::access::allow;
use testkit::on_both_engines;
use testkit::world::World;

use crate::scene::{conversation_of, erase, left, objects, person};

on_both_engines! {
    async fn the_erased_stay_erased_and_the_others_are_there(place: Place) {
        let mut w = World::new(place).await;
        let desk = w.desk().await;
        let gone = person(&w, desk, "ada").await;
        let deleted = person(&w, desk, "kofi").await;
        let redacted = person(&w, desk, "mina").await;
        let whole = person(&w, desk, "jonas").await;
        let older = w.backup().await;

        erase(&w, desk, gone.id).await;
        let found = conversation_of(&w, desk, deleted.conversation).await;
        conversations::delete(&w.d, allow(&desk.owner, found).unwrap(), Source::Api).await.unwrap();
        let (read, permit) = conversations::read_by(&w.d, &desk.owner, redacted.conversation).await.unwrap();
        let parts = messages::thread(&w.d, &read, &permit, Which::After(-1), 50).await.unwrap();
        let found = conversation_of(&w, desk, redacted.conversation).await;
        messages::redact(&w.d, allow(&desk.owner, found).unwrap(), parts[1].message, Source::Api).await.unwrap();

        let before = left(&older, desk.workspace, whole.id).await;
        assert!(left(&older, desk.workspace, gone.id).await > 0, "the backup has them");
        let again = erasure::after_restore(&older.d).await.unwrap();
        assert_eq!((again.contacts, again.conversations, again.messages, again.teammates), (1, 1, 1, 0));
        // The owner's and four colleagues', four people's, and two of each conversation: its parts' and its title's.
        assert_eq!(again.leaves, 5 + 4 + 2 * 4);
        assert_eq!(left(&older, desk.workspace, gone.id).await, 0);
        assert_eq!(left(&older, desk.workspace, whole.id).await, before);
        assert_eq!(objects(&older), 8 - 2 - 2 - 1);
        assert!(conversations::find(&older.d, desk.workspace, deleted.conversation).await.unwrap().is_none());
        assert!(contacts::find(&older.d, desk.workspace, deleted.id).await.unwrap().is_some());
        let (read, permit) = conversations::read_by(&older.d, &desk.owner, redacted.conversation).await.unwrap();
        let after = messages::thread(&older.d, &read, &permit, Which::After(-1), 50).await.unwrap();
        assert!(after[1].redacted && after[0].body == parts[0].body && after[2].body == parts[2].body);
        let (read, permit) = conversations::read_by(&older.d, &desk.owner, whole.conversation).await.unwrap();
        assert_eq!(messages::thread(&older.d, &read, &permit, Which::After(-1), 50).await.unwrap().len(), 4);
        let once = erasure::after_restore(&older.d).await.unwrap();
        assert_eq!(once, ErasedAgain { leaves: again.leaves - 5, ..ErasedAgain::default() }, "once is enough");
    }
}
