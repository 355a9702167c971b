//! An erasure under a hold is deferred, not refused: what the hold does not need goes, the rest when it ends.

use std::time::Duration;

use domain::data_events::Before;
use domain::erasure::{self, EraseError, Source, State};
use domain::holds::{self, HoldError, NewHold, On, Reading, Scope};
use domain::messages::{self, Which};
use domain::{attachments, contacts, teammates};
use domain::{conversations, messenger_sessions};
use privacy::Id;
use privacy::access::{Actor, Role, allow};
use privacy::ids::Hold;
use privacy::keys::Ref;
use privacy::secret::Secret;
use store::params;
use store::vault::Whose;
use testkit::on_both_engines;
use testkit::world::{World, personal};

use crate::scene::{
    DEEDS, LOSE_HOLDS, NAMED, beneath, contact_of, conversation_of, count, did, entries, hold, left, objects,
    person, to_the_end,
};

on_both_engines! {
    async fn a_hold_on_messages_keeps_those_and_lets_the_rest_go(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let agent = w.agent(desk, "agent").await;
        let held = person(&w, desk, "ada").await;
        let leaf = contact_of(&w, desk, held.id).await.leaf;
        let id = holds::place(&w.d, &desk.owner, On::Contact(held.id), hold(&w, desk, Scope::Messages)).await.unwrap();
        let asked = erasure::request(&w.d, &desk.owner, held.id, Source::Api).await.unwrap();
        assert_eq!(asked.state, State::Deferred);
        erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap();
        assert!(w.d.keys(desk.workspace).await.unwrap().holds(Ref::of(leaf)).is_ok(), "the hold needs the key");
        assert!(contacts::find(&w.d, desk.workspace, held.id).await.unwrap().is_none());
        assert_eq!(count(&w, &DEEDS, params![desk.workspace, held.id]).await, 0, "what they did is not what was said");
        assert!(conversations::read_by(&w.d, &desk.owner, held.conversation).await.is_err(), "not in ordinary work");
        assert!(matches!(asked_to_read(&w, &agent, id).await, Err(HoldError::Denied(_))), "not by everybody");
        let reading = asked_to_read(&w, &desk.owner, id).await.unwrap();
        let (kept, permit) = reading.conversation(&w.d, held.conversation).await.unwrap();
        let parts = messages::thread(&w.d, &kept, &permit, Which::After(-1), 50).await.unwrap();
        assert_eq!(parts.iter().filter(|part| !part.body.is_empty()).count(), 4);
        assert!(parts.iter().all(|part| part.author.name != "ada"), "what is known of them is gone");
        assert!(matches!(reading.events(&w.d, Before::ALL, 10).await, Err(HoldError::NotFound)));
        assert_eq!(reading.deeds(&w.d).await.unwrap(), 0);
        assert_eq!(objects(&w), 2);
        let shown = holds::list(&w.d, &desk.owner, false, None, 10).await.unwrap().holds;
        assert_eq!((shown[0].id, shown[0].basis.as_str()), (id, "the claim of March"));

        holds::lift(&w.d, &desk.owner, id).await.unwrap();
        assert!(w.d.keys(desk.workspace).await.unwrap().holds(Ref::of(leaf)).is_err(), "at lifting");
        to_the_end(&w, desk, asked.erasure).await;
        assert_eq!((left(&w, desk.workspace, held.id).await, objects(&w)), (0, 0));
        assert!(matches!(asked_to_read(&w, &desk.owner, id).await, Err(HoldError::NotFound)), "it was lifted");
        let over = erasure::progress(&w.d, &desk.owner, asked.erasure).await.unwrap();
        assert_eq!(over.erasure.state, State::Done);
        assert_eq!(entries(&w, desk.workspace, "erasure.deferred").await, 1);
    }

    async fn a_hold_that_ends_by_itself_is_followed_by_the_job(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = messenger_sessions::start(&w.d, desk.workspace, None).await.unwrap();
        let theirs = Actor::Contact { workspace: desk.workspace, id: visitor.contact };
        let conversation = w.conversation(theirs, "mine").await.conversation;
        let until = Some(w.d.now().after(Duration::from_hours(48)));
        let new = NewHold { until, ..hold(&w, desk, Scope::Everything) };
        let id = holds::place(&w.d, &desk.owner, On::Conversation(conversation), new).await.unwrap();
        let asked = erasure::request(&w.d, &desk.owner, visitor.contact, Source::Api).await.unwrap();
        let secret = Secret::read(&visitor.secret).unwrap();
        assert!(messenger_sessions::authenticate(&w.d, desk.workspace, &secret).await.unwrap().is_none());
        assert_eq!(erasure::resume(&w.d, desk.workspace).await.unwrap(), 0);
        let reading = asked_to_read(&w, &desk.owner, id).await.unwrap();
        assert!(reading.conversation(&w.d, conversation).await.is_ok());
        w.clock.advance(Duration::from_hours(49));
        erasure::resume(&w.d, desk.workspace).await.unwrap();
        to_the_end(&w, desk, asked.erasure).await;
        assert_eq!(left(&w, desk.workspace, visitor.contact).await, 0);
        assert_eq!(erasure::progress(&w.d, &desk.owner, asked.erasure).await.unwrap().erasure.state, State::Done);
    }

    async fn two_holds_end_one_after_the_other(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let held = person(&w, desk, "ada").await;
        let first = holds::place(&w.d, &desk.owner, On::Contact(held.id), hold(&w, desk, Scope::Messages)).await.unwrap();
        let asked = erasure::request(&w.d, &desk.owner, held.id, Source::Api).await.unwrap();
        let second = holds::place(&w.d, &desk.owner, On::Conversation(held.conversation), hold(&w, desk, Scope::Messages)).await.unwrap();
        holds::lift(&w.d, &desk.owner, first).await.unwrap();
        let state = async || erasure::progress(&w.d, &desk.owner, asked.erasure).await.unwrap().erasure.state;
        assert_eq!(state().await, State::Deferred);
        holds::lift(&w.d, &desk.owner, second).await.unwrap();
        assert_ne!(state().await, State::Deferred);
    }

    /// Between the fence and the keys' end there is still something to hold.
    async fn a_hold_after_the_fence_defers_the_erasure(place: Place) {
        let w = World::new(place).await;
        for scope in [Scope::Everything, Scope::Messages] {
            let desk = w.desk().await;
            let held = person(&w, desk, "ada").await;
            let leaf = Ref::of(contact_of(&w, desk, held.id).await.leaf);
            let erasure = erasure::close(&w.d, &desk.owner, held.id, Source::Api).await.unwrap();
            let id = holds::place(&w.d, &desk.owner, On::Contact(held.id), hold(&w, desk, scope)).await.unwrap();
            let reached = erasure::carry_on(&w.d, desk.workspace, erasure).await.unwrap();
            assert_eq!(reached, State::Deferred);
            let again = erasure::request(&w.d, &desk.owner, held.id, Source::Api).await.unwrap();
            assert_eq!((again.erasure, again.state, again.everywhere), (erasure, State::Deferred, false));
            assert!(w.d.vault.derives(desk.workspace, leaf).await.unwrap(), "the hold needs the key");
            let reading = asked_to_read(&w, &desk.owner, id).await.unwrap();
            let (kept, permit) = reading.conversation(&w.d, held.conversation).await.unwrap();
            let parts = messages::thread(&w.d, &kept, &permit, Which::After(-1), 50).await.unwrap();
            assert_eq!(parts.iter().filter(|part| !part.body.is_empty()).count(), 4);
            let named = count(&w, &NAMED, params![desk.workspace]).await;
            assert_eq!(named, i64::from(scope == Scope::Everything), "what is known of them");
            let did = count(&w, &DEEDS, params![desk.workspace, held.id]).await;
            assert_eq!(did, i64::from(scope == Scope::Everything), "what they did");
            holds::lift(&w.d, &desk.owner, id).await.unwrap();
            assert!(!w.d.vault.derives(desk.workspace, leaf).await.unwrap(), "at lifting");
            to_the_end(&w, desk, erasure).await;
            assert_eq!((left(&w, desk.workspace, held.id).await, objects(&w)), (0, 0));
        }
    }

    /// The vault has the hold, and the data not yet: nothing ends, and the erasure goes on when it comes to nothing.
    async fn a_hold_that_is_being_placed_stops_the_keys_end(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let held = person(&w, desk, "ada").await;
        let leaf = Ref::of(contact_of(&w, desk, held.id).await.leaf);
        let erasure = erasure::close(&w.d, &desk.owner, held.id, Source::Api).await.unwrap();
        let id = Id::<Hold>::fresh(&w.d.random, w.d.now());
        let whose = Whose { contact: held.id, conversation: None };
        w.d.vault.hold(desk.workspace, id, &whose, None, w.d.now()).await.unwrap();
        let stopped = erasure::carry_on(&w.d, desk.workspace, erasure).await;
        assert!(matches!(stopped, Err(EraseError::Held(by)) if by == id), "{stopped:?}");
        assert!(w.d.vault.derives(desk.workspace, leaf).await.unwrap());
        // It was never placed: a while later the vault lets go of it.
        domain::carried::sweep(&w.d, desk.workspace).await.unwrap();
        assert!(erasure::carry_on(&w.d, desk.workspace, erasure).await.is_err());
        w.clock.advance(Duration::from_hours(2));
        domain::carried::sweep(&w.d, desk.workspace).await.unwrap();
        to_the_end(&w, desk, erasure).await;
        assert!(!w.d.vault.derives(desk.workspace, leaf).await.unwrap());
    }

    /// The same with a conversation: whose contact is held after it was closed.
    async fn a_conversation_whose_contact_is_held_meanwhile_waits(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let held = person(&w, desk, "ada").await;
        let found = conversation_of(&w, desk, held.conversation).await;
        let placing = Id::<Hold>::fresh(&w.d.random, w.d.now());
        let whose = Whose { contact: held.id, conversation: None };
        w.d.vault.hold(desk.workspace, placing, &whose, None, w.d.now()).await.unwrap();
        let asked = conversations::delete(&w.d, allow(&desk.owner, found).unwrap(), Source::Api).await.unwrap();
        assert_eq!((asked.state, asked.everywhere), (State::Fenced, false));
        let id = holds::place(&w.d, &desk.owner, On::Contact(held.id), hold(&w, desk, Scope::Messages)).await.unwrap();
        assert_eq!(erasure::carry_on(&w.d, desk.workspace, asked.erasure).await.unwrap(), State::Deferred);
        assert!(w.d.vault.destroyed_since(desk.workspace, 0).await.unwrap().is_empty(), "nothing was destroyed");
        w.d.vault.release(desk.workspace, placing).await.unwrap();
        assert_eq!(erasure::resume(&w.d, desk.workspace).await.unwrap(), 0);
        holds::lift(&w.d, &desk.owner, id).await.unwrap();
        to_the_end(&w, desk, asked.erasure).await;
        assert_eq!(w.d.vault.destroyed_since(desk.workspace, 0).await.unwrap().len(), 1);
    }

    /// What the vault was not told is found where it matters, or by the sweep.
    async fn vault_and_data_agree_on_holds_again(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (first, second) = (person(&w, desk, "ada").await, person(&w, desk, "bob").await);
        let on = async |person| holds::place(&w.d, &desk.owner, On::Contact(person), hold(&w, desk, Scope::Messages)).await.unwrap();
        let (lifted, lost) = (on(first.id).await, on(second.id).await);
        let kept = async || w.d.vault.kept_after(desk.workspace, None).await.unwrap().len();
        assert_eq!(kept().await, 2);
        holds::lift(&w.d, &desk.owner, lifted).await.unwrap();
        assert_eq!(kept().await, 1);
        // As an older copy of the vault has them.
        let whose = |contact| Whose { contact, conversation: None };
        w.d.vault.hold(desk.workspace, lifted, &whose(first.id), None, w.d.now()).await.unwrap();
        w.d.vault.release(desk.workspace, lost).await.unwrap();
        let asked = erasure::request(&w.d, &desk.owner, first.id, Source::Api).await.unwrap();
        assert_eq!(asked.state, State::Shredded, "the data says that the hold is over");
        let asked = erasure::request(&w.d, &desk.owner, second.id, Source::Api).await.unwrap();
        assert_eq!(asked.state, State::Deferred, "the data says that it is in force");
        assert_eq!(kept().await, 0);
        domain::carried::sweep(&w.d, desk.workspace).await.unwrap();
        assert_eq!(w.d.vault.kept_after(desk.workspace, None).await.unwrap()[0].hold, lost);
        // Data that was put back without being merged has lost it.
        let change = beneath(&w, desk.workspace).any(&LOSE_HOLDS, params![desk.workspace]);
        w.d.store.commit(change).await.unwrap();
        w.clock.advance(Duration::from_hours(2));
        domain::carried::sweep(&w.d, desk.workspace).await.unwrap();
        assert_eq!(kept().await, 1);
    }

    /// Nothing is left to hold, and nothing stays behind in the vault.
    async fn a_hold_after_the_keys_end_is_refused(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let gone = person(&w, desk, "ada").await;
        erasure::request(&w.d, &desk.owner, gone.id, Source::Api).await.unwrap();
        let late = holds::place(&w.d, &desk.owner, On::Contact(gone.id), hold(&w, desk, Scope::Messages)).await;
        assert!(matches!(late, Err(HoldError::Erasing)), "{late:?}");
        assert_eq!(w.d.vault.kept_after(desk.workspace, None).await.unwrap(), []);
        assert!(holds::list(&w.d, &desk.owner, true, None, 10).await.unwrap().holds.is_empty());
    }

    async fn a_hold_forbids_deleting_and_redacting(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let held = person(&w, desk, "ada").await;
        holds::place(&w.d, &desk.owner, On::Conversation(held.conversation), hold(&w, desk, Scope::Messages)).await.unwrap();
        let found = conversation_of(&w, desk, held.conversation).await;
        let refused = conversations::delete(&w.d, allow(&desk.owner, found.clone()).unwrap(), Source::Api).await;
        assert!(matches!(refused, Err(EraseError::Held(_))), "{refused:?}");
        let (read, permit) = conversations::read_by(&w.d, &desk.owner, held.conversation).await.unwrap();
        let parts = messages::thread(&w.d, &read, &permit, Which::After(-1), 50).await.unwrap();
        let refused = messages::redact(&w.d, allow(&desk.owner, found).unwrap(), parts[1].message, Source::Api).await;
        assert!(matches!(refused, Err(EraseError::Held(_))), "{refused:?}");
        assert_eq!(parts[1].body, "here is the file");
    }

    async fn a_hold_needs_a_reason_a_review_and_a_reviewer(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let agent = w.agent(desk, "agent").await;
        let held = person(&w, desk, "ada").await;
        let new = || hold(&w, desk, Scope::Everything);
        let on = On::Contact(held.id);
        let nobody = "9007199254740991".parse().unwrap();
        let place = async |by: Actor, new: NewHold| holds::place(&w.d, &by, on, new).await;
        assert!(matches!(place(agent, new()).await, Err(HoldError::Denied(_))));
        let empty = NewHold { basis: testkit::world::personal("  "), ..new() };
        assert!(matches!(place(desk.owner, empty).await, Err(HoldError::Incomplete)));
        let past = NewHold { review_at: w.d.now(), ..new() };
        assert!(matches!(place(desk.owner, past).await, Err(HoldError::Incomplete)));
        let unknown = NewHold { reviewer: nobody, ..new() };
        assert!(matches!(place(desk.owner, unknown).await, Err(HoldError::NoSuchTeammate)));
        assert!(holds::list(&w.d, &desk.owner, true, None, 10).await.unwrap().holds.is_empty());
        assert!(holds::list(&w.d, &agent, true, None, 10).await.is_err());
    }

    async fn what_a_hold_keeps_is_read_with_a_reason_that_is_entered_first(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (held, other) = (person(&w, desk, "ada").await, person(&w, desk, "kofi").await);
        let on = On::Contact(held.id);
        let id = holds::place(&w.d, &desk.owner, on, hold(&w, desk, Scope::Everything)).await.unwrap();
        for bad in ["", " \n", &"x".repeat(2001)] {
            let refused = holds::ask_to_read(&w.d, &desk.owner, id, &personal(bad)).await;
            assert!(matches!(refused, Err(HoldError::NoReason)), "{refused:?}");
        }
        assert_eq!(entries(&w, desk.workspace, "hold.read").await, 0);
        let admin = w.agent(desk, "lia").await;
        let Actor::Teammate { id: lia, .. } = admin else { unreachable!() };
        teammates::change_role(&w.d, &desk.owner, lia, Role::Admin).await.unwrap();
        let admin = teammates::actor(&w.d, desk.workspace, lia).await.unwrap().unwrap();
        assert!(matches!(asked_to_read(&w, &admin, id).await, Err(HoldError::Denied(_))), "admins place and lift");
        let foreign = w.desk().await;
        assert!(matches!(asked_to_read(&w, &foreign.owner, id).await, Err(HoldError::NotFound)));

        let asked = holds::ask_to_read(&w.d, &desk.owner, id, &personal("the court asks")).await.unwrap();
        assert_eq!(entries(&w, desk.workspace, "hold.read").await, 1);
        erasure::request(&w.d, &desk.owner, held.id, Source::Api).await.unwrap();
        let reading = holds::reading(&w.d, &desk.owner, id, asked).await.unwrap();
        let looks = entries(&w, desk.workspace, "conversation.read").await;
        assert_eq!(reading.person(&w.d).await.unwrap().called(), "ada", "all of it is kept");
        let kept = reading.conversations(&w.d).await.unwrap();
        assert_eq!(kept.iter().map(|one| one.id).collect::<Vec<_>>(), [held.conversation]);
        assert_eq!(kept[0].parts, 4);
        let (read, permit) = reading.conversation(&w.d, held.conversation).await.unwrap();
        assert_eq!(entries(&w, desk.workspace, "conversation.read").await, looks + 1);
        let parts = messages::thread(&w.d, &read, &permit, Which::After(-1), 50).await.unwrap();
        let file = parts.iter().find_map(|part| part.files.first()).unwrap().id;
        assert_eq!(attachments::open(&w.d, &read, &permit, file).await.unwrap().content, [7; 900]);
        assert!(reading.conversation(&w.d, other.conversation).await.is_err(), "not of somebody else");

        // The leave is for one person, one hold and one hour.
        assert!(holds::reading(&w.d, &admin, id, asked).await.is_err());
        let second = holds::place(&w.d, &desk.owner, On::Conversation(held.conversation), hold(&w, desk, Scope::Messages));
        let second = second.await.unwrap();
        assert!(holds::reading(&w.d, &desk.owner, second, asked).await.is_err());
        w.clock.advance(domain::limits::LEGAL_READING);
        assert!(matches!(holds::reading(&w.d, &desk.owner, id, asked).await, Err(HoldError::NotFound)));
    }

    async fn what_somebody_did_is_read_as_long_as_a_hold_keeps_it(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (held, other) = (person(&w, desk, "ada").await, person(&w, desk, "kofi").await);
        for step in ["paid", "returned"] {
            w.clock.advance(Duration::from_mins(1));
            did(&w, desk, held.id, step).await;
        }
        let one = holds::place(&w.d, &desk.owner, On::Contact(held.id), hold(&w, desk, Scope::Everything)).await.unwrap();
        erasure::request(&w.d, &desk.owner, held.id, Source::Api).await.unwrap();
        w.clock.advance(domain::limits::EVENTS_KEPT + Duration::from_hours(1));
        domain::data_events::expire(&w.d, desk.workspace).await.unwrap();
        let reading = asked_to_read(&w, &desk.owner, one).await.unwrap();
        let looks = entries(&w, desk.workspace, "contact.read").await;
        assert_eq!(reading.deeds(&w.d).await.unwrap(), 3, "past their end, and kept");
        let page = reading.events(&w.d, Before::ALL, 2).await.unwrap();
        let names = |page: &[domain::data_events::DataEventShown]| page.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&page), ["returned", "paid"]);
        assert_eq!(page[0].metadata["tea"], "sencha");
        let place = Before::read(&Before::of(&page[1]).to_string()).unwrap();
        assert_eq!(names(&reading.events(&w.d, place, 2).await.unwrap()), ["ordered"]);
        assert_eq!(entries(&w, desk.workspace, "contact.read").await, looks + 2, "each page is entered");

        // A conversation's hold keeps where that began, and nothing that was done.
        let on = On::Conversation(other.conversation);
        let second = holds::place(&w.d, &desk.owner, on, hold(&w, desk, Scope::Everything)).await.unwrap();
        let reading = asked_to_read(&w, &desk.owner, second).await.unwrap();
        assert_eq!(reading.deeds(&w.d).await.unwrap(), 0);
        assert!(matches!(reading.events(&w.d, Before::ALL, 2).await, Err(HoldError::NotFound)));
        let (kept, permit) = reading.conversation(&w.d, other.conversation).await.unwrap();
        let on = conversations::written_on(&w.d, &permit, kept.thing()).await.unwrap().unwrap();
        assert_eq!((on.url.as_str(), on.referrer.as_deref()), ("https://shop.example/cart", Some("https://search.example/")));

        // And so of somebody whose erasure waits, until it is lifted.
        let reading = asked_to_read(&w, &desk.owner, one).await.unwrap();
        let (kept, permit) = reading.conversation(&w.d, held.conversation).await.unwrap();
        assert!(conversations::written_on(&w.d, &permit, kept.thing()).await.unwrap().is_some());
        holds::lift(&w.d, &desk.owner, one).await.unwrap();
        assert!(reading.events(&w.d, Before::ALL, 2).await.is_err(), "leave that was given before ends with it");
        assert!(conversations::written_on(&w.d, &permit, kept.thing()).await.is_err(), "nothing opens it any more");
    }

    async fn a_hold_on_one_conversation_shows_that_one(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let held = person(&w, desk, "ada").await;
        let theirs = Actor::Contact { workspace: desk.workspace, id: held.id };
        let second = w.conversation(theirs, "something else").await.conversation;
        let on = On::Conversation(held.conversation);
        let id = holds::place(&w.d, &desk.owner, on, hold(&w, desk, Scope::Messages)).await.unwrap();
        let reading = asked_to_read(&w, &desk.owner, id).await.unwrap();
        let kept = reading.conversations(&w.d).await.unwrap();
        assert_eq!(kept.iter().map(|one| one.id).collect::<Vec<_>>(), [held.conversation]);
        assert!(reading.conversation(&w.d, second).await.is_err());
    }
}

/// Asks with a reason, and takes the leave.
async fn asked_to_read(w: &World, by: &Actor, id: Id<Hold>) -> Result<Reading, HoldError> {
    let asked = holds::ask_to_read(&w.d, by, id, &personal("a claim")).await?;
    holds::reading(&w.d, by, id, asked).await
}
