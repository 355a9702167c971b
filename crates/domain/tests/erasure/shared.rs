//! A conversation with several people outlives any of them: what is one person's ends with their keys, in every copy, and what was
//! said to all of them stays for the others.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::contacts;
use domain::conversations::{self, ParticipantError, Sort};
use domain::erasure::{self, EraseError, Review, Source, State};
use domain::holds::{self, HoldError, On, Scope};
use domain::mail::{self, Letter};
use domain::messages::{self, Author, PartShown, Which};
use privacy::access::{Actor, Role, allow};
use privacy::ids::{Contact, Conversation};
use privacy::{Id, RowId, Sealed};
use store::params;
use testkit::on_both_engines;
use testkit::world::{Desk, World, personal};

use crate::scene::{
    Person, attributes, contact_of, conversation_of, count, entries, erase, hold, left, objects, person, say,
};

store::statements! {
    /// Every body of a conversation.
    BODIES = "SELECT seq, body FROM messages WHERE workspace_id = $1 AND conversation_id = $2 AND body IS NOT NULL ORDER BY seq";
    /// How many letters wait.
    LETTERS = "SELECT CAST(COUNT(*) AS BIGINT) FROM outgoing_mail WHERE workspace_id = $1";
}

async fn attach(
    w: &World,
    desk: Desk,
    to: Id<Conversation>,
    whom: Id<Contact>,
) -> Result<(), ParticipantError> {
    let held = allow(&desk.owner, conversation_of(w, desk, to).await).unwrap();
    let contact = contact_of(w, desk, whom).await;
    conversations::attach(&w.d, held, Author::of(&desk.owner), &contact).await
}

async fn detach(
    w: &World,
    desk: Desk,
    from: Id<Conversation>,
    whom: Id<Contact>,
) -> Result<(), ParticipantError> {
    let held = allow(&desk.owner, conversation_of(w, desk, from).await).unwrap();
    conversations::detach(&w.d, held, Author::of(&desk.owner), whom).await
}

async fn thread(w: &World, by: Actor, id: Id<Conversation>) -> Vec<PartShown> {
    let (read, permit) = conversations::read_by(&w.d, &by, id).await.unwrap();
    messages::thread(&w.d, &read, &permit, Which::After(-1), 100).await.unwrap()
}

fn texts(parts: &[PartShown]) -> Vec<&str> {
    parts.iter().map(|part| part.body.as_str()).filter(|text| !text.is_empty()).collect()
}

/// The texts of a conversation that the keys of this world still open.
async fn opening(w: &World, desk: Desk, id: Id<Conversation>) -> BTreeSet<usize> {
    let keys = w.d.keys(desk.workspace).await.unwrap();
    let rows = w.d.store.rows(&BODIES, params![desk.workspace, id]).await.unwrap();
    let open = rows.into_iter().filter_map(|row| {
        let mut c = row.cells();
        let seq = c.count().unwrap();
        let body: Sealed<domain::uses::MessageBody> = c.sealed().unwrap();
        keys.reopen(&RowId::of_two(id, seq), &body).is_ok().then(|| usize::try_from(seq).unwrap())
    });
    open.collect()
}

/// A letter to each of them waits.
async fn write_to(w: &World, desk: Desk, whom: &[Id<Contact>]) {
    for id in whom {
        let contact = allow(&desk.owner, contact_of(w, desk, *id).await).unwrap();
        let letter = Letter::plain(personal("Desk answered"), personal("to both of you"));
        assert!(mail::to_contact(&w.d, &contact, &letter).await.unwrap());
    }
}

async fn letters(w: &World, desk: Desk) -> i64 {
    count(w, &LETTERS, params![desk.workspace]).await
}

