//! Who is told of what, and what stays of whoever has listened.

use privacy::{Random, Region, Time};

use super::*;

const NOW: Time = Time::from_micros(1_700_000_000_000_000);

struct Scene {
    publisher: Publisher,
    random: Random,
}

impl Scene {
    fn new(capacity: usize) -> Self {
        Self { publisher: Publisher::new(capacity), random: Random::seeded(7) }
    }

    fn event(&self, kind: EventKind) -> Event {
        let workspace = Id::<Workspace>::fresh(&self.random, Region::Eu);
        let contact = Id::<Contact>::fresh(&self.random, NOW);
        let conversation = Id::<Conversation>::of(privacy::ids::Number::new(1).unwrap());
        Event { workspace, conversation, contact, kind, by: None }
    }

    fn open(&self) -> usize {
        self.publisher.0.open.read().unwrap().len()
    }
}

#[tokio::test]
async fn each_is_told_what_concerns_them() {
    let scene = Scene::new(64);
    let message = scene.event(EventKind::Message);
    let note = Event { kind: EventKind::Note, ..message };
    let another = Event { contact: scene.event(EventKind::Message).contact, ..message };
    let elsewhere = Event { contact: message.contact, ..scene.event(EventKind::Changed) };
    let mut team = scene.publisher.subscribe(Audience::Team(message.workspace));
    let mut contact = scene.publisher.subscribe(Audience::Contact(message.contact));
    scene.publisher.publish(&[message, note, another, elsewhere]);
    scene.publisher.missed();
    for told in [Ok(message), Ok(note), Ok(another), Err(Lagged)] {
        assert_eq!(team.next().await, Some(told));
    }
    for told in [Ok(message), Ok(elsewhere), Err(Lagged)] {
        assert_eq!(contact.next().await, Some(told), "no note, and nothing of others");
    }
}

#[tokio::test]
async fn nothing_stays_of_whoever_has_listened() {
    let scene = Scene::new(64);
    let message = scene.event(EventKind::Message);
    let audience = Audience::Contact(message.contact);
    let (first, mut second) = (scene.publisher.subscribe(audience), scene.publisher.subscribe(audience));
    assert_eq!(scene.open(), 1, "both share a channel");
    drop(first);
    scene.publisher.publish(&[message]);
    assert_eq!(second.next().await, Some(Ok(message)), "the other still listens");
    drop(second);
    assert_eq!(scene.open(), 0);
    let mut third = scene.publisher.subscribe(audience);
    scene.publisher.publish(&[message]);
    assert_eq!(third.next().await, Some(Ok(message)));
}

#[tokio::test]
async fn a_closed_store_ends_every_subscription() {
    let scene = Scene::new(64);
    let message = scene.event(EventKind::Message);
    let mut hears = scene.publisher.subscribe(Audience::Team(message.workspace));
    scene.publisher.publish(&[message]);
    drop(scene);
    assert_eq!(hears.next().await, Some(Ok(message)));
    assert_eq!(hears.next().await, None);
}

#[tokio::test]
async fn a_slow_messenger_is_told_that_it_missed_some() {
    let scene = Scene::new(10_000);
    let message = scene.event(EventKind::Message);
    let mut hears = scene.publisher.subscribe(Audience::Contact(message.contact));
    for _ in 0..=Publisher::KEPT_FOR_CONTACT {
        scene.publisher.publish(&[message]);
    }
    assert_eq!(hears.next().await, Some(Err(Lagged)));
    assert_eq!(hears.next().await, Some(Ok(message)));
}
