//! Reading what a hold keeps: for that purpose only, by those who may, with a reason. The reason is entered before anything
//! is opened, and each conversation and each page of events or notes that is looked at is entered too. It is read, and
//! nothing else is done with it.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, Allowed, Permit, act, allow, permit};
use privacy::ids::{
    Change as ChangeKind, Contact as ContactKind, Conversation as ConversationKind, Hold as HoldKind,
};
use privacy::keys::Under;
use privacy::purpose::Purpose;
use privacy::{Id, Personal, RowId, Time};
use store::{Act, Change, params, statements};

use super::{HoldError, HoldShown, On, Scope, find};
use crate::contacts::{Contact, ContactShown};
use crate::conversations::{Conversation, ReadError};
use crate::data_events::{self, Before, DataEventShown};
use crate::uses::ReadingReason;
use crate::{Deployment, Trouble, contacts, conversations, entry, limits, notes};

statements! {
    /// Who asked to read what, and when.
    FIND_READING = "SELECT actor_id, at FROM entries WHERE workspace_id = $1 AND change_id = $2 AND ordinal = 0 \
                    AND action = 'hold.read' AND actor_kind = 'teammate' AND object_kind = 'hold' AND object_id = $3";
    /// What was said with a contact, oldest first.
    KEPT_CONVERSATIONS = "SELECT k.conversation_id, k.created_at, k.updated_at, (SELECT CAST(COUNT(*) AS BIGINT) FROM messages m \
                          WHERE m.workspace_id = k.workspace_id AND m.conversation_id = k.conversation_id \
                          AND m.kind IN ('comment', 'note')) FROM conversations k \
                          WHERE k.workspace_id = $1 AND k.contact_id = $2 AND k.state <> 'erasing' \
                          ORDER BY k.created_at, k.conversation_id LIMIT 500";
    /// How many things are stored that a contact did.
    KEPT_EVENTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM data_events WHERE workspace_id = $1 AND contact_id = $2";
}

/// Leave to read what a hold keeps, for an hour from when it was asked for.
pub struct Reading {
    /// The hold.
    pub hold: HoldShown,
    by: Actor,
    permit: Permit,
}

/// One conversation that is kept.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    /// Its id.
    pub id: Id<ConversationKind>,
    /// When it began.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
    /// Comments and notes in it.
    pub parts: i64,
}

/// The hold, if it is in force and the actor may read what it keeps. Nothing is disclosed of that yet.
pub async fn readable(d: &Deployment, by: &Actor, id: Id<HoldKind>) -> Result<HoldShown, HoldError> {
    permit(by, Purpose::Legal)?;
    let hold = find(d, by, id).await?;
    if hold.in_force(d.now()) { Ok(hold) } else { Err(HoldError::NotFound) }
}

/// Enters that the actor wants to read what a hold keeps, and why; answers what `reading` takes.
pub async fn ask_to_read(
    d: &Deployment,
    by: &Actor,
    id: Id<HoldKind>,
    reason: &Personal<String>,
) -> Result<Id<ChangeKind>, HoldError> {
    let hold = readable(d, by, id).await?;
    if !reason.is(|reason| !reason.trim().is_empty() && reason.len() <= limits::REASON_BYTES) {
        return Err(HoldError::NoReason);
    }
    let contact = kept_contact(d, &hold).await?.ok_or(HoldError::NotFound)?;
    let keys = d.keys(by.workspace()).await?;
    let change = d.change();
    // Under the person's key: what was said of them in it ends with them.
    let sealed = keys.seal::<ReadingReason>(Under::one(contact.leaf), &RowId::of(change), reason);
    let facts = Facts::new()
        .id(FactKey::Contact, hold.contact.to_string())
        .code(FactKey::Purpose, Purpose::Legal.code())
        .sealed(FactKey::Reason, sealed.map_err(Trouble::from)?.into_bytes());
    let entered = Change::new(change, by, d.now(), entry::with(Action::HoldRead, &id, facts));
    d.store.commit(entered).await.map_err(Trouble::from)?;
    Ok(change)
}

/// The leave that the actor asked for, if the hold is still in force and the hour is not over.
pub async fn reading(
    d: &Deployment,
    by: &Actor,
    id: Id<HoldKind>,
    asked: Id<ChangeKind>,
) -> Result<Reading, HoldError> {
    let permit = permit(by, Purpose::Legal)?;
    let row = d.store.row(&FIND_READING, params![by.workspace(), asked, store::AsText(id)]).await;
    let mut c = row.map_err(Trouble::from)?.ok_or(HoldError::NotFound)?.cells();
    let who = c.text(|who| Some(who.to_owned())).map_err(Trouble::from)?;
    let at = c.time().map_err(Trouble::from)?;
    if who != by.id() || at.after(limits::LEGAL_READING) <= d.now() {
        return Err(HoldError::NotFound);
    }
    Ok(Reading { hold: readable(d, by, id).await?, by: *by, permit })
}