/// Ada's conversation, into which Bob was brought, with something said by everybody after that.
async fn shared(w: &World, desk: Desk) -> (Person, Id<Contact>, Actor, Actor) {
    let ada = person(w, desk, "ada").await;
    let bob = w.user(desk, attributes("bob")).await;
    attach(w, desk, ada.conversation, bob).await.unwrap();
    let [as_ada, as_bob] = [ada.id, bob].map(|id| Actor::Contact { workspace: desk.workspace, id });
    say(w, desk.owner, ada.conversation, "to both of you", true).await;
    say(w, as_ada, ada.conversation, "from ada", true).await;
    say(w, as_bob, ada.conversation, "from bob", true).await;
    (ada, bob, as_ada, as_bob)
}

on_both_engines! {
    async fn whoever_is_brought_in_sees_what_is_said_from_then_on(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, bob, as_ada, as_bob) = shared(&w, desk).await;
        let seen = thread(&w, as_bob, ada.conversation).await;
        assert_eq!(texts(&seen), ["to both of you", "from ada", "from bob"]);
        assert_eq!(seen[1].author.name, "ada", "by name, never by address");
        assert_eq!(texts(&thread(&w, as_ada, ada.conversation).await).len(), 6, "and whoever was there sees all");
        let permit = conversations::permit_for(&as_bob).unwrap();
        let all = conversations::Filter { folder: conversations::Folder::All, state: None, contact: None };
        let listed = async || conversations::page(&w.d, &permit, &all.into(), Sort::NEWEST, None, 50).await.unwrap();
        assert_eq!(conversations::list(&w.d, &permit, all, None, 50).await.unwrap().total, 1);
        assert_eq!(listed().await.iter().map(|one| one.unseen).collect::<Vec<_>>(), [false]);
        say(&w, desk.owner, ada.conversation, "more", false).await;
        assert!(listed().await[0].unseen, "each has seen for themselves");
        assert!(attach(&w, desk, ada.conversation, bob).await.is_ok(), "again is as good");
        let own = contacts::own_data(&w.d, &as_bob).await.unwrap().unwrap().held;
        assert_eq!((own.conversations, own.messages, own.files), (1, 1, 1), "what he wrote is his");

        detach(&w, desk, ada.conversation, bob).await.unwrap();
        assert!(conversations::read_by(&w.d, &as_bob, ada.conversation).await.is_err());
        assert_eq!(conversations::list(&w.d, &permit, all, None, 50).await.unwrap().total, 0);
        assert!(matches!(detach(&w, desk, ada.conversation, bob).await, Err(ParticipantError::NotIn)));
        assert!(matches!(detach(&w, desk, ada.conversation, ada.id).await, Err(ParticipantError::LastOne)));
        let acts = ["conversation.contact_attached", "conversation.contact_detached"];
        assert_eq!((entries(&w, desk.workspace, acts[0]).await, entries(&w, desk.workspace, acts[1]).await), (1, 1));
        let stranger = w.user(desk, attributes("eve")).await;
        let stranger = Actor::Contact { workspace: desk.workspace, id: stranger };
        assert!(conversations::read_by(&w.d, &stranger, ada.conversation).await.is_err());
    }

    async fn nothing_is_seen_before_something_is_said(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let ada = person(&w, desk, "ada").await;
        let bob = w.user(desk, attributes("bob")).await;
        attach(&w, desk, ada.conversation, bob).await.unwrap();
        let as_bob = Actor::Contact { workspace: desk.workspace, id: bob };
        let permit = conversations::permit_for(&as_bob).unwrap();
        let all = conversations::Filter { folder: conversations::Folder::All, state: None, contact: None };
        assert_eq!(conversations::list(&w.d, &permit, all, None, 50).await.unwrap().total, 0, "no preview of before");
        assert!(texts(&thread(&w, as_bob, ada.conversation).await).is_empty());
        detach(&w, desk, ada.conversation, ada.id).await.unwrap();
        let listed = conversations::page(&w.d, &permit, &all.into(), Sort::NEWEST, None, 50).await.unwrap();
        assert!(listed.len() == 1 && listed[0].last.is_empty(), "it is his alone, and still shows nothing of before");
        assert!(texts(&thread(&w, as_bob, ada.conversation).await).is_empty());
    }

    async fn erasing_one_leaves_the_others_what_was_said_to_them(place: Place) {
        let mut w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, bob, _, as_bob) = shared(&w, desk).await;
        let older = w.backup().await;
        let all = opening(&older, desk, ada.conversation).await;
        let files = objects(&w);
        let done = erase(&w, desk, ada.id).await;
        let held = conversation_of(&w, desk, ada.conversation).await;
        assert_eq!(held.contact, bob, "it goes on with the other");
        let seen = thread(&w, as_bob, ada.conversation).await;
        assert_eq!(texts(&seen), ["to both of you", "from bob"]);
        assert!(seen[1].redacted && seen[1].author.author == Author::System && seen[1].files.is_empty());
        assert_eq!((seen[0].files.len(), seen[2].files.len()), (1, 1));
        let seen = thread(&w, desk.owner, ada.conversation).await;
        assert_eq!(texts(&seen), ["to both of you", "from bob"], "what was written to her alone went too");
        assert!(seen.iter().all(|part| part.author.author != Author::Contact(ada.id)));
        let (_, permit) = conversations::read_by(&w.d, &desk.owner, ada.conversation).await.unwrap();
        let named = conversations::attributes(&w.d, &permit, &held).await.unwrap();
        assert_eq!(named.title, None, "it may be about her");
        assert!(held.page.is_none(), "she began it there");
        let progress = erasure::progress(&w.d, &desk.owner, done.id).await.unwrap();
        let left_over = Review { conversation: ada.conversation, done: None };
        assert_eq!(progress.review, [left_over], "somebody is to look it over");
        let agent = w.agent(desk, "kofi").await;
        let refused = erasure::looked_over(&w.d, &agent, done.id, ada.conversation).await;
        assert!(matches!(refused, Err(EraseError::Denied(_))), "an agent does not say so");
        erasure::looked_over(&w.d, &desk.owner, done.id, ada.conversation).await.unwrap();
        let then = w.d.now();
        w.clock.advance(Duration::from_mins(1));
        let Actor::Teammate { workspace, id, .. } = agent else { panic!("not a teammate") };
        let petra = Actor::Teammate { workspace, id, role: Role::PrivacyOfficer };
        erasure::looked_over(&w.d, &petra, done.id, ada.conversation).await.unwrap();
        let elsewhere = erasure::looked_over(&w.d, &petra, done.id, "4711".parse().unwrap()).await;
        assert!(matches!(elsewhere, Err(EraseError::NotFound)), "there is none to look over");
        let progress = erasure::progress(&w.d, &desk.owner, done.id).await.unwrap();
        assert_eq!(progress.review, [Review { done: Some((desk.owner_id, then)), ..left_over }], "by whoever was first");
        assert_eq!((left(&w, desk.workspace, ada.id).await, objects(&w)), (0, files - 3));
        let open = opening(&older, desk, ada.conversation).await;
        assert_eq!((all.len(), open.len()), (7, 2), "in an older copy too: {open:?}");

        erasure::after_restore(&older.d).await.unwrap();
        assert_eq!(conversation_of(&older, desk, ada.conversation).await.contact, bob);
        assert_eq!(texts(&thread(&older, as_bob, ada.conversation).await), ["to both of you", "from bob"]);
        say(&w, as_bob, ada.conversation, "I am still here", false).await;
        say(&w, desk.owner, ada.conversation, "So are we", false).await;
        erase(&w, desk, bob).await;
        assert!(conversations::find(&w.d, desk.workspace, ada.conversation).await.unwrap().is_none());
        assert_eq!((left(&w, desk.workspace, bob).await, objects(&w)), (0, 0), "with the last of them all of it ends");
        assert!(opening(&older, desk, ada.conversation).await.is_empty(), "what was said to both, too");
    }

    async fn erasing_who_was_brought_in_leaves_the_rest(place: Place) {
        let mut w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, bob, as_ada, _) = shared(&w, desk).await;
        let older = w.backup().await;
        let all = opening(&older, desk, ada.conversation).await;
        erase(&w, desk, bob).await;
        assert_eq!(conversation_of(&w, desk, ada.conversation).await.contact, ada.id);
        let seen = thread(&w, as_ada, ada.conversation).await;
        assert!(texts(&seen).contains(&"to both of you") && !texts(&seen).contains(&"from bob"));
        assert_eq!(left(&w, desk.workspace, bob).await, 0);
        assert_eq!(all.difference(&opening(&older, desk, ada.conversation).await).count(), 1, "his alone");
        say(&w, desk.owner, ada.conversation, "to ada", false).await;
    }

    async fn where_nobody_else_is_left_all_of_it_ends(place: Place) {
        let mut w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, bob, ..) = shared(&w, desk).await;
        detach(&w, desk, ada.conversation, bob).await.unwrap();
        let older = w.backup().await;
        erase(&w, desk, ada.id).await;
        assert!(conversations::find(&w.d, desk.workspace, ada.conversation).await.unwrap().is_none());
        assert_eq!((left(&w, desk.workspace, ada.id).await, objects(&w)), (0, 0));
        assert!(opening(&older, desk, ada.conversation).await.is_empty());
    }

    async fn the_conversation_goes_on_when_its_first_contact_is_taken_out(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, bob, as_ada, as_bob) = shared(&w, desk).await;
        detach(&w, desk, ada.conversation, ada.id).await.unwrap();
        assert_eq!(conversation_of(&w, desk, ada.conversation).await.contact, bob);
        assert!(conversations::read_by(&w.d, &as_ada, ada.conversation).await.is_err());
        assert_eq!(texts(&thread(&w, as_bob, ada.conversation).await).len(), 3);
        erase(&w, desk, ada.id).await;
        assert_eq!(texts(&thread(&w, as_bob, ada.conversation).await), ["to both of you", "from bob"]);
        assert_eq!(left(&w, desk.workspace, ada.id).await, 0, "what she wrote before she was taken out, too");
        let held = conversation_of(&w, desk, ada.conversation).await;
        assert!(held.attributes.is_none() && held.page.is_none(), "they may be about her");
    }

    async fn a_hold_keeps_what_is_the_persons(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, bob, _, as_bob) = shared(&w, desk).await;
        let on = On::Conversation(ada.conversation);
        let refused = holds::place(&w.d, &desk.owner, on, hold(&w, desk, Scope::Everything)).await;
        assert!(matches!(refused, Err(HoldError::Shared)));
        let id = holds::place(&w.d, &desk.owner, On::Contact(bob), hold(&w, desk, Scope::Everything)).await.unwrap();
        let found = conversation_of(&w, desk, ada.conversation).await;
        let deleted = conversations::delete(&w.d, allow(&desk.owner, found).unwrap(), Source::Api).await;
        assert!(matches!(deleted, Err(erasure::EraseError::Held(held)) if held == id), "his words would end too");
        let asked = erasure::request(&w.d, &desk.owner, bob, Source::Inbox).await.unwrap();
        assert_eq!(asked.state, State::Deferred);
        assert!(conversations::read_by(&w.d, &as_bob, ada.conversation).await.is_err(), "it is closed to him");
        holds::lift(&w.d, &desk.owner, id).await.unwrap();
        erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
        assert_eq!(left(&w, desk.workspace, bob).await, 0);

        let other = person(&w, desk, "kofi").await;
        let on = On::Conversation(other.conversation);
        holds::place(&w.d, &desk.owner, on, hold(&w, desk, Scope::Everything)).await.unwrap();
        let refused = attach(&w, desk, other.conversation, ada.id).await;
        assert!(matches!(refused, Err(ParticipantError::Held)));
    }

    async fn a_hold_on_one_keeps_their_words_when_the_other_is_erased(place: Place) {
        let mut w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, bob, ..) = shared(&w, desk).await;
        let older = w.backup().await;
        let id = holds::place(&w.d, &desk.owner, On::Contact(bob), hold(&w, desk, Scope::Everything)).await.unwrap();
        let asked = erasure::request(&w.d, &desk.owner, bob, Source::Inbox).await.unwrap();
        assert_eq!(asked.state, State::Deferred);
        let found = conversation_of(&w, desk, ada.conversation).await;
        let deleted = conversations::delete(&w.d, allow(&desk.owner, found).unwrap(), Source::Api).await;
        assert!(matches!(deleted, Err(erasure::EraseError::Held(held)) if held == id), "held, and not contended");

        erase(&w, desk, ada.id).await;
        assert_eq!(left(&w, desk.workspace, ada.id).await, 0);
        let (here, there) = (opening(&w, desk, ada.conversation).await, opening(&older, desk, ada.conversation).await);
        assert_eq!((here.len(), there.len()), (2, 2), "his words and what was said to both");
        erasure::after_restore(&older.d).await.unwrap();
        assert_eq!(opening(&older, desk, ada.conversation).await.len(), 2, "after a restore too");

        holds::lift(&w.d, &desk.owner, id).await.unwrap();
        erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
        assert_eq!(left(&w, desk.workspace, bob).await, 0);
        assert!(opening(&w, desk, ada.conversation).await.is_empty());
        assert!(opening(&older, desk, ada.conversation).await.is_empty(), "with him all of it ends");
    }

    async fn a_hold_on_who_was_taken_out_keeps_their_words(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, bob, _, as_bob) = shared(&w, desk).await;
        detach(&w, desk, ada.conversation, bob).await.unwrap();
        let id = holds::place(&w.d, &desk.owner, On::Contact(bob), hold(&w, desk, Scope::Everything)).await.unwrap();
        let found = conversation_of(&w, desk, ada.conversation).await;
        let said = thread(&w, desk.owner, ada.conversation).await;
        let part = said.into_iter().find(|part| part.body.as_str() == "from bob").unwrap();
        let redacted =
            messages::redact(&w.d, allow(&desk.owner, found).unwrap(), part.message, Source::Api).await;
        assert!(matches!(redacted, Err(erasure::EraseError::Held(held)) if held == id), "held, and not contended");
        erase(&w, desk, ada.id).await;
        assert_eq!(opening(&w, desk, ada.conversation).await.len(), 2);
        assert!(conversations::read_by(&w.d, &as_bob, ada.conversation).await.is_err(), "and he is still out");
        let permit = conversations::permit_for(&as_bob).unwrap();
        let all = conversations::Filter { folder: conversations::Folder::All, state: None, contact: None };
        assert!(conversations::list(&w.d, &permit, all, None, 50).await.unwrap().conversations.is_empty());
        let found = conversation_of(&w, desk, ada.conversation).await;
        let said = testkit::world::draft(Author::of(&desk.owner), "to nobody");
        let said = messages::send(&w.d, allow(&desk.owner, found).unwrap(), said).await;
        assert!(matches!(said, Err(messages::SendError::NotFound)));
        holds::lift(&w.d, &desk.owner, id).await.unwrap();
        erase(&w, desk, bob).await;
        assert!(opening(&w, desk, ada.conversation).await.is_empty());
    }

    async fn whose_a_conversation_becomes_is_planned_anew(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, bob, ..) = shared(&w, desk).await;
        let planned = contact_of(&w, desk, bob).await.version;
        detach(&w, desk, ada.conversation, ada.id).await.unwrap();
        let detached = contact_of(&w, desk, bob).await.version;
        assert!(detached > planned, "a fence over the version that was read fails");
        let eve = w.user(desk, attributes("eve")).await;
        attach(&w, desk, ada.conversation, eve).await.unwrap();
        let planned = contact_of(&w, desk, eve).await.version;
        erase(&w, desk, bob).await;
        assert_eq!(conversation_of(&w, desk, ada.conversation).await.contact, eve);
        assert!(contact_of(&w, desk, eve).await.version > planned);
    }

    async fn a_letter_ends_with_what_it_tells_of(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, bob, ..) = shared(&w, desk).await;
        let both = [ada.id, bob];
        write_to(&w, desk, &both).await;
        assert_eq!(letters(&w, desk).await, 2);
        let written = contact_of(&w, desk, bob).await.version;
        let part = thread(&w, desk.owner, ada.conversation).await.pop().unwrap();
        let found = allow(&desk.owner, conversation_of(&w, desk, ada.conversation).await).unwrap();
        messages::redact(&w.d, found, part.message, Source::Api).await.unwrap();
        assert_eq!(letters(&w, desk).await, 0, "with a part");
        assert!(contact_of(&w, desk, bob).await.version > written, "one that is being written is not queued");
        write_to(&w, desk, &both).await;
        detach(&w, desk, ada.conversation, bob).await.unwrap();
        assert_eq!(letters(&w, desk).await, 1, "of whoever is taken out");
        write_to(&w, desk, &[bob]).await;
        let found = allow(&desk.owner, conversation_of(&w, desk, ada.conversation).await).unwrap();
        conversations::delete(&w.d, found, Source::Api).await.unwrap();
        assert_eq!(letters(&w, desk).await, 0, "with the conversation, of whoever was in it");

        let kofi = person(&w, desk, "kofi").await;
        write_to(&w, desk, &[kofi.id]).await;
        let found = allow(&desk.owner, conversation_of(&w, desk, kofi.conversation).await).unwrap();
        conversations::delete(&w.d, found, Source::Api).await.unwrap();
        assert_eq!(letters(&w, desk).await, 0);
    }

    async fn attributes_that_change_meanwhile_are_shared_as_they_are(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let ada = person(&w, desk, "ada").await;
        let bob = w.user(desk, attributes("bob")).await;
        let before = allow(&desk.owner, conversation_of(&w, desk, ada.conversation).await).unwrap();
        let held = allow(&desk.owner, conversation_of(&w, desk, ada.conversation).await).unwrap();
        let named = conversations::AttributeChanges { title: Some(Some(personal("Settled"))), custom: None };
        conversations::change_attributes(&w.d, held, named).await.unwrap();
        let contact = contact_of(&w, desk, bob).await;
        conversations::attach(&w.d, before, Author::of(&desk.owner), &contact).await.unwrap();
        let held = conversation_of(&w, desk, ada.conversation).await;
        let (_, permit) = conversations::read_by(&w.d, &desk.owner, ada.conversation).await.unwrap();
        let named = conversations::attributes(&w.d, &permit, &held).await.unwrap();
        assert_eq!(named.title.as_deref(), Some("Settled"));
    }

    async fn whoever_is_not_in_it_sees_and_writes_nothing(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, bob, _, as_bob) = shared(&w, desk).await;
        detach(&w, desk, ada.conversation, ada.id).await.unwrap();
        let mut read = conversation_of(&w, desk, ada.conversation).await;
        assert!(allow::<_, privacy::access::act::Reply>(&as_bob, read.clone()).is_ok());
        // He is taken out between the two reads.
        read.people.clear();
        assert_eq!((read.contact, read.visible_from(bob)), (bob, read.next_seq));
        assert!(allow::<_, privacy::access::act::Reply>(&as_bob, read).is_err());
    }

    async fn the_others_screens_hear_of_an_erasure(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (ada, bob, ..) = shared(&w, desk).await;
        let mut events = w.d.store.events(store::Audience::Team(desk.workspace));
        erasure::request(&w.d, &desk.owner, bob, Source::Inbox).await.unwrap();
        let told = async {
            loop {
                let event = events.next().await.unwrap().unwrap();
                if event.kind == store::EventKind::Changed {
                    return (event.conversation, event.contact);
                }
            }
        };
        let told = tokio::time::timeout(std::time::Duration::from_secs(10), told).await.unwrap();
        assert_eq!(told, (ada.conversation, ada.id));
    }
}
