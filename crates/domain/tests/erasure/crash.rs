//! A server dies after any step, or between the vault and the store: another one goes on, and it ends the same.

use domain::erasure::{self, Source, State};
use privacy::Id;
use privacy::ids::Contact;
use testkit::on_both_engines;
use testkit::world::{Desk, World};

use crate::scene::{contact_of, entries, left, objects, person, say, to_the_end};

/// What is the same, wherever it was interrupted.
async fn ends_the_same(w: &World, desk: Desk, contact: Id<Contact>) {
    let id = erasure::find_by_contact(&w.d, &desk.owner, contact).await.unwrap().erasure.id;
    to_the_end(w, desk, id).await;
    assert_eq!(left(w, desk.workspace, contact).await, 0);
    assert_eq!(objects(w), 0);
    let over = erasure::find_by_contact(&w.d, &desk.owner, contact).await.unwrap();
    assert_eq!(over.erasure.state, State::Done);
    assert!(over.erasure.generation.is_some() && over.erasure.shredded_at.is_some());
    for action in ["erasure.fenced", "erasure.shredded", "erasure.checked", "erasure.completed"] {
        assert_eq!(entries(w, desk.workspace, action).await, 1, "{action}");
    }
}

on_both_engines! {
    async fn after_any_number_of_steps(place: Place) {
        let mut w = World::new(place).await;
        for steps in 0..14 {
            let desk = w.desk().await;
            let gone = person(&w, desk, "ada").await;
            let id = erasure::close(&w.d, &desk.owner, gone.id, Source::Api).await.unwrap();
            for _ in 0..steps {
                erasure::step(&w.d, desk.workspace, id).await.unwrap();
            }
            // The server is gone; what it knew in memory with it.
            w.reopen().await;
            erasure::resume(&w.d, desk.workspace).await.unwrap();
            ends_the_same(&w, desk, gone.id).await;
        }
    }

    /// Between the vault and the store: the keys have ended, and nobody has written that down.
    async fn between_the_keys_end_and_its_entry(place: Place) {
        let mut w = World::new(place).await;
        let desk = w.desk().await;
        let gone = person(&w, desk, "ada").await;
        let leaf = contact_of(&w, desk, gone.id).await.leaf;
        erasure::close(&w.d, &desk.owner, gone.id, Source::Api).await.unwrap();
        let target = privacy::keys::Target::Key(privacy::keys::Ref::of(leaf));
        w.d.vault.puncture(desk.workspace, &[target], &[]).await.unwrap();
        w.reopen().await;
        erasure::resume(&w.d, desk.workspace).await.unwrap();
        ends_the_same(&w, desk, gone.id).await;
    }

    /// Between the file store and the store: the files are gone, and their rows are not.
    async fn between_the_files_and_their_rows(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let gone = person(&w, desk, "ada").await;
        let asked = erasure::request(&w.d, &desk.owner, gone.id, Source::Api).await.unwrap();
        std::fs::remove_dir_all(w.files()).unwrap();
        std::fs::create_dir(w.files()).unwrap();
        erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
        ends_the_same(&w, desk, gone.id).await;
    }

    /// Two servers at once: each step is done once.
    async fn by_two_servers_at_once(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let gone = person(&w, desk, "ada").await;
        for n in 0..30 {
            say(&w, desk.owner, gone.conversation, &n.to_string(), false).await;
        }
        let id = erasure::close(&w.d, &desk.owner, gone.id, Source::Api).await.unwrap();
        let (one, other) = tokio::join!(
            erasure::carry_on(&w.d, desk.workspace, id),
            erasure::carry_on(&w.d, desk.workspace, id)
        );
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        erasure::carry_on(&w.d, desk.workspace, id).await.unwrap();
        ends_the_same(&w, desk, gone.id).await;
    }

    /// More rows than one batch takes away.
    async fn with_more_than_a_batch(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let gone = person(&w, desk, "ada").await;
        for n in 0..520 {
            say(&w, desk.owner, gone.conversation, &n.to_string(), false).await;
        }
        let asked = erasure::request(&w.d, &desk.owner, gone.id, Source::Api).await.unwrap();
        erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
        ends_the_same(&w, desk, gone.id).await;
        let steps = erasure::progress(&w.d, &desk.owner, asked.erasure).await.unwrap().steps;
        let messages = steps.iter().find(|step| step.place == "messages").unwrap();
        assert_eq!((messages.planned, messages.removed), (Some(524), 524));
    }
}
