//! Tags, notes about people, mentions and macros, on both engines.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that finds less than it expects must fail"
)]

use std::collections::BTreeSet;

use domain::contacts::{self, Attributes};
use domain::conversations::{self, Condition, Filter, Folder, Sort, State};
use domain::macros::{self, MacroError};
use domain::messages::{self, Author, Draft, Kind, SendError};
use domain::notes::{self, NoteError};
use domain::tags::{self, TagError};
use domain::{limits, teams, workspaces};
use privacy::Id;
use privacy::access::{Actor, Allowed, act, allow, permit};
use privacy::ids::{Contact, Conversation, Tag, Teammate};
use privacy::purpose::Purpose;
use testkit::on_both_engines;
use testkit::world::{Desk, World, draft, personal};

fn id_of(actor: Actor) -> Id<Teammate> {
    let Actor::Teammate { id, .. } = actor else { panic!("not a teammate") };
    id
}

async fn held(w: &World, desk: Desk, id: Id<Conversation>) -> conversations::Conversation {
    conversations::find(&w.d, desk.workspace, id).await.unwrap().unwrap()
}

async fn contact<A: act::Act>(w: &World, desk: Desk, id: Id<Contact>) -> Allowed<contacts::Contact, A> {
    allow(&desk.owner, contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap()).unwrap()
}

async fn tag_of(w: &World, desk: Desk, id: Id<Tag>) -> Allowed<tags::Tag, act::ManageTags> {
    allow(&desk.owner, tags::find(&w.d, desk.workspace, id).await.unwrap().unwrap()).unwrap()
}

async fn workspace<A: act::Act>(w: &World, by: Actor) -> Allowed<workspaces::Workspace, A> {
    allow(&by, workspaces::find(&w.d, by.workspace()).await.unwrap().unwrap()).unwrap()
}

async fn note(w: &World, by: Actor, id: Id<Conversation>, whom: &[Id<Teammate>]) -> Result<i64, SendError> {
    let found = conversations::find(&w.d, by.workspace(), id).await.unwrap().unwrap();
    let held = allow::<_, act::Note>(&by, found).unwrap();
    let note = Draft { kind: Kind::Note, ..draft(Author::of(&by), "look at this") };
    Ok(messages::note_to(&w.d, held, note, whom.iter().copied().collect()).await?.seq)
}

async fn open(w: &World, by: Actor, id: Id<Conversation>) {
    let (read, permit) = conversations::read_by(&w.d, &by, id).await.unwrap();
    messages::thread(&w.d, &read, &permit, messages::Which::Latest, 50).await.unwrap();
}

