//! Commits of a sealed message with its entry by 32 clients, beside raw commits of a message row.

use activity_log::{Action, FactKey, Facts, Object, ObjectKind};
use anyhow::{Context as _, Result};
use domain::Deployment;
use domain::messages::BENCHMARK;
use domain::uses::MessageBody;
use privacy::access::Actor;
use privacy::ids::{Change as ChangeKind, Message};
use privacy::keys::{Under, WorkspaceKeys};
use privacy::{Id, Personal, RowId, Sealed};
use store::{Act, Change, Code, Count, Event, EventKind, Param, Series, params};

use crate::Effort;
use crate::load::{CLIENTS, Rounds, Tasks, Work, alone, in_turns};
use crate::product::{Product, Talk, say, text};
use crate::raw::{Commit, Raw, Sizes};
use crate::scratch::Engine;
use crate::table::{Aim, Line, Table};

/// A client that commits messages in a conversation of its own.
pub(crate) struct Committing {
    d: Deployment,
    keys: WorkspaceKeys,
    by: Actor,
    talk: Talk,
    held: domain::conversations::Conversation,
    seq: i64,
    text: Personal<String>,
}

impl Committing {
    /// A client with a new conversation.
    pub(crate) async fn new(product: &Product) -> Result<Self> {
        let talk = product.talk().await?;
        let held = product.held(talk).await?;
        let keys = product.d.keys(product.workspace).await?;
        let by = Actor::Contact { workspace: product.workspace, id: talk.contact };
        Ok(Self {
            d: product.d.clone(),
            keys,
            by,
            talk,
            seq: held.next_seq,
            held,
            text: Personal::new(text()),
        })
    }

    /// The number of its next message in the conversation.
    pub(crate) const fn next_seq(&self) -> i64 {
        self.seq
    }

    /// Where it commits.
    pub(crate) fn store(&self) -> &store::Store {
        &self.d.store
    }

    /// The parameters of the next message, sealed.
    pub(crate) async fn message(&mut self) -> Result<(Id<Message>, Vec<Param>)> {
        let message = Id::<Message>::of(self.d.store.number(self.by.workspace(), Series::Messages).await?);
        let body = self.sealed()?;
        let (now, seq) = (self.d.now(), self.seq);
        self.seq += 1;
        let params = params![
            self.by.workspace(),
            self.talk.conversation,
            Count(seq),
            message,
            Code("comment"),
            Code("contact"),
            self.talk.contact,
            Count(0),
            body,
            now
        ];
        Ok((message, params))
    }

    fn sealed(&self) -> Result<Sealed<MessageBody>> {
        let part = u16::try_from(self.seq & 0xffff)?;
        let under = Under::part_of(self.held.contact_leaf, self.held.leaf, part);
        let row = RowId::of_two(self.talk.conversation, self.seq);
        Ok(self.keys.seal::<MessageBody>(under, &row, &self.text)?)
    }

    fn facts(&self) -> Facts {
        Facts::new()
            .id(FactKey::Conversation, self.talk.conversation.to_string())
            .count(FactKey::Attachments, 0)
    }

    const fn event(&self) -> Event {
        let Talk { conversation, contact } = self.talk;
        Event { workspace: self.by.workspace(), conversation, contact, kind: EventKind::Message, by: None }
    }

    /// A change with its entry and event, about that message.
    pub(crate) fn change(&self, message: Id<Message>) -> Change {
        let object = Object::new(ObjectKind::Message, message.to_string());
        let act = Act { action: Action::MessageSent, object, facts: self.facts() };
        let now = self.d.now();
        Change::new(Id::<ChangeKind>::fresh(&self.d.random, now), &self.by, now, act).tell(self.event())
    }

    /// How long what this client writes is.
    pub(crate) fn sizes(&self) -> Result<Sizes> {
        Ok(Sizes { body: self.sealed()?.as_bytes().len(), facts: self.facts().to_bytes()?.len() })
    }
}

impl Work for Committing {
    async fn once(&mut self) -> Result<()> {
        let (message, params) = self.message().await?;
        let change = self.change(message).one(BENCHMARK, params);
        self.d.store.commit(change).await?;
        Ok(())
    }
}

/// A visitor who sends messages by the whole act: found, allowed, sealed, four statements.
struct Sending {
    d: Deployment,
    workspace: Id<privacy::ids::Workspace>,
    talk: Talk,
}

impl Work for Sending {
    async fn once(&mut self) -> Result<()> {
        say(&self.d, self.workspace, self.talk).await
    }
}

/// Measures; answers the rounds of raw single-row commits, beside which others stand too.
pub(crate) async fn measure(
    product: &Product,
    raw: &Raw,
    effort: Effort,
    table: &mut Table,
) -> Result<Rounds> {
    let engine = raw.engine();
    let mut clients = Vec::with_capacity(CLIENTS);
    for _ in 0..CLIENTS {
        clients.push(Committing::new(product).await?);
    }
    let sizes = sizes(&clients)?;
    let mut ours = Tasks(clients);
    let mut raw_load = raw.load(Commit::Message, sizes).await?;
    let (ours, single) = in_turns(&mut ours, &mut raw_load, effort).await?;
    let embedded = engine == Engine::Embedded;
    let aim = Aim::AtLeast(if embedded { 3.0 } else { 0.7 });
    let mut add = |what, ours: &Rounds, raw: &Rounds, aim| {
        table.add(Line::of_rates(engine.name(), what, ours, raw, aim));
    };
    add(
        "store commit: a sealed message and its entry / one message row, 32 clients each",
        &ours,
        &single,
        aim,
    );
    let both = alone(&mut raw.load(Commit::WithEntry, sizes).await?, effort).await?;
    add("the same / message and entry rows in a transaction, 32 clients", &ours, &both, Aim::None);
    if embedded {
        let grouped = alone(&mut raw.load(Commit::Group(CLIENTS), sizes).await?, effort).await?;
        add("the same / message rows in transactions of 32, one client", &ours, &grouped, Aim::AtLeast(0.5));
    }
    let sending = alone(&mut Tasks(senders(product).await?), effort).await?;
    add("a visitor's whole send / one message row, 32 clients each", &sending, &single, Aim::None);
    Ok(single)
}

/// How long what the clients write is.
pub(crate) fn sizes(clients: &[Committing]) -> Result<Sizes> {
    clients.first().context("no clients")?.sizes()
}

async fn senders(product: &Product) -> Result<Vec<Sending>> {
    let talks = product.talks(CLIENTS).await?.into_iter();
    Ok(talks.map(|talk| Sending { d: product.d.clone(), workspace: product.workspace, talk }).collect())
}
