//! Somebody merged into a user is the user: their keys end with the user's, and nothing of them stays anywhere else.

use domain::contacts::{self, ContactRole, MergeError};
use domain::holds::{self, On, Scope};
use domain::messages::{Which, thread};
use domain::{conversations, erasure, notes, tags};
use privacy::Id;
use privacy::access::{Actor, Allowed, act, allow};
use privacy::ids::{Contact, Conversation};
use privacy::keys::KeyError;
use store::params;
use testkit::on_both_engines;
use testkit::world::{Desk, World, personal};

use crate::scene::{
    attributes, contact_of, conversation_of, deeds, did, entries, erase, hold, left, person, say,
};

async fn may<A: act::Act>(w: &World, desk: Desk, id: Id<Contact>) -> Allowed<contacts::Contact, A> {
    allow(&desk.owner, contact_of(w, desk, id).await).unwrap()
}

/// A lead with a value in every place.
async fn lead(w: &World, desk: Desk, name: &str) -> (Id<Contact>, Id<Conversation>) {
    let id = contacts::create(&w.d, &desk.owner, ContactRole::Lead, attributes(name)).await.unwrap();
    let theirs = Actor::Contact { workspace: desk.workspace, id };
    let conversation = w.conversation(theirs, "who am I?").await.conversation;
    say(w, theirs, conversation, "my papers", true).await;
    let labelled = may(w, desk, id).await;
    tags::tag_contact(&w.d, &labelled, desk.owner_id, personal("Regulars")).await.unwrap();
    tags::tag_contact(&w.d, &labelled, desk.owner_id, personal("Leads")).await.unwrap();
    notes::add(&w.d, &may(w, desk, id).await, desk.owner_id, personal("met at the fair")).await.unwrap();
    did(w, desk, id, "looked around").await;
    (id, conversation)
}

async fn merge(w: &World, desk: Desk, from: Id<Contact>, into: Id<Contact>) -> Result<(), MergeError> {
    contacts::merge(&w.d, &may(w, desk, from).await, &may(w, desk, into).await).await
}

async fn texts(w: &World, desk: Desk, id: Id<Conversation>) -> Vec<String> {
    let (held, permit) = conversations::read_by(&w.d, &desk.owner, id).await.unwrap();
    let parts = thread(&w.d, &held, &permit, Which::After(-1), 500).await.unwrap();
    parts.into_iter().map(|part| part.body).collect()
}

on_both_engines! {
    async fn all_of_a_lead_is_the_users(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let user = person(&w, desk, "ada").await;
        let (lead, conversation) = lead(&w, desk, "eve").await;
        let leaf = contact_of(&w, desk, lead).await.leaf;
        merge(&w, desk, lead, user.id).await.unwrap();
        assert_eq!(left(&w, desk.workspace, lead).await, 0, "a table of a contact's that a merge forgets");
        assert!(contacts::find(&w.d, desk.workspace, lead).await.unwrap().is_none());
        assert_eq!(conversation_of(&w, desk, conversation).await.contact, user.id);
        assert_eq!(texts(&w, desk, conversation).await, ["who am I?", "my papers"]);
        let theirs = Actor::Contact { workspace: desk.workspace, id: user.id };
        say(&w, theirs, conversation, "so that is me", false).await;
        assert_eq!(tags::of_contact(&w.d, desk.workspace, user.id).await.unwrap().len(), 2, "each label once");
        let (about, permit) = contacts::read_by(&w.d, &desk.owner, user.id).await.unwrap();
        let page = notes::list(&w.d, &about, &permit, 0, 10).await.unwrap();
        assert_eq!(page.notes.iter().map(|note| note.body.as_str()).collect::<Vec<_>>(), ["met at the fair", "writes often"]);
        let mut did = deeds(&w, desk, user.id).await;
        did.sort_unstable();
        assert_eq!(did, ["looked around", "ordered"]);
        assert_eq!(entries(&w, desk.workspace, "contact.merged").await, 1);
        let old = Actor::Contact { workspace: desk.workspace, id: lead };
        assert!(conversations::read_by(&w.d, &old, conversation).await.is_err(), "the lead is nobody any more");

        erase(&w, desk, user.id).await;
        assert_eq!(left(&w, desk.workspace, user.id).await, 0);
        let keys = w.d.keys(desk.workspace).await.unwrap();
        assert_eq!(keys.holds(privacy::keys::Ref::of(leaf)), Err(KeyError::Shredded), "the lead's key ended with the user's");
    }

    async fn an_older_copy_opens_nothing_of_somebody_merged_and_erased(place: Place) {
        let mut w = World::new(place).await;
        let desk = w.desk().await;
        let user = person(&w, desk, "ada").await;
        let (lead, conversation) = lead(&w, desk, "eve").await;
        let older = w.backup().await;
        merge(&w, desk, lead, user.id).await.unwrap();
        let merged = w.backup().await;
        erase(&w, desk, user.id).await;
        for copy in [&older, &merged] {
            let row = copy.d.store.row(&FIRST_BODY, params![desk.workspace, conversation]).await.unwrap().unwrap();
            let body: privacy::Sealed<domain::uses::MessageBody> = row.cells().sealed().unwrap();
            let keys = copy.d.keys(desk.workspace).await.unwrap();
            assert!(keys.reopen(&privacy::RowId::of_two(conversation, 0), &body).is_err());
        }
        erasure::after_restore(&older.d).await.unwrap();
        assert!(contacts::find(&older.d, desk.workspace, lead).await.unwrap().is_none(), "erased again by its key");
    }

    async fn what_is_not_merged(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let user = person(&w, desk, "ada").await;
        let (one, conversation) = lead(&w, desk, "eve").await;
        assert!(matches!(merge(&w, desk, user.id, one).await, Err(MergeError::NotALead)));
        assert!(matches!(merge(&w, desk, one, one).await, Err(MergeError::Same)));
        let other = contacts::create(&w.d, &desk.owner, ContactRole::Lead, attributes("kim")).await.unwrap();
        assert!(matches!(merge(&w, desk, one, other).await, Err(MergeError::NotAUser)));
        let placed = holds::place(&w.d, &desk.owner, On::Conversation(conversation), hold(&w, desk, Scope::Messages)).await.unwrap();
        assert!(matches!(merge(&w, desk, one, user.id).await, Err(MergeError::HeldOrChanged)));
        assert_eq!(conversation_of(&w, desk, conversation).await.contact, one, "nothing of it happened");
        holds::lift(&w.d, &desk.owner, placed).await.unwrap();
        let stale = may(&w, desk, one).await;
        contacts::update(&w.d, may(&w, desk, one).await, contacts::Changes { name: Some(None), ..contacts::Changes::default() }).await.unwrap();
        let late = contacts::merge(&w.d, &stale, &may(&w, desk, user.id).await).await;
        assert!(matches!(late, Err(MergeError::HeldOrChanged)));
        merge(&w, desk, one, user.id).await.unwrap();
        let visitor = w.visitor(desk).await;
        assert!(allow::<_, act::UpdateContact>(&visitor, contact_of(&w, desk, user.id).await).is_err());
    }
}

store::statements! {
    /// What was said first.
    FIRST_BODY = "SELECT body FROM messages WHERE workspace_id = $1 AND conversation_id = $2 AND seq = 0";
}
