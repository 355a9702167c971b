//! Looking over what has not left, trying it again, and discarding it.

use activity_log::Action;
use privacy::access::{Actor, Allowed, act, permit};
use privacy::ids::Mail;
use privacy::purpose::Purpose;
use privacy::{Id, RowId, Time};
use store::{Change, Failed, Row, params, statements};

use super::{Failure, MailError, State};
use crate::uses::{MailRecipient, MailSubject};
use crate::workspaces::Workspace;
use crate::{Deployment, Trouble, entry, reads};

statements! {
    /// What has not left, what was given up first.
    LIST_MAIL = "SELECT mail_id, state, tries, failure, recipient, subject, created_at, next_try_at FROM outgoing_mail \
                 WHERE workspace_id = $1 ORDER BY state, next_try_at, mail_id LIMIT 200";
    /// A letter's turn is now, whatever was before.
    TRY_MAIL_AGAIN = "UPDATE outgoing_mail SET state = 'waiting', tries = 0, next_try_at = $3, version = version + 1 \
                      WHERE workspace_id = $1 AND mail_id = $2";
    /// Removes a letter.
    DISCARD_MAIL = "DELETE FROM outgoing_mail WHERE workspace_id = $1 AND mail_id = $2";
}

/// A letter that has not left, opened but for its text.
pub struct WaitingMail {
    /// Its id.
    pub id: Id<Mail>,
    /// Whether it will be tried again.
    pub state: State,
    /// How often it was tried.
    pub tries: i64,
    /// Why it has not left.
    pub failure: Option<Failure>,
    /// To whom it goes.
    pub recipient: String,
    /// The line above it.
    pub subject: String,
    /// When it was written.
    pub created_at: Time,
    /// When it is tried next, or was given up.
    pub next_try_at: Time,
}

/// What has not left. Who sees it is entered. Letters to somebody whose key has ended are left out.
pub async fn list(
    d: &Deployment,
    of: &Allowed<Workspace, act::ManageWorkspace>,
) -> Result<Vec<WaitingMail>, MailError> {
    let workspace = of.thing().id;
    let permit = permit(of.actor(), Purpose::Administration)?;
    reads::note(d, &permit, entry::of(Action::MailListed, &workspace), None).await?;
    let keys = d.keys(workspace).await?;
    let rows = d.store.rows(&LIST_MAIL, params![workspace]).await.map_err(Trouble::from)?;
    let show = |row: Row| -> Result<Option<WaitingMail>, Trouble> {
        let mut c = row.cells();
        let (id, state, tries) = (c.id()?, c.code(State::of_code)?, c.count()?);
        let failure = c.maybe_code(Failure::of_code)?;
        let (recipient, subject) = (c.sealed::<MailRecipient>()?, c.sealed::<MailSubject>()?);
        let row = RowId::of(id);
        let (Ok(recipient), Ok(subject)) =
            (keys.open(&permit, &row, &recipient), keys.open(&permit, &row, &subject))
        else {
            return Ok(None);
        };
        let (recipient, subject) = (recipient.into_shown(), subject.into_shown());
        let (created_at, next_try_at) = (c.time()?, c.time()?);
        Ok(Some(WaitingMail { id, state, tries, failure, recipient, subject, created_at, next_try_at }))
    };
    let shown: Result<Vec<_>, Trouble> = rows.into_iter().map(show).collect();
    Ok(shown?.into_iter().flatten().collect())
}

/// Makes it the letter's turn now.
pub async fn try_again(
    d: &Deployment,
    of: &Allowed<Workspace, act::ManageWorkspace>,
    id: Id<Mail>,
) -> Result<(), MailError> {
    let now = d.now();
    let change =
        begun(d, of.actor(), Action::MailQueued, id).one(&TRY_MAIL_AGAIN, params![of.thing().id, id, now]);
    ended(d, change).await
}

/// Removes a letter: it is never sent.
pub async fn discard(
    d: &Deployment,
    of: &Allowed<Workspace, act::ManageWorkspace>,
    id: Id<Mail>,
) -> Result<(), MailError> {
    let change =
        begun(d, of.actor(), Action::MailDiscarded, id).one(&DISCARD_MAIL, params![of.thing().id, id]);
    ended(d, change).await
}

fn begun(d: &Deployment, by: &Actor, action: Action, id: Id<Mail>) -> Change {
    Change::new(d.change(), by, d.now(), entry::of(action, &id))
}

async fn ended(d: &Deployment, change: Change) -> Result<(), MailError> {
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(MailError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
