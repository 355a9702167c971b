//! Saying that a teammate is away. What people answer them may then go back to everybody: `messages::send` does it.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, Denied, Guarded, act, allow};
use privacy::ids::{Contact, Teammate as TeammateKind, Workspace};
use store::{Change, Failed, Flag, params, statements};

use crate::{Deployment, Trouble, entry};

statements! {
    /// A teammate is away, since now or since they said so before.
    GO_AWAY = "UPDATE teammates SET away_since = COALESCE(away_since, $3), away_reassigns = $4, version = version + 1, \
               updated_at = $3 WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
    /// A teammate is back.
    COME_BACK = "UPDATE teammates SET away_since = NULL, away_reassigns = 0, version = version + 1, updated_at = $3 \
                 WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
}

/// Whether a teammate is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// They answer.
    Back,
    /// They do not.
    Away {
        /// Whether a conversation of theirs goes back to everybody when its contact answers.
        reassigns: bool,
    },
}

/// Why it was not noted.
#[derive(Debug, thiserror::Error)]
pub enum PresenceError {
    /// There is no such teammate.
    #[error("no such teammate")]
    NotFound,
    /// It is for themselves to say, or for those who lead.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Notes whether a teammate is there. Everybody may say it of themselves.
pub async fn set_presence(
    d: &Deployment,
    by: &Actor,
    of: Id<TeammateKind>,
    presence: Presence,
) -> Result<(), PresenceError> {
    let themselves = matches!(by, Actor::Teammate { id, .. } if *id == of);
    if !themselves {
        allow::<_, act::SetOthersAway>(by, Colleague(by.workspace()))?;
    }
    let (workspace, now) = (by.workspace(), d.now());
    let change = |action| Change::new(d.change(), by, now, entry::of(action, &of));
    let change = match presence {
        Presence::Away { reassigns } => {
            change(Action::TeammateWentAway).one(&GO_AWAY, params![workspace, of, now, Flag(reassigns)])
        }
        Presence::Back => change(Action::TeammateCameBack).one(&COME_BACK, params![workspace, of, now]),
    };
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(PresenceError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// A teammate of the actor's own workspace.
struct Colleague(Id<Workspace>);

impl Guarded for Colleague {
    fn workspace(&self) -> Id<Workspace> {
        self.0
    }
    fn contact(&self) -> Option<Id<Contact>> {
        None
    }
}
