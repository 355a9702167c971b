//! Conversations as people live them, on both engines.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that finds less than it expects must fail"
)]

use std::time::Duration;

use domain::conversations::{self, Condition, Filter, Folder, Sort, State};
use domain::messages::{self, Author, ClientKey, Draft, Kind, SendError, Which};
use privacy::Id;
use privacy::access::{Actor, Allowed, act, allow};
use privacy::ids::Conversation;
use store::{Change, Count, params};
use testkit::on_both_engines;
use testkit::world::{World, draft, personal};

store::statements! {
    /// Numbers a conversation's next part.
    JUMP = "UPDATE conversations SET next_seq = $3 WHERE workspace_id = $1 AND conversation_id = $2";
    /// Takes a message back, as a restore does.
    TAKE_BACK = "DELETE FROM messages WHERE workspace_id = $1 AND message_id = $2";
    /// How many entries of one action there are.
    ENTRIES = "SELECT CAST(COUNT(*) AS BIGINT) FROM entries WHERE workspace_id = $1 AND action = $2";
}

async fn say(w: &World, by: Actor, conversation: Id<Conversation>, text: &str) -> Result<i64, SendError> {
    let found = conversations::find(&w.d, by.workspace(), conversation).await?.unwrap();
    let held = allow::<_, act::Reply>(&by, found).map_err(|_| SendError::NotFound)?;
    Ok(messages::send(&w.d, held, draft(Author::of(&by), text)).await?.seq)
}

async fn bodies(w: &World, by: Actor, conversation: Id<Conversation>) -> Vec<(i64, Kind, String)> {
    let (held, permit) = conversations::read_by(&w.d, &by, conversation).await.unwrap();
    let parts = messages::thread(&w.d, &held, &permit, Which::After(-1), 500).await.unwrap();
    parts.into_iter().map(|part| (part.seq, part.kind, part.body)).collect()
}

async fn state(w: &World, by: Actor, conversation: Id<Conversation>) -> conversations::Conversation {
    conversations::find(&w.d, by.workspace(), conversation).await.unwrap().unwrap()
}

