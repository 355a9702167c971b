//! What the tests write and read: labels on conversations, and a counter with a precondition.

use activity_log::{Action, Facts, Object, ObjectKind};
use privacy::access::{Actor, SystemRole};
use privacy::ids::{self, Conversation, Number, Tag, Teammate, Workspace};
use privacy::{Id, Random, Region, Time};
use store::{Act, Change, Code, Count, Options, Param, Statement, Store, params};
use testkit::engines::Place;

store::statements! {
    /// A label; a duplicate is no row.
    ADD_LABEL = "INSERT INTO conversation_tags (workspace_id, conversation_id, tag_id, applied_by, applied_at) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    /// The same, where a duplicate is the engine's own error.
    ADD_LABEL_ONCE = "INSERT INTO conversation_tags (workspace_id, conversation_id, tag_id, applied_by, applied_at) \
        VALUES ($1, $2, $3, $4, $5)";
    /// All labels of a conversation.
    REMOVE_LABELS = "DELETE FROM conversation_tags WHERE workspace_id = $1 AND conversation_id = $2";
    /// How many labels there are.
    COUNT_LABELS = "SELECT CAST(COUNT(*) AS BIGINT) FROM conversation_tags WHERE workspace_id = $1";
    /// How many entries there are.
    COUNT_ENTRIES = "SELECT CAST(COUNT(*) AS BIGINT) FROM entries WHERE workspace_id = $1";
    /// A counter.
    START_COUNTER = "INSERT INTO number_blocks (workspace_id, series, next_number) VALUES ($1, $2, $3)";
    /// One more, if nobody was faster.
    RAISE_COUNTER = "UPDATE number_blocks SET next_number = next_number + 1 \
        WHERE workspace_id = $1 AND series = $2 AND next_number = $3";
    /// Where the counter is.
    READ_COUNTER = "SELECT next_number FROM number_blocks WHERE workspace_id = $1 AND series = $2";
}

pub(crate) const NOW: Time = Time::from_seconds(1_800_000_000);

/// A store and a workspace in it.
pub(crate) struct Scene {
    pub(crate) store: Store,
    pub(crate) workspace: Id<Workspace>,
    pub(crate) random: Random,
}

impl Scene {
    pub(crate) async fn open(place: &Place) -> Self {
        Self::open_with(place, Options::default()).await
    }

    pub(crate) async fn open_with(place: &Place, options: Options) -> Self {
        let store = Store::open(place.store_address(), options).await.unwrap();
        let random = Random::system();
        Self { store, workspace: Id::<Workspace>::fresh(&random, Region::Eu), random }
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::System { workspace: self.workspace, role: SystemRole::Demo }
    }

    pub(crate) fn fresh_id(&self) -> Id<ids::Change> {
        Id::<ids::Change>::fresh(&self.random, NOW)
    }

    /// A change with its entry and no statement yet.
    pub(crate) fn change(&self) -> Change {
        Change::new(self.fresh_id(), &self.actor(), NOW, act())
    }

    pub(crate) async fn labels(&self) -> i64 {
        self.count(&COUNT_LABELS).await
    }

    pub(crate) async fn entries(&self) -> i64 {
        self.count(&COUNT_ENTRIES).await
    }

    pub(crate) async fn counter(&self) -> i64 {
        let row = self.store.row(&READ_COUNTER, params![self.workspace, Code("test")]).await.unwrap();
        row.unwrap().cells().count().unwrap()
    }

    async fn count(&self, statement: &'static Statement) -> i64 {
        let row = self.store.row(statement, params![self.workspace]).await.unwrap();
        row.unwrap().cells().count().unwrap()
    }

    /// The parameters of `ADD_LABEL`.
    pub(crate) fn label(&self, conversation: i64, tag: i64) -> Vec<Param> {
        params![
            self.workspace,
            number::<Conversation>(conversation),
            number::<Tag>(tag),
            number::<Teammate>(1),
            NOW
        ]
    }

    pub(crate) fn start_counter(&self) -> Vec<Param> {
        params![self.workspace, Code("test"), Count(0)]
    }

    pub(crate) fn raise_counter(&self, from: i64) -> Vec<Param> {
        params![self.workspace, Code("test"), Count(from)]
    }
}

pub(crate) fn number<K: ids::Kind<Raw = Number>>(n: i64) -> Id<K> {
    Id::of(Number::new(n).unwrap())
}

pub(crate) fn act() -> Act {
    let object = Object::new(ObjectKind::Conversation, "1");
    Act { action: Action::ConversationTagged, object, facts: Facts::new() }
}
