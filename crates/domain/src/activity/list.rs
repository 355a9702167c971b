//! Pages of the log for people who look: newest first, by person, act and time.

use activity_log::{Action, Entry};
use privacy::access::{Actor, Allowed, Permit, act, allow, permit};
use privacy::ids::{Contact, Teammate};
use privacy::purpose::Purpose;
use privacy::{Id, Time};
use store::{AsText, Code, Codes, Count, Flag, LoggedEntry, Param, params, statements};

use crate::workspaces::{self, Workspace};
use crate::{Deployment, Trouble, entry, reads};

macro_rules! wanted {
    () => {
        "e.workspace_id = $1 AND e.log_index < $2 AND e.at >= $3 AND e.at < $4 \
         AND (CAST($5 AS TEXT) IS NULL OR (e.actor_kind = $5 AND e.actor_id = $6) \
            OR (e.object_kind = $5 AND e.object_id = $6) \
            OR ($5 = 'contact' AND e.object_kind = 'conversation' AND e.object_id IN (\
                SELECT CAST(k.conversation_id AS TEXT) FROM conversations k WHERE k.workspace_id = $1 AND k.contact_id = $6)) \
            OR ($5 = 'contact' AND e.object_kind = 'message' AND e.object_id IN (\
                SELECT CAST(m.message_id AS TEXT) FROM messages m JOIN conversations k ON k.workspace_id = m.workspace_id \
                AND k.conversation_id = m.conversation_id WHERE k.workspace_id = $1 AND k.contact_id = $6))) \
         AND (CAST($7 AS TEXT) IS NULL OR $7 LIKE '%,' || e.action || ',%') \
         AND (CAST($8 AS BIGINT) = 0 OR e.actor_kind <> 'contact') AND e.log_index >= $9"
    };
}

statements! {
    /// A page of the log.
    LIST_ENTRIES = concat!("SELECT e.log_index, e.workspace_id, e.change_id, e.ordinal, e.at, e.actor_kind, e.actor_id, \
        e.action, e.object_kind, e.object_id, e.facts FROM entries e WHERE ", wanted!(),
        " ORDER BY e.log_index DESC LIMIT $10 OFFSET $11");
    /// How many entries all pages have.
    COUNT_ENTRIES = concat!("SELECT CAST(COUNT(*) AS BIGINT) FROM entries e WHERE ", wanted!());
}

/// The person whom entries concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// What a teammate did, and what was done to their account.
    Teammate(Id<Teammate>),
    /// What a contact did, and what was done with them, their conversations and their messages.
    Contact(Id<Contact>),
}

/// Which entries are wanted. The default: all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those that concern this person.
    pub whom: Option<Whom>,
    /// Only these acts; none named: all.
    pub acts: Vec<Action>,
    /// Not before.
    pub from: Option<Time>,
    /// Before.
    pub until: Option<Time>,
    /// Not what contacts did.
    pub without_contacts: bool,
    /// Only places below this one.
    pub below: Option<u64>,
    /// Only places from this one on.
    pub since: Option<u64>,
}

impl Filter {
    pub(super) fn params(&self, of: &Actor) -> Vec<Param> {
        let (kind, id) = match self.whom {
            None => (Param::from(None::<Code>), Param::from(None::<Code>)),
            Some(Whom::Teammate(id)) => (Code("teammate").into(), AsText(id).into()),
            Some(Whom::Contact(id)) => (Code("contact").into(), AsText(id).into()),
        };
        let acts: Vec<&'static str> = self.acts.iter().map(|act| act.code()).collect();
        let place = |place: Option<u64>| place.and_then(|place| i64::try_from(place).ok());
        params![
            of.workspace(),
            Count(place(self.below).unwrap_or(i64::MAX)),
            self.from.unwrap_or(Time::from_micros(i64::MIN)),
            self.until.unwrap_or(Time::from_micros(i64::MAX)),
            kind,
            id,
            (!acts.is_empty()).then_some(Codes(acts)),
            Flag(self.without_contacts),
            Count(place(self.since).unwrap_or(0)),
        ]
    }
}

/// Why the log is not shown.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such workspace.
    #[error("no such workspace")]
    NotFound,
    /// The actor may not see the log.
    #[error(transparent)]
    Denied(#[from] privacy::access::Denied),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// The proof that somebody may see a workspace's log.
pub type Reader = Allowed<Workspace, act::ReadActivityLog>;

/// Lets somebody see their workspace's log, whose look is entered, with the permit to open the names in it.
pub async fn read_by(d: &Deployment, by: &Actor) -> Result<(Reader, Permit), ReadError> {
    let workspace = workspaces::find(d, by.workspace()).await?.ok_or(ReadError::NotFound)?;
    let reader: Reader = allow(by, workspace)?;
    let permit = permit(by, Purpose::Administration)?;
    reads::note(d, &permit, entry::of(Action::LogRead, &by.workspace()), None).await?;
    Ok((reader, permit))
}

/// The entries that are wanted, newest first: at most `most`, after the first `skipped` of them.
pub async fn list(
    d: &Deployment,
    of: &Reader,
    wanted: &Filter,
    skipped: i64,
    most: i64,
) -> Result<Vec<LoggedEntry>, Trouble> {
    let mut params = wanted.params(of.actor());
    params.extend(params![Count(most), Count(skipped)]);
    let rows = d.store.rows(&LIST_ENTRIES, params).await?;
    rows.into_iter().map(|row| Ok(LoggedEntry::read(row)?)).collect()
}

/// How many entries are wanted.
pub async fn count(d: &Deployment, of: &Reader, wanted: &Filter) -> Result<i64, Trouble> {
    let row = d.store.row(&COUNT_ENTRIES, wanted.params(of.actor())).await?;
    row.map_or(Ok(0), |row| Ok(row.cells().count()?))
}

/// The contact whom an entry names, so that their name can be shown.
pub fn contact_of(entry: &Entry) -> Option<Id<Contact>> {
    use activity_log::{ActorKind, FactKey, FactValue, ObjectKind};
    let fact = || {
        entry.facts().list().iter().find_map(|(key, value)| match (key, value) {
            (FactKey::Contact, FactValue::Id(id)) => Some(id.as_str()),
            _ => None,
        })
    };
    let id = match (entry.actor().kind, entry.object().kind) {
        (ActorKind::Contact, _) => Some(entry.actor().id.as_str()),
        (_, ObjectKind::Contact) => Some(entry.object().id.as_str()),
        _ => fact(),
    };
    id.and_then(|id| id.parse().ok())
}
