//! What a teammate is told of since a time.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use activity_log::Action;
use privacy::access::{Actor, Permit};
use privacy::ids::Teammate;
use privacy::{Id, Time};
use store::{AsText, Row, params, statements};

use super::{Notice, Why};
use crate::{Deployment, Trouble, contacts, conversations, entry, reads};

/// Whether the conversation `k` stands with a team of teammate $2, and with no teammate.
macro_rules! with_their_team {
    () => {
        "(k.assignee_id IS NULL AND EXISTS (SELECT 1 FROM team_members t WHERE t.workspace_id = k.workspace_id \
         AND t.team_id = k.team_id AND t.teammate_id = $2))"
    };
}

statements! {
    /// What contacts wrote after a time in what is a teammate's, their team's or nobody's, what of it came back from a snooze, who
    /// gave them what then, and where they were mentioned: of the newest parts of conversations that moved since. What they did
    /// themselves is no news.
    NEWS = concat!(
        "SELECT k.conversation_id, k.contact_id, m.seq, m.created_at, m.kind FROM conversations k \
         JOIN messages m ON m.workspace_id = k.workspace_id AND m.conversation_id = k.conversation_id \
         AND m.seq >= k.next_seq - 50 AND m.created_at > $3 \
         WHERE k.workspace_id = $1 AND k.moved_at > $3 AND k.state <> 'erasing' \
         AND NOT (m.author_kind = 'teammate' AND m.author_id = $4) \
         AND (((m.kind = 'comment' AND m.author_kind = 'contact' OR m.kind = 'opened' AND m.author_kind = 'system') \
               AND (k.assignee_id = $2 OR (k.assignee_id IS NULL AND k.team_id IS NULL) OR ", with_their_team!(), ")) \
          OR (m.kind = 'assigned' AND m.assignee_id = $2 AND k.assignee_id = $2) \
          OR (m.kind = 'assigned_team' AND m.team_id = k.team_id AND ", with_their_team!(), ") \
          OR (m.kind = 'note' AND EXISTS (SELECT 1 FROM mentions n WHERE n.workspace_id = m.workspace_id \
              AND n.conversation_id = m.conversation_id AND n.seq = m.seq AND n.teammate_id = $2))) \
         ORDER BY m.created_at DESC, k.conversation_id DESC, m.seq DESC LIMIT 50"
    );
}

/// What the teammate is told of since then, the newest first and fifty at most; whoever is told somebody's name is entered as
/// a reader.
pub async fn since(
    d: &Deployment,
    by: &Actor,
    teammate: Id<Teammate>,
    then: Time,
) -> Result<Vec<Notice>, conversations::ReadError> {
    let permit = conversations::permit_for(by)?;
    let asked = params![by.workspace(), teammate, then, AsText(teammate)];
    let rows = d.store.rows(&NEWS, asked).await.map_err(Trouble::from)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    reads::note(d, &permit, entry::of(Action::ConversationListed, &by.workspace()), None).await?;
    Ok(named(d, &permit, rows).await?)
}

async fn named(d: &Deployment, permit: &Permit, rows: Vec<Row>) -> Result<Vec<Notice>, Trouble> {
    let workspace = permit.actor().workspace();
    let keys = d.keys(workspace).await?;
    let (mut names, mut notices) = (HashMap::new(), Vec::with_capacity(rows.len()));
    for row in rows {
        let mut c = row.cells();
        let (conversation, contact, seq, at) = (c.id()?, c.id()?, c.count()?, c.time()?);
        let why = c.code(why)?;
        let name: &Option<String> = match names.entry(contact) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let found = contacts::find(d, workspace, contact).await?;
                let shown = found.map(|found| contacts::show(&keys, permit, &found)).transpose()?;
                place.insert(shown.map(|shown| shown.called().to_owned()))
            }
        };
        // Nobody hears of people who are erased, or kept for a hold.
        if let Some(name) = name.clone() {
            notices.push(Notice { conversation, name, why, seq, at });
        }
    }
    Ok(notices)
}

/// Why a teammate is told of a part of that kind.
fn why(kind: &str) -> Option<Why> {
    match kind {
        "comment" => Some(Why::Message),
        "note" => Some(Why::Mentioned),
        other => Why::of_code(other),
    }
}
