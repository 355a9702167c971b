//! How many conversations the folders hold. Each number is read from the folder's own index, and no further than
//! `limits::COUNTED`, so that what it costs does not grow with the workspace.

use privacy::Id;
use privacy::ids::{Team, Teammate, Workspace};
use store::{Code, Count, params, statements};

use super::State;
use crate::{Deployment, Trouble, limits};

statements! {
    /// A teammate's, nobody's and everybody's conversations in one state, whoever they are with; and those with contacts
    /// who are there in which the teammate is mentioned and has not looked, in whatever state.
    COUNT_FOLDERS = "SELECT \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM conversations k WHERE k.workspace_id = $1 \
         AND k.assignee_id = $3 AND k.state = $2 LIMIT $4) AS mine), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM conversations k WHERE k.workspace_id = $1 \
         AND k.assignee_id IS NULL AND k.team_id IS NULL AND k.state = $2 LIMIT $4) AS free), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM conversations k WHERE k.workspace_id = $1 \
         AND k.state = $2 LIMIT $4) AS every), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT DISTINCT n.conversation_id FROM mentions n \
         JOIN conversations k ON k.workspace_id = n.workspace_id AND k.conversation_id = n.conversation_id AND k.state <> 'erasing' \
         JOIN contacts c ON c.workspace_id = k.workspace_id AND c.contact_id = k.contact_id AND c.state = 'active' \
         WHERE n.workspace_id = $1 AND n.teammate_id = $3 AND n.seen_at IS NULL LIMIT $4) AS unseen)";
    /// The conversations of each team.
    COUNT_OF_TEAMS = "SELECT t.team_id, (SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM conversations k \
        WHERE k.workspace_id = $1 AND k.team_id = t.team_id AND k.state = $2 LIMIT $3) AS theirs) \
        FROM teams t WHERE t.workspace_id = $1 ORDER BY t.team_id";
    /// Who has the few conversations that no folder shows, for their contacts are erased or kept for a hold.
    HIDDEN_IN_FOLDERS = "SELECT k.assignee_id, k.team_id, CAST(COUNT(*) AS BIGINT) FROM contacts c JOIN conversations k \
        ON k.workspace_id = c.workspace_id AND k.contact_id = c.contact_id \
        WHERE c.workspace_id = $1 AND c.state <> 'active' AND k.state = $2 GROUP BY k.assignee_id, k.team_id";
}

/// How many conversations the folders hold, in one state but for mentions; `limits::COUNTED` stands for so many or more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// The teammate's own.
    pub mine: i64,
    /// Those that neither a teammate nor a team has.
    pub unassigned: i64,
    /// Everybody's.
    pub all: i64,
    /// Those in which the teammate is mentioned and has not looked, in whatever state: who asked them need not wait for the next message.
    pub mentions: i64,
    /// Each team's.
    pub teams: Vec<(Id<Team>, i64)>,
}

/// Counts the folders' conversations in one state, and the mentions.
pub async fn counts(
    d: &Deployment,
    workspace: Id<Workspace>,
    teammate: Id<Teammate>,
    state: State,
) -> Result<Counts, Trouble> {
    let (state, most) = (Code(state.code()), Count(limits::COUNTED));
    let (folders, teams, hidden) = tokio::try_join!(
        d.store.row(&COUNT_FOLDERS, params![workspace, state, teammate, most]),
        d.store.rows(&COUNT_OF_TEAMS, params![workspace, state, most]),
        d.store.rows(&HIDDEN_IN_FOLDERS, params![workspace, state])
    )?;
    let mut counts = Counts::default();
    if let Some(row) = folders {
        let mut c = row.cells();
        (counts.mine, counts.unassigned, counts.all) = (c.count()?, c.count()?, c.count()?);
        counts.mentions = c.count()?;
    }
    for row in teams {
        let mut c = row.cells();
        counts.teams.push((c.id()?, c.count()?));
    }
    for row in hidden {
        let mut c = row.cells();
        counts.without(c.maybe_id()?, c.maybe_id()?, c.count()?, teammate);
    }
    Ok(counts)
}

impl Counts {
    /// Leaves out so many that one teammate and one team have; a number that was cut off stays as it is.
    fn without(
        &mut self,
        assignee: Option<Id<Teammate>>,
        team: Option<Id<Team>>,
        hidden: i64,
        teammate: Id<Teammate>,
    ) {
        let less = |count: &mut i64| {
            if *count < limits::COUNTED {
                *count = (*count - hidden).max(0);
            }
        };
        less(&mut self.all);
        if assignee == Some(teammate) {
            less(&mut self.mine);
        }
        if assignee.is_none() && team.is_none() {
            less(&mut self.unassigned);
        }
        self.teams.iter_mut().filter(|(id, _)| Some(*id) == team).for_each(|(_, count)| less(count));
    }
}
