//! A person with something in every place, and counts of what is left of them.

use domain::contacts::{self, Attributes};
use domain::data_events::{self, Before, NewEvent};
use domain::erasure::{self, Erasure, Source, State};
use domain::messages::{self, Author, Draft, Kind, NewFile};
use domain::{conversations, drafts, holds, notes, tags};
use privacy::access::{Actor, SystemRole, act, allow};
use privacy::ids::{self, Contact, Conversation, Workspace};
use privacy::sealed::Json;
use privacy::{Id, Personal};
use store::register::removal::{Subject, removals};
use store::{Act, Change, Param, Statement, params};
use testkit::world::{Desk, World, draft, personal};

store::statements! {
    /// How many entries of one action there are.
    ENTRIES = "SELECT CAST(COUNT(*) AS BIGINT) FROM entries WHERE workspace_id = $1 AND action = $2";
    /// Says that a leaf is another contact's.
    MISLABEL = "UPDATE leaves SET holder_id = $3 WHERE workspace_id = $1 AND holder_id = $2";
    /// Says that every leaf is of a tree that no vault has.
    FOREIGN_TREE = "UPDATE leaves SET tree = 7 WHERE workspace_id = $1";
    /// The plan of an erasure says of its keys what does not fit them.
    MISJUDGE = "UPDATE erasure_leaves SET commitment = $3 WHERE workspace_id = $1 AND erasure_id = $2";
    /// No hold was ever placed.
    LOSE_HOLDS = "DELETE FROM holds WHERE workspace_id = $1";
    /// How many contacts have a name.
    NAMED = "SELECT CAST(COUNT(*) AS BIGINT) FROM contacts WHERE workspace_id = $1 AND name IS NOT NULL";
    /// How many things that somebody did are kept.
    DEEDS = "SELECT CAST(COUNT(*) AS BIGINT) FROM data_events WHERE workspace_id = $1 AND contact_id = $2";
    /// How many messages there are.
    MESSAGES = "SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE workspace_id = $1";
}

/// Somebody with something in every place.
pub(crate) struct Person {
    pub(crate) id: Id<Contact>,
    pub(crate) conversation: Id<Conversation>,
    pub(crate) attributes: Attributes,
}

/// A user whose every value is set.
pub(crate) fn attributes(name: &str) -> Attributes {
    let custom = serde_json::json!({ "plan": name }).as_object().unwrap().clone();
    Attributes {
        external_id: Some(personal(&format!("id-{name}"))),
        email: Some(personal(&format!("{name}@people.example"))),
        phone: Some(personal("+81 3 1234 5678")),
        name: Some(personal(name)),
        custom_attributes: Some(Personal::new(Json(custom))),
        ..Attributes::default()
    }
}

/// A person with a conversation that has a title, two files, a note, a tag and an answer.
pub(crate) async fn person(w: &World, desk: Desk, name: &str) -> Person {
    let attributes = attributes(name);
    let id = w.user(desk, attributes.clone()).await;
    let theirs = Actor::Contact { workspace: desk.workspace, id };
    let begins = allow(&theirs, contact_of(w, desk, id).await).unwrap();
    let on =
        conversations::WrittenOn::read("https://shop.example/cart", Some("https://search.example/")).unwrap();
    let said = draft(Author::Contact(id), "hello");
    let begun = conversations::start_on(&w.d, &begins, said, Some(Personal::new(Json(on)))).await.unwrap();
    let conversation = begun.conversation;
    say(w, theirs, conversation, "here is the file", true).await;
    say(w, desk.owner, conversation, "thank you", true).await;
    let found = conversation_of(w, desk, conversation).await;
    let note = Draft { kind: Kind::Note, ..draft(Author::of(&desk.owner), "be careful") };
    let whom = [colleague(w, desk, name).await].into();
    messages::note_to(&w.d, allow(&desk.owner, found.clone()).unwrap(), note, whom).await.unwrap();
    let begun = allow(&desk.owner, found.clone()).unwrap();
    drafts::keep(&w.d, &begun, Kind::Note, personal("perhaps we should")).await.unwrap();
    let held = allow(&desk.owner, found).unwrap();
    conversations::tag(&w.d, &held, desk.owner_id, personal("Refunds")).await.unwrap();
    let held_contact = contact_of(w, desk, id).await;
    let held = conversation_of(w, desk, conversation).await;
    let named = conversations::AttributeChanges { title: Some(Some(personal("A claim"))), custom: None };
    conversations::change_attributes(&w.d, allow(&desk.owner, held).unwrap(), named).await.unwrap();
    let labelled = allow(&desk.owner, held_contact.clone()).unwrap();
    tags::tag_contact(&w.d, &labelled, desk.owner_id, personal("Regulars")).await.unwrap();
    let noted = allow(&desk.owner, held_contact).unwrap();
    notes::add(&w.d, &noted, desk.owner_id, personal("writes often")).await.unwrap();
    did(w, desk, id, "ordered").await;
    Person { id, conversation, attributes }
}

