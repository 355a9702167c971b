//! Events follow their commit.

use privacy::Id;
use privacy::ids::{Contact, Conversation};
use store::{Applied, Change, Event, EventKind, Failed, Lagged, Options};
use testkit::on_both_engines;

use crate::scene::{ADD_LABEL, NOW, Scene, act, number};

fn event(scene: &Scene, conversation: i64) -> Event {
    Event {
        workspace: scene.workspace,
        conversation: number::<Conversation>(conversation),
        contact: Id::<Contact>::fresh(&scene.random, NOW),
        kind: EventKind::Message,
        by: None,
    }
}

on_both_engines! {
    async fn only_what_was_stored_is_told_and_once(place: Place) {
        let scene = Scene::open(&place).await;
        let mut events = scene.store.events(store::Audience::Team(scene.workspace));
        let (first, second, last) = (event(&scene, 1), event(&scene, 2), event(&scene, 3));
        let id = scene.fresh_id();
        let change = || Change::new(id, &scene.actor(), NOW, act()).one(&ADD_LABEL, scene.label(1, 1)).tell(first);
        assert_eq!(scene.store.commit(change()).await, Ok(Applied::Now));
        assert_eq!(scene.store.commit(change()).await, Ok(Applied::Before));
        let conflict = scene.change().one(&ADD_LABEL, scene.label(1, 1)).tell(second);
        assert_eq!(scene.store.commit(conflict).await, Err(Failed::Conflict("ADD_LABEL")));
        assert_eq!(scene.store.commit(scene.change().tell(last)).await, Ok(Applied::Now));
        assert_eq!(events.next().await, Some(Ok(first)));
        assert_eq!(events.next().await, Some(Ok(last)));
    }

    async fn a_slow_receiver_is_told_that_it_missed_some(place: Place) {
        let scene = Scene::open_with(&place, Options { events: 4, ..Options::default() }).await;
        let mut events = scene.store.events(store::Audience::Team(scene.workspace));
        for conversation in 1..=10 {
            scene.store.commit(scene.change().tell(event(&scene, conversation))).await.unwrap();
        }
        assert_eq!(events.next().await, Some(Err(Lagged)));
        let next = events.next().await.unwrap().unwrap();
        assert_eq!(next.conversation, number::<Conversation>(7));
    }
}
