//! What is held of a person, to be taken away: by themselves, or by a teammate who answers their request. It is handed out piece by
//! piece, so that its size does not matter, and nothing of it is kept anywhere.

use std::collections::VecDeque;

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, Allowed, Permit, act, allow};
use privacy::ids::{Attachment, Contact as ContactKind, Conversation as ConversationKind};
use store::{Change, Count, params, statements};

use crate::contacts::{Contact, ContactShown, ReadError};
use crate::conversations::{Attributes, Conversation};
use crate::data_events::{Before, DataEventShown};
use crate::messages::{Author, Kind, PartShown, Which};
use crate::notes::NoteShown;
use crate::{
    Deployment, Trouble, attachments, companies, contacts, conversations, data_events, entry, limits,
    messages, notes, tags, teammates,
};

statements! {
    /// The next conversations that somebody is in, whoever they are with.
    LIST_CONVERSATIONS_TO_EXPORT = "SELECT k.conversation_id FROM conversations k WHERE k.workspace_id = $1 AND k.conversation_id > $3 \
        AND (k.contact_id = $2 OR EXISTS (SELECT 1 FROM conversation_contacts p WHERE p.workspace_id = k.workspace_id \
        AND p.conversation_id = k.conversation_id AND p.contact_id = $2)) ORDER BY k.conversation_id LIMIT $4";
}

/// An export under way.
pub struct Export {
    d: Deployment,
    contact: Allowed<Contact, act::ExportContact>,
    permit: Permit,
    next: Next,
    files: VecDeque<(Id<ConversationKind>, Id<Attachment>)>,
}

enum Next {
    Person,
    Events(Before),
    /// The conversations after this one.
    Conversations(i64),
    /// The parts after a number of the first of these conversations.
    Parts(VecDeque<Id<ConversationKind>>, i64),
    End,
}

/// What is handed out at a time.
pub enum Piece {
    /// Who they are.
    Person(Box<Person>),
    /// Some of what they did, newest first.
    Events(Vec<DataEventShown>),
    /// Some of what was said in a conversation, oldest first.
    Said(Box<Said>),
    /// The content of a file that came with what was said.
    File(attachments::Opened),
}

/// Who a person is, and what teammates keep about them.
pub struct Person {
    /// The contact, as stored.
    pub contact: Contact,
    /// Their values, opened.
    pub shown: ContactShown,
    /// What their companies are called.
    pub companies: Vec<String>,
    /// Their labels; `None` where they ask themselves.
    pub tags: Option<Vec<String>>,
    /// Notes about them, newest first, each with its author's name; `None` where they ask themselves.
    pub notes: Option<Vec<(String, NoteShown)>>,
}

/// Up to `limits::PARTS` parts of a conversation.
pub struct Said {
    /// The conversation.
    pub conversation: Conversation,
    /// Its title and attributes; empty where it is with somebody else.
    pub attributes: Attributes,
    /// Whether these are its first parts.
    pub begins: bool,
    /// Comments, and notes where teammates ask. Where the conversation is with somebody else, only what the person wrote.
    pub parts: Vec<PartShown>,
}

/// Begins the export of a contact, who may be the one who asks. Whoever takes it away is entered before anything is handed out.
pub async fn begin(d: &Deployment, by: &Actor, id: Id<ContactKind>) -> Result<Export, ReadError> {
    let found = contacts::find(d, by.workspace(), id).await?.ok_or(ReadError::NotFound)?;
    let contact: Allowed<_, act::ExportContact> = allow(by, found)?;
    let permit = conversations::permit_for(by)?;
    let act = entry::of(Action::ContactExported, &id);
    d.store.commit(Change::new(d.change(), by, d.now(), act)).await.map_err(Trouble::from)?;
    Ok(Export { d: d.clone(), contact, permit, next: Next::Person, files: VecDeque::new() })
}

impl Export {
    /// Whose it is.
    pub const fn contact(&self) -> Id<ContactKind> {
        self.contact.thing().id
    }

    /// The next piece; `None` after the last. What is erased meanwhile is left out.
    pub async fn next(&mut self) -> Result<Option<Piece>, Trouble> {
        loop {
            if let Some(file) = self.files.pop_front() {
                match self.file(file).await? {
                    Some(file) => return Ok(Some(Piece::File(file))),
                    None => continue,
                }
            }
            match std::mem::replace(&mut self.next, Next::End) {
                Next::Person => {
                    self.next = Next::Events(Before::ALL);
                    return Ok(Some(Piece::Person(Box::new(self.person().await?))));
                }
                Next::Events(before) => {
                    let contact = self.contact.thing();
                    let events =
                        data_events::of(&self.d, contact, &self.permit, before, limits::PARTS).await?;
                    match events.last() {
                        Some(last) => {
                            self.next = Next::Events(Before::of(last));
                            return Ok(Some(Piece::Events(events)));
                        }
                        None => self.next = Next::Conversations(-1),
                    }
                }
                Next::Conversations(after) => {
                    let found = self.conversations(after).await?;
                    if !found.is_empty() {
                        self.next = Next::Parts(found, -1);
                    }
                }
                Next::Parts(waiting, after) => {
                    if let Some(said) = self.said(waiting, after).await? {
                        return Ok(Some(Piece::Said(Box::new(said))));
                    }
                }
                Next::End => return Ok(None),
            }
        }
    }