on_both_engines! {
    async fn a_note_is_for_teammates_only(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "hello").await.conversation;
        say(&w, desk.owner, id, "hello yourself").await.unwrap();
        let note = Draft { kind: Kind::Note, ..draft(Author::of(&desk.owner), "careful") };
        let held = allow::<_, act::Note>(&desk.owner, state(&w, desk.owner, id).await).unwrap();
        messages::note(&w.d, held, note).await.unwrap();
        let inside = bodies(&w, desk.owner, id).await;
        assert_eq!(inside.iter().map(|part| part.2.as_str()).collect::<Vec<_>>(), ["hello", "hello yourself", "careful"]);
        let outside = bodies(&w, visitor, id).await;
        assert_eq!(outside.iter().map(|part| part.2.as_str()).collect::<Vec<_>>(), ["hello", "hello yourself"]);
        assert!(allow::<_, act::Note>(&visitor, state(&w, visitor, id).await).is_err());
    }

    async fn closing_and_writing_again(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "one").await.conversation;
        assert!(state(&w, desk.owner, id).await.unread);
        bodies(&w, desk.owner, id).await;
        assert!(!state(&w, desk.owner, id).await.unread, "a teammate looked");
        let held = allow(&desk.owner, state(&w, desk.owner, id).await).unwrap();
        conversations::close(&w.d, held, Author::of(&desk.owner)).await.unwrap();
        assert_eq!(state(&w, desk.owner, id).await.state, State::Closed);
        say(&w, visitor, id, "two").await.unwrap();
        let held = state(&w, desk.owner, id).await;
        assert_eq!((held.state, held.unread), (State::Open, true));
        let kinds: Vec<Kind> = bodies(&w, desk.owner, id).await.into_iter().map(|part| part.1).collect();
        assert_eq!(kinds, [Kind::Comment, Kind::Closed, Kind::Reopened, Kind::Comment]);
    }

    async fn a_snoozed_conversation_comes_back(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "later please").await.conversation;
        let until = w.d.now().after(Duration::from_hours(24));
        let held: Allowed<_, act::ChangeState> = allow(&desk.owner, state(&w, desk.owner, id).await).unwrap();
        let began = held.thing().waiting_since;
        conversations::snooze(&w.d, held, Author::of(&desk.owner), until).await.unwrap();
        let snoozed = state(&w, desk.owner, id).await;
        assert_eq!((snoozed.waiting_since, snoozed.unread), (began, false), "nobody has answered");
        assert_eq!(conversations::wake(&w.d, desk.workspace).await.unwrap(), 0);
        w.clock.advance(Duration::from_hours(25));
        assert_eq!(conversations::wake(&w.d, desk.workspace).await.unwrap(), 1);
        let held = state(&w, desk.owner, id).await;
        assert_eq!((held.state, held.snoozed_until), (State::Open, None));
        assert_eq!((held.waiting_since, held.unread), (began, true), "and somebody is to look");
        let kinds: Vec<Kind> = bodies(&w, desk.owner, id).await.into_iter().map(|part| part.1).collect();
        assert_eq!(kinds, [Kind::Comment, Kind::Snoozed(Some(until)), Kind::Opened], "the thread still tells until when");
    }

    async fn who_was_put_aside_unanswered_has_waited_longest(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let aside = w.conversation(w.visitor(desk).await, "first").await.conversation;
        let answered = w.conversation(w.visitor(desk).await, "second").await.conversation;
        say(&w, desk.owner, answered, "is it there yet?").await.unwrap();
        let until = w.d.now().after(Duration::from_hours(24));
        for id in [aside, answered] {
            let held = allow(&desk.owner, state(&w, desk.owner, id).await).unwrap();
            conversations::snooze(&w.d, held, Author::of(&desk.owner), until).await.unwrap();
        }
        w.clock.advance(Duration::from_hours(23));
        let later = w.conversation(w.visitor(desk).await, "third").await.conversation;
        w.clock.advance(Duration::from_hours(2));
        assert_eq!(conversations::wake(&w.d, desk.workspace).await.unwrap(), 2);
        assert_eq!(state(&w, desk.owner, answered).await.waiting_since, None, "they were answered");
        let permit = conversations::permit_for(&desk.owner).unwrap();
        let open = Condition::State(State::Open);
        let page = conversations::page(&w.d, &permit, &open, Sort::WAITING_LONGEST, None, 10).await.unwrap();
        let listed: Vec<_> = page.iter().map(|one| (one.conversation.id, one.conversation.unread)).collect();
        assert_eq!(listed, [(aside, true), (later, true), (answered, true)]);
    }

    async fn many_at_once_lose_nothing(place: Place) {
        let w = std::sync::Arc::new(World::new(place).await);
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "0").await.conversation;
        let tasks: Vec<_> = (1..=6)
            .map(|n| {
                let w = w.clone();
                let by = if n % 2 == 0 { visitor } else { desk.owner };
                tokio::spawn(async move {
                    for m in 0..5 {
                        let text = format!("{n}.{m}");
                        while let Err(error) = say(&w, by, id, &text).await {
                            assert!(matches!(error, SendError::Trouble(domain::Trouble::Contended)), "{error}");
                        }
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let parts = bodies(&w, desk.owner, id).await;
        assert_eq!(parts.iter().map(|part| part.0).collect::<Vec<_>>(), (0..31).collect::<Vec<_>>());
        let texts: std::collections::HashSet<_> = parts.into_iter().map(|part| part.2).collect();
        assert_eq!(texts.len(), 31);
    }

    async fn sending_the_same_again_is_harmless(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "first").await.conversation;
        let key = ClientKey::read("00112233445566778899aabbccddeeff");
        let once = Draft { key, ..draft(Author::of(&visitor), "only once") };
        let mut sent = Vec::new();
        for _ in 0..3 {
            let held = allow::<_, act::Reply>(&visitor, state(&w, visitor, id).await).unwrap();
            sent.push(messages::send(&w.d, held, once.clone()).await.unwrap());
        }
        assert!(sent.iter().all(|one| (one.seq, one.message) == (sent[0].seq, sent[0].message)));
        assert_eq!(bodies(&w, visitor, id).await.len(), 2);
    }

    /// After a restore the log tells of a message that is not there: whoever sends it once more is not told that it is.
    async fn what_a_restore_took_back_is_sent_again(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "first").await.conversation;
        let key = ClientKey::read("00112233445566778899aabbccddeeff");
        let twice = Draft { key, ..draft(Author::of(&visitor), "once more") };
        let send = async || {
            let held = allow::<_, act::Reply>(&visitor, state(&w, visitor, id).await).unwrap();
            messages::send(&w.d, held, twice.clone()).await.unwrap()
        };
        let lost = send().await;
        w.d.store.commit(w.beneath(desk.owner, id).one(&TAKE_BACK, params![desk.workspace, lost.message])).await.unwrap();
        assert_eq!(bodies(&w, visitor, id).await.len(), 1);
        let again = send().await;
        assert_ne!(again.message, lost.message);
        assert_eq!(bodies(&w, visitor, id).await.len(), 2);
        let same = send().await;
        assert_eq!((same.message, same.seq), (again.message, again.seq));
        assert_eq!(bodies(&w, visitor, id).await.len(), 2);
    }

    async fn others_see_nothing(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let (visitor, stranger) = (w.visitor(desk).await, w.visitor(desk).await);
        let id = w.conversation(visitor, "mine").await.conversation;
        assert!(matches!(
            conversations::read_by(&w.d, &stranger, id).await,
            Err(conversations::ReadError::Denied(_))
        ));
        assert!(matches!(
            conversations::read_by(&w.d, &other.owner, id).await,
            Err(conversations::ReadError::NotFound)
        ));
        assert!(allow::<_, act::Reply>(&other.owner, state(&w, visitor, id).await).is_err());
        let permit = conversations::permit_for(&stranger).unwrap();
        let filter = Filter { folder: Folder::All, state: None, contact: None };
        let page = conversations::list(&w.d, &permit, filter, None, 50).await.unwrap();
        assert_eq!((page.conversations.len(), page.total), (0, 0));
    }

    async fn nobody_writes_in_anothers_name(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "hello").await.conversation;
        let held = allow::<_, act::Reply>(&visitor, state(&w, visitor, id).await).unwrap();
        let forged = messages::send(&w.d, held, draft(Author::of(&desk.owner), "I am the owner")).await;
        assert!(matches!(forged, Err(SendError::NotTheAuthor)));
    }

    async fn the_65537th_part_gets_a_leaf_of_its_own(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "long ago").await.conversation;
        let before = state(&w, desk.owner, id).await;
        let change = w.jump(desk.owner, id, 65_535);
        w.d.store.commit(change).await.unwrap();
        assert_eq!(say(&w, visitor, id, "the last of the first block").await.unwrap(), 65_535);
        assert_eq!(state(&w, desk.owner, id).await.leaf, before.leaf);
        assert_eq!(say(&w, visitor, id, "the first of the second").await.unwrap(), 65_536);
        assert_ne!(state(&w, desk.owner, id).await.leaf, before.leaf);
        let texts: Vec<String> = bodies(&w, visitor, id).await.into_iter().map(|part| part.2).collect();
        assert_eq!(texts, ["long ago", "the last of the first block", "the first of the second"]);
    }

    async fn a_look_is_entered_once_in_five_minutes(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "look at me").await.conversation;
        bodies(&w, desk.owner, id).await;
        let after_first = w.entries(desk.owner, "conversation.read").await;
        for _ in 0..3 {
            bodies(&w, desk.owner, id).await;
            bodies(&w, visitor, id).await;
        }
        assert_eq!(w.entries(desk.owner, "conversation.read").await, after_first);
        w.clock.advance(Duration::from_mins(5));
        bodies(&w, desk.owner, id).await;
        assert_eq!(w.entries(desk.owner, "conversation.read").await, after_first + 1);
    }

    async fn what_a_visitor_has_not_seen(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "anybody?").await.conversation;
        assert!(!unseen(&w, visitor).await, "their own message");
        say(&w, desk.owner, id, "yes").await.unwrap();
        assert!(unseen(&w, visitor).await);
        bodies(&w, visitor, id).await;
        assert!(!unseen(&w, visitor).await);
    }

    async fn tags_and_assignment(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let agent = w.agent(desk, "kofi").await;
        let Actor::Teammate { id: agent_id, .. } = agent else { unreachable!() };
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "refund").await.conversation;
        let held = allow(&desk.owner, state(&w, agent, id).await).unwrap();
        let first = conversations::tag(&w.d, &held, desk.owner_id, personal("Refunds")).await.unwrap();
        let again = conversations::tag(&w.d, &held, desk.owner_id, personal(" refunds ")).await.unwrap();
        assert_eq!(first, again);
        let permit = conversations::permit_for(&agent).unwrap();
        let tags = conversations::tags_of(&w.d, &permit, desk.workspace, id).await.unwrap();
        assert_eq!(tags, [(first, "Refunds".to_owned())]);
        conversations::assign(&w.d, allow(&agent, state(&w, agent, id).await).unwrap(), Author::of(&agent), Some(agent_id)).await.unwrap();
        let nobody = "9007199254740991".parse().unwrap();
        let held = allow(&agent, state(&w, agent, id).await).unwrap();
        assert!(conversations::assign(&w.d, held, Author::of(&agent), Some(nobody)).await.is_err());
        let counts = conversations::counts(&w.d, desk.workspace, agent_id, State::Open).await.unwrap();
        assert_eq!((counts.mine, counts.unassigned, counts.all), (1, 0, 1));
    }
}

