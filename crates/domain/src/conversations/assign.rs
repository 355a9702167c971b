//! Giving a conversation to a teammate, to a team, or to nobody.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::access::{Actor, Allowed, Role, act, allow, answers};
use privacy::ids::{Conversation as ConversationKind, Team, Teammate};
use store::{Change, Count, EventKind, Failed, Series, params, statements};

use super::put_back::Back;
use super::{Conversation, Next, advance, find, still_there, told};
use crate::messages::{self, Author, Kind};
use crate::{Deployment, Trouble, entry, limits, teams};

statements! {
    /// What a teammate is who is there to be given something.
    ACTIVE_ROLE = "SELECT role FROM teammates WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
    /// A hundred of a teammate's conversations that are not closed, after one of them.
    NOT_CLOSED_OF = "SELECT conversation_id FROM conversations WHERE workspace_id = $1 AND assignee_id = $2 \
                     AND state IN ('open', 'snoozed') AND conversation_id > $3 ORDER BY conversation_id LIMIT 100";
}

/// Why a conversation was not assigned.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    /// There is no such teammate.
    #[error("no such teammate")]
    NoSuchTeammate,
    /// Teammates of that role answer nobody.
    #[error("a teammate of this role answers nobody")]
    CannotAnswer,
    /// There is no such team.
    #[error("no such team")]
    NoSuchTeam,
    /// The conversation is there no more.
    #[error("no such conversation")]
    NotFound,
    /// Something happened in it since what is taken back.
    #[error("something happened in the conversation meanwhile")]
    ChangedMeanwhile,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Who gets the conversation. A team and a teammate may have it together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// A teammate; `None` takes it from whoever had it. Its team keeps it.
    Teammate(Option<Id<Teammate>>),
    /// A team; `None` takes it from the team. Its teammate keeps it.
    Team(Option<Id<Team>>),
    /// A teammate and a team, where there is one; whoever had it else has it no more.
    Both(Option<Id<Teammate>>, Option<Id<Team>>),
}

/// Assigns the conversation to a teammate; `None` takes it from whoever had it.
pub async fn assign(
    d: &Deployment,
    conversation: Allowed<Conversation, act::Assign>,
    author: Author,
    to: Option<Id<Teammate>>,
) -> Result<(), AssignError> {
    assign_to(d, conversation, author, To::Teammate(to)).await.map(|_| ())
}

/// Assigns the conversation. Answers the number of the part that comes next.
pub async fn assign_to(
    d: &Deployment,
    conversation: Allowed<Conversation, act::Assign>,
    author: Author,
    to: To,
) -> Result<i64, AssignError> {
    give(d, conversation, author, to, None).await
}

/// Gives the conversation back to whoever had it, in the place in lists that it had, if nothing happened in it since.
pub async fn hand_back(
    d: &Deployment,
    conversation: Allowed<Conversation, act::Assign>,
    author: Author,
    back: Back,
) -> Result<i64, AssignError> {
    let to = To::Both(back.stood.assignee, back.stood.team);
    give(d, conversation, author, to, Some(back)).await
}