on_both_engines! {
    async fn a_tag_is_renamed_and_taken_from_everything(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let agent = w.agent(desk, "kofi").await;
        let person = w.user(desk, Attributes::default()).await;
        let talk = w.conversation(w.visitor(desk).await, "hello").await.conversation;
        let late = tags::tag_contact(&w.d, &contact(&w, desk, person).await, desk.owner_id, personal("Late")).await.unwrap();
        let talks = allow(&desk.owner, held(&w, desk, talk).await).unwrap();
        conversations::label(&w.d, &talks, desk.owner_id, late).await.unwrap();
        let applied = tags::of_contact(&w.d, desk.workspace, person).await.unwrap();
        assert_eq!((applied.len(), applied[0].tag, applied[0].by), (1, late, desk.owner_id));

        let other = tags::find_or_create(&w.d, &desk.owner, desk.owner_id, personal("Early")).await.unwrap();
        let taken = tags::rename(&w.d, &tag_of(&w, desk, other).await, personal(" LATE ")).await;
        assert!(matches!(taken, Err(TagError::NameTaken)));
        assert!(matches!(tags::rename(&w.d, &tag_of(&w, desk, late).await, personal(" ")).await, Err(TagError::BadName)));
        tags::rename(&w.d, &tag_of(&w, desk, late).await, personal("Delayed")).await.unwrap();
        let names = conversations::tags_of(&w.d, &conversations::permit_for(&agent).unwrap(), desk.workspace, talk).await.unwrap();
        assert_eq!(names, [(late, "Delayed".to_owned())]);
        assert!(allow::<_, act::ManageTags>(&agent, *tag_of(&w, desk, late).await.thing()).is_err());

        tags::untag_contact(&w.d, &contact(&w, desk, person).await, late).await.unwrap();
        let twice = tags::untag_contact(&w.d, &contact(&w, desk, person).await, late).await;
        assert!(matches!(twice, Err(TagError::NotFound)));
        tags::label_contact(&w.d, &contact(&w, desk, person).await, desk.owner_id, late).await.unwrap();
        tags::delete(&w.d, &tag_of(&w, desk, late).await).await.unwrap();
        assert!(tags::of_contact(&w.d, desk.workspace, person).await.unwrap().is_empty());
        let gone = conversations::label(&w.d, &talks, desk.owner_id, late).await;
        assert!(matches!(gone, Err(TagError::NotFound)));
        conversations::label(&w.d, &talks, desk.owner_id, other).await.unwrap();
        conversations::untag(&w.d, &talks, other).await.unwrap();
        assert!(matches!(conversations::untag(&w.d, &talks, other).await, Err(TagError::NotFound)));
        let visitor = Actor::Contact { workspace: desk.workspace, id: person };
        assert!(allow::<_, act::Tag>(&visitor, contact::<act::Tag>(&w, desk, person).await.into_thing()).is_err());
    }

    async fn tags_are_made_once_and_counted_so_far(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let make = async |name: &str| {
            tags::create(&w.d, &workspace(&w, desk.owner).await, desk.owner_id, personal(name)).await
        };
        let (vip, late) = (make(" VIP ").await.unwrap(), make("Late").await.unwrap());
        assert!(matches!(make("vip").await, Err(TagError::NameTaken)));
        assert!(matches!(make("  ").await, Err(TagError::BadName)));
        let visitor = w.visitor(desk).await;
        for talk in 0..101 {
            let talk = w.conversation(visitor, &format!("hello {talk}")).await.conversation;
            let talk = allow(&desk.owner, held(&w, desk, talk).await).unwrap();
            conversations::label(&w.d, &talk, desk.owner_id, vip).await.unwrap();
        }
        let person = w.user(desk, Attributes::default()).await;
        tags::label_contact(&w.d, &contact(&w, desk, person).await, desk.owner_id, vip).await.unwrap();
        let permit = permit(&desk.owner, Purpose::Administration).unwrap();
        let shown = tags::in_use(&w.d, &permit).await.unwrap();
        let counted = shown.iter().map(|tag| {
            let (talks, people) = (tag.conversations, tag.contacts);
            (tag.id, tag.name.as_str(), (talks.number, talks.more), (people.number, people.more))
        });
        let none = (0, false);
        assert_eq!(counted.collect::<Vec<_>>(), [(vip, "VIP", (99, true), (1, false)), (late, "Late", none, none)]);
        let elsewhere = privacy::access::permit(&other.owner, Purpose::Administration).unwrap();
        assert!(tags::in_use(&w.d, &elsewhere).await.unwrap().is_empty());
    }

    async fn a_workspace_has_so_many_tags_and_no_more(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        for number in 0..limits::TAGS {
            tags::find_or_create(&w.d, &desk.owner, desk.owner_id, personal(&format!("tag {number}"))).await.unwrap();
        }
        let one_more = tags::create(&w.d, &workspace(&w, desk.owner).await, desk.owner_id, personal("Late")).await;
        assert!(matches!(one_more, Err(TagError::TooMany)));
        let typed = tags::find_or_create(&w.d, &desk.owner, desk.owner_id, personal("Late")).await;
        assert!(matches!(typed, Err(TagError::TooMany)));
        tags::find_or_create(&w.d, &desk.owner, desk.owner_id, personal("tag 7")).await.unwrap();
        tags::delete(&w.d, &tag_of(&w, desk, "3".parse().unwrap()).await).await.unwrap();
        tags::find_or_create(&w.d, &desk.owner, desk.owner_id, personal("Late")).await.unwrap();
    }

    async fn notes_about_a_person(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let person = w.user(desk, Attributes::default()).await;
        for text in ["first", "second", "third"] {
            notes::add(&w.d, &contact(&w, desk, person).await, desk.owner_id, personal(text)).await.unwrap();
        }
        let (about, permit) = contacts::read_by(&w.d, &desk.owner, person).await.unwrap();
        let page = notes::list(&w.d, &about, &permit, 1, 1).await.unwrap();
        assert_eq!((page.total, page.notes.len(), page.notes[0].body.as_str()), (3, 1, "second"));
        let id = page.notes[0].id;
        assert_eq!(notes::find(&w.d, &desk.owner, id).await.unwrap().contact, person);
        assert!(matches!(notes::find(&w.d, &other.owner, id).await, Err(contacts::ReadError::NotFound)));
        let theirs = Actor::Contact { workspace: desk.workspace, id: person };
        assert!(matches!(notes::find(&w.d, &theirs, id).await, Err(contacts::ReadError::Denied(_))), "not for the person");
        let empty = notes::add(&w.d, &contact(&w, desk, person).await, desk.owner_id, personal(" \n")).await;
        assert!(matches!(empty, Err(NoteError::Empty)));
        let long = personal(&"x".repeat(64 * 1024 + 1));
        assert!(matches!(notes::add(&w.d, &contact(&w, desk, person).await, desk.owner_id, long).await, Err(NoteError::TooLong)));
        let attached = contacts::attached(&w.d, &about).await.unwrap();
        assert_eq!((attached.all_notes, attached.notes.len(), attached.all_tags), (3, 3, 0));
        assert_eq!(contacts::held(&w.d, &about).await.unwrap().notes, 3);
    }

    async fn a_mention_waits_until_it_is_seen(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (kofi, lena) = (w.agent(desk, "kofi").await, w.agent(desk, "lena").await);
        let one = w.conversation(w.visitor(desk).await, "one").await.conversation;
        let two = w.conversation(w.visitor(desk).await, "two").await.conversation;
        let seq = note(&w, desk.owner, one, &[id_of(kofi), id_of(lena), desk.owner_id]).await.unwrap();
        note(&w, desk.owner, one, &[id_of(kofi)]).await.unwrap();
        note(&w, lena, two, &[id_of(lena)]).await.unwrap();
        let stranger = note(&w, desk.owner, two, &["9007199254740991".parse().unwrap()]).await;
        assert!(matches!(stranger, Err(SendError::NoSuchTeammate)));

        let unseen = async |of: Actor| messages::unseen_mentions(&w.d, desk.workspace, id_of(of)).await.unwrap();
        let counted = async |of: Actor| {
            conversations::counts(&w.d, desk.workspace, id_of(of), State::Open).await.unwrap().mentions
        };
        let folder = async |of: Actor| {
            let filter = Filter { folder: Folder::Mentions(id_of(of)), state: Some(State::Open), contact: None };
            let permit = conversations::permit_for(&of).unwrap();
            let page = conversations::page(&w.d, &permit, &Condition::from(filter), Sort::NEWEST, None, 50).await.unwrap();
            page.into_iter().map(|one| one.conversation.id).collect::<Vec<_>>()
        };
        assert_eq!((unseen(kofi).await, counted(kofi).await), (BTreeSet::from([one]), 1));
        assert_eq!(unseen(desk.owner).await, BTreeSet::new(), "whoever writes it need not be told");
        assert_eq!((unseen(lena).await, folder(lena).await), (BTreeSet::from([one]), vec![one]));
        let mentioned = messages::mentioned_in(&w.d, desk.workspace, one).await.unwrap();
        assert_eq!(mentioned[..2], [(seq, id_of(kofi)), (seq, id_of(lena))]);

        open(&w, lena, one).await;
        assert_eq!((unseen(lena).await.len(), counted(lena).await, folder(lena).await), (0, 0, vec![one]));
        assert_eq!(unseen(kofi).await.len(), 1, "each for themselves");
        open(&w, kofi, one).await;
        assert_eq!(counted(kofi).await, 0);
        note(&w, lena, one, &[id_of(kofi)]).await.unwrap();
        assert_eq!(counted(kofi).await, 1, "a new one");
    }

    async fn macros_for_all_and_for_a_team(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let (kofi, lena) = (w.agent(desk, "kofi").await, w.agent(desk, "lena").await);
        let members = BTreeSet::from([id_of(kofi)]);
        let team = teams::create(&w.d, &workspace(&w, desk.owner).await, personal("Refunds"), &members).await.unwrap();
        let make = async |name: &str, body: &str, team| {
            macros::create(&w.d, &workspace(&w, kofi).await, id_of(kofi), personal(name), personal(body), team).await
        };
        let hello = make("Hello", "Hi {{contact.first_name|there}}!", None).await.unwrap();
        make("Refund", "We have sent it back.", Some(team)).await.unwrap();
        assert!(matches!(make(" ", "x", None).await, Err(MacroError::BadName)));
        assert!(matches!(make("x", " ", None).await, Err(MacroError::BadBody)));
        assert!(matches!(make("x", "{{contact.email}}", None).await, Err(MacroError::BadPlace)));
        assert!(matches!(make("x", "x", Some("77".parse().unwrap())).await, Err(MacroError::NoSuchTeam)));
        let seen = async |by: Actor| {
            let permit = permit(&by, Purpose::Administration).unwrap();
            macros::list(&w.d, &permit).await.unwrap().into_iter().map(|one| one.name).collect::<Vec<_>>()
        };
        assert_eq!(seen(kofi).await, ["Hello", "Refund"]);
        assert_eq!(seen(lena).await, ["Hello"], "not of that team");
        assert!(seen(other.owner).await.is_empty());
        let found = async || macros::find(&w.d, desk.workspace, hello).await.unwrap().unwrap();
        let stale = allow::<_, act::ManageMacros>(&lena, found().await).unwrap();
        macros::update(&w.d, &stale, personal("Greeting"), personal("Hello"), None).await.unwrap();
        assert!(matches!(macros::delete(&w.d, &stale).await, Err(MacroError::ChangedMeanwhile)));
        assert_eq!(seen(lena).await, ["Greeting"]);
        teams::delete(&w.d, &allow(&desk.owner, teams::find(&w.d, desk.workspace, team).await.unwrap().unwrap()).unwrap()).await.unwrap();
        assert_eq!(seen(kofi).await, ["Greeting"], "a team's own macros go with it");
        macros::delete(&w.d, &allow(&kofi, found().await).unwrap()).await.unwrap();
        assert!(seen(kofi).await.is_empty());
        let visitor = w.visitor(desk).await;
        assert!(allow::<_, act::ManageMacros>(&visitor, workspace::<act::Tag>(&w, desk.owner).await.into_thing()).is_err());
    }
}