/// The customer's server tells that somebody did something.
pub(crate) async fn did(w: &World, desk: Desk, whom: Id<Contact>, name: &str) {
    let about = allow(&desk.owner, contact_of(w, desk, whom).await).unwrap();
    let metadata = serde_json::json!({ "tea": "sencha" }).as_object().unwrap().clone();
    let metadata = Some(Personal::new(Json(metadata)));
    let event = NewEvent { name: personal(name), metadata, happened_at: w.d.now(), key: None };
    data_events::track(&w.d, &about, event).await.unwrap();
}

/// What somebody did, the newest first.
pub(crate) async fn deeds(w: &World, desk: Desk, of: Id<Contact>) -> Vec<String> {
    let (about, permit) = contacts::read_by(&w.d, &desk.owner, of).await.unwrap();
    let all = data_events::list(&w.d, &about, &permit, Before::ALL, 100).await.unwrap();
    all.into_iter().map(|event| event.name).collect()
}

/// A teammate to be mentioned.
async fn colleague(w: &World, desk: Desk, of: &str) -> Id<ids::Teammate> {
    let Actor::Teammate { id, .. } = w.agent(desk, &format!("colleague-of-{of}")).await else {
        panic!("an agent is a teammate")
    };
    id
}

pub(crate) async fn conversation_of(
    w: &World,
    desk: Desk,
    id: Id<Conversation>,
) -> conversations::Conversation {
    conversations::find(&w.d, desk.workspace, id).await.unwrap().unwrap()
}

pub(crate) async fn say(w: &World, by: Actor, to: Id<Conversation>, text: &str, with_file: bool) {
    let found = conversations::find(&w.d, by.workspace(), to).await.unwrap().unwrap();
    let file =
        || NewFile::new(&w.d, personal("scan.pdf"), personal("application/pdf"), Personal::new(vec![7; 900]));
    let files = if with_file { vec![file()] } else { Vec::new() };
    let said = Draft { files, ..draft(Author::of(&by), text) };
    messages::send(&w.d, allow::<_, act::Reply>(&by, found).unwrap(), said).await.unwrap();
}

/// How much is left in the places of a contact, one after the other.
pub(crate) async fn left(w: &World, workspace: Id<Workspace>, contact: Id<Contact>) -> i64 {
    left_of(w, Subject::Contact, &params![workspace, contact]).await
}

pub(crate) async fn left_of(w: &World, subject: Subject, asked: &[Param]) -> i64 {
    let mut all = 0;
    for place in removals(subject).unwrap() {
        all += count(w, &place.left, asked.to_vec()).await;
    }
    all
}

pub(crate) async fn count(w: &World, statement: &'static Statement, asked: Vec<Param>) -> i64 {
    w.d.store.row(statement, asked).await.unwrap().unwrap().cells().count().unwrap()
}

pub(crate) async fn entries(w: &World, workspace: Id<Workspace>, action: &'static str) -> i64 {
    count(w, &ENTRIES, params![workspace, store::Code(action)]).await
}

/// Files in the file store.
pub(crate) fn objects(w: &World) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
    }
    count(w.files())
}

/// Erases, and goes on to the end.
pub(crate) async fn erase(w: &World, desk: Desk, contact: Id<Contact>) -> Erasure {
    let asked = erasure::request(&w.d, &desk.owner, contact, Source::Inbox).await.unwrap();
    assert_eq!(asked.state, State::Shredded);
    to_the_end(w, desk, asked.erasure).await;
    erasure::progress(&w.d, &desk.owner, asked.erasure).await.unwrap().erasure
}

/// A change beneath the product.
pub(crate) fn beneath(w: &World, workspace: Id<Workspace>) -> Change {
    let by = Actor::System { workspace, role: SystemRole::Demo };
    let object = activity_log::Object::new(activity_log::ObjectKind::Workspace, workspace.to_string());
    let act = Act {
        action: activity_log::Action::WorkspaceSettingsChanged,
        object,
        facts: activity_log::Facts::new(),
    };
    Change::new(Id::<ids::Change>::fresh(&w.d.random, w.d.now()), &by, w.d.now(), act)
}

/// Every leaf is of a tree that the vault does not know, as when it is older than the data.
pub(crate) async fn unknown_tree(w: &World, workspace: Id<Workspace>) {
    w.d.store.commit(beneath(w, workspace).any(&FOREIGN_TREE, params![workspace])).await.unwrap();
}

/// A hold of the owner's.
pub(crate) fn hold(w: &World, desk: Desk, scope: holds::Scope) -> holds::NewHold {
    holds::NewHold {
        ground: holds::Ground::Litigation,
        scope,
        basis: personal("the claim of March"),
        until: None,
        review_at: w.d.now().after(std::time::Duration::from_hours(24)),
        reviewer: desk.owner_id,
    }
}

pub(crate) async fn contact_of(w: &World, desk: Desk, id: Id<Contact>) -> contacts::Contact {
    contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap()
}

/// Goes on, past the horizon.
pub(crate) async fn to_the_end(w: &World, desk: Desk, id: Id<ids::Erasure>) {
    let checked = erasure::carry_on(&w.d, desk.workspace, id).await.unwrap();
    assert!(matches!(checked, State::Checked | State::Done), "{checked:?}");
    w.clock.advance(std::time::Duration::from_hours(1));
    assert_eq!(erasure::carry_on(&w.d, desk.workspace, id).await.unwrap(), State::Done);
}