impl Reading {
    /// What is kept of the person themselves.
    pub async fn person(&self, d: &Deployment) -> Result<ContactShown, HoldError> {
        let contact = kept_contact(d, &self.hold).await?.ok_or(HoldError::NotFound)?;
        let keys = d.keys(contact.workspace).await?;
        Ok(contacts::show(&keys, &self.permit, &contact)?)
    }

    /// The conversations that are kept, oldest first, five hundred at most.
    pub async fn conversations(&self, d: &Deployment) -> Result<Vec<Kept>, Trouble> {
        let asked = params![self.by.workspace(), self.hold.contact];
        let read = |row: store::Row| {
            let mut c = row.cells();
            Ok(Kept { id: c.id()?, created_at: c.time()?, updated_at: c.time()?, parts: c.count()? })
        };
        let all = d.store.rows(&KEPT_CONVERSATIONS, asked).await?.into_iter().map(read);
        let all = all.collect::<Result<Vec<_>, Trouble>>()?;
        Ok(all.into_iter().filter(|kept| self.keeps(kept.id)).collect())
    }

    /// A kept conversation, whose reader is entered, and the permit with which `messages::thread` opens it.
    pub async fn conversation(
        &self,
        d: &Deployment,
        id: Id<ConversationKind>,
    ) -> Result<(Allowed<Conversation, act::ReadConversations>, Permit), ReadError> {
        let workspace = self.by.workspace();
        let found = match conversations::find(d, workspace, id).await? {
            Some(found) => Some(found),
            None => conversations::find_held(d, workspace, id).await?,
        };
        let found = found.filter(|found| found.contact == self.hold.contact && self.keeps(found.id));
        let allowed: Allowed<_, act::ReadConversations> = allow(&self.by, found.ok_or(ReadError::NotFound)?)?;
        self.look(d, entry::with(Action::ConversationRead, &id, self.facts())).await?;
        Ok((allowed, self.permit))
    }

    /// How many things that the person did are kept: by a hold on everything of a person, and by no other.
    pub async fn deeds(&self, d: &Deployment) -> Result<i64, Trouble> {
        if !self.keeps_everything() {
            return Ok(0);
        }
        let row = d.store.row(&KEPT_EVENTS, params![self.by.workspace(), self.hold.contact]).await?;
        Ok(row.map_or(Ok(0), |row| row.cells().count())?)
    }

    /// What the person did, newest first: `limit` of that after a place. The reader is entered.
    pub async fn events(
        &self,
        d: &Deployment,
        after: Before,
        limit: i64,
    ) -> Result<Vec<DataEventShown>, HoldError> {
        let about = self.about(d).await?;
        Ok(data_events::kept(d, &about, &self.permit, after, limit).await?)
    }

    /// How many notes about the person are kept, by such a hold too.
    pub async fn noted(&self, d: &Deployment) -> Result<i64, Trouble> {
        if !self.keeps_everything() {
            return Ok(0);
        }
        notes::count(d, self.by.workspace(), self.hold.contact).await
    }

    /// The notes about the person, newest first: `limit` of them after the first `skip`. The reader is entered.
    pub async fn notes(&self, d: &Deployment, skip: i64, limit: i64) -> Result<notes::Page, HoldError> {
        let about = self.about(d).await?;
        Ok(notes::list(d, &about, &self.permit, skip, limit).await?)
    }

    /// The person of whom everything is kept, whose reader is entered.
    async fn about(&self, d: &Deployment) -> Result<Allowed<Contact, act::ReadContacts>, HoldError> {
        if !self.keeps_everything() {
            return Err(HoldError::NotFound);
        }
        let contact = kept_contact(d, &self.hold).await?.ok_or(HoldError::NotFound)?;
        let about = allow(&self.by, contact)?;
        self.look(d, entry::with(Action::ContactRead, &self.hold.contact, self.facts())).await?;
        Ok(about)
    }

    fn facts(&self) -> Facts {
        Facts::new().code(FactKey::Purpose, Purpose::Legal.code()).id(FactKey::Hold, self.hold.id.to_string())
    }

    async fn look(&self, d: &Deployment, act: Act) -> Result<(), Trouble> {
        d.store.commit(Change::new(d.change(), &self.by, d.now(), act)).await?;
        Ok(())
    }

    /// What removes events at their end spares those of whom everything is held; notes about them stay too.
    fn keeps_everything(&self) -> bool {
        matches!(self.hold.on, On::Contact(_)) && self.hold.scope == Scope::Everything
    }

    fn keeps(&self, id: Id<ConversationKind>) -> bool {
        match self.hold.on {
            On::Contact(_) => true,
            On::Conversation(held) => held == id,
        }
    }
}

/// The person under the hold, whether their erasure waits or nobody has asked for one.
async fn kept_contact(d: &Deployment, hold: &HoldShown) -> Result<Option<Contact>, Trouble> {
    let (workspace, id): (_, Id<ContactKind>) = (hold.workspace, hold.contact);
    match contacts::find(d, workspace, id).await? {
        Some(found) => Ok(Some(found)),
        None => contacts::find_restricted(d, workspace, id).await,
    }
}
