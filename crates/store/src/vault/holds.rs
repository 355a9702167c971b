//! The holds in force, beside the keys that they need: a destruction refuses them in its own commit, whatever was read
//! before it. Who is held and until when is all that is kept of them here.

use privacy::ids::{Contact, Conversation, Hold, Workspace};
use privacy::keys::{KeyError, Ref};
use privacy::{Id, Time};

use super::{Step, Vault, VaultError, sql};
use crate::param::{AsText, Count, Param};
use crate::params;

/// Whose keys a hold needs, or are to be destroyed.
#[derive(Debug, Clone)]
pub struct Whose {
    /// The contact.
    pub contact: Id<Contact>,
    /// One conversation of theirs; none for everything of theirs.
    pub conversation: Option<Id<Conversation>>,
}

/// A hold as the vault knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The hold.
    pub hold: Id<Hold>,
    /// When it was noted here.
    pub noted_at: Time,
}

impl Whose {
    /// The conversation as the table has it.
    fn conversation(&self) -> Param {
        self.conversation.map_or_else(|| Param::text(String::new()), |id| AsText(id).into())
    }

    /// Both columns, and the moment at which a hold must be in force: the last parameters of a question.
    pub(super) fn asked(&self, now: Time) -> [Param; 3] {
        [self.contact.into(), self.conversation(), now.into()]
    }
}

impl Vault {
    /// Lets no key be destroyed that this hold needs, durable when this returns. Noting it again changes nothing.
    pub async fn hold(
        &self,
        workspace: Id<Workspace>,
        hold: Id<Hold>,
        whose: &Whose,
        until: Option<Time>,
        now: Time,
    ) -> Result<(), VaultError> {
        let until = until.map_or(Count(i64::MAX), |until| Count(until.micros()));
        let params = params![workspace, hold, whose.contact, whose.conversation(), until, now];
        self.journal(|| vec![Step::any(&sql::ADD_HOLD, params.clone())]).await
    }

    /// A hold needs nothing any more.
    pub async fn release(&self, workspace: Id<Workspace>, hold: Id<Hold>) -> Result<(), VaultError> {
        self.journal(|| vec![Step::any(&sql::DROP_HOLD, params![workspace, hold])]).await
    }

    /// The next five hundred holds that are noted, by their id.
    pub async fn kept_after(
        &self,
        workspace: Id<Workspace>,
        after: Option<Id<Hold>>,
    ) -> Result<Vec<Kept>, VaultError> {
        let after = after.map_or_else(|| Param::text(String::new()), Param::from);
        let rows = self.0.place.rows(&sql::READ_HOLDS, params![workspace, after]).await?;
        let damaged = |_| VaultError::Unusable("the vault's holds are damaged".to_owned());
        let read = |row: crate::Row| {
            let mut c = row.cells();
            Ok(Kept { hold: c.id().map_err(damaged)?, noted_at: c.time().map_err(damaged)? })
        };
        rows.into_iter().map(read).collect()
    }

    /// Whether the key can be derived from the record as it stands in the vault now, whatever this server has in memory.
    pub async fn derives(&self, workspace: Id<Workspace>, reference: Ref) -> Result<bool, VaultError> {
        let keys = self.reload(workspace).await?.ok_or(VaultError::NoWorkspace)?;
        match keys.holds(reference) {
            Ok(()) => Ok(true),
            Err(KeyError::Shredded) => Ok(false),
            Err(_) => Err(VaultError::Busy),
        }
    }

    /// The first hold in force that needs these keys.
    pub(super) async fn hold_of(
        &self,
        workspace: Id<Workspace>,
        whose: &Whose,
        now: Time,
    ) -> Result<Option<Id<Hold>>, VaultError> {
        let [contact, conversation, now] = whose.asked(now);
        let rows = self.0.place.rows(&sql::HOLD_OF, params![workspace, contact, conversation, now]).await?;
        let hold = rows.into_iter().next().map(|row| row.cells().id());
        hold.transpose().map_err(|_| VaultError::Unusable("the vault's holds are damaged".to_owned()))
    }
}
