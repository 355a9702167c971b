//! Every write on a contact who is being erased is refused, however long ago it was allowed; but a hold, which can be
//! placed until the keys end.

use domain::contacts::{self, Changes, ContactRole};
use domain::conversations;
use domain::erasure::{self, Source};
use domain::messages::{self, Author, Draft, Kind};
use privacy::access::{Actor, act, allow};
use store::params;
use testkit::on_both_engines;
use testkit::world::{World, draft, personal};

use crate::scene::{self, contact_of, conversation_of, count, person};

/// Statements that close, blank, remove or hold: they write on contacts who are not active, and are the only ones.
const CLOSING: [&str; 7] = [
    "FENCE_RESTRICTED",
    "NOT_ENDED",
    "FENCE_RETURNED",
    "KEEP_CONTACT",
    "KEEP_MESSAGES",
    "CHANGES_WITH_HELD",
    "LOCK_EVERYBODY",
];

on_both_engines! {
    async fn every_write_is_refused(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let gone = person(&w, desk, "ada").await;
        let theirs = Actor::Contact { workspace: desk.workspace, id: gone.id };
        let (contact, held) = (contact_of(&w, desk, gone.id).await, conversation_of(&w, desk, gone.conversation).await);
        let said = count(&w, &scene::MESSAGES, params![desk.workspace]).await;
        erasure::close(&w.d, &desk.owner, gone.id, Source::Inbox).await.unwrap();

        for by in [theirs, desk.owner] {
            let may = allow::<_, act::Reply>(&by, held.clone()).unwrap();
            assert!(messages::send(&w.d, may, draft(Author::of(&by), "too late")).await.is_err(), "a message");
            let may = allow::<_, act::StartConversation>(&by, contact.clone()).unwrap();
            assert!(conversations::start(&w.d, &may, draft(Author::of(&by), "too late")).await.is_err(), "a conversation");
        }
        let author = Author::of(&desk.owner);
        let note = Draft { kind: Kind::Note, ..draft(author, "too late") };
        assert!(messages::note(&w.d, allow(&desk.owner, held.clone()).unwrap(), note).await.is_err(), "a note");
        assert!(conversations::close(&w.d, allow(&desk.owner, held.clone()).unwrap(), author).await.is_err(), "closing");
        let until = w.d.now().after(std::time::Duration::from_hours(1));
        assert!(conversations::snooze(&w.d, allow(&desk.owner, held.clone()).unwrap(), author, until).await.is_err(), "snoozing");
        let to = Some(desk.owner_id);
        assert!(conversations::assign(&w.d, allow(&desk.owner, held.clone()).unwrap(), author, to).await.is_err(), "giving");
        let may = allow(&desk.owner, held.clone()).unwrap();
        assert!(conversations::tag(&w.d, &may, desk.owner_id, personal("late")).await.is_err(), "labelling");
        let delete = conversations::delete(&w.d, allow(&desk.owner, held).unwrap(), Source::Api).await;
        assert!(delete.is_err(), "deleting");
        let changes = Changes { name: Some(Some(personal("late"))), role: Some(ContactRole::Lead), ..Changes::default() };
        assert!(contacts::update(&w.d, allow(&desk.owner, contact).unwrap(), changes).await.is_err(), "changing");
        assert_eq!(count(&w, &scene::MESSAGES, params![desk.workspace]).await, said);
    }

    async fn reads_answer_as_if_there_were_nobody(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let gone = person(&w, desk, "ada").await;
        erasure::close(&w.d, &desk.owner, gone.id, Source::Inbox).await.unwrap();
        let (email, external_id) = (gone.attributes.email.unwrap(), gone.attributes.external_id.unwrap());
        assert!(contacts::find(&w.d, desk.workspace, gone.id).await.unwrap().is_none());
        assert!(contacts::find_by_email(&w.d, desk.workspace, &email).await.unwrap().is_empty());
        assert!(contacts::find_by_external_id(&w.d, desk.workspace, &external_id).await.unwrap().is_none());
        assert_eq!(contacts::list(&w.d, &desk.owner, None, 10).await.unwrap().total, 0);
        assert!(conversations::read_by(&w.d, &desk.owner, gone.conversation).await.is_err());
        let permit = conversations::permit_for(&desk.owner).unwrap();
        let all = conversations::Filter { folder: conversations::Folder::All, state: None, contact: None };
        let page = conversations::list(&w.d, &permit, all, None, 10).await.unwrap();
        assert_eq!((page.conversations.len(), page.total), (0, 0));
    }
}

/// A new statement that writes on contacts asks whether they are there; one on conversations whether it is.
#[test]
fn every_statement_that_writes_asks_first() {
    let mut asked = 0;
    for statement in domain::statements() {
        let on = |table: &str| statement.sql.starts_with(&format!("UPDATE {table} SET"));
        let asks = |words: &[&str]| words.iter().any(|word| statement.sql.contains(word));
        if on("contacts") && !CLOSING.contains(&statement.name) {
            asked += 1;
            assert!(
                asks(&["state = 'active'"]),
                "{} does not ask whether the contact is there",
                statement.name
            );
        }
        if on("conversations") && statement.name != "CLOSE_RETURNED" {
            asked += 1;
            let right = ["state <> 'erasing'", "c.state = 'active'"];
            assert!(asks(&right), "{} does not ask whether the conversation is there", statement.name);
        }
    }
    assert!(asked > 10, "{asked}");
}