    async fn person(&self) -> Result<Person, Trouble> {
        let (d, permit, contact) = (&self.d, &self.permit, self.contact.thing());
        let keys = d.keys(contact.workspace).await?;
        let shown = contacts::show(&keys, permit, contact)?;
        let called = self.companies().await?;
        let inside = self.by_teammate();
        Ok(Person {
            shown,
            companies: called,
            tags: if inside { Some(self.tags().await?) } else { None },
            notes: if inside { Some(self.notes().await?) } else { None },
            contact: contact.clone(),
        })
    }

    async fn companies(&self) -> Result<Vec<String>, Trouble> {
        let (d, contact) = (&self.d, self.contact.thing());
        let mut called = Vec::new();
        loop {
            let skip = i64::try_from(called.len()).unwrap_or(i64::MAX);
            let page = companies::companies_of(d, contact.workspace, contact.id, skip, limits::PAGE).await?;
            if page.companies.is_empty() {
                return Ok(called);
            }
            for company in page.companies {
                let shown = companies::show(d, &self.permit, &company).await?;
                called.push(shown.name.unwrap_or(shown.external_id));
            }
        }
    }

    fn by_teammate(&self) -> bool {
        !matches!(self.contact.actor(), Actor::Contact { .. })
    }

    async fn tags(&self) -> Result<Vec<String>, Trouble> {
        let contact = self.contact.thing();
        let applied = tags::of_contact(&self.d, contact.workspace, contact.id).await?;
        let all = tags::list(&self.d, &self.permit).await?;
        let has = |tag| applied.iter().any(|one| one.tag == tag);
        Ok(all.into_iter().filter(|(tag, _)| has(*tag)).map(|(_, name)| name).collect())
    }

    async fn notes(&self) -> Result<Vec<(String, NoteShown)>, Trouble> {
        let Ok(about) = allow::<_, act::ReadContacts>(self.contact.actor(), self.contact.thing().clone())
        else {
            return Ok(Vec::new());
        };
        let names = teammates::names(&self.d, &self.permit).await?;
        let mut all: Vec<(String, NoteShown)> = Vec::new();
        loop {
            let skip = i64::try_from(all.len()).unwrap_or(i64::MAX);
            let page = notes::list(&self.d, &about, &self.permit, skip, limits::PAGE).await?;
            if page.notes.is_empty() {
                return Ok(all);
            }
            let signed = |note: NoteShown| (names.get(&note.author).cloned().unwrap_or_default(), note);
            all.extend(page.notes.into_iter().map(signed));
        }
    }

    async fn conversations(&self, after: i64) -> Result<VecDeque<Id<ConversationKind>>, Trouble> {
        let contact = self.contact.thing();
        let asked = params![contact.workspace, contact.id, Count(after), Count(limits::PAGE)];
        let rows = self.d.store.rows(&LIST_CONVERSATIONS_TO_EXPORT, asked).await?;
        rows.into_iter().map(|row| Ok(row.cells().id()?)).collect()
    }

    /// The parts after a number of the first conversation that waits; sees to what comes next.
    async fn said(
        &mut self,
        mut waiting: VecDeque<Id<ConversationKind>>,
        after: i64,
    ) -> Result<Option<Said>, Trouble> {
        let Some(&id) = waiting.front() else { return Ok(None) };
        let read = self.read(id).await?;
        let parts = match &read {
            Some(read) => {
                messages::parts(&self.d, read, &self.permit, Which::After(after), limits::PARTS).await?
            }
            None => Vec::new(),
        };
        let Some((read, last)) = read.zip(parts.last().map(|part| part.seq)) else {
            waiting.pop_front();
            self.next = if waiting.is_empty() {
                Next::Conversations(id.raw().get())
            } else {
                Next::Parts(waiting, -1)
            };
            return Ok(None);
        };
        self.next = Next::Parts(waiting, last);
        let conversation = read.into_thing();
        let (me, theirs) = (self.contact(), conversation.contact == self.contact());
        let wrote = |part: &PartShown| part.author.author == Author::Contact(me);
        let parts: Vec<_> = parts
            .into_iter()
            .filter(|part| matches!(part.kind, Kind::Comment | Kind::Note) && (theirs || wrote(part)))
            .collect();
        for part in &parts {
            self.files.extend(part.files.iter().map(|file| (id, file.id)));
        }
        let attributes = if theirs {
            conversations::attributes(&self.d, &self.permit, &conversation).await?
        } else {
            Attributes::default()
        };
        Ok(Some(Said { conversation, attributes, begins: after < 0, parts }))
    }

    async fn read(
        &self,
        id: Id<ConversationKind>,
    ) -> Result<Option<Allowed<Conversation, act::ReadConversations>>, Trouble> {
        let found = conversations::find(&self.d, self.contact.thing().workspace, id).await?;
        Ok(found.and_then(|found| allow(self.contact.actor(), found).ok()))
    }

    async fn file(
        &self,
        (conversation, id): (Id<ConversationKind>, Id<Attachment>),
    ) -> Result<Option<attachments::Opened>, Trouble> {
        let Some(read) = self.read(conversation).await? else { return Ok(None) };
        match attachments::open(&self.d, &read, &self.permit, id).await {
            Ok(opened) => Ok(Some(opened)),
            Err(attachments::ReadFileError::NotFound) => Ok(None),
            Err(attachments::ReadFileError::Trouble(trouble)) => Err(trouble),
        }
    }
}