async fn unseen(w: &World, visitor: Actor) -> bool {
    let permit = conversations::permit_for(&visitor).unwrap();
    let filter = Filter { folder: Folder::All, state: None, contact: None };
    let page = conversations::page(&w.d, &permit, &filter.into(), Sort::NEWEST, None, 50).await.unwrap();
    page[0].unseen
}

trait Beneath {
    /// A change beneath the product.
    fn beneath(&self, by: Actor, conversation: Id<Conversation>) -> Change;
    fn jump(&self, by: Actor, conversation: Id<Conversation>, to: i64) -> Change;
    async fn entries(&self, by: Actor, action: &'static str) -> i64;
}

impl Beneath for World {
    fn jump(&self, by: Actor, conversation: Id<Conversation>, to: i64) -> Change {
        self.beneath(by, conversation).one(&JUMP, params![by.workspace(), conversation, Count(to)])
    }

    fn beneath(&self, by: Actor, conversation: Id<Conversation>) -> Change {
        let object =
            activity_log::Object::new(activity_log::ObjectKind::Conversation, conversation.to_string());
        let facts = activity_log::Facts::new();
        let act = store::Act { action: activity_log::Action::ConversationOpened, object, facts };
        let id = Id::<privacy::ids::Change>::fresh(&self.d.random, self.d.now());
        Change::new(id, &by, self.d.now(), act)
    }

    async fn entries(&self, by: Actor, action: &'static str) -> i64 {
        let row = self.d.store.row(&ENTRIES, params![by.workspace(), store::Code(action)]).await.unwrap();
        row.unwrap().cells().count().unwrap()
    }
}