async fn give(
    d: &Deployment,
    mut conversation: Allowed<Conversation, act::Assign>,
    author: Author,
    to: To,
    back: Option<Back>,
) -> Result<i64, AssignError> {
    for _ in 0..limits::TRIES {
        let (held, by, now) = (conversation.thing(), *conversation.actor(), d.now());
        if back.is_some_and(|back| back.left != held.next_seq) {
            return Err(AssignError::ChangedMeanwhile);
        }
        let happens = happening(held, to);
        if happens.is_empty() {
            return Ok(held.next_seq);
        }
        check(d, &by, &happens).await?;
        let mut next = Next::after(held, i64::try_from(happens.len()).unwrap_or(i64::MAX));
        next.moved_at = back.map(|back| back.stood.place(held));
        let left = held.next_seq + next.parts;
        let mut facts = Facts::new();
        for kind in &happens {
            match kind {
                Kind::Assigned(to) => {
                    next.assignee = *to;
                    facts = given(facts, FactKey::Assignee, to.map(|id| id.to_string()));
                }
                Kind::AssignedTeam(to) => {
                    next.team = *to;
                    facts = given(facts, FactKey::Team, to.map(|id| id.to_string()));
                }
                _ => {}
            }
        }
        let act = entry::with(Action::ConversationAssigned, &held.id, facts);
        let mut change = still_there(Change::new(d.change(), &by, now, act), held.workspace, held.contact);
        if let Some(team) = happens.iter().find_map(new_team) {
            change = change.one(&teams::STILL_A_TEAM, params![held.workspace, team]);
        }
        change = advance(change, held, &next, now);
        for (seq, kind) in (held.next_seq..).zip(happens) {
            let message = d.store.number(held.workspace, Series::Messages).await.map_err(Trouble::from)?;
            change = messages::noting(change, held, seq, message, kind, author, now);
        }
        match d.store.commit(change.tell(told(held, EventKind::Changed))).await {
            Ok(_) => return Ok(left),
            Err(Failed::Conflict(name)) if name == teams::STILL_A_TEAM.name => {
                return Err(AssignError::NoSuchTeam);
            }
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
        let again = find(d, held.workspace, held.id).await?.ok_or(AssignError::NotFound)?;
        conversation = allow(&by, again).map_err(|_| AssignError::NotFound)?;
    }
    Err(Trouble::Contended.into())
}

/// Takes from a teammate who answers nobody any more what is open or snoozed: their teams keep it, else it is everybody's. What
/// is left, for somebody else changes it all the time, goes back when its contact writes.
pub(crate) async fn give_back_all(d: &Deployment, by: &Actor, of: Id<Teammate>) -> Result<(), Trouble> {
    let mut after = 0;
    loop {
        let rows = d.store.rows(&NOT_CLOSED_OF, params![by.workspace(), of, Count(after)]).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let id: Id<ConversationKind> = row.cells().id()?;
            after = id.raw().get();
            let Some(found) = find(d, by.workspace(), id).await? else { continue };
            let (true, Ok(allowed)) = (found.assignee == Some(of), allow(by, found)) else { continue };
            match assign(d, allowed, Author::System, None).await {
                Err(AssignError::Trouble(trouble)) if !matches!(trouble, Trouble::Contended) => {
                    return Err(trouble);
                }
                _ => {}
            }
        }
    }
}

/// Tells to whom something was given, or that nobody has it.
pub(crate) fn given(facts: Facts, key: FactKey, to: Option<String>) -> Facts {
    match to {
        Some(id) => facts.id(key, id),
        None => facts.code(key, "nobody"),
    }
}

/// A teammate to whom it is given can answer.
async fn check(d: &Deployment, by: &Actor, happens: &[Kind]) -> Result<(), AssignError> {
    let Some(teammate) = happens.iter().find_map(new_teammate) else { return Ok(()) };
    let row = d.store.row(&ACTIVE_ROLE, params![by.workspace(), teammate]).await.map_err(Trouble::from)?;
    let role = row.ok_or(AssignError::NoSuchTeammate)?.cells().code(Role::of_code).map_err(Trouble::from)?;
    if answers(role) { Ok(()) } else { Err(AssignError::CannotAnswer) }
}

const fn new_teammate(kind: &Kind) -> Option<Id<Teammate>> {
    if let Kind::Assigned(to) = kind { *to } else { None }
}

const fn new_team(kind: &Kind) -> Option<Id<Team>> {
    if let Kind::AssignedTeam(to) = kind { *to } else { None }
}

/// What changes, as parts of the conversation.
fn happening(held: &Conversation, to: To) -> Vec<Kind> {
    let (teammate, team) = match to {
        To::Teammate(to) => (to, held.team),
        To::Team(to) => (held.assignee, to),
        To::Both(teammate, team) => (teammate, team),
    };
    let parts = [
        (held.assignee != teammate).then_some(Kind::Assigned(teammate)),
        (held.team != team).then_some(Kind::AssignedTeam(team)),
    ];
    parts.into_iter().flatten().collect()
}
